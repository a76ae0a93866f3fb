// SPDX-License-Identifier: BSD-3-Clause
// The command line of the program as a value.
#pragma once

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>  // fmt::join, from fmt 11 on
#include <CLI/CLI.hpp>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/cli/suggestion.hpp>
#include <dicom_anonymizer/cli/tag_rules.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/rule_file.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/version.hpp>

namespace dicom_anonymizer::cli {

/// What a command line asks for.
struct arguments {
  /// The text of --help or --version, which is then all that is wanted; else empty.
  std::string answer;
  std::filesystem::path input;
  std::filesystem::path output;
  /// The edition whose profile lies under the rules.
  const edition* table = &default_edition;
  /// --keepPrivateTags, then the dictionary, then -t: the later wins.
  dynamic_rule_map rules;
  /// Files at once; 0 is one for each processor.
  unsigned jobs = 0;
  bool quiet = false;
};

namespace detail {

inline unsigned parse_jobs(std::string_view text) {
  constexpr unsigned most = 1024;
  unsigned jobs = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (failed != std::errc() || end != text.data() + text.size() || jobs > most)
    throw error(errc::bad_arguments, fmt::format("-j '{}': not a number from 0 to {}", text, most));
  return jobs;
}

inline const edition* parse_edition(std::string_view name) {
  if (const edition* found = find_edition(name)) return found;
  std::vector<std::string_view> names;
  for (const edition* one : editions) names.push_back(one->name());
  throw error(errc::unknown_edition,
              fmt::format("there is no edition '{}' among {}{}", name, fmt::join(names, ", "),
                          did_you_mean(name, names)));
}

inline std::string help_footer(const action_registry& actions) {
  std::string text = "Editions of PS3.15:";
  for (const edition* one : editions)
    text += fmt::format(" {}{}", one->name(), one == &default_edition ? " (default)" : "");
  text += "\n\nActions:\n";
  for (const action_registry::entry& one : actions.entries()) {
    text += "  " + one.name;
    for (const std::string& argument : one.arguments) {
      text += ' ';
      std::transform(argument.begin(), argument.end(), std::back_inserter(text),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    }
    text += '\n';
  }
  text +=
      "\nA TAG is written (0010,0010), 00100010, PatientName, (60xx,3000) or, for a private\n"
      "element, (0019,\"SIEMENS MR HEADER\",0C). -t wins over the dictionary, which wins over\n"
      "--keepPrivateTags, which wins over the edition.\n"
      "\n"
      "Exit status: 0 all well (also if files that are not DICOM were skipped), 1 a file failed,\n"
      "2 wrong usage and nothing was done.";
  return text;
}

}  // namespace detail

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
  bool keeps_private = false;
  app.set_help_flag("-h,--help", "Print this and stop.");
  app.set_version_flag("-v,--version", fmt::format("dicom-anonymizer {}", version),
                       "Print the version and stop.");
  app.add_option("INPUT", input, "A DICOM file, or a folder with DICOM files at any depth.")
      ->type_name("")
      ->required();
  app.add_option("OUTPUT", output,
                 "A file or an existing folder; for a folder, a folder of the same shape, made if "
                 "it is missing.")
      ->type_name("")
      ->required();
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
  const CLI::Option* jobs_option =
      app.add_option("-j", jobs, "Files at once. Without it, or 0: one for each processor.")
          ->type_name("N");
  app.add_flag("--quiet", result.quiet, "No progress; errors and the last line only.");
  app.footer(detail::help_footer(actions));

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
    for (const std::string& left : app.remaining())
      if (left.starts_with("--"))
        reason += did_you_mean(left, {"--dictionary", "--keepPrivateTags", "--edition", "--quiet",
                                      "--version", "--help"});
    throw error(errc::bad_arguments, reason);
  }

  result.input = input;
  result.output = output;
  if (edition_option->count() != 0) result.table = detail::parse_edition(table);
  if (jobs_option->count() != 0) result.jobs = detail::parse_jobs(jobs);
  if (keeps_private) result.rules.set(any_private, keep);
  if (dictionary_option->count() != 0)
    for (const auto& [where, what] : read_rule_file(dictionary, actions).entries())
      result.rules.set(where, what);
  for (const auto& [where, what] : tag_rules.entries()) result.rules.set(where, what);
  return result;
}

}  // namespace dicom_anonymizer::cli
