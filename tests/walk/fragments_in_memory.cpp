// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/fragments_in_memory.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <gdcmFragment.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSmartPointer.h>

#include <dicom_anonymizer/part10/source.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

using dicom_anonymizer::detail::byte_store;
using dicom_anonymizer::detail::fragments_in;
using dicom_anonymizer::detail::store_of;

namespace {

gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments(
    std::string_view table, std::initializer_list<std::string_view> all) {
  gdcm::SmartPointer<gdcm::SequenceOfFragments> result = gdcm::SequenceOfFragments::New();
  if (!table.empty())
    result->GetTable().SetByteValue(table.data(), static_cast<std::uint32_t>(table.size()));
  for (const std::string_view one : all) {
    gdcm::Fragment made;
    if (!one.empty()) made.SetByteValue(one.data(), static_cast<std::uint32_t>(one.size()));
    result->AddFragment(made);
  }
  return result;
}

std::string value(std::string_view table, std::initializer_list<std::string_view> all) {
  std::string bytes = test::explicit_little.item(table);
  for (const std::string_view one : all) bytes += test::explicit_little.item(one);
  return bytes + test::explicit_little.sequence_end();
}

}  // namespace

TEST_CASE("fragments in memory are read as they would be in a file") {
  for (const std::string_view table : {"", "\1\2\3\4"}) {
    const auto made = fragments(table, {"first!", "", "third fragment"});
    const auto store = store_of(*made);
    std::string bytes(static_cast<std::size_t>(store->size()), '?');
    store->read(0, bytes.data(), bytes.size());
    CHECK((bytes == value(table, {"first!", "", "third fragment"})));
  }
}

TEST_CASE("fragments are made of bytes, and those that did not change are the old ones") {
  const auto before = fragments("", {"first!", "second"});
  const auto same = fragments_in(*store_of(*before), *before);
  REQUIRE(same->GetNumberOfFragments() == 2);
  CHECK(same->GetFragment(1).GetByteValue() == before->GetFragment(1).GetByteValue());
  const byte_store other(value("TABL", {"new", "second"}));
  const auto made = fragments_in(other, *before);
  REQUIRE(made->GetNumberOfFragments() == 2);
  CHECK(std::string_view(made->GetTable().GetByteValue()->GetPointer(), 4) == "TABL");
  CHECK(std::string_view(made->GetFragment(1).GetByteValue()->GetPointer(), 6) == "second");
  CHECK(made->GetFragment(1).GetByteValue() != before->GetFragment(1).GetByteValue());
}
