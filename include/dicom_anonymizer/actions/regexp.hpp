// SPDX-License-Identifier: BSD-3-Clause
// regexp: a regular expression over the text of each value.  Costs PCRE2.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <pcre2.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

/// Replaces every match of a regular expression (PCRE2, UTF-8) in the text of each value.  Pattern
/// and replacement are written as for Python's re.sub: \1, \g<1>, \g<name>, (?P<name>...), and at
/// the beginning the flags (?a) and (?u); a group that did not take part is empty.  An empty match
/// right after a match is not replaced, so that
/// `.*` replaces once, as in Python before 3.7.  `.` is every character but a line feed.
///
/// What matching may cost is limited for each element, by the length of its value, and for all
/// elements of a data set together, by element::effort_left, so that no pattern hangs.
///
/// A value without a match stays byte for byte.  One that had the length and the characters of its
/// VR must have them afterwards, and the number of values must be one that the attribute may have;
/// else error(errc::invalid_value) is thrown, unless context::allows_invalid_values.  Throws
/// error(errc::unsupported_vr) for a VR that is no text, error(errc::action_failed) when a limit is
/// reached, error(errc::character_set) as element::values and element::set_values do.  Copies share
/// the compiled pattern; threads may share a copy.
class regexp {
 public:
  static constexpr std::string_view name = "regexp";
  static constexpr bool is_local = true;
  static constexpr bool works_on(tag, vr kind) noexcept { return is_text(kind); }

  /// Both in UTF-8.  Throws error(errc::bad_arguments) that quotes the pattern or replacement and
  /// says what is wrong with it: they come from the user and not from a data set.
  regexp(std::string_view find, std::string_view replace) : code_(compiled(find)) {
    read_replacement(replace);
  }

  /// The text after replacement.  Throws error(errc::action_failed) when a limit is reached,
  /// error(errc::character_set) if the text is not UTF-8.
  [[nodiscard]] std::string apply(std::string_view utf8) const {
    budget work = budget_for(utf8.size());
    return apply(utf8, work);
  }

  void operator()(element& e) const {
    if (!e.exists()) return;
    if (!is_text(e.vr()))
      throw error(errc::unsupported_vr,
                  fmt::format("regexp needs text and VR {} is none", to_string(e.vr())))
          .at(e.id());
    std::vector<std::string> values = e.values();
    // One for all values: a thousand of them must not take a thousand times as long as is allowed,
    // nor must a thousand elements.
    const std::uint64_t share = effort_of(e.bytes().size());
    const std::uint64_t of_dataset = e.effort_left() + share;
    const budget allowed = budget_for(e.bytes().size());
    const bool is_short = of_dataset < allowed.left;
    budget work{std::min(of_dataset, allowed.left)};
    const std::uint64_t before = work.left;
    const std::size_t count = values.size();
    bool is_changed = false;
    bool is_valid = true;
    for (std::string& one : values) {
      std::string replaced = apply(one, work, is_short);
      if (replaced == one) continue;
      is_changed = true;
      // One that was not legal before is nothing that the pattern made.
      is_valid = is_valid && (detail::are_all(replaced, e.vr(), detail::has_legal_form) ||
                              !detail::are_all(one, e.vr(), detail::has_legal_form));
      one = std::move(replaced);
    }
    const std::uint64_t spent = before - work.left;
    if (spent > share) e.effort_left() -= spent - share;
    if (!is_changed) return;
    const std::string text = detail::joined(values);
    const std::size_t left = detail::value_count(text, e.vr());
    is_valid = is_valid && (left == count || detail::is_allowed_count(e.id(), left));
    if (!is_valid && !e.shared().allows_invalid_values)
      throw error(errc::invalid_value,
                  fmt::format("what regexp makes of a value is not allowed by VR {} or the VM",
                              to_string(e.vr())))
          .at(e.id());
    e.set_text(text);
    if (!is_valid) e.count_invalid_value();
  }

 private:
  // What the matching of one element may cost in all.
  struct budget {
    std::uint64_t left;
    PCRE2_SIZE place = 0;
  };

  // PCRE2 counts its limits for each place of the text anew; the budget is for all of them.  It
  // lets `.*x` look for an x from each place of the longest LT, and is spent in seconds.
  static budget budget_for(std::size_t bytes) noexcept { return {200'000'000 + effort_of(bytes)}; }

  // What an ordinary search takes; long data sets may have many of them.
  static std::uint64_t effort_of(std::size_t bytes) noexcept { return 20 * std::uint64_t{bytes}; }

  [[nodiscard]] std::string apply(std::string_view utf8, budget& work,
                                  bool is_of_dataset = false) const {
    const std::unique_ptr<pcre2_match_data, releaser> match(
        pcre2_match_data_create_from_pattern(code_.get(), nullptr));
    const std::unique_ptr<pcre2_match_context, releaser> limits(
        pcre2_match_context_create(nullptr));
    if (!match || !limits) throw std::bad_alloc();
    pcre2_set_callout(limits.get(), spend, &work);
    pcre2_set_match_limit(limits.get(), 10'000'000);
    pcre2_set_depth_limit(limits.get(), 1'000'000);
    pcre2_set_heap_limit(limits.get(), 65'536);  // KiB

    std::string result;
    std::size_t copied = 0;    // what is in the result already
    std::size_t at = 0;        // where to look next
    bool after_match = false;  // whether a match ended at `at`
    std::uint32_t options = 0;
    while (at <= utf8.size()) {
      // After a match an empty one in the same place does not count; after a character it does.
      const std::uint32_t not_empty = after_match ? PCRE2_NOTEMPTY_ATSTART : 0U;
      const int groups =
          pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(utf8.data()), utf8.size(), at,
                      options | not_empty, match.get(), limits.get());
      if (groups == PCRE2_ERROR_JIT_STACKLIMIT && (options & PCRE2_NO_JIT) == 0) {
        // The interpreter has the heap, on which long texts find room.
        options |= PCRE2_NO_JIT;
        continue;
      }
      if (groups == PCRE2_ERROR_NOMATCH) break;
      if (groups == PCRE2_ERROR_MATCHLIMIT && is_of_dataset)
        throw error(errc::action_failed,
                    "regular expressions reached their limit for the whole data set");
      if (groups < 0) throw failed(groups);
      const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.get());
      // \K in a look-ahead can put the start behind the end.
      if (ends[0] > ends[1] || ends[0] < copied)
        throw error(errc::action_failed, "the regular expression matches backwards");
      result.append(utf8.substr(copied, ends[0] - copied));
      append_replacement(result, utf8, ends, static_cast<std::size_t>(groups));
      copied = ends[1];
      at = ends[1];
      after_match = true;
      // Checked once: else every match would check the rest again.
      options |= PCRE2_NO_UTF_CHECK;
    }
    result.append(utf8.substr(copied));
    return result;
  }

  struct releaser {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  };

  // Text, and after it the group to insert; none at the end.
  struct piece {
    std::string text;
    int group = -1;
  };

  // Called before each item of the pattern.  What the last one ran over counts too.
  static int spend(pcre2_callout_block* now, void* data) noexcept {
    budget& work = *static_cast<budget*>(data);
    const PCRE2_SIZE place = now->current_position;
    const std::uint64_t cost = 1 + (place > work.place ? place - work.place : work.place - place);
    work.place = place;
    if (cost > work.left) return PCRE2_ERROR_MATCHLIMIT;
    work.left -= cost;
    return 0;
  }

  static std::string message_of(int code) {
    PCRE2_UCHAR text[256];
    if (pcre2_get_error_message(code, text, sizeof text) < 0) return "unknown error";
    return reinterpret_cast<const char*>(text);
  }

  static error failed(int code) {
    if (code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
        code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_JIT_STACKLIMIT)
      return {errc::action_failed, "the regular expression reached its limit on a value"};
    if (code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21)
      return {errc::character_set, "the text is not UTF-8"};
    return {errc::action_failed, "the regular expression failed: " + message_of(code)};
  }

  // A pattern without the flags of Python at its beginning that PCRE2 lacks.
  struct flagged {
    std::string pattern;
    bool is_ascii = false;     // (?a): letters, digits and spaces are those of ASCII
    std::size_t left_out = 0;  // how many characters
  };

  // Python allows flags for the whole at the beginning only, in any number of groups.
  static flagged without_flags(const std::string_view whole) {
    std::string_view find = whole;
    flagged result;
    bool is_unicode = false;
    std::string others;
    while (find.starts_with("(?")) {
      const std::size_t end = find.find_first_not_of("aimsux", 2);
      if (end == 2 || end == std::string_view::npos || find[end] != ')') break;
      for (const char flag : find.substr(2, end - 2)) {
        if (flag == 'a')
          result.is_ascii = true;
        else if (flag == 'u')
          is_unicode = true;
        else
          others += flag;
      }
      find.remove_prefix(end + 1);
      result.left_out += end + 1;
    }
    if (result.is_ascii && is_unicode)
      throw error(errc::bad_arguments,
                  fmt::format("the regular expression '{}' is wrong: its flags a and u exclude "
                              "each other",
                              whole));
    if (!others.empty()) result.pattern = "(?" + others + ")";
    // Only what was left out makes places in the pattern others than the user's.
    result.left_out -= result.pattern.size();
    result.pattern += find;
    return result;
  }

  static std::shared_ptr<pcre2_code> compiled(std::string_view find) {
    const flagged known = without_flags(find);
    const std::unique_ptr<pcre2_compile_context, releaser> settings(
        pcre2_compile_context_create(nullptr));
    if (!settings) throw std::bad_alloc();
    // Python's, whatever PCRE2 was built with.
    pcre2_set_newline(settings.get(), PCRE2_NEWLINE_LF);
    int code = 0;
    PCRE2_SIZE place = 0;
    // \C would cut a character in two; callouts watch the budget; with start optimizations PCRE2
    // before 10.45 misses matches: (?=a)b?a in "a".
    const std::uint32_t options = PCRE2_UTF | (known.is_ascii ? 0U : PCRE2_UCP) |
                                  PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT |
                                  PCRE2_NO_START_OPTIMIZE;
    pcre2_code* made = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(known.pattern.data()),
                                     known.pattern.size(), options, &code, &place, settings.get());
    if (made == nullptr) {
      place = std::min(place + known.left_out, find.size());
      const auto characters =
          std::count_if(find.begin(), find.begin() + static_cast<std::ptrdiff_t>(place),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
      throw error(errc::bad_arguments,
                  fmt::format("the regular expression '{}' is wrong after {} characters: {}", find,
                              characters, message_of(code)));
    }
    // Where there is no JIT compiler matching is slower and no different.
    pcre2_jit_compile(made, PCRE2_JIT_COMPLETE);
    return {made, [](pcre2_code* held) { pcre2_code_free(held); }};
  }

  // Python's template: re's documentation of sub.
  void read_replacement(std::string_view replace) {
    const auto wrong = [&](std::string_view why) {
      return error(errc::bad_arguments,
                   fmt::format("the replacement '{}' is wrong: {}", replace, why));
    };
    const auto is_digit = [&](std::size_t at) {
      return at < replace.size() && replace[at] >= '0' && replace[at] <= '9';
    };
    const auto is_octal = [&](std::size_t at) { return is_digit(at) && replace[at] < '8'; };
    const auto add_group = [&](int group) {
      std::uint32_t count = 0;
      pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &count);
      if (group < 0 || static_cast<std::uint32_t>(group) > count)
        throw wrong("the pattern has no such group");
      pieces_.back().group = group;
      pieces_.emplace_back();
    };
    if (!dicom_anonymizer::detail::is_utf8(replace)) throw wrong("it is not UTF-8");
    pieces_.emplace_back();
    for (std::size_t at = 0; at < replace.size();) {
      if (replace[at] != '\\') {
        pieces_.back().text += replace[at++];
        continue;
      }
      if (++at == replace.size()) throw wrong("it ends in a backslash");
      const char c = replace[at];
      if (c == 'g') {
        const std::size_t end = replace.find('>', at);
        if (at + 1 >= replace.size() || replace[at + 1] != '<' || end == std::string_view::npos)
          throw wrong("\\g wants <group>");
        const std::string group(replace.substr(at + 2, end - at - 2));
        if (group.empty()) throw wrong("\\g<> names no group");
        add_group(number_of(group));
        at = end + 1;
      } else if (c == '0' || (is_octal(at) && is_octal(at + 1) && is_octal(at + 2))) {
        int value = 0;
        for (int digits = 0; digits < 3 && is_octal(at); ++digits)
          value = value * 8 + (replace[at++] - '0');
        if (value > 0377) throw wrong("an octal escape beyond \\377");
        // The character of that number, not the byte.
        if (value >= 0x80) pieces_.back().text += static_cast<char>(0xC0 | value >> 6);
        pieces_.back().text += static_cast<char>(value < 0x80 ? value : 0x80 | (value & 0x3F));
      } else if (is_digit(at)) {
        int group = replace[at++] - '0';
        if (is_digit(at)) group = group * 10 + (replace[at++] - '0');
        add_group(group);
      } else {
        constexpr std::string_view letters = "abfnrtv\\";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\";
        const std::size_t known = letters.find(c);
        if (known != std::string_view::npos) {
          pieces_.back().text += meanings[known];
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          throw wrong("an unknown escape");
        } else {
          pieces_.back().text += '\\';
          pieces_.back().text += c;
        }
        ++at;
      }
    }
  }

  // The number of a group given by number or name, -1 if there is none.
  [[nodiscard]] int number_of(const std::string& group) const {
    if (group.find_first_not_of("0123456789") == std::string::npos)
      return group.size() > 5 ? -1 : std::stoi(group);
    const int number =
        pcre2_substring_number_from_name(code_.get(), reinterpret_cast<PCRE2_SPTR>(group.c_str()));
    return number < 0 ? -1 : number;
  }

  void append_replacement(std::string& result, std::string_view utf8, const PCRE2_SIZE* ends,
                          std::size_t groups) const {
    for (const piece& one : pieces_) {
      result += one.text;
      if (one.group < 0) continue;
      const auto group = static_cast<std::size_t>(one.group);
      if (group < groups && ends[2 * group] != PCRE2_UNSET)
        result.append(utf8.substr(ends[2 * group], ends[2 * group + 1] - ends[2 * group]));
    }
  }

  std::shared_ptr<pcre2_code> code_;
  std::vector<piece> pieces_;
};

}  // namespace dicom_anonymizer::actions
