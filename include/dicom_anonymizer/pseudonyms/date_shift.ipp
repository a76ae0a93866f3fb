// SPDX-License-Identifier: BSD-3-Clause
// What pseudonyms/date_shift.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pseudonyms/calendar.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/pseudonyms/written_dates.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dicom_anonymizer {

namespace detail {

// Calls move(moment, number of the value, whether it is the end of a range) for each, which says
// whether the text can hold the result.
template <class Move>
shifted_text moved_values(std::string_view texts, moment_reader read, const Move& move) {
  shifted_text result;
  written_values values(texts, read);
  for (std::size_t i = 0; std::optional<written_value> found = values.next(); ++i) {
    written_value& one = *found;
    if (i != 0) result.text += '\\';
    if (one.is_empty()) {
      result.text += one.text;
      continue;
    }
    const bool is_moved = one.is_read() && (!one.first || move(*one.first, i, false)) &&
                          (!one.second || move(*one.second, i, true));
    if (!is_moved) {
      ++result.unreadable;
      continue;
    }
    result.text += one.text.substr(0, one.begin);
    if (one.first) result.text += one.first->text();
    if (one.is_range) result.text += '-';
    if (one.second) result.text += one.second->text();
    result.text += one.text.substr(one.begin + one.size);
  }
  return result;
}

// What belongs to a value of another attribute, if both have as many.
class partners {
 public:
  partners(std::string_view texts, std::string_view others, moment_reader read)
      : others_(others, read),
        has_others_(!others.empty() && std::count(texts.begin(), texts.end(), '\\') ==
                                           std::count(others.begin(), others.end(), '\\')) {}

  // Precondition: no number is less than the one before it.
  [[nodiscard]] const written_moment* of(std::size_t number, bool is_end) {
    if (!has_others_) return nullptr;
    for (; read_ <= number; ++read_) latest_ = others_.next();
    if (!latest_) return nullptr;
    const auto& found = is_end ? latest_->second : latest_->first;
    return found ? &*found : nullptr;
  }

 private:
  written_values others_;
  bool has_others_;
  std::size_t read_ = 0;  // so many of them
  std::optional<written_value> latest_;
};

struct instant {
  std::int64_t day_start;
  std::int64_t since_midnight;
};

inline instant moved(std::int64_t day_start, std::int64_t since_midnight, date_shift by) noexcept {
  constexpr std::int64_t day = written_moment::day_seconds;
  const std::int64_t sum = since_midnight + by.seconds;  // below three days
  return {day_start + (by.days + sum / day) * day, sum % day};
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE shifted_text shifted_dates(std::string_view dates, date_shift by,
                                                   std::string_view times) {
  using detail::written_moment;
  detail::partners pairs(dates, by.seconds == 0 ? std::string_view() : times,
                         &written_moment::time);
  return detail::moved_values(
      dates, &written_moment::date, [&](written_moment& one, std::size_t number, bool is_end) {
        const written_moment* const time = pairs.of(number, is_end);
        const std::int64_t day = one.day_start_for(by.days);
        const auto to = time != nullptr ? detail::moved(day, time->since_midnight(), by)
                                        : detail::moved(day, 0, {by.days, 0});
        return one.put_day(to.day_start);
      });
}

DICOM_ANONYMIZER_INLINE shifted_text shifted_times(std::string_view times, date_shift by) {
  using detail::written_moment;
  return detail::moved_values(
      times, &written_moment::time, [&](written_moment& one, std::size_t, bool) {
        if (by.seconds != 0)
          one.put_time(detail::moved(0, one.since_midnight(), by).since_midnight);
        return true;
      });
}

DICOM_ANONYMIZER_INLINE shifted_text shifted_date_times(std::string_view date_times,
                                                        date_shift by) {
  using detail::written_moment;
  return detail::moved_values(date_times, &written_moment::date_time,
                              [&](written_moment& one, std::size_t, bool) {
                                const std::int64_t day = one.day_start_for(by.days);
                                if (by.seconds == 0)
                                  return one.put_day(detail::moved(day, 0, by).day_start);
                                const auto to = detail::moved(day, one.since_midnight(), by);
                                one.put_time(to.since_midnight);
                                return one.put_day(to.day_start);
                              });
}

DICOM_ANONYMIZER_INLINE bool is_utc_offset(std::string_view text) noexcept {
  return detail::written_moment::is_utc_offset(text);
}

}  // namespace dicom_anonymizer
