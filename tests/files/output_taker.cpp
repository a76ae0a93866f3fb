// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/output_taker.hpp>

#include <stdexcept>
#include <string>

#include <fcntl.h>

#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;

namespace {

// Anonymizes a small file for the taker.
void give(const da::detail::output_taker& taker) {
  const test::folder place;
  const test::form& f = test::explicit_little;
  test::write(place / "in.dcm",
              test::file(test::explicit_uid, f.element(0x00100010, "PN", "A^B ")));
  const da::keep_everything all;
  const da::detail::rules_ref rules(all);
  da::context shared;
  const da::limits bounds;
  da::detail::file_anonymizer worker(rules, shared, bounds, false);
  worker.run({AT_FDCWD, (place / "in.dcm").c_str()}, {taker, {}});
}

}  // namespace

TEST_CASE("a taker gets the bytes, and then the word to keep them", "[files]") {
  std::string told;
  give({[&](da::detail::byte_output& whole) {
          std::string got;
          whole.read_whole([&](std::string_view piece) { got += piece; });
          told += got.ends_with("A^B ") ? "taken;" : "something else;";
        },
        [&] { told += "kept;"; }});
  CHECK(told == "taken;kept;");
}

TEST_CASE("what a taker could not take is not kept", "[files]") {
  bool is_kept = false;
  CHECK_THROWS(give({[](da::detail::byte_output&) { throw std::runtime_error("full"); },
                     [&] { is_kept = true; }}));
  CHECK_FALSE(is_kept);
}
