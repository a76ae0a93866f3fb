// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/byte_run.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_buffer;
using da::detail::byte_output;
using da::detail::byte_run;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

const da::limits bounds;

// A run over bytes in memory.
struct memory_run {
  explicit memory_run(std::string bytes) : in(std::move(bytes)) {}
  da::element_header header(std::uint64_t at, const da::encoding& form = {}) {
    da::element_header result;
    run.read_header(result, at, in.size(), form);
    return result;
  }
  [[nodiscard]] std::string written() const { return std::string(buffer.view()); }

  da::source in;
  byte_buffer buffer;
  byte_output out{buffer};
  byte_run run{in, out, bounds};
};

}  // namespace

TEST_CASE("what is unchanged is copied, and what is cut is not") {
  memory_run one("0123456789");
  CHECK(one.run.target_of(4) == 4);
  one.run.emit(3);
  CHECK(one.run.cut(5, 7) == 7);
  CHECK(one.run.target_of(8) == 6);
  one.run.emit(8);
  CHECK(one.run.replace(8, 9, "abc") == 9);
  CHECK(one.run.target_of(10) == 10);
  one.run.emit(10);
  CHECK(one.written() == "012347abc9");
}

TEST_CASE("bytes that are skipped do not go out") {
  memory_run one("0123456789");
  one.run.skip_to(4);
  one.run.emit(6);
  one.run.emit(2);  // behind it
  CHECK(one.written() == "45");
}

TEST_CASE("heads are written as PS3.5 section 7.1 has them") {
  const da::tag id{0x0010, 0x4000};
  const auto head = [&](std::optional<da::vr> kind, std::size_t length, const da::encoding& form) {
    memory_run one("");
    da::element_header header;
    header.id = id;
    header.written = kind;
    std::string value(length, 'v');
    value.copy(one.run.put_head(header, length, form), length);
    return one.written();
  };
  const da::encoding big{.explicit_vr = true, .big_endian = true, .deflated = false};
  const da::encoding implicit{.explicit_vr = false, .big_endian = false, .deflated = false};
  CHECK(head(da::vr::LT, 2, {}) == explicit_little.element(0x00104000, "LT", "vv"));
  CHECK(head(da::vr::UT, 4, {}) == explicit_little.element(0x00104000, "UT", "vvvv"));
  CHECK(head(da::vr::LT, 0, big) == explicit_big.element(0x00104000, "LT", ""));
  CHECK(head(da::vr::UT, 2, big) == explicit_big.element(0x00104000, "UT", "vv"));
  CHECK(head(std::nullopt, 6, implicit) == implicit_little.element(0x00104000, "LT", "vvvvvv"));
  CHECK(test::refused([&] { head(da::vr::LT, 0x10000, {}); }) ==
        test::refusal{da::errc::invalid_value, 0x00104000});
  CHECK(head(da::vr::UT, 0x10000, {}).size() == 12 + 0x10000);
}

TEST_CASE("a length is put right where it stands, in the order of bytes of its file") {
  for (const test::form& form : {explicit_little, explicit_big}) {
    memory_run one(form.sequence(0x00081140, form.item("12345678")));
    const da::encoding encoding{
        .explicit_vr = true, .big_endian = form.big_endian, .deflated = false};
    one.run.emit(20);
    one.run.cut(20, 24);
    one.run.emit(28);
    one.run.renew_length(8, 12, encoding, {0x0008, 0x1140});
    one.run.renew_length(16, 4, encoding, {0x0008, 0x1140});
    CHECK(one.written() == form.sequence(0x00081140, form.item("5678")));
    CHECK(test::refused([&] {
            one.run.renew_length(8, 0xFFFFFFFF, encoding, {0x0008, 0x1140});
          }) == test::refusal{da::errc::invalid_value, 0x00081140});
  }
}

TEST_CASE("values are read as they are in the file, and in little endian") {
  memory_run one(explicit_big.element(0x00280010, "US", std::string_view("\x01\x02\x03\x04", 4)));
  const da::encoding big{.explicit_vr = true, .big_endian = true, .deflated = false};
  const da::element_header header = one.header(0, big);
  CHECK(one.run.value_of(header) == std::string_view("\x01\x02\x03\x04", 4));
  CHECK(one.run.part_of(header, 2) == std::string_view("\x01\x02", 2));
  CHECK(one.run.text_of(header) == std::string_view("\x02\x01\x04\x03", 4));
  CHECK(one.run.text_ahead(header) == std::string_view("\x02\x01\x04\x03", 4));
}

TEST_CASE("reserved bytes of a head that stays become zero") {
  std::string bytes = explicit_little.element(0x00104000, "UT", "abcd");
  const std::string sound = bytes;
  bytes[6] = 'X';
  memory_run one(bytes + sound);
  one.run.keep_head(one.header(0));
  one.run.keep_head(one.header(sound.size()));
  one.run.emit(2 * sound.size());
  CHECK(one.written() == sound + sound);
}

TEST_CASE("NULs that fill a block end a data set, and other bytes do not") {
  CHECK(memory_run(std::string(5000, '\0')).run.ends_before(0));
  CHECK_FALSE(memory_run(std::string(5000, '\0') + "x").run.ends_before(0));
}

TEST_CASE("elements are counted against the limit, those read again are not") {
  da::limits few;
  few.elements = 2;
  da::source in{std::string()};
  byte_buffer buffer;
  byte_output out(buffer);
  byte_run run(in, out, few);
  da::element_header header;
  header.id = {0x0010, 0x0010};
  header.offset = 7;
  run.count(header);
  run.count(header);
  CHECK(test::refused([&] { run.count(header); }) ==
        test::refusal{da::errc::too_large, 0x00100010, 7});
  byte_run again(byte_run::again{in, out, few});
  for (int i = 0; i < 10; ++i) again.count(header);
  CHECK(again.is_trusting());
  CHECK_FALSE(run.is_trusting());
}

TEST_CASE("a large file goes through a window in pieces, whatever is asked of it in between") {
  const test::folder place;
  std::string bytes;
  for (std::uint32_t i = 0; i < 3000; ++i)
    bytes += explicit_little.element(0x00100000 + i, "UT", std::string(200, static_cast<char>(i)));
  test::write(place / "in", bytes);
  da::source in(place / "in");
  byte_buffer buffer;
  byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.begin_with("");
  byte_run run(in, out, bounds);
  std::string expected;
  for (std::uint64_t at = 0; at < in.size();) {
    da::element_header header;
    run.read_header(header, at, in.size(), {});
    at = header.value_offset + header.length;
    const auto number = header.id.element;
    if (number % 7 == 0) static_cast<void>(run.value_of(header));
    if (number % 5 == 0) {
      run.cut(header.offset, at);
    } else {
      expected += bytes.substr(static_cast<std::size_t>(header.offset),
                               static_cast<std::size_t>(at - header.offset));
    }
  }
  run.emit(in.size());
  out.finish().commit(false);
  CHECK((test::read(place / "out") == expected));
}
