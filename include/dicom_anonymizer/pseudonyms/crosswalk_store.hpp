// SPDX-License-Identifier: BSD-3-Clause
// A database of which identifier became which, shared by threads, processes and years.
#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>

namespace dicom_anonymizer {

/// How a crosswalk is opened.
struct crosswalk_options {
  /// The project whose pseudonyms it holds; one made for another is refused.
  std::string scope = {};
  /// What tells one key from another and says nothing of either; empty without a key.  A crosswalk
  /// made with another key is refused; one made without a key takes this one.
  std::string key_check = {};
  /// Whether dates of one Patient ID with two issuers are those of two patients.  A crosswalk that
  /// was made otherwise is refused.
  bool separates_issuers = false;
  /// How long others may keep it locked for each attempt once it is open; then what needs it fails,
  /// and the next that needs it tries again.
  std::chrono::milliseconds patience = std::chrono::seconds(10);
  /// How long to wait in vain in all; after that every attempt fails at once.  To be opened it is
  /// waited for as long as that, as nothing can be done without it.
  std::chrono::milliseconds total_patience = std::chrono::minutes(5);
};

/// One line of a crosswalk.
struct crosswalk_row {
  /// "uid"; "identifier", with its form if that is a chosen one; "patient", a Patient ID
  /// (0010,0020); "shift" of the dates of a Patient ID, or "shift of study".
  std::string what;
  /// Who assigned the old one, Issuer of Patient ID (0010,0021), of a "patient" and, where issuers
  /// are told apart, of a "shift"; else empty.
  std::string issuer;
  /// The old UID or identifier; of a shift, whose dates it moves.
  std::string old;
  /// The new one; of a shift, the number of days or, with an s, of seconds.
  std::string renamed;
  /// Whether the old one may have no other new one.
  bool is_only = true;

  friend bool operator==(const crosswalk_row&, const crosswalk_row&) = default;
};

/// A file of SQLite with old and new UIDs and identifiers and the shifts of dates: it re-identifies
/// every patient in it.  Made with mode 0600 if it is missing.  Threads and processes may share
/// one.
class crosswalk_store {
 public:
  /// Opens one, or makes it.  Throws error(errc::bad_crosswalk) if the file is no database or no
  /// crosswalk, is of another scope, key or format, or others may read it; error(errc::locked) if
  /// it stays locked; error(errc::unreadable) or error(errc::unwritable) for what the system says.
  explicit crosswalk_store(const std::filesystem::path& file, const crosswalk_options& how = {})
      : patience_(how.total_patience), left_(how.total_patience) {
    create(file);
    open(file);
    check_form();
    if (!is_new_) check_owner(how);
    write_owner(how);
    is_new_ = false;
    patience_ = std::min(how.patience, how.total_patience);
    be_patient(base_);
    be_patient(reader_);
  }

  crosswalk_store(const crosswalk_store&) = delete;
  crosswalk_store& operator=(const crosswalk_store&) = delete;

  /// Says that a crosswalk is only read.
  struct reading {};
  static constexpr reading for_reading{};

  /// Opens one that is there, whatever its scope and key are.  Throws as above.
  crosswalk_store(const std::filesystem::path& file, reading,
                  std::chrono::milliseconds patience = crosswalk_options().patience)
      : patience_(patience), left_(patience) {
    require_private(file);
    open(file);
    check_form();
    if (is_new_) refuse("it is empty");
  }

  /// What an identifier became, if that is known.  Throws error(errc::unreadable) or
  /// error(errc::locked).
  [[nodiscard]] std::optional<std::string> find(std::string_view what, std::string_view issuer,
                                                std::string_view old) {
    // By a connection of its own: it need not wait until what others add is on the disk.
    const std::scoped_lock lock(reading_);
    return find_by(reader_, look_up_, what, issuer, old);
  }

  /// Adds rows, all or none.  Where an old identifier that may have only one new one has another
  /// nothing is added, the rows get the new ones that hold, and the answer is false.  Throws
  /// error(errc::locked) or error(errc::unwritable).
  [[nodiscard]] bool add(std::vector<crosswalk_row>& rows) {
    if (rows.empty()) return true;
    const std::scoped_lock lock(guard_);
    const auto begin = std::chrono::steady_clock::now();
    try {
      run("BEGIN IMMEDIATE");
      return add_all(rows);
    } catch (const error& failed) {
      if (failed.code() == errc::locked)
        have_waited(std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - begin));
      throw;
    }
  }

  /// Calls for every row, in the order of what they are and of the old identifiers.
  void each(const std::function<void(const crosswalk_row&)>& visit) {
    const std::scoped_lock lock(guard_);
    statement all(*this,
                  "SELECT what, issuer, old, new FROM pseudonyms ORDER BY what, issuer, old, new");
    while (all.step()) visit({all.text(0), all.text(1), all.text(2), all.text(3)});
  }

 private:
  static constexpr int application = 0x64616377;  // "dacw"
  static constexpr int format = 2;

  // The transaction has begun.
  bool add_all(std::vector<crosswalk_row>& rows) {
    try {
      bool fits = true;
      for (crosswalk_row& one : rows) {
        if (one.is_only) {
          if (auto known = find_by(base_, find_, one.what, one.issuer, one.old)) {
            if (*known == one.renamed) continue;
            one.renamed = *std::move(known);
            fits = false;
          }
        }
        if (!fits) continue;
        statement& insert =
            prepared(insert_, base_, "INSERT OR IGNORE INTO pseudonyms VALUES(?,?,?,?)");
        insert.bind({one.what, one.issuer, one.old, one.renamed});
        (void)insert.step();
        insert.reset();
      }
      run(fits ? "COMMIT" : "ROLLBACK");
      return fits;
    } catch (...) {
      ::sqlite3_exec(base_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }

  // A statement, ended with it.
  class statement {
   public:
    statement(crosswalk_store& owner, const char* text)
        : statement(owner, owner.base_.get(), text) {}
    statement(crosswalk_store& owner, sqlite3* base, const char* text) : owner_(owner) {
      sqlite3_stmt* made = nullptr;
      owner.require(::sqlite3_prepare_v2(base, text, -1, &made, nullptr), SQLITE_OK);
      made_.reset(made);
    }
    void bind(std::initializer_list<std::string_view> values) {
      int place = 0;
      for (const std::string_view one : values)
        // Without an address it would be NULL and not an empty text.
        owner_.require(
            ::sqlite3_bind_text64(made_.get(), ++place, one.data() == nullptr ? "" : one.data(),
                                  one.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
            SQLITE_OK);
    }
    // Whether there is a row.
    [[nodiscard]] bool step() {
      const int code = ::sqlite3_step(made_.get());
      if (code == SQLITE_ROW) return true;
      if (code == SQLITE_DONE) return false;
      ::sqlite3_reset(made_.get());
      owner_.fail(code);
    }
    void reset() noexcept { ::sqlite3_reset(made_.get()); }
    [[nodiscard]] std::string text(int column) const {
      const auto* const bytes =
          static_cast<const char*>(::sqlite3_column_blob(made_.get(), column));
      const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(made_.get(), column));
      return bytes == nullptr ? std::string() : std::string(bytes, size);
    }
    [[nodiscard]] int number(int column) const { return ::sqlite3_column_int(made_.get(), column); }

   private:
    struct ending {
      void operator()(sqlite3_stmt* one) const noexcept { ::sqlite3_finalize(one); }
    };
    crosswalk_store& owner_;
    std::unique_ptr<sqlite3_stmt, ending> made_;
  };

  struct closing {
    void operator()(sqlite3* one) const noexcept { ::sqlite3_close_v2(one); }
  };
  using connection = std::unique_ptr<sqlite3, closing>;

  [[noreturn]] static void refuse(std::string_view why) {
    throw error(errc::bad_crosswalk, fmt::format("the crosswalk cannot be used: {}", why));
  }
  [[noreturn]] static void refuse_locked() {
    throw error(errc::locked, "the crosswalk is kept locked by another process");
  }

  // Names no value: SQLite's own messages may quote one.
  [[noreturn]] void fail(int code) {
    switch (code & 0xFF) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED: refuse_locked();
      case SQLITE_NOTADB: refuse("it is no database");
      case SQLITE_CORRUPT: refuse("it is damaged");
      case SQLITE_READONLY:
      case SQLITE_PERM:
      case SQLITE_FULL:
        throw error(errc::unwritable,
                    fmt::format("cannot write the crosswalk: {}", ::sqlite3_errstr(code)));
      case SQLITE_NOMEM: throw std::bad_alloc();
      default:
        throw error(errc::unreadable,
                    fmt::format("cannot use the crosswalk: {}", ::sqlite3_errstr(code)));
    }
  }
  // Each attempt after this one waits no longer than is left.
  void have_waited(std::chrono::milliseconds time) {
    left_ = std::max(left_ - time, std::chrono::milliseconds::zero());
    if (left_ >= patience_) return;
    patience_ = left_;
    be_patient(base_);
  }
  void be_patient(const connection& base) {
    ::sqlite3_busy_timeout(base.get(), static_cast<int>(patience_.count()));
  }
  void require(int code, int wanted) {
    if (code != wanted) fail(code);
  }

  // SQLite would make it readable by others; what it adds beside it gets the same mode.
  static void create(const std::filesystem::path& file) {
    const int made =
        ::open(detail::system_name(file.native()), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
      ::close(made);
      return;
    }
    if (errno != EEXIST)
      throw error(errc::unwritable, fmt::format("cannot make the crosswalk: {}",
                                                std::generic_category().message(errno)));
    require_private(file);
  }

  static void require_private(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(detail::system_name(file.native()), &status) != 0)
      throw error(errc::unreadable, fmt::format("cannot open the crosswalk: {}",
                                                std::generic_category().message(errno)));
    if (!S_ISREG(status.st_mode)) refuse("it is no ordinary file");
    if ((status.st_mode & 0077U) != 0) refuse("others may read or write it; chmod 600 mends that");
  }

  void open(const std::filesystem::path& file) {
    open(base_, file);
    open(reader_, file);
  }
  void open(connection& made, const std::filesystem::path& file) {
    sqlite3* base = nullptr;
    const int code = ::sqlite3_open_v2(std::filesystem::absolute(file).c_str(), &base,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    made.reset(base);
    require(code, SQLITE_OK);
    ::sqlite3_extended_result_codes(base, 0);
    be_patient(made);
  }

  int number_of(const char* query) {
    statement one(*this, query);
    return one.step() ? one.number(0) : 0;
  }

  // Whether it is one of ours, or nothing yet, which is made into one.
  void check_form() {
    const bool is_empty = number_of("SELECT count(*) FROM sqlite_master") == 0;
    const int id = number_of("PRAGMA application_id");
    is_new_ = is_empty && id == 0;
    if (is_new_) return;
    if (id != application) refuse("it is a database of something else");
    if (number_of("PRAGMA user_version") != format) refuse("it has another format version");
  }

  static std::string_view issuers_of(const crosswalk_options& how) noexcept {
    return how.separates_issuers ? "apart" : "together";
  }

  void check_owner(const crosswalk_options& how) {
    if (owner("scope").value_or("") != how.scope) refuse("it is of another scope");
    if (owner("issuers").value_or("") != issuers_of(how))
      refuse("it tells issuers of Patient IDs apart, or does not, other than is asked for");
    const auto key = owner("key");
    if (key && !how.key_check.empty() && *key != how.key_check)
      refuse("it was made with another key, or dates are moved in another way");
  }

  // Tries for the lock too, so that a run that cannot have it ends before it begins.
  void write_owner(const crosswalk_options& how) {
    if (is_new_) become_wal();
    run("PRAGMA synchronous = FULL");
    run("BEGIN IMMEDIATE");
    try {
      // Another process may have been faster.
      if (is_new_ && number_of("SELECT count(*) FROM sqlite_master") == 0) {
        run("CREATE TABLE owner(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        run("CREATE TABLE pseudonyms(what TEXT NOT NULL, issuer TEXT NOT NULL, old TEXT NOT NULL, "
            "new TEXT NOT NULL, PRIMARY KEY(what, issuer, old, new)) WITHOUT ROWID");
        run(fmt::format("PRAGMA application_id = {}", application).c_str());
        run(fmt::format("PRAGMA user_version = {}", format).c_str());
        put_owner("scope", how.scope);
        put_owner("issuers", issuers_of(how));
      } else {
        check_owner(how);
      }
      if (!how.key_check.empty()) put_owner("key", how.key_check);
      run("COMMIT");
    } catch (...) {
      ::sqlite3_exec(base_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }

  // SQLite does not wait here for another process that does the same.
  void become_wal() {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    while (true) {
      const int code =
          ::sqlite3_exec(base_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
      if (code == SQLITE_OK) return;
      if ((code & 0xFF) != SQLITE_BUSY || std::chrono::steady_clock::now() >= deadline) fail(code);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  std::optional<std::string> owner(std::string_view name) {
    statement one(*this, "SELECT value FROM owner WHERE name = ?");
    one.bind({name});
    return one.step() ? std::optional(one.text(0)) : std::nullopt;
  }
  void put_owner(std::string_view name, std::string_view value) {
    statement one(*this, "INSERT OR IGNORE INTO owner VALUES(?, ?)");
    one.bind({name, value});
    (void)one.step();
  }

  void run(const char* text) {
    require(::sqlite3_exec(base_.get(), text, nullptr, nullptr, nullptr), SQLITE_OK);
  }

  statement& prepared(std::unique_ptr<statement>& place, const connection& base, const char* text) {
    if (!place) place = std::make_unique<statement>(*this, base.get(), text);
    return *place;
  }

  std::optional<std::string> find_by(const connection& base, std::unique_ptr<statement>& place,
                                     std::string_view what, std::string_view issuer,
                                     std::string_view old) {
    statement& query =
        prepared(place, base,
                 "SELECT new FROM pseudonyms WHERE what = ? AND issuer = ? AND old = ? LIMIT 1");
    query.bind({what, issuer, old});
    std::optional<std::string> found;
    if (query.step()) found = query.text(0);
    query.reset();
    return found;
  }

  std::chrono::milliseconds patience_;  // for one attempt
  std::chrono::milliseconds left_;      // for all that come
  std::mutex guard_;
  connection base_;
  std::unique_ptr<statement> insert_;
  std::unique_ptr<statement> find_;
  std::mutex reading_;
  connection reader_;
  std::unique_ptr<statement> look_up_;
  bool is_new_ = false;
};

}  // namespace dicom_anonymizer
