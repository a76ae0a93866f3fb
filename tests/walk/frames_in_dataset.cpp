// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/frames_in_dataset.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfFragments.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/frames.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using test::number;

namespace {

const gdcm::Tag pixel_data{0x7FE0, 0x0010};

std::string even(const std::string& frame) { return test::padded(frame, '\0'); }
const std::string plain = even(test::jpeg_image());
const std::string with = even(test::jpeg_image(test::jpeg_comment("CANARY")));

void put_frames(gdcm::DataSet& dataset, const std::vector<std::string>& fragments,
                const std::string& table = "") {
  gdcm::SmartPointer<gdcm::SequenceOfFragments> all = gdcm::SequenceOfFragments::New();
  if (!table.empty())
    all->GetTable().SetByteValue(table.data(), static_cast<std::uint32_t>(table.size()));
  for (const std::string& one : fragments) {
    gdcm::Fragment made;
    if (!one.empty()) made.SetByteValue(one.data(), static_cast<std::uint32_t>(one.size()));
    all->AddFragment(made);
  }
  gdcm::DataElement raw(pixel_data, 0, gdcm::VR::OB);
  raw.SetValue(*all);
  dataset.Replace(raw);
}

const gdcm::SequenceOfFragments& frames_in(const gdcm::DataSet& dataset) {
  return *dataset.GetDataElement(pixel_data).GetSequenceOfFragments();
}

std::string text_of(const gdcm::Fragment& one) {
  const gdcm::ByteValue* const bytes = one.GetByteValue();
  return bytes == nullptr ? std::string() : std::string(bytes->GetPointer(), bytes->GetLength());
}

std::vector<std::string> fragments_in(const gdcm::DataSet& dataset) {
  std::vector<std::string> result;
  const gdcm::SequenceOfFragments& all = frames_in(dataset);
  for (std::size_t i = 0; i < all.GetNumberOfFragments(); ++i)
    result.push_back(text_of(all.GetFragment(i)));
  return result;
}

using fragments = std::vector<std::string>;

}  // namespace

TEST_CASE("fragments in memory lose metadata, and those without stay where they are") {
  gdcm::DataSet dataset;
  put_frames(dataset, {with, plain, plain.substr(0, 20), plain.substr(20), with},
             number(0, 4) + number(with.size() + 8, 4));
  const gdcm::SequenceOfFragments& before = frames_in(dataset);
  const gdcm::SmartPointer<gdcm::SequenceOfFragments> held(
      const_cast<gdcm::SequenceOfFragments*>(&before));
  const da::report done = da::anonymize_dataset(dataset);
  CHECK(done.cleaned_frames == 2);
  CHECK(done.unclean_frames == 0);
  CHECK(fragments_in(dataset) ==
        fragments{plain, plain, plain.substr(0, 20), plain.substr(20), plain});
  const gdcm::SequenceOfFragments& now = frames_in(dataset);
  CHECK(text_of(now.GetTable()) == number(0, 4) + number(plain.size() + 8, 4));
  for (const std::size_t i : {1U, 2U, 3U})
    CHECK(now.GetFragment(i).GetByteValue() == held->GetFragment(i).GetByteValue());
  // What shared the old ones has them still.
  CHECK(text_of(held->GetFragment(0)) == with);
  CHECK(test::bytes(dataset, {0x0012, 0x0062}) == "YES ");
}

TEST_CASE("fragments in memory with nothing to take out are not touched") {
  for (const fragments& all : {fragments{plain, plain}, fragments{}, fragments{""},
                               fragments{std::string("\0\0\1\xB3 video!", 11)}}) {
    gdcm::DataSet dataset;
    put_frames(dataset, all);
    const gdcm::SequenceOfFragments* const before = &frames_in(dataset);
    const da::report done = da::anonymize_dataset(dataset);
    CHECK(done.cleaned_frames == 0);
    CHECK(done.unclean_frames == 0);
    CHECK(&frames_in(dataset) == before);
    CHECK(test::bytes(dataset, {0x0012, 0x0062}) == "YES ");
  }
}

TEST_CASE("what cannot be gone over in memory takes the marks away") {
  for (const auto& [all, left] : {std::pair{fragments{plain + "CANARY"}, 1},
                                  {fragments{"anything"}, 1},
                                  {fragments{plain + plain, plain, with.substr(0, 40)}, 2}}) {
    gdcm::DataSet dataset;
    put_frames(dataset, all);
    const da::report done = da::anonymize_dataset(dataset);
    CHECK(done.unclean_frames == static_cast<std::size_t>(left));
    CHECK(fragments_in(dataset) == all);
    CHECK_FALSE(test::has(dataset, {0x0012, 0x0062}));
  }
}

TEST_CASE("an Extended Offset Table in memory is renewed, unless a rule made it another one") {
  const std::string offsets = number(0, 8) + number(with.size() + 8, 8);
  const std::string lengths = number(with.size(), 8) + number(with.size(), 8);
  const auto made = [&] {
    gdcm::DataSet dataset;
    test::put(dataset, {0x7FE0, 0x0001}, gdcm::VR::OB, offsets);
    test::put(dataset, {0x7FE0, 0x0002}, gdcm::VR::OB, lengths);
    put_frames(dataset, {with, with});
    return dataset;
  };
  gdcm::DataSet dataset = made();
  CHECK(da::anonymize_dataset(dataset).cleaned_frames == 2);
  CHECK(test::bytes(dataset, {0x7FE0, 0x0001}) == number(0, 8) + number(plain.size() + 8, 8));
  CHECK(test::bytes(dataset, {0x7FE0, 0x0002}) ==
        number(plain.size(), 8) + number(plain.size(), 8));

  gdcm::DataSet without = made();
  CHECK(da::anonymize_dataset(without, da::profile() | da::rule{0x7FE0'0001_tag, da::remove} |
                                           da::rule{0x7FE0'0002_tag, da::remove})
            .cleaned_frames == 2);
  CHECK_FALSE(test::has(without, {0x7FE0, 0x0001}));
  CHECK(fragments_in(without) == fragments{plain, plain});

  gdcm::DataSet other = made();
  const da::report done = da::anonymize_dataset(
      other, da::profile() | da::rule{0x7FE0'0001_tag,
                                      [](da::element& e) { e.set_bytes(std::string(16, '\1')); }});
  CHECK(done.cleaned_frames == 0);
  CHECK(done.unclean_frames == 2);
}

TEST_CASE("a rule over pixels in memory decides") {
  gdcm::DataSet dataset;
  put_frames(dataset, {with});
  const da::report done =
      da::anonymize_dataset(dataset, da::profile() | da::rule{"PixelData"_tag, da::keep});
  CHECK(done.unclean_frames == 1);
  CHECK(fragments_in(dataset) == fragments{with});
  CHECK_FALSE(test::has(dataset, {0x0012, 0x0062}));
  CHECK(da::anonymize_dataset(dataset, da::keep_everything{}).unclean_frames == 0);
}
