// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/header_reader.hpp>

#include <cstdint>
#include <string>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("heads of both lengths are read in every encoding, in the window and anew") {
  for (const test::form& form :
       {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const std::string bytes =
        form.element(0x00100010, "PN", "Doe ") + form.element(0x00420011, "OB", "12345678");
    da::source in{std::string(bytes)};
    const da::header_reader reading(in);
    da::header_reader reader(in);
    const da::encoding as{.explicit_vr = form.explicit_vr, .big_endian = form.big_endian};
    for (const bool is_held : {false, true}) {
      if (is_held) static_cast<void>(in.view(0, bytes.size()));
      const da::element_header name = reader.read_header(0, bytes.size(), as);
      CHECK(name.id == da::tag{0x0010, 0x0010});
      CHECK(name.length == 4);
      CHECK(name.value_offset == 8);
      CHECK(name.big_endian == form.big_endian);
      const std::uint64_t next = name.value_offset + name.length;
      const da::element_header document = reader.read_header(next, bytes.size(), as);
      CHECK(document.id == da::tag{0x0042, 0x0011});
      CHECK(document.length == 8);
      CHECK(document.value_offset == next + (form.explicit_vr ? 12 : 8));
      CHECK(document.written.has_value() == form.explicit_vr);
    }
    // Not before the bytes are held, nor in the other byte order.
    da::element_header held;
    CHECK(reading.read_header_in_window(held, 0, bytes.size(), as) == !form.big_endian);
  }
}

TEST_CASE("a head that the data end in is truncated, and letters that are no VR are malformed") {
  da::source in{std::string("\x10\0\x10\0PN\4\0Doe ", 12)};
  da::header_reader reader(in);
  CHECK(test::refused([&] { (void)reader.read_header(0, 7, da::encoding{}); }).code ==
        da::errc::truncated);
  da::source other{std::string("\x10\0\x10\0ZZ\4\0Doe ", 12)};
  da::header_reader reading(other);
  CHECK(test::refused([&] { (void)reading.read_header(0, 12, da::encoding{}); }).code ==
        da::errc::malformed);
}
