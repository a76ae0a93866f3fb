# SPDX-License-Identifier: BSD-3-Clause
# A few large units cost a third of many small ones: what the headers define is compiled once a unit.
#
# Sets the variable RESULT to COUNT units that include all the sources, each in a namespace of its
# own, so that helpers of one name do not meet.  The headers come first: inside the namespaces their
# include guards make them nothing.
function(join_sources result count name)
  set(units "")
  math(EXPR last "${count} - 1")
  foreach(number RANGE ${last})
    set(includes_${number} "")
    set(bodies_${number} "")
  endforeach()
  set(number 0)
  foreach(source IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    file(STRINGS ${source} lines REGEX "^#include")
    foreach(line IN LISTS lines)
      string(APPEND includes_${number} "${line}\n")
    endforeach()
    file(RELATIVE_PATH place ${CMAKE_CURRENT_SOURCE_DIR} ${source})
    string(MAKE_C_IDENTIFIER "in_${place}" space)
    string(APPEND bodies_${number} "namespace ${space} {\n#include \"${source}\"\n}\n")
    math(EXPR number "(${number} + 1) % ${count}")
  endforeach()
  foreach(number RANGE ${last})
    set(unit ${CMAKE_CURRENT_BINARY_DIR}/${name}_${number}.cpp)
    file(GENERATE OUTPUT ${unit} CONTENT "${includes_${number}}\n${bodies_${number}}")
    list(APPEND units ${unit})
  endforeach()
  set(${result} "${units}" PARENT_SCOPE)
endfunction()
