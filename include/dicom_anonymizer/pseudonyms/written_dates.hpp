// SPDX-License-Identifier: BSD-3-Clause
// Dates, times and both as texts have them (PS3.5 table 6.2-1), read and written again.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/calendar.hpp>

namespace dicom_anonymizer::detail {

// A moment as a text has it, and where.  A time of day that the text leaves open is midnight.
class written_moment {
 public:
  // Of DA, PS3.5 table 6.2-1: YYYYMMDD or, of ACR-NEMA 1.0 and 2.0, YYYY.MM.DD; shortened, too.
  static std::optional<written_moment> date(std::string_view text) {
    written_moment result(text);
    const bool has_points = text.size() == 10 && text[4] == '.' && text[7] == '.';
    if (has_points ? !(result.take(0, 4) && result.take(5, 2) && result.take(8, 2))
                   : !result.take_date(text))
      return std::nullopt;
    return result.checked();
  }

  // Of TM: HH, HHMM, HHMMSS, HHMMSS.F to .FFFFFF or, of ACR-NEMA, HH:MM and HH:MM:SS with the same.
  static std::optional<written_moment> time(std::string_view text) {
    written_moment result(text);
    result.count_ = hour;
    const bool has_colons = text.size() >= 5 && text[2] == ':';
    if (!result.take_time(text, 0, has_colons ? 1 : 0)) return std::nullopt;
    return result.checked();
  }

  // Of DT: YYYYMMDDHHMMSS.FFFFFF&ZZXX, shortened from behind.
  static std::optional<written_moment> date_time(std::string_view text) {
    written_moment result(text);
    const std::size_t sign = text.find_first_of("+-");
    if (sign != std::string_view::npos) {
      if (!is_utc_offset(text.substr(sign))) return std::nullopt;
      text = text.substr(0, sign);
    }
    constexpr std::size_t date_length = 8;
    if (!result.take_date(text.substr(0, date_length))) return std::nullopt;
    if (text.size() > date_length && !result.take_time(text, date_length, 0)) return std::nullopt;
    return result.checked();
  }

  // "+0100" and the like, PS3.5 table 6.2-1: from -1200 to +1400.
  static bool is_utc_offset(std::string_view text) noexcept {
    constexpr std::size_t length = 5;
    if (text.size() != length || (text[0] != '+' && text[0] != '-')) return false;
    if (!std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return false;
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    const int most = text[0] == '+' ? 14 : 12;
    return minutes < 60 && (hours < most || (hours == most && minutes == 0));
  }

  // Midnight of the day, in seconds since 1970.  Of a text that leaves month or day open the first
  // one if it is to move back, and the last one if it moves on: so each move by a day is seen.
  [[nodiscard]] std::int64_t day_start_for(std::int32_t days_to_move) const noexcept {
    const bool is_last = days_to_move > 0;
    const bool has_month = places_[1] != nowhere;
    const int month = is_last && !has_month ? 12 : numbers_[1];
    const int day =
        is_last && places_[2] == nowhere ? last_day_of(numbers_[0], month) : numbers_[2];
    return days_since_1970({numbers_[0], month, day}) * day_seconds;
  }
  // 60 is a second too.
  [[nodiscard]] std::int64_t since_midnight() const noexcept {
    return numbers_[3] * std::int64_t{3600} + numbers_[4] * 60 + numbers_[5];
  }

  // The same text for another day, or for another time of day; false where a text has no such year.
  bool put_day(std::int64_t start) {
    // Towards the day before, also before 1970.
    const std::int64_t day = start / day_seconds - (start % day_seconds < 0 ? 1 : 0);
    const calendar_day date = day_since_1970(day);
    if (date.year < 1 || date.year > 9999) return false;
    put(0, static_cast<int>(date.year));
    put(1, date.month);
    put(2, date.day);
    return true;
  }
  void put_time(std::int64_t seconds) {
    put(3, static_cast<int>(seconds / 3600));
    put(4, static_cast<int>(seconds / 60 % 60));
    put(5, static_cast<int>(seconds % 60));
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  static constexpr std::int64_t day_seconds = 86400;

 private:
  static constexpr std::size_t hour = 3;  // its place among the numbers

  explicit written_moment(std::string_view text) : text_(text) {}

  // The next number: so many digits at a place.
  bool take(std::size_t at, std::size_t width) noexcept {
    if (at + width > text_.size()) return false;
    int number = 0;
    for (std::size_t i = at; i < at + width; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      number = number * 10 + (text_[i] - '0');
    }
    places_[count_] = at;
    numbers_[count_++] = number;
    return true;
  }

  bool take_date(std::string_view text) noexcept {
    switch (text.size()) {
      case 4: return take(0, 4);
      case 6: return take(0, 4) && take(4, 2);
      case 8: return take(0, 4) && take(4, 2) && take(6, 2);
      default: return false;
    }
  }

  // From a place to the end of the text, with so many characters between two numbers.
  bool take_time(std::string_view text, std::size_t at, std::size_t between) noexcept {
    while (count_ < places_.size()) {
      if (!take(at, 2)) return false;
      at += 2;
      if (at == text.size()) return true;
      if (count_ == places_.size()) break;
      if (between != 0 && text[at] != ':') return false;
      at += between;
    }
    const std::string_view fraction = text.substr(at);
    constexpr std::size_t longest = 7;  // with the point
    return fraction.size() >= 2 && fraction.size() <= longest && fraction[0] == '.' &&
           std::all_of(fraction.begin() + 1, fraction.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
  }

  [[nodiscard]] std::optional<written_moment> checked() const {
    const bool is_moment = numbers_[0] >= 1 && is_day(numbers_[0], numbers_[1], numbers_[2]) &&
                           numbers_[3] < 24 && numbers_[4] < 60 &&
                           numbers_[5] <= 60;  // a leap second
    return is_moment ? std::optional(*this) : std::nullopt;
  }

  void put(std::size_t which, int number) noexcept {
    if (places_[which] == nowhere) return;
    for (std::size_t i = which == 0 ? 4 : 2; i-- > 0; number /= 10)
      text_[places_[which] + i] = static_cast<char>('0' + number % 10);
  }

  static constexpr std::size_t nowhere = std::string::npos;

  std::string text_;
  std::array<int, 6> numbers_{2000, 1, 1, 0, 0, 0};
  std::array<std::size_t, 6> places_{nowhere, nowhere, nowhere, nowhere, nowhere, nowhere};
  std::size_t count_ = 0;
};

using moment_reader = std::optional<written_moment> (*)(std::string_view);

// One value of several, with what is around it: a moment or, in a query, a range of two (PS3.4
// section C.2.2.2.5), one of which may be left open.
struct written_value {
  std::string_view text;  // with the spaces
  std::size_t begin = 0;  // without them
  std::size_t size = 0;
  std::optional<written_moment> first;
  std::optional<written_moment> second;
  bool is_range = false;

  [[nodiscard]] bool is_empty() const noexcept { return size == 0; }
  [[nodiscard]] bool is_read() const noexcept { return first || second; }

  // Whether four digits behind a DT are no year of a range: behind a time of day, and up to 1499,
  // they are an offset from UTC, though none that PS3.5 table 6.2-1 allows.
  static bool is_meant_as_offset(std::string_view before, std::string_view behind) noexcept {
    constexpr std::size_t date_length = 8;
    return behind.size() == 4 && (before.size() > date_length || behind < "1500");
  }

  static written_value of(std::string_view text, moment_reader read) {
    constexpr std::string_view padding(" \0", 2);
    written_value result;
    result.text = text;
    result.begin = std::min(text.find_first_not_of(padding), text.size());
    const std::size_t last = text.find_last_not_of(padding);
    result.size = last == std::string_view::npos ? 0 : last + 1 - result.begin;
    // Each of many dashes would be tried otherwise, with all that is around it.
    constexpr std::size_t longest_moment = 26;  // of DT, PS3.5 table 6.2-1
    if (result.size > 2 * longest_moment + 1) return result;
    const std::string_view bare = text.substr(result.begin, result.size);
    result.first = read(bare);
    if (result.first) return result;
    // Where an offset from UTC could be meant it is one: the whole has been tried.
    for (std::size_t at = bare.find('-'); at != std::string_view::npos;
         at = bare.find('-', at + 1)) {
      const std::string_view before = bare.substr(0, at);
      const std::string_view behind = bare.substr(at + 1);
      if (read == &written_moment::date_time && is_meant_as_offset(before, behind)) continue;
      result.first = read(before);
      result.second = read(behind);
      const bool fits = (result.first || before.empty()) && (result.second || behind.empty()) &&
                        (result.first || result.second);
      result.is_range = fits;
      if (fits) return result;
      result.first.reset();
      result.second.reset();
    }
    return result;
  }
};

// The values of an attribute, one after the other: there may be millions of them.
class written_values {
 public:
  written_values(std::string_view texts, moment_reader read) noexcept : left_(texts), read_(read) {}

  // Nothing behind the last one.
  std::optional<written_value> next() {
    if (is_done_) return std::nullopt;
    const std::size_t end = left_.find('\\');
    const written_value result = written_value::of(left_.substr(0, end), read_);
    is_done_ = end == std::string_view::npos;
    if (!is_done_) left_.remove_prefix(end + 1);
    return result;
  }

 private:
  std::string_view left_;
  moment_reader read_;
  bool is_done_ = false;
};

}  // namespace dicom_anonymizer::detail
