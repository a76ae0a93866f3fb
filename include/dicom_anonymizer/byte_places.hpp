// SPDX-License-Identifier: BSD-3-Clause
// Where the bytes of a DICOM file come from, and where they go.
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/output_taker.hpp>

namespace dicom_anonymizer {

class byte_input;
class byte_target;

namespace detail {

template <class T>
concept byte_like =
    std::same_as<T, std::byte> || std::same_as<T, char> || std::same_as<T, unsigned char>;

struct input_name;
class output_place;
class byte_output;

// An output that is whole: how many bytes, and these piece after piece, which it gives away.
std::size_t whole_size(const byte_output& whole) noexcept;
void give_whole(byte_output& whole, const std::function<void(std::string_view)>& take);

}  // namespace detail

/// Bytes in memory, one behind the other: std::span<const std::byte>, std::string,
/// std::string_view, std::vector<unsigned char> and the like.  No array of char, which may be the
/// name of a file.
template <class R>
concept byte_range = std::ranges::contiguous_range<R> && std::ranges::sized_range<R> &&
    detail::byte_like<std::ranges::range_value_t<R>> &&
    !(std::is_array_v<std::remove_cvref_t<R>> && std::same_as<std::ranges::range_value_t<R>, char>);

/// What is called with one piece of an output after the other.  It may return nothing, or whether
/// it took the piece.
template <class S>
concept byte_sink = std::invocable<S&, std::span<const std::byte>> &&
    (std::is_void_v<std::invoke_result_t<S&, std::span<const std::byte>>> ||
     std::same_as<std::invoke_result_t<S&, std::span<const std::byte>>, bool>);

/// An open file, pipe or socket, which stays the caller's.
struct file_descriptor {
  /// As open(2) returns it.
  int number = -1;
};

namespace detail {

template <class T, class... Known>
concept one_of = (std::derived_from<std::remove_cvref_t<T>, Known> || ...);

template <class T, class... Known>
concept refers_to = (std::convertible_to<T, Known&> || ...);

// What is neither input nor target, for which the compiler gets words.
template <class T>
concept no_byte_input = !byte_range<T> && !refers_to<T, std::istream> &&
                        !one_of<T, file_descriptor, std::filesystem::path, byte_input>;

template <class T>
concept writable_bytes = refers_to<T, std::string, std::vector<std::byte>, std::vector<char>,
                                   std::vector<unsigned char>>;
template <class T>
concept no_byte_target = !writable_bytes<T> && !byte_sink<T> && !refers_to<T, std::ostream> &&
                         !one_of<T, std::filesystem::path, byte_target>;
// What can be called, but not so.
template <class T>
concept nearly_byte_sink = no_byte_target<T> &&
    (std::is_function_v<std::remove_pointer_t<std::remove_cvref_t<T>>> ||
     requires { &std::remove_cvref_t<T>::operator(); });

}  // namespace detail

/// Where the bytes of a DICOM file (PS3.10) come from.  Refers to what it was made of.
class byte_input {
 public:
  /// Bytes in memory, which are not copied and must not change meanwhile.
  template <byte_range R>
  explicit(false) byte_input(const R& bytes)
      : bytes_(reinterpret_cast<const std::byte*>(std::ranges::data(bytes)),
               std::ranges::size(bytes)),
        what_(kind::memory) {}
  /// A stream, which is read once from where it stands to its end and never sought.  It is kept as
  /// file_options::waiting_bytes says.  error(errc::unreadable) if it fails.
  explicit(false) byte_input(std::istream& stream) noexcept
      : stream_(&stream), what_(kind::stream) {}
  /// A regular file is read from its first byte, wherever it stands, and stays there; a pipe or a
  /// socket is read like a stream.  error(errc::unreadable) if that fails.
  explicit(false) byte_input(file_descriptor open) noexcept
      : open_(open), what_(kind::descriptor) {}
  /// A file by its name.
  explicit(false) byte_input(const std::filesystem::path& file)
      : name_(file.native()), what_(kind::file) {}
  // The compiler shows these lines.
  template <detail::no_byte_input T>
  explicit(false) byte_input(T&&) = delete;  // give bytes, a std::istream&, a descriptor or a path

  /// For the verbs: opens or reads it.
  [[nodiscard]] detail::input_name open(const file_options& options) const;
  [[nodiscard]] const std::streambuf* stream() const noexcept;

 private:
  enum class kind { memory, stream, descriptor, file };

  std::span<const std::byte> bytes_;
  std::istream* stream_ = nullptr;
  file_descriptor open_;
  std::string name_;
  kind what_;
};

/// Where an anonymized file goes, when it is known to be whole.  Refers to what it was made of.
class byte_target {
 public:
  /// What it held before gives way to the output, and stays if there is none.  It may be the input.
  explicit(false) byte_target(std::string& out) : byte_target(out, in_memory{}) {}
  template <detail::byte_like T>
  explicit(false) byte_target(std::vector<T>& out) : byte_target(out, in_memory{}) {}
  /// A sink gets no byte before the whole output is known to be sound.  What may still fail then is
  /// the sink, and reading once more the pixel data of an input that is a file, which may be
  /// damaged or change: what the sink has got must then be thrown away.
  ///
  /// A sink that returns false, or throws what is no error, makes the verb throw
  /// error(errc::unwritable), whose error::cause is what it threw.  An error that it throws comes
  /// out as it is.
  template <byte_sink S>
  explicit(false) byte_target(S&& sink) : holds_all_(false) {
    taker_.take = [&sink](detail::byte_output& whole) {
      detail::give_whole(whole, [&](std::string_view piece) {
        if (piece.empty()) return;
        const auto bytes = std::as_bytes(std::span(piece));
        require_taken([&] {
          if constexpr (std::is_void_v<decltype(sink(bytes))>) {
            sink(bytes);
            return true;
          } else {
            return sink(bytes);
          }
        });
      });
    };
  }
  /// A stream, which is a sink; it is flushed.  It may not be the one that the input is read from:
  /// what is longer there would stay behind the output.
  explicit(false) byte_target(std::ostream& stream);
  /// A file, which appears whole or not at all, as that of anonymize_file does.
  explicit(false) byte_target(const std::filesystem::path& file) : name_(file.native()) {}
  // The compiler shows these lines.
  template <detail::no_byte_target T>
  explicit(false) byte_target(T&&) = delete;  // give a string&, vector&, ostream&, path or sink
  template <detail::nearly_byte_sink T>
  explicit(false) byte_target(T&&) = delete;  // a sink is void or bool(std::span<const std::byte>)

  /// For the verbs.
  [[nodiscard]] detail::output_place place(const file_options& options) const;
  [[nodiscard]] const std::streambuf* stream() const noexcept;

 private:
  struct in_memory {};
  template <class Bytes>
  byte_target(Bytes& out, in_memory) {
    const auto made = std::make_shared<Bytes>();
    taker_.take = [made](detail::byte_output& whole) {
      Bytes().swap(*made);
      made->reserve(detail::whole_size(whole));
      detail::give_whole(whole, [&](std::string_view piece) {
        const auto* const first = reinterpret_cast<const typename Bytes::value_type*>(piece.data());
        made->insert(made->end(), first, first + piece.size());
      });
    };
    taker_.keep = [made, &out] {
      out.swap(*made);
      Bytes().swap(*made);
    };
  }

  template <class Give>
  static void require_taken(const Give& give) {
    bool is_taken = false;
    try {
      is_taken = give();
    } catch (const error&) {
      throw;
    } catch (...) {
      throw error(errc::unwritable, "the sink threw an exception of its own")
          .caused_by(std::current_exception());
    }
    if (!is_taken) throw error(errc::unwritable, "the sink did not take the bytes");
  }

  detail::output_taker taker_;
  bool holds_all_ = true;
  std::ostream* stream_ = nullptr;
  std::string name_;
};

namespace detail {

// Refuses a stream that is read and written: its output would be followed by the rest of its input.
void require_apart(const byte_input& in, const byte_target& out);

}  // namespace detail

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/byte_places.ipp>
#endif
