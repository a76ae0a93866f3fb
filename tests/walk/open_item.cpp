// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/open_item.hpp>

#include <dicom_anonymizer/context.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::enclosing_items;
using da::detail::open_item;
using da::detail::reach;

namespace {

da::element_header head(da::tag id, std::uint32_t length) {
  da::element_header result;
  result.id = id;
  result.length = length;
  result.offset = 40;
  return result;
}

}  // namespace

TEST_CASE("a delimiter ends an item that has one, with the lengths that it may have") {
  da::context shared;
  const da::limits bounds;
  enclosing_items scope(shared, bounds);
  const open_item delimited(scope, {}, 100, true, reach::all_elements);
  const open_item closed(scope, {}, 100, false, reach::all_elements);
  const da::tag end{0xFFFE, 0xE00D};
  CHECK(delimited.is_ended_by(head(end, 0)));
  CHECK(delimited.is_ended_by(head(end, 0xFFFFFFFF)));
  CHECK_FALSE(delimited.is_ended_by(head(end, 2)));
  CHECK_FALSE(delimited.is_ended_by(head({0xFFFE, 0xE0DD}, 0)));
  CHECK_FALSE(closed.is_ended_by(head(end, 0)));
  for (const open_item* one : {&delimited, &closed})
    CHECK(test::refused([&] { refuse_delimiter(*one, head(end, 2)); }) ==
          test::refusal{da::errc::malformed, 0xFFFEE00D, 40});
}

TEST_CASE("items are entered as deep as the limit allows") {
  da::context shared;
  da::limits bounds;
  bounds.depth = 1;
  enclosing_items top(shared, bounds);
  enclosing_items inside(enclosing_items::inside{top, {0x0008, 0x1140}});
  const open_item outer(top, {}, 100, false, reach::all_elements);
  const open_item inner(inside, {}, 100, false, reach::all_elements);
  const da::element_header sequence = head({0x0008, 0x1140}, 0);
  CHECK(test::refused([&] { require_depth(outer, sequence); }) == test::no_refusal);
  CHECK(test::refused([&] { require_depth(inner, sequence); }) ==
        test::refusal{da::errc::too_deep, 0x00081140, 40});
  CHECK(outer.is_meta());
  CHECK_FALSE(inner.is_meta());
}

TEST_CASE("an element twice is malformed, one out of order is for another pass") {
  const da::element_header id = head({0x0010, 0x0010}, 0);
  CHECK(test::refused([&] { da::detail::refuse_order(id, true); }) ==
        test::refusal{da::errc::malformed, 0x00100010, 40});
  CHECK_THROWS_AS(da::detail::refuse_order(id, false), da::detail::out_of_order);
}
