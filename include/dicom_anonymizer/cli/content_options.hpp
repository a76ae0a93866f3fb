// SPDX-License-Identifier: BSD-3-Clause
// The options of the program that say what becomes of documents, graphics and patient identifiers.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/actions/patient_pseudonym.hpp>
#include <dicom_anonymizer/cli/choices.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli {

/// What was chosen for the context of a run.
struct content_choice {
  /// What is done with encapsulated documents for which no rule says something else.
  encapsulated_documents documents = encapsulated_documents::replaced;
  /// What --option clean-graphics leaves of graphic objects.
  graphic_objects_left graphics = graphic_objects_left::drawings;
};

namespace detail {

// Adds the options to a command line; must outlive it.
class content_options {
 public:
  explicit content_options(CLI::App& app)
      : documents_option_(
            app.add_option("--encapsulated", documents_,
                           "What becomes of an encapsulated document (PDF, CDA, STL, OBJ, MTL): "
                           "dummy (default) for an empty one of its type, withhold for no output, "
                           "or keep, which claims no profile.")
                ->type_name("HOW")),
        graphics_option_(
            app.add_option("--clean-graphics", graphics_,
                           "With --option clean-graphics: which graphic objects stay, drawings "
                           "(default) or only shapes, of few points and without curves.")
                ->type_name("WHICH")) {
    app.add_flag("--constant-identifiers", is_constant_,
                 "With --key-file: empty Patient ID and Patient's Name, as without a key, instead "
                 "of one pseudonym for both.");
  }
  content_options(const content_options&) = delete;
  content_options& operator=(const content_options&) = delete;

  // What was asked for; the rules that follow from it come under those of the user's.  Throws
  // error(errc::bad_arguments).
  [[nodiscard]] content_choice apply(policy& how) const {
    content_choice result;
    if (is_constant_ && !how.keyed)
      throw error(errc::bad_arguments, "--constant-identifiers needs --key-file FILE");
    if (how.keyed && !is_constant_)
      for (const tag id : {tag{0x0010, 0x0010}, tag{0x0010, 0x0020}})
        how.rules.push_back({tag_pattern(id), patient_pseudonym, "--key-file"});
    if (documents_option_->count() != 0) {
      const document_choice asked = parse_encapsulated(documents_);
      if (asked == document_choice::withhold) result.documents = encapsulated_documents::withheld;
      if (asked == document_choice::keep)
        how.rules.push_back({tag_pattern(dicom_anonymizer::detail::encapsulated_document), keep,
                             "--encapsulated keep"});
    }
    if (graphics_option_->count() != 0) {
      if (!how.base.options().has(option::clean_graphics))
        throw error(errc::bad_arguments, "--clean-graphics needs --option clean-graphics");
      result.graphics = parse_graphics(graphics_);
    }
    how.withholds_documents = result.documents == encapsulated_documents::withheld;
    how.leaves_shapes_only = result.graphics == graphic_objects_left::shapes;
    return result;
  }

 private:
  std::string documents_;
  std::string graphics_;
  bool is_constant_ = false;
  const CLI::Option* documents_option_;
  const CLI::Option* graphics_option_;
};

}  // namespace detail

}  // namespace dicom_anonymizer::cli
