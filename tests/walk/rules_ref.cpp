// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

TEST_CASE("rules that are no complete set lie over the default profile") {
  const da::rule kept{"PatientID"_tag, da::keep};
  const da::detail::rules_ref over(kept);
  CHECK(over.find("PatientID"_tag).name() == "keep");
  CHECK(over.find("PatientName"_tag).name() == "empty");
  CHECK_FALSE(over.find("Rows"_tag));
}

TEST_CASE("a complete set decides alone") {
  const auto rules = da::keep_everything{} | da::rule{"PatientID"_tag, da::remove};
  const da::detail::rules_ref alone(rules);
  CHECK(alone.find("PatientID"_tag).name() == "delete");
  CHECK_FALSE(alone.find("PatientName"_tag));
}

TEST_CASE("the user's own rules are told from the profile under them") {
  const da::rule kept{"PatientID"_tag, da::keep};
  const da::detail::rules_ref over(kept);
  CHECK(over.covers("PatientID"_tag));
  CHECK_FALSE(over.covers("PatientName"_tag));
}
