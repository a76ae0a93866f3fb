// SPDX-License-Identifier: BSD-3-Clause
// Examples of the pages in docs/reference that no recipe of docs/how_to.md shows.  What stands
// after "begin NAME:" are the headers whose pages show the lines (cmake/generate_reference.py).
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/dicom_anonymizer.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/dicomdir.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk.hpp>
#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

// Nobody's: every value is made up.
gdcm::DataSet patient() {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.7\0");
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.4 ");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Fontaine^Annie");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "12345678");
  return dataset;
}

std::string text(const gdcm::DataSet& dataset, da::tag id) {
  std::string value = test::bytes(dataset, id).value_or("(absent)");
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return value;
}

std::vector<unsigned char> any_key() {
  std::vector<unsigned char> bytes(32);
  std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(1));
  return bytes;
}

std::string ask(std::string_view what, std::string_view) {
  return what == "uid" ? "2.25.1" : "P-1";
}

// begin pseudonym source: pseudonyms/pseudonym_source.hpp
// Pseudonyms that a server of the hospital gives; each member may be called by several threads.
struct from_a_server : da::pseudonym_source {
  std::string uid(std::string_view original) override { return ask("uid", original); }
  std::string identifier(const da::identifier_request& wanted) override {
    return ask("identifier", wanted.original);
  }
  da::date_shift shift_of(const da::patient_identity&) override { return {.days = -100}; }
};
// end pseudonym source

}  // namespace

TEST_CASE("reference: a source of pseudonyms of one's own") {
  gdcm::DataSet dataset = patient();
  // begin use pseudonym source: pseudonyms/pseudonym_source.hpp
  da::context job;
  job.pseudonyms = std::make_shared<from_a_server>();
  da::anonymize_dataset(dataset, da::rule{da::tags::PatientID, da::pseudonymize()}, job);
  // end use pseudonym source
  CHECK(text(dataset, da::tags::PatientID) == "P-1");
  CHECK(text(dataset, da::tags::SOPInstanceUID) == "2.25.1");
}

TEST_CASE("reference: UIDs") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME 1.0");
  test::put(dataset, {0x0029, 0x1020}, VR::UI, "1.2.3.4 ");
  test::put(dataset, {0x0020, 0x0052}, VR::UI, "1.2.3.20240229.5");
  // begin replace uid: actions/replace_uid.hpp
  // The UID of a vendor's element stays linked to those of the standard's.
  const da::rule linked{R"((0029,"ACME 1.0",20))"_tag, da::replace_uid};
  // end replace uid
  // begin keep uid: actions/keep_uid.hpp report.hpp
  const da::rule kept{da::tags::FrameOfReferenceUID, da::keep_uid};
  const da::report done = da::anonymize_dataset(dataset, linked | kept);
  if (done.dated_uids != 0) std::puts("a UID that stays holds a date");
  // end keep uid
  CHECK(done.dated_uids == 1);
  CHECK(text(dataset, da::tags::FrameOfReferenceUID) == "1.2.3.20240229.5");
  CHECK(text(dataset, {0x0029, 0x1020}) == text(dataset, da::tags::SOPInstanceUID));
  CHECK(text(dataset, {0x0029, 0x1020}) != "1.2.3.4");

  // begin uid map: pseudonyms/uid_map.hpp
  da::context job;
  const std::string renamed(job.uids.replacement_for("1.2.3.4"));  // 2.25. and a random number
  const bool is_linked = job.uids.replacement_for("1.2.3.4") == renamed;
  // end uid map
  CHECK(renamed.starts_with("2.25."));
  CHECK(is_linked);

  // begin registered uids: tags/registered_uids.hpp
  static_assert(da::is_standard_uid("1.2.840.10008.1.2.1"));  // Explicit VR Little Endian
  static_assert(!da::is_standard_uid("1.2.840.10008.1.2.999"));
  // end registered uids
}

TEST_CASE("reference: by what the VR says") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME 1.0");
  test::put(dataset, {0x0029, 0x1001}, VR::DA, "20240229");
  test::put(dataset, {0x0029, 0x1002}, VR::DS, "1.5 ");
  test::put(dataset, {0x0014, 0x9999}, VR::PN, "Fontaine^Annie");
  // begin by vr: actions/protect_by_vr.hpp
  // Of this vendor dates, names and UIDs get dummies, and everything else stays.
  const da::rule vendor{"(0029,xxxx)"_tag, da::actions::protect_by_vr{}};
  // end by vr
  // begin unknown: actions/protect_unknown.hpp
  // What is too new for the dictionary, in one group; the dates there are known to be harmless.
  const da::rule recent{"(0014,xxxx)"_tag, da::actions::protect_unknown{.keeps_dates = true}};
  // end unknown
  da::anonymize_dataset(dataset, vendor | recent);
  CHECK(text(dataset, {0x0029, 0x1001}) != "20240229");
  CHECK(text(dataset, {0x0029, 0x1002}) == "1.5");
  CHECK(text(dataset, {0x0014, 0x9999}) != "Fontaine^Annie");
}

TEST_CASE("reference: what belongs into some data sets alone") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.9.4.1\0");
  test::put(dataset, {0x0004, 0x1500}, VR::CS, "SMITH ");
  test::put(dataset, {0x5400, 0x1010}, VR::OW, "voice.");
  // begin audio: actions/remove_audio.hpp
  // A recording of speech goes; an ECG under the same tag stays.
  const da::rule no_voices{da::tags::WaveformData, da::remove_audio};
  // end audio
  // begin directory: actions/remove_outside_directory.hpp
  // File IDs in an image, which hold names; those of a DICOMDIR stay.
  const da::rule no_file_ids{"(0004,xxxx)"_tag, da::remove_outside_directory};
  // end directory
  da::anonymize_dataset(dataset, da::keep_everything{} | no_voices | no_file_ids);
  CHECK_FALSE(test::has(dataset, {0x5400, 0x1010}));
  CHECK_FALSE(test::has(dataset, {0x0004, 0x1500}));
  CHECK(text(dataset, da::tags::PatientID) == "12345678");
}

TEST_CASE("reference: actions of one's own") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0010, 0x1030}, VR::DS, "71.5");
  test::put(dataset, {0x0020, 0x4000}, VR::LT, "comment ");
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME 1.0");
  test::put(dataset, {0x0029, 0x1001}, VR::LO, "who knows ");
  gdcm::DataSet request;
  test::put(request, {0x0040, 0x0007}, VR::LO, "for Annie ");
  test::put_sequence(dataset, {0x0040, 0x0275}, {request});
  // begin write checked: actions/value_encoding.hpp
  // Throws error(errc::invalid_value) if the VR or the VM do not allow the value.
  const auto round = [](da::element& e) { da::write_checked(e, "70"); };
  const da::rule weight{da::tags::PatientWeight, round};
  // end write checked
  // begin dummies by vr: actions/dummy_by_vr.hpp
  da::dummy_by_vr dummies;
  dummies.set(da::vr::LO, "NOTHING");
  const auto blank = [dummies](da::element& sequence) {
    sequence.skip_items();  // the rules need not look at them any more
    sequence.for_each_nested(dummies, [](da::element& nested) { nested.remove(); });
  };
  const da::rule requests{da::tags::RequestAttributesSequence, blank};
  // end dummies by vr
  // begin retained: actions/evidence.hpp
  // An option of the profile that keeps the attribute goes before this action.
  const auto unless_retained = [](da::element& e) {
    if (e.retained() == da::retention::none) e.clear();
  };
  const da::rule comments{da::tags::ImageComments, unless_retained};
  // end retained
  // begin declared: actions/private_treatment.hpp
  const auto if_declared_safe = [](da::element& e) {
    if (e.declared_treatment() != da::private_treatment::safe) e.remove();
  };
  const da::rule vendor{"(0029,xxxx)"_tag, if_declared_safe};
  // end declared
  da::anonymize_dataset(dataset, weight | requests | comments | vendor);
  CHECK(text(dataset, da::tags::PatientWeight) == "70");
  CHECK(text(dataset, da::tags::ImageComments).empty());
  CHECK(text(test::item(dataset, {0x0040, 0x0275}), {0x0040, 0x0007}) == "NOTHING");
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1001}));
}

TEST_CASE("reference: private elements that stay") {
  gdcm::DataSet dataset = patient();
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "ACME 1.0");
  test::put(dataset, {0x0029, 0x1001}, VR::LO, "setting ");
  // begin keep private: rules/keep_private.hpp
  da::anonymize_dataset(dataset, da::keep_private);  // over the default profile
  // end keep private
  CHECK(text(dataset, {0x0029, 0x1001}) == "setting");
  CHECK(text(dataset, da::tags::PatientName).empty());
  // begin safe private table: profiles/safe_private.hpp
  const da::element_key b_value({0x0019, 0x100C}, "SIEMENS MR HEADER");
  if (da::is_safe_private(b_value)) std::puts("retain-safe-private keeps it");
  // end safe private table
  CHECK(da::is_safe_private(b_value));
}

TEST_CASE("reference: files as data sets") {
  const test::folder place;
  const std::filesystem::path in = place / "in.dcm";
  const std::filesystem::path out = place / "out.dcm";
  {
    da::dicom_file made;
    made.dataset = patient();
    made.transfer_syntax = "1.2.840.10008.1.2.1";
    da::write_file(made, in);
  }
  // begin read and write: part10/reader.hpp part10/writer.hpp
  da::dicom_file file = da::read_file(in);  // pixel data stay where they are
  da::anonymize_dataset(file.dataset);
  da::write_file(file, out);  // file meta information is made anew; pixel data are copied
  // end read and write
  const std::string bytes = test::read(out);
  CHECK(bytes.find("Fontaine") == std::string::npos);
  CHECK(bytes.find("1.2.3.4") == std::string::npos);

  // begin dicomdir: part10/dicomdir.hpp
  da::renew_record_offsets(file);  // of a DICOMDIR whose records were changed, before it is written
  // end dicomdir

  // begin limits: part10/limits.hpp
  da::limits bounds;
  bounds.depth = 16;            // items within items; more is error(errc::too_deep)
  bounds.elements = 1'000'000;  // more is error(errc::too_large)
  const da::dicom_file small = da::read_file(in, bounds);
  // end limits
  CHECK(text(small.dataset, da::tags::PatientID) == "12345678");

  // begin parse: part10/parser.hpp part10/source.hpp part10/element_header.hpp part10/encoding.hpp
  struct {
    std::size_t elements = 0;
    void value(const da::element_header&) { ++elements; }
    void encapsulated(const da::element_header&, std::uint64_t) { ++elements; }
    void begin_sequence(const da::element_header&) { ++elements; }
    void begin_item(const da::element_header&) {}
    void end_item() {}
    void end_sequence() {}
  } counted;
  da::source data(std::string("\x10\0\x10\0PN\x04\0Doe ", 12));  // a data set without its file
  const da::limits at_first;
  da::parser parser(data, at_first, counted);
  parser.parse_dataset(0, da::encoding_of("1.2.840.10008.1.2.1"));
  // end parse
  CHECK(counted.elements == 1);

  // begin heads: part10/header_reader.hpp
  da::header_reader heads(data);
  const da::element_header first =
      heads.read_header(0, data.size(), da::encoding_of("1.2.840.10008.1.2.1"));
  // end heads
  CHECK(first.id == da::tag{0x0010, 0x0010});
  CHECK(first.length == 4);

  // begin pixel data: part10/pixel_data.hpp
  // Whether the pixels of a data set that read_file made are still in their file.
  const auto is_in_file = [](const gdcm::DataSet& dataset) {
    const gdcm::DataElement& pixels = dataset.GetDataElement(da::tags::PixelData);
    return !pixels.IsEmpty() &&
           dynamic_cast<const da::deferred_value*>(&pixels.GetValue()) != nullptr;
  };
  // end pixel data
  CHECK_FALSE(is_in_file(file.dataset));
}

TEST_CASE("reference: text in the character set of a data set") {
  // begin character set: part10/character_set.hpp
  const da::character_set latin1("ISO_IR 100");
  const std::string name = latin1.decode("M\xFCller", da::vr::PN);  // UTF-8
  const std::string bytes = latin1.encode(name, da::vr::PN);        // as the data set has it
  // end character set
  CHECK(name == "M\xC3\xBCller");
  CHECK(bytes == "M\xFCller");
}

TEST_CASE("reference: dates that move") {
  // begin date shift: pseudonyms/date_shift.hpp
  const da::shifted_text moved = da::shifted_dates("20240301", {.days = -1});
  if (moved.unreadable == 0) std::puts(moved.text.c_str());  // 20240229
  // end date shift
  CHECK(moved.text == "20240229");

  // begin shift range: pseudonyms/shift_range.hpp
  constexpr da::shift_range half_a_year(1, 183);  // days back, 0 never
  static_assert(half_a_year.size() == 183);
  // end shift range

  const std::vector<unsigned char> secret = any_key();
  // begin shift date: actions/shift_date.hpp
  da::context job;
  job.pseudonyms =
      std::make_shared<da::keyed_pseudonyms>(da::key(secret), da::keyed_options{.days = {1, 183}});
  gdcm::DataSet dataset = patient();
  test::put(dataset, da::tags::StudyDate, VR::DA, "20240301");
  da::anonymize_dataset(dataset, da::rule{da::tags::StudyDate, da::shift_date}, job);
  // end shift date
  CHECK(text(dataset, da::tags::StudyDate) < "20240301");
  CHECK(text(dataset, da::tags::StudyDate) > "20230801");
}

TEST_CASE("reference: identifiers of a form") {
  // begin form: pseudonyms/identifier_form.hpp actions/pseudonymize.hpp
  const da::identifier_form eight_digits(8, "0123456789", "T7-");
  const da::rule renamed{da::tags::PatientID, da::pseudonymize(eight_digits)};
  if (eight_digits.bits() < 40) std::puts("of a million patients some would get the same");
  // end form
  gdcm::DataSet dataset = patient();
  da::context job;
  job.pseudonyms = std::make_shared<da::keyed_pseudonyms>(da::key(any_key()), da::keyed_options());
  da::anonymize_dataset(dataset, renamed, job);
  CHECK(text(dataset, da::tags::PatientID).starts_with("T7-"));
  CHECK(text(dataset, da::tags::PatientID).size() == 11);
  CHECK(eight_digits.bits() < 27);
}

TEST_CASE("reference: what a crosswalk holds") {
  const test::folder place;
  const std::filesystem::path file = place / "crosswalk.sqlite";
  const std::string made = da::crosswalk(file).uid("1.2.3.4");
  // begin crosswalk store: pseudonyms/crosswalk_store.hpp
  da::crosswalk_store store(file, da::crosswalk_store::reading());
  std::size_t rows = 0;
  store.each([&](const da::crosswalk_row& row) {
    if (row.what == "uid") ++rows;
  });
  const std::optional<std::string> renamed = store.find("uid", "", "1.2.3.4");
  // end crosswalk store
  CHECK(rows == 1);
  CHECK(renamed == made);
}

TEST_CASE("reference: tags and what the standard says of them") {
  // begin tag: tags/tag.hpp tags/dictionary.hpp tags/multiplicity.hpp tags/vr.hpp
  constexpr da::tag name{0x0010, 0x0010};  // also 0x0010'0010_tag, da::tags::PatientName
  static_assert(!name.is_private() && name == da::tags::PatientName);
  static_assert(da::find_attribute(name)->keyword() == "PatientName");
  static_assert(da::find_attribute(name)->representation == da::vr::PN);
  static_assert(da::is_text(da::vr::PN) && da::character_limit(da::vr::PN) == 64);
  static_assert(da::multiplicity_of(name)->allows(1));
  // end tag

  // begin patterns: tags/pattern.hpp
  constexpr da::tag_pattern overlays = "(60xx,3000)"_tag;
  static_assert(overlays.matches(da::tag{0x6002, 0x3000}));
  const da::any_pattern typed =
      da::parse_pattern("PatientName");  // of a user; throws if it is none
  // end patterns
  CHECK(typed.is_exact());

  // begin iod: profiles/iod_types.hpp
  // Whether a CT image can do without an Instance Creation Date, as PS3.3 says.
  constexpr std::string_view ct_image = "1.2.840.10008.5.1.4.1.1.2";
  static_assert(da::is_known_iod(ct_image));
  const da::iod_answer answer = da::type_in_iod(ct_image, {}, da::tags::InstanceCreationDate);
  const bool is_optional = answer.type == da::attribute_type::type_3;
  // end iod
  CHECK(is_optional);

  // begin version: version.hpp
  std::printf("dicom_anonymizer %s\n", std::string(da::version).c_str());
#if DICOM_ANONYMIZER_VERSION_MAJOR >= 1
  std::puts("names do not change before the next one");
#endif
  // end version
}

TEST_CASE("pages of the reference: texts") {
  // begin clean text: text/cleaner.hpp text/known_values.hpp text/removal.hpp
  const da::text::vocabulary words;
  da::text::known_values known;
  known.add_name("Fontaine^Annie");
  known.add_identifier("12345678");
  const da::text::cleaner cleaner(words, known);
  const da::text::cleaned done = cleaner.clean("CT chest - FONTAINE, Annie 55F Dr. Campbell");
  // done.text is "CT chest"
  const std::size_t names = done.removed[da::text::removal::known_value];
  const std::string kept = cleaner.scrub("Annie's knee, seen by Dr. Campbell").text;
  // kept is "knee, seen by Dr. Campbell"
  // end clean text
  CHECK(done.text == "CT chest");
  CHECK(names == 2);
  CHECK(kept == "knee, seen by Dr. Campbell");

  // begin vocabulary: text/vocabulary.hpp text/word_class.hpp text/folding.hpp
  da::text::vocabulary own;
  own.add_word("Zeego").add_phrase("Redlands protocol").take_out("contrast");
  const bool is_safe = own.find(da::text::fold("ZEEGO")) == da::text::word_class::imaging;
  const std::string digest = own.digest();  // tells this list from another
  // end vocabulary
  CHECK(is_safe);
  CHECK(digest != words.digest());
}
