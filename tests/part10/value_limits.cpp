// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/value_limits.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::longest_value;

// Below the length that the letters of any VR make in Implicit VR.
static_assert(longest_value(da::vr::PN) < 'A' * 256 + 'A');
static_assert(longest_value(da::vr::CS) >= da::detail::undoubted_length);
static_assert(longest_value(da::vr::UT) == 0);
static_assert(longest_value(da::vr::OB) == 0);

TEST_CASE("each VR with a limit of characters is doubted far beyond it only") {
  for (const da::vr one : da::all_vrs) {
    const std::uint32_t characters = da::character_limit(one);
    CAPTURE(to_string(one));
    if (characters == 0)
      CHECK(longest_value(one) == 0);
    else
      CHECK(longest_value(one) >= 16 * characters);
  }
}
