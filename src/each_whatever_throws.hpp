// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_EACH_WHATEVER_THROWS_HPP
#define STINT_SRC_EACH_WHATEVER_THROWS_HPP

#include <boost/asio/multiple_exceptions.hpp>

#include <exception>

namespace stint::detail
{

/// Does one step after the other. What a step throws is thrown after all: there might be no memory to do the others later.
/// @param more asked before each step
template <class More, class Step>
void each_whatever_throws(More more, Step step)
{
    std::exception_ptr thrown;
    while (more())
    {
        try
        {
            step();
        }
        catch (...)
        {
            thrown
                = thrown ? std::make_exception_ptr(boost::asio::multiple_exceptions(thrown)) : std::current_exception();
        }
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

} // namespace stint::detail

#endif
