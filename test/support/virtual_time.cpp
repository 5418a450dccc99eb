// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/virtual_time.hpp"

#include "context_service.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <vector>

namespace test
{

namespace asio = boost::asio;

/// Somebody who sleeps: on a timer that never expires, so that the context destroys the coroutine if nobody wakes it.
struct virtual_time::sleeper
{
    sleeper(std::shared_ptr<virtual_time> t, asio::any_io_executor executor, stint::time_point when)
        : time(std::move(t)),
          timer(std::move(executor), stint::never),
          due(when),
          place(time->sleepers_.insert(time->sleepers_.end(), this))
    {
    }
    ~sleeper() { time->sleepers_.erase(place); }
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;

    const std::shared_ptr<virtual_time> time;
    asio::steady_timer timer;
    stint::time_point due;
    bool awake = false;
    const std::list<sleeper*>::iterator place;
};

std::shared_ptr<virtual_time> virtual_time::install(asio::io_context& io)
{
    auto time = std::make_shared<virtual_time>();
    stint::detail::context_service::of(io.get_executor()).use(time);
    return time;
}

bool virtual_time::schedule(stint::detail::alarm_target& target, stint::time_point when)
{
    if (when == stint::never)
        alarms_.erase(&target);
    else
        alarms_[&target] = when;
    return true;
}

stint::time_point virtual_time::next_due() const
{
    auto due = stint::never;
    for (const auto& [target, when] : alarms_)
        due = std::min(due, when);
    for (const auto* const s : sleepers_)
    {
        if (!s->awake)
            due = std::min(due, s->due);
    }
    return due;
}

void virtual_time::advance(asio::io_context& io, stint::duration by)
{
    settle(io);
    const auto end = now_ + by;
    for (auto due = next_due(); due <= end; due = next_due())
    {
        now_ = std::max(now_, due);
        std::vector<stint::detail::alarm_target*> ringing;
        for (const auto& [target, when] : alarms_)
        {
            if (when <= now_)
                ringing.push_back(target);
        }
        for (auto* const target : ringing)
        {
            alarms_.erase(target);
            target->ring();
        }
        for (auto* const s : sleepers_)
        {
            if (s->due <= now_ && !std::exchange(s->awake, true))
                s->timer.cancel();
        }
        settle(io);
    }
    now_ = end;
}

asio::awaitable<void> virtual_time::sleep(stint::duration how_long)
{
    auto executor = co_await asio::this_coro::executor;
    sleeper self(shared_from_this(), std::move(executor), now_ + how_long);
    auto [ec] = co_await self.timer.async_wait(asio::as_tuple(asio::deferred));
    if (!self.awake)
        throw boost::system::system_error(ec);
}

void settle(asio::io_context& io)
{
    io.restart();
    io.poll();
}

} // namespace test
