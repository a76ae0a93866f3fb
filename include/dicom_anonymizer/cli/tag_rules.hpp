// SPDX-License-Identifier: BSD-3-Clause
// The -t TAG ACTION [ARG...] groups of a command line.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/cli/suggestion.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer::cli {

namespace detail {

inline any_pattern parse_tag(std::string_view text) {
  try {
    return parse_pattern(text);
  } catch (const error& failed) {
    std::vector<std::string_view> keywords;
    for (const dictionary_entry& one : dicom_anonymizer::detail::dictionary)
      keywords.push_back(one.keyword());
    throw error(failed.code(),
                fmt::format("-t: {}{}", failed.reason(), did_you_mean(text, keywords)));
  }
}

}  // namespace detail

/// Takes every -t with its tag, its action and exactly as many arguments as the action has out of
/// the words of a command line, up to a "--".  An argument is taken as it stands, also if it begins
/// with '-'.  Of two rules that cover an element the later wins.
///
/// Throws error(errc::bad_tag), error(errc::unknown_action) or error(errc::bad_arguments) that
/// quotes the word and names the nearest right one.
[[nodiscard]] inline dynamic_rule_map take_tag_rules(std::vector<std::string>& words,
                                                     const action_registry& actions) {
  dynamic_rule_map rules;
  std::vector<std::string> others;
  std::size_t at = 0;
  for (; at < words.size() && words[at] != "--"; ++at) {
    if (words[at] != "-t") {
      if (words[at].starts_with("-t"))
        throw error(errc::bad_arguments, fmt::format("'{}': write a space after -t", words[at]));
      others.push_back(std::move(words[at]));
      continue;
    }
    const std::span<const std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                            words.end());
    if (rest.size() < 2)
      throw error(errc::bad_arguments, "-t needs a tag, an action and the action's arguments");
    any_pattern where = detail::parse_tag(rest[0]);
    const action_registry::entry* known = actions.find(rest[1]);
    if (known == nullptr) {
      std::vector<std::string_view> names;
      for (const action_registry::entry& one : actions.entries()) names.push_back(one.name);
      throw error(errc::unknown_action, fmt::format("-t {}: there is no action '{}'{}", rest[0],
                                                    rest[1], did_you_mean(rest[1], names)));
    }
    const std::size_t wanted = known->arguments.size();
    if (rest.size() - 2 < wanted) {
      std::string names;
      for (const std::string& one : known->arguments) names += ' ' + one;
      throw error(errc::bad_arguments,
                  fmt::format("-t {}: write {}{}", rest[0], known->name, names));
    }
    try {
      rules.set(std::move(where), actions.make(known->name, rest.subspan(2, wanted)));
    } catch (const error& failed) {
      throw error(failed.code(), fmt::format("-t {} {}: {}", rest[0], rest[1], failed.reason()));
    }
    at += 2 + wanted;
  }
  others.insert(others.end(),
                std::make_move_iterator(words.begin() + static_cast<std::ptrdiff_t>(at)),
                std::make_move_iterator(words.end()));
  words = std::move(others);
  return rules;
}

}  // namespace dicom_anonymizer::cli
