// SPDX-License-Identifier: BSD-3-Clause
// The walk over bytes: rewrites the bytes of a data set in one pass, without a gdcm::DataSet.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/item_type_terms.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/dataset_walk.hpp>
#include <dicom_anonymizer/walk/pixel_remains.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

// Thrown for what one pass in the order of the bytes cannot do as a data set in memory would: then
// the file is read into one.
struct needs_dataset {};

// The same for elements that do not stand in the order of their tags: the pass has to be made over
// the bytes in order, part10/element_order.hpp.
struct out_of_order : needs_dataset {};
// Thrown where the walk found that the marks it wrote are not those of the data set: then it is
// done once more with those that are, as they stand before what decides them.
struct marks_changed {};

// What the value of an element is, found before any rule is asked.
struct element_content {
  enum class kind { bytes, items, fragments };
  kind what = kind::bytes;
  encoding form = {};        // of the items
  std::uint64_t end = 0;     // where the next element begins; not known of open sequences
  bool is_unloaded = false;  // pixel data
};

inline void count_element(const element_header& header, std::uint64_t& left) {
  if (left == 0)
    throw error(errc::too_large, "more elements and items than the limit allows")
        .at(header.id)
        .at_offset(header.offset);
  --left;
}

// An element that does not stand behind the one before it.
[[noreturn]] inline void refuse_order(const element_header& header, bool is_repeated) {
  // PS3.5 section 7.1: at most once.  Which of two names is the patient's cannot be known.
  if (is_repeated)
    throw error(errc::malformed, "an element that the data set has already")
        .at(header.id)
        .at_offset(header.offset);
  throw out_of_order{};
}

// Counts and orders what is in a sequence that goes: it must be sound all the same.
class checking_handler {
 public:
  explicit checking_handler(std::uint64_t& left) noexcept : left_(left) {}
  void value(const element_header& header) { meet(header); }
  void encapsulated(const element_header& header, std::uint64_t) { meet(header); }
  void begin_sequence(const element_header& header) { meet(header); }
  void end_sequence() const noexcept {}
  void begin_item(const element_header& header) {
    count_element(header, left_);
    latest_.push_back(-1);
  }
  void end_item() { latest_.pop_back(); }

 private:
  void meet(const element_header& header) {
    if (latest_.empty()) return;  // the sequence itself, which has been met
    count_element(header, left_);
    const std::int64_t place = header.id.value();
    if (place <= latest_.back()) refuse_order(header, place == latest_.back());
    latest_.back() = place;
  }

  std::uint64_t& left_;
  std::vector<std::int64_t> latest_;
};

class byte_walk {
 public:
  // What file meta information repeats of the data set.
  struct identity {
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string sop_instance_uid_before;
  };

  byte_walk(rule_cache& rules, context& shared, const limits& bounds, source& in, byte_output& out)
      : rules_(rules),
        shared_(shared),
        bounds_(bounds),
        in_(in),
        out_(out),
        skipping_(in, bounds, nobody_),
        left_(bounds.elements) {}
  byte_walk(const byte_walk&) = delete;
  byte_walk& operator=(const byte_walk&) = delete;

  // The elements of the file meta information in [begin, end).
  void rewrite_meta(std::uint64_t begin, std::uint64_t end) {
    is_in_meta_ = true;
    enclosing_items scope(shared_, bounds_);
    open_item here(scope, encoding{}, end, false, reach::all_elements);
    run_ = begin;
    emit(walk(here, begin));
  }

  // A data set from an offset to the end of the source.  Calls settled(identity) when it is known,
  // and again if an action changed the data set after that: what has been written is then written
  // anew.
  // What file meta information calls the SOP Class counts where the data set does not say it.
  identity rewrite_dataset(std::uint64_t begin, const encoding& form,
                           visitor_ref<const identity&> settled, native_pixels pixels,
                           std::string_view sop_class_in_meta) {
    pixels_ = pixels;
    enclosing_items scope(shared_, bounds_, &facts_);
    open_item here(scope, form, in_.size(), false, reach::all_elements);
    identity found;
    here.top = &found;
    look_ahead(here, begin);
    if (facts_.sop_class_uid.empty()) facts_.sop_class_uid = sop_class_in_meta;
    rules_.meet_sop_class(facts_.sop_class_uid);
    rules_.answer_for(facts_);
    settled_ = &settled;
    run_ = begin;
    await_mark(0);
    emit(walk(here, begin));
    if (!is_settled_) settled(found);
    rules_.counts().add_unreadable_dates(facts_.unreadable_dates, facts_.unreadable_date_tags);
    rules_.counts().invalid_values += facts_.invalid_values;
    rules_.counts().dated_uids += facts_.dated_uids;
    if (facts_.found.pixels) ++rules_.counts().identifying_pixels;
    if (is_unclean_) {
      ++rules_.counts().unclean_overlays;
      facts_.found.pixels = true;
      if (shared_.pixels_that_identify == identifying_pixels::refused)
        throw needs_dataset{};  // which tells of it
    }
    if (!rules_.assume(facts_.found)) throw marks_changed{};
    return found;
  }

 private:
  // A data set or item that an action took as a gdcm::DataSet.
  struct in_memory {
    gdcm::DataSet dataset;
    std::uint64_t end = 0;  // in the input
    std::optional<dataset_scope> scope;
    std::optional<dataset_access> place;
    std::unique_ptr<output_file> file;  // what values that were not loaded may be in
  };

  // One data set or item on the way from the top to the element in hand.
  struct open_item {
    open_item(enclosing_items& s, const encoding& f, std::uint64_t e, bool d, reach w) noexcept
        : scope(s), form(f), end(e), is_delimited(d), which(w) {}
    enclosing_items& scope;
    encoding form;
    std::uint64_t end;  // what it cannot reach beyond
    bool is_delimited;  // whether a delimiter tells its end
    reach which;
    std::uint64_t begin_in_output = 0;
    identity* top = nullptr;  // of the data set itself, null for all else
    private_blocks blocks;
    std::unique_ptr<in_memory> taken;
  };

  // The element in hand, among the bytes.
  class place final : public element_access {
   public:
    enum class fate { untouched, written, cleared, removed, has_new_items };

    place(byte_walk& owner, open_item& here, const element_header& header,
          const element_content& content) noexcept
        : owner_(owner), here_(here), header_(header), content_(content) {
      using held = element_state::held;
      remember({true,
                header.length == 0                             ? held::nothing
                : content.what == element_content::kind::items ? held::items
                : content.is_unloaded                          ? held::unloaded
                                                               : held::bytes,
                header.written});
    }

    [[nodiscard]] fate became() const noexcept { return fate_; }
    [[nodiscard]] const element_header& header() const noexcept { return header_; }
    // Of fate::has_new_items: the whole element, as it is encoded.
    [[nodiscard]] std::shared_ptr<const byte_store> new_items() const {
      return owner_.out_.bytes_from(begin_);
    }
    // Where the next element begins, if that was found on the way; else 0.
    [[nodiscard]] std::uint64_t passed_to() const noexcept { return passed_to_; }
    [[nodiscard]] std::uint64_t begin_in_output() const noexcept { return begin_; }

    ~place() {
      if (is_held_) owner_.out_.release(1);
    }

    [[nodiscard]] std::string_view bytes() const override {
      if (look().value != element_state::held::bytes) return {};
      if (here_.taken) return in_dataset().bytes();
      return fate_ == fate::written ? written() : original();
    }

    [[nodiscard]] std::size_t size() const override {
      if (fate_ != fate::untouched || here_.taken) return bytes().size();
      return look().value == element_state::held::bytes ? header_.length : 0;
    }

    [[nodiscard]] const enclosing_items& scope() const override { return here_.scope; }

    [[nodiscard]] bool has_items() const override {
      if (here_.taken) return in_dataset().has_items();
      if (fate_ == fate::untouched) return owner_.has_items(here_, header_, content_.form);
      if (fate_ != fate::has_new_items) return false;
      source items(new_items());
      byte_walk looking(owner_, items, owner_.out_);
      const open_item around(here_.scope, here_.form, items.size(), false, here_.which);
      element_header renewed;
      looking.read_header(renewed, around, 0);
      return looking.has_items(around, renewed, content_.form);
    }

    [[nodiscard]] std::string ahead(tag id) const override {
      if (here_.taken) return in_dataset().ahead(id);
      return owner_.value_ahead(here_, header_, id);
    }

    void write(std::string_view bytes, char padding) override {
      if (here_.taken) return in_dataset().write(bytes, padding);
      if (fate_ == fate::removed) return;
      // A part of the value may be written over the whole.
      if (owner_.out_.holds(bytes.data()) || !swapped_.empty())
        return write_copy(std::string(bytes), padding);
      write_copy(bytes, padding);
    }

    // The same with bytes that lie elsewhere.
    void write_copy(std::string_view bytes, char padding) {
      // Emitting does not move the window, in which the bytes may be.
      start_over(fate::written);
      length_ = bytes.size() + bytes.size() % 2;
      char* const value = owner_.put_head(header_, length_, here_.form);
      bytes.copy(value, bytes.size());
      if (bytes.size() % 2 != 0) value[bytes.size()] = padding;
      if (header_.big_endian && unit() > 1) [[unlikely]] {
        swapped_.assign(value, length_);
        std::string other = swapped_;
        swap_bytes(other, unit());
        other.copy(value, length_);
      }
    }

    void clear() override {
      if (here_.taken) return in_dataset().clear();
      if (fate_ == fate::removed) return;
      start_over(fate::cleared);
      owner_.put_head(header_, 0, here_.form);
    }

    void remove() override {
      if (here_.taken) return in_dataset().remove();
      if (fate_ != fate::removed) start_over(fate::removed);
    }

    gdcm::DataSet& dataset() override {
      if (is_visiting_) throw needs_dataset{};  // its items are half written
      if (!here_.taken) owner_.take(here_, *this);
      forget();
      in_dataset().disturb();
      return here_.taken->dataset;
    }

    void visit_items(visitor_ref<gdcm::DataSet&> visit) override {
      if (here_.taken) return in_dataset().visit_items(visit);
      visit_each([&](byte_walk& inner, open_item& item, std::uint64_t at) {
        return inner.visit_item(item, at, visit);
      });
    }

    void visit_nested(const dummy_by_vr* constants, visitor_ref<element&> visit) override {
      if (here_.taken) return in_dataset().visit_nested(constants, visit);
      visit_each([&](byte_walk& inner, open_item& item, std::uint64_t at) {
        return inner.visit_elements(item, at, constants, visit);
      });
    }

    // What an action did before it took the data set, done to it.
    void put_into(gdcm::DataSet& dataset) const {
      gdcm::DataElement* const raw = find_raw(dataset, header_.id);
      switch (fate_) {
        case fate::untouched: return;
        case fate::cleared: raw->Empty(); return;
        case fate::removed: dataset.GetDES().erase(gdcm::DataElement(header_.id)); return;
        case fate::written: {
          const std::string value(written());
          raw->SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
          return;
        }
        case fate::has_new_items: {
          source items(new_items());
          gdcm::DataSet alone;
          owner_.read_into(alone, items, 0, items.size(), false, here_);
          raw->SetValue(const_cast<gdcm::Value&>(alone.GetDES().begin()->GetValue()));
          return;
        }
      }
    }

    // Takes away what was written for the element.
    void withdraw() {
      if (fate_ == fate::untouched) {
        owner_.emit(header_.offset);
      } else {
        owner_.out_.rewind(begin_);
      }
    }

   private:
    [[nodiscard]] bool renew(element_state& now) const override {
      now = in_dataset().look();  // among the bytes it is always known
      return false;
    }

    [[nodiscard]] dataset_access& in_dataset() const { return *here_.taken->place; }
    [[nodiscard]] std::size_t unit() const {
      return header_.written ? swap_unit(*header_.written) : 1;
    }

    [[nodiscard]] std::string_view original() const {
      const std::string_view text = owner_.value_of(header_);
      if (!header_.big_endian || unit() == 1) return text;
      swapped_ = text;
      swap_bytes(swapped_, unit());
      return swapped_;
    }
    [[nodiscard]] std::string_view written() const {
      if (!swapped_.empty()) return swapped_;
      const std::string_view output = owner_.out_.bytes().view();
      return output.substr(output.size() - length_);
    }

    void start_over(fate now) {
      if (is_visiting_) throw needs_dataset{};
      if (fate_ == fate::untouched) {
        owner_.emit(header_.offset);
        begin_ = owner_.out_.position();
      } else {
        owner_.out_.rewind(begin_);
        if (fate_ == fate::has_new_items) owner_.visited_.is_simple = false;
      }
      swapped_.clear();
      fate_ = now;
      using held = element_state::held;
      if (now == fate::removed) return remember({});
      remember({true,
                now == fate::written         ? held::bytes
                : now == fate::has_new_items ? held::items
                                             : held::nothing,
                header_.written});
    }

    // Lets each item be written anew: straight from the input the first time, then from what the
    // visit before it left.
    template <class EachItem>
    void visit_each(const EachItem& each) {
      if (is_visiting_) throw needs_dataset{};
      if (look().value != element_state::held::items) {
        if (fate_ == fate::written && owner_.may_hide(header_) && owner_.is_sequence(header_))
          throw error(errc::malformed, "a sequence whose items cannot be read").at(header_.id);
        return;
      }
      if (here_.scope.depth() >= owner_.bounds_.depth) throw needs_dataset{};  // which refuses it
      if (!is_held_) owner_.out_.hold();
      is_held_ = true;
      if (owner_.visited_.level++ == 0) owner_.visited_ = {};
      if (fate_ == fate::untouched) {
        start_over(fate::has_new_items);
        is_visiting_ = true;
        passed_to_ = owner_.sequence(
            here_, header_, content_.form, here_.which,
            [&](open_item& item, std::uint64_t at) { return each(owner_, item, at); });
        owner_.emit(passed_to_);
      } else {
        source items(new_items());
        start_over(fate::has_new_items);
        is_visiting_ = true;
        byte_walk inner(owner_, items, owner_.out_);
        open_item around(here_.scope, here_.form, items.size(), false, here_.which);
        element_header header;
        inner.read_header(header, around, 0);
        inner.emit(inner.sequence(
            around, header, content_.form, here_.which,
            [&](open_item& item, std::uint64_t at) { return each(inner, item, at); }));
      }
      is_visiting_ = false;
      --owner_.visited_.level;
    }

    byte_walk& owner_;
    open_item& here_;
    const element_header& header_;
    const element_content& content_;
    fate fate_ = fate::untouched;
    bool is_visiting_ = false;
    bool is_held_ = false;
    std::uint64_t begin_ = 0;
    std::uint64_t passed_to_ = 0;
    std::size_t length_ = 0;
    mutable std::string swapped_;  // the value in little endian, if it is not so in the file
  };

  // For items that have been read before, and counted.
  byte_walk(const byte_walk& around, source& in, byte_output& out)
      : rules_(around.rules_),
        shared_(around.shared_),
        bounds_(around.bounds_),
        in_(in),
        out_(out),
        skipping_(in, bounds_, nobody_),
        left_(~std::uint64_t{0}),
        examines_(false),
        is_in_meta_(around.is_in_meta_) {
    skipping_.trust_lengths();
  }

  // --------------------------------------------------------------- bytes in and out

  // The value as it is in the file.
  std::string_view value_of(const element_header& header) { return part_of(header, header.length); }

  std::string_view part_of(const element_header& header, std::size_t count) {
    const std::uint64_t end = header.value_offset + count;
    if (header.offset < in_.held_from() || end > in_.held_from() + in_.held()) {
      emit(header.offset);  // it need not be read again then
    }
    // With the head, which is copied together with the value.
    const auto head = static_cast<std::size_t>(header.value_offset - header.offset);
    const auto bytes = in_.view(header.offset, head + count);
    return {reinterpret_cast<const char*>(bytes.data()) + head, count};
  }

  // Where the byte at an offset of the input comes to stand if nothing before it changes any more.
  [[nodiscard]] std::uint64_t target_of(std::uint64_t offset) const noexcept {
    return out_.position() + (offset - run_);
  }

  // Copies what is unchanged up to an offset.
  void emit(std::uint64_t to) {
    if (to > run_) copy_run(to);
  }

  [[gnu::noinline]] void copy_run(std::uint64_t to) {
    const std::uint64_t held_from = in_.held_from();
    const std::uint64_t held_to = held_from + in_.held();
    constexpr std::uint64_t much = std::uint64_t{1} << 16;  // then it is copied from its place
    if (to - run_ < much && run_ >= held_from && run_ < held_to) {
      const std::uint64_t until = std::min(to, held_to);
      out_.append(reinterpret_cast<const char*>(in_.held_bytes()) + (run_ - held_from),
                  static_cast<std::size_t>(until - run_));
      run_ = until;
    }
    if (run_ < to) out_.copy(*in_.store(), run_, to - run_);
    run_ = to;
  }

  static void put_number(char* place, std::uint64_t number, std::size_t width,
                         bool big_endian) noexcept {
    if (!big_endian) {  // as the processor has it
      std::memcpy(place, &number, width);
      return;
    }
    for (std::size_t i = 0; i < width; ++i)
      place[i] = static_cast<char>(number >> 8 * (width - 1 - i) & 0xFFU);
  }

  // Tag, VR and length of an element with another value, and room for that.
  char* put_head(const element_header& header, std::size_t length, const encoding& form) {
    const bool is_explicit = header.written.has_value();
    const vr_traits& kind = traits_of(header.written.value_or(vr::UN));
    const bool is_short = is_explicit && !kind.long_form;
    if (is_short && length > 0xFFFF) refuse_value(header);
    const std::size_t size = is_explicit && !is_short ? 12 : 8;
    char* const head = out_.extend(size + length);
    put_number(head, header.id.group, 2, form.big_endian);
    put_number(head + 2, header.id.element, 2, form.big_endian);
    if (!is_explicit) {
      put_number(head + 4, length, 4, form.big_endian);
      return head + size;
    }
    head[4] = kind.name[0];
    head[5] = kind.name[1];
    if (is_short) {
      put_number(head + 6, length, 2, form.big_endian);
    } else {
      head[6] = head[7] = 0;
      put_number(head + 8, length, 4, form.big_endian);
    }
    return head + size;
  }

  [[noreturn, gnu::noinline]] static void refuse_value(const element_header& header) {
    throw error(errc::invalid_value,
                fmt::format("the value is too long for VR {}", to_string(*header.written)))
        .at(header.id);
  }

  // Puts a length right that is no longer true.
  void renew_length(std::uint64_t at, std::uint64_t length, const encoding& form, tag id) {
    if (length >= undefined_length)
      throw error(errc::invalid_value, "the sequence is too long for a defined length").at(id);
    char four[4];
    put_number(four, length, 4, form.big_endian);
    out_.patch(at, four);
  }

  template <class Number>
  static Number load(const unsigned char* bytes) noexcept {
    static_assert(std::endian::native == std::endian::little);
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
  }

  // Before the window moves on: what it holds of the bytes to copy goes out.
  void make_ready(std::uint64_t at) {
    const std::uint64_t held_to = in_.held_from() + in_.held();
    if (at >= in_.held_from() && at + 12 <= held_to) return;
    // A value that ends a little behind the window is read with what follows it.
    constexpr std::uint64_t little = 4096;
    if (at > held_to && at - held_to < little && run_ >= in_.held_from() && run_ <= held_to) {
      emit(held_to);
      out_.relieve();
      static_cast<void>(in_.view(held_to, static_cast<std::size_t>(at - held_to)));
      return;
    }
    emit(at);
    out_.relieve();
  }

  [[gnu::always_inline]] void read_header(element_header& header, const open_item& here,
                                          std::uint64_t at) {
    if (!skipping_.read_header_in_window(header, at, here.end, here.form)) [[unlikely]]
      read_header_slowly(header, here, at);
  }

  [[gnu::noinline]] void read_header_slowly(element_header& header, const open_item& here,
                                            std::uint64_t at) {
    make_ready(at);
    header = skipping_.read_any_header(at, here.end, here.form);
  }

  // For an element whose head stays.  PS3.5 section 7.1.2: the two bytes behind a VR are zero;
  // whatever else they hold goes.
  void keep_head(const element_header& header) {
    if (header.reserved != 0) [[unlikely]]
      zero_reserved(header.offset);
  }

  [[gnu::noinline]] void zero_reserved(std::uint64_t at) {
    emit(at + 6);
    out_.append("\0\0", 2);
    run_ = at + 8;
  }

  // --------------------------------------------------------------- the walk

  // Walks the elements of a data set or item; returns where they end.
  std::uint64_t walk(open_item& here, std::uint64_t at) {
    here.begin_in_output = target_of(at);
    std::int64_t latest = -1;
    element_header header;
    while (here.is_delimited || at < here.end) {
      if (here.top != nullptr && ends_before(at)) {
        skipping_.require_ended(header);
        break;
      }
      read_header(header, here, at);
      const tag id = header.id;
      if (id.group == item_tag.group) {
        if (ends_item(here, header)) break;
        refuse_delimiter(here, header);
      }
      const std::int64_t number = id.value();
      if (number <= latest) [[unlikely]]
        refuse_order(header, number == latest);
      latest = number;
      count_element(header, left_);
      if (here.top != nullptr) {
        look_at_top(here, header);
        if (number >= next_mark_) [[unlikely]]
          if (const std::uint64_t behind = mark_at(here, header)) {
            at = behind;
            continue;
          }
      }
      const std::uint64_t next = header.value_offset + header.length;
      if (!id.is_private() && !id.is_group_length()) {
        const rule_cache::entry& known = rules_.find(id);
        if ((here.which == reach::private_elements ||
             (!known.is_met && !known.by_vr.concerns(header.written))) &&
            id != specific_character_set) {
          if (header.length != undefined_length && next <= here.end &&
              is_plain(header, known.is_known_sequence())) {
            if (header.length > undoubted_length) [[unlikely]]
              examine(here, header);
            if (!here.blocks.empty()) settle(here, at);
            ++rules_.counts().visited;
            keep_head(header);
            at = next;
            continue;
          }
          if (header.written == vr::SQ && (header.length == undefined_length || next <= here.end)) {
            if (!here.blocks.empty()) settle(here, at);
            ++rules_.counts().visited;
            if (header.length != 0) require_depth(here, header);
            at = sequence(
                here, header, here.form, here.which,
                [this](open_item& item, std::uint64_t begin) { return walk(item, begin); });
            continue;
          }
        }
      }
      at = met(here, header);
      if (here.taken) return at;
    }
    if (!here.blocks.empty()) settle(here, at);
    if (here.top != nullptr) put_marks(at, ~std::uint32_t{0}, here.form);
    return at;
  }

  // --------------------------------------------------------------- marks

  // The mark that comes next, from a number on.
  void await_mark(std::size_t from) {
    while (from < method_marks::tags.size() && !rules_.marks().minds(method_marks::tags[from]))
      ++from;
    mark_ = from;
    next_mark_ =
        from < method_marks::tags.size() ? std::int64_t{method_marks::tags[from].value()} : no_mark;
  }

  // Puts in what belongs before a tag.
  void put_marks(std::uint64_t at, std::uint32_t before, const encoding& form) {
    for (; next_mark_ < before; await_mark(mark_ + 1)) {
      if (!rules_.marks().wants(method_marks::tags[mark_])) continue;
      emit(at);
      out_.append(rules_.marks().encoded(method_marks::tags[mark_], form));
      new_marks_.push_back(method_marks::tags[mark_]);
    }
  }

  // At an element behind which the next mark does not belong.  Returns where the next element
  // begins, or 0 if this one has no mark.
  std::uint64_t mark_at(open_item& here, const element_header& header) {
    if (here.blocks.are_left(header.id)) settle(here, header.offset);
    put_marks(header.offset, header.id.value(), here.form);
    if (header.id.value() != next_mark_) return 0;
    await_mark(mark_ + 1);
    out_.relieve();
    const element_content content = content_of(here, header);
    const rule_cache::entry& known = rules_.find(header.id);
    // Of another VR than its own, whose rule acts on it before the mark is looked at.
    if (known.by_vr.concerns(header.written)) throw needs_dataset{};
    if (known.act) rules_.count(known);  // one that leaves it as it is
    ++rules_.counts().visited;
    return header.id == deidentification_method_codes ? mark_codes(here, header, content)
                                                      : mark_text(here, header, content);
  }

  std::uint64_t mark_text(const open_item& here, const element_header& header,
                          const element_content& content) {
    if (header.length == 0) {
      if (rules_.marks().wants(header.id)) return put_mark_for(here, header, content.end);
      keep_head(header);
      return content.end;
    }
    const bool is_foreign = method_marks::is_foreign(header.id, header.written);
    if (content.what != element_content::kind::bytes || is_foreign) throw needs_dataset{};
    const std::string_view before = value_of(header);
    if (may_hide(header) && starts_with_item(before)) throw needs_dataset{};
    const std::string_view text = without_padding(before);
    if (rules_.marks().depends_on_dates(header.id, text)) throw needs_dataset{};
    if (rules_.marks().contradicts(header.id, text)) {
      has_changed_mark_ = true;
      return cut(header.offset, content.end);
    }
    std::optional<std::string> after;
    if (rules_.marks().wants(header.id)) after = rules_.marks().renewed(header.id, text);
    if (!after) {
      keep_head(header);
      return content.end;
    }
    if (after->size() % 2 != 0) after->push_back(' ');
    has_changed_mark_ = true;
    emit(header.offset);
    after->copy(put_head(header, after->size(), here.form), after->size());
    run_ = content.end;
    return content.end;
  }

  // In place of an element without a value.
  std::uint64_t put_mark_for(const open_item& here, const element_header& header,
                             std::uint64_t end) {
    has_changed_mark_ = true;
    emit(header.offset);
    out_.append(rules_.marks().encoded(header.id, here.form));
    run_ = end;
    return end;
  }

  // Such a code meets the rule of its VR, and is another one afterwards.
  static bool has_codes_of_another_vr(gdcm::SequenceOfItems& items) {
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
      for (const gdcm::DataElement& one : items.GetItem(i).GetNestedDataSet().GetDES()) {
        const std::optional<vr> written = from_gdcm(one.GetVR());
        if (written && identifies_by_vr(*written)) return true;
      }
    return false;
  }

  std::uint64_t mark_codes(open_item& here, const element_header& header,
                           const element_content& content) {
    // Codes that a rule changes can be compared in memory only.
    const bool is_ruled = rules_.find(code_value).act || rules_.find(coding_scheme_designator).act;
    if (content.what != element_content::kind::items || is_ruled) throw needs_dataset{};
    gdcm::DataSet alone;
    source again(in_.store());
    const std::uint64_t end =
        skipping_.parse_element(header, here.end, here.form, here.scope.depth());
    read_into(alone, again, header.offset, end, false, here);
    gdcm::DataElement raw = *alone.GetDES().begin();
    reveal_items(raw, bounds_);
    gdcm::SequenceOfItems* const items = items_of(raw);
    if (items != nullptr && has_codes_of_another_vr(*items)) throw needs_dataset{};
    if (items != nullptr && rules_.marks().contradicts_any(*items)) throw needs_dataset{};
    if (items == nullptr || items->GetNumberOfItems() == 0) {
      if (rules_.marks().wants(header.id)) return put_mark_for(here, header, end);
      return left_alone(here, header, content, here.which, nullptr);
    }
    const std::vector<method_code> missing =
        rules_.marks().missing_from(items);  // none if unwanted
    if (!missing.empty()) has_changed_mark_ = true;
    const std::string added =
        missing.empty() ? std::string() : method_marks::encoded_items(missing, content.form);
    require_depth(here, header);
    return sequence(
        here, header, content.form, here.which,
        [this](open_item& item, std::uint64_t begin) { return walk(item, begin); }, added);
  }

  // Whether nothing but NULs is left of the data set.
  bool ends_before(std::uint64_t at) {
    make_ready(at);
    return in_.view(at, 1)[0] == 0 && skipping_.is_filling(at);
  }

  // Whether the value is certainly one, and no items in disguise.
  [[nodiscard]] bool is_plain(const element_header& header, bool is_known_sequence) const noexcept {
    if (header.written && *header.written != vr::UN)
      return *header.written != vr::SQ && !is_known_sequence;
    if (is_known_sequence) return false;
    if (header.length < 4) return true;
    const std::uint64_t held_from = in_.held_from();
    if (header.value_offset < held_from || header.value_offset + 4 > held_from + in_.held())
      return false;  // who knows
    const auto first = load<std::uint32_t>(in_.held_bytes() + (header.value_offset - held_from));
    return first != 0xE000FFFEU && first != 0x00E0FEFFU;
  }

  static bool ends_item(const open_item& here, const element_header& header) noexcept {
    return here.is_delimited && header.id == item_delimitation &&
           parser<ignoring_handler>::is_empty_delimiter(header);
  }

  // A delimiter that is passed: one of undefined length gets none, as PS3.5 wants it.  In file meta
  // information sequences are bytes to the other walk until a rule changes them.
  void pass_delimiter(std::uint64_t at) {
    if (in_.view(at + 4, 1)[0] == 0) [[likely]]
      return;
    if (is_in_meta_) throw needs_dataset{};
    emit(at + 4);
    out_.append("\0\0\0\0", 4);
    run_ = at + 8;
  }

  [[noreturn]] static void refuse_delimiter(const open_item& here, const element_header& header) {
    const bool is_end = here.is_delimited && header.id == item_delimitation;
    throw error(errc::malformed,
                is_end ? "a delimiter with a length" : "an item or delimiter outside a sequence")
        .at(header.id)
        .at_offset(header.offset);
  }

  // Rules may ask for these at elements that stand before them.  What is wrong with the data the
  // walk will find again.
  void look_ahead(const open_item& here, std::uint64_t at) {
    const encoding& form = here.form;
    const bool wants_patient = shared_.pseudonyms != nullptr;
    const tag least = rules_.chooses_by_iod() ? studies_containing_other_instances
                                              : private_data_element_characteristics;
    patient_finder patient;
    try {
      while (at < in_.size()) {
        const element_header header = skipping_.read_header(at, in_.size(), form);
        if (header.id > least && (!wants_patient || patient.is_done_at(header.id))) break;
        if (header.id == referenced_series_sequence ||
            header.id == studies_containing_other_instances)
          facts_.lists_references = rules_.chooses_by_iod();
        if (header.id == private_data_element_characteristics) {
          look_at_declarations(header, form);
        } else if (header.length != undefined_length) {
          require_short_uid(header);
          if (header.id == sop_class_uid)
            facts_.sop_class_uid = without_padding(text_ahead(header));
          else if (wants_patient && is_any_of(header.id, patient_finder::tags))
            patient.meet(header.id, text_ahead(header));
        }
        at = behind(header, form, in_.size(), 0);
      }
    } catch (const error&) {  // see above
    }
    facts_.patient = patient.result();
    // Its records refer to places in the file, which are known when it is written.
    if (facts_.sop_class_uid == media_storage_directory_storage) throw needs_dataset{};
  }

  static bool is_any_of(tag id, const std::array<tag, 4>& tags) noexcept {
    return std::find(tags.begin(), tags.end(), id) != tags.end();
  }

  // Where the next element begins; nothing has been done with this one yet.
  std::uint64_t behind(const element_header& header, const encoding& form, std::uint64_t end,
                       unsigned depth) {
    return header.length != undefined_length ? header.value_offset + header.length
                                             : skipping_.parse_element(header, end, form, depth);
  }

  std::string text_ahead(const element_header& header) {
    const auto bytes = in_.view(header.value_offset, header.length);
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (header.big_endian && header.written) swap_bytes(text, swap_unit(*header.written));
    return text;
  }

  // See element_access::ahead.
  std::string value_ahead(const open_item& here, const element_header& from, tag id) {
    if (id <= from.id) return {};
    try {
      const unsigned depth = here.scope.depth();
      std::uint64_t at = behind(from, here.form, here.end, depth);
      while (at < here.end) {
        const element_header header = skipping_.read_header(at, here.end, here.form);
        if (header.id == id && header.length != undefined_length &&
            header.length <= here.end - header.value_offset)
          return text_ahead(header);
        if (header.id >= id) return {};  // a delimiter, too
        at = behind(header, here.form, here.end, depth);
      }
    } catch (const error&) {  // the walk will find it again
    }
    return {};
  }

  // At the top level.
  void look_at_top(open_item& here, const element_header& header) {
    const tag id = header.id;
    // Written in order it would be taken for a part of the file meta information.
    if (id.group == 0x0002)
      throw error(errc::malformed, "an element of the file meta information in the data set")
          .at(id)
          .at_offset(header.offset);
    if (pixel_cells::concern(id)) look_at_cells(here, header);
    if (is_pixel_data(id) && header.length != 0) {
      std::optional<std::uint64_t> native;
      if (header.length != undefined_length) native = header.length;
      if (has_remains(rules_, cells_, id, native, pixels_)) {
        const rule_cache::entry& known = rules_.find(id);
        if (known.act || known.by_vr.concerns(header.written) || !native ||
            !is_plain(header, false) ||
            !cells_.may_hide_behind(*native, pixels_ != native_pixels::none) ||
            !planes_that_go(rules_, cells_).empty())
          throw needs_dataset{};
        is_unclean_ = true;  // it stays as it is, and that is all that can be said
      }
    }
    if (!is_settled_ && id > sop_instance_uid) settle_identity(here);
    if (id == sop_class_uid || (id == sop_instance_uid)) {
      require_short_uid(header);
      if (header.length == undefined_length || header.length > here.end - header.value_offset)
        return;
      std::string text(value_of(header));
      if (header.big_endian && header.written) swap_bytes(text, swap_unit(*header.written));
      text.resize(without_padding(text).size());
      if (id == sop_class_uid)
        here.top->sop_class_uid = std::move(text);
      else
        here.top->sop_instance_uid = here.top->sop_instance_uid_before = std::move(text);
    }
  }

  // What pixel data may hold besides pixels.
  void look_at_cells(const open_item& here, const element_header& header) {
    if (header.length == undefined_length || header.length > here.end - header.value_offset) return;
    const std::string_view value =
        part_of(header, std::min<std::size_t>(header.length, pixel_cells::enough));
    const std::size_t unit = header.big_endian && header.written ? swap_unit(*header.written) : 1;
    if (unit == 1) return cells_.meet(header.id, value, header.written);
    std::string swapped(value);
    swap_bytes(swapped, unit);
    cells_.meet(header.id, swapped, header.written);
  }

  // They may hold for elements before them, in an odd group below 0008 or in items.
  void look_at_declarations(const element_header& header, const encoding& form) {
    source again(in_.store());
    declaration_reader items(facts_.declared, again, bounds_);
    parser<declaration_reader>(again, bounds_, items).parse_element(header, in_.size(), form, 0);
  }

  void settle_identity(open_item& here) {
    (*settled_)(*here.top);
    is_settled_ = true;
  }

  // An element that is not simply left as it is; returns where the next one begins.
  std::uint64_t met(open_item& here, const element_header& header) {
    out_.relieve();
    const element_content content = content_of(here, header);
    const tag id = header.id;
    if (here.blocks.are_left(id)) settle(here, header.offset);
    if (id.is_group_length()) {  // retired, and stale after any change
      rules_.counts().count("delete");
      return cut(header.offset, end_of(here, header, content));
    }
    // Of file meta information in an item: nobody reads it there, and a profile has no rules for
    // it.
    if (id.group == 0x0002 && here.which == reach::all_elements && here.scope.depth() > 0 &&
        rules_.find(id).is_of_meta) {
      ++rules_.counts().visited;
      rules_.counts().count("delete");
      return cut(header.offset, end_of(here, header, content));
    }
    if (id == specific_character_set)
      here.scope.declare(content.what == element_content::kind::bytes
                             ? without_padding(value_of(header))
                             : std::string_view());
    if (id.is_private_creator() && content.what == element_content::kind::bytes &&
        header.length <= longest_creator) {
      const std::string_view text = value_of(header);
      if (detail::is_creator(id, header.written, false, text))
        return open_block(here, header, content, without_padding(text));
    }
    ++rules_.counts().visited;
    private_block* const block = id.is_private() ? here.blocks.meet(id) : nullptr;
    const element_key key(id, block == nullptr ? std::string_view() : block->name);
    if (here.which == reach::all_elements || id.is_private()) {
      const rule_cache::entry& known = rules_.find(key, block == nullptr ? 0 : block->number);
      const bool may_meet_vr = here.which == reach::all_elements && known.meets_vr &&
                               known.by_vr.concerns(header.written);
      if (known.act) rules_.count(known);
      if (known.act || may_meet_vr)
        return acted_on(here, header, content, key, known, block, may_meet_vr);
      if (known.is_watched) {
        place at(*this, here, header, content);
        const element handle(at, key, known.known);
        witness(known, handle, here.scope.facts()).conclude(rules_, handle, {}, false);
      }
    }
    return left_alone(here, header, content, here.which, block);
  }

  std::uint64_t acted_on(open_item& here, const element_header& header,
                         const element_content& content, const element_key& key,
                         const rule_cache::entry& known, private_block* block, bool may_meet_vr) {
    const rule_cache::entry met = known;  // the cache may forget it
    place at(*this, here, header, content);
    element handle(at, key, met.known);
    const witness seen(met, handle, here.scope.facts());
    const bool guards_items = seen.guards_items(rules_, handle);
    if (met.act) apply(met.act, handle);
    const bool is_left = may_meet_vr && !here.taken && !handle.changed();
    const bool has_met_vr = is_left && apply_rule_of_vr(rules_, at, handle).has_value();
    seen.conclude(rules_, handle, met.act, has_met_vr);
    if (guards_items && handle.changed()) {
      const facts_for_rules& facts = *here.scope.facts();
      facts.found.broken = static_cast<std::uint16_t>(
          facts.found.broken | promises_at(here, header).broken(handle.keeps_promises()));
    }
    const reach inner = handle.skips_items() ? reach::private_elements : here.which;
    if (here.taken) return finish_taken(here, key, inner);
    if (at.became() == place::fate::untouched)
      return left_alone(here, header, content, inner, block);

    if (here.top != nullptr) note_identity(here, at);
    const std::uint64_t next = at.passed_to() != 0 ? at.passed_to() : end_of(here, header, content);
    run_ = next;
    switch (at.became()) {
      case place::fate::removed: return next;
      case place::fate::has_new_items: {
        if (inner == reach::private_elements && visited_.is_simple) {
          rules_.counts().visited += visited_.elements;  // no private ones among them
          break;
        }
        source items(at.new_items());
        out_.rewind(at.begin_in_output());
        byte_walk again(*this, items, out_);
        open_item around(here.scope, here.form, items.size(), false, here.which);
        element_header renewed;
        again.read_header(renewed, around, 0);
        again.emit(again.sequence(
            around, renewed, content.form, inner,
            [&](open_item& item, std::uint64_t begin) { return again.walk(item, begin); }));
        break;
      }
      case place::fate::written:
        if (!may_hide(header)) break;
        if (is_sequence(header))
          throw error(errc::malformed, "a sequence whose items cannot be read").at(header.id);
        if (starts_with_item(at.bytes())) {
          // Perhaps a sequence, perhaps with a name in it, and nobody can read it.
          at.remove();
          if (here.top != nullptr) note_identity(here, at);
          rules_.counts().count("delete");
          return next;
        }
        break;
      default: break;
    }
    if (block != nullptr) block->has_elements = true;
    return next;
  }

  // What options promise to keep in the items of an element.
  promises promises_at(const open_item& here, const element_header& header) {
    promise_handler handler(rules_);
    source again(in_.store());
    try {
      parser<promise_handler>(again, bounds_, handler)
          .parse_element(header, here.end, here.form, here.scope.depth());
    } catch (const error&) {  // the walk will find it again
    }
    return handler.found();
  }

  // An element that no action changed: its items, and what nobody can read.
  std::uint64_t left_alone(open_item& here, const element_header& header,
                           const element_content& content, reach inner, private_block* block) {
    if (content.what == element_content::kind::bytes && !content.is_unloaded && may_hide(header) &&
        header.length >= 4 && starts_with_item(part_of(header, 4))) {
      rules_.counts().count("delete");
      return cut(header.offset, content.end);
    }
    if (content.what == element_content::kind::bytes && !content.is_unloaded && header.written &&
        (inner == reach::all_elements || header.id.is_private()) && seems_disguised(header)) {
      rules_.counts().count("delete");
      return cut(header.offset, content.end);
    }
    if (block != nullptr) block->has_elements = true;
    if (content.what != element_content::kind::items) {
      keep_head(header);
      return content.end;
    }
    if (header.length != 0) require_depth(here, header);
    return sequence(here, header, content.form, inner,
                    [this](open_item& item, std::uint64_t at) { return walk(item, at); });
  }

  // As is_disguised has it.
  bool seems_disguised(const element_header& header) {
    if (may_hide(header) || header.length == 0 || rules_.rules().assessment().base == nullptr)
      return false;
    const std::string_view first = part_of(header, std::min<std::size_t>(header.length, 8));
    const std::size_t unit = header.big_endian ? swap_unit(*header.written) : 1;
    if (unit == 1) return is_disguised(header.id, *header.written, first);
    std::string swapped(first);
    swap_bytes(swapped, unit);
    return is_disguised(header.id, *header.written, swapped);
  }

  // The items of a sequence; walk_item(item, begin) returns where the elements of one end.
  // What is added comes behind them, encoded.
  template <class WalkItem>
  std::uint64_t sequence(open_item& here, const element_header& header, const encoding& form,
                         reach which, const WalkItem& walk_item, std::string_view added = {}) {
    keep_head(header);
    const bool is_defined = header.length != undefined_length;
    const std::uint64_t end = is_defined ? header.value_offset + header.length : here.end;
    const std::uint64_t begin_in_output = target_of(header.value_offset);
    std::uint64_t at = header.value_offset;
    open_item inside(here.scope, form, end, false, which);
    while (!is_defined || at < end) {
      element_header head;
      read_header(head, inside, at);
      if (head.id == sequence_delimitation && (!is_defined || head.value_offset == end)) {
        if (!parser<ignoring_handler>::is_empty_delimiter(head)) refuse_length(head);
        if (!added.empty()) {
          emit(at);
          out_.append(added);
          added = {};
        }
        pass_delimiter(at);
        at = head.value_offset;
        break;
      }
      if (head.id != item_tag)
        throw error(errc::malformed, "no item where the sequence has one")
            .at(header.id)
            .at_offset(head.offset);
      require_depth(here, header);
      const bool is_closed = head.length != undefined_length;
      if (is_closed && head.length > end - head.value_offset)
        throw error(errc::truncated, "an item reaches beyond the end of its sequence")
            .at(header.id)
            .at_offset(head.offset);
      count_element(head, left_);
      const std::uint64_t item_in_output = target_of(head.value_offset);
      enclosing_items scope(enclosing_items::inside{here.scope, header.id});
      open_item item(scope, form, is_closed ? head.value_offset + head.length : end, !is_closed,
                     which);
      at = walk_item(item, head.value_offset);
      if (is_closed) {
        const std::uint64_t length = target_of(at) - item_in_output;
        if (length != head.length) renew_length(item_in_output - 4, length, form, header.id);
      } else {
        pass_delimiter(at);  // which the walk has looked at
        at += 8;
      }
    }
    if (is_defined) {
      if (!added.empty()) {
        emit(at);
        out_.append(added);
      }
      const std::uint64_t length = target_of(at) - begin_in_output;
      if (length != header.length) renew_length(begin_in_output - 4, length, here.form, header.id);
    }
    return at;
  }

  // Before entering the items of an element.
  void require_depth(const open_item& here, const element_header& header) const {
    if (here.scope.depth() >= bounds_.depth)
      throw error(errc::too_deep, "sequences are nested too deep")
          .at(header.id)
          .at_offset(header.offset);
  }

  [[noreturn]] static void refuse_length(const element_header& delimiter) {
    throw error(errc::malformed, "a delimiter with a length")
        .at(delimiter.id)
        .at_offset(delimiter.offset);
  }

  // --------------------------------------------------------------- parts of the walk

  static bool may_hide(const element_header& header) noexcept {
    return !is_known_by_vr(header) || *header.written == vr::SQ;
  }

  // Whether the VR is what is written, whatever the dictionary says.
  static bool is_known_by_vr(const element_header& header) noexcept {
    return header.written && *header.written != vr::UN;
  }

  static bool is_sequence(const element_header& header) noexcept {
    return header.written == vr::SQ || parser<ignoring_handler>::is_known_sequence(header.id);
  }

  // Leaves out what stands between two offsets.
  std::uint64_t cut(std::uint64_t from, std::uint64_t to) {
    emit(from);
    run_ = to;
    return to;
  }

  [[gnu::always_inline]] element_content content_of(const open_item& here,
                                                    const element_header& header) {
    if (!may_hide(header) && here.top == nullptr && header.length <= undoubted_length &&
        header.length <= here.end - header.value_offset && !header.id.is_group_length()) [[likely]]
      return {element_content::kind::bytes, {}, header.value_offset + header.length, false};
    return content_of_any(here, header);
  }

  [[gnu::noinline]] element_content content_of_any(const open_item& here,
                                                   const element_header& header) {
    element_content content;
    using kind = element_content::kind;
    if (header.length == undefined_length) {
      examine(here, header);
      if (header.id == pixel_data_tag && header.written != vr::UN && header.written != vr::SQ) {
        content.what = kind::fragments;
        content.is_unloaded = true;
        content.end = skipping_.parse_fragments(header, here.end, here.form);
      } else if (!header.written || header.written == vr::SQ) {
        content.what = kind::items;
        content.form = here.form;
      } else if (header.written == vr::UN) {  // PS3.5 section 6.2.2 note 4
        content.what = kind::items;
        content.form = {.explicit_vr = false, .big_endian = false, .deflated = false};
      } else {
        throw error(errc::malformed,
                    fmt::format("VR {} has no undefined length", to_string(*header.written)))
            .at(header.id)
            .at_offset(header.offset);
      }
      return content;
    }
    if (header.length > here.end - header.value_offset)
      throw error(errc::truncated, "the value reaches beyond the end of the data around it")
          .at(header.id)
          .at_offset(header.offset);
    examine(here, header);
    content.end = header.value_offset + header.length;
    content.is_unloaded = here.top != nullptr && is_pixel_data(header.id);
    if (header.written && *header.written != vr::UN && *header.written != vr::SQ) return content;
    const bool is_known = !header.id.is_private() && rules_.find(header.id).is_known_sequence();
    if (header.written == vr::SQ || (!header.written && is_known)) {
      content.what = kind::items;
      content.form = here.form;
    } else if (is_known || !is_plain(header, false)) {
      if (const std::optional<encoding> inner =
              skipping_.hidden_items(header, here.scope.depth())) {
        content.what = kind::items;
        content.form = *inner;
      }
    }
    return content;
  }

  // What an action wrote is its own affair, and file meta information that of whoever laid it out.
  void examine(const open_item& here, const element_header& header) {
    if (examines_ && !is_meta(here)) skipping_.require_sound(header, here.end);
  }

  static bool is_meta(const open_item& here) noexcept {
    return here.top == nullptr && here.scope.depth() == 0;
  }

  // Where an element ends whose value goes; what is in it must be sound all the same.
  std::uint64_t end_of(const open_item& here, const element_header& header,
                       const element_content& content) {
    if (content.what != element_content::kind::items) return content.end;
    // In file meta information nothing is taken for items before its turn comes.
    if (is_meta(here) && header.length != undefined_length) return content.end;
    checking_handler checks(left_);
    parser<checking_handler> checking(in_, bounds_, checks);
    if (!examines_) checking.trust_lengths();
    return checking.parse_element(header, here.end, here.form, here.scope.depth());
  }

  bool has_items(const open_item& here, const element_header& header, const encoding& form) {
    // A defined length may hold a delimiter alone.
    if (header.length != undefined_length && header.length != 8) return header.length != 0;
    return skipping_.read_header(header.value_offset, here.end, form).id == item_tag;
  }

  // The bytes of an element, head included.
  std::string copy_of(const open_item& here, const element_header& header) {
    const std::uint64_t end =
        skipping_.parse_element(header, here.end, here.form, here.scope.depth());
    std::string bytes(static_cast<std::size_t>(end - header.offset), '\0');
    in_.store()->read(header.offset, bytes.data(), bytes.size());
    return bytes;
  }

  void note_identity(open_item& here, const place& at) {
    const tag id = at.header().id;
    if (id == sop_class_uid)
      here.top->sop_class_uid = without_padding(at.bytes());
    else if (id == sop_instance_uid)
      here.top->sop_instance_uid = without_padding(at.bytes());
  }

  // Its elements need a creator to be recognised, and then decide whether it stays.
  std::uint64_t open_block(open_item& here, const element_header& header,
                           const element_content& content, std::string_view name) {
    private_block& block = here.blocks.open(header.id, name, rules_.number_of(name));
    emit(header.offset);
    block.begin = out_.position();
    out_.hold();
    keep_head(header);
    emit(content.end);
    block.end = out_.position();
    return content.end;
  }

  // A creator stays as it is while an element of its block is left and goes with the last one.
  void settle(open_item& here, std::uint64_t at) {
    emit(at);
    const std::vector<private_block>& blocks = here.blocks.all();
    std::vector<byte_output::piece> gone;
    for (const private_block& block : blocks) {
      ++rules_.counts().visited;
      if (block.has_elements) continue;
      if (is_creator_left(rules_.rules(), block)) continue;
      gone.push_back({block.begin, block.end});
      rules_.counts().count("delete");
    }
    out_.erase(gone);
    out_.release(blocks.size());
    here.blocks.close();
  }

  // --------------------------------------------------------------- data sets in memory

  // Reads elements up to an end or a delimiter; returns where they end.
  std::uint64_t read_into(gdcm::DataSet& dataset, source& in, std::uint64_t at, std::uint64_t end,
                          bool is_delimited, const open_item& like) {
    dataset_builder builder(dataset, in, bounds_, like.top == nullptr);
    if (is_meta(like)) {  // in which nothing is taken for items before its turn comes
      parser<ignoring_handler> reading(in, bounds_, nobody_);
      while (at < end) {
        const element_header header = reading.read_header(at, end, like.form);
        builder.value(header);
        at = header.value_offset + header.length;
      }
      return at;
    }
    parser<dataset_builder> reading(in, bounds_, builder);
    if (!examines_) reading.trust_lengths();
    return reading.parse_item(at, end, is_delimited, like.form, like.scope.depth());
  }

  // What has not been walked yet; returns where it ends.
  std::uint64_t read_rest(gdcm::DataSet& rest, source& in, const open_item& here,
                          std::uint64_t at) {
    if (here.top == nullptr) return read_into(rest, in, at, here.end, here.is_delimited, here);
    dataset_builder builder(rest, in, bounds_);
    parser<dataset_builder>(in, bounds_, builder).parse_dataset(at, here.form);
    return in_.size();
  }

  // Makes a gdcm::DataSet of the data set or item in hand: of what has been written and what has
  // not been read yet.
  void take(open_item& here, place& at) {
    const element_header& header = at.header();
    auto made = std::make_unique<in_memory>();
    gdcm::DataSet rest;
    source again(in_.store());
    try {
      made->end = read_rest(rest, again, here, header.offset);
    } catch (const error&) {
      throw needs_dataset{};  // which tells of it without the action that came across it
    }
    if (tag(rest.GetDES().begin()->GetTag()) != header.id) throw needs_dataset{};
    if (here.top != nullptr && here.top->sop_instance_uid_before.empty()) {
      if (const gdcm::DataElement* uid = find_raw(rest, sop_instance_uid))
        here.top->sop_instance_uid_before = without_padding(bytes_of(*uid));
    }
    if (here.top != nullptr && (has_changed_mark_ || is_unclean_)) throw needs_dataset{};
    if (here.top != nullptr) require_no_remains(rest);
    at.put_into(rest);
    at.withdraw();
    run_ = header.offset;
    out_.release(here.blocks.all().size());
    byte_output::taken before = out_.take_back(here.begin_in_output);
    try {
      read_into(made->dataset, before.bytes, before.offset, before.bytes.size(), false, here);
    } catch (const error&) {
      throw needs_dataset{};  // what an action made can be written, but not be read
    }
    // Marks come when every rule has been applied.
    if (here.top != nullptr)
      for (const tag id : new_marks_) made->dataset.GetDES().erase(gdcm::DataElement(id));
    made->file = std::move(before.file);
    made->dataset.GetDES().merge(rest.GetDES());
    made->scope.emplace(made->dataset, enclosing_items::same{here.scope},
                        header.id < specific_character_set);
    if (gdcm::DataElement* raw = find_raw(made->dataset, header.id)) reveal_items(*raw, bounds_);
    made->place.emplace(*made->scope, header.id);
    here.taken = std::move(made);
  }

  // Of a data set that is taken and written from memory.
  void require_no_remains(const gdcm::DataSet& rest) {
    for (const gdcm::DataElement& one : rest.GetDES())
      if (pixel_cells::concern(one.GetTag()))
        cells_.meet(one.GetTag(), bytes_of(one).substr(0, pixel_cells::enough),
                    from_gdcm(one.GetVR()));
    for (const gdcm::DataElement& one : rest.GetDES()) {
      const deferred_value* const pixels = deferred_of(one);
      if (pixels == nullptr) continue;
      std::optional<std::uint64_t> native;
      if (!pixels->is_encapsulated()) native = pixels->size();
      if (has_remains(rules_, cells_, one.GetTag(), native, pixels_)) throw needs_dataset{};
    }
  }

  // The rest of a data set that was taken, after the action that took it; returns where it ends.
  std::uint64_t finish_taken(open_item& here, const element_key& key, reach inner) {
    dataset_walk walker(rules_, shared_, changed_lengths::kept_in_form, bounds_);
    walker.resume(*here.taken->scope, *here.taken->place, key, inner, here.blocks, here.which);
    return put_taken(here);
  }

  std::uint64_t put_taken(open_item& here) {
    in_memory& taken = *here.taken;
    if (here.top != nullptr) {
      const auto text = [&](tag id) {
        const gdcm::DataElement* raw = find_raw(taken.dataset, id);
        return std::string(raw == nullptr ? std::string_view() : without_padding(bytes_of(*raw)));
      };
      here.top->sop_class_uid = text(sop_class_uid);
      here.top->sop_instance_uid = text(sop_instance_uid);
      rules_.marks().put_into(taken.dataset, true, bounds_, facts_.found);
      next_mark_ = no_mark;
      // Bytes that went to the file before do so again.
      settle_identity(here);
    }
    put_dataset(taken.dataset, here.form);
    run_ = taken.end;
    return taken.end;
  }

  void put_dataset(const gdcm::DataSet& dataset, const encoding& form) {
    std::string bytes;
    dataset_encoder encoder(bytes);
    for (const gdcm::DataElement& one : dataset.GetDES()) {
      const deferred_value* const deferred = deferred_of(one);
      if (deferred != nullptr) {
        encoder.head_of(one, *deferred, form);
      } else {
        encoder.element(one, form);
      }
      out_.append(bytes);
      bytes.clear();
      if (deferred != nullptr) out_.copy(deferred->store(), deferred->offset(), deferred->size());
      out_.relieve();
    }
  }

  // One item for a visitor that takes data sets.
  std::uint64_t visit_item(open_item& item, std::uint64_t at, visitor_ref<gdcm::DataSet&> visit) {
    emit(at);
    visited_.is_simple = false;  // whatever the visitor puts there
    gdcm::DataSet dataset;
    source again(in_.store());
    run_ = read_into(dataset, again, at, item.end, item.is_delimited, item);
    visit(dataset);
    put_dataset(dataset, item.form);
    return run_;
  }

  // One item for a visitor that takes elements; no rule is asked.
  std::uint64_t visit_elements(open_item& item, std::uint64_t at, const dummy_by_vr* constants,
                               visitor_ref<element&> visit) {
    item.begin_in_output = target_of(at);
    std::int64_t latest = -1;
    while (item.is_delimited || at < item.end) {
      element_header header;
      read_header(header, item, at);
      if (header.id.group == item_tag.group) {
        if (ends_item(item, header)) break;
        refuse_delimiter(item, header);
      }
      const std::int64_t number = header.id.value();
      if (number <= latest) refuse_order(header, number == latest);
      latest = number;
      count_element(header, left_);
      if (constants != nullptr && put_constant(item, header, *constants)) {
        at = header.value_offset + header.length;
        continue;
      }
      const element_content content = content_of(item, header);
      if (header.id == specific_character_set && content.what == element_content::kind::bytes)
        item.scope.declare(without_padding(value_of(header)));
      if (item.blocks.are_left(header.id)) item.blocks.close();
      std::string_view creator;
      if (header.id.is_group_length()) visited_.is_simple = false;
      if (header.id.is_private()) {
        visited_.is_simple = false;
        if (const private_block* block = item.blocks.meet(header.id)) creator = block->name;
        if (header.id.is_private_creator() && content.what == element_content::kind::bytes &&
            header.length <= longest_creator) {
          const std::string_view text = value_of(header);
          if (is_creator(header.id, header.written, false, text))
            item.blocks.open(header.id, without_padding(text), 0);
        }
      }
      const element_key key(header.id, creator);
      place here(*this, item, header, content);
      element nested(here, key,
                     is_known_by_vr(header) || header.id.is_private()
                         ? nullptr
                         : rules_.find(header.id).known);
      visit(nested);
      if (item.taken) {
        visited_.is_simple = false;
        dataset_access::visit_all(*item.taken->scope, header.id, item.blocks, constants, visit);
        return put_taken(item);
      }
      note_visited(here, content);
      if (here.became() == place::fate::untouched) {
        keep_head(header);
        at = end_of(item, header, content);
      } else {
        at = here.passed_to() != 0 ? here.passed_to() : end_of(item, header, content);
        run_ = at;
      }
    }
    return at;
  }

  // Writes the value that all elements of a VR get, if there is one; what says how others are to be
  // read stays.
  bool put_constant(open_item& item, const element_header& header, const dummy_by_vr& constants) {
    const std::uint64_t end = header.value_offset + header.length;
    if (!is_known_by_vr(header) || !may_be_constant(header.id) ||
        header.length == undefined_length || end > item.end)
      return false;
    const std::string_view value = constants.find(*header.written);
    if (value.empty()) return false;
    examine(item, header);
    if (item.blocks.are_left(header.id)) item.blocks.close();
    ++visited_.elements;
    if (has_structural_terms(header.id) && is_structural_term(header.id, value_of(header))) {
      keep_head(header);
    } else {
      emit(header.offset);
      std::memcpy(put_head(header, value.size(), item.form), value.data(), value.size());
      run_ = end;
    }
    return true;
  }

  // Whether the rules for private elements would find anything to do here afterwards.
  void note_visited(const place& here, const element_content& content) {
    const element_state& now = here.look();
    if (!now.exists) return;
    ++visited_.elements;
    const bool is_left_alone = here.became() == place::fate::untouched;
    if (is_left_alone && content.what == element_content::kind::items) {
      visited_.is_simple = false;
    } else if (may_hide(here.header()) && now.value == element_state::held::bytes &&
               (is_sequence(here.header()) || starts_with_item(here.bytes()))) {
      visited_.is_simple = false;
    }
  }

  // What a visit of nested elements has come across.
  struct visited_elements {
    std::size_t level = 1;  // visits within visits
    std::size_t elements = 0;
    bool is_simple = true;  // neither private elements nor what may be items
  };

  static constexpr tag sop_class_uid{0x0008, 0x0016};
  static constexpr tag sop_instance_uid{0x0008, 0x0018};

  rule_cache& rules_;
  context& shared_;
  const limits& bounds_;
  source& in_;
  byte_output& out_;
  ignoring_handler nobody_;
  parser<ignoring_handler> skipping_;
  std::uint64_t left_;
  bool examines_ = true;
  bool is_in_meta_ = false;
  std::uint64_t run_ = 0;  // from here on the input has not been copied
  visitor_ref<const identity&>* settled_ = nullptr;
  bool is_settled_ = false;
  visited_elements visited_{0, 0, true};
  facts_for_rules facts_;
  pixel_cells cells_;
  native_pixels pixels_ = native_pixels::none;
  bool is_unclean_ = false;  // something may stand behind the pixels

  static constexpr std::int64_t no_mark = std::int64_t{1} << 32;
  std::size_t mark_ = 0;  // its place among method_marks::tags
  std::int64_t next_mark_ = no_mark;
  std::vector<tag> new_marks_;
  bool has_changed_mark_ = false;
};

}  // namespace dicom_anonymizer::detail
