// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/scrub.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/rules/scrub_known_values.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using da::vr;
using gdcm::VR;

namespace {

// Attributes that nothing lists.
constexpr da::tag label = da::tags::SoftwareVersions;        // LO, several
constexpr da::tag kernel = da::tags::ConvolutionKernel;      // SH
constexpr da::tag comments = da::tags::FiducialDescription;  // ST
constexpr da::tag creator{0x0029, 0x0010};
constexpr da::tag private_text{0x0029, 0x1010};

gdcm::DataSet of_zebulon() {
  gdcm::DataSet result;
  test::put(result, da::tags::PatientName, VR::PN, "Zebulon^Quill ");
  test::put(result, da::tags::PatientID, VR::LO, "PX99812 ");
  return result;
}

template <class Rules>
gdcm::DataSet scrubbed(gdcm::DataSet all, const Rules& rules, da::report* done = nullptr) {
  da::context shared;
  const da::report made = da::anonymize_dataset(all, rules, shared);
  if (done != nullptr) *done = made;
  return all;
}

// What becomes of one value.
template <class Rules>
std::string left(da::tag id, VR::VRType kind, std::string_view value, const Rules& rules) {
  gdcm::DataSet all = of_zebulon();
  test::put(all, creator, VR::LO, "SOME VENDOR ");
  test::put(all, id, kind, value);
  return test::bytes(scrubbed(std::move(all), rules), id).value_or("(gone)");
}
std::string left(da::tag id, VR::VRType kind, std::string_view value) {
  return left(id, kind, value, da::default_profile);
}

}  // namespace

TEST_CASE("a text that stays loses what the data set says of its patient") {
  CHECK(left(label, VR::LO, "V1 by Quill") == "V1 by ");
  CHECK(left(label, VR::LO, "V1\\for PX99812\\Zebulon") == "V1\\for\\ ");
  CHECK(left(kernel, VR::SH, "B30 Zebulon ") == "B30 ");
  CHECK(left(comments, VR::ST, "of Quill, left") != "of Quill, left");
  // Under another VR than the dictionary's.
  CHECK(left(label, VR::UT, "V1 Zebulon") == "V1");
  CHECK(left(label, VR::UN, "V1 Zebulon") == "V1");
}

TEST_CASE("a text without it stays byte for byte") {
  for (const std::string_view text : {"V1 by nobody", "  V1  ", "V1\\ \\V2 ", "V1 \xFC"})
    CHECK(left(label, VR::LO, text) == text);
}

TEST_CASE("a text of which nothing is left gets a dummy, a private one no value") {
  CHECK(left(label, VR::LO, "Zebulon Quill ") == "ANONYMIZED");
  CHECK(left(private_text, VR::LO, "Zebulon ", da::keep_private) == "");
  CHECK(left(label, VR::LO, "Zebulon ",
             da::keep_everything{} | da::rule{da::tags::PatientName, da::remove} |
                 da::scrub_known_values) == "");
}

TEST_CASE("private texts lose it too, and bytes and numbers do not") {
  CHECK(left(private_text, VR::LO, "for Zebulon ", da::keep_private) == "for ");
  CHECK(left(private_text, VR::UN, "of Zebulon", da::keep_private) == "of");
  CHECK(left(private_text, VR::UT, "for Zebulon ", da::keep_private) == "for ");
  const std::string binary("Zebulon\0\1\2", 10);
  CHECK(left(private_text, VR::UN, binary, da::keep_private) == binary);
  CHECK(left(private_text, VR::OB, "Zebulon ", da::keep_private) == "Zebulon ");
  CHECK(left(private_text, VR::CS, "ZEBULON ", da::keep_private) == "ZEBULON ");
}

TEST_CASE("texts that NULs separate are looked at in UN, as a field of fixed length has them") {
  const auto with_nuls = [](std::string_view text) {
    std::string result(text);
    std::replace(result.begin(), result.end(), '|', '\0');
    return result;
  };
  for (const std::string_view given : {"Zebulon||Quill||", "Routine|Quill|", "Routine||Quill"}) {
    INFO(given);
    const std::string done = left(private_text, VR::UN, with_nuls(given), da::keep_private);
    CHECK(done.find("Zebulon") == std::string::npos);
    CHECK(done.find("Quill") == std::string::npos);
    // No field moves into the place of another.
    CHECK((done.empty() || done.find('\0') != std::string::npos));
  }
  // Numbers of two bytes are none, nor is what begins with a NUL.
  for (const std::string_view given : {"Q|u|i|l|l|Quill|", "|Quill||", "ab|Quill"})
    CHECK(left(private_text, VR::UN, with_nuls(given), da::keep_private) == with_nuls(given));
}

TEST_CASE("the maker of a device that captured an image stays beside its ID") {
  gdcm::DataSet all = of_zebulon();
  test::put(all, da::tags::SecondaryCaptureDeviceID, VR::LO, "Viewrix ");
  test::put(all, da::tags::SecondaryCaptureDeviceManufacturer, VR::LO, "Viewrix ");
  const gdcm::DataSet done = scrubbed(std::move(all), da::default_profile);
  CHECK(test::bytes(done, da::tags::SecondaryCaptureDeviceManufacturer) == "Viewrix ");
}

TEST_CASE("a UID of a written VR stays one, too") {
  // A component is the Patient ID of digits, which no other UID has.
  const auto one = [](VR::VRType kind, std::string_view value) {
    gdcm::DataSet all = of_zebulon();
    test::put(all, da::tags::OtherPatientIDs, VR::LO, "12345 ");
    test::put(all, creator, VR::LO, "SOME VENDOR ");
    test::put(all, private_text, kind, value);
    return *test::bytes(scrubbed(std::move(all), da::keep_private), private_text);
  };
  // SH has no room for one.
  const std::string short_one = one(VR::SH, "1.2.840.12345.67");
  CHECK(short_one.size() <= 16);
  CHECK(short_one.find("12345") == std::string::npos);
  for (const VR::VRType kind : {VR::LO, VR::LT, VR::UT}) {
    const std::string done = one(kind, "1.2.840.12345.6.7");
    CHECK(done.substr(0, 5) == "2.25.");
    CHECK(done.find("12345") == std::string::npos);
    CHECK(one(kind, "1.2.840.99.6.7") == "1.2.840.99.6.7");
  }
  CHECK(one(VR::LO, "see 1.2.840.12345.6.7").substr(0, 3) == "see");
}

TEST_CASE("a UID of VR UN stays one") {
  // PS3.5 section 9.1; one component is the Patient ID, another the date of birth.
  gdcm::DataSet all = of_zebulon();
  test::put(all, da::tags::PatientBirthDate, VR::DA, "19560512");
  test::put(all, da::tags::OtherPatientIDs, VR::LO, "12345 ");
  test::put(all, creator, VR::LO, "SOME VENDOR ");
  const auto one = [&](std::string_view value) {
    gdcm::DataSet copy = all;
    test::put(copy, private_text, VR::UN, value);
    return *test::bytes(scrubbed(std::move(copy), da::keep_private), private_text);
  };
  for (const std::string_view uid : {"1.2.840.12345.6.7", "1.2.840.113619.2.19560512.3"}) {
    const std::string left = one(uid);
    CHECK(left.find("12345") == std::string::npos);
    CHECK(left.substr(0, 5) == "2.25.");
    CHECK(left.find_first_not_of("0123456789.") >= left.size() - 1);
  }
  CHECK(one("1.2.840.99.6.7.8") == "1.2.840.99.6.7.8");
  const std::string two = one("1.2.840.99.6.7\\1.2.840.12345.6.7 ");
  CHECK(two.substr(0, 5) == "2.25.");
  CHECK(two.find("\\2.25.") != std::string::npos);
  const std::string standard = "1.2.840.10008.5.1.4.1.1.2 ";
  CHECK(one(standard) == standard);
}

TEST_CASE("numbers of VR UN that Table E.3.10-1 lists are numbers") {
  // "GEMS_ACQU_01" (0019,xx23) and "GEMS_PARM_01" (0043,xx6F): VR DS in the table.
  const auto left_of = [](da::tag block, std::string_view vendor, da::tag id,
                          std::string_view value) {
    gdcm::DataSet all;
    test::put(all, da::tags::PatientID, VR::LO, "12345 ");
    test::put(all, da::tags::PatientName, VR::PN, "Zebulon ");
    test::put(all, block, VR::LO, vendor);
    test::put(all, id, VR::UN, value);
    return *test::bytes(
        scrubbed(std::move(all), da::profile(da::dicom_2026d) | da::option::retain_safe_private),
        id);
  };
  CHECK(left_of({0x0019, 0x0010}, "GEMS_ACQU_01", {0x0019, 0x1023}, "12345 ") == "12345 ");
  CHECK(left_of({0x0043, 0x0010}, "GEMS_PARM_01", {0x0043, 0x106F}, "1.5\\12345\\33") ==
        "1.5\\12345\\33");
  // What is no number is text, whatever the table says.
  CHECK(left_of({0x0019, 0x0010}, "GEMS_ACQU_01", {0x0019, 0x1023}, "of Zebulon") == "of");
}

TEST_CASE("names are found at any depth, and texts at any depth lose them") {
  gdcm::DataSet inner;
  test::put(inner, da::tags::OperatorsName, VR::PN, "Waxwing");
  test::put(inner, label, VR::LO, "of Zebulon");
  gdcm::DataSet outer;
  test::put_sequence(outer, da::tags::SourceImageSequence, {inner});
  gdcm::DataSet all = of_zebulon();
  test::put(all, kernel, VR::SH, "B30 Waxwing ");
  test::put_sequence(all, da::tags::RelatedSeriesSequence, {outer});
  const gdcm::DataSet done = scrubbed(std::move(all), da::default_profile);
  CHECK(test::bytes(done, kernel) == "B30 ");
  const gdcm::DataSet& at =
      test::item(test::item(done, da::tags::RelatedSeriesSequence), da::tags::SourceImageSequence);
  CHECK(test::bytes(at, label) == "of");
}

TEST_CASE("it is in force with the supplement, or where it is said") {
  const da::profile bare = da::default_profile.without_supplement();
  CHECK(left(label, VR::LO, "V1 Quill", bare) == "V1 Quill");
  CHECK(left(label, VR::LO, "V1 Quill", bare | da::scrub_known_values) == "V1");
  CHECK(left(label, VR::LO, "V1 Quill", da::default_profile.scrubbed(false)) == "V1 Quill");
  CHECK(left(label, VR::LO, "V1 Quill", da::keep_everything{}) == "V1 Quill");
  CHECK(left(label, VR::LO, "V1 Quill", da::rule{da::tags::PatientID, da::remove}) == "V1");
}

TEST_CASE("what stays by a rule may be said, and what a rule names stays as it is") {
  CHECK(left(label, VR::LO, "V1 Quill", da::rule{da::tags::PatientName, da::keep}) == "V1 Quill");
  CHECK(left(label, VR::LO, "V1 Quill", da::rule{label, da::keep}) == "V1 Quill");
  CHECK(left(label, VR::LO, "V1 Quill",
             da::rule{da::tag_pattern({0x0018, 0}, {0xFFFF, 0}), da::keep}) == "V1 Quill");
  CHECK(left(private_text, VR::LO, "for Quill ",
             da::rule{da::private_element{0x0029, "SOME VENDOR", 0x10}, da::keep}) == "for Quill ");
}

TEST_CASE("what an option keeps loses it, and its code is not claimed") {
  constexpr auto rules = da::profile(da::dicom_2026d) | da::option::retain_device_identity;
  const auto codes = [&](std::string_view serial) {
    gdcm::DataSet all = of_zebulon();
    test::put(all, da::tags::DeviceSerialNumber, VR::LO, serial);
    const gdcm::DataSet done = scrubbed(std::move(all), rules);
    CHECK(test::bytes(done, da::tags::DeviceSerialNumber)->substr(0, 5) == "S-771");
    return test::item_count(done, da::tags::DeidentificationMethodCodeSequence);
  };
  CHECK(codes("S-771 ") == 2);
  CHECK(codes("S-771 Zebulon ") == 1);
}

TEST_CASE("names of coding schemes and of private creators stay, and codes of public schemes") {
  const auto code = [](std::string_view scheme) {
    gdcm::DataSet item;
    test::put(item, da::tags::CodeValue, VR::SH, "PX99812 ");
    test::put(item, da::tags::CodingSchemeDesignator, VR::SH, scheme);
    test::put(item, da::tags::CodeMeaning, VR::LO, "of Quill");
    return item;
  };
  gdcm::DataSet all = of_zebulon();
  test::put(all, creator, VR::LO, "Quill ");
  test::put(all, private_text, VR::LO, "x ");
  test::put_sequence(all, da::tags::ViewCodeSequence,
                     {code("SCT "), code("Quill "), code("99SOME")});
  const gdcm::DataSet done = scrubbed(std::move(all), da::keep_private);
  CHECK(test::bytes(done, creator) == "Quill ");
  const auto left_of = [&](std::size_t item, da::tag id) {
    return test::bytes(test::item(done, da::tags::ViewCodeSequence, item), id);
  };
  CHECK(left_of(1, da::tags::CodeValue) == "PX99812 ");
  CHECK(left_of(2, da::tags::CodeValue) == "ANONYMIZED");
  CHECK(left_of(3, da::tags::CodeValue) == "ANONYMIZED");
  CHECK(left_of(2, da::tags::CodingSchemeDesignator) == "Quill ");
  for (const std::size_t item : {1U, 2U, 3U}) CHECK(left_of(item, da::tags::CodeMeaning) == "of");
}

TEST_CASE("what names a product or a public code loses names, but no word of the list or place") {
  gdcm::DataSet code;
  test::put(code, da::tags::CodeValue, VR::SH, "T-D1100 ");
  test::put(code, da::tags::CodingSchemeDesignator, VR::SH, "SRT ");
  test::put(code, da::tags::CodeMeaning, VR::LO, "Head");
  gdcm::DataSet own;
  test::put(own, da::tags::CodeValue, VR::SH, "W5");
  test::put(own, da::tags::CodingSchemeDesignator, VR::SH, "99SOME");
  test::put(own, da::tags::CodeMeaning, VR::LO, "Ward of Head");
  gdcm::DataSet all = of_zebulon();
  test::put(all, da::tags::PatientName, VR::PN, "Head^CT^Zebulon ");
  test::put(all, da::tags::StationName, VR::SH, "Galan ");
  test::put(all, da::tags::Manufacturer, VR::LO, "CT Works Zebulon");
  test::put(all, da::tags::ManufacturerModelName, VR::LO, "Galan HiSpeed CT");
  test::put(all, da::tags::RescaleType, VR::LO, "CT");
  test::put_sequence(all, da::tags::ViewCodeSequence, {code, own});
  const gdcm::DataSet done = scrubbed(std::move(all), da::default_profile);
  CHECK(test::bytes(done, da::tags::Manufacturer) == "CT Works");
  CHECK(test::bytes(done, da::tags::ManufacturerModelName) == "Galan HiSpeed CT");
  CHECK(test::bytes(done, da::tags::RescaleType) == "CT");
  CHECK(test::bytes(test::item(done, da::tags::ViewCodeSequence, 1), da::tags::CodeMeaning) ==
        "Head");
  CHECK(test::bytes(test::item(done, da::tags::ViewCodeSequence, 2), da::tags::CodeMeaning) ==
        "Ward of ");
}

TEST_CASE("a short name goes from what names a product only as a word of its own") {
  const auto model = [](std::string_view value) {
    gdcm::DataSet all = of_zebulon();
    test::put(all, da::tags::PatientName, VR::PN, "Quill^Tim ");
    test::put(all, da::tags::ManufacturerModelName, VR::LO, value);
    return *test::bytes(scrubbed(std::move(all), da::default_profile),
                        da::tags::ManufacturerModelName);
  };
  CHECK(model("TrioTim ") == "TrioTim ");
  CHECK(model("TimCT ") == "TimCT ");
  CHECK(model("Trio of Tim ").find("Tim") == std::string::npos);
  CHECK(model("TIM01 ").find("TIM") == std::string::npos);
  CHECK(model("T1TIM_3 ").find("TIM") == std::string::npos);
  CHECK(model("TIMct3").find("TIM") == std::string::npos);
}

TEST_CASE("changes are counted, and texts that were only looked at are not") {
  gdcm::DataSet all = of_zebulon();
  test::put(all, label, VR::LO, "V1\\V2 Quill\\Zebulon ");
  test::put(all, kernel, VR::SH, "B30 ");
  da::report done;
  scrubbed(std::move(all), da::default_profile, &done);
  CHECK(done.applied.at("scrub_known_values") == 1);
  CHECK(done.texts.cleaned_values == 1);
  CHECK(done.texts.emptied_values == 1);
  CHECK(done.texts.removed_words[da::text::removal::known_value] == 2);
  CHECK(done.texts.removed_words_by_attribute.at(label) == 2);
}

TEST_CASE("where a data set says too much of its patient no text of it stays") {
  gdcm::DataSet all = of_zebulon();
  test::put(all, label, VR::LO, "V1");
  test::put(all, da::tags::OtherPatientIDs, VR::LO, std::string(70'000, 'x'));
  const gdcm::DataSet done = scrubbed(std::move(all), da::default_profile);
  CHECK(test::bytes(done, label) == "ANONYMIZED");
}

TEST_CASE("Name to Use is the patient's name, unless it says that there is none") {
  const auto said = [](std::string_view to_use, std::string_view comment) {
    gdcm::DataSet all = of_zebulon();
    test::put(all, gdcm::Tag(0x0010, 0x0012), VR::LT, to_use);
    test::put(all, private_text, VR::LT, comment);
    return *test::bytes(scrubbed(std::move(all), da::keep_private), private_text);
  };
  for (const std::string_view name :
       {"Will", "Ray ", "April ", "An", "Das ", "Na", "Mr. Will", "Call me Will"}) {
    const std::string_view last = name.substr(name.rfind(' ', name.size() - 2) + 1);
    const std::string text = std::string(last) + " is anxious ";
    CAPTURE(name);
    CHECK(said(name, text).find(last.substr(0, 2)) == std::string::npos);
  }
  for (const std::string_view name : {"Will (he/him) ", "Ray (she/her)", "Will O'Hara-Smith ",
                                      "ray (he/him) ", "will, please "}) {
    CAPTURE(name);
    CHECK(said(name, "Will or Ray is anxious")
              .find(name.front() == 'W' || name.front() == 'w' ? "Will" : "Ray") ==
          std::string::npos);
  }
  for (const std::string_view sentence :
       {"No preference ", "None", "Use first name", "None\r\n", "N/A ", "(none)", "She/her "})
    CHECK(said(sentence, "no contrast, chest of her patient ") ==
          "no contrast, chest of her patient ");
}
