// SPDX-License-Identifier: BSD-3-Clause
// What a data set holds at the top level, and its file meta information, that the name of its file
// must not tell.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/references/uid_occurrences.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

namespace dicom_anonymizer::detail {

// Texts that tell one patient, order, visit or device from all others.
inline constexpr tag identifying_texts[] = {
    {0x0008, 0x0050},  // Accession Number
    {0x0010, 0x0020},  // Patient ID
    {0x0010, 0x1000},  // Other Patient IDs
    {0x0010, 0x1050},  // Insurance Plan Identification
    {0x0010, 0x1090},  // Medical Record Locator
    {0x0010, 0x2154},  // Patient's Telephone Numbers
    {0x0012, 0x0040},  // Clinical Trial Subject ID
    {0x0012, 0x0042},  // Clinical Trial Subject Reading ID
    {0x0018, 0x1000},  // Device Serial Number
    {0x0018, 0x1004},  // Plate ID
    {0x0018, 0x1005},  // Generator ID
    {0x0018, 0x1007},  // Cassette ID
    {0x0018, 0x1008},  // Gantry ID
    {0x0018, 0x700A},  // Detector ID
    {0x0020, 0x0010},  // Study ID
    {0x0038, 0x0010},  // Admission ID
    {0x0038, 0x0060},  // Service Episode ID
    {0x0040, 0x0009},  // Scheduled Procedure Step ID
    {0x0040, 0x0253},  // Performed Procedure Step ID
    {0x0040, 0x0512},  // Container Identifier
    {0x0040, 0x0551},  // Specimen Identifier
    {0x0040, 0x1001},  // Requested Procedure ID
    {0x0040, 0x1006},  // Placer Order Number / Procedure
    {0x0040, 0x1007},  // Filler Order Number / Procedure
    {0x0040, 0x2006},  // Placer Order Number / Imaging Service Request (old)
    {0x0040, 0x2007},  // Filler Order Number / Imaging Service Request (old)
    {0x0040, 0x2016},  // Placer Order Number / Imaging Service Request
    {0x0040, 0x2017},  // Filler Order Number / Imaging Service Request
    {0x0088, 0x0130},  // Storage Media File-set ID
};

// Whether a value may be a name, a date, a UID of an instance or another identifier.
[[nodiscard]] constexpr bool is_identifier(tag id, vr kind) noexcept {
  switch (kind) {
    case vr::PN:
    case vr::DA:
    case vr::DT: return true;
    case vr::UI: return role_of(id, false) != uid_role::kind;
    default:
      return std::binary_search(std::begin(identifying_texts), std::end(identifying_texts), id);
  }
}

// One of them, as bytes without padding.
struct held_identifier {
  tag id;
  vr kind = vr::UN;
  std::string bytes;

  friend bool operator==(const held_identifier&, const held_identifier&) = default;
};

// All of a data set, in the order that it has them in.
struct held_identifiers {
  std::string character_set;  // (0008,0005)
  std::vector<held_identifier> all;

  // No name is that long, and no sound data set has so many.
  static constexpr std::size_t longest = 4096;
  static constexpr std::size_t most = 256;

  template <class Wanted>
  void meet(tag id, vr kind, std::string_view bytes, const Wanted& is_wanted) {
    if (id == specific_character_set)
      character_set = without_padding(bytes);
    else if (all.size() < most && is_identifier(id, kind) && !without_padding(bytes).empty() &&
             is_wanted(id))
      all.push_back({id, kind, std::string(without_padding(bytes))});
  }

  // (0002,0003), which is the UID of the instance where the data set has none, and may be another.
  template <class Wanted>
  void meet_meta(std::string_view uid, const Wanted& is_wanted) {
    uid = without_padding(uid);
    const bool is_known = std::any_of(all.begin(), all.end(),
                                      [&](const held_identifier& one) { return one.bytes == uid; });
    if (!is_known && uid.size() <= longest)
      meet(meta_tags::sop_instance_uid, vr::UI, uid, is_wanted);
  }
};

inline vr dictionary_vr(tag id) noexcept {
  const dictionary_entry* const known = find_attribute(id);
  return known == nullptr ? vr::UN : known->representation;
}

// Of a data set that begins at an offset, up to what has no names: curves, overlays and pixels.
// is_wanted(tag) may leave some out.  Ends without a word where the data set is not sound: who
// reads it to the end will say so.
template <class Wanted>
void read_identifiers(held_identifiers& held, source& in, std::uint64_t at, const encoding& form,
                      const limits& bounds, const Wanted& is_wanted) {
  constexpr std::uint16_t first_group_of_data = 0x5000;
  held.character_set.clear();
  held.all.clear();
  ignoring_handler nobody;
  parser<ignoring_handler> reading(in, bounds, nobody);
  try {
    while (at < in.size()) {
      const element_header header = reading.read_header(at, in.size(), form);
      if (header.id.group >= first_group_of_data) return;
      const vr kind =
          header.written && *header.written != vr::UN ? *header.written : dictionary_vr(header.id);
      if (header.length <= held_identifiers::longest &&
          (is_identifier(header.id, kind) || header.id == specific_character_set)) {
        const auto bytes = in.view(header.value_offset, header.length);
        held.meet(header.id, kind, {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                  is_wanted);
      }
      at = header.length != undefined_length ? header.value_offset + header.length
                                             : reading.parse_element(header, in.size(), form, 0);
    }
  } catch (const error&) {
  }
}

// Of a data set in memory.
template <class Wanted>
void read_identifiers(held_identifiers& held, const gdcm::DataSet& dataset,
                      const Wanted& is_wanted) {
  held.character_set.clear();
  held.all.clear();
  for (const gdcm::DataElement& raw : dataset.GetDES()) {
    const tag id = raw.GetTag();
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    const std::string_view bytes = bytes_of(raw);
    if (bytes.size() <= held_identifiers::longest)
      held.meet(id, written && *written != vr::UN ? *written : dictionary_vr(id), bytes, is_wanted);
  }
}

// Of a file.  Throws what reading throws.
template <class Wanted>
held_identifiers identifiers_of(source in, const limits& bounds, const Wanted& is_wanted) {
  held_identifiers held;
  std::string uid_in_meta;
  const file_layout layout = layout_of(in, bounds, [&](const element_header& header) {
    if (header.id != meta_tags::sop_instance_uid || header.length > held_identifiers::longest)
      return;
    const auto bytes = in.view(header.value_offset, header.length);
    uid_in_meta.assign(bytes.begin(), bytes.end());
  });
  read_dataset(in, layout, bounds, [&](source& from, std::uint64_t at) {
    read_identifiers(held, from, at, layout.form, bounds, is_wanted);
  });
  held.meet_meta(uid_in_meta, is_wanted);
  return held;
}

}  // namespace dicom_anonymizer::detail
