// SPDX-License-Identifier: BSD-3-Clause
// De-identifies every DICOM file under a folder.
#pragma once

#include <filesystem>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/outcome.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {
namespace detail {

// Runs the work on one file; whatever it throws becomes the outcome.
template <class Work>
void attempt(outcome& one, const Work& work) {
  try {
    work();
    one.what = outcome::status::anonymized;
  } catch (...) {
    one.reason = caught_error();
    const errc code = one.reason->code();
    const bool is_skipped =
        code == errc::not_dicom || code == errc::dicomdir || code == errc::withheld;
    one.what = is_skipped ? outcome::status::skipped : outcome::status::failed;
  }
}

// The work is behind it.
tree_report anonymize_tree(const std::filesystem::path& input, const std::filesystem::path& output,
                           const rules_ref& rules, const tree_options& options);

}  // namespace detail

/// De-identifies every DICOM file under a folder into a folder of the same shape, which is made if
/// it is missing.  The files of a folder come before those of the folders in it, each in the order
/// of their names; UIDs agree between all of them.  A file that fails never stops the others;
/// symbolic links to folders are not followed.  Memory does not grow with the number of files, but
/// for the names in one folder and the UIDs that have been replaced.
///
/// Throws error(errc::unreadable) if the input is no folder that can be found,
/// error(errc::unwritable) if the output can be none, error(errc::bad_arguments) if it is the input
/// or inside it, and what the progress callback or the executor throws.  An
/// action must be callable by several threads at once if jobs is not 1.
template <given_rules R = profile>
tree_report anonymize_tree(const std::filesystem::path& input, const std::filesystem::path& output,
                           const R& rules = default_profile, const tree_options& options = {}) {
  return detail::anonymize_tree(input, output, detail::rules_ref(rules), options);
}

/// The same without throwing; what a callback throws that is no error is
/// error(errc::action_failed).
template <given_rules R = profile>
result<tree_report> try_anonymize_tree(const std::filesystem::path& input,
                                       const std::filesystem::path& output,
                                       const R& rules = default_profile,
                                       const tree_options& options = {}) noexcept {
  return detail::tried([&] { return anonymize_tree(input, output, rules, options); });
}

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/tree.ipp>
#endif
