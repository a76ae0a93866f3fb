// SPDX-License-Identifier: BSD-3-Clause
// Data sets whose elements do not stand in the order of their tags, read as if they did.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// Runs of another store, one behind the other.
class reordered_store final : public byte_store {
 public:
  struct run {
    std::uint64_t begin;  // here
    std::uint64_t from;   // there
  };

  // Precondition: the runs begin at 0, one where the other ends, and the last one at the size.
  reordered_store(std::shared_ptr<const byte_store> base, std::deque<run> runs)
      : base_(std::move(base)), runs_(std::move(runs)) {
    resize(runs_.back().begin);
  }

  [[nodiscard]] extent extent_at(std::uint64_t offset) const override {
    const auto behind =
        std::upper_bound(runs_.begin(), runs_.end(), offset,
                         [](std::uint64_t wanted, const run& one) { return wanted < one.begin; });
    if (behind == runs_.end()) return {base_.get(), base_->size(), 0};
    const run& here = *(behind - 1);
    const std::uint64_t passed = offset - here.begin;
    extent found = base_->extent_at(here.from + passed);
    found.count = std::min(found.count, behind->begin - offset);
    return found;
  }

 private:
  std::shared_ptr<const byte_store> base_;
  std::deque<run> runs_;  // which grows without a copy
};

// Finds where elements stand that are out of order, as a handler of the parser.  An element that
// stands twice in a data set or item is refused, as everywhere: the first one in the bytes.
//
// Memory: 20 bytes for each element of the items that are open, 24 for each item that is out of
// order, and for each run of elements that has to move 16 here and 16 in the store.
class order_index {
 public:
  explicit order_index(const limits& bounds) noexcept : left_(bounds.elements) {}

  void value(const element_header& header) {
    meet(header);
    at_ = header.value_offset + header.length;
  }
  void encapsulated(const element_header& header, std::uint64_t end) {
    meet(header);
    at_ = end;
  }
  void begin_sequence(const element_header& header) {
    meet(header);
    at_ = header.value_offset;
    around_.push_back(end_of(header));
  }
  void end_sequence() { leave(); }
  void begin_item(const element_header& header) {
    count(header);
    at_ = header.value_offset;
    around_.push_back(end_of(header));
    open_.emplace_back();
  }
  void end_item() {
    close();
    leave();
  }

  // Before and after the elements of a data set.
  void begin(std::uint64_t at) {
    at_ = at;
    open_.emplace_back();
  }
  void end() { close(); }

  // Throws if an element stands twice among those that have been met.
  void require_unique() {
    for (const level& one : open_)
      if (!one.is_ordered) static_cast<void>(in_order(one.elements));
    if (repeated_.offset == nowhere) return;
    throw error(errc::malformed, "an element that the data set has already")
        .at(repeated_.id)
        .at_offset(repeated_.offset);
  }

  // Of the bytes [0, size) of which a data set is a part, those in order.
  [[nodiscard]] std::deque<reordered_store::run> runs(std::uint64_t size) {
    std::sort(moved_.begin(), moved_.end(),
              [](const moved_item& a, const moved_item& b) { return a.begin < b.begin; });
    std::deque<reordered_store::run> result;
    std::uint64_t target = 0;
    put(result, target, 0, size, 0);
    result.push_back({target, size});
    return result;
  }

 private:
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};

  struct met_element {
    tag id;
    std::uint64_t offset;
  };
  // A data set or item.
  struct level {
    std::vector<met_element> elements;
    bool is_ordered = true;
  };
  struct piece {
    std::uint64_t begin;
    std::uint64_t end;
  };
  // The elements of one that is out of order: pieces from a first one on.
  struct moved_item {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint32_t first;
    std::uint32_t count;
  };

  // nowhere where a delimiter tells it.
  static std::uint64_t end_of(const element_header& header) noexcept {
    return header.length == undefined_length ? nowhere : header.value_offset + header.length;
  }

  void leave() {
    constexpr std::uint64_t delimiter = 8;
    at_ = around_.back() == nowhere ? at_ + delimiter : around_.back();
    around_.pop_back();
  }

  void count(const element_header& header) {
    if (left_ == 0)
      throw error(errc::too_large, "more elements and items than the limit allows")
          .at(header.id)
          .at_offset(header.offset);
    --left_;
  }

  void meet(const element_header& header) {
    count(header);
    level& here = open_.back();
    if (!here.elements.empty() && !(here.elements.back().id < header.id)) here.is_ordered = false;
    here.elements.push_back({header.id, header.offset});
  }

  void close() {
    const level& here = open_.back();
    if (!here.is_ordered) {
      const std::vector<met_element>& all = here.elements;
      const std::size_t first = pieces_.size();
      for (const std::uint32_t place : in_order(all)) {
        const std::uint64_t end = place + 1 < all.size() ? all[place + 1].offset : at_;
        if (pieces_.size() != first && pieces_.back().end == all[place].offset)
          pieces_.back().end = end;
        else
          pieces_.push_back({all[place].offset, end});
      }
      moved_.push_back({all.front().offset, at_, static_cast<std::uint32_t>(first),
                        static_cast<std::uint32_t>(pieces_.size() - first)});
    }
    open_.pop_back();
  }

  // The places of elements in the order of their tags.  Notes the first that is there already.
  std::vector<std::uint32_t> in_order(const std::vector<met_element>& elements) {
    std::vector<std::uint32_t> places(elements.size());
    std::iota(places.begin(), places.end(), 0U);
    std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
      return elements[a].id != elements[b].id ? elements[a].id < elements[b].id : a < b;
    });
    for (std::size_t i = 1; i < places.size(); ++i) {
      const met_element& one = elements[places[i]];
      if (one.id == elements[places[i - 1]].id && one.offset < repeated_.offset) repeated_ = one;
    }
    return places;
  }

  // The bytes [begin, end) of the input, with what has to move in them where an item that begins at
  // `from` or behind it is out of order.
  void put(std::deque<reordered_store::run>& result, std::uint64_t& target, std::uint64_t begin,
           std::uint64_t end, std::uint64_t from) const {
    auto one = first_from(from);
    while (one != moved_.end() && one->begin < end) {
      put_run(result, target, begin, one->begin);
      for (std::uint32_t i = 0; i < one->count; ++i) {
        const piece& each = pieces_[one->first + i];
        put(result, target, each.begin, each.end, each.begin + 1);
      }
      begin = one->end;
      one = first_from(begin);
    }
    put_run(result, target, begin, end);
  }
  [[nodiscard]] std::deque<moved_item>::const_iterator first_from(
      std::uint64_t begin) const noexcept {
    return std::lower_bound(
        moved_.begin(), moved_.end(), begin,
        [](const moved_item& each, std::uint64_t wanted) { return each.begin < wanted; });
  }
  static void put_run(std::deque<reordered_store::run>& result, std::uint64_t& target,
                      std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return;
    if (result.empty() || result.back().from + (target - result.back().begin) != begin)
      result.push_back({target, begin});
    target += end - begin;
  }

  std::uint64_t left_;
  std::uint64_t at_ = 0;  // behind what has been met
  std::vector<level> open_;
  std::vector<std::uint64_t> around_;  // where the sequences and items around end
  std::deque<moved_item> moved_;
  std::deque<piece> pieces_;
  met_element repeated_{{}, nowhere};
};

// The bytes of a store with the elements of the data set from an offset on in order, at every
// depth. Throws what reading it into memory throws, at the same place.
inline std::shared_ptr<const byte_store> dataset_in_order(
    const std::shared_ptr<const byte_store>& bytes, std::uint64_t begin, const encoding& form,
    const limits& bounds) {
  order_index index(bounds);
  source in(bytes);
  index.begin(begin);
  try {
    parser<order_index>(in, bounds, index).parse_dataset(begin, form);
  } catch (const error&) {
    index.require_unique();  // what stands before the fault comes first
    throw;
  }
  index.end();
  index.require_unique();
  return std::make_shared<const reordered_store>(bytes, index.runs(bytes->size()));
}

// The same of file meta information in [begin, end), in which nothing is taken for items.
inline std::shared_ptr<const byte_store> meta_in_order(
    const std::shared_ptr<const byte_store>& bytes, std::uint64_t begin, std::uint64_t end,
    const limits& bounds) {
  order_index index(bounds);
  source in(bytes);
  ignoring_handler nobody;
  parser<ignoring_handler> reading(in, bounds, nobody);
  index.begin(begin);
  for (std::uint64_t at = begin; at < end;) {
    const element_header header = reading.read_header(at, end, encoding{});
    index.value(header);
    at = header.value_offset + header.length;
  }
  index.end();
  index.require_unique();
  return std::make_shared<const reordered_store>(bytes, index.runs(bytes->size()));
}

}  // namespace dicom_anonymizer::detail
