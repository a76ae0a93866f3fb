// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/dicomdir.hpp>

#include <string>

#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

const test::form& f = test::explicit_little;

std::string meta() {
  return test::meta_of(f.element(0x00020002, "UI", "1.2.840.10008.1.3.10") +
                       f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')));
}

// Two records, PS3.3 section F.3.2.2; the first refers to the second at an offset, 0 to nothing.
std::string directory(std::uint64_t first, std::uint64_t second, std::string_view name) {
  return meta() + f.element(0x00041200, "UL", f.n(first, 4)) +
         f.element(0x00041202, "UL", f.n(first, 4)) +
         f.sequence(0x00041220, f.item(f.element(0x00041400, "UL", f.n(second, 4)) +
                                       f.element(0x00041420, "UL", f.n(0, 4)) +
                                       f.element(0x00100010, "PN", name)) +
                                    f.item(f.element(0x00041400, "UL", f.n(0, 4)) +
                                           f.element(0x00041420, "UL", f.n(0, 4)) +
                                           f.element(0x00100010, "PN", name)));
}

// Where the item tags stand in a file: (FFFE,E000), which no value here holds.
std::size_t place_of_item(const std::string& file, unsigned number) {
  std::size_t at = std::string::npos;
  for (unsigned i = 0; i <= number; ++i)
    at = file.find(std::string_view("\xFE\xFF\x00\xE0", 4), i == 0 ? 0 : at + 1);
  return at;
}

std::string number_of(const gdcm::DataSet& in, gdcm::Tag id) { return *test::bytes(in, id); }

}  // namespace

TEST_CASE("records stay linked when a name gets longer", "[part10]") {
  const std::string draft = directory(0, 0, "A^B ");
  da::dicom_file file =
      da::read_bytes(directory(place_of_item(draft, 0), place_of_item(draft, 1), "A^B "));
  gdcm::DataSet& first = test::item(file.dataset, {0x0004, 0x1220}, 1);
  test::put(first, {0x0010, 0x0010}, gdcm::VR::PN, "Much^Longer^Than^Before");
  da::renew_record_offsets(file);
  const std::string out = da::encode(file);
  const auto offset = [&](std::size_t place) { return test::number(place, 4); };
  CHECK(number_of(file.dataset, {0x0004, 0x1200}) == offset(place_of_item(out, 0)));
  CHECK(number_of(file.dataset, {0x0004, 0x1202}) == offset(place_of_item(out, 0)));
  CHECK(number_of(first, {0x0004, 0x1400}) == offset(place_of_item(out, 1)));
  CHECK(number_of(first, {0x0004, 0x1420}) == offset(0));
  CHECK(place_of_item(out, 1) > place_of_item(draft, 1));
}

TEST_CASE("an offset that leads to no record is an error", "[part10]") {
  const std::string draft = directory(0, 0, "A^B ");
  da::dicom_file file =
      da::read_bytes(directory(place_of_item(draft, 0), place_of_item(draft, 1) + 2, "A^B "));
  const test::refusal found = test::refused([&] { da::renew_record_offsets(file); });
  CHECK(found == test::refusal{da::errc::malformed, 0x00041400});
}

TEST_CASE("the offsets are 0 where all records are gone", "[part10]") {
  const std::string draft = directory(0, 0, "A^B ");
  da::dicom_file file =
      da::read_bytes(directory(place_of_item(draft, 0), place_of_item(draft, 1), "A^B "));
  file.dataset.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0004, 0x1220)));
  da::renew_record_offsets(file);
  CHECK(number_of(file.dataset, {0x0004, 0x1200}) == test::number(0, 4));
}

TEST_CASE("one record less is an error", "[part10]") {
  const std::string draft = directory(0, 0, "A^B ");
  da::dicom_file file =
      da::read_bytes(directory(place_of_item(draft, 0), place_of_item(draft, 1), "A^B "));
  const gdcm::DataSet only = test::item(file.dataset, {0x0004, 0x1220}, 1);
  test::put_sequence(file.dataset, {0x0004, 0x1220}, {only});
  CHECK(test::refused([&] { da::renew_record_offsets(file); }) ==
        test::refusal{da::errc::malformed, 0x00041220});
}
