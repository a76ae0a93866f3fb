// SPDX-License-Identifier: BSD-3-Clause
// Actions by name: what the program, dictionary files and users' programs look them up in.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>

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
  action_registry& add(std::string name, any_action what);

  /// Adds an action with arguments, or changes the one of that name.  The factory may throw
  /// error(errc::bad_arguments).
  action_registry& add(std::string name, std::vector<std::string> arguments, factory make);

  /// The entry of that name, or nullptr.
  [[nodiscard]] const entry* find(std::string_view name) const noexcept;

  /// Makes the action of that name.  Throws error(errc::unknown_action) that quotes the name and
  /// error(errc::bad_arguments) if the number of arguments is wrong.
  [[nodiscard]] any_action make(std::string_view name,
                                std::span<const std::string> arguments = {}) const;

  /// All entries in the order they were added.
  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

 private:
  std::vector<entry> entries_;
};

/// The actions of this library that need nothing but its core, under the Python package's names.
/// regexp has a header of its own.
[[nodiscard]] action_registry default_actions();

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/registry.ipp>
#endif
