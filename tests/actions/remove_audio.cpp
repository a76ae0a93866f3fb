// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/remove_audio.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/anonymize.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

// PS3.6 table A-1.
static_assert(da::detail::is_audio("1.2.840.10008.5.1.4.1.1.9.4.1"));
static_assert(da::detail::is_audio("1.2.840.10008.5.1.4.1.1.9.4.2"));
static_assert(da::detail::is_audio("1.2.840.10008.10.3"));
static_assert(!da::detail::is_audio(""));
static_assert(!da::detail::is_audio("1.2.840.10008.5.1.4.1.1.9.1.1"));  // 12-lead ECG
static_assert(!da::detail::is_audio("1.2.840.10008.5.1.4.1.1.9.5.1"));  // arterial pulse
static_assert(!da::detail::is_audio("1.2.840.10008.5.1.4.1.1.9.4"));
static_assert(!da::detail::is_audio("1.2.840.10008.5.1.4.1.1.2"));

namespace {

// Whether the recording is there after the profile.
template <class Rules>
bool is_left(const std::string& sop_class, const Rules& rules) {
  gdcm::DataSet group;
  test::put(group, {0x5400, 0x1006}, VR::CS, "SS");
  test::put(group, {0x5400, 0x1010}, VR::OW, "speech of somebody");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, VR::UI, sop_class);
  test::put_sequence(dataset, {0x5400, 0x0100}, {group});
  da::anonymize_dataset(dataset, rules);
  return test::has(test::item(dataset, {0x5400, 0x0100}), {0x5400, 0x1010});
}

}  // namespace

TEST_CASE("recordings of sound go by their SOP Class, other waveforms stay") {
  CHECK_FALSE(is_left("1.2.840.10008.5.1.4.1.1.9.4.1 ", da::default_profile));
  CHECK_FALSE(is_left("1.2.840.10008.5.1.4.1.1.9.4.2 ", da::default_profile));
  CHECK(is_left("1.2.840.10008.5.1.4.1.1.9.1.1 ", da::default_profile));
  CHECK(is_left("1.2.840.10008.5.1.4.1.1.9.4.1 ", da::default_profile.without_supplement()));
  CHECK(is_left("1.2.840.10008.5.1.4.1.1.9.4.1 ", da::rule{da::tag{0x5400, 0x1010}, da::keep}));
}

TEST_CASE(
    "recordings of sound are known by file meta information where the data set says nothing") {
  const test::form& as = test::explicit_little;
  const std::string waveform =
      as.sequence(0x54000100, as.item(as.element(0x54001010, "OW", "speech of somebody")));
  const auto is_written = [&](std::string_view in_meta, std::string_view in_dataset) {
    const std::string file =
        test::meta_of(as.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
                      as.element(0x00020002, "UI", test::padded(in_meta, '\0')) +
                      as.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'))) +
        (in_dataset.empty() ? "" : as.element(0x00080016, "UI", test::padded(in_dataset, '\0'))) +
        waveform;
    const test::written all = test::both_ways(file, da::profile());
    return all.bytes.find("speech") != std::string::npos;
  };
  constexpr std::string_view audio = "1.2.840.10008.5.1.4.1.1.9.4.1";
  constexpr std::string_view ecg = "1.2.840.10008.5.1.4.1.1.9.1.1";
  CHECK_FALSE(is_written(audio, ""));
  CHECK_FALSE(is_written(ecg, audio));
  CHECK(is_written(ecg, ""));
  CHECK(is_written(audio, ecg));

  gdcm::DataSet group;
  test::put(group, {0x5400, 0x1010}, VR::OW, "speech of somebody");
  gdcm::File file;
  test::put(file.GetHeader(), {0x0002, 0x0002}, VR::UI, "1.2.840.10008.5.1.4.1.1.9.4.1 ");
  test::put(file.GetHeader(), {0x0002, 0x0010}, VR::UI, "1.2.840.10008.1.2.1 ");
  test::put_sequence(file.GetDataSet(), {0x5400, 0x0100}, {group});
  da::anonymize_dataset(file, da::default_profile);
  CHECK_FALSE(test::has(test::item(file.GetDataSet(), {0x5400, 0x0100}), {0x5400, 0x1010}));
}

TEST_CASE("attributes that were encrypted go unless a rule keeps them") {
  for (const bool keeps : {false, true}) {
    gdcm::DataSet item;
    test::put(item, {0x0400, 0x0510}, VR::UI, "1.2.840.10008.1.2 ");
    test::put(item, {0x0400, 0x0520}, VR::OB, "names, encrypted");
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0400, 0x0500}, {item});
    if (keeps)
      da::anonymize_dataset(dataset, da::rule{da::tag{0x0400, 0x0500}, da::keep});
    else
      da::anonymize_dataset(dataset);
    REQUIRE(test::has(dataset, {0x0400, 0x0500}) == keeps);
    if (keeps)
      CHECK(test::bytes(test::item(dataset, {0x0400, 0x0500}), {0x0400, 0x0520}) ==
            "names, encrypted");
  }
}
