// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/frames_in_bytes.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/frames.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using test::number;

namespace {

constexpr std::string_view basic_code = "113100";
constexpr std::string_view jpeg2000_uid = "1.2.840.10008.1.2.4.90";
constexpr std::string_view rle_uid = "1.2.840.10008.1.2.5";
constexpr std::string_view mpeg_uid = "1.2.840.10008.1.2.4.100";

const test::form& as = test::explicit_little;

std::string even(const std::string& frame) { return test::padded(frame, '\0'); }
const std::string plain = even(test::jpeg_image());
const std::string with = even(test::jpeg_image(test::jpeg_comment("CANARY")));
const std::string unsound = plain + "CANARY..";

std::string pixels(const std::vector<std::string>& fragments, const std::string& table = "",
                   std::string_view vr = "OB") {
  std::string bytes = as.head(0x7FE00010, vr, test::undefined) + as.item(table);
  for (const std::string& one : fragments) bytes += as.item(one);
  return bytes + as.sequence_end();
}

std::string file(const std::string& body, std::string_view syntax = test::jpeg_uid) {
  return test::file(syntax, as.element(0x00080018, "UI", "1.2.3.44") + body);
}

bool holds(const test::written& one, std::string_view bytes) {
  return one.bytes.find(bytes) != std::string::npos;
}
bool has_marks(const test::written& one) {
  return holds(one, basic_code) && holds(one, as.element(0x00120062, "CS", "YES "));
}

}  // namespace

TEST_CASE("metadata in frames go with any profile, and the marks stay") {
  const auto check = [](const auto& rules) {
    const test::written out = test::both_ways(file(pixels({with, plain, with})), rules);
    CHECK(out.bytes.ends_with(pixels({plain, plain, plain})));
    CHECK(out.done.cleaned_frames == 2);
    CHECK(out.done.unclean_frames == 0);
    CHECK(has_marks(out));
  };
  check(da::profile(da::dicom_2026d));
  check(da::profile(da::dicom_2026d) | da::option::retain_uids);
  check(da::profile());
  check(da::profile() | da::rule{"PatientName"_tag, da::remove});
}

TEST_CASE("frames without metadata are written byte for byte") {
  for (const std::string& value : {pixels({plain}), pixels({plain.substr(0, 20), plain.substr(20)}),
                                   pixels({plain, plain}, "wrong table."), pixels({}), pixels({""}),
                                   pixels({plain}, "", "OW")}) {
    const test::written out = test::both_ways(file(value), da::profile());
    CHECK(out.bytes.ends_with(value));
    CHECK(out.done.cleaned_frames == 0);
    CHECK(out.done.unclean_frames == 0);
    CHECK(has_marks(out));
  }
}

TEST_CASE("a frame in fragments becomes one, and tables are true") {
  const test::written one =
      test::both_ways(file(pixels({with.substr(0, 30), with.substr(30)})), da::profile());
  CHECK(one.bytes.ends_with(pixels({plain})));
  const std::size_t before = with.size() + 8;
  const std::size_t now = plain.size() + 8;
  const auto table = [](std::uint64_t second, std::uint64_t third, unsigned width) {
    return number(0, width) + number(second, width) + number(third, width);
  };
  const test::written basic = test::both_ways(
      file(pixels({with, plain, with}, table(before, before + now, 4))), da::profile());
  CHECK(basic.bytes.ends_with(pixels({plain, plain, plain}, table(now, 2 * now, 4))));

  const auto extended = [&](const std::string& offsets, const std::string& lengths) {
    return as.element(0x7FE00001, "OV", offsets) + as.element(0x7FE00002, "OV", lengths);
  };
  const std::string lengths =
      number(with.size(), 8) + number(plain.size(), 8) + number(with.size(), 8);
  const test::written wide = test::both_ways(
      file(extended(table(before, before + now, 8), lengths) + pixels({with, plain, with})),
      da::profile());
  const std::string size = number(plain.size(), 8);
  CHECK(wide.bytes.ends_with(extended(table(now, 2 * now, 8), size + size + size) +
                             pixels({plain, plain, plain})));
  // One that is not true stays, and so do the frames.
  const std::string wrong = extended(table(1, 2, 8), lengths) + pixels({with, plain, with});
  const test::written left = test::both_ways(file(wrong), da::profile());
  CHECK(left.bytes.ends_with(wrong));
  CHECK(left.done.unclean_frames == 2);
  CHECK_FALSE(holds(left, basic_code));
}

TEST_CASE("the length of all frames goes with metadata in them, and stays without") {
  // PS3.3 section C.7.6.3: of all fragments, without their items; it need not be there.
  const auto length = [](std::size_t bytes) {
    return as.element(0x7FE00003, "UV", number(bytes, 8));
  };
  const test::written out = test::both_ways(
      file(length(with.size() + plain.size()) + pixels({with, plain})), da::profile());
  CHECK(out.bytes.ends_with(pixels({plain, plain})));
  CHECK(out.done.cleaned_frames == 1);
  CHECK_FALSE(holds(out, as.tag(0x7FE00003)));
  const std::string clean = length(2 * plain.size()) + pixels({plain, plain});
  CHECK(test::both_ways(file(clean), da::profile()).bytes.ends_with(clean));
  const std::string empty = as.element(0x7FE00003, "UV", "");
  CHECK(test::both_ways(file(empty + pixels({with})), da::profile())
            .bytes.ends_with(empty + pixels({plain})));
  const std::string icon = length(with.size()) + pixels({with});
  const auto rules = da::profile() | da::rule{"IconImageSequence"_tag, da::keep};
  CHECK(test::both_ways(file(as.sequence(0x00880200, as.item(icon)) + pixels({plain})), rules)
            .bytes.ends_with(as.sequence(0x00880200, as.item(pixels({plain}))) + pixels({plain})));
}

TEST_CASE("frames of icons lose their metadata in sequences of any length form") {
  const auto icon = [](const std::string& value) {
    return as.element(0x00280010, "US", number(16, 2)) + value;
  };
  const std::string before = icon(pixels({with}));
  const std::string after = icon(pixels({plain}));
  const auto rules = da::profile() | da::rule{"IconImageSequence"_tag, da::keep};
  for (const auto& [in, out] : {std::pair{as.sequence(0x00880200, as.item(before)),
                                          as.sequence(0x00880200, as.item(after))},
                                {as.open_sequence(0x00880200, as.open_item(before)),
                                 as.open_sequence(0x00880200, as.open_item(after))},
                                {as.sequence(0x00880200, as.item(before) + as.item(after)),
                                 as.sequence(0x00880200, as.item(after) + as.item(after))}}) {
    const test::written one = test::both_ways(file(in + pixels({plain})), rules);
    CHECK(one.bytes.ends_with(out + pixels({plain})));
    CHECK(one.done.cleaned_frames == 1);
  }
  // Of an icon that goes nothing is said.
  const test::written gone =
      test::both_ways(file(as.sequence(0x00880200, as.item(before)) + pixels({plain})),
                      da::profile() | da::rule{"IconImageSequence"_tag, da::remove});
  CHECK(gone.done.cleaned_frames == 0);
  const test::written unclean = test::both_ways(
      file(as.sequence(0x00880200, as.item(icon(pixels({unsound})))) + pixels({plain})), rules);
  CHECK(unclean.done.unclean_frames == 1);
  CHECK_FALSE(has_marks(unclean));
}

TEST_CASE("a frame that cannot be gone over stays, is counted and takes the marks away") {
  for (const std::string& value :
       {pixels({unsound}), pixels({plain + plain}), pixels({"nobody knows"}),
        pixels({plain, "\xFF\xD8\xFF\xD9"}), pixels({with.substr(0, 40)})}) {
    const test::written out = test::both_ways(file(value), da::profile());
    CHECK(out.bytes.ends_with(value));
    CHECK(out.done.unclean_frames == 1);
    CHECK(out.done.cleaned_frames == 0);
    CHECK_FALSE(holds(out, basic_code));
    CHECK_FALSE(holds(out, as.tag(0x00120062)));
  }
  const test::written mixed = test::both_ways(file(pixels({with, unsound})), da::profile());
  CHECK(mixed.bytes.ends_with(pixels({plain, unsound})));
  CHECK(mixed.done.cleaned_frames == 1);
  CHECK(mixed.done.unclean_frames == 1);
  CHECK_FALSE(holds(mixed, basic_code));
}

TEST_CASE("what holds no codestream is not gone over") {
  const auto marks_of = [](const std::string& value, std::string_view syntax) {
    const test::written out = test::both_ways(file(value, syntax), da::profile());
    CHECK(out.bytes.ends_with(value));
    return has_marks(out);
  };
  const std::string rle = number(1, 4) + number(64, 4) + std::string(60, '\0');
  CHECK(marks_of(pixels({rle}), rle_uid));
  CHECK(marks_of(pixels({"any video"}), mpeg_uid));
  CHECK_FALSE(marks_of(pixels({rle}), test::jpeg_uid));
  CHECK_FALSE(marks_of(pixels({"any video"}), test::explicit_uid));
}

TEST_CASE("JPEG 2000 loses its comments, with or without boxes") {
  const std::string comment = test::jpeg2000_comment("CANARY");
  const auto even_box = [](const std::string& frame) {
    return even(test::jp2_head() + test::box("jp2c", frame));
  };
  for (const auto& [in, out] :
       {std::pair{even(test::jpeg2000(comment, comment)), even(test::jpeg2000())},
        {even_box(test::jpeg2000(comment)), even_box(test::jpeg2000())}}) {
    const test::written one = test::both_ways(file(pixels({in, in}), jpeg2000_uid), da::profile());
    CHECK(one.bytes.ends_with(pixels({out, out})));
    CHECK(one.done.cleaned_frames == 2);
  }
}

TEST_CASE("a rule over the pixels decides, and what it keeps takes the marks away") {
  const std::string in = file(pixels({with, plain}));
  const auto kept = [&](const auto& rules) {
    const test::written out = test::both_ways(in, rules);
    CHECK(out.bytes.ends_with(pixels({with, plain})));
    CHECK(out.done.cleaned_frames == 0);
    return out;
  };
  const test::written by_rule = kept(da::profile() | da::rule{"PixelData"_tag, da::keep});
  CHECK(by_rule.done.unclean_frames == 1);
  CHECK_FALSE(holds(by_rule, basic_code));
  const test::written by_look =
      kept(da::profile() | da::rule{"PixelData"_tag, [](da::element&) {}});
  CHECK(by_look.done.unclean_frames == 1);
  // Who keeps everything is not asked, and claims nothing.
  CHECK(kept(da::keep_everything{}).done.unclean_frames == 0);

  const test::written clean =
      test::both_ways(file(pixels({plain})), da::profile() | da::rule{"PixelData"_tag, da::keep});
  CHECK(clean.done.unclean_frames == 0);
  for (const test::written& gone :
       {test::both_ways(in, da::profile() | da::rule{"PixelData"_tag, da::remove}),
        test::both_ways(in, da::profile() | da::rule{"PixelData"_tag, [](da::element& e) {
                                                       e.set_bytes("new!");
                                                     }})}) {
    CHECK_FALSE(holds(gone, "CANARY"));
    CHECK(gone.done.cleaned_frames == 0);
    CHECK(gone.done.unclean_frames == 0);
  }
}

TEST_CASE("the marks of one file are not those of the next") {
  const test::folder place;
  const auto anonymized = [&](da::detail::file_anonymizer& worker, const std::string& bytes) {
    test::write(place / "in.dcm", bytes);
    const std::string out = (place / "out.dcm").native();
    worker.run({AT_FDCWD, (place / "in.dcm").c_str()}, {AT_FDCWD, out});
    return test::written{test::read(place / "out.dcm"), worker.counts().to_report()};
  };
  const auto rules = da::profile();
  const da::detail::rules_ref all(rules);
  da::context shared;
  const da::limits bounds;
  da::detail::file_anonymizer worker(all, shared, bounds, false);
  for (int i = 0; i < 2; ++i) {
    const test::written good = anonymized(worker, file(pixels({with})));
    CHECK(has_marks(good));
    CHECK(good.done.cleaned_frames == 1);
    const test::written bad = anonymized(worker, file(pixels({with, unsound})));
    CHECK_FALSE(holds(bad, basic_code));
    CHECK(bad.done.cleaned_frames == 1);
    CHECK(bad.done.unclean_frames == 1);
  }
}

TEST_CASE("large frames are copied around what goes") {
  const std::string big_scan = test::jpeg_scan() + std::string(300'000, 'x');
  const auto frame = [&](const std::string& comment) {
    return even("\xFF\xD8" + comment + test::jpeg_tables() + big_scan + "\xFF\xD9");
  };
  const std::string comment = test::jpeg_comment(std::string(60'000, 'C'));
  const std::string behind = as.element(0xFFFCFFFC, "OB", "padding!");
  const test::written out = test::both_ways(
      file(pixels({frame(comment + comment + comment), frame(""), frame(comment)}) + behind),
      da::profile());
  CHECK(out.bytes.find(pixels({frame(""), frame(""), frame("")})) != std::string::npos);
  CHECK_FALSE(holds(out, "CCCC"));
}
