// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_PROCESS_HELD_INPUT_HPP
#define STINT_TEST_PROCESS_HELD_INPUT_HPP

#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

/// Makes the standard input a pipe that nobody writes to. A program that reads it is there until it is told to end, or until this process
/// has ended, in whatever way.
inline void hold_standard_input()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0 || ::dup2(ends[0], STDIN_FILENO) < 0)
        throw std::runtime_error("no pipe");
    ::close(ends[0]);
}

#endif
