# SPDX-License-Identifier: BSD-3-Clause
# The targets: the core, with its definitions in the headers or compiled once, and one for each costly
# header.
include(GNUInstallDirs)

add_library(dicom_anonymizer INTERFACE)
add_library(dicom_anonymizer::dicom_anonymizer ALIAS dicom_anonymizer)
target_compile_features(dicom_anonymizer INTERFACE cxx_std_20)
target_include_directories(
  dicom_anonymizer INTERFACE
  $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(dicom_anonymizer INTERFACE dicom_anonymizer::gdcm fmt::fmt ZLIB::ZLIB
                                                 Threads::Threads)

# The same headers without their definitions, which are in this library: for those who include them in
# many files.  With a component, link both.
add_library(dicom_anonymizer_compiled STATIC ${CMAKE_CURRENT_SOURCE_DIR}/include/dicom_anonymizer/compiled.cpp)
add_library(dicom_anonymizer::compiled ALIAS dicom_anonymizer_compiled)
set_target_properties(
  dicom_anonymizer_compiled PROPERTIES EXPORT_NAME compiled OUTPUT_NAME dicom_anonymizer
                                       POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(dicom_anonymizer_compiled PUBLIC DICOM_ANONYMIZER_COMPILED)
target_link_libraries(dicom_anonymizer_compiled PUBLIC dicom_anonymizer)
if(NOT PROJECT_IS_TOP_LEVEL AND NOT DICOM_ANONYMIZER_INSTALL)
  # Compiled only if something links it.
  set_target_properties(dicom_anonymizer_compiled PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

# A header that costs a dependency of its own, and what it needs.
function(dicom_anonymizer_add_component name)
  add_library(dicom_anonymizer_${name} INTERFACE)
  add_library(dicom_anonymizer::${name} ALIAS dicom_anonymizer_${name})
  set_target_properties(dicom_anonymizer_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(dicom_anonymizer_${name} INTERFACE ${ARGN})
endfunction()

if(TARGET dicom_anonymizer::pcre2)
  dicom_anonymizer_add_component(regexp dicom_anonymizer dicom_anonymizer::pcre2)
endif()
if(TARGET OpenSSL::Crypto)
  dicom_anonymizer_add_component(keyed dicom_anonymizer OpenSSL::Crypto)
endif()
if(TARGET SQLite::SQLite3)
  dicom_anonymizer_add_component(crosswalk dicom_anonymizer SQLite::SQLite3)
endif()
if(TARGET dicom_anonymizer::charls AND TARGET dicom_anonymizer::openjpeg)
  dicom_anonymizer_add_component(codecs dicom_anonymizer dicom_anonymizer::charls
                                 dicom_anonymizer::openjpeg)
endif()
if("cli" IN_LIST dicom_anonymizer_components)
  dicom_anonymizer_add_component(
    cli dicom_anonymizer_regexp dicom_anonymizer_keyed dicom_anonymizer_crosswalk CLI11::CLI11
    nlohmann_json::nlohmann_json)
endif()
