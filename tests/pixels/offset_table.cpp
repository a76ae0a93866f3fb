// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/offset_table.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

using dicom_anonymizer::detail::moved_offsets;
using dicom_anonymizer::detail::offset_table;
using test::number;

TEST_CASE("offsets move by what went before them") {
  moved_offsets moved;
  CHECK(moved.now(5) == 5);
  moved.shrink(100, 10);
  moved.shrink(300, 1);
  CHECK(moved.now(0) == 0);
  CHECK(moved.now(99) == 99);
  CHECK(moved.now(100) == 90);
  CHECK(moved.now(299) == 289);
  CHECK(moved.now(300) == 289);
  CHECK(moved.now(1'000) == 989);
}

TEST_CASE("a table is true if a frame begins at each of its offsets") {
  const auto is_true = [](std::initializer_list<std::uint64_t> entries,
                          std::initializer_list<std::uint64_t> frames, unsigned width = 4) {
    std::string bytes;
    for (const std::uint64_t one : entries) bytes += number(one, width);
    offset_table table(bytes, width);
    for (const std::uint64_t one : frames) table.meet_frame(one);
    return table.is_true();
  };
  CHECK(is_true({}, {0, 10}));
  CHECK(is_true({0, 10}, {0, 10}));
  CHECK(is_true({0}, {0, 10}));  // some writers note the first frame alone
  CHECK(is_true({0, std::uint64_t{1} << 40}, {0, std::uint64_t{1} << 40}, 8));
  CHECK_FALSE(is_true({0, 10, 20}, {0, 10}));
  CHECK_FALSE(is_true({0, 11}, {0, 10}));
  CHECK_FALSE(is_true({0, 9}, {0, 10}));
  CHECK_FALSE(is_true({10, 0}, {0, 10}));
  CHECK_FALSE(offset_table(std::string(7, '\0'), 4).is_true());
  CHECK_FALSE(offset_table(std::string(7, '\0'), 4).is_whole());
}

TEST_CASE("a table is renewed in its own words") {
  moved_offsets moved;
  moved.shrink(0x200, 0x80);
  CHECK(offset_table(number(0, 4) + number(0x200, 4), 4).renewed(moved) ==
        number(0, 4) + number(0x180, 4));
  CHECK(offset_table(number(0, 4, true) + number(0x200, 4, true), 4, true).renewed(moved) ==
        number(0, 4, true) + number(0x180, 4, true));
  offset_table wide(number(7, 8) + number(8, 8), 8);
  CHECK(wide.size() == 2);
  CHECK(wide[1] == 8);
  wide.set(1, 0x123456789);
  CHECK(wide.entries() == number(7, 8) + number(0x123456789, 8));
}
