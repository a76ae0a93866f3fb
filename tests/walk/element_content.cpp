// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/element_content.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::element_content;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;
using content_kind = da::detail::element_content::kind;

namespace {

const da::keep_everything rules;

element_content content_of(bytes_in_hand& one) {
  return one.pass.contents.of(one.item, one.header());
}
element_content content_of(const std::string& bytes, const test::form& form = explicit_little) {
  bytes_in_hand one(bytes, rules, form);
  return content_of(one);
}

}  // namespace

TEST_CASE("values are bytes up to where the next element begins") {
  const std::string text = explicit_little.element(0x00104000, "LT", "text");
  const element_content found = content_of(text + text);
  CHECK(found.what == content_kind::bytes);
  CHECK(found.end == text.size());
  CHECK_FALSE(found.is_unloaded);
  CHECK(content_of(implicit_little.element(0x00104000, "LT", "text"), implicit_little).what ==
        content_kind::bytes);
}

TEST_CASE("items are found where they are written and where they hide") {
  const std::string inner = explicit_little.element(0x00080050, "SH", "12");
  const std::string implicit_inner = implicit_little.element(0x00080050, "SH", "12");
  CHECK(content_of(explicit_little.sequence(0x00081140, "")).what == content_kind::items);
  CHECK(content_of(explicit_little.open_sequence(0x00081140, "")).what == content_kind::items);
  CHECK(content_of(explicit_big.sequence(0x00081140, ""), explicit_big).form.big_endian);
  // PS3.5 section 6.2.2: in UN implicit, whatever is around.
  const element_content hidden =
      content_of(explicit_little.sequence(0x00091001, implicit_little.item(implicit_inner), "UN"));
  CHECK(hidden.what == content_kind::items);
  CHECK_FALSE(hidden.form.explicit_vr);
  const element_content forgotten =
      content_of(explicit_little.sequence(0x00091001, explicit_little.item(inner), "UN"));
  CHECK(forgotten.what == content_kind::items);
  CHECK(forgotten.form.explicit_vr);
  CHECK(content_of(implicit_little.sequence(0x00091001, implicit_little.item(implicit_inner)),
                   implicit_little)
            .what == content_kind::items);
  CHECK(content_of(explicit_little.element(0x00091001, "UN", "no items")).what ==
        content_kind::bytes);
}

TEST_CASE("what cannot be is refused") {
  const auto refusal_of = [](const std::string& bytes) {
    return test::refused([&] { static_cast<void>(content_of(bytes)); });
  };
  CHECK(refusal_of(explicit_little.head(0x00104000, "LT", 10) + "short") ==
        test::refusal{da::errc::truncated, 0x00104000, 0});
  CHECK(refusal_of(explicit_little.head(0x00104000, "UT", test::undefined)) ==
        test::refusal{da::errc::malformed, 0x00104000, 0});
  // A known sequence whose items nobody can read.
  CHECK(refusal_of(explicit_little.element(0x00081140, "UN", "no items")) ==
        test::refusal{da::errc::malformed, 0x00081140, 0});
}

TEST_CASE("encapsulated pixel data end behind their delimiter, and stay unloaded") {
  const std::string pixels = explicit_little.encapsulated(0x7FE00010, {"", "abcd"});
  const element_content found = content_of(pixels + "more");
  CHECK(found.what == content_kind::fragments);
  CHECK(found.is_unloaded);
  CHECK(found.end == pixels.size());
}

TEST_CASE("a value is plain if it cannot be items in disguise") {
  const auto plain = [](const std::string& bytes, const test::form& form, bool is_known) {
    bytes_in_hand one(bytes, rules, form);
    return is_plain(one.run(), one.header(), is_known);
  };
  const std::string item = explicit_little.item("");
  CHECK_FALSE(plain(explicit_little.element(0x00104000, "LT", item), explicit_little, false));
  CHECK(plain(explicit_little.element(0x00104000, "LT", "text"), explicit_little, false));
  CHECK(plain(explicit_little.element(0x7FE00010, "OW", item), explicit_little, false));
  // Words of four and eight bytes in the other order.
  const auto swapped = [&](std::size_t width) {
    std::string bytes = item;
    for (std::size_t at = 0; at < bytes.size(); at += width)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
    return bytes;
  };
  CHECK_FALSE(plain(explicit_little.element(0x00660016, "OF", swapped(4)), explicit_little, false));
  CHECK_FALSE(plain(explicit_little.element(0x00660016, "OD", swapped(8)), explicit_little, false));
  CHECK_FALSE(plain(explicit_little.element(0x00081140, "LT", item), explicit_little, true));
  CHECK_FALSE(plain(explicit_little.element(0x00104000, "UN", item), explicit_little, false));
  CHECK_FALSE(plain(implicit_little.element(0x00104000, "", item), implicit_little, false));
  CHECK_FALSE(plain(implicit_little.element(0x00104000, "", explicit_big.item("")), implicit_little,
                    false));
  CHECK(plain(implicit_little.element(0x00104000, "", "text"), implicit_little, false));
  CHECK(plain(implicit_little.element(0x00104000, "", "te"), implicit_little, false));
}

TEST_CASE("what is in a sequence that goes is counted and in order all the same") {
  const std::string first = explicit_little.element(0x00080050, "SH", "12");
  const std::string second = explicit_little.element(0x00080060, "CS", "CT");
  const auto end_of = [](const std::string& items, std::uint64_t most) {
    bytes_in_hand one(explicit_little.sequence(0x00081140, items) + "more", rules, explicit_little,
                      {.elements = most});
    return one.pass.contents.end_of(one.item, one.header(), content_of(one));
  };
  const std::string sound = explicit_little.item(first + second);
  CHECK(end_of(sound, 3) == 12 + sound.size());
  CHECK(test::refused([&] { static_cast<void>(end_of(sound, 2)); }) ==
        test::refusal{da::errc::too_large, 0x00080060, 12 + 8 + first.size()});
  CHECK(test::refused([&] { static_cast<void>(end_of(explicit_little.item(first + first), 9)); }) ==
        test::refusal{da::errc::malformed, 0x00080050, 12 + 8 + first.size()});
  CHECK_THROWS_AS(end_of(explicit_little.item(second + first), 9), da::detail::out_of_order);
}

TEST_CASE("a sequence that holds a delimiter alone has no items") {
  const auto has_items = [](const std::string& bytes) {
    bytes_in_hand one(bytes, rules);
    const da::element_header header = one.header();
    return one.pass.contents.has_items(one.item, header, {});
  };
  CHECK_FALSE(has_items(explicit_little.sequence(0x00081140, "")));
  CHECK_FALSE(has_items(explicit_little.open_sequence(0x00081140, "")));
  CHECK_FALSE(has_items(explicit_little.sequence(0x00081140, explicit_little.sequence_end())));
  CHECK(has_items(explicit_little.sequence(0x00081140, explicit_little.item(""))));
  CHECK(has_items(explicit_little.open_sequence(0x00081140, explicit_little.item(""))));
}
