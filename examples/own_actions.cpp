// SPDX-License-Identifier: BSD-3-Clause
// The program with an action of its own, for -t and for dictionary files.
#include <dicom_anonymizer/cli/run.hpp>

namespace da = dicom_anonymizer;

// begin program: cli/run.hpp
int main(int argc, char** argv) {
  da::action_registry actions = da::cli::all_actions();
  actions.add("first_of_january", [](da::element& date) {  // of a DA: only the year is true
    if (date.vr() == da::vr::DA && !date.is_empty())
      date.set_text(date.text().substr(0, 4) + "0101");
  });
  return da::cli::run(argc, argv, actions);
}
// end program
