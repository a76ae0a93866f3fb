// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>

#include <set>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::detail;

TEST_CASE("128 bits become the decimal UID of a UUID", "[pseudonyms]") {
  // Computed with Python's uuid module from the bits with version and variant set:
  // "2.25.%d" % uuid.UUID(int=0x00112233445546778899AABBCCDDEEFF).int, and with version 8.
  CHECK(detail::uid_from_bits(0x0011223344556677, 0x8899AABBCCDDEEFF) ==
        "2.25.88962710305976587138789898786303743");
  CHECK(
      detail::uid_from_bits(0x0011223344556677, 0x8899AABBCCDDEEFF, detail::uuid_version::custom) ==
      "2.25.88962710306278818593693556079980287");
  CHECK(detail::uid_from_bits(0, 0) == "2.25.302240678275694148452352");
  CHECK(detail::uid_from_bits(~0ULL, ~0ULL) == "2.25.340282366920937632322261936355783213055");
}

TEST_CASE("random numbers are not used twice, over refills too", "[pseudonyms]") {
  detail::random_numbers numbers;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 5000; ++i) seen.insert(numbers.next());
  // Two of 5,000 are equal by chance once in 10^12 runs.
  CHECK(seen.size() == 5000);
}
