// SPDX-License-Identifier: BSD-3-Clause
// A deflated data set that is inflated where it is read, a window at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <zlib.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// PS3.5 section A.5: raw deflate.  The bytes are inflated once when it is made, which tells how
// many they are and whether they are sound, and again where they are read and not among the last
// blocks. From time to time the state of the inflating is kept, so that no read has to begin anew.
//
// Memory: 2 MiB of blocks and up to 64 states of about 50 KB, whatever the size.  For one thread.
class inflated_store final : public byte_store {
 public:
  // What is in a store from an offset on.  Throws error: malformed, truncated, too_large beyond the
  // limit, and what reading throws; offsets are those in the store.
  inflated_store(std::shared_ptr<const byte_store> packed, std::uint64_t begin,
                 const limits& bounds)
      : packed_(packed), in_(std::move(packed)) {
    now_.at = begin;
    if (::inflateInit2(&now_.stream, -MAX_WBITS) != Z_OK) fail_for_memory();
    now_.is_open = true;
    keep_state();
    std::uint64_t size = 0;
    for (bool is_end = false; !is_end;) {
      if (size == now_.made && size % block_size == 0 && size / block_size % step_ == 0 &&
          size != 0)
        keep_state();
      is_end = inflate_block(size / block_size);
      size = now_.made;
      if (size > bounds.inflated_bytes)
        throw error(errc::too_large, "the data set inflates beyond the limit").at_offset(now_.at);
    }
    resize(size);
  }

  void read(std::uint64_t offset, char* to, std::size_t count) const override {
    while (count != 0) {
      const std::vector<char>& bytes = block_at(offset / block_size);
      const auto from = static_cast<std::size_t>(offset % block_size);
      if (from >= bytes.size())
        throw error(errc::changed_while_read, "the file changed while it was read");
      const std::size_t here = std::min(count, bytes.size() - from);
      std::copy_n(bytes.data() + from, here, to);
      to += here;
      offset += here;
      count -= here;
    }
  }

 private:
  static constexpr std::uint64_t block_size = std::uint64_t{1} << 18;
  static constexpr std::size_t kept_blocks = 8;
  static constexpr std::size_t kept_states = 64;

  // Where inflating has come to.
  struct state {
    z_stream stream{};
    std::uint64_t at = 0;    // what has been read of the store
    std::uint64_t made = 0;  // what has come of it
    bool is_open = false;

    state() = default;
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() { close(); }
    void close() noexcept {
      if (is_open) ::inflateEnd(&stream);
      is_open = false;
    }
    void become(const state& other) {
      close();
      if (::inflateCopy(&stream, const_cast<z_stream*>(&other.stream)) != Z_OK) fail_for_memory();
      is_open = true;
      at = other.at - other.stream.avail_in;  // to be read again
      made = other.made;
      stream.avail_in = 0;
    }
  };

  struct block {
    std::uint64_t number = ~std::uint64_t{0};
    std::vector<char> bytes;
  };

  [[noreturn]] static void fail_for_memory() {
    throw error(errc::too_large, "not enough memory to inflate the data set");
  }

  void keep_state() {
    if (states_.size() == kept_states) {  // half as many from now on
      for (std::size_t i = 1; 2 * i < states_.size(); ++i) states_[i].swap(states_[2 * i]);
      states_.resize(kept_states / 2);
      step_ *= 2;
      if (now_.made / block_size % step_ != 0) return;
    }
    auto copy = std::make_unique<state>();
    copy->become(now_);
    states_.push_back(std::move(copy));
  }

  // Inflates one block; returns whether it is the last.
  bool inflate_block(std::uint64_t number) const {
    block& into = blocks_[number % kept_blocks];
    into.number = ~std::uint64_t{0};
    into.bytes.resize(block_size);
    z_stream& stream = now_.stream;
    stream.next_out = reinterpret_cast<unsigned char*>(into.bytes.data());
    stream.avail_out = static_cast<unsigned>(block_size);
    bool is_end = false;
    while (!is_end && stream.avail_out != 0) {
      if (stream.avail_in == 0 && now_.at < in_.size()) {
        const auto bytes = in_.view(now_.at, static_cast<std::size_t>(std::min<std::uint64_t>(
                                                 std::size_t{1} << 16, in_.size() - now_.at)));
        stream.next_in = const_cast<unsigned char*>(bytes.data());
        stream.avail_in = static_cast<unsigned>(bytes.size());
        now_.at += bytes.size();
      }
      const unsigned before = stream.avail_out;
      const int code = ::inflate(&stream, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        throw error(errc::malformed, "the deflated data set is damaged")
            .at_offset(now_.at - stream.avail_in);
      is_end = code == Z_STREAM_END;
      if (!is_end && stream.avail_out == before && stream.avail_in == 0 && now_.at >= in_.size())
        throw error(errc::truncated, "the deflated data set ends early").at_offset(now_.at);
    }
    into.bytes.resize(block_size - stream.avail_out);
    into.number = number;
    now_.made = number * block_size + into.bytes.size();
    return is_end;
  }

  const std::vector<char>& block_at(std::uint64_t number) const {
    const block& wanted = blocks_[number % kept_blocks];
    if (wanted.number == number) return wanted.bytes;
    const std::uint64_t begin = number * block_size;
    const auto place =
        static_cast<std::size_t>(std::min<std::uint64_t>(number / step_, states_.size() - 1));
    // What has come past the last block has an end inside it and cannot go on.
    const bool can_go_on = now_.made <= begin && now_.made % block_size == 0 && now_.made != size();
    if (!can_go_on || now_.made < states_[place]->made) now_.become(*states_[place]);
    for (std::uint64_t one = now_.made / block_size; one <= number; ++one)
      static_cast<void>(inflate_block(one));
    return wanted.bytes;
  }

  std::shared_ptr<const byte_store> packed_;
  mutable source in_;
  mutable state now_;
  std::uint64_t step_ = 4;                      // blocks from one kept state to the next
  std::vector<std::unique_ptr<state>> states_;  // in order, from the beginning on
  mutable block blocks_[kept_blocks];
};

}  // namespace dicom_anonymizer::detail
