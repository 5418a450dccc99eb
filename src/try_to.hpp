// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_TRY_TO_HPP
#define STINT_SRC_TRY_TO_HPP

namespace stint::detail
{

/// Does what is less important than what comes after it. Where it fails, mostly for want of memory, that is all the same.
template <class F>
void try_to(F f) noexcept
{
    try
    {
        f();
    }
    catch (...)
    {
    }
}

} // namespace stint::detail

#endif
