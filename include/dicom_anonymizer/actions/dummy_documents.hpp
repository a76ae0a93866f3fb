// SPDX-License-Identifier: BSD-3-Clause
// The smallest documents of their MIME types: valid, and about nobody.
#pragma once

#include <algorithm>
#include <string_view>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

inline constexpr tag mime_type_of_document{0x0042, 0x0012};

// One blank page.
inline constexpr std::string_view empty_pdf =
    "%PDF-1.4\n"
    "1 0 obj\n"
    "<</Type/Catalog/Pages 2 0 R>>\n"
    "endobj\n"
    "2 0 obj\n"
    "<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
    "endobj\n"
    "3 0 obj\n"
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\n"
    "endobj\n"
    "xref\n"
    "0 4\n"
    "0000000000 65535 f \n"
    "0000000009 00000 n \n"
    "0000000054 00000 n \n"
    "0000000105 00000 n \n"
    "trailer\n"
    "<</Size 4/Root 1 0 R>>\n"
    "startxref\n"
    "184\n"
    "%%EOF\n";

// HL7 Clinical Document Architecture, Release 2: what its schema asks for, each value masked.
inline constexpr std::string_view empty_cda =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">\n"
    "<typeId root=\"2.16.840.1.113883.1.3\" extension=\"POCD_HD000040\"/>\n"
    "<id nullFlavor=\"MSK\"/>\n"
    "<code nullFlavor=\"MSK\"/>\n"
    "<effectiveTime nullFlavor=\"MSK\"/>\n"
    "<confidentialityCode nullFlavor=\"MSK\"/>\n"
    "<recordTarget><patientRole><id nullFlavor=\"MSK\"/></patientRole></recordTarget>\n"
    "<author><time nullFlavor=\"MSK\"/><assignedAuthor><id "
    "nullFlavor=\"MSK\"/></assignedAuthor></author>\n"
    "<custodian><assignedCustodian><representedCustodianOrganization>\n"
    "<id nullFlavor=\"MSK\"/>\n"
    "</representedCustodianOrganization></assignedCustodian></custodian>\n"
    "<component><structuredBody><component><section/></component></structuredBody></component>\n"
    "</ClinicalDocument>\n";

// Binary, as PS3.3 section A.85.1 asks for: a header of 80 bytes and no triangle.
inline constexpr std::string_view empty_stl{
    "no geometry                                                                     \0\0\0", 84};

// A comment is all that stays of these.
inline constexpr std::string_view empty_obj = "# no geometry\n";
inline constexpr std::string_view empty_mtl = "# no material\n";

// Encapsulated Document Length counts no padding, and there is none.
static_assert(empty_pdf.size() % 2 == 0 && empty_cda.size() % 2 == 0 && empty_stl.size() == 84 &&
              empty_obj.size() % 2 == 0 && empty_mtl.size() % 2 == 0);

struct document_type {
  std::string_view mime_type;  // in small letters
  std::string_view sop_class_uid;
  std::string_view empty;
};
inline constexpr document_type document_types[] = {
    {"application/pdf", "1.2.840.10008.5.1.4.1.1.104.1", empty_pdf},
    {"text/xml", "1.2.840.10008.5.1.4.1.1.104.2", empty_cda},
    {"model/stl", "1.2.840.10008.5.1.4.1.1.104.3", empty_stl},
    {"model/obj", "1.2.840.10008.5.1.4.1.1.104.4", empty_obj},
    {"model/mtl", "1.2.840.10008.5.1.4.1.1.104.5", empty_mtl},
};

// The document for a MIME Type of Encapsulated Document (0042,0012), padding included; where there
// is none, for the SOP Class.  Empty where neither tells of one.
constexpr std::string_view empty_document(std::string_view mime_type,
                                          std::string_view sop_class_uid) noexcept {
  constexpr std::string_view blanks{" \0", 2};
  mime_type.remove_prefix(std::min(mime_type.find_first_not_of(blanks), mime_type.size()));
  mime_type = mime_type.substr(0, mime_type.find_last_not_of(blanks) + 1);
  for (const document_type& one : document_types) {
    const auto is_letter = [](char written, char small) {
      return written == small || (written >= 'A' && written <= 'Z' && written - 'A' + 'a' == small);
    };
    const bool is_it = mime_type.empty()
                           ? sop_class_uid == one.sop_class_uid
                           : std::equal(mime_type.begin(), mime_type.end(), one.mime_type.begin(),
                                        one.mime_type.end(), is_letter);
    if (is_it) return one.empty;
  }
  return {};
}

}  // namespace dicom_anonymizer::detail
