// SPDX-License-Identifier: BSD-3-Clause
// What actions/patient_pseudonym.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/patient_pseudonym.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

// Of the data set or item that an element is in, or of the data set at the top; its first value, in
// UTF-8.  Bytes that are no text of their character set are the patient's all the same.
inline std::string patient_id_of(const element& e) {
  constexpr tag patient_id{0x0010, 0x0020};
  const std::string bytes = e.id() == patient_id ? std::string(e.bytes()) : e.beside(patient_id);
  const std::string_view own = detail::without_blanks(bytes);
  if (own.empty()) return e.patient().id;
  const auto values = e.characters().split_values(own, vr::LO);
  return e.characters().decode_if_text(detail::without_blanks(values.front()), vr::LO);
}

DICOM_ANONYMIZER_INLINE void patient_pseudonym::operator()(element& e) const {
  constexpr tag patient_id{0x0010, 0x0020};
  static const identifier_form form;
  pseudonym_source& source = e.pseudonyms();
  if (!e.exists() || e.is_empty()) return;
  const std::string original = patient_id_of(e);
  if (original.empty()) return e.clear();
  const std::string pseudonym = source.identifier({original, patient_id, form});
  try {
    write_checked(e, e.vr(), pseudonym);
  } catch (const error&) {  // a VR that holds no such text
    e.clear();
  }
}

}  // namespace dicom_anonymizer::actions
