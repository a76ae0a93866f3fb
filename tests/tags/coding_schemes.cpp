// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/coding_schemes.hpp>

#include <algorithm>
#include <iterator>
#include <string>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;

// PS3.16 table 8-1.
static_assert(da::is_standard_coding_scheme("DCM"));
static_assert(da::is_standard_coding_scheme("SCT"));
static_assert(da::is_standard_coding_scheme("SRT"));
static_assert(da::is_standard_coding_scheme("99SDM"));
static_assert(da::is_standard_coding_scheme("caDSR"));
static_assert(da::is_standard_coding_scheme("I10"));
static_assert(da::is_standard_coding_scheme("NCDR"));
static_assert(da::is_standard_coding_scheme("NCDR [2.0]"));
static_assert(da::is_standard_coding_scheme("NCDR [2.0b]"));  // PS3.15 Table E.3.4-1
static_assert(!da::is_standard_coding_scheme("NCDR [Dr Head]"));
static_assert(!da::is_standard_coding_scheme("NCDR [2.0bob]"));
static_assert(!da::is_standard_coding_scheme("NCDR [b]"));
static_assert(!da::is_standard_coding_scheme("DCM [Dr Head]"));
static_assert(!da::is_standard_coding_scheme("NCDR []"));
// Private ones (PS3.3 section 8.2), and those whose codes name persons.
static_assert(!da::is_standard_coding_scheme("99HOSP"));
static_assert(!da::is_standard_coding_scheme("99_OFFIS_DCMTK"));
static_assert(!da::is_standard_coding_scheme("L"));
static_assert(!da::is_standard_coding_scheme("NPI"));
static_assert(!da::is_standard_coding_scheme("ISO_OID"));
static_assert(!da::is_standard_coding_scheme(""));
static_assert(!da::is_standard_coding_scheme("dcm"));

TEST_CASE("the coding schemes are those of the table, in order") {
  CHECK(
      std::is_sorted(std::begin(da::detail::coding_schemes), std::end(da::detail::coding_schemes)));
  const auto rows = test::table_of("coding_schemes.tsv");
  CHECK(rows.size() == std::size(da::detail::coding_schemes));
  for (const auto& row : rows) {
    CAPTURE(row.at("designator"));
    CHECK(da::is_standard_coding_scheme(row.at("designator")));
  }
}
