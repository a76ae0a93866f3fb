// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/shift_date.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

// Ten days back and, if asked, an hour forward; tells of whom it was asked.
class ten_days final : public da::pseudonym_source {
 public:
  explicit ten_days(std::int32_t seconds = 0) : seconds_(seconds) {}
  std::string uid(std::string_view original) override { return "2.25." + std::string(original); }
  std::string identifier(const da::identifier_request& request) override {
    return std::string(request.original);
  }
  da::date_shift shift_of(const da::patient_identity& patient) override {
    asked.push_back(patient);
    return {-10, seconds_};
  }
  std::vector<da::patient_identity> asked;

 private:
  std::int32_t seconds_;
};

gdcm::DataSet patient() {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "12345678");
  return dataset;
}

// Every date moves, whatever else happens to the patient.
constexpr auto rules =
    da::keep_everything{} |
    da::rule_map(
        da::rule{"(0008,002x)"_tag, da::shift_date}, da::rule{"(0008,003x)"_tag, da::shift_date},
        da::rule{0x0008'0201_tag, da::shift_date}, da::rule{"(0014,407x)"_tag, da::shift_date},
        da::rule{"PatientBirthDate"_tag, da::shift_date},
        da::rule{"(0040,xxxx)"_tag, da::shift_date}, da::rule{"PatientID"_tag, da::remove},
        da::rule{"IssuerOfPatientID"_tag, da::remove},
        da::rule{"StudyInstanceUID"_tag, da::remove});

struct result {
  gdcm::DataSet dataset;
  da::report done;
  std::vector<da::patient_identity> asked;
};

result moved(gdcm::DataSet dataset, std::int32_t seconds = 0) {
  da::context shared;
  const auto source = std::make_shared<ten_days>(seconds);
  shared.pseudonyms = source;
  const da::report done = da::anonymize_dataset(dataset, rules, shared);
  return {std::move(dataset), done, source->asked};
}

// What becomes of one value.
std::string moved(gdcm::Tag id, VR::VRType vr, std::string_view value, std::int32_t seconds = 0) {
  gdcm::DataSet dataset = patient();
  test::put(dataset, id, vr, value);
  return test::bytes(moved(std::move(dataset), seconds).dataset, id).value_or("(gone)");
}

}  // namespace

TEST_CASE("a date and its time are found by their keywords") {
  const auto partner = [](std::string_view keyword) {
    return da::detail::partner_of(*da::find_keyword(keyword));
  };
  CHECK(partner("StudyDate") == da::tag{0x0008, 0x0030});
  CHECK(partner("StudyTime") == da::tag{0x0008, 0x0020});
  CHECK(partner("DateOfLastCalibration") == da::tag{0x0018, 0x1201});
  CHECK(partner("Date") == da::tag{0x0040, 0xA122});
  CHECK(partner("CalibrationTime") == da::tag{0x0014, 0x407E});
  CHECK_FALSE(partner("LastMenstrualDate"));
  CHECK_FALSE(partner("ContrastBolusStartTime"));
  CHECK_FALSE(partner("AcquisitionDateTime"));
  CHECK_FALSE(partner("PatientID"));
}

TEST_CASE("dates, times and date times move and keep their form") {
  CHECK(moved({0x0008, 0x0020}, VR::DA, "20000305") == "20000224");
  CHECK(moved({0x0008, 0x0030}, VR::TM, "1012") == "1012");
  CHECK(moved({0x0008, 0x002A}, VR::DT, "20000305101112.5+0100 ") == "20000224101112.5+0100 ");
  CHECK(moved({0x0008, 0x0020}, VR::DA, "1998.01.31") == "1998.01.21");
  CHECK(moved({0x0008, 0x0020}, VR::DA, "") == "");
  CHECK(moved({0x0008, 0x0020}, VR::DA, "  ") == "  ");
}

TEST_CASE("a date whose VR is not that of a date is read as the attribute wants") {
  CHECK(moved({0x0008, 0x0020}, VR::UN, "20000305") == "20000224");
  CHECK(moved({0x0008, 0x0020}, VR::LO, "20000305") == "20000224");
  CHECK(moved({0x0008, 0x0020}, VR::LO, "a day in March  ") == "");
  CHECK(moved({0x0008, 0x0020}, VR::US, "\x07\x07") == "");
}

TEST_CASE("what cannot be read is emptied and counted") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000230");
  test::put(dataset, {0x0008, 0x0021}, VR::DA, "20000229");
  test::put(dataset, {0x0008, 0x0030}, VR::TM, "noon");
  test::put(dataset, {0x0008, 0x002A}, VR::DT, "20000229\\x");
  const result all = moved(std::move(dataset));
  CHECK(test::bytes(all.dataset, {0x0008, 0x0020}) == "");
  CHECK(test::bytes(all.dataset, {0x0008, 0x0021}) == "20000219");
  CHECK(test::bytes(all.dataset, {0x0008, 0x0030}) == "");
  CHECK(test::bytes(all.dataset, {0x0008, 0x002A}) == "20000219\\ ");
  CHECK(all.done.unreadable_dates == 3);
  CHECK(all.done.unreadable_date_tags.size() >= 1);
}

TEST_CASE("the patient is the one named before any rule, and is asked for once a data set") {
  gdcm::DataSet item;
  test::put(item, {0x0010, 0x0020}, VR::LO, "SOMEBODY ELSE ");
  test::put(item, {0x0040, 0x0244}, VR::DA, "20000305");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, " M\xFCller ");
  test::put(dataset, {0x0010, 0x0021}, VR::LO, "CLINIC");
  test::put(dataset, {0x0020, 0x000D}, VR::UI, "1.2.3\0");
  test::put_sequence(dataset, {0x0040, 0x0275}, {item});
  const result all = moved(std::move(dataset));
  CHECK(all.asked == std::vector<da::patient_identity>{{"M\xC3\xBCller", "CLINIC", ""}});
  CHECK(test::bytes(test::item(all.dataset, {0x0040, 0x0275}), {0x0040, 0x0244}) == "20000224");
  CHECK_FALSE(test::has(all.dataset, {0x0010, 0x0020}));
}

TEST_CASE("without a Patient ID the study is asked for, and without either nothing is passed on") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "  ");
  test::put(dataset, {0x0010, 0x0021}, VR::LO, "CLINIC");
  test::put(dataset, {0x0020, 0x000D}, VR::UI, std::string_view("1.2.3\0", 6));
  const result known = moved(std::move(dataset));
  CHECK(known.asked == std::vector<da::patient_identity>{{"", "", "1.2.3"}});
  CHECK(test::bytes(known.dataset, {0x0008, 0x0020}) == "20000224");

  gdcm::DataSet other;
  test::put(other, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(other, {0x0008, 0x0030}, VR::TM, "");
  const result unknown = moved(std::move(other));
  CHECK(unknown.asked.empty());
  CHECK(test::bytes(unknown.dataset, {0x0008, 0x0020}) == "");
  CHECK(unknown.done.unreadable_dates == 1);
}

TEST_CASE("an identity that is no text of its character set is one all the same") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "M\xFCller");
  CHECK(moved(std::move(dataset)).asked ==
        std::vector<da::patient_identity>{{"M\xFCller", "", ""}});
}

TEST_CASE("where times move a date and its time are one instant, in items too") {
  constexpr std::int32_t hour = 3600;
  gdcm::DataSet item;
  test::put(item, {0x0040, 0x0244}, VR::DA, "20000305");
  test::put(item, {0x0040, 0x0245}, VR::TM, "2330");
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(dataset, {0x0008, 0x0021}, VR::DA, "20000305");
  test::put(dataset, {0x0008, 0x0022}, VR::DA, "20000305");
  test::put(dataset, {0x0008, 0x002A}, VR::DT, "200003052330");
  test::put(dataset, {0x0008, 0x0030}, VR::TM, "2330");
  test::put(dataset, {0x0008, 0x0031}, VR::TM, "0130");
  // The one time that stands before its date.
  test::put(dataset, {0x0014, 0x407C}, VR::TM, "2330");
  test::put(dataset, {0x0014, 0x407E}, VR::DA, "20000305");
  test::put_sequence(dataset, {0x0040, 0x0275}, {item});
  const gdcm::DataSet all = moved(std::move(dataset), hour).dataset;
  CHECK(test::bytes(all, {0x0008, 0x0020}) == "20000225");
  CHECK(test::bytes(all, {0x0008, 0x0030}) == "0030");
  CHECK(test::bytes(all, {0x0008, 0x0021}) == "20000224");
  CHECK(test::bytes(all, {0x0008, 0x0031}) == "0230");
  CHECK(test::bytes(all, {0x0008, 0x0022}) == "20000224");  // no time: whole days
  CHECK(test::bytes(all, {0x0008, 0x002A}) == "200002250030");
  CHECK(test::bytes(all, {0x0014, 0x407C}) == "0030");
  CHECK(test::bytes(all, {0x0014, 0x407E}) == "20000225");
  CHECK(test::bytes(test::item(all, {0x0040, 0x0275}), {0x0040, 0x0244}) == "20000225");
  CHECK(test::bytes(test::item(all, {0x0040, 0x0275}), {0x0040, 0x0245}) == "0030");
}

TEST_CASE("an age stays true because birth and study move by as much") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  test::put(dataset, {0x0010, 0x0030}, VR::DA, "19600301");
  test::put(dataset, {0x0010, 0x1010}, VR::AS, "040Y");
  const gdcm::DataSet all = moved(std::move(dataset)).dataset;
  CHECK(test::bytes(all, {0x0008, 0x0020}) == "20000224");
  CHECK(test::bytes(all, {0x0010, 0x0030}) == "19600220");
  CHECK(test::bytes(all, {0x0010, 0x1010}) == "040Y");
}

TEST_CASE("an offset from UTC stays if it is one") {
  CHECK(moved({0x0008, 0x0201}, VR::SH, "+0100 ") == "+0100 ");
  CHECK(moved({0x0008, 0x0201}, VR::SH, "Berlin") == "");
}

TEST_CASE("what is no date and no time is refused") {
  gdcm::DataSet dataset = patient();
  da::context shared;
  shared.pseudonyms = std::make_shared<ten_days>();
  CHECK(test::refused([&] {
          test::act(da::shift_date, dataset, {0x0010, 0x0020}, shared);
        }) == test::refusal{da::errc::unsupported_vr, 0x00100020});
}

TEST_CASE("without a source of pseudonyms nothing is touched") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20000305");
  // Known before the work, and found by the action itself.
  CHECK(test::refused([&] { da::anonymize_dataset(dataset, rules); }) ==
        test::refusal{da::errc::no_key});
  CHECK(test::refused([&] {
          test::act(da::shift_date, dataset, {0x0008, 0x0020});
        }) == test::refusal{da::errc::no_key, 0x00080020});
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "12345678");
  CHECK(test::bytes(dataset, {0x0008, 0x0020}) == "20000305");
}
