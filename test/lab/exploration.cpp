// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/exploration.hpp"

#include "lab/simulation.hpp"

#include <atomic>
#include <mutex>
#include <ostream>
#include <thread>
#include <vector>

namespace lab
{

namespace
{

void tell(const scenario& s, std::ostream& out)
{
    const auto r = simulate(s, true);
    out << to_string(s) << "what happens:\n";
    for (const auto& line : r.story)
        out << "    " << line << '\n';
    out << (r.broken.empty() ? "every promise holds\n" : "broken: " + r.broken + '\n');
}

} // namespace

void tell_smallest(scenario s, std::ostream& out)
{
    for (bool smaller_one = true; smaller_one;)
    {
        smaller_one = false;
        for (auto& candidate : smaller(s))
        {
            if (simulate(candidate).broken.empty())
                continue;
            s = std::move(candidate);
            smaller_one = true;
            break;
        }
    }
    tell(s, out);
}

bool replay(std::uint64_t seed, std::ostream& out)
{
    const auto s = make_scenario(seed);
    tell(s, out);
    const bool holds = simulate(s).broken.empty();
    if (!holds)
    {
        out << "\nThe same, made smaller:\n";
        tell_smallest(s, out);
    }
    return holds;
}

count explore(const extent& e, std::ostream& out)
{
    const auto end = std::chrono::steady_clock::now() + e.time;
    std::atomic<std::uint64_t> next = e.first;
    std::atomic<std::uint64_t> tried = 0;
    std::atomic<std::uint64_t> violations = 0;
    std::mutex telling;
    const auto work = [&] {
        while (violations == 0 && std::chrono::steady_clock::now() < end)
        {
            const auto seed = next++;
            if (seed - e.first >= e.scenarios)
                return;
            const auto s = make_scenario(seed);
            const bool broken = !simulate(s).broken.empty();
            ++tried;
            if (!broken)
                continue;
            const std::lock_guard lock(telling);
            if (violations++ == 0)
            {
                out << "scenario " << seed << " breaks a promise; made smaller it is:\n";
                tell_smallest(s, out);
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 1; i < e.jobs; ++i)
            threads.emplace_back(work);
        work();
    }
    out << "scenarios from " << e.first << " to " << e.first + tried - 1 << '\n';
    return {tried, violations};
}

} // namespace lab
