// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/painted_values.hpp>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmFile.h>
#include <gdcmReader.h>
#include <gdcmWriter.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/bytes.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/generated_images.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

// A file as GDCM reads, this library changes and GDCM writes it.
std::string by_gdcm(const std::string& bytes, const auto& rules, da::report& done) {
  std::istringstream in(bytes);
  gdcm::Reader reader;
  reader.SetStream(in);
  REQUIRE(reader.Read());
  done = da::anonymize_dataset(reader.GetFile(), rules);
  std::ostringstream out;
  gdcm::Writer writer;
  writer.SetFile(reader.GetFile());
  writer.SetStream(out);
  REQUIRE(writer.Write());
  return out.str();
}

std::string frames_of(const test::image& made, bool has_table) {
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < made.frames; ++i) frames.push_back(made.rle_frame(i));
  return made.encapsulated(frames, has_table);
}

}  // namespace

TEST_CASE("pixels that GDCM has in memory are painted as those of a file are") {
  test::image_generator any(51);
  int compared = 0;
  for (int i = 0; i < 120; ++i) {
    test::image made = any.one_in(3) ? any.for_rle() : any.any();
    // GDCM turns no double words, and of VR UN and OB nothing.
    if (made.as.big_endian && (made.vr != "OW" || made.allocated > 16)) continue;
    if (made.id != 0x7FE00010 || made.uid == test::deflated_uid) continue;
    CAPTURE(i, made.uid, made.vr, made.colours, made.allocated);
    const da::rectangle where{static_cast<std::uint32_t>(any.below(made.columns)),
                              static_cast<std::uint32_t>(any.below(made.rows)), 5, 3};
    const auto rules = da::keep_everything{} | da::clean_pixels(where);
    const std::string input =
        made.uid == test::rle_uid ? made.file_with(frames_of(made, any.one_in(2))) : made.file();
    da::report done;
    const std::string memory = by_gdcm(input, rules, done);
    const std::string file = test::both_ways(input, rules).bytes;
    // Behind the head of Pixel Data; what GDCM makes of other elements is its own.
    const std::string head = made.as.tag(0x7FE00010);
    const std::size_t size = made.as.explicit_vr ? 12 : 8;
    CHECK((memory.substr(memory.rfind(head) + size) == file.substr(file.rfind(head) + size)));
    CHECK(done.painted_images == 1);
    ++compared;
  }
  CHECK(compared > 40);
}

TEST_CASE("fragments in memory need no transfer syntax") {
  test::image_generator any(52);
  test::image made = any.for_rle();
  made.columns = 20;
  made.rows = 10;
  made.frames = 2;
  any.fill(made);
  std::istringstream in(made.file_with(frames_of(made, true)));
  gdcm::Reader reader;
  reader.SetStream(in);
  REQUIRE(reader.Read());
  gdcm::DataSet& dataset = reader.GetFile().GetDataSet();
  const auto rules =
      da::keep_everything{} | da::clean_pixels(da::region_set::paint({2, 3, 4, 5}, {2, 2}));
  CHECK(da::anonymize_dataset(dataset, rules).painted_frames == 1);
  const auto* const fragments =
      dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0010)).GetSequenceOfFragments();
  REQUIRE(fragments->GetNumberOfFragments() == 2);
  for (std::size_t row = 3; row < 8; ++row)
    for (std::size_t column = 2; column < 6; ++column) test::blacken(made, 1, row, column);
  const gdcm::ByteValue* const second = fragments->GetFragment(1).GetByteValue();
  const std::string frame(second->GetPointer(), second->GetLength());
  const std::size_t size = made.pixels.size() / 2;
  CHECK((test::pixels_of_rle(made, frame) == made.pixels.substr(size)));
}

TEST_CASE("values that stay in their file are painted there, and written") {
  test::image_generator any(53);
  test::image made = any.for_rle();
  made.columns = 300;
  made.rows = 200;
  made.frames = 3;
  any.fill(made);
  const std::string input = made.file_with(frames_of(made, true));
  const auto rules = da::keep_everything{} | da::clean_pixels(da::rectangle{5, 6, 70, 80});
  da::dicom_file file = da::read_bytes(input);
  CHECK(da::anonymize_dataset(file.dataset, rules).painted_frames == 3);
  const std::string written = da::encode(file);
  const std::string by_file = test::both_ways(input, rules).bytes;
  const std::string head = made.as.tag(0x7FE00010);
  CHECK((written.substr(written.rfind(head)) == by_file.substr(by_file.rfind(head))));
}

TEST_CASE("an icon is painted where it shows what was painted") {
  test::image_generator any(54);
  test::image made;
  made.columns = 64;
  made.rows = 32;
  made.frames = 3;
  any.fill(made);
  const test::form& f = made.as;
  test::image icon;
  icon.columns = 16;
  icon.rows = 16;
  icon.colours = "MONOCHROME1";
  icon.more = f.element(0x00280106, "US", f.n(0, 2));
  any.fill(icon);
  const auto sequence = [&](const test::image& one) {
    return f.sequence(0x00880200,
                      f.item(one.described() + f.element(one.id, one.vr, one.native())));
  };
  const auto rules =
      da::keep_everything{} | da::clean_pixels(da::region_set::paint({5, 5, 2, 2}, {1, 1}) |
                                               da::region_set::paint({60, 30, 4, 2}, {3, 3}));
  const std::string out =
      test::both_ways(made.file_with(f.element(made.id, made.vr, made.native()), sequence(icon)),
                      rules)
          .bytes;
  // 5 to 7 of 64 are 1.25 to 1.75 of 16, and of 32 rows 2.5 to 3.5 of 16.
  test::blacken(icon, 0, 2, 1);
  test::blacken(icon, 0, 3, 1);
  test::blacken(icon, 0, 15, 15);
  icon.more.clear();
  CHECK(out.find(sequence(icon)) != std::string::npos);
  // A compressed one is refused.
  const std::string compressed =
      f.sequence(0x00880200, f.item(icon.described() + icon.encapsulated({"FRAGMENT"}, false)));
  std::string nothing;
  CHECK(test::refused([&] {
          da::anonymize_bytes(
              made.file_with(f.element(made.id, made.vr, made.native()), compressed), nothing,
              rules);
        }).code == da::errc::unsupported_pixels);
  // Without an image around nobody knows what the regions are.
  const std::string alone = test::both_ways(made.file_with("", compressed), rules).bytes;
  CHECK(alone.find("FRAGMENT") != std::string::npos);
}

TEST_CASE("an icon of an image with frames that nobody can count is refused at their number") {
  test::image_generator any(55);
  test::image made;
  any.fill(made);
  test::image icon;
  any.fill(icon);
  const test::form& f = made.as;
  const auto input = [&](std::string_view frames, std::string_view rows, std::uint32_t sequence) {
    std::string described = made.described();
    const std::string before = f.element(0x00280010, "US", f.n(made.rows, 2));
    described.replace(
        described.find(before), before.size(),
        f.element(0x00280008, "IS", test::padded(frames, ' ')) + f.element(0x00280010, "US", rows));
    return test::file(made.uid,
                      f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7 ") +
                          f.element(0x00080018, "UI", "1.2.3.44") + described +
                          f.sequence(sequence, f.item(icon.described() +
                                                      f.element(icon.id, icon.vr, icon.native()))) +
                          f.element(made.id, made.vr, made.native()));
  };
  const auto refused = [&](const std::string& file) {
    std::string nothing;
    return test::refused([&] {
      da::anonymize_bytes(file, nothing,
                          da::keep_everything{} | da::clean_pixels(da::rectangle{0, 0, 2, 2}));
    });
  };
  const std::string rows = f.n(made.rows, 2);
  constexpr std::uint32_t icons = 0x00880200;
  CHECK(refused(input("1", rows, icons)) == test::no_refusal);
  // VR IS ends at 2147483647, PS3.5 section 6.2.
  for (const std::string_view frames :
       {"0", "2147483648", "4294967295", "4294967296", "9999999999", "18446744073709551616"}) {
    CAPTURE(frames);
    const test::refusal why = refused(input(frames, rows, icons));
    CHECK(why.code == da::errc::malformed);
    CHECK(why.tag == 0x00280008U);
    // Pixels of a film are no icon, and are refused whatever they are.
    CHECK(refused(input(frames, rows, 0x20200110)).code == da::errc::unsupported_pixels);
  }
  const test::refusal none = refused(input("1", f.n(0, 2), icons));
  CHECK(none.code == da::errc::malformed);
  CHECK(none.tag == 0x00280010U);
}
