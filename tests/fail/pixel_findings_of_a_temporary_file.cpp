// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: deleted function
#include <string>

#include <dicom_anonymizer/pixels/known_devices.hpp>
#include <dicom_anonymizer/pixels/pixel_rule_file.hpp>
#include <dicom_anonymizer/pixels/pixel_rules.hpp>

namespace da = dicom_anonymizer;

da::pixel_findings found(const std::string& text, const da::image_facts& image) {
#ifdef FIXED
  const auto rules = da::known_devices | da::parse_pixel_rules(text);
  return da::find_regions(rules, image);
#else
  return da::find_regions(da::known_devices | da::parse_pixel_rules(text), image);
#endif
}
