// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/rehearsal.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::cli::effect;
using da::cli::rehearsed_attribute;

namespace {

da::cli::policy with(da::any_pattern where, da::any_action what) {
  da::cli::policy how;
  how.rules.push_back({std::move(where), std::move(what), "test"});
  return how;
}

effect one(const da::cli::policy& how, const rehearsed_attribute& what) {
  return da::cli::rehearsal(how).of({&what, 1}).front();
}

}  // namespace

TEST_CASE("what is left is what the actions leave, for every VR") {
  // Attributes of no rule and unknown to everybody.
  constexpr da::tag id{0x0018, 0xFFF1};
  for (const da::vr kind : da::all_vrs) {
    CAPTURE(da::to_string(kind));
    CHECK(one(with(id, da::keep), {id, {}, kind}) == effect::kept);
    CHECK(one(with(id, da::remove), {id, {}, kind}) == effect::removed);
    CHECK(one(with(id, da::empty), {id, {}, kind}) == effect::emptied);
    CHECK(one(with(id, da::replace), {id, {}, kind}) == effect::replaced);
  }
  CHECK(one(with(id, da::replace_with(std::string("x"))), {id, {}, da::vr::OB}) == effect::refused);
}

TEST_CASE("one that fails does not hide what becomes of the others") {
  constexpr da::tag id{0x0018, 0xFFF1};
  const da::cli::policy how = with(id, da::replace_with(std::string("x")));
  const std::vector<rehearsed_attribute> all = {
      {{0x0010, 0x0010}, {}, da::vr::PN}, {id, {}, da::vr::SQ}, {{0x0028, 0x0010}, {}, da::vr::US}};
  CHECK(da::cli::rehearsal(how).of(all) ==
        std::vector<effect>{effect::emptied, effect::refused, effect::kept});
}

TEST_CASE("private elements of many creators in one group are told apart") {
  const da::cli::policy how =
      with(da::private_element{0x0009, "B", 0x01}, da::any_action(da::keep));
  const std::vector<rehearsed_attribute> all = {{{0x0009, 0x1001}, "A", da::vr::LO},
                                                {{0x0009, 0x1001}, "B", da::vr::LO},
                                                {{0x0009, 0x1002}, "B", da::vr::LO}};
  CHECK(da::cli::rehearsal(how).of(all) ==
        std::vector<effect>{effect::removed, effect::kept, effect::removed});
}

TEST_CASE("what is in items goes with them") {
  constexpr da::tag sequence{0x0040, 0xA170};
  const std::vector<rehearsed_attribute> around = {{{0x0008, 0x1115}, {}, da::vr::SQ},
                                                   {sequence, {}, da::vr::SQ}};
  const rehearsed_attribute rows{{0x0028, 0x0010}, {}, da::vr::US};
  for (const auto& [what, left] :
       std::vector<std::pair<da::any_action, effect>>{{da::keep, effect::kept},
                                                      {da::remove, effect::removed},
                                                      {da::empty, effect::removed},
                                                      {da::replace, effect::replaced}}) {
    const da::cli::policy how = with(sequence, what);
    CHECK(da::cli::rehearsal(how).in_items(around, rows) == left);
  }
}

TEST_CASE("the length of a document is that of the one beside it") {
  const rehearsed_attribute length{{0x0042, 0x0015}, {}, da::vr::UL};
  CHECK(one(da::cli::policy(), length) == effect::replaced);
  CHECK(one(with(da::tag{0x0042, 0x0011}, da::remove), length) == effect::removed);
}

TEST_CASE("marks are what the library writes") {
  const da::cli::policy plain;
  CHECK(da::cli::rehearsal(plain).inserted({0x0012, 0x0062}) == "YES");
  CHECK(da::cli::rehearsal(plain).inserted({0x0028, 0x0303}) == "REMOVED");
  CHECK(da::cli::rehearsal(plain).inserted({0x0012, 0x0064}) == "its items");
  CHECK(da::cli::rehearsal(plain).inserted({0x0028, 0x0010}).empty());
}

TEST_CASE("a place that an option keeps is not taken for the patient's identifier") {
  da::cli::policy how;
  how.base = da::profile(da::dicom_2026d) | da::option::retain_institution_identity;
  da::cli::rehearsal stage(how);
  const da::cli::rehearsed_attribute name{{0x0008, 0x0080}, {}, da::vr::LO};
  CHECK(stage.of({&name, 1}).front() == da::cli::effect::kept);
  const da::cli::rehearsed_attribute id{{0x0010, 0x0020}, {}, da::vr::LO};
  CHECK(stage.of({&id, 1}).front() != da::cli::effect::kept);
}
