// SPDX-License-Identifier: BSD-3-Clause
// The pseudonyms of a run, which agree with all runs before and beside it.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

/// A source of pseudonyms that remembers: what a crosswalk_store holds is used again, and what is
/// new is added, made by a key or, without one, at random.  Dates of a new patient then move 1 to
/// 3650 days back.  Safe to share between threads.  Takes about 250 bytes of memory for each
/// pseudonym it gave, and 350 more for each that is new while the file that brought it is not
/// complete.
///
/// What is new is made up first and stored when the file in hand is complete, before it gets its
/// name, in one transaction: a mapping without an output is harmless, an output without a mapping
/// is not.  If another process has stored another one meanwhile that one holds, and the file is
/// made again.  Between files, as for a data set in memory, each is stored at once.
class crosswalk final : public pseudonym_source {
 public:
  /// Opens the file; see crosswalk_store.  New pseudonyms are made by the source given.
  explicit crosswalk(const std::filesystem::path& file, const crosswalk_options& how = {},
                     std::shared_ptr<pseudonym_source> made_by = nullptr)
      : store_(file, how),
        separates_issuers_(how.separates_issuers),
        made_by_(std::move(made_by)) {}

  /// Throws error(errc::bad_crosswalk) if what is stored is no UID that may be written, or one of
  /// the standard's.
  [[nodiscard]] std::string uid(std::string_view original) override {
    std::string result = renamed("uid", {}, original, [&] {
      if (made_by_) return made_by_->uid(original);
      const std::uint64_t high = random_.next();
      return detail::uid_from_bits(high, random_.next());
    });
    if (!is_legal_uid(result) || is_standard_uid(result))
      throw error(errc::bad_crosswalk, "the crosswalk holds a new UID that is none");
    return result;
  }

  /// Throws error(errc::bad_crosswalk) if what is stored is no identifier: empty, of more than 128
  /// characters, of several values or with control characters.
  [[nodiscard]] std::string identifier(const identifier_request& request) override {
    // Of another form an identifier has another pseudonym: that of a name need not be a number.
    const identifier_form& form = request.form;
    std::string result = renamed(name_of(form), {}, request.original, [&] {
      if (made_by_) return made_by_->identifier(request);
      std::array<unsigned char, pseudonym_bytes> bytes{};
      for (std::size_t i = 0; i < bytes.size(); i += 8) {
        const std::uint64_t number = random_.next();
        std::memcpy(bytes.data() + i, &number, 8);
      }
      return form.spell(bytes);
    });
    constexpr std::size_t longest = 128;
    const bool is_legal = !result.empty() && result.size() <= longest &&
                          std::none_of(result.begin(), result.end(), [](char c) {
                            const auto byte = static_cast<unsigned char>(c);
                            return byte < 0x20 || byte == 0x7F || c == '\\';
                          });
    if (!is_legal)
      throw error(errc::bad_crosswalk, "the crosswalk holds a new identifier that is none");
    return result;
  }

  /// Throws error(errc::bad_crosswalk) if what is stored is no shift, or one beyond what
  /// shift_range allows.
  [[nodiscard]] date_shift shift_of(const patient_identity& patient) override {
    const bool has_id = !patient.id.empty();
    const std::string text =
        renamed(has_id ? "shift" : "shift of study",
                has_id && separates_issuers_ ? patient.issuer : std::string(),
                has_id ? patient.id : patient.study_uid, [&] {
                  if (made_by_) return text_of(made_by_->shift_of(patient));
                  constexpr std::uint64_t most = 3650;
                  return text_of({-static_cast<std::int32_t>(1 + random_.next() % most), 0});
                });
    return shift_from(text);
  }

  [[nodiscard]] bool follows_files() const noexcept override { return true; }
  [[nodiscard]] bool complete_file(const renamed_patient& who) override {
    if (who.id_before.empty()) return store_file();
    return store_file({{"patient", who.issuer_before, who.id_before, who.id_after}});
  }

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
    if (file != files_.end() && !file->second.back().stores_at_once) {
      open_file& inner = file->second.back();
      // Once for a file, however often it is asked for.
      if (inner.has.insert(&found->second).second)
        inner.rows.push_back(
            {std::string(what), std::string(issuer), std::string(old), found->second.renamed});
      return found->second.renamed;
    }
    std::vector<crosswalk_row> alone = {
        {std::string(what), std::string(issuer), std::string(old), found->second.renamed}};
    (void)store_.add(alone);  // whichever holds is in the row then
    found->second = {alone[0].renamed, true};
    return found->second.renamed;
  }

  /// The thread begins a file: what is new from now on waits for store_file.  It may be inside
  /// another file of the same thread, whose rows then wait on.
  void begin_file() override {
    const std::scoped_lock lock(guard_);
    files_[std::this_thread::get_id()].emplace_back();
  }

  /// What is new for a data set in memory is stored at once, also amid a file of the thread, which
  /// may fail.
  void begin_dataset() override {
    const std::scoped_lock lock(guard_);
    files_[std::this_thread::get_id()].emplace_back().stores_at_once = true;
  }
  void end_dataset() noexcept override { end_file(); }

  /// Stores what the file has brought, and the rows given, which may have several new ones, in one
  /// transaction; what is new behind that is stored at once.  If it is false the pseudonyms of the
  /// file do not hold and it has to be made again, from begin_file on.  Throws what
  /// crosswalk_store::add throws; then nothing is stored.
  [[nodiscard]] bool store_file(std::vector<crosswalk_row> more = {}) {
    std::unique_lock lock(guard_);
    std::vector<crosswalk_row> rows;
    if (const auto file = files_.find(std::this_thread::get_id()); file != files_.end())
      rows = std::exchange(file->second.back(), {}).rows;
    const std::size_t own = rows.size();
    std::vector<std::string> proposed;
    proposed.reserve(own);
    for (const crosswalk_row& one : rows) proposed.push_back(one.renamed);
    for (crosswalk_row& one : more) {
      one.is_only = false;
      if (!known_.contains(key_of(one))) rows.push_back(std::move(one));
    }
    lock.unlock();  // others need not wait for the disk
    const bool fits = store_.add(rows);
    lock.lock();
    // What whoever takes the output asks for comes too late for the file's own rows.
    if (const auto file = files_.find(std::this_thread::get_id()); fits && file != files_.end())
      file->second.back().stores_at_once = true;
    for (std::size_t i = own; fits && i < rows.size(); ++i)
      known_[key_of(rows[i])].is_stored = true;
    for (std::size_t i = 0; i < own; ++i) {
      const crosswalk_row& one = rows[i];
      entry& known = known_[key_of(one.what, one.issuer, one.old)];
      // If they do not fit only what the store has put in their place is known to be there.
      if (fits || one.renamed != proposed[i]) known = {one.renamed, true};
    }
    return fits;
  }

  /// The thread has no file any more; what was new and is not stored waits for whoever needs it.
  void end_file() noexcept override {
    const std::scoped_lock lock(guard_);
    const auto file = files_.find(std::this_thread::get_id());
    if (file == files_.end()) return;
    file->second.pop_back();
    if (file->second.empty()) files_.erase(file);
  }

 private:
  struct entry {
    std::string renamed;
    bool is_stored = false;
  };

  // What a file has brought: an entry stays where it is as long as the crosswalk.  A data set in
  // memory brings nothing.
  struct open_file {
    bool stores_at_once = false;  // a data set, or a file whose rows are stored
    std::vector<crosswalk_row> rows;
    std::unordered_set<const entry*> has;
  };

  // "identifier", or with its form, such as "identifier T-[0123456789]{8}".  No form has a
  // backslash, which stands before each bracket that is one of its own signs.
  static std::string name_of(const identifier_form& form) {
    if (form == identifier_form()) return "identifier";
    const auto escaped = [](std::string_view text) {
      std::string result;
      for (const char c : text) {
        if (c == '[' || c == ']' || c == '{' || c == '}') result += '\\';
        result += c;
      }
      return result;
    };
    return fmt::format("identifier {}[{}]{{{}}}", escaped(form.prefix()), escaped(form.alphabet()),
                       form.length());
  }

  // PS3.5 section 9.1.
  static bool is_legal_uid(std::string_view uid) noexcept {
    if (uid.empty() || uid.size() > 64) return false;
    while (true) {
      const std::size_t size = std::min(uid.find('.'), uid.size());
      const std::string_view part = uid.substr(0, size);
      if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos ||
          (part.size() > 1 && part.front() == '0'))
        return false;
      if (size == uid.size()) return true;
      uid.remove_prefix(size + 1);
    }
  }

  // "-12", or "-12 3600" with seconds.
  static std::string text_of(const date_shift& shift) {
    return shift.seconds == 0 ? fmt::format("{}", shift.days)
                              : fmt::format("{} {}", shift.days, shift.seconds);
  }
  static date_shift shift_from(std::string_view text) {
    date_shift shift;
    const char* const end = text.data() + text.size();
    auto [at, failed] = std::from_chars(text.data(), end, shift.days);
    if (failed == std::errc() && at != end && *at == ' ') {
      const auto seconds = std::from_chars(at + 1, end, shift.seconds);
      at = seconds.ptr;
      failed = seconds.ec;
    }
    constexpr std::int32_t far = 1'000'000;
    if (failed != std::errc() || at != end || shift.days == 0 || shift.days < -far ||
        shift.days > far || shift.seconds < 0 || shift.seconds >= 86400)
      throw error(errc::bad_crosswalk, "the crosswalk holds a shift that is none");
    return shift;
  }

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
  bool separates_issuers_;
  std::shared_ptr<pseudonym_source> made_by_;
  detail::random_numbers random_;
  std::mutex guard_;
  std::unordered_map<std::string, entry> known_;
  std::map<std::thread::id, std::vector<open_file>>
      files_;  // the innermost is the last; never empty
};

}  // namespace dicom_anonymizer
