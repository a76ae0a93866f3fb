// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/dataset_access.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using da::detail::dataset_access;
using da::detail::dataset_scope;
using da::detail::element_state;
using da::detail::visitor_ref;

namespace {

// A patient, and a sequence with one in an item.
struct in_memory {
  in_memory() {
    test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "name");
    test::put(dataset, {0x0010, 0x0020}, gdcm::VR::LO, "id");
    const gdcm::DataSet inner = dataset;
    test::put_sequence(dataset, {0x0008, 0x2112}, {inner, inner});
  }
  gdcm::DataSet dataset;
  da::context shared;
  da::limits bounds;
};

}  // namespace

TEST_CASE("an element in memory is read and written through its handle") {
  in_memory one;
  const dataset_scope scope(one.dataset, one.shared, one.bounds);
  dataset_access at(scope, {0x0010, 0x0010});
  CHECK(at.look().value == element_state::held::bytes);
  CHECK(at.bytes() == "name");
  CHECK(at.ahead({0x0010, 0x0020}) == "id");
  CHECK(at.ahead({0x0008, 0x2112}).empty());
  at.write("abc", ' ');
  CHECK(test::bytes(one.dataset, {0x0010, 0x0010}) == "abc ");
  at.clear();
  CHECK(at.look().value == element_state::held::nothing);
  at.remove();
  CHECK_FALSE(at.look().exists);
  CHECK_FALSE(test::has(one.dataset, {0x0010, 0x0010}));
  CHECK(da::tag(at.next()->GetTag()) == da::tag{0x0010, 0x0020});
  at.write("gone", ' ');
  CHECK_FALSE(test::has(one.dataset, {0x0010, 0x0010}));
}

TEST_CASE("what others do to a data set is seen after disturb") {
  in_memory one;
  const dataset_scope scope(one.dataset, one.shared, one.bounds);
  dataset_access at(scope, {0x0010, 0x0010});
  gdcm::DataSet& all = at.dataset();
  all.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0010, 0x0010)));
  CHECK_FALSE(at.look().exists);
  CHECK(at.now() == one.dataset.GetDES().end());
  CHECK(da::tag(at.next()->GetTag()) == da::tag{0x0010, 0x0020});
}

TEST_CASE("nested elements in memory are visited, but for those with a constant") {
  in_memory one;
  const dataset_scope scope(one.dataset, one.shared, one.bounds);
  dataset_access at(scope, {0x0008, 0x2112});
  CHECK(at.has_items());
  std::string seen;
  const auto visit = [&](da::element& e) {
    seen += e.bytes();
    e.remove();
  };
  da::dummy_by_vr constants;
  constants.set(da::vr::PN, "dummy");
  at.visit_nested(&constants, visitor_ref<da::element&>(visit));
  CHECK(seen == "idid");
  for (std::size_t i = 1; i <= 2; ++i) {
    const gdcm::DataSet& item = test::item(one.dataset, {0x0008, 0x2112}, i);
    CHECK(test::bytes(item, {0x0010, 0x0010}) == "dummy ");
    CHECK_FALSE(test::has(item, {0x0010, 0x0020}));
  }
}

TEST_CASE("a visit may add elements behind the one in hand, and they are visited") {
  in_memory one;
  const dataset_scope scope(one.dataset, one.shared, one.bounds);
  std::string seen;
  const auto visit = [&](da::element& e) {
    seen += e.bytes();
    if (seen.size() == 4) test::put(one.dataset, {0x0010, 0x0015}, gdcm::VR::LO, "new ");
  };
  da::detail::private_blocks blocks;
  dataset_access::visit_all(scope, da::tag{0x0008, 0x2112}, blocks, nullptr,
                            visitor_ref<da::element&>(visit));
  CHECK(seen == "namenew id");
}
