// SPDX-License-Identifier: BSD-3-Clause
// What std::invoke does, without <functional>, which costs a compiler more than all actions.
#pragma once

#include <type_traits>
#include <utility>

namespace dicom_anonymizer::detail {

// Calls a callable; of a pointer to a member the first argument is the object.
template <class Callable, class First, class... Rest>
constexpr decltype(auto) invoked(Callable&& what, First&& first, Rest&&... rest) {
  if constexpr (std::is_member_function_pointer_v<std::remove_cvref_t<Callable>>)
    return (std::forward<First>(first).*what)(std::forward<Rest>(rest)...);
  else if constexpr (std::is_member_object_pointer_v<std::remove_cvref_t<Callable>>)
    return std::forward<First>(first).*what;
  else
    return std::forward<Callable>(what)(std::forward<First>(first), std::forward<Rest>(rest)...);
}

}  // namespace dicom_anonymizer::detail
