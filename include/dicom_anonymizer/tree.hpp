// SPDX-License-Identifier: BSD-3-Clause
// De-identifies every DICOM file under a folder.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/folder_walk.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/detail/tally.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer {

/// What became of one file of many.
class outcome {
 public:
  /// How it ended.
  enum class status {
    anonymized,  ///< the output is there
    skipped,     ///< no DICOM file, or a DICOMDIR without a rule for it: no output
    failed,      ///< no output, and the reason
  };

  /// How it ended.
  status what = status::failed;
  /// Why there is no output; never holds a value of the data set.
  std::optional<error> reason;

  /// Made by the verbs: a file by its name in two folders.  What it refers to must outlive it.
  outcome(const std::filesystem::path& from, const std::filesystem::path& to, const char* name,
          const detail::tally* counts) noexcept
      : from_(from), to_(to), name_(name), counts_(counts) {}

  /// The file, or a folder that could not be listed.
  [[nodiscard]] std::filesystem::path input() const { return name_ ? from_ / name_ : from_; }
  /// Where the output is, or would be.
  [[nodiscard]] std::filesystem::path output() const { return name_ ? to_ / name_ : to_; }
  /// What was done, if the output is there.
  [[nodiscard]] report changes() const {
    return what == status::anonymized && counts_ ? counts_->to_report() : report();
  }

  /// Whether the output is there.
  [[nodiscard]] explicit operator bool() const noexcept { return what == status::anonymized; }

 private:
  const std::filesystem::path& from_;
  const std::filesystem::path& to_;
  const char* name_;
  const detail::tally* counts_;
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
  /// Files that are no DICOM files, and DICOMDIRs without a rule for them.
  std::size_t skipped = 0;
  /// Files, and folders that could not be listed, without an output that there should be.
  std::size_t failed = 0;
  /// What was done to the files whose outputs are there.
  report changes;

  /// Whether nothing failed.
  [[nodiscard]] explicit operator bool() const noexcept { return failed == 0; }
};

/// How a folder is worked on.
struct tree_options {
  /// Threads that work at once, each on a file of its own; 0 is one for each processor.
  unsigned jobs = 1;
  /// What each input may demand of memory and stack.
  limits bounds = {};
  /// Whether each output is forced to the disk before it gets its name.
  bool sync = false;
  /// What is shared with other folders; without one UIDs agree within this folder.
  context* shared = nullptr;
  /// Called after each file by one thread at a time: the way to the names of files that failed.
  std::function<void(const progress&)> on_progress = {};
  /// Whether the files are counted before the work begins, so that on_progress can tell how many
  /// there are.  Names of files are not kept: what came since is in neither number.
  bool counts_first = true;
};

namespace detail {

// Links resolved and without a trailing separator, so that names can be compared.
inline std::filesystem::path resolved(const std::filesystem::path& path) {
  std::filesystem::path result = std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  return result.has_filename() ? result : result.parent_path();
}

inline bool begins_with(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

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

// What the threads share.
class tree_job {
 public:
  tree_job(const std::filesystem::path& input, const std::filesystem::path& output,
           const tree_options& options)
      : options_(options), from_(resolved(input)), walk_(input, output) {
    if (begins_with(resolved(output), from_))
      throw error(errc::bad_arguments, "the output folder is the input folder or inside it");
    require_apart(resolved(output));
    if (!options.on_progress || !options.counts_first) return;
    folder_walk counting(input, output);
    for (found_file one; counting.next(one);) ++total_;
  }

  bool next(found_file& one) {
    const std::scoped_lock lock(walking_);
    return !is_stopped_ && walk_.next(one);
  }

  // The folder of an output, made when it is needed; throws if there can be none.
  void require_output(open_folder& folder) {
    std::call_once(folder.is_made, [&] {
      // A link in the output may lead back to the input.
      if (begins_with(resolved(folder.output), from_)) {
        folder.refusal = error(errc::bad_arguments, "the output would be in the input folder");
        return;
      }
      std::error_code failed;
      std::filesystem::create_directories(folder.output, failed);
      folder.to = folder_handle(folder.output);
      if (folder.to.descriptor() < 0)
        folder.refusal =
            error(errc::unwritable,
                  "cannot make the folder: " + (failed ? failed.message() : system_message(errno)));
    });
    if (folder.refusal) throw *folder.refusal;
  }

  void finish(const outcome& one) {
    const std::scoped_lock lock(reporting_);
    ++done_;
    switch (one.what) {
      case outcome::status::anonymized: ++sum_.anonymized; break;
      case outcome::status::skipped: ++sum_.skipped; break;
      case outcome::status::failed: ++sum_.failed; break;
    }
    if (!options_.on_progress || thrown_) return;
    try {
      options_.on_progress({done_, total_ == 0 ? 0 : std::max(total_, done_), one});
    } catch (...) {  // leaves the thread first, the caller then
      thrown_ = std::current_exception();
      is_stopped_ = true;
    }
  }

  // Runs the work of a thread; what escapes it, such as a lack of memory, ends the others too.
  template <class Work>
  void run(const Work& work) noexcept {
    try {
      work();
    } catch (...) {
      const std::scoped_lock lock(reporting_);
      if (!thrown_) thrown_ = std::current_exception();
      is_stopped_ = true;
    }
  }

  void add(const tally& counts) {
    const std::scoped_lock lock(reporting_);
    sum_.changes += counts.to_report();
  }

  [[nodiscard]] tree_report result() const {
    if (thrown_) std::rethrow_exception(thrown_);
    return sum_;
  }

 private:
  // An output folder that holds the input may have to make folders where the input is.
  void require_apart(const std::filesystem::path& to) const {
    if (!begins_with(from_, to)) return;
    std::error_code ignored;  // what cannot be looked at cannot be listed either
    if (std::filesystem::exists(from_ / from_.lexically_relative(to), ignored))
      throw error(errc::bad_arguments, "the output would be in the input folder");
  }

  const tree_options& options_;
  std::filesystem::path from_;
  std::mutex walking_;
  folder_walk walk_;
  std::atomic<bool> is_stopped_ = false;
  std::mutex reporting_;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  tree_report sum_;
  std::exception_ptr thrown_;
};

inline void work_on(tree_job& job, const rules_ref& rules, context& shared,
                    const tree_options& options) {
  file_anonymizer worker(rules, shared, options.bounds, options.sync);
  tally sum;
  for (found_file file; job.next(file);) {
    open_folder& folder = *file.folder;
    outcome one(folder.input, folder.output, file.name, &worker.counts());
    if (file.name == nullptr) {  // silence would hide files that were never looked at
      one.reason = error(errc::unreadable,
                         "cannot list the folder: " + system_message(folder.names->failure()));
    } else {
      attempt(one, [&] {
        job.require_output(folder);
        worker.run({folder.from.descriptor(), file.name}, {folder.to.descriptor(), file.name});
      });
      if (one) sum += worker.counts();
    }
    job.finish(one);
  }
  job.add(sum);
}

inline tree_report anonymize_tree(const std::filesystem::path& input,
                                  const std::filesystem::path& output, const rules_ref& rules,
                                  const tree_options& options) {
  if (!std::filesystem::is_directory(input))
    throw error(errc::unreadable, "the input is no folder");
  tree_job job(input, output, options);
  context own;
  context& shared = options.shared != nullptr ? *options.shared : own;
  const unsigned jobs =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  {
    const auto work = [&] { job.run([&] { work_on(job, rules, shared, options); }); };
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < jobs; ++i) helpers.emplace_back(work);
    work();
  }
  return job.result();
}

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
