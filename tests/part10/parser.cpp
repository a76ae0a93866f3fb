// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::errc;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;
using test::no_refusal;
using test::refusal;
using test::refused;
using texts = std::vector<std::string>;

namespace {

// Writes down what it is told: tag, VR, length and where the value is.
struct recorder {
  texts told;

  static std::string name(const da::element_header& header) {
    const std::string length =
        header.length == da::undefined_length ? "open" : std::to_string(header.length);
    return fmt::format("{:08X} {} {} at {}", header.id.value(),
                       header.written ? da::to_string(*header.written) : "--", length,
                       header.value_offset);
  }
  void value(const da::element_header& header) { told.push_back(name(header)); }
  void encapsulated(const da::element_header& header, std::uint64_t end) {
    told.push_back(fmt::format("{} fragments to {}", name(header), end));
  }
  void begin_sequence(const da::element_header& header) { told.push_back(name(header) + " ["); }
  void end_sequence() { told.emplace_back("]"); }
  void begin_item(const da::element_header& header) {
    told.push_back(header.length == da::undefined_length ? "(open" : "(");
  }
  void end_item() { told.emplace_back(")"); }
};

constexpr da::encoding as_encoding(const test::form& form) {
  return {.explicit_vr = form.explicit_vr, .big_endian = form.big_endian, .deflated = false};
}

texts parsed(const std::string& bytes, const test::form& form, const da::limits& bounds = {}) {
  da::source in(bytes);
  recorder handler;
  da::parser<recorder>(in, bounds, handler).parse_dataset(0, as_encoding(form));
  return handler.told;
}

refusal refusal_of(const std::string& bytes, const test::form& form,
                   const da::limits& bounds = {}) {
  return refused([&] { (void)parsed(bytes, form, bounds); });
}

// Of the processor: other programs may be running.
double seconds(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

constexpr std::uint32_t name = 0x00100010;
constexpr std::uint32_t study_sequence = 0x00081110;
constexpr std::uint32_t private_element = 0x00091001;
constexpr std::uint32_t pixels = 0x7FE00010;

}  // namespace

TEST_CASE("elements are told in the order of the bytes in each encoding") {
  const auto two = [](const test::form& f) {
    return f.element(0x00080060, "CS", "CT") + f.element(name, "PN", "A^B ");
  };
  CHECK(parsed(two(explicit_little), explicit_little) ==
        texts{"00080060 CS 2 at 8", "00100010 PN 4 at 18"});
  CHECK(parsed(two(explicit_big), explicit_big) ==
        texts{"00080060 CS 2 at 8", "00100010 PN 4 at 18"});
  CHECK(parsed(two(implicit_little), implicit_little) ==
        texts{"00080060 -- 2 at 8", "00100010 -- 4 at 18"});
  CHECK(parsed("", explicit_little).empty());
}

TEST_CASE("zero and odd lengths are as good as others") {
  const auto& f = explicit_little;
  CHECK(parsed(f.element(0x00080060, "CS", "") + f.element(name, "PN", "A^B") +
                   f.element(0x00104000, "LT", ""),
               f) == texts{"00080060 CS 0 at 8", "00100010 PN 3 at 16", "00104000 LT 0 at 27"});
}

TEST_CASE(
    "each VR has the length field of PS3.5 section 7.1.2, whatever is in its reserved bytes") {
  for (const test::form& f : {explicit_little, explicit_big}) {
    for (const char* vr :
         {"OB", "OD", "OF", "OL", "OV", "OW", "SV", "UC", "UN", "UR", "UT", "UV"}) {
      std::string bytes = f.element(private_element, vr, "12345678");
      bytes[6] = '\x12';
      bytes[7] = '\x34';
      CHECK(parsed(bytes, f) == texts{fmt::format("00091001 {} 8 at 12", vr)});
    }
    for (const char* vr : {"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO",
                           "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"})
      CHECK(parsed(f.element(private_element, vr, "12345678"), f) ==
            texts{fmt::format("00091001 {} 8 at 8", vr)});
  }
}

TEST_CASE("a 16-bit length reaches 65535 and a 32-bit one beyond") {
  const std::string longest(65535, 'x');
  CHECK(parsed(explicit_little.element(0x00104000, "LT", longest), explicit_little) ==
        texts{"00104000 LT 65535 at 8"});
  CHECK(parsed(explicit_little.element(0x00104000, "UT", longest + longest), explicit_little) ==
        texts{"00104000 UT 131070 at 12"});
}

TEST_CASE("NULs after the last element are no elements, other bytes are") {
  const std::string one = explicit_little.element(name, "PN", "A^B ");
  for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{4095},
                                  std::size_t{4097}, std::size_t{100'000}}) {
    CHECK(parsed(one + std::string(count, '\0'), explicit_little).size() == 1);
    CHECK(refusal_of(one + std::string(count, '\0') + "\1", explicit_little).code != errc{});
  }
  CHECK(refusal_of(one + "x", explicit_little) == refusal{errc::truncated, std::nullopt, 12});
}

TEST_CASE("sequences and items of defined and undefined length are told alike") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string inner = f.element(name, "PN", "A^B ");
    const auto shape = [&](const std::string& bytes) {
      std::string all;
      for (const std::string& one : parsed(bytes, f))
        all += one.find(" [") != std::string::npos ? "[" : one.size() > 6 ? "v" : one;
      return all;
    };
    CHECK(shape(f.sequence(study_sequence, f.item(inner) + f.item(""))) == "[(v)()]");
    CHECK(shape(f.sequence(study_sequence, f.open_item(inner) + f.open_item(""))) ==
          "[(openv)(open)]");
    CHECK(shape(f.open_sequence(study_sequence, f.item(inner))) == "[(v)]");
    CHECK(shape(f.open_sequence(study_sequence, f.open_item(inner))) == "[(openv)]");
    CHECK(shape(f.open_sequence(study_sequence, "")) == "[]");
    CHECK(shape(f.open_sequence(study_sequence,
                                f.open_item(f.sequence(study_sequence, f.item(inner)) + inner)) +
                inner) == "[(open[(v)]v)]v");
  }
}

TEST_CASE("UN of undefined length holds items in Implicit VR, also in a big endian file") {
  const auto& inside = implicit_little;
  const std::string item = inside.open_item(inside.element(name, "PN", "A^B "));
  for (const test::form& f : {explicit_little, explicit_big}) {
    const std::string bytes = f.head(private_element, "UN", test::undefined) + item +
                              inside.sequence_end() + f.element(0x00104000, "LT", "ab");
    CHECK(parsed(bytes, f) == texts{"00091001 UN open at 12 [", "(open", "00100010 -- 4 at 28", ")",
                                    "]", "00104000 LT 2 at 56"});
  }
}

TEST_CASE("UN of defined length that consists of items is a sequence, implicit or explicit") {
  for (const auto& [inside, told] :
       {std::pair{implicit_little, "--"}, std::pair{explicit_little, "PN"}}) {
    for (const std::uint32_t id : {private_element, study_sequence}) {
      const std::string items = inside.item(inside.element(name, "PN", "A^B "));
      for (const test::form& f : {explicit_little, explicit_big})
        CHECK(parsed(f.element(id, "UN", items), f) ==
              texts{fmt::format("{:08X} UN 20 at 12 [", id), "(",
                    fmt::format("00100010 {} 4 at 28", told), ")", "]"});
    }
  }
}

TEST_CASE("UN that only begins like items is a value") {
  const auto& f = explicit_little;
  for (const std::string& value :
       {std::string("\xFE\xFF\0\xE0", 4), std::string("\xFE\xFF\0\xE0\xFF\xFF\0\0data", 12),
        std::string("\xFE\xFF\0\xE0\4\0\0\0data more", 17), std::string("no item.")}) {
    CHECK(parsed(f.element(private_element, "UN", value), f) ==
          texts{fmt::format("00091001 UN {} at 12", value.size())});
  }
}

TEST_CASE("another VR hides no items") {
  const auto& f = explicit_little;
  const std::string items = f.item(f.element(name, "PN", "A^B "));
  CHECK(parsed(f.element(private_element, "OB", items), f) == texts{"00091001 OB 20 at 12"});
  CHECK(parsed(f.element(private_element, "UN", items), f).size() == 5);
}

TEST_CASE("a known sequence in UN that cannot be read is refused, an empty one is not") {
  const auto& f = explicit_little;
  CHECK(refusal_of(f.element(study_sequence, "UN", "no item.") + f.element(name, "PN", ""), f) ==
        refusal{errc::malformed, study_sequence, 0});
  CHECK(refusal_of(f.element(study_sequence, "UN", "ab"), f) ==
        refusal{errc::malformed, study_sequence, 0});
  CHECK(refusal_of(f.element(private_element, "UN", "no item."), f) == no_refusal);
  CHECK(refusal_of(f.element(study_sequence, "UN", ""), f) == no_refusal);
}

TEST_CASE("Implicit VR: known sequences, private ones that hide, undefined lengths") {
  const auto& f = implicit_little;
  const std::string items = f.item(f.element(name, "PN", "A^B "));
  const texts inside{"(", "00100010 -- 4 at 24", ")", "]"};
  const auto with = [&](const std::string& first) {
    texts all{first};
    all.insert(all.end(), inside.begin(), inside.end());
    return all;
  };
  CHECK(parsed(f.sequence(study_sequence, items), f) == with("00081110 -- 20 at 8 ["));
  CHECK(parsed(f.sequence(private_element, items), f) == with("00091001 -- 20 at 8 ["));
  CHECK(parsed(f.open_sequence(private_element, items), f) == with("00091001 -- open at 8 ["));
  CHECK(parsed(f.element(private_element, "LO", "no items"), f) == texts{"00091001 -- 8 at 8"});
  CHECK(refusal_of(f.sequence(study_sequence, "no items"), f) ==
        refusal{errc::malformed, study_sequence, 8});
  // Explicit items in an implicit file: no one may write this, and it is bytes.
  CHECK(parsed(f.element(private_element, "UN",
                         explicit_little.item(explicit_little.element(name, "PN", "A^B "))),
               f) == texts{"00091001 -- 20 at 8"});
}

TEST_CASE("encapsulated pixel data are fragments, and elements may follow") {
  const auto& f = explicit_little;
  const std::string bytes =
      f.encapsulated(pixels, {"", "abcd", "ef"}) + f.element(0xFFFCFFFC, "OB", "pad.");
  CHECK(parsed(bytes, f) == texts{"7FE00010 OB open at 12 fragments to 50", "FFFCFFFC OB 4 at 62"});
  CHECK(parsed(implicit_little.encapsulated(pixels, {"", "abcd"}), implicit_little) ==
        texts{"7FE00010 -- open at 8 fragments to 36"});
  CHECK(parsed(f.encapsulated(pixels, {}), f) == texts{"7FE00010 OB open at 12 fragments to 20"});
}

TEST_CASE("encapsulated pixel data in an item are fragments too") {
  const auto& f = explicit_little;
  CHECK(parsed(f.sequence(0x00880200, f.item(f.encapsulated(pixels, {"", "ab"}))), f) ==
        texts{"00880200 SQ 46 at 12 [", "(", "7FE00010 OB open at 32 fragments to 58", ")", "]"});
}

TEST_CASE("a value that reaches beyond what is around it is truncated, at its element") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string before = f.element(0x00080060, "CS", "CT");
    CHECK(refusal_of(before + f.head(name, "PN", 6) + "A^B ", f) ==
          refusal{errc::truncated, name, 10});
    CHECK(refusal_of(before + f.head(name, "PN", 4) + "A^B ", f) == no_refusal);
    // Of the item, although the source goes on.
    const std::string item = f.item(f.head(name, "PN", 6) + "A^B ");
    const std::uint64_t place = f.head(study_sequence, "SQ", 0).size() + 8;
    CHECK(refusal_of(f.sequence(study_sequence, item) + before, f) ==
          refusal{errc::truncated, name, place});
    CHECK(refusal_of(f.open_sequence(study_sequence, item) + before, f) ==
          refusal{errc::truncated, name, place});
    // Of the sequence.
    CHECK(refusal_of(f.sequence(study_sequence, f.tag(0xFFFEE000) + f.n(6, 4) + "abcd") + before,
                     f) == refusal{errc::truncated, study_sequence, place - 8});
    CHECK(refusal_of(f.head(study_sequence, "SQ", 100) + f.item(""), f) ==
          refusal{errc::truncated, study_sequence, 0});
  }
}

TEST_CASE("an element whose head is cut is truncated, at its beginning") {
  const auto& f = explicit_little;
  const std::string before = f.element(0x00080060, "CS", "CT");
  const std::string head = f.head(0x00081199, "OB", 0);
  for (std::size_t kept = 1; kept < head.size(); ++kept)
    CHECK(refusal_of(before + head.substr(0, kept), f) ==
          refusal{errc::truncated, std::nullopt, 10});
  CHECK(refusal_of(before + head, f) == no_refusal);
}

TEST_CASE("a sequence or item without its delimiter is truncated, at the end") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string open = f.head(study_sequence, "SQ", test::undefined);
    const std::uint64_t begin = open.size();
    CHECK(refusal_of(open, f) == refusal{errc::truncated, std::nullopt, begin});
    CHECK(refusal_of(open + f.item(""), f) == refusal{errc::truncated, std::nullopt, begin + 8});
    CHECK(refusal_of(open + f.tag(0xFFFEE000) + f.n(test::undefined, 4), f) ==
          refusal{errc::truncated, std::nullopt, begin + 8});
    CHECK(refusal_of(open + f.item("") + f.sequence_end(), f) == no_refusal);
  }
}

TEST_CASE("encapsulated pixel data that are cut are truncated") {
  const auto& f = explicit_little;
  const std::string whole = f.encapsulated(pixels, {"", "abcd"});
  for (std::size_t kept = 1; kept < whole.size(); ++kept)
    CHECK(refusal_of(whole.substr(0, kept), f).code == errc::truncated);
  CHECK(refusal_of(f.head(pixels, "OB", test::undefined) + f.tag(0xFFFEE000) + f.n(9, 4) + "abcd",
                   f) == refusal{errc::truncated, pixels, 12});
  CHECK(refusal_of(whole, f) == no_refusal);
}

TEST_CASE("what PS3.5 does not allow is malformed, at its tag and offset") {
  const auto& f = explicit_little;
  const std::string before = f.element(0x00080060, "CS", "CT");
  const auto malformed = [](std::uint32_t id, std::uint64_t offset) {
    return refusal{errc::malformed, id, offset};
  };
  SECTION("a VR that is none") {
    CHECK(refusal_of(before + f.tag(name) + "XX" + f.n(0, 2), f) == malformed(name, 14));
    CHECK(refusal_of(before + f.tag(name) + "pn" + f.n(0, 2), f) == malformed(name, 14));
    CHECK(refusal_of(before + f.tag(name) + f.n(0, 4), f) == malformed(name, 14));
  }
  SECTION("a VR of no undefined length") {
    CHECK(refusal_of(before + f.head(0x00104000, "UT", test::undefined), f) ==
          malformed(0x00104000, 10));
    CHECK(refusal_of(before + f.head(private_element, "OB", test::undefined), f) ==
          malformed(private_element, 10));
  }
  SECTION("items and delimiters outside sequences") {
    CHECK(refusal_of(before + f.item(""), f) == malformed(0xFFFEE000, 10));
    CHECK(refusal_of(before + f.item_end(), f) == malformed(0xFFFEE00D, 10));
    CHECK(refusal_of(before + f.sequence_end(), f) == malformed(0xFFFEE0DD, 10));
    CHECK(refusal_of(f.sequence(study_sequence, f.item(f.sequence_end())), f) ==
          malformed(0xFFFEE0DD, 20));
    CHECK(refusal_of(f.open_sequence(study_sequence, f.open_item(f.sequence_end())), f) ==
          malformed(0xFFFEE0DD, 20));
  }
  SECTION("file meta information in the data set") {
    CHECK(refusal_of(before + f.element(0x00020010, "UI", "1.2."), f) == malformed(0x00020010, 10));
    CHECK(refusal_of(f.sequence(study_sequence, f.item(f.element(0x00020010, "UI", "1.2."))), f) ==
          no_refusal);
  }
  SECTION("no item in a sequence") {
    CHECK(refusal_of(f.sequence(study_sequence, before), f) == malformed(study_sequence, 12));
    CHECK(refusal_of(f.open_sequence(study_sequence, f.item("") + before), f) ==
          malformed(study_sequence, 20));
    // A delimiter ends a defined length exactly or is none of it.
    CHECK(refusal_of(f.sequence(study_sequence, f.item("") + f.sequence_end() + f.item("")), f) ==
          malformed(study_sequence, 20));
    CHECK(refusal_of(f.sequence(study_sequence, f.item(f.sequence_end())), f) ==
          malformed(0xFFFEE0DD, 20));
  }
  SECTION("a delimiter with a length") {
    const std::string open = f.head(study_sequence, "SQ", test::undefined);
    CHECK(refusal_of(open + f.tag(0xFFFEE0DD) + f.n(2, 4) + "ab", f) == malformed(0xFFFEE0DD, 12));
    CHECK(refusal_of(open + f.tag(0xFFFEE000) + f.n(test::undefined, 4) + f.tag(0xFFFEE00D) +
                         f.n(2, 4) + "ab",
                     f) == malformed(0xFFFEE00D, 20));
    CHECK(refusal_of(f.head(pixels, "OB", test::undefined) + f.tag(0xFFFEE0DD) + f.n(2, 4) + "ab",
                     f) == malformed(0xFFFEE0DD, 12));
  }
  SECTION("no fragment in encapsulated pixel data") {
    const std::string open = f.head(pixels, "OB", test::undefined);
    CHECK(refusal_of(open + before, f) == malformed(pixels, 12));
    CHECK(refusal_of(open + f.open_item(""), f) == malformed(pixels, 12));
  }
}

TEST_CASE("a defined length may end with a delimiter, as some writers have it") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string inner = f.element(name, "PN", "A^B ");
    const std::string bytes = f.sequence(study_sequence, f.item(inner) + f.sequence_end()) + inner;
    CHECK(parsed(bytes, f).size() ==
          parsed(f.sequence(study_sequence, f.item(inner)) + inner, f).size());
    CHECK(refusal_of(f.sequence(study_sequence, f.sequence_end()), f) == no_refusal);
  }
  const std::string hidden = implicit_little.item(implicit_little.element(name, "PN", "A^B ")) +
                             implicit_little.sequence_end();
  CHECK(parsed(explicit_little.sequence(private_element, hidden, "UN"), explicit_little).size() >
        1);
}

TEST_CASE("a delimiter may say that its length is undefined, as some writers have it") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const auto end = [&](std::uint32_t id) { return f.tag(id) + f.n(test::undefined, 4); };
    const std::string inner = f.element(name, "PN", "A^B ");
    CHECK(parsed(f.head(study_sequence, "SQ", test::undefined) + f.tag(0xFFFEE000) +
                     f.n(test::undefined, 4) + inner + end(0xFFFEE00D) + end(0xFFFEE0DD) + inner,
                 f) == parsed(f.open_sequence(study_sequence, f.open_item(inner)) + inner, f));
    CHECK(refusal_of(
              f.head(pixels, "OB", test::undefined) + f.item("") + f.item("abcd") + end(0xFFFEE0DD),
              f) == no_refusal);
  }
}

TEST_CASE("a value far beyond the limit of its VR is refused, a long list of values is not") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const auto refused_in = [&](std::uint32_t id, const char* vr, const std::string& value) {
      const refusal at_top = refusal_of(f.element(id, vr, value), f);
      const refusal nested =
          refusal_of(f.sequence(study_sequence, f.item(f.element(id, vr, value))), f);
      CHECK(at_top.code == nested.code);
      return at_top.code;
    };
    const std::pair<std::uint32_t, const char*> short_ones[] = {
        {0x00080005, "CS"}, {0x00080018, "UI"}, {0x00080020, "DA"}, {0x00080030, "TM"},
        {0x0008002A, "DT"}, {0x00100010, "PN"}, {0x00100020, "LO"}, {0x00080050, "SH"},
        {0x00101010, "AS"}, {0x00280030, "DS"}, {0x00200013, "IS"}, {0x00080054, "AE"}};
    for (const auto& [id, vr] : short_ones) {
      CAPTURE(vr);
      CHECK(refused_in(id, vr, std::string(20'000, '1')) == errc::malformed);
      CHECK(refused_in(id, vr, std::string(500, '1')) == errc{});
      std::string list;
      for (int i = 0; i < 3000; ++i) list += "1234567890.12345\\";
      CHECK(refused_in(id, vr, list + "1") == errc{});
      CHECK(refused_in(id, vr, list + std::string(9000, '1')) == errc::malformed);
    }
    CHECK(refused_in(0x00104000, "LT", std::string(60'000, 'x')) == errc{});
    CHECK(refused_in(0x00420011, "OB", std::string(60'000, 'x')) == errc{});
  }
}

TEST_CASE("a group length has four bytes or none") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    for (const std::uint32_t id : {0x00080000U, 0x00090000U}) {
      CHECK(refusal_of(f.element(id, "UL", f.n(4, 4)), f) == no_refusal);
      CHECK(refusal_of(f.element(id, "UL", ""), f) == no_refusal);
      for (const std::size_t length : {2U, 6U, 8U, 60'000U})
        CHECK(refusal_of(f.element(id, "UL", std::string(length, 'x')), f) ==
              refusal{errc::malformed, id, 0});
    }
    CHECK(refusal_of(f.open_sequence(0x00080000, f.item("")), f) ==
          refusal{errc::malformed, 0x00080000, 0});
  }
}

TEST_CASE("Explicit VR amid Implicit VR is refused and not taken for a length") {
  const auto& e = explicit_little;
  const auto& i = implicit_little;
  // As Implicit VR the length of the first is that of the letters and of more than is its own.
  const std::string explicit_part =
      e.element(0x00104000, "LT", "xy") + e.element(0x00204000, "LT", "z ");
  const std::string filling(1'000'000, '\0');
  CHECK(refusal_of(i.element(0x00080060, "CS", "CT") + explicit_part + filling, i) ==
        refusal{errc::malformed, 0x00104000, 10});
  CHECK(refusal_of(i.sequence(study_sequence, i.item(explicit_part + filling)), i).code ==
        errc::malformed);
  // In whatever order, and where nobody knows how long the first may be.
  for (const test::form& f : {e, explicit_big}) {
    const std::string out_of_order = f.element(0x00080003, "LO", "abcd") +
                                     f.element(0x00100020, "LO", "4711") +
                                     f.element(0x00100010, "PN", "A^B ");
    CHECK(refusal_of(
              i.element(0x00080001, "UL", i.n(4, 4)) + out_of_order + std::string(70'000'000, '\0'),
              i)
              .code == errc::malformed);
  }
  // A long value is one, whatever its length spells.
  CHECK(refusal_of(i.element(0x00104000, "LT", std::string(0x544C, 'x')), i) == no_refusal);
}

TEST_CASE("NULs that go on from a text are no filling") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string filling(100, '\0');
    CHECK(refusal_of(f.element(name, "PN", std::string("A^B\0", 4)) + filling, f) == no_refusal);
    CHECK(refusal_of(f.element(name, "PN", std::string("A^\0\0", 4)) + filling, f) ==
          refusal{errc::malformed, name, 0});
    CHECK(refusal_of(f.element(name, "PN", std::string("A^\0\0", 4)), f) == no_refusal);
    CHECK(refusal_of(f.element(pixels, "OW", filling) + filling, f) == no_refusal);
  }
}

TEST_CASE("NULs that go on from a value of misread length are no filling") {
  constexpr std::uint32_t unknown = 0x00080003;
  constexpr std::uint32_t rows = 0x00280010;
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string filling(2000, '\0');
    for (const test::form& inner : {explicit_little, explicit_big}) {
      const std::string swallowed =
          f.n(2, 2) + inner.element(name, "PN", "A^B ") + std::string(400, '\0');
      CHECK(refusal_of(f.element(unknown, "US", swallowed) + filling, f) ==
            refusal{errc::malformed, unknown, 0});
      CHECK(refusal_of(f.element(unknown, "UN", swallowed) + filling, f).code == errc::malformed);
    }
    CHECK(refusal_of(f.element(rows, "US", std::string(512, '\x01')) + filling, f) ==
          refusal{errc::malformed, rows, 0});
    CHECK(refusal_of(f.element(rows, "US", f.n(2, 2)) + filling, f) == no_refusal);
    CHECK(refusal_of(f.element(unknown, "US", std::string(512, '\x01')) + filling, f) ==
          no_refusal);
    CHECK(refusal_of(f.sequence(study_sequence, f.item(f.element(name, "PN", "A^B "))) + filling,
                     f) == no_refusal);
    if (f.explicit_vr)
      CHECK(
          refusal_of(f.element(unknown, "UN",
                               explicit_little.item(explicit_little.element(name, "PN", "A^B "))) +
                         filling,
                     f) == no_refusal);
  }
}

TEST_CASE("a last value that holds elements of another encoding is refused") {
  for (const test::form& f : {explicit_little, explicit_big}) {
    const test::form& other = f.big_endian ? explicit_little : explicit_big;
    const std::string first = f.element(0x00080016, "UI", "1.2.3.44");
    // Four bytes in the other order are 1,024 in this.
    std::string swallowed = implicit_little.element(name, "PN", "A^B ");
    swallowed += implicit_little.element(0x00104000, "LT", std::string(1024 - 4 - 12 - 8, 'x'));
    const std::string unknown = other.element(0x00091001, "UL", f.n(1, 4));
    for (const std::size_t filling : {std::size_t{0}, std::size_t{5000}}) {
      const std::string bytes = first + unknown + swallowed + std::string(filling, '\0');
      CHECK(refusal_of(bytes, f) == refusal{errc::malformed, 0x09000110, first.size()});
    }
  }
}

TEST_CASE("an item tag of the other byte order is no item") {
  const auto& f = explicit_big;
  CHECK(refusal_of(f.element(study_sequence, "SQ", explicit_little.item("")), f).code ==
        errc::malformed);
  CHECK(refusal_of(f.element(study_sequence, "SQ", f.item("")), f) == no_refusal);
}

TEST_CASE("the limit of depth counts items in items, at the sequence beyond it") {
  for (const test::form& f : {explicit_little, implicit_little}) {
    const auto nested = [&](unsigned levels) {
      std::string bytes;
      for (unsigned i = 0; i < levels; ++i) bytes = f.sequence(study_sequence, f.item(bytes));
      return bytes;
    };
    const std::uint64_t level = f.sequence(study_sequence, f.item("")).size();
    CHECK(refusal_of(nested(3), f, {.depth = 3}) == no_refusal);
    CHECK(refusal_of(nested(4), f, {.depth = 3}) ==
          refusal{errc::too_deep, study_sequence, 3 * level});
    CHECK(refusal_of(nested(64), f) == no_refusal);
    CHECK(refusal_of(nested(65), f) == refusal{errc::too_deep, study_sequence, 64 * level});
    CHECK(refusal_of(f.sequence(study_sequence, f.item("")), f, {.depth = 0}).code ==
          errc::too_deep);
    CHECK(refusal_of(f.sequence(study_sequence, ""), f, {.depth = 0}) == no_refusal);
  }
}

TEST_CASE("a hundred thousand levels are too deep, at once") {
  constexpr std::uint32_t levels = 100'000;
  for (const std::uint32_t id : {study_sequence, private_element}) {
    std::string open, closed, unknown;
    for (std::uint32_t i = 0; i < levels; ++i) {
      const auto& f = implicit_little;
      open += f.head(id, "SQ", test::undefined) + f.tag(0xFFFEE000) + f.n(test::undefined, 4);
      closed += f.head(id, "SQ", 16 * (levels - i) - 8) + f.tag(0xFFFEE000) +
                f.n(16 * (levels - i) - 16, 4);
      const auto& e = explicit_little;
      unknown += e.head(id, "UN", 20 * (levels - i) - 12) + e.tag(0xFFFEE000) +
                 e.n(20 * (levels - i) - 20, 4);
    }
    const std::clock_t begin = std::clock();
    CHECK(refusal_of(open, implicit_little) == refusal{errc::too_deep, id, 64 * 16});
    CHECK(refusal_of(closed, implicit_little) == refusal{errc::too_deep, id, 64 * 16});
    CHECK(refusal_of(unknown, explicit_little) == refusal{errc::too_deep, id, 64 * 20});
    CHECK(seconds(begin) < 10);
  }
}

TEST_CASE("the effort for items that hide in items does not double with each level") {
  const std::clock_t begin = std::clock();
  std::string implicit = implicit_little.element(name, "PN", "A^B ");
  std::string explicit_items = explicit_little.element(name, "PN", "A^B ");
  std::string damaged = "xxxxxxxxxxxx";
  for (int level = 0; level < 63; ++level) {
    implicit = implicit_little.sequence(private_element, implicit_little.item(implicit));
    explicit_items =
        explicit_little.sequence(private_element, explicit_little.item(explicit_items), "UN");
    damaged = explicit_little.sequence(private_element, explicit_little.item(damaged), "UN");
  }
  CHECK(parsed(implicit, implicit_little).size() == 63 * 4 + 1);
  CHECK(parsed(explicit_items, explicit_little).size() == 63 * 4 + 1);
  // Only the innermost is no sequence.
  CHECK(parsed(damaged, explicit_little).size() == 62 * 4 + 1);
  CHECK(parsed(explicit_little.sequence(private_element, implicit_little.item(implicit), "UN"),
               explicit_little)
            .size() == 64 * 4 + 1);
  CHECK(seconds(begin) < 5);
}

TEST_CASE("items that stand for themselves are parsed from an offset to an end") {
  const auto& f = implicit_little;
  const std::string items = f.item(f.element(name, "PN", "A^B ")) + f.item("");
  da::source in("??" + items + "??");
  const da::limits bounds;
  recorder handler;
  da::parser<recorder> reading(in, bounds, handler);
  reading.parse_items(2, 2 + items.size(), as_encoding(f));
  CHECK(handler.told ==
        texts{"00000000 -- 28 at 2 [", "(", "00100010 -- 4 at 18", ")", "(", ")", "]"});
  CHECK(refused([&] { reading.parse_items(0, 2 + items.size(), as_encoding(f)); }).code ==
        errc::malformed);
}

TEST_CASE("the head of an element must end before the end that is given") {
  da::source in(explicit_little.element(0x00091001, "OB", "ab"));
  const da::limits bounds;
  recorder handler;
  da::parser<recorder> reading(in, bounds, handler);
  const da::element_header header = reading.read_header(0, in.size(), {});
  CHECK(header.id == da::tag(0x0009, 0x1001));
  CHECK(header.written == da::vr::OB);
  CHECK(header.length == 2);
  CHECK(header.offset == 0);
  CHECK(header.value_offset == 12);
  CHECK(refused([&] { (void)reading.read_header(0, 11, {}); }) ==
        refusal{errc::truncated, std::nullopt, 0});
  CHECK(refused([&] { (void)reading.read_header(0, 7, {}); }) ==
        refusal{errc::truncated, std::nullopt, 0});
}

TEST_CASE("a parser reports no byte of a value") {
  const auto& f = explicit_little;
  for (const std::string& bytes :
       {f.head(name, "PN", 60) + "Doe^Jane", f.sequence(study_sequence, "Doe^Jane"),
        f.element(study_sequence, "UN", "Doe^Jane")}) {
    try {
      (void)parsed(bytes, f);
      FAIL("damaged bytes were parsed");
    } catch (const da::error& failed) {
      CHECK(std::string(failed.what()).find("Doe") == std::string::npos);
    }
  }
}
