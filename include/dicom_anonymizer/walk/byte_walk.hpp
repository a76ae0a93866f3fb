// SPDX-License-Identifier: BSD-3-Clause
// The walk over bytes: rewrites the bytes of a data set in one pass, without a gdcm::DataSet.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/dicomdir.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/after_rule.hpp>
#include <dicom_anonymizer/walk/byte_access.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/dataset_walk.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/frames_in_bytes.hpp>
#include <dicom_anonymizer/walk/item_judge.hpp>
#include <dicom_anonymizer/walk/item_sequence.hpp>
#include <dicom_anonymizer/walk/judged_items.hpp>
#include <dicom_anonymizer/walk/known_text_ahead.hpp>
#include <dicom_anonymizer/walk/look_ahead.hpp>
#include <dicom_anonymizer/walk/marks_in_bytes.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/taken_item.hpp>
#include <dicom_anonymizer/walk/whole_dataset.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

class byte_walk {
 public:
  using identity = dataset_identity;

  byte_walk(rule_cache& rules, context& shared, const limits& bounds, source& in, byte_output& out)
      : pass_(rules, in, out, bounds), shared_(shared) {}
  byte_walk(const byte_walk&) = delete;
  byte_walk& operator=(const byte_walk&) = delete;

  // Of elements that were put in order the last one was looked at where it stood.
  void trust_end() noexcept { is_end_trusted_ = true; }

  // The elements of the file meta information in [begin, end).
  void rewrite_meta(std::uint64_t begin, std::uint64_t end) {
    enclosing_items scope(shared_, run().bounds());
    scope.tell(rules().changes());
    open_item here(scope, encoding{}, end, false, reach::all_elements);
    run().skip_to(begin);
    run().emit(walk(here, begin));
  }

  // A data set from an offset to the end of the source.  Calls settled(identity) when it is known,
  // and again if an action changed the data set after that: what has been written is then written
  // anew.
  // What file meta information calls the SOP Class counts where the data set does not say it.
  identity rewrite_dataset(std::uint64_t begin, const encoding& form,
                           visitor_ref<const identity&> settled, std::string_view transfer_syntax,
                           std::string_view sop_class_in_meta) {
    whole_dataset whole(run(), rules(), settled, transfer_syntax);
    facts_for_rules& facts = whole.facts();
    enclosing_items scope(shared_, run().bounds(), &facts);
    scope.tell(rules().changes());
    open_item here(scope, form, run().in().size(), false, reach::all_elements);
    here.top = &whole;
    look_ahead(run()).find(facts, begin, form,
                           {shared_.pseudonyms != nullptr, rules().chooses_by_iod()});
    if (facts.sop_class_uid.empty()) facts.sop_class_uid = sop_class_in_meta;
    // Its records refer to places in the file, which are known when it is written.
    if (facts.sop_class_uid == media_storage_directory_storage) throw needs_dataset{};
    rules().meet_sop_class(facts.sop_class_uid);
    rules().answer_for(facts);
    if (rules().rules().needs_known_values())
      facts.texts = known_text_ahead(run().in(), begin, form, rules(), shared_, run().bounds());
    run().skip_to(begin);
    whole.begin(begin, form);
    run().emit(walk(here, begin));
    whole.conclude(shared_);
    return whole.identity();
  }

 private:
  // For items that an action wrote.
  byte_walk(const byte_walk& around, source& in)
      : pass_(around.pass_, in), shared_(around.shared_) {}

  [[nodiscard]] byte_run& run() noexcept { return pass_.run; }
  [[nodiscard]] rule_cache& rules() noexcept { return pass_.rules; }

  // Walks the elements of a data set or item; returns where they end.
  std::uint64_t walk(open_item& here, std::uint64_t at) {
    here.begin_in_output = run().target_of(at);
    std::int64_t latest = -1;
    element_header header;
    while (here.is_delimited || at < here.end) {
      if (here.top != nullptr && run().ends_before(at)) {
        if (!is_end_trusted_) run().heads().require_ended(header);
        break;
      }
      run().read_header(header, at, here.end, here.form);
      const tag id = header.id;
      if (id.group == item_tag.group) {
        if (here.is_ended_by(header)) break;
        refuse_delimiter(here, header);
      }
      const std::int64_t number = id.value();
      if (number <= latest) [[unlikely]]
        refuse_order(header, number == latest);
      latest = number;
      run().count(header);
      if (here.top != nullptr) {
        here.top->look_at(here, header);
        if (number >= here.top->marks().next()) [[unlikely]]
          if (const std::uint64_t behind = mark_at(here, header)) {
            at = behind;
            continue;
          }
      }
      const std::uint64_t next = header.value_offset + header.length;
      if (!id.is_private() && !id.is_group_length()) {
        const rule_cache::entry& known = rules().find(id);
        if (is_without_rule(known, here.which, header.written) && id != specific_character_set) {
          if (header.length != undefined_length && next <= here.end &&
              is_plain(run(), header, known.is_known_sequence())) {
            if (header.length > undoubted_length) [[unlikely]]
              pass_.contents.examine(here, header);
            if (!here.blocks.empty()) settle(here, at);
            ++rules().counts().visited;
            run().keep_head(header);
            at = next;
            continue;
          }
          if (header.written == vr::SQ && !here.is_meta() &&
              (header.length == undefined_length || next <= here.end)) {
            if (!here.blocks.empty()) settle(here, at);
            ++rules().counts().visited;
            if (header.length != 0) require_depth(here, header);
            at = walk_items(
                run(), here, header, here.form, here.which,
                [this](open_item& item, std::uint64_t begin) { return walk(item, begin); });
            continue;
          }
        }
      }
      at = met(here, header);
      if (here.taken) return at;
    }
    if (!here.blocks.empty()) settle(here, at);
    if (here.top != nullptr) {
      if (at >= here.end && !is_end_trusted_) run().heads().require_own_value(header);
      here.top->marks().put_rest(at, here.form);
    }
    return at;
  }

  // At an element behind which the next mark does not belong.  Returns where the next element
  // begins, or 0 if this one has no mark.
  std::uint64_t mark_at(open_item& here, const element_header& header) {
    marks_in_bytes& marks = here.top->marks();
    if (here.blocks.are_left(header.id)) settle(here, header.offset);
    marks.put_before(header.offset, header.id.value(), here.form);
    if (!marks.meets(header)) return 0;
    run().out().relieve();
    const element_content content = pass_.contents.of(here, header);
    const rule_cache::entry& known = rules().find(header.id);
    // Of another VR than its own, whose rule acts on it before the mark is looked at.
    if (known.by_vr.concerns(header.written)) throw needs_dataset{};
    if (known.act && known.act.leaves() != residue::whole) throw needs_dataset{};
    if (known.act) rules().count(known);  // one that leaves it as it is
    ++rules().counts().visited;
    if (header.id != deidentification_method_codes) return marks.renew_text(here, header, content);
    const marks_in_bytes::codes codes = marks.renew_codes(here, header, content);
    if (codes.end) return *codes.end;
    if (codes.is_left) return left_alone(here, header, content, here.which, nullptr);
    require_depth(here, header);
    const auto walk_item = [this](open_item& item, std::uint64_t begin) {
      return walk(item, begin);
    };
    if (codes.contradicted.GetPointer() == nullptr)
      return walk_items(run(), here, header, content.form, here.which, walk_item, codes.added);
    run().emit(header.offset);
    byte_output& out = run().out();
    const std::uint64_t begin = out.position();
    out.hold();
    // What goes is walked as well: rules act on it before marks are looked at.
    std::size_t count = 0;
    const std::uint64_t end = walk_items(
        run(), here, header, content.form, here.which, walk_item, codes.added,
        [&] { return rules().marks().contradicts(codes.contradicted->GetItem(++count)); });
    if (!codes.is_any_left) {  // as if there had been none
      run().emit(end);
      out.rewind(begin);
      if (rules().marks().wants(header.id))
        out.append(rules().marks().encoded(header.id, here.form));
    }
    out.release(1);
    return end;
  }

  // An element that is not simply left as it is; returns where the next one begins.
  std::uint64_t met(open_item& here, const element_header& header) {
    run().out().relieve();
    const element_content content = pass_.contents.of(here, header);
    const tag id = header.id;
    if (here.blocks.are_left(id)) settle(here, header.offset);
    if (id == specific_character_set)
      here.scope.declare(content.what == element_content::kind::bytes
                             ? without_padding(run().value_of(header))
                             : std::string_view());
    std::string_view creator;
    bool is_creator = false;
    if (id.is_private_creator() && content.what == element_content::kind::bytes &&
        header.length <= longest_creator) {
      creator = run().value_of(header);
      is_creator = detail::is_creator(id, header.written, false, creator);
    }
    const first_step step =
        first_step_of({id, here.which, here.scope.is_of_meta(), is_creator, has_profile()});
    if (step == first_step::open_block)
      return open_block(here, header, content, without_blanks(creator));
    if (step != first_step::remove_uncounted) ++rules().counts().visited;
    if (step == first_step::remove || step == first_step::remove_uncounted) {
      return remove_unasked(here, header, content, nullptr);
    }
    private_block* const block = id.is_private() ? here.blocks.meet(id) : nullptr;
    if (step == first_step::leave) return left_alone(here, header, content, here.which, block);
    const element_key key(id, block == nullptr ? std::string_view() : block->name);
    const rule_cache::entry& known = rules().find(key, block == nullptr ? 0 : block->number);
    if (const auto settled = settled_rule(rules(), known, key, header.written, here.scope)) {
      rules().count(*settled);
      return acted_on(here, header, content, key, *settled, block);
    }
    if (known.act) rules().count(known);
    if (known.act || may_meet_vr(known, header.written) || may_be_scrubbed(known, header.written))
      return acted_on(here, header, content, key, known, block);
    if (known.is_watched) {
      byte_access at(pass_, here, header, content);
      const element handle(at, key, known.known);
      witness(known, handle, here.scope.facts()).conclude(rules(), handle, {}, std::nullopt);
    }
    return left_alone(here, header, content, here.which, block);
  }

  std::uint64_t acted_on(open_item& here, const element_header& header,
                         const element_content& content, const element_key& key,
                         const rule_cache::entry& known, private_block* block) {
    const rule_cache::entry met = known;  // the cache may forget it
    byte_access at(pass_, here, header, content);
    element handle(at, key, met.known);
    const witness seen(met, handle, here.scope.facts());
    const bool guards_items = seen.guards_items(rules(), handle);
    const change_teller telling(here.scope, at);
    if (met.is_remembered) handle.remember();
    if (met.act) apply(met.act, handle);
    follow_rule(rules(), at, handle, met, header.written, here.scope.facts(), seen, telling);
    if (guards_items && handle.changed()) {
      const facts_for_rules& facts = *here.scope.facts();
      facts.found.broken = static_cast<std::uint16_t>(
          facts.found.broken | promises_at(pass_, here, header).broken(handle.keeps_promises()));
    }
    const reach inner =
        reach_inside(here.which, header.id, static_cast<bool>(met.act), handle.skips_items());
    if (here.taken) return finish_taken(here, key, inner);
    if (at.became() == byte_access::fate::untouched)
      return left_alone(here, header, content, inner, block, handle.item_decider());

    note_identity(here, at);
    const std::uint64_t next =
        at.passed_to() != 0 ? at.passed_to() : pass_.contents.end_of(here, header, content);
    run().skip_to(next);
    const element_state& now = at.look();
    if (!now.exists) return next;
    ruled_element done{header.id, now.written, now.value};
    done.is_changed = true;
    if (now.value == element_state::held::bytes && may_hide(header)) {
      done.first = at.bytes();
      done.is_sequence = is_sequence(header);
    }
    switch (last_step_of(done)) {
      case last_step::keep: break;
      case last_step::walk_items: walk_new_items(here, content, at, inner); break;
      case last_step::remove:
        if (here.scope.changes() != nullptr) [[unlikely]]
          tell_removal(here.scope, key, header.written, value_of(at));
        at.remove();
        note_identity(here, at);
        rules().counts().count("delete");
        note_unread(key.id, rules(), here.scope.facts());
        return next;
      case last_step::refuse: refuse_items(header);
    }
    if (block != nullptr) block->has_elements = true;
    return next;
  }

  // Items that an action wrote meet their rules, or those of private elements.
  void walk_new_items(open_item& here, const element_content& content, const byte_access& at,
                      reach inner) {
    if (inner == reach::private_elements && pass_.visited.is_simple) {
      rules().counts().visited += pass_.visited.elements;  // no private ones among them
      return;
    }
    source items(at.new_items());
    run().out().rewind(at.begin_in_output());
    byte_walk again(*this, items);
    open_item around(here.scope, here.form, items.size(), false, here.which);
    element_header renewed;
    again.run().read_header(renewed, 0, around.end, around.form);
    again.run().emit(
        walk_items(again.run(), around, renewed, content.form, inner,
                   [&](open_item& item, std::uint64_t begin) { return again.walk(item, begin); }));
  }

  void note_identity(const open_item& here, const byte_access& at) {
    const tag id = at.header().id;
    if (here.top != nullptr && whole_dataset::is_of_identity(id)) here.top->note(id, at.bytes());
  }

  [[nodiscard]] bool has_profile() const noexcept {
    return pass_.rules.rules().assessment().base != nullptr;
  }

  // An element that no action changed: its items, and what nobody can read.
  std::uint64_t left_alone(open_item& here, const element_header& header,
                           const element_content& content, reach inner, private_block* block,
                           const item_decider& by = {}) {
    ruled_element left{header.id, header.written};
    std::string first;
    using held = element_state::held;
    if (content.what == element_content::kind::items) {
      left.holds = held::items;
    } else if (content.is_unloaded) {
      left.holds = held::unloaded;
    } else if (header.length != 0) {
      left.holds = held::bytes;
      left.which = inner;
      left.has_profile = has_profile();
      left.first = first_of(header, first);
    }
    switch (last_step_of(left)) {
      case last_step::keep:
        if (block != nullptr) block->has_elements = true;
        return keep_cleaned(pass_, here, header, content);
      case last_step::walk_items:
        if (block != nullptr) block->has_elements = true;
        if (header.length != 0) require_depth(here, header);
        return walk_decided(pass_, here, header, content.form, inner, by,
                            [this](open_item& item, std::uint64_t at) { return walk(item, at); });
      case last_step::remove:
        note_unread(header.id, rules(), here.scope.facts());
        return remove_unasked(here, header, content, block);
      case last_step::refuse: break;  // such a one is refused where its value is looked at
    }
    refuse_items(header);
  }

  // Of what no rule decides.
  std::uint64_t remove_unasked(open_item& here, const element_header& header,
                               const element_content& content, const private_block* block) {
    rules().counts().count("delete");
    if (here.scope.changes() != nullptr) [[unlikely]] {
      const byte_access at(pass_, here, header, content);
      const element_key key(header.id, block == nullptr ? std::string_view() : block->name);
      tell_removal(here.scope, key, header.written, value_of(at));
    }
    return run().cut(header.offset, pass_.contents.end_of(here, header, content));
  }

  // What a decision wants to see of a value.
  std::string_view first_of(const element_header& header, std::string& swapped) {
    const auto count = std::min<std::size_t>(header.length, ruled_element::enough);
    if (!header.big_endian) return run().part_of(header, count);
    swapped = run().text_of(header, count);
    return swapped;
  }

  [[noreturn]] static void refuse_items(const element_header& header) {
    throw error(errc::malformed, "a sequence whose items cannot be read").at(header.id);
  }

  // The rest of a data set that was taken, after the action that took it; returns where it ends.
  std::uint64_t finish_taken(open_item& here, const element_key& key, reach inner) {
    dataset_walk walker(rules(), shared_, changed_lengths::kept_in_form, run().bounds());
    walker.resume(*here.taken->scope, *here.taken->place, key, inner, here.blocks, here.which);
    return put_taken(run(), here);
  }

  // Its elements need a creator to be recognised, and then decide whether it stays.
  std::uint64_t open_block(open_item& here, const element_header& header,
                           const element_content& content, std::string_view name) {
    private_block& block = here.blocks.open(header.id, name, rules().number_of(name));
    run().emit(header.offset);
    block.begin = run().out().position();
    run().out().hold();
    run().keep_head(header);
    run().emit(content.end);
    block.end = run().out().position();
    return content.end;
  }

  // A creator stays as it is while an element of its block is left and goes with the last one.
  void settle(open_item& here, std::uint64_t at) {
    run().emit(at);
    const std::vector<private_block>& blocks = here.blocks.all();
    std::vector<byte_output::piece> gone;
    for (const private_block& block : blocks) {
      ++rules().counts().visited;
      if (is_creator_left(rules().rules(), block, block.has_elements)) continue;
      gone.push_back({block.begin, block.end});
      rules().counts().count("delete");
      if (here.scope.changes() != nullptr) [[unlikely]]
        tell_removal(here.scope, block.creator, std::nullopt, name_of(block));
    }
    run().out().erase(gone);
    run().out().release(blocks.size());
    here.blocks.close();
  }

  byte_pass pass_;
  context& shared_;
  bool is_end_trusted_ = false;
};

}  // namespace dicom_anonymizer::detail
