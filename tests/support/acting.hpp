// SPDX-License-Identifier: BSD-3-Clause
// One action on one element, without a walk around it.
#pragma once

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

namespace test {

template <class Action>
void act(const Action& what, gdcm::DataSet& dataset, dicom_anonymizer::tag id,
         dicom_anonymizer::context& shared) {
  const dicom_anonymizer::limits bounds;
  const dicom_anonymizer::detail::dataset_scope scope(dataset, shared, bounds);
  dicom_anonymizer::detail::dataset_access place(scope, id);
  dicom_anonymizer::element e(place, dicom_anonymizer::element_key(id));
  dicom_anonymizer::detail::invoke_action(what, e);
}

template <class Action>
void act(const Action& what, gdcm::DataSet& dataset, dicom_anonymizer::tag id) {
  dicom_anonymizer::context own;
  act(what, dataset, id, own);
}

}  // namespace test
