// SPDX-License-Identifier: BSD-3-Clause
// A file that appears whole or not at all.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>

namespace dicom_anonymizer::detail {

// Where a file is to be: a name in an open folder, or from the current one (AT_FDCWD).
struct output_name {
  int folder = AT_FDCWD;
  std::string name;
};

// Where bytes wait that are more than memory is to hold: in a file without a name, in a folder or,
// if there is none, in that for temporary files.
struct waiting_place {
  std::string folder = {};
  std::size_t in_memory = std::numeric_limits<std::size_t>::max();
};

// A file that has another name until it is complete, and goes if it never is.
class output_file {
 public:
  explicit output_file(output_name place) : place_(std::move(place)) {
    static_cast<void>(system_name(place_.name));
    do {
      temporary_.assign(place_.name, 0, place_.name.rfind('/') + 1);
      // Nothing of the data: the name may be seen by others.
      temporary_ += fmt::format(".dicom_anonymizer_{:016x}", next_number());
      descriptor_ =
          ::openat(place_.folder, temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) fail("cannot create the output");
  }
  // One that never has a name and that nobody else can open, for what waits.
  explicit output_file(const waiting_place& wanted) {
    std::error_code failed;
    const std::filesystem::path folder = wanted.folder.empty()
                                             ? std::filesystem::temp_directory_path(failed)
                                             : std::filesystem::path(wanted.folder);
    // Without a folder the name would be one in the current folder.
    if (failed) throw error(errc::unwritable, "no folder for temporary files: " + failed.message());
    std::string name;
    do {
      name = (folder / fmt::format(".dicom_anonymizer_{:016x}", next_number())).native();
      descriptor_ = ::open(system_name(name), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) fail("cannot make a temporary file");
    if (::unlink(name.c_str()) != 0) {
      const int reason = errno;
      ::close(std::exchange(descriptor_, -1));
      errno = reason;
      fail("cannot take the name of a temporary file away");
    }
  }
  explicit output_file(const std::filesystem::path& name)
      : output_file(output_name{AT_FDCWD, name.native()}) {}
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty())
      ::unlinkat(is_moved_ ? folder_of_temporary_ : place_.folder, temporary_.c_str(), 0);
  }

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  // Writes all of the bytes at the end.
  void write(std::string_view bytes) { write({}, bytes); }

  // Two pieces at once.
  void write(std::string_view first, std::string_view second) {
    while (!first.empty() || !second.empty()) {
      const iovec pieces[] = {{const_cast<char*>(first.data()), first.size()},
                              {const_cast<char*>(second.data()), second.size()}};
      const ssize_t put = first.empty() ? ::write(descriptor_, second.data(), second.size())
                                        : ::writev(descriptor_, pieces, 2);
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) fail("cannot write the output");
      const auto done = static_cast<std::size_t>(put);
      const std::size_t of_first = std::min(done, first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(done - of_first);
    }
  }

  // Writes over bytes that are there.
  void write_at(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t put =
          ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) fail("cannot write the output");
      offset += static_cast<std::uint64_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  // Reads bytes that were written.
  void read_at(std::uint64_t offset, char* to, std::size_t count) const {
    while (count != 0) {
      const ssize_t got = ::pread(descriptor_, to, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail("cannot read the output back");
      to += got;
      offset += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
  }

  // What has been written, to be read.  Needs neither a name nor /proc, which a container may not
  // have.
  [[nodiscard]] source written() const {
    const int again = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (again < 0) fail("cannot read the output back");
    return source(std::make_shared<const byte_store>(open_file{again, true}));
  }

  // Takes bytes away from the end.
  void truncate(std::uint64_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0 ||
        ::lseek(descriptor_, 0, SEEK_END) < 0)
      fail("cannot shorten the output");
  }

  // Another place for the file, on the same file system.  Where something is already, naming it
  // fails.
  void move_to(output_name place) {
    folder_of_temporary_ = place_.folder;
    place_ = std::move(place);
    is_moved_ = true;
  }

  // Where something is already that is the same, byte for byte, it stays and all is well.
  void accept_same() noexcept { accepts_same_ = true; }

  // Gives the file its name.
  void commit(bool sync) {
    if (sync && ::fsync(descriptor_) != 0) fail("cannot force the output to the disk");
    // Some file systems tell of a full disk only now.
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot close the output");
    if (is_moved_) {
      move();
    } else if (require_replaceable(); ::renameat(place_.folder, temporary_.c_str(), place_.folder,
                                                 place_.name.c_str()) != 0) {
      fail("cannot name the output");
    }
    temporary_.clear();
    if (sync) sync_folder();
  }

 private:
  // A device or a pipe is no file to be replaced, nor is a link to one, such as /dev/stdout: who
  // names it as output expects that it is written to, also where that leads to a file for now.  Any
  // other link is replaced, and what it leads to stays.
  void require_replaceable() const {
    struct stat there {};
    const auto look = [&](int flags) {
      return ::fstatat(place_.folder, place_.name.c_str(), &there, flags) == 0;
    };
    if (!look(AT_SYMLINK_NOFOLLOW)) return;  // so it is for nearly all
    bool is_ordinary = true;
    if (S_ISLNK(there.st_mode)) {
      char link[8] = {};
      const auto size = ::readlinkat(place_.folder, place_.name.c_str(), link, sizeof link);
      const std::string_view leads_to(link, size > 0 ? static_cast<std::size_t>(size) : 0);
      is_ordinary = !leads_to.starts_with("/dev/") && !leads_to.starts_with("/proc/");
      if (is_ordinary && !look(0)) return;
    }
    if (!is_ordinary || (!S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)))
      throw error(errc::unwritable, "what has the name of the output is no ordinary file");
  }
  [[noreturn]] static void fail(const char* what) {
    throw error(errc::unwritable, fmt::format("{}: {}", what, system_message(errno)));
  }

  // Atomically, where the file system can do that: other processes may write there too.
  void move() {
    const char* const from = temporary_.c_str();
    const char* const to = place_.name.c_str();
    if (::renameat2(folder_of_temporary_, from, place_.folder, to, RENAME_NOREPLACE) == 0) return;
    if (errno == EINVAL || errno == ENOSYS) {
      if (::linkat(folder_of_temporary_, from, place_.folder, to, 0) == 0) {
        ::unlinkat(folder_of_temporary_, from, 0);
        return;
      }
      if (errno != EEXIST) {
        if (::faccessat(place_.folder, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
          errno = EEXIST;
        else if (::renameat(folder_of_temporary_, from, place_.folder, to) == 0)
          return;
      }
    }
    if (errno == EEXIST && accepts_same_ && is_same_there()) {
      ::unlinkat(folder_of_temporary_, from, 0);
      return;
    }
    if (errno == EEXIST)
      throw error(errc::unwritable, "there is another file of the name of the output");
    fail("cannot name the output");
  }

  // Whether the file of that name has the bytes of this one.  Leaves errno as it was.
  [[nodiscard]] bool is_same_there() const {
    const int before = errno;
    bool is_same = false;
    struct stat status {};
    // A link may be anybody's.
    if (::fstatat(place_.folder, place_.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode)) {
      try {
        is_same = have_same_bytes(source(folder_of_temporary_, temporary_.c_str()),
                                  source(place_.folder, place_.name.c_str()));
      } catch (const error&) {  // what cannot be read is not known to be the same
      }
    }
    errno = before;
    return is_same;
  }
  [[nodiscard]] static bool have_same_bytes(source one, source other) {
    constexpr std::uint64_t piece = std::uint64_t{1} << 16;
    if (one.size() != other.size()) return false;
    for (std::uint64_t at = 0; at < one.size(); at += piece) {
      const auto count = static_cast<std::size_t>(std::min(piece, one.size() - at));
      const auto left = one.view(at, count);
      const auto right = other.view(at, count);
      if (!std::equal(left.begin(), left.end(), right.begin())) return false;
    }
    return true;
  }

  // Different in all processes and threads as far as chance goes; the file system decides.
  static std::uint64_t next_number() {
    static const std::uint64_t first = [] {
      std::uint64_t random = 0;
      if (::getentropy(&random, sizeof random) != 0) fail("cannot name the output");
      return random;
    }();
    static std::atomic<std::uint64_t> count = 0;
    return first + count++;
  }

  void sync_folder() const {
    const std::string folder = place_.name.find('/') == std::string::npos
                                   ? "."
                                   : place_.name.substr(0, place_.name.rfind('/') + 1);
    const int opened = ::openat(place_.folder, folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) fail("cannot open the folder of the output");
    const bool is_synced = ::fsync(opened) == 0;
    const int code = errno;
    ::close(opened);
    errno = code;
    if (!is_synced) fail("cannot force the folder of the output to the disk");
  }

  output_name place_;
  std::string temporary_;
  int descriptor_ = -1;
  bool is_moved_ = false;
  bool accepts_same_ = false;
  int folder_of_temporary_ = AT_FDCWD;
};

}  // namespace dicom_anonymizer::detail
