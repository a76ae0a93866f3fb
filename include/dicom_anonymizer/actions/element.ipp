// SPDX-License-Identifier: BSD-3-Clause
// What actions/element.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <fmt/core.h>
#include <gdcmDataSet.h>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/removal.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE std::string joined(const std::vector<std::string>& values) {
  std::string result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) result += '\\';
    result += values[i];
  }
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE element::element(detail::element_access& place, element_key key)
    : element(place, key, find_attribute(key.id)) {}

DICOM_ANONYMIZER_INLINE element::element(detail::element_access& place, element_key key,
                                         const dictionary_entry* known) noexcept
    : place_(place), key_(key), known_(known) {}

DICOM_ANONYMIZER_INLINE unsigned element::depth() const noexcept { return place_.scope().depth(); }

DICOM_ANONYMIZER_INLINE std::vector<tag> element::path() const { return place_.scope().path(); }

DICOM_ANONYMIZER_INLINE std::string_view element::sop_class_uid() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr ? std::string_view() : std::string_view(facts->sop_class_uid);
}

DICOM_ANONYMIZER_INLINE bool element::in_directory() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->is_directory;
}

DICOM_ANONYMIZER_INLINE bool element::lists_references() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->lists_references;
}

DICOM_ANONYMIZER_INLINE private_treatment element::declared_treatment() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr || !id().is_private() ? private_treatment::undeclared
                                                : facts->declared.of_element(key_);
}

DICOM_ANONYMIZER_INLINE const patient_identity& element::patient() const noexcept {
  static const patient_identity nobody;
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr ? nobody : facts->patient;
}

DICOM_ANONYMIZER_INLINE std::optional<date_shift> element::shift() const {
  pseudonym_source& source = pseudonyms();
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr || !facts->patient.is_known()) return std::nullopt;
  if (!facts->shift) facts->shift = source.shift_of(facts->patient);
  return facts->shift;
}

DICOM_ANONYMIZER_INLINE pseudonym_source& element::pseudonyms() const {
  if (shared().pseudonyms == nullptr)
    throw error(errc::no_key, "the context has no key and no other source of pseudonyms").at(id());
  return *shared().pseudonyms;
}

DICOM_ANONYMIZER_INLINE void element::count_unreadable_dates(std::size_t values) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr) return;
  facts->unreadable_dates += values;
  detail::take_note(facts->unreadable_date_tags, id());
}

DICOM_ANONYMIZER_INLINE void element::count_invalid_value() const noexcept {
  if (const detail::facts_for_rules* const facts = place_.scope().facts()) ++facts->invalid_values;
}

DICOM_ANONYMIZER_INLINE void element::count_dated_uid() const noexcept {
  if (const detail::facts_for_rules* const facts = place_.scope().facts()) ++facts->dated_uids;
}

namespace detail {

inline const text::vocabulary& words_of(const context& shared) {
  static const text::vocabulary of_library;
  return shared.words ? *shared.words : of_library;
}

inline text::allowances allowed_by(const facts_for_rules* facts, const context& shared) {
  text::allowances result;
  if (facts != nullptr) result = facts->allowed;
  result.strict = shared.cleans_strictly;
  return result;
}

inline const text::known_values& nobody() {
  static const text::known_values none;
  return none;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE text::cleaner element::cleaner(const text::vocabulary* own) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return text::cleaner(
      own == nullptr ? detail::words_of(shared()) : *own,
      facts == nullptr || !facts->texts ? detail::nobody() : facts->texts->values(),
      detail::allowed_by(facts, shared()));
}

DICOM_ANONYMIZER_INLINE text::cleaner element::cleaner_of_terms() const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  const text::vocabulary& words = detail::words_of(shared());
  return text::cleaner(
      words,
      facts == nullptr || !facts->texts ? detail::nobody() : facts->texts->unmistakable(words),
      detail::allowed_by(facts, shared()));
}

DICOM_ANONYMIZER_INLINE bool element::knows_own_values() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr || !facts->texts || facts->texts->is_complete();
}

DICOM_ANONYMIZER_INLINE bool element::scrubs_known_values() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr || !facts->scrubs || !facts->texts) return false;
  return !facts->texts->is_complete() || !facts->texts->values().empty();
}

DICOM_ANONYMIZER_INLINE void element::count_text(std::size_t cleaned, std::size_t emptied,
                                                 const text::removal_counts& removed) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts != nullptr) facts->text_counts.add(id(), cleaned, emptied, removed);
}

DICOM_ANONYMIZER_INLINE void element::act_as_basic_profile() {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr || facts->act_as_basic == nullptr) return clear();
  facts->act_as_basic(facts->rules, *this);
}

DICOM_ANONYMIZER_INLINE void element::act_as_unlisted() {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr || facts->act_as_unlisted == nullptr) return clear();
  facts->act_as_unlisted(facts->rules, *this);
}

DICOM_ANONYMIZER_INLINE const character_set& element::characters() const {
  return place_.scope().characters();
}

DICOM_ANONYMIZER_INLINE void element::note_unknown_word(std::string_view utf8) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts != nullptr && shared().unknown_words != nullptr) facts->unknown_words.add(id(), utf8);
}

DICOM_ANONYMIZER_INLINE std::string element::beside(tag other) const {
  return other > id() ? place_.ahead(other) : std::string(place_.scope().recall(other));
}

DICOM_ANONYMIZER_INLINE void element::remember() const { place_.scope().remember(id(), bytes()); }

DICOM_ANONYMIZER_INLINE bool element::is_kept_by_rules() const {
  return is_kept_by_rules(key_, vr());
}

DICOM_ANONYMIZER_INLINE bool element::is_kept_by_rules(const element_key& other,
                                                       dicom_anonymizer::vr other_vr) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->keeps != nullptr && facts->keeps(facts->rules, other, other_vr);
}

DICOM_ANONYMIZER_INLINE std::size_t element::number_for(tag kind, std::string_view value) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr ? 1 : facts->number_for(kind, value);
}

DICOM_ANONYMIZER_INLINE std::uint64_t& element::effort_left() const noexcept {
  return place_.scope().effort_left();
}

DICOM_ANONYMIZER_INLINE retention element::retained() const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr || facts->retains == nullptr ? retention::none
                                                       : facts->retains(facts->rules, key_, vr());
}

DICOM_ANONYMIZER_INLINE bool element::may_retain(dicom_anonymizer::vr kind) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->may_retain != nullptr && facts->may_retain(facts->rules, kind);
}

DICOM_ANONYMIZER_INLINE bool element::decides_over_codes() const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->decides_over_codes != nullptr &&
         facts->decides_over_codes(facts->rules, key_);
}

DICOM_ANONYMIZER_INLINE bool element::has_users_rule() const { return has_users_rule(key_); }

DICOM_ANONYMIZER_INLINE bool element::has_users_rule(const element_key& other) const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->has_users_rule != nullptr &&
         facts->has_users_rule(facts->rules, other);
}

DICOM_ANONYMIZER_INLINE void element::note_uncleaned() const {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts != nullptr && facts->note_uncleaned != nullptr)
    facts->note_uncleaned(facts->rules, key_, facts->found);
}

DICOM_ANONYMIZER_INLINE void element::note_sifted() const { place_.scope().note_sifted(id()); }

DICOM_ANONYMIZER_INLINE bool element::is_sifted() const noexcept {
  return place_.scope().is_sifted();
}

DICOM_ANONYMIZER_INLINE void element::note_date(retention how) const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  if (facts == nullptr) return;
  (how == retention::moved ? facts->found.moved_date : facts->found.raw_date) = true;
}

DICOM_ANONYMIZER_INLINE void element::paint_over(const region_set& regions) {
  if (place_.paint(regions)) changed_ = written_ = true;
}

DICOM_ANONYMIZER_INLINE const region_set& element::regions_of_rules() const noexcept {
  static constexpr region_set nothing;
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts == nullptr || facts->regions == nullptr ? nothing : *facts->regions;
}

DICOM_ANONYMIZER_INLINE bool element::goes_with_pixels() const noexcept {
  const detail::facts_for_rules* const facts = place_.scope().facts();
  return facts != nullptr && facts->paints_pixels;
}

DICOM_ANONYMIZER_INLINE void element::note_graphics() const noexcept {
  if (const detail::facts_for_rules* const facts = place_.scope().facts())
    facts->found.graphics = true;
}

DICOM_ANONYMIZER_INLINE gdcm::DataSet& element::dataset() const {
  changed_ = true;  // what the caller does with it cannot be seen from here
  return place_.dataset();
}

DICOM_ANONYMIZER_INLINE context& element::shared() const noexcept {
  return place_.scope().shared();
}

DICOM_ANONYMIZER_INLINE bool element::is_private_creator() const {
  return is_creator(place_.look());
}

DICOM_ANONYMIZER_INLINE bool element::is_empty() const {
  const detail::element_state& now = place_.look();
  return now.value == held::nothing || (now.value == held::items && !place_.has_items());
}

DICOM_ANONYMIZER_INLINE std::string element::text() const {
  require_text("reading it as text");
  return decoded(detail::without_padding(bytes()));
}

DICOM_ANONYMIZER_INLINE std::vector<std::string> element::values() const {
  require_text("reading it as text");
  std::vector<std::string> result;
  const std::string_view all = detail::without_padding(bytes());
  if (all.empty()) return result;
  if (!is_multi_valued(vr())) {
    result.push_back(decoded(all));
    return result;
  }
  for (const std::string_view one : place_.scope().characters().split_values(all, vr()))
    result.push_back(decoded(detail::without_padding(one)));
  return result;
}

DICOM_ANONYMIZER_INLINE void element::set_text(std::string_view utf8) {
  if (!exists()) return;
  require_text("writing text");
  // ASCII is the same in every character set of the standard.
  if (!uses_character_set(vr()) || detail::is_ascii(utf8)) return set_bytes(utf8);
  try {
    set_bytes(place_.scope().characters().encode(utf8, vr()));
  } catch (error& e) {
    e.at(id());
    throw;
  }
}

DICOM_ANONYMIZER_INLINE void element::set_values(const std::vector<std::string>& utf8) {
  set_text(detail::joined(utf8));
}

DICOM_ANONYMIZER_INLINE void element::set_bytes(std::string_view value) {
  const detail::element_state& now = place_.look();
  if (!now.exists) return;
  const dicom_anonymizer::vr kind = vr_of(now);
  if (kind == dicom_anonymizer::vr::SQ)
    throw error(errc::unsupported_vr, "a sequence (VR SQ) has items, not bytes").at(id());
  constexpr std::size_t short_limit = 0xFFFE;
  constexpr std::size_t long_limit = 0xFFFFFFFE;
  if (value.size() > short_limit &&
      value.size() > (has_long_length(kind) ? long_limit : short_limit))
    throw error(errc::invalid_value,
                fmt::format("the value is too long for VR {}", to_string(kind)))
        .at(id());
  changed_ = written_ = true;
  if (value.empty()) return place_.clear();
  place_.write(value, padding_of(kind));
}

DICOM_ANONYMIZER_INLINE bool element::is_creator(const detail::element_state& now) const {
  return now.exists && id().is_private_creator() && place_.size() <= detail::longest_creator &&
         detail::is_creator(id(), now.written, now.value == held::items, place_.bytes());
}

DICOM_ANONYMIZER_INLINE dicom_anonymizer::vr element::vr_not_written(
    const detail::element_state& now) const {
  if (!now.exists) return dicom_anonymizer::vr::UN;
  if (now.value == held::items) return dicom_anonymizer::vr::SQ;
  if (is_creator(now)) return dicom_anonymizer::vr::LO;
  if (id().is_group_length()) return dicom_anonymizer::vr::UL;
  // Bytes that are no items are no sequence, whatever the dictionary says.
  if (known_ != nullptr && (!now.written || now.value == held::nothing ||
                            known_->representation != dicom_anonymizer::vr::SQ))
    return known_->representation;
  return dicom_anonymizer::vr::UN;
}

DICOM_ANONYMIZER_INLINE std::string element::decoded(std::string_view value) const {
  if (!uses_character_set(vr())) return std::string(value);
  try {
    return place_.scope().characters().decode(value, vr());
  } catch (error& e) {
    e.at(id());
    throw;
  }
}

DICOM_ANONYMIZER_INLINE void element::require_text(std::string_view what) const {
  const dicom_anonymizer::vr kind = vr();
  if (!is_text(kind) && kind != dicom_anonymizer::vr::UN)
    throw error(errc::unsupported_vr,
                fmt::format("VR {} is no text: {} is impossible", to_string(kind), what))
        .at(id());
}

}  // namespace dicom_anonymizer
