// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/encoding.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

namespace {

constexpr da::encoding implicit{.explicit_vr = false, .big_endian = false, .deflated = false};
constexpr da::encoding explicit_little{.explicit_vr = true, .big_endian = false, .deflated = false};
constexpr da::encoding explicit_big{.explicit_vr = true, .big_endian = true, .deflated = false};
constexpr da::encoding deflated{.explicit_vr = true, .big_endian = false, .deflated = true};

static_assert(da::encoding{} == explicit_little);
static_assert(da::encoding_of("1.2.840.10008.1.2") == implicit);
static_assert(da::encoding_of("1.2.840.10008.1.20") == implicit);
static_assert(da::encoding_of("1.2.840.113619.5.2") == implicit);
static_assert(da::encoding_of("1.2.840.10008.1.2.1") == explicit_little);
static_assert(da::encoding_of("1.2.840.10008.1.2.2") == explicit_big);
static_assert(da::encoding_of("1.2.840.10008.1.2.1.99") == deflated);
static_assert(da::encoding_of("1.2.840.10008.1.2.4.95") == deflated);
static_assert(da::encoding_of("1.2.840.10008.1.2.4.205") == deflated);
static_assert(da::encoding_of("1.2.840.10008.1.2.1.98") == explicit_little);  // encapsulated
static_assert(da::encoding_of("1.2.840.10008.1.2.4.94") == explicit_little);  // JPIP, not deflated
static_assert(da::encoding_of("1.2.840.10008.1.2.4.204") == explicit_little);

}  // namespace

TEST_CASE("encapsulated and unknown transfer syntaxes are explicit little endian") {
  for (const std::string_view uid :
       {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.90",
        "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1", "1.2.3", ""}) {
    CAPTURE(uid);
    CHECK(da::encoding_of(uid) == explicit_little);
  }
}

TEST_CASE("a transfer syntax is no other one whose UID begins like it") {
  CHECK(da::encoding_of("1.2.840.10008.1.2") == implicit);
  CHECK_FALSE(da::encoding_of("1.2.840.10008.1.2.") == implicit);
  CHECK_FALSE(da::encoding_of(std::string("1.2.840.10008.1.2\0", 18)) == implicit);
  CHECK_FALSE(da::encoding_of("1.2.840.10008.1.2.2.1") == explicit_big);
}
