// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_executor.hpp"

#include <stint/detail/new_strand.hpp>

#include <boost/asio/execution/bad_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/throw_exception.hpp>

namespace stint::detail
{

namespace
{

// A coroutine that is cancelled before it has begun loses its end, and co_spawn hands a cancellation on by way of a pointer that may dangle
// by then: both only where the strand does not execute at once what is dispatched to it.
template <class Executor>
auto executing_at_once(const Executor& executor)
{
    return asio::prefer(executor, asio::execution::blocking.possibly);
}

any_strand strand_on(const asio::any_io_executor& executor)
{
    return any_strand(context_executor(executing_at_once(executor)));
}

any_strand on_top_of(const asio::any_io_executor& executor)
{
    if (const auto* strand = executor.target<any_strand>())
        return executing_at_once(*strand);
    if (const auto* strand = executor.target<asio::strand<asio::any_io_executor>>())
        return executing_at_once(*strand);
    if (const auto* strand = executor.target<asio::strand<asio::io_context::executor_type>>())
        return executing_at_once(*strand);
    if (const auto* strand = executor.target<asio::strand<asio::thread_pool::executor_type>>())
        return executing_at_once(*strand);
    return strand_on(executor);
}

} // namespace

std::shared_ptr<shared_strand> strand_of(const asio::any_io_executor& executor)
{
    const auto* const own = executor.target<service_executor>();
    if (own && own->strand()->get())
        return own->strand();
    if (own || !executor) // its execution context is destroyed
        boost::throw_exception(asio::execution::bad_executor());
    return std::make_shared<shared_strand>(on_top_of(executor));
}

asio::any_io_executor new_strand(const asio::any_io_executor& executor)
{
    return service_executor(std::make_shared<code_scope>(std::make_shared<shared_strand>(strand_on(executor))));
}

} // namespace stint::detail
