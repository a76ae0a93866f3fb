// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/report.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("reports add up action by action") {
  da::report one{3, {{"empty", 1}, {"delete", 2}}};
  one += da::report{4, {{"empty", 5}, {"keep", 1}}};
  CHECK(one == da::report{7, {{"delete", 2}, {"empty", 6}, {"keep", 1}}});
  CHECK_FALSE(one == da::report{});
  one.unreadable_dates = 2;
  one.unclean_overlays = 3;
  one += one;
  CHECK(one.unreadable_dates == 4);
  CHECK(one.unclean_overlays == 6);
}
