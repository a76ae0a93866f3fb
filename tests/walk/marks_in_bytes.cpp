// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/marks_in_bytes.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::marks_in_bytes;
using da::detail::needs_dataset;
using test::bytes_in_hand;
using test::explicit_little;

namespace {

constexpr auto rules = da::profile(da::dicom_2026d);

// What the rules would write under a tag.
std::string mark(da::tag id) {
  bytes_in_hand one("", rules);
  return one.cache.marks().encoded(id, {});
}

// One text that was there, as it comes out.
std::string renewed(const std::string& element) {
  bytes_in_hand one(element, rules);
  marks_in_bytes marks(one.run(), one.cache);
  marks.begin();
  const da::element_header header = one.header();
  const auto content = one.pass.contents.of(one.item, header);
  const std::uint64_t end = marks.renew_text(one.item, header, content);
  CHECK(end == element.size());
  const std::string after = one.finished();
  CHECK(marks.has_changed() == (after != element));
  return after;
}

}  // namespace

TEST_CASE("marks that are not there come before what stands behind them, in the order of tags") {
  const std::string before = explicit_little.element(0x00100010, "PN", "name");
  const std::string behind = explicit_little.element(0x00120070, "LO", "text");
  bytes_in_hand one(before + behind, rules);
  marks_in_bytes marks(one.run(), one.cache);
  CHECK(marks.next() > 0xFFFFFFFF);
  marks.begin();
  CHECK(marks.next() == 0x00120062);
  marks.put_before(before.size(), 0x00120070, {});
  CHECK(marks.next() == 0x00280303);
  marks.put_rest(before.size() + behind.size(), {});
  CHECK(marks.next() > 0xFFFFFFFF);
  std::string expected = before;
  for (const da::tag id :
       {da::tag{0x0012, 0x0062}, da::tag{0x0012, 0x0063}, da::tag{0x0012, 0x0064}})
    expected += mark(id);
  expected += behind + mark({0x0028, 0x0303});
  CHECK(one.finished() == expected);
  CHECK(marks.added().size() == 4);
  CHECK_FALSE(marks.has_changed());
}

TEST_CASE("an element that is the next mark is met, and the next one awaited") {
  const std::string yes = explicit_little.element(0x00120062, "CS", "YES ");
  bytes_in_hand one(yes, rules);
  marks_in_bytes marks(one.run(), one.cache);
  marks.begin();
  CHECK(marks.meets(one.header()));
  CHECK(marks.next() == 0x00120063);
  CHECK_FALSE(marks.meets(one.header()));
  marks.end();
  CHECK(marks.next() > 0xFFFFFFFF);
}

TEST_CASE("a mark that was there says what is so now") {
  const std::string yes = explicit_little.element(0x00120062, "CS", "YES ");
  CHECK(renewed(yes) == yes);
  CHECK(renewed(explicit_little.element(0x00120062, "CS", "NO")) == yes);
  CHECK(renewed(explicit_little.element(0x00120062, "CS", "")) == yes);
  CHECK(renewed(explicit_little.element(0x00280303, "CS", "UNMODIFIED")) ==
        explicit_little.element(0x00280303, "CS", "REMOVED "));
}

TEST_CASE("what cannot be told in the order of the bytes is left to the data set in memory") {
  CHECK_THROWS_AS(renewed(explicit_little.element(0x00120062, "PN", "YES ")), needs_dataset);
  CHECK_THROWS_AS(renewed(explicit_little.element(0x00120062, "UN", explicit_little.item(""))),
                  needs_dataset);
}

TEST_CASE("codes that are missing are to be added behind those that are there") {
  const auto renewed_codes = [](const std::string& items) {
    bytes_in_hand one(explicit_little.sequence(0x00120064, items), rules);
    marks_in_bytes marks(one.run(), one.cache);
    marks.begin();
    const da::element_header header = one.header();
    return marks.renew_codes(one.item, header, one.pass.contents.of(one.item, header));
  };
  const auto code = [](std::string_view value) {
    return explicit_little.item(explicit_little.element(0x00080100, "SH", value) +
                                explicit_little.element(0x00080102, "SH", "DCM "));
  };
  const auto empty = renewed_codes("");
  CHECK(empty.end == 12);
  // 113100 is that of the Basic Profile, PS3.16 CID 7050.
  const auto other = renewed_codes(code("113999"));
  CHECK_FALSE(other.end);
  CHECK_FALSE(other.is_left);
  CHECK(other.added.find("113100") != std::string::npos);
  const auto same = renewed_codes(code("113100"));
  CHECK(same.added.find("113100") == std::string::npos);
}
