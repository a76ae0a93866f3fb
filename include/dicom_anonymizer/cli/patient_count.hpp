// SPDX-License-Identifier: BSD-3-Clause
// How many Patient IDs a run makes one, which told patients apart.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_set>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::cli {

/// Counts different values without keeping them: eight bytes of a hash for each.  Threads share
/// one.
class patient_count {
 public:
  /// Meets a value, perhaps once more.
  void meet(std::string_view value) {
    const std::size_t mark = std::hash<std::string_view>{}(value);
    const std::scoped_lock lock(counting_);
    seen_.insert(mark);
  }
  /// How many there were.
  [[nodiscard]] std::size_t size() const {
    const std::scoped_lock lock(counting_);
    return seen_.size();
  }

 private:
  mutable std::mutex counting_;
  std::unordered_set<std::size_t> seen_;
};

namespace detail {

// The action that empties Patient ID, or gives it a dummy that is the same for all, under its own
// name; it counts whose they were.
struct counts_patients {
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  action_ref act;
  std::shared_ptr<patient_count> patients;

  void operator()(element& e) const {
    // In whatever characters it is written, as a pseudonym is made.
    const std::string_view id = dicom_anonymizer::detail::without_blanks(e.bytes());
    if (e.depth() == 0 && !id.empty()) patients->meet(e.characters().decode_if_text(id, vr::LO));
    act(e);
  }
};

inline constexpr tag patient_id{0x0010, 0x0020};

// Such an action where the profile decides and leaves nothing of Patient ID.
inline std::optional<any_action> counting_of(const policy& how,
                                             const std::shared_ptr<patient_count>& patients) {
  const decision made = decide(how, patient_id);
  if (made.is_users || !made.act || made.act.leaves() != residue::nothing) return std::nullopt;
  return any_action(made.action, counts_patients{made.act, patients});
}

}  // namespace detail

}  // namespace dicom_anonymizer::cli
