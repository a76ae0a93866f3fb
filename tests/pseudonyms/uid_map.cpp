// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("the same old UID has one replacement, another one has another") {
  da::uid_map uids;
  const std::string first(uids.replacement_for("1.2.3.4"));
  CHECK(first != "1.2.3.4");
  CHECK(first.substr(0, 5) == "2.25.");
  CHECK(first.size() <= 64);
  CHECK(first.find_first_not_of("0123456789.") == std::string::npos);
  CHECK(first[5] != '0');
  CHECK(uids.replacement_for("1.2.3.4") == first);
  CHECK(uids.replacement_for("1.2.3.5") != first);
  CHECK(uids.size() == 2);
}

TEST_CASE("two maps do not agree") {
  da::uid_map one;
  da::uid_map other;
  CHECK(one.replacement_for("1.2.3.4") != other.replacement_for("1.2.3.4"));
}

TEST_CASE("UIDs of the standard and empty ones are not replaced") {
  da::uid_map uids;
  CHECK(uids.replacement_for("1.2.840.10008.5.1.4.1.1.2") == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(uids.replacement_for("").empty());
  CHECK(uids.new_uid_for("").empty());
  CHECK(uids.size() == 0);
  CHECK(uids.replacement_for("1.2.840.100085") != "1.2.840.100085");
  CHECK(uids.replacement_for("1.2.840.10008.4711.1") != "1.2.840.10008.4711.1");
}

TEST_CASE("where no UID is expected one of the standard is replaced as well") {
  da::uid_map uids;
  const std::string made(uids.new_uid_for("1.2.840.10008.5.1.4.1.1.2"));
  CHECK(made.substr(0, 5) == "2.25.");
  CHECK(uids.new_uid_for("1.2.840.10008.5.1.4.1.1.2") == made);
  CHECK(uids.replacement_for("1.2.840.10008.5.1.4.1.1.2") == "1.2.840.10008.5.1.4.1.1.2");
}

TEST_CASE("threads that ask for the same UIDs get the same replacements") {
  da::uid_map uids;
  constexpr int count = 2000;
  std::vector<std::vector<std::string>> answers(4);
  {
    std::vector<std::jthread> threads;
    for (std::vector<std::string>& mine : answers)
      threads.emplace_back([&uids, &mine] {
        for (int i = 0; i < count; ++i)
          mine.emplace_back(uids.replacement_for("1.2." + std::to_string(i)));
      });
  }
  for (const std::vector<std::string>& one : answers) CHECK(one == answers.front());
  CHECK(std::set<std::string>(answers[0].begin(), answers[0].end()).size() == count);
  CHECK(uids.size() == count);
}
