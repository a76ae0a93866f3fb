// SPDX-License-Identifier: BSD-3-Clause
// The file of --review: the words that went as unknown.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <dicom_anonymizer/cli/clean_words.hpp>
#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/cli/secret_place.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

namespace dicom_anonymizer::cli {

/// A new file that only its owner may read (mode 0600).  It is made before the work begins, so that
/// a long run does not end without it; what is put into it identifies patients.
class review_file {
 public:
  /// Throws error(errc::unwritable) if it cannot be made or a file is there already.
  explicit review_file(std::filesystem::path name) : name_(std::move(name)) {
    file_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file_ < 0) refuse(errno);
  }
  review_file(const review_file&) = delete;
  review_file& operator=(const review_file&) = delete;

  /// One that was never written goes.
  ~review_file() {
    if (file_ < 0) return;
    ::close(file_);
    ::unlink(name_.c_str());
  }

  /// Writes the words that the context collected; what went wrong, empty if nothing did.
  [[nodiscard]] std::string fault_of_writing(const context& shared) {
    try {
      write(shared.unknown_words->to_text());
      return {};
    } catch (const error& why) {
      return why.reason();
    }
  }

  /// Writes it, once.  Throws error(errc::unwritable), and then it is gone.
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t put = ::write(file_, text.data(), text.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) refuse(errno);
      text.remove_prefix(static_cast<std::size_t>(put));
    }
    const int file = file_;
    if (::fsync(file) != 0 && errno != EINVAL) refuse(errno);
    file_ = -1;
    if (::close(file) != 0) {
      const int failure = errno;
      ::unlink(name_.c_str());
      refuse(failure);
    }
  }

 private:
  [[noreturn]] void refuse(int failure) const {
    throw error(
        errc::unwritable,
        fmt::format("--review '{}': {}", name_.string(),
                    failure == EEXIST ? std::string("there is such a file already, and none "
                                                    "is written over")
                                      : std::generic_category().message(failure)));
  }

  std::filesystem::path name_;
  int file_ = -1;
};

/// Lets the context use the words of a command line and, where a review is wanted, collect those
/// that go as unknown, for the file that is returned.  Throws error if that file may not stand
/// there: where it could be given away with OUTPUT, or be read as an input.
[[nodiscard]] inline std::unique_ptr<review_file> take_words(const clean_words& words,
                                                             const std::filesystem::path& review,
                                                             const job& wanted, context& shared) {
  shared.words = words.list;
  shared.cleans_strictly = words.is_strict;
  if (review.empty()) return nullptr;
  try {
    detail::require_apart(review, wanted);
  } catch (const error& why) {
    throw detail::about("--review", review, why);
  }
  shared.unknown_words = std::make_shared<unknown_words>();
  return std::make_unique<review_file>(review);
}

}  // namespace dicom_anonymizer::cli
