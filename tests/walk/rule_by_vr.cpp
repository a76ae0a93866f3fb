// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/rule_by_vr.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::option;

namespace {

bool holds(const test::written& file, std::string_view text) {
  return file.bytes.find(text) != std::string::npos;
}

// How often a text stands in a file.
std::size_t count(const test::written& file, std::string_view text) {
  std::size_t found = 0;
  for (std::size_t at = file.bytes.find(text); at != std::string::npos;
       at = file.bytes.find(text, at + 1))
    ++found;
  return found;
}

constexpr std::string_view series_uid = "1.2.3.4.55.66.7701";  // even length

// Six values that identify, from one tag on.
std::string identifying(const test::form& as, std::uint32_t first) {
  return as.element(first, "PN", "CANARY^NAME ") + as.element(first + 1, "DA", "20200131") +
         as.element(first + 2, "TM", "112233") + as.element(first + 3, "DT", "20200131112233") +
         as.element(first + 4, "UI", series_uid) +
         as.element(first + 5, "UR", "http://canary.host/4711 ");
}
constexpr std::string_view canaries[] = {"CANARY", "20200131", "112233", series_uid, "canary.host"};

std::string file_of(std::string_view uid, const test::form& as, std::string_view elements,
                    std::string_view before = {}) {
  return test::file(uid, std::string(before) +
                             as.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7") +
                             std::string(elements));
}

std::string_view uid_of(const test::form& as) {
  return as.big_endian    ? test::big_endian_uid
         : as.explicit_vr ? test::explicit_uid
                          : test::implicit_uid;
}

}  // namespace

TEST_CASE("an attribute that no table lists is protected by the VR that is written") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    // (0018,0020) to (0018,0025): CS and IS and LO by the dictionary, or not there.
    const std::string six = identifying(as, 0x00180020);
    for (const std::string& elements : {six, as.sequence(0x00283010, as.item(six)),
                                        as.open_sequence(0x00283010, as.open_item(six))}) {
      const test::written all = test::both_ways(file_of(uid_of(as), as, elements), da::profile());
      for (const std::string_view one : canaries) {
        CAPTURE(one);
        CHECK_FALSE(holds(all, one));
      }
      CHECK(holds(all, "19000101"));
      CHECK_FALSE(holds(all, "UR"));
    }
  }
}

TEST_CASE("pixel data that say they are a UID are none that can be replaced, and go") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string image =
        as.element(0x00280002, "US", as.n(1, 2)) + as.element(0x00280010, "US", as.n(4, 2)) +
        as.element(0x00280011, "US", as.n(4, 2)) + as.element(0x00280100, "US", as.n(8, 2));
    for (const std::string_view kind : {"UI", "DA", "TM", "DT", "PN", "UR"}) {
      CAPTURE(kind);
      const std::string pixels = as.element(0x7FE00010, kind, "CANARY 20200131 ");
      CHECK_FALSE(
          holds(test::both_ways(file_of(uid_of(as), as, image + pixels), da::profile()), "CANARY"));
    }
  }
}

TEST_CASE("a character set of another VR stays if it is one, and gets no dummy if it is none") {
  const test::form& as = test::explicit_little;
  for (const std::string_view kind : {"PN", "UI", "DA", "UR"}) {
    CAPTURE(kind);
    const auto by_profile = [&](std::string_view value, const std::string& more = {}) {
      const std::string input =
          test::file(test::explicit_uid, as.element(0x00080005, kind, value) + more);
      return test::both_ways(input, da::profile());
    };
    const std::string known = as.element(0x00080005, kind, "ISO_IR 100");
    CHECK(holds(by_profile("ISO_IR 100"), known));
    const test::written item =
        by_profile("\\ISO 2022 IR 87 ",
                   as.sequence(0x00283010, as.item(as.element(0x00080005, kind, "CANARY^NAME "))));
    CHECK(holds(item, "\\ISO 2022 IR 87 "));
    for (const std::string_view other : {"CANARY^NAME ", "ISO_IR 100\\CANARY "}) {
      const test::written gone = by_profile(other);
      CHECK_FALSE(holds(gone, "CANARY"));
      CHECK_FALSE(holds(gone, as.tag(0x00080005) + std::string(kind)));
    }
    CHECK_FALSE(holds(item, "CANARY"));
  }
}

TEST_CASE("a VR that the dictionary knows and the table leaves stays") {
  const test::form& as = test::explicit_little;
  const std::string elements =
      as.element(0x00080005, "CS", "ISO_IR 100") + as.element(0x00180020, "CS", "SE") +
      as.element(0x00180050, "DS", "5.00") + as.element(0x00400512, "LO", "SLIDE1");
  const test::written all = test::both_ways(test::file(test::explicit_uid, elements),
                                            da::profile(da::dicom_2023e).without_supplement());
  CHECK(holds(all, as.element(0x00180020, "CS", "SE")));
  CHECK(holds(all, as.element(0x00180050, "DS", "5.00")));
  CHECK(all.done.applied.count("protect_by_vr") == 0);
}

TEST_CASE("groups that belong into no data set are protected by VR") {
  const test::form& as = test::explicit_little;
  for (const std::uint32_t group : {0x0000U, 0x0006U}) {
    const std::string early = identifying(as, group << 16 | 0x1000U);
    const test::written all = test::both_ways(
        test::file(test::explicit_uid,
                   early + as.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")),
        da::profile());
    for (const std::string_view one : canaries) {
      CAPTURE(group, one);
      CHECK_FALSE(holds(all, one));
    }
  }
  // (0000,1000) is a UI by the dictionary of commands.
  const test::form& hidden = test::implicit_little;
  const test::written all =
      test::both_ways(test::file(test::implicit_uid, hidden.element(0x00001000, "UI", series_uid) +
                                                         hidden.element(0x00080060, "CS", "MR")),
                      da::profile());
  CHECK_FALSE(holds(all, series_uid));
}

TEST_CASE("private elements that stay meet the rule of the VR written there") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string block = as.element(0x00090010, "LO", "ACME") + identifying(as, 0x00091001) +
                              as.element(0x00091010, "LO", "PLAIN ");
    const std::string public_uid = as.element(0x0020000E, "UI", series_uid);
    const std::string input =
        file_of(uid_of(as), as, block + as.sequence(0x000B1001, as.item(block), "SQ") + public_uid);
    const test::written kept = test::both_ways(input, da::keep_private);
    for (const std::string_view one : canaries) {
      CAPTURE(one);
      CHECK_FALSE(holds(kept, one));
    }
    CHECK(count(kept, "PLAIN ") == 2);
    CHECK(count(kept, "19000101") == 4);  // DA and DT, twice
    // A mask and a rule set made at run time are no rules for one element.
    da::dynamic_rule_map mask;
    mask.set(da::parse_pattern("(0009,xxxx)"), da::keep);
    mask.set(da::parse_pattern("(000B,xxxx)"), da::keep);
    CHECK_FALSE(holds(test::both_ways(input, mask), "CANARY"));
  }
}

TEST_CASE("a private UID becomes the new UID of the public one") {
  const test::form& as = test::explicit_little;
  const test::written kept = test::both_ways(
      file_of(test::explicit_uid, as,
              as.element(0x00090010, "LO", "ACME") + as.element(0x00091001, "UI", series_uid) +
                  as.element(0x0020000E, "UI", series_uid)),
      da::keep_private);
  const std::size_t at = kept.bytes.rfind("2.25.");
  REQUIRE(at != std::string::npos);
  const std::string renewed = kept.bytes.substr(at, 30);
  CHECK(count(kept, renewed) == 2);
}

TEST_CASE("a rule for one element is the user's last word") {
  const test::form& as = test::explicit_little;
  const std::string input = file_of(
      test::explicit_uid, as,
      as.element(0x00090010, "LO", "ACME") + as.element(0x00091001, "DA", "20200131") +
          as.element(0x00091002, "DA", "20210131") + as.element(0x00180021, "DA", "20220131"));
  const auto check = [&](const auto& rules) {
    const test::written kept = test::both_ways(input, da::keep_private | rules);
    CHECK(holds(kept, "20200131"));
    CHECK_FALSE(holds(kept, "20210131"));
    CHECK_FALSE(holds(kept, "20220131"));
  };
  check(da::rule{da::private_element{0x0009, "ACME", 0x01}, da::keep});
  check(da::rule{"(0009,1001)"_tag, da::keep});
  da::dynamic_rule_map made;
  made.set(da::parse_pattern("(0009,\"ACME\",01)"), da::keep);
  check(made);
  da::dynamic_rule_map exact;
  exact.set(da::parse_pattern("(0009,1001)"), da::keep);
  check(exact);
  const test::written open = test::both_ways(input, da::rule{"(0018,0021)"_tag, da::keep});
  CHECK(holds(open, "20220131"));
  // Of two rules that cover it the later one decides, and that is a mask.
  exact.set(da::parse_pattern("(0009,xxxx)"), da::keep);
  CHECK_FALSE(holds(test::both_ways(input, exact), "20200131"));
}

TEST_CASE("the options of dates and UIDs hold for what is protected by VR") {
  const test::form& as = test::explicit_little;
  const std::string input =
      file_of(test::explicit_uid, as,
              as.element(0x00090010, "LO", "ACME") + identifying(as, 0x00091001) +
                  as.element(0x00100020, "LO", "4711") + identifying(as, 0x00180020));
  const test::written dates =
      test::both_ways(input, da::profile() | option::retain_full_dates | da::keep_private);
  CHECK(count(dates, "20200131") == 4);
  CHECK(count(dates, "112233") == 4);
  CHECK_FALSE(holds(dates, "CANARY"));
  CHECK_FALSE(holds(dates, series_uid));
  const test::written uids =
      test::both_ways(input, da::profile() | option::retain_uids | da::keep_private);
  CHECK(count(uids, series_uid) == 2);
  CHECK_FALSE(holds(uids, "20200131"));
  std::vector<unsigned char> bytes(32);
  bytes[0] = 1;
  da::context shared;
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(
      da::key(bytes), da::keyed_options{.scope = {}, .days = {10, 10}});
  const test::written moved = test::both_ways(
      input, da::profile() | option::retain_modified_dates | da::keep_private, shared);
  CHECK(count(moved, "20200210") + count(moved, "20200121") == 4);
}

TEST_CASE("where no profile is under the rules, or no supplement, the VR decides nothing") {
  const test::form& as = test::explicit_little;
  const std::string input = file_of(test::explicit_uid, as,
                                    as.element(0x00090010, "LO", "ACME") +
                                        identifying(as, 0x00091001) + identifying(as, 0x00180020));
  const test::written all = test::both_ways(input, da::keep_everything());
  CHECK(count(all, "CANARY") == 2);
  CHECK(count(all, series_uid) == 2);
  const test::written table = test::both_ways(input, da::profile().without_supplement());
  CHECK(count(table, "CANARY") == 1);
}

TEST_CASE("a private element that declares itself safe meets the rule of its VR") {
  const test::form& as = test::explicit_little;
  const auto safe = da::profile() | option::retain_safe_private;
  for (const std::uint32_t group : {0x0007U, 0x0009U}) {
    const std::string block = as.element(group << 16 | 0x10U, "LO", "ACME") +
                              identifying(as, group << 16 | 0x1001U) +
                              as.element(group << 16 | 0x1010U, "LO", "PLAIN ");
    const std::string declared =
        as.sequence(0x00080300, as.item(as.element(0x00080301, "US", as.n(group, 2)) +
                                        as.element(0x00080302, "LO", "ACME") +
                                        as.element(0x00080303, "CS", "SAFE")));
    const std::string head = as.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7");
    const std::string dataset = group < 8 ? block + head + declared : head + declared + block;
    const test::written all = test::both_ways(test::file(test::explicit_uid, dataset), safe);
    CHECK(holds(all, "PLAIN "));
    for (const std::string_view one : canaries) {
      CAPTURE(group, one);
      CHECK_FALSE(holds(all, one));
    }
  }
}

TEST_CASE("what Table E.3.10-1 lists is safe with the VR that it lists") {
  const auto safe = da::profile() | option::retain_safe_private;
  const auto run = [&](const test::form& as, std::string_view vr, std::string_view value) {
    return test::both_ways(file_of(uid_of(as), as,
                                   as.element(0x00190010, "LO", "SIEMENS MR HEADER ") +
                                       as.element(0x0019100C, vr, value)),
                           safe);
  };
  CHECK(holds(run(test::explicit_little, "IS", "1000"), "1000"));
  CHECK(holds(run(test::explicit_little, "UN", "1000"), "1000"));
  CHECK(holds(run(test::implicit_little, "IS", "1000"), "1000"));
  for (const std::string_view other : {"LO", "PN", "DA", "DS", "UT"})
    CHECK_FALSE(holds(run(test::explicit_little, other, "CANARY"), "CANARY"));
  CHECK_FALSE(holds(run(test::explicit_big, "SH", "CANARY"), "CANARY"));
}

TEST_CASE("a listed UID is renamed whether its VR is written or not") {
  const auto safe = da::profile() | option::retain_safe_private;
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    for (const std::string_view vr : {"UI", "UN"}) {
      const test::written all =
          test::both_ways(file_of(uid_of(as), as,
                                  as.element(0x0020000E, "UI", series_uid) +
                                      as.element(0x00990010, "LO", "NQHeader") +
                                      as.element(0x00991002, vr, series_uid)),
                          safe);
      CAPTURE(vr);
      CHECK_FALSE(holds(all, series_uid));
      const std::size_t at = all.bytes.rfind("2.25.");
      REQUIRE(at != std::string::npos);
      CHECK(count(all, all.bytes.substr(at, 30)) == 2);
    }
  }
}

TEST_CASE("a name under the tag of a private creator is no creator") {
  const test::form& as = test::explicit_little;
  CHECK_FALSE(holds(
      test::both_ways(file_of(test::explicit_uid, as, as.element(0x00090010, "PN", "CANARY^NAME ")),
                      da::keep_private),
      "CANARY"));
}

TEST_CASE("data sets in memory are protected by VR") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0018, 0x0020}, gdcm::VR::PN, "CANARY^NAME ");
  test::put(dataset, {0x0018, 0x0081}, gdcm::VR::UR, "http://canary.host/4711 ");
  da::anonymize_dataset(dataset);
  CHECK(test::bytes(dataset, {0x0018, 0x0020}) == "ANONYMIZED");
  CHECK_FALSE(test::has(dataset, {0x0018, 0x0081}));
}

TEST_CASE("an element of file meta information in an item goes, rules or not") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const std::string item = as.item(
        as.element(0x00020001, "PN", "CANARY^NAME ") + as.element(0x00020002, "UI", series_uid) +
        as.element(0x00020010, "PN", "CANARY^NAME ") + as.element(0x00020012, "LO", "CANARY") +
        as.element(0x00020013, "SH", "CANARY") + as.element(0x00080060, "CS", "MR"));
    const std::string left = as.item(as.element(0x00080060, "CS", "MR"));
    const std::string file = file_of(uid_of(as), as, as.sequence(0x300A00B0, item));
    for (const test::written& all : {test::both_ways(file, da::profile()),
                                     test::both_ways(file, da::rule{"(0002,xxxx)"_tag, da::keep}),
                                     test::both_ways(file, da::profile().without_supplement())}) {
      CHECK(holds(all, as.sequence(0x300A00B0, left)));
      CHECK_FALSE(holds(all, "CANARY"));
      CHECK_FALSE(holds(all, series_uid));
      CHECK(all.done.applied.at("delete") >= 5);
    }
    CHECK(holds(test::both_ways(file, da::keep_everything()), "CANARY"));
  }
}

TEST_CASE("an element of file meta information in a data set in memory goes") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0002, 0x0013}, gdcm::VR::PN, "CANARY^NAME ");
  da::anonymize_dataset(dataset);
  CHECK_FALSE(test::has(dataset, {0x0002, 0x0013}));
}

TEST_CASE("a known sequence under another VR goes, whatever it holds") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string hidden = as.item(as.element(0x00100010, "PN", "CANARY^NAME ") +
                                       as.element(0x00100030, "DA", "20200131"));
    for (const std::string_view kind :
         {"OB", "OW", "OF", "OL", "OD", "OV", "UT", "UC", "LO", "US"}) {
      for (const std::string& value : {hidden, std::string("CANARY^NAME     ")}) {
        CAPTURE(kind);
        const std::string one = as.element(0x300A00B0, kind, value);
        for (const std::string& elements : {one, as.sequence(0x00283010, as.item(one))}) {
          const std::string file = file_of(uid_of(as), as, elements);
          const test::written all = test::both_ways(file, da::profile());
          CHECK_FALSE(holds(all, "CANARY"));
          CHECK_FALSE(holds(all, as.tag(0x300A00B0)));
          CHECK(all.done.applied.at("delete") == 2);  // with the group length (0002,0000)
          CHECK(holds(test::both_ways(file, da::keep_everything()), one));
        }
      }
    }
    // Dates that stay stay as dates only.
    CHECK_FALSE(holds(test::both_ways(file_of(uid_of(as), as, as.element(0x300A00B0, "DA", hidden)),
                                      da::profile() | option::retain_full_dates),
                      "CANARY"));
    // Nothing is in nothing, and a sequence is one.
    const std::string sound =
        as.element(0x300A00B0, "OB", "") + as.sequence(0x300A0111, as.item(""));
    CHECK(holds(test::both_ways(file_of(uid_of(as), as, sound), da::profile()), sound));
  }
}

TEST_CASE("bytes that begin with an item go where nobody knows what they are") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string hidden = as.item(as.element(0x00100010, "PN", "CANARY^NAME     "));
    REQUIRE(hidden.size() % 8 == 0);
    const std::string numbers = std::string(4, '\1') + hidden;
    for (const std::string_view kind : {"OB", "OW", "OF", "OL", "OD", "OV", "UT", "UC", "LO"}) {
      CAPTURE(kind);
      const auto file_with = [&](std::string_view value) {
        return file_of(uid_of(as), as,
                       as.element(0x00190010, "LO", "ACME") + as.element(0x00191001, kind, value) +
                           as.element(0x00191002, "CS", "YES "));
      };
      const test::written all = test::both_ways(file_with(hidden), da::keep_private);
      CHECK_FALSE(holds(all, "CANARY"));
      CHECK(holds(all, as.element(0x00191002, "CS", "YES ")));
      CHECK(holds(test::both_ways(file_with(hidden), da::keep_everything()), "CANARY"));
      if (kind != "OD" && kind != "OV")
        CHECK(holds(test::both_ways(file_with(numbers), da::keep_private), numbers));
    }
  }
}

TEST_CASE("a rule for a whole group below 0008 leaves its names and dates to their VR") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string six = identifying(as, 0x00061000);
    const std::string text = as.element(0x00061010, "LO", "kept");
    const test::written all = test::both_ways(file_of(uid_of(as), as, "", six + text),
                                              da::rule{"(0006,xxxx)"_tag, da::keep});
    for (const std::string_view one : canaries) CHECK_FALSE(holds(all, one));
    CHECK(holds(all, text));
    CHECK(holds(
        test::both_ways(file_of(uid_of(as), as, "", six), da::rule{"(0006,1000)"_tag, da::keep}),
        as.element(0x00061000, "PN", "CANARY^NAME ")));
    CHECK_FALSE(holds(
        test::both_ways(file_of(uid_of(as), as, "", six), da::rule{"(0006,xxxx)"_tag, da::remove}),
        as.tag(0x00061000)));
  }
}

TEST_CASE("Waveform Data of a VR that identifies meet the rule of that VR") {
  const test::form& as = test::explicit_little;
  for (const auto& [kind, value] :
       {std::pair("PN", "CANARY^NAME "), std::pair("DA", "20200131"),
        std::pair("UR", "http://canary.host/4711 "), std::pair("UI", "1.2.3.4.55.66.7701")}) {
    const std::string waveform =
        as.sequence(0x54000100, as.item(as.element(0x54001010, kind, value)));
    CHECK_FALSE(holds(test::both_ways(file_of(uid_of(as), as, waveform), da::profile()), value));
    CHECK(holds(
        test::both_ways(file_of(uid_of(as), as, waveform), da::rule{"(5400,1010)"_tag, da::keep}),
        value));
  }
}

TEST_CASE("an attribute with a dummy of its own gets one of the VR that is written") {
  const test::form& as = test::explicit_little;
  for (const std::string_view kind :
       {"UI", "DA", "TM", "DT", "AS", "UR", "PN", "CS", "DS", "US", "OB"}) {
    CAPTURE(kind);
    const std::string value = kind == "UI" ? "1.2.3.4.55.66.7701" : "20200131";
    // Referenced Frame Number counts from one, and a Pixel Aspect Ratio has two values.
    const std::string item =
        as.item(as.element(0x00081160, kind, value) + as.element(0x00280034, kind, value));
    const test::written all = test::both_ways(
        file_of(test::explicit_uid, as, as.sequence(0x0040A730, item)), da::profile());
    CHECK_FALSE(holds(all, value));
    CHECK(holds(all, as.tag(0x00081160)));
  }
}

// PS3.6 says what the attributes are: their rulings are rulings on that.
TEST_CASE("free text and bytes that are no value of their attribute get a dummy") {
  // DS, CS, US, DA of an option, FD, IS, OW, AT.
  constexpr std::uint32_t attributes[] = {0x00180050, 0x00180020, 0x00280010, 0x00189073,
                                          0x00200013, 0x00281201, 0x00280009};
  for (const test::form& as : {test::explicit_little, test::explicit_big})
    for (const std::string_view kind :
         {"LO", "SH", "ST", "LT", "UC", "UT", "OB", "OW", "OF", "OL", "OD", "OV"})
      for (const std::uint32_t id : attributes) {
        const bool is_text = kind[0] != 'O';
        // Bytes of bytes, and numbers of which there may be many.
        if (!is_text && (id == 0x00281201 || id == 0x00280009)) continue;
        CAPTURE(kind, id, as.big_endian);
        const std::string one = as.element(id, kind, "CANARY^NAME     ");
        for (const std::string& elements : {one, as.sequence(0x00283010, as.item(one)),
                                            as.open_sequence(0x00283010, as.open_item(one))}) {
          const std::string file = file_of(uid_of(as), as, elements);
          const test::written all = test::both_ways(file, da::profile());
          CHECK_FALSE(holds(all, "CANARY"));
          CHECK(holds(all, as.tag(id)));
          CHECK(all.done.applied.at("protect_by_vr") == 1);
          // A rule for that one element is the user's word.
          da::dynamic_rule_map rules;
          rules.set(da::tag(static_cast<std::uint16_t>(id >> 16), static_cast<std::uint16_t>(id)),
                    da::keep);
          CHECK(holds(test::both_ways(file, rules), one));
          CHECK(holds(test::both_ways(file, da::keep_everything()), one));
        }
      }
}

TEST_CASE("what its attribute may be stays under another VR") {
  using namespace std::string_view_literals;
  const std::tuple<std::uint32_t, std::string_view, std::string_view> sound[] = {
      {0x00180020, "LO", "SE\\IR "},                     // CS
      {0x00180023, "UT", "2D"},                          // CS
      {0x00180024, "LT", "a typed text"},                // SH
      {0x00180050, "SH", "5.00"},                        // DS
      {0x00180081, "LT", "-1.5e3\\2"},                   // DS
      {0x00200013, "LO", "4.5 "},                        // IS
      {0x00200032, "UC", "1\\2.123456789012345678\\3"},  // DS
      {0x00280010, "LO", "512 "},                        // US
      {0x00280011, "OB", "\2\0"sv},                      // US
      {0x00280106, "OW", "\0\0"sv},                      // US or SS
      {0x00281201, "OB", "\1\2\3\4"sv},                  // OW
      {0x00283006, "OW", "any bytes."sv}};               // US or OW, 1-n
  const test::form& as = test::explicit_little;
  std::string elements;
  for (const auto& [id, kind, value] : sound) elements += as.element(id, kind, value);
  for (const std::string& all : {elements, as.sequence(0x00283010, as.item(elements))}) {
    const test::written done = test::both_ways(file_of(test::explicit_uid, as, all), da::profile());
    for (const auto& [id, kind, value] : sound) CHECK(holds(done, as.element(id, kind, value)));
    CHECK(done.done.applied.count("protect_by_vr") == 0);
  }
}

TEST_CASE("a known attribute that begins with an item under a text or bytes goes") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string hidden = as.item(as.element(0x00100010, "PN", "CANARY^NAME     "));
    // OB, OW, and texts that stay.
    for (const std::uint32_t id : {0x00282000U, 0x00281201U, 0x00283006U, 0x00180024U, 0x00080070U})
      for (const std::string_view kind : {"OB", "OW", "OF", "OL", "OD", "UT", "UC", "LT", "LO"}) {
        CAPTURE(kind, id, as.big_endian);
        const std::string one = as.element(id, kind, hidden);
        for (const std::string& elements : {one, as.sequence(0x00083010, as.item(one))}) {
          const std::string file = file_of(uid_of(as), as, elements);
          CHECK_FALSE(holds(test::both_ways(file, da::profile()), "CANARY"));
          CHECK_FALSE(holds(test::both_ways(file, da::profile().without_supplement()), "CANARY"));
          CHECK(holds(test::both_ways(file, da::keep_everything()), one));
        }
      }
  }
}

TEST_CASE("a Specific Character Set and pixels of a VR that is not theirs leave nothing") {
  for (const test::form& as : {test::explicit_little, test::explicit_big})
    for (const auto& [kind, value] :
         {std::pair("PN", "CANARY^NAME "), std::pair("LO", "Canary name "),
          std::pair("UT", "Canary name "), std::pair("UI", "1.2.3.4.55.66.7701"),
          std::pair("DA", "20200131"), std::pair("UR", "http://canary.host/4711 ")}) {
      CAPTURE(kind, as.big_endian);
      const std::string set = as.element(0x00080005, kind, value);
      const std::string pixels = as.element(0x7FE00010, kind, value);
      for (const std::string& file :
           {file_of(uid_of(as), as, "", set), file_of(uid_of(as), as, pixels)}) {
        const test::written all = test::both_ways(file, da::profile());
        CHECK_FALSE(holds(all, value));
        CHECK_FALSE(holds(all, as.tag(0x00080005)));
      }
    }
  // A code is one under LO, too.
  const test::form& as = test::explicit_little;
  const std::string latin = as.element(0x00080005, "LO", "ISO_IR 100");
  CHECK(holds(test::both_ways(file_of(test::explicit_uid, as, "", latin), da::profile()), latin));
}

TEST_CASE("items in words of any width go, in whatever order the words are", "[walk]") {
  const test::form& inside = test::implicit_little;
  std::string item = inside.item(inside.element(0x00100010, "PN", "CANARY^Name "));
  item.append((8 - item.size() % 8) % 8, '\0');
  for (const test::form& f : {test::explicit_little, test::explicit_big})
    for (const auto& [vr, width] :
         {std::pair{"OB", 1}, {"OW", 2}, {"OF", 4}, {"OL", 4}, {"OD", 8}, {"OV", 8}})
      for (const bool is_swapped : {false, true}) {
        INFO(f.big_endian << ' ' << vr << ' ' << is_swapped);
        std::string value = item;
        for (std::size_t at = 0; is_swapped && at < value.size();
             at += static_cast<std::size_t>(width))
          std::reverse(value.begin() + static_cast<std::ptrdiff_t>(at),
                       value.begin() + static_cast<std::ptrdiff_t>(at) + width);
        // Point Coordinates Data, of VR OF: no row of the table.
        const std::string elements =
            f.element(0x00080060, "CS", "MR") + f.element(0x00660016, vr, value);
        const test::written all = test::both_ways(test::file(uid_of(f), elements), da::profile());
        CHECK(holds(all, f.element(0x00080060, "CS", "MR")));
        CHECK_FALSE(holds(all, value.substr(8)));
      }
}
