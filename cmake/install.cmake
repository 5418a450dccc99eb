# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# What `cmake --install` puts where: the library, headers, CMake's and pkg-config's files. Two components, which are the two
# Debian packages: what a program needs to run, and what it needs to be built.

include(CMakePackageConfigHelpers)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME stint_development)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/stint)
install(TARGETS stint stint_testing EXPORT stint-targets
    LIBRARY COMPONENT stint_runtime NAMELINK_COMPONENT stint_development
    FILE_SET HEADERS)
install(EXPORT stint-targets NAMESPACE stint:: DESTINATION ${package_dir})
configure_package_config_file(cmake/stint-config.cmake.in stint-config.cmake
    INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(stint-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/stint-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/stint-config-version.cmake
    DESTINATION ${package_dir})

# The prefix is relative to the .pc file: `cmake --install --prefix` may choose another one.
file(RELATIVE_PATH pc_prefix /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
get_target_property(boost_log_type Boost::log TYPE)
set(pc_cflags "")
if(boost_log_type STREQUAL "SHARED_LIBRARY")
    string(APPEND pc_cflags " -DBOOST_LOG_DYN_LINK")
endif()
if(BUILD_SHARED_LIBS)
    string(APPEND pc_cflags " -DSTINT_DYN_LINK")
endif()
configure_file(cmake/stint.pc.in stint.pc @ONLY)
configure_file(cmake/stint-testing.pc.in stint-testing.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/stint.pc ${CMAKE_CURRENT_BINARY_DIR}/stint-testing.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(PROJECT_IS_TOP_LEVEL AND BUILD_SHARED_LIBS)
    include(cmake/debian.cmake)
endif()
