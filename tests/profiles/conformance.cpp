// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/conformance.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::option;

namespace {

constexpr auto stronger =
    da::rule_map(da::rule{"StudyDescription"_tag, da::empty}, da::rule{"Rows"_tag, da::keep},
                 da::rule{"PatientName"_tag, da::replace_with("subject")});
constexpr auto weaker = da::rule{"StudyDescription"_tag, da::keep};
constexpr auto with_uids = da::profile(da::dicom_2026d) | option::retain_uids;
constexpr auto keeps_study = with_uids | da::rule{"StudyInstanceUID"_tag, da::keep};
constexpr auto rescued = weaker | da::rule{"StudyDescription"_tag, da::remove};

// Answers at compile time.
static_assert(da::conformance_of(da::default_profile).holds());
static_assert(da::conformance_of(stronger).holds());
static_assert(!da::conformance_of(weaker).holds());
static_assert(da::conformance_of(weaker).weakened().size() == 1);
static_assert(da::conformance_of(keeps_study).holds());
static_assert(da::conformance_of(keeps_study).base()->options().has(option::retain_uids));
static_assert(da::conformance_of(rescued).holds());
static_assert(!da::conformance_of(da::keep_private).holds());

// What an option wants cleaned may be cleaned, or gone; elsewhere cleaning is too little.
constexpr auto described = da::profile(da::dicom_2026d) | option::clean_descriptors;
constexpr auto described_again = described | da::rule{"StudyDescription"_tag, da::clean_text};
constexpr auto described_less = described | da::rule{"StudyDescription"_tag, da::remove};
constexpr auto kept_description = described | da::rule{"StudyDescription"_tag, da::keep};
constexpr auto kept_codes = described | da::rule{"AdmittingDiagnosesCodeSequence"_tag, da::keep};
constexpr auto cleaned_alone = da::rule{"StudyDescription"_tag, da::clean_text};
constexpr auto cleaned_name = described | da::rule{"PatientName"_tag, da::clean_text};
static_assert(da::conformance_of(described).holds());
static_assert(da::conformance_of(described).keeps_promise_of(option::clean_descriptors));
static_assert(da::conformance_of(described_again).holds());
static_assert(da::conformance_of(described_again).keeps_promise_of(option::clean_descriptors));
static_assert(da::conformance_of(described_less).holds());
static_assert(da::conformance_of(described_less).keeps_promise_of(option::clean_descriptors));
static_assert(!da::conformance_of(kept_description).holds());
static_assert(!da::conformance_of(kept_codes).holds());
static_assert(!da::conformance_of(cleaned_alone).holds());
static_assert(!da::conformance_of(cleaned_name).holds());

constexpr da::keep_everything everything;
static_assert(da::conformance_of(everything).base() == nullptr);
static_assert(!da::conformance_of(everything).holds());

struct names_only {
  static constexpr bool is_complete = false;
  [[nodiscard]] da::action_ref find(const da::element_key& key) const {
    return key.id == "PatientName"_tag ? da::action_ref(da::remove) : da::action_ref();
  }
};

struct harmless {
  static constexpr bool is_local = true;
  static constexpr da::residue leaves = da::residue::nothing;
  void operator()(da::element& e) const { e.remove(); }
};

struct not_local {
  static constexpr da::residue leaves = da::residue::nothing;
  void operator()(da::element& e) const { e.remove(); }
};

template <class R>
da::detail::rule_assessment assessed(const R& rules) {
  return da::detail::assess(rules);
}

}  // namespace

TEST_CASE("a weakened row tells the attribute, what was demanded and the action") {
  const da::conformance asked = da::conformance_of(weaker);
  REQUIRE(asked.weakened().size() == 1);
  CHECK(asked.base() == &da::default_profile);
  CHECK(asked.weakened()[0].where == da::tag_pattern("StudyDescription"_tag));
  CHECK(asked.weakened()[0].demanded == da::code::X);
  CHECK(asked.weakened()[0].action == "keep");
}

TEST_CASE("an action of the user's may leave anything unless it says what it leaves") {
  const auto unknown = da::rule{"StudyDescription"_tag, [](da::element&) {}};
  CHECK_FALSE(da::conformance_of(unknown).holds());
  // It may have been at any other element, too.
  const auto unlisted = da::rule{"Rows"_tag, [](da::element&) {}};
  CHECK_FALSE(da::conformance_of(unlisted).holds());
  const auto others = da::rule{"Rows"_tag, not_local{}};
  CHECK_FALSE(da::conformance_of(others).holds());
  const auto many = da::rule{"(0029,xxxx)"_tag, [](da::element&) {}};
  CHECK_FALSE(da::conformance_of(many).holds());
  const auto said = da::rule{"StudyDescription"_tag, harmless{}};
  CHECK(da::conformance_of(said).holds());
}

TEST_CASE("rules made at run time are asked like others") {
  da::dynamic_rule_map rules;
  rules.set("StudyDescription"_tag, da::keep);
  CHECK_FALSE(da::conformance_of(rules).holds());
  rules.set("StudyDescription"_tag, da::remove);
  CHECK(da::conformance_of(rules).holds());
  rules.set(da::parse_pattern("(0019,\"ACME\",10)"), da::keep);
  const da::conformance weakened = da::conformance_of(rules);
  REQUIRE(weakened.weakened().size() == 1);
  CHECK(weakened.weakened()[0].private_creator == "ACME");
  const auto safe = (da::profile() | option::retain_safe_private) | rules;
  CHECK(da::conformance_of(safe).holds());
}

TEST_CASE("rules for many tags are compared with every row that they cover") {
  // Odd groups among 60xx are private: two rows.
  const auto overlays = da::rule{"(60xx,3000)"_tag, da::keep};
  CHECK(da::conformance_of(overlays).weakened().size() == 2);
  const auto one_overlay = da::rule{da::tag{0x6002, 0x3000}, da::keep};
  CHECK(da::conformance_of(one_overlay).weakened().size() == 1);
  const auto descriptions = da::rule{da::tag_pattern({0x6000, 0x0022}, {0xFF01, 0xFFFF}), da::keep};
  CHECK(da::conformance_of(descriptions).weakened().size() == 1);
  const auto plain = da::profile().without_supplement() | descriptions;
  CHECK(da::conformance_of(plain).holds());
  const auto patient = da::rule{da::tag_pattern({0x0010, 0}, {0xFFFF, 0}), da::keep};
  const da::conformance asked = da::conformance_of(patient);
  const auto has = [&](da::tag id) {
    return std::any_of(asked.weakened().begin(), asked.weakened().end(),
                       [&](const da::weakened_row& row) { return row.where == id; });
  };
  CHECK(has("PatientName"_tag));
  CHECK(has("PatientBirthDate"_tag));
  CHECK_FALSE(has("StudyDate"_tag));
  const auto all = da::rule{da::any_element, da::keep};
  CHECK(da::conformance_of(all).weakened().size() > 600);
}

TEST_CASE("what is asked for besides the table is weakened by rules for many tags, too") {
  // (0002,0012), (0002,0013), three titles, and what PS3.10 table 7.1-1 does not know among them.
  const auto titles = da::rule{"(0002,001x)"_tag, da::keep};
  CHECK(da::conformance_of(titles).weakened().size() == 6);
  const auto plain = da::profile().without_supplement() | titles;
  CHECK(da::conformance_of(plain).weakened().size() == 6);
  const auto directory = da::rule{"(0004,11xx)"_tag, da::keep};
  CHECK_FALSE(da::conformance_of(directory).holds());
  const auto gone = da::rule{"(0004,11xx)"_tag, da::remove};
  CHECK(da::conformance_of(gone).holds());
}

// PS3.15 section E.1.1 step 7: file meta information is replaced.
TEST_CASE("what a rule keeps of file meta information is an identity kept") {
  for (const std::uint16_t element :
       std::initializer_list<std::uint16_t>{0x0012, 0x0013, 0x0016, 0x0017, 0x0018, 0x0026, 0x0027,
                                            0x0028, 0x0100, 0x0102, 0x0099}) {
    const da::tag id{0x0002, element};
    const auto kept = da::rule{id, da::keep};
    CHECK_FALSE(da::conformance_of(kept).holds());
    CHECK(assessed(kept).keeps_identity);
    const auto plain = da::profile().without_supplement() | kept;
    CHECK(assessed(plain).keeps_identity);
    const auto gone = da::rule{id, da::remove};
    CHECK(da::conformance_of(gone).holds());
  }
  // Of what nobody knows also a date.
  const auto unknown = da::rule{da::tag{0x0002, 0x0099}, da::keep};
  CHECK(assessed(unknown).keeps_dates);
  for (const da::tag_pattern where : {"(0002,xxxx)"_tag, "(0002,00xx)"_tag, "(0002,009x)"_tag}) {
    const auto many = da::rule{where, da::keep};
    CHECK(assessed(many).keeps_identity);
    CHECK(assessed(many).keeps_dates);
  }
  // Made anew whatever rules say, PS3.10 section 7.1.
  for (const std::uint16_t element : std::initializer_list<std::uint16_t>{0x0001, 0x0002, 0x0010}) {
    const auto kept = da::rule{da::tag{0x0002, element}, da::keep};
    CHECK(da::conformance_of(kept).holds());
  }
}

TEST_CASE("a rule set that cannot be asked does not hold") {
  const names_only rules;
  CHECK_FALSE(da::conformance_of(rules).holds());
  CHECK(da::conformance_of(rules).weakened()[0].where == da::any_element);
}

TEST_CASE("an action that leaves items protects what is no sequence") {
  const auto uid = da::rule{"StudyInstanceUID"_tag, da::delete_or_empty_or_replace_uid};
  CHECK(da::conformance_of(uid).holds());
  const auto sequence =
      da::rule{"ReferencedPatientSequence"_tag, da::delete_or_empty_or_replace_uid};
  CHECK_FALSE(da::conformance_of(sequence).holds());
}

TEST_CASE("moving a date protects where dates may be moved, and nowhere else") {
  const auto moved = da::rule{"StudyDate"_tag, da::shift_date};
  CHECK_FALSE(da::conformance_of(moved).holds());
  const auto allowed = da::profile() | da::option::retain_modified_dates | moved;
  CHECK(da::conformance_of(allowed).holds());
  const auto kept =
      da::profile() | da::option::retain_modified_dates | da::rule{"StudyDate"_tag, da::keep};
  CHECK_FALSE(da::conformance_of(kept).holds());
  const auto identifiers = da::rule{"PatientID"_tag, da::pseudonymize()};
  CHECK(da::conformance_of(identifiers).holds());
}

TEST_CASE(
    "an attribute that stays raw is an identity kept unless an option that was chosen keeps it") {
  // PS3.15 Table E.1-1: (0008,1030) has C of the option for descriptors and K of none.
  for (const da::tag id : {"StudyDescription"_tag, "PatientName"_tag, "StudyDate"_tag,
                           "DeviceSerialNumber"_tag, "StudyInstanceUID"_tag}) {
    const auto kept = da::rule{id, da::keep};
    CHECK(assessed(kept).keeps_identity);
  }
  const auto chosen =
      da::profile() | option::retain_uids | da::rule{"StudyInstanceUID"_tag, da::keep};
  CHECK_FALSE(assessed(chosen).keeps_identity);
  CHECK_FALSE(assessed(chosen).is_weakened);
  const auto uid = da::profile() | da::rule{"PatientID"_tag, da::replace_uid};
  CHECK_FALSE(assessed(uid).keeps_identity);
}

TEST_CASE("every attribute that only cleaning may keep is an identity where a rule keeps it raw") {
  std::size_t looked_at = 0;
  for (const da::tables::row& row : da::dicom_2026d.rows()) {
    if (row.codes.keep != 0 || row.codes.clean == 0) continue;
    ++looked_at;
    const auto rules = da::profile(da::dicom_2026d) | da::rule{row.id, da::keep};
    CHECK(assessed(rules).keeps_identity);
  }
  CHECK(looked_at > 100);
}

TEST_CASE(
    "an attribute that no dictionary knows is protected by its VR, and a rule may weaken that") {
  const da::tag unknown{0x0008, 0x9FF1};
  const auto kept = da::rule{unknown, da::keep};
  CHECK_FALSE(da::conformance_of(kept).holds());
  CHECK(assessed(kept).keeps_identity);
  CHECK(assessed(kept).keeps_dates);
  // Perhaps a sequence, whose items nobody has looked into.
  const auto items = da::rule{unknown, da::replace_uid};
  CHECK_FALSE(da::conformance_of(items).holds());
  const auto gone = da::rule{unknown, da::remove};
  CHECK(da::conformance_of(gone).holds());
  const auto group = da::rule{da::tag_pattern({0x0012, 0}, {0xFFFF, 0}), da::keep};
  CHECK(assessed(group).keeps_identity);
  const auto plain = da::profile().without_supplement() | kept;
  CHECK(da::conformance_of(plain).holds());
}

TEST_CASE("a rule for many tags is asked for what no dictionary knows among them, however few") {
  const auto is_unknown = [](std::uint32_t number) {
    const da::tag id{static_cast<std::uint16_t>(number >> 16),
                     static_cast<std::uint16_t>(number & 0xFFFFU)};
    return id.group >= 0x0008 && !id.is_private() && !id.is_group_length() &&
           da::find_attribute(id) == nullptr;
  };
  // Each digit open of each attribute: tried one by one.
  std::size_t few = 0;
  for (const da::dictionary_entry& one : da::detail::dictionary) {
    const std::uint32_t number = one.id.value();
    if (one.id.group < 0x0008 || one.id.is_private()) continue;
    for (const unsigned place : {0U, 4U, 8U, 20U}) {
      const std::uint32_t mask = ~(std::uint32_t{0xF} << place);
      std::size_t unknown = 0;
      for (std::uint32_t digit = 0; digit < 16; ++digit) {
        const std::uint32_t tried = (number & mask) | digit << place;
        if (is_unknown(tried)) ++unknown;
      }
      if (unknown == 0 || unknown > 3) continue;
      ++few;
      const da::tag_pattern where(
          {static_cast<std::uint16_t>(number >> 16), static_cast<std::uint16_t>(number)},
          {static_cast<std::uint16_t>(mask >> 16), static_cast<std::uint16_t>(mask)});
      // By a rule of its own, so that nothing but the unknown can make it weaker.
      const auto rules = da::rule{where, da::replace_uid};
      const da::conformance asked = da::conformance_of(rules);
      CHECK(std::any_of(asked.weakened().begin(), asked.weakened().end(),
                        [&](const da::weakened_row& row) { return row.where == where; }));
    }
  }
  CHECK(few > 20);
}

TEST_CASE("items of a private sequence are not protected by an action on UIDs") {
  const auto one = da::rule{R"((0029,"ACME",10))"_tag, da::replace_uid};
  CHECK_FALSE(da::conformance_of(one).holds());
  const auto all = da::rule{da::any_private, da::replace_uid};
  CHECK_FALSE(da::conformance_of(all).holds());
  CHECK(assessed(all).keeps_identity);
}

TEST_CASE("a rule that destroys what an option keeps breaks its promise, and nothing else") {
  const auto dates = da::profile() | option::retain_full_dates | option::retain_uids;
  for (const auto& act : {da::action_ref(da::remove), da::action_ref(da::empty),
                          da::action_ref(da::replace), da::action_ref(da::shift_date)}) {
    da::dynamic_rule_map rules;
    if (act.name() == "shift_date")
      rules.set("StudyDate"_tag, da::shift_date);
    else if (act.name() == "delete")
      rules.set("StudyDate"_tag, da::remove);
    else if (act.name() == "empty")
      rules.set("StudyDate"_tag, da::empty);
    else
      rules.set("StudyDate"_tag, da::replace);
    const auto all = dates | rules;
    const da::conformance asked = da::conformance_of(all);
    CHECK(asked.holds());
    CHECK_FALSE(asked.keeps_promise_of(option::retain_full_dates));
    CHECK(asked.keeps_promise_of(option::retain_uids));
  }
  const auto uid = dates | da::rule{"StudyInstanceUID"_tag, da::replace_uid};
  CHECK_FALSE(da::conformance_of(uid).keeps_promise_of(option::retain_uids));
  // A date that the table does not list.
  const auto unlisted = dates | da::rule{"DecayCorrectionDateTime"_tag, da::remove};
  CHECK_FALSE(da::conformance_of(unlisted).keeps_promise_of(option::retain_full_dates));
  const auto other = dates | da::rule{"PatientName"_tag, da::remove};
  CHECK(da::conformance_of(other).keeps_promise_of(option::retain_full_dates));
  CHECK_FALSE(da::conformance_of(other).keeps_promise_of(option::retain_device_identity));
  const auto safe =
      da::profile() | option::retain_safe_private | da::rule{da::any_private, da::remove};
  CHECK_FALSE(da::conformance_of(safe).keeps_promise_of(option::retain_safe_private));
}

TEST_CASE("a rule that does not clean as an option wants is no better than without the option") {
  const auto keeps_content = da::rule{"ContentSequence"_tag, da::keep};
  const auto keeps_graphics = da::rule{"GraphicAnnotationSequence"_tag, da::keep};
  const auto keeps_steps = da::rule{"SpecimenPreparationStepContentItemSequence"_tag, da::keep};
  const da::profile plain(da::dicom_2026d);
  const da::profile content = plain | option::clean_structured_content;
  const da::profile graphics = plain | option::clean_graphics;
  const auto holds = [](const auto& base, const auto& rule) {
    const auto rules = base | rule;
    return da::conformance_of(rules).holds() && !assessed(rules).keeps_identity;
  };
  CHECK_FALSE(holds(plain, keeps_content));
  CHECK_FALSE(holds(content, keeps_content));
  CHECK_FALSE(holds(plain, keeps_graphics));
  CHECK_FALSE(holds(graphics, keeps_graphics));
  CHECK_FALSE(holds(content, keeps_steps));
  CHECK_FALSE(holds(content, da::rule{"ContentSequence"_tag, da::replace_uid}));
  // What the option or the basic code asks for.
  for (const auto& tag : {"ContentSequence"_tag, "AcquisitionContextSequence"_tag}) {
    CHECK(holds(content, da::rule{tag, da::remove}));
    CHECK(holds(content, da::rule{tag, da::replace}));
    CHECK(holds(content, da::rule{tag, content.find(tag)}));
  }
  CHECK(holds(graphics, da::rule{"GraphicAnnotationSequence"_tag, da::remove}));
  CHECK(holds(plain | option::retain_modified_dates, da::rule{"StudyDate"_tag, da::shift_date}));
  CHECK(holds(plain | option::clean_descriptors, da::rule{"StudyDescription"_tag, da::clean_text}));
}

TEST_CASE("a text cleaned by words of the user's own is no text cleaned by the list of the marks") {
  const da::text::vocabulary words;
  const da::actions::clean_text own(words);
  const da::profile cleaned = da::profile(da::dicom_2026d) | option::clean_descriptors;
  const auto by_own = cleaned | da::rule{"StudyDescription"_tag, own};
  const auto by_list = cleaned | da::rule{"StudyDescription"_tag, da::clean_text};
  CHECK_FALSE(da::conformance_of(by_own).holds());
  CHECK(da::conformance_of(by_list).holds());
}
