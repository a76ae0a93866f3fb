// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/byte_access.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_access;
using da::detail::element_state;
using da::detail::visitor_ref;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;

namespace {

const da::keep_everything rules;

// What comes out if something is done to the first element.
template <class Act>
std::string after(const std::string& bytes, const Act& act,
                  const test::form& form = explicit_little) {
  bytes_in_hand one(bytes, rules, form);
  const da::element_header header = one.header();
  const auto content = one.pass.contents.of(one.item, header);
  byte_access at(one.pass, one.item, header, content);
  act(at);
  if (one.item.taken) {
    put_taken(one.run(), one.item);
  } else if (at.became() != byte_access::fate::untouched) {
    one.run().skip_to(at.passed_to() != 0 ? at.passed_to()
                                          : one.pass.contents.end_of(one.item, header, content));
  }
  return one.finished();
}

const std::string name = explicit_little.element(0x00100010, "PN", "name");
const std::string more = explicit_little.element(0x00100020, "LO", "id");
const std::string items = explicit_little.sequence(
    0x00082112, explicit_little.item(name + more) + explicit_little.open_item(name));

}  // namespace

TEST_CASE("an element that nobody touches stays") {
  CHECK(after(name + more, [](byte_access& at) {
          CHECK(at.bytes() == "name");
          CHECK(at.size() == 4);
          CHECK(at.look().exists);
          CHECK(at.look().value == element_state::held::bytes);
          CHECK(at.ahead({0x0010, 0x0020}) == "id");
        }) == name + more);
}

TEST_CASE("what is done last to an element counts") {
  const auto written = [](byte_access& at) { at.write("abc", ' '); };
  CHECK(after(name + more, written) == explicit_little.element(0x00100010, "PN", "abc ") + more);
  CHECK(after(name + more, [&](byte_access& at) {
          at.clear();
          CHECK(at.look().value == element_state::held::nothing);
          written(at);
          CHECK(at.bytes() == "abc ");
        }) == explicit_little.element(0x00100010, "PN", "abc ") + more);
  CHECK(after(name + more, [&](byte_access& at) {
          written(at);
          at.clear();
        }) == explicit_little.element(0x00100010, "PN", "") + more);
  CHECK(after(name + more, [&](byte_access& at) {
          at.remove();
          CHECK_FALSE(at.look().exists);
          written(at);  // it is gone
        }) == more);
  // A part of the value that was written.
  CHECK(after(name + more, [&](byte_access& at) {
          at.write("abcd", ' ');
          at.write(at.bytes().substr(2), ' ');
        }) == explicit_little.element(0x00100010, "PN", "cd") + more);
}

TEST_CASE("numbers are little endian in the hand and big endian in the file") {
  const std::string number =
      explicit_big.element(0x00280010, "US", std::string_view("\x01\x02", 2));
  CHECK(after(
            number,
            [](byte_access& at) {
              CHECK(at.bytes() == std::string_view("\x02\x01", 2));
              at.write(std::string_view("\x03\x04", 2), '\0');
              CHECK(at.bytes() == std::string_view("\x03\x04", 2));
            },
            explicit_big) ==
        explicit_big.element(0x00280010, "US", std::string_view("\x04\x03", 2)));
}

TEST_CASE("a value that its VR cannot hold is refused") {
  CHECK(test::refused([] {
          after(name, [](byte_access& at) { at.write(std::string(0x10000, 'x'), ' '); });
        }) == test::refusal{da::errc::invalid_value, 0x00100010});
}

TEST_CASE("the elements of all items are visited, by each visit those that the last one left") {
  const auto visiting = [](byte_access& at) {
    CHECK(at.has_items());
    std::string seen;
    const auto visit = [&](da::element& e) {
      seen += e.bytes();
      if (e.id() == da::tag{0x0010, 0x0020})
        e.remove();
      else
        e.set_text("N");
    };
    at.visit_nested(nullptr, visitor_ref<da::element&>(visit));
    CHECK(seen == "nameidname");
    CHECK(at.look().value == element_state::held::items);
    at.visit_nested(nullptr, visitor_ref<da::element&>(visit));
    CHECK(seen == "nameidnameN N ");
  };
  const std::string left = explicit_little.element(0x00100010, "PN", "N ");
  CHECK(after(items + more, visiting) ==
        explicit_little.sequence(0x00082112,
                                 explicit_little.item(left) + explicit_little.open_item(left)) +
            more);
}

TEST_CASE("elements of a VR with a constant get it without a visit") {
  da::dummy_by_vr constants;
  constants.set(da::vr::PN, "dummy");
  CHECK(after(items,
              [&](byte_access& at) {
                std::string seen;
                const auto visit = [&](da::element& e) { seen += e.bytes(); };
                at.visit_nested(&constants, visitor_ref<da::element&>(visit));
                CHECK(seen == "id");
              }) ==
        explicit_little.sequence(
            0x00082112,
            explicit_little.item(explicit_little.element(0x00100010, "PN", "dummy ") + more) +
                explicit_little.open_item(explicit_little.element(0x00100010, "PN", "dummy "))));
}

TEST_CASE("items are visited as data sets, too") {
  CHECK(after(items,
              [](byte_access& at) {
                const auto visit = [](gdcm::DataSet& item) {
                  CHECK(test::bytes(item, {0x0010, 0x0010}) == "name");
                  item.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0010, 0x0010)));
                };
                at.visit_items(visitor_ref<gdcm::DataSet&>(visit));
              }) == explicit_little.sequence(0x00082112, explicit_little.item(more) +
                                                             explicit_little.open_item("")));
}

TEST_CASE("an action may take the whole item into memory, after what it has done already") {
  CHECK(after(name + more, [](byte_access& at) {
          at.write("new ", ' ');
          gdcm::DataSet& all = at.dataset();
          CHECK(test::bytes(all, {0x0010, 0x0010}) == "new ");
          CHECK(test::bytes(all, {0x0010, 0x0020}) == "id");
          CHECK(at.bytes() == "new ");
          test::put(all, {0x0010, 0x0030}, gdcm::VR::DA, "20200102");
          at.remove();
        }) == more + explicit_little.element(0x00100030, "DA", "20200102"));
}
