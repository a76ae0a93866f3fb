// SPDX-License-Identifier: BSD-3-Clause
// What the comparison of the UIDs of a batch with those of its output finds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// What is noteworthy about a UID; all but outside break the proof.
enum class reference_fault {
  outside,       ///< it refers to what is not in the batch, as it did before: no fault of the run
  kept,          ///< it is the old one, and was replaced elsewhere
  retained,      ///< it is the old one, though UIDs are not retained
  split,         ///< the old one was replaced by another elsewhere
  merged,        ///< it stands for another old one elsewhere
  standard,      ///< a UID that PS3.6 annex A registers was replaced
  meta,          ///< (0002,0003) is not (0008,0018)
  lost,          ///< it refers to what is in the input and not in the output
  gone,          ///< it is not in the output, though the rules leave what stands there
  incomparable,  ///< some of the items or values are gone: which of them cannot be known
  unreadable,    ///< the input or the output cannot be read, or the folder not be listed
};

/// What is wrong, as the end of a sentence that begins with the place.
[[nodiscard]] constexpr std::string_view to_string(reference_fault what) noexcept {
  switch (what) {
    case reference_fault::outside: return "refers outside the batch";
    case reference_fault::kept: return "is an old UID that was replaced elsewhere";
    case reference_fault::retained: return "is an old UID, and nothing retains UIDs";
    case reference_fault::split: return "was replaced by another UID elsewhere";
    case reference_fault::merged: return "stands for another old UID elsewhere";
    case reference_fault::standard: return "was a UID of the standard and is not any more";
    case reference_fault::meta: return "is not the SOP Instance UID of the data set";
    case reference_fault::lost: return "refers to what is in the input and not in the output";
    case reference_fault::gone: return "is gone, though the rules leave what stands there";
    case reference_fault::incomparable: return "has lost some of its items or values";
    case reference_fault::unreadable: return "cannot be read";
  }
  return "is wrong";
}

/// One place of a file; valid during the call that it is told in.  Holds no value.
struct reference_finding {
  reference_fault what;
  const std::filesystem::path& input;
  const std::filesystem::path& output;
  /// Such as "(0008,1140)[2]/(0008,1155)": in the second item.  Several values are counted, from 1:
  /// "(0008,0058)[3]".  Empty if it is about the whole file.
  std::string place;
  /// Why a file cannot be read.
  std::optional<error> reason = std::nullopt;
};

/// What the comparison of a batch with its output came to.
struct reference_report {
  /// Files that were compared with their outputs.
  std::size_t files = 0;
  /// Files of the input without an output: no DICOM, skipped or failed.
  std::size_t without_output = 0;
  /// Files of the output without an input; known only when folders are compared.
  std::size_t without_input = 0;
  /// Different UIDs of the input that were met, those of the standard aside: renamed, kept, and
  /// those that stand in no output any more.
  std::size_t uids = 0;
  /// Those that became another UID.
  std::size_t renamed = 0;
  /// Those that stayed as they were.
  std::size_t kept = 0;
  /// Values of the output that refer to instances, series, studies or frames of reference.
  std::size_t references = 0;
  /// Values of the input that do so and are not in the output.
  std::size_t gone = 0;
  /// Values of the output that refer outside the batch.
  std::size_t outside = 0;
  /// Findings of every other kind.
  std::size_t broken = 0;

  /// Whether the UIDs are the input's, renamed one to one.
  [[nodiscard]] explicit operator bool() const noexcept { return broken == 0; }
};

/// How references are checked.
struct reference_options {
  /// What each file may demand of memory and stack.
  limits bounds = {};
  /// Whether the rules retain UIDs, as option::retain_uids does: else one that stayed is a fault.
  bool keeps_uids = false;
  /// Whether the rules leave a value in its place, old or renamed: given the tags of the sequences
  /// on the way and that of the element.  What they leave and the output has not is a fault;
  /// without this, what is gone is counted only.
  std::function<bool(std::span<const tag>)> should_stay = {};
  /// Called for every finding, in the order of the files and of the places in them.
  std::function<void(const reference_finding&)> on_finding = {};
};

}  // namespace dicom_anonymizer
