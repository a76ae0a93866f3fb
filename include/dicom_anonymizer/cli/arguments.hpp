// SPDX-License-Identifier: BSD-3-Clause
// The command line of the program as a value.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/cli/abbreviation.hpp>
#include <dicom_anonymizer/cli/choices.hpp>
#include <dicom_anonymizer/cli/content_options.hpp>
#include <dicom_anonymizer/cli/explanation.hpp>
#include <dicom_anonymizer/cli/pixel_options.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/cli/statement.hpp>
#include <dicom_anonymizer/cli/suggestion.hpp>
#include <dicom_anonymizer/cli/tag_rules.hpp>
#include <dicom_anonymizer/cli/word_options.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/rule_file.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tree.hpp>
#include <dicom_anonymizer/version.hpp>

namespace dicom_anonymizer::cli {

/// What a command line asks for.
struct arguments {
  /// The text of --help, --version, --explain and the like, which is then all that is wanted; else
  /// empty.
  std::string answer;
  std::filesystem::path input;
  std::filesystem::path output;
  /// The profile of the edition with its options, and over it --keepPrivateTags, then the
  /// dictionary, then -t: the later wins.
  policy how;
  /// Files at once; 0 is one for each processor.
  unsigned jobs = 0;
  bool quiet = false;
  /// Whether what is only counted else is named.
  bool verbose = false;
  /// How the files of an output folder are called.
  output_names names = output_names::same;
  /// Whether an output of such a name that is there already and the same is accepted.
  bool resumes = false;
  /// What is done with files whose pixels say that they identify, and whether a line tells of them.
  identifying_pixels pixels_that_identify = identifying_pixels::marked;
  bool warns_of_pixels = true;
  /// What becomes of documents and graphics.
  content_choice content;
  /// Whether the outputs are compared with the inputs at the end.
  bool checks_references = false;
  /// Whether values are written that their VR or VM does not allow.
  bool allows_invalid = false;
  /// The file that holds the key, whose pseudonyms are made as policy::keyed says; empty without
  /// one.
  std::filesystem::path key_file;
  /// The file that gets a new key, which is all that is wanted; empty if none does.
  std::filesystem::path new_key;
  /// The project: pseudonyms of two have nothing in common.
  std::string scope;
  /// The database of old and new identifiers; empty without one.
  std::filesystem::path crosswalk;
  /// How long to wait in vain for a crosswalk that is locked, in all.
  std::optional<std::chrono::seconds> crosswalk_wait;
  /// Whether the crosswalk is printed, and that is all that is wanted.
  bool exports_crosswalk = false;
  /// The file that gets the words that went as unknown; empty if none does.
  std::filesystem::path review;
  /// What the user should know before the work begins, a line each.
  std::vector<std::string> warnings;
};

/// Reads a command line and the dictionary that it names.  Throws error that says what is wrong
/// with it, never what is in a DICOM file.
[[nodiscard]] inline arguments parse_arguments(int argc, const char* const* argv,
                                               const action_registry& actions) {
  arguments result;
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const dynamic_rule_map tag_rules = take_tag_rules(words, actions);

  CLI::App app("De-identifies DICOM files by the profile of PS3.15 and by your own rules.",
               "dicom-anonymizer");
  std::string input;
  std::string output;
  std::string dictionary;
  std::string table;
  std::string jobs;
  std::string names;
  std::string key_file;
  std::string new_key;
  std::string days;
  bool moves_seconds = false;
  bool separates_issuers = false;
  std::string crosswalk;
  std::string exported;
  std::string wait;
  std::vector<std::string> chosen;
  std::string choice;
  std::string explained;
  bool keeps_private = false;
  bool has_no_supplement = false;
  bool scrubs = false;
  bool lists_editions = false;
  bool lists_actions = false;
  bool lists_options = false;
  bool states = false;
  app.set_help_flag("-h,--help", "Print this and stop.");
  app.set_version_flag("-v,--version", fmt::format("dicom-anonymizer {}", version),
                       "Print the version and stop.");
  app.add_option("INPUT", input, "A DICOM file, or a folder with DICOM files at any depth.")
      ->type_name("");
  app.add_option("OUTPUT", output,
                 "A file or an existing folder; for a folder, a folder of the same shape, made if "
                 "it is missing.")
      ->type_name("");
  std::string taken_before;  // here for the help only
  app.add_option("-t", taken_before, "The action for the elements of a tag; may be repeated.")
      ->type_name("TAG ACTION [ARG...]");
  const CLI::Option* dictionary_option =
      app.add_option("--dictionary", dictionary,
                     "A JSON file: tags and the names of their actions.")
          ->type_name("FILE.json");
  app.add_flag("--keepPrivateTags", keeps_private, "Keep private elements.");
  const CLI::Option* edition_option =
      app.add_option("--edition", table, "The edition of PS3.15 whose profile is applied.")
          ->type_name("NAME");
  app.add_option("--option", chosen, "An option of the profile; may be repeated.")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_flag("--no-supplement", has_no_supplement,
               "Apply the table alone, without what docs/profiles.md adds to it.");
  app.add_flag(
      "--scrub-known-values,!--no-scrub-known-values", scrubs,
      "Take out of texts that stay what the same file has for the patient's names, "
      "identifiers, dates, places and phones; not of one that a rule of yours names. Without "
      "--no-supplement this is so anyway.");
  const CLI::Option* choice_option =
      app.add_option("--conditional", choice,
                     "Where a code leaves a choice: keep-attribute (default) or by-iod.")
          ->type_name("HOW");
  const CLI::Option* explain_option =
      app.add_option("--explain", explained,
                     "Say which rule decides an attribute, and stop. SEQUENCE/TAG is one in items.")
          ->type_name("TAG");
  app.add_flag("--conformance-statement", states,
               "Print the conformance statement (PS3.15 E.1.3) of these arguments, and stop.");
  const CLI::Option* const list_options[] = {
      app.add_flag("--list-editions", lists_editions, "Print the editions, and stop."),
      app.add_flag("--list-options", lists_options, "Print the options of the profile, and stop."),
      app.add_flag("--list-actions", lists_actions, "Print the actions, and stop.")};
  const CLI::Option* jobs_option =
      app.add_option("-j", jobs, "Files at once. Without it, or 0: one for each processor.")
          ->type_name("N");
  std::string burned_in;
  const CLI::Option* burned_in_option =
      app.add_option("--on-burned-in", burned_in,
                     "Where pixels say that they identify (Burned In Annotation, Image Type LABEL "
                     "and the like): warn (default), refuse or ignore.  Neither claims a profile.")
          ->type_name("HOW");
  const detail::content_options content(app);
  const detail::pixel_options pixels(app);
  const CLI::Option* names_option =
      app.add_option("--output-names", names,
                     "How the files of OUTPUT are called: same (default), uid for "
                     "STUDY/SERIES/INSTANCE.dcm by the new UIDs, or sequence for numbers.")
          ->type_name("HOW");
  const CLI::Option* resume_option = app.add_flag(
      "--resume", result.resumes,
      "With --output-names uid or sequence: accept an output that is there already and the same, "
      "as one that an interrupted run left. Needs the same --key-file or --crosswalk.");
  const CLI::Option* key_option =
      app.add_option(
             "--key-file", key_file,
             "A secret of 32 bytes or more that only you may read. New UIDs, pseudonyms and "
             "shifts of dates follow from it: the same in every run that has it.")
          ->type_name("FILE");
  const CLI::Option* new_key_option =
      app.add_option("--new-key", new_key,
                     "Make a file with a new random key, never over another one, and stop.")
          ->type_name("FILE");
  const CLI::Option* scope_option =
      app.add_option("--scope", result.scope,
                     "The project: under one key two have nothing in common.")
          ->type_name("TEXT");
  const CLI::Option* days_option =
      app.add_option("--date-shift-days", days,
                     "How many days dates are moved back (1:3650); below 0 is forward, and then "
                     "write an = before it.")
          ->type_name("MIN:MAX");
  const CLI::Option* seconds_option =
      app.add_flag("--date-shift-seconds", moves_seconds, "Move times of day as well.");
  const CLI::Option* issuers_option =
      app.add_flag("--separate-issuers", separates_issuers,
                   "Dates of one Patient ID with two Issuers of Patient ID move differently. Mind "
                   "that objects of one study may differ in whether they name the issuer.");
  const CLI::Option* crosswalk_option =
      app.add_option("--crosswalk", crosswalk,
                     "A database of old and new UIDs and identifiers, made if it is missing: what "
                     "it holds is used again, what is new is added. It re-identifies every patient "
                     "in it: keep it apart from OUTPUT and from those who get that.")
          ->type_name("FILE.sqlite");
  const CLI::Option* wait_option =
      app.add_option(
             "--crosswalk-wait", wait,
             "How long to wait in all while others keep the crosswalk locked (300), so long "
             "before the first file; afterwards 10 seconds for a file, which then fails, "
             "and the next tries again.")
          ->type_name("SECONDS");
  const CLI::Option* export_option =
      app.add_option("--crosswalk-export", exported,
                     "Print the crosswalk as csv, which re-identifies, and stop.")
          ->type_name("csv");
  const detail::word_options words_for_texts(app);
  app.add_flag("--check-references", result.checks_references,
               "At the end compare the UIDs of all outputs with those of their inputs: renamed one "
               "to one or not, what is kept, what is gone, and what points outside.");
  const CLI::Option* invalid_option = app.add_flag(
      "--allow-invalid", result.allows_invalid,
      "Write what replace_with_value and regexp make even where the VR or the number of values "
      "does "
      "not allow it; counted. What cannot be encoded at all, such as letters in a US, is an error "
      "still.");
  app.add_flag(
      "--quiet", result.quiet,
      "No progress; only errors, warnings, what is skipped or counted, and the last line.");
  const CLI::Option* verbose_option =
      app.add_flag("--verbose", result.verbose,
                   "Name each file for what is only counted else: pixels, dates, UIDs, invalid "
                   "values, unknown IODs, references outside.");
  app.footer(detail::help_footer(actions));

  std::vector<long_option> long_options;
  for (const CLI::Option* const one : app.get_options())
    for (const std::string& name : one->get_lnames())
      long_options.push_back({"--" + name, one->get_items_expected_max() > 0});
  write_out_options(words, long_options);

  try {
    std::reverse(words.begin(), words.end());  // the order that CLI11 wants
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    result.answer = app.help();
    return result;
  } catch (const CLI::CallForVersion& asked) {
    result.answer = std::string(asked.what()) + '\n';
    return result;
  } catch (const CLI::ParseError& failed) {
    std::string reason = failed.what();
    std::vector<std::string> known;
    for (const CLI::Option* const one : app.get_options())
      for (const std::string& name : one->get_lnames()) known.push_back("--" + name);
    for (const std::string& left : app.remaining())
      if (left.starts_with("--")) reason += did_you_mean(left, {known.begin(), known.end()});
    throw error(errc::bad_arguments, reason);
  }

  // Where one option does all that is wanted, the others would do nothing.
  const auto require_alone = [&](const CLI::Option* chief,
                                 const std::vector<const CLI::Option*>& company) {
    const auto refuse = [&](const std::string& name) {
      throw error(errc::bad_arguments, fmt::format("{} does nothing beside {}, which prints and "
                                                   "stops",
                                                   name, chief->get_name()));
    };
    if (tag_rules.size() != 0) refuse("-t");
    for (const CLI::Option* const one : app.get_options())
      if (one->count() != 0 && one != chief &&
          std::find(company.begin(), company.end(), one) == company.end())
        refuse(one->get_name());
  };
  if (words_for_texts.lists())
    require_alone(words_for_texts.list_option(), {words_for_texts.files_option()});
  if (explain_option->count() == 0 && !states)
    for (const CLI::Option* const one : list_options)
      if (one->count() != 0) require_alone(one, {std::begin(list_options), std::end(list_options)});

  if (result.quiet && verbose_option->count() != 0)
    throw error(errc::bad_arguments, "--quiet and --verbose exclude each other");
  result.input = input;
  result.output = output;
  if (edition_option->count() != 0) result.how.base = profile(*detail::parse_edition(table));
  if (has_no_supplement) result.how.base = result.how.base.without_supplement();
  if (app.count("--scrub-known-values") != 0) result.how.base = result.how.base.scrubbed(scrubs);
  detail::add_options(result.how.base, chosen, keeps_private);
  if (choice_option->count() != 0)
    result.how.base = result.how.base.with(detail::parse_conditional(choice));
  if (new_key_option->count() != 0) {
    if (new_key.empty()) throw error(errc::bad_arguments, "--new-key needs the name of a file");
    const std::vector<CLI::Option*> all = app.get_options();
    if (tag_rules.size() != 0 || std::any_of(all.begin(), all.end(), [&](const CLI::Option* one) {
          return one != new_key_option && one->count() != 0;
        }))
      throw error(errc::bad_arguments, "--new-key makes a key and stops: write it alone");
    result.new_key = new_key;
  }
  if (key_option->count() != 0) {
    if (key_file.empty()) throw error(errc::bad_arguments, "--key-file needs the name of a file");
    result.key_file = key_file;
    result.how.keyed = {.scope = result.scope,
                        .days = {},
                        .moves_seconds = moves_seconds,
                        .separates_issuers = separates_issuers};
    if (days_option->count() != 0) result.how.keyed->days = detail::parse_days(days);
  } else {
    for (const CLI::Option* const one :
         {days_option, seconds_option, scope_option, issuers_option}) {
      const bool suits_crosswalk = one == scope_option || one == issuers_option;
      if (one->count() != 0 && !(suits_crosswalk && crosswalk_option->count() != 0))
        throw error(errc::bad_arguments, fmt::format("{} needs --key-file FILE", one->get_name()));
    }
  }
  result.how.separates_issuers = separates_issuers;
  if (crosswalk_option->count() != 0) {
    if (crosswalk.empty()) throw error(errc::bad_arguments, "--crosswalk needs the name of a file");
    result.crosswalk = crosswalk;
    result.how.has_crosswalk = true;
  }
  if (wait_option->count() != 0) {
    if (result.crosswalk.empty())
      throw error(errc::bad_arguments, "--crosswalk-wait needs --crosswalk FILE");
    result.crosswalk_wait = detail::parse_wait(wait);
  }
  if (export_option->count() != 0) {
    if (exported != "csv")
      throw error(errc::bad_arguments, fmt::format("--crosswalk-export '{}': write csv", exported));
    if (result.crosswalk.empty())
      throw error(errc::bad_arguments, "--crosswalk-export: say which by --crosswalk FILE");
    require_alone(export_option, {crosswalk_option});
    result.exports_crosswalk = true;
  }
  words_for_texts.apply(result.how);
  result.review = words_for_texts.review();
  if (burned_in_option->count() != 0) {
    const detail::burned_in_choice asked = detail::parse_burned_in(burned_in);
    result.pixels_that_identify = asked.what;
    result.warns_of_pixels = asked.warns;
  }
  result.content = content.apply(result.how);
  pixels.apply(result.how);
  if (names_option->count() != 0) result.names = detail::parse_output_names(names);
  if (resume_option->count() != 0) {
    if (result.names == output_names::same)
      throw error(errc::bad_arguments, "--resume needs --output-names uid or sequence");
    if (result.key_file.empty() && result.crosswalk.empty())
      throw error(errc::bad_arguments,
                  "--resume needs --key-file or --crosswalk: without them no two runs give the "
                  "same");
  }
  if (jobs_option->count() != 0) result.jobs = detail::parse_jobs(jobs);
  if (keeps_private) result.how.rules.push_back({any_private, keep, "--keepPrivateTags"});
  if (dictionary_option->count() != 0) {
    std::map<std::string, std::size_t> lines;
    for (written_rule& one : read_written_rules(dictionary, actions)) {
      const auto [before, is_first] = lines.try_emplace(to_string(one.where), one.line);
      if (!is_first)
        result.warnings.push_back(
            fmt::format("dictionary '{}': {} of line {} is there again in line {}, which holds",
                        dictionary, before->first, before->second, one.line));
      before->second = one.line;
      const std::string line = one.line == 0 ? "" : fmt::format(", line {}", one.line);
      result.how.rules.push_back({std::move(one.where), std::move(one.what),
                                  fmt::format("dictionary '{}'{}", dictionary, line)});
    }
  }
  for (const auto& [where, what] : tag_rules.entries())
    result.how.rules.push_back({where, what, fmt::format("-t {}", to_string(where))});

  for (std::string& one : cautions_of(result.how)) result.warnings.push_back(std::move(one));
  if (invalid_option->count() != 0 && !result.how.may_write_invalid())
    throw error(errc::bad_arguments,
                "--allow-invalid does nothing here: no rule writes a value of yours, as -t TAG "
                "replace_with_value and -t TAG regexp do");
  words_for_texts.require_effect(result.how);
  pixels.require_effect(result.how);
  for (const CLI::Option* const one : {days_option, seconds_option, issuers_option})
    if (one->count() != 0 && !result.how.moves_dates())
      throw error(errc::bad_arguments,
                  fmt::format("{} does nothing here: no rule moves dates, as --option "
                              "retain-modified-dates and -t TAG shift_date do",
                              one->get_name()));

  if (words_for_texts.lists()) result.answer += result.how.words.list->list();
  if (lists_editions) result.answer += detail::list_of_editions();
  if (lists_options) result.answer += detail::list_of_options();
  if (lists_actions) result.answer += detail::list_of_actions(actions);
  if (explain_option->count() != 0) {
    try {
      result.answer += explain(result.how, explained);
    } catch (const error& failed) {
      std::vector<std::string_view> keywords;
      for (const dictionary_entry& one : dicom_anonymizer::detail::dictionary)
        keywords.push_back(one.keyword());
      throw error(failed.code(), fmt::format("--explain: {}{}", failed.reason(),
                                             did_you_mean(explained, keywords)));
    }
  }
  if (states) result.answer += conformance_statement(result.how);
  if (!result.answer.empty() || result.exports_crosswalk || !result.new_key.empty()) return result;
  if (result.how.needs_pseudonyms() && !result.how.keyed && !result.how.has_crosswalk)
    throw error(errc::no_key,
                "moving dates and replacing identifiers needs --key-file FILE; --new-key FILE "
                "makes one");
  if (input.empty() || output.empty())
    throw error(errc::bad_arguments, input.empty() ? "INPUT is required" : "OUTPUT is required");
  return result;
}

}  // namespace dicom_anonymizer::cli
