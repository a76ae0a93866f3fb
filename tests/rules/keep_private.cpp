// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/keep_private.hpp>

namespace da = dicom_anonymizer;

static_assert(da::keep_private.find({{0x0019, 0x110C}, "ACME"}).name() == "keep");
static_assert(da::keep_private.find(da::tag{0x0019, 0x0010}).name() == "keep");
static_assert(!da::keep_private.find(da::tag{0x0018, 0x0010}));
static_assert(!da::complete_rule_set<decltype(da::keep_private)>);
