// SPDX-License-Identifier: BSD-3-Clause
// A file that is rewritten and one that is read, walked and written come out the same.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/iod_types.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/rules/scrub_known_values.hpp>

#include "support/catch.hpp"
#include "support/corpus.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/generated_content.hpp"
#include "support/generated_files.hpp"
#include "support/generated_images.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::rules_ref;

namespace {

// ------------------------------------------------------------------- one file through both

void put_file(const std::filesystem::path& name, std::string_view bytes) {
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const bool is_whole =
      file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  ::close(file);
  if (!is_whole) throw std::runtime_error("cannot write a test file");
}

std::optional<std::string> take_file(const std::filesystem::path& name) {
  const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct stat status {};
  ::fstat(file, &status);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  const bool is_whole =
      ::read(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  ::close(file);
  ::unlink(name.c_str());
  if (!is_whole) throw std::runtime_error("cannot read a test file");
  return bytes;
}

// What the actions of a run saw, in a few bytes.
class observer {
 public:
  void clear() noexcept { sum_ = 14695981039346656037U; }
  void note(std::uint64_t number) noexcept { sum_ = (sum_ ^ number) * 1099511628211U; }
  void note(std::string_view text) noexcept {
    note(text.size());
    for (const char one : text) note(static_cast<unsigned char>(one));
  }
  void note(const da::element& e) {
    note(e.id().value());
    note(e.key().private_creator);
    note(e.depth());
    note(e.exists() ? 1 : 0);
    note(static_cast<std::uint64_t>(e.vr()));
    note(e.is_sequence() ? 1 : 0);
    note(e.is_empty() ? 1 : 0);
    note(e.is_private_creator() ? 1 : 0);
    note(e.bytes());
  }
  [[nodiscard]] std::uint64_t sum() const noexcept { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};
observer seen;

struct outcome {
  std::optional<std::string> bytes;
  da::report done;
  std::string failure;  // empty if there was none
  bool is_by_action = false;
  std::uint64_t saw = 0;
};

template <class Engine>
outcome outcome_of(const Engine& run) {
  outcome result;
  seen.clear();
  try {
    result.done = run();
  } catch (const da::error& failed) {
    result.failure = to_string(failed.code());
    result.is_by_action = !failed.action().empty();
  } catch (const std::exception& other) {
    result.failure = other.what();
    result.is_by_action = true;
  }
  result.saw = seen.sum();
  return result;
}

// Runs both engines on one file after the other and remembers how they disagreed.
class comparison {
 public:
  // What the engines say of bytes; empty if it is the same.
  template <da::rule_set R>
  std::string difference(std::string_view bytes, const R& rules, const da::limits& bounds = {}) {
    put_file(in_, bytes);
    return difference_for(in_, rules, bounds);
  }

  template <da::rule_set R>
  std::string difference_for(const std::filesystem::path& in, const R& rules,
                             const da::limits& bounds = {}) {
    da::context shared;
    if (compared_ % 8 != 7) shared.pseudonyms = source_;
    shared.allows_invalid_values = compared_ % 3 == 0;
    const rules_ref all(rules);
    const da::file_options options{.bounds = bounds};
    outcome one = outcome_of(
        [&] { return da::detail::anonymize_by_dataset(in, out_, all, shared, options); });
    one.bytes = take_file(out_);
    outcome two = outcome_of([&] {
      using da::detail::file_anonymizer;
      file_anonymizer worker(all, shared, bounds, false);
      const auto rewrite = [&](file_anonymizer::order wanted) {
        worker.by_rewriting({AT_FDCWD, in.c_str()}, {AT_FDCWD, out_.native()}, wanted);
      };
      try {
        try {
          rewrite(file_anonymizer::order::as_it_is);
        } catch (const da::detail::out_of_order&) {
          ++reordered_;
          seen.clear();  // of the attempt
          rewrite(file_anonymizer::order::by_tag);
        }
        return worker.counts().to_report();
      } catch (const da::detail::needs_dataset&) {
        ++left_to_dataset_;
        seen.clear();  // of the attempt
        worker.by_dataset({AT_FDCWD, in.c_str()}, {AT_FDCWD, out_.native()});
        return worker.counts().to_report();
      }
    });
    two.bytes = take_file(out_);
    ++compared_;
    if (one.failure.empty()) ++succeeded_;
    latest_ = one.done;
    latest_output_ = one.bytes.value_or("");
    return told(one, two);
  }

  // Whether nothing but inputs is in the folder.
  [[nodiscard]] bool is_clean() const {
    for (const std::string& name : test::listing(place_.path()))
      if (name != "in.dcm") return false;
    return true;
  }
  [[nodiscard]] const std::filesystem::path& in() const noexcept { return in_; }
  [[nodiscard]] const std::filesystem::path& out() const noexcept { return out_; }
  [[nodiscard]] std::size_t compared() const noexcept { return compared_; }
  [[nodiscard]] std::size_t succeeded() const noexcept { return succeeded_; }
  // What was done to the last file.
  [[nodiscard]] const da::report& latest() const noexcept { return latest_; }
  // Its output; empty if there is none.
  [[nodiscard]] const std::string& latest_output() const noexcept { return latest_output_; }
  // With errors of different codes.
  [[nodiscard]] std::size_t differently_refused() const noexcept { return differently_refused_; }
  [[nodiscard]] std::size_t left_to_dataset() const noexcept { return left_to_dataset_; }
  // Read in another order than that of the bytes.
  [[nodiscard]] std::size_t reordered() const noexcept { return reordered_; }

 private:
  std::string told(const outcome& one, const outcome& two) {
    if (!one.failure.empty() || !two.failure.empty()) {
      if (one.bytes || two.bytes)
        return "an output of one, errors '" + one.failure + "' and '" + two.failure + "'";
      if (one.failure.empty() || two.failure.empty())
        return "by dataset '" + one.failure + "', by rewriting '" + two.failure + "'";
      // Of several defects each meets another one first; an action may be met before any of them.
      if (one.failure != two.failure && !two.is_by_action) ++differently_refused_;
      return {};
    }
    if (!one.bytes || !two.bytes) return "no output";
    if (*one.bytes != *two.bytes) {
      std::size_t at = 0;
      while (at < one.bytes->size() && at < two.bytes->size() &&
             (*one.bytes)[at] == (*two.bytes)[at])
        ++at;
      return "bytes differ at " + std::to_string(at) + ", sizes " +
             std::to_string(one.bytes->size()) + " and " + std::to_string(two.bytes->size());
    }
    if (one.done != two.done) {
      std::string counts = "reports differ:";
      for (const da::report* done : {&one.done, &two.done}) {
        counts += " visited " + std::to_string(done->visited);
        for (const auto& [name, count] : done->applied)
          counts += " " + name + " " + std::to_string(count);
        counts += ";";
      }
      return counts;
    }
    if (one.saw != two.saw) return "actions saw different elements";
    return {};
  }

  static std::shared_ptr<da::pseudonym_source> keyed() {
    std::vector<unsigned char> bytes(32);
    bytes[0] = 1;
    return std::make_shared<da::keyed_pseudonyms>(
        da::key(bytes), da::keyed_options{.scope = {}, .days = {1, 30}, .moves_seconds = true});
  }

  std::shared_ptr<da::pseudonym_source> source_ = keyed();
  test::folder place_;
  std::filesystem::path in_ = place_ / "in.dcm";
  std::filesystem::path out_ = place_ / "out.dcm";
  da::report latest_;
  std::string latest_output_;
  std::size_t compared_ = 0;
  std::size_t succeeded_ = 0;
  std::size_t differently_refused_ = 0;
  std::size_t left_to_dataset_ = 0;
  std::size_t reordered_ = 0;
};

// ------------------------------------------------------------------- actions of users

bool holds_text(const da::element& e) { return is_text(e.vr()) || e.vr() == da::vr::UN; }

gdcm::DataElement made(const gdcm::Tag& id, std::string_view value) {
  gdcm::DataElement one(id, 0, gdcm::VR::LO);
  one.SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
  return one;
}

// The same VR as others in the data set: implicit ones have none.  Of an empty item nobody knows.
void add(gdcm::DataSet& all, const gdcm::Tag& id, std::string_view value) {
  if (all.IsEmpty()) return;
  gdcm::DataElement one = made(id, value);
  if (all.GetDES().begin()->GetVR() == gdcm::VR::INVALID) one.SetVR(gdcm::VR::INVALID);
  all.GetDES().erase(one);
  all.GetDES().insert(one);
}

gdcm::Tag beside(const gdcm::Tag& id, int step) {
  return {id.GetGroup(), static_cast<std::uint16_t>(id.GetElement() + step)};
}

void add_item(gdcm::DataSet& all, const gdcm::Tag& id) {
  const auto found = all.GetDES().find(gdcm::DataElement(id));
  if (found == all.GetDES().end() || found->IsEmpty()) return;
  auto* items = dynamic_cast<gdcm::SequenceOfItems*>(const_cast<gdcm::Value*>(&found->GetValue()));
  if (items == nullptr) return;
  // Not AddItem, which aborts where the length is defined.
  items->SetNumberOfItems(items->GetNumberOfItems() + 1);
  gdcm::Item& item = items->GetItem(items->GetNumberOfItems());
  item.SetVLToUndefined();
  item.SetNestedDataSet(items->GetItem(1).GetNestedDataSet());
}

// Changes its element through the handle and says so.
struct local_edit {
  static constexpr std::string_view name = "local_edit";
  static constexpr bool is_local = true;
  void operator()(da::element& e) const {
    if (e.is_sequence()) return e.for_each_nested([&](da::element& nested) { (*this)(nested); });
    if (e.bytes().size() % 3 == 0) return e.clear();
    e.set_bytes(e.bytes().substr(2));
  }
};

std::vector<da::any_action> user_actions() {
  const auto bytes = [](std::string text) {
    return [text](da::element& e) {
      if (!e.is_sequence()) e.set_bytes(text);
    };
  };
  std::vector<da::any_action> all;
  const auto with = [&all](std::string name, auto what) {
    all.emplace_back(std::move(name), std::move(what));
  };
  with("keep", da::keep);
  with("remove", da::remove);
  with("empty", da::empty);
  with("replace", da::replace);
  with("replace_uid", [](da::element& e) {
    if (holds_text(e)) da::replace_uid(e);
  });
  with("choice", da::delete_or_empty_or_replace_uid);
  with("shift_date", [](da::element& e) {
    try {
      da::shift_date(e);
    } catch (const da::error&) {
      seen.note(e.patient().id);
    }
  });
  with("pseudonymize", [](da::element& e) {
    try {
      da::pseudonymize()(e);
    } catch (const da::error&) {
      e.clear();
    }
  });
  with("nested dates", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.vr() == da::vr::DA || nested.vr() == da::vr::TM) da::shift_date(nested);
    });
  });
  all.emplace_back(local_edit{});
  with("shorter", bytes("AB"));
  with("odd", bytes("ABC"));
  with("eight", bytes("12345678"));
  with("nothing", bytes(""));
  with("long", bytes(std::string(3001, 'L')));
  with("like an item", bytes(std::string("\xFE\xFF\x00\xE0\x02\x00\x00\x00xx", 10)));
  with("an item", bytes(std::string("\xFE\xFF\x00\xE0\x00\x00\x00\x00", 8)));
  with("text", [](da::element& e) {
    try {
      if (holds_text(e)) e.set_text(e.text() + "\\More");
    } catch (const da::error&) {
      e.clear();
    }
  });
  with("values", [](da::element& e) {
    try {
      std::vector<std::string> values = e.values();
      values.emplace_back("\xC3\xBC");
      e.set_values(values);
    } catch (const da::error&) {
      e.remove();
    }
  });
  with("strict text", [](da::element& e) {
    if (holds_text(e) && e.bytes().size() % 16 == 2) e.set_text(e.text() + "\xC3\xBC");
  });
  with("own bytes", [](da::element& e) {
    if (!e.bytes().empty()) e.set_bytes(e.bytes().substr(1));
    if (!e.bytes().empty()) e.set_bytes(e.bytes().substr(0, e.bytes().size() - 1));
  });
  with("twice", [](da::element& e) {
    e.clear();
    if (!e.is_sequence()) e.set_bytes("TWICE");
  });
  with("clear last", [](da::element& e) {
    if (!e.is_sequence()) e.set_bytes("GONE");
    e.clear();
  });
  with("remove and write", [](da::element& e) {
    e.remove();
    e.set_bytes("GONE");
    e.clear();
    e.for_each_nested([](da::element& nested) { nested.remove(); });
    e.remove();
  });
  with("skip", [](da::element& e) { e.skip_items(); });
  with("look at data set", [](da::element& e) {
    for (const gdcm::DataElement& one : e.dataset().GetDES()) {
      // Pixel data that another action wrote may be in the output already.
      if (one.GetTag().GetGroup() == 0x7FE0) continue;
      seen.note(da::tag(one.GetTag()).value());
      seen.note(da::detail::bytes_of(one));
    }
  });
  with("write and take", [](da::element& e) {
    if (!e.is_sequence()) e.set_bytes("FIRST");
    add(e.dataset(), beside(e.dataset().GetDES().begin()->GetTag(), 1), "ADDED ");
    if (!e.is_sequence() && e.exists()) e.set_bytes("SECOND");
  });
  with("clear and take", [](da::element& e) {
    e.clear();
    seen.note(e.dataset().Size());
    if (!e.is_sequence()) e.set_bytes("SECOND");
  });
  with("remove and take", [](da::element& e) {
    e.remove();
    seen.note(e.dataset().Size());
  });
  with("visit and take", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element % 2 == 0) nested.clear();
    });
    seen.note(e.dataset().Size());
  });
  with("remove next", [](gdcm::DataSet& data, const gdcm::Tag& id) {
    const auto next = data.GetDES().upper_bound(gdcm::DataElement(id));
    if (next != data.GetDES().end()) data.GetDES().erase(next);
  });
  with("remove first",
       [](gdcm::DataSet& data, const gdcm::Tag&) { data.GetDES().erase(data.GetDES().begin()); });
  with("remove itself", [](gdcm::DataSet& data, const gdcm::Tag& id) { data.Remove(id); });
  with("remove the rest", [](gdcm::DataSet& data, const gdcm::Tag& id) {
    data.GetDES().erase(data.GetDES().upper_bound(gdcm::DataElement(id)), data.GetDES().end());
  });
  with("change last", [](gdcm::DataSet& data, const gdcm::Tag&) {
    const auto last = std::prev(data.GetDES().end());
    const_cast<gdcm::DataElement&>(*last).SetByteValue("LAST", 4);
  });
  with("add behind", [](gdcm::DataSet& data, const gdcm::Tag& id) {
    if (id.GetElement() < 0xFFFF) add(data, beside(id, 1), "BEHIND");
  });
  with("add before", [](gdcm::DataSet& data, const gdcm::Tag& id) {
    if (id.GetElement() > 1) add(data, beside(id, -1), "BEFORE");
  });
  with("add item", [](da::element& e) {
    if (e.depth() < 3) add_item(e.dataset(), e.id());  // each level doubles those below it
  });
  with("each item", [](da::element& e) {
    e.for_each_item([](gdcm::DataSet& item) {
      seen.note(item.Size());
      if (item.Size() > 1) item.GetDES().erase(item.GetDES().begin());
      add(item, {0x0010, 0x0020}, "EACH");
    });
  });
  with("each item and skip", [](da::element& e) {
    e.for_each_item([](gdcm::DataSet& item) { add(item, {0x0010, 0x0020}, "EACH"); });
    e.skip_items();
  });
  with("each nested", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      seen.note(nested);
      switch (nested.id().element % 5) {
        case 0: return nested.remove();
        case 1: return nested.clear();
        case 2: return nested.is_sequence() ? nested.remove() : nested.set_bytes("NESTED");
        case 3: return nested.for_each_nested([](da::element& inner) { inner.clear(); });
        default: return;
      }
    });
  });
  with("constants", [](da::element& e) {
    static const da::dummy_by_vr constants = [] {
      da::dummy_by_vr values;
      values.set(da::vr::LO, "CONSTANT");
      values.set(da::vr::UI, "1.2.3");
      values.set(da::vr::US, std::string(2, '\0'));
      values.set(da::vr::CS, "ANY");
      return values;
    }();
    e.for_each_nested(constants, [](da::element& nested) {
      seen.note(nested);
      if (nested.is_sequence()) nested.for_each_nested(constants, [](da::element&) {});
    });
    if (e.id().element % 2 == 0) e.skip_items();
  });
  with("each nested and skip", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element % 3 == 0) nested.clear();
    });
    e.skip_items();
  });
  with("nested data set", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element % 4 == 0) add(nested.dataset(), {0x0010, 0x0021}, "INNER ");
      if (nested.id().element % 4 == 1) nested.dataset().Remove(nested.id());
    });
  });
  with("visit twice", [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element % 2 == 0 && !nested.is_sequence()) nested.set_bytes("ONCE");
    });
    e.for_each_nested([](da::element& nested) {
      seen.note(nested);
      if (nested.id().element % 2 == 0) nested.remove();
    });
    e.for_each_item([](gdcm::DataSet& item) { seen.note(item.Size()); });
  });
  with("remove while visited", [](da::element& e) {
    e.for_each_nested([&e](da::element& nested) {
      if (nested.id().element % 7 == 0) e.remove();
    });
  });
  with("throw", [](da::element& e) {
    if (e.bytes().size() % 16 == 6) throw std::runtime_error("the user's own");
  });
  return all;
}

// A complete rule set that gives each tag an action or none, as a number says.
class scattered_rules {
 public:
  static constexpr bool is_complete = true;

  // Of so many elements one has a rule.
  scattered_rules(std::uint64_t seed, std::size_t of_so_many) : seed_(seed), many_(of_so_many) {
    const bool is_watched = seed % 2 == 0;
    static const std::vector<da::any_action> plain = user_actions();
    static const std::vector<da::any_action> watched = [] {
      std::vector<da::any_action> all;
      for (const da::any_action& one : user_actions())
        all.emplace_back(std::string(one.name()), [one](da::element& e) {
          seen.note(e);
          one(e);
          seen.note(e);
        });
      return all;
    }();
    actions_ = is_watched ? &watched : &plain;
  }

  [[nodiscard]] da::action_ref find(const da::element_key& key) const& {
    std::uint64_t number =
        seed_ + key.id.value() * 0x9E3779B97F4A7C15U + key.private_creator.size();
    number = (number ^ number >> 31) * 0xBF58476D1CE4E5B9U;
    number ^= number >> 29;
    if (number % many_ != 0) return {};
    return (*actions_)[number / many_ % actions_->size()].ref();
  }
  da::action_ref find(const da::element_key&) const&& = delete;

 private:
  std::uint64_t seed_;
  std::uint64_t many_;
  const std::vector<da::any_action>* actions_;
};

// ------------------------------------------------------------------- rule sets that people write

// Calls visit(name, rules) for each.
template <class Visitor>
void for_each_rule_set(const Visitor& visit) {
  visit("the default profile", da::default_profile);
  constexpr auto options = da::profile(da::dicom_2026d) | da::option::retain_safe_private |
                           da::option::retain_uids | da::option::retain_full_dates |
                           da::option::retain_patient_characteristics;
  visit("options", options);
  // Of private sequences that go, every other element stays, at any depth.
  constexpr auto every_other_private =
      da::profile() | da::option::retain_safe_private |
      da::rule{da::tag_pattern({0x0001, 0x0001}, {0x0001, 0x0001}), da::keep};
  visit("safe private elements of the user's", every_other_private);
  visit("the choice by the IOD", da::profile(da::dicom_2026d).with(da::conditional::by_iod));
  visit("without supplement", da::default_profile.without_supplement());
  visit("descriptors cleaned", da::profile(da::dicom_2026d) | da::option::clean_descriptors |
                                   da::option::retain_safe_private);
  visit("structured content", da::profile(da::dicom_2026d) | da::option::clean_structured_content |
                                  da::option::retain_uids);
  constexpr auto moved = da::profile(da::dicom_2026d) | da::option::retain_modified_dates;
  visit("moved dates", moved);
  visit("moved dates of patients who are removed",
        moved | da::rule_map(da::rule{"PatientID"_tag, da::remove},
                             da::rule{"IssuerOfPatientID"_tag, da::empty},
                             da::rule{"StudyInstanceUID"_tag, da::empty}));
  visit("pseudonyms", da::rule_map(da::rule{"PatientID"_tag, da::pseudonymize()},
                                   da::rule{"PatientName"_tag, da::pseudonymize()},
                                   da::rule{"AccessionNumber"_tag, da::pseudonymize()}));
  visit("the latest edition", da::profile(*da::editions[std::size(da::editions) - 1]));
  visit("keep_everything", da::keep_everything{});
  constexpr auto graphics = da::profile(da::dicom_2026d) | da::option::clean_graphics;
  visit("clean graphics", graphics);
  visit("rules of the user's where graphics and codes are cleaned",
        graphics | da::option::clean_descriptors |
            da::rule_map(da::rule{"(60xx,0040)"_tag, da::keep},
                         da::rule{"(60xx,0100)"_tag, da::replace},
                         da::rule{"GraphicObjectSequence"_tag, da::keep},
                         da::rule{"UnformattedTextValue"_tag, da::keep},
                         da::rule{"GraphicLayerSequence"_tag, da::replace},
                         da::rule{"CodeMeaning"_tag, da::keep}));
  visit("clean graphics of the table", graphics.without_supplement());
  visit("all that can be cleaned", graphics | da::option::clean_descriptors |
                                       da::option::clean_structured_content |
                                       da::option::retain_patient_characteristics);
  visit("known values alone",
        da::keep_everything{} | da::rule{"PatientName"_tag, da::empty} | da::scrub_known_values);
  visit("keep_private", da::keep_private);
  visit("remove everything", da::rule{da::any_element, da::remove});
  visit("empty everything", da::rule{da::any_element, da::empty});
  visit("replace everything", da::rule{da::any_element, da::replace});
  visit("replace references and records",
        da::rule_map(da::rule{"ReferencedImageSequence"_tag, da::replace},
                     da::rule{"ContentSequence"_tag, da::replace},
                     da::rule{"SOPInstanceUID"_tag, da::remove},
                     da::rule{0x0004'1220_tag, da::keep}));
  visit("pixels painted over", da::clean_pixels(da::rectangle{0, 0, 40, 20}));
  visit("a regular expression",
        da::keep_everything{} | da::rule{da::tag_pattern({0x0010, 0}, {0xFFFF, 0}),
                                         da::actions::regexp("[A-Z]", "longer")});
}

}  // namespace

// Lets both engines loose on a file and tells of each difference.
template <da::rule_set R>
void compare(comparison& both, std::string_view bytes, std::string_view name, const R& rules,
             const da::limits& bounds = {}) {
  const std::string difference = both.difference(bytes, rules, bounds);
  if (!difference.empty()) FAIL_CHECK(name << ": " << difference);
}

// How many files to make; DICOM_ANONYMIZER_FILES makes it so many times as many.
std::uint64_t times(std::uint64_t count) {
  const char* const factor = std::getenv("DICOM_ANONYMIZER_FILES");
  return factor == nullptr ? count : count * std::strtoull(factor, nullptr, 10);
}

TEST_CASE("both engines make the same of generated files") {
  comparison both;
  test::file_generator files(1);
  for (std::uint64_t i = 0; i < times(800); ++i) {
    const std::string bytes = files.file();
    const std::string name = "file " + std::to_string(i);
    if (i % 4 == 0) {
      compare(both, bytes, name, da::default_profile);
    } else {
      compare(both, bytes, name, scattered_rules(i, i % 4 == 1 ? 3 : 12));
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
  CHECK(both.left_to_dataset() < both.compared() / 4);
}

TEST_CASE("both engines make the same of elements out of order at every depth") {
  comparison both;
  test::file_generator files(7);
  files.out_of_order_one_in = 3;
  for (std::uint64_t i = 0; i < times(400); ++i) {
    const std::string bytes = files.file();
    const std::string name = "file " + std::to_string(i);
    compare(both, bytes, name, da::default_profile);
    compare(both, bytes, name, scattered_rules(i, 3));
  }
  CHECK(both.is_clean());
  CHECK(both.reordered() > both.compared() / 4);
  CHECK(both.succeeded() > both.compared() / 3);
  CHECK(both.left_to_dataset() < both.compared() / 4);
}

TEST_CASE("both engines look for NULs at the end behind the element that stands last") {
  const test::form& f = test::explicit_little;
  const std::string uid = f.element(0x00080018, "UI", "1.2.3.44");
  comparison both;
  // More numbers than the attribute has, and a text that ends with NULs: no end before NULs.
  for (const std::string& odd : {f.element(0x00280010, "US", std::string(10, '1')),
                                 f.element(0x00204000, "LT", std::string("A\0\0\0", 4))}) {
    for (const std::size_t nuls : {0U, 8U, 37U}) {
      const std::string filling(nuls, '\0');
      const std::string before = test::file(test::explicit_uid, odd + uid + filling);
      compare(both, before, "before", da::default_profile);
      CHECK_FALSE(both.latest_output().empty());
      compare(both, test::file(test::explicit_uid, uid + odd + filling), "last",
              da::default_profile);
      CHECK(both.latest_output().empty() == (nuls != 0));
      compare(both,
              test::file(test::explicit_uid, f.element(0x00404000, "LT", "") + uid + odd + filling),
              "last, with another one before", da::default_profile);
      CHECK(both.latest_output().empty() == (nuls != 0));
    }
  }
  CHECK(both.is_clean());
  CHECK(both.reordered() > 0);
}

TEST_CASE("what a data set declares of private elements holds for those before it, too") {
  const test::form& f = test::form{};
  const auto block = [&](unsigned group) {
    return f.item(f.element(0x00080301, "US", f.n(group, 2)) + f.element(0x00080302, "LO", "ACME") +
                  f.element(0x00080303, "CS", "SAFE"));
  };
  const std::string declared = f.sequence(0x00080300, block(0x0007) + block(0x0029));
  const std::string low = f.element(0x00070010, "LO", "ACME") +
                          f.element(0x00071001, "LO", "LowCanary ") +
                          f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7 ");
  const std::string nested = f.sequence(
      0x00080082, f.item(f.element(0x00080100, "SH", "CODE") + f.element(0x00290010, "LO", "ACME") +
                         f.element(0x00291001, "LO", "NestedCanary")));
  const auto safe =
      da::profile() | da::option::retain_safe_private | da::option::retain_institution_identity;
  comparison both;
  for (const std::string& body : {low + nested + declared, declared + nested + low}) {
    const std::string bytes = test::file(test::explicit_uid, body);
    compare(both, bytes, "declared", safe);
    put_file(both.in(), bytes);
    da::anonymize_file(both.in(), both.out(), safe);
    const std::optional<std::string> out = take_file(both.out());
    REQUIRE(out);
    CHECK(out->find("LowCanary") != std::string::npos);
    CHECK(out->find("NestedCanary") != std::string::npos);
  }
  CHECK(both.reordered() == 1);
  CHECK(both.succeeded() == 2);
}

TEST_CASE("both engines refuse what is far too long to name a file") {
  const test::form& f = test::form{};
  comparison both;
  const auto refusal = [&](const std::string& body, const auto& rules) {
    const std::string bytes = test::file(test::explicit_uid, body);
    compare(both, bytes, "long", rules);
    put_file(both.in(), bytes);
    return test::refused([&] { da::anonymize_file(both.in(), both.out(), rules); }).code;
  };
  const std::string name = f.element(0x00100010, "PN", "Long^Name ");
  for (const std::uint32_t id : {0x00080016U, 0x00080018U}) {
    for (const std::string_view vr : {"UT", "UN"}) {
      const std::string uid = f.element(id, vr, std::string(5000, '1'));
      for (const std::string& body : {uid + name, name + uid}) {
        CHECK(refusal(body, da::default_profile) == da::errc::malformed);
        CHECK(refusal(body, da::profile() | da::option::retain_uids) == da::errc::malformed);
      }
    }
  }
  // In an item it names no file.
  const std::string nested =
      f.sequence(0x00081140, f.item(f.element(0x00080018, "UT", std::string(5000, '1'))));
  CHECK(refusal(nested + name, da::keep_everything{}) == da::errc{});
}

TEST_CASE("both engines take no Private Creator for one that is far too long") {
  const test::form& f = test::form{};
  comparison both;
  for (const std::size_t size : {std::size_t{4096}, std::size_t{4098}, std::size_t{80'000}}) {
    const std::string block =
        f.element(0x00290010, "UN", std::string(size, 'c')) + f.element(0x00290011, "LO", "ACME") +
        f.element(0x00291001, "LO", "a ") + f.element(0x00291101, "OB", std::string(70'000, 'b'));
    const std::string bytes =
        test::file(test::explicit_uid, block + f.sequence(0x00400555, f.item(block)));
    compare(both, bytes, "creator", da::default_profile);
    compare(both, bytes, "creator", da::keep_everything{});
    compare(both, bytes, "creator", da::default_profile | da::rule{da::any_private, da::keep});
    compare(both, bytes, "creator", scattered_rules(size, 2));
  }
  CHECK(both.succeeded() == both.compared());
}

TEST_CASE("both engines make the same of generated files with every rule set that people write") {
  comparison both;
  test::file_generator files(2);
  for (std::uint64_t i = 0; i < times(60); ++i) {
    const std::string bytes = files.file();
    for_each_rule_set([&](std::string_view name, const auto& rules) {
      compare(both, bytes, "file " + std::to_string(i) + ", " + std::string(name), rules);
    });
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
}

TEST_CASE("both engines refuse the same damaged files") {
  comparison both;
  test::file_generator files(3);
  for (std::uint64_t i = 0; i < times(1500); ++i) {
    const std::string bytes = files.damaged(files.file());
    const std::string name = "file " + std::to_string(i);
    if (i % 4 == 0) {
      compare(both, bytes, name, scattered_rules(i, 6));
    } else {
      compare(both, bytes, name, da::default_profile);
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() < both.compared() * 3 / 4);
  CHECK(both.succeeded() > both.compared() / 20);
  CHECK(both.differently_refused() < both.compared() / 100);
}

TEST_CASE("both engines make the same of texts that repeat what the data set says") {
  comparison both;
  test::file_generator files(11);
  const auto bare = da::profile(da::dicom_2026d).without_supplement();
  const auto cleaned = da::rule_map(
      da::rule{"StudyDescription"_tag, da::clean_text}, da::rule{da::any_private, da::clean_text},
      da::rule{"PatientComments"_tag,
               da::actions::clean_text(da::actions::clean_text::otherwise::basic_code)});
  constexpr auto options = da::profile(da::dicom_2026d) | da::option::retain_safe_private |
                           da::option::retain_device_identity |
                           da::option::retain_institution_identity;
  std::size_t changed = 0;
  for (std::uint64_t i = 0; i < times(400); ++i) {
    std::string bytes = files.file_with_texts();
    if (i % 5 == 4) bytes = files.damaged(std::move(bytes));
    const std::string name = "file " + std::to_string(i);
    compare(both, bytes, name, da::default_profile);
    changed += both.latest().texts.cleaned_values + both.latest().texts.emptied_values;
    compare(both, bytes, name, options);
    compare(both, bytes, name, da::keep_private);
    compare(both, bytes, name, bare | da::scrub_known_values);
    compare(both, bytes, name, cleaned);
    compare(
        both, bytes, name,
        da::keep_everything{} | da::rule{"PatientName"_tag, da::empty} | da::scrub_known_values);
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
  CHECK(changed > 400);
}

TEST_CASE("both engines keep to the same limits") {
  comparison both;
  // What begins like items and is none has no elements that count.
  const test::form& f = test::explicit_little;
  std::string odd;
  for (int i = 0; i < 20; ++i) odd += f.item(f.element(0x00080060, "CS", "CT"));
  odd += f.tag(0x00280010);
  compare(both, test::file(test::explicit_uid, f.element(0x00090011, "UN", odd)), "no items",
          da::default_profile, {.elements = 10});
  CHECK(both.succeeded() == 1);
  test::file_generator files(4);
  for (std::uint64_t i = 0; i < times(200); ++i) {
    const std::string bytes = files.file();
    da::limits bounds;
    bounds.depth = static_cast<unsigned>(1 + files.below(6));
    if (i % 2 == 0) bounds.elements = 1 + files.below(60);
    compare(both, bytes, "file " + std::to_string(i), da::default_profile, bounds);
  }
  CHECK(both.is_clean());
}

TEST_CASE("both engines make the same of elements on the borders of what is read at once") {
  comparison both;
  test::file_generator files(5);
  for (const std::size_t window : {1U << 12U, 1U << 14U, 1U << 16U, 1U << 17U, 1U << 18U}) {
    for (std::size_t step = 0; step < 24; ++step) {
      const std::string bytes = files.file_with_border(window - 20 + step, 100 + step * 3000);
      const std::string name = std::to_string(window) + " and " + std::to_string(step);
      compare(both, bytes, name, da::default_profile);
      compare(both, bytes, name, scattered_rules(step, 3));
    }
  }
  CHECK(both.is_clean());
  CHECK(both.left_to_dataset() < both.compared() / 4);
}

// A presentation state with what a dummy of the VR alone would make invalid, and a document with
// its length.
std::string annotated(const test::form& f) {
  const auto graphic = [&](std::string_view layer, std::uint32_t group) {
    return f.item(
        f.element(0x00700002, "CS", layer) +
        f.element(0x00700008, "SQ",
                  f.item(f.element(0x00700006, "ST", "12.5")) +
                      f.item(f.element(0x00700006, "ST", "Mrs Doe "))) +
        f.element(
            0x00700009, "SQ",
            f.item(f.element(0x00081160, "IS", "12") + f.element(0x00280030, "DS", "7\\8 ") +
                   f.element(0x0062000B, "US", f.n(5, 2) + f.n(6, 2)) +
                   f.element(0x00700020, "US", f.n(2, 2)) + f.element(0x00700021, "US", f.n(9, 2)) +
                   f.element(0x00700022, "FL", f.n(1, 4) + f.n(2, 4) + f.n(3, 4) + f.n(4, 4)) +
                   f.element(0x00700226, "UL", f.n(group + 70, 4)) +
                   f.element(0x00700248, "CS", "Y ") + f.element(0x00700257, "CS", "NAME") +
                   f.element(0x00700295, "UL", f.n(group, 4)))));
  };
  const auto overlay = [&](std::uint32_t group, std::string_view type, unsigned bits) {
    return f.element(group + 0x10, "US", f.n(4, 2)) + f.element(group + 0x11, "US", f.n(4, 2)) +
           f.element(group + 0x22, "LO", "Doe ") + f.element(group + 0x40, "CS", type) +
           f.element(group + 0x45, "LO", "USER") + f.element(group + 0x100, "US", f.n(bits, 2)) +
           f.element(group + 0x102, "US", f.n(0, 2)) + f.element(group + 0x1001, "CS", "JANE") +
           f.element(group + 0x3000, "OW", f.n(7, 2)) + f.element(group + 0x4000, "LT", "98%1");
  };
  return f.element(0x00080005, "CS", "ISO_IR 100") +
         f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.11.1") +
         f.element(0x00080018, "UI", test::padded("1.2.3", '\0')) +
         f.element(0x00081110, "SQ", f.item(f.element(0x00081155, "UI", "1.2.3.4 "))) +
         f.element(0x00081115, "SQ", f.item(f.element(0x0020000E, "UI", "1.2.3.5 "))) +
         f.element(0x00081140, "SQ", f.item(f.element(0x00081155, "UI", "1.2.3.4 "))) +
         f.element(0x00082112, "SQ", f.item(f.element(0x00081155, "UI", "1.2.3.4 "))) +
         f.element(
             0x0040A370, "SQ",
             f.item(f.element(0x00081110, "SQ", f.item(f.element(0x00081155, "UI", "1.2.3.4 "))))) +
         f.element(0x00420011, "OB", "NAMENAME") + f.element(0x00420015, "UL", f.n(7, 4)) +
         f.element(0x00700001, "SQ", graphic("DOE ", 7) + graphic("JANE", 8) + graphic("DOE ", 7)) +
         f.element(0x00700060, "SQ",
                   f.item(f.element(0x00700002, "CS", "JANE")) +
                       f.item(f.element(0x00700002, "CS", "DOE "))) +
         overlay(0x60000000, "R ", 1) + overlay(0x60020000, "G ", 1) +
         overlay(0x60040000, "R ", 8) + f.element(0x60061001, "CS", "JANE");
}

TEST_CASE("both engines make the same of attributes that need a dummy of their own") {
  comparison both;
  for (const auto& [uid, form] : {std::pair(test::explicit_uid, test::explicit_little),
                                  std::pair(test::implicit_uid, test::implicit_little),
                                  std::pair(test::big_endian_uid, test::explicit_big)}) {
    const std::string bytes = test::file(uid, annotated(form));
    for_each_rule_set([&](std::string_view name, const auto& rules) {
      compare(both, bytes, std::string(uid) + ", " + std::string(name), rules);
    });
    compare(both, bytes, uid,
            da::rule_map(da::rule{"GraphicAnnotationSequence"_tag, da::keep},
                         da::rule{"EncapsulatedDocument"_tag, da::keep}));
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() * 3 / 4);  // some have no source of pseudonyms
}

TEST_CASE("both engines make the same of structured content, sound or damaged") {
  comparison both;
  test::content_generator files(1);
  test::file_generator damage(2);
  constexpr auto alone = da::profile(da::dicom_2026d) | da::option::clean_structured_content;
  constexpr auto keeping = alone | da::option::retain_uids | da::option::retain_full_dates |
                           da::option::retain_device_identity |
                           da::option::retain_institution_identity |
                           da::option::retain_patient_characteristics;
  constexpr auto moving = alone | da::option::retain_modified_dates | da::option::clean_descriptors;
  const auto with_rules =
      alone | da::rule_map(da::rule{"TextValue"_tag, da::keep},
                           da::rule{"ConceptCodeSequence"_tag, da::remove},
                           da::rule{"AcquisitionContextSequence"_tag, da::keep},
                           da::rule{"UID"_tag, [](da::element& e) {
                                      e.dataset().Remove(gdcm::Tag(0x0040, 0xA730));
                                    }});
  for (std::uint64_t i = 0; i < times(400); ++i) {
    std::string bytes = files.file();
    if (i % 3 == 0) bytes = damage.damaged(bytes);
    const std::string name = "content " + std::to_string(i);
    compare(both, bytes, name + " alone", alone);
    compare(both, bytes, name + " without supplement", alone.without_supplement());
    compare(both, bytes, name + " keeping", keeping);
    compare(both, bytes, name + " moving", moving);
    compare(both, bytes, name + " with rules", with_rules);
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
  CHECK(both.differently_refused() < both.compared() / 100);
  CHECK(both.reordered() > 0);
  CHECK(both.left_to_dataset() < both.compared() / 10);
}

TEST_CASE("both engines make the same where actions take out items") {
  const auto some = [](da::element& e) {
    std::size_t count = 0;
    e.keep_items_if([&](const gdcm::DataSet& item) {
      seen.note(item.Size());
      return ++count % 3 == 0 || item.Size() > 3;
    });
    seen.note(e);
  };
  const auto visited = [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element % 2 == 0 && !nested.is_sequence()) nested.set_bytes("ONCE");
      nested.keep_items_if([](const gdcm::DataSet& item) { return item.Size() % 2 == 0; });
      if (nested.is_empty()) nested.remove();
    });
    e.keep_items_if([](const gdcm::DataSet& item) { return item.Size() == 0; });
    if (e.is_sequence() && e.is_empty() && e.id().element % 2 == 0) e.remove();
  };
  const auto taken = [&](da::element& e) {
    some(e);
    if (e.id().element % 4 == 0) seen.note(e.dataset().Size());
    some(e);
  };
  comparison both;
  test::file_generator files(11);
  for (std::uint64_t i = 0; i < times(300); ++i) {
    const std::string bytes = files.file();
    const std::string name = "file " + std::to_string(i);
    compare(both, bytes, name, da::keep_everything{} | da::rule{da::any_element, some});
    compare(both, bytes, name, da::keep_everything{} | da::rule{da::any_element, visited});
    compare(both, bytes, name, da::keep_everything{} | da::rule{da::any_element, taken});
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
}

TEST_CASE("both engines know a sequence without VR by its delimiter when its items are gone") {
  const test::form& f = test::implicit_little;
  const auto taken = [](da::element& e) {
    e.keep_items_if([](const gdcm::DataSet&) { return false; });
    seen.note(e.dataset().Size());
    seen.note(e);
  };
  const std::string delimiter = f.tag(0xFFFEE0DD) + f.n(0, 4);
  comparison both;
  const auto half_taken = [](da::element& e) {
    std::size_t count = 0;
    e.keep_items_if([&](const gdcm::DataSet&) { return ++count % 2 == 0; });
    seen.note(e.dataset().Size());
    seen.note(e);
  };
  const test::form& g = test::explicit_little;
  const std::string two = g.item(g.element(0x00100010, "PN", "A^B ")) +
                          g.open_item(g.element(0x00100010, "PN", "C^D "));
  for (const std::string_view kind : {"SQ", "UN"}) {
    const std::string bytes =
        test::meta_of(g.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')) +
                      g.element(0x00020102, kind, two)) +
        g.element(0x00080018, "UI", "1.2.3.44");
    compare(both, bytes, "file meta information",
            da::keep_everything{} | da::rule{0x0002'0102_tag, half_taken});
    CHECK(both.latest_output().find("C^D ") != std::string::npos);
    CHECK(both.latest_output().find("A^B ") == std::string::npos);
  }
  for (const std::uint32_t id : {0x00080060U, 0x00081140U, 0x00189998U}) {  // CS, SQ, unknown
    for (const std::string_view end : {std::string_view(), std::string_view(delimiter)}) {
      const std::string items = f.item(f.element(0x00100010, "PN", "A^B ")) + std::string(end);
      compare(both, test::file(test::implicit_uid, f.element(id, "SQ", items)), "taken out",
              da::keep_everything{} | da::rule{da::tag(id), taken});
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() == both.compared());
}

TEST_CASE("both engines let an action take items and go on with their sequence") {
  const test::form& f = test::explicit_little;
  const std::string mine = f.element(0x00090010, "LO", "MAKER ");
  const auto taken = [](da::element& e) {
    e.for_each_nested([](da::element& nested) {
      if (nested.id().element == 0x1001) seen.note(nested.dataset().Size());
    });
    seen.note(e);
    e.for_each_nested([](da::element& nested) { seen.note(nested); });
  };
  comparison both;
  for (const std::size_t size : {2U, 4000U, 40'000U, 5'000'000U}) {
    const std::string item = mine + f.element(0x00091001, "LO", "A ") +
                             f.element(0x00091002, "OB", std::string(size, 'b'));
    for (const std::string& items : {f.item(item), f.item(item) + f.open_item(item)}) {
      const std::string all = f.element(0x00080018, "UI", "1.2.3.44") +
                              f.sequence(0x00081140, items) + mine + f.sequence(0x00091003, items) +
                              f.element(0x00100020, "LO", "ID");
      compare(both, test::file(test::explicit_uid, all), "items of " + std::to_string(size),
              da::keep_everything{} |
                  da::rule_map(da::rule{0x0008'1140_tag, taken}, da::rule{0x0009'1003_tag, taken}));
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() == both.compared());
}

TEST_CASE("both engines make the same of what stands where it does not belong") {
  comparison both;
  for (const auto& [uid, as] : {std::pair(test::explicit_uid, test::explicit_little),
                                std::pair(test::implicit_uid, test::implicit_little),
                                std::pair(test::big_endian_uid, test::explicit_big)}) {
    const std::string hidden = as.item(as.element(0x00100010, "PN", "A^Name  "));
    std::string many;
    std::uint32_t block = 0x00191000;
    std::uint32_t known = 0x300A00B0;
    for (const std::string_view kind : {"OB", "OW", "OF", "OL", "OD", "OV", "UT", "UC", "LO", "US",
                                        "AT", "UN", "PN", "DA", "UI"}) {
      many += as.element(block++, kind, hidden);
      std::string item = as.element(0x00020001, "PN", "A^Name") +
                         as.element(0x00020013, kind, hidden) +
                         as.element(0x00081160, kind, hidden);
      const std::string inside = as.item(item + as.element(known, kind, hidden));
      compare(both, test::file(uid, as.sequence(0x00283010, inside)), "in an item", da::profile());
      for_each_rule_set([&](std::string_view name, const auto& rules) {
        compare(
            both,
            test::file(uid, as.element(0x00061000, kind, hidden) + as.sequence(0x00080110, inside) +
                                as.sequence(0x00283010, inside) +
                                as.open_sequence(0x0040A730, as.open_item(item)) +
                                as.element(known, kind, hidden) +
                                as.element(0x54001010, kind, hidden)),
            std::string(name) + " " + std::string(kind), rules);
      });
    }
    many = as.element(0x00190010, "LO", "ACME") + many;
    for_each_rule_set([&](std::string_view name, const auto& rules) {
      compare(both, test::file(uid, many), name, rules);
    });
  }
  CHECK(both.is_clean());
}

TEST_CASE("both engines make the same of sequences in file meta information") {
  const test::form& f = test::explicit_little;
  const std::string uid = f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'));
  const std::string body = f.element(0x00080018, "UI", "1.2.3.44");
  const auto with_meta = [&](const std::string& more) {
    return test::meta_of(uid + f.element(0x00020100, "UI", "1.2.3.55") + more) + body;
  };
  // PS3.5 section 7.1.2: the two bytes behind a VR are zero; here they are a letter's.
  std::string marked = f.element(0x00420011, "OB", "DATA");
  marked[6] = 'r';
  std::string also_marked = f.sequence(0x00081140, f.item(marked));
  also_marked[7] = 'r';
  const std::string name = f.element(0x00100010, "PN", "Name^Given");
  const std::string implicit_name =
      test::implicit_little.item(test::implicit_little.element(0x00100010, "PN", "Name^Given"));
  comparison both;
  for (const std::string& items :
       {f.item(marked), f.open_item(name + marked), f.item(also_marked) + f.item(""),
        f.item(f.element(0x00189998, "UN", f.item(marked))), implicit_name, std::string()}) {
    const std::string delimited = items + f.tag(0xFFFEE0DD) + f.n(0, 4);
    for (const std::string_view kind : {"SQ", "UN"}) {
      for (const std::string& value : {items, delimited}) {
        const std::string bytes = with_meta(f.element(0x00020102, kind, value));
        for_each_rule_set([&](std::string_view rules_name, const auto& rules) {
          compare(both, bytes, std::string(rules_name) + " " + std::string(kind), rules);
        });
      }
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() * 2 / 3);
  const std::string_view sound("OB\0\0\4\0\0\0DATA", 12);
  for (const std::string_view kind : {"SQ", "UN"}) {
    compare(both, with_meta(f.element(0x00020102, kind, f.item(marked))), kind,
            da::keep_everything{});
    CHECK(both.latest_output().find(sound) != std::string::npos);
  }
}

TEST_CASE("both engines show a data set what actions have written before into its items") {
  const test::form& f = test::explicit_little;
  const std::string age = f.element(0x00101010, "AS", "030Y");
  const std::string thickness = f.element(0x00180050, "DS", "1 ");
  const std::string too_many_rows = f.element(0x00280010, "US", std::string(200, '1'));  // no item
  const auto look = [](da::element& e) {
    for (const gdcm::DataElement& one : e.dataset().GetDES()) {
      seen.note(da::tag(one.GetTag()).value());
      seen.note(da::detail::bytes_of(one));
      const gdcm::SequenceOfItems* const items = da::detail::items_of(one);
      seen.note(items == nullptr ? 0 : items->GetNumberOfItems());
    }
  };
  const auto longer = [](da::element& e) { e.set_bytes(std::string(3001, 'L')); };
  const auto longer_inside = [&](da::element& e) {
    e.for_each_nested([&](da::element& nested) {
      if (nested.id() == "SliceThickness"_tag) longer(nested);
    });
    look(e);
  };
  comparison both;
  for (const std::string_view kind : {"SQ", "UN"}) {
    for (const std::string& items :
         {f.item(age + thickness), f.open_item(thickness) + f.item(age),
          f.item(f.element(0x00091001, "UN", f.item(thickness))),
          f.item(f.element(0x00091001, "UN", f.item(too_many_rows)) + thickness)}) {
      const std::string part =
          f.element(0x00111001, kind, items) + f.element(0x00111002, "LO", "A");
      for (const std::string& all : {part, f.sequence(0x00081140, f.item(part) + f.item(age))}) {
        const std::string bytes = test::file(test::explicit_uid, all);
        const std::string name(kind);
        compare(both, bytes, name + ", by rule",
                da::keep_everything{} | da::rule_map(da::rule{"SliceThickness"_tag, longer},
                                                     da::rule{0x0011'1002_tag, look}));
        compare(both, bytes, name + ", by a visit",
                da::keep_everything{} | da::rule_map(da::rule{0x0011'1001_tag, longer_inside},
                                                     da::rule{0x0011'1002_tag, look}));
      }
    }
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() == both.compared());
}

TEST_CASE("both engines make the same of dates and times, wherever they stand") {
  comparison both;
  test::file_generator files(6);
  for (std::uint64_t i = 0; i < times(300); ++i) {
    const std::string bytes = files.file_with_dates();
    const std::string name = "file " + std::to_string(i);
    compare(both, bytes, name, da::default_profile | da::option::retain_modified_dates);
    compare(both, bytes, name,
            da::keep_everything{} | da::rule_map(da::rule{"(0008,002x)"_tag, da::shift_date},
                                                 da::rule{"(0008,003x)"_tag, da::shift_date},
                                                 da::rule{"(0014,407x)"_tag, da::shift_date},
                                                 da::rule{"StudyTime"_tag, da::empty},
                                                 da::rule{"SeriesDate"_tag, da::keep}));
    compare(both, bytes, name, scattered_rules(i, 3));
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
}

// Rectangles in an image, few of them elsewhere.
da::region_set any_regions(test::image_generator& any, const test::image& of) {
  const auto number = [&](std::size_t most) {
    return static_cast<std::uint32_t>(any.below(any.one_in(30) ? most + 3 : most));
  };
  da::region_set all;
  for (std::size_t left = 1 + any.below(3); left != 0; --left) {
    const da::rectangle where{number(of.columns), number(of.rows),
                              1 + static_cast<std::uint32_t>(any.below(of.columns)),
                              1 + static_cast<std::uint32_t>(any.below(of.rows))};
    da::frame_range frames;
    if (any.one_in(3)) {
      frames.first = 1 + number(of.frames);
      if (any.one_in(2)) frames.last = frames.first + number(of.frames);
    }
    all |= any.one_in(4) ? da::region_set::keep_only(where, frames)
                         : da::region_set::paint(where, frames);
  }
  return all;
}

// A frame in lossless JPEG, some with a comment, which goes with a profile.
std::string jpeg_of(test::image_generator& any, const test::image& of, std::size_t number) {
  test::jpeg::frame made;
  made.marker = 0xC3;
  made.precision = static_cast<int>(of.stored);
  made.columns = static_cast<int>(of.columns);
  made.rows = static_cast<int>(of.rows);
  made.dc = test::jpeg::wide_table();
  made.components = {{.id = 1}};
  made.arrange();
  const std::size_t bytes = of.allocated / 8;
  for (std::size_t i = 0; i < made.components[0].samples.size(); ++i) {
    const std::size_t at = (number * of.columns * of.rows + i) * bytes;
    unsigned sample = 0;
    for (std::size_t byte = bytes; byte-- > 0;)
      sample = sample << 8 | static_cast<unsigned char>(of.pixels[at + byte]);
    made.components[0].samples[i] = static_cast<int>(sample & ((1U << of.stored) - 1));
  }
  if (any.one_in(2)) test::jpeg::put_segment(made.before_frame, 0xFE, {'J', 'o', 'h', 'n'});
  const test::jpeg::bytes coded = test::jpeg::encode(made);
  return test::padded(std::string(coded.begin(), coded.end()), '\0');
}

// A file of one of these images: native, in RLE or in lossless JPEG, perhaps with an icon, extremes
// and tables.
std::string file_of_image(test::image_generator& any, test::image& made) {
  made = any.one_in(2) ? any.for_rle() : any.any();
  const test::form& f = made.as;
  if (any.one_in(3))
    made.more =
        f.element(0x00280106, "US", f.n(0, 2)) + f.element(0x00280107, "US", f.n(9, 2)) + made.more;
  std::string before;
  if (any.one_in(4)) {
    test::image icon = any.any();
    icon.as = f;
    icon.colours = "MONOCHROME2";
    icon.vr = "OW";
    icon.id = 0x7FE00010;
    icon.samples = icon.frames = 1;
    icon.allocated = icon.stored = 8;
    icon.more = f.element(0x00280106, "US", f.n(0, 2));
    any.fill(icon);
    before += f.sequence(0x00880200,
                         f.item(icon.described() + f.element(icon.id, icon.vr, icon.native())));
  }
  if (made.uid != test::rle_uid)
    return made.file_with(f.element(made.id, made.vr, made.native()), before);
  std::vector<std::string> frames;
  std::string offsets;
  std::string lengths;
  std::size_t offset = 0;
  const bool is_jpeg = made.samples == 1 && any.one_in(2);
  if (is_jpeg) made.uid = "1.2.840.10008.1.2.4.70";
  for (std::size_t i = 0; i < made.frames; ++i) {
    frames.push_back(is_jpeg ? jpeg_of(any, made, i) : made.rle_frame(i));
    offsets += f.n(offset, 8);
    lengths += f.n(frames.back().size(), 8);
    offset += 8 + frames.back().size();
  }
  if (any.one_in(4)) {
    before += f.element(0x7FE00001, "OV", offsets) + f.element(0x7FE00002, "OV", lengths);
    return made.file_with(made.encapsulated(frames, false), before);
  }
  return made.file_with(made.encapsulated(frames, any.one_in(2), 1 + any.below(2)), before);
}

TEST_CASE("both engines paint the same pixels over") {
  comparison both;
  test::image_generator images(21);
  test::file_generator damage(22);
  std::size_t painted = 0;
  for (std::uint64_t i = 0; i < times(500); ++i) {
    test::image made;
    std::string bytes = file_of_image(images, made);
    if (i % 5 == 4) bytes = damage.damaged(std::move(bytes));
    const da::region_set regions = any_regions(images, made);
    const std::string name = "image " + std::to_string(i);
    compare(both, bytes, name, da::clean_pixels(regions));
    painted += both.latest().painted_frames;
    const auto two = da::keep_everything{} | da::clean_pixels(regions) |
                     da::rule{"PixelPaddingValue"_tag, da::remove} |
                     da::clean_pixels(any_regions(images, made));
    compare(both, bytes, name + ", two layers", two);
    compare(both, bytes, name + ", the other rules scattered",
            scattered_rules(i, 9) | da::clean_pixels(regions));
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > both.compared() / 2);
  CHECK(painted > 500);
  CHECK(both.left_to_dataset() < both.compared() / 3);
}

TEST_CASE("both engines make the same of the corpus") {
  const std::filesystem::path folder = test::corpus();
  if (folder.empty()) return;
  comparison both;
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
    // The largest are left to the benchmark.
    constexpr std::uintmax_t most = 20'000'000;
    if (!one.is_regular_file() || one.file_size() > most) continue;
    for_each_rule_set([&](std::string_view name, const auto& rules) {
      const std::string difference = both.difference_for(one.path(), rules);
      if (!difference.empty())
        FAIL_CHECK(one.path().filename().string() << ", " << name << ": " << difference);
    });
    const std::string difference = both.difference_for(one.path(), scattered_rules(6, 5));
    if (!difference.empty())
      FAIL_CHECK(one.path().filename().string() << ", scattered rules: " << difference);
  }
  CHECK(both.is_clean());
  CHECK(both.succeeded() > 1000);
}

// ------------------------------------------------------------------- inputs that change

namespace {

// A file whose pixel data are too large to be read at once.
std::string large_file() {
  const test::form& f = test::explicit_little;
  return test::meta(test::explicit_uid) + f.element(0x00080018, "UI", "1.2.3.44") +
         f.element(0x00100010, "PN", "Name^Given") + f.element(0x00104000, "LT", "Comments") +
         f.element(0x7FE00010, "OW", std::string(1'000'000, 'P')) +
         f.element(0xFFFCFFFC, "OB", "Trailing");
}

// What becomes of a file that an action changes while it is read.
template <class Change>
void check_change(const Change& change) {
  const test::folder place;
  const std::filesystem::path in = place / "in.dcm";
  const std::filesystem::path out = place / "out.dcm";
  const auto rules = da::rule{"PatientName"_tag, [&](da::element&) { change(in); }};
  const rules_ref all(rules);
  da::context shared;
  for (const auto& run : {da::detail::anonymize_by_dataset, da::detail::anonymize_by_rewriting}) {
    put_file(in, large_file());
    const outcome result = outcome_of([&] { return run(in, out, all, shared, {}); });
    CHECK(result.failure == "changed_while_read");
    CHECK(test::listing(place.path()) == std::vector<std::string>{"in.dcm"});
  }
}

}  // namespace

TEST_CASE("a file that shrinks while it is read is an error and leaves no output") {
  for (const std::uintmax_t size : {0U, 200U, 1000U, 900'000U})
    check_change([size](const auto& in) { std::filesystem::resize_file(in, size); });
}

TEST_CASE("a file that grows while it is read is an error and leaves no output") {
  check_change([](const auto& in) { std::filesystem::resize_file(in, 2'000'000); });
}

TEST_CASE("a file that is written to while it is read is an error and leaves no output") {
  check_change([](const auto& in) {
    const auto before = std::filesystem::last_write_time(in);
    std::fstream changed(in, std::ios::in | std::ios::out | std::ios::binary);
    changed.seekp(500'000);
    changed << "other pixels";
    changed.close();
    std::filesystem::last_write_time(in, before + std::chrono::milliseconds(3));
  });
}
