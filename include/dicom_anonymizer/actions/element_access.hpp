// SPDX-License-Identifier: BSD-3-Clause
// Where the element in hand is: in a gdcm::DataSet, or in the bytes of a file on their way out.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

class element;
class region_set;

namespace detail {

class enclosing_items;

// Refers to a callable for the length of a call; what std::function would copy.
template <class Argument>
class visitor_ref {
 public:
  template <class Visitor>
  requires(!std::is_same_v<std::remove_const_t<Visitor>, visitor_ref>) explicit visitor_ref(
      Visitor& visit) noexcept
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(visit)))),
        call_([](void* object, Argument one) { (*static_cast<Visitor*>(object))(one); }) {}
  void operator()(Argument one) const { call_(object_, one); }

 private:
  void* object_;
  void (*call_)(void*, Argument);
};

// What the value of an element is at the moment.
struct element_state {
  enum class held {
    nothing,  // zero length
    bytes,
    items,     // a sequence, empty ones of undefined length included
    unloaded,  // pixel data that stay in their file, or fragments
  };
  bool exists = false;
  held value = held::nothing;
  std::optional<vr> written;  // nothing in Implicit VR
};

// An item that is looked at, and whether it stays.
struct judged_item {
  const gdcm::DataSet* item = nullptr;
  bool stays = true;
};

// What the handle element stands on.  All but look do nothing for an element that is gone.
class element_access {
 public:
  // Valid until the next call of any member.
  [[nodiscard]] const element_state& look() const {
    if (!is_known_) is_known_ = renew(state_);
    return state_;
  }
  // Of held::bytes, as in memory: little endian, with padding; else empty.
  [[nodiscard]] virtual std::string_view bytes() const = 0;
  // The first of them, at most so many, without loading the others.
  [[nodiscard]] virtual std::string_view beginning(std::size_t most) const {
    return bytes().substr(0, most);
  }
  // How many these are, without loading them.
  [[nodiscard]] virtual std::size_t size() const { return bytes().size(); }
  [[nodiscard]] virtual const enclosing_items& scope() const = 0;
  // Of held::items: whether there is at least one.
  [[nodiscard]] virtual bool has_items() const = 0;
  // The bytes of an element behind this one in the same data set or item, as they are in memory;
  // empty where there is none, where the walk has passed it, and where it is no value.
  [[nodiscard]] virtual std::string ahead(tag id) const = 0;
  // A value that is not empty and fits, little endian; a byte of padding follows an odd one.
  virtual void write(std::string_view bytes, char padding) = 0;
  // Paints regions over, if it holds pixels; whether it does.
  virtual bool paint(const region_set&) { return false; }
  virtual void clear() = 0;
  virtual void remove() = 0;
  // From here on anything in the data set may be changed by others.
  virtual gdcm::DataSet& dataset() = 0;
  virtual void visit_items(visitor_ref<gdcm::DataSet&> visit) = 0;
  // Takes out those that do not stay.
  virtual void sift_items(visitor_ref<judged_item&> judge) = 0;
  // Elements that have a value among the constants get it and are not visited.
  virtual void visit_nested(const dummy_by_vr* constants, visitor_ref<element&> visit) = 0;

 protected:
  // Finds out how things are; returns whether they stay so until forget is called.
  [[nodiscard]] virtual bool renew(element_state& now) const = 0;
  void forget() noexcept { is_known_ = false; }
  // For who knows it without a look.
  void remember(const element_state& now) noexcept {
    state_ = now;
    is_known_ = true;
  }

  element_access() = default;
  element_access(const element_access&) = default;
  element_access& operator=(const element_access&) = default;
  ~element_access() = default;

 private:
  // Asked for several times by most actions.
  mutable element_state state_;
  mutable bool is_known_ = false;
};

}  // namespace detail
}  // namespace dicom_anonymizer
