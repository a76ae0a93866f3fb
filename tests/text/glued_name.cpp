// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/glued_name.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// Of one name; letters of ASCII.
bool holds(std::string_view name, std::string_view written, bool has_case = true) {
  std::string folded(written);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return detail::holds_glued_name(
      folded, has_case ? written : std::string_view(), name.size(),
      [&](std::string_view rest) { return rest.front() == name.front(); },
      [&](std::uint64_t hash) { return hash == detail::hash_on(detail::no_hash, name); });
}

}  // namespace

TEST_CASE("a name stands beside a title, a label or a word of the lists") {
  for (const std::string_view one : {"MRSMITHERS", "smithersct", "CTsmithersHEAD",
                                     "patientsmithers", "xSMITHERSx", "Smithersmd", "drsmithers"})
    CHECK(holds("smithers", one));
  for (const std::string_view other :
       {"smither", "Smitherson", "xsmithers", "SMITHERSX", "ctsmithersx", "mrsmitherx", ""})
    CHECK_FALSE(holds("smithers", other));
}

TEST_CASE("a name of five letters stands beside a title alone") {
  CHECK(holds("smith", "MRSMITH"));
  CHECK(holds("smith", "smithmd"));
  CHECK_FALSE(holds("smith", "CTSMITH"));
  CHECK_FALSE(holds("smit", "MRSMIT"));
}

TEST_CASE("where nobody knows the case of letters no change of it counts") {
  CHECK(holds("smithers", "xSMITHERSx"));
  CHECK_FALSE(holds("smithers", "xSMITHERSx", false));
  CHECK(holds("smithers", "MRSMITHERS", false));
}
