// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/exploration.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace
{

int usage()
{
    std::cerr << "usage: lab SECONDS [FIRST [JOBS]]     tries random scenarios, from number FIRST on (by default 1)\n"
                 "       lab --scenarios COUNT [FIRST]   tries so many\n"
                 "       lab --replay NUMBER             tells what happens in one\n"
                 "       lab --exhaustive [LIMIT]        tries small scenarios in every order, at most LIMIT orders of "
                 "each\n";
    return 2;
}

std::uint64_t number(int argc, char** argv, int at, std::uint64_t otherwise)
{
    return at < argc ? std::strtoull(argv[at], nullptr, 10) : otherwise;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "--replay" && argc == 3)
        return lab::replay(number(argc, argv, 2, 0), std::cout) ? 0 : 1;
    lab::count c;
    if (what == "--scenarios" && argc > 2)
        c = lab::explore({.scenarios = number(argc, argv, 2, 1), .first = number(argc, argv, 3, 1)}, std::cout);
    else if (what == "--exhaustive")
        c = lab::explore_exhaustively(number(argc, argv, 2, 20'000), std::cout);
    else if (number(argc, argv, 1, 0) > 0)
        c = lab::explore({.time = std::chrono::seconds(number(argc, argv, 1, 1)),
                          .first = number(argc, argv, 2, 1),
                          .jobs = static_cast<int>(number(argc, argv, 3, 1))},
                         std::cout);
    else
        return usage();
    std::cout << "schedules " << c.schedules << " violations " << c.violations << std::endl;
    return c.violations == 0 ? 0 : 1;
}
