// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace std::chrono_literals;

namespace {

template <class Work>
test::refusal refused(const Work& work, std::string* reason = nullptr) {
  try {
    work();
  } catch (const da::error& failed) {
    if (reason != nullptr) *reason = failed.reason();
    return {failed.code()};
  }
  return {};
}

bool add(da::crosswalk_store& store, const std::string& old, const std::string& renamed) {
  std::vector<da::crosswalk_row> rows = {{"uid", "", old, renamed}};
  return store.add(rows);
}

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

// What another program does to a database.
void run_sql(const std::filesystem::path& file, const char* text) {
  sqlite3* base = nullptr;
  REQUIRE(::sqlite3_open(file.c_str(), &base) == SQLITE_OK);
  CHECK(::sqlite3_exec(base, text, nullptr, nullptr, nullptr) == SQLITE_OK);
  ::sqlite3_close(base);
}

// A child process that does something, and its exit status or, negative, its signal.
template <class Work>
pid_t start(const Work& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 1;
    try {
      status = work() ? 0 : 1;
    } catch (...) {
    }
    ::_exit(status);
  }
  return child;
}
int end_of(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a crosswalk holds what was added, for those who open it later") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  {
    da::crosswalk_store store(file);
    CHECK_FALSE(store.find("uid", "", "1.2.3"));
    std::vector<da::crosswalk_row> rows = {{"uid", "", "1.2.3", "2.25.3"},
                                           {"PatientID", "Hospital", "4711", "P-1"},
                                           {"PatientID", "", "4711", ""}};
    CHECK(store.add(rows));
    CHECK(store.find("uid", "", "1.2.3") == "2.25.3");
  }
  da::crosswalk_store store(file);
  CHECK(store.find("uid", "", "1.2.3") == "2.25.3");
  CHECK(store.find("PatientID", "Hospital", "4711") == "P-1");
  CHECK(store.find("PatientID", "", "4711") == "");
  CHECK_FALSE(store.find("PatientID", "Other", "4711"));
  CHECK_FALSE(store.find("AccessionNumber", "", "4711"));
  std::vector<da::crosswalk_row> all;
  store.each([&](const da::crosswalk_row& one) { all.push_back(one); });
  CHECK(all == std::vector<da::crosswalk_row>{{"PatientID", "", "4711", ""},
                                              {"PatientID", "Hospital", "4711", "P-1"},
                                              {"uid", "", "1.2.3", "2.25.3"}});
}

TEST_CASE("values are bytes: quotes, NUL and what is no UTF-8 come back") {
  const test::folder place;
  da::crosswalk_store store(place / "c.sqlite");
  for (const std::string& odd : {std::string("a'b\"c;--"), std::string("a\0b", 3),
                                 std::string("M\xFCller"), std::string()}) {
    CHECK(add(store, odd, odd + "!"));
    CHECK(store.find("uid", "", odd) == odd + "!");
  }
}

TEST_CASE("of two new ones for one old one the first holds, and nothing else is added with it") {
  const test::folder place;
  da::crosswalk_store store(place / "c.sqlite");
  CHECK(add(store, "1.2", "2.25.2"));
  std::vector<da::crosswalk_row> rows = {
      {"uid", "", "1.1", "2.25.1"}, {"uid", "", "1.2", "2.25.99"}, {"uid", "", "1.3", "2.25.3"}};
  CHECK_FALSE(store.add(rows));
  CHECK(rows[1].renamed == "2.25.2");
  CHECK_FALSE(store.find("uid", "", "1.1"));
  CHECK_FALSE(store.find("uid", "", "1.3"));
  CHECK(store.add(rows));
  CHECK(store.add(rows));
  CHECK(store.find("uid", "", "1.3") == "2.25.3");
}

TEST_CASE("only the owner may read it and what SQLite puts beside it") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const mode_t before = ::umask(0);
  {
    da::crosswalk_store store(file);
    CHECK(add(store, "1", "2"));
    int files = 0;
    for (const std::string& name : test::listing(place.path())) {
      CAPTURE(name);
      CHECK(mode_of(place / name) == 0600);
      ++files;
    }
    CHECK(files >= 2);
  }
  ::umask(before);
  for (const mode_t mode : {0640U, 0604U, 0660U, 0602U}) {
    ::chmod(file.c_str(), mode);
    CHECK(refused([&] { da::crosswalk_store store(file); }).code == da::errc::bad_crosswalk);
    CHECK(refused([&] {
            da::crosswalk_store store(file, da::crosswalk_store::for_reading);
          }).code == da::errc::bad_crosswalk);
  }
}

TEST_CASE("what is no crosswalk is refused and not changed") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const auto is_refused = [&] {
    ::chmod(file.c_str(), 0600);
    const std::string before = test::read(file);
    CHECK(refused([&] { da::crosswalk_store store(file); }).code == da::errc::bad_crosswalk);
    CHECK(refused([&] {
            da::crosswalk_store store(file, da::crosswalk_store::for_reading);
          }).code == da::errc::bad_crosswalk);
    CHECK(test::read(file) == before);
    CHECK(test::listing(place.path()) == std::vector<std::string>{"c.sqlite"});
  };
  for (const std::string& text : {std::string("no database"), std::string(5000, 'x'),
                                  std::string("SQLite format 3\0", 16) + std::string(2000, 'x')}) {
    test::write(file, text);
    is_refused();
  }
  std::filesystem::remove(file);
  run_sql(file, "CREATE TABLE owner(name, value); CREATE TABLE pseudonyms(what, issuer, old, new)");
  is_refused();
  std::filesystem::remove(file);
  { da::crosswalk_store store(file); }
  run_sql(file, "PRAGMA user_version = 1");
  is_refused();
}

TEST_CASE("folders, and files in folders that are not there, are refused") {
  const test::folder place;
  CHECK(refused([&] { da::crosswalk_store store(place.path()); }).code == da::errc::bad_crosswalk);
  CHECK(refused([&] { da::crosswalk_store store(place / "no" / "c"); }).code ==
        da::errc::unwritable);
  CHECK(refused([&] {
          da::crosswalk_store store(place / "none", da::crosswalk_store::for_reading);
        }).code == da::errc::unreadable);
}

TEST_CASE("an empty file becomes a crosswalk, as mktemp and a run killed at once leave one") {
  const test::folder place;
  test::write(place / "c.sqlite", "");
  ::chmod((place / "c.sqlite").c_str(), 0600);
  da::crosswalk_store store(place / "c.sqlite");
  CHECK(add(store, "1", "2"));
}

TEST_CASE("a crosswalk of another scope or key is refused, and one without a key takes one") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const auto opened = [&](const std::string& scope, const std::string& key) {
    return refused([&] { da::crosswalk_store store(file, {.scope = scope, .key_check = key}); })
        .code;
  };
  constexpr da::errc fine{};
  CHECK(opened("trial", "") == fine);
  CHECK(opened("trial", "") == fine);
  CHECK(opened("other", "") == da::errc::bad_crosswalk);
  CHECK(opened("", "") == da::errc::bad_crosswalk);
  CHECK(opened("trial", "k1") == fine);
  CHECK(opened("trial", "k1") == fine);
  CHECK(opened("trial", "k2") == da::errc::bad_crosswalk);
  CHECK(opened("trial", "") == fine);  // what it holds is used without the key too
}

TEST_CASE("a crosswalk that stays locked is an error after the time that others may take") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk_store store(file, {.patience = 200ms, .total_patience = 300ms});
  CHECK(add(store, "1", "2"));
  sqlite3* other = nullptr;
  REQUIRE(::sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(::sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto begin = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::steady_clock::now() - begin; };
  CHECK(refused([&] { da::crosswalk_store late(file, {.total_patience = 200ms}); }).code ==
        da::errc::locked);
  CHECK(refused([&] { add(store, "3", "4"); }).code == da::errc::locked);
  CHECK(passed() >= 400ms);
  CHECK(passed() < 3s);
  // The next waits for what is left, and those behind it not at all.
  for (int i = 0; i < 100; ++i)
    CHECK(refused([&] { add(store, "3", "4"); }).code == da::errc::locked);
  CHECK(passed() >= 500ms);
  CHECK(passed() < 3s);
  CHECK(store.find("uid", "", "1") == "2");
  ::sqlite3_close(other);
  CHECK(add(store, "5", "6"));  // a lock that is gone is none
  da::crosswalk_store later(file);
  CHECK_FALSE(later.find("uid", "", "3"));
}

TEST_CASE("what is locked when it is opened is waited for as long as in all, then as for one") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  { da::crosswalk_store made(file); }
  for (const bool is_exclusive : {false, true}) {
    sqlite3* other = nullptr;
    REQUIRE(::sqlite3_open(file.c_str(), &other) == SQLITE_OK);
    const char* const begin = is_exclusive ? "BEGIN EXCLUSIVE" : "BEGIN IMMEDIATE";
    REQUIRE(::sqlite3_exec(other, begin, nullptr, nullptr, nullptr) == SQLITE_OK);
    std::thread leaving([&] {
      std::this_thread::sleep_for(600ms);
      ::sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    });
    std::optional<da::crosswalk_store> store;
    CHECK_NOTHROW(store.emplace(file, da::crosswalk_options{.patience = 50ms}));
    leaving.join();
    REQUIRE(store);
    REQUIRE(::sqlite3_exec(other, begin, nullptr, nullptr, nullptr) == SQLITE_OK);
    const auto start = std::chrono::steady_clock::now();
    CHECK(refused([&] { add(*store, "3", "4"); }).code == da::errc::locked);
    CHECK(std::chrono::steady_clock::now() - start < 3s);
    ::sqlite3_close(other);
  }
}

TEST_CASE("threads share one") {
  const test::folder place;
  da::crosswalk_store store(place / "c.sqlite");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 20; ++i) {
          std::vector<da::crosswalk_row> rows = {
              {"uid", "", "shared" + std::to_string(i), "by" + std::to_string(thread)},
              {"uid", "", std::to_string(thread) + "." + std::to_string(i), "own"}};
          while (!store.add(rows)) {
          }
        }
      });
  }
  std::size_t count = 0;
  store.each([&](const da::crosswalk_row&) { ++count; });
  CHECK(count == 100);
}

TEST_CASE("processes that make and fill one at the same time agree") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const auto fill = [&](const std::string& name) {
    da::crosswalk_store store(file, {.scope = "trial"});
    for (int i = 0; i < 40; ++i) {
      std::vector<da::crosswalk_row> rows = {{"uid", "", "shared" + std::to_string(i), name},
                                             {"uid", "", name + std::to_string(i), name}};
      while (!store.add(rows)) {
      }
    }
    return true;
  };
  std::vector<pid_t> children;
  for (const std::string name : {"a", "b", "c"})
    children.push_back(start([&] { return fill(name); }));
  for (const pid_t child : children) CHECK(end_of(child) == 0);
  da::crosswalk_store store(file, {.scope = "trial"});
  std::size_t count = 0;
  store.each([&](const da::crosswalk_row&) { ++count; });
  CHECK(count == 160);
}

TEST_CASE("a process that is killed leaves a crosswalk that holds all it has promised") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const pid_t child = start([&] {
    da::crosswalk_store store(file);
    for (unsigned char i = 0; i < 255; ++i) {
      std::vector<da::crosswalk_row> rows;
      for (int j = 0; j < 30; ++j)
        rows.push_back({"uid", "", std::to_string(i) + "." + std::to_string(j), "new"});
      if (!store.add(rows) || ::write(pipe[1], &i, 1) != 1) return false;
    }
    for (;;) ::pause();
  });
  unsigned char last = 0;
  while (last < 20) REQUIRE(::read(pipe[0], &last, 1) == 1);
  ::kill(child, SIGKILL);
  CHECK(end_of(child) == -SIGKILL);
  ::close(pipe[1]);
  while (::read(pipe[0], &last, 1) == 1) {
  }
  ::close(pipe[0]);
  da::crosswalk_store store(file);
  for (int i = 0; i <= last; ++i)
    for (int j = 0; j < 30; ++j)
      CHECK(store.find("uid", "", std::to_string(i) + "." + std::to_string(j)) == "new");
  // Each transaction is there as a whole or not at all.
  std::size_t count = 0;
  store.each([&](const da::crosswalk_row&) { ++count; });
  CHECK(count % 30 == 0);
  CHECK(add(store, "after", "new"));
}
