// SPDX-License-Identifier: BSD-3-Clause
// The bytes on their way from an input to an output: what is unchanged goes in long runs.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>

namespace dicom_anonymizer::detail {

// Reads heads and values, and copies the input up to where something changes.  Offsets are those
// of the input, positions those of the output.  It knows no rule.
class byte_run {
 public:
  byte_run(source& in, byte_output& out, const limits& bounds) noexcept
      : in_(in), out_(out), bounds_(bounds), heads_(in, bounds, nobody_), left_(bounds.elements) {}
  // For items that have been read before, and counted; an action may have written them since.
  struct again {
    source& in;
    byte_output& out;
    const limits& bounds;
  };
  explicit byte_run(const again& of) noexcept : byte_run(of.in, of.out, of.bounds) {
    left_ = std::numeric_limits<std::uint64_t>::max();
    is_trusting_ = true;
    heads_.trust_lengths();
  }
  byte_run(const byte_run&) = delete;
  byte_run& operator=(const byte_run&) = delete;

  [[nodiscard]] source& in() const noexcept { return in_; }
  [[nodiscard]] byte_output& out() const noexcept { return out_; }
  [[nodiscard]] const limits& bounds() const noexcept { return bounds_; }
  // For what is passed over.
  [[nodiscard]] parser<ignoring_handler>& heads() noexcept { return heads_; }
  // Whether lengths are taken as they are.
  [[nodiscard]] bool is_trusting() const noexcept { return is_trusting_; }
  [[nodiscard]] std::uint64_t& left() noexcept { return left_; }

  // One element or item more.
  void count(const element_header& header) { count_element(header, left_); }
  static void count_element(const element_header& header, std::uint64_t& left) {
    if (left == 0) [[unlikely]]
      refuse_more(header);
    --left;
  }

  // The value as it is in the file.
  std::string_view value_of(const element_header& header) { return part_of(header, header.length); }

  std::string_view part_of(const element_header& header, std::size_t count) {
    const std::uint64_t end = header.value_offset + count;
    if (header.offset < in_.held_from() || end > in_.held_from() + in_.held()) {
      emit(header.offset);  // it need not be read again then
    }
    // With the head, which is copied together with the value.
    const auto head = static_cast<std::size_t>(header.value_offset - header.offset);
    const auto bytes = in_.view(header.offset, head + count);
    return {reinterpret_cast<const char*>(bytes.data()) + head, count};
  }

  // Little endian, as values are in memory.
  std::string text_of(const element_header& header, std::size_t count) {
    std::string text(part_of(header, count));
    if (header.big_endian && header.written) swap_bytes(text, swap_unit(*header.written));
    return text;
  }
  std::string text_of(const element_header& header) { return text_of(header, header.length); }

  // The same of what stands ahead: nothing is copied for it.
  std::string text_ahead(const element_header& header) {
    const auto bytes = in_.view(header.value_offset, header.length);
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (header.big_endian && header.written) swap_bytes(text, swap_unit(*header.written));
    return text;
  }

  // Where the byte at an offset of the input comes to stand if nothing before it changes any more.
  [[nodiscard]] std::uint64_t target_of(std::uint64_t offset) const noexcept {
    return out_.position() + (offset - run_);
  }

  // Copies what is unchanged up to an offset.
  void emit(std::uint64_t to) {
    if (to > run_) copy_run(to);
  }

  // What stands before an offset and was not copied does not go out.
  void skip_to(std::uint64_t offset) noexcept { run_ = offset; }

  // Leaves out what stands between two offsets.
  std::uint64_t cut(std::uint64_t from, std::uint64_t to) {
    emit(from);
    run_ = to;
    return to;
  }

  // Puts bytes in the place of those between two offsets.
  std::uint64_t replace(std::uint64_t from, std::uint64_t to, std::string_view bytes) {
    emit(from);
    out_.append(bytes);
    run_ = to;
    return to;
  }

  // Tag, VR and length of an element with another value, and room for that.
  char* put_head(const element_header& header, std::size_t length, const encoding& form) {
    const bool is_explicit = header.written.has_value();
    const vr_traits& kind = traits_of(header.written.value_or(vr::UN));
    const bool is_short = is_explicit && !kind.long_form;
    if (is_short && length > 0xFFFF) refuse_value(header);
    const std::size_t size = is_explicit && !is_short ? 12 : 8;
    char* const head = out_.extend(size + length);
    put_number(head, header.id.group, 2, form.big_endian);
    put_number(head + 2, header.id.element, 2, form.big_endian);
    if (!is_explicit) {
      put_number(head + 4, length, 4, form.big_endian);
      return head + size;
    }
    head[4] = kind.name[0];
    head[5] = kind.name[1];
    if (is_short) {
      put_number(head + 6, length, 2, form.big_endian);
    } else {
      head[6] = head[7] = 0;
      put_number(head + 8, length, 4, form.big_endian);
    }
    return head + size;
  }

  // The same with the value, to which a byte of padding is added if it is odd; where that is.
  char* put_value(const element_header& header, std::string_view bytes, char padding,
                  const encoding& form) {
    char* const value = put_head(header, bytes.size() + bytes.size() % 2, form);
    bytes.copy(value, bytes.size());
    if (bytes.size() % 2 != 0) value[bytes.size()] = padding;
    return value;
  }

  // Puts a length right that is no longer true.
  void renew_length(std::uint64_t position, std::uint64_t length, const encoding& form, tag id) {
    if (length >= undefined_length)
      throw error(errc::invalid_value, "the sequence is too long for a defined length").at(id);
    char four[4];
    put_number(four, length, 4, form.big_endian);
    out_.patch(position, four);
  }

  // Before the window moves on: what it holds of the bytes to copy goes out.
  void make_ready(std::uint64_t at) {
    const std::uint64_t held_to = in_.held_from() + in_.held();
    if (at >= in_.held_from() && at + 12 <= held_to) return;
    // A value that ends a little behind the window is read with what follows it.
    constexpr std::uint64_t little = 4096;
    if (at > held_to && at - held_to < little && run_ >= in_.held_from() && run_ <= held_to) {
      emit(held_to);
      out_.relieve();
      static_cast<void>(in_.view(held_to, static_cast<std::size_t>(at - held_to)));
      return;
    }
    emit(at);
    out_.relieve();
  }

  [[gnu::always_inline]] void read_header(element_header& header, std::uint64_t at,
                                          std::uint64_t end, const encoding& form) {
    if (!heads_.read_header_in_window(header, at, end, form)) [[unlikely]]
      read_header_slowly(header, at, end, form);
  }

  // Whether nothing but NULs is left of the data set.
  bool ends_before(std::uint64_t at) {
    const std::uint64_t ahead = at - in_.held_from();  // huge if at is before the window
    if (ahead < in_.held() && ahead + 12 <= in_.held() && in_.held_bytes()[ahead] != 0) [[likely]]
      return false;
    make_ready(at);
    return in_.view(at, 1)[0] == 0 && heads_.is_filling(at);
  }

  // For an element whose head stays.  PS3.5 section 7.1.2: the two bytes behind a VR are zero;
  // whatever else they hold goes.
  void keep_head(const element_header& header) {
    if (header.reserved != 0) [[unlikely]]
      zero_reserved(header.offset);
  }

 private:
  [[noreturn, gnu::noinline]] static void refuse_more(const element_header& header) {
    throw error(errc::too_large, "more elements and items than the limit allows")
        .at(header.id)
        .at_offset(header.offset);
  }

  [[gnu::noinline]] void copy_run(std::uint64_t to) {
    const std::uint64_t held_from = in_.held_from();
    const std::uint64_t held_to = held_from + in_.held();
    constexpr std::uint64_t much = std::uint64_t{1} << 16;  // then it is copied from its place
    if (to - run_ < much && run_ >= held_from && run_ < held_to) {
      const std::uint64_t until = std::min(to, held_to);
      out_.append(reinterpret_cast<const char*>(in_.held_bytes()) + (run_ - held_from),
                  static_cast<std::size_t>(until - run_));
      run_ = until;
    }
    if (run_ < to) out_.copy(*in_.store(), run_, to - run_);
    run_ = to;
  }

  static void put_number(char* place, std::uint64_t number, std::size_t width,
                         bool big_endian) noexcept {
    static_assert(std::endian::native == std::endian::little);
    if (!big_endian) {  // as the processor has it
      std::memcpy(place, &number, width);
      return;
    }
    for (std::size_t i = 0; i < width; ++i)
      place[i] = static_cast<char>(number >> 8 * (width - 1 - i) & 0xFFU);
  }

  [[noreturn, gnu::noinline]] static void refuse_value(const element_header& header) {
    throw error(errc::invalid_value,
                fmt::format("the value is too long for VR {}", to_string(*header.written)))
        .at(header.id);
  }

  [[gnu::noinline]] void read_header_slowly(element_header& header, std::uint64_t at,
                                            std::uint64_t end, const encoding& form) {
    make_ready(at);
    header = heads_.read_any_header(at, end, form);
  }

  [[gnu::noinline]] void zero_reserved(std::uint64_t at) { replace(at + 6, at + 8, {"\0\0", 2}); }

  source& in_;
  byte_output& out_;
  const limits& bounds_;
  ignoring_handler nobody_;
  parser<ignoring_handler> heads_;
  std::uint64_t run_ = 0;   // from here on the input has not been copied
  std::uint64_t left_ = 0;  // so many elements and items may still come
  bool is_trusting_ = false;
};

}  // namespace dicom_anonymizer::detail
