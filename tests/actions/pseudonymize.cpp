// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/pseudonymize.hpp>

#include <memory>
#include <string>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

namespace {

constexpr da::tag some_tag{0x0010, 0x0020};

std::shared_ptr<da::pseudonym_source> keyed() {
  std::vector<unsigned char> bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
  return std::make_shared<da::keyed_pseudonyms>(da::key(bytes));
}

// What becomes of a value, with its padding.
std::string replaced(VR::VRType vr, std::string_view value,
                     const da::actions::pseudonymize& what = da::pseudonymize(),
                     std::string_view characters = "") {
  gdcm::DataSet dataset;
  if (!characters.empty()) test::put(dataset, {0x0008, 0x0005}, VR::CS, characters);
  test::put(dataset, some_tag, vr, value);
  da::context shared;
  shared.pseudonyms = keyed();
  test::act(what, dataset, some_tag, shared);
  return test::bytes(dataset, some_tag).value_or("(gone)");
}

test::refusal refusal(VR::VRType vr, std::string_view value,
                      const da::actions::pseudonymize& what = da::pseudonymize()) {
  return test::refused([&] { replaced(vr, value, what); });
}

}  // namespace

TEST_CASE("an identifier is replaced by what the source has for it, as its VR allows") {
  // Computed with Python's hmac, see keyed_pseudonyms.
  for (const VR::VRType vr :
       {VR::LO, VR::SH, VR::CS, VR::AE, VR::PN, VR::LT, VR::ST, VR::UC, VR::UT, VR::UN})
    CHECK(replaced(vr, "12345678") == "E0GA8PBQBXQF0GCB");
  const std::string integer = replaced(VR::IS, "12345678");
  CHECK(integer.size() == 10);  // 9 and padding
  CHECK(integer.find_first_not_of("0123456789 ") == std::string::npos);
  const std::string decimal = replaced(VR::DS, "12345678");
  CHECK(decimal.size() == 16);
  CHECK(decimal.find_first_not_of("0123456789 ") == std::string::npos);
}

TEST_CASE("padding, spaces around and empty parts of a name make no difference") {
  const std::string plain = replaced(VR::LO, "12345678");
  CHECK(replaced(VR::LO, " 12345678 ") == plain);
  CHECK(replaced(VR::SH, std::string_view("12345678\0\0", 10)) == plain);
  const std::string name = replaced(VR::PN, "Doe^John");
  for (const char* const same : {"Doe^John^^^", "Doe^John  ", "Doe^John^^ =", "Doe^John^^=^=^"})
    CHECK(replaced(VR::PN, same) == name);
  CHECK(replaced(VR::PN, "Doe^Johnny") != name);
  CHECK(replaced(VR::LO, "012345678 ") != plain);
}

TEST_CASE("the character set makes no difference") {
  const std::string latin = replaced(VR::LO, "M\xFCller", da::pseudonymize(), "ISO_IR 100");
  CHECK(latin == "Y5T120C3VWVZGP6D");
  CHECK(replaced(VR::LO, "M\xC3\xBCller ", da::pseudonymize(), "ISO_IR 192") == latin);
}

TEST_CASE("each value of several is replaced and empty ones stay empty") {
  const std::string one = replaced(VR::LO, "12345678");
  const std::string other = replaced(VR::LO, "87654321");
  CHECK(replaced(VR::LO, "12345678\\87654321") == one + '\\' + other + ' ');
  CHECK(replaced(VR::LO, "12345678\\ \\12345678 ") == one + "\\\\" + one);
  CHECK(replaced(VR::LO, "").empty());
  CHECK(replaced(VR::LO, "  ") == "  ");
  CHECK(replaced(VR::PN, "^^") == "^^");
  // A backslash separates nothing here.
  CHECK(replaced(VR::LT, "A\\B") == replaced(VR::LT, "A\\B "));
  CHECK(replaced(VR::LT, "A\\B").size() == 16);
}

TEST_CASE("length, alphabet and prefix are the user's") {
  CHECK(replaced(VR::LO, "12345678",
                 da::pseudonymize(da::identifier_form(9, "0123456789", "S-"))) == "S-017918347 ");
  CHECK(replaced(VR::IS, "12345678", da::pseudonymize(da::identifier_form(4, "0123456789"))) ==
        "8347");
}

TEST_CASE("a form that the VR does not allow is refused and nothing is changed") {
  const test::refusal bad{da::errc::invalid_value, some_tag.value()};
  CHECK(refusal(VR::SH, "1", da::pseudonymize(da::identifier_form(17))) == bad);
  CHECK(refusal(VR::SH, "1", da::pseudonymize(da::identifier_form(16))) == test::no_refusal);
  CHECK(refusal(VR::CS, "1", da::pseudonymize(da::identifier_form(8, "abcdef"))) == bad);
  CHECK(refusal(VR::IS, "1", da::pseudonymize(da::identifier_form())) == bad);
  CHECK(refusal(VR::IS, "1", da::pseudonymize(da::identifier_form(9, "56789"))) ==
        test::no_refusal);
  CHECK(refusal(VR::IS, "1", da::pseudonymize(da::identifier_form(12, "56789"))) == bad);
}

TEST_CASE("VRs without identifiers are refused") {
  const test::refusal bad{da::errc::unsupported_vr, some_tag.value()};
  for (const VR::VRType vr : {VR::DA, VR::TM, VR::DT, VR::UI, VR::AS, VR::US, VR::OB, VR::UR})
    CHECK(refusal(vr, "20000305") == bad);
  gdcm::DataSet dataset;
  test::put_sequence(dataset, some_tag, {gdcm::DataSet()});
  da::context shared;
  shared.pseudonyms = keyed();
  CHECK(test::refused([&] { test::act(da::pseudonymize(), dataset, some_tag, shared); }) == bad);
}

TEST_CASE("without a source of pseudonyms an identifier stays and the reason is said") {
  gdcm::DataSet dataset;
  test::put(dataset, some_tag, VR::LO, "12345678");
  CHECK(test::refused([&] { test::act(da::pseudonymize(), dataset, some_tag); }) ==
        test::refusal{da::errc::no_key, some_tag.value()});
  const da::rule rule{da::tags::PatientID, da::pseudonymize()};
  CHECK(test::refused([&] { da::anonymize_dataset(dataset, rule); }) ==
        test::refusal{da::errc::no_key});
  CHECK(test::bytes(dataset, some_tag) == "12345678");
}

TEST_CASE("an identifier has one pseudonym in whatever attribute it stands") {
  gdcm::DataSet item;
  test::put(item, some_tag, VR::LO, "12345678");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0050}, VR::SH, "12345678");
  test::put_sequence(dataset, {0x0010, 0x1002}, {item});
  da::context shared;
  shared.pseudonyms = keyed();
  da::anonymize_dataset(dataset,
                        da::keep_everything{} | da::rule{da::tags::PatientID, da::pseudonymize()} |
                            da::rule{da::tags::AccessionNumber, da::pseudonymize()},
                        shared);
  CHECK(test::bytes(dataset, {0x0008, 0x0050}) == "E0GA8PBQBXQF0GCB");
  CHECK(test::bytes(test::item(dataset, {0x0010, 0x1002}), some_tag) == "E0GA8PBQBXQF0GCB");
}
