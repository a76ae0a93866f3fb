# SPDX-License-Identifier: BSD-3-Clause
# Headers, targets and the package config.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dicom_anonymizer)
install(DIRECTORY include/dicom_anonymizer DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.cpp")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)

install(TARGETS dicom_anonymizer dicom_anonymizer_compiled EXPORT dicom_anonymizer_core
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(EXPORT dicom_anonymizer_core NAMESPACE dicom_anonymizer:: DESTINATION ${package_dir}
        COMPONENT development)
foreach(component IN LISTS dicom_anonymizer_components)
  if(TARGET dicom_anonymizer_${component})
    install(TARGETS dicom_anonymizer_${component} EXPORT dicom_anonymizer_${component}
            COMPONENT development)
    install(EXPORT dicom_anonymizer_${component} NAMESPACE dicom_anonymizer::
            DESTINATION ${package_dir} COMPONENT development)
  endif()
endforeach()

write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/dicom_anonymizerConfigVersion.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES cmake/dicom_anonymizerConfig.cmake cmake/dependencies.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/dicom_anonymizerConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)
