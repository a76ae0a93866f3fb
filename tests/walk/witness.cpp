// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::option;

namespace {

// The marks of one output, as GDCM reads them.
struct said {
  std::string identity;
  std::string temporal;
  std::string codes;
  std::string method;
  friend bool operator==(const said&, const said&) = default;
};

std::string text(const gdcm::DataSet& dataset, gdcm::Tag id) {
  std::string value = test::bytes(dataset, id).value_or("");
  while (!value.empty() && value.back() == ' ') value.pop_back();
  return value;
}

said marks_of(const gdcm::DataSet& dataset) {
  said result{text(dataset, {0x0012, 0x0062}), text(dataset, {0x0028, 0x0303}), "",
              text(dataset, {0x0012, 0x0063})};
  const gdcm::Tag codes(0x0012, 0x0064);
  if (test::has(dataset, codes))
    for (std::size_t i = 1; i <= test::item_count(dataset, codes); ++i)
      result.codes += text(test::item(dataset, codes, i), {0x0008, 0x0100}) + " ";
  return result;
}

// Which moves every date by as much.
class even_shift final : public da::pseudonym_source {
 public:
  explicit even_shift(da::date_shift by) : by_(by) {}
  std::string uid(std::string_view) override { return "2.25.1"; }
  std::string identifier(const da::identifier_request&) override { return "1"; }
  da::date_shift shift_of(const da::patient_identity&) override { return by_; }

 private:
  da::date_shift by_;
};

std::shared_ptr<da::pseudonym_source> source_of_pseudonyms() {
  std::vector<unsigned char> bytes(32);
  bytes[0] = 7;
  return std::make_shared<da::keyed_pseudonyms>(da::key(bytes));
}

// One data set in a form of encoding.
class sample {
 public:
  explicit sample(test::form form) : form_(form) {}
  const test::form& in() const { return form_; }
  sample& add(std::string bytes) {
    bytes_ += bytes;
    return *this;
  }
  sample& add(std::uint32_t id, std::string_view vr, std::string_view value) {
    return add(form_.element(id, vr, value));
  }
  [[nodiscard]] std::string file() const {
    return test::file(!form_.explicit_vr ? test::implicit_uid
                      : form_.big_endian ? test::big_endian_uid
                                         : test::explicit_uid,
                      bytes_);
  }

 private:
  test::form form_;
  std::string bytes_;
};

// What both engines and the verb on data sets say; they have to agree.
template <class R>
said outcome(const std::string& file, const R& rules,
             const std::shared_ptr<da::pseudonym_source>& pseudonyms = source_of_pseudonyms()) {
  const test::folder place;
  const auto in = place.path() / "in";
  const auto out = place.path() / "out";
  test::write(in, file);
  std::optional<said> result;
  const da::detail::rules_ref all(rules);
  for (const auto& engine :
       {da::detail::anonymize_by_rewriting, da::detail::anonymize_by_dataset}) {
    da::context shared;
    shared.pseudonyms = pseudonyms;
    engine(in, out, all, shared, {});
    const said now = marks_of(da::read_file(out).dataset);
    if (result) CHECK(*result == now);
    result = now;
  }
  da::context shared;
  shared.pseudonyms = pseudonyms;
  da::dicom_file memory = da::read_file(in);
  da::anonymize_dataset(memory.dataset, rules, shared);
  CHECK(marks_of(memory.dataset) == *result);
  return *result;
}

constexpr auto full = da::profile(da::dicom_2026d) | option::retain_full_dates;
constexpr auto moved = da::profile(da::dicom_2026d) | option::retain_modified_dates;
constexpr auto uids = da::profile(da::dicom_2026d) | option::retain_uids;
// Of each VR that identifies.
constexpr std::pair<std::string_view, std::string_view> values_of_vrs[] = {
    {"PN", "QZNAME^X"}, {"UI", "1.2.826.0.7777.990"}, {"UR", "http://QZNAME/"},
    {"DA", "19431217"}, {"DT", "19431217101112"},     {"TM", "101112"}};
constexpr test::form forms[] = {test::explicit_little, test::implicit_little, test::explicit_big};

}  // namespace

TEST_CASE("pixels that say that they identify are not called clean, at any depth") {
  const std::pair<std::uint32_t, std::string_view> sayings[] = {{0x00280301, "YES "},
                                                                {0x00280302, "YES "},
                                                                {0x00480010, "YES "},
                                                                {0x00080008, "A\\B\\LABEL "}};
  for (const test::form& form : forms)
    for (const auto& [id, value] : sayings)
      for (const bool is_nested : {false, true}) {
        sample one(form);
        const std::string inner = form.element(id, "CS", value);
        one.add(is_nested ? form.sequence(0x00081140, form.item(inner)) : inner);
        const said now = outcome(one.file(), da::default_profile);
        CHECK(now.identity.empty());
        CHECK(now.codes.empty());
        CHECK(now.temporal == "REMOVED");
      }
  for (const auto& [id, value] : sayings) {
    sample one(test::explicit_little);
    one.add(id, "CS", id == 0x00080008 ? "A\\B\\VOLUME" : "NO");
    CHECK(outcome(one.file(), da::default_profile).codes == "113100 ");
  }
}

TEST_CASE("a rule that takes away the saying does not clean the pixels") {
  sample one(test::explicit_little);
  one.add(0x00280301, "CS", "YES ");
  CHECK(outcome(one.file(), da::rule{da::tag{0x0028, 0x0301}, da::remove}).codes.empty());
  CHECK(outcome(one.file(), da::rule{da::tag{0x0028, 0x0301}, da::keep}).identity.empty());
}

TEST_CASE("pixels that say that they identify can be refused") {
  sample one(test::explicit_little);
  one.add(0x00280301, "CS", "YES ");
  const test::folder place;
  const auto in = place.path() / "in";
  test::write(in, one.file());
  da::context shared;
  shared.pixels_that_identify = da::identifying_pixels::refused;
  try {
    da::anonymize_file(in, place.path() / "out", da::default_profile, {.shared = &shared});
    FAIL("it was not refused");
  } catch (const da::error& failed) {
    CHECK(failed.code() == da::errc::identifying_pixels);
  }
  CHECK_FALSE(std::filesystem::exists(place.path() / "out"));
  shared.pixels_that_identify = da::identifying_pixels::marked;
  CHECK(da::anonymize_file(in, place.path() / "out", da::default_profile, {.shared = &shared})
            .identifying_pixels == 1);
}

TEST_CASE("a private date that a rule keeps is told, however deep") {
  constexpr auto rule = da::rule{R"((0009,"ACME",10))"_tag, da::keep};
  for (const std::string_view vr : {"DA", "DT", "TM"}) {
    sample one(test::explicit_little);
    const std::string block = one.in().element(0x00090010, "LO", "ACME") +
                              one.in().element(0x00091010, vr, vr == "TM" ? "101112" : "20200229");
    sample deep(test::explicit_little);
    deep.add(one.in().sequence(0x00081140, one.in().item(block)));
    one.add(block);
    for (const std::string& file : {one.file(), deep.file()}) {
      CHECK(outcome(file, da::default_profile).temporal == "REMOVED");
      CHECK(outcome(file, rule).temporal.empty());
      CHECK(outcome(file, rule).identity == "YES");
      CHECK(outcome(file, moved | rule).temporal.empty());
      CHECK(outcome(file, full | rule).temporal == "UNMODIFIED");
      // A mask is no exact rule: the VR decides what becomes of the date.
      CHECK(outcome(file, da::keep_private).temporal == "REMOVED");
      const auto safe = da::profile(da::dicom_2026d) | option::retain_safe_private | rule;
      CHECK(outcome(file, safe).codes == "113100 ");
    }
  }
  sample other(test::explicit_little);
  other.add(0x00090010, "LO", "ACME").add(0x00091010, "LO", "20200229");
  CHECK(outcome(other.file(), rule).temporal == "REMOVED");
}

TEST_CASE("a date that stays for another option is told") {
  // PS3.15 Table E.1-1: K of (0018,1200) in the column of device identity.
  sample one(test::explicit_little);
  one.add(0x00181200, "DA", "20200229");
  const auto device = da::profile(da::dicom_2026d) | option::retain_device_identity;
  const bool is_kept = device.code_for(da::tag{0x0018, 0x1200}) == da::code::K;
  CHECK(outcome(one.file(), device).temporal == (is_kept ? "" : "REMOVED"));
}

TEST_CASE("in a sequence that is replaced an option keeps or moves what it concerns") {
  for (const test::form& form : forms) {
    const std::string inner = form.element(0x0040A120, "DT", "20200229101112") +
                              form.element(0x0040A124, "UI", std::string_view("1.2.3.4\0", 8)) +
                              form.element(0x0040A160, "UT", "name");
    const std::string content = form.sequence(
        0x0040A730, form.item(form.sequence(0x0040A730, form.item(inner)) +
                              form.element(0x0040DB0D, "UI", std::string_view("1.2.3.4\0", 8))));
    const test::folder place;
    const auto values = [&](const auto& rules) {
      const auto in = place.path() / "in";
      const auto out = place.path() / "out";
      sample one(form);
      // The patient whose dates move.
      one.add(0x00100020, "LO", "4711").add(content);
      test::write(in, one.file());
      da::context shared;
      shared.pseudonyms = source_of_pseudonyms();
      da::anonymize_file(in, out, rules, {.shared = &shared});
      da::dicom_file made = da::read_file(out);
      gdcm::DataSet& item =
          test::item(test::item(made.dataset, {0x0040, 0xA730}), {0x0040, 0xA730});
      CHECK(text(item, {0x0040, 0xA160}) == "ANONYMIZED");
      return text(item, {0x0040, 0xA120});
    };
    sample one(form);
    one.add(0x00100020, "LO", "4711").add(content);
    CHECK(values(full) == "20200229101112");
    CHECK(outcome(one.file(), full).temporal == "UNMODIFIED");
    CHECK(outcome(one.file(), full).codes == "113100 113106 ");
    const std::string shifted = values(moved);
    CHECK(shifted != "20200229101112");
    CHECK(shifted.substr(0, 4) != "1900");
    CHECK(shifted.substr(8) == "101112");
    CHECK(outcome(one.file(), moved).temporal == "MODIFIED");
    CHECK(values(da::default_profile).substr(0, 8) == "19000101");
    CHECK(outcome(one.file(), da::default_profile).temporal == "REMOVED");
    CHECK(outcome(one.file(), uids).codes == "113100 113110 ");
  }
}

TEST_CASE("a date or UID that went with the sequence around it is not called kept") {
  for (const test::form& form : forms) {
    // Original Attributes Sequence goes; (0400,0562) and (0008,1155) are kept by the options.
    sample one(form);
    one.add(form.sequence(
        0x04000561, form.item(form.element(0x00081155, "UI", std::string_view("1.2.3.4\0", 8)) +
                              form.element(0x04000562, "DT", "20200229"))));
    CHECK(outcome(one.file(), full).temporal.empty());
    CHECK(outcome(one.file(), full).codes == "113100 ");
    CHECK(outcome(one.file(), full).method.ends_with(", not in full"));
    CHECK(outcome(one.file(), uids).codes == "113100 ");
    CHECK(outcome(one.file(), da::default_profile).temporal == "REMOVED");
    sample without(form);
    without.add(form.sequence(0x04000561, form.item(form.element(0x00200010, "SH", "1 "))));
    CHECK(outcome(without.file(), full).temporal == "UNMODIFIED");
  }
}

TEST_CASE("without the supplement what it would protect takes the identity removed") {
  const auto plain = da::profile(da::dicom_2026d).without_supplement();
  sample one(test::explicit_little);
  one.add(0x00100033, "LO", "4 adar");  // Patient's Birth Date in Alternative Calendar
  CHECK(outcome(one.file(), plain).identity.empty());
  CHECK(outcome(one.file(), plain).codes.empty());
  sample none(test::explicit_little);
  none.add(0x00280010, "US", std::string_view("\1\0", 2));
  CHECK(outcome(none.file(), plain).codes == "113100 ");
  CHECK(outcome(none.file(), plain).temporal.empty());
}

TEST_CASE("earlier marks do not survive what contradicts them") {
  const auto& form = test::explicit_little;
  const auto code = [&](std::string_view value) {
    return form.item(form.element(0x00080100, "SH", value) +
                     form.element(0x00080102, "SH", "DCM ") +
                     form.element(0x00080104, "LO", "text"));
  };
  const auto marked = [&](std::string_view codes_of, std::string_view temporal,
                          std::string_view more) {
    sample one(form);
    one.add(form.element(0x00080020, "DA", "20200229"));
    one.add(0x00120062, "CS", "YES ").add(0x00120063, "LO", "earlier ");
    std::string items;
    for (std::size_t at = 0; at < codes_of.size(); at += 6) items += code(codes_of.substr(at, 6));
    one.add(form.sequence(0x00120064, items));
    one.add(std::string(more));
    one.add(0x00280303, "CS", temporal);
    return one.file();
  };
  const std::string pixels = form.element(0x00280301, "CS", "YES ");
  said now = outcome(marked("113100113101113105", "REMOVED ", pixels), da::default_profile);
  CHECK(now.identity.empty());
  CHECK(now.codes.empty());
  CHECK(now.temporal == "REMOVED");
  now =
      outcome(marked("113100113105", "REMOVED ", ""), da::rule{da::tag{0x0008, 0x0020}, da::keep});
  CHECK(now.identity.empty());
  CHECK(now.codes.empty());
  CHECK(now.temporal.empty());
  CHECK(now.method.starts_with("earlier\\"));
  // Dates that were kept then and are removed now.
  now = outcome(marked("113100113106", "UNMODIFIED", ""), da::default_profile);
  CHECK(now.codes == "113100 ");
  CHECK(now.temporal == "REMOVED");
  // Dates that were moved then, and stay so.
  now = outcome(marked("113100113107", "MODIFIED", ""), full);
  CHECK(now.codes == "113100 113107 113106 ");
  CHECK(now.temporal == "MODIFIED");
  // A date is there: it was not removed.
  CHECK(outcome(marked("113100", "REMOVED ", ""), full).temporal.empty());
  // What has nothing to do with it stays.
  CHECK(outcome(marked("113105", "REMOVED ", ""), da::default_profile).codes == "113105 113100 ");
}

TEST_CASE(
    "an earlier mark that dates were removed goes where one is kept, whatever attribute it is") {
  const auto plain = full.without_supplement();
  const auto is_date = [](da::vr kind) {
    return kind == da::vr::DA || kind == da::vr::TM || kind == da::vr::DT;
  };
  const auto with = [](const test::form& form, std::uint32_t id, std::string_view vr,
                       std::string_view value, bool is_nested) {
    const std::string inner = form.element(id, vr, value);
    const bool is_late = !is_nested && id > 0x00280303;
    sample one(form);
    if (is_nested)
      one.add(form.sequence(0x00081140, form.item(inner)));
    else if (!is_late)
      one.add(inner);
    one.add(0x00280303, "CS", "REMOVED ");
    if (is_late) one.add(inner);
    return one.file();
  };
  const auto value_of = [](std::string_view vr) { return vr == "TM" ? "224709" : "20200101"; };
  // Each date that PS3.6 has and PS3.15 Table E.1-1 does not list.
  std::size_t looked_at = 0;
  for (const da::dictionary_entry& one : da::detail::dictionary) {
    if (one.id.group < 0x0008 || one.id.is_private() || !is_date(one.representation) ||
        one.id.value() == 0x00080201 || da::dicom_2026d.find(one.id) != nullptr)
      continue;
    ++looked_at;
    const std::string_view vr = da::to_string(one.representation);
    CAPTURE(one.keyword());
    const std::string file = with(test::explicit_big, one.id.value(), vr, value_of(vr), false);
    CHECK(outcome(file, plain).temporal.empty());
    CHECK(outcome(file, full).temporal.empty());
  }
  CHECK(looked_at > 10);
  // Listed, of no dictionary's VR, of a group that no data set has, and unknown.
  const std::pair<std::uint32_t, std::string_view> some[] = {
      {0x00080020, "DA"}, {0x00140103, "TM"}, {0x00080404, "DT"}, {0x00080060, "DA"},
      {0x00060010, "DA"}, {0x00180050, "TM"}, {0x00089FF1, "DT"}};
  for (const test::form& form : forms)
    for (const auto& [id, vr] : some)
      for (const bool is_nested : {false, true}) {
        const da::dictionary_entry* const known = da::find_attribute(
            {static_cast<std::uint16_t>(id >> 16), static_cast<std::uint16_t>(id)});
        const bool is_told =
            form.explicit_vr || (known != nullptr && is_date(known->representation));
        if (!is_told) continue;
        CAPTURE(id, vr, is_nested, form.explicit_vr, form.big_endian);
        const std::string file = with(form, id, vr, value_of(vr), is_nested);
        CHECK(outcome(file, plain).temporal.empty());
        CHECK(outcome(file, full).temporal.empty());
        CHECK(outcome(file, full).codes == "113100 113106 ");
        CHECK(outcome(file, moved).temporal == "MODIFIED");
        CHECK(outcome(file, da::default_profile).temporal == "REMOVED");
      }
}

TEST_CASE(
    "a rule that leaves another VR than the attribute's does not let its value be called gone") {
  constexpr auto kept = da::rule{da::tag{0x0018, 0x0050}, da::keep};
  constexpr auto masked = da::rule{"(0018,xxxx)"_tag, da::keep};
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const auto& [vr, value] : values_of_vrs) {
      const std::string inner = form.element(0x00180050, vr, value);
      for (const bool is_nested : {false, true}) {
        CAPTURE(vr, is_nested);
        sample one(form);
        one.add(is_nested ? form.sequence(0x00081140, form.item(inner)) : inner);
        CHECK(outcome(one.file(), da::default_profile).codes == "113100 ");
        for (const said& now : {outcome(one.file(), kept), outcome(one.file(), masked)}) {
          CHECK(now.identity.empty());
          CHECK(now.codes.empty());
        }
        const bool is_date = vr == "DA" || vr == "DT" || vr == "TM";
        CHECK(outcome(one.file(), kept).temporal == (is_date ? "" : "REMOVED"));
        CHECK(outcome(one.file(), moved | kept).temporal == (is_date ? "" : "MODIFIED"));
        // PS3.15 sections E.3.6 and E.3.9: what the options keep may be there.
        CHECK(outcome(one.file(), full | kept).codes == (is_date ? "113100 113106 " : ""));
        CHECK(outcome(one.file(), uids | kept).codes == (vr == "UI" ? "113100 113110 " : ""));
      }
    }
  sample other(test::explicit_little);
  other.add(0x00180050, "DS", "1.5 ");
  CHECK(outcome(other.file(), kept).codes == "113100 ");
}

TEST_CASE("a mask that keeps what no dictionary knows does not let its value be called gone") {
  // PS3.6 knows most, but not all, attributes of these.
  constexpr auto surfaces = da::rule{"(0066,001x)"_tag, da::keep};
  constexpr auto beams = da::rule{"(300A,063x)"_tag, da::keep};
  const auto all = [](const auto& rule) { return da::profile(da::dicom_2026d) | rule; };
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const std::uint32_t id : {0x00660014U, 0x300A0633U})
      for (const auto& [vr, value] : values_of_vrs)
        for (const bool is_nested : {false, true}) {
          CAPTURE(id, vr, is_nested);
          const std::string inner = form.element(id, vr, value);
          sample one(form);
          one.add(is_nested ? form.sequence(0x00081140, form.item(inner)) : inner);
          CHECK(outcome(one.file(), all(da::rule_map{})).codes == "113100 ");
          const said now = id == 0x00660014 ? outcome(one.file(), all(surfaces))
                                            : outcome(one.file(), all(beams));
          CHECK(now.identity.empty());
          CHECK(now.codes.empty());
          CHECK(now.method.ends_with(", custom rules"));
        }
}

TEST_CASE("a second run does not take what the first put there for a name that stayed") {
  for (const auto& [vr, value] : values_of_vrs) {
    sample one(test::explicit_little);
    one.add(0x00180050, vr, value);
    const test::folder place;
    da::context shared;
    shared.pseudonyms = source_of_pseudonyms();
    test::write(place.path() / "in", one.file());
    da::anonymize_file(place.path() / "in", place.path() / "out", da::default_profile,
                       {.shared = &shared});
    const said again = outcome(test::read(place.path() / "out"), da::default_profile);
    CHECK(again.codes == "113100 ");
    CHECK(again.temporal == "REMOVED");
  }
}

TEST_CASE("without the supplement another VR than the attribute's takes the identity removed") {
  const auto plain = da::profile(da::dicom_2026d).without_supplement();
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const std::uint32_t id : {0x00000002U, 0x00060010U, 0x00080001U, 0x00180050U})
      for (const auto& [vr, value] : values_of_vrs) {
        CAPTURE(id, vr);
        sample one(form);
        one.add(id, vr, value);
        CHECK(outcome(one.file(), plain).identity.empty());
        CHECK(outcome(one.file(), plain).codes.empty());
      }
  sample none(test::explicit_little);
  none.add(0x00080001, "UL", std::string_view("\1\0\0\0", 4)).add(0x00180050, "DS", "1.5 ");
  CHECK(outcome(none.file(), plain).codes == "113100 ");
}

TEST_CASE("without the supplement a sequence that it would protect takes the identity removed") {
  const auto plain = da::profile(da::dicom_2026d).without_supplement();
  for (const test::form& form : forms)
    for (const std::uint32_t id : {0x00404009U, 0x04000500U}) {
      CAPTURE(id);
      const std::string item = form.item(form.element(0x00080100, "SH", "QZ"));
      for (const std::string& bytes :
           {form.sequence(id, item), form.open_sequence(id, item),
            form.sequence(0x00081140, form.item(form.sequence(id, item)))}) {
        sample one(form);
        one.add(bytes);
        CHECK(outcome(one.file(), plain).identity.empty());
        CHECK(outcome(one.file(), plain).codes.empty());
        CHECK(outcome(one.file(), da::profile(da::dicom_2026d)).codes == "113100 ");
      }
      sample empty(form);
      empty.add(form.sequence(id, ""));
      CHECK(outcome(empty.file(), plain).codes == "113100 ");
    }
}

TEST_CASE("a sequence that went with the sequence around it is not called kept") {
  const auto device = da::profile(da::dicom_2026d) | option::retain_device_identity;
  const auto institution = da::profile(da::dicom_2026d) | option::retain_institution_identity;
  for (const test::form& form : forms) {
    const std::string item = form.item(form.element(0x00080100, "SH", "QZ"));
    // Original Attributes Sequence goes, Content Sequence gets other values.
    for (const std::uint32_t around : {0x04000561U, 0x0040A730U}) {
      CAPTURE(around);
      const auto within = [&](std::string bytes) {
        sample one(form);
        one.add(form.sequence(around, form.item(bytes)));
        return one.file();
      };
      const std::string udi = form.sequence(0x0018100A, item);
      CHECK(outcome(within(udi), device).codes == "113100 ");
      CHECK(outcome(within(udi), institution).codes == "113100 113112 ");
      CHECK(outcome(within(form.sequence(0x00080082, item)), institution).codes == "113100 ");
      CHECK(outcome(within(form.sequence(0x00081140, form.item(udi))), device).codes == "113100 ");
      CHECK(outcome(within(form.sequence(0x0018100A, "")), device).codes == "113100 113109 ");
    }
    sample alone(form);
    alone.add(form.sequence(0x0018100A, item));
    CHECK(outcome(alone.file(), device).codes == "113100 113109 ");
  }
}

TEST_CASE("a sequence under an attribute that is none takes what it holds with it") {
  const auto device = da::profile(da::dicom_2026d) | option::retain_device_identity;
  const auto patient = da::profile(da::dicom_2026d) | option::retain_patient_characteristics;
  for (const test::form& form : forms) {
    const std::string item =
        form.item(form.element(0x00080020, "DA", "20200229") +
                  form.element(0x00101010, "AS", "045Y") + form.element(0x00181000, "LO", "QZ") +
                  form.element(0x0020000D, "UI", std::string_view("1.2.3.4\0", 8)));
    // X of the table: PN, LO, LT by the dictionary, and a sequence.
    for (const std::uint32_t id : {0x00081060U, 0x00081030U, 0x00104000U, 0x00101002U}) {
      CAPTURE(id, form.explicit_vr, form.big_endian);
      sample one(form);
      one.add(form.sequence(id, item));
      CHECK(outcome(one.file(), full).temporal.empty());
      CHECK(outcome(one.file(), full).codes == "113100 ");
      CHECK(outcome(one.file(), uids).codes == "113100 ");
      CHECK(outcome(one.file(), device).codes == "113100 ");
      CHECK(outcome(one.file(), patient).codes == "113100 ");
      CHECK(outcome(one.file(), da::default_profile).codes == "113100 ");
      sample without(form);
      without.add(form.sequence(id, form.item(form.element(0x00200010, "SH", "1 "))));
      CHECK(outcome(without.file(), full).codes == "113100 113106 ");
      CHECK(outcome(without.file(), device).codes == "113100 113109 ");
    }
  }
}

TEST_CASE("a date under another VR than the attribute's is not called kept where it went") {
  for (const test::form& form : {test::explicit_little, test::explicit_big}) {
    // CS and US by the dictionary, which no row lists.
    for (const std::uint32_t id : {0x00080060U, 0x00280010U}) {
      CAPTURE(id);
      const std::string date = form.element(id, "DA", "20200229");
      sample deep(form);
      deep.add(form.sequence(0x04000561, form.item(date)));
      CHECK(outcome(deep.file(), full).temporal.empty());
      CHECK(outcome(deep.file(), full).codes == "113100 ");
      sample one(form);
      one.add(date);
      CHECK(outcome(one.file(), full).temporal == "UNMODIFIED");
      da::dynamic_rule_map gone;
      gone.set(da::tag(static_cast<std::uint16_t>(id >> 16), static_cast<std::uint16_t>(id)),
               da::remove);
      CHECK(outcome(one.file(), full | gone).temporal.empty());
    }
    // A name gets a dummy where the age of an option stays.
    const auto patient = da::profile(da::dicom_2026d) | option::retain_patient_characteristics;
    sample replaced(form);
    replaced.add(form.sequence(0x0040A730, form.item(form.element(0x00101010, "PN", "QZNAME^X"))));
    CHECK(outcome(replaced.file(), patient).codes == "113100 ");
  }
}

TEST_CASE("what nobody can read goes, and no option says that it kept what was in it") {
  const auto device = da::profile(da::dicom_2026d) | option::retain_device_identity;
  for (const test::form& form : {test::explicit_little, test::explicit_big}) {
    // An item that is cut short, under a tag that nobody knows and under known ones.
    const std::string cut = std::string("\xFE\xFF\0\xE0\0\1\0\0", 8) + "20200229";
    const std::pair<std::uint32_t, std::string_view> hidden[] = {{0x00660099, "UN"},
                                                                 {0x00660099, "OB"},
                                                                 {0x00180050, "UN"},
                                                                 {0x00282000, "OB"},
                                                                 {0x300A00B0, "OB"}};
    for (const auto& [id, kind] : hidden) {
      CAPTURE(id, kind);
      sample one(form);
      one.add(id, kind, cut);
      CHECK(outcome(one.file(), full).temporal.empty());
      CHECK(outcome(one.file(), full).codes == "113100 ");
      CHECK(outcome(one.file(), device).codes == "113100 ");
      CHECK(outcome(one.file(), uids).codes == "113100 ");
    }
  }
}

TEST_CASE("a private element that is not the safe one may go, and the option holds") {
  const auto safe = da::profile(da::dicom_2026d) | option::retain_safe_private;
  const auto with = [](std::string_view vr, std::string_view value) {
    sample one(test::explicit_little);
    one.add(0x00190010, "LO", "SIEMENS MR HEADER ").add(0x0019100C, "IS", "1000");
    one.add(0x0019100D, vr, value);  // listed as CS
    return one.file();
  };
  CHECK(outcome(with("CS", "NONE"), safe).codes == "113100 113111 ");
  CHECK(outcome(with("PN", "X^Y "), safe).codes == "113100 113111 ");
  CHECK(outcome(with("LO", "X^Y "), safe).codes == "113100 113111 ");
  constexpr auto gone = da::rule{R"((0019,"SIEMENS MR HEADER",0C))"_tag, da::remove};
  CHECK(outcome(with("CS", "NONE"), safe | gone).codes == "113100 ");
}

TEST_CASE("a time of day that stays where dates move by whole days is moved, wherever it is") {
  for (const test::form& form : {test::explicit_little, test::explicit_big}) {
    const std::string block =
        form.element(0x00090010, "LO", "ACME") + form.element(0x00091010, "TM", "101112");
    const std::pair<std::uint32_t, std::string> times[] = {
        {0x00080030, form.element(0x00080030, "TM", "101112")},
        {0x00187777, form.element(0x00187777, "TM", "101112")},
        {0x00180050, form.element(0x00180050, "TM", "101112")},
        {0x00091010, block}};
    for (const auto& [id, bytes] : times) {
      CAPTURE(id);
      sample one(form);
      if (id > 0x00100020) one.add(0x00100020, "LO", "4711");
      one.add(bytes);
      if (id < 0x00100020) one.add(0x00100020, "LO", "4711");
      const said now = outcome(one.file(), moved | da::keep_private);
      CHECK(now.temporal == "MODIFIED");
      CHECK(outcome(one.file(), da::default_profile | da::keep_private).temporal == "REMOVED");
      if (id != 0x00091010) CHECK(outcome(one.file(), moved).codes == "113100 113107 ");
    }
  }
}

TEST_CASE(
    "a date that a shift leaves as it was is not called moved, nor is identity called removed") {
  // 23:59:59 less a second is on the same day; a day on is not.
  const auto second = std::make_shared<even_shift>(da::date_shift{-1, 86399});
  const auto day_on = std::make_shared<even_shift>(da::date_shift{1, 0});
  for (const test::form& form : forms) {
    const std::string pair =
        form.element(0x00080020, "DA", "20200229") + form.element(0x00080030, "TM", "235959");
    const auto with = [&](std::string_view date_time) {
      sample one(form);
      one.add(form.element(0x0008002A, "DT", date_time)).add(0x00100020, "LO", "4711");
      return one.file();
    };
    for (const std::string_view text : {"2020", "202006", "20200229", "  "})
      for (const auto& shift : {day_on, second}) {
        CHECK(outcome(with(text), moved, shift).temporal == "MODIFIED");
        CHECK(outcome(with(text), moved, shift).codes == "113100 113107 ");
      }
    sample one(form);
    one.add(pair).add(0x00100020, "LO", "4711");
    CHECK(outcome(one.file(), moved, day_on).codes == "113100 113107 ");
    const said now = outcome(one.file(), moved, second);
    CHECK(now.temporal.empty());
    CHECK(now.codes.empty());
    CHECK(now.identity.empty());
  }
}

TEST_CASE("a time of day that a rule moves by whole days is there as it was") {
  const auto days = std::make_shared<even_shift>(da::date_shift{-3, 0});
  const auto seconds = std::make_shared<even_shift>(da::date_shift{-3, 61});
  constexpr auto time = da::rule{da::tag{0x0008, 0x0030}, da::shift_date};
  constexpr auto offset = da::rule{da::tag{0x0008, 0x0201}, da::shift_date};
  constexpr auto birth = da::rule{da::tag{0x0010, 0x0032}, da::shift_date};
  constexpr auto content = da::rule{da::tag{0x0040, 0xA122}, da::shift_date};
  for (const test::form& form : forms)
    for (const bool is_nested : {false, true}) {
      CAPTURE(is_nested, form.explicit_vr, form.big_endian);
      const auto with = [&](std::uint32_t id, std::string_view vr, std::string_view value) {
        const std::string inner = form.element(id, vr, value);
        const bool is_late = id > 0x00100020;
        sample one(form);
        if (is_nested)
          one.add(form.sequence(0x00081140, form.item(inner)));
        else if (!is_late)
          one.add(inner);
        one.add(0x00100020, "LO", "4711");
        if (!is_nested && is_late) one.add(inner);
        return one.file();
      };
      const std::string study_time = with(0x00080030, "TM", "120000");
      CHECK(outcome(study_time, time, days).identity.empty());
      CHECK(outcome(study_time, time, days).codes.empty());
      CHECK(outcome(study_time, time, seconds).identity == "YES");
      CHECK(outcome(with(0x00080030, "TM", ""), time, days).identity == "YES");
      CHECK(outcome(study_time, moved | time, days).codes == "113100 113107 ");
      CHECK(outcome(study_time, full | time, days).identity == "YES");  // which may be there
      CHECK(
          outcome(with(0x00080201, "SH", "+0200 "), da::profile(da::dicom_2026d) | offset, seconds)
              .identity.empty());
      // No option lets the time of a birth be moved.
      CHECK(outcome(with(0x00100032, "TM", "120000"), moved | birth, days).identity.empty());
      CHECK(outcome(with(0x00100032, "TM", "120000"), moved | birth, seconds).identity == "YES");
    }
  // In a sequence all other values of which get dummies a time gets one, too.
  const auto& form = test::explicit_little;
  sample one(form);
  one.add(0x00100020, "LO", "4711")
      .add(form.sequence(0x0040A730, form.item(form.element(0x0040A122, "TM", "120000"))));
  CHECK(outcome(one.file(), content, days).identity == "YES");
  const test::folder place;
  test::write(place.path() / "in", one.file());
  da::context shared;
  shared.pseudonyms = days;
  da::anonymize_file(place.path() / "in", place.path() / "out", content, {.shared = &shared});
  CHECK(test::read(place.path() / "out").find("120000") == std::string::npos);
}

TEST_CASE("blanks before an earlier mark, and small letters, do not hide it") {
  // PS3.5 table 6.2-1: blanks before and behind a CS, SH or LO tell nothing.
  constexpr auto named = da::rule{da::tag{0x0010, 0x0010}, da::keep};
  for (const test::form& form : forms) {
    const auto code = [&](std::string_view value, std::string_view scheme) {
      return form.sequence(0x00120064, form.item(form.element(0x00080100, "SH", value) +
                                                 form.element(0x00080102, "SH", scheme) +
                                                 form.element(0x00080104, "LO", "text")));
    };
    for (const std::string_view text : {"YES ", " YES", "  YES ", "yes ", "NO\\YES "}) {
      CAPTURE(text);
      sample one(form);
      one.add(0x00100010, "PN", "X^Y ").add(0x00120062, "CS", text);
      CHECK(outcome(one.file(), named).identity.empty());
      CHECK(outcome(one.file(), da::default_profile).identity == "YES");
    }
    for (const auto& [value, scheme] :
         {std::pair<std::string_view, std::string_view>{"113100", "DCM "},
          {" 113100 ", "DCM "},
          {"113100", " DCM"},
          {" 113100 ", " DCM"},
          {"113100", "dcm "},
          {" 113110 ", "DCM "}}) {
      CAPTURE(value, scheme);
      sample one(form);
      one.add(0x00100010, "PN", "X^Y ").add(code(value, scheme));
      CHECK(outcome(one.file(), named).codes.empty());
      if (value.find("113100") != value.npos && scheme != "dcm ")
        CHECK(outcome(one.file(), da::default_profile).codes.find("113100") != std::string::npos);
    }
    for (const std::string_view text : {"REMOVED ", " REMOVED", "removed "}) {
      CAPTURE(text);
      sample one(form);
      one.add(0x00080020, "DA", "20200101").add(0x00280303, "CS", text);
      CHECK(outcome(one.file(), full).temporal.empty());
      CHECK(outcome(one.file(), da::default_profile).temporal == "REMOVED");
    }
    sample one(form);
    one.add(0x00280303, "CS", " MODIFIED ");
    CHECK(outcome(one.file(), full).temporal.find("MODIFIED") == 1);  // it stays
  }
}

TEST_CASE("a rule that leaves the sequence of earlier codes leaves none that is not so") {
  constexpr auto named = da::rule{da::tag{0x0010, 0x0010}, da::keep};
  constexpr da::tag codes{0x0012, 0x0064};
  for (const test::form& form : forms) {
    sample one(form);
    one.add(0x00100010, "PN", "X^Y ")
        .add(form.sequence(codes.value(), form.item(form.element(0x00080100, "SH", "113100") +
                                                    form.element(0x00080102, "SH", "DCM ") +
                                                    form.element(0x00080104, "LO", "text"))));
    const std::string file = one.file();
    CHECK(outcome(file, da::rule_map(named, da::rule{codes, da::keep})).codes.empty());
    CHECK(outcome(file, da::rule_map(named, da::rule{codes, da::replace_uid})).codes.empty());
    CHECK(outcome(file, da::rule_map(named, da::rule{codes, da::shift_date})).codes.empty());
    CHECK(outcome(file, da::rule_map(named, da::rule{codes, da::delete_or_empty_or_replace_uid}))
              .codes.empty());
    CHECK(outcome(file, da::rule{codes, da::replace_uid}).codes == "113100 ");
  }
}

TEST_CASE("an earlier mark of another VR than its own is replaced, and its value goes") {
  const auto plain = da::profile(da::dicom_2026d).without_supplement();
  constexpr auto kept = da::rule{"(0012,006x)"_tag, da::keep};
  constexpr std::string_view name = "QZNAME^X";
  for (const std::uint32_t id : {0x00120062U, 0x00120063U, 0x00120064U, 0x00280303U})
    for (const std::string_view vr : {"PN", "UT", "OB", "UI", "LT"}) {
      CAPTURE(id, vr);
      sample one(test::explicit_little);
      one.add(id, vr, name);
      const test::folder place;
      test::write(place.path() / "in", one.file());
      const auto is_left = [&](const auto& rules) {
        static_cast<void>(outcome(one.file(), rules));  // in which all agree
        da::anonymize_file(place.path() / "in", place.path() / "out", rules);
        return test::read(place.path() / "out").find(name) != std::string::npos;
      };
      CHECK_FALSE(is_left(da::default_profile));
      CHECK_FALSE(is_left(plain));
      if (id < 0x00280303) CHECK_FALSE(is_left(kept));
      CHECK(outcome(one.file(), da::default_profile).codes == "113100 ");
      CHECK(outcome(one.file(), da::default_profile).method == "dicom_anonymizer: PS3.15 2023e");
    }
}

TEST_CASE("what an option keeps may be of its own VR, of none that tells, or of one it keeps") {
  // Study Date, a date that nothing lists, a UID and a sequence of the table, and a text.
  const std::pair<std::uint32_t, option> kept[] = {
      {0x00080020, option::retain_full_dates},
      {0x00080404, option::retain_full_dates},
      {0x0020000D, option::retain_uids},
      {0x00081140, option::retain_uids},
      {0x00180010, option::retain_device_identity},
      {0x00181000, option::retain_device_identity},
      {0x00101010, option::retain_patient_characteristics}};
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const auto& [id, chosen] : kept)
      for (const auto& [kind, value] : values_of_vrs) {
        if (chosen == option::retain_uids && kind == "UI") continue;
        if (chosen == option::retain_full_dates && (kind == "DA" || kind == "DT" || kind == "TM"))
          continue;
        CAPTURE(id, kind, form.big_endian);
        sample one(form);
        one.add(id, kind, value);
        const auto rules = da::profile(da::dicom_2026d).with(chosen);
        const test::written done = test::both_ways(one.file(), rules);
        CHECK(done.bytes.find(value) == std::string::npos);
        CHECK(outcome(one.file(), rules).identity == "YES");
      }
}

TEST_CASE("what an option keeps is no text that the attribute cannot hold, PS3.6") {
  // DA, DA that nothing lists, UI, AS.
  const std::tuple<std::uint32_t, option, std::string_view, std::string_view> kept[] = {
      {0x00080020, option::retain_full_dates, "20200131", "113100 113106 "},
      {0x00080404, option::retain_full_dates, "20200131112233", "113100 113106 "},
      {0x0020000D, option::retain_uids, "1.2.826.0.7777.990", "113100 113110 "},
      {0x00101010, option::retain_patient_characteristics, "045Y", "113100 113108 "}};
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const auto& [id, chosen, legal, codes] : kept)
      for (const std::string_view kind : {"LO", "SH", "ST", "LT", "UC", "UT", "OB"}) {
        CAPTURE(id, kind, form.big_endian);
        const auto rules = da::profile(da::dicom_2026d).with(chosen);
        for (const bool is_nested : {false, true}) {
          const std::string one = form.element(id, kind, "QZNAME^X");
          sample there(form);
          there.add(is_nested ? form.sequence(0x00283010, form.item(one)) : one);
          CHECK(test::both_ways(there.file(), rules).bytes.find("QZNAME") == std::string::npos);
          CHECK(outcome(there.file(), rules).identity == "YES");
          CHECK(outcome(there.file(), rules).codes == "113100 ");
        }
        // In a sequence that is replaced.
        const std::string item = form.item(form.element(id, kind, "QZNAME^X"));
        sample replaced(form);
        replaced.add(form.sequence(0x0040A730, item));
        CHECK(test::both_ways(replaced.file(), rules).bytes.find("QZNAME") == std::string::npos);
        sample sound(form);
        sound.add(id, kind, legal);
        CHECK(test::both_ways(sound.file(), rules).bytes.find(legal) != std::string::npos);
        CHECK(outcome(sound.file(), rules).codes == codes);
      }
}

TEST_CASE("a free text that stays where the attribute cannot hold it takes the identity removed") {
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const std::string_view kind : {"LO", "UT", "OB"}) {
      CAPTURE(kind);
      sample one(form);
      one.add(0x00180050, kind, "QZNAME^X");
      sample number(form);
      number.add(0x00180050, kind, "5.00");
      constexpr auto rules = da::rule{"(0018,0050)"_tag, da::keep};
      constexpr auto many = da::rule{"(0018,xxxx)"_tag, da::keep};
      constexpr auto plain = da::profile(da::dicom_2026d).without_supplement();
      CHECK(outcome(one.file(), rules).identity.empty());
      CHECK(outcome(one.file(), many).identity.empty());
      CHECK(outcome(one.file(), plain).identity.empty());
      CHECK(outcome(number.file(), rules).codes == "113100 ");
      CHECK(outcome(number.file(), plain).codes == "113100 ");
    }
}

TEST_CASE("an exact rule that keeps another VR than that of the attribute claims nothing") {
  for (const std::string_view kind : {"PN", "UI", "UR"}) {
    const std::string_view value = kind == "UI" ? "1.2.826.0.7777.990" : "QZNAME^X";
    for (const std::uint32_t id : {0x00081140U, 0x00082112U, 0x00081115U, 0x00080060U}) {
      CAPTURE(id, kind);
      sample one(test::explicit_little);
      one.add(id, kind, value);
      const da::tag where(static_cast<std::uint16_t>(id >> 16), static_cast<std::uint16_t>(id));
      da::dynamic_rule_map rules;
      rules.set(where, da::keep);
      const said now = outcome(one.file(), rules);
      CHECK(now.identity.empty());
      CHECK(now.codes.empty());
    }
  }
}

TEST_CASE("an earlier REMOVED does not stay beside a date that its VR alone keeps or moves") {
  for (const test::form& form : {test::explicit_little, test::explicit_big})
    for (const std::uint32_t id : {0x00081090U, 0x00080404U, 0x00060010U})
      for (const bool is_nested : {false, true}) {
        CAPTURE(id, is_nested, form.big_endian);
        const std::string date = form.element(id, "DA", "19431217");
        sample one(form);
        one.add(is_nested ? form.sequence(0x00081140, form.item(date)) : date);
        one.add(0x00280303, "CS", "REMOVED ");
        CHECK(outcome(one.file(), full).temporal != "REMOVED");
        CHECK(outcome(one.file(), moved).temporal == "MODIFIED");
        CHECK(outcome(one.file(), da::profile(da::dicom_2026d)).temporal == "REMOVED");
      }
}

namespace {

// Says that it leaves what it meets, and only looks at what is around.
struct looks_around {
  static constexpr std::string_view name = "looks_around";
  static constexpr bool is_local = true;
  static constexpr da::residue leaves = da::residue::whole;
  void operator()(da::element& e) const { static_cast<void>(e.dataset().Size()); }
};

}  // namespace

TEST_CASE("an action that only looks around leaves a value as it was, for every mark") {
  const auto safe = da::profile(da::dicom_2026d) | option::retain_safe_private;
  const da::private_element date{0x0029, "ACME", 0x02};
  for (const test::form& form : {test::explicit_little, test::explicit_big}) {
    sample one(form);
    one.add(0x00290010, "LO", "ACME").add(0x00291002, "DA", "19431217");
    const said looked = outcome(one.file(), safe | da::rule{date, looks_around{}});
    CHECK(looked.temporal.empty());
    CHECK(looked.codes.find("113111") == std::string::npos);
    CHECK(looked == outcome(one.file(), safe | da::rule{date, da::keep}));
  }
}

TEST_CASE(
    "what an option keeps of an attribute that no dictionary knows stays without a supplement") {
  constexpr auto bare = da::profile(da::dicom_2026d).without_supplement();
  sample date(test::explicit_little);
  date.add(0x00180FF1, "DA", "19431217");
  CHECK(outcome(date.file(), bare | option::retain_full_dates).codes == "113100 113106 ");
  CHECK(outcome(date.file(), bare).codes.empty());
  sample uid(test::explicit_little);
  uid.add(0x00180FF1, "UI", "1.2.826.0.7777.990");
  CHECK(outcome(uid.file(), bare | option::retain_uids).codes == "113100 113110 ");
  CHECK(outcome(uid.file(), bare).codes.empty());
}

TEST_CASE("a private URL that a rule keeps was not treated as safe ones are") {
  const auto safe = da::profile(da::dicom_2026d) | option::retain_safe_private;
  for (const auto& [kind, value] : values_of_vrs) {
    sample one(test::explicit_little);
    one.add(0x00290010, "LO", "ACME").add(0x00291002, kind, value);
    const said now =
        outcome(one.file(), safe | da::rule{da::private_element{0x0029, "ACME", 0x02}, da::keep});
    CAPTURE(kind);
    CHECK(now.codes.find("113111") == std::string::npos);
  }
}

namespace {

// What the pass over the bytes makes of a file without a data set in memory; the other way has to
// come to the same bytes.
template <class R>
said in_one_pass(const std::string& file, const R& rules) {
  const test::folder place;
  const auto in = place.path() / "in";
  const auto out = place.path() / "out";
  test::write(in, file);
  const da::detail::rules_ref all(rules);
  da::context shared;
  shared.pseudonyms = source_of_pseudonyms();
  const da::report expected = da::detail::anonymize_by_dataset(in, out, all, shared, {});
  const std::string bytes = test::read(out);
  const da::limits bounds;
  da::detail::file_anonymizer worker(all, shared, bounds, false);
  // Throws needs_dataset if it cannot; twice, as marks are at first those of the file before.
  for (int i = 0; i < 2; ++i) {
    worker.by_rewriting({AT_FDCWD, in.c_str()}, {AT_FDCWD, out.native()},
                        da::detail::file_anonymizer::order::as_it_is);
    CHECK((test::read(out) == bytes));
    CHECK(worker.counts().to_report() == expected);
  }
  return marks_of(da::read_file(out).dataset);
}

// Sequences of codes in every way that there is to write their lengths.
std::vector<std::string> sequences_of_codes(const test::form& form, std::string_view values,
                                            std::string_view more) {
  constexpr std::uint32_t codes = 0x00120064;
  std::vector<std::string> result;
  for (const bool is_open : {false, true}) {
    std::string items;
    std::string implicit;
    for (std::size_t at = 0; at < values.size(); at += 6) {
      const auto content_in = [&](const test::form& f) {
        return f.element(0x00080100, "SH", values.substr(at, 6)) +
               f.element(0x00080102, "SH", "DCM ") + f.element(0x00080104, "LO", "text");
      };
      const std::string content = content_in(form) + std::string(more);
      items += is_open ? form.open_item(content) : form.item(content);
      implicit += test::implicit_little.item(content_in(test::implicit_little));
    }
    result.push_back(form.sequence(codes, items));
    result.push_back(form.open_sequence(codes, items));
    result.push_back(form.sequence(codes, items + form.sequence_end()));
    if (!form.explicit_vr) continue;
    result.push_back(form.sequence(codes, implicit, "UN"));
    result.push_back(form.head(codes, "UN", test::undefined) + implicit +
                     test::implicit_little.sequence_end());
  }
  return result;
}

}  // namespace

TEST_CASE("earlier codes that are not true any more go in one pass, the others stay") {
  constexpr auto nothing = da::rule{da::tag{0x0010, 0x0020}, da::keep};
  for (const test::form& form :
       {test::explicit_little, test::implicit_little, test::explicit_big}) {
    // Which rules act on, in codes that go and in those that stay.
    const std::string more =
        form.element(0x00090010, "LO", "ACME") + form.element(0x00091001, "LO", "Doe^John");
    const auto marked = [&](const std::string& codes) {
      return sample(form)
          .add(0x00080016, "UI", std::string_view("1.2.840.10008.5.1.4.1.1.7\0", 26))
          .add(0x00100020, "LO", "4711")
          .add(0x00120062, "CS", "YES ")
          .add(codes)
          .add(0x0040A160, "UT", "")
          .file();
    };
    for (const std::string_view inner : {std::string_view(), std::string_view(more)}) {
      for (const std::string& codes : sequences_of_codes(form, "113100113106113110113105", inner)) {
        const std::string file = marked(codes);
        CAPTURE(form.explicit_vr, form.big_endian, codes.size());
        // PS3.15 sections E.3.9 and E.3.6: UIDs and dates do not stay.
        CHECK(in_one_pass(file, da::default_profile).codes == "113100 113105 ");
        CHECK(in_one_pass(file, uids).codes == "113100 113110 113105 ");
        CHECK(in_one_pass(file, nothing).codes.empty());
      }
      for (const std::string& codes : sequences_of_codes(form, "113106", inner)) {
        CAPTURE(form.explicit_vr, form.big_endian, codes);
        CHECK(in_one_pass(marked(codes), da::default_profile).codes == "113100 ");
        CHECK(in_one_pass(marked(codes), nothing).codes.empty());
      }
    }
  }
}

TEST_CASE("an earlier REMOVED goes in one pass where dates are, and stays where none is") {
  for (const test::form& form :
       {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const auto marked = [&](bool has_date) {
      sample one(form);
      one.add(0x00080016, "UI", std::string_view("1.2.840.10008.5.1.4.1.1.7\0", 26));
      one.add(0x00100020, "LO", "4711").add(0x00280303, "CS", "REMOVED ");
      // Behind it.
      if (has_date) one.add(0x00400244, "DA", "20200229");
      return one.file();
    };
    CHECK(in_one_pass(marked(true), full).temporal.empty());
    CHECK(in_one_pass(marked(false), full).temporal == "REMOVED");
    CHECK(in_one_pass(marked(true), moved).temporal == "MODIFIED");
    CHECK(in_one_pass(marked(false), moved).temporal == "REMOVED");
  }
}
