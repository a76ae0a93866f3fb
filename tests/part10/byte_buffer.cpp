// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/byte_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

#include "support/catch.hpp"

using dicom_anonymizer::detail::byte_buffer;

TEST_CASE("a byte buffer holds what is appended, through every growth") {
  byte_buffer buffer;
  CHECK(buffer.empty());
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 37), static_cast<char>('a' + i % 26));
    buffer.append(piece);
    expected += piece;
  }
  CHECK(buffer.view() == expected);
  std::fill_n(buffer.extend(3), 3, 'x');
  CHECK(buffer.view() == expected + "xxx");
}

TEST_CASE("bytes of a byte buffer are taken away from the end") {
  byte_buffer buffer;
  buffer.append("0123456789");
  buffer.truncate(5);
  CHECK(buffer.view() == "01234");
  buffer.truncate(1);
  CHECK(buffer.view() == "0");
  buffer.clear();
  CHECK(buffer.size() == 0);
}

TEST_CASE("a byte buffer gives back the memory of an unusual file and stays usable") {
  byte_buffer buffer;
  buffer.append(std::string(1000, 'x'));
  buffer.limit_capacity(100'000);
  CHECK(buffer.size() == 1000);
  buffer.limit_capacity(100);
  CHECK(buffer.empty());
  buffer.append("again");
  CHECK(buffer.view() == "again");
}
