// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/anonymizer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmFile.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/bytes.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/memory.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

std::string file(std::string_view uid = "1.2.3.44") {
  const test::form& f = test::explicit_little;
  return test::file(test::explicit_uid, f.element(0x00080018, "UI", uid) +
                                            f.element(0x00100010, "PN", "Name^Given") +
                                            f.element(0x00100020, "LO", "12345678"));
}

gdcm::DataSet dataset() {
  gdcm::DataSet all;
  test::put(all, {0x0008, 0x0018}, VR::UI, "1.2.3.44");
  test::put(all, {0x0010, 0x0010}, VR::PN, "Name^Given");
  return all;
}

// The value of (0008,0018) in the bytes of a file.
std::string uid_in(const std::string& bytes) {
  const std::size_t at = bytes.find(std::string("\x08\0\x18\0UI", 6)) + 8;
  return bytes.substr(at, bytes.find_first_not_of("0123456789.", at) - at);
}

}  // namespace

TEST_CASE("what a worker is given agrees in its UIDs, whatever it is") {
  da::anonymizer worker;
  std::string first, second;
  worker.bytes(file(), first);
  worker.bytes(file(), second);
  CHECK(first == second);
  gdcm::DataSet one = dataset();
  worker.dataset(one);
  CHECK(test::bytes(one, {0x0008, 0x0018}).value().substr(0, uid_in(first).size()) ==
        uid_in(first));
  gdcm::File whole;
  whole.SetDataSet(dataset());
  worker.dataset(whole);
  CHECK(test::bytes(whole.GetDataSet(), {0x0008, 0x0018}) == test::bytes(one, {0x0008, 0x0018}));
  CHECK(test::bytes(whole.GetHeader(), {0x0002, 0x0003}) == test::bytes(one, {0x0008, 0x0018}));
  std::string other;
  da::anonymizer().bytes(file(), other);
  CHECK(uid_in(other) != uid_in(first));
}

TEST_CASE("workers of several threads share a context") {
  da::context job;
  std::vector<std::string> out(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& one : out)
      threads.emplace_back([&] {
        da::file_options options;
        options.shared = &job;
        da::anonymizer worker(da::default_profile, options);
        for (int i = 0; i < 50; ++i) worker.bytes(file("1.2.3." + std::to_string(10 + i)), one);
      });
  }
  for (const std::string& one : out) CHECK(one == out.front());
}

TEST_CASE("a worker holds its rules") {
  std::optional<da::anonymizer> worker;
  {
    std::string name = "a name that is too long to be held without memory of its own";
    worker.emplace(da::rule{da::tags::PatientName, da::replace_with(name)} |
                   da::rule{da::tags::PatientID, da::keep});
    name.assign(name.size(), 'x');
  }
  da::anonymizer moved = std::move(*worker);
  worker.reset();
  std::string out;
  moved.bytes(file(), out);
  CHECK(out.find("a name that is too long") != std::string::npos);
  CHECK(out.find("12345678") != std::string::npos);
}

TEST_CASE("a worker is made of options alone") {
  da::context job;
  da::file_options options;
  options.shared = &job;
  da::anonymizer one(options);
  da::anonymizer other(options);
  CHECK(&one.shared() == &job);
  std::string first, second;
  one.bytes(file(), first);
  other.bytes(file(), second);
  CHECK(first == second);
  CHECK(first.find("Name^Given") == std::string::npos);
  CHECK(da::anonymizer(da::file_options{.bounds = {.elements = 1}})
            .try_bytes(file(), first)
            .error()
            .code() == da::errc::too_large);
}

TEST_CASE("a worker that was moved from says so, and can be assigned to") {
  da::anonymizer one;
  da::anonymizer other = std::move(one);
  const auto code = [&](const auto& work) { return test::refused(work).code; };
  gdcm::DataSet dataset_of_one = dataset();
  gdcm::File whole;
  std::string out = "as it was";
  CHECK(code([&] { one.bytes(file(), out); }) == da::errc::bad_arguments);
  CHECK(code([&] { one.file("in", "out"); }) == da::errc::bad_arguments);
  CHECK(code([&] { one.dataset(dataset_of_one); }) == da::errc::bad_arguments);
  CHECK(code([&] { one.dataset(whole); }) == da::errc::bad_arguments);
  CHECK(code([&] { static_cast<void>(one.shared()); }) == da::errc::bad_arguments);
  CHECK(one.try_bytes(file(), out).error().code() == da::errc::bad_arguments);
  CHECK(one.try_file("in", "out").error().code() == da::errc::bad_arguments);
  CHECK(one.try_dataset(dataset_of_one).error().code() == da::errc::bad_arguments);
  CHECK(one.try_dataset(whole).error().code() == da::errc::bad_arguments);
  CHECK(out == "as it was");
  one = std::move(other);
  CHECK(one.try_bytes(file(), out));
}

TEST_CASE("what is thrown leaves a worker as good as new") {
  da::anonymizer worker;
  std::string expected, out;
  const da::report done = worker.bytes(file(), expected);
  CHECK(done.applied.at("empty") == 2);
  CHECK(test::refused([&] { worker.bytes(file().substr(0, file().size() - 4), out); }).code ==
        da::errc::truncated);
  CHECK(test::refused([&] { worker.bytes(std::string("no DICOM"), out); }).code ==
        da::errc::not_dicom);
  CHECK(out.empty());
  CHECK(worker.bytes(file(), out) == done);
  CHECK(out == expected);
  gdcm::DataSet one = dataset();
  CHECK(worker.dataset(one).applied.at("empty") == 1);
  CHECK(worker.bytes(file(), out) == done);
}

TEST_CASE("what is refused leaves a worker no larger than what is done") {
  if (!test::measures_memory) {
    WARN("skipped: a sanitizer hides what is measured");
    return;
  }
  const test::form& f = test::explicit_little;
  std::string body = f.element(0x00080018, "UI", "1.2.3.99");
  constexpr std::size_t elements = 2'000;
  for (unsigned i = 0; i < elements; ++i)
    body += f.element(0x00181000 + i, "UT", std::string(30'000, 'x'));
  body = test::file(test::explicit_uid, body);
  body.resize(body.size() - 10);
  const test::folder place;
  test::write(place / "large.dcm", body);
  // The same in what is read before the data set.
  const std::string meta = f.element(0x00020002, "UT", std::string(60'000'000, '1')) +
                           f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'));
  test::write(place / "meta.dcm", test::meta_of(meta) + f.element(0x00080018, "UI", "1.2.3.9"));
  std::string().swap(body);
  da::anonymizer worker(da::keep_everything{});
  std::string out;
  worker.bytes(file(), out);
  for (const char* name : {"large.dcm", "meta.dcm"}) {
    CAPTURE(name);
    const std::size_t before = test::held_memory();
    CHECK(!worker.try_file(place / name, place / "out.dcm"));
    CHECK(!worker.try_bytes(place / name, out));
    CHECK(test::held_memory() < before + 20'000'000);
  }
}

TEST_CASE("a worker keeps to its limits, in data sets too") {
  da::file_options options;
  options.bounds.depth = 1;
  da::anonymizer worker(da::keep_everything{}, options);
  gdcm::DataSet inner = dataset();
  gdcm::DataSet middle;
  test::put_sequence(middle, {0x0040, 0x0275}, {inner});
  gdcm::DataSet outer;
  test::put_sequence(outer, {0x0040, 0x0275}, {middle});
  CHECK(test::refused([&] { worker.dataset(outer); }).code == da::errc::too_deep);
}

TEST_CASE("without throwing a worker returns what was done, or the error") {
  const test::folder place;
  test::write(place / "in.dcm", file());
  da::anonymizer worker(da::rule{da::tags::PatientID, [](da::element& e) {
                                   if (e.text() == "throw") throw std::runtime_error("12345678");
                                 }});
  const auto good = worker.try_file(place / "in.dcm", place / "out.dcm");
  REQUIRE(good);
  CHECK(good->visited == 3 + 3);  // three of group 0002
  CHECK(good.value() == *good);
  std::string out;
  CHECK(worker.try_bytes(file(), out));
  CHECK(out == test::read(place / "out.dcm"));
  const auto missing = worker.try_file(place / "none.dcm", place / "none");
  REQUIRE(!missing);
  CHECK(missing.error().code() == da::errc::unreadable);
  CHECK(test::refused([&] { static_cast<void>(missing.value()); }).code == da::errc::unreadable);
  gdcm::DataSet one = dataset();
  CHECK(worker.try_dataset(one));
  test::put(one, {0x0010, 0x0020}, VR::LO, "throw ");
  const auto thrown = worker.try_dataset(one);
  REQUIRE(!thrown);
  CHECK(thrown.error().code() == da::errc::action_failed);
  CHECK(std::string(thrown.error().what()).find("12345678") == std::string::npos);
}

TEST_CASE("rules that need pseudonyms are refused where there are none, before any work") {
  CHECK(test::refused([] {
          da::anonymizer worker(da::rule{da::tags::PatientID, da::pseudonymize()});
        }).code == da::errc::no_key);
}

TEST_CASE("what a data set amid a file gets is in the crosswalk, whatever becomes of the file") {
  constexpr const char* old_uid = "1.2.3.45";
  for (const bool is_sink : {true, false}) {
    const test::folder place;
    da::context shared;
    shared.pseudonyms = std::make_shared<da::crosswalk>(place / "c.sqlite");
    da::file_options options;
    options.shared = &shared;
    da::anonymizer inner(options);
    gdcm::DataSet data;
    test::put(data, {0x0008, 0x0018}, gdcm::VR::UI, old_uid);
    da::anonymizer outer(da::rule{da::tags::PatientID,
                                  [&](da::element&) {
                                    if (is_sink) return;
                                    inner.dataset(data);
                                    throw std::runtime_error("it fails");
                                  }},
                         options);
    bool is_done = false;
    try {
      outer.bytes(file(), [&](std::span<const std::byte>) {
        if (is_sink && !std::exchange(is_done, true)) inner.dataset(data);
      });
    } catch (const std::exception&) {
      CHECK_FALSE(is_sink);
    }
    std::string new_uid = test::bytes(data, {0x0008, 0x0018}).value_or("");
    while (!new_uid.empty() && new_uid.back() == '\0') new_uid.pop_back();
    CHECK(new_uid != old_uid);
    CHECK(da::crosswalk_store(place / "c.sqlite").find("uid", "", old_uid) == new_uid);
  }
}

TEST_CASE("a worker that is asked again by its own sink says no and goes on") {
  da::anonymizer worker;
  std::string straight, told;
  worker.bytes(file(), straight);
  std::string got, other;
  worker.bytes(file(), [&](std::span<const std::byte> piece) {
    const test::refusal again = test::refused([&] { worker.bytes(file("1.2.3.55"), other); });
    told += again.code == da::errc::bad_arguments ? "no;" : "yes;";
    got.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  });
  CHECK(told.starts_with("no;"));
  CHECK(told.find("yes;") == std::string::npos);
  CHECK(got == straight);
  // For a data set as well.
  gdcm::DataSet other_data;
  gdcm::File other_file;
  worker.bytes(file(), [&](std::span<const std::byte>) {
    CHECK(test::refused([&] { worker.dataset(other_data); }).code == da::errc::bad_arguments);
    CHECK(test::refused([&] { worker.dataset(other_file); }).code == da::errc::bad_arguments);
  });
  CHECK(other.empty());
  // As good as new, also behind an error.
  CHECK_THROWS_AS(worker.bytes(std::string("none"), other), da::error);
  worker.bytes(file(), other);
  CHECK(other == straight);
}
