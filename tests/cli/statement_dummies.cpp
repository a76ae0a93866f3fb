// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/statement_dummies.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
namespace cli = dicom_anonymizer::cli;

namespace {

// What the action makes of two values of an attribute.
std::string replaced(const da::dictionary_entry& one) {
  const gdcm::Tag id(one.id.group, one.id.element);
  gdcm::DataSet data;
  const bool is_number = one.representation == da::vr::IS || one.representation == da::vr::DS;
  const std::string value =
      da::is_text(one.representation) ? (is_number ? "17" : "REHEARSE") : std::string(16, '\7');
  test::put(data, id, da::to_gdcm(one.representation), value);
  da::anonymize_dataset(data, da::keep_everything{} | da::rule{one.id, da::replace});
  return test::bytes(data, id).value_or("");
}

}  // namespace

TEST_CASE("the statement tells of each attribute that gets another dummy than that of its VR") {
  const da::dummy_values dummies;
  const std::string text = cli::detail::dummy_values_section(false);
  std::size_t others = 0;
  for (std::size_t i = 0; i < da::detail::exact_attribute_count; ++i) {
    const da::dictionary_entry& one = da::detail::dictionary[i];
    if (one.id.group < 0x0008) continue;
    std::string_view usual;
    switch (one.representation) {
      case da::vr::CS:
      case da::vr::LO:
      case da::vr::SH:
      case da::vr::ST: usual = dummies.text; break;
      case da::vr::IS:
      case da::vr::DS: usual = dummies.number; break;
      case da::vr::US:
      case da::vr::UL:
      case da::vr::FL:
      case da::vr::FD:
      case da::vr::OB: break;
      default: continue;
    }
    std::string made = replaced(one);
    const bool is_zeros = made.find_first_not_of('\0') == std::string::npos;
    while (da::is_text(one.representation) && made.ends_with(' ')) made.pop_back();
    const bool is_usual = usual.empty() ? is_zeros && made.size() <= 16 : made == usual;
    if (is_usual) continue;
    ++others;
    CAPTURE(one.keyword(), made.size());
    CHECK_FALSE(cli::detail::own_dummy_of(one.id).empty());
    if (cli::detail::own_dummy_of(one.id).starts_with("by VR")) continue;
    CHECK(text.find(da::to_string(da::any_pattern(one.id))) != std::string::npos);
  }
  CHECK(others > 100);
}
