// SPDX-License-Identifier: BSD-3-Clause
// What error.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/error.hpp>

#include <fmt/core.h>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE std::string to_string(tag t) {
  return fmt::format("({:04X},{:04X})", t.group, t.element);
}

DICOM_ANONYMIZER_INLINE error::error(errc code, std::string reason)
    : code_(code), reason_(std::move(reason)) {
  compose();
}

DICOM_ANONYMIZER_INLINE error& error::at(tag t) {
  if (!tag_) tag_ = t;
  compose();
  return *this;
}

DICOM_ANONYMIZER_INLINE error& error::at_offset(std::uint64_t bytes) {
  if (!offset_) offset_ = bytes;
  compose();
  return *this;
}

DICOM_ANONYMIZER_INLINE error& error::in_action(std::string_view name) {
  if (action_.empty()) action_ = name;
  compose();
  return *this;
}

DICOM_ANONYMIZER_INLINE void error::compose() {
  what_ = reason_;
  if (!action_.empty()) what_ += fmt::format(", action {}", action_);
  if (tag_) what_ += fmt::format(", at {}", to_string(*tag_));
  if (offset_) what_ += fmt::format(", offset {}", *offset_);
}

}  // namespace dicom_anonymizer
