// SPDX-License-Identifier: BSD-3-Clause
// What actions/value_encoding.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <string>

#include <fmt/core.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE void write_checked(element& e, vr kind, std::string_view utf8) {
  // A dummy that was written just before.
  if (detail::legal_texts::knows(utf8, kind)) return e.set_bytes(utf8);
  const auto refuse = [&] {
    return error(errc::invalid_value,
                 fmt::format("the new value is not one that VR {} allows", to_string(kind)))
        .at(e.id());
  };
  if (!takes_text(kind))
    throw error(errc::unsupported_vr,
                fmt::format("VR {} takes no value given as text", to_string(kind)))
        .at(e.id());
  if (kind == vr::UN) return e.set_bytes(utf8);
  if (is_text(kind)) {
    if (!detail::are_legal_texts(utf8, kind)) throw refuse();
    if (!detail::is_ascii(utf8)) return e.set_text(utf8);
    detail::legal_texts::remember(utf8, kind);
    return e.set_bytes(utf8);  // the same in every character set
  }
  std::string bytes;
  for (std::string_view rest = utf8; !utf8.empty();) {
    const std::size_t end = rest.find('\\');
    if (!detail::append_binary(bytes, rest.substr(0, end), kind)) throw refuse();
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  e.set_bytes(bytes);
}

DICOM_ANONYMIZER_INLINE void write_checked(element& e, std::string_view utf8) {
  if (!e.exists()) return;
  const vr kind = e.vr();
  const bool has_count = detail::is_allowed_count(e.id(), detail::value_count(utf8, kind));
  if (has_count && (!is_text(kind) || detail::are_legal_texts(utf8, kind)))
    return write_checked(e, kind, utf8);
  if (kind == vr::UN) return write_checked(e, kind, utf8);
  if (!e.shared().allows_invalid_values)
    throw error(errc::invalid_value,
                has_count
                    ? fmt::format("the new value is not one that VR {} allows", to_string(kind))
                    : "the new value has more or fewer values than the attribute may have")
        .at(e.id());
  if (is_text(kind)) {
    e.set_text(utf8);
  } else {
    write_checked(e, kind, utf8);
  }
  e.count_invalid_value();
}

}  // namespace dicom_anonymizer
