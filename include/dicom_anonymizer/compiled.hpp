// SPDX-License-Identifier: BSD-3-Clause
// Where the definitions are: in the headers, or in the library dicom_anonymizer::compiled.
#pragma once

// DICOM_ANONYMIZER_COMPILED, which the CMake target dicom_anonymizer::compiled defines for those
// who link it, leaves the definitions (*.ipp) out of the headers; compiled.cpp has them once.  Both
// kinds of units may be linked into one program: the types are the same.
#ifdef DICOM_ANONYMIZER_COMPILED
#define DICOM_ANONYMIZER_INLINE
#else
#define DICOM_ANONYMIZER_INLINE inline
#endif
