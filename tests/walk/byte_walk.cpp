// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/byte_walk.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::byte_walk;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

constexpr auto basic = da::profile(da::dicom_2026d);

template <da::rule_set R>
std::string rewritten(const std::string& bytes, const R& rules,
                      const test::form& form = explicit_little) {
  bytes_in_hand one(bytes, rules, form);
  byte_walk walker(one.cache, one.shared, one.bounds, one.in, one.out);
  const auto settled = [](const byte_walk::identity&) {};
  walker.rewrite_dataset(0, test::encoding_in(form),
                         da::detail::visitor_ref<const byte_walk::identity&>(settled),
                         test::explicit_uid, "");
  return std::string(one.buffer.view());
}

const auto rules = da::keep_everything{} | da::rule{"PatientName"_tag, da::remove} |
                   da::rule{"PatientID"_tag, da::empty} |
                   da::rule{"(0009,\"GONE\",01)"_tag, da::remove};

}  // namespace

TEST_CASE("every element meets its rule at every depth, and lengths hold") {
  for (const test::form& form : {explicit_little, explicit_big, implicit_little}) {
    const std::string kept = form.element(0x00080060, "CS", "CT");
    const std::string name = form.element(0x00100010, "PN", "name");
    const std::string id = form.element(0x00100020, "LO", "id");
    const std::string no_id = form.element(0x00100020, "LO", "");
    CHECK(rewritten(kept + form.sequence(0x00082112, form.item(kept + name) + form.open_item(id)) +
                        form.open_sequence(0x00082218, form.item(name)) + name + id,
                    rules, form) ==
          kept + form.sequence(0x00082112, form.item(kept) + form.open_item(no_id)) +
              form.open_sequence(0x00082218, form.item("")) + no_id);
  }
}

TEST_CASE("a data set whose last value holds elements of another encoding is refused") {
  for (const test::form& form : {explicit_little, explicit_big}) {
    const test::form& other = form.big_endian ? explicit_little : explicit_big;
    // Four bytes in the other order are 1,024 in this: up to the end.
    const std::string bytes = form.element(0x00080016, "UI", "1.2.3.44") +
                              other.element(0x00091001, "UL", "1234") +
                              implicit_little.element(0x00100010, "PN", "A^B ") +
                              implicit_little.element(0x00104000, "LT", std::string(1000, 'x'));
    CHECK(test::refused([&] { rewritten(bytes, rules, form); }).code == da::errc::malformed);
  }
}

TEST_CASE("a Private Creator goes with its last element, and group lengths go") {
  const auto element = [](std::uint32_t id, std::string_view value) {
    return explicit_little.element(id, "LO", value);
  };
  const std::string kept = element(0x00090011, "KEPT") + element(0x00091101, "a ");
  CHECK(rewritten(explicit_little.element(0x00090000, "UL", "1234") + element(0x00090010, "GONE") +
                      element(0x00090011, "KEPT") + element(0x00091001, "x ") +
                      element(0x00091101, "a "),
                  rules) == kept);
}

TEST_CASE("a profile marks what it was applied to") {
  const std::string out = rewritten(explicit_little.element(0x00100010, "PN", "name") +
                                        explicit_little.element(0x00280010, "US", "12"),
                                    basic);
  const std::string mark = explicit_little.element(0x00120062, "CS", "YES ");
  const std::size_t at = out.find(mark);
  REQUIRE(at != std::string::npos);
  CHECK(at < out.find(explicit_little.element(0x00280010, "US", "12")));
  CHECK(out.find("name") == std::string::npos);
}

TEST_CASE("what one pass cannot do is left to others, and what is wrong is refused") {
  const std::string kept = explicit_little.element(0x00080060, "CS", "CT");
  const std::string name = explicit_little.element(0x00100010, "PN", "name");
  CHECK_THROWS_AS(rewritten(name + kept, rules), da::detail::out_of_order);
  CHECK(test::refused([&] { rewritten(kept + kept, rules); }) ==
        test::refusal{da::errc::malformed, 0x00080060, kept.size()});
  CHECK(test::refused([&] { rewritten(kept + explicit_little.item(""), rules); }) ==
        test::refusal{da::errc::malformed, 0xFFFEE000, kept.size()});
  // A DICOMDIR, whose records hold offsets.
  CHECK_THROWS_AS(rewritten(explicit_little.element(0x00080016, "UI",
                                                    test::padded("1.2.840.10008.1.3.10", '\0')),
                            rules),
                  da::detail::needs_dataset);
}

TEST_CASE("file meta information meets its rules and gets no marks") {
  const std::string version =
      explicit_little.element(0x00020001, "OB", std::string_view("\0\1", 2));
  const std::string title = explicit_little.element(0x00020016, "AE", "WARD7 ");
  bytes_in_hand one(version + title, basic);
  byte_walk(one.cache, one.shared, one.bounds, one.in, one.out).rewrite_meta(0, one.in.size());
  CHECK(std::string(one.buffer.view()).find("WARD7") == std::string::npos);
  CHECK(std::string(one.buffer.view()).substr(0, version.size()) == version);
}
