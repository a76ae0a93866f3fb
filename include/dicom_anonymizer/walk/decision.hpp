// SPDX-License-Identifier: BSD-3-Clause
// What happens to an element, decided once for both walks: by its rule and by what it holds.
#pragma once

namespace dicom_anonymizer::detail {

// In a sequence that an action has dealt with itself only private elements still meet their rules.
enum class reach { all_elements, private_elements };

}  // namespace dicom_anonymizer::detail
