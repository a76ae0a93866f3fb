// SPDX-License-Identifier: BSD-3-Clause
// The recipes of docs/how_to.md and the steps of docs/tutorial.md, which quote them from here.
// What stands after "begin NAME:" are the headers whose pages in docs/reference show the lines.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <sstream>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/dicom_anonymizer.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule_file.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

gdcm::DataSet patient() {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.7\0");
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.4 ");
  test::put(dataset, {0x0008, 0x0020}, VR::DA, "20080701");
  test::put(dataset, {0x0008, 0x103E}, VR::LO, "AXIAL ");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Fontaine^Annie");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "12345678");
  test::put(dataset, {0x0010, 0x0030}, VR::DA, "19501231");
  test::put(dataset, {0x0010, 0x0040}, VR::CS, "F ");
  test::put(dataset, {0x0010, 0x4000}, VR::LT, "lives next door ");
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "SIEMENS MR HEADER ");
  test::put(dataset, {0x0019, 0x100C}, VR::IS, "1000");
  test::put(dataset, {0x0019, 0x100D}, VR::CS, "NONE");
  return dataset;
}

void write_patient(const std::filesystem::path& name) {
  da::dicom_file file;
  file.dataset = patient();
  file.transfer_syntax = "1.2.840.10008.1.2.1";
  std::filesystem::create_directories(name.parent_path());
  da::write_file(file, name);
}

std::string text(const gdcm::DataSet& dataset, da::tag id) {
  std::string value = test::bytes(dataset, id).value_or("(absent)");
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return value;
}

// begin rule set: tags/dictionary.hpp tags/vr.hpp actions/empty.hpp rules/rule.hpp
struct dates_only {
  static constexpr bool is_complete = true;  // no profile is laid under it
  da::action_ref find(const da::element_key& key) const {
    const da::dictionary_entry* known = da::find_attribute(key.id);
    if (known != nullptr && known->representation == da::vr::DA) return da::empty;
    return {};  // no opinion
  }
};
// end rule set

}  // namespace

TEST_CASE("how to keep what the profile removes") {
  gdcm::DataSet dataset = patient();
  // begin keep: actions/keep.hpp anonymize.hpp rules/rule.hpp
  da::anonymize_dataset(dataset, da::rule{da::tags::PatientID, da::keep});
  // end keep
  CHECK(text(dataset, da::tags::PatientID) == "12345678");
  CHECK(text(dataset, da::tags::PatientName).empty());
}

TEST_CASE("how to change a value with a lambda") {
  gdcm::DataSet dataset = patient();
  const std::string suffix = "-trial7";
  // begin lambda: actions/action.hpp actions/element.hpp actions/remove.hpp rules/rule_map.hpp
  const auto rules = da::rule_map(
      da::rule{da::tags::SeriesDescription, [&](da::element& e) { e.set_text(e.text() + suffix); }},
      da::rule{"(0010,1xxx)"_tag, da::remove});
  da::anonymize_dataset(dataset, rules);
  // end lambda
  CHECK(text(dataset, da::tags::SeriesDescription) == "AXIAL-trial7");
}

TEST_CASE("how to keep everything but what the rules name") {
  gdcm::DataSet dataset = patient();
  // begin keep everything: rules/rule.hpp actions/empty.hpp
  da::anonymize_dataset(dataset,
                        da::keep_everything{} | da::rule{da::tags::PatientName, da::empty});
  // end keep everything
  CHECK(text(dataset, da::tags::PatientName).empty());
  CHECK(text(dataset, da::tags::PatientComments) == "lives next door");
}

TEST_CASE("how to keep private elements of a vendor") {
  gdcm::DataSet dataset = patient();
  // begin private: tags/pattern.hpp
  constexpr da::rule b_value{R"((0019,"SIEMENS MR HEADER",0C))"_tag, da::keep};
  da::anonymize_dataset(dataset, b_value);
  // end private
  CHECK(text(dataset, {0x0019, 0x100C}) == "1000");
  CHECK(text(dataset, {0x0019, 0x0010}) == "SIEMENS MR HEADER");
  CHECK_FALSE(test::has(dataset, {0x0019, 0x100D}));
}

TEST_CASE("how to replace by a regular expression or a fixed value") {
  gdcm::DataSet dataset = patient();
  // begin regexp: actions/regexp.hpp actions/replace_with_value.hpp
  const auto rules = da::rule_map(
      da::rule{da::tags::StudyDate, da::actions::regexp("(\\d{4})\\d{4}", "\\g<1>0101")},
      da::rule{da::tags::PatientName, da::replace_with("SUBJECT^07")});
  da::anonymize_dataset(dataset, rules);
  // end regexp
  CHECK(text(dataset, da::tags::StudyDate) == "20080101");
  CHECK(text(dataset, da::tags::PatientName) == "SUBJECT^07");
}

TEST_CASE("how to choose another edition") {
  gdcm::DataSet dataset = patient();
  // begin edition: profiles/editions.hpp profiles/edition.hpp
  constexpr da::profile newest(da::dicom_2026d);
  static_assert(newest.code_for(da::tags::PatientID) == da::code::ZD);

  const da::edition* chosen = da::find_edition("2024b");  // nullptr if there is none
  REQUIRE(chosen != nullptr);
  da::anonymize_dataset(dataset, da::profile(*chosen) | da::rule{da::tags::PatientSex, da::keep});
  // end edition
  CHECK(text(dataset, da::tags::PatientID) == "ANONYMIZED");
  CHECK(text(dataset, da::tags::PatientSex) == "F");
}

TEST_CASE("how to choose options of the profile") {
  gdcm::DataSet dataset = patient();
  // begin options: profiles/profile.hpp profiles/options.hpp
  constexpr auto rules =
      da::profile(da::dicom_2026d) | da::option::retain_uids | da::option::retain_full_dates;
  da::anonymize_dataset(dataset, rules);
  // end options
  CHECK(text(dataset, da::tags::SOPInstanceUID) == "1.2.3.4");
  CHECK(text(dataset, da::tags::StudyDate) == "20080701");
  CHECK(text(dataset, da::tags::PatientBirthDate).empty());
  CHECK(text(dataset, da::tags::LongitudinalTemporalInformationModified) == "UNMODIFIED");
}

TEST_CASE("how to keep what a report measured") {
  gdcm::DataSet dataset = patient();
  gdcm::DataSet name;
  test::put(name, {0x0008, 0x0100}, VR::SH, "121071");
  test::put(name, {0x0008, 0x0102}, VR::SH, "DCM ");
  test::put(name, {0x0008, 0x0104}, VR::LO, "Finding ");
  gdcm::DataSet finding;
  test::put(finding, {0x0040, 0xA040}, VR::CS, "TEXT");
  test::put_sequence(finding, {0x0040, 0xA043}, {name});
  test::put(finding, {0x0040, 0xA160}, VR::UT, "CHEST WITH CONTRAST FONTAINE");
  test::put_sequence(dataset, {0x0040, 0xA730}, {finding});
  // begin report: profiles/structured_content.hpp
  constexpr auto rules = da::profile(da::dicom_2026d) | da::option::clean_structured_content |
                         da::option::clean_descriptors;
  da::anonymize_dataset(dataset, rules);
  // end report
  REQUIRE(test::item_count(dataset, {0x0040, 0xA730}) == 1);
  CHECK(text(test::item(dataset, {0x0040, 0xA730}), {0x0040, 0xA160}) == "CHEST WITH CONTRAST");
}

TEST_CASE("how to keep descriptions for research") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x1030}, VR::LO, "CHEST WITH CONTRAST Qzlxkv");
  // begin descriptions: profiles/allowances.hpp actions/clean_codes.hpp actions/keep_terms.hpp
  constexpr auto rules = da::profile(da::dicom_2026d) | da::option::clean_descriptors;
  da::anonymize_dataset(dataset, rules);
  // end descriptions
  CHECK(text(dataset, da::tags::StudyDescription) == "CHEST WITH CONTRAST");
}

TEST_CASE("how to clean one text, and take the patient out of all others") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x1030}, VR::LO, "CHEST Qzlxkv");
  test::put(dataset, {0x0018, 0x1030}, VR::LO, "Qzlxkv protocol for Annie Fontaine");
  // begin clean text action: actions/clean_text.hpp
  const auto one = da::rule{da::tags::StudyDescription, da::clean_text};
  // end clean text action
  // begin scrub: actions/scrub.hpp rules/scrub_known_values.hpp
  const auto others =
      da::keep_everything{} | da::rule{da::tags::PatientName, da::empty} | da::scrub_known_values;
  // end scrub
  da::anonymize_dataset(dataset, others | one);
  CHECK(text(dataset, da::tags::StudyDescription) == "CHEST");
  CHECK(text(dataset, da::tags::ProtocolName) == "Qzlxkv protocol for");
  CHECK(text(dataset, da::tags::PatientID) == "12345678");
}

TEST_CASE("how to build a vocabulary") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x1030}, VR::LO, "CHEST thorax fluotron Qzlxkv");
  constexpr auto rules = da::profile(da::dicom_2026d) | da::option::clean_descriptors;
  // begin words: unknown_words.hpp tags/coding_schemes.hpp
  da::text::vocabulary words;  // those of the library
  words.add_word("fluotron").take_out("thorax");
  da::context job;
  job.words = std::make_shared<const da::text::vocabulary>(words);
  job.unknown_words = std::make_shared<da::unknown_words>();
  da::anonymize_dataset(dataset, rules, job);
  const std::string review = job.unknown_words->to_text();  // identifies
  // end words
  CHECK(text(dataset, da::tags::StudyDescription) == "CHEST fluotron");
  CHECK(review.find("Qzlxkv") != std::string::npos);
}

TEST_CASE("how to choose options while the program runs") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0080}, VR::LO, "HOUSE ");
  // begin options at run time: profiles/options.hpp
  const da::edition* table = da::find_edition("2026d");
  const da::option_traits* wanted = da::find_option("retain-institution-identity");
  REQUIRE((table != nullptr && wanted != nullptr));
  const da::profile chosen = da::profile(*table) | wanted->column;  // throws if it cannot be had
  da::anonymize_dataset(dataset, chosen);
  // end options at run time
  CHECK(text(dataset, da::tags::InstitutionName) == "HOUSE");
  CHECK(text(dataset, da::tags::PatientID) == "ANONYMIZED");
}

TEST_CASE("how to let the IOD decide") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, da::tags::InstanceCreationDate, VR::DA, "20080701");
  // begin by iod: actions/conditional.hpp profiles/iod_types.hpp report.hpp
  constexpr auto lean = da::profile(da::dicom_2026d).with(da::conditional::by_iod);
  const da::report done = da::anonymize_dataset(dataset, lean);
  if (done.unknown_iods != 0) std::puts("a SOP Class that the tables do not know");
  // end by iod
  CHECK(done.unknown_iods == 0);
  CHECK_FALSE(test::has(dataset, da::tags::InstanceCreationDate));
}

TEST_CASE("how to add private elements that are safe") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME 1.0");
  test::put(dataset, {0x0029, 0x1010}, VR::LO, "harmless");
  test::put(dataset, {0x0029, 0x1011}, VR::LO, "unknown ");
  // begin safe private: profiles/safe_private.hpp
  constexpr auto safe = da::profile() | da::option::retain_safe_private |
                        da::rule{R"((0029,"ACME 1.0",10))"_tag, da::keep};
  static_assert(da::conformance_of(safe).holds());
  da::anonymize_dataset(dataset, safe);
  // end safe private
  CHECK(text(dataset, {0x0029, 0x1010}) == "harmless");
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1011}));
  CHECK(text(dataset, {0x0019, 0x100C}) == "1000");
  CHECK(text(test::item(dataset, da::tags::DeidentificationMethodCodeSequence, 2),
             da::tags::CodeValue) == "113111");
}

TEST_CASE("how to ask rules what they weaken") {
  gdcm::DataSet dataset = patient();
  // begin conformance: profiles/conformance.hpp
  constexpr da::rule weaker{da::tags::StudyDescription, da::keep};
  static_assert(!da::conformance_of(weaker).holds());
  for (const da::weakened_row& row : da::conformance_of(weaker).weakened())
    std::printf("(%04X,%04X)\n", row.where.value.group, row.where.value.element);
  // end conformance
  CHECK(da::conformance_of(weaker).weakened().size() == 1);
  da::anonymize_dataset(dataset, weaker);
  CHECK_FALSE(test::has(dataset, da::tags::DeidentificationMethodCodeSequence));
  CHECK(text(dataset, da::tags::DeidentificationMethod) ==
        "dicom_anonymizer: PS3.15 2023e, custom rules");
}

TEST_CASE("how to loop over an edition as over the lists of the Python package") {
  gdcm::DataSet dataset = patient();
  // begin all tags: rules/dynamic_rule_map.hpp profiles/edition.hpp
  da::dynamic_rule_map rules;
  for (const da::tag_pattern& where : da::default_edition.all_tags()) rules.set(where, da::keep);
  for (const da::tag_pattern& where : da::default_edition.tags(da::code::X))
    rules.set(where, da::remove);
  da::anonymize_dataset(dataset, rules);
  // end all tags
  CHECK(text(dataset, da::tags::PatientName) == "Fontaine^Annie");
  CHECK_FALSE(test::has(dataset, da::tags::PatientComments));
  CHECK_FALSE(test::has(dataset, {0x0019, 0x100C}));
}

TEST_CASE("how to keep the UIDs of a study together") {
  std::vector<gdcm::DataSet> study{patient(), patient()};
  // begin context: context.hpp
  da::context job;  // for all data sets that belong together; threads may share it
  for (gdcm::DataSet& dataset : study) da::anonymize_dataset(dataset, da::default_profile, job);
  // end context
  CHECK(text(study[0], da::tags::SOPInstanceUID) == text(study[1], da::tags::SOPInstanceUID));
}

TEST_CASE("how to change the dummies") {
  gdcm::DataSet dataset = patient();
  // begin dummies: context.hpp actions/replace.hpp
  da::context job;
  job.dummies.text = "NOBODY";
  job.dummies.date = "19000101";
  const auto rules = da::rule_map(da::rule{da::tags::PatientName, da::replace},
                                  da::rule{da::tags::PatientBirthDate, da::replace});
  da::anonymize_dataset(dataset, rules, job);
  // end dummies
  CHECK(text(dataset, da::tags::PatientName) == "NOBODY");
  CHECK(text(dataset, da::tags::PatientBirthDate) == "19000101");
}

TEST_CASE("how to work on a folder with threads and see how it went") {
  const test::folder place;
  write_patient(place / "study/a/1.dcm");
  write_patient(place / "study/2.dcm");
  test::write(place / "study/notes.txt", "no DICOM file");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path anonymized = place / "anonymized";
  // begin folder: tree.hpp outcome.hpp
  da::tree_options options;
  options.jobs = 0;  // a thread for each processor
  options.on_progress = [&](const da::progress& now) {
    if (now.latest.what == da::outcome::status::failed)
      std::fprintf(stderr, "%s: %s\n", now.latest.input().c_str(), now.latest.reason->what());
  };
  const da::tree_report done = da::anonymize_tree(study, anonymized, da::default_profile, options);
  // end folder
  CHECK(done);
  CHECK(done.anonymized == 2);
  CHECK(done.skipped == 1);
  CHECK(std::filesystem::exists(anonymized / "a" / "1.dcm"));
}

TEST_CASE("how to give files names that tell nothing") {
  const test::folder place;
  write_patient(place / "study/Fontaine/1.dcm");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path anonymized = place / "anonymized";
  {
    // begin names: outcome.hpp
    da::tree_options options;
    options.names = da::output_names::uid;
    da::anonymize_tree(study, anonymized, da::default_profile, options);
    // end names
  }
  CHECK_FALSE(std::filesystem::exists(anonymized / "Fontaine"));
}

TEST_CASE("how to prove that references still hold") {
  const test::folder place;
  write_patient(place / "study/1.dcm");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path anonymized = place / "anonymized";
  da::anonymize_tree(study, anonymized);
  bool is_broken = false;
  // begin references: check_references.hpp reference_report.hpp
  da::reference_options options;
  options.on_finding = [&](const da::reference_finding& one) {
    if (one.what != da::reference_fault::outside)
      std::fprintf(stderr, "%s: %s is wrong\n", one.output.c_str(), one.place.c_str());
  };
  const da::reference_report proof = da::check_references(study, anonymized, options);
  if (!proof) is_broken = true;
  // end references
  CHECK_FALSE(is_broken);
  CHECK(proof.files == 1);
}

TEST_CASE("how to remember who became whom") {
  const test::folder place;
  write_patient(place / "study/1.dcm");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path file = place / "crosswalk.sqlite";
  std::string first;
  for (const char* name : {"a", "b"}) {
    const std::filesystem::path anonymized = place / name;
    // begin crosswalk: pseudonyms/crosswalk.hpp
    da::context job;
    job.pseudonyms = std::make_shared<da::crosswalk>(file);
    da::tree_options options;
    options.shared = &job;
    da::anonymize_tree(study, anonymized, da::default_profile, options);
    // end crosswalk
    const std::string bytes = test::read(anonymized / "1.dcm");
    if (!first.empty()) CHECK(bytes == first);
    first = bytes;
  }
}

TEST_CASE("how to de-identify a trial over years") {
  const test::folder place;
  write_patient(place / "study/1.dcm");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path key_file = place / "trial.key";
  da::make_key_file(key_file);
  std::string first;
  for (const char* name : {"a", "b"}) {
    const std::filesystem::path anonymized = place / name;
    // begin keyed: pseudonyms/keyed_pseudonyms.hpp pseudonyms/key.hpp actions/patient_pseudonym.hpp
    da::context job;
    job.pseudonyms = std::make_shared<da::keyed_pseudonyms>(
        da::key::from_file(key_file), da::keyed_options{.scope = "trial-7", .days = {1, 3650}});
    constexpr auto profile = da::profile(da::dicom_2026d) | da::option::retain_modified_dates;
    const auto rules =
        profile | da::rule_map(da::rule{da::tags::PatientID, da::patient_pseudonym},
                               da::rule{da::tags::PatientName, da::patient_pseudonym});
    da::tree_options options;
    options.shared = &job;
    const da::tree_report done = da::anonymize_tree(study, anonymized, rules, options);
    // Dates that could not be read are empty now, and counted.
    const std::size_t emptied = done.changes.unreadable_dates;
    // end keyed
    CHECK(done.anonymized == 1);
    CHECK(emptied == 0);
    const std::string bytes = test::read(anonymized / "1.dcm");
    if (!first.empty()) CHECK(bytes == first);
    CHECK(bytes.find("20080701") == std::string::npos);
    CHECK(bytes.find("12345678") == std::string::npos);
    first = bytes;
  }
}

TEST_CASE("how to anonymize bytes that are no file") {
  const test::folder place;
  write_patient(place / "in.dcm");
  const std::string received = test::read(place / "in.dcm");
  // begin bytes: bytes.hpp byte_places.hpp
  std::string anonymized;  // or a std::vector<std::byte>, or of unsigned char
  da::anonymize_bytes(received, anonymized);
  // end bytes
  CHECK(anonymized.find("Fontaine") == std::string::npos);
  CHECK(da::read_bytes(anonymized).transfer_syntax == "1.2.840.10008.1.2.1");

  std::stringstream in(received);
  std::stringstream out;
  const int socket = ::open((place / "in.dcm").c_str(), O_RDONLY | O_CLOEXEC);
  std::string sent;
  const auto send = [&](std::span<const std::byte> piece) {
    sent.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    return true;
  };
  // begin streams
  da::anonymize_bytes(in, out);  // std::istream, std::ostream
  da::anonymize_bytes(da::file_descriptor{socket}, [&](std::span<const std::byte> piece) {
    return send(piece);  // whether it took them; called when all is known to be sound
  });
  // end streams
  ::close(socket);
  // UIDs are random each time, and not of one length.
  for (const std::string& one : {out.str(), sent}) {
    CHECK(one.find("Fontaine") == std::string::npos);
    CHECK(da::read_bytes(one).transfer_syntax == "1.2.840.10008.1.2.1");
  }
}

TEST_CASE("how to work on many files with threads of your own") {
  const test::folder place;
  write_patient(place / "in.dcm");
  const std::string message = test::read(place / "in.dcm");
  std::vector<std::string> outputs(2);
  const auto rules = da::profile() | da::rule{da::tags::PatientSex, da::keep};
  da::context job;  // which all threads share
  const auto thread = [&](std::string& output) {
    // begin worker: anonymizer.hpp file_options.hpp
    da::file_options options;
    options.shared = &job;
    da::anonymizer worker(rules, options);  // one for each thread
    worker.bytes(message, output);          // and file(in, out), dataset(dataset), again and again
    // end worker
  };
  for (std::string& output : outputs) std::jthread([&] { thread(output); }).join();
  CHECK(outputs[0] == outputs[1]);
  CHECK(!outputs[0].empty());
}

TEST_CASE("how to stop early, and work on threads of your own") {
  const test::folder place;
  write_patient(place / "study/1.dcm");
  const std::filesystem::path study = place / "study";
  const std::filesystem::path anonymized = place / "anonymized";
  struct {
    std::vector<std::jthread> threads;
    void post(std::function<void()> task) { threads.emplace_back(std::move(task)); }
  } pool;
  std::stop_source stopping;
  stopping.request_stop();
  bool is_told = false;
  // begin stop
  da::tree_options options;
  options.stop = stopping.get_token();  // stopping.request_stop() from any thread
  options.jobs = 4;
  options.executor = [&](std::function<void()> task) { pool.post(std::move(task)); };
  const da::tree_report done = da::anonymize_tree(study, anonymized, da::default_profile, options);
  if (done.stopped) is_told = true;  // whole files only, and not all of them
  // end stop
  CHECK(is_told);
  CHECK(done.anonymized == 0);
}

TEST_CASE("how to do without exceptions") {
  const test::folder place;
  test::write(place / "notes.txt", "no DICOM file");
  const std::filesystem::path in = place / "notes.txt";
  const std::filesystem::path out = place / "out.dcm";
  bool is_skipped = false;
  std::size_t visited = 0;
  // begin result: result.hpp
  const da::result<da::report> done = da::try_anonymize_file(in, out);
  if (done)
    visited += done->visited;
  else if (done.error().code() == da::errc::not_dicom)
    is_skipped = true;
  // end result
  CHECK(is_skipped);
  CHECK(visited == 0);
}

TEST_CASE("how to tell errors apart") {
  const test::folder place;
  test::write(place / "notes.txt", "no DICOM file");
  const std::filesystem::path in = place / "notes.txt";
  const std::filesystem::path out = place / "out.dcm";
  bool is_skipped = false;
  // begin errors: error.hpp file.hpp
  try {
    da::anonymize_file(in, out);
  } catch (const da::error& e) {
    if (e.code() == da::errc::not_dicom) {
      is_skipped = true;
    } else {
      std::fprintf(stderr, "%s: %s\n", in.c_str(), e.what());  // reason, action, tag, offset
    }
  }
  // end errors
  CHECK(is_skipped);
}

TEST_CASE("how to read a dictionary file") {
  const test::folder place;
  test::write(place / "rules.json",
              R"json({"(0x0010, 0x0010)": {"action": "replace_with_value", "value": "X"}})json");
  gdcm::DataSet dataset = patient();
  const std::filesystem::path file = place / "rules.json";
  // begin rule file: rules/rule_file.hpp actions/registry.hpp
  da::action_registry actions = da::default_actions();
  actions.add("shout", [](da::element& e) { e.set_text("HEY"); });  // for dictionaries to name
  da::anonymize_dataset(dataset, da::read_rule_file(file, actions));
  // end rule file
  CHECK(text(dataset, da::tags::PatientName) == "X");
}

TEST_CASE("how to write a rule set of your own") {
  gdcm::DataSet dataset = patient();
  da::anonymize_dataset(dataset, dates_only{});
  CHECK(text(dataset, da::tags::StudyDate).empty());
  CHECK(text(dataset, da::tags::PatientName) == "Fontaine^Annie");
}
