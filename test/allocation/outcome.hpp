// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_ALLOCATION_OUTCOME_HPP
#define STINT_TEST_ALLOCATION_OUTCOME_HPP

#include <exception>
#include <iterator>
#include <new>
#include <string>

/// Of a life in which an allocation fails.
struct outcome
{
    bool told
        = false; ///< the failure was thrown to the caller or out of run(), or an event or a service's failures tell
    bool over = false; ///< the lifecycle has ended, and async_run() holds no handler any more
    std::string remaining;
};

inline bool is_bad_alloc(const std::exception_ptr& e)
{
    try
    {
        if (e)
            std::rethrow_exception(e);
    }
    catch (const std::bad_alloc&)
    {
        return true;
    }
    catch (...)
    {
        return false;
    }
    return false;
}

/// How many allocations fail in a row.
constexpr int rows[] = {1, 2, 3, 10, 100};

/// Again if it throws for want of memory, which is to be noted. False if it threw each time.
template <class F>
bool insist(bool& told, F f, int times = 1 + *std::rbegin(rows))
{
    for (int i = 0; i != times; ++i)
    {
        try
        {
            f();
            return true;
        }
        catch (const std::bad_alloc&)
        {
            told = true;
        }
    }
    return false;
}

/// Services that have to be cancelled at their deadline, with tasks on another context, and one that has to be given up: by the real clock,
/// with timers of Asio.
outcome live_by_the_real_clock();

#endif
