// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/look_ahead.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::facts_for_rules;
using da::detail::look_ahead;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;

namespace {

const da::keep_everything rules;

facts_for_rules facts_of(const std::string& bytes, look_ahead::wanted what,
                         const test::form& form = explicit_little) {
  bytes_in_hand one(bytes, rules, form);
  facts_for_rules found;
  look_ahead(one.run()).find(found, 0, one.item.form, what);
  CHECK(one.finished() == bytes);  // a look writes nothing
  return found;
}

std::string value_behind_first(const std::string& bytes, da::tag id,
                               const test::form& form = explicit_little) {
  bytes_in_hand one(bytes, rules, form);
  const da::element_header first = one.header();
  const std::string found = look_ahead(one.run()).value_of(id, first, one.item);
  CHECK(one.finished() == bytes);
  return found;
}

const std::string sop_class =
    explicit_little.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2");
const std::string patient = explicit_little.element(0x00100020, "LO", " id1 ");
const std::string study = explicit_little.element(0x0020000D, "UI", std::string_view("1.2.3\0", 6));

}  // namespace

TEST_CASE("the SOP Class is found, the patient only if somebody asks") {
  const std::string bytes =
      explicit_little.element(0x00080016, "UI",
                              std::string_view("1.2.840.10008.5.1.4.1.1.2\0", 26)) +
      patient + study;
  const facts_for_rules asked = facts_of(bytes, {.patient = true});
  CHECK(asked.sop_class_uid == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(asked.patient.id == "id1");
  const facts_for_rules unasked = facts_of(bytes, {});
  CHECK(unasked.sop_class_uid == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(unasked.patient.id.empty());
  CHECK(facts_of(study, {.patient = true}).patient.study_uid == "1.2.3");
}

TEST_CASE("references are noted if somebody asks, and what is declared of private elements") {
  const std::string bytes =
      explicit_little.sequence(
          0x00080300,
          explicit_little.item(explicit_little.element(0x00080301, "US", test::number(9, 2)) +
                               explicit_little.element(0x00080302, "LO", "ACME") +
                               explicit_little.element(0x00080303, "CS", "SAFE"))) +
      explicit_little.open_sequence(0x00081115, "");
  CHECK(facts_of(bytes, {.references = true}).lists_references);
  CHECK_FALSE(facts_of(bytes, {}).lists_references);
  const auto declared = facts_of(bytes, {}).declared;
  CHECK(declared.of_element({{0x0009, 0x1001}, "ACME"}) == da::private_treatment::safe);
  CHECK(declared.of_element({{0x0009, 0x1001}, "OTHER"}) == da::private_treatment::undeclared);
}

TEST_CASE("what is wrong ends a look, and is not told") {
  const std::string bytes = sop_class.substr(0, 8) + "1.2";
  CHECK(facts_of(bytes, {.patient = true}).patient.id.empty());
  CHECK(value_behind_first(patient + bytes, {0x0020, 0x000D}).empty());
}

TEST_CASE("a value behind an element is found, in little endian, one before it is not") {
  const std::string date = explicit_little.element(0x00080020, "DA", "20200102");
  const std::string sequence =
      explicit_little.open_sequence(0x00080028, explicit_little.open_item(date));
  const std::string time = explicit_little.element(0x00080030, "TM", "1122");
  CHECK(value_behind_first(date + sequence + time, {0x0008, 0x0030}) == "1122");
  CHECK(value_behind_first(date + time, {0x0008, 0x0020}).empty());
  CHECK(value_behind_first(date + time, {0x0008, 0x0029}).empty());
  CHECK(value_behind_first(date + time, {0x0008, 0x0031}).empty());
  CHECK(value_behind_first(date + explicit_little.open_sequence(0x00080030, ""), {0x0008, 0x0030})
            .empty());
  CHECK(value_behind_first(explicit_big.element(0x00280002, "US", std::string_view("\0\1", 2)) +
                               explicit_big.element(0x00280010, "US", std::string_view("\1\2", 2)),
                           {0x0028, 0x0010}, explicit_big) == std::string_view("\2\1", 2));
}
