// SPDX-License-Identifier: BSD-3-Clause
// A value, or the error that stands in its place.
#pragma once

#include <exception>
#include <new>
#include <optional>
#include <utility>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {

/// What the verbs that begin with try_ return, which throw nothing: a value, or why there is none.
/// In the manner of std::expected, which C++20 lacks.
template <class T>
class [[nodiscard]] result {
 public:
  explicit(false) result(T value) : value_(std::move(value)) {}
  explicit(false) result(dicom_anonymizer::error why) : error_(std::move(why)) {}

  /// Whether there is a value.
  [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

  /// The value.  Throws the error where there is none.
  [[nodiscard]] const T& value() const& {
    if (!value_) throw *error_;
    return *value_;
  }
  [[nodiscard]] T value() && {
    if (!value_) throw *error_;
    return *std::move(value_);
  }

  /// The value.  Precondition: there is one.
  [[nodiscard]] const T& operator*() const noexcept { return *value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &*value_; }

  /// Why there is no value.  Precondition: there is none.
  [[nodiscard]] const dicom_anonymizer::error& error() const noexcept { return *error_; }

 private:
  std::optional<T> value_;
  std::optional<dicom_anonymizer::error> error_;
};

namespace detail {

// What is being caught, as the library's own exception.  The text of a foreign one may quote the
// value that it stumbled over.
inline error caught_error() {
  try {
    throw;
  } catch (const error& failed) {
    return failed;
  } catch (const std::bad_alloc&) {
    return {errc::too_large, "not enough memory"};
  } catch (...) {
    return {errc::action_failed, "an action or a callback threw an exception of its own"};
  }
}

// Calls a function; what it throws becomes the result.
template <class Work>
auto tried(const Work& work) noexcept -> result<decltype(work())> {
  try {
    return work();
  } catch (...) {
    return caught_error();
  }
}

}  // namespace detail
}  // namespace dicom_anonymizer
