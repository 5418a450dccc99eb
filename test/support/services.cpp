// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/services.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <stdexcept>

namespace test
{

namespace asio = boost::asio;

asio::awaitable<void> server(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

asio::awaitable<void> quitter(stint::lifecycle& life) { co_await life.running(); }

asio::awaitable<void> slow_starter(stint::lifecycle& life) { co_await life.stop_requested(); }

asio::awaitable<void> deaf(stint::lifecycle& life)
{
    co_await life.running();
    co_await wait_for_ever();
}

asio::awaitable<void> zombie(stint::lifecycle& life)
{
    co_await life.running();
    co_await wait_for_doomsday();
}

body crasher(std::string why)
{
    return [why = std::move(why)](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        throw std::runtime_error(why);
    };
}

body start_crasher(std::string why)
{
    return [why = std::move(why)](stint::lifecycle&) -> asio::awaitable<void> {
        throw std::runtime_error(why);
        co_return;
    };
}

asio::awaitable<void> wait_for_ever()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, stint::never);
    co_await timer.async_wait(asio::deferred);
}

asio::awaitable<void> wait_for_doomsday()
{
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await wait_for_ever();
}

} // namespace test
