// SPDX-License-Identifier: BSD-3-Clause
// Every UID of a file and where it stands.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/detail/uid_renaming.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// What a UID is there for.
enum class uid_role {
  label,       // it names something, and where that is cannot be said
  definition,  // what it names is this file, or its study, series or frame of reference
  reference,   // it names what is elsewhere
  kind,        // it names what somebody defined for everybody, as a class or a coding scheme
};

[[nodiscard]] constexpr uid_role role_of(tag id, bool is_nested) noexcept {
  switch (id.value()) {
    case 0x00080018:  // SOP Instance UID
      return is_nested ? uid_role::label : uid_role::definition;
    case 0x0020000D:  // Study Instance UID
    case 0x0020000E:  // Series Instance UID
    case 0x00200052:  // Frame of Reference UID
      return is_nested ? uid_role::reference : uid_role::definition;
    case 0x00041511:  // Referenced SOP Instance UID in File
    case 0x00080058:  // Failed SOP Instance UID List
    case 0x00081155:  // Referenced SOP Instance UID
    case 0x00081167:  // Multi-frame Source SOP Instance UID
    case 0x0018991E:  // Target Frame of Reference UID
    case 0x00200242:  // SOP Instance UID of Concatenation Source
    case 0x00280304:  // Referenced Color Palette Instance UID
    case 0x30060024:  // Referenced Frame of Reference UID
    case 0x300600C2:  // Related Frame of Reference UID
    case 0x00640003:  // Source Frame of Reference UID
      return uid_role::reference;
    case 0x00041510:  // Referenced SOP Class UID in File
    case 0x00041512:  // Referenced Transfer Syntax UID in File
    case 0x0004151A:  // Referenced Related General SOP Class UID in File
    case 0x00080016:  // SOP Class UID
    case 0x0008001A:  // Related General SOP Class UID
    case 0x0008001B:  // Original Specialized SOP Class UID
    case 0x00080062:  // SOP Classes in Study
    case 0x0008010C:  // Coding Scheme UID
    case 0x00080117:  // Context UID
    case 0x00080118:  // Mapping Resource UID
    case 0x00081150:  // Referenced SOP Class UID
    case 0x0008115A:  // SOP Classes Supported
    case 0x04000010:  // MAC Calculation Transfer Syntax UID
    case 0x04000510:  // Encrypted Content Transfer Syntax UID
      return uid_role::kind;
    default: return uid_role::label;
  }
}

// A value of UI, or a sequence, which tells how many items there are.
struct uid_place {
  std::size_t path = 0;  // its first word
  std::uint32_t words = 0;
  std::uint32_t number = 0;  // of the value, from 1; 0 for a sequence
  std::size_t count = 0;     // of values or items
  bool is_standard = false;
  uid_hash uid;
};

// The UIDs of a data set in the order of their places.  A path is a tag, or a tag and the number of
// an item and so on.
class uid_places {
 public:
  std::vector<uid_place> all;
  std::vector<std::uint32_t> words;  // of all paths

  [[nodiscard]] std::span<const std::uint32_t> path_of(const uid_place& one) const noexcept {
    return std::span(words).subspan(one.path, one.words);
  }
  [[nodiscard]] tag tag_of(const uid_place& one) const noexcept {
    const std::uint32_t last = words[one.path + one.words - 1];
    return {static_cast<std::uint16_t>(last >> 16), static_cast<std::uint16_t>(last & 0xFFFFU)};
  }

  // Elements need not stand in order in the file.
  void sort() {
    const auto before = [this](const uid_place& a, const uid_place& b) {
      return compare(*this, a, *this, b) < 0;
    };
    if (!std::is_sorted(all.begin(), all.end(), before))
      std::stable_sort(all.begin(), all.end(), before);
  }

  [[nodiscard]] static std::strong_ordering compare(const uid_places& a, const uid_place& one,
                                                    const uid_places& b, const uid_place& other) {
    const auto left = a.path_of(one);
    const auto right = b.path_of(other);
    if (const auto by_path = std::lexicographical_compare_three_way(left.begin(), left.end(),
                                                                    right.begin(), right.end());
        by_path != 0)
      return by_path;
    return one.number <=> other.number;
  }

  // "(0008,1140)[2]/(0008,1155)": items counted from 1, and values if there are several.
  [[nodiscard]] std::string text_of(const uid_place& one) const {
    std::string text;
    const auto path = path_of(one);
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (i % 2 == 0)
        text +=
            fmt::format("{}({:04X},{:04X})", i == 0 ? "" : "/", path[i] >> 16, path[i] & 0xFFFFU);
      else
        text += fmt::format("[{}]", path[i]);
    }
    if (one.count > 1 && one.number != 0) text += fmt::format("[{}]", one.number);
    return text;
  }
};

// Collects them while a data set is parsed.
class uid_collector {
 public:
  uid_collector(source& in, const uid_hasher& hasher, uid_places& into)
      : in_(in), hasher_(hasher), into_(into) {}

  void value(const element_header& header) {
    if (header.length == 0 || !is_uid(header)) return;
    const auto bytes = in_.view(header.value_offset, header.length);
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    uid_place one = here(header.id);
    one.count = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\\')) + 1;
    bool is_empty = true;
    for (std::uint32_t number = 1; number <= one.count; ++number) {
      const std::size_t end = std::min(rest.find('\\'), rest.size());
      const std::string_view uid = without_padding(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (uid.empty()) continue;
      is_empty = false;
      one.number = number;
      one.is_standard = is_standard_uid(uid);
      one.uid = hasher_(uid);
      into_.all.push_back(one);
    }
    if (is_empty) into_.words.resize(one.path);
  }
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header& header) {
    sequences_.push_back(into_.all.size());
    into_.all.push_back(here(header.id));
    around_.push_back(header.id.value());
    around_.push_back(0);
  }
  void end_sequence() {
    into_.all[sequences_.back()].count = around_.back();
    sequences_.pop_back();
    around_.resize(around_.size() - 2);
  }
  void begin_item(const element_header&) { ++around_.back(); }
  void end_item() const noexcept {}

 private:
  // UN and Implicit VR leave it to the dictionary.
  static bool is_uid(const element_header& header) noexcept {
    if (header.written && *header.written != vr::UN) return *header.written == vr::UI;
    const dictionary_entry* const known = find_attribute(header.id);
    return known != nullptr && known->representation == vr::UI;
  }

  uid_place here(tag id) {
    uid_place one;
    one.path = into_.words.size();
    into_.words.insert(into_.words.end(), around_.begin(), around_.end());
    into_.words.push_back(id.value());
    one.words = static_cast<std::uint32_t>(into_.words.size() - one.path);
    return one;
  }

  source& in_;
  const uid_hasher& hasher_;
  uid_places& into_;
  std::vector<std::uint32_t> around_;   // tags and numbers of items on the way here
  std::vector<std::size_t> sequences_;  // on the way here, in all
};

// What a file says of UIDs.
struct uids_of_file {
  uid_places places;
  std::optional<uid_hash> in_meta;  // (0002,0003)
  bool is_directory = false;
};

// Reads a file without its pixel data.  Throws what reading throws.
inline uids_of_file read_uids(source in, const limits& bounds, const uid_hasher& hasher) {
  uids_of_file result;
  const file_layout layout = layout_of(in, bounds, [&](const element_header& header) {
    if (header.id != meta_tags::sop_instance_uid && header.id != meta_tags::sop_class_uid) return;
    const auto bytes = in.view(header.value_offset, header.length);
    const std::string_view uid =
        without_padding({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (header.id == meta_tags::sop_class_uid)
      result.is_directory = uid == media_storage_directory_storage;
    else if (!uid.empty())
      result.in_meta = hasher(uid);
  });
  read_dataset(in, layout, bounds, [&](source& from, std::uint64_t at) {
    uid_collector collector(from, hasher, result.places);
    parser<uid_collector>(from, bounds, collector).parse_dataset(at, layout.form);
  });
  result.places.sort();
  return result;
}

}  // namespace dicom_anonymizer::detail
