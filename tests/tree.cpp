// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tree.hpp>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/files/file_head.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using status = da::outcome::status;

namespace {

// Each refers to the next, so that the UIDs of the outputs must agree.
std::string instance(int number) {
  const test::form& f = test::explicit_little;
  const auto uid = [](int of) { return test::padded("1.2.3." + std::to_string(of), '\0'); };
  return test::file(
      test::explicit_uid,
      f.element(0x00080018, "UI", uid(number)) +
          f.sequence(0x00081140, f.item(f.element(0x00081155, "UI", uid(number + 1)))) +
          f.element(0x00100010, "PN", "Name" + std::to_string(1000 + number)));
}

void make_study(const std::filesystem::path& folder, int count) {
  for (int i = 0; i < count; ++i)
    test::write(folder / ("series" + std::to_string(i % 3)) / (std::to_string(i) + ".dcm"),
                instance(i));
}

// What is kept of an outcome, which is valid during a call only.
struct told {
  std::filesystem::path input;
  std::filesystem::path output;
  status what;
  std::optional<da::error> reason;
  da::report changes;
};

// Collects what the callback is told.
template <class Rules = da::profile>
std::vector<told> outcomes_of(const std::filesystem::path& in, const std::filesystem::path& out,
                              const Rules& rules = da::default_profile,
                              da::tree_options options = {}) {
  std::vector<told> all;
  options.on_progress = [&](const da::progress& now) {
    const da::outcome& one = now.latest;
    all.push_back({one.input(), one.output(), one.what, one.reason, one.changes()});
  };
  const da::tree_report done = da::anonymize_tree(in, out, rules, options);
  CHECK(done.anonymized + done.skipped + done.failed == all.size());
  const auto count = [&](status what) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const told& one) { return one.what == what; }));
  };
  CHECK(done.anonymized == count(status::anonymized));
  CHECK(done.skipped == count(status::skipped));
  CHECK(bool(done) == (count(status::failed) == 0));
  da::report sum;
  for (const told& one : all) sum += one.changes;
  CHECK(done.changes == sum);
  return all;
}

std::map<std::string, status> by_name(const std::vector<told>& outcomes,
                                      const std::filesystem::path& input) {
  std::map<std::string, status> result;
  for (const told& one : outcomes) result[one.input.lexically_relative(input).string()] = one.what;
  return result;
}

// The UIDs of (0008,0018) and (0008,1155), by their heads in the bytes.
std::pair<std::string, std::string> uids_of(const std::string& bytes) {
  const auto after = [&](std::uint32_t id) {
    const std::size_t at = bytes.find(test::explicit_little.tag(id) + "UI") + 8;
    return bytes.substr(at, bytes.find_first_not_of("0123456789.", at) - at);
  };
  return {after(0x00080018), after(0x00081155)};
}

}  // namespace

TEST_CASE("a folder is mirrored at every depth, whatever the number of threads is") {
  const test::folder place;
  make_study(place / "in", 20);
  for (const unsigned jobs : {1U, 2U, 8U, 0U}) {
    CAPTURE(jobs);
    const std::filesystem::path out = place / ("out" + std::to_string(jobs));
    const da::tree_report done =
        da::anonymize_tree(place / "in", out, da::default_profile, {.jobs = jobs});
    CHECK(done.anonymized == 20);
    CHECK(done);
    CHECK(done.changes.applied.at("replace_UID") == 40);
    CHECK(test::listing(out) == test::listing(place / "in"));
    std::map<std::string, std::string> renamed;
    for (int i = 0; i < 20; ++i) {
      const std::string bytes =
          test::read(out / ("series" + std::to_string(i % 3)) / (std::to_string(i) + ".dcm"));
      CHECK(bytes.find("Name1") == std::string::npos);
      const auto [own, next] = uids_of(bytes);
      CHECK(renamed.try_emplace(std::to_string(i), own).first->second == own);
      CHECK(renamed.try_emplace(std::to_string(i + 1), next).first->second == next);
    }
    std::set<std::string> all;
    for (const auto& [old, uid] : renamed) all.insert(uid);
    CHECK(all.size() == 21);
  }
}

TEST_CASE("there is one outcome a file: those of a folder first, sorted, then its folders") {
  const test::folder place;
  make_study(place / "in", 5);
  for (const char* name : {"b", "a", "series1/x/0", "series1/A"})
    test::write(place / "in" / name, instance(1));
  std::vector<std::string> names;
  for (const told& one : outcomes_of(place / "in", place / "out")) {
    CHECK(one.what == status::anonymized);
    CHECK_FALSE(one.reason);
    CHECK(one.changes.applied.at("replace_UID") == 2);
    const std::filesystem::path below = one.input.lexically_relative(place / "in");
    CHECK(one.output == place / "out" / below);
    names.push_back(below.string());
  }
  CHECK(names == std::vector<std::string>{"a", "b", "series0/0.dcm", "series0/3.dcm",
                                          "series1/1.dcm", "series1/4.dcm", "series1/A",
                                          "series1/x/0", "series2/2.dcm"});
}

TEST_CASE("what is not DICOM is skipped and a bad file does not stop the others") {
  const test::folder place;
  make_study(place / "in", 2);
  test::write(place / "in/notes.txt", "no DICOM file");
  test::write(place / "in/empty", "");
  test::write(place / "in/broken.dcm", instance(7).substr(0, 200));
  const test::form& f = test::explicit_little;
  test::write(place / "in/DICOMDIR",
              test::meta_of(f.element(0x00020002, "UI", "1.2.840.10008.1.3.10") +
                            f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'))) +
                  f.element(0x00041130, "CS", "SET "));
  const auto outcomes = outcomes_of(place / "in", place / "out", da::default_profile, {.jobs = 2});
  const auto found = by_name(outcomes, place / "in");
  CHECK(found == std::map<std::string, status>{{"DICOMDIR", status::skipped},
                                               {"broken.dcm", status::failed},
                                               {"empty", status::skipped},
                                               {"notes.txt", status::skipped},
                                               {"series0/0.dcm", status::anonymized},
                                               {"series1/1.dcm", status::anonymized}});
  for (const told& one : outcomes) {
    CHECK(one.reason.has_value() == (one.what != status::anonymized));
    if (one.input.filename() == "DICOMDIR") CHECK(one.reason->code() == da::errc::dicomdir);
    if (one.input.filename() == "broken.dcm") CHECK(one.reason->code() == da::errc::truncated);
    if (one.input.filename() == "notes.txt") CHECK(one.reason->code() == da::errc::not_dicom);
  }
  CHECK(test::listing(place / "out") ==
        std::vector<std::string>{"series0", "series0/0.dcm", "series1", "series1/1.dcm"});
}

TEST_CASE("progress is told once a file, by one thread at a time") {
  const test::folder place;
  make_study(place / "in", 30);
  std::vector<std::size_t> done;
  std::atomic<int> inside = 0;
  bool is_alone = true;
  da::tree_options options;
  options.jobs = 4;
  options.on_progress = [&](const da::progress& now) {
    if (++inside != 1) is_alone = false;
    CHECK(now.total == 30);
    done.push_back(now.done);
    --inside;
  };
  da::anonymize_tree(place / "in", place / "out", da::default_profile, options);
  CHECK(is_alone);
  REQUIRE(done.size() == 30);
  for (std::size_t i = 0; i < done.size(); ++i) CHECK(done[i] == i + 1);
}

TEST_CASE("files are counted only if that is wanted") {
  const test::folder place;
  make_study(place / "in", 3);
  da::tree_options options;
  options.counts_first = false;
  std::size_t calls = 0;
  options.on_progress = [&](const da::progress& now) {
    CHECK(now.total == 0);
    CHECK(now.done == ++calls);
  };
  CHECK(da::anonymize_tree(place / "in", place / "out", da::default_profile, options));
  CHECK(calls == 3);
}

TEST_CASE("an exception of the progress callback reaches the caller") {
  const test::folder place;
  make_study(place / "in", 30);
  da::tree_options options;
  options.jobs = 4;
  options.on_progress = [](const da::progress&) { throw std::runtime_error("enough"); };
  CHECK_THROWS_AS(da::anonymize_tree(place / "in", place / "out", da::default_profile, options),
                  std::runtime_error);
  const auto tried = da::try_anonymize_tree(place / "in", place / "out", da::profile(), options);
  REQUIRE(!tried);
  CHECK(tried.error().code() == da::errc::action_failed);
  CHECK(tried.error().reason().find("callback") != std::string::npos);
}

TEST_CASE("who is stopped in the middle of a file leaves whole files and says so") {
  for (const unsigned jobs : {1U, 4U}) {
    const test::folder place;
    make_study(place / "in", 40);
    da::context job;  // so that both runs give the same UIDs
    da::tree_options options;
    options.shared = &job;
    std::stop_source stopping;
    std::mutex counting;  // so that no other goes on before the stop is asked for
    unsigned begun = 0;
    const auto rules = da::rule{"PatientName"_tag, [&](da::element& e) {
                                  const std::scoped_lock lock(counting);
                                  if (++begun == 5) stopping.request_stop();
                                  da::replace(e);
                                }};
    options.jobs = jobs;
    options.stop = stopping.get_token();
    std::size_t told = 0;
    options.on_progress = [&](const da::progress&) { ++told; };
    const da::tree_report done =
        da::anonymize_tree(place / "in", place / "stopped", rules, options);
    CHECK(done.stopped);
    CHECK(!done);
    CHECK(done.failed == 0);
    CHECK(done.anonymized == told);
    // The one in hand and those of the other threads are finished; no other is begun.
    CHECK(done.anonymized >= 5);
    CHECK(done.anonymized <= 5 + (jobs - 1));
    options.stop = {};
    const da::tree_report whole = da::anonymize_tree(place / "in", place / "whole", rules, options);
    CHECK(whole);
    CHECK(!whole.stopped);
    CHECK(whole.anonymized == 40);
    std::size_t files = 0;
    for (const std::string& name : test::listing(place / "stopped")) {
      if (std::filesystem::is_directory(place / "stopped" / name)) continue;
      ++files;
      CHECK(test::read(place / "stopped" / name) == test::read(place / "whole" / name));
    }
    CHECK(files == done.anonymized);
  }
}

TEST_CASE("who is stopped before or behind all files is told which") {
  const test::folder place;
  make_study(place / "in", 6);
  std::stop_source stopping;
  da::tree_options options;
  options.stop = stopping.get_token();
  options.on_progress = [&](const da::progress& now) {
    if (now.done == 6) stopping.request_stop();
  };
  const da::tree_report all = da::anonymize_tree(place / "in", place / "a", da::profile(), options);
  CHECK(all);
  CHECK(all.anonymized == 6);
  const da::tree_report none =
      da::anonymize_tree(place / "in", place / "b", da::profile(), options);
  CHECK(none.stopped);
  CHECK(none.anonymized == 0);
  CHECK(!std::filesystem::exists(place / "b"));
}

TEST_CASE("the work is done whatever an executor makes of its tasks") {
  using task = std::function<void()>;
  const test::folder place;
  make_study(place / "in", 30);
  std::vector<task> late;
  std::vector<std::jthread> threads;
  std::size_t asked = 0;
  const auto run = [&](const std::string& name, const std::function<void(task)>& executor) {
    da::tree_options options;
    options.jobs = 4;
    options.executor = [&](task one) {
      ++asked;
      executor(std::move(one));
    };
    const da::tree_report done =
        da::anonymize_tree(place / "in", place / name, da::profile(), options);
    CHECK(done);
    CHECK(done.anonymized == 30);
    CHECK(asked == 3);
    asked = 0;
  };
  run("threads", [&](task one) { threads.emplace_back(std::move(one)); });
  run("at once", [](const task& one) { one(); });
  run("never", [](const task&) {});
  run("late", [&](task one) { late.push_back(std::move(one)); });
  for (const task& one : late) one();  // does nothing to anybody
  da::tree_options options;
  options.jobs = 4;
  options.executor = [](const task&) { throw std::runtime_error("no threads left"); };
  CHECK_THROWS_AS(da::anonymize_tree(place / "in", place / "thrown", da::profile(), options),
                  std::runtime_error);
  const auto tried = da::try_anonymize_tree(place / "in", place / "thrown", da::profile(), options);
  REQUIRE(!tried);
  CHECK(tried.error().code() == da::errc::action_failed);
  for (const std::string& name : test::listing(place.path()))
    CHECK(name.find(".dicom_anonymizer_") == std::string::npos);
}

TEST_CASE("an exception of a user's action becomes an outcome without its text") {
  const test::folder place;
  make_study(place / "in", 3);
  const auto fail = [](da::element& e) { throw std::runtime_error(e.text()); };
  for (const told& one :
       outcomes_of(place / "in", place / "out", da::rule{"PatientName"_tag, fail})) {
    CHECK(one.what == status::failed);
    REQUIRE(one.reason);
    CHECK(one.reason->code() == da::errc::action_failed);
    CHECK(std::string(one.reason->what()).find("Name1") == std::string::npos);
  }
  for (const std::string& name : test::listing(place / "out"))
    CHECK(std::filesystem::is_directory(place / "out" / name));
}

TEST_CASE("an output in the input is refused however it is spelled, and nothing is done") {
  const test::folder place;
  make_study(place / "in", 3);
  std::filesystem::create_directory_symlink(place / "in", place / "link");
  const auto before = test::listing(place / "in");
  const std::string in = (place / "in").string();
  for (const std::string& out : {in, in + "/", in + "/new", in + "/../in", in + "/./series0",
                                 (place / "link").string(), (place / "link/new").string()}) {
    try {
      da::anonymize_tree(in, out);
      FAIL("it was accepted");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::bad_arguments);
    }
  }
  CHECK(test::listing(place / "in") == before);
  for (int i = 0; i < 3; ++i)
    CHECK(test::read(place / "in" / ("series" + std::to_string(i)) /
                     (std::to_string(i) + ".dcm")) == instance(i));
  CHECK_NOTHROW(da::anonymize_tree(in, in + "_beside"));
}

TEST_CASE("an output that a link leads back into the input is a failure, others are not") {
  const test::folder place;
  make_study(place / "in", 3);
  std::filesystem::create_directories(place / "other");
  std::filesystem::create_directory_symlink(place / "in/series0", place / "other/series0");
  const auto outcomes = outcomes_of(place / "in", place / "other");
  CHECK(by_name(outcomes, place / "in") ==
        std::map<std::string, status>{{"series0/0.dcm", status::failed},
                                      {"series1/1.dcm", status::anonymized},
                                      {"series2/2.dcm", status::anonymized}});
  CHECK(outcomes[0].reason->code() == da::errc::bad_arguments);
  CHECK(test::read(place / "in/series0/0.dcm") == instance(0));
}

TEST_CASE("a folder around the input is refused if an output would come back into the input") {
  const test::folder place;
  test::write(place / "in/in/1.dcm", instance(1));
  test::write(place / "safe/a/1.dcm", instance(1));
  try {
    da::anonymize_tree(place / "in", place.path());
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::bad_arguments);
  }
  CHECK_FALSE(std::filesystem::exists(place / "in/1.dcm"));
  CHECK(da::anonymize_tree(place / "safe", place.path()).anonymized == 1);
  CHECK(std::filesystem::exists(place / "a/1.dcm"));
}

TEST_CASE("an input that is missing or no folder is an error, an empty one is not") {
  const test::folder place;
  test::write(place / "file", instance(1));
  std::filesystem::create_directories(place / "empty");
  for (const char* name : {"missing", "file"}) {
    try {
      da::anonymize_tree(place / name, place / "out");
      FAIL("it was accepted");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::unreadable);
    }
  }
  CHECK(outcomes_of(place / "empty", place / "out").empty());
}

TEST_CASE("a folder that cannot be found is an error without its name") {
  const test::folder place;
  make_study(place / "in", 1);
  std::filesystem::create_symlink(place / "round", place / "round");
  test::write(place / "file", "no folder");
  const std::string longest(5000, 'x');
  const auto told = [&](const std::filesystem::path& in, const std::filesystem::path& out) {
    const auto thrown = test::refused([&] { da::anonymize_tree(in, out); }).code;
    const auto tried = da::try_anonymize_tree(in, out);
    REQUIRE(!tried);
    CHECK(tried.error().code() == thrown);
    CHECK(std::string(tried.error().what()).find("xxx") == std::string::npos);
    CHECK(std::string(tried.error().what()).find("action") == std::string::npos);
    return thrown;
  };
  for (const std::filesystem::path& name :
       {std::filesystem::path(longest), place / longest, place / "round", std::filesystem::path()})
    CHECK(told(name, place / "out") == da::errc::unreadable);
  for (const std::filesystem::path& name : {std::filesystem::path(longest), place / longest,
                                            place / "round" / "x", std::filesystem::path()})
    CHECK(told(place / "in", name) == da::errc::unwritable);
}

TEST_CASE("threads that the system does not give are done without") {
  const test::folder place;
  make_study(place / "in", 30);
  da::tree_options options;
  options.jobs = 8;
  // No thread can have a stack of so many bytes.
  pthread_attr_t before;
  pthread_attr_t huge;
  REQUIRE(::pthread_getattr_default_np(&before) == 0);
  REQUIRE(::pthread_attr_init(&huge) == 0);
  REQUIRE(::pthread_attr_setstacksize(&huge, std::size_t{1} << 50) == 0);
  REQUIRE(::pthread_setattr_default_np(&huge) == 0);
  const auto done = da::try_anonymize_tree(place / "in", place / "out", da::profile(), options);
  REQUIRE(::pthread_setattr_default_np(&before) == 0);
  ::pthread_attr_destroy(&huge);
  ::pthread_attr_destroy(&before);
  REQUIRE(done);
  CHECK(done->anonymized == 30);
  CHECK(*done);
}

TEST_CASE("a folder that cannot be listed is an outcome of its own") {
  if (::geteuid() == 0) return;  // root may list every folder
  const test::folder place;
  make_study(place / "in", 1);
  std::filesystem::create_directories(place / "in/closed");
  std::filesystem::permissions(place / "in/closed", std::filesystem::perms::none);
  const auto outcomes = outcomes_of(place / "in", place / "out");
  std::filesystem::permissions(place / "in/closed", std::filesystem::perms::owner_all);
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].what == status::failed);
  CHECK(outcomes[0].reason->code() == da::errc::unreadable);
  CHECK(outcomes[1].what == status::anonymized);
}

namespace {

std::string whole_instance(std::string_view patient, int study, int series, int number) {
  const test::form& f = test::explicit_little;
  const auto uid = [](std::string_view root, int of) {
    return test::padded("1.2." + std::string(root) + std::to_string(of), '\0');
  };
  return test::file(test::explicit_uid,
                    f.element(0x00080018, "UI", uid("3.", number)) +
                        f.element(0x00100010, "PN", test::padded(patient, ' ')) +
                        f.element(0x0020000D, "UI", uid("4.", study)) +
                        f.element(0x0020000E, "UI", uid("5.", series)));
}

}  // namespace

TEST_CASE("outputs can be named by their new UIDs, at any number of threads") {
  const test::folder place;
  for (int i = 0; i < 24; ++i)
    test::write(place / "in" / ("Name" + std::to_string(i % 3)) / (std::to_string(i) + ".dcm"),
                whole_instance("Name", i % 2, i % 4, i));
  for (const unsigned jobs : {1U, 4U}) {
    const std::filesystem::path out = place / ("out" + std::to_string(jobs));
    std::set<std::string> told_names;
    da::tree_options options;
    options.jobs = jobs;
    options.names = da::output_names::uid;
    options.on_progress = [&](const da::progress& now) {
      CHECK(now.latest.telling.empty());
      told_names.insert(now.latest.output().lexically_relative(out).string());
    };
    CHECK(da::anonymize_tree(place / "in", out, da::default_profile, options).anonymized == 24);
    std::set<std::string> names;
    std::set<std::filesystem::path> studies;
    for (const std::string& name : test::listing(out)) {
      if (!std::filesystem::is_regular_file(out / name)) continue;
      names.insert(name);
      const da::detail::file_head head = da::detail::head_of(da::source(out / name), {});
      CHECK(name == head.study + "/" + head.series + "/" + head.instance + ".dcm");
      studies.insert(head.study);
    }
    CHECK(names == told_names);
    CHECK(names.size() == 24);
    CHECK(studies.size() == 2);
  }
}

TEST_CASE("two files of one instance cannot both be named by it, nor can one of an earlier run") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", whole_instance("Name", 1, 1, 1));
  test::write(place / "in" / "b.dcm", whole_instance("Name", 1, 1, 1));
  da::context shared;
  da::tree_options options;
  options.names = da::output_names::uid;
  options.shared = &shared;
  auto all = outcomes_of(place / "in", place / "out", da::default_profile, options);
  CHECK(all.at(0).what == status::anonymized);
  CHECK(all.at(1).what == status::failed);
  CHECK(all.at(1).reason->code() == da::errc::unwritable);
  const std::string bytes = test::read(all.at(0).output);
  CHECK(test::listing(place / "out").size() == 3);
  std::filesystem::remove(place / "in" / "b.dcm");
  all = outcomes_of(place / "in", place / "out", da::default_profile, options);
  CHECK(all.at(0).what == status::failed);
  CHECK(test::listing(place / "out").size() == 3);
}

TEST_CASE("without a UID to be named by a file fails and leaves nothing") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", instance(1));  // no study
  test::write(place / "in" / "b.dcm", whole_instance("Name", 1, 1, 1));
  da::tree_options options;
  options.names = da::output_names::uid;
  for (const std::string value : {"../../x", "..", "", "1.2/3", "2.25.a"}) {
    const std::filesystem::path out = place / "out";
    const auto all = outcomes_of(
        place / "in", out,
        da::rule{da::tags::SeriesInstanceUID, [&](da::element& e) { e.set_bytes(value); }},
        options);
    for (const told& one : all) {
      CHECK(one.what == status::failed);
      CHECK(one.reason->code() == da::errc::invalid_value);
    }
    CHECK(all.at(0).reason->where() == da::tags::StudyInstanceUID);
    CHECK(all.at(1).reason->where() == da::tags::SeriesInstanceUID);
    CHECK(test::listing(out) == std::vector<std::string>{});
  }
  CHECK(test::listing(place.path()).size() == 4);
}

TEST_CASE("outputs can be numbered, the same way whatever the number of threads is") {
  const test::folder place;
  for (int i = 0; i < 12; ++i)
    test::write(place / "in" / ("Name" + std::to_string(i % 3)) / (std::to_string(10 + i) + ".dcm"),
                whole_instance("Name", 1, 1, i));
  test::write(place / "in" / "Name1" / "10.txt", "no DICOM");
  test::write(place / "in" / "Name1" / "deeper" / "x", whole_instance("Name", 1, 1, 99));
  std::filesystem::create_directories(place / "in" / "Empty");
  for (const unsigned jobs : {1U, 4U}) {
    const std::filesystem::path out = place / ("out" + std::to_string(jobs));
    da::tree_options options;
    options.jobs = jobs;
    options.names = da::output_names::sequence;
    std::map<std::string, std::string> names;
    for (const told& one : outcomes_of(place / "in", out, da::default_profile, options))
      if (one.what == status::anonymized)
        names[one.input.lexically_relative(place / "in").string()] =
            one.output.lexically_relative(out).string();
    CHECK(names.size() == 13);
    CHECK(names["Name0/10.dcm"] == "000001/000001.dcm");
    CHECK(names["Name0/19.dcm"] == "000001/000004.dcm");
    CHECK(names["Name1/11.dcm"] == "000002/000002.dcm");  // behind the one that was skipped
    CHECK(names["Name1/deeper/x"] == "000003/000001.dcm");
    CHECK(names["Name2/12.dcm"] == "000004/000001.dcm");
    for (const auto& [input, output] : names) CHECK(std::filesystem::exists(out / output));
  }
  CHECK(test::listing(place / "out1") == test::listing(place / "out4"));
}

TEST_CASE("a path that tells of the patient is told by its components, without a value") {
  const test::folder place;
  test::write(place / "in" / "FONTAINE_ANNIE" / "ct" / "1.dcm",
              whole_instance("Fontaine^Annie", 1, 1, 1));
  test::write(place / "in" / "FONTAINE_ANNIE" / "ct" / "annie.dcm",
              whole_instance("Fontaine^Annie", 1, 1, 2));
  test::write(place / "in" / "other" / "1.dcm", whole_instance("Fontaine^Annie", 1, 1, 3));
  test::write(place / "in" / "other" / "fontaine.txt", "no DICOM");
  da::tree_options options;
  std::map<std::string, std::vector<std::size_t>> telling;
  options.on_progress = [&](const da::progress& now) {
    telling[now.latest.input().lexically_relative(place / "in").string()] = now.latest.telling;
  };
  const da::tree_report done =
      da::anonymize_tree(place / "in", place / "out", da::default_profile, options);
  CHECK(done.telling == 2);
  using numbers = std::vector<std::size_t>;
  CHECK(telling["FONTAINE_ANNIE/ct/1.dcm"] == numbers{1});
  CHECK(telling["FONTAINE_ANNIE/ct/annie.dcm"] == numbers{1, 3});
  CHECK(telling["other/1.dcm"] == numbers{});
  CHECK(telling["other/fontaine.txt"] == numbers{});
  options.names = da::output_names::sequence;
  CHECK(
      da::anonymize_tree(place / "in", place / "numbered", da::default_profile, options).telling ==
      0);
}

TEST_CASE("a DICOMDIR, which holds the names of the inputs, is skipped where outputs get others") {
  const test::folder place;
  const test::form& f = test::explicit_little;
  test::write(place / "in" / "DICOMDIR",
              test::meta_of(f.element(0x00020002, "UI", "1.2.840.10008.1.3.10") +
                            f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'))) +
                  (f.sequence(0x00041220, f.item(f.element(0x00041500, "CS", "NAME")))));
  const da::rule keeps_records{da::tags::DirectoryRecordSequence, da::keep};
  da::tree_options options;
  CHECK(da::anonymize_tree(place / "in", place / "same", keeps_records, options).anonymized == 1);
  for (const auto names : {da::output_names::uid, da::output_names::sequence}) {
    options.names = names;
    const auto all = outcomes_of(place / "in", place / "out", keeps_records, options);
    CHECK(all.at(0).what == status::skipped);
    CHECK(all.at(0).reason->code() == da::errc::dicomdir);
  }
}

TEST_CASE("outputs with names of their own do not follow a link back to the input") {
  const test::folder place;
  test::write(place / "in" / "a.dcm", whole_instance("Name", 1, 1, 1));
  std::filesystem::create_directories(place / "out");
  std::filesystem::create_directory_symlink(place / "in", place / "out" / "000001");
  da::tree_options options;
  options.names = da::output_names::sequence;
  const auto all = outcomes_of(place / "in", place / "out", da::default_profile, options);
  CHECK(all.at(0).reason->code() == da::errc::bad_arguments);
  std::filesystem::create_directory_symlink(place / "in", place / "out" / "1.2.4.1");
  options.names = da::output_names::uid;
  const auto others = outcomes_of(place / "in", place / "out",
                                  da::default_profile.with(da::option::retain_uids), options);
  CHECK(others.at(0).reason->code() == da::errc::bad_arguments);
  CHECK(test::listing(place / "in") == std::vector<std::string>{"a.dcm"});
}
