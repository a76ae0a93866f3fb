// SPDX-License-Identifier: BSD-3-Clause
// --check-references: which input became which output, and what the comparison came to, in words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/files/folder_walk.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tree.hpp>

namespace dicom_anonymizer::cli {

/// The inputs of a run on a folder and their outputs.  With output_names::same only those without
/// an output are remembered; with other names all are, in about as many bytes as their paths have.
class run_pairs {
 public:
  run_pairs(std::filesystem::path input, std::filesystem::path output, output_names names)
      : input_(std::move(input)), output_(std::move(output)), names_(names) {}

  /// Takes note of a file that is finished; one thread at a time.
  void note(const outcome& one) {
    if (names_ == output_names::same) {
      if (!one) without_output_.insert(one.input().native());
      return;
    }
    for (const std::string& path :
         {one.input().native(), one ? one.output().native() : std::string()})
      paths_.append(path).push_back('\0');
  }

  /// The pairs, for check_references; valid as long as this is.
  [[nodiscard]] pair_source source() const {
    if (names_ == output_names::same) return [this](const pair_visitor& visit) { walk(visit); };
    return [this](const pair_visitor& visit) {
      for (std::string_view rest = paths_; !rest.empty();) {
        const std::string_view input = take(rest);
        visit(input, take(rest));
      }
    };
  }

 private:
  void walk(const pair_visitor& visit) const {
    dicom_anonymizer::detail::folder_walk files(input_, output_);
    for (dicom_anonymizer::detail::found_file one; files.next(one);) {
      if (one.name == nullptr || one.leads_nowhere) continue;  // has been told of
      const std::filesystem::path input = one.folder->input / one.name;
      visit(input, without_output_.contains(input.native()) ? std::filesystem::path()
                                                            : one.folder->output / one.name);
    }
  }

  static std::string_view take(std::string_view& rest) {
    const std::string_view first = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(first.size() + 1);
    return first;
  }

  std::filesystem::path input_;
  std::filesystem::path output_;
  output_names names_;
  std::string paths_;
  std::unordered_set<std::string> without_output_;
};

/// Whether rules leave a value in its place, old or renamed; see reference_options::should_stay.
/// What an action of another kind leaves is not known: then no.
template <rule_set R>
[[nodiscard]] bool leaves_in_place(const R& rules, std::span<const tag> path) {
  return std::all_of(path.begin(), path.end(), [&](tag id) {
    // What a private element is depends on its creator.
    if (id.is_private() || id.group == 0x0004) return false;
    const action_ref found = rules.find({id});
    return !found || found.leaves() == residue::whole ||
           found.name() == actions::replace_uid::name || found.is<actions::clean_codes>();
  });
}

/// A line for a place that is noteworthy: output, place, what is wrong with it.
[[nodiscard]] inline std::string finding_text(const reference_finding& one) {
  if (one.reason)
    return fmt::format("reference: {}: the file or its output {}: {}", one.input.string(),
                       to_string(one.what), one.reason->what());
  return fmt::format("reference: {}: {} {}", one.output.string(), one.place, to_string(one.what));
}

/// The result in two lines.
[[nodiscard]] inline std::string summary_of(const reference_report& all) {
  return fmt::format(
      "references: {} files, {} UIDs {}, {} references, {} outside the batch\n"
      "references: {} UIDs renamed, {} kept, {} references gone\n",
      // Not all.uids, which counts those that are gone as well.
      all.files, all.renamed + all.kept,
      !all            ? fmt::format("NOT renamed one to one, {} places broken", all.broken)
      : all.kept == 0 ? std::string("renamed one to one")
                      : std::string("kept or renamed one to one"),
      all.references, all.outside, all.renamed, all.kept, all.gone);
}

}  // namespace dicom_anonymizer::cli
