// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/claims.hpp>

#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using namespace da::detail;
using da::option;
using dates = claims::dates;

namespace {

constexpr std::uint16_t bits(option one) { return static_cast<std::uint16_t>(one); }
constexpr auto full = da::profile() | option::retain_full_dates | option::retain_uids;
constexpr auto moving = da::profile() | option::retain_modified_dates;

}  // namespace

TEST_CASE("rules alone allow what no data set has disproved") {
  const claims basic = claims_of(assess(da::default_profile), {});
  CHECK(basic.identity_removed);
  CHECK(basic.basic_profile);
  CHECK(basic.options == 0);
  CHECK(basic.temporal == dates::removed);
  CHECK_FALSE(basic.falls_short);
  const claims all = claims_of(assess(full), {});
  CHECK(all.options == (bits(option::retain_full_dates) | bits(option::retain_uids)));
  CHECK(all.temporal == dates::unmodified);
  CHECK(claims_of(assess(moving), {}).temporal == dates::modified);
}

TEST_CASE(
    "a date that stands there takes removed and modified, and unmodified is taken by one lost") {
  const evidence raw{.raw_date = true};
  CHECK(claims_of(assess(da::default_profile), raw).temporal == dates::unsaid);
  CHECK(claims_of(assess(da::default_profile), raw).basic_profile);
  CHECK(claims_of(assess(moving), raw).temporal == dates::unsaid);
  CHECK(claims_of(assess(moving), raw).options == 0);
  CHECK(claims_of(assess(full), raw).temporal == dates::unmodified);
  const evidence shifted{.moved_date = true};
  CHECK(claims_of(assess(da::default_profile), shifted).temporal == dates::unsaid);
  CHECK(claims_of(assess(moving), shifted).temporal == dates::modified);
  const claims lost = claims_of(assess(full), {.broken = bits(option::retain_full_dates)});
  CHECK(lost.temporal == dates::unsaid);
  CHECK(lost.options == bits(option::retain_uids));
  CHECK(lost.basic_profile);
  CHECK(lost.falls_short);
}

TEST_CASE("pixels that identify take every code and the identity removed, but not the dates") {
  const claims made = claims_of(assess(full), {.pixels = true});
  CHECK_FALSE(made.identity_removed);
  CHECK_FALSE(made.basic_profile);
  CHECK(made.options == 0);
  CHECK(made.temporal == dates::unmodified);
  CHECK(method_text(assess(full), made) == "dicom_anonymizer: PS3.15 2023e, pixels identify");
}

TEST_CASE("without the supplement dates are not called removed") {
  const auto plain = da::profile().without_supplement();
  CHECK(claims_of(assess(plain), {}).temporal == dates::unsaid);
  CHECK(claims_of(assess(plain), {}).basic_profile);
  CHECK_FALSE(claims_of(assess(plain), {.identity = true}).identity_removed);
}

TEST_CASE("the method fits into its 64 characters") {
  const auto rules = da::profile().without_supplement() | da::rule{"StudyDate"_tag, da::keep};
  for (const bool pixels : {false, true})
    CHECK(method_text(assess(rules), claims_of(assess(rules), {.identity = true, .pixels = pixels}))
              .size() <= 64);
}
