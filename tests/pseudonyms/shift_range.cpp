// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/shift_range.hpp>

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

static_assert(da::shift_range() == da::shift_range(1, 3650));
static_assert(da::shift_range().size() == 3650);
static_assert(da::shift_range().nth(0) == 1 && da::shift_range().nth(3649) == 3650);

namespace {

std::vector<std::int32_t> all(const da::shift_range& range) {
  std::vector<std::int32_t> days;
  for (std::uint64_t i = 0; i < range.size(); ++i) days.push_back(range.nth(i));
  return days;
}

}  // namespace

TEST_CASE("a range of days never holds 0") {
  using days = std::vector<std::int32_t>;
  CHECK(all({-2, 3}) == days{-2, -1, 1, 2, 3});
  CHECK(all({0, 2}) == days{1, 2});
  CHECK(all({-2, 0}) == days{-2, -1});
  CHECK(all({7, 7}) == days{7});
  CHECK(all({-3, -2}) == days{-3, -2});
}

TEST_CASE("a range with no day in it but 0 is refused") {
  const auto range = [](std::int32_t least, std::int32_t most) {
    return test::refused([&] { da::shift_range(least, most); });
  };
  CHECK(range(0, 0) == test::refusal{da::errc::bad_arguments});
  CHECK(range(2, 1) == test::refusal{da::errc::bad_arguments});
  CHECK(range(1, 1'000'001) == test::refusal{da::errc::bad_arguments});
  CHECK(range(-1'000'001, 1) == test::refusal{da::errc::bad_arguments});
  CHECK(range(-1'000'000, 1'000'000) == test::no_refusal);
}
