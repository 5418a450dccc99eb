// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "negative_time.hpp"
#include "service_executor.hpp"
#include <stint/lifecycle.hpp>

#include <utility>

namespace stint
{
namespace
{

/// Awaits what a handler of this signature is called with.
template <class Signature, class Initiation>
auto awaitable_of(Initiation initiation)
{
    return asio::async_initiate<const asio::deferred_t&, Signature>(std::move(initiation), asio::deferred);
}

} // namespace

lifecycle::lifecycle(const service& s, std::shared_ptr<service> owned)
    : context_(s.own_context()), owned_(std::move(owned))
{
    if (name().empty())
        throw_error(stint::error::empty_name, "make_lifecycle");
}

lifecycle::~lifecycle() = default;

void lifecycle::stop_tree()
{
    if (!parent_.stop_tree())
        stop();
}

/// A hook must not await what comes after its own end.
void lifecycle::refuse_own_hook(const executor_type& executor) const
{
    const auto* const scope = detail::scope_of(executor);
    if (scope && scope->life == this && scope->is_hook)
        throw_error(stint::error::waits_for_itself, path());
}

asio::awaitable<void> lifecycle::running()
{
    const auto own = co_await asio::this_coro::executor;
    refuse_own_hook(own);
    const bool here = on_own_strand();
    if (here && announce_running())
        co_return;
    auto announced = awaitable_of<void(std::exception_ptr)>(
        [this, here, &own](auto handler) { do_wait_until_running(std::move(handler), &own, here); });
    co_await std::move(announced);
}

asio::awaitable<void> lifecycle::stop_requested()
{
    if (should_stop())
        co_return;
    const auto own = co_await asio::this_coro::executor;
    auto requested
        = awaitable_of<void()>([this, &own](auto handler) { do_wait_for_stop_request(std::move(handler), &own); });
    co_await std::move(requested);
}

asio::awaitable<time_point> lifecycle::stopping()
{
    const auto own = co_await asio::this_coro::executor;
    refuse_own_hook(own);
    auto announced = awaitable_of<void(std::exception_ptr)>(
        [this, &own](auto handler) { do_announce_stopping(std::move(handler), &own); });
    co_await std::move(announced);
    co_return deadline();
}

void lifecycle::spawn(asio::awaitable<void> work) { launch(std::move(work), {}); }

void lifecycle::launch(asio::awaitable<void> work, asio::any_io_executor where)
{
    const auto spawned = make_task(std::move(where));
    asio::co_spawn(spawned->executor(), std::move(work), detail::joined_task_handler{detail::task_end(spawned)});
    spawned->started();
}

lifecycle& lifecycle_hooks::on_event(observer f)
{
    add_observer(std::move(f));
    return self();
}

void lifecycle::set_params(const service_params& params)
{
    const auto& restarts = params.restart;
    const auto* const negative = detail::negative_time({{"start_timeout", params.start_timeout},
                                                        {"stop_timeout", params.stop_timeout},
                                                        {"abort_grace", params.abort_grace},
                                                        {"drain_delay", params.drain_delay},
                                                        {"restart.first_delay", restarts.first_delay},
                                                        {"restart.longest_delay", restarts.longest_delay},
                                                        {"restart.within", restarts.within}});
    if (negative)
        throw_error(stint::error::invalid_timeout, path() + ": " + negative);
    if (!(restarts.jitter >= 0 && restarts.jitter <= 1))
        throw_error(stint::error::invalid_jitter, path() + ": restart.jitter");
    limit(params);
}

} // namespace stint
