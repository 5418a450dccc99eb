// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "negative_time.hpp"
#include "service_executor.hpp"
#include "waiting_coroutine.hpp"
#include <stint/lifecycle.hpp>

#include <utility>

namespace stint
{
namespace
{

/// A coroutine that waits, in its own frame if it is code of the service.
template <class... Args, class Wait, class Otherwise>
auto wait_in(detail::place_to_wait<Args...>& place, detail::own_code code, Wait wait, Otherwise otherwise)
{
    return asio::async_initiate<const asio::deferred_t&, void(Args...)>(
        [&place, code = std::move(code), wait, otherwise](auto handler) mutable {
            if (code)
                wait(place.take(std::move(handler), std::move(code)));
            else
                otherwise(std::move(handler));
        },
        asio::deferred);
}

} // namespace

lifecycle::lifecycle(const service& s, std::unique_ptr<service> owned)
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
    const auto code = own_code_on(own);
    if (code && announce_running())
        co_return;
    detail::place_to_wait<std::exception_ptr> place;
    auto announced = wait_in(
        place, code, [this](auto& w) { wait_until_running(w); },
        [this](auto handler) { do_announce_running(std::move(handler)); });
    co_await std::move(announced);
}

asio::awaitable<void> lifecycle::stop_requested()
{
    if (should_stop())
        co_return;
    detail::place_to_wait<> place; // no executor beside it: this frame lives as long as the service
    auto requested = asio::async_initiate<const asio::deferred_t&, void()>(
        [this, &place](auto handler) {
            if (auto code = own_code_on(asio::get_associated_executor(handler)))
                wait_for_stop_request(place.take(std::move(handler), std::move(code)));
            else
                do_wait_for_stop_request(std::move(handler));
        },
        asio::deferred);
    co_await std::move(requested);
}

asio::awaitable<time_point> lifecycle::stopping()
{
    const auto own = co_await asio::this_coro::executor;
    refuse_own_hook(own);
    const auto code = own_code_on(own);
    if (code && announce_stopping())
        co_return deadline();
    detail::place_to_wait<std::exception_ptr> place;
    auto announced = wait_in(
        place, code, [this](auto& w) { wait_until_stopping(w); },
        [this](auto handler) { do_announce_stopping(std::move(handler)); });
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
