// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/image_to_paint.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::image_teller;
using da::detail::native_pixels;
using da::detail::storage_of;
using gdcm::VR;

static_assert(std::is_sorted(da::detail::tags_of_images.begin(), da::detail::tags_of_images.end()));

namespace {

constexpr da::tag pixels{0x7FE0, 0x0010};

void put_number(gdcm::DataSet& dataset, std::uint16_t element, std::uint64_t value) {
  test::put(dataset, {0x0028, element}, VR::US, test::number(value, 2));
}

gdcm::DataSet described() {
  gdcm::DataSet dataset;
  put_number(dataset, 0x0002, 1);
  test::put(dataset, {0x0028, 0x0004}, VR::CS, "MONOCHROME2 ");
  test::put(dataset, {0x0028, 0x0008}, VR::IS, "12");
  put_number(dataset, 0x0010, 20);
  put_number(dataset, 0x0011, 30);
  put_number(dataset, 0x0100, 16);
  put_number(dataset, 0x0101, 12);
  put_number(dataset, 0x0102, 11);
  put_number(dataset, 0x0103, 1);
  return dataset;
}

da::errc refused(const gdcm::DataSet& dataset, da::tag id = pixels,
                 std::optional<da::vr> written = da::vr::OW,
                 da::pixel_storage storage = da::pixel_storage::little_endian) {
  return test::refused([&] {
           const image_teller teller(dataset);
           static_cast<void>(teller.black_of(teller.layout_of(id, written, storage)));
         })
      .code;
}

}  // namespace

TEST_CASE("a layout is read of a data set in memory") {
  const gdcm::DataSet dataset = described();
  const image_teller teller(dataset);
  const da::image_layout layout =
      teller.layout_of(pixels, da::vr::OW, da::pixel_storage::little_endian);
  CHECK(layout.rows() == 20);
  CHECK(layout.columns() == 30);
  CHECK(layout.frames() == 12);
  CHECK(layout.samples() == 1);
  CHECK(layout.bits_allocated() == 16);
  CHECK(layout.bits_stored() == 12);
  CHECK(layout.is_signed());
  CHECK(teller.black_of(layout).cells[0] == 0xF800);  // -2048
}

TEST_CASE("what is absent is what the standard says, or an error") {
  gdcm::DataSet dataset = described();
  for (const unsigned element : {0x0002U, 0x0008U, 0x0102U})
    dataset.GetDES().erase(
        gdcm::DataElement(gdcm::Tag(0x0028, static_cast<std::uint16_t>(element))));
  const image_teller teller(dataset);
  const da::image_layout layout =
      teller.layout_of(pixels, std::nullopt, da::pixel_storage::little_endian);
  CHECK(layout.frames() == 1);
  CHECK(layout.high_bit() == 11);
  gdcm::DataSet other = described();
  test::put(other, {0x0028, 0x0004}, VR::CS, "HSV ");
  CHECK(refused(other) == da::errc::unsupported_pixels);
  test::put(other, {0x0028, 0x0004}, VR::CS, "PALETTE COLOR ");
  CHECK(refused(other) == da::errc::malformed);
  other = described();
  test::put(other, {0x0028, 0x0008}, VR::IS, "2.5 ");
  CHECK(refused(other) != da::errc{});
  test::put(other, {0x0028, 0x0008}, VR::IS, " +2 ");
  CHECK(refused(other) == da::errc{});
  test::put(other, {0x0028, 0x0010}, VR::UL, test::number(20, 4));
  CHECK(refused(other) == da::errc::malformed);
}

TEST_CASE("an attribute without which pixels are a guess is an error where it should stand") {
  gdcm::DataSet whole = described();
  put_number(whole, 0x0002, 3);
  put_number(whole, 0x0006, 1);
  put_number(whole, 0x0103, 0);
  test::put(whole, {0x0028, 0x0004}, VR::CS, "RGB ");
  const auto why = [](const gdcm::DataSet& dataset, da::pixel_storage storage, da::tag id) {
    return test::refused(
        [&] { static_cast<void>(image_teller(dataset).layout_of(id, std::nullopt, storage)); });
  };
  using da::pixel_storage;
  // Type 1 and 1C of PS3.3 section C.7.6.3: missing, empty, of two values, of three.
  for (const std::uint16_t element :
       std::initializer_list<std::uint16_t>{0x0006, 0x0010, 0x0011, 0x0100, 0x0101, 0x0103}) {
    CAPTURE(element);
    for (const int size : {-1, 0, 4, 6}) {
      gdcm::DataSet dataset = whole;
      CHECK(why(dataset, pixel_storage::little_endian, pixels) == test::no_refusal);
      const gdcm::Tag id(0x0028, element);
      dataset.GetDES().erase(gdcm::DataElement(id));
      if (size >= 0)
        test::put(dataset, {0x0028, element}, VR::US,
                  std::string(static_cast<std::size_t>(size), '\0'));
      const test::refusal found = why(dataset, pixel_storage::little_endian, pixels);
      CHECK(found.code == da::errc::malformed);
      CHECK(found.tag == 0x00280000U + element);
      // What is compressed says itself whether it is by plane.
      const test::refusal compressed = why(dataset, pixel_storage::encapsulated, pixels);
      CHECK((compressed == test::no_refusal) == (element == 0x0006));
    }
  }
  // Floating point numbers have no bits and no sign, PS3.3 section C.7.6.24.
  gdcm::DataSet real = described();
  put_number(real, 0x0100, 32);
  for (const std::uint16_t element : std::initializer_list<std::uint16_t>{0x0101, 0x0102, 0x0103})
    real.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0028, element)));
  CHECK(why(real, pixel_storage::little_endian, {0x7FE0, 0x0008}) == test::no_refusal);
}

TEST_CASE("pixels stand in a VR that has some") {
  const gdcm::DataSet dataset = described();
  CHECK(refused(dataset, pixels, da::vr::OB) == da::errc{});
  CHECK(refused(dataset, pixels, da::vr::UN) == da::errc{});
  CHECK(refused(dataset, pixels, da::vr::LT) == da::errc::unsupported_pixels);
  CHECK(refused(dataset, pixels, da::vr::OF) == da::errc::unsupported_pixels);
  CHECK(refused(dataset, pixels, da::vr::UN, da::pixel_storage::big_endian_words) ==
        da::errc::unsupported_pixels);
  gdcm::DataSet real = described();
  put_number(real, 0x0100, 32);
  CHECK(refused(real, {0x7FE0, 0x0008}, da::vr::OF) == da::errc{});
  CHECK(refused(real, {0x7FE0, 0x0008}, da::vr::OB) == da::errc::unsupported_pixels);
}

TEST_CASE("padding values are black, of floating point numbers too") {
  gdcm::DataSet dataset = described();
  test::put(dataset, {0x0028, 0x0120}, VR::SS, test::number(0xF830, 2));
  const image_teller teller(dataset);
  CHECK(teller.black_of(teller.layout_of(pixels, da::vr::OW, da::pixel_storage::little_endian))
            .cells[0] == 0xF830);
  put_number(dataset, 0x0100, 32);
  test::put(dataset, {0x0028, 0x0122}, VR::FL, test::number(0xC2C80000, 4));
  CHECK(teller
            .black_of(
                teller.layout_of({0x7FE0, 0x0008}, da::vr::OF, da::pixel_storage::little_endian))
            .cells[0] == 0xC2C80000);
}

TEST_CASE("storage is that of the transfer syntax and of the VR") {
  CHECK(storage_of(native_pixels::little_endian, da::vr::OB, pixels) ==
        da::pixel_storage::little_endian);
  CHECK(storage_of(native_pixels::big_endian, da::vr::OW, pixels) ==
        da::pixel_storage::big_endian_words);
  CHECK(storage_of(native_pixels::big_endian, std::nullopt, pixels) ==
        da::pixel_storage::big_endian_words);
  CHECK(storage_of(native_pixels::big_endian, da::vr::OB, pixels) ==
        da::pixel_storage::big_endian_bytes);
  CHECK(test::refused([] {
          static_cast<void>(storage_of(native_pixels::none, da::vr::OW, pixels));
        }).code == da::errc::unsupported_pixels);
}
