// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_core.hpp"

#include "exception_of.hpp"
#include "pool_core_impl.hpp"
#include "service_runner.hpp"
#include <stint/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace stint::detail
{

/// Also where the coroutine is destroyed without having ended.
class pool_core::running_mark
{
public:
    running_mark(pool_core& core, lifecycle& life, wakeable_timer& delays) : core_(core)
    {
        set(&life);
        core_.delays_ = &delays;
    }
    ~running_mark()
    {
        set(nullptr);
        core_.delays_ = nullptr;
    }
    running_mark(const running_mark&) = delete;
    running_mark& operator=(const running_mark&) = delete;

private:
    void set(lifecycle* life)
    {
        const std::lock_guard lock(core_.mutex_);
        core_.life_ = life;
    }

    pool_core& core_;
};

asio::awaitable<void> pool_core::run(std::shared_ptr<pool_core> core, lifecycle& life)
{
    // At the deadline each child is cancelled on its own, and the pool still waits for all of them.
    co_await asio::this_coro::throw_if_cancelled(false);
    wakeable_timer delays(*core->own_strand().get(), core->own_strand().environment());
    const running_mark mark(*core, life, delays);
    core->start(life);
    try
    {
        while (!life.should_stop())
        {
            core->armed_at_ = core->wake_at_;
            auto delay = delays.async_wait(core->wake_at_);
            co_await life.until_stop(std::move(delay));
            core->apply([&](pool_machine& m) { return m.wake(core->now()); });
        }
    }
    catch (...)
    {
        core->fail(std::current_exception());
    }
    core->attempt([&] { core->end_restarts(true); });
    const auto tell_deadline = [&] { core->deadline_moved(life.deadline()); };
    core->attempt(tell_deadline);     // of those that were asked to stop for another reason
    core->stop_spans_.forget_ended(); // which the stop of the pool has not waited for
    core->apply([](pool_machine& m) { return m.stop(); });
    for (;;)
    {
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
        {
            core->attempt(tell_deadline); // which a pool that is destroyed is not told of
            core->apply([](pool_machine& m) { return m.stop_all(); });
        }
        if (core->ended_)
            break;
        auto end = delays.async_wait(never);
        co_await std::move(end);
    }
    core->throw_failures();
}

void pool_core::start(lifecycle& life)
{
    clear_steps();
    failures_.clear();
    unrecorded_ = {};
    start_spans_.clear(size());
    stop_spans_.clear(size());
    ended_ = false;
    drain_skipped_ = false;
    wake_at_ = armed_at_ = never;
    apply([&](pool_machine& m) {
        if (const auto missing = graph_.missing(); !missing.empty())
            throw_error(error::unknown_dependency, life.path() + ": " + missing);
        for (auto& c : children_)
            c.last_error = nullptr;
        return m.start(graph_, now(), life.should_stop());
    });
}

void pool_core::start_child(std::size_t i)
{
    std::shared_ptr<lifecycle> life;
    {
        const std::lock_guard lock(mutex_);
        if (!machine_.alive(i)) // memory ran out meanwhile, and nobody starts any more
            return;
        notice_stop();
        if (machine_.may_run(i))
        {
            children_[i].running = true;
            life = children_[i].life;
        }
    }
    if (!life)
    {
        apply([i, now = now()](pool_machine& m) { return m.withdraw(i, now); });
        return;
    }
    try
    {
        start_spans_.begin(i, now());
        life->ended_for_good_ = false;
        life->run_for_parent();
    }
    catch (...)
    {
        fail(std::current_exception());
        return take_end(i, std::current_exception());
    }
    if (drain_skipped_)
        life->skip_drain();
}

void pool_core::stop_child(std::size_t i)
{
    const auto c = [this, i] {
        const std::lock_guard lock(mutex_);
        return has_to_stop(i) ? children_[i] : child{};
    }();
    if (!c.life)
        return;
    if (const auto deadline = life_->deadline(); deadline != never)
        c.life->stop(deadline);
    else if (!c.removal_timeout)
        c.life->stop();
    c.limit_stop(now());
    stop_spans_.begin(i, now());
}

/// Under the lock. False of one that has ended meanwhile, and of one that was not run yet: that will be withdrawn.
bool pool_core::has_to_stop(std::size_t i) const { return children_[i].running && machine_.asked(i); }

/// The first from a number on, which becomes its own. Empty if there is none.
pool_core::child pool_core::next_to_stop(std::size_t& i) const
{
    const std::lock_guard lock(mutex_);
    while (i < children_.size() && !has_to_stop(i))
        ++i;
    return i < children_.size() ? children_[i] : child{};
}

/// By the timeouts of its own; of several deadlines the earliest holds.
void pool_core::child::limit_stop(time_point now) const
{
    for (const auto& limit : {removal_timeout, stop_timeout})
    {
        if (limit)
            life->stop(saturating_add(now, *limit)); // at the moment that the pool asks: zero means at once
    }
}

/// One at a time: there may be no memory for a list.
void pool_core::deadline_moved(time_point deadline)
{
    std::size_t i = 0;
    for (auto c = next_to_stop(i); life_ && c.life; c = next_to_stop(++i))
    {
        c.life->stop(deadline);
        c.limit_stop(now());
    }
}

void pool_core::skip_drain()
{
    drain_skipped_ = true; // also of those that start later
    for (const auto& c : children())
        c.life->skip_drain();
}

void pool_core::child_ready(std::size_t i)
{
    own_strand().dispatch_for(*this, [this, i] {
        const auto now = this->now();
        start_spans_.end(i, now);
        apply([=](pool_machine& m) { return m.child_ready(i, now); });
    });
}

void pool_core::child_leaving(std::size_t i)
{
    own_strand().dispatch_for(*this, [this, i] { apply([i](pool_machine& m) { return m.child_leaving(i); }); });
}

void pool_core::leaving_below()
{
    own_strand().dispatch_for(*this, [this] { end_restarts(false); });
    const auto above = [this] {
        const std::lock_guard lock(mutex_);
        return life_ ? life_->parent_ : parent_link();
    }();
    above.leaving_below();
}

void pool_core::child_ended(std::size_t i, std::exception_ptr e)
{
    own_strand().post_for(*this, [this, i, e = std::move(e)] { take_end(i, e); });
}

void pool_core::take_end(std::size_t i, const std::exception_ptr& e)
{
    const auto now = this->now(); // not that of the service: what the pool is told is in the order of its own clock
    stop_spans_.end(i, now);
    for (auto& c : changes_)
    {
        if (c.service == i)
            c.last_end = e;
    }
    if (e)
        take_crash(i, e);
    apply([&](pool_machine& m) {
        auto& c = children_[i];
        c.running = false;
        const pool_machine::ending how{.crashed = e != nullptr,
                                       .for_good = c.life->ended_for_good_,
                                       .chance = m.may_restart(i) ? own_strand().environment()->chance() : 0};
        return m.child_ended(i, how, now);
    });
}

void pool_core::take_crash(std::size_t i, const std::exception_ptr& e)
{
    const lifecycle* life = nullptr; // removed on this strand only, by what the machine says of its end
    std::exception_ptr before;
    bool counts = false;
    {
        const std::lock_guard lock(mutex_);
        life = children_[i].life.get();
        counts = machine_.crash_counts(i);
        before = std::exchange(children_[i].last_error, e);
    }
    if (counts)
        attempt([&] { keep_failures(*life, e, before); });
}

/// @param before its last crash in this run of the pool, or null
void pool_core::keep_failures(const lifecycle& of, const std::exception_ptr& e, const std::exception_ptr& before)
{
    auto more = of.failures();
    const bool refused = more.empty() || more.front().error != e; // to run again, perhaps for what that crash has left
    if (refused)
    {
        if (!more.empty() && more.front().error != before)
            more.clear();
        more.push_back({of.path(), e, now()});
    }
    for (const auto& f : more)
        life_->add_failure(f);
    failures_.insert(failures_.end(), more.begin(), more.end());
}

void pool_core::give_up_restarting(std::size_t i)
{
    const auto c = child_at(i);
    if (const auto e = c.life->error())
        keep_failures(*c.life, e, nullptr);
    const failure f{c.life->path(), exception_of(error::restart_limit, c.life->path()), now()};
    life_->add_failure(f);
    failures_.push_back(f);
    tell(code::restart_limit, *c.life);
}

/// The service is not in the pool any more.
void pool_core::forget(std::size_t i, const child& gone)
{
    const auto result = life_ ? gone.life->error() : nullptr;
    end_changes([&](change& c) -> std::optional<std::exception_ptr> {
        c.pending.erase(std::remove(c.pending.begin(), c.pending.end(), i), c.pending.end());
        if (c.service != i)
            return {};
        return c.removal ? result : exception_of(error::unknown_service, gone.life->path());
    });
    tell(code::service_removed, *gone.life);
}

void pool_core::child_failed(std::size_t i, const failure& f)
{
    own_strand().dispatch_for(*this, [this, i, f = f] {
        bool counts = false;
        {
            const std::lock_guard lock(mutex_);
            counts = life_ && machine_.child_failed(i);
        }
        if (counts)
            life_->add_failure(f);
    });
}

void pool_core::stop_tree()
{
    own_strand().dispatch_for(*this, [this] {
        if (life_)
            life_->stop_tree();
    });
}

} // namespace stint::detail
