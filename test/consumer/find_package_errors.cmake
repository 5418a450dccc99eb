# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Asks an installed stint for what it does not have, and compares what CMake answers.

function(expect arguments answer)
    file(REMOVE_RECURSE ${BUILD})
    file(WRITE ${BUILD}/CMakeLists.txt
        "cmake_minimum_required(VERSION 3.24)\nproject(errors LANGUAGES CXX)\nfind_package(stint ${arguments})\n")
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${BUILD} -B ${BUILD} -G ${GENERATOR}
            -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${STAGE}
        RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
    string(REGEX REPLACE "[ \n]+" " " said "${said}")
    if(result EQUAL 0 OR NOT said MATCHES "${answer}")
        message(FATAL_ERROR "find_package(stint ${arguments}): expected '${answer}', got ${result}:\n${said}")
    endif()
endfunction()

expect("REQUIRED COMPONENTS testing metrics" "stint has no component 'metrics'. It has 'testing'")
expect("99.0 REQUIRED" "compatible with requested version \"99.0\"")
