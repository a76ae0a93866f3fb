// SPDX-License-Identifier: BSD-3-Clause
// The private blocks of the group that a walk is in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// A Private Creator, PS3.5 section 7.8.1, and what was found in its block.
struct private_block {
  tag creator;
  std::string name;
  std::uint32_t number = 0;   // the creator's in the rule_cache
  bool had_elements = false;  // before any rule acted
  bool has_elements = false;  // of a rewritten file: after it
  std::uint64_t begin = 0;    // of a rewritten file: where the creator stands in the output
  std::uint64_t end = 0;

  [[nodiscard]] bool holds(tag id) const noexcept {
    return id.group == creator.group && id.element >> 8 == creator.element;
  }
  [[nodiscard]] tag first() const noexcept {
    return {creator.group, static_cast<std::uint16_t>(creator.element << 8)};
  }
};

// Creators stand before the elements of their blocks; what becomes of them is decided when the
// group is behind.
class private_blocks {
 public:
  private_block& open(tag creator, std::string_view name, std::uint32_t number) {
    blocks_.push_back({creator, std::string(name), number});
    return blocks_.back();
  }

  // The block of a private element, which from now on had one; null if nobody owns it.
  [[nodiscard]] private_block* meet(tag id) noexcept {
    for (private_block& one : blocks_) {
      if (!one.holds(id)) continue;
      one.had_elements = true;
      return &one;
    }
    return nullptr;
  }

  // Whether a walk that has come to an element has left the group.
  [[nodiscard]] bool are_left(tag id) const noexcept {
    return !blocks_.empty() && blocks_.front().creator.group != id.group;
  }
  [[nodiscard]] std::vector<private_block>& all() noexcept { return blocks_; }
  [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }
  void close() noexcept { blocks_.clear(); }

 private:
  std::vector<private_block> blocks_;
};

}  // namespace dicom_anonymizer::detail
