// SPDX-License-Identifier: BSD-3-Clause
// What actions/replace_uid.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <fmt/core.h>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE void replace_uid::operator()(element& e) const {
  if (!e.exists()) return;
  const vr kind = e.vr();
  if (kind == vr::SQ) return;
  if (!is_text(kind) && kind != vr::UN) {
    // An attribute that ought to be a UID and is not: whatever is in it goes.
    const dictionary_entry* const known = find_attribute(e.id());
    if (known != nullptr && known->representation == vr::UI) return e.clear();
    throw error(errc::unsupported_vr, fmt::format("VR {} holds no UID", to_string(kind)))
        .at(e.id());
  }
  // Bytes that are there but cannot be looked at are no UID: pixel data that say they are one.
  if (e.bytes().empty() && !e.is_empty()) return e.clear();
  // UIDs are ASCII whatever the character set, and a wrong byte must not stop the replacement.
  const std::string_view original = detail::without_padding(e.bytes());
  std::string room;
  const auto replacement = [&](std::string_view one) {
    const bool may_be_registered = kind == vr::UI || kind == vr::UN;
    return may_be_registered ? e.shared().replacement_for(one, room)
                             : e.shared().new_uid_for(one, room);
  };
  if (original.find('\\') == std::string_view::npos) {
    const std::string_view replaced = replacement(original);
    if (replaced != original) e.set_bytes(replaced);
    return;
  }
  std::string replaced;
  std::string_view rest = original;
  while (true) {
    const std::size_t end = rest.find('\\');
    replaced += replacement(detail::without_padding(rest.substr(0, end)));
    if (end == std::string_view::npos) break;
    replaced += '\\';
    rest.remove_prefix(end + 1);
  }
  if (replaced != original) e.set_bytes(replaced);
}

}  // namespace actions

}  // namespace dicom_anonymizer
