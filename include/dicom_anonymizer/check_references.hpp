// SPDX-License-Identifier: BSD-3-Clause
// Proves that de-identified files refer to each other as the originals do.
#pragma once

#include <filesystem>
#include <functional>

#include <dicom_anonymizer/reference_report.hpp>

namespace dicom_anonymizer {

/// Takes an input and its output.
using pair_visitor =
    std::function<void(const std::filesystem::path&, const std::filesystem::path&)>;

/// Calls a visitor for each input and its output, which may be missing; the same ones in the same
/// order each time.
using pair_source = std::function<void(const pair_visitor&)>;

/// Checks that the UIDs of the outputs are those of their inputs, renamed one to one: every value
/// with the VR UI at every depth (by the dictionary where the VR is UN or not written), so studies,
/// series, instances, frames of reference and whatever refers to them in any kind of object.  One
/// old UID must have become one new UID everywhere, no two the same, and those of the standard must
/// have stayed.  None that the profile replaces may have stayed as it was, unless UIDs are
/// retained.  What the rules removed or emptied breaks nothing, if reference_options::should_stay
/// knows them.  UIDs that name kinds of things (SOP Class, Transfer Syntax, Coding Scheme, Context,
/// Mapping Resource) are no part of this, and UIDs in text are not seen.
///
/// Files are read by the bounded parser without their pixel data and within the limits of the run,
/// twice those in which there is something to tell; of inputs without an output, the beginning.
/// Takes about 60 bytes of memory for each UID, which is kept as a hash of 128 bits, two bits for
/// each file, and 56 bytes for each UID of the two files in hand.
[[nodiscard]] reference_report check_references(const pair_source& pairs,
                                                const reference_options& options = {});

/// The same for a file and its output, or for a folder and its output whose files have the names of
/// their inputs.  Throws error(errc::unreadable) if the two are not both files or both folders.
[[nodiscard]] reference_report check_references(const std::filesystem::path& input,
                                                const std::filesystem::path& output,
                                                const reference_options& options = {});

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/check_references.ipp>
#endif
