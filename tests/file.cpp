// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/version.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tree.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

const std::string pixels(3000, '\x5A');

// A data set in any form: what no rule of the profile covers, what is emptied, removed, replaced.
std::string dataset(const test::form& f) {
  const std::string inner = f.item(f.element(0x00081155, "UI", std::string("1.2.3.4\0", 8)) +
                                   f.element(0x00100010, "PN", "Nested^Name "));
  return f.element(0x00080016, "UI", std::string("1.2.840.10008.5.1.4.1.1.7\0", 26)) +
         f.element(0x00080018, "UI", std::string("1.2.3.4\0", 8)) +
         f.element(0x00080060, "CS", "OT") + f.open_sequence(0x00081140, inner) +
         f.element(0x00100010, "PN", "Top^Name") + f.element(0x00104000, "LT", "Comments") +
         f.element(0x00190010, "LO", "ACME") + f.element(0x00191001, "LO", "Secret") +
         f.element(0x00280010, "US", f.n(513, 2)) + f.element(0x00281052, "DS", "odd") +
         f.element(0x7FE00010, "OW", pixels) + f.element(0xFFFCFFFC, "OB", "Trailing");
}

struct files {
  test::folder place;
  std::filesystem::path in = place / "in.dcm";
  std::filesystem::path out = place / "out.dcm";

  explicit files(std::string_view bytes) { test::write(in, bytes); }
};

bool holds(std::string_view bytes, std::string_view part) {
  return bytes.find(part) != std::string_view::npos;
}

// The replacement UID of "1.2.3.4" in an output, found by its element's head.
std::string uid_after(std::string_view bytes, const std::string& head) {
  const std::size_t at = bytes.find(head);
  REQUIRE(at != std::string_view::npos);
  const std::size_t begin = at + head.size() + 2;
  std::string uid(bytes.substr(begin, bytes.find_first_not_of("0123456789.", begin) - begin));
  return uid;
}

}  // namespace

TEST_CASE("files of every transfer syntax lose what the profile removes and nothing else") {
  struct kind {
    std::string_view uid;
    test::form form;
  };
  for (const kind& one :
       {kind{test::explicit_uid, explicit_little}, kind{test::implicit_uid, implicit_little},
        kind{test::big_endian_uid, explicit_big}, kind{test::deflated_uid, explicit_little}}) {
    CAPTURE(one.uid);
    const files at(test::file(one.uid, dataset(one.form)));
    da::anonymize_file(at.in, at.out);
    std::string bytes = test::read(at.out);
    REQUIRE(holds(bytes, one.uid));
    if (one.uid == test::deflated_uid) {
      const std::string syntax = test::padded(one.uid, '\0');
      std::size_t begin = bytes.find("DICOM_ANON_");
      REQUIRE(begin != std::string::npos);
      bytes = test::inflated(std::string_view(bytes).substr(begin + 16));
    }
    for (const char* gone : {"Top^Name", "Nested^Name", "Comments", "ACME", "Secret", "Trailing"})
      CHECK_FALSE(holds(bytes, gone));
    CHECK(holds(bytes, pixels));
    CHECK(holds(bytes, one.form.element(0x00080060, "CS", "OT")));
    CHECK(holds(bytes, one.form.element(0x00280010, "US", one.form.n(513, 2))));
    CHECK(holds(bytes, one.form.element(0x00281052, "DS", "odd")));
    CHECK(holds(bytes, one.form.element(0x00100010, "PN", "")));
  }
}

TEST_CASE("file meta information follows the data set and names whoever wrote the file") {
  const std::string meta = test::meta_of(
      explicit_little.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
      explicit_little.element(0x00020002, "UI", std::string("1.2.840.10008.5.1.4.1.1.7\0", 26)) +
      explicit_little.element(0x00020003, "UI", std::string("9.9.9.9\0", 8)) +
      explicit_little.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')) +
      explicit_little.element(0x00020012, "UI", "1.2.3.44") +
      explicit_little.element(0x00020013, "SH", "OTHER_10") +
      explicit_little.element(0x00020016, "AE", "SCANNER1") +
      explicit_little.element(0x00020100, "UI", "1.2.3.55") +
      explicit_little.element(0x00020102, "OB", "PRIVATE!"));
  std::string bytes = meta + dataset(explicit_little);
  bytes.replace(0, 8, "PREAMBLE");
  const files at(bytes);
  da::anonymize_file(at.in, at.out);
  const std::string out = test::read(at.out);
  CHECK(out.substr(0, 128) == std::string(128, '\0'));
  for (const char* gone : {"PREAMBLE", "9.9.9.9", "OTHER_10", "SCANNER1", "PRIVATE!", "1.2.3.55"})
    CHECK_FALSE(holds(out, gone));
  CHECK(holds(out, da::implementation_class_uid));
  CHECK(holds(out, da::implementation_version_name));
  const std::string uid = uid_after(out, explicit_little.tag(0x00020003) + "UI");
  CHECK(uid.substr(0, 5) == "2.25.");
  CHECK(uid == uid_after(out, explicit_little.tag(0x00080018) + "UI"));
  CHECK(uid == uid_after(out, explicit_little.tag(0x00081155) + "UI"));
}

TEST_CASE("rules for group 0002 act on the file meta information") {
  const std::string meta = test::meta_of(
      explicit_little.element(0x00020003, "UI", std::string("9.9.9.9\0", 8)) +
      explicit_little.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')) +
      explicit_little.element(0x00020012, "UI", "1.2.3.44") +
      explicit_little.element(0x00020013, "SH", "OTHER_10") +
      explicit_little.element(0x00020016, "AE", "SCANNER1"));
  const files at(meta + dataset(explicit_little));
  da::anonymize_file(
      at.in, at.out,
      da::rule_map(da::rule{0x0002'0016_tag, da::replace_with("NEW_AE")},
                   da::rule{0x0002'0012_tag, da::keep}, da::rule{0x0002'0013_tag, da::keep},
                   da::rule{0x0002'0003_tag, da::keep}, da::rule{0x0008'0018_tag, da::keep}));
  const std::string out = test::read(at.out);
  CHECK(holds(out, "NEW_AE"));
  CHECK(holds(out, "OTHER_10"));
  CHECK(holds(out, "1.2.3.44"));
  CHECK_FALSE(holds(out, "SCANNER1"));
  CHECK_FALSE(holds(out, "9.9.9.9"));  // (0002,0003) equals (0008,0018) whatever the rule says
  CHECK(uid_after(out, explicit_little.tag(0x00020003) + "UI") == "1.2.3.4");
}

TEST_CASE("what no rule covers comes out byte for byte") {
  const std::string bytes = test::file(test::explicit_uid, dataset(explicit_little));
  const files at(bytes);
  da::anonymize_file(at.in, at.out, da::keep_everything{});
  const std::string behind = dataset(explicit_little);
  const std::string out = test::read(at.out);
  CHECK(out.substr(out.size() - behind.size()) == behind);
}

TEST_CASE("lengths of sequences keep their form around a change") {
  const test::form& f = explicit_little;
  const std::string name = f.element(0x00100010, "PN", "Nested^Name ");
  const std::string data = f.element(0x00080018, "UI", std::string("1.2.840.10008.1.1\0", 18)) +
                           f.sequence(0x00081140, f.item(name) + f.open_item(name)) +
                           f.open_sequence(0x00081199, f.item(name));
  const files at(test::file(test::explicit_uid, data));
  da::anonymize_file(at.in, at.out);
  const std::string empty = f.element(0x00100010, "PN", "");
  const std::string expected = f.element(0x00080018, "UI", std::string("1.2.840.10008.1.1\0", 18)) +
                               f.sequence(0x00081140, f.item(empty) + f.open_item(empty)) +
                               f.open_sequence(0x00081199, f.item(empty));
  const std::string out = test::read(at.out);
  CHECK(out.find(expected) != std::string::npos);
}

TEST_CASE("custom actions of both signatures work in files") {
  const files at(test::file(test::explicit_uid, dataset(explicit_little)));
  da::dynamic_rule_map rules;
  rules.set("PatientName"_tag, [](da::element& e) { e.set_text(e.text() + "^X"); });
  rules.set("Modality"_tag, [](gdcm::DataSet& all, const gdcm::Tag&) {
    all.Remove(gdcm::Tag(0x0010, 0x4000));
    all.Remove(gdcm::Tag(0x0028, 0x1052));
  });
  da::anonymize_file(at.in, at.out, da::keep_everything{} | rules);
  const std::string out = test::read(at.out);
  CHECK(holds(out, "Top^Name^X"));
  CHECK(holds(out, "Nested^Name^X"));
  CHECK_FALSE(holds(out, "Comments"));
  CHECK_FALSE(holds(out, "odd"));
  CHECK(holds(out, pixels));
}

TEST_CASE("a rule may remove, empty or replace pixel data, and see that they are not loaded") {
  const std::string bytes = test::file(test::explicit_uid, dataset(explicit_little));
  const auto out_of = [&](const auto& rules) {
    const files at(bytes);
    da::anonymize_file(at.in, at.out, rules);
    return test::read(at.out);
  };
  const std::string head = explicit_little.tag(0x7FE00010);
  CHECK_FALSE(holds(out_of(da::rule{"PixelData"_tag, da::remove}), head));
  CHECK(holds(out_of(da::rule{"PixelData"_tag, da::empty}),
              explicit_little.element(0x7FE00010, "OW", "")));
  CHECK(holds(out_of(da::rule{"PixelData"_tag, da::replace}),
              explicit_little.element(0x7FE00010, "OW", std::string(2, '\0'))));
  CHECK(holds(out_of(da::rule{"PixelData"_tag, da::keep}), pixels));
  bool is_loaded = true;
  CHECK(holds(
      out_of(da::rule{"PixelData"_tag, [&](da::element& e) { is_loaded = !e.bytes().empty(); }}),
      pixels));
  CHECK_FALSE(is_loaded);
}

TEST_CASE("encapsulated pixel data are copied fragment by fragment") {
  const std::string encapsulated =
      explicit_little.encapsulated(0x7FE00010, {"", "JPEG_ONE", "JPEG_TWO_IS_LONGER"});
  const files at(test::file(test::jpeg_uid, explicit_little.element(0x00100010, "PN", "Top^Name") +
                                                encapsulated +
                                                explicit_little.element(0xFFFCFFFC, "OB", "Tail")));
  da::anonymize_file(at.in, at.out);
  const std::string out = test::read(at.out);
  CHECK(out.substr(out.size() - encapsulated.size()) == encapsulated);
  CHECK_FALSE(holds(out, "Top^Name"));
}

TEST_CASE("files of one context get the same UIDs") {
  const files one(test::file(test::explicit_uid, dataset(explicit_little)));
  const files two(test::file(test::explicit_uid, dataset(explicit_little)));
  const files three(test::file(test::explicit_uid, dataset(explicit_little)));
  da::context shared;
  da::anonymize_file(one.in, one.out, da::default_profile, {.shared = &shared});
  da::anonymize_file(two.in, two.out, da::default_profile, {.shared = &shared});
  da::anonymize_file(three.in, three.out);
  CHECK(test::read(one.out) == test::read(two.out));
  CHECK(test::read(one.out) != test::read(three.out));
}

TEST_CASE("a file can be anonymized in its place") {
  const files at(test::file(test::explicit_uid, dataset(explicit_little)));
  da::anonymize_file(at.in, at.in);
  CHECK_FALSE(holds(test::read(at.in), "Top^Name"));
  CHECK(holds(test::read(at.in), pixels));
  CHECK(test::listing(at.place.path()) == std::vector<std::string>{"in.dcm"});
}

TEST_CASE("a failure leaves an existing output as it was and no other file") {
  for (const bool is_truncated : {false, true}) {
    std::string bytes = test::file(test::explicit_uid, dataset(explicit_little));
    if (is_truncated) bytes.resize(bytes.size() - 100);
    const files at(bytes);
    test::write(at.out, "before");
    const auto fail = [](da::element&) { throw std::runtime_error("the user's own"); };
    if (is_truncated) {
      CHECK_THROWS_AS(da::anonymize_file(at.in, at.out), da::error);
    } else {
      CHECK_THROWS_AS(da::anonymize_file(at.in, at.out, da::rule{"PatientName"_tag, fail}),
                      std::runtime_error);
    }
    CHECK(test::read(at.out) == "before");
    CHECK(test::listing(at.place.path()) == std::vector<std::string>{"in.dcm", "out.dcm"});
  }
}

TEST_CASE("an error tells action, element and VR and no value") {
  const files at(test::file(test::explicit_uid, dataset(explicit_little)));
  try {
    da::anonymize_file(at.in, at.out, da::rule{"Rows"_tag, da::replace_uid});
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.action() == "replace_UID");
    CHECK(e.where() == da::tag{0x0028, 0x0010});
    CHECK(std::string(e.what()).find("VR US") != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(at.out));
}

TEST_CASE("private elements go with their creators unless a rule keeps them") {
  const files at(test::file(test::explicit_uid, dataset(explicit_little)));
  da::anonymize_file(at.in, at.out, da::keep_private);
  CHECK(holds(test::read(at.out), explicit_little.element(0x00190010, "LO", "ACME") +
                                      explicit_little.element(0x00191001, "LO", "Secret")));
}

TEST_CASE("a DICOMDIR is refused unless a rule covers its records, which then stay linked") {
  const test::form& f = explicit_little;
  const std::string meta =
      test::meta_of(f.element(0x00020002, "UI", "1.2.840.10008.1.3.10") +
                    f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')));
  // Two records; the first refers to the second, whose place depends on the length of a name.
  const auto records = [&](std::uint32_t first, std::uint32_t second, std::string_view name) {
    return f.element(0x00041200, "UL", f.n(first, 4)) +
           f.element(0x00041202, "UL", f.n(second, 4)) +
           f.sequence(0x00041220, f.item(f.element(0x00041400, "UL", f.n(second, 4)) +
                                         f.element(0x00041420, "UL", f.n(0, 4)) +
                                         f.element(0x00100010, "PN", name)) +
                                      f.item(f.element(0x00041400, "UL", f.n(0, 4)) +
                                             f.element(0x00100010, "PN", name)));
  };
  const std::size_t until_first = meta.size() + 2 * 12 + 12;
  const auto second_of = [&](std::size_t first, std::string_view name) {
    return static_cast<std::uint32_t>(first + 8 + 12 + 12 + 8 + name.size());
  };
  const files at(meta + records(static_cast<std::uint32_t>(until_first),
                                second_of(until_first, "Record^Name "), "Record^Name "));
  try {
    da::anonymize_file(at.in, at.out);
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::dicomdir);
    CHECK(std::string(e.what()).find("regenerate") != std::string::npos);
  }
  CHECK_THROWS_AS(da::anonymize_file(at.in, at.out, da::keep_everything{}), da::error);
  CHECK_FALSE(std::filesystem::exists(at.out));

  da::anonymize_file(at.in, at.out, da::rule{0x0004'1220_tag, da::keep});
  const std::string out = test::read(at.out);
  const std::size_t first = out.find(f.tag(0xFFFEE000));
  const std::string expected = records(static_cast<std::uint32_t>(first), second_of(first, ""), "");
  CHECK(out.substr(out.size() - expected.size()) == expected);

  da::anonymize_file(at.in, at.out, da::rule{0x0004'1220_tag, da::remove});
  const std::string none =
      f.element(0x00041200, "UL", f.n(0, 4)) + f.element(0x00041202, "UL", f.n(0, 4));
  const std::string left = test::read(at.out);
  CHECK(left.substr(left.size() - none.size()) == none);
}

TEST_CASE("an image whose file meta information calls it a DICOMDIR is one file among others") {
  const test::form& f = explicit_little;
  const auto meta = [&](std::string_view more) {
    return test::meta_of(f.element(0x00020002, "UI", "1.2.840.10008.1.3.10") +
                         f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')) +
                         std::string(more));
  };
  // PS3.3: what it is its SOP Class UID says, which file meta information repeats.
  const files at(meta("") + dataset(f));
  const da::detail::rules_ref all(da::default_profile);
  da::context shared;
  const da::limits bounds;
  da::detail::file_anonymizer worker(all, shared, bounds, false);
  // Without a data set in memory: else this throws needs_dataset.
  worker.by_rewriting({AT_FDCWD, at.in.c_str()}, {AT_FDCWD, at.out.native()},
                      da::detail::file_anonymizer::order::as_it_is);
  const std::string out = test::read(at.out);
  CHECK(
      holds(out, f.element(0x00020002, "UI", std::string_view("1.2.840.10008.5.1.4.1.1.7\0", 26))));
  CHECK_FALSE(holds(out, "1.2.840.10008.1.3.10"));
  CHECK_FALSE(holds(out, "Top^Name"));
  da::detail::anonymize_by_dataset(at.in, at.place / "other.dcm", all, shared, {});
  CHECK(test::read(at.place / "other.dcm") == out);

  // Where the data set does not say it the file meta information counts, before anything is done.
  const auto code_of = [&](const std::string& bytes, const auto& rules) {
    const files one(bytes);
    try {
      da::anonymize_file(one.in, one.out, rules);
    } catch (const da::error& failed) {
      return failed.code();
    }
    return da::errc{};
  };
  const auto throwing =
      da::rule{0x0002'0016_tag, [](da::element&) { throw std::runtime_error("met"); }};
  const std::string title = f.element(0x00020016, "AE", "ME");
  for (const std::string& nothing : {std::string(), f.element(0x00080016, "UI", "")}) {
    const std::string rest = nothing + f.element(0x00100010, "PN", "Top^Name");
    CHECK(code_of(meta("") + rest, da::default_profile) == da::errc::dicomdir);
    CHECK(code_of(meta(title) + rest, throwing) == da::errc::dicomdir);
    CHECK(code_of(meta(title + title) + rest, da::default_profile) == da::errc::malformed);
  }
}

TEST_CASE("the old UID does not stay in the file meta information when a rule takes it away") {
  const std::string meta = test::meta_of(
      explicit_little.element(0x00020003, "UI", std::string("1.2.3.4\0", 8)) +
      explicit_little.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')));
  for (const bool is_removed : {false, true}) {
    const files at(meta + dataset(explicit_little));
    const da::any_action what = is_removed ? da::any_action(da::remove) : da::any_action(da::empty);
    da::anonymize_file(at.in, at.out,
                       da::keep_everything{} | da::rule{"SOPInstanceUID"_tag, what} |
                           da::rule{0x0002'0003_tag, da::keep} |
                           da::rule{"ReferencedSOPInstanceUID"_tag, da::replace_uid});
    const std::string out = test::read(at.out);
    CHECK_FALSE(holds(out, "1.2.3.4"));
    CHECK(uid_after(out, explicit_little.tag(0x00020003) + "UI") ==
          uid_after(out, explicit_little.tag(0x00081155) + "UI"));
  }
}

TEST_CASE("no rule makes the transfer syntax name another encoding") {
  const files at(test::file(test::explicit_uid, dataset(explicit_little)));
  da::anonymize_file(at.in, at.out,
                     da::rule{0x0002'0010_tag, da::replace_with("1.2.840.10008.1.2")});
  CHECK(holds(test::read(at.out),
              explicit_little.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'))));
}

TEST_CASE("a pipe or a device in the place of the output stays what it is") {
  const files at(test::file(test::explicit_uid, explicit_little.element(0x00100010, "PN", "A^B ")));
  REQUIRE(::mkfifo(at.out.c_str(), 0600) == 0);
  try {
    da::anonymize_file(at.in, at.out);
    FAIL("it was replaced");
  } catch (const da::error& failed) {
    CHECK(failed.code() == da::errc::unwritable);
  }
  CHECK(std::filesystem::is_fifo(at.out));
  CHECK(test::listing(at.place.path()) == std::vector<std::string>{"in.dcm", "out.dcm"});
  // So does a link to one, such as /dev/stdout.
  std::filesystem::create_symlink("out.dcm", at.place / "link");
  CHECK(test::refused([&] { da::anonymize_file(at.in, at.place / "link"); }).code ==
        da::errc::unwritable);
  CHECK(std::filesystem::is_symlink(at.place / "link"));
}

TEST_CASE("a link to an open file, as /dev/stdout is, is no output either") {
  const files at(test::file(test::explicit_uid, explicit_little.element(0x00100010, "PN", "A^B ")));
  test::write(at.place / "other", "other");
  const int open_file = ::open((at.place / "other").c_str(), O_RDWR);
  REQUIRE(open_file != -1);
  std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(open_file), at.out);
  CHECK(test::refused([&] { da::anonymize_file(at.in, at.out); }).code == da::errc::unwritable);
  ::close(open_file);
  CHECK(std::filesystem::is_symlink(at.out));
  CHECK(test::read(at.place / "other") == "other");
}

TEST_CASE("a link in the place of the output is replaced, and what it leads to stays") {
  const files at(test::file(test::explicit_uid, explicit_little.element(0x00100010, "PN", "A^B ")));
  test::write(at.place / "other", "other");
  std::filesystem::create_symlink(at.place / "other", at.out);
  da::anonymize_file(at.in, at.out);
  CHECK_FALSE(std::filesystem::is_symlink(at.out));
  CHECK(test::read(at.place / "other") == "other");
}

TEST_CASE("a name with a NUL names no file") {
  const files at(test::file(test::explicit_uid, explicit_little.element(0x00100010, "PN", "A^B ")));
  const auto cut = [](const std::filesystem::path& path) {
    return std::filesystem::path(path.native() + std::string("\0more", 5));
  };
  const auto code = [](const auto& call) {
    try {
      call();
    } catch (const da::error& failed) {
      return failed.code();
    }
    return da::errc{};
  };
  CHECK(code([&] { da::anonymize_file(cut(at.in), at.out); }) == da::errc::bad_arguments);
  CHECK(code([&] { da::anonymize_file(at.in, cut(at.out)); }) == da::errc::bad_arguments);
  CHECK(code([&] { da::anonymize_tree(cut(at.place.path()), at.place / "new"); }) ==
        da::errc::bad_arguments);
  CHECK(code([&] { da::anonymize_tree(at.place.path(), cut("/tmp/da_never")); }) ==
        da::errc::bad_arguments);
  CHECK(test::listing(at.place.path()) == std::vector<std::string>{"in.dcm"});
}
