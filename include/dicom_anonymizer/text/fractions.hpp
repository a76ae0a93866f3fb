// SPDX-License-Identifier: BSD-3-Clause
// Which digits of a text are the fraction of a number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Whether digits are those behind the point of a number that stands by itself: 0.560512, 1.25e3,
// 5.125mm.  Lists of numbers have each short identifier somewhere in them, and are none.  What
// goes on with a point, or hangs on a word, is no such number: 1.123456.dcm, chest_1.123456.
[[nodiscard]] inline bool is_fraction(const passage& all, const token& t,
                                      std::size_t number) noexcept {
  if (!t.is_decimal || number != t.first_atom + 2 || !all.atoms[number - 1].is_mark('.'))
    return false;
  const auto is_word = [&](std::size_t i) {
    return i < all.atoms.size() && all.atoms[i].is_word();
  };
  const auto is_mark = [&](std::size_t i, std::string_view signs) {
    return i < all.atoms.size() && all.atoms[i].what == atom::kind::mark &&
           all.atoms[i].sign != 0 && signs.find(all.atoms[i].sign) != std::string_view::npos;
  };
  if (const std::size_t first = t.first_atom; first != 0 && is_mark(first - 1, ".-_/:@#+")) {
    const bool is_sign = all.atoms[first - 1].is_mark('-') || all.atoms[first - 1].is_mark('+');
    if (!is_sign || (first > 1 && is_word(first - 2))) return false;
  }
  std::size_t end = t.last_atom;
  if (end > number + 1) {
    const atom& letters = all.atoms[number + 1];
    const bool is_exponent = all.word(letters) == "e" || all.word(letters) == "E";
    if (is_exponent && end == number + 2 && is_mark(end, "+-") && is_word(end + 1)) end += 2;
    const bool has_digits = end > number + 2;
    if (!is_exponent && (has_digits || !letters.has(cue::unit))) return false;
    if (has_digits && (!all.atoms[end - 1].is_digits() || all.atoms[end - 1].size() > 3))
      return false;
  }
  return !(is_mark(end, ".-_/:@") && is_word(end + 1));
}
[[nodiscard]] inline bool is_fraction(const passage& all, std::size_t number) noexcept {
  const auto t = std::partition_point(all.tokens.begin(), all.tokens.end(),
                                      [&](const token& one) { return one.last_atom <= number; });
  return t != all.tokens.end() && is_fraction(all, *t, number);
}

}  // namespace dicom_anonymizer::text::detail
