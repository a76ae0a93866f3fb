// SPDX-License-Identifier: BSD-3-Clause
// Actions by name: what the program, dictionary files and users' programs look them up in.
#pragma once

#include <charconv>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/actions/action.hpp>
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

/// Actions by the names that the program and dictionary files use, with the names of their
/// arguments.
class action_registry {
 public:
  /// Makes an action from its arguments, as many as the entry names.
  using factory = std::function<any_action(std::span<const std::string> arguments)>;

  /// One action: its name, its arguments by the names that a dictionary file uses, how to make it.
  struct entry {
    std::string name;
    std::vector<std::string> arguments;
    factory make;
  };

  /// Adds an action without arguments, or changes the one of that name.
  action_registry& add(std::string name, any_action what) {
    const std::string shown = name;
    return add(std::move(name), {},
               [shown, what](std::span<const std::string>) { return any_action(shown, what); });
  }

  /// Adds an action with arguments, or changes the one of that name.  The factory may throw
  /// error(errc::bad_arguments).
  action_registry& add(std::string name, std::vector<std::string> arguments, factory make) {
    for (entry& known : entries_) {
      if (known.name == name) {
        known = {std::move(name), std::move(arguments), std::move(make)};
        return *this;
      }
    }
    entries_.push_back({std::move(name), std::move(arguments), std::move(make)});
    return *this;
  }

  /// The entry of that name, or nullptr.
  [[nodiscard]] const entry* find(std::string_view name) const noexcept {
    for (const entry& known : entries_)
      if (known.name == name) return &known;
    return nullptr;
  }

  /// Makes the action of that name.  Throws error(errc::unknown_action) that quotes the name and
  /// error(errc::bad_arguments) if the number of arguments is wrong.
  [[nodiscard]] any_action make(std::string_view name,
                                std::span<const std::string> arguments = {}) const {
    const entry* found = find(name);
    if (found == nullptr)
      throw error(errc::unknown_action, fmt::format("there is no action '{}'", name));
    if (arguments.size() != found->arguments.size())
      throw error(errc::bad_arguments, fmt::format("action '{}' takes {} arguments, not {}", name,
                                                   found->arguments.size(), arguments.size()));
    return found->make(arguments);
  }

  /// All entries in the order they were added.
  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

 private:
  std::vector<entry> entries_;
};

namespace detail {

// Length, alphabet and prefix; an empty alphabet is that of default.
inline identifier_form parse_form(std::span<const std::string> arguments) {
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

/// The actions of this library that need nothing but its core, under the Python package's names.
/// regexp has a header of its own.
[[nodiscard]] inline action_registry default_actions() {
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
