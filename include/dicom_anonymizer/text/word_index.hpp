// SPDX-License-Identifier: BSD-3-Clause
// What the library knows of a word: its class, and what it tells of the words beside it.
#pragma once

#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/word_class.hpp>

namespace dicom_anonymizer::text::detail {

struct word_facts {
  word_class kind = word_class::none;
  std::uint16_t cues = 0;  // bits of cue
};

// Of a folded word.
[[nodiscard]] word_facts facts_of(std::string_view folded);

// Calls take(word, class) for each word of the list; in the order of the classes.
using word_taker = void (*)(void* context, std::string_view word, word_class kind);
void each_safe_word(void* context, word_taker take);

// A hash that is the same in every run, and that of a text followed by another begins with that of
// the first: FNV-1a.
inline constexpr std::uint64_t no_hash = 0xCBF29CE484222325;
[[nodiscard]] constexpr std::uint64_t hash_on(std::uint64_t before,
                                              std::string_view text) noexcept {
  for (const char c : text) before = (before ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return before;
}

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/word_index.ipp>
#endif
