// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/item_sequence.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::open_item;
using da::detail::reach;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;

namespace {

const da::keep_everything rules;

// The sequence with the first element of each item cut out.
std::string beheaded(const std::string& bytes, const test::form& form = explicit_little,
                     std::string_view added = {}, const da::limits& bounds = {}) {
  bytes_in_hand one(bytes, rules, form, bounds);
  const da::element_header header = one.header();
  const std::uint64_t end = da::detail::walk_items(
      one.run(), one.item, header, one.item.form, reach::all_elements,
      [&](open_item& item, std::uint64_t at) {
        CHECK(item.scope.depth() == 2);
        bool is_first = true;
        while (item.is_delimited || at < item.end) {
          da::element_header inside;
          one.run().read_header(inside, at, item.end, item.form);
          if (item.is_ended_by(inside)) break;
          at = inside.value_offset + inside.length;
          if (is_first) one.run().cut(inside.offset, at);
          is_first = false;
        }
        return at;
      },
      added);
  CHECK(end == bytes.size());
  return one.finished();
}

}  // namespace

TEST_CASE("lengths around what changed are put right, open ones stay open") {
  for (const test::form& form : {explicit_little, explicit_big}) {
    const std::string gone = form.element(0x00080050, "SH", "12");
    const std::string left = form.element(0x00080060, "CS", "CT");
    CHECK(beheaded(form.sequence(0x00082112, form.item(gone + left) + form.item(gone)), form) ==
          form.sequence(0x00082112, form.item(left) + form.item("")));
    CHECK(beheaded(form.open_sequence(0x00082112, form.open_item(gone + left)), form) ==
          form.open_sequence(0x00082112, form.open_item(left)));
    CHECK(beheaded(form.sequence(0x00082112, form.open_item(gone + left)), form) ==
          form.sequence(0x00082112, form.open_item(left)));
    CHECK(beheaded(form.open_sequence(0x00082112, form.item("")), form) ==
          form.open_sequence(0x00082112, form.item("")));
  }
}

TEST_CASE("what is added comes behind the last item, before a delimiter") {
  const std::string more = explicit_little.item("");
  CHECK(beheaded(explicit_little.sequence(0x00082112, more), explicit_little, more) ==
        explicit_little.sequence(0x00082112, more + more));
  CHECK(beheaded(explicit_little.open_sequence(0x00082112, more), explicit_little, more) ==
        explicit_little.open_sequence(0x00082112, more + more));
  const std::string end = explicit_little.sequence_end();
  CHECK(beheaded(explicit_little.sequence(0x00082112, more + end), explicit_little, more) ==
        explicit_little.sequence(0x00082112, more + more + end));
}

TEST_CASE("delimiters of undefined length get none") {
  const std::string undefined(4, '\xFF');
  const std::string item_end = explicit_little.tag(0xFFFEE00D) + undefined;
  const std::string end = explicit_little.tag(0xFFFEE0DD) + undefined;
  CHECK(beheaded(explicit_little.head(0x00082112, "SQ", test::undefined) +
                 explicit_little.tag(0xFFFEE000) + undefined + item_end + end) ==
        explicit_little.open_sequence(0x00082112, explicit_little.open_item("")));
}

TEST_CASE("items that do not fit are refused") {
  const auto refusal_of = [](const std::string& bytes, const da::limits& bounds = {}) {
    return test::refused([&] { beheaded(bytes, explicit_little, {}, bounds); });
  };
  const std::string item = explicit_little.item("");
  CHECK(refusal_of(explicit_little.sequence(
            0x00082112, item + explicit_little.element(0x00100010, "PN", "name"))) ==
        test::refusal{da::errc::malformed, 0x00082112, 20});
  CHECK(refusal_of(explicit_little.sequence(
            0x00082112, explicit_little.tag(0xFFFEE000) + test::number(1, 4))) ==
        test::refusal{da::errc::truncated, 0x00082112, 12});
  CHECK(refusal_of(explicit_little.head(0x00082112, "SQ", test::undefined) +
                   explicit_little.tag(0xFFFEE0DD) + test::number(2, 4)) ==
        test::refusal{da::errc::malformed, 0xFFFEE0DD, 12});
  CHECK(refusal_of(explicit_little.sequence(0x00082112, item), {.depth = 1}) ==
        test::refusal{da::errc::too_deep, 0x00082112, 0});
  CHECK(refusal_of(explicit_little.sequence(0x00082112, item + item), {.elements = 1}) ==
        test::refusal{da::errc::too_large, 0xFFFEE000, 20});
}
