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
#include <vector>

#include <fmt/format.h>
#include <gdcmTrace.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/cli/counted_files.hpp>
#include <dicom_anonymizer/cli/crosswalk_csv.hpp>
#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/cli/painted_regions.hpp>
#include <dicom_anonymizer/cli/patient_count.hpp>
#include <dicom_anonymizer/cli/progress_bar.hpp>
#include <dicom_anonymizer/cli/reference_check.hpp>
#include <dicom_anonymizer/cli/review_file.hpp>
#include <dicom_anonymizer/cli/secret_place.hpp>
#include <dicom_anonymizer/cli/telling_path.hpp>
#include <dicom_anonymizer/cli/text_line.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/files/held_identifiers.hpp>
#include <dicom_anonymizer/files/names_in_paths.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tree.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

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
  std::size_t files_with_unreadable_dates = 0;
  std::size_t telling = 0;
  std::size_t withheld = 0;
  std::size_t patients = 0;  // whose Patient ID is the same now
  bool is_lost = false;      // nothing was found but links that lead nowhere
  std::optional<reference_report> references;
  report_numbers changes;  // in all of them
};

inline void tell_misdeclared(const std::filesystem::path& file, progress_bar& shown) {
  shown.line(fmt::format("warning: {}: its data set is in another transfer syntax than it says",
                         file.string()));
}

// Counts a file and names it if the user should know of it: one that failed and one that is DICOM
// but was left out.
inline void note(const outcome& one, totals& counted, progress_bar& shown) {
  const auto name = [&](std::string_view what) {
    shown.line(fmt::format("{}: {}: {}", what, one.input().string(),
                           one.reason ? one.reason->what() : "for no known reason"));
  };
  switch (one.what) {
    case outcome::status::anonymized:
      ++counted.anonymized;
      if (one.is_misdeclared()) tell_misdeclared(one.input(), shown);
      return;
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

// Counts a file whose dates could not all be read, and names it and them if that is asked for.
inline void note_dates(const std::filesystem::path& file, std::size_t dates,
                       const std::vector<tag>& attributes, bool is_verbose, totals& counted,
                       progress_bar& shown) {
  if (dates == 0) return;
  ++counted.files_with_unreadable_dates;
  if (!is_verbose) return;
  std::string list;
  for (const tag id : attributes)
    list += fmt::format("{}({:04X},{:04X})", list.empty() ? "" : ", ", id.group, id.element);
  shown.line(fmt::format("dates: {}: {} could not be read and are empty now: {}", file.string(),
                         dates, list));
}

// --check-references: faults are told place by place; references outside the batch are none, and
// told so only if that is asked for.
template <rule_set R>
reference_report compare_references(const pair_source& pairs, const arguments& options,
                                    const R& rules, progress_bar& shown) {
  reference_options how;
  how.keeps_uids = options.how.base.options().has(option::retain_uids);
  how.should_stay = [&rules](std::span<const tag> path) { return leaves_in_place(rules, path); };
  how.on_finding = [&](const reference_finding& one) {
    if (options.verbose || one.what != reference_fault::outside) shown.line(finding_text(one));
  };
  const reference_report found = check_references(pairs, how);
  if (found.outside != 0 && !options.verbose && !options.quiet)
    shown.line(
        fmt::format("references: {} refer outside the batch; --verbose names them", found.outside));
  return found;
}

// Whether the name of a file tells what its data set holds and the rules do not leave.
template <rule_set R>
bool tells_patient(const std::filesystem::path& file, const R& rules) {
  try {
    const auto held = dicom_anonymizer::detail::identifiers_of(source(file), limits(), [&](tag id) {
      return rules.find({id}).leaves() != residue::whole;
    });
    dicom_anonymizer::detail::name_judge judge;
    return !judge.judge(held, nullptr, {}, file.filename().native()).empty();
  } catch (const error&) {
    return false;
  }
}

inline totals work(const job& wanted, const arguments& options, context& shared, std::FILE* err) {
  dynamic_rule_map user = options.how.user_rules();
  const auto patients = std::make_shared<patient_count>();
  if (const auto counting = counting_of(options.how, patients)) user.set(patient_id, *counting);
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
      const report done = anonymize_file(wanted.input, wanted.output, rules, how);
      counted.changes = done;
      if (options.verbose) name_counted(wanted.input, done, shown);
      note_dates(wanted.input, done.unreadable_dates, done.unreadable_date_tags, options.verbose,
                 counted, shown);
    });
    if (one.reason && one.reason->code() == errc::withheld) ++counted.withheld;
    // What a folder may hold besides is a mistake where it is all that was asked for.
    if (one.what == outcome::status::skipped && counted.withheld == 0)
      one.what = outcome::status::failed;
    note(one, counted, shown);
    if (one && counted.changes.misdeclared != 0) tell_misdeclared(wanted.input, shown);
    if (one && wanted.takes_name && tells_patient(wanted.input, rules)) ++counted.telling;
    if (one && options.checks_references)
      counted.references =
          compare_references([&](const pair_visitor& visit) { visit(wanted.input, wanted.output); },
                             options, rules, shown);
    return counted;
  }
  tree_options how;
  how.jobs = options.jobs;
  how.shared = &shared;
  how.names = options.names;
  how.resumes = options.resumes;
  run_pairs pairs(wanted.input, wanted.output, options.names);
  how.counts_first = style != progress_bar::style::none;
  how.on_progress = [&](const progress& now) {
    note(now.latest, counted, shown);
    if (const std::size_t dates = now.latest.unreadable_dates(); dates != 0)
      note_dates(now.latest.input(), dates, now.latest.changes().unreadable_date_tags,
                 options.verbose, counted, shown);
    if (options.verbose) name_counted(now.latest.input(), now.latest.changes(), shown);
    if (options.checks_references) pairs.note(now.latest);
    if (!now.latest.telling.empty()) {
      ++counted.telling;
      if (!options.quiet)
        shown.line("warning: " +
                   telling_text(wanted.input, now.latest.input(), now.latest.telling));
    }
    shown.update(now.done, now.total);
  };
  const tree_report done = anonymize_tree(wanted.input, wanted.output, rules, how);
  counted.changes = done.changes;
  counted.withheld = done.withheld;
  counted.patients = patients->size();
  counted.is_lost = done.lost_links != 0 && done.anonymized == 0;
  if (options.checks_references)
    counted.references = compare_references(pairs.source(), options, rules, shown);
  return counted;
}

// Whether all of it was taken.
inline bool print(std::FILE* sink, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), sink) == text.size() && std::fflush(sink) == 0;
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
    how.separates_issuers = options.how.separates_issuers;
    if (options.crosswalk_wait) how.total_patience = *options.crosswalk_wait;
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
    crosswalk_options how;
    if (options.crosswalk_wait) how.total_patience = *options.crosswalk_wait;
    crosswalk_store base(options.crosswalk, crosswalk_store::for_reading, how.total_patience);
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

/// Runs the program and returns its exit status: 0 all well, 1 a file failed, of a folder nothing
/// but links that lead nowhere was left, --check-references found a fault or out took nothing, 2
/// wrong usage and nothing was done.  Actions of the registry can be named by -t and in
/// dictionaries.  Help, version, the lists, the explanation, the conformance statement, the
/// crosswalk, what --check-references came to and the last line, "anonymized N, skipped N, failed
/// N", go to out, everything else to err: warnings of what was asked for (arguments::warnings),
/// files that failed, paths that tell of their patient, and with --conditional by-iod how many
/// files were of SOP Classes that the tables do not know.
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
    std::unique_ptr<review_file> review;
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
      shared.allows_invalid_values = options.allows_invalid;
      wanted = plan(options.input, options.output);
      if (!wanted.is_folder && options.names != output_names::same)
        throw error(errc::bad_arguments, "--output-names: INPUT must be a folder");
      shared.pixels_that_identify = options.pixels_that_identify;
      shared.documents = options.content.documents;
      shared.graphics = options.content.graphics;
      detail::take_key(options, wanted, shared);
      detail::open_crosswalk(options, wanted, shared);
      review = take_words(options.how.words, options.review, wanted, shared);
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
    for (const std::string& one : options.warnings)
      detail::print(err, fmt::format("warning: {}\n", printable(one)));
    detail::totals counted;
    try {
      counted = detail::work(wanted, options, shared, err);
    } catch (const error& why) {  // the tree refuses before it begins
      return detail::refuse(err, why);
    }
    const std::string not_reviewed = review ? review->fault_of_writing(shared) : std::string();
    if (!not_reviewed.empty())
      detail::print(err, fmt::format("dicom-anonymizer: {}\n", printable(not_reviewed)));
    if (counted.changes.unknown_iods != 0)
      detail::print(err,
                    fmt::format("{} of a SOP Class whose IOD is not known: where a code leaves a "
                                "choice the attribute stayed, empty or with a dummy\n",
                                counted.changes.unknown_iods));
    if (counted.changes.unreadable_dates != 0)
      detail::print(
          err, fmt::format("{} dates or times could not be read, or nobody could tell "
                           "whose they are: they are empty now (in {} files; --verbose "
                           "names them)\n",
                           counted.changes.unreadable_dates, counted.files_with_unreadable_dates));
    if (counted.changes.misdeclared != 0)
      detail::print(err, fmt::format("warning: {} in another transfer syntax than the file says: "
                                     "read as what they are, and the output says that\n",
                                     counted.changes.misdeclared));
    if (counted.changes.unclean_overlays != 0)
      detail::print(
          err, fmt::format("warning: {} may hold an overlay in their pixels, or more behind them, "
                           "that could not be taken out: they carry no code and no "
                           "(0012,0062) YES\n",
                           counted.changes.unclean_overlays));
    if (counted.changes.cleaned_pixels != 0)
      detail::print(err, fmt::format("{} with an overlay in unused bits of the pixels, or bytes "
                                     "behind the last frame: taken out, no pixel was changed\n",
                                     counted.changes.cleaned_pixels));
    const bool is_painting = !painted_regions(options.how).empty();
    if (is_painting) detail::print(err, words_of_painted(counted.changes, counted.anonymized));
    if (counted.changes.cleaned_frames != 0)
      detail::print(err, fmt::format("{} compressed frames held metadata (comments, Exif and the "
                                     "like): taken out, no pixel was changed\n",
                                     counted.changes.cleaned_frames));
    if (counted.changes.unclean_frames != 0)
      detail::print(err,
                    fmt::format("warning: {} compressed frames may hold metadata that could not "
                                "be taken out: their files carry no code and no (0012,0062) "
                                "YES (--verbose names them)\n",
                                counted.changes.unclean_frames));
    if (counted.changes.invalid_values != 0)
      detail::print(err,
                    fmt::format("warning: {} elements got a value that their VR or VM does not "
                                "allow (--allow-invalid)\n",
                                counted.changes.invalid_values));
    if (counted.changes.dated_uids != 0)
      detail::print(err,
                    fmt::format("warning: {} UIDs that stay hold what looks like a date, which "
                                "may tell by how much dates were moved\n",
                                counted.changes.dated_uids));
    if (counted.changes.identifying_pixels != 0 && options.warns_of_pixels)
      detail::print(err, fmt::format("warning: {} with pixels that say they identify (Burned In "
                                     "Annotation, Image Type LABEL and the like): {}, no profile "
                                     "is claimed of them; see --on-burned-in\n",
                                     counted.changes.identifying_pixels,
                                     is_painting ? "what you named was painted over, whether that "
                                                   "is all nobody looked"
                                                 : "pixels are not cleaned"));
    if (counted.withheld != 0)
      detail::print(err, fmt::format("{} withheld: an encapsulated document is in them "
                                     "(--encapsulated)\n",
                                     counted.withheld));
    if (const std::string line = text_line(counted.changes.texts); !line.empty())
      detail::print(err, line);
    if (counted.patients > 1)
      detail::print(err, fmt::format("warning: {} Patient IDs are one now; {} each a pseudonym\n",
                                     counted.patients,
                                     options.key_file.empty()
                                         ? "--key-file FILE gives"
                                         : "without --constant-identifiers --key-file gives"));
    if (counted.telling != 0)
      detail::print(err,
                    fmt::format("warning: {} of the paths written tell a name, a date, a UID or "
                                "another identifier of the patient; see --output-names\n",
                                counted.telling));
    const bool is_proven = !counted.references || *counted.references;
    const bool is_told =
        (!counted.references || detail::print(out, summary_of(*counted.references))) &&
        detail::print(out, fmt::format("anonymized {}, skipped {}, failed {}\n", counted.anonymized,
                                       counted.skipped, counted.failed));
    return counted.failed == 0 && !counted.is_lost && is_proven && is_told && not_reviewed.empty()
               ? 0
               : 1;
  } catch (const std::bad_alloc&) {
    detail::print(err, "dicom-anonymizer: not enough memory\n");
  } catch (...) {
    // The text of a foreign exception may quote a value.
    detail::print(err, "dicom-anonymizer: stopped by an unexpected error\n");
  }
  return 1;
}

}  // namespace dicom_anonymizer::cli
