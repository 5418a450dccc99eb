// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_ALLOCATION_SYMBOLS_HPP
#define STINT_TEST_ALLOCATION_SYMBOLS_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The functions of this program, by `nm`: those that are not exported too.
class symbols
{
public:
    symbols();

    /// The mangled name of the function that this address is in; empty if that is not known.
    const char* name_of(const void* address) const;

private:
    std::uintptr_t begin_ = 0;                                      // where the program was loaded
    std::vector<std::pair<std::uintptr_t, std::string>> functions_; // in the order of their addresses
};

#endif
