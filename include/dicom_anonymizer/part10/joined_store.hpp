// SPDX-License-Identifier: BSD-3-Clause
// Pieces of other stores, one behind the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Bytes in memory and, between them, bytes that stay where they are.
class joined_store final : public byte_store {
 public:
  // Empty.
  joined_store() = default;

  // Behind what is there.
  void add(std::string bytes) {
    const std::uint64_t count = bytes.size();
    add(std::make_shared<const byte_store>(std::move(bytes)), 0, count);
  }
  void add(std::shared_ptr<const byte_store> where, std::uint64_t from, std::uint64_t count) {
    if (count == 0) return;
    pieces_.push_back({size(), std::move(where), from});
    resize(size() + count);
  }

  [[nodiscard]] extent extent_at(std::uint64_t offset) const override {
    if (offset >= size()) return {this, size(), 0};
    const auto behind =
        std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                         [](std::uint64_t wanted, const piece& one) { return wanted < one.begin; });
    const piece& here = *(behind - 1);
    extent found = here.where->extent_at(here.from + (offset - here.begin));
    const std::uint64_t end = behind == pieces_.end() ? size() : behind->begin;
    found.count = std::min(found.count, end - offset);
    return found;
  }

 private:
  struct piece {
    std::uint64_t begin;  // here
    std::shared_ptr<const byte_store> where;
    std::uint64_t from;  // there
  };
  std::vector<piece> pieces_;
};

}  // namespace dicom_anonymizer::detail
