// SPDX-License-Identifier: BSD-3-Clause
// The program dicom-anonymizer as a function, so that users can add actions of their own.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <gdcmTrace.h>

#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/cli/crosswalk_csv.hpp>
#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/cli/progress_bar.hpp>
#include <dicom_anonymizer/cli/reference_check.hpp>
#include <dicom_anonymizer/cli/telling_path.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/file_head.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/detail/telling_names.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
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
  std::size_t unreadable_dates = 0;
  std::size_t identifying_pixels = 0;
  std::size_t telling = 0;
  std::optional<reference_report> references;

  void take(const report& done) noexcept {
    unknown_iods = done.unknown_iods;
    unreadable_dates = done.unreadable_dates;
    identifying_pixels = done.identifying_pixels;
  }
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

// What comes of --check-references, place by place; those outside the batch are no fault.
inline reference_options listing(progress_bar& shown, bool is_quiet) {
  reference_options how;
  how.on_finding = [&shown, is_quiet](const reference_finding& one) {
    if (!is_quiet || one.what != reference_fault::outside) shown.line(finding_text(one));
  };
  return how;
}

// Whether the name of a file is that of its patient.
inline bool tells_patient(const std::filesystem::path& file) {
  try {
    const auto head = dicom_anonymizer::detail::head_of(source(file), limits());
    return dicom_anonymizer::detail::patient_words(head).are_told_by(file.filename().native());
  } catch (const error&) {
    return false;
  }
}

inline totals work(const job& wanted, const arguments& options, context& shared, std::FILE* err) {
  const dynamic_rule_map user = options.how.user_rules();
  const auto rules = options.how.base | user;
  const auto style =
      options.quiet || !wanted.is_folder ? progress_bar::style::none : progress_bar::style_for(err);
  progress_bar shown(err, style);
  totals counted;
  if (!wanted.is_folder) {
    outcome one(wanted.input, wanted.output, nullptr, nullptr);
    dicom_anonymizer::detail::attempt(one, [&] {
      file_options how;
      how.shared = &shared;
      counted.take(anonymize_file(wanted.input, wanted.output, rules, how));
    });
    // What a folder may hold besides is a mistake where it is all that was asked for.
    if (one.what == outcome::status::skipped) one.what = outcome::status::failed;
    note(one, counted, shown);
    if (one && wanted.takes_name && tells_patient(wanted.input)) ++counted.telling;
    if (one && options.checks_references)
      counted.references =
          check_references(wanted.input, wanted.output, listing(shown, options.quiet));
    return counted;
  }
  tree_options how;
  how.jobs = options.jobs;
  how.shared = &shared;
  how.names = options.names;
  run_pairs pairs(wanted.input, wanted.output, options.names);
  how.counts_first = style != progress_bar::style::none;
  how.on_progress = [&](const progress& now) {
    note(now.latest, counted, shown);
    if (options.checks_references) pairs.note(now.latest);
    if (!now.latest.telling.empty()) {
      ++counted.telling;
      if (!options.quiet)
        shown.line("warning: " +
                   telling_text(wanted.input, now.latest.input(), now.latest.telling));
    }
    shown.update(now.done, now.total);
  };
  counted.take(anonymize_tree(wanted.input, wanted.output, rules, how).changes);
  if (options.checks_references)
    counted.references = check_references(pairs.source(), listing(shown, options.quiet));
  return counted;
}

// Whether all of it was taken.
inline bool print(std::FILE* sink, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), sink) == text.size() && std::fflush(sink) == 0;
}

// What is wrong with the file of an option.
inline error about(std::string_view option, const std::filesystem::path& file, const error& why) {
  return {why.code(), fmt::format("{} '{}': {}", option, file.string(), why.reason())};
}

// What re-identifies must not be given away with the output, nor be read as an input.
inline void require_apart(const std::filesystem::path& secret, const job& wanted) {
  const auto whole = [](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  };
  for (const auto& [place, name] : {std::pair{&wanted.output, "OUTPUT"}, {&wanted.input, "INPUT"}})
    if (is_same(secret, *place) || whole(secret) == whole(*place) ||
        (wanted.is_folder && is_inside(secret, *place)))
      throw error(errc::bad_arguments, fmt::format("it must not be in {}", name));
}

// Takes the key that is asked for.
inline void take_key(const arguments& options, const job& wanted, context& shared) {
  if (options.key_file.empty()) return;
  try {
    require_apart(options.key_file, wanted);
  } catch (const error& why) {
    throw about("--key-file", options.key_file, why);
  }
  shared.pseudonyms =
      std::make_shared<keyed_pseudonyms>(key::from_file(options.key_file), *options.how.keyed);
  // To make a UID again takes as long as to find it among many, and no memory.
  shared.remembers_uids = false;
}

// Opens the crosswalk that is asked for.
inline void open_crosswalk(const arguments& options, const job& wanted, context& shared) {
  if (options.crosswalk.empty()) return;
  try {
    require_apart(options.crosswalk, wanted);
    crosswalk_options how;
    how.scope = options.scope;
    if (const auto keyed = std::dynamic_pointer_cast<keyed_pseudonyms>(shared.pseudonyms))
      how.key_check = keyed->check();
    shared.pseudonyms =
        std::make_shared<crosswalk>(options.crosswalk, how, std::move(shared.pseudonyms));
  } catch (const error& why) {
    throw about("--crosswalk", options.crosswalk, why);
  }
}

// Whether all was printed.
inline bool export_crosswalk(const arguments& options, std::FILE* out) {
  try {
    crosswalk_store base(options.crosswalk, crosswalk_store::for_reading);
    std::fwrite(csv_header.data(), 1, csv_header.size(), out);
    base.each([&](const crosswalk_row& one) {
      const std::string line = csv_line(one);
      std::fwrite(line.data(), 1, line.size(), out);
    });
  } catch (const error& why) {
    throw about("--crosswalk", options.crosswalk, why);
  }
  return std::fflush(out) == 0 && std::ferror(out) == 0;
}

inline int refuse(std::FILE* err, const error& why) {
  print(err, fmt::format("dicom-anonymizer: {}\nSee dicom-anonymizer --help\n",
                         printable(why.reason())));
  return 2;
}

}  // namespace detail

/// Runs the program and returns its exit status: 0 all well, 1 a file failed, --check-references
/// found a fault or out took nothing, 2 wrong usage and nothing was done.  Actions of the registry
/// can be named by -t and in dictionaries.  Help, version, the lists, the explanation, the
/// conformance statement, the crosswalk, what --check-references came to and the last line,
/// "anonymized N, skipped N, failed N", go to out, everything else to err: files that failed, paths
/// that tell of their patient, and with --conditional by-iod how many files were of SOP Classes
/// that the tables do not know.
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
    context shared;
    try {
      options = parse_arguments(argc, argv, actions);
      if (!options.answer.empty()) {
        return detail::print(out, options.answer) ? 0 : 1;
      }
      if (!options.new_key.empty()) {
        make_key_file(options.new_key);
        return 0;
      }
      if (options.exports_crosswalk) return detail::export_crosswalk(options, out) ? 0 : 1;
      wanted = plan(options.input, options.output);
      if (!wanted.is_folder && options.names != output_names::same)
        throw error(errc::bad_arguments, "--output-names: INPUT must be a folder");
      shared.pixels_that_identify = options.pixels_that_identify;
      detail::take_key(options, wanted, shared);
      detail::open_crosswalk(options, wanted, shared);
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
      counted = detail::work(wanted, options, shared, err);
    } catch (const error& why) {  // the tree refuses before it begins
      return detail::refuse(err, why);
    }
    if (counted.unknown_iods != 0)
      detail::print(err,
                    fmt::format("{} of a SOP Class whose IOD is not known: where a code leaves a "
                                "choice the attribute stayed, empty or with a dummy\n",
                                counted.unknown_iods));
    if (counted.unreadable_dates != 0)
      detail::print(err, fmt::format("{} dates or times could not be read, or nobody could tell "
                                     "whose they are: they are empty now\n",
                                     counted.unreadable_dates));
    if (counted.identifying_pixels != 0 && options.warns_of_pixels)
      detail::print(err, fmt::format("warning: {} with pixels that say they identify (Burned In "
                                     "Annotation, Image Type LABEL and the like): pixels are not "
                                     "cleaned, no profile is claimed of them; see --on-burned-in\n",
                                     counted.identifying_pixels));
    if (counted.telling != 0)
      detail::print(err,
                    fmt::format("warning: {} of the paths written tell a name or an identifier of "
                                "the patient; see --output-names\n",
                                counted.telling));
    const bool is_proven = !counted.references || *counted.references;
    const bool is_told =
        (!counted.references || detail::print(out, summary_of(*counted.references))) &&
        detail::print(out, fmt::format("anonymized {}, skipped {}, failed {}\n", counted.anonymized,
                                       counted.skipped, counted.failed));
    return counted.failed == 0 && is_proven && is_told ? 0 : 1;
  } catch (const std::bad_alloc&) {
    detail::print(err, "dicom-anonymizer: not enough memory\n");
  } catch (...) {
    // The text of a foreign exception may quote a value.
    detail::print(err, "dicom-anonymizer: stopped by an unexpected error\n");
  }
  return 1;
}

}  // namespace dicom_anonymizer::cli
