// SPDX-License-Identifier: BSD-3-Clause
// What tree.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tree.hpp>

#include <fmt/core.h>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/files/file_head.hpp>
#include <dicom_anonymizer/files/folder_walk.hpp>
#include <dicom_anonymizer/files/held_identifiers.hpp>
#include <dicom_anonymizer/files/names_in_paths.hpp>
#include <dicom_anonymizer/outcome.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/action_counts.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {

namespace detail {

// Links resolved and without a trailing separator, so that names can be compared.  Throws an error
// of the code given where that cannot be.
DICOM_ANONYMIZER_INLINE std::filesystem::path resolved(const std::filesystem::path& path,
                                                       errc otherwise) {
  static_cast<void>(system_name(path.native()));
  std::error_code failed;
  std::filesystem::path result = std::filesystem::absolute(path, failed);
  if (!failed) result = std::filesystem::weakly_canonical(result, failed);
  if (failed) throw error(otherwise, "cannot find the folder: " + failed.message());
  return result.has_filename() ? result : result.parent_path();
}

DICOM_ANONYMIZER_INLINE bool begins_with(const std::filesystem::path& path,
                                         const std::filesystem::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

// What the threads share.
class tree_job {
 public:
  tree_job(const std::filesystem::path& input, const std::filesystem::path& output,
           const tree_options& options)
      : options_(options),
        from_(resolved(input, errc::unreadable)),
        output_(output),
        walk_(input, output,
              options.names == output_names::sequence ? folder_walk::naming::by_number
                                                      : folder_walk::naming::as_input) {
    const std::filesystem::path to = resolved(output, errc::unwritable);
    if (begins_with(to, from_))
      throw error(errc::bad_arguments, "the output folder is the input folder or inside it");
    require_apart(to);
    if (!options.on_progress || !options.counts_first) return;
    folder_walk counting(input, output);
    for (found_file one; !options.stop.stop_requested() && counting.next(one);) ++total_;
  }

  bool next(found_file& one) {
    const std::scoped_lock lock(walking_);
    if (is_ended_ || !walk_.next(one)) return false;
    if (!options_.stop.stop_requested()) return true;
    is_ended_ = is_stopped_ = true;
    return false;
  }

  // The folder of an output, made when it is needed; throws if there can be none.
  void require_output(open_folder& folder) {
    std::call_once(folder.is_made, [&] {
      try {
        folder.to = made_folder(folder.output);
      } catch (const error& refused) {
        folder.refusal = refused;
      }
    });
    if (folder.refusal) throw *folder.refusal;
  }

  // Makes a folder for outputs if it is missing.
  [[nodiscard]] folder_handle made_folder(const std::filesystem::path& folder) const {
    // A link in the output may lead back to the input.
    if (begins_with(resolved(folder, errc::unwritable), from_))
      throw error(errc::bad_arguments, "the output would be in the input folder");
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    folder_handle made(folder);
    if (made.descriptor() < 0)
      throw error(errc::unwritable,
                  "cannot make the folder: " +
                      (failed ? failed.message() : system_message(made.failure())));
    return made;
  }

  [[nodiscard]] const std::filesystem::path& output() const noexcept { return output_; }

  void finish(const outcome& one) {
    const std::scoped_lock lock(reporting_);
    ++done_;
    switch (one.what) {
      case outcome::status::anonymized: ++sum_.anonymized; break;
      case outcome::status::skipped:
        ++sum_.skipped;
        if (one.reason && one.reason->code() == errc::unreadable) ++sum_.lost_links;
        if (one.reason && one.reason->code() == errc::withheld) ++sum_.withheld;
        break;
      case outcome::status::failed: ++sum_.failed; break;
    }
    if (!one.telling.empty()) ++sum_.telling;
    if (!options_.on_progress || thrown_) return;
    try {
      options_.on_progress({done_, total_ == 0 ? 0 : std::max(total_, done_), one});
    } catch (...) {  // leaves the thread first, the caller then
      thrown_ = std::current_exception();
      is_ended_ = true;
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
      is_ended_ = true;
    }
  }

  void add(const action_counts& counts) {
    const std::scoped_lock lock(reporting_);
    sum_.changes += counts.to_report();
  }

  // When all threads are done.
  [[nodiscard]] tree_report result() const {
    if (thrown_) std::rethrow_exception(thrown_);
    tree_report all = sum_;
    all.stopped = is_stopped_;
    return all;
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
  std::filesystem::path output_;
  std::mutex walking_;
  folder_walk walk_;
  std::atomic<bool> is_ended_ = false;
  bool is_stopped_ = false;
  std::mutex reporting_;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  tree_report sum_;
  std::exception_ptr thrown_;
};

// Names outputs by their UIDs.  One for each thread.
class uid_naming {
 public:
  uid_naming(const tree_job& job, const limits& bounds) : job_(job), bounds_(bounds) {}

  // Where outputs are until they have a name.
  [[nodiscard]] output_name place() {
    if (root_.descriptor() < 0) root_ = job_.made_folder(job_.output());
    return {root_.descriptor(), "unnamed"};
  }

  void name(output_file& file) {
    const file_head head = head_of(file.written(), bounds_);
    require(head.study, {0x0020, 0x000D});
    require(head.series, {0x0020, 0x000E});
    require(head.instance, {0x0008, 0x0018});
    std::filesystem::path folder = job_.output() / head.study / head.series;
    if (folder != folder_) {
      folder_.clear();
      opened_ = job_.made_folder(folder);
      folder_ = std::move(folder);
    }
    const std::string name = head.instance + ".dcm";
    path_ = folder_ / name;
    file.move_to({opened_.descriptor(), name});
  }

  // Of the file named last.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  // What is no UID might lead anywhere, PS3.5 section 9.1.
  static void require(const std::string& uid, tag id) {
    if (uid.empty()) throw error(errc::invalid_value, "no UID to name the output by").at(id);
    if (uid.size() > 64 || uid.front() == '.' ||
        uid.find_first_not_of("0123456789.") != std::string::npos)
      throw error(errc::invalid_value, "what names the output is no UID").at(id);
  }

  const tree_job& job_;
  const limits& bounds_;
  folder_handle root_;
  std::filesystem::path folder_;
  folder_handle opened_;
  std::filesystem::path path_;
};

inline void work_on(tree_job& job, const rules_ref& rules, context& shared,
                    const tree_options& options) {
  file_anonymizer worker(rules, shared, options.bounds, options.sync);
  uid_naming by_uid(job, options.bounds);
  name_judge by_patient;
  held_identifiers held;
  output_name numbered;
  switch (options.names) {
    case output_names::same: worker.look_for(&held); break;
    case output_names::uid:
      worker.rename_files();
      worker.before_naming([&](output_file& file) {
        if (options.resumes) file.accept_same();
        by_uid.name(file);
      });
      break;
    case output_names::sequence:
      worker.rename_files();
      worker.before_naming([&](output_file& file) {
        if (options.resumes) file.accept_same();
        file.move_to(numbered);
      });
      break;
  }
  action_counts sum;
  for (found_file file; job.next(file);) {
    open_folder& folder = *file.folder;
    outcome one(folder.input, folder.output, file.name, &worker.counts());
    if (file.name == nullptr) {  // silence would hide files that were never looked at
      one.reason = error(errc::unreadable,
                         "cannot list the folder: " + system_message(folder.names->failure()));
    } else if (file.leads_nowhere) {
      one.what = outcome::status::skipped;
      one.reason = error(errc::unreadable, "a link that leads nowhere");
    } else {
      attempt(one, [&] {
        const input_name in{folder.from.descriptor(), file.name};
        if (options.names == output_names::uid) {
          worker.run(in, by_uid.place());
          one.call_output(by_uid.path());
          return;
        }
        job.require_output(folder);
        if (options.names == output_names::same)
          return worker.run(in, {folder.to.descriptor(), file.name});
        numbered = {folder.to.descriptor(), fmt::format("{:06}.dcm", file.number)};
        one.call_output(folder.output / numbered.name);
        worker.run(in, numbered);
      });
      if (one) sum += worker.counts();
      if (one && options.names == output_names::same)
        one.telling = by_patient.judge(held, file.folder, folder.below, file.name);
    }
    job.finish(one);
  }
  job.add(sum);
}

// Work that tasks share which may be called late or never.  Who begins one is waited for.
class shared_work {
 public:
  explicit shared_work(const std::function<void()>& work) : work_(work) {}

  void run() {
    {
      const std::scoped_lock lock(counting_);
      if (is_over_) return;
      ++running_;
    }
    work_();
    const std::scoped_lock lock(counting_);
    if (--running_ == 0) none_left_.notify_all();
  }
  // From now on tasks do nothing.
  void end() {
    std::unique_lock lock(counting_);
    is_over_ = true;
    none_left_.wait(lock, [&] { return running_ == 0; });
  }

 private:
  const std::function<void()>& work_;
  std::mutex counting_;
  std::condition_variable none_left_;
  unsigned running_ = 0;
  bool is_over_ = false;
};

// Precondition: the work throws nothing.
inline void run_with_helpers(tree_job& job, const std::function<void()>& work, unsigned helpers,
                             const std::function<void(std::function<void()>)>& executor) {
  if (!executor) {
    std::vector<std::jthread> threads;
    try {
      for (unsigned i = 0; i < helpers; ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {  // no more of them: the work is done by those there are
    }
    return work();
  }
  const auto all = std::make_shared<shared_work>(work);
  job.run([&] {
    for (unsigned i = 0; i < helpers; ++i) executor([all] { all->run(); });
  });
  work();
  all->end();
}

DICOM_ANONYMIZER_INLINE tree_report anonymize_tree(const std::filesystem::path& input,
                                                   const std::filesystem::path& output,
                                                   const rules_ref& rules,
                                                   const tree_options& options) {
  std::error_code failed;
  if (!std::filesystem::is_directory(input, failed))
    throw error(errc::unreadable, "the input is no folder");
  tree_job job(input, output, options);
  context own;
  context& shared = options.shared != nullptr ? *options.shared : own;
  const unsigned jobs =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  run_with_helpers(
      job, [&] { job.run([&] { work_on(job, rules, shared, options); }); }, jobs - 1,
      options.executor);
  return job.result();
}

}  // namespace detail

}  // namespace dicom_anonymizer
