// SPDX-License-Identifier: BSD-3-Clause
// The options of the program that say by which words texts are cleaned.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <dicom_anonymizer/cli/clean_words.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::cli::detail {

// Adds the options to a command line; must outlive it.
class word_options {
 public:
  explicit word_options(CLI::App& app)
      : files_option_(
            app.add_option(
                   "--safe-words", files_,
                   "Words that may stay in texts that are cleaned, beside the library's: one a "
                   "line, or a hunspell .dic. !word takes one out, =phrase keeps a phrase, # is a "
                   "comment. What the data set says of its patient goes all the same. May be "
                   "repeated.")
                ->type_name("FILE")
                ->allow_extra_args(false)),
        how_option_(
            app.add_option("--clean-words", how_,
                           "How texts are cleaned: usual (default), or strict, where words that "
                           "are also names go wherever they stand.")
                ->type_name("HOW")),
        review_option_(
            app.add_option(
                   "--review", review_,
                   "Write the words that went because no list has them into a new file outside "
                   "OUTPUT, with how often and where they stood: a person can move good ones to a "
                   "file for --safe-words. It holds names of patients: only you may read it.")
                ->type_name("FILE")),
        list_option_(
            app.add_flag("--list-safe-words", lists_,
                         "Print the words that may stay in texts, with their class, and stop.")) {}
  word_options(const word_options&) = delete;
  word_options& operator=(const word_options&) = delete;

  // The option that prints the words and stops, and the one that does something beside it.
  [[nodiscard]] const CLI::Option* list_option() const noexcept { return list_option_; }
  [[nodiscard]] const CLI::Option* files_option() const noexcept { return files_option_; }

  // The words that were asked for.  Throws error.
  void apply(policy& how) const {
    if (files_option_->count() != 0) how.words = read_safe_words(files_);
    if (how_option_->count() != 0) how.words.is_strict = parse_clean_words(how_);
    if (review_option_->count() != 0 && review_.empty())
      throw error(errc::bad_arguments, "--review needs the name of a file");
  }

  // The file of --review; empty if there is none.
  [[nodiscard]] std::filesystem::path review() const { return review_; }

  // Whether the words are printed, and that is all that is wanted.
  [[nodiscard]] bool lists() const noexcept { return lists_; }

  // Throws error(errc::bad_arguments) where no rule cleans texts.
  void require_effect(const policy& how) const {
    for (const CLI::Option* const one : {files_option_, how_option_, review_option_})
      if (one->count() != 0 && !how.cleans_texts() && !lists_)
        throw error(errc::bad_arguments,
                    fmt::format("{} does nothing here: no rule cleans texts, as --option "
                                "clean-descriptors and -t TAG clean_text do",
                                one->get_name()));
  }

 private:
  std::vector<std::string> files_;
  std::string how_;
  std::string review_;
  bool lists_ = false;
  const CLI::Option* files_option_;
  const CLI::Option* how_option_;
  const CLI::Option* review_option_;
  const CLI::Option* list_option_;
};

}  // namespace dicom_anonymizer::cli::detail
