// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_BENCH_MEASURE_HPP
#define STINT_BENCH_MEASURE_HPP

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>
#include <unistd.h>
#include <vector>

namespace bench
{

using clock = std::chrono::steady_clock;
using nanoseconds = std::chrono::duration<double, std::nano>;

inline double resident_bytes()
{
    double total = 0;
    double resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

inline double median(std::vector<double> all)
{
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
}

/// Runs a context on several threads, this one included, until it has no more work.
template <class Context>
void run_on(Context& io, int threads)
{
    std::vector<std::jthread> more(static_cast<std::size_t>(threads - 1));
    for (auto& thread : more)
        thread = std::jthread([&] { io.run(); });
    io.run();
}

/** Runs a number of services several times, from nothing to nothing, and prints three numbers for each service, as all programs here and in
    peers do: the ns until all are ready, the ns from then until all have ended and nothing is left of them (medians of the rounds), and the bytes of resident
    memory while they run (of the first round).
*/
class measurement
{
public:
    /// @param rounds how many; 0: as many as run 300,000 services, at most 1,000
    explicit measurement(double count, int rounds = 0)
        : count_(count), rounds_(rounds > 0 ? rounds : static_cast<int>(std::clamp(300'000 / count, 1.0, 1000.0)))
    {
    }

    /// @param run called with a function that it calls when all are ready
    template <class Run>
    void rounds(Run run)
    {
        for (int i = 0; i != rounds_; ++i)
        {
            const double before = i == 0 ? resident_bytes() : 0;
            const auto begin = clock::now();
            auto ready = begin;
            auto stopping = begin;
            run([&] {
                ready = clock::now();
                if (i == 0)
                    bytes_ = resident_bytes() - before;
                stopping = clock::now();
            });
            const auto end = clock::now();
            start_.push_back(nanoseconds(ready - begin).count());
            stop_.push_back(nanoseconds(end - stopping).count());
        }
        std::cout << median(start_) / count_ << ' ' << median(stop_) / count_ << ' ' << bytes_ / count_ << '\n';
    }

private:
    double count_;
    int rounds_;
    double bytes_ = 0;
    std::vector<double> start_;
    std::vector<double> stop_;
};

} // namespace bench

#endif
