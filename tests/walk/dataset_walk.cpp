// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/dataset_walk.hpp>

#include <string>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::changed_lengths;
using da::detail::dataset_walk;

namespace {

constexpr auto basic = da::profile(da::dicom_2026d);

const auto rules = da::keep_everything{} | da::rule{"PatientName"_tag, da::remove} |
                   da::rule{"PatientID"_tag, da::empty} |
                   da::rule{"(0009,\"GONE\",01)"_tag, da::remove};

template <da::rule_set R>
void walk(gdcm::DataSet& dataset, const R& all,
          changed_lengths lengths = changed_lengths::kept_in_form, const da::limits& bounds = {}) {
  da::context shared;
  const da::detail::rules_ref asked(all);
  da::detail::rule_cache cache(asked);
  dataset_walk walker(cache, shared, lengths, bounds);
  walker.run(dataset);
  walker.mark(dataset);
}

gdcm::DataSet person() {
  gdcm::DataSet one;
  test::put(one, {0x0010, 0x0010}, gdcm::VR::PN, "name");
  test::put(one, {0x0010, 0x0020}, gdcm::VR::LO, "id");
  return one;
}

}  // namespace

TEST_CASE("in memory every element meets its rule at every depth") {
  gdcm::DataSet dataset = person();
  gdcm::DataSet nested = person();
  test::put_sequence(nested, {0x0008, 0x2112}, {person()});
  test::put_sequence(dataset, {0x0008, 0x2112}, {nested});
  walk(dataset, rules);
  gdcm::DataSet& first = test::item(dataset, {0x0008, 0x2112});
  gdcm::DataSet& second = test::item(first, {0x0008, 0x2112});
  for (const gdcm::DataSet* one : {&dataset, &first, &second}) {
    CHECK_FALSE(test::has(*one, {0x0010, 0x0010}));
    CHECK(test::bytes(*one, {0x0010, 0x0020}) == "");
  }
}

TEST_CASE("in memory a Private Creator goes with its last element, and group lengths go") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0009, 0x0000}, gdcm::VR::UL, "1234");
  test::put(dataset, {0x0009, 0x0010}, gdcm::VR::LO, "GONE");
  test::put(dataset, {0x0009, 0x0011}, gdcm::VR::LO, "KEPT");
  test::put(dataset, {0x0009, 0x1001}, gdcm::VR::LO, "x ");
  test::put(dataset, {0x0009, 0x1101}, gdcm::VR::LO, "a ");
  walk(dataset, rules);
  CHECK(dataset.GetDES().size() == 2);
  CHECK(test::bytes(dataset, {0x0009, 0x0011}) == "KEPT");
  CHECK(test::bytes(dataset, {0x0009, 0x1101}) == "a ");
}

TEST_CASE("lengths around a change become undefined for who cannot compute them") {
  for (const changed_lengths lengths :
       {changed_lengths::made_undefined, changed_lengths::kept_in_form}) {
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0008, 0x2112}, {person()});
    auto& raw = const_cast<gdcm::DataElement&>(dataset.GetDataElement(gdcm::Tag(0x0008, 0x2112)));
    raw.SetVL(100);
    walk(dataset, rules, lengths);
    CHECK(dataset.GetDataElement(gdcm::Tag(0x0008, 0x2112)).GetVL().IsUndefined() ==
          (lengths == changed_lengths::made_undefined));
  }
}

TEST_CASE("in memory a profile marks what it was applied to") {
  gdcm::DataSet dataset = person();
  walk(dataset, basic);
  CHECK(test::bytes(dataset, {0x0012, 0x0062}) == "YES ");
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) != "name");
}

TEST_CASE("in memory a sequence that is too deep, or that nobody can read, is refused") {
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0008, 0x2112}, {person()});
  CHECK(test::refused([&] { walk(dataset, rules, changed_lengths::kept_in_form, {.depth = 0}); }) ==
        test::refusal{da::errc::too_deep, 0x00082112});
  gdcm::DataSet unreadable;
  test::put(unreadable, {0x0008, 0x2112}, gdcm::VR::UN, "no items");
  CHECK(test::refused([&] { walk(unreadable, rules); }) ==
        test::refusal{da::errc::malformed, 0x00082112});
}
