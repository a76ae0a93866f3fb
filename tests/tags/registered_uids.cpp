// SPDX-License-Identifier: BSD-3-Clause
#include <gdcmUIDs.h>

#include <dicom_anonymizer/tags/registered_uids.hpp>
#include <iterator>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;

// PS3.6 tables: some of each kind.
static_assert(da::is_standard_uid("1.2.840.10008.1.1"));          // Verification
static_assert(da::is_standard_uid("1.2.840.10008.1.2.4.205"));    // a transfer syntax
static_assert(da::is_standard_uid("1.2.840.10008.5.1.4.1.1.2"));  // CT Image Storage
static_assert(da::is_standard_uid("1.2.840.10008.1.5.8"));        // a palette
static_assert(da::is_standard_uid("1.2.840.10008.1.4.1.1"));      // Talairach
static_assert(da::is_standard_uid("1.2.840.10008.2.16.4"));       // DCM
static_assert(da::is_standard_uid("1.2.840.10008.15.1.1"));       // UTC
static_assert(da::is_standard_uid("1.2.840.10008.6.1.1"));        // context groups
static_assert(da::is_standard_uid("1.2.840.10008.6.1.1547"));
static_assert(!da::is_standard_uid(""));
static_assert(!da::is_standard_uid("1.2.840.10008"));
static_assert(!da::is_standard_uid("1.2.840.10008."));
static_assert(!da::is_standard_uid("1.2.840.100081.2"));
static_assert(!da::is_standard_uid("1.2.840.10008.4711.20200229.1"));
static_assert(!da::is_standard_uid("1.2.840.10008.5.1.4.1.1.2.1.4711"));
static_assert(!da::is_standard_uid("1.2.840.10008.5.1.4.1.1"));
static_assert(!da::is_standard_uid("1.2.840.10008.5.1.4.1.1.2 "));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1"));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1."));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1.0123"));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1.20200229"));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1.1.4711"));
static_assert(!da::is_standard_uid("1.2.840.10008.6.1.DOE"));

namespace {

constexpr bool are_sorted() noexcept {
  for (std::size_t i = 1; i < std::size(da::tables::registered_uids); ++i)
    if (!(da::tables::registered_uids[i - 1] < da::tables::registered_uids[i])) return false;
  return true;
}

}  // namespace

static_assert(are_sorted());

TEST_CASE("every UID of the standard that GDCM knows is registered") {
  std::size_t seen = 0;
  for (unsigned i = 0; i < gdcm::UIDs::GetNumberOfTransferSyntaxStrings(); ++i) {
    const char* const* const row = gdcm::UIDs::GetTransferSyntaxString(i);
    if (row == nullptr || row[0] == nullptr) continue;
    const std::string uid = row[0];
    if (uid.rfind("1.2.840.10008.", 0) != 0) continue;
    ++seen;
    CAPTURE(uid);
    CHECK(da::is_standard_uid(uid));
    // A number more makes it another one, and nobody's.
    CHECK_FALSE(da::is_standard_uid(uid + ".20200229"));
  }
  CHECK(seen > 400);
}

TEST_CASE("every row of the table is registered") {
  const std::vector<test::table_row> rows = test::table_of("ps36_uids.tsv");
  for (const test::table_row& row : rows) {
    CAPTURE(row.at("uid"));
    CHECK(da::is_standard_uid(row.at("uid")));
  }
  CHECK(rows.size() == 490);
  CHECK(std::size(da::tables::registered_uids) == rows.size());
}
