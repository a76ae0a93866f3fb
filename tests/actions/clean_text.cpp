// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/clean_text.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using da::vr;
using gdcm::VR;

namespace {

constexpr da::tag description = da::tags::StudyDescription;

// A data set of Zebulon Quill's with one text.
gdcm::DataSet dataset(VR::VRType kind, std::string_view value, std::string_view characters = "") {
  gdcm::DataSet result;
  if (!characters.empty()) test::put(result, da::tags::SpecificCharacterSet, VR::CS, characters);
  test::put(result, da::tags::PatientName, VR::PN, "Zebulon^Quill ");
  test::put(result, description, kind, value);
  return result;
}

template <class Rules>
std::string cleaned(gdcm::DataSet all, const Rules& rules, da::report* done = nullptr,
                    std::shared_ptr<const da::text::vocabulary> words = {}) {
  da::context shared;
  shared.words = std::move(words);
  const da::report made = da::anonymize_dataset(all, rules, shared);
  if (done != nullptr) *done = made;
  return test::bytes(all, description).value_or("(gone)");
}

constexpr da::rule by_user{description, da::clean_text};
constexpr da::actions::clean_text of_profile(da::actions::clean_text::otherwise::basic_code);

}  // namespace

TEST_CASE("safe words stay, and bytes where nothing is unsafe") {
  CHECK(cleaned(dataset(VR::LO, " CT  Chest"), by_user) == " CT  Chest");
  CHECK(cleaned(dataset(VR::LO, "CT Chest Zebulon"), by_user) == "CT Chest");
  CHECK(cleaned(dataset(VR::LO, "Xyzzyx CT Chest "), by_user) == "CT Chest");
  CHECK(cleaned(dataset(VR::SH, "CT\\Zebulon\\Chest"), by_user) == "CT\\\\Chest ");
}

TEST_CASE("nothing that is left is empty by a rule of the user's and the basic code by a profile") {
  CHECK(cleaned(dataset(VR::LO, "Zebulon Quill "), by_user) == "");
  const da::rule rules{description, of_profile};
  // X of Table E.1-1.
  CHECK(cleaned(dataset(VR::LO, "Zebulon Quill "), rules) == "(gone)");
  CHECK(cleaned(dataset(VR::LO, "CT Zebulon"), rules) == "CT");

  // D: Protocol Name (0018,1030) is X/D in Table E.1-1 and stays with a dummy.
  gdcm::DataSet all = dataset(VR::LO, "CT");
  test::put(all, da::tags::ProtocolName, VR::LO, "Quill ");
  da::anonymize_dataset(all, da::rule{da::tags::ProtocolName, of_profile});
  CHECK(test::bytes(all, da::tags::ProtocolName) == "ANONYMIZED");
}

TEST_CASE("what is no text is emptied and never an error") {
  CHECK(cleaned(dataset(VR::LO, "Chest \xFC"), by_user) == "");
  CHECK(cleaned(dataset(VR::LO, "Chest \xFC", "ISO_IR 999"), by_user) == "");
  CHECK(cleaned(dataset(VR::LO, "Chest \x1B$ZZ"), by_user) == "");
  CHECK(cleaned(dataset(VR::OB, "Chest "), by_user) == "");
  CHECK(cleaned(dataset(VR::LO, "Chest \xFC"), da::rule{description, of_profile}) == "(gone)");
  CHECK(cleaned(dataset(VR::LO, ""), by_user) == "");
  gdcm::DataSet nested = dataset(VR::LO, "");
  test::put_sequence(nested, description, {dataset(VR::LO, "CT")});
  CHECK(cleaned(nested, by_user) == "");
}

TEST_CASE("the words are those of the context or of the action") {
  da::text::vocabulary own;
  own.add_word("xyzzyx");
  const auto shared = std::make_shared<const da::text::vocabulary>(own);
  CHECK(cleaned(dataset(VR::LO, "CT Xyzzyx "), by_user) == "CT");
  CHECK(cleaned(dataset(VR::LO, "CT Xyzzyx "), by_user, nullptr, shared) == "CT Xyzzyx ");
  const da::actions::clean_text with_own(own);
  CHECK(cleaned(dataset(VR::LO, "CT Xyzzyx "), da::rule{description, with_own}) == "CT Xyzzyx ");
  // The data set wins over every list.
  own.add_word("zebulon");
  CHECK(cleaned(dataset(VR::LO, "CT Zebulon"), da::rule{description, with_own}) == "CT");
}

TEST_CASE("the report has numbers by reason and attribute") {
  da::report done;
  CHECK(cleaned(dataset(VR::SH, "CT Xyzzyx\\Quill\\Chest Zebulon"), by_user, &done) ==
        "CT\\\\Chest ");
  CHECK(done.texts.cleaned_values == 2);
  CHECK(done.texts.emptied_values == 1);
  CHECK(done.texts.removed_words.total() == 3);
  CHECK(done.texts.removed_words[da::text::removal::known_value] == 2);
  CHECK(done.texts.removed_words[da::text::removal::unknown_word] == 1);
  REQUIRE(done.texts.removed_words_by_attribute.size() == 1);
  CHECK(done.texts.removed_words_by_attribute.begin()->first == description);
  CHECK(done.texts.removed_words_by_attribute.begin()->second == 3);
  CHECK(done.applied.at("clean_text") == 1);
}

TEST_CASE("it works on texts") {
  using da::actions::clean_text;
  for (const vr kind : {vr::LO, vr::SH, vr::ST, vr::LT, vr::UT, vr::UC, vr::UN})
    CHECK(clean_text::works_on(description, kind));
  for (const vr kind : {vr::PN, vr::CS, vr::DA, vr::UI, vr::SQ, vr::OB, vr::US, vr::DS})
    CHECK_FALSE(clean_text::works_on(description, kind));
}
