// SPDX-License-Identifier: BSD-3-Clause
// The visit of the elements of an item by an action that deals with a whole sequence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/item_type_terms.hpp>
#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>

namespace dicom_anonymizer::detail {

// Whether an element may get a constant value: Specific Character Set says how the others are to be
// read, what becomes of private elements depends on their creators, and some attributes need more
// than their VR does.
constexpr bool may_be_constant(tag id) noexcept {
  return id != specific_character_set && !id.is_private() && !id.is_group_length() &&
         !may_have_own_dummy(id);
}

// Writes a constant and tells of it.
template <class Elements>
[[gnu::noinline]] void put_and_tell(Elements& elements, std::string_view value, change_sink& sink) {
  const std::string bytes = elements.text();
  elements.put(value);
  using held = element_state::held;
  const changed_value before{true, bytes.empty() ? held::nothing : held::bytes, bytes};
  const changed_value after{true, held::bytes, value};
  if (before != after)
    sink.meet({elements.scope(),
               element_key(elements.id()),
               elements.written(),
               changed_by::around,
               {},
               before,
               after});
}

// Visits elements in the order of their tags; no rule is asked.  An element whose VR has a constant
// gets that instead, unless it is a term that says what its item is.
//
// The elements are a cursor: next() goes to the first or next one and tells whether there is one,
// id() and written() are its tag and VR, scope() the item.  One that takes_constant() tells its
// bytes(), and the same as text() in little endian, and is left by keep() or written by put(value).
// Any other is opened, says whose name it is if it is a Private Creator, as it is before the visit,
// and is visited; visit returns whether to go on.
template <class Elements>
void visit_each_nested(Elements& elements, private_blocks& blocks, const dummy_by_vr* constants,
                       visitor_ref<element&> visit) {
  change_sink* const sink = elements.scope().changes();
  while (elements.next()) {
    const tag id = elements.id();
    if (constants != nullptr && may_be_constant(id)) {
      const std::string_view value = constants->find(elements.written());
      if (!value.empty() && elements.takes_constant()) {
        if (blocks.are_left(id)) blocks.close();
        if (has_structural_terms(id) && is_structural_term(id, elements.bytes()))
          elements.keep();
        else if (sink == nullptr)
          elements.put(value);
        else
          put_and_tell(elements, value, *sink);
        continue;
      }
    }
    elements.open();
    if (blocks.are_left(id)) blocks.close();
    std::string_view creator;
    if (id.is_private()) {
      if (const private_block* block = blocks.meet(id)) creator = block->name;
      if (const std::optional<std::string_view> name = elements.creator())
        blocks.open(id, *name, 0);
    }
    if (!elements.visit(element_key(id, creator), visit)) return;
  }
}

}  // namespace dicom_anonymizer::detail
