// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/keep_uid.hpp>

#include <array>
#include <memory>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

static_assert(da::looks_dated("1.2.3.19990701"));
static_assert(da::looks_dated("1.3.12.2.1107.5.2.32.2009112015371280398909"));
static_assert(da::looks_dated("1.2.30000020200229.1"));
static_assert(!da::looks_dated("1.2.3.20210229"));   // no leap year
static_assert(!da::looks_dated("1.2.3.19991301"));   // no month
static_assert(!da::looks_dated("1.2.3.1999070.1"));  // seven digits
static_assert(!da::looks_dated("1.2.3.18990701"));   // nothing was scanned then
static_assert(!da::looks_dated("2.25.19990701199907011999070119990701"));
static_assert(!da::looks_dated(""));

TEST_CASE("UIDs that stay beside moved dates are counted if they look dated") {
  gdcm::DataSet data;
  test::put(data, {0x0008, 0x0018}, gdcm::VR::UI, "1.2.3.19990701.1");
  test::put(data, {0x0010, 0x0020}, gdcm::VR::LO, "Id");
  test::put(data, {0x0020, 0x000D}, gdcm::VR::UI, "1.2.3.20210229.1");
  gdcm::DataSet inner;
  test::put(inner, {0x0008, 0x1155}, gdcm::VR::UI, "1.2.3.20200101.1");
  test::put_sequence(data, {0x0008, 0x1140}, {inner});
  std::array<unsigned char, 32> bytes{1, 2, 3};
  da::context shared;
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(da::key(bytes), da::keyed_options());
  const da::profile moved = da::profile(da::dicom_2026d) | da::option::retain_modified_dates;
  gdcm::DataSet other;
  test::put(other, {0x0008, 0x0018}, gdcm::VR::UI, "1.2.3.19990701.1");
  CHECK(da::anonymize_dataset(other, moved, shared).dated_uids == 0);
  CHECK(da::anonymize_dataset(data, moved | da::option::retain_uids, shared).dated_uids == 2);
  CHECK(test::bytes(data, {0x0008, 0x0018}) == "1.2.3.19990701.1");
}
