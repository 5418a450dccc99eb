// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_START_THREAD_HPP
#define STINT_SRC_START_THREAD_HPP

#include <system_error>
#include <utility>

namespace stint::detail
{

/// @param failed what to say where that fails: the error of the standard library says why, not what
template <class Thread, class F>
Thread start_thread(F f, const char* failed)
{
    try
    {
        return Thread(std::move(f));
    }
    catch (const std::system_error& e)
    {
        throw std::system_error(e.code(), failed);
    }
}

} // namespace stint::detail

#endif
