// SPDX-License-Identifier: BSD-3-Clause
// The program dicom-anonymizer as a function, so that users can add actions of their own.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <gdcmTrace.h>

#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/cli/progress_bar.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tree.hpp>

namespace dicom_anonymizer::cli {

/// Every action of this library by name: default_actions() and regexp.
[[nodiscard]] inline action_registry all_actions() {
  action_registry known = default_actions();
  known.add("regexp", {"find", "replace"}, [](std::span<const std::string> arguments) {
    return any_action(actions::regexp(arguments[0], arguments[1]));
  });
  return known;
}

namespace detail {

/// How many files went which way.
struct totals {
  std::size_t anonymized = 0;
  std::size_t skipped = 0;
  std::size_t failed = 0;
  std::size_t unknown_iods = 0;
};

// Counts a file and names it if the user should know of it: one that failed and one that is DICOM
// but was left out.
inline void note(const outcome& one, totals& counted, progress_bar& shown) {
  const auto name = [&](std::string_view what) {
    shown.line(fmt::format("{}: {}: {}", what, one.input().string(),
                           one.reason ? one.reason->what() : "for no known reason"));
  };
  switch (one.what) {
    case outcome::status::anonymized: ++counted.anonymized; return;
    case outcome::status::skipped:
      ++counted.skipped;
      if (one.reason && one.reason->code() != errc::not_dicom) name("skipped");
      return;
    case outcome::status::failed:
      ++counted.failed;
      name("failed");
      return;
  }
}

inline totals work(const job& wanted, const arguments& options, std::FILE* err) {
  const dynamic_rule_map user = options.how.user_rules();
  const auto rules = options.how.base | user;
  const auto style =
      options.quiet || !wanted.is_folder ? progress_bar::style::none : progress_bar::style_for(err);
  progress_bar shown(err, style);
  totals counted;
  if (!wanted.is_folder) {
    outcome one(wanted.input, wanted.output, nullptr, nullptr);
    dicom_anonymizer::detail::attempt(one, [&] {
      counted.unknown_iods = anonymize_file(wanted.input, wanted.output, rules).unknown_iods;
    });
    // What a folder may hold besides is a mistake where it is all that was asked for.
    if (one.what == outcome::status::skipped) one.what = outcome::status::failed;
    note(one, counted, shown);
    return counted;
  }
  tree_options how;
  how.jobs = options.jobs;
  how.counts_first = style != progress_bar::style::none;
  how.on_progress = [&](const progress& now) {
    note(now.latest, counted, shown);
    shown.update(now.done, now.total);
  };
  counted.unknown_iods =
      anonymize_tree(wanted.input, wanted.output, rules, how).changes.unknown_iods;
  return counted;
}

// Whether all of it was taken.
inline bool print(std::FILE* sink, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), sink) == text.size() && std::fflush(sink) == 0;
}

inline int refuse(std::FILE* err, const error& why) {
  print(err, fmt::format("dicom-anonymizer: {}\nSee dicom-anonymizer --help\n",
                         printable(why.reason())));
  return 2;
}

}  // namespace detail

/// Runs the program and returns its exit status: 0 all well, 1 a file failed or out took nothing, 2
/// wrong usage and nothing was done.  Actions of the registry can be named by -t and in
/// dictionaries.  Help, version, the lists, the explanation, the conformance statement and the last
/// line, "anonymized N, skipped N, failed N", go to out, everything else to err: files that failed,
/// and with --conditional by-iod how many files were of SOP Classes that the tables do not know.
///
/// Silences GDCM's trace for the whole process, because its warnings print values, and ignores
/// SIGXFSZ and SIGPIPE.  Throws nothing that an action or a file causes; prints no value of a data
/// set.
inline int run(int argc, const char* const* argv, const action_registry& actions = all_actions(),
               std::FILE* out = stdout, std::FILE* err = stderr) {
  gdcm::Trace::DebugOff();
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  // A file that grows beyond what is allowed, and a reader of our output that goes away, are errors
  // of a call and not the end of the process, which would leave a temporary file.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    arguments options;
    job wanted;
    try {
      options = parse_arguments(argc, argv, actions);
      if (!options.answer.empty()) {
        return detail::print(out, options.answer) ? 0 : 1;
      }
      wanted = plan(options.input, options.output);
    } catch (const error& why) {
      return detail::refuse(err, why);
    }
    if (wanted.is_folder) {
      std::error_code failed;
      std::filesystem::create_directories(wanted.output, failed);
      if (failed)
        return detail::refuse(
            err, error(errc::unwritable, fmt::format("cannot make the folder '{}': {}",
                                                     wanted.output.string(), failed.message())));
    }
    detail::totals counted;
    try {
      counted = detail::work(wanted, options, err);
    } catch (const error& why) {  // the tree refuses before it begins
      return detail::refuse(err, why);
    }
    if (counted.unknown_iods != 0)
      detail::print(err,
                    fmt::format("{} of a SOP Class whose IOD is not known: where a code leaves a "
                                "choice the attribute stayed, empty or with a dummy\n",
                                counted.unknown_iods));
    const bool is_told =
        detail::print(out, fmt::format("anonymized {}, skipped {}, failed {}\n", counted.anonymized,
                                       counted.skipped, counted.failed));
    return counted.failed == 0 && is_told ? 0 : 1;
  } catch (const std::bad_alloc&) {
    detail::print(err, "dicom-anonymizer: not enough memory\n");
  } catch (...) {
    // The text of a foreign exception may quote a value.
    detail::print(err, "dicom-anonymizer: stopped by an unexpected error\n");
  }
  return 1;
}

}  // namespace dicom_anonymizer::cli
