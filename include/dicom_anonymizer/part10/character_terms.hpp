// SPDX-License-Identifier: BSD-3-Clause
// The defined terms of Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2, and what
// converts their text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iconv.h>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// How a code element is used: PS3.3 tables C.12-2 to C.12-5.
enum class code_element {
  single_byte,  // its upper half in G1
  katakana,     // JIS X 0201: Katakana in G1, Romaji in G0
  double_g0,    // two bytes below 0x80
  double_g1,    // two bytes from 0xA0
  whole,        // no code extensions: the set has all of the text
};

// One defined term of Specific Character Set.
struct character_term {
  std::string_view name;   // behind "ISO_IR " and "ISO 2022 IR ", or alone
  const char* conversion;  // what iconv calls it
  code_element kind;
  std::string_view escape;  // without ESC, PS3.3 tables C.12-3 and C.12-4
};

inline constexpr character_term character_terms[] = {
    {"100", "ISO-8859-1", code_element::single_byte, "-A"},
    {"101", "ISO-8859-2", code_element::single_byte, "-B"},
    {"109", "ISO-8859-3", code_element::single_byte, "-C"},
    {"110", "ISO-8859-4", code_element::single_byte, "-D"},
    {"144", "ISO-8859-5", code_element::single_byte, "-L"},
    {"127", "ISO-8859-6", code_element::single_byte, "-G"},
    {"126", "ISO-8859-7", code_element::single_byte, "-F"},
    {"138", "ISO-8859-8", code_element::single_byte, "-H"},
    {"148", "ISO-8859-9", code_element::single_byte, "-M"},
    {"203", "ISO-8859-15", code_element::single_byte, "-b"},
    {"166", "TIS-620", code_element::single_byte, "-T"},
    {"13", "EUC-JP", code_element::katakana, ")I"},
    {"87", "EUC-JP", code_element::double_g0, "$B"},
    {"159", "EUC-JP", code_element::double_g0, "$(D"},
    {"149", "EUC-KR", code_element::double_g1, "$)C"},
    {"58", "GB2312", code_element::double_g1, "$)A"},
    {"192", "UTF-8", code_element::whole, ""},
    {"GB18030", "GB18030", code_element::whole, ""},
    {"GBK", "GBK", code_element::whole, ""},
};

// Letters and digits in upper case: what is left of a term whose punctuation was mistaken.
inline std::string bare(std::string_view spelled) {
  std::string result;
  for (const char c : spelled) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) result.push_back(c);
    if (c >= 'a' && c <= 'z') result.push_back(static_cast<char>(c - 'a' + 'A'));
  }
  return result;
}

inline const character_term* find_term(std::string_view name) {
  for (const character_term& one : character_terms) {
    if (one.name == name) return &one;
    // Writers that name the encoding instead: "UTF-8", "ISO 8859-1".
    if (one.kind != code_element::single_byte && one.kind != code_element::whole) continue;
    if (bare(one.conversion) == name) return &one;
  }
  return nullptr;
}

inline const character_term* find_escape(std::string_view after_escape) noexcept {
  for (const character_term& one : character_terms)
    if (!one.escape.empty() && after_escape.substr(0, one.escape.size()) == one.escape) return &one;
  return nullptr;
}

// Conversions that are open.  To open one takes a thousand times as long as to convert a character,
// and there are at most two for each of the terms above: each thread keeps those that it has used.
class open_conversions {
 public:
  open_conversions() = default;
  open_conversions(const open_conversions&) = delete;
  open_conversions& operator=(const open_conversions&) = delete;
  ~open_conversions() {
    for (const opened& one : known_) ::iconv_close(one.handle);
  }

  // In its first state; nothing where the system has none such.
  std::optional<iconv_t> find(std::string_view from, std::string_view to) {
    for (const opened& one : known_)
      if (one.from == from && one.to == to) {
        ::iconv(one.handle, nullptr, nullptr, nullptr, nullptr);
        return one.handle;
      }
    opened made{std::string(from), std::string(to), {}};
    known_.reserve(known_.size() + 1);
    made.handle = ::iconv_open(made.to.c_str(), made.from.c_str());
    if (made.handle == iconv_t(-1)) return std::nullopt;
    known_.push_back(std::move(made));
    return known_.back().handle;
  }

 private:
  struct opened {
    std::string from;
    std::string to;
    iconv_t handle;
  };
  std::vector<opened> known_;
};

// Converts all of a text or nothing.
inline std::optional<std::string> converted(std::string_view text, const char* from,
                                            const char* to) {
  thread_local open_conversions conversions;
  const std::optional<iconv_t> open = conversions.find(from, to);
  if (!open) return std::nullopt;
  std::string result(text.size() * 4 + 16, '\0');
  char* in = const_cast<char*>(text.data());
  std::size_t in_left = text.size();
  char* out = result.data();
  std::size_t out_left = result.size();
  // A number of irreversible conversions is a text that another one could have become.
  if (::iconv(*open, &in, &in_left, &out, &out_left) != 0 || in_left != 0) return std::nullopt;
  result.resize(result.size() - out_left);
  return result;
}

// Unicode table 3-7.  glibc's iconv accepts what is beyond U+10FFFF.
inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return false;
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if (byte < low || byte > high) return false;
      low = 0x80;
      high = 0xBF;
    }
    at += length;
  }
  return true;
}

// The bytes of the first character of GB18030 or GBK that may hold a backslash; else 1.  Those of
// four bytes hold none.
inline std::size_t gb_length(std::string_view text) noexcept {
  if (text.size() < 2) return 1;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = static_cast<unsigned char>(text[1]);
  return first >= 0x81 && first <= 0xFE && second >= 0x40 && second != 0x7F && second != 0xFF ? 2
                                                                                              : 1;
}

inline constexpr tag specific_character_set{0x0008, 0x0005};

inline bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\x1B'; });
}

}  // namespace dicom_anonymizer::detail
