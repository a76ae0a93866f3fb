// SPDX-License-Identifier: BSD-3-Clause
// What an action is, and how one is held without knowing its type.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/invoked.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// A callable that works on the element it is handed, and returns nothing: what an action returned
/// would be lost, and the value would stay.
template <class F>
concept element_action =
    std::invocable<const F&, element&> && std::is_void_v<std::invoke_result_t<const F&, element&>>;

/// A callable with the signature of the Python package: a data set and the tag to act on.
template <class F>
concept dataset_action = std::invocable<const F&, gdcm::DataSet&, const gdcm::Tag&> &&
    std::is_void_v<std::invoke_result_t<const F&, gdcm::DataSet&, const gdcm::Tag&>>;

/// Either.  An action is called const and possibly by several threads at once: state that it
/// changes lives in the context or guards itself.
template <class F>
concept action = element_action<F> || dataset_action<F>;

/// The name of an action in reports and messages: A::name where there is one, else "custom".
template <class A>
inline constexpr std::string_view action_name = "custom";
template <class A>
requires requires {
  { A::name } -> std::convertible_to<std::string_view>;
}
inline constexpr std::string_view action_name<A> = A::name;

/// Whether an action promises, by a constant A::is_local that is true, to change nothing but the
/// element that it is handed and that element's items, and only through the handle.  The actions of
/// this library do; the walk need not look for its place again after such a one.
template <class A>
inline constexpr bool is_local_action = false;
template <class A>
requires requires {
  { A::is_local } -> std::convertible_to<bool>;
}
inline constexpr bool is_local_action<A> = element_action<A> && A::is_local;

/// Whether an action promises, by a constant A::needs_pseudonyms that is true, to throw where the
/// context has no source of pseudonyms: then one is asked for before any work begins.
template <class A>
inline constexpr bool needs_pseudonyms_of = false;
template <class A>
requires requires {
  { A::needs_pseudonyms } -> std::convertible_to<bool>;
}
inline constexpr bool needs_pseudonyms_of<A> = A::needs_pseudonyms;

/// Whether an action says, by a constant A::needs_known_values that is true, that it asks for what
/// the data set says of its own patient, as element::cleaner does: that is collected before any
/// rule acts.
template <class A>
inline constexpr bool needs_known_values_of = false;
template <class A>
requires requires {
  { A::needs_known_values } -> std::convertible_to<bool>;
}
inline constexpr bool needs_known_values_of<A> = A::needs_known_values;

/// What an action leaves of the value that it meets; conformance_of asks for it.
enum class residue {
  unknown,     ///< nobody said: an action counts as one that may leave something
  whole,       ///< the value as it is
  items,       ///< of a sequence what the rules make of its items, of all else nothing
  nothing,     ///< the element goes, has no value or one that does not tell what was there
  moved_date,  ///< a date, moved by the same time as all others of the patient
  cleaned,  ///< of a text the words that tell of nobody; of a sequence what the rules make of its
            ///< items, the texts of its codes cleaned
};

/// What an action promises by a constant A::leaves; residue::unknown where it promises nothing.
template <class A>
inline constexpr residue residue_of = residue::unknown;
template <class A>
requires requires {
  { A::leaves } -> std::convertible_to<residue>;
}
inline constexpr residue residue_of<A> = A::leaves;

/// The same of one action: what a function left() says where it depends on how the action was made.
template <class A>
[[nodiscard]] constexpr residue residue_left_by(const A& what) noexcept {
  if constexpr (requires {
                  { what.left() } -> std::same_as<residue>;
                })
    return what.left();
  else
    return residue_of<A>;
}

/// An action that says, by a static function works_on, on which attributes it can work: of the
/// others it would throw.  Who sets up rules can then refuse one before any work begins.
template <class A>
concept choosy_action = requires(tag id, vr kind) {
  { A::works_on(id, kind) } -> std::convertible_to<bool>;
};

/// An action that says, by a function caution, what should be known of it before any work begins;
/// empty where there is nothing to say.
template <class A>
concept cautious_action = requires(const A& what, vr kind) {
  { what.caution(kind) } -> std::convertible_to<std::string>;
};

namespace detail {

// What makes an action when it is called, such as replace_with.
template <class F>
concept action_factory = requires {
  requires F::makes_actions;
}
|| requires(const F& make) {
  { make() } -> action;
};

// What would be an action if it were called as something that may change, or returned nothing.
template <class F>
concept nearly_action =
    std::invocable<F&, element&> || std::invocable<F&, gdcm::DataSet&, const gdcm::Tag&>;
template <class F>
concept nearly_action_when_const = std::invocable<const F&, element&> ||
    std::invocable<const F&, gdcm::DataSet&, const gdcm::Tag&>;

// Says why something is no action.  Asserted and not constrained, wherever users give one: the
// words are what a compiler shows first of a mistake.
template <class A>
struct action_in_words {
  static_assert(action<A> || !action_factory<A>,
                "() is missing: replace_with(text), pseudonymize() and functions like them make an "
                "action, and are none");
  static_assert(action<A> || action_factory<A> || !nearly_action_when_const<A>,
                "an action returns nothing: it changes the element that it is handed, for example "
                "by e.set_text(text)");
  static_assert(action<A> || action_factory<A> || nearly_action_when_const<A> || !nearly_action<A>,
                "an action is called const, by several threads at once: a lambda must not be "
                "mutable, and operator() has to be const");
  static_assert(action<A> || action_factory<A> || nearly_action<A>,
                "an action takes a da::element& (or a gdcm::DataSet& and a const gdcm::Tag&); a "
                "text is none: da::default_actions().make(name) finds one by its name");
  static constexpr bool is_said = true;
};

// What an action says before any work begins.
struct forewords {
  bool (*works_on)(tag, vr) = nullptr;
  std::string (*caution)(const void*, vr) = nullptr;
};
template <class A>
constexpr forewords forewords_of() {
  forewords result;
  if constexpr (choosy_action<A>)
    result.works_on = [](tag id, vr kind) -> bool { return A::works_on(id, kind); };
  if constexpr (cautious_action<A>)
    result.caution = [](const void* what, vr kind) -> std::string {
      return static_cast<const A*>(what)->caution(kind);
    };
  return result;
}
template <class A>
inline constexpr forewords forewords_from = forewords_of<A>();

template <action A>
void invoke_action(const A& what, element& e) {
  if constexpr (element_action<A>) {
    invoked(what, e);
  } else {
    const gdcm::Tag id = e.id();
    invoked(what, e.dataset(), id);
  }
}

}  // namespace detail

class action_ref;

/// Something that holds an action of a type that it does not tell, as any_action does.
template <class A>
concept held_action = requires(const A& held) {
  { held.ref() }
  noexcept;
};

namespace detail {

// An action that an action_ref points at itself.
template <class A>
concept plain_action = action<A> && !std::same_as<A, action_ref> && !held_action<A>;

}  // namespace detail

/// Refers to an action that lives in a rule set; empty when no rule covers the element.  Must not
/// outlive the rule set.
class action_ref {
 public:
  constexpr action_ref() noexcept = default;

  template <detail::plain_action A>
  constexpr explicit(false) action_ref(const A& what) noexcept : action_ref(what, action_name<A>) {}

  /// An action made on the spot would be gone before it is called, as in a find that returns
  /// replace_with(name): hold it in the rule set.  (A compiler shows the line with its comment.)
  template <detail::plain_action A>
  action_ref(const A&&) = delete;  // made on the spot, it is gone when called: hold it in the rules

  /// Refers to what the other one holds.
  template <held_action A>
  explicit(false) action_ref(const A& what) noexcept : action_ref(what.ref()) {}
  template <held_action A>
  action_ref(const A&&) = delete;  // made on the spot, it is gone when called: hold it in the rules

  template <action A>
  constexpr action_ref(const A& what, std::string_view name) noexcept
      : object_(std::addressof(what)),
        call_([](const void* object, element& e) {
          detail::invoke_action(*static_cast<const A*>(object), e);
        }),
        name_(name),
        is_local_(is_local_action<A>),
        needs_pseudonyms_(needs_pseudonyms_of<A>),
        needs_known_values_(needs_known_values_of<A>),
        leaves_(residue_left_by(what)),
        before_(std::addressof(detail::forewords_from<A>)) {}
  template <action A>
  action_ref(const A&&, std::string_view) = delete;  // gone when called: hold it in the rules

  /// Whether a rule was found.
  [[nodiscard]] explicit constexpr operator bool() const noexcept { return call_ != nullptr; }

  /// The name of the action; "none" when empty.
  [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }

  /// Whether the action keeps to its element, see is_local_action.
  [[nodiscard]] constexpr bool is_local() const noexcept { return is_local_; }

  /// Whether the action needs pseudonyms, see needs_pseudonyms_of.
  [[nodiscard]] constexpr bool needs_pseudonyms() const noexcept { return needs_pseudonyms_; }

  /// Whether the action needs known values, see needs_known_values_of.
  [[nodiscard]] constexpr bool needs_known_values() const noexcept { return needs_known_values_; }

  /// What the action leaves of a value, see residue_of; residue::whole when empty.
  [[nodiscard]] constexpr residue leaves() const noexcept { return leaves_; }

  /// Whether the action is of this type.
  template <action A>
  [[nodiscard]] constexpr bool is() const noexcept {
    return before_ == std::addressof(detail::forewords_from<A>);
  }

  /// The action if it is of this type, nullptr if not; lives as long as the rule set.
  template <action A>
  [[nodiscard]] const A* as() const noexcept {
    return is<A>() ? static_cast<const A*>(object_) : nullptr;
  }

  /// Whether the action can work on an attribute of this VR, see choosy_action; one that says
  /// nothing can.
  [[nodiscard]] bool works_on(tag id, vr kind) const {
    return before_ == nullptr || before_->works_on == nullptr || before_->works_on(id, kind);
  }

  /// What should be known of the action on values of this VR, see cautious_action.
  [[nodiscard]] std::string caution(vr kind) const {
    return before_ == nullptr || before_->caution == nullptr ? std::string()
                                                             : before_->caution(object_, kind);
  }

  /// The same action by another name, which must outlive what is returned.
  [[nodiscard]] constexpr action_ref called(std::string_view name) const noexcept {
    action_ref result = *this;
    result.name_ = name;
    return result;
  }

  /// Acts.  Precondition: not empty.
  void operator()(element& e) const { call_(object_, e); }

  /// Whether both refer to the same object, whatever it is called.
  friend constexpr bool operator==(const action_ref& a, const action_ref& b) noexcept {
    return a.object_ == b.object_ && a.call_ == b.call_;
  }

 private:
  const void* object_ = nullptr;
  void (*call_)(const void*, element&) = nullptr;
  std::string_view name_ = "none";
  bool is_local_ = false;
  bool needs_pseudonyms_ = false;
  bool needs_known_values_ = false;
  residue leaves_ = residue::whole;
  const detail::forewords* before_ = nullptr;
};

/// Owns an action of any type: what rules made at run time store.  Copies share the action.
class any_action {
 public:
  template <action A>
  requires(!std::same_as<std::remove_cvref_t<A>, any_action>) explicit(false) any_action(A what)
      : any_action(std::string(action_name<A>), std::move(what)) {}

  /// Says in words why what is given is no action; it does not compile.
  template <class A>
  requires(!std::same_as<A, any_action> && !action<A>) explicit(false) any_action(const A&) {
    static_assert(detail::action_in_words<A>::is_said);
  }

  /// With a name of its own for reports and messages.
  template <class A>
  any_action(std::string name, A what) {
    static_assert(detail::action_in_words<A>::is_said);
    struct named {
      std::string name;
      A what;
    };
    const auto held = std::make_shared<const named>(named{std::move(name), std::move(what)});
    ref_ = action_ref(held->what).called(held->name);
    held_ = held;
  }

  /// The action, for as long as this or a copy of it lives.
  [[nodiscard]] action_ref ref() const noexcept { return ref_; }

  /// Its name.
  [[nodiscard]] std::string_view name() const noexcept { return ref_.name(); }

  /// Acts, so that it is an action itself.
  void operator()(element& e) const { ref_(e); }

 private:
  std::shared_ptr<const void> held_;
  action_ref ref_;
};

}  // namespace dicom_anonymizer
