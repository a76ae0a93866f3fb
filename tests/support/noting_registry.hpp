// SPDX-License-Identifier: BSD-3-Clause
// Actions that tell what they are made from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/error.hpp>

namespace test {

struct does_nothing {
  void operator()(dicom_anonymizer::element&) const {}
};

// A registry whose action "noted" writes down the arguments that it is made from.
struct noting_registry {
  std::vector<std::string> seen;
  dicom_anonymizer::action_registry actions = dicom_anonymizer::default_actions();

  noting_registry() {
    actions.add("noted", {"first", "second"}, [this](std::span<const std::string> arguments) {
      seen.assign(arguments.begin(), arguments.end());
      return dicom_anonymizer::any_action("noted", does_nothing{});
    });
    actions.add("never", {"value"},
                [](std::span<const std::string>) -> dicom_anonymizer::any_action {
                  throw dicom_anonymizer::error(dicom_anonymizer::errc::bad_arguments, "not today");
                });
  }
};

}  // namespace test
