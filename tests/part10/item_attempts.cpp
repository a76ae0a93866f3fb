// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/item_attempts.hpp>

#include <cstdint>
#include <ctime>
#include <string>

#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::errc;
using da::vr;
using da::detail::trying_handler;
using test::explicit_little;
using test::implicit_little;
using test::refused;

namespace {

constexpr std::uint32_t creator = 0x00090010;
constexpr std::uint32_t private_element = 0x00091001;

da::element_header header_of(std::uint32_t id, vr written, std::uint32_t length) {
  da::element_header header;
  header.id = da::tag(static_cast<std::uint16_t>(id >> 16), static_cast<std::uint16_t>(id));
  header.written = written;
  header.length = length;
  return header;
}

// So many elements; the number is that of the innermost level.
std::string many(unsigned count) {
  std::string bytes;
  for (unsigned i = 0; i < count; ++i)
    bytes += implicit_little.element(0x00110000 + 0x1000 + i % 0xE000, "", "");
  return bytes;
}

// An item that hides in a value without a VR, again and again.
std::string nested(std::string bytes, unsigned levels) {
  for (unsigned i = 1; i < levels; ++i)
    bytes = implicit_little.element(private_element, "", implicit_little.item(bytes));
  return implicit_little.item(bytes);
}

// So many private elements of a value.
std::string repeated(const std::string& value, unsigned count) {
  std::string bytes = explicit_little.element(creator, "LO", "ACME");
  for (unsigned i = 0; i < count; ++i)
    bytes += explicit_little.element(private_element + i, "UN", value);
  return bytes;
}

std::string file_of(const std::string& elements, std::string_view syntax) {
  return test::file(syntax,
                    explicit_little.element(0x00080016, "UI",
                                            std::string_view("1.2.840.10008.5.1.4.1.1.7\0", 26)) +
                        elements);
}

double seconds(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("attempts on the same bytes are paid from one purse, a long text more than a head") {
  const da::limits bounds{.elements = 1};  // a million attempts all the same
  constexpr std::uint64_t most = std::uint64_t{1} << 20;
  std::uint64_t spent = 0;
  trying_handler(spent, bounds).value(header_of(private_element, vr::OB, 1'000'000));
  CHECK(spent == 1);
  trying_handler(spent, bounds).begin_item(header_of(0xFFFEE000, vr::UN, 0));
  trying_handler(spent, bounds).begin_sequence(header_of(private_element, vr::SQ, 0));
  trying_handler(spent, bounds).fragment(header_of(0xFFFEE000, vr::UN, 0));
  trying_handler(spent, bounds).encapsulated(header_of(0x7FE00010, vr::OB, 0), 0);
  CHECK(spent == 5);
  // What a look at a value costs, whatever comes of it.
  const auto look = [&](vr written, std::uint32_t length) {
    std::uint64_t cost = 0;
    trying_handler(cost, bounds).look(header_of(private_element, written, length));
    return cost;
  };
  // FA00 is 00FA in the other byte order, so that it is looked through for elements, too.
  CHECK(look(vr::LT, 64'000) == 64'000 / 64 + 64'000 / 4);
  CHECK(look(vr::LT, 0xFAFF) == 0xFAFF / 64);
  CHECK(look(vr::OB, 0x10000) == 0x10000 / 8);
  CHECK(look(vr::US, 0xFF00) == 0xFF00 / 4);
  CHECK(look(vr::SQ, 0x10000) == 0);
  spent = most - 1;
  trying_handler last(spent, bounds);
  last.value(header_of(private_element, vr::OB, 0));
  CHECK(refused([&] { last.value(header_of(private_element, vr::OB, 0)); }) ==
        test::refusal{errc::too_large, private_element, 0});
}

TEST_CASE("a value that is refused for what it holds is paid for as well") {
  constexpr std::size_t length = 0xFF00;
  const std::string name = test::explicit_big.element(0x00100010, "PN", "CAN900001^J ");
  const std::string value = std::string(length - name.size(), '\1') + name;
  for (const bool is_refused : {false, true}) {
    const std::string bytes = explicit_little.element(
        private_element, "UN",
        explicit_little.item(explicit_little.element(
            private_element, "US", is_refused ? value : std::string(length, '\1'))));
    da::source in{bytes};
    const da::limits bounds;
    da::detail::ignoring_handler nobody;
    da::parser<da::detail::ignoring_handler> reading(in, bounds, nobody);
    const da::encoding form{.explicit_vr = true, .big_endian = false, .deflated = false};
    const auto items = reading.hidden_items(reading.read_any_header(0, bytes.size(), form), 0);
    CHECK(items.has_value() != is_refused);
    CHECK(in.store()->attempted() >= length / 4);
    CHECK(in.store()->attempted() < length / 4 + 10);
  }
}

TEST_CASE("what is deep in UN is read, and what would be read too often is refused at once") {
  const da::limits bounds{.elements = 100'000};
  const auto tried = [&](const std::string& dataset) {
    return refused([&] { (void)da::read_bytes(file_of(dataset, test::explicit_uid), bounds); })
        .code;
  };
  // 60 levels, each of which goes over 1,000 and over 50,000 elements.
  CHECK(tried(repeated(nested(many(1'000), 60), 1)) == test::no_refusal.code);
  const std::clock_t begin = std::clock();
  CHECK(tried(repeated(nested(many(50'000), 60), 1)) == errc::too_large);
  // Without a bound it takes more than a minute.
  CHECK(seconds(begin) < 15);
}

TEST_CASE("items in Explicit VR are not read in Implicit VR first, however their bytes are made") {
  // "OB" and two NULs as a length would skip head and value of one element, less the four bytes
  // that a long length has more; what stands in the reserved bytes would make the next head sound.
  constexpr std::uint32_t skipped = 0x424F - 8;
  const auto& e = explicit_little;
  std::string value = e.item(many(10'000));
  for (unsigned i = 1; i < 60; ++i) {
    std::string inner = e.head(0x00091002, "UN", static_cast<std::uint32_t>(value.size()));
    inner.replace(6, 2, "\x01\x10");
    value = e.item(e.element(private_element, "OB", std::string(skipped, '\0')) + inner + value +
                   e.element(0x00093001, "OB", "a"));
  }
  const da::limits bounds{.elements = 100'000};
  const std::clock_t begin = std::clock();
  const std::string file = file_of(repeated(value, 1), test::explicit_uid);
  CHECK(refused([&] { (void)da::read_bytes(file, bounds); }) == test::no_refusal);
  CHECK(seconds(begin) < 15);
}

TEST_CASE("the bound is one for a file, whichever way it is read and however often") {
  const test::folder place;
  da::file_options options;
  options.bounds.elements = 100'000;
  const da::detail::rules_ref rules(da::default_profile);
  const std::string value = nested(many(400), 24);
  for (const std::string_view syntax : {test::explicit_uid, test::deflated_uid}) {
    const auto tried = [&](unsigned count, const auto& anonymize) {
      test::write(place / "in.dcm", file_of(repeated(value, count), syntax));
      da::context shared;
      return refused([&] {
               (void)anonymize(place / "in.dcm", place / "out.dcm", rules, shared, options);
             })
          .code;
    };
    const std::clock_t begin = std::clock();
    CHECK(tried(1, da::detail::anonymize_by_rewriting) == test::no_refusal.code);
    CHECK(tried(1, da::detail::anonymize_by_dataset) == test::no_refusal.code);
    CHECK(tried(200, da::detail::anonymize_by_rewriting) == errc::too_large);
    CHECK(tried(200, da::detail::anonymize_by_dataset) == errc::too_large);
    CHECK(seconds(begin) < 30);
  }
}
