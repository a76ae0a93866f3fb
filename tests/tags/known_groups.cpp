// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/known_groups.hpp>

#include <dicom_anonymizer/tags/dictionary.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("the groups that have attributes") {
  const da::detail::group_set& groups = da::detail::known_groups();
  for (const da::dictionary_entry& one : da::detail::dictionary) CHECK(groups.test(one.id.group));
  // Curves (50xx), Overlays (60xx) and Variable Pixel Data (7Fxx), PS3.5 section 7.6, PS3.6.
  for (const unsigned group : {0x5000U, 0x501EU, 0x6000U, 0x601EU, 0x7F00U, 0x7F10U})
    CHECK(groups.test(group));
  for (const unsigned group : {0x0009U, 0x0006U, 0x4C4FU, 0x5343U, 0x4F4CU, 0xFFFFU})
    CHECK_FALSE(groups.test(group));
}
