// SPDX-License-Identifier: BSD-3-Clause
// The pseudonyms of a run, which agree with all runs before and beside it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>

namespace dicom_anonymizer {

/// What a crosswalk_store holds and what a run adds to it.  Safe to share between threads.
///
/// What is new is made up first and stored when the file in hand is complete, before it gets its
/// name, in one transaction: a mapping without an output is harmless, an output without a mapping
/// is not.  If another process has stored another one meanwhile that one holds, and the file is
/// made again.  Between files, as for a data set in memory, each is stored at once.
class crosswalk {
 public:
  /// Opens the file; see crosswalk_store.
  explicit crosswalk(const std::filesystem::path& file, const crosswalk_options& how = {})
      : store_(file, how) {}

  /// The new one of an old UID, identifier or shift (see crosswalk_row): the one that is known, or
  /// else the one proposed.
  [[nodiscard]] std::string renamed(std::string_view what, std::string_view issuer,
                                    std::string_view old,
                                    const std::function<std::string()>& propose) {
    const std::string key = key_of(what, issuer, old);
    const std::scoped_lock lock(guard_);
    auto found = known_.find(key);
    if (found == known_.end()) {
      entry made;
      if (auto stored = store_.find(what, issuer, old))
        made = {*std::move(stored), true};
      else
        made = {propose(), false};
      found = known_.emplace(key, std::move(made)).first;
    }
    if (found->second.is_stored) return found->second.renamed;
    const auto file = files_.find(std::this_thread::get_id());
    if (file != files_.end()) {
      file->second.push_back(
          {std::string(what), std::string(issuer), std::string(old), found->second.renamed});
      return found->second.renamed;
    }
    std::vector<crosswalk_row> alone = {
        {std::string(what), std::string(issuer), std::string(old), found->second.renamed}};
    (void)store_.add(alone);  // whichever holds is in the row then
    found->second = {alone[0].renamed, true};
    return found->second.renamed;
  }

  /// The thread begins a file: what is new from now on waits for store_file.
  void begin_file() {
    const std::scoped_lock lock(guard_);
    files_[std::this_thread::get_id()].clear();
  }

  /// Stores what the file has brought, and the rows given, which may have several new ones, in one
  /// transaction.  If it is false the
  /// pseudonyms of the file do not hold and it has to be made again, from begin_file on.  Throws
  /// what crosswalk_store::add throws; then nothing is stored.
  [[nodiscard]] bool store_file(std::vector<crosswalk_row> more = {}) {
    const std::scoped_lock lock(guard_);
    std::vector<crosswalk_row>& rows = files_[std::this_thread::get_id()];
    const std::size_t own = rows.size();
    for (crosswalk_row& one : more) {
      one.is_only = false;
      if (!known_.contains(key_of(one))) rows.push_back(std::move(one));
    }
    const bool fits = store_.add(rows);
    for (std::size_t i = own; fits && i < rows.size(); ++i)
      known_[key_of(rows[i])].is_stored = true;
    for (std::size_t i = 0; i < own; ++i) {
      const crosswalk_row& one = rows[i];
      entry& known = known_[key_of(one.what, one.issuer, one.old)];
      // Of those that do not fit, only what the store has told is known to be there.
      if (fits || known.renamed != one.renamed) known = {one.renamed, true};
    }
    rows.clear();
    return fits;
  }

  /// The thread has no file any more; what was new and is not stored waits for whoever needs it.
  void end_file() noexcept {
    const std::scoped_lock lock(guard_);
    files_.erase(std::this_thread::get_id());
  }

 private:
  struct entry {
    std::string renamed;
    bool is_stored = false;
  };

  // Of one that may have several new ones.
  static std::string key_of(const crosswalk_row& one) {
    return key_of("=" + one.what, one.issuer, one.old) + '\0' + one.renamed;
  }

  // Lengths keep the parts apart.
  static std::string key_of(std::string_view what, std::string_view issuer, std::string_view old) {
    std::string key;
    key.reserve(what.size() + issuer.size() + old.size() + 8);
    for (const std::string_view part : {what, issuer}) {
      for (std::size_t i = 0; i < 4; ++i)
        key.push_back(static_cast<char>(part.size() >> 8 * i & 0xFFU));
      key += part;
    }
    return key += old;
  }

  crosswalk_store store_;
  std::mutex guard_;
  std::unordered_map<std::string, entry> known_;
  std::map<std::thread::id, std::vector<crosswalk_row>> files_;
};

}  // namespace dicom_anonymizer
