// SPDX-License-Identifier: BSD-3-Clause
// What became of one file of many and of all of them, and how they are worked on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/walk/action_counts.hpp>

namespace dicom_anonymizer {

/// What became of one file of many.
class outcome {
 public:
  /// How it ended.
  enum class status {
    anonymized,  ///< the output is there
    /// No DICOM file, a DICOMDIR without a rule, a link to nothing, a document that is withheld: no
    /// output.
    skipped,
    failed,  ///< no output, and the reason
  };

  /// How it ended.
  status what = status::failed;
  /// Why there is no output; never holds a value of the data set.
  std::optional<error> reason;
  /// Which components of the input's path, from 1 below the folder, are or hold a name, a date, a
  /// UID or another identifier that the data set had at the top level and that the rules do not
  /// leave as it is, so that the output's path tells it.  Only if the output is there and
  /// output_names::same was asked for.
  std::vector<std::size_t> telling;

  /// Made by the verbs: a file by its name in two folders.  What it refers to must outlive it.
  outcome(const std::filesystem::path& from, const std::filesystem::path& to, const char* name,
          const detail::action_counts* counts) noexcept
      : from_(from), to_(to), name_(name), counts_(counts) {}

  /// The file, or a folder that could not be listed.
  [[nodiscard]] std::filesystem::path input() const { return name_ ? from_ / name_ : from_; }
  /// Where the output is, or would be.
  [[nodiscard]] std::filesystem::path output() const {
    if (!renamed_.empty()) return renamed_;
    return name_ ? to_ / name_ : to_;
  }
  /// What was done, if the output is there.
  [[nodiscard]] report changes() const {
    return what == status::anonymized && counts_ ? counts_->to_report() : report();
  }

  /// Whether the output is there, of a file that says another transfer syntax than the one that its
  /// data set is in.
  [[nodiscard]] bool is_misdeclared() const noexcept {
    return what == status::anonymized && counts_ != nullptr && counts_->misdeclared != 0;
  }

  /// report::unreadable_dates of that, without making a report.
  [[nodiscard]] std::size_t unreadable_dates() const noexcept {
    return what == status::anonymized && counts_ ? counts_->unreadable_dates : 0;
  }

  /// Whether the output is there.
  [[nodiscard]] explicit operator bool() const noexcept { return what == status::anonymized; }

  /// For the verbs: the output has a name of its own.
  void call_output(std::filesystem::path name) { renamed_ = std::move(name); }

 private:
  const std::filesystem::path& from_;
  const std::filesystem::path& to_;
  const char* name_;
  const detail::action_counts* counts_;
  std::filesystem::path renamed_;
};

/// How far a folder has come.
struct progress {
  /// Files finished, the latest included.
  std::size_t done;
  /// Files in all; 0 if they were not counted.
  std::size_t total;
  /// What became of the file that was finished last; valid during the call.
  const outcome& latest;
};

/// What became of all files of a folder, in numbers.
struct tree_report {
  /// Files whose output is there.
  std::size_t anonymized = 0;
  /// Files that are no DICOM files, DICOMDIRs without a rule for them, links that lead nowhere, and
  /// files that are withheld.
  std::size_t skipped = 0;
  /// Of these, links that lead nowhere: perhaps the files are on a disk that is not mounted.
  std::size_t lost_links = 0;
  /// Of these, files with an encapsulated document, which context::documents says to withhold.
  std::size_t withheld = 0;
  /// Files, and folders that could not be listed, without an output that there should be.
  std::size_t failed = 0;
  /// Files whose outputs have a path that tells of their patient; see outcome::telling.
  std::size_t telling = 0;
  /// What was done to the files whose outputs are there.
  report changes;
  /// Whether tree_options::stop left files that nobody has worked on; they are in no number.
  bool stopped = false;

  /// Whether all was worked on and nothing failed.
  [[nodiscard]] explicit operator bool() const noexcept { return failed == 0 && !stopped; }
};

/// How the files of an output folder are called.
enum class output_names {
  same,  ///< as the inputs are: the paths often hold names of patients
  /// STUDY/SERIES/INSTANCE.dcm, by the new UIDs (0020,000D), (0020,000E) and (0008,0018); without
  /// one of them a file fails.
  uid,
  /// FOLDER/FILE.dcm, numbers in the order of the inputs, whatever the number of threads is:
  /// 000001/000001.dcm.  Files that are no DICOM files leave gaps.
  sequence,
};

/// How a folder is worked on.
struct tree_options {
  /// Threads that work at once, each on a file of its own; 0 is one for each processor.  Where the
  /// system gives fewer, fewer work.
  unsigned jobs = 1;
  /// What each input may demand of memory and stack.
  limits bounds = {};
  /// Whether each output is forced to the disk before it gets its name.
  bool sync = false;
  /// How the outputs are called.  With names other than the inputs' an output never takes the place
  /// of a file that is there, of this run or another: that is error(errc::unwritable); a DICOMDIR,
  /// which holds the names of the inputs, is skipped.
  output_names names = output_names::same;
  /// Whether, with such names, an output that is there already with the same bytes is one of this
  /// run: to go on with one that was interrupted, which needs a source of pseudonyms that gives the
  /// same again.
  bool resumes = false;
  /// What is shared with other folders; without one UIDs agree within this folder.
  context* shared = nullptr;
  /// Called after each file by one thread at a time: the way to the names of files that failed.
  std::function<void(const progress&)> on_progress = {};
  /// The way to end early, from any thread: std::stop_source::request_stop.  No file is begun any
  /// more, those in hand are finished, so that each output is whole or not there; what was left is
  /// told by tree_report::stopped.
  std::stop_token stop = {};
  /// Where the work of the threads but the first is run, which is the caller's: called jobs - 1
  /// times with a task, to be called once on any thread, such as one of a pool.  Without it threads
  /// are made for the call.  A task that is called when the work is done already, or never, does no
  /// harm: nobody waits for a task that was not begun.  If it throws, the files in hand are
  /// finished and anonymize_tree throws the same.
  std::function<void(std::function<void()>)> executor = {};
  /// Whether the files are counted before the work begins, so that on_progress can tell how many
  /// there are.  Names of files are not kept: what came since is in neither number.
  bool counts_first = true;
};

}  // namespace dicom_anonymizer
