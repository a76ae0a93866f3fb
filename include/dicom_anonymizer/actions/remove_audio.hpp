// SPDX-License-Identifier: BSD-3-Clause
// The action for recordings of sound.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {
namespace detail {

// Basic Voice Audio Waveform Storage, General Audio Waveform Storage and what PS3.6 may put beside
// them; Audio Waveform Real-Time Communication.
constexpr bool is_audio(std::string_view sop_class_uid) noexcept {
  constexpr std::string_view audio_waveforms = "1.2.840.10008.5.1.4.1.1.9.4.";
  return sop_class_uid.substr(0, audio_waveforms.size()) == audio_waveforms ||
         sop_class_uid == "1.2.840.10008.10.3";
}

}  // namespace detail

namespace actions {

/// For Waveform Data (5400,1010): a recording of sound holds speech, which names people and is
/// itself a voice, so it is removed where the SOP Class of the data set is one of audio waveforms.
/// Waveforms of other SOP Classes, such as an ECG, stay.
struct remove_audio {
  static constexpr std::string_view name = "delete_if_audio";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;
};

}  // namespace actions

/// See the struct in actions.
inline constexpr actions::remove_audio remove_audio{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/remove_audio.ipp>
#endif
