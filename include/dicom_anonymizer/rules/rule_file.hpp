// SPDX-License-Identifier: BSD-3-Clause
// Rules from a dictionary file: JSON in the form of the Python package.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer {

/// How long the text of a dictionary may be, in bytes: 64 MiB.  40,000 rules take about 1.2 MB.
inline constexpr std::size_t rule_file_limit = 67'108'864;

namespace detail {

// One rule as the file spells it, before tags and actions are looked up.
struct spelled_argument {
  std::string name;
  std::string text;
  bool is_one_text = true;  // neither null nor a list
};
struct spelled_rule {
  std::string where;
  std::string action;
  std::vector<spelled_argument> arguments;
};

// Events instead of a document: a document forgets duplicate keys and how a number was written, and
// nesting is refused before anything is built.  Nothing of nlohmann's own messages is used because
// they quote the input, which may be a DICOM file given by mistake.
class rule_file_events : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit rule_file_events(std::string_view text) : text_(text) {}

  [[nodiscard]] const std::vector<spelled_rule>& rules() const noexcept { return rules_; }

  bool null() override { return is_in_list_ ? refuse() : argument({}, false); }
  bool boolean(bool) override { return refuse(); }
  bool binary(binary_t&) override { return refuse(); }
  bool start_array(std::size_t) override {
    if (is_in_list_) return refuse();
    is_first_ = true;
    argument({}, false);
    return is_in_list_ = true;
  }
  bool end_array() override {
    is_in_list_ = false;
    return true;
  }
  bool number_integer(number_integer_t number) override { return argument(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override {
    return argument(std::to_string(number));
  }
  bool number_float(number_float_t, const string_t& as_written) override {
    return argument(as_written);
  }

  bool string(string_t& text) override {
    if (depth_ == 1) {
      rules_.back().action = text;
    } else if (depth_ == 2 && argument_ == "action") {
      rules_.back().action = text;
    } else {
      return argument(text);
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ == 2) return refuse();
    ++depth_;
    arguments_.clear();
    return true;
  }

  bool key(string_t& name) override {
    if (depth_ == 1) {
      rules_.push_back({name, {}, {}});
    } else {
      if (!arguments_.insert(name).second)
        throw error(errc::bad_dictionary,
                    fmt::format("'{}': '{}' is there twice", rules_.back().where, name));
      argument_ = name;
    }
    return true;
  }

  bool end_object() override {
    if (depth_ == 2 && !arguments_.contains("action"))
      throw error(errc::bad_dictionary,
                  fmt::format("'{}': there is no \"action\"", rules_.back().where));
    --depth_;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    const std::string_view before = text_.substr(0, position == 0 ? 0 : position - 1);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    throw error(errc::bad_dictionary,
                fmt::format("not valid JSON at line {}, column {}", line, column));
  }

 private:
  bool argument(std::string text, bool is_one_text = true) {
    if (depth_ != 2 || argument_ == "action") return refuse();
    std::vector<spelled_argument>& all = rules_.back().arguments;
    if (is_in_list_) {  // several values, as they stand in a data set
      if (!std::exchange(is_first_, false)) all.back().text += '\\';
      all.back().text += text;
    } else {
      all.push_back({argument_, std::move(text), is_one_text});
    }
    return true;
  }

  // Something that is JSON but stands where the form has no place for it.
  [[noreturn]] bool refuse() const {
    if (depth_ == 0)
      throw error(errc::bad_dictionary,
                  "not an object of tags and actions, as in {\"(0010,0010)\": \"empty\"}");
    if (depth_ == 1)
      throw error(errc::bad_dictionary,
                  fmt::format("'{}': neither the name of an action nor an object with \"action\"",
                              rules_.back().where));
    throw error(errc::bad_dictionary, fmt::format("'{}': '{}' is neither a text nor a number",
                                                  rules_.back().where, argument_));
  }

  std::string_view text_;
  int depth_ = 0;
  std::string argument_;
  bool is_in_list_ = false;
  bool is_first_ = false;
  std::set<std::string> arguments_;
  std::vector<spelled_rule> rules_;
};

// Whether a word is meant for the name of an action: in small letters, and no more than two letters
// away from one.  Any other may be a value of a data set in JSON, and is not told.
inline bool is_misspelt(std::string_view word, const action_registry& actions) {
  constexpr std::size_t longest = 64;
  if (word.size() > longest ||
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos)
    return false;
  const std::vector<action_registry::entry>& all = actions.entries();
  return std::any_of(all.begin(), all.end(), [&](const action_registry::entry& one) {
    // How many letters to insert, to delete or to change, beginning by beginning.
    std::vector<std::size_t> row(one.name.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t before = std::exchange(row[0], i);
      for (std::size_t j = 1; j <= one.name.size(); ++j) {
        const std::size_t changed = before + (word[i - 1] == one.name[j - 1] ? 0 : 1);
        before = std::exchange(row[j], std::min({changed, row[j] + 1, row[j - 1] + 1}));
      }
    }
    return row.back() <= 2 && row.back() < word.size();
  });
}

inline any_action make_action(const spelled_rule& spelled, const action_registry& actions) {
  const action_registry::entry* known = actions.find(spelled.action);
  if (known == nullptr) {
    std::string names;
    for (const action_registry::entry& one : actions.entries())
      names += (names.empty() ? "" : ", ") + one.name;
    throw error(errc::unknown_action, fmt::format("there is no {}, only {}",
                                                  is_misspelt(spelled.action, actions)
                                                      ? fmt::format("action '{}'", spelled.action)
                                                      : std::string("such action"),
                                                  names));
  }
  std::vector<std::string> ordered;
  for (const std::string& wanted : known->arguments) {
    const auto given = std::find_if(spelled.arguments.begin(), spelled.arguments.end(),
                                    [&](const auto& one) { return one.name == wanted; });
    if (given == spelled.arguments.end())
      throw error(errc::bad_arguments,
                  fmt::format("action '{}' needs \"{}\"", spelled.action, wanted));
    ordered.push_back(given->text);
  }
  for (const spelled_argument& one : spelled.arguments) {
    if (std::find(known->arguments.begin(), known->arguments.end(), one.name) ==
        known->arguments.end())
      throw error(errc::bad_arguments,
                  fmt::format("action '{}' has no argument \"{}\"", spelled.action, one.name));
    // As in the package: null is no value, a list several.
    if (!one.is_one_text && spelled.action != actions::replace_with_value<std::string>::name)
      throw error(errc::bad_dictionary,
                  fmt::format("'{}' is neither a text nor a number", one.name));
  }
  return actions.make(spelled.action, ordered);
}

}  // namespace detail

/// A rule of a dictionary and the line of its key, counted from 1.
struct written_rule {
  any_pattern where;
  any_action what;
  std::size_t line;
};

namespace detail {

// The line of each key of the outer object, in order.  Precondition: the text is JSON.
inline std::vector<std::size_t> lines_of_keys(std::string_view text) {
  std::vector<std::size_t> lines;
  std::size_t line = 1;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    // A text has no line feed.
    for (++at; at < text.size() && text[at] != '"'; ++at)
      if (text[at] == '\\') ++at;
    const std::size_t behind = text.find_first_not_of(" \t\r\n", std::min(at + 1, text.size()));
    if (depth == 1 && behind != std::string_view::npos && text[behind] == ':')
      lines.push_back(line);
  }
  return lines;
}

}  // namespace detail

/// Reads the text of a dictionary as parse_rules does, and keeps where each rule stands, in order.
[[nodiscard]] inline std::vector<written_rule> parse_written_rules(std::string_view json_text,
                                                                   const action_registry& actions) {
  if (json_text.size() > rule_file_limit)
    throw error(
        errc::bad_dictionary,
        fmt::format("longer than the {} bytes that a dictionary may have", rule_file_limit));
  detail::rule_file_events events(json_text);
  nlohmann::json::sax_parse(json_text.begin(), json_text.end(), &events);
  const std::vector<std::size_t> lines = detail::lines_of_keys(json_text);
  std::vector<written_rule> rules;
  rules.reserve(events.rules().size());
  for (std::size_t i = 0; i < events.rules().size(); ++i) {
    const detail::spelled_rule& spelled = events.rules()[i];
    any_pattern where = parse_pattern(spelled.where);
    try {
      rules.push_back({std::move(where), detail::make_action(spelled, actions), lines.at(i)});
    } catch (const error& failed) {
      throw error(failed.code(), fmt::format("'{}': {}", spelled.where, failed.reason()));
    }
  }
  return rules;
}

/// Reads the text of a dictionary: a JSON object whose keys are patterns as parse_pattern reads
/// them and whose values are the name of an action or, for one with arguments, an object:
///
///     {"(0x0010, 0x0010)": "empty",
///      "(0x0008, 0x0020)": {"action": "regexp", "find": "0701$", "replace": "0000"}}
///
/// Arguments are texts or numbers; a number is taken as it is written.  The value of
/// replace_with_value may also be a list, for several values, or null, for none.  Of two rules that
/// cover an element the one further down wins, also if they are written alike.
///
/// Throws error that quotes the key: errc::bad_dictionary if the text is not JSON (with line and
/// column in bytes), not of this form, longer than rule_file_limit or has an argument twice;
/// errc::bad_tag, errc::unknown_action, errc::bad_arguments.
[[nodiscard]] inline dynamic_rule_map parse_rules(std::string_view json_text,
                                                  const action_registry& actions) {
  dynamic_rule_map rules;
  for (written_rule& one : parse_written_rules(json_text, actions))
    rules.set(std::move(one.where), std::move(one.what));
  return rules;
}

/// Reads a dictionary file as read_rule_file does, and keeps where each rule stands, in order.
[[nodiscard]] inline std::vector<written_rule> read_written_rules(const std::filesystem::path& file,
                                                                  const action_registry& actions) {
  // One byte too many is enough to know, and a device without end is left in time.
  constexpr std::size_t most = rule_file_limit + 1;
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
    throw error(errc::unreadable, fmt::format("dictionary '{}' cannot be read", file.string()));
  try {
    return parse_written_rules(text, actions);
  } catch (const error& failed) {
    throw error(failed.code(), fmt::format("dictionary '{}': {}", file.string(), failed.reason()));
  }
}

/// Reads a dictionary file.  Throws error as parse_rules does, with the name of the file in front,
/// and error(errc::unreadable) if the file cannot be read.
[[nodiscard]] inline dynamic_rule_map read_rule_file(const std::filesystem::path& file,
                                                     const action_registry& actions) {
  dynamic_rule_map rules;
  for (written_rule& one : read_written_rules(file, actions))
    rules.set(std::move(one.where), std::move(one.what));
  return rules;
}

}  // namespace dicom_anonymizer
