// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/patient_count.hpp>

#include <memory>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/dicom_2026d.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace cli = dicom_anonymizer::cli;
namespace da = dicom_anonymizer;

TEST_CASE("different patients are counted once each, in whatever item they stand") {
  for (const da::profile& base : {da::profile(), da::profile(da::dicom_2026d)}) {
    const cli::policy how{.base = base};
    const auto patients = std::make_shared<cli::patient_count>();
    const auto counting = cli::detail::counting_of(how, patients);
    REQUIRE(counting);
    CHECK(counting->name() == cli::decide(how, da::tags::PatientID).action);
    for (const char* const id : {"A ", "B ", "A", " A", "", "  "}) {
      gdcm::DataSet inner;
      test::put(inner, {0x0010, 0x0020}, gdcm::VR::LO, "C ");
      gdcm::DataSet dataset;
      test::put_sequence(dataset, {0x0008, 0x1140}, {inner});
      test::put(dataset, {0x0010, 0x0020}, gdcm::VR::LO, id);
      gdcm::DataSet alone = dataset;
      da::anonymize_dataset(dataset, base | da::rule{da::tags::PatientID, *counting});
      da::anonymize_dataset(alone, base);
      CHECK(test::bytes(dataset, {0x0010, 0x0020}) == test::bytes(alone, {0x0010, 0x0020}));
      CHECK(test::bytes(test::item(dataset, {0x0008, 0x1140}), {0x0010, 0x0020}) !=
            std::string("C "));
    }
    CHECK(patients->size() == 2);
  }
}

TEST_CASE("an ID is one in whatever characters it is written") {
  const cli::policy how{.base = da::profile()};
  const auto patients = std::make_shared<cli::patient_count>();
  const auto counting = cli::detail::counting_of(how, patients);
  REQUIRE(counting);
  const auto meet = [&](const char* characters, const char* id) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0008, 0x0005}, gdcm::VR::CS, characters);
    test::put(dataset, {0x0010, 0x0020}, gdcm::VR::LO, id);
    da::anonymize_dataset(dataset, how.base | da::rule{da::tags::PatientID, *counting});
  };
  meet("ISO_IR 100", "M\xFCller1 ");
  meet("ISO_IR 192", "M\xC3\xBCller1");
  CHECK(patients->size() == 1);
  meet("ISO_IR 100", "M\xC3\xBCller1");
  CHECK(patients->size() == 2);
}

TEST_CASE("a rule of the user's for Patient ID is left alone") {
  const cli::policy how{.base = da::profile(),
                        .rules = {{da::tag_pattern(da::tags::PatientID), da::keep, "-t"}}};
  CHECK_FALSE(cli::detail::counting_of(how, std::make_shared<cli::patient_count>()));
}
