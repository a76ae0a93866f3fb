// SPDX-License-Identifier: BSD-3-Clause
// What anonymizer.hpp declares.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/anonymizer.hpp>
#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/result.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer {

// In the order in which they refer to each other.
struct anonymizer::parts {
  parts(std::shared_ptr<const void> rules, const detail::rules_ref& seen, file_options given)
      : held(std::move(rules)),
        erased(seen),
        options(std::move(given)),
        shared(options.shared != nullptr ? *options.shared : own),
        worker(erased, shared, options.bounds, options.sync) {}

  // While a file is worked on.  A sink or an action that asks the same worker again would mix its
  // buffers, and so would another thread.
  class in_use {
   public:
    explicit in_use(std::atomic<bool>& is_at_work) : is_at_work_(is_at_work) {
      if (is_at_work_.exchange(true))
        throw error(errc::bad_arguments, "the anonymizer is at work on another input");
    }
    ~in_use() { is_at_work_ = false; }
    in_use(const in_use&) = delete;
    in_use& operator=(const in_use&) = delete;

   private:
    std::atomic<bool>& is_at_work_;
  };

  std::atomic<bool> is_at_work = false;
  std::shared_ptr<const void> held;
  detail::rules_ref erased;
  file_options options;
  context own;
  context& shared;
  detail::file_anonymizer worker;
};

DICOM_ANONYMIZER_INLINE void anonymizer::destroyer::operator()(parts* all) const noexcept {
  delete all;
}

DICOM_ANONYMIZER_INLINE anonymizer::owner anonymizer::made_of(std::shared_ptr<const void> held,
                                                              const detail::rules_ref& rules,
                                                              file_options options) {
  return owner(new parts(std::move(held), rules, std::move(options)));
}

DICOM_ANONYMIZER_INLINE report anonymizer::file(const std::filesystem::path& in,
                                                const std::filesystem::path& out) {
  return bytes(in, out);
}

DICOM_ANONYMIZER_INLINE report anonymizer::bytes(const byte_input& in, const byte_target& out) {
  parts& all = held();
  detail::require_apart(in, out);
  const parts::in_use work(all.is_at_work);
  all.worker.run(in.open(all.options), out.place(all.options));
  return all.worker.counts().to_report();
}

DICOM_ANONYMIZER_INLINE report anonymizer::dataset(gdcm::DataSet& data) {
  parts& all = held();
  const parts::in_use work(all.is_at_work);
  return detail::anonymize_in_memory(data, all.worker.rules(), all.shared, all.options.bounds);
}

DICOM_ANONYMIZER_INLINE report anonymizer::dataset(gdcm::File& data) {
  parts& all = held();
  const parts::in_use work(all.is_at_work);
  return detail::anonymize_in_memory(data, all.worker.rules(), all.shared, all.options.bounds);
}

DICOM_ANONYMIZER_INLINE result<report> anonymizer::try_file(
    const std::filesystem::path& in, const std::filesystem::path& out) noexcept {
  return detail::tried([&] { return file(in, out); });
}

DICOM_ANONYMIZER_INLINE result<report> anonymizer::try_bytes(const byte_input& in,
                                                             const byte_target& out) noexcept {
  return detail::tried([&] { return bytes(in, out); });
}

DICOM_ANONYMIZER_INLINE result<report> anonymizer::try_dataset(gdcm::DataSet& data) noexcept {
  return detail::tried([&] { return dataset(data); });
}

DICOM_ANONYMIZER_INLINE result<report> anonymizer::try_dataset(gdcm::File& data) noexcept {
  return detail::tried([&] { return dataset(data); });
}

DICOM_ANONYMIZER_INLINE context& anonymizer::shared() { return held().shared; }

DICOM_ANONYMIZER_INLINE anonymizer::parts& anonymizer::held() const {
  if (parts_ == nullptr) throw error(errc::bad_arguments, "the anonymizer was moved from");
  return *parts_;
}

}  // namespace dicom_anonymizer
