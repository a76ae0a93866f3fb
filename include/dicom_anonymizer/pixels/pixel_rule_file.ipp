// SPDX-License-Identifier: BSD-3-Clause
// What pixels/pixel_rule_file.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/pixel_rule_file.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>
#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/pixels/pixel_rule.hpp>
#include <dicom_anonymizer/pixels/pixel_rules.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer {

namespace detail {

// The columns; those from sop_class on need not be there.
enum class rule_column : std::size_t {
  rule,
  modality,
  manufacturer_contains,
  model_contains,
  rows,
  columns,
  other_conditions,
  x,
  y,
  width,
  height,
  sop_class,
  what,
  verdict,
  sources,
  licence,
  contributor,
  note,
};
inline constexpr std::string_view rule_columns[] = {"rule",
                                                    "modality",
                                                    "manufacturer_contains",
                                                    "model_contains",
                                                    "rows",
                                                    "columns",
                                                    "other_conditions",
                                                    "x",
                                                    "y",
                                                    "width",
                                                    "height",
                                                    "sop_class",
                                                    "what",
                                                    "verdict",
                                                    "sources_file:line",
                                                    "licence_of_source",
                                                    "contributor_tag",
                                                    "note"};

// Takes what stands before the separator away, and the separator.
inline std::string_view taken(std::string_view& text, char separator) noexcept {
  const std::size_t end = text.find(separator);
  const std::string_view first = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return first;
}

class pixel_rule_reader {
 public:
  // The rules of a text, which they refer to.
  static std::vector<pixel_rule> read(std::string_view text) {
    if (text.size() > pixel_rule_file_limit)
      throw error(errc::bad_dictionary,
                  fmt::format("rules about pixels: longer than {} bytes", pixel_rule_file_limit));
    pixel_rule_reader reader;
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    while (!text.empty()) {
      ++reader.line_;
      std::string_view line = taken(text, '\n');
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (!line.empty() && line.front() != '#') reader.read_line(line);
    }
    reader.end_rule();
    if (reader.rules_.empty()) reader.refuse("no rules");
    if (const std::size_t dead = first_behind(reader.rules_); dead != reader.rules_.size()) {
      reader.line_ = reader.lines_[dead];
      reader.refuse("the rule lies wholly behind another one");
    }
    return std::move(reader.rules_);
  }

 private:
  static constexpr std::size_t count = std::size(rule_columns);
  static constexpr std::size_t nowhere = count;
  using cells = std::array<std::string_view, count>;

  [[noreturn]] void refuse(std::string_view reason) const {
    throw error(errc::bad_dictionary,
                fmt::format("rules about pixels, line {}: {}", line_, reason));
  }

  void read_line(std::string_view line) {
    std::vector<std::string_view> written;
    while (true) {
      const bool is_last = line.find('\t') == std::string_view::npos;
      written.push_back(without_blanks(taken(line, '\t')));
      if (is_last) break;
    }
    if (columns_.empty()) {
      read_columns(written);
      return;
    }
    if (written.size() != columns_.size())
      refuse(fmt::format("{} cells, not {}", written.size(), columns_.size()));
    cells row;
    for (std::size_t i = 0; i < written.size(); ++i) row[columns_[i]] = written[i];
    if (at(row, rule_column::verdict) != "drop") read_row(row);
  }

  void read_columns(const std::vector<std::string_view>& names) {
    std::array<bool, count> is_there{};
    for (const std::string_view name : names) {
      std::size_t i = 0;
      while (i < count && rule_columns[i] != name) ++i;
      if (i == count) refuse("the name of a column that rules do not have");
      if (std::exchange(is_there[i], true)) refuse(fmt::format("two columns {}", rule_columns[i]));
      columns_.push_back(i);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(rule_column::sop_class); ++i)
      if (!is_there[i]) refuse(fmt::format("there is no column {}", rule_columns[i]));
  }

  void read_row(const cells& row) {
    const std::string_view name = at(row, rule_column::rule);
    if (name.empty()) refuse("a rule without a name");
    if (!first_row_ || at(*first_row_, rule_column::rule) != name) {
      end_rule();
      if (!names_.insert(name).second) refuse("the name of an earlier rule");
      begin_rule(row);
    } else {
      for (const rule_column one :
           {rule_column::modality, rule_column::manufacturer_contains, rule_column::model_contains,
            rule_column::rows, rule_column::columns, rule_column::other_conditions,
            rule_column::sop_class})
        if (at(row, one) != at(*first_row_, one))
          refuse("another condition than in the line before, which has the same name");
    }
    try {
      add_region(row);
    } catch (const error& failed) {
      if (failed.code() == errc::bad_dictionary) throw;
      refuse(failed.reason());
    }
  }

  void begin_rule(const cells& row) {
    first_row_ = row;
    first_line_ = line_;
    parts_ = {};
    parts_.name = at(row, rule_column::rule);
    parts_.modality = at(row, rule_column::modality);
    parts_.manufacturer = at(row, rule_column::manufacturer_contains);
    parts_.model = at(row, rule_column::model_contains);
    parts_.sop_class = at(row, rule_column::sop_class);
    for (const rule_column one : {rule_column::rows, rule_column::columns}) {
      if (at(row, one).empty()) continue;
      const std::uint32_t number = number_in(row, one);
      if (number == 0) refuse("a rule for images without rows or columns");
      (one == rule_column::rows ? parts_.rows : parts_.columns) = number;
    }
    std::string_view all = at(row, rule_column::other_conditions);
    if (all.empty()) return;
    while (true) {
      const bool is_last = all.find(';') == std::string_view::npos;
      add_condition(without_blanks(taken(all, ';')));
      if (is_last) return;
    }
  }

  void add_condition(std::string_view text) {
    text_condition found;
    if (text.substr(0, 3) == "or ") {
      found.is_alternative = true;
      text = without_blanks(text.substr(3));
    }
    const std::string_view keyword = taken(text, ' ');
    bool is_known = false;
    for (std::size_t i = 0; i < image_text_count; ++i) {
      found.where = static_cast<image_text>(i);
      if ((is_known = equals_ignoring_case(to_string(found.where), keyword))) break;
    }
    if (!is_known) refuse("a condition on an attribute that rules do not know");
    text = without_blanks(text);
    const std::string_view how = taken(text, ' ');
    if (how != "contains" && how != "equals")
      refuse("a condition that neither contains nor equals");
    if (how == "equals") found.how = text_condition::comparison::equals;
    found.term = without_blanks(text);
    if (parts_.conditions.size() == pixel_rule_parts::most) refuse("too many conditions");
    parts_.conditions.push_back(found);
  }

  void add_region(const cells& row) {
    const std::string_view what = at(row, rule_column::what);
    if (what == "everything") {
      for (const rule_column one :
           {rule_column::x, rule_column::y, rule_column::width, rule_column::height})
        if (!at(row, one).empty()) refuse("a rectangle where everything goes");
      if (std::exchange(parts_.blanks_everything, true)) refuse("everything goes already");
      return;
    }
    const rectangle where{number_in(row, rule_column::x), number_in(row, rule_column::y),
                          number_in(row, rule_column::width), number_in(row, rule_column::height)};
    if (where.is_empty()) refuse("a rectangle without pixels");
    if (parts_.regions.size() == pixel_rule_parts::most)
      refuse(fmt::format("more than {} rectangles in a rule", pixel_rule_parts::most));
    if (what.empty() || what == "blank")
      parts_.regions.push_back({where, {}, pixel_region::purpose::paint});
    else if (what == "keep")
      parts_.regions.push_back({where, {}, pixel_region::purpose::keep_only});
    else
      refuse("neither blank, keep nor everything");
  }

  void end_rule() {
    if (!first_row_) return;
    first_row_.reset();
    const std::size_t here = std::exchange(line_, first_line_);
    if (rules_.size() == pixel_rules_in_file)
      refuse(fmt::format("more than {} rules", pixel_rules_in_file));
    require_short_text(parts_.name);
    add_text(parts_.manufacturer);
    add_text(parts_.model);
    for (const text_condition& one : parts_.conditions) add_text(one.term);
    try {
      rules_.emplace_back(parts_);
    } catch (const error& failed) {
      refuse(failed.reason());
    }
    lines_.push_back(first_line_);
    line_ = here;
  }

  void require_short_text(std::string_view text) const {
    if (text.size() > pixel_rule_text_limit)
      refuse(fmt::format("a text of more than {} bytes", pixel_rule_text_limit));
  }

  // Of a rule, that is compared with those of others.
  void add_text(std::string_view text) {
    require_short_text(text);
    texts_ += text.size();
    if (texts_ > pixel_rule_texts_limit)
      refuse(fmt::format("the texts of the rules have more than {} bytes together",
                         pixel_rule_texts_limit));
  }

  [[nodiscard]] static std::string_view at(const cells& row, rule_column one) noexcept {
    return row[static_cast<std::size_t>(one)];
  }

  [[nodiscard]] std::uint32_t number_in(const cells& row, rule_column one) const {
    const std::string_view text = at(row, one);
    std::uint32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
      refuse(fmt::format("no number in {}", rule_columns[static_cast<std::size_t>(one)]));
    return number;
  }

  std::size_t line_ = 0;
  std::vector<std::size_t> columns_;  // of the cells of a line
  std::optional<cells> first_row_;    // of the rule in hand
  std::size_t first_line_ = 0;
  pixel_rule_parts parts_;
  std::vector<pixel_rule> rules_;
  std::size_t texts_ = 0;           // bytes of those that are compared
  std::vector<std::size_t> lines_;  // where they begin
  std::unordered_set<std::string_view> names_;
};

}  // namespace detail

DICOM_ANONYMIZER_INLINE pixel_rule_file parse_pixel_rules(std::string text) {
  auto held = std::make_shared<pixel_rule_file::content>();
  held->text = std::move(text);
  held->rules = detail::pixel_rule_reader::read(held->text);
  return pixel_rule_file(std::move(held));
}

DICOM_ANONYMIZER_INLINE pixel_rule_file read_pixel_rules(const std::filesystem::path& file) {
  // One byte more than allowed, so that what is longer is refused and not cut.
  constexpr std::size_t most = pixel_rule_file_limit + 1;
  constexpr std::size_t step = 65'536;
  std::string text;
  std::ifstream input(detail::system_name(file.native()), std::ios::binary);
  std::error_code unknown;
  if (!input || std::filesystem::is_directory(file, unknown)) input.setstate(std::ios::badbit);
  while (input && text.size() < most) {
    const std::size_t before = text.size();
    text.resize(std::min(before + step, most));
    input.read(text.data() + before, static_cast<std::streamsize>(text.size() - before));
    text.resize(before + static_cast<std::size_t>(input.gcount()));
  }
  if (input.bad())
    throw error(errc::unreadable,
                fmt::format("rules about pixels '{}' cannot be read", file.string()));
  return parse_pixel_rules(std::move(text));
}

}  // namespace dicom_anonymizer
