// SPDX-License-Identifier: BSD-3-Clause
// Whether the name of a file or folder tells what its data set held.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/files/held_identifiers.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/letters.hpp>

namespace dicom_anonymizer::detail {

// The runs of letters and digits of a text in UTF-8, in one case and without marks.  They stand in
// one string: each file makes dozens of them.
class word_list {
 public:
  word_list() = default;
  explicit word_list(std::string_view text) {
    letters_.reserve(text.size());
    begins_.reserve(text.size() / 4 + 1);
    bool is_inside = false;
    const auto take = [&](char32_t c) {
      const bool is_part = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') ||
                           (c >= 0x80 && c != 0xA0 && c != 0x3000);
      if (is_part && !is_inside) begins_.push_back(letters_.size());
      if (is_part) letters_.push_back(c);
      is_inside = is_part;
    };
    while (!text.empty()) {
      if (const auto first = static_cast<unsigned char>(text.front()); first < 0x80) {
        take(folded(first));
        text.remove_prefix(1);
      } else {
        each_letter(take_character(text), take);
      }
    }
  }

  [[nodiscard]] bool empty() const noexcept { return begins_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return begins_.size(); }
  [[nodiscard]] std::u32string_view operator[](std::size_t i) const {
    const std::size_t end = i + 1 < begins_.size() ? begins_[i + 1] : letters_.size();
    return std::u32string_view(letters_).substr(begins_[i], end - begins_[i]);
  }
  // All of them, written together, and where in that they begin.
  [[nodiscard]] const std::u32string& joined() const noexcept { return letters_; }
  [[nodiscard]] const std::vector<std::size_t>& begins() const noexcept { return begins_; }

  [[nodiscard]] bool has(std::u32string_view word) const {
    for (std::size_t i = 0; i < size(); ++i)
      if ((*this)[i] == word) return true;
    return false;
  }
  [[nodiscard]] bool has_all(const word_list& others) const {
    for (std::size_t i = 0; i < others.size(); ++i)
      if (!has(others[i])) return false;
    return true;
  }

 private:
  std::u32string letters_;
  std::vector<std::size_t> begins_;
};

inline std::string_view take_until(std::string_view& rest, char delimiter) noexcept {
  const std::size_t end = std::min(rest.find(delimiter), rest.size());
  const std::string_view first = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return first;
}

// What a data set held, ready to be compared with the names of files.
class told_words {
 public:
  told_words() = default;
  // Those that are UIDs, or those that are not.
  told_words(const held_identifiers& held, bool are_uids) {
    const character_set characters(held.character_set);
    for (const held_identifier& one : held.all) {
      if ((one.kind == vr::UI) != are_uids) continue;
      for (const std::string_view value : characters.split_values(one.bytes, one.kind)) {
        switch (one.kind) {
          case vr::UI: add_uid(without_blanks(value)); break;
          case vr::DA:
          case vr::DT: add_date(value); break;
          case vr::PN: add_name(characters.decode_if_text(value, one.kind)); break;
          default: add_id(characters.decode_if_text(value, one.kind));
        }
      }
    }
  }

  // Whether the name of a file or folder is one of them, or has one in it as whole words.
  [[nodiscard]] bool are_told_by(std::string_view name) const {
    if (!uids_.empty()) {
      std::string with_points(name);  // some write others
      for (char& one : with_points)
        if (one == '_' || one == '-' || one == ' ') one = '.';
      for (const std::string& one : uids_)
        if (is_in(name, one) || is_in(with_points, one)) return true;
    }
    if (names_.empty() && ids_.empty() && numbers_.empty()) return false;
    if (are_told_by(word_list(name))) return true;
    const std::size_t dot = name.rfind('.');
    return dot != std::string_view::npos && dot != 0 && !(names_.empty() && ids_.empty()) &&
           is_whole(word_list(name.substr(0, dot)).joined());
  }

 private:
  // So short a word may stand in a name by chance.
  static constexpr std::size_t least_whole = 2;
  static constexpr std::size_t least_part = 4;
  static constexpr std::size_t least_uid = 5;
  static constexpr std::size_t least_uid_without_points = 10;
  static constexpr std::size_t date_size = 8;

  // Family, given and middle name.
  using name_parts = std::array<word_list, 3>;

  // Digits, which letters beside them end.
  struct number {
    std::u32string digits;
    bool is_date;
  };

  void add_id(std::string_view text) {
    const word_list words(text);
    if (words.joined().size() >= least_whole) ids_.push_back(words.joined());
  }

  void add_uid(std::string_view uid) {
    if (uid.size() < least_uid || is_standard_uid(uid)) return;
    uids_.emplace_back(uid);
    const word_list digits(uid);
    if (digits.joined().size() >= least_uid_without_points)
      numbers_.push_back({digits.joined(), false});
  }

  // A DT by its date.
  void add_date(std::string_view text) {
    std::u32string digits;
    digits.reserve(date_size);
    for (const char c : text)
      if (c >= '0' && c <= '9' && digits.size() < date_size)
        digits.push_back(static_cast<char32_t>(c));
    // Most dates of a data set are the same one.
    if (digits.size() < date_size || digits == latest_date_) return;
    const std::u32string_view all = digits;
    const std::u32string_view year = all.substr(0, 4);
    const std::u32string_view month = all.substr(4, 2);
    const std::u32string_view day = all.substr(6, 2);
    for (const auto& [first, second, third] :
         {std::array{year, month, day}, std::array{day, month, year},
          std::array{month, day, year}}) {
      std::u32string order;
      order.reserve(date_size);
      order.append(first).append(second).append(third);
      numbers_.push_back({std::move(order), true});
    }
    latest_date_ = std::move(digits);
  }

  // PS3.5 section 6.2.1: groups of family, given and middle name, prefix and suffix.
  void add_name(std::string_view text) {
    while (!text.empty()) {
      std::string_view group = take_until(text, '=');
      name_parts name;
      for (word_list& one : name) one = word_list(take_until(group, '^'));
      if (std::any_of(name.begin(), name.end(), [](const auto& one) { return !one.empty(); }))
        names_.push_back(std::move(name));
    }
  }

  static constexpr bool is_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }

  // A UID as it is written, and no part of a longer number.
  [[nodiscard]] static bool is_in(std::string_view name, std::string_view uid) noexcept {
    const auto is_digit_at = [&](std::size_t i) {
      return i < name.size() && is_digit(static_cast<unsigned char>(name[i]));
    };
    for (std::size_t at = name.find(uid); at != std::string_view::npos; at = name.find(uid, at + 1))
      if (!(at != 0 && is_digit_at(at - 1)) && !is_digit_at(at + uid.size())) return true;
    return false;
  }

  // Whether a text is parts of a name in any order, written together.
  [[nodiscard]] static bool is_written_of(std::u32string_view text, const name_parts& name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (name[i].empty() || !text.starts_with(name[i].joined())) continue;
      const std::u32string_view behind = text.substr(name[i].joined().size());
      if (behind.empty()) return true;
      for (std::size_t j = 0; j < name.size(); ++j) {
        if (i == j || name[j].empty() || !behind.starts_with(name[j].joined())) continue;
        const std::u32string_view rest = behind.substr(name[j].joined().size());
        if (rest.empty() || rest == name[3 - i - j].joined()) return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool is_whole(const std::u32string& text) const {
    if (text.size() < least_whole) return false;
    return std::find(ids_.begin(), ids_.end(), text) != ids_.end() ||
           std::any_of(names_.begin(), names_.end(),
                       [&](const name_parts& one) { return is_written_of(text, one); });
  }

  [[nodiscard]] bool are_told_by(const word_list& name) const {
    if (name.empty()) return false;
    if (is_whole(name.joined())) return true;
    // Family and given name in any order, with other words between.
    for (const name_parts& one : names_)
      if (one[0].size() + one[1].size() > 1 && name.has_all(one[0]) && name.has_all(one[1]))
        return true;
    const std::u32string& all = name.joined();
    std::vector<bool> is_edge(all.size() + 1);  // of a word
    for (const std::size_t begin : name.begins()) is_edge[begin] = true;
    is_edge[all.size()] = true;
    // Whether a text stands there from one place that is good to another.
    const auto stands = [&](const std::u32string& wanted, const auto& is_end) {
      for (std::size_t at = all.find(wanted); at != std::u32string::npos;
           at = all.find(wanted, at + 1))
        if (is_end(at) && is_end(at + wanted.size())) return true;
      return false;
    };
    const auto stands_alone = [&](const std::u32string& wanted) {
      return wanted.size() >= least_part &&
             stands(wanted, [&](std::size_t at) { return is_edge[at]; });
    };
    if (std::any_of(ids_.begin(), ids_.end(), stands_alone)) return true;
    for (const name_parts& one : names_)
      if (stands_alone(one[0].joined())) return true;
    const auto ends_digits = [&](std::size_t at) {
      return is_edge[at] || !is_digit(all[at - 1]) || !is_digit(all[at]);
    };
    for (const number& one : numbers_)
      if (stands(one.digits, [&](std::size_t at) {
            // A time may follow a date.
            constexpr std::size_t time_size = 4;
            return ends_digits(at) ||
                   (one.is_date && at + time_size <= all.size() &&
                    std::all_of(all.begin() + static_cast<std::ptrdiff_t>(at),
                                all.begin() + static_cast<std::ptrdiff_t>(at + time_size),
                                is_digit) &&
                    at >= date_size && all.compare(at - date_size, date_size, one.digits) == 0);
          }))
        return true;
    return false;
  }

  std::vector<std::u32string> ids_;
  std::vector<name_parts> names_;
  std::vector<number> numbers_;
  std::u32string latest_date_;
  std::vector<std::string> uids_;
};

// Which components of the paths of files are told; remembers the last patient and folder.
class name_judge {
 public:
  // The numbers of the components, from 1: those of the folders below the root and the file.
  const std::vector<std::size_t>& judge(const held_identifiers& held,
                                        const std::shared_ptr<const void>& folder,
                                        const std::filesystem::path& below, std::string_view file) {
    if (folder_ != folder || folder == nullptr) {
      folder_ = folder;
      components_.clear();
      for (const std::filesystem::path& one : below)
        if (!one.empty() && one != ".") components_.push_back(one.native());
      for (part& one : parts_) one.is_known = false;
    }
    told_.clear();
    for (part& one : parts_) {
      one.renew(held, components_);
      told_.insert(told_.end(), one.in_folder.begin(), one.in_folder.end());
      if (one.words.are_told_by(file)) told_.push_back(components_.size() + 1);
    }
    std::sort(told_.begin(), told_.end());
    told_.erase(std::unique(told_.begin(), told_.end()), told_.end());
    return told_;
  }

 private:
  // UIDs are others in each file, and the rest is much the same.
  struct part {
    explicit part(bool uids) : are_uids(uids) {}

    bool are_uids;
    held_identifiers last;
    told_words words;
    bool is_known = false;
    std::vector<std::size_t> in_folder;

    void renew(const held_identifiers& held, const std::vector<std::string>& components) {
      if (!is_same(held)) {
        words = told_words(held, are_uids);
        last.character_set = held.character_set;
        last.all.clear();
        for (const held_identifier& one : held.all)
          if ((one.kind == vr::UI) == are_uids) last.all.push_back(one);
        is_known = false;
      }
      if (is_known) return;
      is_known = true;
      in_folder.clear();
      for (std::size_t i = 0; i < components.size(); ++i)
        if (words.are_told_by(components[i])) in_folder.push_back(i + 1);
    }

    [[nodiscard]] bool is_same(const held_identifiers& held) const noexcept {
      std::size_t count = 0;
      for (const held_identifier& one : held.all) {
        if ((one.kind == vr::UI) != are_uids) continue;
        if (count == last.all.size() || last.all[count++] != one) return false;
      }
      return count == last.all.size() && held.character_set == last.character_set;
    }
  };

  part parts_[2] = {part(false), part(true)};
  std::shared_ptr<const void> folder_;  // held, so that no other takes its address
  std::vector<std::string> components_;
  std::vector<std::size_t> told_;
};

}  // namespace dicom_anonymizer::detail
