// SPDX-License-Identifier: BSD-3-Clause
// The modalities that PS3.3 defines.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace dicom_anonymizer {
namespace detail {

// PS3.3 section C.7.3.1.1.1, with the terms that are retired, which old objects have.  Sorted.
inline constexpr std::string_view modalities[] = {
    "ANN",      "AR",         "AS",      "ASMT",     "AU",     "BDUS",  "BI",       "BMD",
    "CD",       "CF",         "CFM",     "CP",       "CR",     "CS",    "CT",       "CTPROTOCOL",
    "DD",       "DF",         "DG",      "DM",       "DMS",    "DOC",   "DS",       "DX",
    "EC",       "ECG",        "EEG",     "EMG",      "EOG",    "EPS",   "ES",       "FA",
    "FID",      "FS",         "GM",      "HC",       "HD",     "IO",    "IOL",      "IVOCT",
    "IVUS",     "KER",        "KO",      "LEN",      "LP",     "LS",    "M3D",      "MA",
    "MG",       "MR",         "MS",      "NM",       "OAM",    "OCT",   "OP",       "OPM",
    "OPR",      "OPT",        "OPTBSV",  "OPTENF",   "OPV",    "OSS",   "OT",       "PA",
    "PLAN",     "POS",        "PR",      "PT",       "PX",     "REG",   "RESP",     "RF",
    "RG",       "RTDOSE",     "RTIMAGE", "RTINTENT", "RTPLAN", "RTRAD", "RTRECORD", "RTSEGANN",
    "RTSTRUCT", "RWV",        "SEG",     "SM",       "SMR",    "SR",    "SRF",      "ST",
    "STAIN",    "TEXTUREMAP", "TG",      "US",       "VA",     "VF",    "XA",       "XAPROTOCOL",
    "XC",
};

}  // namespace detail

/// Whether a value of Modality (0008,0060), without padding, is a Defined Term of PS3.3 section
/// C.7.3.1.1.1, or was one before it was retired.
[[nodiscard]] constexpr bool is_modality(std::string_view term) noexcept {
  return std::binary_search(std::begin(detail::modalities), std::end(detail::modalities), term);
}

}  // namespace dicom_anonymizer
