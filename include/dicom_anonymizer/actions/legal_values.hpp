// SPDX-License-Identifier: BSD-3-Clause
// Which texts PS3.5 allows for a VR, and the bytes of numbers.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/calendar.hpp>
#include <dicom_anonymizer/tags/multiplicity.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool all_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_digit);
}

// The number of a text of digits, which the caller has checked.
constexpr int number_of(std::string_view digits) noexcept {
  int sum = 0;
  for (const char c : digits) sum = sum * 10 + (c - '0');
  return sum;
}

// YYYYMMDD, PS3.5 table 6.2-1.
constexpr bool is_date(std::string_view text) noexcept {
  return text.size() == 8 && all_digits(text) &&
         is_day(number_of(text.substr(0, 4)), number_of(text.substr(4, 2)),
                number_of(text.substr(6, 2)));
}

// HH, HHMM, HHMMSS or HHMMSS.F to .FFFFFF; 60 seconds are a leap second.
constexpr bool is_time(std::string_view text) noexcept {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (whole.size() != 6 || fraction.empty() || fraction.size() > 6 || !all_digits(fraction))
      return false;
  }
  if ((whole.size() != 2 && whole.size() != 4 && whole.size() != 6) || !all_digits(whole))
    return false;
  return number_of(whole.substr(0, 2)) < 24 &&
         (whole.size() < 4 || number_of(whole.substr(2, 2)) < 60) &&
         (whole.size() < 6 || number_of(whole.substr(4, 2)) <= 60);
}

// YYYY[MM[DD[HH[MM[SS[.F]]]]]][&ZZXX].
constexpr bool is_date_time(std::string_view text) noexcept {
  const std::size_t sign = text.find_first_of("+-");
  if (sign != std::string_view::npos) {
    const std::string_view offset = text.substr(sign + 1);
    if (offset.size() != 4 || !all_digits(offset) || number_of(offset.substr(0, 2)) > 14 ||
        number_of(offset.substr(2)) > 59)
      return false;
    text = text.substr(0, sign);
  }
  if (text.size() < 4 || !all_digits(text.substr(0, 4))) return false;
  if (text.size() == 4) return true;
  if (text.size() == 6) return all_digits(text) && is_day(2000, number_of(text.substr(4, 2)), 1);
  if (text.size() < 8 || !is_date(text.substr(0, 8))) return false;
  return text.size() == 8 || is_time(text.substr(8));
}

// nnnD, nnnW, nnnM or nnnY.
constexpr bool is_age(std::string_view text) noexcept {
  return text.size() == 4 && all_digits(text.substr(0, 3)) &&
         std::string_view("DWMY").find(text[3]) != std::string_view::npos;
}

// Components without leading zeros, at most 64 characters, PS3.5 section 9.1.
constexpr bool is_uid(std::string_view text) noexcept {
  if (text.empty() || text.size() > 64) return false;
  while (true) {
    const std::size_t end = text.find('.');
    const std::string_view component = text.substr(0, end);
    if (component.empty() || !all_digits(component) ||
        (component.size() > 1 && component[0] == '0'))
      return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

inline bool is_integer_string(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int32_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

// A fixed or floating point number, PS3.5 table 6.2-1.
constexpr bool is_decimal_string(std::string_view text) noexcept {
  const auto skip_sign = [&] {
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  };
  const auto digits = [&] {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
  };
  skip_sign();
  std::size_t count = digits();
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    count += digits();
  }
  if (count == 0) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  skip_sign();
  return digits() != 0 && text.empty();
}

constexpr bool is_code_string(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || is_digit(c) || c == ' ' || c == '_';
  });
}

// Characters, not bytes: PS3.5 table 6.2-1 counts those.
constexpr std::size_t character_count(std::string_view utf8) noexcept {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// No control characters; those that lay out a text are allowed in the VRs made for it.
constexpr bool has_allowed_controls(std::string_view text, vr kind) noexcept {
  const bool lays_out = kind == vr::LT || kind == vr::ST || kind == vr::UT;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0x7F) return false;
    return byte >= 0x20 || (lays_out && (c == '\t' || c == '\n' || c == '\f' || c == '\r'));
  });
}

constexpr bool is_person_name(std::string_view text) noexcept {
  int groups = 0;
  while (true) {
    const std::size_t end = text.find('=');
    const std::string_view group = text.substr(0, end);
    if (++groups > 3 || character_count(group) > character_limit(vr::PN) ||
        std::count(group.begin(), group.end(), '^') > 4)
      return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

constexpr bool is_uri(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7F &&
           std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
}

// Numbers may have spaces before and behind them.
constexpr std::string_view without_spaces(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// How many values a text holds, for an element of a VR; an empty one holds none.
constexpr std::size_t value_count(std::string_view utf8, vr kind) noexcept {
  if (utf8.empty()) return 0;
  if (is_text(kind) && !is_multi_valued(kind)) return 1;
  return 1 + static_cast<std::size_t>(std::count(utf8.begin(), utf8.end(), '\\'));
}

// Whether PS3.6 lets an attribute have so many values; zero length is not asked about.
constexpr bool is_allowed_count(tag id, std::size_t values) noexcept {
  if (values == 0) return true;
  const auto known = multiplicity_of(id);
  return !known || known->allows(values);
}

// Whether one value, empty ones aside, is one that PS3.5 table 6.2-1 allows for the VR.
inline bool is_legal_text(std::string_view utf8, vr kind) {
  if (utf8.empty()) return true;
  if (!has_allowed_controls(utf8, kind)) return false;
  if (kind == vr::PN) return is_person_name(utf8);
  const std::uint32_t limit = character_limit(kind);
  if (limit != 0 && character_count(utf8) > limit) return false;
  switch (kind) {
    case vr::AE:
      return utf8.find_first_not_of(' ') != std::string_view::npos &&
             character_count(utf8) == utf8.size();
    case vr::AS: return is_age(utf8);
    case vr::CS: return is_code_string(utf8);
    case vr::DA: return is_date(utf8);
    case vr::DS: return is_decimal_string(without_spaces(utf8));
    case vr::DT: return is_date_time(utf8);
    case vr::IS: return is_integer_string(without_spaces(utf8));
    case vr::TM: return is_time(utf8);
    case vr::UI: return is_uid(utf8);
    case vr::UR: return is_uri(utf8);
    default: return true;
  }
}

struct legal_text {
  std::uint8_t size = 0;
  char text[63] = {};
};

// The short ASCII text that was found legal last for each text VR: dummies are written again and
// again.
class legal_texts {
 public:
  [[nodiscard]] static bool knows(std::string_view utf8, vr kind) noexcept {
    const std::size_t row = row_of(kind);
    return row < latest.size() && !utf8.empty() && latest[row].size == utf8.size() &&
           std::memcmp(latest[row].text, utf8.data(), utf8.size()) == 0;
  }
  // Precondition: a VR of PS3.5.
  static void remember(std::string_view utf8, vr kind) noexcept {
    legal_text& last = latest[row_of(kind)];
    if (utf8.size() <= sizeof last.text)
      last.size = static_cast<std::uint8_t>(utf8.copy(last.text, sizeof last.text));
  }

 private:
  static inline thread_local constinit std::array<legal_text, std::size(vr_table)> latest{};
};

template <class Number>
void append_little_endian(std::string& bytes, Number number) {
  char raw[sizeof(Number)];
  std::memcpy(raw, &number, sizeof raw);
  static_assert(std::endian::native == std::endian::little, "GDCM holds values in host order");
  bytes.append(raw, sizeof raw);
}

template <class Number>
bool append_number(std::string& bytes, std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  Number number{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return false;
  if constexpr (std::is_floating_point_v<Number>)
    if (!std::isfinite(number)) return false;
  append_little_endian(bytes, number);
  return true;
}

// Appends the bytes of one number of a binary VR; false if the text is no such number.
inline bool append_binary(std::string& bytes, std::string_view text, vr kind) {
  switch (kind) {
    case vr::FD: return append_number<double>(bytes, text);
    case vr::FL: return append_number<float>(bytes, text);
    case vr::SL: return append_number<std::int32_t>(bytes, text);
    case vr::SS: return append_number<std::int16_t>(bytes, text);
    case vr::SV: return append_number<std::int64_t>(bytes, text);
    case vr::UL: return append_number<std::uint32_t>(bytes, text);
    case vr::US: return append_number<std::uint16_t>(bytes, text);
    case vr::UV: return append_number<std::uint64_t>(bytes, text);
    case vr::AT: {
      const auto spelled = spell(text);
      if (!spelled || !spelled->creator.empty() || !spelled->where.is_exact()) return false;
      append_little_endian(bytes, spelled->where.value.group);
      append_little_endian(bytes, spelled->where.value.element);
      return true;
    }
    default: return false;
  }
}

// Whether one value has the length and the characters of its VR, be it a day of the calendar or
// not.
inline bool has_legal_form(std::string_view utf8, vr kind) {
  const auto consists_of = [&](std::string_view characters) {
    const std::uint32_t limit = character_limit(kind);
    return utf8.find_first_not_of(characters) == std::string_view::npos &&
           (limit == 0 || utf8.size() <= limit);
  };
  if (utf8.empty()) return true;
  switch (kind) {
    case vr::AS: return utf8.size() == 4 && consists_of("0123456789DWMY");
    case vr::DA: return utf8.size() == 8 && consists_of("0123456789");
    case vr::DS: return consists_of("0123456789+-eE. ");
    case vr::DT: return consists_of("0123456789+-. ");
    case vr::IS: return consists_of("0123456789+- ");
    case vr::TM: return consists_of("0123456789. ");
    case vr::UI: return consists_of("0123456789.");
    default: return is_legal_text(utf8, kind);
  }
}

// Whether each value of a text is as one should be.
inline bool are_all(std::string_view utf8, vr kind, bool (*legal)(std::string_view, vr)) {
  while (is_multi_valued(kind)) {
    const std::size_t end = utf8.find('\\');
    if (end == std::string_view::npos) break;
    if (!legal(utf8.substr(0, end), kind)) return false;
    utf8.remove_prefix(end + 1);
  }
  return legal(utf8, kind);
}

inline bool are_legal_texts(std::string_view utf8, vr kind) {
  return are_all(utf8, kind, is_legal_text);
}

}  // namespace dicom_anonymizer::detail
