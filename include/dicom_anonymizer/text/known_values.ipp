// SPDX-License-Identifier: BSD-3-Clause
// What text/known_values.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
