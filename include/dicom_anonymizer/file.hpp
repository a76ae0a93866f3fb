// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a DICOM file.
#pragma once

#include <filesystem>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {
namespace detail {

// The walks are behind it.
report anonymize_one_file(const std::filesystem::path& input, const std::filesystem::path& output,
                          const rules_ref& rules, const file_options& options);

}  // namespace detail

/// De-identifies one DICOM file (PS3.10) of any transfer syntax; input and output may be the same.
/// Rules that are no complete set are laid over default_profile.  Rules for group 0002 act on the
/// file meta information, whose (0002,0002) and (0002,0003) always equal (0008,0016) and
/// (0008,0018) and whose (0002,0010) always names the encoding of the data set, as it is: if the
/// file says another, report::misdeclared counts it.  Elements that no rule covers come out byte
/// for byte; pixel data are copied by the kernel and never loaded.  A UID that the file meta
/// information needs and that is none is error(errc::invalid_value).
///
/// Throws error, and whatever an action throws.  The output appears whole or not at all.
template <given_rules R = profile>
report anonymize_file(const std::filesystem::path& input, const std::filesystem::path& output,
                      const R& rules = default_profile, const file_options& options = {}) {
  return detail::anonymize_one_file(input, output, detail::rules_ref(rules), options);
}

/// The same without throwing.
template <given_rules R = profile>
result<report> try_anonymize_file(const std::filesystem::path& input,
                                  const std::filesystem::path& output,
                                  const R& rules = default_profile,
                                  const file_options& options = {}) noexcept {
  return detail::tried([&] { return anonymize_file(input, output, rules, options); });
}

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/file.ipp>
#endif
