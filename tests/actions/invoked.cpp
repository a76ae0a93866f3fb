// SPDX-License-Identifier: BSD-3-Clause
#include <functional>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/invoked.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

namespace {

struct counter {
  int count = 0;
  int add(int some) { return count += some; }
};

}  // namespace

TEST_CASE("a callable is called as std::invoke calls it") {
  counter ours;
  counter theirs;
  const auto twice = [](int one) { return 2 * one; };
  CHECK(da::detail::invoked(twice, 4) == std::invoke(twice, 4));
  CHECK(da::detail::invoked(&counter::add, ours, 3) == std::invoke(&counter::add, theirs, 3));
  CHECK(da::detail::invoked(&counter::count, ours) == std::invoke(&counter::count, theirs));
}

TEST_CASE("a member of element is an action") {
  const da::rule clears{da::tag{0x0010, 0x0010}, &da::element::clear};
  CHECK(clears.find(da::tag{0x0010, 0x0010}));
}
