// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a data set in memory.
#pragma once

#include <gdcmDataSet.h>
#include <gdcmFile.h>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {
namespace detail {

class rule_cache;

// The walks are behind these.
void collect_unknown_words(rule_cache& rules, context& shared);
report anonymize_in_memory(gdcm::DataSet& dataset, rule_cache& rules, context& shared,
                           const limits& bounds);
report anonymize_in_memory(gdcm::File& file, rule_cache& rules, context& shared,
                           const limits& bounds);
report anonymize_once(gdcm::DataSet& dataset, const rules_ref& rules, context& shared);
report anonymize_once(gdcm::File& file, const rules_ref& rules, context& shared);

}  // namespace detail

/// De-identifies a data set in place, at every depth (PS3.15 section E.1.1).  Rules that are no
/// complete set are laid over default_profile; elements that no rule covers stay as they are.
/// Private elements go unless a rule keeps them, and group lengths always go.  Lengths of sequences
/// around a change become undefined, so that gdcm::Writer can write them.
///
/// Nothing but the data set is looked at.  What stands around it in a file, its file meta
/// information (group 0002) and its preamble, still has the old SOP Instance UID, titles of
/// application entities and private information: give the gdcm::File, use encode or write_file, or
/// make it anew.  That it is a DICOMDIR is not known either: its records go.  Nor is the transfer
/// syntax: pixel data in memory that have no fragments are taken for uncompressed ones, as
/// gdcm::Reader makes them of a file in little endian; those that read_file left in their file are
/// known.
///
/// gdcm::DataSet copies are shallow: what is nested in a copy is changed too.  Throws error, and
/// whatever an action throws; the data set is then partly changed and must not be used.
template <given_rules R = profile>
report anonymize_dataset(gdcm::DataSet& dataset, const R& rules, context& shared) {
  return detail::anonymize_once(dataset, detail::rules_ref(rules), shared);
}

/// The same with a context of its own: UIDs agree within this data set only.
template <given_rules R = profile>
report anonymize_dataset(gdcm::DataSet& dataset, const R& rules = default_profile) {
  context own;
  return anonymize_dataset(dataset, rules, own);
}

/// De-identifies a file in memory, as gdcm::Reader reads and gdcm::Writer writes it: the data set,
/// as above, and the file meta information (PS3.15 section E.1.1).  Rules for group 0002 act on
/// that; its UIDs follow the data set, its transfer syntax stays, and the preamble becomes empty.
///
/// Throws error(errc::dicomdir) for a DICOMDIR, the records of which refer to places in the file,
/// error(errc::invalid_value) for a UID that the file meta information needs and that is none, and
/// what the other verb throws.
template <given_rules R = profile>
report anonymize_dataset(gdcm::File& file, const R& rules, context& shared) {
  return detail::anonymize_once(file, detail::rules_ref(rules), shared);
}

/// The same with a context of its own: UIDs agree within this file only.
template <given_rules R = profile>
report anonymize_dataset(gdcm::File& file, const R& rules = default_profile) {
  context own;
  return anonymize_dataset(file, rules, own);
}

/// The same without throwing, for a data set and for a file; where there is an error it is partly
/// changed and must not be used.
template <given_rules R = profile>
result<report> try_anonymize_dataset(gdcm::DataSet& dataset, const R& rules,
                                     context& shared) noexcept {
  return detail::tried([&] { return anonymize_dataset(dataset, rules, shared); });
}
template <given_rules R = profile>
result<report> try_anonymize_dataset(gdcm::DataSet& dataset,
                                     const R& rules = default_profile) noexcept {
  return detail::tried([&] { return anonymize_dataset(dataset, rules); });
}
template <given_rules R = profile>
result<report> try_anonymize_dataset(gdcm::File& file, const R& rules, context& shared) noexcept {
  return detail::tried([&] { return anonymize_dataset(file, rules, shared); });
}
template <given_rules R = profile>
result<report> try_anonymize_dataset(gdcm::File& file, const R& rules = default_profile) noexcept {
  return detail::tried([&] { return anonymize_dataset(file, rules); });
}

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/anonymize.ipp>
#endif
