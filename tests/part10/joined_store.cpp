// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/joined_store.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include "support/catch.hpp"

using dicom_anonymizer::detail::byte_store;
using dicom_anonymizer::detail::joined_store;

TEST_CASE("pieces of stores are read as one") {
  const auto other = std::make_shared<const byte_store>(std::string("0123456789"));
  auto inner = std::make_shared<joined_store>();
  inner->add(other, 2, 3);
  inner->add("abc");
  joined_store all;
  CHECK(all.size() == 0);
  CHECK(all.extent_at(0).count == 0);
  all.add("begin");
  all.add("");
  all.add(other, 8, 2);
  all.add(other, 0, 0);
  all.add(inner, 1, 4);
  const std::string expected = "begin8934ab";
  REQUIRE(all.size() == expected.size());
  for (std::size_t from = 0; from <= expected.size(); ++from) {
    for (std::size_t count = 0; count <= expected.size() - from; ++count) {
      std::string bytes(count, '\0');
      all.read(from, bytes.data(), count);
      CHECK(bytes == expected.substr(from, count));
    }
  }
  const byte_store::extent piece = all.extent_at(8);
  CHECK(piece.where == other.get());
  CHECK(piece.offset == 4);
  CHECK(piece.count == 1);
  CHECK_FALSE(all.is_memory());
  CHECK_FALSE(all.is_file());
}
