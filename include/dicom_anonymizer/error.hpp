// SPDX-License-Identifier: BSD-3-Clause
// What can go wrong: one exception with a code, the place and a reason, never a value.
#pragma once

#include <cstdint>
#include <dicom_anonymizer/tags/tag.hpp>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace dicom_anonymizer {

/// What kind of thing went wrong.
enum class errc {
  not_dicom = 1,                ///< neither a DICOM file (PS3.10) nor a recognisable bare data set
  truncated,                    ///< the data end inside an element, item or delimiter
  malformed,                    ///< a length, VR, delimiter or order that PS3.5 does not allow
  too_deep,                     ///< sequences are nested deeper than the limit
  too_large,                    ///< inflating would exceed the limit
  unsupported_transfer_syntax,  ///< the transfer syntax is missing or cannot be read
  dicomdir,                     ///< a DICOMDIR and no rule for its records: regenerate it
  unreadable,                   ///< the operating system cannot open or read the input
  unwritable,                   ///< the operating system cannot create, write or rename the output
  changed_while_read,           ///< the input shrank or changed while it was read
  bad_tag,                      ///< text that names no tag, pattern or keyword
  unknown_action,               ///< no action of that name
  unknown_edition,              ///< no edition of that name
  bad_arguments,                ///< an action, a rule or a command line with wrong arguments
  bad_dictionary,               ///< a dictionary file that is not JSON or not of the known form
  unsupported_vr,               ///< an action that cannot work on this VR
  invalid_value,                ///< a new value that the VR does not allow
  character_set,                ///< text that Specific Character Set cannot express or decode
  action_failed,                ///< a user's action or callback threw something else
  no_key,                       ///< an action that needs a key or another source of pseudonyms
  bad_key,                      ///< a key that is too short, or in a file that others can read
  bad_crosswalk,                ///< no crosswalk, or one of another scope, key or format
  locked,                       ///< a crosswalk that another process keeps locked
  identifying_pixels,           ///< pixels say that they identify, and that was to be refused
  withheld,                     ///< an encapsulated document, and that was to be withheld
  unsupported_pixels,           ///< colours or a coding of pixels that cannot be painted over
};

/// A short name of the code, the same in every version, for logs and scripts.
[[nodiscard]] constexpr std::string_view to_string(errc code) noexcept {
  switch (code) {
    case errc::not_dicom: return "not_dicom";
    case errc::truncated: return "truncated";
    case errc::malformed: return "malformed";
    case errc::too_deep: return "too_deep";
    case errc::too_large: return "too_large";
    case errc::unsupported_transfer_syntax: return "unsupported_transfer_syntax";
    case errc::dicomdir: return "dicomdir";
    case errc::unreadable: return "unreadable";
    case errc::unwritable: return "unwritable";
    case errc::changed_while_read: return "changed_while_read";
    case errc::bad_tag: return "bad_tag";
    case errc::unknown_action: return "unknown_action";
    case errc::unknown_edition: return "unknown_edition";
    case errc::bad_arguments: return "bad_arguments";
    case errc::bad_dictionary: return "bad_dictionary";
    case errc::unsupported_vr: return "unsupported_vr";
    case errc::invalid_value: return "invalid_value";
    case errc::character_set: return "character_set";
    case errc::action_failed: return "action_failed";
    case errc::no_key: return "no_key";
    case errc::bad_key: return "bad_key";
    case errc::bad_crosswalk: return "bad_crosswalk";
    case errc::locked: return "locked";
    case errc::identifying_pixels: return "identifying_pixels";
    case errc::withheld: return "withheld";
    case errc::unsupported_pixels: return "unsupported_pixels";
  }
  return "unknown";
}

/// "(gggg,eeee)" in upper-case hexadecimal.
[[nodiscard]] std::string to_string(tag t);

/// The one exception this library throws.  what() is the reason followed by the place; it never
/// holds a value of a data set.
class error : public std::exception {
 public:
  /// The reason is a phrase without a value of the data set; places are added by those who know
  /// them.
  error(errc code, std::string reason);

  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

  /// The reason alone, without the place.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  /// The element concerned, if there is one.
  [[nodiscard]] const std::optional<tag>& where() const noexcept { return tag_; }
  /// Bytes from the start of the file (of the inflated data set in a deflated one).
  [[nodiscard]] const std::optional<std::uint64_t>& offset() const noexcept { return offset_; }
  /// The name of the action that failed; empty if none did.
  [[nodiscard]] const std::string& action() const noexcept { return action_; }

  /// What a sink or stream of the user's threw, which led to this; null if it was nothing.
  [[nodiscard]] const std::exception_ptr& cause() const noexcept { return cause_; }

  /// For the verbs.
  error& caused_by(std::exception_ptr cause) noexcept {
    cause_ = std::move(cause);
    return *this;
  }

  /// Each adds a place that is not known yet and leaves one that is.
  error& at(tag t);
  error& at_offset(std::uint64_t bytes);
  error& in_action(std::string_view name);

 private:
  void compose();

  errc code_;
  std::string reason_;
  std::optional<tag> tag_;
  std::optional<std::uint64_t> offset_;
  std::string action_;
  std::exception_ptr cause_;
  std::string what_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/error.ipp>
#endif
