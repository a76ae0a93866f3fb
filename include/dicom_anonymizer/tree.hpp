// SPDX-License-Identifier: BSD-3-Clause
// De-identifies every DICOM file under a folder.
#pragma once

#include <filesystem>
#include <new>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/outcome.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
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
  } catch (const error& failed) {
    const bool is_skipped = failed.code() == errc::not_dicom || failed.code() == errc::dicomdir;
    one.what = is_skipped ? outcome::status::skipped : outcome::status::failed;
    one.reason = failed;
  } catch (const std::bad_alloc&) {
    one.reason = error(errc::too_large, "not enough memory");
  } catch (...) {
    // The text of a foreign exception may quote the value that it stumbled over.
    one.reason = error(errc::action_failed, "an action threw an exception of its own");
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
/// Throws error(errc::unreadable) if the input is no folder, error(errc::bad_arguments) if the
/// output is the input or inside it, and what the progress callback throws.  An action must be
/// callable by several threads at once if jobs is not 1.
template <rule_set R = profile>
tree_report anonymize_tree(const std::filesystem::path& input, const std::filesystem::path& output,
                           const R& rules = default_profile, const tree_options& options = {}) {
  return detail::anonymize_tree(input, output, detail::rules_ref(rules), options);
}

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/tree.ipp>
#endif
