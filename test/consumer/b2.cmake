# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Builds the program with b2, once against what `b2 install` installed, once against the tree.

if(COMPILER_ID STREQUAL "Clang")
    set(toolset clang)
else()
    set(toolset gcc)
endif()
file(WRITE ${BUILD}/user-config.jam "using ${toolset} : consumer : ${LAUNCHER} ${COMPILER} ;\n")
set(b2 ${B2} --user-config=${BUILD}/user-config.jam toolset=${toolset}-consumer --build-dir=${BUILD}/bin -q -d1)

execute_process(COMMAND ${b2} install --prefix=${BUILD}/stage
    WORKING_DIRECTORY ${TREE} COMMAND_ERROR_IS_FATAL ANY)

set(ENV{LD_LIBRARY_PATH} ${BUILD}/stage/lib)
foreach(how installed tree)
    set(prefix "")
    if(how STREQUAL "installed")
        set(prefix -sSTINT_PREFIX=${BUILD}/stage)
    endif()
    execute_process(COMMAND ${b2} --build-dir=${BUILD}/${how} ${prefix}
        WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
