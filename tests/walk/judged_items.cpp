// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/judged_items.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::item_decider;
using da::detail::item_head;
using da::detail::item_treatment;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

const da::keep_everything rules;

item_treatment decide(const void*, const item_head& item, item_decider::chance left) {
  item_treatment made;
  made.goes = item.kind == "GO" && left == item_decider::chance::free;
  return made;
}

std::string item_of(const test::form& form, std::string_view kind) {
  return form.element(0x00080050, "SH", "12") + form.element(0x0040A040, "CS", kind) +
         form.sequence(0x0040A730, form.item(form.element(0x00080050, "SH", "34")));
}

// The sequence as it is written when its items have been walked; the walk leaves them as they are.
std::string walked(const std::string& bytes, const test::form& form, bool may_be_empty = false) {
  bytes_in_hand one(bytes, rules, form);
  const da::element_header header = one.header();
  const item_decider by{nullptr, decide, may_be_empty};
  const std::uint64_t end = da::detail::walk_decided(
      one.pass, one.item, header, one.item.form, da::detail::reach::all_elements, by,
      [&](da::detail::open_item& item, std::uint64_t at) {
        return one.run().heads().parse_item(at, item.end, item.is_delimited, item.form, 2);
      });
  CHECK(end == bytes.size());
  return one.finished();
}

}  // namespace

TEST_CASE("items that go leave no byte, however they and what is around were written") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string stays = item_of(f, "STAY");
    const std::string goes = item_of(f, "GO");
    CHECK(walked(f.sequence(0x0040A730, f.item(goes) + f.item(stays) + f.open_item(goes)), f) ==
          f.sequence(0x0040A730, f.item(stays)));
    CHECK(walked(f.open_sequence(0x0040A730, f.open_item(goes) + f.open_item(stays)), f) ==
          f.open_sequence(0x0040A730, f.open_item(stays)));
    CHECK(walked(f.open_sequence(0x0040A730, f.open_item(goes) + f.item(goes)), f, true) ==
          f.open_sequence(0x0040A730, ""));
    CHECK(walked(f.sequence(0x0040A730, f.item(goes) + f.open_item(goes)), f) ==
          f.sequence(0x0040A730, f.open_item(goes)));
    const std::string nothing_goes = f.sequence(0x0040A730, f.item(stays));
    CHECK(walked(nothing_goes, f) == nothing_goes);
  }
}

TEST_CASE("an item that goes must be sound all the same") {
  const test::form& f = explicit_little;
  const std::string broken = f.element(0x0040A040, "CS", "GO") + f.head(0x00104000, "LT", 400);
  CHECK(test::refused([&] {
          walked(f.sequence(0x0040A730, f.item(broken) + f.item(item_of(f, "STAY"))), f);
        }).code == da::errc::truncated);
  const std::string twice = f.element(0x0040A040, "CS", "GO") + f.element(0x0040A040, "CS", "GO");
  CHECK(test::refused([&] {
          walked(f.sequence(0x0040A730, f.item(twice) + f.item(item_of(f, "STAY"))), f);
        }).code == da::errc::malformed);
}
