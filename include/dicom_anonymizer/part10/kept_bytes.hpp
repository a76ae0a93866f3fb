// SPDX-License-Identifier: BSD-3-Clause
// Bytes that come once, kept so that they can be read in any order.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Reads to the end: calls read(char* to, std::size_t most), which returns how many bytes came and 0
// at the end, and throws error.  Throws error(errc::too_large) beyond the limit, and
// error(errc::not_dicom) at once if it is something else: nobody can fill a disk with that.
template <class Read>
std::shared_ptr<const byte_store> kept_bytes(const waiting_place& place, std::uint64_t limit,
                                             const Read& read) {
  std::string bytes;
  std::unique_ptr<output_file> file;
  std::string first;  // of them, to be looked at
  std::string room(std::size_t{1} << 16, '\0');
  std::uint64_t size = 0;
  while (const std::size_t got = read(room.data(), room.size())) {
    size += got;
    if (size > limit) throw error(errc::too_large, "the input is longer than the limit allows");
    const std::string_view piece = std::string_view(room).substr(0, got);
    if (first.size() < preamble_size) {
      first += piece.substr(0, preamble_size - first.size());
      if (first.size() == preamble_size)
        require_dicom({reinterpret_cast<const unsigned char*>(first.data()), first.size()});
    }
    if (!file && got > place.in_memory - std::min(place.in_memory, bytes.size())) {
      file = std::make_unique<output_file>(place);
      file->write(bytes);
      std::string().swap(bytes);
    }
    if (file)
      file->write(piece);
    else
      bytes += piece;
  }
  if (!file) return std::make_shared<const byte_store>(std::move(bytes));
  return file->written().store();
}

// From where it stands on.  A stream whose mask throws at its end is no failure.
inline std::shared_ptr<const byte_store> kept_stream(std::istream& in, const waiting_place& place,
                                                     std::uint64_t limit) {
  const error failed(errc::unreadable, "the stream failed");
  if (in.fail()) throw failed;
  return kept_bytes(place, limit, [&](char* to, std::size_t most) -> std::size_t {
    if (in.eof()) return 0;
    try {
      in.read(to, static_cast<std::streamsize>(most));
    } catch (...) {
      if (in.bad()) throw error(failed).caused_by(std::current_exception());
    }
    if (in.bad() || (in.fail() && !in.eof())) throw failed;
    return static_cast<std::size_t>(in.gcount());
  });
}

// A regular file stays where it is and is read from its first byte; a pipe or socket is read to its
// end from where it stands.  The descriptor stays the caller's.
inline std::shared_ptr<const byte_store> kept_descriptor(int descriptor, const waiting_place& place,
                                                         std::uint64_t limit) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    throw error(errc::unreadable, "cannot read the descriptor: " + system_message(errno));
  if (S_ISREG(status.st_mode))
    return std::make_shared<const byte_store>(open_file{descriptor, false});
  return kept_bytes(place, limit, [&](char* to, std::size_t most) -> std::size_t {
    for (;;) {
      const ssize_t got = ::read(descriptor, to, most);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      const int reason = errno;
      // One that waits by itself has waited as long as it was told to (SO_RCVTIMEO).
      const bool waits = (::fcntl(descriptor, F_GETFL) & O_NONBLOCK) == 0;
      if (reason != EAGAIN || waits)
        throw error(errc::unreadable, "cannot read the descriptor: " + system_message(reason));
      pollfd waiting{descriptor, POLLIN, 0};
      static_cast<void>(::poll(&waiting, 1, -1));
    }
  });
}

}  // namespace dicom_anonymizer::detail
