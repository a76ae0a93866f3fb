// SPDX-License-Identifier: BSD-3-Clause
// What one data set may say of its own de-identification: what its rules allow and its walk has not
// disproved.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer::detail {

struct claims {
  enum class dates { unsaid, unmodified, modified, removed };

  bool identity_removed = false;   // (0012,0062) YES
  bool basic_profile = false;      // code 113100
  std::uint16_t options = 0;       // as bits: their codes
  dates temporal = dates::unsaid;  // (0028,0303)
  bool has_cleaned_pixels = true;  // whether earlier codes may say so
  bool falls_short = false;        // of what the rules alone would allow

  friend constexpr bool operator==(const claims&, const claims&) = default;
};

[[nodiscard]] constexpr claims claims_of(const rule_assessment& known, const evidence& found) {
  claims result;
  if (known.base == nullptr) return result;
  const option_set chosen = known.base->options();
  const auto broken = static_cast<std::uint16_t>(known.broken | found.broken);
  const auto is_broken = [&](option one) {
    return (broken & static_cast<std::uint16_t>(one)) != 0;
  };
  result.identity_removed = !known.keeps_identity && !found.identity && !found.pixels;
  result.basic_profile = !known.is_weakened && result.identity_removed;
  result.has_cleaned_pixels = !found.pixels;
  using dates = claims::dates;
  if (!known.keeps_dates) {
    if (chosen.has(option::retain_full_dates)) {
      if (!is_broken(option::retain_full_dates)) result.temporal = dates::unmodified;
    } else if (chosen.has(option::retain_modified_dates)) {
      if (!found.raw_date) result.temporal = dates::modified;
    } else if (!found.raw_date && !found.moved_date && known.base->has_supplement()) {
      result.temporal = dates::removed;
    }
  }
  if (result.basic_profile) {
    for (const option_traits& one : all_options) {
      if (!chosen.has(one.column) || is_broken(one.column)) continue;
      if (one.column == option::clean_graphics && !found.graphics) continue;  // there were none
      if (one.column == option::retain_full_dates && result.temporal != dates::unmodified) continue;
      if (one.column == option::retain_modified_dates && result.temporal != dates::modified)
        continue;
      result.options =
          static_cast<std::uint16_t>(result.options | static_cast<std::uint16_t>(one.column));
    }
  }
  const evidence harmless{.graphics = found.graphics};
  result.falls_short = !(found == harmless) && !(result == claims_of(known, harmless));
  return result;
}

// De-identification Method (0012,0063) of rules with a profile under them.
[[nodiscard]] inline std::string method_text(const rule_assessment& known) {
  std::string text = "dicom_anonymizer: PS3.15 ";
  text += known.base->table().name();
  if (!known.base->has_supplement()) text += ", no supplement";
  if (known.is_weakened || known.broken != 0) text += ", custom rules";
  return text;
}

// By which lists of safe words rules clean texts.
struct word_lists {
  bool has_common = false;                   // that of the context, or else of the library
  std::vector<const text::vocabulary*> own;  // those that actions were made with
};

// Values of their own: the lists of safe words by which texts are cleaned, PS3.15 section E.3.5;
// the common one is that of the library where there is none.
[[nodiscard]] inline std::string words_text(const word_lists& lists, const text::vocabulary* common,
                                            bool is_strict) {
  const text::vocabulary built_in;
  std::vector<const text::vocabulary*> used = lists.own;
  if (lists.has_common) used.insert(used.begin(), common == nullptr ? &built_in : common);
  std::string values;
  for (const text::vocabulary* const one : used) {
    const std::string value =
        fmt::format("{}dicom_anonymizer: safe words {}, {}{}", values.empty() ? "" : "\\",
                    one->size(), one->digest(), is_strict ? ", strict" : "");
    // Two that are alike are one.
    if (('\\' + values).find(value) == std::string::npos) values += value;
  }
  return values;
}

// The same of one data set, which may fall short of what its rules allow.
[[nodiscard]] inline std::string method_text(const rule_assessment& known, const claims& made) {
  std::string text = method_text(known);
  constexpr std::size_t most = 64;  // characters of LO
  const std::string_view missing = !made.falls_short          ? ""
                                   : !made.has_cleaned_pixels ? ", pixels identify"
                                                              : ", not in full";
  if (text.size() + missing.size() <= most) text += missing;
  return text;
}

}  // namespace dicom_anonymizer::detail
