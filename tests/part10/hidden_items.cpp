// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/hidden_items.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
namespace detail = dicom_anonymizer::detail;

namespace {

const gdcm::Tag other_patient_ids{0x0010, 0x1002};  // SQ in PS3.6
const gdcm::Tag patient_comments{0x0010, 0x4000};   // LT
const gdcm::Tag somebodys{0x0011, 0x1001};

// One item with a name, as UN holds it: in Implicit VR Little Endian (PS3.5 section 6.2.2).
std::string item_with_name() {
  return test::implicit_little.item(test::implicit_little.element(0x00100010, "PN", "A^B "));
}

}  // namespace

TEST_CASE("items in UN are read, and the element is told as it was", "[part10]") {
  gdcm::DataElement raw = test::made(somebodys, gdcm::VR::UN, item_with_name());
  const auto before = detail::reveal_items(raw, da::limits());
  REQUIRE(before);
  CHECK(detail::bytes_of(*before) == item_with_name());
  gdcm::SequenceOfItems* const items = detail::items_of(raw);
  REQUIRE(items != nullptr);
  REQUIRE(items->GetNumberOfItems() == 1);
  CHECK(test::bytes(items->GetItem(1).GetNestedDataSet(), {0x0010, 0x0010}) == "A^B ");
}

TEST_CASE("a sequence that is still bytes has items, or a delimiter alone", "[part10]") {
  const auto items_in = [](std::string_view bytes) {
    gdcm::DataElement raw = test::made(other_patient_ids, gdcm::VR::SQ, bytes);
    detail::reveal_items(raw, da::limits());
    CHECK(detail::hides_items(raw) == (detail::items_of(raw) == nullptr));
    return detail::items_of(raw) == nullptr ? -1 : int(detail::items_of(raw)->GetNumberOfItems());
  };
  const test::form& f = test::explicit_little;
  const std::string delimiter = f.tag(0xFFFEE0DD) + f.n(0, 4);
  CHECK(items_in(f.item(f.element(0x00100010, "PN", "A^B "))) == 1);
  CHECK(items_in(f.item("") + f.item("") + delimiter) == 2);
  CHECK(items_in(delimiter) == 0);
  CHECK(items_in(item_with_name()) == 1);  // as of Implicit VR, though it has a VR itself
  CHECK(items_in("no items") == -1);
  // In UN it is no more than bytes.
  gdcm::DataElement unknown = test::made(somebodys, gdcm::VR::UN, delimiter);
  CHECK_FALSE(detail::reveal_items(unknown, da::limits()));
}

TEST_CASE("items that are cut short stay bytes", "[part10]") {
  const std::string whole = item_with_name();
  gdcm::DataElement raw =
      test::made(other_patient_ids, gdcm::VR::UN, std::string_view(whole).substr(0, 14));
  CHECK_FALSE(detail::reveal_items(raw, da::limits()));
  CHECK(detail::items_of(raw) == nullptr);
  // And yet the dictionary knows that they should be items.
  CHECK(detail::hides_items(raw));
}

TEST_CASE("a text that says what it is holds no items", "[part10]") {
  gdcm::DataElement raw = test::made(patient_comments, gdcm::VR::LT, item_with_name());
  CHECK_FALSE(detail::reveal_items(raw, da::limits()));
  CHECK_FALSE(detail::hides_items(raw));
  // But nobody who writes a text begins it like that.
  CHECK(detail::is_disguised(raw));
  raw = test::made(patient_comments, gdcm::VR::LT, "text");
  CHECK_FALSE(detail::is_disguised(raw));
}

TEST_CASE("a sequence of the dictionary that is written as bytes is disguised", "[part10]") {
  CHECK(detail::is_disguised(test::made(other_patient_ids, gdcm::VR::OB, "anything")));
  CHECK(detail::is_disguised(test::made(other_patient_ids, gdcm::VR::US, "1234")));
  // Names are treated by their VR.
  CHECK_FALSE(detail::is_disguised(test::made(other_patient_ids, gdcm::VR::PN, "A^B ")));
  CHECK_FALSE(detail::is_disguised(test::made(other_patient_ids, gdcm::VR::OB, "")));
}

TEST_CASE("bytes of an unknown attribute are disguised if they begin an item", "[part10]") {
  using namespace std::string_view_literals;
  CHECK(detail::is_disguised(test::made(somebodys, gdcm::VR::OB, item_with_name())));
  CHECK(detail::is_disguised(test::made(somebodys, gdcm::VR::LO, item_with_name())));
  CHECK(detail::is_disguised(test::made(somebodys, gdcm::VR::OB, "\xFF\xFE\xE0\0....."sv)));
  // Words of four bytes are swapped where a file was big endian: FF FE E0 00 and FE FF 00 E0.
  CHECK(detail::is_disguised(test::made(somebodys, gdcm::VR::OL, "\0\xE0\xFE\xFF...."sv)));
  CHECK(detail::is_disguised(test::made(somebodys, gdcm::VR::OL, "\xE0\0\xFF\xFE...."sv)));
  CHECK_FALSE(detail::is_disguised(test::made(somebodys, gdcm::VR::OB, "plain bytes.")));
  // Numbers do not begin so by chance either; pixels may be anything.
  for (const auto vr : {gdcm::VR::US, gdcm::VR::SS, gdcm::VR::AT, gdcm::VR::UL, gdcm::VR::FL,
                        gdcm::VR::FD, gdcm::VR::UV})
    CHECK(detail::is_disguised(test::made(somebodys, vr, "\xFE\xFF\0\xE0...."sv)));
  CHECK_FALSE(detail::is_disguised(test::made(somebodys, gdcm::VR::US, "\xFF\xFE\0\xE0...."sv)));
  CHECK_FALSE(
      detail::is_disguised(test::made({0x7FE0, 0x0010}, gdcm::VR::OB, "\xFE\xFF\0\xE0...."sv)));
}

// PS3.5 section 7.8.1.
TEST_CASE("a Private Creator is a text under its tag", "[part10]") {
  const gdcm::Tag creator(0x0011, 0x0010);
  CHECK(detail::is_creator(test::made(creator, gdcm::VR::LO, "ACME")));
  CHECK(detail::is_creator(test::made(creator, gdcm::VR::UN, "ACME")));
  CHECK_FALSE(detail::is_creator(test::made(somebodys, gdcm::VR::LO, "ACME")));
  CHECK_FALSE(detail::is_creator(test::made({0x0010, 0x0010}, gdcm::VR::LO, "ACME")));
  CHECK_FALSE(detail::is_creator(test::made(creator, gdcm::VR::PN, "A^B ")));
  CHECK_FALSE(detail::is_creator(test::made(creator, gdcm::VR::UN, item_with_name())));
  CHECK_FALSE(detail::is_creator(test::made(creator, gdcm::VR::LO, std::string(10'000, 'x'))));
}
