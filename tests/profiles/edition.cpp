// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstdint>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <iterator>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

namespace {

using da::code;
using da::option;

constexpr da::tables::row some_rows[] = {
    {{0x0010, 0x0010}, {code::Z, 0x000, 0x000}},
    {{0x0010, 0x0020}, {code::ZD, 0x000, 0x000}},
    {{0x0010, 0x0030}, {code::Z, 0x020, 0x040}},
    {{0x0010, 0x0040}, {code::X, 0x010, 0x000}},
};
constexpr da::tables::masked_row some_masked[] = {
    {{{0x5000, 0x0000}, {0xFF00, 0x0000}}, {code::X, 0x000, 0x200}},
    {{{0x6000, 0x3000}, {0xFF00, 0xFFFF}}, {code::D, 0x000, 0x200}},
    {da::any_private, {code::X, 0x000, 0x001}},
};
constexpr da::edition table("mine", some_rows, some_masked);
constexpr da::edition nothing("nothing", {}, {});

constexpr const da::tables::cells* at(std::uint16_t group, std::uint16_t element) {
  return table.find({group, element});
}

std::vector<da::tag_pattern> listed(da::tag_range range) { return {range.begin(), range.end()}; }

}  // namespace

static_assert(da::to_string(code::XZU) == "X/Z/U*");
static_assert(da::to_string(code::none).empty());
static_assert(table.name() == "mine");
static_assert(table.rows().size() == 4 && table.masked().size() == 3);

static_assert(at(0x0010, 0x0010)->basic == code::Z);
static_assert(at(0x0010, 0x0040)->basic == code::X);
static_assert(at(0x0010, 0x0041) == nullptr);
static_assert(at(0x0000, 0x0000) == nullptr);
static_assert(at(0xFFFE, 0xFFFF) == nullptr);
static_assert(at(0x5012, 0x0010) == &some_masked[0].codes);
static_assert(at(0x5112, 0x0010) == nullptr);
static_assert(at(0x6012, 0x3000) == &some_masked[1].codes);
static_assert(at(0x6012, 0x3001) == nullptr);
static_assert(at(0x0009, 0x1001) == &some_masked[2].codes);
static_assert(at(0x5013, 0x0010) == &some_masked[2].codes);  // an odd group is no repeating group
static_assert(at(0x6013, 0x3000) == &some_masked[2].codes);
static_assert(nothing.find({0x0010, 0x0010}) == nullptr);

static_assert(at(0x0010, 0x0030)->of(option::retain_full_dates) == code::K);
static_assert(at(0x0010, 0x0030)->of(option::retain_modified_dates) == code::C);
static_assert(at(0x0010, 0x0030)->of(option::retain_uids) == code::none);

static_assert(!da::tables::is_sorted_and_unique(std::span<const da::tables::row>({some_rows[0],
                                                                                  some_rows[0]})));
static_assert(da::tables::is_sorted_and_unique(some_rows));

static_assert(table.tags(code::Z).size() == 2);
static_assert(table.tags(code::D).size() == 1);
static_assert(table.tags(code::U).empty());
static_assert(table.tags(code::none).empty());
static_assert(table.all_tags().size() == 6);
static_assert(nothing.all_tags().empty());
static_assert(std::forward_iterator<decltype(table.all_tags().begin())>);
static_assert(std::is_same_v<std::iter_value_t<da::tag_range::iterator>, da::tag_pattern>);

template <class Edition>
concept lists_tags = requires(Edition&& e) {
  std::forward<Edition>(e).all_tags();
};
static_assert(lists_tags<const da::edition&>);
static_assert(!lists_tags<da::edition>);  // the range would point to what is gone

TEST_CASE("the attributes of a code are listed exact ones first and without private elements") {
  CHECK(
      listed(table.tags(code::X)) ==
      std::vector<da::tag_pattern>{da::tag{0x0010, 0x0040}, {{0x5000, 0x0000}, {0xFF00, 0x0000}}});
  CHECK(listed(table.tags(code::Z)) ==
        std::vector<da::tag_pattern>{da::tag{0x0010, 0x0010}, da::tag{0x0010, 0x0030}});
  CHECK(listed(table.tags(code::ZD)) == std::vector<da::tag_pattern>{da::tag{0x0010, 0x0020}});
  CHECK(listed(table.tags(code::D)) ==
        std::vector<da::tag_pattern>{{{0x6000, 0x3000}, {0xFF00, 0xFFFF}}});
  CHECK(listed(table.tags(code::U)).empty());
}

TEST_CASE("all attributes are listed but private elements") {
  const std::vector<da::tag_pattern> all = listed(table.all_tags());
  CHECK(all.size() == 6);
  CHECK(std::find(all.begin(), all.end(), da::any_private) == all.end());
}

TEST_CASE("a list of attributes works in loops and with algorithms and can be gone through twice") {
  const da::tag_range range = table.all_tags();
  std::size_t count = 0;
  for (const da::tag_pattern& where : range) count += where.is_exact() ? 1 : 0;
  CHECK(count == 4);
  CHECK(std::ranges::count_if(range, &da::tag_pattern::is_exact) == 4);
  CHECK(std::ranges::distance(range.begin(), range.end()) == 6);
  CHECK(std::ranges::equal(range, range));
  auto first = range.begin();
  const auto before = first++;
  CHECK(*before == da::tag_pattern(da::tag{0x0010, 0x0010}));
  CHECK(*first == da::tag_pattern(da::tag{0x0010, 0x0020}));
  CHECK(before != first);
}
