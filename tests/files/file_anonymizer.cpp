// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/file_anonymizer.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::byte_output;
using da::detail::byte_store;
using da::detail::file_anonymizer;
using da::detail::input_name;
using da::detail::output_place;
using da::detail::output_taker;
using da::detail::rules_ref;

namespace {

std::string image() {
  const test::form& f = test::explicit_little;
  return test::file(test::explicit_uid, f.element(0x00080018, "UI", "1.2.3.44") +
                                            f.element(0x00100020, "LO", "12345678") +
                                            f.element(0x7FE00010, "OW", std::string(90'000, 'P')));
}

input_name held(std::string bytes) {
  return {AT_FDCWD, nullptr, std::make_shared<const byte_store>(std::move(bytes))};
}

// Says for a while that what it gave does not hold.
class follower final : public da::pseudonym_source {
 public:
  explicit follower(int refusals) : refusals_(refusals) {}
  std::string uid(std::string_view) override { return "2.25." + std::to_string(++given); }
  std::string identifier(const da::identifier_request&) override { return "X"; }
  da::date_shift shift_of(const da::patient_identity&) override { return {}; }
  bool follows_files() const noexcept override { return true; }
  bool complete_file(const da::renamed_patient& who) override {
    seen = who;
    return ++completed > refusals_;
  }
  int given = 0;
  int completed = 0;
  da::renamed_patient seen;

 private:
  int refusals_;
};

}  // namespace

TEST_CASE("a taker is called once, when the output is whole and its pseudonyms hold") {
  const auto source = std::make_shared<follower>(3);
  da::context shared;
  shared.pseudonyms = source;
  const auto rules = da::profile() | da::rule{"(0010,0020)"_tag, da::keep};
  const rules_ref all(rules);
  const da::limits bounds;
  file_anonymizer worker(all, shared, bounds, false);
  int calls = 0;
  std::string got;
  int kept = 0;
  const output_taker taker{[&](byte_output& whole) {
                             ++calls;
                             CHECK(source->completed == 4);
                             whole.read_whole([&](std::string_view piece) { got += piece; });
                             CHECK(whole.size() == got.size());
                             CHECK(kept == 0);
                           },
                           [&] { ++kept; }};
  const output_taker taker_of_more{[](byte_output&) {}};
  worker.run(held(image()), {taker, {}});
  CHECK(calls == 1);
  CHECK(kept == 1);
  CHECK(got.ends_with(std::string(90'000, 'P')));
  // Nobody is asked who is not there any more.
  shared.pseudonyms.reset();
  worker.run(held(image()), {taker_of_more, {}});
  CHECK(source->completed == 4);
  // What it is told of the patient is read from the output that nobody has yet.
  CHECK(source->seen.id_before == "12345678");
  CHECK(source->seen.id_after == "12345678");
}

TEST_CASE("a taker is not called for what fails, and not by a folder's name") {
  da::context shared;
  const rules_ref all(da::default_profile);
  const da::limits bounds;
  file_anonymizer worker(all, shared, bounds, false);
  bool is_called = false;
  const output_taker taker{[&](byte_output&) { is_called = true; }};
  const std::string cut = image().substr(0, 1000);
  CHECK(test::refused([&] { worker.run(held(cut), {taker, {}}); }).code == da::errc::truncated);
  CHECK(!is_called);
  const test::folder place;
  worker.run(held(image()), {AT_FDCWD, (place / "out").native()});
  CHECK(!is_called);
  CHECK(test::read(place / "out").ends_with(std::string(90'000, 'P')));
}

TEST_CASE("an input that changes while a taker reads from it is an error") {
  const test::folder place;
  test::write(place / "in", image());
  da::context shared;
  const rules_ref all(da::default_profile);
  const da::limits bounds;
  file_anonymizer worker(all, shared, bounds, false);
  const std::string name = (place / "in").string();
  bool is_kept = false;
  const output_taker taker{[&](byte_output& whole) {
                             test::write(place / "in", image() + "more");
                             whole.read_whole([](std::string_view) {});
                           },
                           [&] { is_kept = true; }};
  CHECK(test::refused([&] {
          worker.run({AT_FDCWD, name.c_str()}, {taker, {}});
        }).code == da::errc::changed_while_read);
  CHECK(!is_kept);
}

TEST_CASE("a DICOMDIR needs a rule of the user's, and no other names for its files") {
  const auto rules = da::profile() | da::rule{"(0004,1220)"_tag, da::keep};
  const auto code = [](const rules_ref& all, bool is_renamed) {
    return test::refused([&] { da::detail::refuse_dicomdir(all, is_renamed); }).code;
  };
  CHECK(code(rules_ref(da::default_profile), false) == da::errc::dicomdir);
  CHECK(code(rules_ref(rules), false) == da::errc{});
  CHECK(code(rules_ref(rules), true) == da::errc::dicomdir);
}
