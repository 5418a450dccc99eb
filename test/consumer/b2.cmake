# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Builds the program with b2, once against the tree, once against what the target `install` of that installed.

if(COMPILER_ID STREQUAL "Clang")
    set(toolset clang)
else()
    set(toolset gcc)
endif()
file(WRITE ${BUILD}/user-config.jam "using ${toolset} : consumer : ${LAUNCHER} ${COMPILER} ;\n")
set(b2 ${B2} --user-config=${BUILD}/user-config.jam toolset=${toolset}-consumer link=static -q -d1)

# Both at once: the library is built once for them.
execute_process(COMMAND ${b2} --build-dir=${BUILD}/tree hello /stint//install --prefix=${BUILD}/stage
    WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${b2} --build-dir=${BUILD}/installed -sSTINT_PREFIX=${BUILD}/stage
    WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR} COMMAND_ERROR_IS_FATAL ANY)
