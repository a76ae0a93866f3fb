// SPDX-License-Identifier: BSD-3-Clause
// What check_references.hpp declares.
#pragma once

#include <dicom_anonymizer/check_references.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/files/file_head.hpp>
#include <dicom_anonymizer/files/folder_walk.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/reference_report.hpp>
#include <dicom_anonymizer/references/uid_occurrences.hpp>
#include <dicom_anonymizer/references/uid_renaming.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

class reference_check {
 public:
  explicit reference_check(const reference_options& options) : options_(options) {}

  reference_report run(const pair_source& pairs) {
    pairs([&](const auto& input, const auto& output) { meet(input, output); });
    // Places need not be remembered: most batches have none to tell, and the others are read again.
    const bool all = renaming_.has_changed_its_mind();
    if (all || is_broken_ || renaming_.has_loose_ends()) {
      std::size_t number = 0;
      pairs([&](const auto& input, const auto& output) {
        const std::size_t place = number++;
        if (place < is_suspect_.size() && is_compared_[place] && (all || is_suspect_[place]))
          judge(input, output);
      });
    }
    report_.uids = renaming_.size();
    report_.renamed = renaming_.renamed();
    report_.kept = renaming_.kept();
    return report_;
  }

  void cannot_list(const std::filesystem::path& input, const std::filesystem::path& output,
                   const error& why) {
    tell({reference_fault::unreadable, input, output, {}, why});
  }

 private:
  // First time: learn what became what.
  void meet(const std::filesystem::path& input, const std::filesystem::path& output) {
    is_suspect_.push_back(false);
    is_compared_.push_back(false);
    std::error_code unknown;
    if (output.empty() || !std::filesystem::exists(output, unknown)) {
      ++report_.without_output;
      learn_lost(input);
      return;
    }
    const auto before = read(input, input, output);
    if (!before) return;
    const auto after = read(output, input, output);
    if (!after) return;
    ++report_.files;
    is_compared_.back() = true;
    bool fits = is_meta_right(*after);
    bool has_loose_end = false;
    compare(
        before->places, after->places,
        [&](const uid_place& old, const uid_place& renamed) {
          if (old.is_standard) {
            if (old.uid != renamed.uid) fits = false;
            return;
          }
          const uid_role role = role_of(renamed.id, renamed.is_nested());
          if (role == uid_role::kind) return;
          if (!renaming_.note(old.uid, renamed.uid)) fits = false;
          if (is_retained(old, renamed)) fits = false;
          switch (role) {
            case uid_role::kind:
            case uid_role::label: break;
            case uid_role::definition: renaming_.define(old.uid, true); break;
            case uid_role::reference:
              ++report_.references;
              if (!renaming_.refer(old.uid)) has_loose_end = true;
              break;
          }
        },
        [&](const uid_place&, std::size_t lost) {
          report_.gone += lost;
          fits = false;
        },
        [&](const uid_place& gone) {
          if (is_reference(gone)) ++report_.gone;
          if (is_definition(gone)) renaming_.define(gone.uid, false);
          if (is_missed(before->places, gone)) fits = false;
        });
    if (!fits) is_broken_ = true;
    is_suspect_.back() = !fits || has_loose_end;
  }

  // Second time: say where.
  void judge(const std::filesystem::path& input, const std::filesystem::path& output) {
    const auto before = read(input, input, output);
    if (!before) return;
    const auto after = read(output, input, output);
    if (!after) return;
    const auto found = [&](reference_fault what, const uid_place& where) {
      tell({what, input, output, after->places.text_of(where)});
    };
    if (!is_meta_right(*after)) tell({reference_fault::meta, input, output, "(0002,0003)"});
    compare(
        before->places, after->places,
        [&](const uid_place& old, const uid_place& renamed) {
          if (old.is_standard) {
            if (old.uid != renamed.uid) found(reference_fault::standard, renamed);
            return;
          }
          const uid_role role = role_of(renamed.id, renamed.is_nested());
          if (role == uid_role::kind) return;
          switch (renaming_.judge(old.uid, renamed.uid)) {
            case uid_renaming::verdict::fits:
              if (is_retained(old, renamed)) return found(reference_fault::retained, renamed);
              break;
            case uid_renaming::verdict::kept: return found(reference_fault::kept, renamed);
            case uid_renaming::verdict::split: return found(reference_fault::split, renamed);
            case uid_renaming::verdict::merged: return found(reference_fault::merged, renamed);
          }
          if (role != uid_role::reference) return;
          switch (renaming_.of(old.uid)) {
            case uid_renaming::whereabouts::in_output: return;
            case uid_renaming::whereabouts::in_input_only:
              return found(reference_fault::lost, renamed);
            case uid_renaming::whereabouts::outside:
              return found(reference_fault::outside, renamed);
          }
        },
        [&](const uid_place& where, std::size_t) { found(reference_fault::incomparable, where); },
        [&](const uid_place& gone) {
          if (is_missed(before->places, gone))
            tell({reference_fault::gone, input, output, before->places.text_of(gone)});
        });
  }

  static bool has_role(const uid_place& one, uid_role role) noexcept {
    return one.number != 0 && !one.is_standard && role_of(one.id, one.is_nested()) == role;
  }
  static bool is_reference(const uid_place& one) noexcept {
    return has_role(one, uid_role::reference);
  }
  static bool is_definition(const uid_place& one) noexcept {
    return has_role(one, uid_role::definition);
  }

  // Whether an old UID is left where the profile replaces it.
  [[nodiscard]] bool is_retained(const uid_place& old, const uid_place& renamed) const {
    return old.uid == renamed.uid && !options_.keeps_uids && default_profile.find({renamed.id});
  }

  // Whether the rules leave what has gone.
  [[nodiscard]] bool is_missed(const uid_occurrences& before, const uid_place& gone) const {
    return options_.should_stay && (is_reference(gone) || is_definition(gone)) &&
           options_.should_stay(before.tags_of(gone));
  }

  // What references may lead to although there is no output.  The beginning says it, and what was
  // refused may be a trap: of what is deflated no more is inflated than a head needs.
  void learn_lost(const std::filesystem::path& input) {
    constexpr std::uint64_t enough = std::uint64_t{1} << 20;
    limits frugal = options_.bounds;
    frugal.inflated_bytes = std::min(frugal.inflated_bytes, enough);
    try {
      const file_head head = head_of(source(input), frugal);
      for (const std::string& uid : {head.instance, head.series, head.study, head.frame})
        learn_lost_uid(uid);
    } catch (const error&) {
      learn_lost_meta(input);
    } catch (const std::bad_alloc&) {  // then nobody knows of it
    }
  }

  // What file meta information says, which is never deflated.
  void learn_lost_meta(const std::filesystem::path& input) {
    try {
      source in(input);
      (void)layout_of(in, options_.bounds, [&](const element_header& header) {
        constexpr std::uint32_t longest = 4096;
        if (header.id != meta_tags::sop_instance_uid || header.length > longest) return;
        const auto bytes = in.view(header.value_offset, header.length);
        learn_lost_uid(
            without_padding({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
      });
    } catch (const error&) {
    }
  }

  void learn_lost_uid(std::string_view uid) {
    if (!uid.empty() && !is_standard_uid(uid))
      renaming_.define(hasher_(detail::without_blanks(uid)), false);
  }

  // Nothing if it cannot be read, which is then told.
  std::optional<uids_of_file> read(const std::filesystem::path& which,
                                   const std::filesystem::path& input,
                                   const std::filesystem::path& output) {
    try {
      return read_uids(source(which), options_.bounds, hasher_);
    } catch (const error& failed) {
      tell({reference_fault::unreadable, input, output, {}, failed});
    } catch (const std::bad_alloc&) {
      tell({reference_fault::unreadable,
            input,
            output,
            {},
            error(errc::too_large, "not enough memory")});
    }
    return std::nullopt;
  }

  static bool is_meta_right(const uids_of_file& after) {
    if (!after.in_meta) return true;
    for (const uid_place& one : after.places.all)
      if (!one.is_nested() && one.number == 1 && one.id == tag{0x0008, 0x0018})
        return one.uid == *after.in_meta;
    return true;
  }

  // Calls both(old, renamed) for each value that is in both, broken(place in the output, how many
  // references fewer) where they cannot be laid side by side, and gone(old) for what the rules took
  // away.
  template <class Both, class Broken, class Gone>
  static void compare(const uid_occurrences& before, const uid_occurrences& after, const Both& both,
                      const Broken& broken, const Gone& gone) {
    auto old = before.all.begin();
    auto renamed = after.all.begin();
    // All that is in an element of the output; how many references there were.
    const auto pass = [&after](const uid_occurrences& in, auto& at, const uid_place& where) {
      std::size_t references = 0;
      for (; at != in.all.end() && in.is_at_or_below(*at, after, where); ++at)
        references += is_reference(*at) ? 1 : 0;
      return references;
    };
    while (old != before.all.end()) {
      const auto order = renamed == after.all.end()
                             ? std::strong_ordering::less
                             : uid_occurrences::compare(before, *old, after, *renamed);
      if (order < 0) {
        gone(*old++);
      } else if (order > 0) {
        ++renamed;
      } else if (old->count > renamed->count && renamed->count != 0) {
        const uid_place& where = *renamed;
        const std::size_t were = pass(before, old, where);
        const std::size_t are = pass(after, renamed, where);
        broken(where, were - std::min(were, are));
      } else {
        if (old->number != 0) both(*old, *renamed);
        ++old;
        ++renamed;
      }
    }
  }

  void tell(const reference_finding& finding) {
    ++(finding.what == reference_fault::outside ? report_.outside : report_.broken);
    if (options_.on_finding) options_.on_finding(finding);
  }

  const reference_options& options_;
  uid_hasher hasher_;
  uid_renaming renaming_;
  std::vector<bool> is_compared_;
  std::vector<bool> is_suspect_;
  bool is_broken_ = false;
  reference_report report_;
};

DICOM_ANONYMIZER_INLINE reference_report check_folders(const std::filesystem::path& input,
                                                       const std::filesystem::path& output,
                                                       const reference_options& options) {
  reference_check check(options);
  bool is_first = true;
  const reference_report compared = check.run([&](const pair_visitor& visit) {
    folder_walk walk(input, output);
    for (found_file one; walk.next(one);) {
      if (one.leads_nowhere) continue;
      const open_folder& folder = *one.folder;
      if (one.name != nullptr)
        visit(folder.input / one.name, folder.output / one.name);
      else if (is_first)
        check.cannot_list(folder.input, folder.output,
                          error(errc::unreadable, "cannot list the folder: " +
                                                      system_message(folder.names->failure())));
    }
    is_first = false;
  });
  reference_report result = compared;
  folder_walk walk(output, input);
  for (found_file one; walk.next(one);) {
    std::error_code unknown;
    if (one.name != nullptr && !one.leads_nowhere &&
        !std::filesystem::exists(one.folder->output / one.name, unknown))
      ++result.without_input;
  }
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE reference_report check_references(const pair_source& pairs,
                                                          const reference_options& options) {
  return detail::reference_check(options).run(pairs);
}

DICOM_ANONYMIZER_INLINE reference_report check_references(const std::filesystem::path& input,
                                                          const std::filesystem::path& output,
                                                          const reference_options& options) {
  std::error_code unknown;
  if (std::filesystem::is_directory(input, unknown) &&
      std::filesystem::is_directory(output, unknown))
    return detail::check_folders(input, output, options);
  if (!std::filesystem::is_regular_file(input, unknown) ||
      !std::filesystem::is_regular_file(output, unknown))
    throw error(errc::unreadable, "input and output are not both files or both folders");
  return check_references([&](const pair_visitor& visit) { visit(input, output); }, options);
}

}  // namespace dicom_anonymizer
