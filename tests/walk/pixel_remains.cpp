// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/pixel_remains.hpp>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <gdcmFile.h>
#include <gdcmReader.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

constexpr std::string_view basic_code = "113100";

// Cells of 16 bits, 12 of them stored, with a plane in bit 12 and a copy of the pixels without it.
struct cells {
  std::string with_plane;
  std::string without;

  explicit cells(const test::form& as, unsigned bit = 12, std::size_t count = 4096) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto pixel = static_cast<std::uint64_t>(i * 37 % 4096);
      with_plane += as.n(pixel | (i % 3 == 0 ? std::uint64_t{1} << bit : 0U), 2);
      without += as.n(pixel, 2);
    }
  }
};

std::string image(const test::form& as, std::uint64_t bits_stored = 12) {
  return as.element(0x00280002, "US", as.n(1, 2)) + as.element(0x00280010, "US", as.n(64, 2)) +
         as.element(0x00280011, "US", as.n(64, 2)) + as.element(0x00280100, "US", as.n(16, 2)) +
         as.element(0x00280101, "US", as.n(bits_stored, 2)) +
         as.element(0x00280102, "US", as.n(bits_stored - 1, 2)) +
         as.element(0x00280103, "US", as.n(0, 2));
}

std::string overlay(const test::form& as, std::uint32_t group, unsigned allocated,
                    unsigned position, std::string_view data = {}) {
  const std::uint32_t base = group << 16;
  std::string result = as.element(base | 0x0010, "US", as.n(64, 2)) +
                       as.element(base | 0x0011, "US", as.n(64, 2)) +
                       as.element(base | 0x0040, "CS", "G ") +
                       as.element(base | 0x0050, "SS", as.n(1, 2) + as.n(1, 2)) +
                       as.element(base | 0x0100, "US", as.n(allocated, 2)) +
                       as.element(base | 0x0102, "US", as.n(position, 2));
  if (!data.empty()) result += as.element(base | 0x3000, "OW", data);
  return result;
}

std::string_view uid_of(const test::form& as) {
  return as.big_endian    ? test::big_endian_uid
         : as.explicit_vr ? test::explicit_uid
                          : test::implicit_uid;
}

bool holds(const test::written& file, std::string_view text) {
  return file.bytes.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a plane in unused bits of native pixels is cleared and its group goes") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    for (const unsigned bit : {12U, 15U}) {
      const cells pixels(as, bit);
      const test::written all = test::both_ways(
          test::file(uid_of(as), image(as) + overlay(as, 0x6000, 16, bit) +
                                     as.element(0x7FE00010, "OW", pixels.with_plane)),
          da::profile(da::dicom_2026d));
      CHECK(holds(all, as.element(0x7FE00010, "OW", pixels.without)));
      CHECK_FALSE(holds(all, as.tag(0x60000010)));
      CHECK_FALSE(holds(all, as.tag(0x60000102)));
      CHECK(all.done.unclean_overlays == 0);
      CHECK(holds(all, basic_code));
    }
  }
}

TEST_CASE("a plane is cleared in deflated files and in data sets in memory, too") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  const test::written all = test::both_ways(
      test::file(test::deflated_uid, image(as) + overlay(as, 0x6002, 16, 12) +
                                         as.element(0x7FE00010, "OW", pixels.with_plane)),
      da::profile());
  const auto length_byte = [&](std::size_t at) {  // of (0002,0000)
    return static_cast<std::size_t>(static_cast<unsigned char>(all.bytes[at]));
  };
  const std::size_t begin = 132 + 12 + length_byte(140) + 256 * length_byte(141);
  CHECK(test::inflated(all.bytes.substr(begin))
            .ends_with(as.element(0x7FE00010, "OW", pixels.without)));

  gdcm::DataSet dataset;
  const auto us = [&](gdcm::Tag id, unsigned value) {
    test::put(dataset, id, gdcm::VR::US, test::number(value, 2));
  };
  us({0x0028, 0x0010}, 64);
  us({0x0028, 0x0011}, 64);
  us({0x0028, 0x0100}, 16);
  us({0x0028, 0x0101}, 12);
  us({0x0028, 0x0102}, 11);
  us({0x6000, 0x0100}, 16);
  us({0x6000, 0x0102}, 12);
  test::put(dataset, {0x7FE0, 0x0010}, gdcm::VR::OW, pixels.with_plane);
  CHECK(da::anonymize_dataset(dataset).unclean_overlays == 0);
  CHECK(test::bytes(dataset, {0x7FE0, 0x0010}) == pixels.without);
  CHECK_FALSE(test::has(dataset, {0x6000, 0x0100}));
}

TEST_CASE("a plane that cannot be cleared takes the claims away and is counted") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  const auto check = [&](std::string_view syntax, std::string_view dataset) {
    const test::written all = test::both_ways(test::file(syntax, dataset), da::profile());
    CHECK(all.done.unclean_overlays == 1);
    CHECK_FALSE(holds(all, basic_code));
    CHECK_FALSE(holds(all, as.tag(0x00120062)));
    CHECK_FALSE(holds(all, as.tag(0x60000010)));
  };
  const std::string plane = overlay(as, 0x6000, 16, 12);
  check(test::jpeg_uid, image(as) + plane + as.encapsulated(0x7FE00010, {"", "compressed"}, "OB"));
  // Without fragments: bytes of which nobody knows what they are.
  check(test::jpeg_uid, image(as) + plane + as.element(0x7FE00010, "OB", "compressed"));
  // In the bits of the pixels themselves.
  const std::string native = as.element(0x7FE00010, "OW", pixels.with_plane);
  check(test::explicit_uid, image(as, 16) + plane + native);
  check(test::explicit_uid, image(as) + overlay(as, 0x6000, 16, 0) + native);
}

TEST_CASE("without pixel data, and where the rules take them away, no plane is left") {
  const test::form& as = test::explicit_little;
  const std::string plane = image(as) + overlay(as, 0x6000, 16, 12);
  const std::string compressed = as.encapsulated(0x7FE00010, {"", "compressed"}, "OB");
  const test::written none = test::both_ways(test::file(test::explicit_uid, plane), da::profile());
  CHECK(none.done.unclean_overlays == 0);
  CHECK(holds(none, basic_code));
  const test::written removed = test::both_ways(test::file(test::jpeg_uid, plane + compressed),
                                                da::rule{da::tag{0x7FE0, 0x0010}, da::remove});
  CHECK(removed.done.unclean_overlays == 0);
  CHECK(holds(removed, basic_code));
}

TEST_CASE("an overlay that a rule keeps keeps its group and its bits") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  const std::string native = as.element(0x7FE00010, "OW", pixels.with_plane);
  const std::string plane = overlay(as, 0x6000, 16, 12);
  const std::string input = test::file(test::explicit_uid, image(as) + plane + native);
  const test::written kept = test::both_ways(input, da::rule{"(60xx,3000)"_tag, da::keep});
  CHECK(holds(kept, plane));
  CHECK(holds(kept, native));
  CHECK(holds(test::both_ways(input, da::keep_everything()), plane + native));
}

TEST_CASE("the group of an overlay goes with its data, but for what has a rule of its own") {
  const test::form& as = test::explicit_little;
  const std::string input =
      image(as) + overlay(as, 0x6004, 1, 0, "overlay data") + as.element(0x7FE00010, "OW", "xx");
  const std::string nested = as.sequence(0x00283010, as.item(input));
  const auto run = [&](const auto& rules) {
    return test::both_ways(test::file(test::explicit_uid, nested + input), rules);
  };
  const test::written gone = run(da::profile());
  CHECK_FALSE(holds(gone, std::string_view("\x04\x60", 2)));
  CHECK(holds(gone, as.element(0x7FE00010, "OW", "xx")));
  const test::written one = run(da::rule{"(6004,0010)"_tag, da::keep});
  CHECK(holds(one, as.element(0x60040010, "US", as.n(64, 2))));
  CHECK_FALSE(holds(one, as.tag(0x60040011)));
  // The layer that shows it is of the group, though the table names graphic annotations for it.
  const std::string layer = as.element(0x60041001, "CS", "JANE");
  const auto with_layer = [&](const auto& rules) {
    const std::string input_and_layer = image(as) + overlay(as, 0x6004, 1, 0, "") + layer +
                                        as.element(0x60043000, "OW", "overlay data") +
                                        as.element(0x7FE00010, "OW", "xx");
    return test::both_ways(test::file(test::explicit_uid, input_and_layer), rules);
  };
  for (const da::profile& rules : {da::profile(), da::profile().with(da::option::retain_full_dates),
                                   da::profile(da::dicom_2026d)})
    CHECK_FALSE(holds(with_layer(rules), std::string_view("\x04\x60", 2)));
  CHECK(holds(with_layer(da::rule{"(6004,1001)"_tag, da::keep}), layer));
  CHECK(holds(with_layer(da::rule{"(60xx,1001)"_tag, da::keep}), layer));
  const test::written shown = with_layer(da::rule{"(60xx,3000)"_tag, da::keep});
  CHECK(holds(shown, as.tag(0x60041001)));
  CHECK_FALSE(holds(shown, layer));
  CHECK(
      holds(run(da::rule{"(60xx,3000)"_tag, da::keep}), overlay(as, 0x6004, 1, 0, "overlay data")));
  CHECK(holds(run(da::profile().without_supplement()), as.tag(0x60040011)));
}

TEST_CASE("bytes behind the last native frame are not copied") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const cells pixels(as);
    const auto run = [&](std::string_view behind, const auto& rules) {
      return test::both_ways(
          test::file(uid_of(as),
                     image(as) +
                         as.element(0x7FE00010, "OW", pixels.without + std::string(behind)) +
                         as.element(0xFFFCFFFC, "OB", "")),
          rules);
    };
    const test::written cut = run("CANARY^NAME ", da::profile());
    CHECK_FALSE(holds(cut, "CANARY"));
    CHECK(holds(cut, as.element(0x7FE00010, "OW", pixels.without)));
    CHECK(holds(run("CANARY^NAME ", da::keep_everything()), "CANARY"));
    CHECK(holds(run("CANARY^NAME ", da::rule{da::tag{0x7FE0, 0x0010}, da::keep}), "CANARY"));
    CHECK(holds(run("", da::profile()), as.element(0x7FE00010, "OW", pixels.without)));
  }
  // A stream that is compressed has no frames of known size.
  const test::form& as = test::explicit_little;
  CHECK(holds(test::both_ways(test::file(test::jpeg_uid,
                                         image(as) + as.element(0x7FE00010, "OB",
                                                                std::string(9000, 'j') + "end ")),
                              da::profile()),
              "end "));
}

TEST_CASE("of pixels in a VR that is text nothing is claimed") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string small =
        as.element(0x00280002, "US", as.n(1, 2)) + as.element(0x00280010, "US", as.n(4, 2)) +
        as.element(0x00280011, "US", as.n(4, 2)) + as.element(0x00280100, "US", as.n(8, 2)) +
        as.element(0x00280101, "US", as.n(8, 2)) + as.element(0x00280102, "US", as.n(7, 2));
    const auto check = [&](std::string_view kind, std::size_t unclean, const auto& rules) {
      CAPTURE(kind);
      const test::written all = test::both_ways(
          test::file(uid_of(as), small + as.element(0x7FE00010, kind, "1.2.3.4.5.6.7.88")), rules);
      CHECK(all.done.unclean_overlays == unclean);
      CHECK(holds(all, basic_code) == (unclean == 0));
      CHECK(holds(all, as.tag(0x00120062)) == (unclean == 0));
      CHECK(holds(all, "1.2.3.4.5.6.7.88"));
    };
    // 16 bytes, as many as the frame has; PS3.5 section 8 knows OB and OW.
    for (const std::string_view kind : {"AE", "CS", "DS", "IS"}) check(kind, 1, da::profile());
    check("UI", 1, da::profile() | da::option::retain_uids);
    for (const std::string_view kind : {"OB", "OW"}) check(kind, 0, da::profile());
  }
}

TEST_CASE("where the size of native pixels cannot be told nothing is claimed of what is behind") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const std::string sound = image(as);
    const std::string bits = as.element(0x00280100, "US", as.n(16, 2));
    const std::string rows = as.element(0x00280010, "US", as.n(64, 2));
    const auto without = [&](std::string_view part, std::string_view instead = {}) {
      std::string result = sound;
      return result.replace(result.find(part), part.size(), instead);
    };
    const auto framed = [&](std::string_view frames) {
      return without(rows, as.element(0x00280008, "IS", frames) + rows);
    };
    const std::string pixels = cells(as).without;
    const std::string behind = as.element(0x7FE00010, "OW", pixels + "CANARY^NAME ");
    const auto check = [&](std::string_view uid, const std::string& elements, std::size_t unclean) {
      const test::written all = test::both_ways(test::file(uid, elements), da::profile());
      CHECK(all.done.unclean_overlays == unclean);
      CHECK(holds(all, basic_code) == (unclean == 0));
      CHECK(holds(all, as.tag(0x00120062)) == (unclean == 0));
      if (unclean == 0) CHECK_FALSE(holds(all, "CANARY"));
    };
    check(uid_of(as), sound + behind, 0);
    check(uid_of(as), framed("") + behind, 0);
    check(uid_of(as), framed("1 ") + behind, 0);
    for (const std::string_view frames : {"0 ", "1.0 ", "1 f ", "1\\1 "})
      check(uid_of(as), framed(frames) + behind, 1);
    check(uid_of(as), without(rows) + behind, 1);
    check(uid_of(as), without(bits, as.element(0x00280100, "US", as.n(12, 2))) + behind, 1);
    if (as.explicit_vr)
      check(uid_of(as), without(rows, as.element(0x00280010, "IS", "64")) + behind, 1);
    // In no form in which cells are known.
    if (!as.explicit_vr || as.big_endian) continue;
    const std::string exact = as.element(0x7FE00010, "OW", pixels);
    for (const std::string_view other : {test::jpeg_uid, std::string_view("1.2.3.4.777")}) {
      check(other, sound + behind, 1);
      check(other, sound + exact, 0);
      check(other, without(rows) + exact, 1);
    }
    // What a rule takes away or keeps has nothing behind it that is ours.
    CHECK(test::both_ways(test::file(uid_of(as), without(rows) + behind),
                          da::rule{da::tag{0x7FE0, 0x0010}, da::remove})
              .done.unclean_overlays == 0);
  }
}

TEST_CASE("a plane that has data and names a bit is cleared there, too") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const cells pixels(as);
    for (const unsigned allocated : {1U, 16U}) {
      const test::written all = test::both_ways(
          test::file(uid_of(as), image(as) + overlay(as, 0x6000, allocated, 12, "overlay data") +
                                     as.element(0x7FE00010, "OW", pixels.with_plane)),
          da::profile());
      CHECK(holds(all, as.element(0x7FE00010, "OW", pixels.without)));
      CHECK(all.done.unclean_overlays == 0);
    }
    // An overlay that is only in its data changes no pixel.
    const std::string native = as.element(0x7FE00010, "OW", pixels.with_plane);
    CHECK(holds(
        test::both_ways(
            test::file(uid_of(as), image(as) + overlay(as, 0x6000, 1, 0, "overlay data") + native),
            da::profile()),
        native));
  }
}

TEST_CASE("a plane whose bit is no number is anywhere") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  const test::written all = test::both_ways(
      test::file(test::explicit_uid, image(as) + as.element(0x60000100, "IS", "16") +
                                         as.element(0x60000102, "IS", "12") +
                                         as.element(0x7FE00010, "OW", pixels.with_plane)),
      da::profile());
  CHECK(all.done.unclean_overlays == 1);
  CHECK_FALSE(holds(all, basic_code));
}

TEST_CASE(
    "what stands behind the frames of pixels that a rule keeps stays, and nothing is claimed") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  for (const bool has_more : {false, true}) {
    const std::string value = pixels.without + (has_more ? "QZNAME" : "");
    const test::written all =
        test::both_ways(test::file(uid_of(as), image(as) + as.element(0x7FE00010, "OW", value)),
                        da::profile(da::dicom_2026d) | da::rule{"PixelData"_tag, da::keep});
    CHECK(holds(all, as.element(0x7FE00010, "OW", value)));
    CHECK(holds(all, basic_code) == !has_more);
    CHECK(all.done.unclean_overlays == (has_more ? 1U : 0U));
  }
}

TEST_CASE("pixel data from which something was taken are counted") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  const auto counted = [&](std::string_view more) {
    return test::both_ways(
               test::file(uid_of(as), image(as) + as.element(0x7FE00010, "OW",
                                                             pixels.without + std::string(more))),
               da::profile(da::dicom_2026d))
        .done.cleaned_pixels;
  };
  CHECK(counted("") == 0);
  CHECK(counted("QZNAME") == 1);
}

namespace {

// What gdcm::Reader makes of a file, de-identified by the verb for gdcm::File.
struct in_gdcm {
  gdcm::Reader reader;
  da::report done;

  explicit in_gdcm(const std::string& bytes) {
    std::istringstream stream(bytes);
    reader.SetStream(stream);
    REQUIRE(reader.Read());
    done = da::anonymize_dataset(reader.GetFile());
  }
  [[nodiscard]] std::string pixels() {
    return test::bytes(reader.GetFile().GetDataSet(), {0x7FE0, 0x0010}).value_or("");
  }
  [[nodiscard]] bool claims() { return test::has(reader.GetFile().GetDataSet(), {0x0012, 0x0062}); }
};

// The same of what read_bytes made, by the verb for data sets.
struct in_dataset {
  da::dicom_file file;
  da::report done;

  explicit in_dataset(const std::string& bytes) : file(da::read_bytes(bytes)) {
    done = da::anonymize_dataset(file.dataset);
  }
  [[nodiscard]] bool claims() { return test::has(file.dataset, {0x0012, 0x0062}); }
};

std::string turned(std::string words) {
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) std::swap(words[i], words[i + 1]);
  return words;
}

}  // namespace

TEST_CASE("in memory, too, a plane is where the file has it") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big})
    for (const char* kind : {"OW", "OB"}) {
      const cells pixels(as);
      const std::string bytes =
          test::file(uid_of(as), image(as) + overlay(as, 0x6000, 16, 12) +
                                     as.element(0x7FE00010, kind, pixels.with_plane));
      in_dataset ours(bytes);
      CHECK(ours.done.unclean_overlays == 0);
      CHECK(ours.claims());
      CHECK(da::encode(ours.file).ends_with(as.element(0x7FE00010, kind, pixels.without)));
      in_gdcm theirs(bytes);
      CHECK(theirs.done.unclean_overlays == 0);
      CHECK(theirs.claims());
      // GDCM turns the words of OW.
      CHECK(theirs.pixels() ==
            (as.big_endian && kind == std::string("OW") ? turned(pixels.without) : pixels.without));
    }
}

TEST_CASE("pixels that only a vendor has in big endian are cleared as that in memory") {
  const test::form& as = test::implicit_little;
  const cells pixels(test::explicit_big);
  const std::string bytes =
      test::file("1.2.840.113619.5.2", image(as) + overlay(as, 0x6000, 16, 12) +
                                           as.element(0x7FE00010, "OW", pixels.with_plane));
  in_dataset ours(bytes);
  CHECK(da::encode(ours.file).ends_with(pixels.without));
  in_gdcm theirs(bytes);
  CHECK(theirs.pixels() == pixels.without);
  CHECK(theirs.claims());
}

TEST_CASE("compressed bytes without fragments are left in memory, too, and claim nothing") {
  const test::form& as = test::explicit_little;
  const cells pixels(as);
  for (const std::size_t length : {std::size_t{500}, pixels.with_plane.size()}) {
    const std::string compressed = pixels.with_plane.substr(0, length);
    const std::string bytes =
        test::file(test::jpeg_uid, image(as) + overlay(as, 0x6000, 16, 12) +
                                       as.element(0x7FE00010, "OW", compressed));
    in_dataset ours(bytes);
    CHECK(ours.done.unclean_overlays == 1);
    CHECK_FALSE(ours.claims());
    CHECK(da::encode(ours.file).ends_with(compressed));
    in_gdcm theirs(bytes);
    CHECK(theirs.done.unclean_overlays == 1);
    CHECK_FALSE(theirs.claims());
    CHECK(theirs.pixels() == compressed);
  }
}

TEST_CASE("cells of a bare data set are known only where they can be nothing else") {
  using da::detail::native_pixels;
  using da::detail::pixels_in_memory;
  const auto form_of = [](unsigned allocated, da::vr kind, std::uint64_t length,
                          std::string_view syntax = {}) {
    da::detail::pixel_cells told;
    told.meet(da::tag{0x0028, 0x0002}, test::number(1, 2));
    told.meet(da::tag{0x0028, 0x0010}, test::number(8, 2));
    told.meet(da::tag{0x0028, 0x0011}, test::number(8, 2));
    told.meet(da::tag{0x0028, 0x0100}, test::number(allocated, 2));
    return pixels_in_memory(told, kind, length, syntax);
  };
  CHECK(form_of(16, da::vr::OW, 128) == native_pixels::little_endian);
  CHECK(form_of(16, da::vr::OB, 128) == native_pixels::none);
  CHECK(form_of(8, da::vr::OB, 64) == native_pixels::little_endian);
  CHECK(form_of(16, da::vr::OW, 100) == native_pixels::none);
  CHECK(form_of(16, da::vr::OB, 128, test::explicit_uid) == native_pixels::little_endian);
  CHECK(form_of(32, da::vr::OW, 256, test::big_endian_uid) == native_pixels::none);
}
