// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/renewed_meta.hpp>

#include <string>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

const gdcm::Tag version{0x0002, 0x0001};
const gdcm::Tag class_uid{0x0002, 0x0002};
const gdcm::Tag instance_uid{0x0002, 0x0003};
const gdcm::Tag transfer_syntax{0x0002, 0x0010};
const gdcm::Tag version_name{0x0002, 0x0013};

template <da::rule_set R>
gdcm::DataSet renewed(gdcm::DataSet meta, gdcm::DataSet dataset, const R& rules) {
  da::context shared;
  da::detail::renew_meta(meta, dataset, {"1.2.3.4", "1.2.840.10008.1.2.1"},
                         da::detail::rules_ref(rules), shared);
  return meta;
}

gdcm::DataSet old_meta() {
  gdcm::DataSet meta;
  test::put(meta, version, VR::OB, "A^Name");
  test::put(meta, class_uid, VR::UI, "1.2.3.44");
  test::put(meta, instance_uid, VR::UI, "1.2.3.55");
  test::put(meta, transfer_syntax, VR::UI, "1.2.3.66");
  test::put(meta, version_name, VR::SH, "OTHER ");
  return meta;
}

}  // namespace

TEST_CASE("file meta information says what the data set says of itself") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.3.88");
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.99");
  const gdcm::DataSet meta = renewed(old_meta(), dataset, da::default_profile);
  CHECK(test::bytes(meta, version) == std::string("\0\1", 2));
  CHECK(test::bytes(meta, class_uid) == "1.2.3.88");
  CHECK(test::bytes(meta, instance_uid) == "1.2.3.99");
  CHECK(test::bytes(meta, transfer_syntax) == std::string("1.2.840.10008.1.2.1\0", 20));
  CHECK(test::bytes(meta, version_name) == std::string(da::implementation_version_name));
}

TEST_CASE("the old instance UID goes where a rule took it from the data set") {
  const gdcm::DataSet meta = renewed(old_meta(), gdcm::DataSet(), da::default_profile);
  CHECK(test::bytes(meta, instance_uid)->substr(0, 5) == "2.25.");
  CHECK(test::bytes(meta, class_uid) == "1.2.3.44");
}

TEST_CASE("whoever a rule lets stay is named as the writer of the file") {
  const gdcm::DataSet meta =
      renewed(old_meta(), gdcm::DataSet(), da::rule{"ImplementationVersionName"_tag, da::keep});
  CHECK(test::bytes(meta, version_name) == "OTHER ");
}

TEST_CASE("a UID that stays gets the VR of a UID") {
  gdcm::DataSet before = old_meta();
  for (const gdcm::Tag& id : {class_uid, instance_uid}) test::put(before, id, VR::LO, "1.2.3.44");
  gdcm::DataSet dataset;
  da::context shared;
  da::detail::renew_meta(before, dataset, {}, da::detail::rules_ref(da::default_profile), shared);
  for (const gdcm::Tag& id : {class_uid, instance_uid}) {
    CHECK(test::bytes(before, id) == "1.2.3.44");
    CHECK(before.GetDataElement(id).GetVR() == VR::UI);
  }
}
