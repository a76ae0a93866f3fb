// SPDX-License-Identifier: BSD-3-Clause
// A worker that de-identifies one thing after the other.
#pragma once

#include <concepts>
#include <filesystem>
#include <memory>
#include <type_traits>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {

/// De-identifies files, bytes and data sets one after the other, as the verbs of those names do,
/// and uses its memory and what it has found out of its rules again.  UIDs agree between all that
/// it is given, and with those of other workers if they share a context (file_options::shared).
///
/// One for each thread: its members may not be called by several at once.  What is thrown leaves it
/// as good as new.
class anonymizer {
 public:
  /// With the default profile.
  anonymizer() : anonymizer(default_profile) {}

  /// Holds the rules, a copy or what is moved in; what they refer to, and the context that is
  /// shared, must outlive it.  Rules that are no complete set are laid over default_profile.
  /// Throws error(errc::no_key) for rules that need pseudonyms and a context without a source.
  template <class R>
  requires(rule_set<std::remove_cvref_t<R>> &&
           !std::same_as<std::remove_cvref_t<R>,
                         anonymizer>) explicit anonymizer(R&& rules, file_options options = {})
      : parts_(std::make_unique<parts>(
            std::make_shared<const std::remove_cvref_t<R>>(std::forward<R>(rules)),
            std::move(options))) {}

  /// What anonymize_file does.  Throws what that throws.
  report file(const std::filesystem::path& in, const std::filesystem::path& out) {
    return bytes(in, out);
  }
  /// What anonymize_bytes does.  Throws what that throws.
  report bytes(const byte_input& in, const byte_target& out) {
    parts_->worker.run(in.open(parts_->options), out.place(parts_->options));
    return parts_->worker.counts().to_report();
  }
  /// What anonymize_dataset does: the data set in place and nothing around it.  Throws what that
  /// throws.
  report dataset(gdcm::DataSet& data) {
    return detail::anonymize_in_memory(data, parts_->worker.rules(), shared(),
                                       parts_->options.bounds);
  }
  /// The same for a data set with its file meta information.
  report dataset(gdcm::File& data) {
    return detail::anonymize_in_memory(data, parts_->worker.rules(), shared(),
                                       parts_->options.bounds);
  }

  /// The same without throwing.
  result<report> try_file(const std::filesystem::path& in,
                          const std::filesystem::path& out) noexcept {
    return detail::tried([&] { return file(in, out); });
  }
  result<report> try_bytes(const byte_input& in, const byte_target& out) noexcept {
    return detail::tried([&] { return bytes(in, out); });
  }
  result<report> try_dataset(gdcm::DataSet& data) noexcept {
    return detail::tried([&] { return dataset(data); });
  }
  result<report> try_dataset(gdcm::File& data) noexcept {
    return detail::tried([&] { return dataset(data); });
  }

  /// The context in use: that of the options, or its own.
  [[nodiscard]] context& shared() noexcept { return parts_->shared; }

 private:
  // In the order in which they refer to each other.
  struct parts {
    template <class R>
    parts(std::shared_ptr<const R> rules, file_options given)
        : held(rules),
          erased(*rules),
          options(std::move(given)),
          shared(options.shared != nullptr ? *options.shared : own),
          worker(erased, shared, options.bounds, options.sync) {}

    std::shared_ptr<const void> held;
    detail::rules_ref erased;
    file_options options;
    context own;
    context& shared;
    detail::file_anonymizer worker;
  };

  std::unique_ptr<parts> parts_;
};

}  // namespace dicom_anonymizer
