// SPDX-License-Identifier: BSD-3-Clause
// What result.hpp declares.
#pragma once

#include <new>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/result.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE error caught_error() {
  try {
    throw;
  } catch (const error& failed) {
    return failed;
  } catch (const std::bad_alloc&) {
    return {errc::too_large, "no memory left"};  // so short that it needs none
  } catch (...) {
    return {errc::action_failed, "an action or a callback threw an exception of its own"};
  }
}

}  // namespace dicom_anonymizer::detail
