// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/item_in_memory.hpp>

#include <string>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {
const da::keep_everything rules;
}  // namespace

TEST_CASE("elements that are read into memory and written come out as they were") {
  for (const test::form& form : {explicit_little, explicit_big, implicit_little}) {
    const std::string name = form.element(0x00100010, "PN", "name");
    const std::string bytes = form.element(0x00080060, "CS", "CT") +
                              form.sequence(0x00081140, form.item(name) + form.item("")) +
                              form.open_sequence(0x00082112, form.open_item(name)) + name;
    bytes_in_hand one(bytes, rules, form);
    gdcm::DataSet dataset;
    CHECK(read_into(dataset, one.in, {0, bytes.size(), false}, one.item, one.run()) ==
          bytes.size());
    CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "name");
    CHECK(test::item_count(dataset, {0x0008, 0x1140}) == 2);
    put_dataset(one.out, dataset, one.item.form);
    CHECK(std::string(one.buffer.view()) == bytes);
  }
}

TEST_CASE("a span ends at its end or at its delimiter") {
  const std::string name = explicit_little.element(0x00100010, "PN", "name");
  const std::string id = explicit_little.element(0x00100020, "LO", "id");
  bytes_in_hand one(name + id + explicit_little.item_end(), rules);
  gdcm::DataSet first;
  CHECK(read_into(first, one.in, {0, name.size(), false}, one.item, one.run()) == name.size());
  CHECK(first.GetDES().size() == 1);
  gdcm::DataSet all;
  CHECK(read_into(all, one.in, {0, one.in.size(), true}, one.item, one.run()) ==
        name.size() + id.size());
  CHECK(all.GetDES().size() == 2);
}

TEST_CASE("the rest of an item is read from an element on") {
  const std::string name = explicit_little.element(0x00100010, "PN", "name");
  const std::string id = explicit_little.element(0x00100020, "LO", "id");
  bytes_in_hand one(name + id, rules);
  gdcm::DataSet rest;
  CHECK(read_rest(rest, one.in, name.size(), one.item, one.run()) == one.in.size());
  CHECK(rest.GetDES().size() == 1);
  CHECK(test::bytes(rest, {0x0010, 0x0020}) == "id");
}

TEST_CASE("in file meta information nothing is taken for items") {
  const std::string bytes =
      explicit_little.element(0x00020102, "UN", explicit_little.item("12345678"));
  bytes_in_hand one(bytes, rules);
  da::detail::open_item meta(one.top, {}, bytes.size(), false, da::detail::reach::all_elements);
  gdcm::DataSet dataset;
  read_into(dataset, one.in, {0, bytes.size(), false}, meta, one.run());
  CHECK(test::bytes(dataset, {0x0002, 0x0102}) == explicit_little.item("12345678"));
}

TEST_CASE("what cannot be read says where it is") {
  const std::string bytes = explicit_little.head(0x00100010, "PN", 10) + "name";
  bytes_in_hand one(bytes, rules);
  gdcm::DataSet dataset;
  CHECK(test::refused([&] {
          read_into(dataset, one.in, {0, bytes.size(), false}, one.item, one.run());
        }) == test::refusal{da::errc::truncated, 0x00100010, 0});
}
