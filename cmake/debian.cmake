# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Debian packages, by `cpack -G DEB` in a build of a shared library with the prefix /usr: libstintX.Y and libstint-dev.

set(deb_soversion ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(deb_library libstint${deb_soversion})
set(deb_release 1)
set(deb_version ${PROJECT_VERSION}-${deb_release})
set(deb_dir ${CMAKE_CURRENT_BINARY_DIR}/debian)
set(deb_boost ${Boost_VERSION_MAJOR}.${Boost_VERSION_MINOR})

# Who makes the packages says so by -DCPACK_PACKAGE_CONTACT="NAME <ADDRESS>".
set(CPACK_PACKAGE_CONTACT "The stint authors <stint@localhost.invalid>" CACHE STRING "The maintainer of the packages")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stint)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "services of a process, on Boost.Asio")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL stint_runtime stint_development)
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${deb_release})

set(CPACK_DEBIAN_STINT_RUNTIME_PACKAGE_NAME ${deb_library})
set(CPACK_DEBIAN_STINT_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_STINT_RUNTIME_DESCRIPTION
    "The library starts the services of a process, watches them, and stops
 them by a deadline. This package has what programs need to run.")

# Whatever CPack knows of shared libraries comes with scripts that call ldconfig, which policy has replaced by a trigger.
file(WRITE ${deb_dir}/shlibs "libstint ${deb_soversion} ${deb_library} (>= ${PROJECT_VERSION})\n")
file(WRITE ${deb_dir}/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_STINT_RUNTIME_PACKAGE_CONTROL_EXTRA ${deb_dir}/shlibs ${deb_dir}/triggers)
file(WRITE ${deb_dir}/control "Source: stint\n\nPackage: ${deb_library}\nArchitecture: any\n")     # for dpkg-shlibdeps
set(CPACK_STINT_BUILD_DIR ${CMAKE_CURRENT_BINARY_DIR})
set(CPACK_STINT_LIBRARY libstint.so.${PROJECT_VERSION})
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_SOURCE_DIR}/cmake/debian_depends.cmake)

set(CPACK_DEBIAN_STINT_DEVELOPMENT_PACKAGE_NAME libstint-dev)
set(CPACK_DEBIAN_STINT_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_STINT_DEVELOPMENT_PACKAGE_DEPENDS
    "${deb_library} (= ${deb_version}), libboost${deb_boost}-dev, libboost-log${deb_boost}-dev")
set(CPACK_DEBIAN_STINT_DEVELOPMENT_DESCRIPTION
    "The library starts the services of a process, watches them, and stops
 them by a deadline. This package has what programs need to be built: headers,
 the test kit, and files for CMake and pkg-config.")

# What Debian's policy wants in each package. Not for `cmake --install`, which knows no packages.
file(READ LICENSE license)
string(STRIP "${license}" license)
string(REPLACE "\n" "\n " license " ${license}")
string(REPLACE "\n \n" "\n .\n" license "${license}")
file(CONFIGURE OUTPUT ${deb_dir}/copyright @ONLY CONTENT
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: stint

Files: *
Copyright: 2026 The stint authors
License: BSL-1.0
@license@
")
string(TIMESTAMP deb_date "%a, %d %b %Y %H:%M:%S +0000" UTC)      # SOURCE_DATE_EPOCH, if that is set
file(CONFIGURE OUTPUT ${deb_dir}/changelog.Debian @ONLY CONTENT
"stint (@deb_version@) unstable; urgency=medium

  * Built from the sources of that version. changelog.gz says what is new.

 -- @CPACK_PACKAGE_CONTACT@  @deb_date@
")
configure_file(CHANGELOG.md ${deb_dir}/changelog COPYONLY)
execute_process(COMMAND gzip -9nf changelog changelog.Debian WORKING_DIRECTORY ${deb_dir} COMMAND_ERROR_IS_FATAL ANY)
foreach(component runtime development)
    string(TOUPPER STINT_${component} upper)
    install(FILES ${deb_dir}/copyright ${deb_dir}/changelog.gz ${deb_dir}/changelog.Debian.gz
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}
        COMPONENT stint_${component} EXCLUDE_FROM_ALL)
endforeach()

include(CPack)
