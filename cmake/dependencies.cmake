# SPDX-License-Identifier: BSD-3-Clause
# What the components in dicom_anonymizer_components need.  Used by the build and by the installed
# package.
include(CMakeFindDependencyMacro)

find_dependency(Threads)
find_dependency(fmt)
find_dependency(ZLIB)

# Debian's own GDCMConfig.cmake refuses to load unless GDCM's programs are installed too.
if(NOT TARGET dicom_anonymizer::gdcm)
  find_path(DICOM_ANONYMIZER_GDCM_INCLUDE_DIR gdcmDataSet.h
            PATH_SUFFIXES gdcm-3.0 gdcm-3.1 gdcm REQUIRED)
  add_library(dicom_anonymizer::gdcm INTERFACE IMPORTED)
  target_include_directories(dicom_anonymizer::gdcm SYSTEM INTERFACE
                             ${DICOM_ANONYMIZER_GDCM_INCLUDE_DIR})
  foreach(part MSFF DSED DICT Common)
    find_library(DICOM_ANONYMIZER_GDCM_${part} gdcm${part} REQUIRED)
    target_link_libraries(dicom_anonymizer::gdcm INTERFACE ${DICOM_ANONYMIZER_GDCM_${part}})
  endforeach()
  mark_as_advanced(DICOM_ANONYMIZER_GDCM_INCLUDE_DIR DICOM_ANONYMIZER_GDCM_MSFF
                   DICOM_ANONYMIZER_GDCM_DSED DICOM_ANONYMIZER_GDCM_DICT
                   DICOM_ANONYMIZER_GDCM_Common)
endif()

if("regexp" IN_LIST dicom_anonymizer_components OR "cli" IN_LIST dicom_anonymizer_components)
  if(NOT TARGET dicom_anonymizer::pcre2)
    find_path(DICOM_ANONYMIZER_PCRE2_INCLUDE_DIR pcre2.h)
    find_library(DICOM_ANONYMIZER_PCRE2_LIBRARY pcre2-8)
    mark_as_advanced(DICOM_ANONYMIZER_PCRE2_INCLUDE_DIR DICOM_ANONYMIZER_PCRE2_LIBRARY)
    if(DICOM_ANONYMIZER_PCRE2_INCLUDE_DIR AND DICOM_ANONYMIZER_PCRE2_LIBRARY)
      add_library(dicom_anonymizer::pcre2 INTERFACE IMPORTED)
      target_include_directories(dicom_anonymizer::pcre2 SYSTEM INTERFACE
                                 ${DICOM_ANONYMIZER_PCRE2_INCLUDE_DIR})
      target_link_libraries(dicom_anonymizer::pcre2 INTERFACE ${DICOM_ANONYMIZER_PCRE2_LIBRARY})
    endif()
  endif()
endif()

if("keyed" IN_LIST dicom_anonymizer_components OR "cli" IN_LIST dicom_anonymizer_components)
  find_package(OpenSSL 3 QUIET COMPONENTS Crypto)
endif()

if("crosswalk" IN_LIST dicom_anonymizer_components OR "cli" IN_LIST dicom_anonymizer_components)
  find_package(SQLite3 QUIET)
endif()

if("codecs" IN_LIST dicom_anonymizer_components)
  # CharLS's own package is not in every distribution, and OpenJPEG's wants its programs.
  if(NOT TARGET dicom_anonymizer::charls)
    find_path(DICOM_ANONYMIZER_CHARLS_INCLUDE_DIR charls/charls_jpegls_decoder.h)
    find_library(DICOM_ANONYMIZER_CHARLS_LIBRARY charls)
    mark_as_advanced(DICOM_ANONYMIZER_CHARLS_INCLUDE_DIR DICOM_ANONYMIZER_CHARLS_LIBRARY)
    if(DICOM_ANONYMIZER_CHARLS_INCLUDE_DIR AND DICOM_ANONYMIZER_CHARLS_LIBRARY)
      add_library(dicom_anonymizer::charls INTERFACE IMPORTED)
      target_include_directories(dicom_anonymizer::charls SYSTEM INTERFACE
                                 ${DICOM_ANONYMIZER_CHARLS_INCLUDE_DIR})
      target_link_libraries(dicom_anonymizer::charls INTERFACE ${DICOM_ANONYMIZER_CHARLS_LIBRARY})
    endif()
  endif()
  if(NOT TARGET dicom_anonymizer::openjpeg)
    find_path(DICOM_ANONYMIZER_OPENJPEG_INCLUDE_DIR openjpeg.h
              PATH_SUFFIXES openjpeg-2.5 openjpeg-2.6)
    find_library(DICOM_ANONYMIZER_OPENJPEG_LIBRARY openjp2)
    mark_as_advanced(DICOM_ANONYMIZER_OPENJPEG_INCLUDE_DIR DICOM_ANONYMIZER_OPENJPEG_LIBRARY)
    # From 2.5 on it refuses tiles that end too early.
    set(openjpeg_version 0)
    if(EXISTS "${DICOM_ANONYMIZER_OPENJPEG_INCLUDE_DIR}/opj_config.h")
      file(STRINGS "${DICOM_ANONYMIZER_OPENJPEG_INCLUDE_DIR}/opj_config.h" openjpeg_config
           REGEX "define[ \t]+OPJ_VERSION_(MAJOR|MINOR)[ \t]+[0-9]+")
      string(REGEX REPLACE ".*_MAJOR[ \t]+([0-9]+).*_MINOR[ \t]+([0-9]+).*" "\\1.\\2"
                           openjpeg_version "${openjpeg_config}")
    endif()
    if(DICOM_ANONYMIZER_OPENJPEG_LIBRARY AND openjpeg_version VERSION_GREATER_EQUAL 2.5)
      add_library(dicom_anonymizer::openjpeg INTERFACE IMPORTED)
      target_include_directories(dicom_anonymizer::openjpeg SYSTEM INTERFACE
                                 ${DICOM_ANONYMIZER_OPENJPEG_INCLUDE_DIR})
      target_link_libraries(dicom_anonymizer::openjpeg
                            INTERFACE ${DICOM_ANONYMIZER_OPENJPEG_LIBRARY})
    endif()
  endif()
endif()

if("cli" IN_LIST dicom_anonymizer_components)
  find_dependency(CLI11)
  find_dependency(nlohmann_json)
endif()
