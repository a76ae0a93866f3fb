// SPDX-License-Identifier: BSD-3-Clause
// Whether the name of a file or folder is that of the patient.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/detail/file_head.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// The letter that another counts as: the small one, in Latin, Greek and Cyrillic.
[[nodiscard]] constexpr char32_t folded(char32_t c) noexcept {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c < 0x80) return c;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if (c == 0x178) return 0xFF;
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + c % 2;
  if (c >= 0x391 && c <= 0x3AB) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

// One code point of UTF-8, or a byte that is none; takes it away.
inline char32_t take_character(std::string_view& text) noexcept {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t first = byte(0);
  const std::size_t length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t result = length == 1 ? first : first & (0xFFU >> (length + 1));
  if (length > text.size()) {
    text.remove_prefix(1);
    return first;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      text.remove_prefix(1);
      return first;
    }
    result = result << 6 | (byte(i) & 0x3FU);
  }
  text.remove_prefix(length);
  return result;
}

using word_list = std::vector<std::u32string>;

// The runs of letters and digits of a text in UTF-8, in one case.
inline word_list words_of(std::string_view text) {
  word_list result;
  bool is_inside = false;
  while (!text.empty()) {
    const char32_t c = folded(take_character(text));
    const bool is_part = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') ||
                         (c >= 0x80 && c != 0xA0 && c != 0x3000);
    if (is_part && !is_inside) result.emplace_back();
    if (is_part) result.back().push_back(c);
    is_inside = is_part;
  }
  return result;
}

inline std::u32string joined(const word_list& parts) {
  std::u32string result;
  for (const std::u32string& one : parts) result += one;
  return result;
}

inline std::string_view take_until(std::string_view& rest, char delimiter) noexcept {
  const std::size_t end = std::min(rest.find(delimiter), rest.size());
  const std::string_view first = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return first;
}

// The names and identifiers of a patient, ready to be compared with the names of files.
class patient_words {
 public:
  patient_words() = default;
  explicit patient_words(const file_head& head) {
    const character_set letters(head.character_set);
    const auto each = [&](std::string_view bytes, vr kind, auto add) {
      for (const std::string_view value : letters.split_values(bytes, kind))
        (this->*add)(letters.decode_if_text(value, kind));
    };
    each(head.patient_name, vr::PN, &patient_words::add_name);
    each(head.other_names, vr::PN, &patient_words::add_name);
    each(head.birth_name, vr::PN, &patient_words::add_name);
    each(head.patient_id, vr::LO, &patient_words::add_id);
    each(head.other_ids, vr::LO, &patient_words::add_id);
  }

  // Whether the name of a file or folder is one of them, or has one in it as whole words.
  [[nodiscard]] bool are_told_by(std::string_view name) const {
    if (wholes_.empty() && parts_.empty() && sets_.empty()) return false;
    if (are_told_by(words_of(name))) return true;
    const std::size_t dot = name.rfind('.');
    return dot != std::string_view::npos && dot != 0 && are_told_by(words_of(name.substr(0, dot)));
  }

 private:
  // So short a word may stand in a name by chance.
  static constexpr std::size_t least_whole = 2;
  static constexpr std::size_t least_part = 4;

  void add_whole(std::u32string text) {
    if (text.size() >= least_whole) wholes_.push_back(std::move(text));
  }
  void add_part(std::u32string text) {
    if (text.size() >= least_part) parts_.push_back(std::move(text));
  }

  void add_id(std::string_view text) {
    const std::u32string whole = joined(words_of(text));
    add_whole(whole);
    add_part(whole);
  }

  // PS3.5 section 6.2.1: groups of family, given and middle name, prefix and suffix.
  void add_name(std::string_view text) {
    while (!text.empty()) {
      std::string_view group = take_until(text, '=');
      word_list names[3];
      for (word_list& one : names) one = words_of(take_until(group, '^'));
      for (const word_list& one : names) add_whole(joined(one));
      add_part(joined(names[0]));
      // In any order, written together.
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
          if (i == j || names[i].empty() || names[j].empty()) continue;
          const std::u32string two = joined(names[i]) + joined(names[j]);
          add_whole(two);
          if (const word_list& third = names[3 - i - j]; !third.empty())
            add_whole(two + joined(third));
        }
      }
      // In any order, with other words between.
      word_list set = names[0];
      set.insert(set.end(), names[1].begin(), names[1].end());
      if (set.size() > 1) sets_.push_back(std::move(set));
    }
  }

  [[nodiscard]] bool are_told_by(const word_list& name) const {
    const auto is_in = [](const auto& all, const auto& one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    if (is_in(wholes_, joined(name))) return true;
    for (const word_list& set : sets_)
      if (std::all_of(set.begin(), set.end(), [&](const auto& one) { return is_in(name, one); }))
        return true;
    for (std::size_t begin = 0; begin < name.size(); ++begin) {
      std::u32string run;
      for (std::size_t end = begin; end < name.size(); ++end) {
        run += name[end];
        if (is_in(parts_, run)) return true;
      }
    }
    return false;
  }

  word_list wholes_;
  word_list parts_;
  std::vector<word_list> sets_;
};

// Which components of the paths of files are told; remembers the last patient and folder.
class name_judge {
 public:
  // The numbers of the components, from 1: those of the folders below the root and the file.
  const std::vector<std::size_t>& judge(const file_head& head,
                                        const std::shared_ptr<const void>& folder,
                                        const std::filesystem::path& below, std::string_view file) {
    if (!is_same_patient(head)) {
      patient_ = patient_words(head);
      last_ = head;
      folder_.reset();
    }
    if (folder_ != folder || folder == nullptr) {
      folder_ = folder;
      in_folder_.clear();
      depth_ = 0;
      for (const std::filesystem::path& one : below) {
        if (one.empty() || one == ".") continue;
        ++depth_;
        if (patient_.are_told_by(one.native())) in_folder_.push_back(depth_);
      }
    }
    told_ = in_folder_;
    if (patient_.are_told_by(file)) told_.push_back(depth_ + 1);
    return told_;
  }

 private:
  [[nodiscard]] bool is_same_patient(const file_head& head) const noexcept {
    return head.patient_name == last_.patient_name && head.patient_id == last_.patient_id &&
           head.other_ids == last_.other_ids && head.other_names == last_.other_names &&
           head.birth_name == last_.birth_name && head.character_set == last_.character_set;
  }

  patient_words patient_;
  file_head last_;
  std::shared_ptr<const void> folder_;  // held, so that no other takes its address
  std::size_t depth_ = 0;
  std::vector<std::size_t> in_folder_;
  std::vector<std::size_t> told_;
};

}  // namespace dicom_anonymizer::detail
