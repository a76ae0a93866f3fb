// SPDX-License-Identifier: BSD-3-Clause
// What actions/registry.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <fmt/core.h>
#include <charconv>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE action_registry& action_registry::add(std::string name, any_action what) {
  const std::string shown = name;
  return add(std::move(name), {},
             [shown, what](std::span<const std::string>) { return any_action(shown, what); });
}

DICOM_ANONYMIZER_INLINE action_registry& action_registry::add(std::string name,
                                                              std::vector<std::string> arguments,
                                                              factory make) {
  for (entry& known : entries_) {
    if (known.name == name) {
      known = {std::move(name), std::move(arguments), std::move(make)};
      return *this;
    }
  }
  entries_.push_back({std::move(name), std::move(arguments), std::move(make)});
  return *this;
}

DICOM_ANONYMIZER_INLINE const action_registry::entry* action_registry::find(
    std::string_view name) const noexcept {
  for (const entry& known : entries_)
    if (known.name == name) return &known;
  return nullptr;
}

DICOM_ANONYMIZER_INLINE any_action
action_registry::make(std::string_view name, std::span<const std::string> arguments) const {
  const entry* found = find(name);
  if (found == nullptr)
    throw error(errc::unknown_action, fmt::format("there is no action '{}'", name));
  if (arguments.size() != found->arguments.size())
    throw error(errc::bad_arguments, fmt::format("action '{}' takes {} arguments, not {}", name,
                                                 found->arguments.size(), arguments.size()));
  return found->make(arguments);
}

namespace detail {

DICOM_ANONYMIZER_INLINE identifier_form parse_form(std::span<const std::string> arguments) {
  const std::string& length = arguments[0];
  std::size_t number = 0;
  const char* const end = length.data() + length.size();
  const auto [stop, failed] = std::from_chars(length.data(), end, number);
  if (failed != std::errc() || stop != end)
    throw error(errc::bad_arguments, "the length of a pseudonym is not from 1 to 64");
  return identifier_form(
      number, arguments[1].empty() ? std::string(identifier_form::default_alphabet) : arguments[1],
      arguments[2]);
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE action_registry default_actions() {
  action_registry known;
  const auto plain = [&]<action A>(const A& what) { known.add(std::string(A::name), what); };
  plain(keep);
  plain(remove);
  plain(empty);
  plain(replace);
  plain(replace_uid);
  plain(empty_or_replace);
  plain(delete_or_empty);
  plain(delete_or_replace);
  plain(delete_or_empty_or_replace);
  plain(delete_or_empty_or_replace_uid);
  // The package's README spells this one in its own way.
  known.add("deleteOrEmptyOrReplace", delete_or_empty_or_replace);
  plain(shift_date);
  plain(clean_text);
  plain(pseudonymize());
  known.add("pseudonymize_as", {"length", "alphabet", "prefix"},
            [](std::span<const std::string> arguments) {
              return any_action("pseudonymize_as", pseudonymize(detail::parse_form(arguments)));
            });
  known.add(std::string(actions::replace_with_value<std::string>::name), {"value"},
            [](std::span<const std::string> arguments) {
              return any_action(replace_with(arguments[0]));
            });
  return known;
}

}  // namespace dicom_anonymizer
