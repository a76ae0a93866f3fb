// SPDX-License-Identifier: BSD-3-Clause
// What byte_places.hpp declares.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string_view>
#include <utility>

#include <fcntl.h>

#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/part10/kept_bytes.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE std::size_t whole_size(const byte_output& whole) noexcept {
  return static_cast<std::size_t>(whole.size());
}

DICOM_ANONYMIZER_INLINE void give_whole(byte_output& whole,
                                        const std::function<void(std::string_view)>& take) {
  whole.give_whole(take);
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE detail::input_name byte_input::open(const file_options& options) const {
  const detail::waiting_place place{options.waiting_folder, options.waiting_bytes};
  const auto kept = [](std::shared_ptr<const detail::byte_store> store) {
    return detail::input_name{AT_FDCWD, nullptr, std::move(store)};
  };
  switch (what_) {
    case kind::memory: return kept(std::make_shared<const detail::byte_store>(bytes_));
    case kind::stream: return kept(detail::kept_stream(*stream_, place, options.stream_bytes));
    case kind::descriptor:
      return kept(detail::kept_descriptor(open_.number, place, options.stream_bytes));
    case kind::file: break;
  }
  return {AT_FDCWD, detail::system_name(name_)};
}

DICOM_ANONYMIZER_INLINE byte_target::byte_target(std::ostream& stream)
    : holds_all_(false), stream_(&stream) {
  taker_.take = [&stream](detail::byte_output& whole) {
    require_taken([&] { return stream.good(); });
    whole.give_whole([&](std::string_view piece) {
      require_taken([&] {
        return stream.write(piece.data(), static_cast<std::streamsize>(piece.size())).good();
      });
    });
    require_taken([&] { return stream.flush().good(); });
  };
}

DICOM_ANONYMIZER_INLINE detail::output_place byte_target::place(const file_options& options) const {
  if (!taker_.take) return {AT_FDCWD, name_};
  if (holds_all_) return {taker_, {}};
  return {taker_, {options.waiting_folder, options.waiting_bytes}};
}

DICOM_ANONYMIZER_INLINE const std::streambuf* byte_input::stream() const noexcept {
  return stream_ == nullptr ? nullptr : stream_->rdbuf();
}

DICOM_ANONYMIZER_INLINE const std::streambuf* byte_target::stream() const noexcept {
  return stream_ == nullptr ? nullptr : stream_->rdbuf();
}

DICOM_ANONYMIZER_INLINE void detail::require_apart(const byte_input& in, const byte_target& out) {
  if (in.stream() != nullptr && in.stream() == out.stream())
    throw error(errc::bad_arguments, "the output would go to the stream of the input");
}

}  // namespace dicom_anonymizer
