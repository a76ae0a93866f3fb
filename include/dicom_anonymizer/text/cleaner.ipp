// SPDX-License-Identifier: BSD-3-Clause
// What text/cleaner.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
