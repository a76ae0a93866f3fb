// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/growth.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using da::option;
using gdcm::VR;

static_assert(da::is_safe_private({{0x0019, 0x100C}, "SIEMENS MR HEADER"}));
static_assert(da::is_safe_private({{0x0019, 0xFF0C}, "SIEMENS MR HEADER"}));
static_assert(da::is_safe_private({{0x0019, 0x100C}, " Siemens MR header  "}));
static_assert(da::is_safe_private({{0x2001, 0x1003}, "PHILIPS IMAGING DD 001"}));
static_assert(!da::is_safe_private({{0x2001, 0x1003}, "PHILIPS IMAGING DD 00"}));
static_assert(!da::is_safe_private({{0x2001, 0x1003}, "PHILIPS IMAGING  DD 001"}));
static_assert(!da::is_safe_private({{0x2001, 0x1003}, " "}));
static_assert(!da::is_safe_private({{0x0019, 0x100C}, "SIEMENS CT HEADER"}));
static_assert(!da::is_safe_private({{0x0019, 0x100C}, ""}));
static_assert(!da::is_safe_private({{0x0019, 0x000C}, "SIEMENS MR HEADER"}));
static_assert(!da::is_safe_private({{0x0018, 0x100C}, "SIEMENS MR HEADER"}));

namespace {

constexpr auto safe = da::profile() | option::retain_safe_private;

std::string us(unsigned number) {
  return {static_cast<char>(number & 0xFFU), static_cast<char>(number >> 8 & 0xFFU)};
}

gdcm::DataSet acme() {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "ACME");
  for (const unsigned offset : {1U, 2U, 3U, 4U})
    test::put(dataset, {0x0019, static_cast<std::uint16_t>(0x1000 + offset)}, VR::LO, "text");
  return dataset;
}

// (0008,0300) with one item.
void declare(gdcm::DataSet& dataset, const gdcm::DataSet& block) {
  test::put_sequence(dataset, {0x0008, 0x0300}, {block});
}

gdcm::DataSet block(std::string_view status) {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x0301}, VR::US, us(0x0019));
  test::put(item, {0x0008, 0x0302}, VR::LO, "ACME");
  test::put(item, {0x0008, 0x0303}, VR::CS, status);
  return item;
}

}  // namespace

TEST_CASE("every row of Table E.3.10-1 is safe under its creator only") {
  const std::vector<test::table_row> rows = test::table_of("safe_private.tsv");
  for (const test::table_row& row : rows) {
    const std::string& creator = row.at("creator");
    const std::string& tag = row.at("tag");
    const std::string& kinds = row.at("vr");
    const auto group = static_cast<std::uint16_t>(std::stoul(tag.substr(0, 4), nullptr, 16));
    const auto offset = static_cast<std::uint16_t>(std::stoul(tag.substr(6), nullptr, 16));
    CAPTURE(creator, tag);
    CHECK(da::is_safe_private({{group, static_cast<std::uint16_t>(0x2000 | offset)}, creator}));
    CHECK_FALSE(
        da::is_safe_private({{group, static_cast<std::uint16_t>(0x2000 | offset)}, "NOBODY"}));
    const da::element_key key({group, static_cast<std::uint16_t>(0x2000 | offset)}, creator);
    for (const da::vr kind : da::all_vrs) {
      // Bytes in UN that are no items are none of a sequence.
      const bool is_listed = kinds.empty() || (kind == da::vr::UN && kinds != "SQ") ||
                             kinds.find(to_string(kind)) != std::string::npos;
      CHECK(da::detail::has_listed_vr(key, kind) == is_listed);
    }
  }
  CHECK(rows.size() == 479);
}

TEST_CASE("safe private elements stay with their creators, others go") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
  test::put(dataset, {0x0019, 0x0011}, VR::LO, "ACME");
  test::put(dataset, {0x0019, 0x100C}, VR::IS, "1000");
  test::put(dataset, {0x0019, 0x100F}, VR::IS, "1000");
  test::put(dataset, {0x0019, 0x110C}, VR::IS, "1000");
  gdcm::DataSet without = dataset;
  da::anonymize_dataset(dataset, safe);
  CHECK(test::bytes(dataset, {0x0019, 0x100C}) == "1000");
  CHECK(test::has(dataset, {0x0019, 0x0010}));
  CHECK_FALSE(test::has(dataset, {0x0019, 0x100F}));
  CHECK_FALSE(test::has(dataset, {0x0019, 0x110C}));
  CHECK_FALSE(test::has(dataset, {0x0019, 0x0011}));
  da::anonymize_dataset(without);
  CHECK_FALSE(test::has(without, {0x0019, 0x100C}));
}

TEST_CASE("safe elements inside a private sequence that nobody declares stay, and nothing else") {
  gdcm::DataSet inner;
  test::put(inner, {0x0008, 0x0060}, VR::CS, "MR");
  test::put(inner, {0x0010, 0x0010}, VR::PN, "Name^Given");
  test::put(inner, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
  test::put(inner, {0x0019, 0x100C}, VR::IS, "1000");
  test::put(inner, {0x0019, 0x100F}, VR::IS, "1000");
  gdcm::DataSet other;
  test::put(other, {0x0010, 0x0010}, VR::PN, "Name^Given");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(dataset, {0x0029, 0x1001}, {inner});
  test::put_sequence(dataset, {0x0029, 0x1002}, {other});
  da::anonymize_dataset(dataset, safe);
  CHECK(test::has(dataset, {0x0029, 0x0010}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1002}));
  const gdcm::DataSet& left = test::item(dataset, {0x0029, 0x1001});
  CHECK(left.Size() == 2);
  CHECK(test::bytes(left, {0x0019, 0x100C}) == "1000");
}

TEST_CASE("a block that the data set declares safe stays, at every depth") {
  gdcm::DataSet dataset = acme();
  test::put_sequence(dataset, {0x0028, 0x3010}, {acme()});
  declare(dataset, block("SAFE"));
  gdcm::DataSet unsafe = acme();
  declare(unsafe, block("UNSAFE"));
  gdcm::DataSet without = acme();
  declare(without, block("SAFE"));
  da::anonymize_dataset(dataset, safe);
  CHECK(test::bytes(dataset, {0x0019, 0x1003}) == "text");
  CHECK(test::bytes(dataset, {0x0019, 0x0010}) == "ACME");
  CHECK(test::has(test::item(dataset, {0x0028, 0x3010}), {0x0019, 0x1003}));
  da::anonymize_dataset(unsafe, safe);
  CHECK_FALSE(test::has(unsafe, {0x0019, 0x1003}));
  da::anonymize_dataset(without);
  CHECK_FALSE(test::has(without, {0x0019, 0x1003}));
}

TEST_CASE("single elements are treated as the data set declares") {
  gdcm::DataSet mixed = block("MIXED");
  test::put(mixed, {0x0008, 0x0304}, VR::US, us(0x0001) + us(0x0002));
  gdcm::DataSet emptied;
  test::put(emptied, {0x0008, 0x0306}, VR::US, us(0x0003));
  test::put(emptied, {0x0008, 0x0307}, VR::CS, "Z ");
  gdcm::DataSet dummy;
  test::put(dummy, {0x0008, 0x0306}, VR::US, us(0x0002));
  test::put(dummy, {0x0008, 0x0307}, VR::CS, "D ");
  test::put_sequence(mixed, {0x0008, 0x0305}, {emptied, dummy});
  gdcm::DataSet dataset = acme();
  declare(dataset, mixed);
  da::anonymize_dataset(dataset, safe);
  CHECK(test::bytes(dataset, {0x0019, 0x1001}) == "text");
  CHECK(test::bytes(dataset, {0x0019, 0x1002}) == "ANONYMIZED");
  CHECK(test::bytes(dataset, {0x0019, 0x1003}) == "");
  CHECK_FALSE(test::has(dataset, {0x0019, 0x1004}));
}

TEST_CASE("what is listed with another VR is not safe inside a private sequence either") {
  const auto run = [](const auto& rules) {
    gdcm::DataSet inner;
    test::put(inner, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
    test::put(inner, {0x0019, 0x100C}, VR::LO, "Name^Given");
    gdcm::DataSet dataset;
    test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
    test::put_sequence(dataset, {0x0029, 0x1001}, {inner});
    da::anonymize_dataset(dataset, rules);
    return dataset;
  };
  CHECK_FALSE(test::has(run(safe), {0x0029, 0x1001}));
  const gdcm::DataSet kept =
      run(safe | da::rule{da::private_element{0x0019, "SIEMENS MR HEADER", 0x0C}, da::keep});
  REQUIRE(test::has(kept, {0x0029, 0x1001}));
  CHECK(test::bytes(test::item(kept, {0x0029, 0x1001}), {0x0019, 0x100C}) == "Name^Given");
}

TEST_CASE("users add safe elements by a rule") {
  gdcm::DataSet dataset = acme();
  constexpr auto mine = safe | da::rule{da::private_element{0x0019, "ACME", 0x02}, da::keep};
  da::anonymize_dataset(dataset, mine);
  CHECK(test::bytes(dataset, {0x0019, 0x1002}) == "text");
  CHECK_FALSE(test::has(dataset, {0x0019, 0x1001}));
}

TEST_CASE("of several declarations for an element the one that tells of identity holds") {
  const auto with = [](std::string_view status, std::string_view harmless, std::string_view acts) {
    gdcm::DataSet item = block(status);
    if (!harmless.empty()) test::put(item, {0x0008, 0x0304}, VR::US, harmless);
    if (!acts.empty()) {
      gdcm::DataSet act;
      test::put(act, {0x0008, 0x0306}, VR::US, acts);
      test::put(act, {0x0008, 0x0307}, VR::CS, "Z ");
      test::put_sequence(item, {0x0008, 0x0305}, {act});
    }
    return item;
  };
  const auto result = [](const std::vector<gdcm::DataSet>& items) {
    gdcm::DataSet dataset = acme();
    test::put_sequence(dataset, {0x0008, 0x0300}, items);
    da::anonymize_dataset(dataset, safe);
    std::string text;
    for (const unsigned offset : {1U, 2U, 3U, 4U}) {
      const gdcm::Tag id{0x0019, static_cast<std::uint16_t>(0x1000 + offset)};
      text += !test::has(dataset, id) ? "X" : test::bytes(dataset, id)->empty() ? "Z" : "K";
    }
    return text;
  };
  const gdcm::DataSet all = with("SAFE", "", "");
  const gdcm::DataSet none = with("UNSAFE", "", "");
  const gdcm::DataSet first_two = with("MIXED", us(0x1001) + us(0x1002) + us(0x0002), "");
  const gdcm::DataSet empties_two = with("MIXED", us(1) + us(2), us(2) + us(3));
  // PS3.3 section C.12.1.1.7 has one item for a block.  SAFE: no element identifies; UNSAFE: any
  // may; MIXED: any but those listed may.
  CHECK(result({all}) == "KKKK");
  CHECK(result({none}) == "XXXX");
  CHECK(result({first_two}) == "KKXX");
  CHECK(result({empties_two}) == "KZZX");
  CHECK(result({with("SAFE", us(1), us(1))}) == "ZKKK");
  CHECK(result({with(" SAFE ", "", "")}) == "KKKK");
  CHECK(result({with("UNSAFE", us(1) + us(2), "")}) == "XXXX");
  CHECK(result({with("SAFE\\UNSAFE", us(1), "")}) == "XXXX");
  // With two, what one says of identity is not taken back by the other.
  const auto both = [&](const gdcm::DataSet& a, const gdcm::DataSet& b) {
    const std::string text = result({a, b});
    CHECK(result({b, a}) == text);
    return text;
  };
  CHECK(both(all, all) == "KKKK");
  CHECK(both(all, none) == "XXXX");
  CHECK(both(all, first_two) == "KKXX");
  CHECK(both(all, empties_two) == "KZZX");
  CHECK(both(all, with("", us(1), "")) == "XXXX");
  CHECK(both(none, first_two) == "XXXX");
  CHECK(both(none, empties_two) == "XZZX");
  CHECK(both(first_two, first_two) == "KKXX");
  CHECK(both(first_two, empties_two) == "KZZX");
  CHECK(both(first_two, with("MIXED", us(2) + us(3), "")) == "XKXX");
  CHECK(both(all, with("SAFE", "", us(3))) == "KKZK");
}

TEST_CASE("what contradicts itself in a file is safe in neither walk") {
  const test::form& f = test::explicit_little;
  const auto item = [&](std::string_view status) {
    return f.item(f.element(0x00080301, "US", f.n(0x0029, 2)) +
                  f.element(0x00080302, "LO", "ACME") + f.element(0x00080303, "CS", status));
  };
  const std::string block = f.element(0x00290010, "LO", "ACME") +
                            f.element(0x00291001, "LO", "OUTERTEXT ") +
                            f.element(0x00291002, "LO", "OTHERTEXT ");
  const auto left_of = [&](const std::string& items) {
    return test::both_ways(test::file(test::explicit_uid, f.sequence(0x00080300, items) + block),
                           safe)
        .bytes;
  };
  CHECK(left_of(item("SAFE")).find("OUTERTEXT") != std::string::npos);
  for (const std::string& items : {item("SAFE") + item("UNSAFE"), item("UNSAFE") + item("SAFE"),
                                   item("SAFE") + item("MIXED ")})
    CHECK(left_of(items).find("OUTERTEXT") == std::string::npos);
}

TEST_CASE("blanks around the name of a creator tell nothing") {
  // PS3.5 section 7.8.1 has it of VR LO, whose blanks on either side are none of its value (table
  // 6.2-1).
  for (const test::form& as : {test::explicit_little, test::implicit_little}) {
    const std::string block =
        as.element(0x00190010, "LO", " SIEMENS MR HEADER  ") +
        as.element(0x0019100C, "IS", "1234") + as.element(0x00290010, "LO", "  ACME") +
        as.element(0x00291001, "LO", "DECLARED") + as.element(0x00291102, "LO", "NOBODYS ");
    const std::string declared =
        as.sequence(0x00080300, as.item(as.element(0x00080301, "US", as.n(0x0029, 2)) +
                                        as.element(0x00080302, "LO", " ACME ") +
                                        as.element(0x00080303, "CS", "SAFE")));
    const std::string of_nobody =
        as.element(0x00310010, "LO", "OUTER ") + as.open_sequence(0x00311001, as.open_item(block));
    const std::string left =
        test::both_ways(test::file(as.explicit_vr ? test::explicit_uid : test::implicit_uid,
                                   declared + block + of_nobody),
                        safe)
            .bytes;
    for (const std::string_view one : {" SIEMENS MR HEADER  ", "1234", "  ACME", "DECLARED"}) {
      CAPTURE(one);
      const std::size_t first = left.find(one);
      REQUIRE(first != std::string::npos);
      CHECK(left.find(one, first + 1) != std::string::npos);
    }
    CHECK(left.find("NOBODYS") == std::string::npos);
  }
}

TEST_CASE("the case of a creator tells nothing, and stays as it was written") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const std::string_view syntax = as.big_endian    ? test::big_endian_uid
                                    : as.explicit_vr ? test::explicit_uid
                                                     : test::implicit_uid;
    CAPTURE(syntax);
    const std::string block = as.element(0x20010010, "LO", " PHILIPS IMAGING DD 001 ") +
                              as.element(0x20010011, "LO", "philips imaging dd 001") +
                              as.element(0x20010012, "LO", "PHILIPS IMAGING DD 009") +
                              as.element(0x20011007, "CS", "FIRSTONE") +
                              as.element(0x20011107, "CS", "OTHERONE") +
                              as.element(0x20011207, "CS", "NOBODYS ");
    const std::string inside = as.sequence(0x00283010, as.item(block)) +
                               as.element(0x00310010, "LO", "OUTER ") +
                               as.open_sequence(0x00311001, as.open_item(block));
    const std::string left = test::both_ways(test::file(syntax, block + inside), safe).bytes;
    const auto count = [&](std::string_view wanted) {
      std::size_t found = 0;
      for (std::size_t at = left.find(wanted); at != left.npos; at = left.find(wanted, at + 1))
        ++found;
      return found;
    };
    for (const std::string_view one :
         {" PHILIPS IMAGING DD 001 ", "philips imaging dd 001", "FIRSTONE", "OTHERONE"}) {
      CAPTURE(one);
      CHECK(count(one) == 3);
    }
    CHECK(count("NOBODYS") == 0);
    CHECK(count("DD 009") == 0);
    CHECK(test::both_ways(test::file(syntax, block), da::profile()).bytes.find("ONE") ==
          std::string::npos);
  }
}

TEST_CASE("time grows with declarations and elements, not with their product") {
  const auto work = [](std::size_t count) {
    std::vector<gdcm::DataSet> items;
    for (std::size_t i = 0; i < count; ++i) {
      gdcm::DataSet item = block("SAFE");
      test::put(item, {0x0008, 0x0302}, VR::LO, "C" + std::to_string(i));
      items.push_back(item);
    }
    gdcm::DataSet sequence;
    test::put_sequence(sequence, {0x0008, 0x0300}, items);
    const auto declared = da::detail::private_declarations::of(*sequence.Begin(), da::limits{});
    for (std::size_t i = 0; i < 4 * count; ++i) {
      const std::string creator = "C" + std::to_string(i % (2 * count));
      const bool is_safe =
          declared.of_element({{0x0019, 0x1001}, creator}) == da::private_treatment::safe;
      if (is_safe != (i % (2 * count) < count)) throw std::logic_error("a wrong treatment");
    }
  };
  CHECK(test::growth_of(2'000, work) < 40);
}

TEST_CASE("what users add is safe inside a private sequence that nobody declares, too") {
  gdcm::DataSet inner = acme();
  test::put(inner, {0x0010, 0x0010}, VR::PN, "Name^Given");
  gdcm::DataSet middle;
  test::put(middle, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(middle, {0x0029, 0x1005}, {inner});
  gdcm::DataSet dataset;
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(dataset, {0x0029, 0x1001}, {middle});
  da::dynamic_rule_map added;  // as a dictionary file makes it
  added.set(da::parse_pattern("(0019,\"ACME\",02)"), da::keep);
  da::anonymize_dataset(dataset, safe | added);
  const gdcm::DataSet& left = test::item(test::item(dataset, {0x0029, 0x1001}), {0x0029, 0x1005});
  CHECK(test::bytes(left, {0x0019, 0x1002}) == "text");
  CHECK(left.Size() == 2);  // and its creator
}

TEST_CASE("without a rule a private sequence that nobody declares goes whole") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(dataset, {0x0029, 0x1001}, {acme()});
  da::anonymize_dataset(dataset, safe);
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1001}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x0010}));
}

TEST_CASE("the items of a sequence that users add obey the rules, wherever it stands") {
  gdcm::DataSet inner = acme();
  test::put(inner, {0x0008, 0x0060}, VR::CS, "MR");
  test::put(inner, {0x0010, 0x0010}, VR::PN, "Name^Given");
  gdcm::DataSet middle;
  test::put(middle, {0x0008, 0x0060}, VR::CS, "MR");
  test::put(middle, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(middle, {0x0029, 0x1005}, {inner});
  gdcm::DataSet dataset;
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(dataset, {0x0029, 0x1001}, {middle});
  constexpr auto mine = safe | da::rule{da::private_element{0x0029, "ACME", 0x05}, da::keep};
  da::anonymize_dataset(dataset, mine);
  const gdcm::DataSet& around = test::item(dataset, {0x0029, 0x1001});
  CHECK_FALSE(test::has(around, {0x0008, 0x0060}));
  const gdcm::DataSet& left = test::item(around, {0x0029, 0x1005});
  CHECK(test::bytes(left, {0x0008, 0x0060}) == "MR");
  CHECK(test::bytes(left, {0x0010, 0x0010}) == "");
  CHECK_FALSE(test::has(left, {0x0019, 0x1002}));
}

TEST_CASE("private sequences in one that stays are sifted on their own merit, at any depth") {
  // PS3.15 section E.3.10.  One of nobody's, around one that stays, around one of nobody's.
  const auto file_of = [](const test::form& as, std::string_view syntax, bool is_inside,
                          std::string_view owner, const std::string& declared) {
    const auto sequence = [&](std::uint32_t id, std::string_view creator, const std::string& item) {
      return as.element((id & 0xFFFF0000) | 0x0010, "LO", creator) +
             as.open_sequence(id, as.open_item(item));
    };
    const std::string mr =
        as.element(0x00190010, "LO", "SIEMENS MR HEADER ") + as.element(0x0019100C, "IS", "1234");
    const std::string text = as.element(0x00080070, "LO", "INNERTEXT ");
    const std::string of_nobody = sequence(
        0x00291005, "ACME",
        text + as.open_sequence(0x00281401,
                                as.open_item(mr + sequence(0x00291006, "ACME", text + mr))));
    std::string body = sequence(0x20011000, owner,
                                as.element(0x00080060, "CS", "MR") + mr + of_nobody +
                                    as.open_sequence(0x00281401, as.open_item(of_nobody)));
    if (is_inside) body = sequence(0x00311001, "OUTER ", body);
    return test::file(syntax, declared + body);
  };
  const auto count = [](std::string_view bytes, std::string_view wanted) {
    std::size_t found = 0;
    for (std::size_t at = bytes.find(wanted); at != bytes.npos; at = bytes.find(wanted, at + 1))
      ++found;
    return found;
  };
  const auto judge = [&](const std::string& input, const auto& rules) {
    CHECK(count(input, "INNERTEXT") == 4);
    const std::string left = test::both_ways(input, rules).bytes;
    CHECK(count(left, "INNERTEXT") == 0);
    CHECK(count(left, "1234") == 5);
    CHECK(count(left, "MR") > 5);  // and the modality
  };
  constexpr auto mine = safe | da::rule{da::private_element{0x2001, "MINE", 0x00}, da::keep};
  for (const bool is_inside : {false, true}) {
    CAPTURE(is_inside);
    for (const test::form& as :
         {test::explicit_little, test::implicit_little, test::explicit_big}) {
      const std::string_view syntax = as.big_endian    ? test::big_endian_uid
                                      : as.explicit_vr ? test::explicit_uid
                                                       : test::implicit_uid;
      CAPTURE(syntax);
      const std::string declared =
          as.sequence(0x00080300, as.item(as.element(0x00080301, "US", as.n(0x2001, 2)) +
                                          as.element(0x00080302, "LO", "MINE") +
                                          as.element(0x00080303, "CS", "SAFE")));
      judge(file_of(as, syntax, is_inside, "Philips Imaging DD 129", ""), safe);
      judge(file_of(as, syntax, is_inside, "MINE", declared), safe);
      judge(file_of(as, syntax, is_inside, "MINE", ""), mine);
    }
  }
}

TEST_CASE("items under Specific Character Set in a private sequence of nobody are sifted, too") {
  gdcm::DataSet text;
  test::put(text, {0x0008, 0x0070}, VR::LO, "INNERTEXT ");
  gdcm::DataSet within = text;
  test::put(within, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(within, {0x0029, 0x1002}, {text});
  gdcm::DataSet inner;
  test::put_sequence(inner, {0x0008, 0x0005}, {within});
  test::put(inner, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
  test::put(inner, {0x0019, 0x100C}, VR::IS, "1000");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME");
  test::put_sequence(dataset, {0x0029, 0x1001}, {inner});
  da::anonymize_dataset(dataset, safe);
  const gdcm::DataSet& left = test::item(dataset, {0x0029, 0x1001});
  CHECK(left.Size() == 2);
  CHECK(test::bytes(left, {0x0019, 0x100C}) == "1000");
}

TEST_CASE("bytes where Table E.3.10-1 has a sequence are not what it calls safe") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x2001, 0x0010}, VR::LO, "Philips Imaging DD 001");
  test::put(dataset, {0x2001, 0x105F}, VR::UN, "QZNAME^X");
  da::anonymize_dataset(dataset, safe);
  CHECK_FALSE(test::has(dataset, {0x2001, 0x105F}));
  test::put(dataset, {0x2001, 0x0010}, VR::LO, "Philips Imaging DD 001");
  test::put(dataset, {0x2001, 0x105F}, VR::UN, "");  // without a value it is one without items
  da::anonymize_dataset(dataset, safe);
  CHECK(test::has(dataset, {0x2001, 0x105F}));
}

TEST_CASE("safe, declared and kept private elements stay in a sequence that is replaced") {
  gdcm::DataSet inner = acme();
  test::put(inner, {0x2001, 0x0010}, VR::LO, "Philips Imaging DD 001");
  test::put(inner, {0x2001, 0x1003}, VR::FL, std::string_view("\0\0\x7A\x44", 4));
  test::put(inner, {0x0040, 0xA160}, VR::UT, "QZNAME");
  gdcm::DataSet dataset;
  declare(dataset, block("SAFE"));
  test::put_sequence(dataset, {0x0040, 0xA730}, {inner});
  gdcm::DataSet without = dataset;
  da::anonymize_dataset(dataset, safe);
  const gdcm::DataSet& left = test::item(dataset, {0x0040, 0xA730});
  CHECK(test::bytes(left, {0x2001, 0x1003}) == std::string("\0\0\x7A\x44", 4));
  CHECK(test::bytes(left, {0x0019, 0x1003}) == test::bytes(acme(), {0x0019, 0x1003}));
  CHECK(test::bytes(left, {0x0040, 0xA160}) != "QZNAME");
  da::anonymize_dataset(without);
  CHECK_FALSE(test::has(test::item(without, {0x0040, 0xA730}), {0x2001, 0x1003}));
}

TEST_CASE("names in private sequences that stay go, in a sequence that is replaced as elsewhere") {
  gdcm::DataSet within;
  test::put(within, {0x0010, 0x0010}, VR::PN, "QZNAME^X");
  test::put(within, {0x0008, 0x0020}, VR::DA, "19431217");
  test::put(within, {0x0008, 0x0060}, VR::CS, "MR");
  gdcm::DataSet inner;
  test::put(inner, {0x0019, 0x0010}, VR::LO, "ACME");
  test::put_sequence(inner, {0x0019, 0x1001}, {within});
  test::put(inner, {0x0019, 0x1002}, VR::DA, "19431217");
  test::put(inner, {0x0019, 0x1003}, VR::US, std::string_view("\5\0", 2));
  for (const bool is_replaced : {false, true}) {
    gdcm::DataSet dataset;
    const gdcm::Tag around = is_replaced ? gdcm::Tag(0x0040, 0xA730) : gdcm::Tag(0x0028, 0x3010);
    test::put_sequence(dataset, around, {inner});
    da::anonymize_dataset(dataset, da::keep_private);
    const gdcm::DataSet& left = test::item(dataset, around);
    CHECK(test::bytes(left, {0x0019, 0x1002}) != "19431217");
    CHECK(test::bytes(left, {0x0019, 0x1003}) == std::string("\5\0", 2));
    const gdcm::DataSet& deeper = test::item(left, {0x0019, 0x1001});
    CHECK(test::bytes(deeper, {0x0010, 0x0010}) != "QZNAME^X");
    CHECK(test::bytes(deeper, {0x0008, 0x0020}) != "19431217");
    CHECK(test::bytes(deeper, {0x0008, 0x0060}) == "MR");
  }
}

TEST_CASE("private sequences that nobody declares cost no more at depth") {
  // Deep and shallow: the same elements in about the same time.
  const auto nested = [](int depth) {
    gdcm::DataSet leaf;
    test::put(leaf, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
    test::put(leaf, {0x0019, 0x100C}, VR::IS, "1000");
    std::vector<gdcm::DataSet> leaves(2000, leaf);
    gdcm::DataSet around;
    test::put(around, {0x0029, 0x0010}, VR::LO, "ACME");
    test::put_sequence(around, {0x0029, 0x1001}, leaves);
    for (int i = 1; i < depth; ++i) {
      gdcm::DataSet outer;
      test::put(outer, {0x0029, 0x0010}, VR::LO, "ACME");
      test::put_sequence(outer, {0x0029, 0x1001}, {around});
      around = outer;
    }
    return around;
  };
  std::size_t visited[2] = {};
  const int depths[] = {1, 40};
  for (int i = 0; i < 2; ++i) {
    gdcm::DataSet dataset = nested(depths[i]);
    const da::report done = da::anonymize_dataset(dataset, safe);
    visited[i] = done.applied.at("delete_unless_declared_safe");
    CHECK(visited[i] <= 2U * static_cast<unsigned>(depths[i]));
  }
}
