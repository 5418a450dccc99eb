// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_ENDING_HPP
#define STINT_TEST_SUPPORT_ENDING_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <source_location>
#include <string>

namespace test
{

/// The error code that was thrown; a code without a value for other exceptions, and for none.
boost::system::error_code code_of(const std::exception_ptr& thrown);

inline bool is(const std::exception_ptr& thrown, stint::error e) { return code_of(thrown) == make_error_code(e); }
inline bool is_aborted(const std::exception_ptr& thrown)
{
    return code_of(thrown) == make_error_code(boost::asio::error::operation_aborted);
}

/// What a function throws; null if it does not.
template <class F>
std::exception_ptr thrown_by(F&& f)
{
    try
    {
        f();
    }
    catch (...)
    {
        return std::current_exception();
    }
    return nullptr;
}

/// Where the end of an operation is noted. A copy of it is a completion handler.
class ending
{
public:
    void operator()(std::exception_ptr e) const
    {
        ++state_->calls;
        state_->error = std::move(e);
    }

    /// How often the handler was called.
    int calls() const { return state_->calls; }
    bool came() const { return state_->calls == 1; }
    const std::exception_ptr& error() const { return state_->error; }
    /// What the error says; empty if there is none.
    std::string text() const { return stint::describe(state_->error); }
    bool clean() const { return came() && !error(); }
    bool failed_with(stint::error e) const { return came() && is(error(), e); }
    bool aborted() const { return came() && is_aborted(error()); }

private:
    struct values
    {
        int calls = 0;
        std::exception_ptr error;
    };
    std::shared_ptr<values> state_ = std::make_shared<values>();
};

/// Calls async_run or async_wait.
inline ending run(stint::lifecycle& life)
{
    ending e;
    life.async_run(e);
    return e;
}
inline ending wait(stint::lifecycle& life)
{
    ending e;
    life.async_wait(e);
    return e;
}
inline ending stop(stint::lifecycle& life, stint::duration timeout)
{
    ending e;
    life.async_stop(timeout, e);
    return e;
}

} // namespace test

#endif
