// SPDX-License-Identifier: BSD-3-Clause
// Nanoseconds an element, an edit, a file and a UID.  Times are CPU time of the thread; what runs
// before the clock starts is made anew for each run, as a run changes it.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <dicom_anonymizer/part10/reader.hpp>

#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

// ---- What is worked on.

const test::form explicit_form;

std::string text(std::uint32_t id, std::string_view vr, std::string value) {
  if (value.size() % 2 != 0) value.push_back(vr == "UI" ? '\0' : ' ');
  return explicit_form.element(id, vr, value);
}

std::string one_item(std::uint32_t id, std::string_view content) {
  return explicit_form.sequence(id, explicit_form.item(content));
}

std::string code(std::string_view value, std::string_view scheme, std::string_view meaning) {
  return text(0x00080100, "SH", std::string(value)) + text(0x00080102, "SH", std::string(scheme)) +
         text(0x00080104, "LO", std::string(meaning));
}

std::string image_uid(std::size_t number) {
  return "1.3.6.1.4.1.99999.1.6.2." + std::to_string(number);
}

std::string reference(std::size_t number) {
  return text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.4") +
         text(0x00081155, "UI", image_uid(number)) +
         one_item(0x0040A170, code("121322", "DCM", "Source image"));
}

// The functional groups of one frame, like those of an enhanced MR image.
std::string frame(std::size_t number) {
  const auto cs = [](std::uint32_t id, const char* value) { return text(id, "CS", value); };
  const auto ds = [](std::uint32_t id, const char* value) { return text(id, "DS", value); };
  const auto us = [](std::uint32_t id) {
    return explicit_form.element(id, "US", test::number(1, 2));
  };
  const auto fd = [](std::uint32_t id) {
    return explicit_form.element(id, "FD", std::string(8, '\0'));
  };
  const std::string stamp = "20200101120000.000000";
  std::string coils;
  for (const char* name : {"A", "B"})
    coils += explicit_form.item(text(0x00189047, "SH", name) + cs(0x00189048, "YES"));
  std::string own = text(0x20050010, "LO", "ACME MR 001");
  for (std::uint32_t k = 0; k < 24; ++k) own += text(0x20051000 + k, "LO", "v" + std::to_string(k));

  return one_item(0x00081140, reference(number)) +
         one_item(0x00089124, text(0x00082111, "ST", "none") +
                                  one_item(0x00082112, reference(number)) +
                                  one_item(0x00089215, code("113072", "DCM", "Multiplanar"))) +
         one_item(0x00189006, ds(0x00180095, "200") + cs(0x00189020, "NONE") +
                                  cs(0x00189022, "NO") + cs(0x00189028, "NONE") + fd(0x00189098)) +
         one_item(0x00189042, text(0x00181250, "SH", "HEAD") + text(0x00189041, "LO", "ACME") +
                                  cs(0x00189043, "MULTICOIL") + cs(0x00189044, "NO") +
                                  explicit_form.sequence(0x00189045, coils)) +
         one_item(0x00189049, text(0x00181251, "SH", "BODY") + text(0x00189050, "LO", "ACME") +
                                  cs(0x00189051, "BODY")) +
         one_item(0x00189112, ds(0x00180080, "500") + text(0x00180091, "IS", "1") +
                                  ds(0x00181314, "90") + cs(0x00189180, "DB_DT") + fd(0x00189182) +
                                  us(0x00189240) + us(0x00189241)) +
         one_item(0x00189114, fd(0x00189082)) +
         one_item(0x00189115, cs(0x00189009, "NO") + cs(0x00189010, "NONE") +
                                  cs(0x00189016, "NONE") + cs(0x00189021, "NO") +
                                  cs(0x00189026, "NONE") + cs(0x00189027, "NONE") +
                                  cs(0x00189077, "NO") + cs(0x00189081, "NO")) +
         one_item(0x00189119, ds(0x00180083, "1")) +
         one_item(0x00189125, ds(0x00180093, "100") + ds(0x00180094, "100") +
                                  cs(0x00181312, "ROW") + us(0x00189058) + us(0x00189231) +
                                  us(0x00189232)) +
         one_item(0x00189226, cs(0x00080008, "ORIGINAL\\PRIMARY\\M\\NONE") +
                                  cs(0x00089205, "MONOCHROME") + cs(0x00089206, "VOLUME") +
                                  cs(0x00089207, "NONE") + cs(0x00089208, "MAGNITUDE") +
                                  cs(0x00089209, "T1")) +
         one_item(0x00209071,
                  one_item(0x00082218, code("12738006", "SCT", "Brain")) + cs(0x00209072, "U")) +
         one_item(0x00209111,
                  text(0x00189074, "DT", stamp) + text(0x00189151, "DT", stamp) + fd(0x00189220) +
                      text(0x00209056, "SH", "1") + us(0x00209156) +
                      text(0x00209158, "LT", "frame " + std::to_string(number) + " of Doe")) +
         one_item(0x00209113, ds(0x00200032, "-1\\-2\\3")) +
         one_item(0x00209116, ds(0x00200037, "1\\0\\0\\0\\1\\0")) +
         one_item(0x00289110, ds(0x00180050, "2") + ds(0x00180088, "2") + ds(0x00280030, "1\\1")) +
         one_item(0x00289132, ds(0x00281050, "100") + ds(0x00281051, "200")) +
         one_item(0x00289145,
                  ds(0x00281052, "0") + ds(0x00281053, "1") + text(0x00281054, "LO", "US")) +
         text(0x20050010, "LO", "ACME MR 005") + one_item(0x2005100F, own);
}

std::string start_of_file() {
  const std::string meta =
      explicit_form.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
      text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.4.1") + text(0x00020003, "UI", image_uid(0)) +
      text(0x00020010, "UI", "1.2.840.10008.1.2.1") + text(0x00020012, "UI", image_uid(9));
  return std::string(128, '\0') + "DICM" +
         explicit_form.element(0x00020000, "UL", test::number(meta.size(), 4)) + meta;
}

std::string start_of_dataset() {
  return start_of_file() + text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4.1") +
         text(0x00080018, "UI", image_uid(0)) + text(0x00080060, "CS", "MR");
}

std::string patient() {
  return text(0x00100010, "PN", "Doe^Jane") + text(0x00100020, "LO", "PID4711") +
         text(0x00100030, "DA", "19700101");
}

std::string enhanced_mr(std::size_t frames) {
  std::string items;
  for (std::size_t f = 0; f < frames; ++f) items += explicit_form.item(frame(f));
  return start_of_dataset() + patient() + explicit_form.sequence(0x52009230, items);
}

// About 10 KB, like a measurement report: text and codes, a few items deep.
std::string small_report() {
  std::string items;
  for (std::size_t k = 0; k < 14; ++k) {
    const std::string concept_name =
        one_item(0x0040A043, code("112039", "DCM", "Tracking Identifier"));
    const std::string note = text(0x0040A010, "CS", "CONTAINS") + text(0x0040A040, "CS", "TEXT") +
                             concept_name +
                             text(0x0040A160, "UT", "Lesion of Doe " + std::string(60, 'x'));
    const std::string measure =
        text(0x0040A010, "CS", "CONTAINS") + text(0x0040A040, "CS", "NUM") + concept_name +
        one_item(0x0040A300, one_item(0x004008EA, code("mm", "UCUM", "millimeter")) +
                                 text(0x0040A30A, "DS", "4.2"));
    items += explicit_form.item(
        text(0x0040A010, "CS", "CONTAINS") + text(0x0040A040, "CS", "CONTAINER") + concept_name +
        explicit_form.sequence(0x0040A730, explicit_form.item(note) + explicit_form.item(measure)));
  }
  return start_of_dataset() + patient() + explicit_form.sequence(0x0040A730, items);
}

// Nothing that the profile has an opinion on but the patient: chains of sequences, so deep, with
// ten other elements in each item.
std::string nested(std::size_t elements, unsigned depth) {
  const auto ten = [] {
    std::string result;
    for (std::uint32_t k = 0; k < 10; ++k) result += text(0x00189010 + k, "CS", "NONE");
    return result;
  };
  std::string chain = ten();
  for (unsigned level = 1; level < depth; ++level) chain = ten() + one_item(0x00189112, chain);
  const std::size_t each = 11 * std::size_t{depth} - 1;
  std::string items;
  for (std::size_t made = 0; made < elements; made += each) items += explicit_form.item(chain);
  return start_of_dataset() + patient() + explicit_form.sequence(0x52009230, items);
}

std::size_t count_elements(const gdcm::DataSet& dataset) {
  std::size_t count = 0;
  for (const gdcm::DataElement& one : dataset.GetDES()) {
    ++count;
    if (const auto* items = dynamic_cast<const gdcm::SequenceOfItems*>(&one.GetValue()))
      for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
        count += count_elements(items->GetItem(i).GetNestedDataSet());
  }
  return count;
}

constexpr std::size_t mr_frames = 2080;  // 270,000 elements

const std::string& big_bytes() {
  static const std::string bytes = enhanced_mr(mr_frames);
  return bytes;
}

// ---- How time is taken.

double now() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// What GDCM's own containers cost: all elements looked at, as a walk has to, and nothing done.
std::size_t count_typed(const gdcm::DataSet& dataset) {
  std::size_t count = 0;
  for (const gdcm::DataElement& one : dataset.GetDES()) {
    count += one.GetTag().GetGroup() != 0x0009;
    if (one.IsEmpty()) continue;
    const gdcm::Value& value = one.GetValue();
    if (typeid(value) != typeid(gdcm::SequenceOfItems)) continue;
    const auto& items = static_cast<const gdcm::SequenceOfItems&>(value);
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
      count += count_typed(items.GetItem(i).GetNestedDataSet());
  }
  return count;
}

double seconds_of_bare_walk(const std::string& bytes) {
  const da::dicom_file file = da::read_bytes(bytes);
  const double start = now();
  benchmark::DoNotOptimize(count_typed(file.dataset));
  return now() - start;
}

template <class R>
double seconds_in_memory(const std::string& bytes, const R& rules, std::size_t* edits = nullptr) {
  da::dicom_file file = da::read_bytes(bytes);
  const double start = now();
  const da::report changes = da::anonymize_dataset(file.dataset, rules);
  const double end = now();
  if (edits != nullptr) {
    *edits = 0;
    for (const auto& [action, count] : changes.applied) *edits += count;
  }
  return end - start;
}

struct folder {
  std::filesystem::path path;
  folder() {
    const std::filesystem::path shm = "/dev/shm";
    path = (std::filesystem::exists(shm) ? shm : std::filesystem::temp_directory_path()) /
           ("dicom_anonymizer_run_time_" + std::to_string(::getpid()));
    std::filesystem::create_directories(path);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { std::filesystem::remove_all(path); }

  [[nodiscard]] std::filesystem::path with(std::string_view name, const std::string& bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return path / name;
  }
};

template <class R>
double seconds_of_file(const std::filesystem::path& input, const R& rules, unsigned times) {
  const std::filesystem::path output = input.parent_path() / "output";
  const double start = now();
  for (unsigned i = 0; i < times; ++i) da::anonymize_file(input, output, rules);
  return (now() - start) / times;
}

// ---- Data sets in memory.

template <class R>
void per_element(benchmark::State& state, const std::string& bytes, const R& rules) {
  const std::size_t elements = count_elements(da::read_bytes(bytes).dataset);
  std::vector<double> times;
  for (auto _ : state) {
    times.push_back(seconds_in_memory(bytes, rules));
    state.SetIterationTime(times.back());
  }
  state.counters["elements"] = static_cast<double>(elements);
  state.counters["ns_per_element"] = 1e9 * median(times) / static_cast<double>(elements);
}

void bare_walk(benchmark::State& state) {
  const std::size_t elements = count_elements(da::read_bytes(big_bytes()).dataset);
  std::vector<double> times;
  for (auto _ : state) {
    times.push_back(seconds_of_bare_walk(big_bytes()));
    state.SetIterationTime(times.back());
  }
  state.counters["elements"] = static_cast<double>(elements);
  state.counters["ns_per_element"] = 1e9 * median(times) / static_cast<double>(elements);
}

void untouched(benchmark::State& state) { per_element(state, big_bytes(), da::keep_everything{}); }
void default_profile(benchmark::State& state) {
  per_element(state, big_bytes(), da::default_profile);
}

// Twenty rules over a base that keeps everything; of group 0018, or of a group that is not there.
da::dynamic_rule_map twenty_rules(const da::any_action& what, std::uint16_t group) {
  da::dynamic_rule_map rules;
  for (const unsigned element :
       {0x9009U, 0x9010U, 0x9016U, 0x9020U, 0x9021U, 0x9022U, 0x9026U, 0x9027U, 0x9028U, 0x9041U,
        0x9043U, 0x9044U, 0x9047U, 0x9048U, 0x9050U, 0x9051U, 0x9077U, 0x9081U, 0x9180U, 0x1250U})
    rules.set(da::tag{group, static_cast<std::uint16_t>(element)}, what);
  return rules;
}

// An edit costs what a run with the rules takes longer than one whose rules cover nothing.  Which
// of the two is first changes, as the heap that the first leaves behind slows the second.
void edited(benchmark::State& state, const da::dynamic_rule_map& acting,
            const da::dynamic_rule_map& idle) {
  const auto with_rules = da::keep_everything{} | acting;
  const auto without = da::keep_everything{} | idle;
  std::size_t edits = 0;
  std::vector<double> with;
  std::vector<double> base;
  bool is_acting_first = false;
  for (auto _ : state) {
    is_acting_first = !is_acting_first;
    if (!is_acting_first) base.push_back(seconds_in_memory(big_bytes(), without));
    with.push_back(seconds_in_memory(big_bytes(), with_rules, &edits));
    if (is_acting_first) base.push_back(seconds_in_memory(big_bytes(), without));
    state.SetIterationTime(with.back());
  }
  state.counters["edits"] = static_cast<double>(edits);
  if (edits == 0) edits = 45'760;  // those of the other benchmarks, to show the noise
  state.counters["ns_per_edit"] = 1e9 * (median(with) - median(base)) / static_cast<double>(edits);
}

void edited(benchmark::State& state, const da::any_action& what) {
  edited(state, twenty_rules(what, 0x0018), twenty_rules(what, 0x0016));
}

void edited_uid(benchmark::State& state) {
  da::dynamic_rule_map acting;
  acting.set(da::tag{0x0008, 0x1155}, da::replace_uid);  // each UID is there twice
  da::dynamic_rule_map idle;
  idle.set(da::tag{0x0006, 0x1155}, da::replace_uid);
  edited(state, acting, idle);
}

void growth(benchmark::State& state) {
  per_element(state, nested(static_cast<std::size_t>(state.range(0)), 1), da::default_profile);
}
void growth_in_depth(benchmark::State& state) {
  // The sequence around the chains is one level too.
  per_element(state, nested(100'000, static_cast<unsigned>(state.range(0)) - (state.range(0) > 1)),
              da::default_profile);
}

// ---- Rules that cover nothing, laid over the profile.

da::dynamic_rule_map hundred(std::string_view kind) {
  da::dynamic_rule_map rules;
  std::vector<std::string> creators;
  for (std::uint16_t k = 0; k < 100; ++k) {
    if (kind == "exact")
      rules.set(da::tag{0x0018, static_cast<std::uint16_t>(0x7000 + 3 * k)}, da::keep);
    else if (kind == "masked")
      rules.set(da::tag_pattern({0x5000, k}, {0xFF00, 0xFFFF}), da::keep);
    else if (kind == "private")
      rules.set(da::private_element{0x2005, "OTHER MR " + std::to_string(k),
                                    static_cast<std::uint8_t>(k)},
                da::keep);
  }
  return rules;
}

// The two take turns; the median of what the second takes over the first.
void compared(benchmark::State& state, const std::function<double()>& without,
              const std::function<double()>& with) {
  std::vector<double> ratios;
  for (auto _ : state) {
    const double base = without();
    const double taken = with();
    ratios.push_back(taken / base);
    state.SetIterationTime(taken);
  }
  state.counters["percent_over_profile"] = 100 * (median(ratios) - 1);
}

void lookup_in_memory(benchmark::State& state, std::string_view kind) {
  const auto rules = da::default_profile | hundred(kind);
  compared(
      state, [] { return seconds_in_memory(big_bytes(), da::default_profile); },
      [&] { return seconds_in_memory(big_bytes(), rules); });
}

void lookup_in_file(benchmark::State& state, std::string_view kind) {
  const folder here;
  const std::filesystem::path input = here.with("report", small_report());
  const auto rules = da::default_profile | hundred(kind);
  constexpr unsigned times = 200;
  compared(
      state, [&] { return seconds_of_file(input, da::default_profile, times); },
      [&] { return seconds_of_file(input, rules, times); });
}

// ---- Files.

void file(benchmark::State& state, const std::string& bytes, unsigned times) {
  const folder here;
  const std::filesystem::path input = here.with("input", bytes);
  std::vector<double> taken;
  for (auto _ : state) {
    taken.push_back(seconds_of_file(input, da::default_profile, times));
    state.SetIterationTime(taken.back());
  }
  const auto elements = static_cast<double>(count_elements(da::read_bytes(bytes).dataset));
  state.counters["elements"] = elements;
  state.counters["ns_per_element"] = 1e9 * median(taken) / elements;
}

// What the system calls of a file cost in a folder of many: nothing is done to them.
void system_calls(benchmark::State& state) {
  const folder here;
  const std::string bytes = small_report();
  constexpr unsigned files = 5000;
  for (unsigned i = 0; i < files; ++i)
    static_cast<void>(here.with("in" + std::to_string(i), bytes));
  const std::string temporary = (here.path / "temporary").string();
  std::string buffer(1 << 18, '\0');
  for (auto _ : state) {
    const double start = now();
    for (unsigned i = 0; i < files; ++i) {
      const std::string number = std::to_string(i);
      const int in = ::open((here.path / ("in" + number)).c_str(), O_RDONLY);
      const ssize_t got = ::pread(in, buffer.data(), buffer.size(), 0);
      const int out = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL, 0666);
      const bool is_done =
          got > 0 && ::write(out, buffer.data(), static_cast<std::size_t>(got)) == got;
      ::close(in);
      ::close(out);
      if (!is_done || ::rename(temporary.c_str(), (here.path / ("out" + number)).c_str()) != 0)
        state.SkipWithError("cannot copy a file");
    }
    const double taken = now() - start;
    state.SetIterationTime(taken);
    state.counters["us_per_file"] = 1e6 * taken / files;
  }
}

// ---- Pseudonyms.

std::vector<std::string> many_uids(std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t k = 0; k < count; ++k)
    result.push_back("1.3.6.1.4.1.99999.1.3." + std::to_string(1'000'000'000 + k * 7'919 % count));
  return result;
}

double heap_bytes() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

void uids(benchmark::State& state, bool are_known) {
  const std::vector<std::string> originals = many_uids(static_cast<std::size_t>(state.range(0)));
  const auto count = static_cast<double>(originals.size());
  double bytes = 0;
  std::vector<double> times;
  for (auto _ : state) {
    const double before = heap_bytes();
    da::uid_map map;
    const auto ask_for_all = [&] {
      const double start = now();
      for (const std::string& one : originals) benchmark::DoNotOptimize(map.replacement_for(one));
      return now() - start;
    };
    double taken = ask_for_all();
    bytes = heap_bytes() - before;
    if (are_known) taken = ask_for_all();
    times.push_back(taken);
    state.SetIterationTime(taken);
  }
  state.counters["ns_per_uid"] = 1e9 * median(times) / count;
  state.counters["bytes_per_uid"] = bytes / count;
}

void add(const std::string& name, const std::function<void(benchmark::State&)>& what,
         const std::vector<std::int64_t>& arguments = {}, std::int64_t runs = 9) {
  benchmark::internal::Benchmark* made =
      benchmark::RegisterBenchmark(name.c_str(), [what](benchmark::State& state) { what(state); });
  made->UseManualTime()->Unit(benchmark::kMicrosecond)->Iterations(runs);
  for (const std::int64_t one : arguments) made->Arg(one);
}

}  // namespace

int main(int argc, char** argv) {
  add("memory/bare_walk", bare_walk);
  add("memory/untouched", untouched);
  add("memory/default_profile", default_profile);
  add(
      "edit/none",
      [](benchmark::State& s) {
        edited(s, twenty_rules(da::empty, 0x0016), twenty_rules(da::empty, 0x0016));
      },
      {}, 20);
  add(
      "edit/empty", [](benchmark::State& s) { edited(s, da::empty); }, {}, 20);
  add(
      "edit/remove", [](benchmark::State& s) { edited(s, da::remove); }, {}, 20);
  add(
      "edit/replace", [](benchmark::State& s) { edited(s, da::replace); }, {}, 20);
  add(
      "edit/replace_with_value", [](benchmark::State& s) { edited(s, da::replace_with("OTHER")); },
      {}, 20);
  add(
      "edit/own_lambda",
      [](benchmark::State& s) { edited(s, [](da::element& e) { e.set_text("OTHER"); }); }, {}, 20);
  add("edit/replace_uid", edited_uid, {}, 20);
  add("growth/elements", growth, {1'000, 10'000, 100'000, 1'000'000});
  add("growth/depth", growth_in_depth, {1, 8, 64});
  for (const char* kind : {"none", "exact", "masked", "private"}) {
    const std::string name = std::string(kind) == "none" ? "none" : std::string("100_") + kind;
    add("lookup/memory/" + name, [kind](benchmark::State& s) { lookup_in_memory(s, kind); });
    add(
        "lookup/file/" + name, [kind](benchmark::State& s) { lookup_in_file(s, kind); }, {}, 21);
  }
  add("file/system_calls", system_calls);
  add("file/report_10_KB", [](benchmark::State& s) { file(s, small_report(), 200); });
  add("file/enhanced_mr", [](benchmark::State& s) { file(s, big_bytes(), 1); });
  add("uid_map/new", [](benchmark::State& s) { uids(s, false); }, {1'000, 100'000, 1'000'000});
  add("uid_map/known", [](benchmark::State& s) { uids(s, true); }, {1'000, 100'000, 1'000'000});

  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
