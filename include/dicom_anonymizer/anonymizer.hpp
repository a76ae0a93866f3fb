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
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {

class anonymizer;

namespace detail {

// What a worker is made with, and what is given for it by mistake.
template <class R>
concept worker_rules = rule_set<std::remove_cvref_t<R>>;
template <class R>
concept no_worker_rules = !worker_rules<R> && !std::same_as<std::remove_cvref_t<R>, anonymizer> &&
                          !std::same_as<std::remove_cvref_t<R>, file_options>;

}  // namespace detail

/// De-identifies files, bytes and data sets one after the other, as the verbs of those names do,
/// and uses its memory and what it has found out of its rules again.  UIDs agree between all that
/// it is given, and with those of other workers if they share a context (file_options::shared).
///
/// A context of its own keeps each UID that was replaced, so that it grows with what it is given.
/// One that works without an end shares a context that has keyed_pseudonyms and does not remember
/// (context::remembers_uids).
///
/// One for each thread: its members may not be called by several at once.  What is thrown leaves it
/// as good as new.  One that was moved from may be assigned to and destroyed; whatever else it is
/// asked for is error(errc::bad_arguments).
class anonymizer {
 public:
  /// With the default profile.
  anonymizer() : anonymizer(default_profile) {}
  explicit anonymizer(file_options options) : anonymizer(default_profile, std::move(options)) {}

  /// Holds the rules, a copy or what is moved in; what they refer to, and the context that is
  /// shared, must outlive it.  Rules that are no complete set are laid over default_profile.
  /// Throws error(errc::no_key) for rules that need pseudonyms and a context without a source.
  template <detail::worker_rules R>
  explicit anonymizer(R&& rules, file_options options = {})
      : parts_(std::make_unique<parts>(
            std::make_shared<const std::remove_cvref_t<R>>(std::forward<R>(rules)),
            std::move(options))) {}

  // What is no rule set does not compile, and the compiler says why.
  template <detail::no_worker_rules R>
  explicit anonymizer(const R&, const file_options& = {}) {
    static_assert(given_rules<std::remove_cvref_t<R>>);
  }

  /// What anonymize_file does.  Throws what that throws.
  report file(const std::filesystem::path& in, const std::filesystem::path& out) {
    return bytes(in, out);
  }
  /// What anonymize_bytes does.  Throws what that throws.
  report bytes(const byte_input& in, const byte_target& out) {
    parts& all = held();
    detail::require_apart(in, out);
    all.worker.run(in.open(all.options), out.place(all.options));
    return all.worker.counts().to_report();
  }
  /// What anonymize_dataset does: the data set in place and nothing around it.  Throws what that
  /// throws.
  report dataset(gdcm::DataSet& data) {
    parts& all = held();
    return detail::anonymize_in_memory(data, all.worker.rules(), all.shared, all.options.bounds);
  }
  /// The same for a data set with its file meta information.
  report dataset(gdcm::File& data) {
    parts& all = held();
    return detail::anonymize_in_memory(data, all.worker.rules(), all.shared, all.options.bounds);
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
  [[nodiscard]] context& shared() { return held().shared; }

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

  [[nodiscard]] parts& held() const {
    if (parts_ == nullptr) throw error(errc::bad_arguments, "the anonymizer was moved from");
    return *parts_;
  }

  std::unique_ptr<parts> parts_;
};

}  // namespace dicom_anonymizer
