// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/references/uid_occurrences.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/dicom_anonymizer.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

const test::form& f = test::explicit_little;

std::string ui(std::uint32_t id, std::string_view uid) {
  return f.element(id, "UI", test::padded(uid, '\0'));
}

// A file with meta information, SOP Class, the elements between, study, series and frame.
std::string instance(std::string_view uid, std::string_view elements = {},
                     std::string_view study = "1.2.7") {
  const std::string meta = test::meta_of(f.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
                                         ui(0x00020002, "1.2.840.10008.5.1.4.1.1.2") +
                                         ui(0x00020003, uid) + ui(0x00020010, test::explicit_uid));
  return meta + ui(0x00080016, "1.2.840.10008.5.1.4.1.1.2") + ui(0x00080018, uid) +
         std::string(elements) + f.element(0x00100010, "PN", "Name^Of ") + ui(0x0020000D, study) +
         ui(0x0020000E, std::string(study) + ".1") + ui(0x00200052, std::string(study) + ".2");
}

std::string refers_to(std::string_view uid) {
  return f.sequence(0x00081140,
                    f.item(ui(0x00081150, "1.2.840.10008.5.1.4.1.1.2") + ui(0x00081155, uid)));
}

struct result {
  da::reference_report report;
  std::vector<std::string> findings;
};

result check(const std::filesystem::path& in, const std::filesystem::path& out,
             da::reference_options options = {}) {
  result all;
  options.on_finding = [&](const da::reference_finding& one) {
    const std::string name = one.output.filename().string();
    all.findings.push_back(name + ' ' + one.place + ' ' + std::string(to_string(one.what)));
    CHECK(one.input.filename() == one.output.filename());
    CHECK(one.reason.has_value() == (one.what == da::reference_fault::unreadable));
  };
  all.report = da::check_references(in, out, options);
  CHECK(all.findings.size() == all.report.broken + all.report.outside);
  return all;
}

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what the library makes of a batch is one to one") {
  const test::folder place;
  for (int i = 0; i < 30; ++i)
    test::write(
        place / "in" / (std::to_string(i % 4) + "/" + std::to_string(i) + ".dcm"),
        instance("1.2.3." + std::to_string(i), refers_to("1.2.3." + std::to_string((i + 7) % 30))));
  da::anonymize_tree(place / "in", place / "out");
  const result all = check(place / "in", place / "out");
  CHECK(all.report);
  CHECK(all.findings == lines{});
  CHECK(all.report.files == 30);
  CHECK(all.report.references == 30);
  CHECK(all.report.uids == 33);
  CHECK(all.report.renamed == 33);
  CHECK(all.report.kept == 0);
  CHECK(all.report.gone == 0);
  CHECK(all.report.without_output == 0);
  CHECK(all.report.without_input == 0);
}

TEST_CASE("a context for each file alone breaks the renaming, and every place is told") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", instance("1.2.4"));
  for (const char* name : {"a.dcm", "b.dcm"}) {
    std::filesystem::create_directories(place / "out");
    da::anonymize_file(place / "in" / name, place / "out" / name);
  }
  const result all = check(place / "in", place / "out");
  CHECK_FALSE(all.report);
  CHECK(all.findings == lines{"b.dcm (0008,0018) was replaced by another UID elsewhere",
                              "b.dcm (0020,000D) was replaced by another UID elsewhere",
                              "b.dcm (0020,000E) was replaced by another UID elsewhere",
                              "b.dcm (0020,0052) was replaced by another UID elsewhere"});
}

TEST_CASE("a UID that was kept where it was replaced elsewhere is told, whichever came first") {
  const test::folder place;
  const auto out = [&](const char* name, std::string_view uid, std::string_view target) {
    test::write(place / "out" / name, instance(uid, refers_to(target), "2.25.7"));
  };
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", instance("1.2.4", refers_to("1.2.3")));
  out("a.dcm", "2.25.3", "1.2.4");
  out("b.dcm", "2.25.4", "2.25.3");
  CHECK(check(place / "in", place / "out").findings ==
        lines{"a.dcm (0008,1140)[1]/(0008,1155) is an old UID that was replaced elsewhere"});
  out("a.dcm", "2.25.3", "2.25.4");
  out("b.dcm", "2.25.4", "1.2.3");
  CHECK(check(place / "in", place / "out").findings ==
        lines{"b.dcm (0008,1140)[1]/(0008,1155) is an old UID that was replaced elsewhere"});
}

TEST_CASE("a UID with a space before it is the same") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to(" 1.2.44")));
  test::write(place / "in" / "b.dcm", instance("1.2.44", refers_to("1.2.3")));
  da::anonymize_tree(place / "in", place / "out");
  CHECK(check(place / "in", place / "out").findings == lines{});
  CHECK(check(place / "in", place / "out").report);
}

TEST_CASE("two UIDs that became one are told") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3"));
  test::write(place / "in" / "b.dcm", instance("1.2.4"));
  test::write(place / "out" / "a.dcm", instance("2.25.3", {}, "2.25.7"));
  test::write(place / "out" / "b.dcm", instance("2.25.3", {}, "2.25.7"));
  CHECK(check(place / "in", place / "out").findings ==
        lines{"b.dcm (0008,0018) stands for another old UID elsewhere"});
}

TEST_CASE("references that point outside the batch are listed and break nothing") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.99")));
  test::write(place / "in" / "b.dcm", instance("1.2.4", refers_to("1.2.3")));
  da::anonymize_tree(place / "in", place / "out");
  const result all = check(place / "in", place / "out");
  CHECK(all.report);
  CHECK(all.report.outside == 1);
  CHECK(all.findings == lines{"a.dcm (0008,1140)[1]/(0008,1155) refers outside the batch"});
}

TEST_CASE("a reference to a file that has no output is a break") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", instance("1.2.4"));
  test::write(place / "in" / "readme.txt", "no DICOM");
  da::anonymize_tree(place / "in", place / "out");
  std::filesystem::remove(place / "out" / "b.dcm");
  test::write(place / "out" / "c.dcm", "of another run");
  const result all = check(place / "in", place / "out");
  CHECK_FALSE(all.report);
  CHECK(all.findings == lines{"a.dcm (0008,1140)[1]/(0008,1155) refers to what is in the input and "
                              "not in the output"});
  CHECK(all.report.files == 1);
  CHECK(all.report.without_output == 2);
  CHECK(all.report.without_input == 1);
}

TEST_CASE("what the rules removed on purpose breaks nothing") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", instance("1.2.4", refers_to("1.2.3")));
  const auto rules = da::rule_map(da::rule{da::tags::ReferencedImageSequence, da::empty},
                                  da::rule{da::tags::FrameOfReferenceUID, da::remove});
  da::anonymize_tree(place / "in", place / "out", rules);
  const result all = check(place / "in", place / "out");
  CHECK(all.report);
  CHECK(all.findings == lines{});
  CHECK(all.report.references == 0);
  CHECK(all.report.gone == 2);
  CHECK(all.report.uids == 5);
  CHECK(all.report.renamed == 4);
}

TEST_CASE("what is gone though the rules leave it is a fault, and the rest is counted") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", instance("1.2.4"));
  test::write(place / "out" / "a.dcm", instance("2.25.3", {}, "2.25.7"));
  test::write(place / "out" / "b.dcm", instance("2.25.4", {}, "2.25.7"));
  da::reference_options options;
  std::vector<std::vector<da::tag>> asked;
  options.should_stay = [&](std::span<const da::tag> path) {
    asked.emplace_back(path.begin(), path.end());
    return false;
  };
  CHECK(check(place / "in", place / "out", options).report);
  CHECK(asked == std::vector<std::vector<da::tag>>{{{0x0008, 0x1140}, {0x0008, 0x1155}}});
  options.should_stay = [](std::span<const da::tag>) { return true; };
  const result all = check(place / "in", place / "out", options);
  CHECK_FALSE(all.report);
  CHECK(all.report.gone == 1);
  CHECK(all.findings == lines{"a.dcm (0008,1140)[1]/(0008,1155) is gone, though the rules leave "
                              "what stands there"});
  // An item that is left says nothing of one that is gone.
  test::write(place / "out" / "a.dcm",
              instance("2.25.3", f.sequence(0x00081140, f.item("")), "2.25.7"));
  CHECK(check(place / "in", place / "out", options).findings == all.findings);
}

TEST_CASE("what no memory is spent on is what holds no UID, and elements are limited as in a run") {
  const test::folder place;
  std::string items;
  for (int i = 0; i < 100; ++i) items += f.sequence(0x00081140, f.item(""));
  test::write(place / "in" / "a.dcm", instance("1.2.3", items));
  test::write(place / "out" / "a.dcm", instance("2.25.3", {}, "2.25.7"));
  const da::detail::uids_of_file read =
      da::detail::read_uids(da::source(place / "in" / "a.dcm"), {}, da::detail::uid_hasher());
  CHECK(read.places.all.size() == 5);
  CHECK(read.places.items.empty());
  da::reference_options options;
  options.bounds.elements = 1;  // and what the marks of a method need
  CHECK(check(place / "in", place / "out", options).report);
  for (int i = 0; i < 600; ++i) items += f.sequence(0x00081140, f.item(""));
  test::write(place / "in" / "a.dcm", instance("1.2.3", items));
  CHECK(check(place / "in", place / "out", options).findings == lines{"a.dcm  cannot be read"});
}

TEST_CASE("of a deflated input without an output the instance is known, whatever is in it") {
  const test::folder place;
  const std::string whole = instance("1.2.4");
  const std::size_t begin = whole.find(ui(0x00080016, "1.2.840.10008.5.1.4.1.1.2"));
  std::string zeros;
  for (int i = 0; i < 300; ++i) zeros += f.element(0x00080008, "LT", std::string(60000, ' '));
  const std::string meta =
      test::meta_of(f.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
                    ui(0x00020002, "1.2.840.10008.5.1.4.1.1.2") + ui(0x00020003, "1.2.4") +
                    ui(0x00020010, test::deflated_uid));
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.4")));
  test::write(place / "in" / "b.dcm", meta + da::detail::deflated(zeros + whole.substr(begin)));
  test::write(place / "out" / "a.dcm", instance("2.25.3", refers_to("2.25.4"), "2.25.7"));
  CHECK(check(place / "in", place / "out").findings ==
        lines{"a.dcm (0008,1140)[1]/(0008,1155) refers to what is in the input and not in the "
              "output"});
}

TEST_CASE("UIDs that the rules retain may stay, others may not, and in one attribute alone none") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.3")));
  da::anonymize_tree(place / "in", place / "out",
                     da::default_profile.with(da::option::retain_uids));
  da::reference_options retaining;
  retaining.keeps_uids = true;
  const result all = check(place / "in", place / "out", retaining);
  CHECK(all.findings == lines{});
  CHECK(all.report.kept == 4);
  CHECK(all.report.renamed == 0);
  const result strict = check(place / "in", place / "out");
  CHECK_FALSE(strict.report);
  REQUIRE(strict.findings.size() == 5);
  CHECK(strict.findings[0] == "a.dcm (0008,0018) is an old UID, and nothing retains UIDs");
  da::anonymize_tree(place / "in", place / "half",
                     da::rule{da::tags::ReferencedSOPInstanceUID, da::keep});
  CHECK(check(place / "in", place / "half").findings ==
        lines{"a.dcm (0008,1140)[1]/(0008,1155) is an old UID that was replaced elsewhere"});
}

TEST_CASE("a UID of the standard that was replaced is told") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", refers_to("1.2.3")));
  da::anonymize_tree(place / "in", place / "out",
                     da::rule{da::tags::ReferencedSOPClassUID, da::replace_with("2.25.9")});
  CHECK(check(place / "in", place / "out").findings ==
        lines{"a.dcm (0008,1140)[1]/(0008,1150) was a UID of the standard and is not any more"});
}

TEST_CASE("file meta information must name the instance of the output, whatever it was before") {
  const test::folder place;
  std::string mislabelled = instance("1.2.3");
  mislabelled.replace(mislabelled.find("1.2.3"), 5, "1.2.9");
  test::write(place / "in" / "a.dcm", mislabelled);
  da::anonymize_tree(place / "in", place / "out");
  CHECK(check(place / "in", place / "out").findings == lines{});
  da::reference_options retaining;
  retaining.keeps_uids = true;
  CHECK(check(place / "in", place / "in", retaining).findings ==
        lines{"a.dcm (0002,0003) is not the SOP Instance UID of the data set"});
}

TEST_CASE("items that are gone leave nothing to compare, and more of them do not matter") {
  const test::folder place;
  const auto items = [](std::initializer_list<std::string_view> uids) {
    std::string all;
    for (const std::string_view one : uids) all += f.item(ui(0x00081155, one));
    return f.sequence(0x00081140, all);
  };
  test::write(place / "in" / "a.dcm", instance("1.2.3", items({"1.2.3", "1.2.3"})));
  test::write(place / "out" / "a.dcm", instance("2.25.3", items({"2.25.3"}), "2.25.7"));
  CHECK(check(place / "in", place / "out").findings ==
        lines{"a.dcm (0008,1140) has lost some of its items or values"});
  test::write(place / "out" / "a.dcm",
              instance("2.25.3", items({"2.25.3", "2.25.3", "2.25.9"}), "2.25.7"));
  CHECK(check(place / "in", place / "out").findings == lines{});
}

TEST_CASE("each value of several is compared") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3", ui(0x00080058, "1.2.3\\1.2.5\\1.2.3")));
  const auto out = [&](std::string_view values) {
    test::write(place / "out" / "a.dcm", instance("2.25.3", ui(0x00080058, values), "2.25.7"));
    return check(place / "in", place / "out").findings;
  };
  CHECK(out("2.25.3\\2.25.5\\2.25.3") == lines{"a.dcm (0008,0058)[2] refers outside the batch"});
  CHECK(out("2.25.3\\2.25.5\\2.25.6") ==
        lines{"a.dcm (0008,0058)[2] refers outside the batch",
              "a.dcm (0008,0058)[3] was replaced by another UID elsewhere"});
  CHECK(out("2.25.3\\2.25.5") ==
        lines{"a.dcm (0008,0058)[1] has lost some of its items or values"});
}

TEST_CASE("an output that cannot be read breaks the proof") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3"));
  test::write(place / "out" / "a.dcm", instance("2.25.3").substr(0, 300));
  const result all = check(place / "in", place / "out");
  CHECK_FALSE(all.report);
  CHECK(all.findings == lines{"a.dcm  cannot be read"});
}

TEST_CASE("files are compared one to one, and pairs whatever they are called") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3"));
  test::write(place / "out" / "x.dcm", instance("2.25.3", {}, "2.25.7"));
  CHECK(da::check_references(place / "in" / "a.dcm", place / "out" / "x.dcm").files == 1);
  const da::reference_report pairs = da::check_references([&](const da::pair_visitor& visit) {
    visit(place / "in" / "a.dcm", place / "out" / "x.dcm");
    visit(place / "in" / "a.dcm", {});
  });
  CHECK(pairs);
  CHECK(pairs.files == 1);
  CHECK(pairs.without_output == 1);
}

TEST_CASE("a file and a folder, or what is not there, cannot be compared") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3"));
  for (const auto& other : {place / "in" / "a.dcm", place / "nothing"}) {
    test::refusal found;
    try {
      (void)da::check_references(place / "in", other);
    } catch (const da::error& refused) {
      found = {refused.code()};
    }
    CHECK(found == test::refusal{da::errc::unreadable});
  }
}

TEST_CASE("the UID of a coding scheme may stay where it stands for something else elsewhere") {
  const test::folder place;
  const std::string scheme = ui(0x0008010C, "1.2.9") + ui(0x0008010D, "1.2.9");
  test::write(place / "in" / "a.dcm", instance("1.2.3", f.sequence(0x00081032, f.item(scheme))));
  da::anonymize_tree(place / "in", place / "out",
                     da::rule{da::tags::ProcedureCodeSequence, da::keep});
  CHECK(check(place / "in", place / "out").findings == lines{});
}

TEST_CASE(
    "files that cannot be compared are told once, also where all others are looked at again") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance("1.2.3"));
  test::write(place / "in" / "b.dcm", instance("1.2.3"));
  test::write(place / "in" / "c.dcm", instance("1.2.4"));
  test::write(place / "in" / "d.txt", "no DICOM");
  test::write(place / "out" / "a.dcm", instance("1.2.3", {}, "2.25.7"));
  test::write(place / "out" / "b.dcm", instance("2.25.3", {}, "2.25.7"));
  test::write(place / "out" / "c.dcm", instance("2.25.4").substr(0, 300));
  const result all = check(place / "in", place / "out");
  CHECK(all.findings == lines{"c.dcm  cannot be read",
                              "a.dcm (0008,0018) is an old UID that was replaced elsewhere"});
  CHECK(all.report.files == 2);
  CHECK(all.report.without_output == 1);
}
