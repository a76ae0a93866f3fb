// SPDX-License-Identifier: BSD-3-Clause
// Names that are written together with a title, a label or another word, without a change of case.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/word_class.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text::detail {

// How many letters such a name has at least.
inline constexpr std::size_t least_glued = 5;

// What is written together with a name: a title or a degree, and with a name of more letters than
// many words have a label before it or a word of the lists; but no ending: Smitherson.
[[nodiscard]] inline bool is_glue(std::string_view part, bool is_before, std::size_t size_of_name) {
  constexpr std::size_t least = 2;
  constexpr std::size_t least_beside_words = 6;
  if (part.size() < least) return false;
  const word_facts facts = facts_of(part);
  if (facts.has(is_before ? cue::title | cue::short_title : cue::credential)) return true;
  if (size_of_name < least_beside_words) return false;
  if (is_before && facts.has(cue::key)) return true;
  return facts.kind != word_class::none && !facts.has(cue::function | cue::small | cue::key);
}

// Whether a folded word holds a name between such parts, changes of case and its ends: MRSMITHERS,
// smithersct, xSMITHERSx.  `written` has the case of each letter, or is empty.  A name is known by
// its hash, and begins where may_begin(rest of the word) says that one may; none is longer than
// `longest`.
template <class MayBegin, class IsName>
[[nodiscard]] bool holds_glued_name(std::string_view folded, std::string_view written,
                                    std::size_t longest, const MayBegin& may_begin,
                                    const IsName& is_name) {
  const auto changes_case = [&](std::size_t at) {
    return !written.empty() && is_small_letter(written[at - 1]) != is_small_letter(written[at]);
  };
  for (std::size_t begin = 0; begin + least_glued <= folded.size(); ++begin) {
    if (!may_begin(folded.substr(begin))) continue;
    std::uint64_t hash = no_hash;
    const std::size_t most = std::min(folded.size(), begin + longest);
    for (std::size_t end = begin + 1; end <= most; ++end) {
      hash = hash_on(hash, folded.substr(end - 1, 1));
      const std::size_t size = end - begin;
      if (size < least_glued || !is_name(hash)) continue;
      if ((begin == 0 || changes_case(begin) || is_glue(folded.substr(0, begin), true, size)) &&
          (end == folded.size() || changes_case(end) || is_glue(folded.substr(end), false, size)))
        return true;
    }
  }
  return false;
}

}  // namespace dicom_anonymizer::text::detail
