// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "thread_turns.hpp"

#include <cstddef>
#include <mutex>
#include <new>

namespace stint::detail
{
namespace
{

struct all_threads
{
    std::mutex mutex;
    boost::intrusive::list<thread_turns, boost::intrusive::constant_time_size<false>> list;
};

all_threads& all()
{
    alignas(all_threads) static std::byte memory[sizeof(all_threads)];
    static auto& only = *::new (memory) all_threads; // never destroyed: a thread may end after the static objects
    return only;
}

} // namespace

thread_turns::thread_turns()
{
    const std::lock_guard lock(all().mutex);
    all().list.push_back(*this);
}

thread_turns::~thread_turns()
{
    const std::lock_guard lock(all().mutex);
    all().list.erase(all().list.iterator_to(*this));
}

std::vector<thread_turns::turn> thread_turns::in_progress()
{
    std::vector<turn> found;
    const std::lock_guard lock(all().mutex);
    for (const auto& thread : all().list)
    {
        if (const auto number = thread.number_.load(std::memory_order_relaxed); number % 2 == 1)
            found.push_back({&thread, number});
    }
    return found;
}

} // namespace stint::detail
