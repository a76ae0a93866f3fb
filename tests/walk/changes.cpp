// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/changes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/registry.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/walk/byte_walk.hpp>
#include <dicom_anonymizer/walk/dataset_walk.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/generated_files.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::change;
using da::detail::changed_by;
using da::detail::changed_value;
using da::detail::element_state;
using test::explicit_little;

namespace {

using told = std::vector<std::string>;

std::string text_of(const changed_value& value) {
  if (!value.exists) return "gone";
  switch (value.holds) {
    case element_state::held::nothing: return "nothing";
    case element_state::held::items: return "items";
    case element_state::held::unloaded: return "unloaded";
    case element_state::held::bytes: return "'" + std::string(value.bytes) + "'";
  }
  return "?";
}

// Writes down what it is told.
class writing_sink final : public da::detail::change_sink {
 public:
  void meet(const change& one) override {
    std::string line;
    for (const da::tag id : one.around.path()) line += to_string(id) + "/";
    line += to_string(one.key.id);
    if (!one.key.private_creator.empty()) line += " of " + std::string(one.key.private_creator);
    line += one.written ? " " + std::string(to_string(*one.written)) : " --";
    line += one.who == changed_by::rule     ? " by rule "
            : one.who == changed_by::vr     ? " by VR "
            : one.who == changed_by::around ? " by one around"
                                            : " by the walk";
    line += std::string(one.action) + ": " + text_of(one.before) + " -> " + text_of(one.after);
    lines.push_back(std::move(line));
  }
  told lines;
};

void give_key(da::context& shared) {
  std::vector<unsigned char> bytes(32);
  bytes[0] = 7;
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(
      da::key(bytes), da::keyed_options{.scope = {}, .days = {1, 30}});
}

// What the walk over a data set in memory tells of a file.
template <da::rule_set R>
told by_dataset(const std::string& file, const R& rules, da::context& shared) {
  const da::detail::rules_ref all(rules);
  da::detail::rule_cache cache(all);
  writing_sink sink;
  cache.tell(&sink);
  const da::limits bounds;
  da::dicom_file read = da::detail::read(da::source(std::string(file)), bounds);
  da::detail::dataset_walk walker(cache, shared, da::detail::changed_lengths::kept_in_form, bounds);
  walker.run_meta(read.meta);
  walker.run(read.dataset);
  return sink.lines;
}

// And that over bytes; nothing where it leaves the file to others.
template <da::rule_set R>
std::optional<told> by_bytes(const std::string& file, const R& rules, da::context& shared) {
  const da::detail::rules_ref all(rules);
  da::detail::rule_cache cache(all);
  writing_sink sink;
  cache.tell(&sink);
  const da::limits bounds;
  for (int i = 0; i < 2; ++i) {
    sink.lines.clear();
    cache.counts().reset();
    try {
      da::source in{std::string(file)};
      const da::detail::file_layout layout =
          da::detail::layout_of(in, bounds, [](const da::element_header&) {});
      if (layout.form.deflated) return std::nullopt;
      da::detail::byte_buffer meta_bytes;
      da::detail::byte_output meta(meta_bytes);
      da::detail::byte_walk(cache, shared, bounds, in, meta)
          .rewrite_meta(layout.meta_begin, layout.dataset_begin);
      da::detail::byte_buffer bytes;
      da::detail::byte_output out(bytes);
      const auto settled = [](const da::detail::dataset_identity&) {};
      da::detail::byte_walk(cache, shared, bounds, in, out)
          .rewrite_dataset(layout.dataset_begin, layout.form,
                           da::detail::visitor_ref<const da::detail::dataset_identity&>(settled),
                           layout.transfer_syntax, "");
      return sink.lines;
    } catch (const da::detail::marks_changed&) {
    } catch (const da::detail::needs_dataset&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// Rules for every so many tags, of actions of every kind.
class scattered {
 public:
  explicit scattered(std::uint64_t seed) : seed_(seed) {
    actions_.emplace_back("remove", da::remove);
    actions_.emplace_back("empty", da::empty);
    actions_.emplace_back("replace", da::replace);
    actions_.emplace_back("keep", da::keep);
    actions_.emplace_back("shorter", [](da::element& e) {
      if (!e.is_sequence()) e.set_bytes("AB");
    });
    actions_.emplace_back("the same", [](da::element& e) {
      if (!e.is_sequence() && !e.is_empty()) e.set_bytes(std::string(e.bytes()));
    });
    actions_.emplace_back("nested", [](da::element& e) {
      e.for_each_nested([](da::element& nested) {
        if (nested.id().element % 3 == 0) nested.remove();
        if (nested.id().element % 3 == 1 && !nested.is_sequence()) nested.set_bytes("NESTED");
      });
      if (e.id().element % 2 == 0) e.skip_items();
    });
    actions_.emplace_back("take", [](da::element& e) {
      e.clear();
      static_cast<void>(e.dataset());
      if (!e.is_sequence()) e.set_bytes("TAKEN ");
    });
  }
  [[nodiscard]] da::action_ref find(const da::element_key& key) const& {
    const std::uint64_t number = ((key.id.value() ^ seed_) * 0x9E3779B97F4A7C15U) >> 40;
    if (number % 5 != 0) return {};
    return actions_[number / 5 % actions_.size()].ref();
  }
  da::action_ref find(const da::element_key&) const&& = delete;

 private:
  std::uint64_t seed_;
  std::vector<da::any_action> actions_;
};

}  // namespace

TEST_CASE("both walks tell what was changed, where, by whom, from what and to what") {
  const auto text = [](std::uint32_t id, std::string_view vr, std::string_view value) {
    return explicit_little.element(id, vr, value);
  };
  const std::string name = text(0x00100010, "PN", "name");
  const std::string bytes =
      test::file(test::explicit_uid,
                 text(0x00080000, "UL", "1234") + text(0x00080060, "CS", "CT") +
                     explicit_little.sequence(
                         0x00081140, explicit_little.item(text(0x00080060, "CS", "MR") + name)) +
                     explicit_little.sequence(0x00082112, explicit_little.item(name)) +
                     text(0x00090010, "LO", "GONE") + text(0x00091001, "LO", "own ") + name +
                     text(0x00100020, "LO", "id"));
  const auto nested = [](da::element& e) {
    e.for_each_nested([](da::element& inner) { inner.set_text("N"); });
    e.skip_items();
  };
  const auto rules =
      da::keep_everything{} | da::rule{"PatientName"_tag, da::remove} |
      da::rule{"PatientID"_tag, da::empty} | da::rule{"(0009,\"GONE\",01)"_tag, da::remove} |
      da::rule{"Modality"_tag, da::keep} | da::rule{"SourceImageSequence"_tag, nested};
  da::context shared;
  const std::string own = std::string(da::action_ref(rules.find(da::tag{0x0008, 0x2112})).name());
  const told expected = {
      "(0002,0000) UL by the walk: '" + test::number(40, 4) + "' -> gone",
      "(0008,0000) UL by the walk: '1234' -> gone",
      "(0008,1140)/(0010,0010) PN by rule delete: 'name' -> gone",
      "(0008,2112)/(0010,0010) PN by one around: 'name' -> 'N '",
      "(0008,2112) SQ by rule " + own + ": items -> items",
      "(0009,1001) of GONE LO by rule delete: 'own ' -> gone",
      "(0009,0010) -- by the walk: 'GONE' -> gone",
      "(0010,0010) PN by rule delete: 'name' -> gone",
      "(0010,0020) LO by rule empty: 'id' -> nothing",
  };
  told in_memory = by_dataset(bytes, rules, shared);
  told among_bytes = by_bytes(bytes, rules, shared).value();
  // The length of the group in the test's own file meta information is not of interest.
  REQUIRE(in_memory.size() == expected.size());
  CHECK(in_memory[0].substr(0, 28) == expected[0].substr(0, 28));
  CHECK(in_memory == among_bytes);
  in_memory.erase(in_memory.begin());
  CHECK(in_memory == told(expected.begin() + 1, expected.end()));
}

TEST_CASE("a profile tells by which rule an element goes, and what the walk takes by itself") {
  const std::string items = explicit_little.item("12345678");
  const std::string bytes =
      test::file(test::explicit_uid, explicit_little.element(0x00081140, "SQ", "") +
                                         explicit_little.element(0x00180050, "PN", "name") +
                                         explicit_little.element(0x00189999, "OB", items));
  da::context shared;
  give_key(shared);
  constexpr auto rules = da::profile(da::dicom_2026d);
  const told lines = by_dataset(bytes, rules, shared);
  CHECK(lines == by_bytes(bytes, rules, shared).value());
  const auto is_told = [&](std::string_view begin, std::string_view end) {
    for (const std::string& one : lines)
      if (one.starts_with(begin) && one.ends_with(end)) return true;
    return false;
  };
  CHECK(is_told("(0018,0050) PN by VR ", ""));
  CHECK_FALSE(is_told("(0018,0050)", "'name'"));
  CHECK(is_told("(0018,9999) OB by the walk: ", "gone"));
}

TEST_CASE("nobody is told of what an action leaves as it is") {
  const std::string bytes =
      test::file(test::explicit_uid, explicit_little.element(0x00100010, "PN", "name"));
  da::context shared;
  const auto same = [](da::element& e) { e.set_bytes(std::string(e.bytes())); };
  const auto rules = da::keep_everything{} | da::rule{"PatientName"_tag, same} |
                     da::rule{da::tag{0x0002, 0x0000}, da::keep};
  for (const std::string& one : by_dataset(bytes, rules, shared))
    CHECK(one.find("(0010,0010)") == std::string::npos);
  CHECK(by_dataset(bytes, rules, shared) == by_bytes(bytes, rules, shared));
}

TEST_CASE("both walks tell the same of generated files") {
  test::file_generator files(11);
  da::context shared;
  give_key(shared);
  std::size_t compared = 0;
  std::size_t changes = 0;
  constexpr auto moved = da::profile(da::dicom_2026d) | da::option::retain_modified_dates |
                         da::option::retain_safe_private;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const std::string bytes = files.file();
    const auto compare = [&](const auto& rules) {
      try {
        const std::optional<told> two = by_bytes(bytes, rules, shared);
        if (!two) return;
        const told one = by_dataset(bytes, rules, shared);
        ++compared;
        changes += one.size();
        if (one == *two) return;
        std::size_t at = 0;
        while (at < one.size() && at < two->size() && one[at] == (*two)[at]) ++at;
        FAIL_CHECK("file " << i << ", change " << at << ": "
                           << (at < one.size() ? one[at] : "no more") << " and "
                           << (at < two->size() ? (*two)[at] : "no more"));
      } catch (const da::error&) {  // what is refused is compared elsewhere
      }
    };
    if (i % 4 == 0)
      compare(da::default_profile);
    else if (i % 4 == 1)
      compare(moved);
    else
      compare(scattered(i));
  }
  CHECK(compared > 150);
  CHECK(changes > 2000);
}
