# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# consumer: another project uses stint, in all the ways it can. `hello` is its program.

set(consumer ${CMAKE_CURRENT_SOURCE_DIR}/consumer)
set(consumer_build ${CMAKE_CURRENT_BINARY_DIR}/consumer)
set(stage ${consumer_build}/stage)

# Only what is installed may be used: it is moved away from where it was installed to.
add_test(NAME consumer.install
    COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DSTAGE=${stage} -P ${consumer}/install.cmake)
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP stint_installed LABELS consumer TIMEOUT 600)

# From source: shared and with no flags, so that all these builds have the same objects, in ccache after the first.
set(from_source -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
    -DBUILD_SHARED_LIBS=ON)

function(stint_consumer_test how)
    add_test(NAME consumer.${how}
        COMMAND ${CMAKE_CTEST_COMMAND}
            --build-and-test ${consumer} ${consumer_build}/${how}
            --build-generator ${CMAKE_GENERATOR}
            --build-options -DHOW=${how} ${ARGN}
            --test-command ${CMAKE_CTEST_COMMAND} --output-on-failure)    # last: it takes all that follows
    set_tests_properties(consumer.${how} PROPERTIES LABELS consumer TIMEOUT 600)
endfunction()

stint_consumer_test(find_package -DCMAKE_PREFIX_PATH=${stage} -DWANTED=${PROJECT_VERSION}
    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER})
set_tests_properties(consumer.find_package PROPERTIES FIXTURES_REQUIRED stint_installed)
stint_consumer_test(add_subdirectory ${from_source})
stint_consumer_test(FetchContent -DFETCHCONTENT_SOURCE_DIR_STINT=${PROJECT_SOURCE_DIR} ${from_source})
set_tests_properties(consumer.add_subdirectory PROPERTIES FIXTURES_SETUP stint_shared)
set_tests_properties(consumer.FetchContent PROPERTIES DEPENDS consumer.add_subdirectory)

add_test(NAME consumer.find_package_errors
    COMMAND ${CMAKE_COMMAND} -DSTAGE=${stage} -DBUILD=${consumer_build}/errors -DGENERATOR=${CMAKE_GENERATOR}
        -DCOMPILER=${CMAKE_CXX_COMPILER} -P ${consumer}/find_package_errors.cmake)
set_tests_properties(consumer.find_package_errors PROPERTIES FIXTURES_REQUIRED stint_installed LABELS consumer TIMEOUT 120)

# What the shared library exports, of the one that add_subdirectory has built.
add_test(NAME consumer.exported_symbols
    COMMAND Python3::Interpreter ${consumer}/symbols.py
        ${consumer_build}/add_subdirectory/stint/libstint.so ${PROJECT_SOURCE_DIR}/include)
set_tests_properties(consumer.exported_symbols PROPERTIES FIXTURES_REQUIRED stint_shared LABELS consumer TIMEOUT 120)

add_test(NAME consumer.debian
    COMMAND Python3::Interpreter ${consumer}/debian.py ${PROJECT_SOURCE_DIR} ${consumer_build}/debian ${from_source})
set_tests_properties(consumer.debian PROPERTIES DEPENDS consumer.add_subdirectory)

# The example server as process 1. An image is made of it where podman is installed.
add_test(NAME consumer.container
    COMMAND Python3::Interpreter ${consumer}/container.py $<TARGET_FILE:echo_server> ${consumer_build}/container)
find_program(STINT_PODMAN podman)
if(STINT_PODMAN)
    add_test(NAME consumer.image
        COMMAND Python3::Interpreter ${consumer}/container.py $<TARGET_FILE:echo_server> ${consumer_build}/image --image)
    set_tests_properties(consumer.image PROPERTIES LABELS consumer TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
set_tests_properties(consumer.debian consumer.container PROPERTIES LABELS consumer TIMEOUT 600 SKIP_RETURN_CODE 77)

find_program(STINT_PKG_CONFIG pkg-config)
if(STINT_PKG_CONFIG)
    add_test(NAME consumer.pkg_config
        COMMAND ${CMAKE_COMMAND} -DSTAGE=${stage} -DLIBDIR=${CMAKE_INSTALL_LIBDIR} -DSOURCE=${consumer}/main.cpp
            -DBUILD=${consumer_build}/pkg_config -DCOMPILER=${CMAKE_CXX_COMPILER}
            -DPKG_CONFIG=${STINT_PKG_CONFIG} -P ${consumer}/pkg_config.cmake)
    set_tests_properties(consumer.pkg_config PROPERTIES
        FIXTURES_REQUIRED stint_installed LABELS consumer TIMEOUT 600)
endif()

find_program(STINT_B2 b2)
if(STINT_B2)
    add_test(NAME consumer.b2
        COMMAND ${CMAKE_COMMAND} -DB2=${STINT_B2} -DBUILD=${consumer_build}/b2
            -DCOMPILER=${CMAKE_CXX_COMPILER} -DCOMPILER_ID=${CMAKE_CXX_COMPILER_ID}
            -DLAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER} -P ${consumer}/b2.cmake)
    set_tests_properties(consumer.b2 PROPERTIES LABELS consumer TIMEOUT 600)
endif()
