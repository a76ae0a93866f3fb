# SPDX-License-Identifier: BSD-3-Clause
# The interface targets: the core, and one for each costly header.
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

if(TARGET dicom_anonymizer::pcre2)
  add_library(dicom_anonymizer_regexp INTERFACE)
  add_library(dicom_anonymizer::regexp ALIAS dicom_anonymizer_regexp)
  set_target_properties(dicom_anonymizer_regexp PROPERTIES EXPORT_NAME regexp)
  target_link_libraries(dicom_anonymizer_regexp INTERFACE dicom_anonymizer dicom_anonymizer::pcre2)
endif()

if(TARGET OpenSSL::Crypto)
  add_library(dicom_anonymizer_keyed INTERFACE)
  add_library(dicom_anonymizer::keyed ALIAS dicom_anonymizer_keyed)
  set_target_properties(dicom_anonymizer_keyed PROPERTIES EXPORT_NAME keyed)
  target_link_libraries(dicom_anonymizer_keyed INTERFACE dicom_anonymizer OpenSSL::Crypto)
endif()

if(TARGET SQLite::SQLite3)
  add_library(dicom_anonymizer_crosswalk INTERFACE)
  add_library(dicom_anonymizer::crosswalk ALIAS dicom_anonymizer_crosswalk)
  set_target_properties(dicom_anonymizer_crosswalk PROPERTIES EXPORT_NAME crosswalk)
  target_link_libraries(dicom_anonymizer_crosswalk INTERFACE dicom_anonymizer SQLite::SQLite3)
endif()

if("cli" IN_LIST dicom_anonymizer_components)
  add_library(dicom_anonymizer_cli INTERFACE)
  add_library(dicom_anonymizer::cli ALIAS dicom_anonymizer_cli)
  set_target_properties(dicom_anonymizer_cli PROPERTIES EXPORT_NAME cli)
  target_link_libraries(dicom_anonymizer_cli INTERFACE dicom_anonymizer_regexp dicom_anonymizer_keyed
                                                       dicom_anonymizer_crosswalk
                                                       CLI11::CLI11 nlohmann_json::nlohmann_json)
endif()
