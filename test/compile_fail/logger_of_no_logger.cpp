// expect: stint: include <stint/log.hpp> to log by a Boost.Log logger; else pass a function of
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A logger is a Boost.Log logger or a function.

#include <stint.hpp>

#include <iostream>

int main()
{
#ifndef STINT_CONTROL
    const stint::logger log = 42;
#else
    const stint::logger log = [](const stint::event& e) { std::cout << to_string(e); };
#endif
    (void)log;
}
