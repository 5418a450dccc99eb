// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "aborted.hpp"
#include "pool_core.hpp"
#include "pool_core_impl.hpp"
#include "scoped_value.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/// Under the lock, before the machine decides: run(), which tells it of the stop, goes on a little later.
void pool_core::notice_stop()
{
    if (life_ && life_->should_stop())
        machine_.expect_stop();
}

void pool_core::add_steps(pool_machine::actions todo)
{
    static_assert(std::is_nothrow_move_constructible_v<step>, "a longer queue would copy them");
    using kind = step::kind;
    const auto add = [this](kind what, service_numbers& services) {
        if (!services.empty())
            steps_.push_back({what, std::move(services)});
    };
    add(kind::start, todo.start);
    if (todo.announce)
        steps_.push_back({kind::announce});
    add(kind::stop, todo.stop);
    steps_.push_back({kind::settle});
    if (todo.finish)
        steps_.push_back({kind::finish});
}

void pool_core::carry_out_steps()
{
    const scoped_value until_here(carrying_out_, true);
    const shared_strand::instant here(own_strand());
    const auto most = own_strand().environment()->steps_in_a_turn();
    for (int n = 0; life_ && has_steps(); ++n) // what throws leaves the rest for the next time
    {
        if (n == most && go_on_later())
            return forget_done_steps();
        carry_out_next();
    }
    if (!life_)
        clear_steps();
}

bool pool_core::has_steps() const { return urgent_step_ || next_step_ != steps_.size(); }

void pool_core::carry_out_next()
{
    if (const auto urgent = std::exchange(urgent_step_, std::nullopt))
        return carry_out(*urgent);
    auto& s = steps_[next_step_];
    const auto what = s.what;
    const auto service = s.services.empty() ? 0 : s.services[s.next++];
    if (s.next == s.services.size() && ++next_step_ == steps_.size())
        clear_steps();
    carry_out(what, service);
}

void pool_core::clear_steps()
{
    steps_.clear();
    next_step_ = 0;
    urgent_step_.reset();
}

/// In a pool that always has more to do. Each step is moved once, on average.
void pool_core::forget_done_steps()
{
    if (next_step_ < steps_.size() - next_step_)
        return;
    steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(next_step_));
    next_step_ = 0;
}

/// False for want of memory.
bool pool_core::go_on_later() noexcept
{
    try
    {
        own_strand().post_for(*this, [this] {
            const shared_strand::turn here(own_strand()); // spares the services a lock each time they ask
            goes_on_ = false;
            carry_out_steps();
        });
        return goes_on_ = true;
    }
    catch (...)
    {
        return false;
    }
}

void pool_core::carry_out(step::kind what, std::size_t service)
{
    using kind = step::kind;
    switch (what)
    {
    case kind::start: return attempt([&] { start_child(service); });
    case kind::announce:
        attempt([&] { tell_critical_path("start ", start_spans_, time_spans::direction::start); });
        return attempt([&] { life_->announce_running(); });
    case kind::stop: return attempt([&] { stop_child(service); });
    case kind::stop_all:
        for (std::size_t i = 0, end = size(); i != end; ++i)
            attempt([&] { stop_child(i); });
        return;
    case kind::settle: return attempt([&] { settle_changes(); });
    case kind::finish: return finish();
    }
}

/// What the pool itself cannot do, for want of memory, ends it, also where there is none to say so.
void pool_core::fail(const std::exception_ptr& e) noexcept
{
    const auto when = now();
    try
    {
        record(e, when);
    }
    catch (...)
    {
        if (!unrecorded_.error)
            unrecorded_ = {{}, e, when};
    }
    try
    {
        life_->stop();
    }
    catch (...) // by who watches its stops: it is asked again at the next failure, or by who stops it
    {
    }
}

void pool_core::record(const std::exception_ptr& e, time_point when)
{
    const failure f{context_->path(), e, when};
    life_->add_failure(f);
    failures_.push_back(f);
}

/// If there are some: what ends the run.
void pool_core::throw_failures()
{
    if (const auto f = std::exchange(unrecorded_, {}); f.error)
        record(f.error, f.when);
    if (!failures_.empty())
        throw multiple_failures(std::exchange(failures_, {}));
}

void pool_core::finish()
{
    attempt([this] { tell_critical_path("stop ", stop_spans_, time_spans::direction::stop); });
    attempt([this] { end_changes([](const change&) { return aborted(); }); }); // what memory ran out for
    ended_ = true;
    delays_->wake();
}

} // namespace stint::detail
