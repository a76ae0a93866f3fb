// SPDX-License-Identifier: BSD-3-Clause
// Every UID of a file and where it stands.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/references/uid_renaming.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>
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

inline constexpr std::uint32_t no_item = 0xFFFFFFFF;

// A value of UI, or a sequence with such values in it, which tells how many items there are.
struct uid_place {
  std::uint32_t item = no_item;  // the one around it, among those of the file
  std::uint32_t number = 0;      // of the value, from 1; 0 for a sequence
  std::uint32_t count = 0;       // of values or items
  tag id;
  bool is_standard = false;
  uid_hash uid;

  [[nodiscard]] bool is_nested() const noexcept { return item != no_item; }
};

// An item with UIDs in it.
struct uid_item {
  std::uint32_t around = no_item;  // the item that its sequence stands in
  std::uint32_t depth = 1;
  tag sequence;
  std::uint32_t number = 0;  // from 1
};

// The UIDs of a data set in the order of their places.  Takes 56 bytes at most for each UID however
// deep it stands, and as much for each item and each sequence with one in it.
class uid_occurrences {
 public:
  std::vector<uid_place> all;
  std::vector<uid_item> items;

  // Elements need not stand in order in the file.
  void sort() {
    const auto before = [this](const uid_place& a, const uid_place& b) {
      return compare(*this, a, *this, b) < 0;
    };
    if (!std::is_sorted(all.begin(), all.end(), before))
      std::stable_sort(all.begin(), all.end(), before);
  }

  // A sequence comes before what is in it.
  [[nodiscard]] static std::strong_ordering compare(const uid_occurrences& a, const uid_place& one,
                                                    const uid_occurrences& b,
                                                    const uid_place& other) {
    const std::uint32_t level = std::min(a.depth_of(one.item), b.depth_of(other.item));
    const lifted left = a.lift(one, level);
    const lifted right = b.lift(other, level);
    if (const auto by_item = compare_items(a, left.item, b, right.item); by_item != 0)
      return by_item;
    if (const auto by_tag = left.id.value() <=> right.id.value(); by_tag != 0) return by_tag;
    if (left.is_deeper || right.is_deeper) return left.is_deeper <=> right.is_deeper;
    return one.number <=> other.number;
  }

  // Whether a place is that of an element of another file or in its items.
  [[nodiscard]] bool is_at_or_below(const uid_place& one, const uid_occurrences& b,
                                    const uid_place& other) const {
    const std::uint32_t level = b.depth_of(other.item);
    if (depth_of(one.item) < level) return false;
    const lifted here = lift(one, level);
    return here.id == other.id && compare_items(*this, here.item, b, other.item) == 0;
  }

  // The tags of the sequences on the way and that of the element.
  [[nodiscard]] std::vector<tag> tags_of(const uid_place& one) const {
    std::vector<tag> path{one.id};
    for (std::uint32_t at = one.item; at != no_item; at = items[at].around)
      path.push_back(items[at].sequence);
    std::reverse(path.begin(), path.end());
    return path;
  }

  // "(0008,1140)[2]/(0008,1155)": items counted from 1, and values if there are several.
  [[nodiscard]] std::string text_of(const uid_place& one) const {
    std::string text = fmt::format("({:04X},{:04X})", one.id.group, one.id.element);
    for (std::uint32_t at = one.item; at != no_item; at = items[at].around)
      text = fmt::format("({:04X},{:04X})[{}]/{}", items[at].sequence.group,
                         items[at].sequence.element, items[at].number, text);
    if (one.count > 1 && one.number != 0) text += fmt::format("[{}]", one.number);
    return text;
  }

 private:
  // What a place is seen from further out: an item, and the element in it that leads there.
  struct lifted {
    std::uint32_t item;
    tag id;
    bool is_deeper;
  };

  [[nodiscard]] std::uint32_t depth_of(std::uint32_t item) const noexcept {
    return item == no_item ? 0 : items[item].depth;
  }
  [[nodiscard]] lifted lift(const uid_place& one, std::uint32_t level) const noexcept {
    lifted result{one.item, one.id, false};
    while (depth_of(result.item) > level)
      result = {items[result.item].around, items[result.item].sequence, true};
    return result;
  }

  // Of two at the same depth, which the limits bound.
  [[nodiscard]] static std::strong_ordering compare_items(const uid_occurrences& a,
                                                          std::uint32_t one,
                                                          const uid_occurrences& b,
                                                          std::uint32_t other) {
    if (one == no_item || (&a == &b && one == other)) return std::strong_ordering::equal;
    const uid_item& left = a.items[one];
    const uid_item& right = b.items[other];
    if (const auto above = compare_items(a, left.around, b, right.around); above != 0) return above;
    if (const auto by_tag = left.sequence.value() <=> right.sequence.value(); by_tag != 0)
      return by_tag;
    return left.number <=> right.number;
  }
};

// Collects them while a data set is parsed.  Throws error(errc::too_large) as the run does.
class uid_collector {
 public:
  uid_collector(source& in, const limits& bounds, const uid_hasher& hasher, uid_occurrences& into)
      : in_(in), hasher_(hasher), into_(into), left_(bounds.elements) {
    // An output has the marks of the method besides, and was within the limit before.
    constexpr std::uint64_t marks = 1000;
    left_ += std::min(marks, ~std::uint64_t{0} - left_);
  }

  void value(const element_header& header) {
    count();
    if (header.length == 0 || !is_uid(header)) return;
    const auto bytes = in_.view(header.value_offset, header.length);
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    uid_place one;
    one.id = header.id;
    one.count = static_cast<std::uint32_t>(std::count(rest.begin(), rest.end(), '\\')) + 1;
    for (std::uint32_t number = 1; number <= one.count; ++number) {
      const std::size_t end = std::min(rest.find('\\'), rest.size());
      const std::string_view uid = without_padding(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (uid.empty()) continue;
      one.item = item_here();
      one.number = number;
      one.is_standard = is_standard_uid(uid);
      one.uid = hasher_(without_blanks(uid));
      into_.all.push_back(one);
    }
  }
  void encapsulated(const element_header&, std::uint64_t) { count(); }
  void begin_sequence(const element_header& header) {
    count();
    around_.push_back({header.id});
  }
  void end_sequence() {
    if (around_.back().place != nowhere)
      into_.all[around_.back().place].count = around_.back().number;
    around_.pop_back();
  }
  void begin_item(const element_header&) {
    count();
    ++around_.back().number;
    around_.back().item = no_item;
  }
  void end_item() const noexcept {}

 private:
  static constexpr std::size_t nowhere = ~std::size_t{0};

  // A sequence on the way here.  It takes a place, and its item one, when a UID is met in them:
  // what holds none costs nothing.
  struct level {
    tag id;
    std::uint32_t number = 0;  // of the item
    std::uint32_t item = no_item;
    std::size_t place = nowhere;
  };

  void count() {
    if (left_-- == 0) throw error(errc::too_large, "more elements and items than the limit allows");
  }

  // UN and Implicit VR leave it to the dictionary.
  static bool is_uid(const element_header& header) noexcept {
    if (header.written && *header.written != vr::UN) return *header.written == vr::UI;
    const dictionary_entry* const known = find_attribute(header.id);
    return known != nullptr && known->representation == vr::UI;
  }

  std::uint32_t item_here() {
    std::uint32_t above = no_item;
    std::uint32_t depth = 0;
    for (level& one : around_) {
      ++depth;
      if (one.place == nowhere) {
        one.place = into_.all.size();
        uid_place sequence;
        sequence.item = above;
        sequence.id = one.id;
        into_.all.push_back(sequence);
      }
      if (one.item == no_item) {
        if (into_.items.size() == no_item)
          throw error(errc::too_large, "more items than can be compared");
        one.item = static_cast<std::uint32_t>(into_.items.size());
        into_.items.push_back({above, depth, one.id, one.number});
      }
      above = one.item;
    }
    return above;
  }

  source& in_;
  const uid_hasher& hasher_;
  uid_occurrences& into_;
  std::uint64_t left_;
  std::vector<level> around_;
};

// What a file says of UIDs.
struct uids_of_file {
  uid_occurrences places;
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
      result.in_meta = hasher(without_blanks(uid));
  });
  read_dataset(in, layout, bounds, [&](source& from, std::uint64_t at) {
    uid_collector collector(from, bounds, hasher, result.places);
    parser<uid_collector>(from, bounds, collector).parse_dataset(at, layout.form);
  });
  result.places.sort();
  return result;
}

}  // namespace dicom_anonymizer::detail
