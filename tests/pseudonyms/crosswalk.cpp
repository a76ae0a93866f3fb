// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"
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
