// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a DICOM file that is no file: bytes in memory, a stream, an open descriptor.
#pragma once

#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {
namespace detail {

// The walks are behind it.
report anonymize_between(const byte_input& in, const byte_target& out, const rules_ref& rules,
                         const file_options& options);

}  // namespace detail

/// De-identifies the bytes of one DICOM file (PS3.10) as anonymize_file does: file meta
/// information, marks and the rules for a DICOMDIR are the same, and so are the bytes that come
/// out.  What comes without file meta information, as a data set over the network does, is read if
/// its first element shows how it is encoded.
///
/// Memory: what is in memory stays there and is not copied; of a stream and of an output for a sink
/// file_options::waiting_bytes.  An output for a text or a vector is in memory once,
/// beside what it replaces.
///
/// Throws what anonymize_file throws: error(errc::truncated) for an input that ends early,
/// error(errc::unreadable) for a stream or descriptor that fails, error(errc::too_large) for one
/// that does not end, error(errc::unwritable) for a sink that fails or throws, unless that is an
/// error, which stays the same; error(errc::bad_arguments) for one stream as input and output.  A
/// text, vector or file is then as it was before; of a sink see byte_target.
template <given_rules R = profile>
report anonymize_bytes(const byte_input& in, const byte_target& out,
                       const R& rules = default_profile, const file_options& options = {}) {
  return detail::anonymize_between(in, out, detail::rules_ref(rules), options);
}

/// The same without throwing.
template <given_rules R = profile>
result<report> try_anonymize_bytes(const byte_input& in, const byte_target& out,
                                   const R& rules = default_profile,
                                   const file_options& options = {}) noexcept {
  return detail::tried([&] { return anonymize_bytes(in, out, rules, options); });
}

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/bytes.ipp>
#endif
