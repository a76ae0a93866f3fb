// SPDX-License-Identifier: BSD-3-Clause
// What text/cleaner.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/kept_text.hpp>
#include <dicom_anonymizer/text/known_search.hpp>
#include <dicom_anonymizer/text/neighbours.hpp>
#include <dicom_anonymizer/text/patterns.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/words.hpp>

namespace dicom_anonymizer::text {
namespace detail {

// Goes over a text in passages of so many words that overlap, so that a long text takes no memory
// of many times its size; take(passage, first, behind) gets the numbers of the words that are new.
template <class Take>
void each_passage(std::string_view text, const Take& take) {
  constexpr std::size_t usual_words = 2048;
  constexpr std::size_t context = 64;
  passage all;
  std::size_t most_words = usual_words;
  std::size_t from = 0;
  std::size_t done = 0;  // where the first new word may begin
  while (true) {
    read_passage(text, from, most_words, all);
    const std::vector<token>& tokens = all.tokens;
    const bool is_last = all.end == text.size();
    const auto first = static_cast<std::size_t>(
        std::partition_point(tokens.begin(), tokens.end(),
                             [&](const token& t) { return t.begin < done; }) -
        tokens.begin());
    const std::size_t behind =
        is_last ? tokens.size() : std::max(first, tokens.size() - std::min(tokens.size(), context));
    if (!is_last && behind == first) {  // one word of many apostrophes
      most_words *= 2;
      continue;
    }
    most_words = usual_words;
    take(all, first, behind);
    if (is_last) return;
    done = tokens[behind].begin;
    // A word behind a space begins as it would in the whole text.
    std::size_t start = behind - std::min(behind, context);
    for (std::size_t i = 0; i < context && start > 0 && !is_space(text[tokens[start].begin - 1]);
         ++i)
      --start;
    from = tokens[start].begin;
  }
}

inline void take_spans(std::vector<token>& tokens, const found_patterns& found,
                       std::size_t gone_until) {
  auto gone = found.gone.begin();
  auto kept = found.kept.begin();
  for (token& t : tokens) {
    while (kept != found.kept.end() && kept->end <= t.begin) ++kept;
    if (kept != found.kept.end() && kept->begin <= t.begin && t.end <= kept->end) t.is_kept = true;
    while (gone != found.gone.end() && gone->end <= t.begin) ++gone;
    const bool is_gone = t.begin < gone_until || (gone != found.gone.end() && gone->begin < t.end);
    if (is_gone && !t.is_kept) t.take(removal::pattern);
  }
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE cleaned cleaner::clean(std::string_view text,
                                               bool with_unknown_words) const {
  cleaned result;
  detail::kept_text kept(text);
  detail::found_patterns found;
  std::size_t gone_until = 0;
  detail::each_passage(text, [&](detail::passage& all, std::size_t first, std::size_t behind) {
    detail::judge_words(
        all, *words_, *known_,
        {allowed_.dates, allowed_.ages_and_sex, allowed_.institution, allowed_.strict});
    detail::find_patterns(all, {allowed_.dates, allowed_.ages_and_sex}, found, gone_until);
    detail::take_spans(all.tokens, found, gone_until);
    if (!found.gone.empty() && found.gone.back().end > all.end) gone_until = found.gone.back().end;
    detail::take_known_values(all, *known_, allowed_.dates, nullptr);
    for (detail::token& t : all.tokens)
      if (t.kind == detail::word_kind::unsafe && !t.is_kept)
        t.take(t.is_listed ? removal::word_class : removal::unknown_word);
    detail::take_neighbours(all, allowed_.institution);
    for (std::size_t i = first; i < behind; ++i) {
      const detail::token& t = all.tokens[i];
      if (!t.goes()) {
        kept.keep(t.begin, t.shown_end);
        continue;
      }
      kept.drop(t.begin, t.shown_end);
      result.removed.add(static_cast<removal>(t.reason));
      if (with_unknown_words && t.goes_as(removal::unknown_word))
        result.unknown_words.emplace_back(all.word(t));
    }
  });
  result.changed = kept.has_changed();
  result.text = kept.take();
  return result;
}

DICOM_ANONYMIZER_INLINE cleaned cleaner::scrub(std::string_view text) const {
  cleaned result;
  if (known_->empty()) {
    result.text = text;
    return result;
  }
  detail::kept_text kept(text);
  std::vector<detail::span> inside;
  detail::each_passage(text, [&](detail::passage& all, std::size_t first, std::size_t behind) {
    inside.clear();
    detail::take_known_values(all, *known_, allowed_.dates, &inside);
    std::sort(inside.begin(), inside.end(),
              [](detail::span a, detail::span b) { return a.begin < b.begin; });
    auto cut = inside.begin();
    for (std::size_t i = first; i < behind; ++i) {
      const detail::token& t = all.tokens[i];
      while (cut != inside.end() && cut->begin < t.begin) ++cut;
      if (t.goes()) {
        kept.drop(t.begin, t.shown_end);
        result.removed.add(removal::known_value);
        continue;
      }
      std::size_t at = t.begin;
      for (; cut != inside.end() && cut->begin < t.end; ++cut) {
        if (cut->end <= at) continue;
        if (cut->begin > at) kept.keep(at, cut->begin);
        kept.drop(std::max(at, cut->begin), cut->end);
        result.removed.add(removal::known_value);
        at = cut->end;
      }
      if (at < t.shown_end) kept.keep(at, t.shown_end);
    }
  });
  result.changed = kept.has_changed();
  result.text = kept.take();
  return result;
}

}  // namespace dicom_anonymizer::text
