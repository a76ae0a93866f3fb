// SPDX-License-Identifier: BSD-3-Clause
// The fragments of encapsulated pixel data without what their frames hold besides pictures.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/joined_store.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/pixels/frame_edits.hpp>
#include <dicom_anonymizer/pixels/frame_metadata.hpp>
#include <dicom_anonymizer/pixels/offset_table.hpp>
#include <dicom_anonymizer/pixels/patched_store.hpp>

namespace dicom_anonymizer::detail {

// Extended Offset Table (7FE0,0001) and its lengths (7FE0,0002), little endian; empty if there are
// none.
struct extended_offsets {
  std::string offsets;
  std::string lengths;
};

// Goes over the frames of one value: fragments with a Basic Offset Table before them, PS3.5 section
// A.4.  A frame begins at a fragment that begins like the first one: tables need not be right, and
// are asked only whether they can be renewed.  Frames with nothing to take out keep their
// fragments, others become one fragment.  Fragments behind an image that are empty or only fill up
// stay: they may stand for frames that are missing, and readers count fragments.
class cleaned_fragments {
 public:
  // The value [begin, end) of a source, the delimiter included, whose items are sound.
  cleaned_fragments(source& in, std::uint64_t begin, std::uint64_t end, frame_syntax syntax,
                    extended_offsets extended = {})
      : in_(in),
        end_(end),
        extended_(std::move(extended.offsets), 8),
        lengths_(std::move(extended.lengths), 8) {
    if (syntax == frame_syntax::not_gone_over || end - begin < 8) return;
    is_big_endian_ = in_.view(begin, 1)[0] == 0xFF;
    basic_item_ = item_at(begin);
    if (basic_item_.is_delimiter) return;
    first_ = basic_item_.content + basic_item_.size;
    go_over(syntax);
    if (cleaned_ != 0) conclude();
  }
  cleaned_fragments(const cleaned_fragments&) = delete;
  cleaned_fragments& operator=(const cleaned_fragments&) = delete;

  // Frames that lose something.
  [[nodiscard]] std::size_t cleaned() const noexcept { return cleaned_; }
  // Frames that stay as they are though they may hold more than their pictures.
  [[nodiscard]] std::size_t unclean() const noexcept { return unclean_; }
  // The new value, which refers to the bytes of the source; null if it is the old one.
  [[nodiscard]] const std::shared_ptr<patched_store>& result() const noexcept { return result_; }
  // The Extended Offset Table that belongs to it, if there was one.
  [[nodiscard]] const extended_offsets& extended() const noexcept { return renewed_; }

 private:
  // Encoders make neither so many fragments of a frame nor so much to take out.
  static constexpr std::size_t most_runs = std::size_t{1} << 21;
  static constexpr std::size_t most_fragments = std::size_t{1} << 18;

  struct item {
    std::uint64_t begin;  // of its head
    std::uint64_t content;
    std::uint64_t size;
    bool is_delimiter;
  };
  // A fragment of the frame in hand that is not empty.
  struct fragment {
    std::uint64_t in_frame;
    std::uint64_t content;
    std::uint64_t size;
  };

  item item_at(std::uint64_t at) {
    const auto head = in_.view(at, 8);
    const auto number = [&](std::size_t from, std::size_t count) {
      std::uint64_t result = 0;
      for (std::size_t i = 0; i < count; ++i)
        result = result << 8U | head[from + (is_big_endian_ ? i : count - 1 - i)];
      return result;
    };
    return {at, at + 8, number(4, 4), number(2, 2) != 0xE000};
  }

  void go_over(frame_syntax syntax) {
    bool has_begun = false;
    std::uint64_t at = first_;
    while (end_ - at >= 8) {
      const item here = item_at(at);
      if (here.is_delimiter) break;
      if (here.size != 0) {
        const codestream kind = codestream_at(here);
        if (!has_begun) {
          kind_ = kind;
          if (!may_hold_texts(kind)) {
            unclean_ = is_odd(here, syntax) || is_any_with_texts(here) ? 1 : 0;
            return;  // of how many frames nobody knows
          }
          has_begun = true;
          read_table();
          begin_frame(at);
        } else if (kind == kind_) {
          end_frame();
          begin_frame(at);
        }
        if (fragments_.size() < most_fragments)
          fragments_.push_back({frame_size_, here.content, here.size});
        frame_size_ += here.size;
        if (!is_filling(here)) note_image();
      }
      at = here.content + here.size;
    }
    if (has_begun) end_frame();
  }

  // The image reaches to the end of the last fragment, or farther.
  void note_image() {
    image_fragments_ = fragments_.size();
    image_size_ = frame_size_;
  }

  bool is_filling(const item& here) {
    frame_bytes content(in_, here.content, here.size);
    return content.is_padding_between(0, here.size);
  }

  codestream codestream_at(const item& here) {
    const auto count = std::min<std::uint64_t>(here.size, enough_of_codestream);
    const auto first = in_.view(here.content, static_cast<std::size_t>(count));
    return codestream_of({reinterpret_cast<const char*>(first.data()), first.size()});
  }

  // Whether the first fragment, of no codestream that is gone over, is not what it should be: it
  // may be anything then.
  bool is_odd(const item& first, frame_syntax syntax) {
    if (kind_ == codestream::unknown) return syntax != frame_syntax::rle;
    const bool is_jpegxl = in_.view(first.content, 1)[0] == 0xFF;
    if (is_jpegxl) return syntax != frame_syntax::jpegxl;
    return syntax == frame_syntax::codestreams || syntax == frame_syntax::jpegxl;
  }

  // Whether a fragment behind the first begins like what would be gone over.
  bool is_any_with_texts(item here) {
    for (std::uint64_t at = here.begin; end_ - at >= 8; at = here.content + here.size) {
      here = item_at(at);
      if (here.is_delimiter) break;
      if (here.size != 0 && may_hold_texts(codestream_at(here))) return true;
    }
    return false;
  }

  void read_table() {
    // No table of the frames behind it is as long as they are.
    if (basic_item_.size > end_ - first_) {
      is_too_much_ = true;
      return;
    }
    std::string entries(static_cast<std::size_t>(basic_item_.size), '\0');
    in_.store()->read(basic_item_.content, entries.data(), entries.size());
    basic_ = offset_table(std::move(entries), 4, is_big_endian_);
  }

  void begin_frame(std::uint64_t at) {
    fragments_.clear();
    frame_begin_ = at;
    frame_size_ = 0;
    basic_.meet_frame(at - first_);
    extended_.meet_frame(at - first_);
  }

  // The fragments in hand are one frame.
  void end_frame() {
    const std::size_t number = frames_++;
    const bool is_whole = fragments_.size() < most_fragments;
    if (!is_whole || !find_image()) {
      ++unclean_;
      return;
    }
    if (edits_.empty()) return;
    const std::uint64_t left = frame_size_ - edits_.shrinks_by();
    const std::uint64_t size = left + left % 2;
    if (size >= std::numeric_limits<std::uint32_t>::max()) {
      ++unclean_;
      return;
    }
    ++cleaned_;
    if (number < lengths_.size()) renew_length(number, size);
    if (is_too_much_) return;
    if (!result_) begin_result();
    result_->copy(copied_, frame_begin_ - copied_);
    put_item_head(size);
    put_frame();
    if (left % 2 != 0) result_->put(std::string_view("\0", 1));
    const std::uint64_t end = fragments_.back().content + fragments_.back().size;
    copied_ = end;
    moved_.shrink(end - first_, end - frame_begin_ - 8 - size);
    is_too_much_ = result_->runs() > most_runs;
  }

  // What goes from the frame in hand, without the fragments behind its image.
  bool find_image() {
    const std::vector<fragment> filling(
        fragments_.begin() + static_cast<std::ptrdiff_t>(image_fragments_), fragments_.end());
    const std::uint64_t whole = frame_size_;
    fragments_.resize(image_fragments_);
    frame_size_ = image_size_;
    if (find()) return true;
    if (filling.empty()) return false;
    // The last bytes of an image may look as if they only filled up.
    fragments_.insert(fragments_.end(), filling.begin(), filling.end());
    frame_size_ = whole;
    return find();
  }

  // What goes from the fragments in hand.
  bool find() {
    if (fragments_.size() == 1) {
      frame_bytes frame(in_, fragments_.front().content, frame_size_);
      return find_metadata(frame, kind_, edits_);
    }
    const auto joined = std::make_shared<joined_store>();
    for (const fragment& one : fragments_) joined->add(in_.store(), one.content, one.size);
    source whole(joined);
    frame_bytes frame(whole, 0, frame_size_);
    return find_metadata(frame, kind_, edits_);
  }

  // Lengths are with what fills up to an even number, or without.
  void renew_length(std::size_t number, std::uint64_t size) {
    const std::uint64_t noted = lengths_[number];
    const std::uint64_t gone = edits_.shrinks_by();
    if (noted > frame_size_ || frame_size_ - noted > 7 || noted < gone)
      is_any_length_false_ = true;
    else
      lengths_.set(number, noted == frame_size_ ? size : noted - gone);
  }

  // The table gets its numbers when all is known.
  void begin_result() {
    result_ = std::make_shared<patched_store>(in_.store());
    result_->copy(basic_item_.begin, 8);
    result_->put(basic_.entries());
    copied_ = first_;
  }

  // The frame in hand with its edits.
  void put_frame() {
    std::uint64_t at = 0;
    for (const frame_edit& one : edits_.all()) {
      copy_of_frame(at, one.offset);
      std::string number;
      for (unsigned i = one.width; i-- > 0;)
        number.push_back(static_cast<char>(one.number >> 8U * i & 0xFFU));
      result_->put(number);
      at = one.offset + one.removed;
    }
    copy_of_frame(at, frame_size_);
  }

  void copy_of_frame(std::uint64_t from, std::uint64_t to) {
    auto next = std::upper_bound(
        fragments_.begin(), fragments_.end(), from,
        [](std::uint64_t offset, const fragment& one) { return offset < one.in_frame; });
    for (--next; from < to; ++next) {
      const std::uint64_t until = std::min(to, next->in_frame + next->size);
      result_->copy(next->content + (from - next->in_frame), until - from);
      from = until;
    }
  }

  void put_item_head(std::uint64_t size) {
    std::string head =
        is_big_endian_ ? std::string("\xFF\xFE\xE0\0", 4) : std::string("\xFE\xFF\0\xE0", 4);
    for (unsigned i = 0; i < 4; ++i)
      head.push_back(static_cast<char>(size >> 8U * (is_big_endian_ ? 3 - i : i) & 0xFFU));
    result_->put(head);
  }

  void conclude() {
    const bool has_lengths = !lengths_.empty();
    if (is_too_much_ || !basic_.is_true() || !extended_.is_true() || is_any_length_false_ ||
        (has_lengths && (!lengths_.is_whole() || lengths_.size() != frames_))) {
      // Nobody could find the frames.
      unclean_ += cleaned_;
      cleaned_ = 0;
      result_.reset();
      return;
    }
    result_->copy(copied_, end_ - copied_);
    result_->close(basic_.renewed(moved_));
    renewed_.offsets = extended_.renewed(moved_);
    renewed_.lengths = lengths_.entries();
  }

  source& in_;
  std::uint64_t end_;
  bool is_big_endian_ = false;
  item basic_item_{};
  std::uint64_t first_ = 0;  // item behind the table
  codestream kind_ = codestream::unknown;

  std::vector<fragment> fragments_;
  std::uint64_t frame_begin_ = 0;
  std::uint64_t frame_size_ = 0;
  std::size_t image_fragments_ = 0;  // those behind them only fill up
  std::uint64_t image_size_ = 0;
  frame_edits edits_;

  std::size_t frames_ = 0;
  std::size_t cleaned_ = 0;
  std::size_t unclean_ = 0;
  offset_table basic_{{}, 4};
  offset_table extended_;
  offset_table lengths_;
  moved_offsets moved_;
  bool is_any_length_false_ = false;
  bool is_too_much_ = false;
  std::uint64_t copied_ = 0;  // up to here
  std::shared_ptr<patched_store> result_;
  extended_offsets renewed_;
};

}  // namespace dicom_anonymizer::detail
