// SPDX-License-Identifier: BSD-3-Clause
// What stands behind the element in hand among the bytes, read without going there.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/dicomdir.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>

namespace dicom_anonymizer::detail {

// What is wrong with the data the walk will find again: errors end a look and are not told.
class look_ahead {
 public:
  explicit look_ahead(byte_run& run) noexcept : run_(run) {}

  // What the rules may want to know of a data set that begins at an offset: they may ask for it at
  // elements that stand before it.
  struct wanted {
    bool patient = false;     // for pseudonyms
    bool references = false;  // whether there are any, for a choice by the IOD
  };
  void find(facts_for_rules& facts, std::uint64_t at, const encoding& form, wanted what) {
    const tag least =
        what.references ? studies_containing_other_instances : private_data_element_characteristics;
    const std::uint64_t size = run_.in().size();
    patient_finder patient;
    try {
      while (at < size) {
        const element_header header = run_.heads().read_header(at, size, form);
        if (header.id > least && (!what.patient || patient.is_done_at(header.id))) break;
        if (header.id == referenced_series_sequence ||
            header.id == studies_containing_other_instances)
          facts.lists_references = what.references;
        if (header.id == private_data_element_characteristics) {
          look_at_declarations(facts, header, form);
        } else if (header.length != undefined_length) {
          require_short_uid(header);
          if (header.id == dataset_tags::sop_class_uid)
            facts.sop_class_uid = without_padding(run_.text_ahead(header));
          else if (what.patient && is_any_of(header.id, patient_finder::tags))
            patient.meet(header.id, run_.text_ahead(header));
        }
        at = behind(header, form, size, 0);
      }
    } catch (const error&) {  // see above
    }
    facts.patient = patient.result();
  }

  // Some elements of an item that begins at an offset, sorted, in memory.
  template <std::size_t Count>
  gdcm::DataSet elements_of_item(const std::array<tag, Count>& ids, std::uint64_t at,
                                 std::uint64_t end, const encoding& form, unsigned depth) {
    gdcm::DataSet result;
    dataset_builder builder(result, run_.in(), run_.bounds(), true);
    parser<dataset_builder> reading(run_.in(), run_.bounds(), builder);
    if (run_.is_trusting()) reading.trust_lengths();
    try {
      while (at < end) {
        const element_header header = run_.heads().read_header(at, end, form);
        if (header.id > ids.back()) break;  // a delimiter, too
        const bool is_wanted = std::find(ids.begin(), ids.end(), header.id) != ids.end();
        at = is_wanted ? reading.parse_element(header, end, form, depth)
                       : behind(header, form, end, depth);
      }
    } catch (const error&) {  // see above
    }
    return result;
  }

  // Some elements of a data set that begins at an offset, in whatever order it has them; calls
  // meet(const element_header&) for each that it has.
  template <std::size_t Count, class Meet>
  gdcm::DataSet elements_anywhere(const std::array<tag, Count>& ids, std::uint64_t at,
                                  const encoding& form, const Meet& meet) {
    gdcm::DataSet result;
    dataset_builder builder(result, run_.in(), run_.bounds(), true);
    parser<dataset_builder> reading(run_.in(), run_.bounds(), builder);
    const std::uint64_t end = run_.in().size();
    try {
      while (at < end) {
        const element_header header = run_.heads().read_header(at, end, form);
        meet(header);
        const bool is_wanted = std::find(ids.begin(), ids.end(), header.id) != ids.end();
        at = is_wanted ? reading.parse_element(header, end, form, 0) : behind(header, form, end, 0);
      }
    } catch (const error&) {  // see above
    }
    return result;
  }

  // See element_access::ahead.
  std::string value_of(tag id, const element_header& from, const open_item& here) {
    if (id <= from.id) return {};
    try {
      const unsigned depth = here.scope.depth();
      std::uint64_t at = behind(from, here.form, here.end, depth);
      while (at < here.end) {
        const element_header header = run_.heads().read_header(at, here.end, here.form);
        if (header.id == id && header.length != undefined_length &&
            header.length <= here.end - header.value_offset)
          return run_.text_ahead(header);
        if (header.id >= id) return {};  // a delimiter, too
        at = behind(header, here.form, here.end, depth);
      }
    } catch (const error&) {  // see above
    }
    return {};
  }

 private:
  static bool is_any_of(tag id, const std::array<tag, 4>& tags) noexcept {
    return std::find(tags.begin(), tags.end(), id) != tags.end();
  }

  // Where the next element begins; nothing has been done with this one yet.
  std::uint64_t behind(const element_header& header, const encoding& form, std::uint64_t end,
                       unsigned depth) {
    return header.length != undefined_length ? header.value_offset + header.length
                                             : run_.heads().parse_element(header, end, form, depth);
  }

  // They may hold for elements before them, in an odd group below 0008 or in items.
  void look_at_declarations(facts_for_rules& facts, const element_header& header,
                            const encoding& form) {
    source again(run_.in().store());
    declaration_reader items(facts.declared, again, run_.bounds());
    parser<declaration_reader>(again, run_.bounds(), items)
        .parse_element(header, run_.in().size(), form, 0);
  }

  byte_run& run_;
};

}  // namespace dicom_anonymizer::detail
