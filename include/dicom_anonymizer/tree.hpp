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
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer {

/// What became of one file of many.
struct outcome {
  /// How it ended.
  enum class status {
    anonymized,  ///< the output is there
    skipped,     ///< no DICOM file, or a DICOMDIR without a rule for it: no output
    failed,      ///< no output, and the reason
  };

  /// The file, or a folder that could not be listed.
  std::filesystem::path input;
  /// Where the output is, or would be.
  std::filesystem::path output;
  /// How it ended.
  status what = status::failed;
  /// Why there is no output; never holds a value of the data set.
  std::optional<error> reason;
  /// What was done, if the output is there.
  report changes;

  /// Whether the output is there.
  [[nodiscard]] explicit operator bool() const noexcept { return what == status::anonymized; }
};

/// How far a folder has come.
struct progress {
  /// Files finished, the latest included.
  std::size_t done;
  /// Files in all.
  std::size_t total;
  /// What became of the file that was finished last.
  const outcome& latest;
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
  /// Called after each file by one thread at a time.
  std::function<void(const progress&)> on_progress = {};
};

namespace detail {

// Regular files below a folder, sorted.  A folder that cannot be listed becomes a failure of its
// own: silence would hide files that were never looked at.
inline void list_files(const std::filesystem::path& folder,
                       std::vector<std::filesystem::path>& files, std::vector<outcome>& failures) {
  std::vector<std::filesystem::path> pending{folder};
  while (!pending.empty()) {
    const std::filesystem::path current = std::move(pending.back());
    pending.pop_back();
    std::error_code failed;
    std::filesystem::directory_iterator entries(current, failed);
    for (; !failed && entries != std::filesystem::directory_iterator(); entries.increment(failed)) {
      std::error_code unknown;
      if (entries->is_directory(unknown) && !entries->is_symlink(unknown)) {
        pending.push_back(entries->path());
      } else if (entries->is_regular_file(unknown)) {
        files.push_back(entries->path());
      }
    }
    if (failed)
      failures.push_back({current,
                          {},
                          outcome::status::failed,
                          error(errc::unreadable, "cannot list the folder: " + failed.message()),
                          {}});
  }
  std::sort(files.begin(), files.end());
}

// Links resolved and without a trailing separator, so that names can be compared.
inline std::filesystem::path resolved(const std::filesystem::path& path) {
  std::filesystem::path result = std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  return result.has_filename() ? result : result.parent_path();
}

inline bool begins_with(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

inline void anonymize_into(outcome& one, const rules_ref& rules, context& shared,
                           const file_options& options) {
  try {
    std::filesystem::create_directories(one.output.parent_path());
    one.changes = anonymize_by_rewriting(one.input, one.output, rules, shared, options);
    one.what = outcome::status::anonymized;
  } catch (const error& failed) {
    const bool is_skipped = failed.code() == errc::not_dicom || failed.code() == errc::dicomdir;
    one.what = is_skipped ? outcome::status::skipped : outcome::status::failed;
    one.reason = failed;
  } catch (const std::filesystem::filesystem_error& failed) {
    one.reason = error(errc::unwritable, "cannot make the folder: " + failed.code().message());
  } catch (const std::bad_alloc&) {
    one.reason = error(errc::too_large, "not enough memory");
  } catch (...) {
    // The text of a foreign exception may quote the value that it stumbled over.
    one.reason = error(errc::action_failed, "an action threw an exception of its own");
  }
}

inline std::vector<outcome> anonymize_tree(const std::filesystem::path& input,
                                           const std::filesystem::path& output,
                                           const rules_ref& rules, const tree_options& options) {
  if (!std::filesystem::is_directory(input))
    throw error(errc::unreadable, "the input is no folder");
  const std::filesystem::path from = resolved(input);
  const std::filesystem::path to = resolved(output);
  if (begins_with(to, from))
    throw error(errc::bad_arguments, "the output folder is the input folder or inside it");

  std::vector<std::filesystem::path> files;
  std::vector<outcome> outcomes;
  list_files(input, files, outcomes);
  const std::size_t failures = outcomes.size();
  std::filesystem::path checked;
  for (std::filesystem::path& file : files) {
    std::filesystem::path target = output / file.lexically_relative(input);
    // Files of one folder stand together, so that each folder is looked at once.  A link in the
    // output may lead back to the input.
    if (target.parent_path() != checked) {
      checked = target.parent_path();
      if (begins_with(resolved(checked), from))
        throw error(errc::bad_arguments, "an output would be written into the input folder");
    }
    outcomes.push_back({std::move(file), std::move(target), outcome::status::failed, {}, {}});
  }

  context own;
  context& shared = options.shared != nullptr ? *options.shared : own;
  const file_options each{options.bounds, options.sync, &shared};
  std::atomic<std::size_t> next = 0;
  std::mutex reporting;
  std::size_t done = 0;
  std::exception_ptr thrown;
  const auto finish = [&](const outcome& one) {
    const std::scoped_lock lock(reporting);
    ++done;
    if (!options.on_progress || thrown) return;
    try {
      options.on_progress({done, outcomes.size(), one});
    } catch (...) {  // leaves the thread first, the caller then
      thrown = std::current_exception();
      next = outcomes.size();
    }
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < outcomes.size(); i = next++) {
      if (i >= failures) anonymize_into(outcomes[i], rules, shared, each);
      finish(outcomes[i]);
    }
  };
  const std::size_t wanted =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(wanted, outcomes.size()); ++i) helpers.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
  return outcomes;
}

}  // namespace detail

/// De-identifies every DICOM file under a folder into a folder of the same shape, which is made if
/// it is missing.  Files are taken in sorted order; UIDs agree between all of them.  A file that
/// fails never stops the others; symbolic links to folders are not followed.
///
/// Returns one outcome a file.  Throws error(errc::unreadable) if the input is no folder,
/// error(errc::bad_arguments) if one of the two lies inside the other, and what the progress
/// callback throws.  An action must be callable by several threads at once if jobs is not 1.
template <rule_set R = profile>
std::vector<outcome> anonymize_tree(const std::filesystem::path& input,
                                    const std::filesystem::path& output,
                                    const R& rules = default_profile,
                                    const tree_options& options = {}) {
  return detail::anonymize_tree(input, output, detail::rules_ref(rules), options);
}

}  // namespace dicom_anonymizer
