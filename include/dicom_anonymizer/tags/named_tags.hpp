// SPDX-License-Identifier: BSD-3-Clause
// Tags that the library itself asks for in several places; keywords.hpp has all there are.
#pragma once

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// File meta information, PS3.10 section 7.1.
namespace meta_tags {
inline constexpr tag version{0x0002, 0x0001};
inline constexpr tag sop_class_uid{0x0002, 0x0002};
inline constexpr tag sop_instance_uid{0x0002, 0x0003};
inline constexpr tag transfer_syntax_uid{0x0002, 0x0010};
inline constexpr tag implementation_class_uid{0x0002, 0x0012};
inline constexpr tag implementation_version_name{0x0002, 0x0013};
}  // namespace meta_tags

// What meta_tags of the same name repeat.
namespace dataset_tags {
inline constexpr tag sop_class_uid{0x0008, 0x0016};
inline constexpr tag sop_instance_uid{0x0008, 0x0018};
}  // namespace dataset_tags

inline constexpr tag directory_records{0x0004, 0x1220};  // Directory Record Sequence

}  // namespace dicom_anonymizer::detail
