// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/value_limits.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::detail::longest_value;

// Below the length that the letters of any VR make in Implicit VR.
static_assert(longest_value(da::vr::PN) < 'A' * 256 + 'A');
static_assert(longest_value(da::vr::CS) >= 1024);
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

TEST_CASE("PS3.6 says how many numbers there can be") {
  using da::detail::has_more_numbers;
  constexpr da::tag rows{0x0028, 0x0010};                // US, 1
  constexpr da::tag palette_descriptor{0x0028, 0x1101};  // US or SS, 3
  constexpr da::tag attribute_list{0x0000, 0x1005};      // AT, 1-n
  constexpr da::tag unknown{0x0008, 0x0003};
  CHECK_FALSE(has_more_numbers(rows, da::vr::US, 2));
  CHECK(has_more_numbers(rows, da::vr::US, 512));
  CHECK_FALSE(has_more_numbers(palette_descriptor, da::vr::US, 6));
  CHECK(has_more_numbers(palette_descriptor, da::vr::US, 512));
  CHECK_FALSE(has_more_numbers(attribute_list, da::vr::AT, 512));
  CHECK_FALSE(has_more_numbers(unknown, da::vr::US, 512));
  CHECK_FALSE(has_more_numbers(rows, std::nullopt, 512));
}

TEST_CASE("numbers in the place of what is any number of bytes are not counted") {
  using da::detail::has_more_numbers;
  // Palettes and curves were US, SS or FD once: PS3.5 section A.1, PS3.6 of 1993 and 1996.
  for (const da::tag id :
       {da::tag{0x0028, 0x1201}, da::tag{0x0028, 0x1221}, da::tag{0x0028, 0x1408},
        da::tag{0x5000, 0x3000}, da::tag{0x6000, 0x3000}, da::tag{0x5400, 0x1010},
        da::tag{0x0066, 0x0016}, da::tag{0x7FE0, 0x0010}, da::tag{0x0028, 0x3006}})
    for (const da::vr kind : {da::vr::US, da::vr::SS, da::vr::FL, da::vr::FD})
      CHECK_FALSE(has_more_numbers(id, kind, 512));
}

TEST_CASE("a value that holds elements is known, wherever they begin") {
  for (const test::form& f : {test::explicit_little, test::explicit_big})
    for (const std::size_t before : {0U, 1U, 4090U, 4095U, 4096U, 9000U}) {
      const std::string inner = f.element(0x00100010, "PN", "A^B ");
      const auto holds = [&](const std::string& value, da::tag id) {
        da::source in{value};
        da::element_header header;
        header.id = id;
        header.length = static_cast<std::uint32_t>(value.size());
        return da::detail::holds_heads(in, header);
      };
      constexpr da::tag unknown{0x0008, 0x0003};
      const std::string filler(before, '\x55');
      CHECK(holds(filler + inner, unknown));
      CHECK(holds(filler + inner + filler, unknown));
      CHECK(holds(filler + f.element(0x00020016, "AE", "STATION"), unknown));
      CHECK_FALSE(holds(filler + inner, da::detail::pixel_data_tag));
      CHECK_FALSE(holds(filler + f.element(0x00100010, "LO", "A^B "), unknown));
      CHECK_FALSE(holds(filler + f.head(0x00100010, "PN", 0x4000), unknown));
      CHECK_FALSE(holds(filler, unknown));
    }
}

TEST_CASE("numbers that look like the lengths of groups that no data set has are numbers") {
  for (const test::form& f : {test::explicit_little, test::explicit_big})
    for (const unsigned width : {2U, 4U, 8U})
      for (const std::uint32_t first : {0U, 2U}) {
        const std::uint32_t letters = f.big_endian ? 0x554C : 0x4C55;  // UL
        std::string value = f.n(0, width) + f.n(first, width) + f.n(0, width);
        for (int i = 0; i < 3; ++i) value += f.n(letters, width) + f.n(0, width) + f.n(0, width);
        value.append(200, '\0');
        da::source in{value};
        da::element_header header;
        header.id = {0x0008, 0x0003};
        header.length = static_cast<std::uint32_t>(value.size() - 100);
        CHECK_FALSE(da::detail::holds_heads(in, header));
      }
}
