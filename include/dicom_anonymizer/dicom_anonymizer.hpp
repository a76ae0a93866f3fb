// SPDX-License-Identifier: BSD-3-Clause
// Everything but reading and writing files without GDCM, part10/reader, writer and dicomdir, and
// but what costs a dependency of its own: actions/regexp, pseudonyms/key, keyed_pseudonyms and
// crosswalk, rules/rule_file and cli/run.
#pragma once

// Before the others, so that few lines lead to what a compiler says of a tag that is written
// wrongly,
#include <dicom_anonymizer/tags/pattern.hpp>
// of regions without pixels,
#include <dicom_anonymizer/pixels/region_set.hpp>
// and of rules that do not last.
#include <dicom_anonymizer/rules/rule.hpp>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/keep_terms.hpp>
#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/actions/patient_pseudonym.hpp>
#include <dicom_anonymizer/actions/protect_by_vr.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/remove_audio.hpp>
#include <dicom_anonymizer/actions/remove_outside_directory.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/anonymizer.hpp>
#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/bytes.hpp>
#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/profiles/allowances.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/iod_types.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/shift_range.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/rules/scrub_known_values.hpp>
#include <dicom_anonymizer/tags/coding_schemes.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/removal.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/text/word_class.hpp>
#include <dicom_anonymizer/tree.hpp>
#include <dicom_anonymizer/unknown_words.hpp>
#include <dicom_anonymizer/version.hpp>
