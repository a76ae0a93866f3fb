// SPDX-License-Identifier: BSD-3-Clause
#include <concepts>
#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

#include <string>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

namespace {

void as_function(gdcm::DataSet& dataset, const gdcm::Tag& id) { dataset.Remove(id); }
void on_element(da::element& e) { e.remove(); }

struct named {
  static constexpr std::string_view name = "named";
  void operator()(da::element&) const {}
};
struct changes_itself {
  int count = 0;
  void operator()(da::element&) { ++count; }
};

}  // namespace

static_assert(da::action<named>);
static_assert(da::action<void (*)(gdcm::DataSet&, const gdcm::Tag&)>);
static_assert(da::action<void (*)(da::element&)>);
static_assert(!da::action<int>);
static_assert(!da::action<void (*)(int)>);
static_assert(!da::action<changes_itself>);
// What an action returned would be lost, and the value it was meant to replace would stay.
static_assert(!da::action<std::string (*)(da::element&)>);
static_assert(!da::action<bool (*)(gdcm::DataSet&, const gdcm::Tag&)>);
// An action made on the spot is gone when it is called.
static_assert(std::convertible_to<const named&, da::action_ref>);
static_assert(!std::convertible_to<named, da::action_ref>);
static_assert(!std::convertible_to<da::any_action, da::action_ref>);
static_assert(da::action_name<named> == "named");
static_assert(da::action_name<void (*)(da::element&)> == "custom");
static_assert(!da::action_ref());
static_assert(da::action_ref().name() == "none");

TEST_CASE("every kind of callable acts on the element") {
  const std::string text = "captured";
  const auto lambda = [](da::element& e) { e.remove(); };
  const auto capturing = [&text](da::element& e) {
    if (!text.empty()) e.remove();
  };
  const auto on_dataset = [](gdcm::DataSet& dataset, const gdcm::Tag& id) { dataset.Remove(id); };
  const da::any_action all[] = {&as_function, &on_element, lambda, capturing, on_dataset};
  for (const da::any_action& one : all) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "Doe ");
    test::act(one, dataset, {0x0010, 0x0010});
    CHECK_FALSE(test::has(dataset, {0x0010, 0x0010}));
  }
}

TEST_CASE("an action held by value outlives what it was made from, and so do its copies") {
  da::action_ref ref;
  da::any_action kept = named{};
  {
    const std::string text(100, 'x');
    const da::any_action made("of its own",
                              [text](da::element& e) { e.set_text(text.substr(0, 4)); });
    kept = made;
  }
  CHECK(kept.name() == "of its own");
  ref = kept.ref();
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "Doe ");
  da::context own;
  const da::limits bounds;
  const da::detail::dataset_scope scope(dataset, own, bounds);
  const da::tag id{0x0010, 0x0010};
  da::detail::dataset_access place(scope, id);
  da::element e(place, id);
  ref(e);
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "xxxx");
  CHECK(da::any_action(named{}).name() == "named");
}
