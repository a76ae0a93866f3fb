// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/modality.hpp>

#include <algorithm>
#include <iterator>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

// PS3.3 section C.7.3.1.1.1.
static_assert(da::is_modality("US"));
static_assert(da::is_modality("CT"));
static_assert(da::is_modality("ANN"));  // the first
static_assert(da::is_modality("XC"));   // the last
static_assert(da::is_modality("OPTBSV"));
static_assert(da::is_modality("XAPROTOCOL"));
// Retired.
static_assert(da::is_modality("DF"));
static_assert(da::is_modality("VF"));
// What rules of others have.
static_assert(!da::is_modality("MRI"));
static_assert(!da::is_modality("PET/CT"));
static_assert(!da::is_modality("Other"));
static_assert(!da::is_modality("us"));
static_assert(!da::is_modality("US "));
static_assert(!da::is_modality(""));

TEST_CASE("the modalities stand in order, as they are searched by halves", "[pixels]") {
  CHECK(std::is_sorted(std::begin(da::detail::modalities), std::end(da::detail::modalities)));
  // The defined terms of GDCM's copy of PS3.3 (2008) and of CID 33 of pydicom 2.3.1 are all there.
  for (const char* const term :
       {"CR",      "MR",       "US",       "BI",    "DD",         "ES",    "PT",   "ST",  "XA",
        "RTIMAGE", "RTSTRUCT", "RTRECORD", "DX",    "IO",         "GM",    "XC",   "AU",  "EPS",
        "SR",      "OP",       "OCT",      "OPV",   "KO",         "REG",   "BDUS", "DOC", "DS",
        "DF",      "AS",       "EC",       "FA",    "DM",         "MA",    "BMD",  "SM",  "FID",
        "OT",      "ECG",      "IOL",      "ASMT",  "IVUS",       "OSS",   "TG",   "LEN", "RTDOSE",
        "OPTENF",  "HC",       "RTPLAN",   "HD",    "M3D",        "DG",    "PR",   "LS",  "PX",
        "OPM",     "OPT",      "MG",       "IVOCT", "VA",         "RESP",  "RWV",  "AR",  "SEG",
        "RG",      "RF",       "KER",      "SMR",   "CTPROTOCOL", "STAIN", "OAM",  "NM",  "PLAN",
        "SRF"}) {
    CAPTURE(term);
    CHECK(da::is_modality(term));
  }
}
