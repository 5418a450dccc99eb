// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/actors.hpp"

#include <stint/testing/script.hpp>
#include <stint/undo.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <stdexcept>

namespace lab
{

namespace asio = stint::asio;
using std::chrono::milliseconds;
using stint::testing::script;

namespace
{

asio::awaitable<void> nothing() { co_return; }

} // namespace

namespace
{

template <void (watcher::*begin)(watched&), void (watcher::*end)(watched&)>
class presence
{
public:
    presence(watcher& w, std::shared_ptr<watched> of) : watcher_(w), of_(std::move(of)) { (watcher_.*begin)(*of_); }
    ~presence() { (watcher_.*end)(*of_); }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;

private:
    watcher& watcher_;
    std::shared_ptr<watched> of_;
};
using code_presence = presence<&watcher::code_begins, &watcher::code_ends>;
using hook_presence = presence<&watcher::hook_begins, &watcher::hook_ends>;

/// What is counted as long as this lives.
class counted
{
public:
    counted(int& count, bool counts) : count_(counts ? &count : nullptr)
    {
        if (count_)
            ++*count_;
    }
    ~counted()
    {
        if (count_)
            --*count_;
    }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    int* const count_;
};

bool heeds_stop(step::kind k) { return k == step::kind::serve || k == step::kind::serve_for; }
bool heeds_cancellation(step::kind k)
{
    return heeds_stop(k) || k == step::kind::pause || k == step::kind::ignore_stop;
}

script script_of(const step& s)
{
    const milliseconds span(s.ms);
    script one;
    switch (s.what)
    {
    case step::kind::ready: return one.ready();
    case step::kind::pause: return one.pause(span);
    case step::kind::serve: return one.serve();
    case step::kind::serve_for: return one.serve(span);
    case step::kind::ignore_stop: return one.ignore_stop();
    case step::kind::hang: return one.hang();
    case step::kind::stop_itself: return one.stop();
    case step::kind::stop_within: return one.stop(span);
    case step::kind::stop_tree: return one.stop_tree();
    case step::kind::do_not_restart: return one.do_not_restart();
    case step::kind::announce_stopping: return one.announce_stopping();
    case step::kind::note: return one.note("busy");
    case step::kind::block: return one.block(span);
    default: return one;
    }
}

} // namespace

asio::awaitable<void> actors::wait_for_itself(std::shared_ptr<watched> w, stint::lifecycle& life)
{
    std::string what = "the wait has completed";
    const auto begun = on_.now();
    try
    {
        co_await life.async_wait(asio::use_awaitable);
    }
    catch (const boost::system::system_error& e)
    {
        if (e.code() == asio::error::operation_aborted && on_.now() == begun)
            throw;
        what = e.code() == make_error_code(stint::error::waits_for_itself) ? "" : e.what();
    }
    watcher_.require(what.empty(), w->path + ": waits for itself: " + what);
}

asio::awaitable<void> actors::do_step(std::shared_ptr<watched> w, step what, stint::lifecycle& life, bool in_hook)
{
    const counted stoppable(w->heeding_stop, !in_hook && heeds_stop(what.what));
    const counted cancellable(w->heeding_cancellation, !in_hook && heeds_cancellation(what.what));
    switch (what.what)
    {
    case step::kind::crash:
        watcher_.leaves(*w);
        watcher_.throws("crash of " + w->path + '.');
        throw std::runtime_error("crash of " + w->path + '.');
    case step::kind::cancelled:
        if (life.deadline() == stint::never)
        {
            w->cancelled = !w->left_by_itself; // else it has asked for a stop itself, which may come first
            watcher_.leaves(*w);
        }
        watcher_.throws("cancellation of " + w->path + '.', true);
        throw boost::system::system_error(asio::error::operation_aborted, "cancellation of " + w->path + '.');
    case step::kind::spawn: life.spawn(run_task(w, what.task, life)); co_return;
    case step::kind::spawn_elsewhere: life.spawn(run_task(w, what.task, life), executor_); co_return;
    case step::kind::restart_itself:
        if (!w->in || watcher_.is_dropped() || w->restarts++ > 1) // or it would never come to rest
            co_return;
        watcher_.surgery(w.get());
        w->in->async_restart(w->plan.name, stint::restart_scope::service, [](const std::exception_ptr&) {});
        watcher_.leaves(*w);
        co_return;
    case step::kind::remove_itself:
        if (!w->in || watcher_.is_dropped())
            co_return;
        watcher_.surgery(w.get());
        w->in->async_remove(w->plan.name, milliseconds(what.ms), [](const std::exception_ptr&) {});
        watcher_.leaves(*w);
        co_return;
    case step::kind::block: watcher_.blocked(); break;
    case step::kind::wait_for_itself: co_await wait_for_itself(w, life); co_return;
    case step::kind::stop_itself:
    case step::kind::stop_within:
    case step::kind::announce_stopping: watcher_.leaves(*w); break;
    case step::kind::do_not_restart: w->stays_down = true; break;
    default: break;
    }
    auto played = script::play(script_of(what), on_, life);
    co_await std::move(played);
}

asio::awaitable<void> actors::play(std::shared_ptr<watched> w, steps what, stint::lifecycle& life, bool in_hook)
{
    for (const auto& each : what)
    {
        auto work = do_step(w, each, life, in_hook);
        co_await std::move(work);
    }
}

asio::awaitable<void> actors::run(std::shared_ptr<watched> w, stint::lifecycle& life)
{
    const code_presence here(watcher_, w);
    const auto& runs = w->plan.runs;
    const auto what = runs[std::min(w->run++, runs.size() - 1)];
    for (const auto& each : what)
    {
        watcher_.code_goes_on(*w);
        auto work = do_step(w, each, life, false);
        co_await std::move(work);
    }
    watcher_.code_goes_on(*w);
    if (!life.should_stop())
        watcher_.leaves(*w);
}

asio::awaitable<void> actors::run_task(std::shared_ptr<watched> w, steps what, stint::lifecycle& life)
{
    const code_presence here(watcher_, w);
    auto work = play(w, std::move(what), life, false);
    co_await std::move(work);
    watcher_.code_goes_on(*w);
}

asio::awaitable<void> actors::run_hook(std::shared_ptr<watched> w, steps what, stint::lifecycle& life)
{
    const hook_presence here(watcher_, w);
    auto work = play(w, std::move(what), life, true);
    co_await std::move(work);
}

stint::service_params actors::params(const service_plan& plan)
{
    const auto span = [](const std::optional<int>& ms) {
        return ms ? std::optional<stint::duration>(milliseconds(*ms)) : std::nullopt;
    };
    stint::service_params p;
    p.start_timeout = span(plan.start_timeout);
    p.stop_timeout = span(plan.stop_timeout);
    p.abort_grace = span(plan.abort_grace);
    p.drain_delay = span(plan.drain_delay);
    for (const auto& name : plan.after)
        p.after.add(name);
    p.on_end = plan.on_end;
    p.on_crash = plan.on_crash;
    p.restart.first_delay = milliseconds(plan.first_delay);
    p.restart.most = plan.most_restarts;
    if (plan.own_executor && plan.inner.empty())
        p.executor = executor_;
    return p;
}

void actors::add_reload_hook(const std::shared_ptr<watched>& w)
{
    switch (w->plan.reload)
    {
    case reloading::no_hook: return;
    case reloading::works: w->life->on_reload([](stint::service&, stint::lifecycle&) {}); return;
    case reloading::can_be_undone:
        w->life->on_reload([](stint::service&, stint::lifecycle&) { return stint::undo([] {}); });
        return;
    case reloading::fails:
        w->life->on_reload([](stint::service&, stint::lifecycle&) { throw std::runtime_error("cannot reload"); });
        return;
    case reloading::takes_time:
        w->life->on_reload([this](stint::service&, stint::lifecycle&) { return on_.sleep(milliseconds(10)); });
        return;
    }
}

void actors::add_hooks(const std::shared_ptr<watched>& w)
{
    add_reload_hook(w);
    for (const auto& plan : w->plan.hooks)
    {
        w->life->on_state_change([this, w, plan](stint::service&, stint::lifecycle& life, stint::state s) {
            if (to_string(s) != plan.state)
                return nothing();
            return run_hook(w, plan.does, life);
        });
    }
}

void actors::add_hurrying_observer(const std::shared_ptr<watched>& w)
{
    if (!w->plan.hurried_after)
        return;
    w->life->on_event([this, weak = std::weak_ptr(w), words = 0](const stint::event&) mutable {
        const auto of = weak.lock();
        if (!of || !of->life || words++ < *of->plan.hurried_after)
            return;
        watcher_.leaves(*of);
        of->life->stop(stint::duration::zero());
        of->life->stop(stint::duration::zero());
    });
}

void actors::add(stint::pool& to, const std::shared_ptr<watched>& pool, const service_plan& plan)
{
    std::shared_ptr<watched> w;
    const auto settle = [&](stint::lifecycle& life) {
        w = watcher_.watch(life, plan, pool);
        w->in = &to;
        add_hooks(w);
        add_hurrying_observer(w);
        return w;
    };
    if (plan.inner.empty())
    {
        const auto place = std::make_shared<std::shared_ptr<watched>>(); // known only when it is added
        *place = settle(to.add(
            plan.name, [this, place](stint::lifecycle& life) { return run(*place, life); }, params(plan)));
        return;
    }
    stint::pool_params inner;
    inner.name = plan.name;
    inner.strategy = plan.inner.front().strategy;
    const auto executor = plan.own_executor ? executor_ : to.get_executor();
    auto made = std::make_unique<stint::pool>(executor, inner);
    auto& p = *made;
    settle(to.add(std::move(made), params(plan)));
    for (const auto& each : plan.inner.front().services)
        add(p, w, each);
}

} // namespace lab
