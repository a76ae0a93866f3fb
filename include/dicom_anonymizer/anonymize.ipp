// SPDX-License-Identifier: BSD-3-Clause
// What anonymize.hpp declares.
#pragma once

#include <string>

#include <gdcmDataSet.h>
#include <gdcmFile.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/walk/dataset_walk.hpp>
#include <dicom_anonymizer/walk/renewed_meta.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE void collect_unknown_words(rule_cache& rules, context& shared) {
  if (shared.unknown_words != nullptr) shared.unknown_words->add(rules.counts().unknown_words());
}

DICOM_ANONYMIZER_INLINE report anonymize_in_memory(gdcm::DataSet& dataset, rule_cache& rules,
                                                   context& shared, const limits& bounds) {
  rules.counts().reset();
  dataset_walk walker(rules, shared, changed_lengths::made_undefined, bounds);
  walker.run(dataset);
  walker.mark(dataset);
  collect_unknown_words(rules, shared);
  return rules.counts().to_report();
}

DICOM_ANONYMIZER_INLINE report anonymize_in_memory(gdcm::File& file, rule_cache& rules,
                                                   context& shared, const limits& bounds) {
  rules.counts().reset();
  dataset_walk walker(rules, shared, changed_lengths::made_undefined, bounds);
  gdcm::DataSet& dataset = file.GetDataSet();
  gdcm::FileMetaInformation& meta = file.GetHeader();
  const std::string class_in_meta = text_of(meta, meta_tags::sop_class_uid);
  if (is_directory_class(text_of(dataset, dataset_tags::sop_class_uid), class_in_meta))
    throw error(errc::dicomdir,
                "the records of a DICOMDIR refer to places in the file: regenerate it from the "
                "anonymized files");
  const identity_before before{text_of(dataset, dataset_tags::sop_instance_uid),
                               text_of(meta, meta_tags::transfer_syntax_uid)};
  walker.run_meta(meta);
  walker.run(dataset, class_in_meta, before.transfer_syntax);
  walker.mark(dataset);
  renew_meta(meta, dataset, before, rules.rules(), shared);
  meta.GetPreamble().Create();
  static_cast<void>(encoded_meta(meta));  // refuses what is no UID
  collect_unknown_words(rules, shared);
  return rules.counts().to_report();
}

DICOM_ANONYMIZER_INLINE report anonymize_once(gdcm::DataSet& dataset, const rules_ref& rules,
                                              context& shared) {
  rules.require_pseudonyms(shared);
  rule_cache known(rules);
  return anonymize_in_memory(dataset, known, shared, limits{});
}

DICOM_ANONYMIZER_INLINE report anonymize_once(gdcm::File& file, const rules_ref& rules,
                                              context& shared) {
  rules.require_pseudonyms(shared);
  rule_cache known(rules);
  return anonymize_in_memory(file, known, shared, limits{});
}

}  // namespace dicom_anonymizer::detail
