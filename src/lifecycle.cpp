// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "negative_time.hpp"
#include "waiting_coroutine.hpp"
#include <stint/lifecycle.hpp>

#include <utility>

namespace stint
{
lifecycle::lifecycle(std::shared_ptr<detail::service_context> context, std::unique_ptr<service> owned)
    : context_(std::move(context)), owned_(std::move(owned))
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

/// Waits in the frame of the coroutine if that is code of the service. It holds no executor beside: the next such frame takes its memory, and may
/// live as long as the service.
template <auto Wait, auto Otherwise, class Place>
auto lifecycle::wait_in(Place& place)
{
    return asio::async_initiate<const asio::deferred_t&, typename Place::signature>(
        [this, &place](auto handler) {
            auto code = own_code_on(asio::get_associated_executor(handler));
            if (!code)
                return (this->*Otherwise)(std::move(handler));
            const bool in_hook = code.scope->is_hook;
            (this->*Wait)(place.take(std::move(handler), std::move(code)), in_hook);
        },
        asio::deferred);
}

asio::awaitable<void> lifecycle::running()
{
    detail::place_to_wait<std::exception_ptr> place;
    auto announced = wait_in<&lifecycle::wait_until_running, &lifecycle::do_announce_running>(place);
    co_await std::move(announced);
}

asio::awaitable<void> lifecycle::stop_requested()
{
    if (should_stop())
        co_return;
    detail::place_to_wait<> place;
    auto requested = wait_in<&lifecycle::wait_for_stop_or_end, &lifecycle::do_wait_for_stop_or_end>(place);
    co_await std::move(requested);
}

asio::awaitable<time_point> lifecycle::stopping()
{
    detail::place_to_wait<std::exception_ptr> place;
    auto announced = wait_in<&lifecycle::wait_until_stopping, &lifecycle::do_announce_stopping>(place);
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
