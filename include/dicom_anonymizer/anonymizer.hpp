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
/// One for each thread: its members may not be called by several at once.  While it is at work on a
/// file or bytes, a sink or an action that asks it again gets error(errc::bad_arguments).  What is
/// thrown leaves it as good as new.  One that was moved from may be assigned to and destroyed;
/// whatever else it is asked for is error(errc::bad_arguments).
class anonymizer {
 public:
  /// With the default profile.
  anonymizer() : anonymizer(default_profile) {}
  explicit anonymizer(file_options options) : anonymizer(default_profile, std::move(options)) {}

  /// Holds the rules, a copy or what is moved in; what they refer to, and the context that is
  /// shared, must outlive it.  Rules that are no complete set are laid over default_profile.
  /// Throws error(errc::no_key) for rules that need pseudonyms and a context without a source.
  template <detail::worker_rules R>
  explicit anonymizer(R&& rules, file_options options = {}) {
    auto held = std::make_shared<const std::remove_cvref_t<R>>(std::forward<R>(rules));
    const detail::rules_ref erased(*held);
    parts_ = made_of(std::move(held), erased, std::move(options));
  }

  // What is no rule set does not compile, and the compiler says why.
  template <detail::no_worker_rules R>
  explicit anonymizer(const R&, const file_options& = {}) {
    static_assert(given_rules<std::remove_cvref_t<R>>);
  }

  /// What anonymize_file does.  Throws what that throws.
  report file(const std::filesystem::path& in, const std::filesystem::path& out);
  /// What anonymize_bytes does.  Throws what that throws.
  report bytes(const byte_input& in, const byte_target& out);
  /// What anonymize_dataset does: the data set in place and nothing around it.  Throws what that
  /// throws.
  report dataset(gdcm::DataSet& data);
  /// The same for a data set with its file meta information.
  report dataset(gdcm::File& data);

  /// The same without throwing.
  result<report> try_file(const std::filesystem::path& in,
                          const std::filesystem::path& out) noexcept;
  result<report> try_bytes(const byte_input& in, const byte_target& out) noexcept;
  result<report> try_dataset(gdcm::DataSet& data) noexcept;
  result<report> try_dataset(gdcm::File& data) noexcept;

  /// The context in use: that of the options, or its own.
  [[nodiscard]] context& shared();

 private:
  struct parts;
  struct destroyer {
    void operator()(parts* all) const noexcept;
  };
  using owner = std::unique_ptr<parts, destroyer>;

  static owner made_of(std::shared_ptr<const void> held, const detail::rules_ref& rules,
                       file_options options);

  // Throws where the parts were moved away.
  [[nodiscard]] parts& held() const;

  owner parts_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/anonymizer.ipp>
#endif
