// SPDX-License-Identifier: BSD-3-Clause
// The action for attributes that no dictionary knows.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

/// For a standard attribute that is too new for the dictionary: by the Value Representation that
/// the data set gives it, dates, times, names and URLs get a dummy value and UIDs a new one that
/// agrees with the others.  Anything else stays.
struct protect_unknown {
  static constexpr std::string_view name = "protect_unknown";
  static constexpr bool is_local = true;
  /// Which of them stay as well.
  bool keeps_dates = false;
  bool keeps_uids = false;
  /// Whether dates and times are moved by shift_date.
  bool moves_dates = false;

  void operator()(element& e) const;
};

}  // namespace dicom_anonymizer::actions

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/protect_unknown.ipp>
#endif
