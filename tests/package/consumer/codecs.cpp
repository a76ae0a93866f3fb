// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/codecs/blank_jpeg2000.hpp>
#include <dicom_anonymizer/codecs/blank_jpegls.hpp>

namespace da = dicom_anonymizer;

template <class Blank>
bool refuses_nothing_at_all(const Blank& blank) {
  da::image_description grey;
  grey.rows = grey.columns = grey.bits_allocated = grey.bits_stored = 8;
  grey.high_bit = 7;
  grey.storage = da::pixel_storage::encapsulated;
  try {
    (void)blank(da::image_layout(grey));
  } catch (const da::error& refused) {
    return refused.code() == da::errc::truncated;
  }
  return false;
}

int main() {
  const bool both = refuses_nothing_at_all(
                        [](const auto& layout) { return da::blank_jpegls({}, layout, {}, {}); }) &&
                    refuses_nothing_at_all(
                        [](const auto& layout) { return da::blank_jpeg2000({}, layout, {}, {}); });
  return both ? 0 : 1;
}
