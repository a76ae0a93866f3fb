// SPDX-License-Identifier: BSD-3-Clause
// What text/word_index.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/safe_words_table.hpp>

namespace dicom_anonymizer::text::detail {

// Open addressing over the words where they stand.  Made once, of constants: what a compiler would
// take seconds for is done in less than a millisecond.
class word_index {
 public:
  word_index() : places_(places) {
    for (const tables::safe_words_part& part : tables::safe_words)
      each(part.words, '\n', [&](std::string_view word) { place_of(word).facts.kind = part.kind; });
    for (const cue_words& one : all_cues)
      each(one.words, ' ', [&](std::string_view word) {
        std::uint16_t& cues = place_of(word).facts.cues;
        cues = static_cast<std::uint16_t>(cues | one.bits);
      });
  }

  [[nodiscard]] word_facts find(std::string_view word) const noexcept {
    for (std::size_t at = first_place(word);; at = (at + 1) % places) {
      const entry& one = places_[at];
      if (one.word.empty()) return {};
      if (one.word == word) return one.facts;
    }
  }

  template <class Take>
  static void each(std::string_view words, char end, const Take& take) {
    while (!words.empty()) {
      const std::size_t size = words.find(end);
      take(words.substr(0, size));
      words.remove_prefix(size + 1);
    }
  }

 private:
  static constexpr std::size_t places = 32768;
  static_assert(tables::safe_word_count + 1000 < places / 2);

  struct entry {
    std::string_view word;
    word_facts facts;
  };

  [[nodiscard]] static std::size_t first_place(std::string_view word) noexcept {
    const std::uint64_t hash = hash_on(no_hash, word);
    return static_cast<std::size_t>(hash ^ hash >> 32) % places;
  }
  entry& place_of(std::string_view word) noexcept {
    std::size_t at = first_place(word);
    while (!places_[at].word.empty() && places_[at].word != word) at = (at + 1) % places;
    places_[at].word = word;
    return places_[at];
  }

  std::vector<entry> places_;
};

DICOM_ANONYMIZER_INLINE word_facts facts_of(std::string_view folded) {
  static const word_index all;
  return folded.empty() ? word_facts{} : all.find(folded);
}

DICOM_ANONYMIZER_INLINE void each_safe_word(void* context, word_taker take) {
  for (const tables::safe_words_part& part : tables::safe_words)
    word_index::each(part.words, '\n',
                     [&](std::string_view word) { take(context, word, part.kind); });
}

}  // namespace dicom_anonymizer::text::detail
