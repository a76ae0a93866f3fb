// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/tag.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

static_assert(da::tag{0x0010, 0x0020}.value() == 0x00100020);
static_assert(da::tag{0x0008, 0x0005} < da::tag{0x0010, 0x0000});
static_assert(da::tag{0x0010, 0x0001} < da::tag{0x0010, 0x0010});
static_assert(da::tag{0x0009, 0x1001}.is_private());
static_assert(!da::tag{0x0008, 0x1001}.is_private());
static_assert(da::tag{0x0009, 0x0010}.is_private_creator());
static_assert(da::tag{0x0009, 0x00FF}.is_private_creator());
static_assert(!da::tag{0x0009, 0x000F}.is_private_creator());
static_assert(!da::tag{0x0009, 0x0100}.is_private_creator());
static_assert(!da::tag{0x0008, 0x0010}.is_private_creator());
static_assert(da::tag{0x0008, 0x0000}.is_group_length());
static_assert(!da::tag{0x0008, 0x0001}.is_group_length());

TEST_CASE("a tag converts to GDCM's and back") {
  const gdcm::Tag there = da::tag{0x7FE0, 0x0010};
  CHECK(there == gdcm::Tag(0x7FE0, 0x0010));
  CHECK(da::tag(there) == da::tag{0x7FE0, 0x0010});
}
