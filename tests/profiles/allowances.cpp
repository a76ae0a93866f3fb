// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/allowances.hpp>

#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::option;

namespace {

constexpr da::text::allowances with(option one) {
  return da::allowed_in_texts((da::profile() | option::clean_descriptors | one).options());
}

}  // namespace

// PS3.15 section E.3.5 and the other options: what one of them retains stays in texts as well.
static_assert(da::allowed_in_texts({}) == da::text::allowances{});
static_assert(with(option::retain_full_dates) == da::text::allowances{.dates = true});
static_assert(with(option::retain_patient_characteristics) ==
              da::text::allowances{.ages_and_sex = true});
static_assert(with(option::retain_institution_identity) ==
              da::text::allowances{.institution = true});
static_assert(with(option::retain_device_identity) == da::text::allowances{.devices = true});
// A date in prose cannot be moved for certain, and UIDs are no words.
static_assert(with(option::retain_modified_dates) == da::text::allowances{});
static_assert(with(option::retain_uids) == da::text::allowances{});

TEST_CASE("all that options retain stays in texts together") {
  const auto all = da::profile() | option::clean_descriptors | option::retain_full_dates |
                   option::retain_device_identity | option::retain_institution_identity |
                   option::retain_patient_characteristics;
  CHECK(da::allowed_in_texts(all.options()) ==
        da::text::allowances{
            .dates = true, .ages_and_sex = true, .institution = true, .devices = true});
}
