// SPDX-License-Identifier: BSD-3-Clause
// What profiles/structured_content.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty_sequences_table.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/structured_content_table.hpp>
#include <dicom_anonymizer/tags/coding_schemes.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

// In capitals and without a version in brackets; what SNOMED was called before is SCT.
DICOM_ANONYMIZER_INLINE std::string plain_scheme(std::string_view designator) {
  designator = designator.substr(0, designator.find('['));
  std::string result(without_blanks(designator));
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

DICOM_ANONYMIZER_INLINE const tables::cells* find_content_row(const coded_entry& concept_name,
                                                              std::string_view kind) {
  std::string scheme = plain_scheme(concept_name.scheme);
  std::string_view code = concept_name.code;
  if (kind == "NUMERIC") kind = "NUM";  // outside of reports, PS3.3 table 10-2
  if (scheme == "SRT" || scheme == "SNM3" || scheme == "99SDM" || scheme == "SCT") {
    scheme = "SCT";
    for (const tables::retired_code& one : tables::retired_codes)
      if (one.code == code) code = one.sct;
  }
  const auto place_of = [](const tables::content_row& row) {
    return std::tie(row.scheme, row.code, row.value_type);
  };
  const std::string_view in = scheme;
  const auto wanted = std::tie(in, code, kind);
  const auto* const end = std::end(tables::content_rows);
  const auto* const found = std::lower_bound(
      std::begin(tables::content_rows), end, wanted,
      [&](const tables::content_row& row, const auto& place) { return place_of(row) < place; });
  return found != end && place_of(*found) == wanted ? &found->codes : nullptr;
}

DICOM_ANONYMIZER_INLINE bool is_private_scheme(std::string_view designator) {
  return !is_standard_coding_scheme(without_blanks(designator));
}

// As clean_text, but a dummy where nothing is left: an item has a value, and a code a meaning.
struct clean_or_replace {
  static constexpr std::string_view name = actions::clean_text::name;
  static constexpr bool is_local = true;
  static constexpr bool needs_known_values = true;
  static constexpr residue leaves = residue::cleaned;

  void operator()(element& e) const {
    if (!e.exists()) return;
    actions::clean_text{}(e);
    if (e.is_empty()) actions::replace{}(e);
  }
};
inline constexpr clean_or_replace cleaned_text{};

// The same number for the same value in the data set; precondition: text.
struct number_value {
  static constexpr std::string_view name = "number";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  bool is_code = false;

  void operator()(element& e) const {
    if (!e.exists() || e.is_empty()) return;
    const vr kind = e.vr();
    // Of another VR than its own, which a number may not fit.
    if (!uses_character_set(kind) || kind == vr::PN) return actions::replace{}(e);
    const std::string number =
        std::to_string(e.number_for(e.id(), without_blanks(without_padding(e.bytes()))));
    write_checked(e, kind, is_code ? "CODE" + number : e.shared().dummies.text + ' ' + number);
  }
};

// As replace, but for the dummy of a DT: without an offset of +0000, which DCMTK calls invalid up
// to 3.6.7, and then reads nothing of the report.
struct replace_date_time {
  static constexpr std::string_view name = actions::replace::name;
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const {
    if (!e.exists()) return;
    std::string_view dummy = e.shared().dummies.date_time;
    constexpr std::string_view offset = "+0000";
    if (e.vr() != vr::DT || !dummy.ends_with(offset)) return actions::replace{}(e);
    write_checked(e, vr::DT, dummy.substr(0, dummy.size() - offset.size()));
  }
};
inline constexpr replace_date_time replaced_date_time{};

// An age of more than 89 years, which so few people have that it may tell who it is.
struct limit_age {
  static constexpr std::string_view name = "limit_age";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  double most = 0;  // in the unit of the number

  void operator()(element& e) const {
    if (!e.exists() || e.is_empty()) return;
    // As many digits as a DS has.
    const std::string text(without_padding(e.bytes()));
    char* end = nullptr;
    const double age = std::strtod(text.c_str(), &end);
    const bool is_number = end != text.c_str() && *end == '\0' && std::isfinite(age);
    if (!is_number || age > most) actions::replace{}(e);
  }
};

inline constexpr number_value number_label{};
inline constexpr number_value number_code{true};
inline constexpr limit_age limit_years{90 - 1e-9};
inline constexpr limit_age limit_months{90 * 12 - 1e-9};
inline constexpr limit_age limit_weeks{90 * 52.17};
inline constexpr limit_age limit_days{90 * 365.24};

// How codes of private schemes are cleaned.
struct code_cleaning {
  bool is_value;
  bool cleans_text;
};
inline constexpr code_cleaning code_cleanings[] = {
    {false, false}, {false, true}, {true, false}, {true, true}};

DICOM_ANONYMIZER_INLINE item_treatment code_treatment(const void* object, const item_head& item,
                                                      item_decider::chance) {
  const auto& how = *static_cast<const code_cleaning*>(object);
  item_treatment made;
  if (!is_private_scheme(item.scheme)) return made;
  made.settle(code_meaning, how.cleans_text ? action_ref(cleaned_text) : action_ref(replace));
  if (!how.is_value) return made;
  for (const tag id : {code_value, long_code_value, urn_code_value})
    made.settle(id, id == urn_code_value ? action_ref(replace) : action_ref(number_code));
  return made;
}

// Of an item with a number and its unit: an age.
inline void settle_number_of_age(item_treatment& made, const item_head& item,
                                 std::uint16_t promised) {
  const std::string_view unit = item.unit.code;
  made.settle(numeric_value,
              unit == "mo"   ? action_ref(limit_months)
              : unit == "wk" ? action_ref(limit_weeks)
              : unit == "d"  ? action_ref(limit_days)
                             : action_ref(limit_years),
              promised);
  // The same in other forms, which the text need not have.
  for (const tag id : {floating_point_value, rational_numerator_value, rational_denominator_value})
    made.settle(id, remove);
}

DICOM_ANONYMIZER_INLINE item_treatment age_treatment(const void* promised, const item_head& item,
                                                     item_decider::chance) {
  item_treatment made;
  settle_number_of_age(made, item, *static_cast<const std::uint16_t*>(promised));
  return made;
}

struct clean_age {
  static constexpr std::string_view name = "clean_age";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::cleaned;  // any other rule leaves the age
  std::uint16_t promised = 0;  // by which options, as bits, it stays unless it is over 89

  void operator()(element& e) const {
    if (!e.is_sequence()) return actions::replace{}(e);
    e.decide_items({&promised, age_treatment, false});
  }
};
inline constexpr clean_age cleaned_age{};
inline constexpr clean_age kept_age{
    static_cast<std::uint16_t>(option::retain_patient_characteristics)};

// Whether it is the age of the subject, or of the patient in other words.
DICOM_ANONYMIZER_INLINE bool is_age(const coded_entry& what) {
  const std::string scheme = plain_scheme(what.scheme);
  return (scheme == "DCM" && what.code == "121033") || (scheme == "LN" && what.code == "30525-0");
}

// Whether it is a label that its maker gives to one thing, and asks for again by it.
DICOM_ANONYMIZER_INLINE bool is_label(const coded_entry& what) {
  constexpr std::string_view tracking_identifier = "112039";
  constexpr std::string_view short_label = "125309";
  return plain_scheme(what.scheme) == "DCM" &&
         (what.code == tracking_identifier || what.code == short_label);
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void clean_content::operator()(element& e) const {
  if (!e.exists()) return;
  if (!e.is_sequence()) return e.remove();                      // nobody reads it as items
  if (e.id() == detail::specimen_preparation_sequence) return;  // its items hold content items
  const std::vector<tag> path = e.path();
  const tag around = path.empty() ? tag() : path.back();
  const bool may_be_empty = std::any_of(
      std::begin(tables::empty_sequences), std::end(tables::empty_sequences),
      [&](const tables::sequence_place& one) { return one.around == around && one.id == e.id(); });
  e.decide_items(
      {this,
       [](const void* object, const detail::item_head& item, detail::item_decider::chance left) {
         return static_cast<const clean_content*>(object)->treatment_of(item, left);
       },
       may_be_empty});
}

DICOM_ANONYMIZER_INLINE detail::item_treatment clean_content::treatment_of(
    const detail::item_head& item, detail::item_decider::chance left) const {
  using chance = detail::item_decider::chance;
  if (left != chance::free) return as_dummy(left);
  detail::item_treatment made;
  const tables::cells* const listed = detail::find_content_row(item.concept_name, item.kind);
  if (listed == nullptr) {
    settle_unlisted(made, item);
    return made;
  }
  const bool is_kept = (listed->keep & chosen) != 0;
  const bool is_cleaned = !is_kept && (listed->clean & chosen) != 0;
  if (!is_kept && !is_cleaned && listed->basic == code::X) {
    made.goes = true;
    return made;
  }
  if (item.kind == "TEXT")
    made.settle(detail::text_value,
                is_kept      ? action_ref(dicom_anonymizer::keep)
                : is_cleaned ? for_text()
                             : action_ref(dicom_anonymizer::replace),
                static_cast<std::uint16_t>(listed->keep & chosen));
  else
    made.settle(detail::text_value, for_text());
  if (item.kind == "UIDREF")
    made.settle(detail::content_uid,
                is_kept ? for_kept_uid() : action_ref(dicom_anonymizer::replace_uid));
  // Dates that an option keeps or moves do so by their own rules.
  if (!is_kept && !is_cleaned) {
    made.settle(detail::content_date_time, detail::replaced_date_time);
    made.settle(detail::content_date, dicom_anonymizer::replace);
    made.settle(detail::content_time, dicom_anonymizer::replace);
  }
  settle_age(made, item, is_kept);
  return made;
}

// What must stay though it ought to go: whatever it says to be, all that may be its value.
DICOM_ANONYMIZER_INLINE detail::item_treatment clean_content::as_dummy(
    detail::item_decider::chance left) {
  detail::item_treatment made;
  for (const tag id :
       {detail::text_value, detail::content_person_name, detail::content_date, detail::content_time,
        detail::concept_code_sequence, detail::measured_value_sequence})
    made.settle(id, dicom_anonymizer::replace);
  made.settle(detail::content_date_time, detail::replaced_date_time);
  made.settle(detail::numeric_value, dicom_anonymizer::replace);
  for (const tag id : {detail::floating_point_value, detail::rational_numerator_value,
                       detail::rational_denominator_value})
    made.settle(id, dicom_anonymizer::remove);
  if (left == detail::item_decider::chance::last)
    made.settle(detail::content_sequence, dicom_anonymizer::remove);
  else
    made.settle(detail::content_uid, dicom_anonymizer::replace_uid);
  return made;
}

DICOM_ANONYMIZER_INLINE void clean_content::settle_unlisted(detail::item_treatment& made,
                                                            const detail::item_head& item) const {
  action_ref text = for_text();
  if (item.kind == "TEXT") {
    if (detail::is_label(item.concept_name)) text = detail::number_label;
    // A name that says to be a text.
    if (detail::find_content_row(item.concept_name, "PNAME") != nullptr)
      text = dicom_anonymizer::replace;
  }
  made.settle(detail::text_value, text);
  if (item.kind == "UIDREF" && has(option::retain_uids))
    made.settle(detail::content_uid, for_kept_uid());
  settle_dates(made);
  settle_age(made, item, false);
}

DICOM_ANONYMIZER_INLINE void clean_content::settle_dates(detail::item_treatment& made) const {
  if (has(option::retain_full_dates) || has(option::retain_modified_dates)) return;
  made.settle(detail::content_date_time, detail::replaced_date_time);
  made.settle(detail::referenced_date_time, detail::replaced_date_time);
}

DICOM_ANONYMIZER_INLINE void clean_content::settle_age(detail::item_treatment& made,
                                                       const detail::item_head& item,
                                                       bool is_kept) {
  if (!detail::is_age(item.concept_name)) return;
  const detail::clean_age& act = is_kept ? detail::kept_age : detail::cleaned_age;
  made.settle(detail::measured_value_sequence, act);
  detail::settle_number_of_age(made, item, act.promised);
}

DICOM_ANONYMIZER_INLINE action_ref clean_content::for_text() const noexcept {
  return has(option::clean_descriptors) ? action_ref(detail::cleaned_text)
                                        : action_ref(dicom_anonymizer::replace);
}

DICOM_ANONYMIZER_INLINE action_ref clean_content::for_kept_uid() const noexcept {
  return has(option::retain_modified_dates) ? action_ref(dicom_anonymizer::keep_uid)
                                            : action_ref(dicom_anonymizer::keep);
}

DICOM_ANONYMIZER_INLINE void clean_content_codes::operator()(element& e) const {
  if (!e.exists()) return;
  if (!e.is_sequence()) return e.remove();  // nobody reads it as a code
  tag whose = e.id();
  if (whose == detail::purpose_of_reference_code_sequence) {
    const std::vector<tag> path = e.path();
    if (std::none_of(path.begin(), path.end(), clean_content::is_for)) return;
  }
  if (whose == detail::equivalent_code_sequence) {
    const std::vector<tag> path = e.path();
    const auto around = std::find_if(path.rbegin(), path.rend(), [](tag one) {
      return one != detail::equivalent_code_sequence;
    });
    if (around == path.rend() || !is_for(*around)) return;  // of no content item
    whose = *around;
  }
  const bool is_value = is_for_values(whose);
  const bool cleans = (chosen & static_cast<std::uint16_t>(option::clean_descriptors)) != 0;
  e.decide_items({&detail::code_cleanings[(is_value ? 2 : 0) + (cleans ? 1 : 0)],
                  detail::code_treatment, false});
}

}  // namespace actions
}  // namespace dicom_anonymizer
