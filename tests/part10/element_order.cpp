// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/element_order.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/growth.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_store;

namespace {

const test::form explicit_little{};

std::string all_of(const byte_store& store) {
  std::string bytes(static_cast<std::size_t>(store.size()), '\0');
  store.read(0, bytes.data(), bytes.size());
  return bytes;
}

std::string ordered(const std::string& bytes, std::uint64_t begin = 0,
                    const da::encoding& form = {}, const da::limits& bounds = {}) {
  return all_of(*da::detail::dataset_in_order(std::make_shared<const byte_store>(bytes), begin,
                                              form, bounds));
}

std::string text(std::uint32_t id, std::string_view value = "value ") {
  return explicit_little.element(id, "LO", value);
}
std::string item(const std::string& content, bool is_delimited) {
  const test::form& f = explicit_little;
  if (!is_delimited) return f.tag(0xFFFEE000) + f.n(content.size(), 4) + content;
  return f.tag(0xFFFEE000) + f.n(test::undefined, 4) + content + f.tag(0xFFFEE00D) + f.n(0, 4);
}
std::string sequence(std::uint32_t id, const std::string& items, bool is_delimited) {
  const test::form& f = explicit_little;
  if (!is_delimited) return f.head(id, "SQ", static_cast<std::uint32_t>(items.size())) + items;
  return f.head(id, "SQ", test::undefined) + items + f.tag(0xFFFEE0DD) + f.n(0, 4);
}

}  // namespace

TEST_CASE("elements are read in the order of their tags, whatever comes before and behind them") {
  const std::string a = text(0x00080060);
  const std::string b = text(0x00100010, "longer value");
  const std::string c = text(0x00100020, "");
  const std::string d = text(0x00281050, "x ");
  CHECK(ordered("") == "");
  CHECK(ordered(a + b + c + d) == a + b + c + d);
  CHECK(ordered("HEAD" + b + a + c + d, 4) == "HEAD" + a + b + c + d);
  CHECK(ordered(a + b + d + c) == a + b + c + d);
  CHECK(ordered(d + c + b + a) == a + b + c + d);
  CHECK(ordered(c + d + a + b + std::string(40, '\0')) == a + b + c + d + std::string(40, '\0'));
}

TEST_CASE("items are put in order where they are, with the elements that they are in") {
  for (const bool outer : {false, true}) {
    for (const bool inner : {false, true}) {
      const std::string a = text(0x00080060);
      const std::string b = text(0x00100010, "longer value");
      const std::string z = text(0x00400001, "z ");
      const auto nested = [&](const std::string& content) {
        return sequence(0x00081140, item(content, inner) + item(a + b, !inner) + item("", inner),
                        outer);
      };
      const std::string deep = sequence(0x00400275, item(b + nested(b + a), inner), outer);
      const std::string deep_ordered = sequence(0x00400275, item(nested(a + b) + b, inner), outer);
      CHECK(ordered(nested(b + a)) == nested(a + b));
      CHECK(ordered(z + nested(b + a) + a) == a + nested(a + b) + z);
      CHECK(ordered(deep + z + b + nested(z + a) + a) == a + nested(a + z) + b + z + deep_ordered);
    }
  }
}

TEST_CASE("an element that stands twice is refused at its second place in the bytes") {
  const std::string a = text(0x00080060);
  const std::string b = text(0x00100010);
  const std::string c = text(0x00100020);
  const auto refusal = [](const std::string& bytes) {
    return test::refused([&] { static_cast<void>(ordered(bytes)); });
  };
  CHECK(refusal(b + a + b + c) ==
        test::refusal{da::errc::malformed, 0x00100010, a.size() + b.size()});
  CHECK(refusal(a + a) == test::refusal{da::errc::malformed, 0x00080060, a.size()});
  // The one in the item comes first in the bytes, though its item is complete later than others.
  const std::string in_item = sequence(0x00081140, item(b + a + b, false), true);
  CHECK(refusal(c + in_item + c) ==
        test::refusal{da::errc::malformed, 0x00100010, c.size() + 12 + 8 + a.size() + b.size()});
  CHECK(refusal(c + b + c + in_item) ==
        test::refusal{da::errc::malformed, 0x00100020, c.size() + b.size()});
  // Damage behind it does not hide it, damage before it does.
  CHECK(refusal(b + a + b + "damage") ==
        test::refusal{da::errc::malformed, 0x00100010, a.size() + b.size()});
  CHECK(refusal(b + explicit_little.head(0x00080060, "LO", 4000) + b).code == da::errc::truncated);
}

TEST_CASE("elements and items out of order are counted as everywhere") {
  da::limits bounds;
  bounds.elements = 3;
  const std::string items = sequence(0x00081140, item(text(0x00100010), true), true);
  CHECK(ordered(items, 0, {}, bounds) == items);
  CHECK(test::refused([&] {
          static_cast<void>(ordered(text(0x00100010) + items, 0, {}, bounds));
        }).code == da::errc::too_large);
}

TEST_CASE("a piece of the bytes in order is found where it is") {
  const std::string big(100'000, 'b');
  const std::string a = text(0x00080060);
  const std::string b = explicit_little.element(0x00091001, "OB", big);
  const auto base = std::make_shared<const byte_store>(b + a);
  const auto store = da::detail::dataset_in_order(base, 0, {}, {});
  const byte_store::extent piece = store->extent_at(a.size() + 20);
  CHECK(piece.where == base.get());
  CHECK(piece.offset == 20);
  CHECK(piece.count == b.size() - 20);
}

TEST_CASE("time to put elements in order grows with their number and no faster") {
  for (const bool is_nested : {false, true}) {
    CHECK(test::growth_of(3'000, [&](std::size_t count) {
            std::string bytes;
            for (std::size_t i = 0; i < count; ++i) {
              const auto id = static_cast<std::uint32_t>(0x00280000 + (count - i) * 2);
              bytes += is_nested
                           ? sequence(id, item(text(0x00100010) + text(0x00080060), false), false)
                           : text(id);
            }
            if (ordered(bytes).size() != bytes.size()) throw std::logic_error("bytes were lost");
          }) < 40);
  }
}
