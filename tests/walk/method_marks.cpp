// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/method_marks.hpp>

#include <memory>
#include <string>
#include <vector>

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::option;
using gdcm::VR;

namespace {

const gdcm::Tag removed(0x0012, 0x0062);
const gdcm::Tag method(0x0012, 0x0063);
const gdcm::Tag codes(0x0012, 0x0064);
const gdcm::Tag temporal(0x0028, 0x0303);

std::vector<std::string> codes_of(const gdcm::DataSet& dataset) {
  std::vector<std::string> result;
  if (!test::has(dataset, codes)) return result;
  for (std::size_t i = 1; i <= test::item_count(dataset, codes); ++i)
    result.push_back(*test::bytes(test::item(dataset, codes, i), {0x0008, 0x0100}));
  return result;
}

gdcm::DataSet marked_before() {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x0100}, VR::SH, "113105");
  test::put(item, {0x0008, 0x0102}, VR::SH, "DCM ");
  test::put(item, {0x0008, 0x0104}, VR::LO, "Clean Descriptors Option");
  gdcm::DataSet dataset;
  test::put(dataset, removed, VR::CS, "NO");
  test::put(dataset, method, VR::LO, "another tool");
  test::put_sequence(dataset, codes, {item});
  test::put(dataset, temporal, VR::CS, "MODIFIED");
  return dataset;
}

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("the profile says what was done") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset);
  CHECK(test::bytes(dataset, removed) == "YES ");
  CHECK(test::bytes(dataset, method) == "dicom_anonymizer: PS3.15 2023e");
  CHECK(codes_of(dataset) == strings{"113100"});
  const gdcm::DataSet& item = test::item(dataset, codes);
  CHECK(test::bytes(item, {0x0008, 0x0102}) == "DCM ");
  CHECK(test::bytes(item, {0x0008, 0x0104}) == "Basic Application Confidentiality Profile ");
  CHECK(test::bytes(dataset, temporal) == "REMOVED ");
}

TEST_CASE("the method names the lists of safe words that rules clean by, and no other") {
  const auto named = [](const da::text::vocabulary& list) {
    return "dicom_anonymizer: safe words " + std::to_string(list.size()) + ", " + list.digest();
  };
  da::text::vocabulary site;
  site.add_word("zorn");
  const std::string library = named(da::text::vocabulary());
  const da::actions::clean_text by_site(site);
  const auto said = [](const auto& rules) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0008, 0x1030}, VR::LO, "Zorn CHEST");
    da::anonymize_dataset(dataset, rules);
    std::string text(*test::bytes(dataset, method));
    while (text.ends_with(' ')) text.pop_back();
    return text;
  };
  const da::profile plain(da::dicom_2026d);
  const da::profile cleans = plain | option::clean_descriptors;
  const std::string own = "dicom_anonymizer: PS3.15 2026d";
  CHECK(said(plain) == own);
  CHECK(said(cleans) == own + '\\' + library);
  // Other attributes are still cleaned by the list of the library.
  CHECK(said(cleans | da::rule{"StudyDescription"_tag, by_site}) ==
        own + ", custom rules\\" + library + '\\' + named(site));
  CHECK(said(cleans | da::rule_map(da::rule{"StudyDescription"_tag, by_site},
                                   da::rule{"SeriesDescription"_tag, by_site})) ==
        own + ", custom rules\\" + library + '\\' + named(site));
  CHECK(said(plain | da::rule{"StudyDescription"_tag, by_site}) ==
        own + ", custom rules\\" + named(site));
  CHECK(said(plain | da::rule{"StudyDescription"_tag, da::clean_text}) ==
        own + ", custom rules\\" + library);
}

TEST_CASE("options have codes of their own") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(
      dataset, da::profile(da::dicom_2026d) | option::retain_uids | option::retain_full_dates);
  CHECK(codes_of(dataset) == strings{"113100", "113110", "113106"});
  CHECK(test::bytes(dataset, temporal) == "UNMODIFIED");
  CHECK(test::bytes(dataset, method) == "dicom_anonymizer: PS3.15 2026d");
}

TEST_CASE("what was marked before stays, and nothing is said twice") {
  gdcm::DataSet dataset = marked_before();
  for (int run = 0; run < 2; ++run) {
    da::anonymize_dataset(dataset);
    CHECK(test::bytes(dataset, removed) == "YES ");
    CHECK(test::bytes(dataset, method) == "another tool\\dicom_anonymizer: PS3.15 2023e ");
    CHECK(codes_of(dataset) == strings{"113105", "113100"});
    CHECK(test::bytes(dataset, temporal) == "REMOVED ");
  }
}

TEST_CASE("dates that were changed before are not called unmodified") {
  gdcm::DataSet dataset = marked_before();
  da::anonymize_dataset(dataset, da::profile() | option::retain_full_dates);
  CHECK(test::bytes(dataset, temporal) == "MODIFIED");
}

TEST_CASE("where a rule keeps what the table removes no code is claimed") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset, da::rule{"StudyDescription"_tag, da::keep});
  CHECK(codes_of(dataset).empty());
  CHECK(test::bytes(dataset, method) == "dicom_anonymizer: PS3.15 2023e, custom rules");
  // The table knows no option that keeps it, only one that cleans it.
  CHECK_FALSE(test::has(dataset, removed));
  CHECK(test::bytes(dataset, temporal) == "REMOVED ");
}

TEST_CASE("where a rule keeps what no option may keep the identity is not called removed") {
  for (const da::tag id : {"PatientName"_tag, "PatientID"_tag, "AccessionNumber"_tag}) {
    gdcm::DataSet dataset;
    da::anonymize_dataset(dataset, da::rule{id, da::keep});
    CHECK_FALSE(test::has(dataset, removed));
    CHECK(codes_of(dataset).empty());
  }
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset, da::keep_private);
  CHECK_FALSE(test::has(dataset, removed));
}

TEST_CASE("where a rule keeps a date nothing is said of dates") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset, da::rule{"StudyDate"_tag, da::keep});
  CHECK_FALSE(test::has(dataset, temporal));
  // An option could keep it, and was not chosen.
  CHECK_FALSE(test::has(dataset, removed));
}

TEST_CASE("without a profile nothing is marked") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset, da::keep_everything{} | da::rule{"PatientName"_tag, da::remove});
  CHECK(dataset.IsEmpty());
}

TEST_CASE("without the supplement the text says so") {
  gdcm::DataSet dataset;
  da::anonymize_dataset(dataset, da::profile().without_supplement());
  CHECK(test::bytes(dataset, method) == "dicom_anonymizer: PS3.15 2023e, no supplement ");
  CHECK(codes_of(dataset) == strings{"113100"});
}

TEST_CASE("a rule of the user's for a mark has the last word, keep adds to what is there") {
  gdcm::DataSet dataset = marked_before();
  da::anonymize_dataset(
      dataset, da::rule_map(da::rule{"DeidentificationMethod"_tag, da::replace_with("our method")},
                            da::rule{"DeidentificationMethodCodeSequence"_tag, da::keep},
                            da::rule{"PatientIdentityRemoved"_tag, da::remove}));
  CHECK(test::bytes(dataset, method) == "our method");
  CHECK_FALSE(test::has(dataset, removed));
  CHECK(codes_of(dataset) == strings{"113105", "113100"});
}

TEST_CASE("items are not marked") {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x0060}, VR::CS, "CT");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0028, 0x3010}, {item});
  da::anonymize_dataset(dataset);
  CHECK(test::item(dataset, {0x0028, 0x3010}).Size() == 1);
}

TEST_CASE("dates that are moved are called modified unless they were removed before") {
  const auto rules = da::profile(da::dicom_2026d) | option::retain_modified_dates;
  std::vector<unsigned char> bytes(32);
  bytes[0] = 1;
  da::context shared;
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(da::key(bytes));
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "12345678");
  da::anonymize_dataset(dataset, rules, shared);
  CHECK(test::bytes(dataset, temporal) == "MODIFIED");
  CHECK(codes_of(dataset) == strings{"113100", "113107"});
  test::put(dataset, temporal, VR::CS, "UNMODIFIED");
  da::anonymize_dataset(dataset, rules, shared);
  CHECK(test::bytes(dataset, temporal) == "MODIFIED");
  test::put(dataset, temporal, VR::CS, "REMOVED ");
  da::anonymize_dataset(dataset, rules, shared);
  CHECK(test::bytes(dataset, temporal) == "REMOVED ");
}

TEST_CASE("codes in UN are added in the encoding of the items, which empty ones do not show") {
  // PS3.5 section 6.2.2: Implicit VR Little Endian; some writers have Explicit VR there.
  for (const test::form& outer : {test::explicit_little, test::explicit_big})
    for (const test::form& inner : {test::implicit_little, test::explicit_little}) {
      const std::string vendor =
          inner.element(0x00290010, "LO", "ACME") + inner.element(0x00291001, "LO", "text");
      // What 113106 says is not so here, and goes.
      const std::string wrong =
          inner.element(0x00080100, "SH", "113106") + inner.element(0x00080102, "SH", "DCM ");
      std::vector<std::string> all = {inner.item(vendor), inner.item(vendor) + inner.item(""),
                                      inner.item(wrong) + inner.item(""),
                                      inner.item("") + inner.item(wrong)};
      // Those that do not tell are as the standard has them.
      if (!inner.explicit_vr) all.push_back(inner.item(""));
      for (const std::string& items : all) {
        CAPTURE(outer.big_endian, inner.explicit_vr, items.size());
        const std::string input =
            test::file(outer.big_endian ? test::big_endian_uid : test::explicit_uid,
                       outer.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7") +
                           outer.sequence(0x00120064, items, "UN"));
        const std::string bytes = test::both_ways(input, da::profile()).bytes;
        const std::string code =
            inner.element(0x00080100, "SH", "113100") + inner.element(0x00080102, "SH", "DCM ");
        CHECK(bytes.find(code) != std::string::npos);
        CHECK(bytes.find("113106") == std::string::npos);
      }
    }
}
