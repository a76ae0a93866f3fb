// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/named_tags.hpp>

#include <dicom_anonymizer/tags/keywords.hpp>

namespace detail = dicom_anonymizer::detail;
namespace tags = dicom_anonymizer::tags;

// The keywords of PS3.6.
static_assert(detail::meta_tags::version == tags::FileMetaInformationVersion);
static_assert(detail::meta_tags::sop_class_uid == tags::MediaStorageSOPClassUID);
static_assert(detail::meta_tags::sop_instance_uid == tags::MediaStorageSOPInstanceUID);
static_assert(detail::meta_tags::transfer_syntax_uid == tags::TransferSyntaxUID);
static_assert(detail::meta_tags::implementation_class_uid == tags::ImplementationClassUID);
static_assert(detail::meta_tags::implementation_version_name == tags::ImplementationVersionName);
static_assert(detail::dataset_tags::sop_class_uid == tags::SOPClassUID);
static_assert(detail::dataset_tags::sop_instance_uid == tags::SOPInstanceUID);
static_assert(detail::directory_records == tags::DirectoryRecordSequence);
