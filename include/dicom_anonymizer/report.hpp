// SPDX-License-Identifier: BSD-3-Clause
// What was done to a data set: numbers and names of actions, never a value.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/text/removal.hpp>

namespace dicom_anonymizer {
namespace detail {

// Adds a tag to those of a list, which are sorted and of which only the lowest are kept: in
// whatever order they come.
void take_note(std::vector<tag>& list, tag id);
// The same with a number for each, which grows.
void take_note(std::map<tag, std::size_t>& list, tag id, std::size_t number);

}  // namespace detail

/// What was taken out of texts: numbers of values and of words, and where, never a word.
struct text_numbers {
  /// Values that lost words and kept others.
  std::size_t cleaned_values = 0;
  /// Values of which nothing was left, or that were no text of their character set.
  std::size_t emptied_values = 0;
  /// The words that went, by the reason.
  text::removal_counts removed_words = {};
  /// The same by the attribute: of the first 64, in order.
  std::map<tag, std::size_t> removed_words_by_attribute = {};

  /// Counts what one element lost.
  void add(tag id, std::size_t cleaned, std::size_t emptied, const text::removal_counts& removed);

  /// Adds other numbers.
  text_numbers& operator+=(const text_numbers& other);

  friend bool operator==(const text_numbers&, const text_numbers&) = default;
};

/// What was done, in numbers that can be counted cheaply.
struct report_numbers {
  /// Elements looked at, in items too.
  std::size_t visited = 0;
  /// Data sets whose SOP Class conditional::by_iod did not know.
  std::size_t unknown_iods = 0;
  /// Dates and times that shift_date emptied, because they could not be read or nobody could tell
  /// whose they are; each value of several.
  std::size_t unreadable_dates = 0;
  /// The attributes that they stood in, in order; no more than the first 64.
  std::vector<tag> unreadable_date_tags = {};
  /// Files whose data set is in another transfer syntax than the file says; they were read as what
  /// they are, and the output says that.
  std::size_t misdeclared = 0;
  /// Data sets in whose pixels an overlay plane is left that its rules take away: encapsulated
  /// ones, which are not decoded, planes in the bits of the pixels themselves, and planes whose bit
  /// is no number; or behind whose native pixels something may stand, as their size cannot be told.
  /// They carry no code of the profile, and (0012,0062) is not YES for them.
  std::size_t unclean_overlays = 0;
  /// Pixel data from which an overlay plane in unused bits, or what stood behind the last frame,
  /// was taken out.
  std::size_t cleaned_pixels = 0;
  /// Pixel data in which regions were painted over (see clean_pixels), and in how many frames.
  std::size_t painted_images = 0;
  std::size_t painted_frames = 0;
  /// Compressed frames, at any depth, from which metadata were taken out: comments, Exif and the
  /// like in JPEG, JPEG-LS, JPEG 2000 and JPEG XL.  No byte of a picture was changed.
  std::size_t cleaned_frames = 0;
  /// Compressed frames that may hold metadata and stay as they are: they cannot be gone over from
  /// their first byte to their last, or a rule of the user's keeps Pixel Data (7FE0,0010).  Of
  /// fragments that are no codestream at all one is counted.  Their data sets carry no code of the
  /// profile, and (0012,0062) is not YES for them.
  std::size_t unclean_frames = 0;
  /// Elements that got a value which their VR or VM does not allow, because
  /// context::allows_invalid_values says so.
  std::size_t invalid_values = 0;
  /// UIDs that stay and hold what looks like a day, while dates move: they may tell by how much.
  std::size_t dated_uids = 0;
  /// Data sets whose pixels say that they identify (see context::pixels_that_identify), or could
  /// not be cleared of what identifies: they carry neither a code nor YES in (0012,0062).
  std::size_t identifying_pixels = 0;
  /// What was taken out of texts.
  text_numbers texts = {};

  /// Notes dates that could not be read, and where they stood.
  void add_unreadable_dates(std::size_t values, const std::vector<tag>& where);

  /// Adds other numbers.
  report_numbers& operator+=(const report_numbers& other);

  friend bool operator==(const report_numbers&, const report_numbers&) = default;
};

/// What was done: the numbers, and the names of the actions.
struct report : report_numbers {
  /// Elements acted on, by the name of the action.
  std::map<std::string, std::size_t, std::less<>> applied;

  /// Adds another report.
  report& operator+=(const report& other);

  friend bool operator==(const report&, const report&) = default;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/report.ipp>
#endif
