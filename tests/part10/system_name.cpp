// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/system_name.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("a name goes to the system whole or not at all") {
  const std::string name = "a folder/an \xFF odd\nname";
  CHECK(std::string_view(da::detail::system_name(name)) == name);
  for (const std::string& cut : {std::string("a\0b", 3), std::string("\0", 1)})
    CHECK(test::refused([&] { (void)da::detail::system_name(cut); }).code ==
          da::errc::bad_arguments);
}
