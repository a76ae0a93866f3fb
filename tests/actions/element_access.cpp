// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/element_access.hpp>

#include <string>

#include <dicom_anonymizer/walk/dataset_access.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using held = da::detail::element_state::held;

TEST_CASE("a look tells what an element holds, before and after a change", "[actions]") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0020}, gdcm::VR::LO, "Id");
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0010}, gdcm::VR::PN, "A^B ");
  test::put_sequence(data, {0x0010, 0x1002}, {inner});
  da::context shared;
  const da::limits bounds;
  const da::detail::dataset_scope scope(data, shared, bounds);

  da::detail::dataset_access name(scope, {0x0010, 0x0010});
  da::detail::element_access& place = name;
  CHECK(place.look().exists);
  CHECK(place.look().value == held::bytes);
  CHECK(place.look().written == da::vr::PN);
  CHECK(place.size() == 4);
  place.write("C^D^E", ' ');
  CHECK(place.bytes() == "C^D^E ");
  place.clear();
  CHECK(place.look().exists);
  CHECK(place.look().value == held::nothing);
  place.remove();
  CHECK_FALSE(place.look().exists);
  // Of what is gone all is said in silence.
  place.write("F", ' ');
  place.clear();
  CHECK_FALSE(test::has(data, {0x0010, 0x0010}));
}

TEST_CASE("items are held as items, and one may look at what stands behind", "[actions]") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0020}, gdcm::VR::LO, "Id");
  gdcm::DataSet data;
  test::put_sequence(data, {0x0010, 0x1002}, {inner});
  test::put(data, {0x0010, 0x4000}, gdcm::VR::LT, "behind");
  da::context shared;
  const da::limits bounds;
  const da::detail::dataset_scope scope(data, shared, bounds);
  da::detail::dataset_access ids(scope, {0x0010, 0x1002});
  da::detail::element_access& place = ids;
  CHECK(place.look().value == held::items);
  CHECK(place.has_items());
  CHECK(place.bytes().empty());
  CHECK(place.ahead({0x0010, 0x4000}) == "behind");
  CHECK(place.ahead({0x0010, 0x2000}).empty());
  std::size_t visited = 0;
  const auto visit = [&](gdcm::DataSet& one) {
    ++visited;
    CHECK(test::bytes(one, {0x0010, 0x0020}) == "Id");
  };
  place.visit_items(da::detail::visitor_ref<gdcm::DataSet&>(visit));
  CHECK(visited == 1);
}
