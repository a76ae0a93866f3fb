// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/linked_attributes.hpp>

#include <dicom_anonymizer/tags/keywords.hpp>

namespace detail = dicom_anonymizer::detail;
namespace tags = dicom_anonymizer::tags;

// The keywords of PS3.6.
static_assert(detail::graphic_layer == tags::GraphicLayer);
static_assert(detail::compound_graphic_instance == tags::CompoundGraphicInstanceID);
static_assert(detail::graphic_group == tags::GraphicGroupID);
static_assert(detail::number_of_graphic_points == tags::NumberOfGraphicPoints);
static_assert(detail::graphic_data == tags::GraphicData);
static_assert(detail::fill_pattern == tags::FillPattern);
static_assert(detail::encapsulated_document == tags::EncapsulatedDocument);
static_assert(detail::encapsulated_document_length == tags::EncapsulatedDocumentLength);

// (60xx,1001), xx even from 00 to 1E, PS3.5 section 7.6.
static_assert(detail::is_overlay_layer({0x6000, 0x1001}));
static_assert(detail::is_overlay_layer({0x601E, 0x1001}));
static_assert(!detail::is_overlay_layer({0x6001, 0x1001}));
static_assert(!detail::is_overlay_layer({0x6000, 0x1002}));
static_assert(!detail::is_overlay_layer({0x5000, 0x1001}));
