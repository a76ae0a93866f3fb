// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/swallowed_elements.hpp>

#include <dicom_anonymizer/part10/header_reader.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

constexpr std::uint32_t unknown = 0x00080003;

// The head of an element of the other byte order as this one has it, and all that is behind it as
// far as its length reaches here.
bool is_seen(const test::form& read, std::uint32_t id, std::string_view vr, std::size_t value,
             const std::string& behind) {
  const test::form& written = read.big_endian ? explicit_little : explicit_big;
  std::string bytes = written.element(id, vr, std::string(value, '\x01')) + behind;
  da::source in{bytes};
  const da::element_header header = da::header_reader(in).read_any_header(
      0, bytes.size(), {.explicit_vr = true, .big_endian = read.big_endian, .deflated = false});
  return da::detail::swallows_elements(in, header);
}

// Whether a value of a length of two bytes holds elements, of which some bytes are behind it.
bool is_held(const test::form& read, std::string_view vr, const std::string& value,
             const std::string& behind = {}) {
  const std::string bytes = read.element(unknown, vr, value) + behind;
  da::source in{bytes};
  return da::detail::holds_elements(
      in, da::header_reader(in).read_any_header(
              0, bytes.size(),
              {.explicit_vr = true, .big_endian = read.big_endian, .deflated = false}));
}

std::string name(const test::form& f) { return f.element(0x00100010, "PN", "A^B "); }

}  // namespace

TEST_CASE("a tag in the other byte order") {
  CHECK(da::detail::in_other_order({0x0008, 0x1003}) == da::tag{0x0800, 0x0310});
}

TEST_CASE("elements behind a length of the other byte order are seen in any encoding") {
  const std::string filling(5000, '\0');
  for (const test::form& read : {explicit_little, explicit_big})
    for (const test::form& inside : {explicit_little, explicit_big, implicit_little}) {
      const std::string id = inside.element(0x00100020, "LO", "4711");
      // Two bytes are 512 there, four are 1,024, eight are 2,048.
      for (const std::size_t value : {2U, 4U, 8U}) {
        const std::string_view vr = value == 2 ? "US" : value == 4 ? "UL" : "FD";
        CHECK(is_seen(read, unknown, vr, value, name(inside) + filling));
        CHECK(is_seen(read, unknown, vr, value,
                      name(inside) + id + inside.element(0x7FE00010, "OW", filling)));
        CHECK(is_seen(read, unknown, vr, value,
                      inside.element(0x00091001, "LO", "ab") + name(inside) +
                          inside.element(0x00123456, "LO", "ab") + id + filling));
      }
      // As far as the end of the source, without NULs.
      std::string all = name(inside);
      while (all.size() < 1024) all += id;
      CHECK(is_seen(read, unknown, "UL", 4, all));
    }
}

TEST_CASE("two that are evident tell it, whatever stands behind them") {
  const std::string pixels = std::string(2000, '\0');
  for (const test::form& read : {explicit_little, explicit_big})
    for (const test::form& inside : {explicit_little, explicit_big, implicit_little}) {
      const std::string names = name(inside) + inside.element(0x00100020, "LO", "4711");
      const std::string end = inside.element(0x7FE00010, "OW", pixels);
      const std::string item = inside.open_item(inside.element(0x00080060, "CS", "MR"));
      for (const std::string& odd :
           {inside.open_sequence(0x00291001, item), inside.open_sequence(0x00189998, item),
            inside.element(0x00191010, "LO", "q "), inside.element(0x00000002, "UI", "1.2"),
            inside.element(0x00291001, "LO", "abc"), std::string(300, '\xFF')}) {
        CHECK(is_seen(read, unknown, "US", 2, names + odd + end));
        CHECK(is_seen(read, 0x00090010, "UL", 4, names + odd + end));
      }
    }
}

TEST_CASE("what stands before hides nothing, and a text may be filled with NULs") {
  for (const test::form& read : {explicit_little, explicit_big})
    for (const test::form& inside : {explicit_little, explicit_big, implicit_little}) {
      const std::string item = inside.open_item(inside.element(0x00080060, "CS", "MR"));
      const std::string end = inside.element(0x7FE00010, "OW", std::string(2000, '\xFF'));
      CHECK(is_seen(read, 0x00090010, "UL", 4,
                    inside.open_sequence(0x00091001, item) + name(inside) + end));
      CHECK(is_seen(read, 0x00090010, "UL", 4,
                    inside.element(0x00100010, "PN", std::string("A^BC\0\0", 6)) +
                        inside.element(0x00104000, "LT", "a\tb ") + end));
    }
}

TEST_CASE("a value of two bytes of length holds elements wherever they stand in it") {
  for (const test::form& read : {explicit_little, explicit_big})
    for (const test::form& inside : {explicit_little, explicit_big, implicit_little})
      for (const std::size_t before : {0U, 1U, 7U, 300U}) {
        const auto holds = [&](std::string_view vr, const std::string& value) {
          return is_held(read, vr, value);
        };
        // 512 is 2 in the other order, and 511 is more.
        for (const std::string_view vr : {"US", "UL", "FD", "AT", "LO", "UI", "ST"}) {
          CAPTURE(vr, before, read.big_endian, inside.big_endian, inside.explicit_vr);
          std::string value = "ab" + std::string(before, 'x');
          const std::string plain = value;
          for (const std::string& one :
               {name(inside), inside.element(0x00100020, "LO", "4711"),
                inside.element(0x00104000, "LT", std::string("ab\tc\0\0", 6)),
                inside.open_sequence(0x00101002, inside.open_item(name(inside))),
                inside.element(0x00090010, "LO", "ACME") +
                    inside.element(0x00091001, "SH", "x ")}) {
            value = plain + one;
            value.resize(512);
            CHECK(holds(vr, value));
            value.resize(511);
            CHECK_FALSE(holds(vr, value));
          }
          if (inside.explicit_vr)
            for (const std::string_view written : {"UN", "LO", "LT"}) {
              value = plain + inside.element(0x00100010, written, "A^B ");
              value.resize(512);
              CHECK(holds(vr, value));
            }
          CHECK_FALSE(holds(vr, std::string(512, '\0')));
          CHECK_FALSE(holds(vr, std::string(512, 'x')));
          CHECK_FALSE(holds(vr, std::string(500, 'x') + std::string(12, '\0')));
        }
        std::string numbers;
        for (unsigned i = 0; numbers.size() < 4096; ++i) numbers += read.n(i * 7 % 300, 2);
        CHECK_FALSE(holds("US", numbers));
      }
}

TEST_CASE("what stands behind an element tells it where its text does not") {
  const std::string cyrillic = "\xCF\xD1\xDB\xDE\xDA\xDE\xD2^\xB8\xD2\xD0\xDD";  // ISO_IR 144
  constexpr std::size_t length = 512;
  for (const test::form& read : {explicit_little, explicit_big})
    for (const test::form& inside : {explicit_little, explicit_big, implicit_little}) {
      CAPTURE(read.big_endian, inside.explicit_vr, inside.big_endian);
      const auto holds = [&](const std::string& elements, std::size_t behind = 9'999) {
        std::string value = "ab" + elements;
        const std::string rest = value.substr(std::min(value.size(), length));
        value.resize(length, '\1');
        return is_held(read, "US", value, rest + std::string(behind, '\1'));
      };
      const auto pn = [&](const std::string& value, std::string_view vr = "PN") {
        return inside.element(0x00100010, vr, value);
      };
      const bool has_vr = inside.explicit_vr;
      const std::string id = inside.element(0x00100020, "LO", "47");
      const std::string two = id + inside.element(0x00100040, "CS", "M ");
      const std::string private_two =
          inside.element(0x00110010, "LO", "ab") + inside.element(0x00130010, "LO", "ab");
      CHECK_FALSE(holds(pn("A^B ")));
      CHECK_FALSE(holds(pn("A^B ") + id));
      CHECK(holds(pn("A^B ") + two));
      CHECK(holds(pn("A^B ") + private_two));
      CHECK(holds(pn("A^BCDEFG")));
      CHECK(holds(pn("O'B^CDEF")) == has_vr);  // not plain throughout
      CHECK(holds(pn("O'B^CDEF") + two));
      CHECK(holds(pn("O'BC^DEF^GHIJKLM")));

      // In another character set.
      CHECK(holds(pn(cyrillic)) == has_vr);
      CHECK(holds(pn(cyrillic, "LO")) == has_vr);
      CHECK_FALSE(holds(pn(cyrillic.substr(0, 6))));
      CHECK_FALSE(holds(pn(cyrillic.substr(0, 6)) + id));
      CHECK(holds(pn(cyrillic) + two));
      CHECK(holds(pn(cyrillic.substr(0, 6)) + two));
      CHECK(holds(pn(cyrillic.substr(0, 6)) + private_two) == has_vr);
      // Shorter than four bytes without its NULs.
      CHECK(holds(pn(std::string("Li\0\0", 4)) + two) == has_vr);
      CHECK_FALSE(holds(pn(std::string("Li\0\0", 4)) + id));

      // The last of its group, of an item, of a sequence; before a sequence of items.
      const std::string group = inside.element(0x00180000, "UL", inside.n(10, 4));
      CHECK(holds(pn("A^B ") + group + inside.element(0x00180050, "DS", "1 ")));
      CHECK_FALSE(holds(pn("A^B ") + inside.element(0x00180000, "UL", inside.n(10, 2)) +
                        inside.element(0x00180050, "DS", "1 ")));
      CHECK(holds(pn("A^B ") + inside.item_end()));
      CHECK(holds(pn("A^B ") + inside.sequence_end()));
      CHECK(holds(pn("A^B ") + inside.item("")));
      CHECK(holds(pn("A^B ") + inside.open_sequence(0x00101002, inside.open_item(""))));
      CHECK_FALSE(holds(pn("A^B ") + inside.head(0x00110010, "SQ", test::undefined)));

      // A value that ends behind the one around it is neither a text nor an end; but pixel data
      // are, and what has its VR or is cut by the end of the file.
      const std::string far(2 * length, 'x');
      CHECK_FALSE(holds(pn(far)));
      CHECK_FALSE(holds(pn("A^B ") + inside.element(0x00111001, "LO", far)));
      CHECK_FALSE(holds(pn("A^B ") + id + inside.element(0x00111001, "LO", far)));
      CHECK(holds(pn("A^B ") + inside.element(0x7FE00010, "OW", far)));
      CHECK(holds(pn("A^B ") + inside.head(0x7FE00010, "OW", 99'998)));
      CHECK(holds(pn("A^B ") + inside.element(0x00104000, "LT", far)) == has_vr);
      CHECK(holds(pn("A^B ") + inside.head(0x00111001, "LO", 4'096), 0) == has_vr);

      CHECK(holds(inside.element(0x0020000D, "UI", "1.2.840.1.2.3.44")));
      const auto creator = [&](std::uint32_t tag, const std::string& value = "ACME") {
        return inside.element(tag, "LO", value);
      };
      const std::string block = inside.element(0x00111001, "SH", "x ");
      CHECK(holds(creator(0x00110010, "2.16.840.1.1-4") + block));
      CHECK(holds(creator(0x00110010) + creator(0x00110011) + block));
      CHECK(holds(creator(0x00110010) + creator(0x00110011) + creator(0x00110015) +
                  inside.element(0x00111101, "SH", "x ")));
      CHECK_FALSE(holds(creator(0x00110010) + creator(0x00110011)));
      CHECK_FALSE(holds(creator(0x00110011) + creator(0x00110012) + block));
      CHECK_FALSE(holds(creator(0x00110010) + creator(0x00130011) + block));
    }
}

TEST_CASE("small numbers of either sign and histograms are no elements") {
  std::mt19937 random(1);
  const std::string behind = explicit_little.element(0x7FE00010, "OW", std::string(70'000, '\1'));
  const auto is_taken = [&](const test::form& f, std::string_view vr, const std::string& value) {
    return is_held(f, vr, value, behind);
  };
  for (const test::form& f : {explicit_little, explicit_big})
    for (const double deviation : {1.0, 3.0, 5.0, 10.0, 20.0, 50.0, 300.0, 3000.0})
      for (int i = 0; i < 5; ++i) {
        std::normal_distribution<double> numbers(0, deviation);
        std::string value;
        while (value.size() < 0xFF00)
          value += f.n(static_cast<std::uint16_t>(std::lround(numbers(random))), 2);
        CHECK_FALSE(is_taken(f, "SS", value));
      }
  // Mostly nothing, and a peak here and there; counts of every size; steps of eight and others.
  const auto any = [&](std::uint32_t below) {
    return static_cast<std::uint32_t>(random() % below);
  };
  // By less than what is asked of texts now five in a hundred were taken, and a third of the last.
  const std::pair<int, std::function<std::uint32_t()>> numbers[] = {
      {25,
       [&] {
         const auto kind = any(9);
         return kind < 4 ? 0 : kind < 7 ? kind - 3 : any(kind == 7 ? 64 : 65536);
       }},
      {25, [&] { return static_cast<std::uint32_t>(std::exp2(any(16000) / 1000.0)); }},
      {10, [&] {
         const auto kind = any(4);
         return kind < 1 ? 0 : kind < 3 ? any(16) * 8 : any(65536);
       }}};
  for (const test::form& f : {explicit_little, explicit_big})
    for (const auto& [count, number] : numbers)
      for (int i = 0; i < count; ++i) {
        std::string value;
        while (value.size() < 0xFF00) value += f.n(number(), 2);
        CHECK_FALSE(is_taken(f, "US", value));
      }
}

TEST_CASE("a hundred thousand heads in a row are elements, whoever knows them") {
  for (const test::form& inside : {explicit_little, explicit_big}) {
    std::string heads;
    while (heads.size() < 8 * 100'000) heads += inside.element(0x00660099, "LO", "");
    const std::string end(std::size_t{1} << 24, 'x');
    const auto seen = [&](std::string_view behind) {
      // 01 00 00 00 in the order of this head is 2 to the 24th in the other one.
      return is_seen(explicit_big, 0x00091010, "OB", 1, std::string(behind) + end);
    };
    CHECK(seen(heads));
    heads.resize(heads.size() - 8);
    CHECK_FALSE(seen(heads));
  }
}

TEST_CASE("a hundred thousand pairs of numbers in a row are no elements") {
  std::string pairs;  // seconds and nothing
  for (std::uint32_t i = 0; i < 100'000; ++i)
    pairs += implicit_little.tag(0x5F123401 + i) + std::string(4, '\0');
  const std::string end(std::size_t{1} << 24, 'x');
  CHECK_FALSE(is_seen(explicit_big, 0x00091010, "OB", 1, pairs + end));
  // One of the dictionary among them makes the difference.
  CHECK(is_seen(explicit_big, 0x00091010, "OB", 1, name(explicit_little) + pairs + end));
}

TEST_CASE("values are no elements") {
  const std::string filling(5000, '\0');
  for (const test::form& read : {explicit_little, explicit_big}) {
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, filling));
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, std::string(5000, '\x01')));
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, std::string(5000, '\xFF')));
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, ""));
    // What is not reached by the length in the other order.
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, "no" + name(explicit_little) + filling));
    // NULs fill the value, not something else behind them.
    CHECK(is_seen(read, unknown, "UL", 4, name(explicit_little) + filling + "x"));
    CHECK_FALSE(is_seen(read, unknown, "UL", 4,
                        name(explicit_little) + std::string(100, '\0') + "x" + filling));
    // Texts under any VR of text, and a private block, are elements as well.
    const std::string texts = explicit_little.element(0x00100010, "LO", "A^B ") +
                              explicit_little.element(0x00100020, "SH", "4711");
    CHECK(is_seen(read, unknown, "UL", 4, texts + filling));
    CHECK(is_seen(read, 0x00090010, "OB", 256,
                  explicit_little.element(0x00110010, "LO", "ACME") +
                      explicit_little.element(0x00111001, "LO", "A^B ") +
                      std::string(65536, '\0')));
    CHECK(is_seen(read, 0x00090010, "OB", 256,
                  explicit_little.element(0x00110010, "LO", "ACME") +
                      explicit_little.element(0x00110011, "LO", "ACME") +
                      explicit_little.element(0x00111001, "LO", "A^B ") +
                      std::string(65536, '\0')));
    // A head in Implicit VR that no dictionary knows is no evidence, nor is one without a text.
    CHECK_FALSE(
        is_seen(read, unknown, "UL", 4, implicit_little.element(0x00091001, "", "ab") + filling));
    // Small numbers, as in a histogram.
    std::string numbers;
    for (unsigned i = 0; numbers.size() < 1024; ++i) numbers += read.n(i * 7 % 40, 2);
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, numbers));
    CHECK_FALSE(is_seen(read, unknown, "UL", 4, numbers + filling));
  }
}

TEST_CASE("what is known in this byte order alone is not doubted") {
  const std::string behind = name(implicit_little) + std::string(5000, '\0');
  for (const test::form& read : {explicit_little, explicit_big}) {
    const auto seen = [&](std::uint32_t id, std::string_view vr) {
      std::string bytes = read.element(id, vr, std::string(4, '\x01') + behind);
      bytes.replace(read.head(id, vr, 0).size() - 2, 2, read.n(1024, 2));
      da::source in{bytes};
      return da::detail::swallows_elements(
          in, da::header_reader(in).read_any_header(
                  0, bytes.size(),
                  {.explicit_vr = true, .big_endian = read.big_endian, .deflated = false}));
    };
    CHECK(seen(unknown, "UL"));
    CHECK(seen(0x20000010, "IS"));  // (0020,1000) in the other order
    CHECK(seen(0x00091001, "UL"));  // private ones are in no dictionary
    CHECK_FALSE(seen(0x00280010, "US"));
  }
}
