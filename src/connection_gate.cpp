// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "accept_machine.hpp"
#include "lifecycle_access.hpp"
#include "wakeable_timer.hpp"
#include <stint/detail/connection_gate.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <atomic>
#include <utility>

namespace stint::detail
{

struct connection_gate::impl
{
    explicit impl(std::size_t limit) : machine(limit) {}

    void publish_open() { open = machine.open(); }

    void take_off_vanished()
    {
        for (auto n = vanished.exchange(0); n != 0; --n)
            machine.session_ended();
        publish_open();
    }

    accept_machine machine;
    std::atomic<std::size_t> open = 0;     // for other threads
    std::atomic<std::size_t> vanished = 0; // of these
    std::atomic<std::uint64_t> total = 0;
    wakeable_timer* waiting = nullptr; // while a listener accepts
};

struct connection_gate::opening::impl
{
    void begin_pause(const boost::system::error_code& ec)
    {
        const auto now = timer.now();
        pause_end = saturating_add(now, gate.machine.pause());
        if (gate.machine.tell_of_pause(now))
            lifecycle_access::tell(life, code::accept_paused, std::make_exception_ptr(boost::system::system_error(ec)));
    }

    connection_gate::impl& gate;
    lifecycle& life;
    const std::string where;
    wakeable_timer timer{life.get_executor(), lifecycle_access::environment_of(life)};
    time_point pause_end = time_point::min();
};

connection_gate::connection_gate(std::size_t limit) : impl_(std::make_unique<impl>(limit)) {}

connection_gate::~connection_gate() = default;

std::size_t connection_gate::open() const noexcept
{
    const auto open = impl_->open.load();
    return open - std::min(open, impl_->vanished.load()); // they do not change at once
}

std::uint64_t connection_gate::total() const noexcept { return impl_->total; }

void connection_gate::ended(lifecycle& life, const std::exception_ptr& error)
{
    impl_->machine.session_ended();
    impl_->publish_open();
    if (impl_->waiting)
        impl_->waiting->wake();
    const bool asked = life.deadline() != never;
    if (error && !(asked && is_cancellation(error)))
        lifecycle_access::tell(life, code::session_failed, error);
}

/// The service has failed then: nobody need be woken.
void connection_gate::vanished() noexcept { ++impl_->vanished; }

session_end::session_end(std::shared_ptr<connection_gate> gate, lifecycle& life) : gate_(std::move(gate)), life_(life)
{
}

session_end::~session_end()
{
    if (gate_)
        gate_->vanished();
}

/// The first time: for want of memory, one that could not be spawned may have begun all the same.
void session_end::operator()(const std::exception_ptr& error)
{
    if (const auto gate = std::exchange(gate_, nullptr))
        gate->ended(life_, error);
}

connection_gate::opening::opening(connection_gate& gate, lifecycle& life, std::string where)
    : impl_(new impl{*gate.impl_, life, std::move(where)})
{
    impl_->gate.machine.begin();
    impl_->gate.waiting = &impl_->timer;
    lifecycle_access::tell(life, code::service_listening, nullptr, "on " + impl_->where + '.');
}

connection_gate::opening::~opening() { impl_->gate.waiting = nullptr; }

asio::awaitable<bool> connection_gate::opening::next()
{
    auto& self = *impl_;
    while (!self.life.should_stop())
    {
        self.gate.take_off_vanished();
        const bool full = self.gate.machine.full();
        if (!full && self.timer.now() >= self.pause_end)
            co_return true;
        if (full && self.gate.machine.tell_of_limit(self.timer.now()))
        {
            std::string count(1, '('); // "(" + ... is an overflow to g++ 12 -O3
            count += std::to_string(self.gate.machine.open()) + ')';
            lifecycle_access::tell(self.life, code::connection_limit, nullptr, count);
        }
        auto changed = self.timer.async_wait(full ? never : self.pause_end);
        co_await self.life.until_stop(std::move(changed));
    }
    co_return false;
}

void connection_gate::opening::accepted()
{
    auto& gate = impl_->gate;
    if (gate.machine.accepted())
        lifecycle_access::tell(impl_->life, code::accept_resumed, nullptr);
    gate.publish_open();
    ++gate.total;
}

bool connection_gate::opening::passes_over(const boost::system::error_code& ec)
{
    return impl_->gate.machine.failed(ec) == accept_machine::action::accept_again;
}

bool connection_gate::opening::may_lack_what_a_session_has(const boost::system::error_code& ec) const
{
    impl_->gate.take_off_vanished();
    return !accept_machine::is_final(ec) && impl_->gate.machine.open() != 0;
}

asio::awaitable<void> connection_gate::opening::pause(boost::system::error_code ec)
{
    impl_->begin_pause(ec);
    auto over = impl_->timer.async_wait(impl_->pause_end);
    co_await std::move(over); // a session that ends ends it too
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) // then the listener may be gone
        throw boost::system::system_error(asio::error::operation_aborted);
}

void connection_gate::opening::failed(const boost::system::error_code& ec)
{
    switch (impl_->gate.machine.failed(ec))
    {
    case accept_machine::action::accept_again: return;
    case accept_machine::action::pause: return impl_->begin_pause(ec);
    case accept_machine::action::fail: break;
    }
    throw_listen_error(ec, "accept", impl_->where);
}

void throw_listen_error(const boost::system::error_code& ec, const char* what, const std::string& where)
{
    throw boost::system::system_error(ec, "cannot " + std::string(what) + " on " + where);
}

} // namespace stint::detail
