// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/patient_pseudonym.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;

namespace {

constexpr auto patients = da::rule_map(da::rule{da::tags::PatientID, da::patient_pseudonym},
                                       da::rule{da::tags::PatientName, da::patient_pseudonym});

void give_key(da::context& shared) {
  std::vector<unsigned char> bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(da::key(bytes));
}

// Of "12345678", computed with Python's hmac, see keyed_pseudonyms.
constexpr std::string_view known = "E0GA8PBQBXQF0GCB";

std::string written(const test::form& as, const std::string& body) {
  da::context shared;
  give_key(shared);
  return test::both_ways(test::file(as.big_endian    ? test::big_endian_uid
                                    : as.explicit_vr ? test::explicit_uid
                                                     : test::implicit_uid,
                                    body),
                         da::profile() | patients, shared)
      .bytes;
}

}  // namespace

// Code Z and Z/D of all editions: nothing is left of the value.
static_assert(da::conformance_of(patients).holds());

TEST_CASE("name and ID get the pseudonym of the ID, in items too, in both walks") {
  for (const test::form* const as :
       {&test::explicit_little, &test::implicit_little, &test::explicit_big}) {
    const std::string name = as->element(0x00100010, "PN", "Canary^A");
    const std::string id = as->element(0x00100020, "LO", "12345678");
    const std::string both =
        as->element(0x00100010, "PN", known) + as->element(0x00100020, "LO", known);
    CHECK(written(*as, name + id).find(both) != std::string::npos);
    // Spaces around make no difference.
    CHECK(written(*as, name + as->element(0x00100020, "LO", " 12345678 ")).find(both) !=
          std::string::npos);
    // The name in an item is that of the patient, whose ID stands at the top or in the item.
    const std::string in_item = written(*as, as->sequence(0x00081140, as->item(name)) + id);
    CHECK(in_item.find(as->item(as->element(0x00100010, "PN", known))) != std::string::npos);
    const std::string other = written(
        *as, as->sequence(0x00081140, as->item(as->element(0x00100010, "PN", "Other^B ") + id)) +
                 as->element(0x00100020, "LO", "87654321"));
    CHECK(other.find(as->item(both)) != std::string::npos);
    CHECK(other.find("87654321") == std::string::npos);
  }
}

TEST_CASE("what is empty, and what has no ID, is empty") {
  const test::form& as = test::explicit_little;
  const std::string empty = as.element(0x00100010, "PN", "");
  CHECK(written(as, empty + as.element(0x00100020, "LO", "12345678"))
            .find(empty + as.element(0x00100020, "LO", known)) != std::string::npos);
  for (const std::string& id :
       {std::string(), as.element(0x00100020, "LO", ""), as.element(0x00100020, "LO", "  ")}) {
    const std::string left = written(as, as.element(0x00100010, "PN", "Canary^A") + id);
    CHECK(left.find(empty) != std::string::npos);
    CHECK(left.find("Canary") == std::string::npos);
  }
}

TEST_CASE("no file fails for a VR or characters that hold no identifier") {
  const test::form& as = test::explicit_little;
  const std::string left = written(
      as, as.element(0x00100010, "DA", "20200102") + as.element(0x00100020, "UI", "1.2.3.44"));
  CHECK(left.find("20200102") == std::string::npos);
  CHECK(left.find("1.2.3.44") == std::string::npos);
  const std::string odd = written(as, as.element(0x00080005, "CS", "ISO_IR 192") +
                                          as.element(0x00100010, "PN", "A\xFF") +
                                          as.element(0x00100020, "LO", "B\xFE"));
  CHECK(odd.find("A\xFF") == std::string::npos);
  CHECK(odd.find("B\xFE") == std::string::npos);
}

TEST_CASE("without a source of pseudonyms nothing begins") {
  try {
    test::both_ways(
        test::file(test::explicit_uid, test::explicit_little.element(0x00100020, "LO", "12345678")),
        patients);
    FAIL("no key was asked for");
  } catch (const da::error& why) {
    CHECK(why.code() == da::errc::no_key);
  }
}
