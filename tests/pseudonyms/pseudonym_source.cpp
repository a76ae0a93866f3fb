// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>

#include <memory>
#include <string>

#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

namespace {

// What a user writes who overrides no more than he must.
class list_of_mine : public da::pseudonym_source {
 public:
  std::string uid(std::string_view original) override {
    asked += "uid " + std::string(original) + ";";
    return "1.2.3.9";
  }
  std::string identifier(const da::identifier_request& request) override {
    asked += "identifier " + std::string(request.original) + ";";
    return "P-7";
  }
  da::date_shift shift_of(const da::patient_identity& patient) override {
    asked += "shift " + patient.id + ";";
    return {-1, 0};
  }
  std::string asked;
};

}  // namespace

TEST_CASE("a patient is known by an ID, or by a study where there is none", "[pseudonyms]") {
  CHECK_FALSE(da::patient_identity{}.is_known());
  CHECK_FALSE(da::patient_identity{{}, "Issuer", {}}.is_known());
  CHECK(da::patient_identity{"Id", {}, {}}.is_known());
  CHECK(da::patient_identity{{}, {}, "1.2.3"}.is_known());
}

TEST_CASE("a source of a user's own follows no files and takes what it gave", "[pseudonyms]") {
  list_of_mine source;
  CHECK_FALSE(source.follows_files());
  CHECK(source.complete_file({}));
}

TEST_CASE("a source is asked for values without padding and spaces around", "[pseudonyms]") {
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0020}, gdcm::VR::LO, " Mine ");
  test::put(data, {0x0020, 0x000D}, gdcm::VR::UI, std::string_view("1.2.3.5\0", 8));
  auto source = std::make_shared<list_of_mine>();
  da::context shared;
  shared.pseudonyms = source;
  const da::rule_map rules(da::rule{da::tag{0x0010, 0x0020}, da::pseudonymize()},
                           da::rule{da::tag{0x0020, 0x000D}, da::replace_uid});
  da::anonymize_dataset(data, rules, shared);
  CHECK(source->asked == "identifier Mine;uid 1.2.3.5;");
  CHECK(test::bytes(data, {0x0010, 0x0020}) == "P-7 ");
  CHECK(test::bytes(data, {0x0020, 0x000D}) == std::string("1.2.3.9\0", 8));
}
