// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/taken_item.hpp>

#include <string>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using test::bytes_in_hand;
using test::explicit_little;

namespace {

const da::keep_everything rules;
const std::string name = explicit_little.element(0x00100010, "PN", "name");
const std::string id = explicit_little.element(0x00100020, "LO", "id");
const std::string date = explicit_little.element(0x00100030, "DA", "20200102");

}  // namespace

TEST_CASE("an item is taken from where it was written and from where it was not walked yet") {
  bytes_in_hand one(name + id + date, rules);
  one.run().cut(0, name.size());
  one.out.append(explicit_little.element(0x00100010, "PN", "new "));
  const da::element_header from = one.header(name.size());
  gdcm::DataSet rest;
  const std::uint64_t end = begin_taking(rest, from, one.item, one.run());
  CHECK(end == one.in.size());
  CHECK(rest.GetDES().size() == 2);
  finish_taking(rest, end, from, one.item, one.run());
  REQUIRE(one.item.taken);
  CHECK(one.buffer.view().empty());
  gdcm::DataSet& all = one.item.taken->dataset;
  CHECK(test::bytes(all, {0x0010, 0x0010}) == "new ");
  CHECK(test::bytes(all, {0x0010, 0x0020}) == "id");
  test::put(all, {0x0010, 0x0020}, gdcm::VR::LO, "ID");
  CHECK(put_taken(one.run(), one.item) == one.in.size());
  CHECK(one.finished() == explicit_little.element(0x00100010, "PN", "new ") +
                              explicit_little.element(0x00100020, "LO", "ID") + date);
}

TEST_CASE("an item that cannot be read to its end is left to the other walk") {
  bytes_in_hand one(name + explicit_little.head(0x00100020, "LO", 10) + "id", rules);
  gdcm::DataSet rest;
  CHECK_THROWS_AS(begin_taking(rest, one.header(), one.item, one.run()), da::detail::needs_dataset);
}
