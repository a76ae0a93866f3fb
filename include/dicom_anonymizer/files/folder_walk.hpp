// SPDX-License-Identifier: BSD-3-Clause
// Hands out the files below a folder one by one, without holding the names of all.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// An open folder, closed at the end.
class folder_handle {
 public:
  folder_handle() = default;
  explicit folder_handle(const std::filesystem::path& folder) noexcept
      : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
        failure_(descriptor_ < 0 ? errno : 0) {}
  folder_handle(folder_handle&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), failure_(other.failure_) {}
  folder_handle& operator=(folder_handle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(failure_, other.failure_);
    return *this;
  }
  ~folder_handle() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  // Negative if the folder could not be opened.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  // The errno of that, or 0.
  [[nodiscard]] int failure() const noexcept { return failure_; }

 private:
  int descriptor_ = -1;
  int failure_ = 0;
};

// The names in one folder, sorted as bytes.
class listing {
 public:
  // Regular files, and links to such; folders, but not links to such; links that lead nowhere.
  explicit listing(const folder_handle& folder) : failure_(folder.failure()) {
    if (failure_ != 0) return;
    // A stream of its own: reading it must not move or close the handle.
    const int own = ::openat(folder.descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* const stream = own < 0 ? nullptr : ::fdopendir(own);
    if (stream == nullptr) {
      failure_ = errno;
      if (own >= 0) ::close(own);
      return;
    }
    struct closing {
      DIR* stream;
      ~closing() { ::closedir(stream); }
    } const guard{stream};
    while (true) {
      errno = 0;
      const dirent* const entry = ::readdir(stream);
      if (entry == nullptr) {
        failure_ = errno;
        break;
      }
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      switch (kind_of(folder, *entry)) {
        case DT_REG: files_.push_back(put(name)); break;
        case DT_DIR: folders_.push_back(put(name)); break;
        case DT_LNK: lost_links_.push_back(put(name)); break;
        default: break;
      }
    }
    const auto by_name = [this](std::size_t a, std::size_t b) {
      return std::string_view(name(a)) < std::string_view(name(b));
    };
    std::sort(files_.begin(), files_.end(), by_name);
    std::sort(folders_.begin(), folders_.end(), by_name);
    std::sort(lost_links_.begin(), lost_links_.end(), by_name);
  }

  // The errno of what stopped it, 0 if nothing did.
  [[nodiscard]] int failure() const noexcept { return failure_; }
  [[nodiscard]] std::size_t file_count() const noexcept { return files_.size(); }
  [[nodiscard]] const char* file(std::size_t i) const { return name(files_[i]); }
  [[nodiscard]] std::size_t lost_link_count() const noexcept { return lost_links_.size(); }
  [[nodiscard]] const char* lost_link(std::size_t i) const { return name(lost_links_[i]); }
  [[nodiscard]] std::size_t folder_count() const noexcept { return folders_.size(); }
  [[nodiscard]] const char* folder(std::size_t i) const { return name(folders_[i]); }

 private:
  // As if links were what they lead to; DT_LNK for one that leads nowhere.
  static unsigned char kind_of(const folder_handle& folder, const dirent& entry) {
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return entry.d_type;
    struct stat status {};
    if (entry.d_type == DT_UNKNOWN &&
        ::fstatat(folder.descriptor(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode))
      return DT_DIR;
    if (::fstatat(folder.descriptor(), entry.d_name, &status, 0) == 0)
      return S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
    const bool is_link =
        ::fstatat(folder.descriptor(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode);
    return is_link ? DT_LNK : DT_UNKNOWN;
  }

  std::size_t put(std::string_view one) {
    const std::size_t place = names_.size();
    names_.append(one).push_back('\0');
    return place;
  }
  [[nodiscard]] const char* name(std::size_t place) const noexcept { return names_.data() + place; }

  std::string names_;
  std::vector<std::size_t> files_;
  std::vector<std::size_t> folders_;
  std::vector<std::size_t> lost_links_;
  int failure_ = 0;
};

// A folder whose files are being worked on, and where their outputs go.
struct open_folder {
  std::filesystem::path input;
  std::filesystem::path below;  // from the root of the walk
  std::filesystem::path output;
  folder_handle from;
  std::optional<listing> names;
  // Made when the first file needs it.
  std::once_flag is_made;
  folder_handle to;
  std::optional<error> refusal;  // why nothing can be written there
};

// A file to work on; or a folder that could not be listed, which has no name in it.
struct found_file {
  std::shared_ptr<open_folder> folder;
  const char* name = nullptr;
  std::size_t number = 0;      // among the files of the folder, from 1
  bool leads_nowhere = false;  // a link, behind the files of its folder and without a number
};

// The files of a folder, then those of the folders in it, in the order of the bytes of their names.
// Holds the names of the folders on the way only.
class folder_walk {
 public:
  // How the folders of the output are called.
  enum class naming { as_input, by_number };

  folder_walk(std::filesystem::path input, std::filesystem::path output,
              naming how = naming::as_input)
      : input_(std::move(input)), output_(std::move(output)), naming_(how) {
    pending_.emplace_back();
  }

  // False when there are no more.  One thread at a time.
  bool next(found_file& one) {
    while (true) {
      if (current_ && place_ < current_->names->file_count()) {
        one = {current_, current_->names->file(place_), place_ + 1};
        ++place_;
        return true;
      }
      if (current_ && link_place_ < current_->names->lost_link_count()) {
        one = {current_, current_->names->lost_link(link_place_), 0, true};
        ++link_place_;
        return true;
      }
      // What could be listed of a folder comes first.
      if (current_ && std::exchange(fails_, false)) {
        one = {current_, nullptr, 0};
        return true;
      }
      if (pending_.empty()) return false;
      enter(std::move(pending_.back()));
    }
  }

 private:
  void enter(std::filesystem::path below) {
    pending_.pop_back();
    current_ = std::make_shared<open_folder>();
    current_->input = below.empty() ? input_ : input_ / below;
    current_->below = below;
    current_->from = folder_handle(current_->input);
    current_->names.emplace(current_->from);
    if (naming_ == naming::as_input)
      current_->output = below.empty() ? output_ : output_ / below;
    else
      current_->output =
          output_ / fmt::format("{:06}", count_ += current_->names->file_count() != 0);
    place_ = link_place_ = 0;
    fails_ = current_->names->failure() != 0;
    for (std::size_t i = current_->names->folder_count(); i-- > 0;)
      pending_.push_back(below / current_->names->folder(i));
  }

  std::filesystem::path input_;
  std::filesystem::path output_;
  std::vector<std::filesystem::path> pending_;  // below the input
  std::shared_ptr<open_folder> current_;
  std::size_t place_ = 0;
  std::size_t link_place_ = 0;
  naming naming_;
  std::size_t count_ = 0;  // of folders with files
  bool fails_ = false;
};

}  // namespace dicom_anonymizer::detail
