// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/facts_for_rules.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::private_treatment;
using da::detail::facts_of;

namespace {

// An item of Private Data Element Characteristics Sequence (0008,0300), PS3.3 section C.12.1.1.7.
gdcm::DataSet about(std::uint16_t group, std::string_view creator, std::string_view status) {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x0301}, gdcm::VR::US, test::number(group, 2));
  test::put(item, {0x0008, 0x0302}, gdcm::VR::LO, creator);
  test::put(item, {0x0008, 0x0303}, gdcm::VR::CS, status);
  return item;
}

void put_actions(gdcm::DataSet& item, std::string_view code, std::uint16_t element) {
  gdcm::DataSet act;
  test::put(act, {0x0008, 0x0306}, gdcm::VR::US, test::number(element, 2));
  test::put(act, {0x0008, 0x0307}, gdcm::VR::CS, code);
  test::put_sequence(item, {0x0008, 0x0305}, {act});
}

da::element_key of(std::string_view creator, std::uint16_t element) {
  return {{0x0011, element}, creator};
}

}  // namespace

TEST_CASE("what a writer declares of private elements is told element by element", "[actions]") {
  gdcm::DataSet mixed = about(0x0011, "ACME", "MIXED ");
  test::put(mixed, {0x0008, 0x0304}, gdcm::VR::US, test::number(0x0002, 2));
  put_actions(mixed, "Z ", 0x0003);
  gdcm::DataSet data;
  test::put_sequence(data, {0x0008, 0x0300}, {mixed, about(0x0011, "GOOD", "SAFE")});
  const auto facts = facts_of(data, da::limits(), false);
  CHECK(facts.declared.of_element(of("ACME", 0x1002)) == private_treatment::safe);
  CHECK(facts.declared.of_element(of("ACME", 0x1003)) == private_treatment::empty);
  CHECK(facts.declared.of_element(of("ACME", 0x1004)) == private_treatment::undeclared);
  CHECK(facts.declared.of_element(of("GOOD", 0x10FF)) == private_treatment::safe);
  CHECK(facts.declared.of_element(of("ELSE", 0x1002)) == private_treatment::undeclared);
  CHECK(facts.declared.of_element({{0x0013, 0x1002}, "ACME"}) == private_treatment::undeclared);
}

TEST_CASE("the patient is who the Patient ID says, in UTF-8 and without blanks", "[actions]") {
  gdcm::DataSet data;
  test::put(data, {0x0008, 0x0005}, gdcm::VR::CS, "ISO_IR 100");
  test::put(data, {0x0010, 0x0020}, gdcm::VR::LO, " \xE4 7 ");
  test::put(data, {0x0010, 0x0021}, gdcm::VR::LO, "Issuer");
  test::put(data, {0x0020, 0x000D}, gdcm::VR::UI, std::string_view("1.2.3\0", 6));
  CHECK(facts_of(data, da::limits(), true).patient ==
        da::patient_identity{"\xC3\xA4 7", "Issuer", {}});
  CHECK_FALSE(facts_of(data, da::limits(), false).patient.is_known());
}

TEST_CASE("without a Patient ID the patient is the one of the study", "[actions]") {
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0020}, gdcm::VR::LO, "  ");
  test::put(data, {0x0010, 0x0021}, gdcm::VR::LO, "Issuer");
  test::put(data, {0x0020, 0x000D}, gdcm::VR::UI, std::string_view("1.2.3\0", 6));
  CHECK(facts_of(data, da::limits(), true).patient == da::patient_identity{{}, {}, "1.2.3"});
}

TEST_CASE("equal values of one attribute have one number", "[actions]") {
  const da::detail::facts_for_rules facts;
  CHECK(facts.number_for({0x0010, 0x0010}, "A") == 1);
  CHECK(facts.number_for({0x0010, 0x0010}, "B") == 2);
  CHECK(facts.number_for({0x0010, 0x0010}, "A") == 1);
  CHECK(facts.number_for({0x0008, 0x0080}, "B") == 1);
}
