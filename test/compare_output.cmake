# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# cmake -DPROGRAM=... -DEXPECTED=... -DEXIT_CODE=... -P compare_output.cmake
# Runs a program, and compares how it ends, and what it prints with what is in a file.

execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE result OUTPUT_VARIABLE actual ERROR_VARIABLE log)
file(READ ${EXPECTED} expected)
if(NOT result EQUAL EXIT_CODE)
    message(FATAL_ERROR "${PROGRAM} ended with ${result}\n${actual}\n--- stderr ---\n${log}")
endif()
if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "${PROGRAM} printed\n${actual}\n--- but ${EXPECTED} says ---\n${expected}\n"
        "--- stderr ---\n${log}")
endif()
