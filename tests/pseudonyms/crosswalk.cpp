// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <malloc.h>
#include <sqlite3.h>

#include <dicom_anonymizer/dicom_anonymizer.hpp>
#include <dicom_anonymizer/files/file_head.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;

namespace {

std::string uid(da::crosswalk& walk, const std::string& old, const std::string& proposal) {
  return walk.renamed("uid", "", old, [&] { return proposal; });
}

std::vector<da::crosswalk_row> rows_of(const std::filesystem::path& file) {
  std::vector<da::crosswalk_row> rows;
  da::crosswalk_store store(file);
  store.each([&](const da::crosswalk_row& one) { rows.push_back(one); });
  return rows;
}

}  // namespace

TEST_CASE("what a file brings is stored with it and not before") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk walk(file);
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.2") == "2.25.2");
  CHECK(uid(walk, "1.2", "2.25.99") == "2.25.2");
  CHECK(rows_of(file).empty());
  CHECK(walk.store_file());
  walk.end_file();
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.2", "2.25.2"}});
}

TEST_CASE("a file that fails stores nothing, and the next that needs it stores the same") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk walk(file);
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.2") == "2.25.2");
  walk.end_file();
  CHECK(rows_of(file).empty());
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.7") == "2.25.2");
  CHECK(walk.store_file());
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.2", "2.25.2"}});
}

TEST_CASE("a file amid another one of the thread leaves the rows of that one alone") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk walk(file);
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.2") == "2.25.2");
  walk.begin_file();
  CHECK(uid(walk, "1.3", "2.25.3") == "2.25.3");
  CHECK(walk.store_file());
  walk.end_file();
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.3", "2.25.3"}});
  walk.begin_file();  // one that fails
  CHECK(uid(walk, "1.4", "2.25.4") == "2.25.4");
  walk.end_file();
  CHECK(uid(walk, "1.5", "2.25.5") == "2.25.5");
  CHECK(walk.store_file());
  walk.end_file();
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.2", "2.25.2"},
                                                        {"uid", "", "1.3", "2.25.3"},
                                                        {"uid", "", "1.5", "2.25.5"}});
}

TEST_CASE("what a data set in memory brings is stored at once, also amid a file that fails") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk walk(file);
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.2") == "2.25.2");
  walk.begin_dataset();
  CHECK(uid(walk, "1.3", "2.25.3") == "2.25.3");
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.3", "2.25.3"}});
  walk.end_dataset();
  CHECK(uid(walk, "1.4", "2.25.4") == "2.25.4");
  walk.end_file();
  CHECK(rows_of(file) == std::vector<da::crosswalk_row>{{"uid", "", "1.3", "2.25.3"}});
}

TEST_CASE("what is asked for behind a file's rows is stored at once") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk walk(file);
  walk.begin_file();
  CHECK(uid(walk, "1.2", "2.25.2") == "2.25.2");
  REQUIRE(walk.store_file());
  CHECK(uid(walk, "1.3", "2.25.3") == "2.25.3");
  walk.end_file();
  CHECK(rows_of(file) ==
        std::vector<da::crosswalk_row>{{"uid", "", "1.2", "2.25.2"}, {"uid", "", "1.3", "2.25.3"}});
}

TEST_CASE("the name of a crosswalk is not cut at a NUL") {
  const test::folder place;
  CHECK_THROWS_AS(da::crosswalk(place / std::string("c\0d", 3)), da::error);
  CHECK_FALSE(std::filesystem::exists(place / "c"));
}

TEST_CASE("where another was faster its pseudonym holds and the file is made again") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk one(file);
  da::crosswalk other(file);
  one.begin_file();
  other.begin_file();
  CHECK(uid(one, "1.2", "2.25.1") == "2.25.1");
  CHECK(uid(one, "1.3", "2.25.3") == "2.25.3");
  CHECK(uid(other, "1.2", "2.25.9") == "2.25.9");
  CHECK(other.store_file());
  CHECK_FALSE(one.store_file());
  one.begin_file();
  CHECK(uid(one, "1.2", "2.25.1") == "2.25.9");
  CHECK(uid(one, "1.3", "2.25.8") == "2.25.3");
  CHECK(one.store_file());
  CHECK(rows_of(file) ==
        std::vector<da::crosswalk_row>{{"uid", "", "1.2", "2.25.9"}, {"uid", "", "1.3", "2.25.3"}});
}

TEST_CASE("between files each pseudonym is stored at once") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk one(file);
  da::crosswalk other(file);
  other.begin_file();
  CHECK(uid(other, "1.2", "2.25.9") == "2.25.9");
  CHECK(uid(one, "1.2", "2.25.1") == "2.25.1");
  CHECK(rows_of(file).size() == 1);
  CHECK_FALSE(other.store_file());
  CHECK(uid(other, "1.2", "2.25.9") == "2.25.1");
}

TEST_CASE("identifiers are kept apart by what they are and who assigned them") {
  const test::folder place;
  da::crosswalk walk(place / "c.sqlite");
  const auto proposed = [](const char* text) { return [text] { return std::string(text); }; };
  CHECK(walk.renamed("PatientID", "", "1", proposed("a")) == "a");
  CHECK(walk.renamed("PatientID", "H", "1", proposed("b")) == "b");
  CHECK(walk.renamed("AccessionNumber", "", "1", proposed("c")) == "c");
  CHECK(walk.renamed("PatientID", "", "H1", proposed("d")) == "d");
  CHECK(walk.renamed("PatientID", "H", "1", proposed("x")) == "b");
}

TEST_CASE("rows that may have several new ones are all kept, each once") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  for (int run = 0; run < 2; ++run) {
    da::crosswalk walk(file);
    for (const std::string renamed : {"A", "B", "A"}) {
      walk.begin_file();
      CHECK(walk.store_file({{"PatientID", "H", "4711", renamed}}));
    }
  }
  CHECK(rows_of(file).size() == 2);
}

TEST_CASE("threads of one run agree on every pseudonym, with other runs beside them") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  da::crosswalk first(file);
  da::crosswalk second(file);
  std::mutex guard;
  std::map<std::string, std::string> all;
  std::atomic<bool> agrees = true;
  std::atomic<int> again = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 6; ++thread)
      threads.emplace_back([&, thread] {
        da::crosswalk& walk = thread % 2 == 0 ? first : second;
        for (int i = 0; i < 20; ++i) {
          std::map<std::string, std::string> mine;
          do {
            mine.clear();
            ++again;
            walk.begin_file();
            for (int j = 0; j < 3; ++j) {
              const std::string old = std::to_string(i / 2) + "." + std::to_string(j);
              mine[old] = uid(walk, old, std::to_string(thread) + "-" + std::to_string(i));
            }
          } while (!walk.store_file());
          walk.end_file();
          const std::scoped_lock lock(guard);
          for (const auto& [old, renamed] : mine)
            if (all.try_emplace(old, renamed).first->second != renamed) agrees = false;
        }
      });
  }
  CHECK(agrees);
  CHECK(all.size() == 30);
  std::size_t count = 0;
  for (const da::crosswalk_row& one : rows_of(file)) {
    CHECK(all[one.old] == one.renamed);
    ++count;
  }
  CHECK(count == 30);
  CHECK(again >= 120);
}

namespace {

std::string image(int number) {
  const test::form& f = test::explicit_little;
  const auto uid = [](const std::string& text) { return test::padded(text, '\0'); };
  return test::file(test::explicit_uid,
                    f.element(0x00080018, "UI", uid("1.2.3." + std::to_string(number))) +
                        f.element(0x00100010, "PN", "Name") + f.element(0x00100020, "LO", " Id1") +
                        f.element(0x00100021, "LO", "Issuer") +
                        f.element(0x0020000D, "UI", uid("1.2.4")) +
                        f.element(0x0020000E, "UI", uid("1.2.5")));
}

da::detail::file_head head_of(const std::filesystem::path& file) {
  return da::detail::head_of(da::source(file), {});
}

}  // namespace

TEST_CASE("a folder is made with what is known, at any number of threads") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  for (int i = 0; i < 40; ++i) test::write(place / "in" / (std::to_string(i) + ".dcm"), image(i));
  for (const unsigned jobs : {1U, 4U}) {
    da::context shared;
    shared.pseudonyms = std::make_shared<da::crosswalk>(file);
    CHECK(da::anonymize_tree(place / "in", place / ("out" + std::to_string(jobs)),
                             da::default_profile, {.jobs = jobs, .shared = &shared})
              .anonymized == 40);
  }
  for (const std::string& name : test::listing(place / "in"))
    CHECK(test::read(place / "out1" / name) == test::read(place / "out4" / name));
  const auto rows = rows_of(file);
  CHECK(rows.size() == 40 + 2 + 1);
  CHECK(std::count(rows.begin(), rows.end(), da::crosswalk_row{"patient", "Issuer", "Id1", ""}) ==
        1);
}

TEST_CASE("a file begins anew where another process was faster, and says what holds") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  test::write(place / "a.dcm", image(1));
  da::context shared;
  shared.pseudonyms = std::make_shared<da::crosswalk>(file);
  int calls = 0;
  const auto interfere = [&](da::element& e) {
    if (++calls != 1) return;
    da::crosswalk other(file);
    CHECK(other.uid("1.2.4") != "");
    CHECK(other.uid("1.2.3.1") != "");
    e.set_text("x");
  };
  da::anonymize_file(place / "a.dcm", place / "b.dcm", da::rule{da::tags::PatientName, interfere},
                     {.shared = &shared});
  CHECK(calls == 2);
  std::map<std::string, std::string> known;
  for (const da::crosswalk_row& one : rows_of(file)) known[one.old] = one.renamed;
  const da::detail::file_head head = head_of(place / "b.dcm");
  CHECK(head.instance == known["1.2.3.1"]);
  CHECK(head.study == known["1.2.4"]);
  CHECK(head.series == known["1.2.5"]);
  CHECK(head.patient_name == "Name");  // as the second time left it
}

TEST_CASE("where the database is locked every file fails, soon, and no output is there") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  for (int i = 0; i < 20; ++i) test::write(place / "in" / (std::to_string(i) + ".dcm"), image(i));
  da::context shared;
  shared.pseudonyms = std::make_shared<da::crosswalk>(
      file, da::crosswalk_options{.patience = std::chrono::milliseconds(200),
                                  .total_patience = std::chrono::milliseconds(700)});
  sqlite3* other = nullptr;
  REQUIRE(::sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(::sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  da::tree_options options;
  options.jobs = 4;
  options.shared = &shared;
  options.on_progress = [](const da::progress& now) {
    CHECK(now.latest.reason->code() == da::errc::locked);
  };
  const auto begin = std::chrono::steady_clock::now();
  CHECK(da::anonymize_tree(place / "in", place / "out", da::default_profile, options).failed == 20);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
  CHECK(test::listing(place / "out").empty());
  ::sqlite3_close(other);
  CHECK(rows_of(file).empty());
}

TEST_CASE("a lock that ends fails the files that met it and none that follow") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  for (int i = 0; i < 20; ++i) test::write(place / "in" / (std::to_string(i) + ".dcm"), image(i));
  da::context shared;
  shared.pseudonyms = std::make_shared<da::crosswalk>(
      file, da::crosswalk_options{.patience = std::chrono::milliseconds(50)});
  sqlite3* other = nullptr;
  REQUIRE(::sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(::sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  da::tree_options options;
  options.shared = &shared;
  int failed = 0;
  options.on_progress = [&](const da::progress& now) {
    if (now.latest) return;
    CHECK(now.latest.reason->code() == da::errc::locked);
    // As soon as a few have met it.
    if (++failed == 3) ::sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  };
  const da::tree_report done =
      da::anonymize_tree(place / "in", place / "out", da::default_profile, options);
  ::sqlite3_close(other);
  CHECK(done.failed == 3);
  CHECK(done.anonymized == 17);
  // What the others made up meanwhile holds.
  CHECK(da::anonymize_tree(place / "in", place / "again", da::default_profile, options).failed ==
        0);
  for (const std::string& name : test::listing(place / "out"))
    CHECK(test::read(place / "out" / name) == test::read(place / "again" / name));
}

TEST_CASE("a file stores a pseudonym once, however often it is asked for") {
  const test::folder place;
  da::crosswalk walk(place / "c.sqlite");
  walk.begin_file();
  std::size_t before = 0;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100'000; ++i) (void)walk.uid("1.2." + std::to_string(i % 10));
    const struct ::mallinfo2 memory = ::mallinfo2();
    if (round == 0) before = memory.uordblks;
    // 100,000 rows would be 10 MB.
    CHECK(memory.uordblks < before + 100'000);
  }
  CHECK(walk.store_file());
  CHECK(rows_of(place / "c.sqlite").size() == 10);
}

TEST_CASE("forms are told apart whatever signs they have in them") {
  const test::folder place;
  da::crosswalk walk(place / "c.sqlite");
  // Pairs that were one: prefix[alphabet]{length}.
  const std::vector<da::identifier_form> forms = {
      da::identifier_form(4, "AB", "a[b"), da::identifier_form(4, "b[AB", "a"),
      da::identifier_form(4, "xAB", "["),  da::identifier_form(4, "[xAB"),
      da::identifier_form(4, "]{2AB"),     da::identifier_form(4, "AB", "[]{2")};
  std::map<std::string, int> made;
  for (const da::identifier_form& form : forms) {
    const std::string one = walk.identifier({"4711", da::tags::PatientID, form});
    CHECK(one.substr(0, form.prefix().size()) == form.prefix());
    CHECK(one.find_first_not_of(form.alphabet(), form.prefix().size()) == std::string::npos);
    CHECK(one == walk.identifier({"4711", da::tags::PatientID, form}));
  }
  for (const da::crosswalk_row& row : rows_of(place / "c.sqlite")) ++made[row.what];
  CHECK(made.size() == forms.size());
}

TEST_CASE("a stored UID or identifier that is none is refused, and not told") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const std::vector<std::string> uids = {"",
                                         "1..2",
                                         ".1",
                                         "1.",
                                         "1.02",
                                         "canary",
                                         "1.2 ",
                                         "1/2",
                                         std::string(65, '1'),
                                         "1.2\\1.3",
                                         "1.2.840.10008.1.2",
                                         "../../etc"};
  const std::vector<std::string> identifiers = {"", "a\\canary", "a\ncanary", std::string(129, 'A'),
                                                std::string("a\0b", 3)};
  {
    da::crosswalk_store store(file);
    std::vector<da::crosswalk_row> rows;
    for (const std::string& one : uids) rows.push_back({"uid", "", "old" + one, one});
    for (const std::string& one : identifiers) rows.push_back({"identifier", "", "old" + one, one});
    rows.push_back({"uid", "", "good", "2.25." + std::string(59, '1')});
    CHECK(store.add(rows));
  }
  da::crosswalk walk(file);
  const auto is_refused = [](const auto& ask) {
    try {
      ask();
    } catch (const da::error& failed) {
      CHECK(failed.code() == da::errc::bad_crosswalk);
      CHECK(failed.reason().find("canary") == std::string::npos);
      return true;
    }
    return false;
  };
  for (const std::string& one : uids) CHECK(is_refused([&] { (void)walk.uid("old" + one); }));
  for (const std::string& one : identifiers)
    CHECK(is_refused([&] { (void)walk.identifier({"old" + one, da::tags::PatientID, {}}); }));
  CHECK(walk.uid("good").size() == 64);
}

TEST_CASE("an output that cannot get its name leaves a mapping, never the other way round") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  test::write(place / "in" / "a.dcm", image(1));
  test::write(place / "in" / "b.dcm", image(1));
  da::context shared;
  shared.pseudonyms = std::make_shared<da::crosswalk>(file);
  da::tree_options options;
  options.shared = &shared;
  options.names = da::output_names::uid;
  CHECK(da::anonymize_tree(place / "in", place / "out", da::default_profile, options).failed == 1);
  CHECK(rows_of(file).size() == 3 + 1);
}

TEST_CASE("identifiers and shifts without a key are random and hold") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  const da::identifier_form form(8, "ABCDEF", "T-");
  std::string made;
  da::date_shift shift;
  {
    da::crosswalk walk(file);
    made = walk.identifier({"4711", da::tags::PatientID, form});
    CHECK(made.size() == 10);
    CHECK(made.find_first_not_of("ABCDEF", 2) == std::string::npos);
    CHECK(walk.identifier({"4712", da::tags::PatientID, form}) != made);
    CHECK(walk.identifier({"4711", da::tags::AccessionNumber, form}) == made);
    CHECK(walk.identifier({"4711", da::tags::PatientID, {}}).size() == 16);
    shift = walk.shift_of({"4711", "H", ""});
    CHECK(shift.days <= -1);
    CHECK(shift.days >= -3650);
    CHECK(shift.seconds == 0);
    CHECK(walk.shift_of({"", "", "1.2.3"}).days != 0);
  }
  da::crosswalk later(file);
  CHECK(later.identifier({"4711", da::tags::PatientID, form}) == made);
  CHECK(later.shift_of({"4711", "H", ""}) == shift);
  std::map<std::string, int> kinds;
  for (const da::crosswalk_row& one : rows_of(file)) ++kinds[one.what];
  const std::map<std::string, int> wanted = {
      {"identifier", 1}, {"identifier T-[ABCDEF]{8}", 2}, {"shift", 1}, {"shift of study", 1}};
  CHECK(kinds == wanted);
}

TEST_CASE("a patient is a Patient ID, and one of each issuer only where that is asked for") {
  const test::folder place;
  const std::vector<da::patient_identity> patients = {
      {"4711", "", ""}, {"4711", "H", ""}, {"4711", "I", ""}};
  for (const bool apart : {false, true}) {
    const auto file = place / (apart ? "apart" : "together");
    da::crosswalk_options how;
    how.separates_issuers = apart;
    {
      da::crosswalk walk(file, how);
      std::vector<da::date_shift> shifts;
      for (const da::patient_identity& one : patients) shifts.push_back(walk.shift_of(one));
      if (!apart) CHECK(shifts == std::vector<da::date_shift>(3, shifts[0]));
    }
    how.separates_issuers = !apart;
    da::errc code{};
    try {
      da::crosswalk other(file, how);
    } catch (const da::error& refused) {
      code = refused.code();
    }
    CHECK(code == da::errc::bad_crosswalk);
    std::size_t count = 0;
    da::crosswalk_store base(file, da::crosswalk_store::for_reading);
    base.each([&](const da::crosswalk_row& one) { count += one.what == "shift"; });
    CHECK(count == (apart ? 3 : 1));
  }
}

TEST_CASE("what is new comes from the source given, what is known does not") {
  class counting final : public da::pseudonym_source {
   public:
    int calls = 0;
    std::string uid(std::string_view original) override {
      ++calls;
      return "2.25." + std::string(original);
    }
    std::string identifier(const da::identifier_request& request) override {
      return "P" + std::string(request.original);
    }
    da::date_shift shift_of(const da::patient_identity&) override { return {-5, 3600}; }
  };
  const test::folder place;
  const auto file = place / "c.sqlite";
  {
    da::crosswalk random(file);
    (void)random.uid("1");
  }
  const auto source = std::make_shared<counting>();
  da::crosswalk walk(file, {}, source);
  CHECK(walk.uid("1") != "2.25.1");
  CHECK(walk.uid("2") == "2.25.2");
  CHECK(walk.uid("2") == "2.25.2");
  CHECK(source->calls == 1);
  CHECK(walk.identifier({"7", da::tags::PatientID, {}}) == "P7");
  CHECK(walk.shift_of({"7", "", ""}) == da::date_shift{-5, 3600});
  da::crosswalk later(file);
  CHECK(later.shift_of({"7", "", ""}) == da::date_shift{-5, 3600});
}

TEST_CASE("a stored shift that is none is refused") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  {
    da::crosswalk_store store(file);
    std::vector<da::crosswalk_row> rows;
    for (const std::string text :
         {"", "0", "x", "5x", "5 ", "5 -1", "5 86400", "5 1 1", "1000001", "-1000001"})
      rows.push_back({"shift", "", "id " + text, text});
    CHECK(store.add(rows));
  }
  da::crosswalk walk(file);
  for (const std::string text :
       {"", "0", "x", "5x", "5 ", "5 -1", "5 86400", "5 1 1", "1000001", "-1000001"}) {
    da::errc code{};
    try {
      (void)walk.shift_of({"id " + text, "", ""});
    } catch (const da::error& failed) {
      code = failed.code();
    }
    CHECK(code == da::errc::bad_crosswalk);
  }
}

TEST_CASE("a name by UID is that of the pseudonyms that hold, and no folder is made for others") {
  const test::folder place;
  const auto file = place / "c.sqlite";
  test::write(place / "in" / "a.dcm", image(1));
  da::context shared;
  shared.pseudonyms = std::make_shared<da::crosswalk>(file);
  int calls = 0;
  const auto interfere = [&](da::element&) {
    if (++calls == 1) (void)da::crosswalk(file).uid("1.2.4");
  };
  da::tree_options options;
  options.shared = &shared;
  options.names = da::output_names::uid;
  CHECK(da::anonymize_tree(place / "in", place / "out",
                           da::rule{da::tags::SeriesInstanceUID, interfere}, options)
            .anonymized == 1);
  CHECK(calls == 2);
  CHECK(test::listing(place / "out").size() == 3);
}
