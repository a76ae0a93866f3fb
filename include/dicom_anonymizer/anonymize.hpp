// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a data set in memory.
#pragma once

#include <gdcmDataSet.h>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/engine.hpp>
#include <dicom_anonymizer/detail/rule_cache.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer {

/// De-identifies a data set in place, at every depth (PS3.15 section E.1.1).  Rules that are no
/// complete set are laid over default_profile; elements that no rule covers stay as they are.
/// Private elements go unless a rule keeps them, and group lengths always go.  Lengths of sequences
/// around a change become undefined, so that gdcm::Writer can write them.
///
/// gdcm::DataSet copies are shallow: what is nested in a copy is changed too.  Throws error, and
/// whatever an action throws; the data set is then partly changed and must not be used.
template <rule_set R = profile>
report anonymize_dataset(gdcm::DataSet& dataset, const R& rules, context& shared) {
  const limits bounds;
  const detail::rules_ref all(rules);
  all.require_pseudonyms(shared);
  detail::rule_cache known(all);
  detail::engine walker(known, shared, detail::changed_lengths::made_undefined, bounds);
  walker.run(dataset);
  walker.mark(dataset);
  return known.counts().to_report();
}

/// The same with a context of its own: UIDs agree within this data set only.
template <rule_set R = profile>
report anonymize_dataset(gdcm::DataSet& dataset, const R& rules = default_profile) {
  context own;
  return anonymize_dataset(dataset, rules, own);
}

}  // namespace dicom_anonymizer
