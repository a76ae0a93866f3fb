// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/private_treatment.hpp>

#include <string_view>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::private_treatment;

namespace {

// What an action is told of (0011,1002) whose writer declares this Deidentification Action
// (0008,0307) for it.
private_treatment told_of(std::string_view code) {
  gdcm::DataSet act;
  test::put(act, {0x0008, 0x0306}, gdcm::VR::US, test::number(0x02, 2));
  test::put(act, {0x0008, 0x0307}, gdcm::VR::CS, code);
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x0301}, gdcm::VR::US, test::number(0x0011, 2));
  test::put(item, {0x0008, 0x0302}, gdcm::VR::LO, "ACME");
  test::put_sequence(item, {0x0008, 0x0305}, {act});
  gdcm::DataSet data;
  test::put_sequence(data, {0x0008, 0x0300}, {item});
  test::put(data, {0x0011, 0x0010}, gdcm::VR::LO, "ACME");
  test::put(data, {0x0011, 0x1002}, gdcm::VR::LO, "value ");
  private_treatment told{};
  const da::rule_map rules(da::rule{da::any_private, [&told](da::element& e) {
                                      if (e.id() == da::tag{0x0011, 0x1002})
                                        told = e.declared_treatment();
                                    }});
  da::anonymize_dataset(data, rules);
  return told;
}

}  // namespace

// PS3.3 section C.12.1.1.7; its defined terms are those of PS3.15 table E.1-1a.
TEST_CASE("each code of a writer is a treatment, and one not known removes", "[actions]") {
  CHECK(told_of("Z ") == private_treatment::empty);
  CHECK(told_of("D ") == private_treatment::replace);
  CHECK(told_of("U ") == private_treatment::new_uid);
  CHECK(told_of("X ") == private_treatment::remove);
  CHECK(told_of("SOMETHING ") == private_treatment::remove);
}
