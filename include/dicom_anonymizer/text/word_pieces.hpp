// SPDX-License-Identifier: BSD-3-Clause
// The pieces that words of imaging are written together of, and the units behind numbers.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>

namespace dicom_anonymizer::text::detail {

// Folded, a space before and behind each.
inline constexpr std::string_view units =
    " mm cm um ml mg kg ug gy cgy mgy s sec secs ms us min mins h hz khz mhz ghz t kev mev kv kvp "
    "ma mas mci ci "
    "mbq kbq gbq bq hu deg pct px x xx fr ch d sl sli vol dir nd rd th st f b n a m k l r p v w e "
    "mb phase echo "
    "echoes slices plane plan hr hrs mm2 mm3 cm2 cm3 cc nm pt ";

[[nodiscard]] inline bool is_unit(std::string_view folded) noexcept {
  constexpr std::size_t longest = 6;
  if (folded.empty() || folded.size() > longest) return false;
  for (std::size_t at = units.find(folded); at != std::string_view::npos;
       at = units.find(folded, at + 1))
    if (units[at - 1] == ' ' && units[at + folded.size()] == ' ') return true;
  return false;
}

// T1w, HeadRoutine, ep2d: the pieces of a word of ASCII, at changes of letters to digits and of
// small letters to capital ones.
struct word_pieces {
  static constexpr std::size_t most = 12;
  std::array<std::string_view, most> all{};
  std::size_t count = 0;
  bool are_too_many = false;

  void add(std::string_view piece) noexcept {
    if (piece.empty()) return;
    if (count == most)
      are_too_many = true;
    else
      all[count++] = piece;
  }
};

// Before small letters the last of several capital ones begins the next piece (CTHead), or all of
// them are a piece (MPRAGEsag).
[[nodiscard]] inline word_pieces pieces_of(std::string_view word, bool all_capitals) noexcept {
  word_pieces result;
  const auto run = [&](std::size_t from, const auto& belongs) {
    while (from < word.size() && belongs(word[from])) ++from;
    return from;
  };
  for (std::size_t i = 0; i < word.size() && !result.are_too_many;) {
    std::size_t end = i + 1;
    if (is_digit(word[i])) {
      end = run(i, is_digit);
    } else if (is_small_letter(word[i])) {
      end = run(i, is_small_letter);
    } else if (is_capital_letter(word[i])) {
      end = run(i, is_capital_letter);
      if (end < word.size() && is_small_letter(word[end])) {
        if (end == i + 1)
          end = run(end, is_small_letter);
        else if (!all_capitals)
          --end;
      }
    }
    result.add(word.substr(i, end - i));
    i = end;
  }
  return result;
}

}  // namespace dicom_anonymizer::text::detail
