// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/version.hpp>

#include <string>

#include <dicom_anonymizer/actions/value_encoding.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

static_assert(da::implementation_version_name.size() <= 16);

TEST_CASE("the version is the same in text and in numbers, and our UID is a legal one") {
  CHECK(da::version == std::to_string(DICOM_ANONYMIZER_VERSION_MAJOR) + "." +
                           std::to_string(DICOM_ANONYMIZER_VERSION_MINOR) + "." +
                           std::to_string(DICOM_ANONYMIZER_VERSION_PATCH));
  CHECK(da::detail::is_uid(da::implementation_class_uid));
  CHECK(da::implementation_class_uid.substr(0, 5) == "2.25.");
}
