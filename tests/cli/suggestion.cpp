// SPDX-License-Identifier: BSD-3-Clause
// Which name was meant.
#include <dicom_anonymizer/cli/suggestion.hpp>

#include <string>

#include "support/catch.hpp"

namespace cli = dicom_anonymizer::cli;

TEST_CASE("the distance counts insertions, deletions, changes and swaps") {
  CHECK(cli::edit_distance("keep", "keep") == 0);
  CHECK(cli::edit_distance("", "keep") == 4);
  CHECK(cli::edit_distance("keep", "") == 4);
  CHECK(cli::edit_distance("kee", "keep") == 1);
  CHECK(cli::edit_distance("keeep", "keep") == 1);
  CHECK(cli::edit_distance("kexp", "keep") == 1);
  CHECK(cli::edit_distance("kepe", "keep") == 1);
  CHECK(cli::edit_distance("empty", "delete") == 4);
  CHECK(cli::edit_distance("REPLACE_uid", "replace_UID") == 0);
}

TEST_CASE("the nearest name is found whatever its case") {
  CHECK(cli::nearest_name("replaceUID", {"replace", "replace_UID", "regexp"}) == "replace_UID");
  CHECK(cli::nearest_name("remove", {"keep", "delete", "empty"}).empty());
  CHECK(cli::nearest_name("delte", {"keep", "delete", "empty"}) == "delete");
  CHECK(cli::nearest_name("regex", {"replace", "regexp"}) == "regexp");
}

TEST_CASE("no name is suggested for nothing, for noise and from an empty list") {
  CHECK(cli::nearest_name("", {"keep"}).empty());
  CHECK(cli::nearest_name("zzzz", {"keep"}).empty());
  CHECK(cli::nearest_name("xy", {"ab"}).empty());
  CHECK(cli::nearest_name("keep", {}).empty());
  CHECK(cli::nearest_name(std::string(100'000, 'k'), {"keep"}).empty());
}
