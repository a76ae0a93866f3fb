// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/patched_store.hpp>

#include <memory>
#include <string>

#include "support/catch.hpp"

using dicom_anonymizer::detail::byte_store;
using dicom_anonymizer::detail::patched_store;

TEST_CASE("runs of a store and bytes between them are read as one") {
  const auto base = std::make_shared<const byte_store>(std::string("0123456789"));
  patched_store store(base);
  store.copy(2, 3);
  store.put("abcd");
  store.copy(5, 0);
  store.put("");
  store.copy(9, 1);
  store.put("ef");
  store.close("AB");
  CHECK(store.runs() == 4);
  REQUIRE(store.size() == 10);
  const std::string whole = "234ABcd9ef";
  for (std::size_t from = 0; from < whole.size(); ++from) {
    for (std::size_t count = 0; from + count <= whole.size(); ++count) {
      std::string bytes(count, '\0');
      store.read(from, bytes.data(), count);
      CHECK(bytes == whole.substr(from, count));
    }
  }
  CHECK(store.extent_at(1).where == base.get());
  CHECK(store.extent_at(1).offset == 3);
  CHECK(store.extent_at(1).count == 2);
  CHECK(store.extent_at(10).count == 0);
  CHECK_FALSE(store.is_memory());
}
