// SPDX-License-Identifier: BSD-3-Clause
// What a rewritten data set is collected in, on its way to a file or to memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/joined_store.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Positions count the bytes of the data set from its first.  Bytes stay in memory until the file
// may be written: when what stands before the data set is known and nothing is held.  Of long runs
// of the input that have to wait only the place is kept.
class byte_output {
 public:
  // In memory only.
  explicit byte_output(byte_buffer& bytes) noexcept : bytes_(bytes) { bytes_.clear(); }
  // For a file, which is made when the first bytes go there.
  byte_output(byte_buffer& bytes, output_name name)
      : bytes_(bytes), to_(destination::file), name_(std::move(name)) {
    bytes_.clear();
  }
  // For somebody who takes it when it is whole.
  byte_output(byte_buffer& bytes, waiting_place place)
      : bytes_(bytes), to_(destination::taker), plenty_(place.in_memory), place_(std::move(place)) {
    bytes_.clear();
  }

  [[nodiscard]] byte_buffer& bytes() noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t position() const noexcept {
    return flushed_ + bytes_.size() + waiting_bytes_before(waiting_.size());
  }

  // Whether a place in memory is among the bytes here, which may move.
  [[nodiscard]] bool holds(const char* place) const noexcept {
    const std::string_view here = bytes_.view();
    return std::greater_equal<>()(place, here.data()) &&
           std::less<>()(place, here.data() + here.size());
  }
  // The bytes from a position on; those of runs that wait stay where they are.  Precondition: none
  // of them is in the file.
  [[nodiscard]] std::shared_ptr<const byte_store> bytes_from(std::uint64_t position) const {
    std::size_t at = place_of(position);
    const std::size_t first = first_run_from(position);
    if (first == waiting_.size())
      return std::make_shared<const byte_store>(std::string(bytes_.view().substr(at)));
    auto result = std::make_shared<joined_store>();
    for (std::size_t i = first; i < waiting_.size(); ++i) {
      const waiting_run& run = waiting_[i];
      const std::size_t until = place_of(run.position);
      result->add(std::string(bytes_.view().substr(at, until - at)));
      at = until;
      std::uint64_t passed = 0;
      for (auto late = late_.lower_bound(run.position);
           late != late_.end() && late->first < run.position + run.count; ++late) {
        result->add(run.store, run.offset + passed, late->first - run.position - passed);
        result->add(std::string(1, late->second));
        passed = late->first - run.position + 1;
      }
      result->add(run.store, run.offset + passed, run.count - passed);
    }
    result->add(std::string(bytes_.view().substr(at)));
    return result;
  }

  // Room for more at the end, to be filled by the caller.
  [[nodiscard]] char* extend(std::size_t count) { return bytes_.extend(count); }
  void append(const char* bytes, std::size_t count) { bytes_.append(bytes, count); }
  void append(std::string_view bytes) { bytes_.append(bytes); }

  // What stands before the data set; from now on bytes may go to the file.
  void begin_with(std::string prefix) {
    prefix_ = std::move(prefix);
    may_flush_ = true;
  }
  [[nodiscard]] bool has_begun() const noexcept { return may_flush_; }

  // Between these bytes written so far may still be taken away.
  void hold() noexcept { ++holds_; }
  void release(std::size_t count) noexcept { holds_ -= count; }

  // Sends what there is to the file if it is plenty.
  void relieve() {
    if (bytes_.size() + waiting_.size() * sizeof(waiting_run) >= plenty_ && can_flush()) flush();
  }

  // Copies bytes of a store, by the kernel if they are many.
  void copy(const byte_store& store, std::uint64_t offset, std::uint64_t count) {
    constexpr std::uint64_t many = std::uint64_t{1} << 15;
    if (count < many || to_ == destination::memory) {
      const auto size = static_cast<std::size_t>(count);
      store.read(offset, bytes_.extend(size), size);
    } else if (to_ == destination::file && can_flush()) {
      flush();
      copy_bytes(store, offset, count, file_->descriptor());
      flushed_ += count;
    } else {
      const std::uint64_t here = position();
      waiting_.push_back(
          {here, store.shared_from_this(), offset, count, waiting_bytes_before(waiting_.size())});
    }
  }

  // Writes over four bytes.  Precondition: they are there.
  void patch(std::uint64_t position, const char (&four)[4]) {
    if (position >= flushed_ && waiting_.empty()) {
      std::copy_n(four, 4, bytes_.data() + (position - flushed_));
    } else if (position + 4 <= flushed_) {
      file_->write_at(prefix_.size() + position, {four, 4});
    } else {
      for (std::size_t i = 0; i < 4; ++i) patch(position + i, four[i]);
    }
  }

  // The same of any number of bytes.
  void patch(std::uint64_t position, std::string_view bytes) {
    if (position + bytes.size() <= flushed_)
      return file_->write_at(prefix_.size() + position, bytes);
    for (const char one : bytes) patch(position++, one);
  }

  // Takes pieces away, which are in order and do not touch; what is behind them moves once.
  // Precondition: they were held.
  struct piece {
    std::uint64_t begin;
    std::uint64_t end;
  };
  void erase(std::span<const piece> pieces) {
    if (pieces.empty()) return;
    std::size_t to = place_of(pieces.front().begin);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::size_t from = place_of(pieces[i].end);
      const std::size_t until =
          i + 1 < pieces.size() ? place_of(pieces[i + 1].begin) : bytes_.size();
      std::memmove(bytes_.data() + to, bytes_.data() + from, until - from);
      to += until - from;
    }
    bytes_.truncate(to);
    erase_waiting(pieces);
    erase_late(pieces);
  }

  // Takes away the bytes from a position on.  Precondition: none of them is in the file.
  void rewind(std::uint64_t position) noexcept {
    bytes_.truncate(place_of(position));
    while (!waiting_.empty() && waiting_.back().position >= position) waiting_.pop_back();
    late_.erase(late_.lower_bound(position), late_.end());
  }

  // Takes away the bytes from a position on and gives them back; those of a whole data set may stay
  // in the file that they are in.  They begin at the offset.
  struct taken {
    source bytes;
    std::uint64_t offset = 0;
    std::unique_ptr<output_file> file;  // holds the bytes
  };
  [[nodiscard]] taken take_back(std::uint64_t position) {
    if (position >= flushed_) {
      taken result{source(bytes_from(position)), 0, nullptr};
      rewind(position);
      return result;
    }
    if (position == 0) {
      flush();
      const std::uint64_t begin = prefix_.size();
      source all = file_->written();
      flushed_ = 0;
      may_flush_ = false;
      prefix_.clear();
      return {std::move(all), begin, std::move(file_)};
    }
    flush();
    std::string bytes(static_cast<std::size_t>(flushed_ - position), '\0');
    file_->read_at(prefix_.size() + position, bytes.data(), bytes.size());
    file_->truncate(prefix_.size() + position);
    flushed_ = position;
    return {source(std::move(bytes)), 0, nullptr};
  }

  // Calls each(std::string_view) for all bytes behind those that stand before the data set, piece
  // by piece.
  template <class Each>
  void read_all(const Each& each) {
    if (!file_) return read_memory(each);
    flush();
    read_file(prefix_.size(), each);
  }

  // The same with those that stand before the data set.
  template <class Each>
  void read_whole(const Each& each) {
    if (!file_) {
      each(std::string_view(prefix_));
      return read_memory(each);
    }
    flush();
    read_file(0, each);
  }
  // Both once, for good: what is in memory goes out of it on the way.
  template <class Each>
  void give_all(const Each& each) {
    gives_away_ = true;
    read_all(each);
  }
  template <class Each>
  void give_whole(const Each& each) {
    gives_away_ = true;
    read_whole(each);
  }
  // How many they are.
  [[nodiscard]] std::uint64_t size() const noexcept { return prefix_.size() + position(); }
  // They, to be read before anything else is done here.
  [[nodiscard]] source whole() {
    if (file_) {
      flush();
      return file_->written();
    }
    auto result = std::make_shared<joined_store>();
    result->add(prefix_);
    const std::shared_ptr<const byte_store> rest = bytes_from(0);
    result->add(rest, 0, rest->size());
    return source(std::move(result));
  }

  // Writes everything; what remains is to give the file its name.
  [[nodiscard]] output_file& finish() {
    flush();
    return *file_;
  }

 private:
  [[nodiscard]] bool can_flush() const noexcept { return may_flush_ && holds_ == 0; }

  static constexpr std::uint64_t piece_size = std::uint64_t{1} << 18;

  template <class Each>
  void read_file(std::uint64_t at, const Each& each) const {
    std::string room(piece_size, '\0');
    for (const std::uint64_t end = prefix_.size() + flushed_; at < end;) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, room.size()));
      file_->read_at(at, room.data(), count);
      each(std::string_view(room).substr(0, count));
      at += count;
    }
  }

  // Precondition: nothing is in a file.
  template <class Each>
  void read_memory(const Each& each) const {
    auto next = late_.begin();
    std::string room;
    std::size_t at = 0;
    for (const waiting_run& one : waiting_) {
      const std::size_t until = place_of(one.position);
      read_bytes(at, until, each);
      at = until;
      for (std::uint64_t done = 0; done < one.count;) {
        const std::uint64_t begin = one.position + done;
        std::uint64_t left = one.count - done;
        // Up to the next byte that is written over, or that with what is around it.
        if (next != late_.end()) left = std::min(left, std::max(next->first - begin, piece_size));
        const bool is_as_it_is = next == late_.end() || next->first >= begin + left;
        const byte_store::extent here = one.store->extent_at(one.offset + done);
        if (is_as_it_is && here.where->is_memory() && here.count >= std::min(left, piece_size)) {
          left = std::min(left, here.count);
          each(here.where->memory().substr(static_cast<std::size_t>(here.offset),
                                           static_cast<std::size_t>(left)));
          done += left;
          continue;
        }
        const auto count = static_cast<std::size_t>(std::min(left, piece_size));
        room.resize(count);
        one.store->read(one.offset + done, room.data(), count);
        for (; next != late_.end() && next->first < begin + count; ++next)
          room[static_cast<std::size_t>(next->first - begin)] = next->second;
        each(std::string_view(room));
        done += count;
      }
    }
    read_bytes(at, bytes_.size(), each);
  }
  // Those from one place in memory to another.
  template <class Each>
  void read_bytes(std::size_t at, std::size_t until, const Each& each) const {
    const std::size_t most = gives_away_ ? piece_size : until;
    while (at != until) {
      const std::size_t count = std::min(until - at, most);
      each(bytes_.view().substr(at, count));
      if (gives_away_ && bytes_.size() > most) bytes_.forget(at, at + count);
      at += count;
    }
  }

  // A run of the input that comes in between the bytes in memory.
  struct waiting_run {
    std::uint64_t position;
    std::shared_ptr<const byte_store> store;
    std::uint64_t offset;
    std::uint64_t count;
    std::uint64_t before;  // bytes of runs before it
  };
  // Of the first so many runs.
  [[nodiscard]] std::uint64_t waiting_bytes_before(std::size_t count) const noexcept {
    return count == 0 ? 0 : waiting_[count - 1].before + waiting_[count - 1].count;
  }

  // The first run that begins at a position or behind it.
  [[nodiscard]] std::size_t first_run_from(std::uint64_t position) const noexcept {
    const auto found = std::lower_bound(
        waiting_.begin(), waiting_.end(), position,
        [](const waiting_run& one, std::uint64_t wanted) { return one.position < wanted; });
    return static_cast<std::size_t>(found - waiting_.begin());
  }

  // Where a byte is in memory.  Precondition: it is neither in the file nor inside a run.
  [[nodiscard]] std::size_t place_of(std::uint64_t position) const noexcept {
    std::uint64_t place = position - flushed_;
    if (!waiting_.empty()) place -= waiting_bytes_before(first_run_from(position));
    return static_cast<std::size_t>(place);
  }

  void patch(std::uint64_t position, char value) {
    if (position < flushed_) return file_->write_at(prefix_.size() + position, {&value, 1});
    const std::size_t behind = first_run_from(position + 1);
    if (behind != 0) {
      const waiting_run& last = waiting_[behind - 1];
      if (position < last.position + last.count) {
        late_[position] = value;
        return;
      }
    }
    bytes_.data()[place_of(position)] = value;
  }

  // Takes from what waits what is in the pieces, and moves what is behind them.
  void erase_waiting(std::span<const piece> pieces) {
    const std::size_t first = first_run_from(pieces.front().begin);
    auto next = pieces.begin();
    std::uint64_t gone = 0;
    std::size_t to = first;
    for (std::size_t i = first; i < waiting_.size(); ++i) {
      waiting_run& one = waiting_[i];
      if (is_erased(one.position, next, pieces.end(), gone)) continue;
      one.position -= gone;
      one.before = waiting_bytes_before(to);
      if (to != i) waiting_[to] = std::move(one);
      ++to;
    }
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(to), waiting_.end());
  }
  void erase_late(std::span<const piece> pieces) {
    std::map<std::uint64_t, char> moved;
    auto next = pieces.begin();
    std::uint64_t gone = 0;
    const auto first = late_.lower_bound(pieces.front().begin);
    for (auto late = first; late != late_.end(); ++late)
      if (!is_erased(late->first, next, pieces.end(), gone))
        moved.emplace_hint(moved.end(), late->first - gone, late->second);
    late_.erase(first, late_.end());
    late_.merge(moved);
  }
  // For one position after the other: whether it is in a piece, and how much goes before it.
  template <class Piece>
  static bool is_erased(std::uint64_t position, Piece& next, Piece end, std::uint64_t& gone) {
    for (; next != end && position >= next->end; ++next) gone += next->end - next->begin;
    return next != end && position >= next->begin;
  }

  void flush() {
    const std::uint64_t end = position();
    const auto write = [&](std::string_view bytes) {
      if (file_) return file_->write(bytes);
      if (to_ == destination::file)
        file_ = std::make_unique<output_file>(name_);
      else
        file_ = std::make_unique<output_file>(place_);
      file_->write(prefix_, bytes);
    };
    std::size_t at = 0;
    for (const waiting_run& one : waiting_) {
      const std::size_t until = place_of(one.position);
      write(bytes_.view().substr(at, until - at));
      at = until;
      copy_bytes(*one.store, one.offset, one.count, file_->descriptor());
    }
    write(bytes_.view().substr(at));
    for (const auto& [position, value] : late_)
      file_->write_at(prefix_.size() + position, {&value, 1});
    waiting_.clear();
    late_.clear();
    flushed_ = end;
    bytes_.clear();
  }

  enum class destination { memory, file, taker };

  byte_buffer& bytes_;
  destination to_ = destination::memory;
  std::size_t plenty_ = std::size_t{1} << 17;
  output_name name_;
  waiting_place place_;
  std::string prefix_;
  std::unique_ptr<output_file> file_;
  std::uint64_t flushed_ = 0;
  std::vector<waiting_run> waiting_;    // in order
  std::map<std::uint64_t, char> late_;  // bytes to be written over those of such runs
  std::size_t holds_ = 0;
  bool may_flush_ = false;
  bool gives_away_ = false;
};

}  // namespace dicom_anonymizer::detail
