# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# The files of the tests, a list for each category. `test/rules.py` compares them with the
# directories, which is what test/Jamfile builds from. A category with an empty list is left out.

# What the tests of all categories but `machine` share. (main.cpp is no part of it: every test
# program has that one.)
set(STINT_TEST_SUPPORT)

# Floor 1 alone: linked with Boost.Test and nothing else.
set(STINT_TEST_MACHINE
    test/machine/lifecycle_crash.cpp
    test/machine/lifecycle_exhaustive.cpp
    test/machine/lifecycle_hooks.cpp
    test/machine/lifecycle_start.cpp
    test/machine/lifecycle_stop_ladder.cpp
    test/machine/lifecycle_timeouts.cpp
    test/machine/pool_machine.cpp
    test/machine/values.cpp
)

# One file for each header of the library.
set(STINT_TEST_UNIT)

# The promises of Asio: one file for each.
set(STINT_TEST_ASYNC)

# Several threads: what ThreadSanitizer is for.
set(STINT_TEST_THREAD)

# Whole programs (one executable for each file) ...
set(STINT_TEST_PROCESS)

# ... and the one test program that starts them.
set(STINT_TEST_PROCESS_DRIVER)

# Code that must not compile. The first line of a file says why: `// expect: <regex>`.
set(STINT_TEST_COMPILE_FAIL)
