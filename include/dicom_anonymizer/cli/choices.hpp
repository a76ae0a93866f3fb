// SPDX-License-Identifier: BSD-3-Clause
// The words that options of the program may have for a value, and their lists.
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>  // fmt::join, from fmt 11 on

#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/cli/suggestion.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/outcome.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/iod_types.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/shift_range.hpp>

namespace dicom_anonymizer::cli {

namespace detail {

inline unsigned parse_jobs(std::string_view text) {
  constexpr unsigned most = 1024;
  unsigned jobs = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (failed != std::errc() || end != text.data() + text.size() || jobs > most)
    throw error(errc::bad_arguments, fmt::format("-j '{}': not a number from 0 to {}", text, most));
  return jobs;
}

inline std::chrono::seconds parse_wait(std::string_view text) {
  constexpr unsigned most = 86400;
  unsigned seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc() || end != text.data() + text.size() || seconds > most)
    throw error(errc::bad_arguments,
                fmt::format("--crosswalk-wait '{}': not a number from 0 to {}", text, most));
  return std::chrono::seconds(seconds);
}

// MIN:MAX, days back.
inline shift_range parse_days(std::string_view text) {
  const auto number = [](std::string_view digits) {
    std::int32_t days = 0;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
    const bool is_number = failed == std::errc() && end == digits.data() + digits.size();
    return is_number ? std::optional(days) : std::nullopt;
  };
  const std::size_t colon = text.find(':');
  const auto least = number(text.substr(0, colon));
  const auto most = colon == std::string_view::npos ? std::nullopt : number(text.substr(colon + 1));
  if (!least || !most)
    throw error(errc::bad_arguments,
                fmt::format("--date-shift-days '{}': write MIN:MAX, such as 1:3650", text));
  try {
    return {*least, *most};
  } catch (const error& failed) {
    throw error(failed.code(), fmt::format("--date-shift-days '{}': {}", text, failed.reason()));
  }
}

// --on-burned-in.
struct burned_in_choice {
  identifying_pixels what = identifying_pixels::marked;
  bool warns = true;
};

inline burned_in_choice parse_burned_in(std::string_view name) {
  if (name == "warn") return {};
  if (name == "ignore") return {.warns = false};
  if (name == "refuse") return {.what = identifying_pixels::refused};
  throw error(errc::bad_arguments,
              fmt::format("--on-burned-in '{}': write warn, refuse or ignore{}", name,
                          did_you_mean(name, {"warn", "refuse", "ignore"})));
}

// --encapsulated.
enum class document_choice { dummy, withhold, keep };

inline document_choice parse_encapsulated(std::string_view name) {
  if (name == "dummy") return document_choice::dummy;
  if (name == "withhold") return document_choice::withhold;
  if (name == "keep") return document_choice::keep;
  throw error(errc::bad_arguments,
              fmt::format("--encapsulated '{}': write dummy, withhold or keep{}", name,
                          did_you_mean(name, {"dummy", "withhold", "keep"})));
}

// --clean-graphics.
inline graphic_objects_left parse_graphics(std::string_view name) {
  if (name == "drawings") return graphic_objects_left::drawings;
  if (name == "shapes") return graphic_objects_left::shapes;
  throw error(errc::bad_arguments, fmt::format("--clean-graphics '{}': write drawings or shapes{}",
                                               name, did_you_mean(name, {"drawings", "shapes"})));
}

inline output_names parse_output_names(std::string_view name) {
  if (name == "same") return output_names::same;
  if (name == "uid") return output_names::uid;
  if (name == "sequence") return output_names::sequence;
  throw error(errc::bad_arguments,
              fmt::format("--output-names '{}': write same, uid or sequence{}", name,
                          did_you_mean(name, {"same", "uid", "sequence"})));
}

inline const edition* parse_edition(std::string_view name) {
  if (const edition* found = find_edition(name)) return found;
  std::vector<std::string_view> names;
  for (const edition* one : editions) names.push_back(one->name());
  throw error(errc::unknown_edition,
              fmt::format("there is no edition '{}' among {}{}", name, fmt::join(names, ", "),
                          did_you_mean(name, names)));
}

inline option parse_option(std::string_view name) {
  if (const option_traits* found = find_option(name)) return found->column;
  std::vector<std::string_view> names;
  for (const option_traits& one : all_options) names.push_back(one.name);
  throw error(errc::bad_arguments, fmt::format("there is no option '{}' among {}{}", name,
                                               fmt::join(names, ", "), did_you_mean(name, names)));
}

// What contradicts each other is told first: that one of the two is not there yet is no help then.
inline void add_options(profile& base, const std::vector<std::string>& names, bool keeps_private) {
  option_set asked;
  for (const std::string& name : names) asked.add(parse_option(name));
  if (asked.has(option::retain_full_dates) && asked.has(option::retain_modified_dates))
    throw error(errc::bad_arguments,
                "--option retain-full-dates and --option retain-modified-dates exclude each other");
  if (asked.has(option::retain_safe_private) && keeps_private)
    throw error(errc::bad_arguments,
                "--keepPrivateTags keeps every private element, --option retain-safe-private only "
                "the safe ones: write one of them");
  for (const option_traits& one : all_options)
    if (asked.has(one.column)) base = base.with(one.column);
}

inline const conditional_actions& parse_conditional(std::string_view name) {
  if (name == conditional::keep_attribute.name) return conditional::keep_attribute;
  if (name == conditional::by_iod.name) return conditional::by_iod;
  const std::vector<std::string_view> names = {conditional::keep_attribute.name,
                                               conditional::by_iod.name};
  throw error(errc::bad_arguments,
              fmt::format("--conditional '{}': write {}{}", name, fmt::join(names, " or "),
                          did_you_mean(name, names)));
}

inline std::string list_of_editions() {
  std::string text;
  for (const edition* one : editions)
    text += fmt::format("{}{}\n", one->name(), one == &default_edition ? " (default)" : "");
  return text;
}

inline std::string list_of_options() {
  std::string text;
  for (const option_traits& one : all_options)
    text += fmt::format("{:<35}{} {}, PS3.15 {}{}{}\n", one.name, one.code.value, one.code.meaning,
                        one.section, one.missing.empty() ? "" : ": not yet, ", one.missing);
  return text;
}

inline std::string list_of_actions(const action_registry& actions, std::string_view indent = "") {
  std::string text;
  for (const action_registry::entry& one : actions.entries()) {
    text += indent;
    text += one.name;
    for (const std::string& argument : one.arguments) {
      text += ' ';
      std::transform(argument.begin(), argument.end(), std::back_inserter(text),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    }
    text += '\n';
  }
  return text;
}

inline std::string help_footer(const action_registry& actions) {
  std::string text = "Editions of PS3.15:";
  for (const edition* one : editions)
    text += fmt::format(" {}{}", one->name(), one == &default_edition ? " (default)" : "");
  text += "\n\nOptions of the profile:\n";
  for (const option_traits& one : all_options)
    if (one.missing.empty()) text += fmt::format("  {}\n", one.name);
  text += "\nActions:\n" + list_of_actions(actions, "  ");
  text +=
      "\nA TAG is written (0010,0010), 00100010, PatientName, (60xx,3000) or, for a private\n"
      "element, (0019,\"SIEMENS MR HEADER\",0C). -t wins over the dictionary, which wins over\n"
      "--keepPrivateTags, which wins over the edition.\n"
      "\n"
      "Exit status: 0 all well (also if files that are not DICOM were skipped), 1 a file failed\n"
      "or --check-references found the UIDs not renamed one to one, 2 wrong usage and nothing was\n"
      "done.";
  return text;
}

}  // namespace detail

}  // namespace dicom_anonymizer::cli
