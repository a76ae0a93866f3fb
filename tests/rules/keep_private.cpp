// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/keep_private.hpp>

#include <string>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;

static_assert(da::keep_private.find({{0x0019, 0x110C}, "ACME"}).name() == "keep");
static_assert(da::keep_private.find(da::tag{0x0019, 0x0010}).name() == "keep");
static_assert(!da::keep_private.find(da::tag{0x0018, 0x0010}));
static_assert(!da::complete_rule_set<decltype(da::keep_private)>);

TEST_CASE("what is kept under the tag of a private creator stays, whatever it is") {
  for (const test::form& as : {test::explicit_little, test::explicit_big, test::implicit_little}) {
    const std::string alone = as.element(0x00090010, "LO", "ACME");
    const std::string binary = as.element(0x00090011, "OB", std::string("\0\1\2\3", 4));
    const std::string other = as.element(0x000B0020, "UL", as.n(7, 4));
    const std::string block =
        as.element(0x000D0010, "LO", "WITH") + as.element(0x000D1001, "LO", "text");
    const std::string item = as.sequence(0x00283010, as.item(alone + binary));
    const std::string_view syntax = as.big_endian    ? test::big_endian_uid
                                    : as.explicit_vr ? test::explicit_uid
                                                     : test::implicit_uid;
    const std::string privates = alone + binary + other + block;
    const auto run = [&](const auto& rules) {
      return test::both_ways(test::file(syntax, privates + item), rules).bytes;
    };
    const auto holds = [](const std::string& file, const std::string& text) {
      return file.find(text) != std::string::npos;
    };
    CHECK(holds(run(da::keep_private), privates));
    CHECK(holds(run(da::keep_private), item));
    CHECK(holds(run(da::keep_everything()), privates));
    const std::string mask =
        run(da::rule{da::tag_pattern({0x0009, 0x0000}, {0xFFFF, 0x0000}), da::keep});
    CHECK(holds(mask, alone + binary));
    CHECK_FALSE(holds(mask, other));
    CHECK(holds(run(da::rule{da::tag{0x0009, 0x0011}, da::keep}), binary));
    const std::string exact = run(da::rule{da::tag{0x000D, 0x0010}, da::keep});
    CHECK(holds(exact, as.element(0x000D0010, "LO", "WITH")));
    CHECK_FALSE(holds(exact, as.element(0x000D1001, "LO", "text")));
    const std::string none = run(da::profile());
    for (const std::string& one : {alone, binary, other, block}) CHECK_FALSE(holds(none, one));
  }
}
