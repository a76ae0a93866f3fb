// SPDX-License-Identifier: BSD-3-Clause
// Runs of another store, with a few bytes of their own between them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// As joined_store, for millions of runs: each needs sixteen bytes.  It is filled, closed and read.
class patched_store final : public byte_store {
 public:
  explicit patched_store(std::shared_ptr<const byte_store> base) : base_(std::move(base)) {}

  // A run of the other store, behind what is there.
  void copy(std::uint64_t from, std::uint64_t count) { add(from, count); }
  // Bytes.
  void put(std::string_view bytes) {
    add(of_own | own_bytes_.size(), bytes.size());
    own_bytes_ += bytes;
  }
  // Nothing is added any more; the first bytes that were put are these.  Precondition: they are as
  // many.
  void close(std::string_view first) {
    own_bytes_.replace(0, first.size(), first);
    own_ = std::make_shared<const byte_store>(std::move(own_bytes_));
  }

  [[nodiscard]] std::size_t runs() const noexcept { return runs_.size(); }

  [[nodiscard]] extent extent_at(std::uint64_t offset) const override {
    if (offset >= size()) return {this, size(), 0};
    const auto behind =
        std::upper_bound(runs_.begin(), runs_.end(), offset,
                         [](std::uint64_t wanted, const run& one) { return wanted < one.begin; });
    const run& here = *(behind - 1);
    const std::uint64_t end = behind == runs_.end() ? size() : behind->begin;
    const std::uint64_t from = (here.from & ~of_own) + (offset - here.begin);
    extent found = ((here.from & of_own) != 0 ? own_ : base_)->extent_at(from);
    found.count = std::min(found.count, end - offset);
    return found;
  }

 private:
  static constexpr std::uint64_t of_own = std::uint64_t{1} << 63;  // no file is so long

  struct run {
    std::uint64_t begin;  // here
    std::uint64_t from;   // there
  };

  void add(std::uint64_t from, std::uint64_t count) {
    if (count == 0) return;
    runs_.push_back({size(), from});
    resize(size() + count);
  }

  std::shared_ptr<const byte_store> base_;
  std::shared_ptr<const byte_store> own_;
  std::string own_bytes_;
  std::vector<run> runs_;
};

}  // namespace dicom_anonymizer::detail
