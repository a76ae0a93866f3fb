// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/loss.hpp>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using namespace da::detail;
using da::option;
using da::residue;

// What is protected and then stands there as it was is lost; the other way round nothing is but a
// promise.
static_assert(loss_between(residue::nothing, residue::whole, value_shape::value) ==
              lost_protection);
static_assert(loss_between(residue::nothing, residue::moved_date, value_shape::value) == lost_date);
static_assert(loss_between(residue::nothing, residue::nothing, value_shape::either) == no_loss);
static_assert(loss_between(residue::whole, residue::nothing, value_shape::value) == lost_promise);
static_assert(loss_between(residue::whole, residue::moved_date, value_shape::value) ==
              lost_promise);
static_assert(loss_between(residue::moved_date, residue::whole, value_shape::value) ==
              lost_protection);
static_assert(loss_between(residue::moved_date, residue::nothing, value_shape::value) == no_loss);
// Items of a sequence that is kept obey the rules; those of one that should go are not gone.
static_assert(loss_between(residue::whole, residue::items, value_shape::items) == no_loss);
static_assert(loss_between(residue::nothing, residue::items, value_shape::items) ==
              lost_protection);
static_assert(loss_between(residue::nothing, residue::items, value_shape::value) == no_loss);
static_assert(loss_between(residue::nothing, residue::items, value_shape::either) ==
              lost_protection);

// What an option wants cleaned may be cleaned or gone, and nothing less; elsewhere it is too
// little.
static_assert(loss_between(residue::cleaned, residue::cleaned, value_shape::either) == no_loss);
static_assert(loss_between(residue::cleaned, residue::nothing, value_shape::either) == no_loss);
static_assert(loss_between(residue::cleaned, residue::whole, value_shape::value) ==
              lost_protection);
static_assert(loss_between(residue::cleaned, residue::whole, value_shape::items) ==
              lost_protection);
static_assert(loss_between(residue::nothing, residue::cleaned, value_shape::value) ==
              lost_protection);
static_assert(loss_between(residue::nothing, residue::cleaned, value_shape::items) ==
              lost_protection);
static_assert(loss_between(residue::moved_date, residue::cleaned, value_shape::value) ==
              lost_protection);
static_assert(loss_between(residue::whole, residue::cleaned, value_shape::value) == lost_promise);

TEST_CASE("whatever is kept where something was protected is a loss of protection") {
  for (const residue alone :
       {residue::unknown, residue::items, residue::nothing, residue::moved_date, residue::cleaned})
    CHECK((loss_between(alone, residue::whole, value_shape::value) & lost_protection) != 0);
  for (const residue alone :
       {residue::items, residue::nothing, residue::moved_date, residue::cleaned})
    CHECK((loss_between(alone, residue::unknown, value_shape::either) & lost_protection) != 0);
}

TEST_CASE("a promise is that of the cell, and of full dates for a date that nothing lists") {
  const auto bits = [](option one) { return static_cast<std::uint16_t>(one); };
  const auto all = da::profile(da::dicom_2026d) | option::retain_uids | option::retain_full_dates;
  CHECK(promised_by(all, "StudyInstanceUID"_tag, da::vr::UI) == bits(option::retain_uids));
  CHECK(promised_by(all, "StudyDate"_tag, da::vr::DA) == bits(option::retain_full_dates));
  CHECK(promised_by(all, da::tag{0x0008, 0x9FF1}, da::vr::DT) == bits(option::retain_full_dates));
  CHECK(promised_by(all, da::tag{0x0008, 0x9FF1}, da::vr::LO) == 0);
  CHECK(promised_by(all, "PatientName"_tag, da::vr::PN) == 0);
  CHECK(promised_by(da::profile(), "StudyDate"_tag, da::vr::DA) == 0);
}
