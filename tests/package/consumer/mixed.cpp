// SPDX-License-Identifier: BSD-3-Clause
// Rules, contexts, reports and errors go from one kind of unit to the other.
#include "mixed.hpp"

#include <cstdio>

#ifndef DICOM_ANONYMIZER_COMPILED
#error "this unit is to have the definitions from the library"
#endif

namespace da = dicom_anonymizer;

namespace {

int failed(const char* what) {
  std::puts(what);
  return 1;
}

gdcm::DataSet example() {
  gdcm::DataSet dataset;
  gdcm::DataElement uid(da::tags::StudyInstanceUID, 0, gdcm::VR::UI);
  uid.SetByteValue("1.2.3", 5);
  dataset.Insert(uid);
  gdcm::DataElement name(da::tags::PatientName, 0, gdcm::VR::PN);
  name.SetByteValue("DOE^JOHN", 8);
  dataset.Insert(name);
  return dataset;
}

std::string bytes_of(const gdcm::DataSet& dataset, const gdcm::Tag& id) {
  const gdcm::ByteValue* const value = dataset.GetDataElement(id).GetByteValue();
  return value == nullptr ? std::string() : std::string(value->GetPointer(), value->GetLength());
}

}  // namespace

int main() {
  da::context shared;
  da::dynamic_rule_map rules;
  rules.set(da::parse_pattern("PatientName"), da::replace_with(std::string("SUBJECT^07")));
  gdcm::DataSet here = example();
  gdcm::DataSet there = example();
  const da::report by_library = da::anonymize_dataset(here, rules, shared);
  const da::report by_headers = anonymized_by_headers(there, rules, shared);
  if (!(by_library == by_headers)) return failed("the reports differ");
  if (bytes_of(here, da::tags::PatientName) != "SUBJECT^07") return failed("the rule did not act");
  for (const da::tag id : {da::tags::StudyInstanceUID, da::tags::PatientName})
    if (bytes_of(here, id) != bytes_of(there, id)) return failed("the data sets differ");
  if (shared.uids.size() != 1) return failed("one UID is two");
  if (new_uid_by_headers(shared, "1.2.3") != shared.uids.new_uid_for("1.2.3"))
    return failed("the maps differ");
  try {
    fail_in_headers();
    return failed("nothing was thrown");
  } catch (const da::error& why) {
    if (why.code() != da::errc::bad_tag) return failed("another error was thrown");
  }
  return 0;
}
