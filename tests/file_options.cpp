// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/file_options.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

const test::form& f = test::explicit_little;

std::string nested_file() {
  const std::string name = f.element(0x00100010, "PN", "A^B ");
  return test::file(test::explicit_uid,
                    f.sequence(0x0040A730, f.item(f.sequence(0x0040A730, f.item(name)))));
}

}  // namespace

TEST_CASE("the bounds of the options are those of the file", "[file]") {
  const test::folder place;
  test::write(place / "in.dcm", nested_file());
  CHECK(test::refused([&] {
          da::anonymize_file(place / "in.dcm", place / "out.dcm", da::keep_everything{},
                             {.bounds = {.depth = 1}});
        }).code == da::errc::too_deep);
  CHECK(test::listing(place.path()) == std::vector<std::string>{"in.dcm"});
  da::anonymize_file(place / "in.dcm", place / "out.dcm", da::keep_everything{},
                     {.bounds = {.depth = 2}});
  CHECK(test::read(place / "out.dcm").ends_with(f.element(0x00100010, "PN", "A^B ")));
}

TEST_CASE("an output that is forced to the disk is the same", "[file]") {
  const test::folder place;
  test::write(place / "in.dcm", nested_file());
  da::anonymize_file(place / "in.dcm", place / "a.dcm", da::keep_everything{}, {.sync = true});
  da::anonymize_file(place / "in.dcm", place / "b.dcm", da::keep_everything{}, {.sync = false});
  CHECK(test::read(place / "a.dcm") == test::read(place / "b.dcm"));
}
