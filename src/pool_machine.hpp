// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_MACHINE_HPP
#define STINT_SRC_POOL_MACHINE_HPP

#include "restart_backoff.hpp"
#include "service_graph.hpp"
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace stint::detail
{

/// Mostly none or few, which need no memory.
using service_numbers = boost::container::small_vector<std::size_t, 4>;

/** Every rule of a pool: which of its services starts, stops and starts again when, when it is ready, when it has ended.

    A value: no I/O, no clock, no threads; chance is an argument. Services are numbers, those of a @ref service_graph.

    A service *counts as there* when it is ready, or when it has ended for good and all that it needs count as there: nobody waits
    for what will never be. It starts when all that it needs count as there. The pool is ready when all do.
*/
class pool_machine
{
public:
    /// What the end of a service means.
    struct policy
    {
        reaction on_end = reaction::stop_pool;
        reaction on_crash = reaction::stop_pool;
        restart_params restart{};
    };

    /// How a service has ended.
    struct ending
    {
        bool crashed = false;
        bool for_good = false; ///< it asked not to be restarted
        double chance = 0;     ///< from 0 to 1: how much of the jitter is left out of a delay
    };

    /// What the shell has to do, in this order.
    struct actions
    {
        std::optional<std::size_t> removed;  ///< is not in the pool any more: remove it from the graph
        std::optional<std::size_t> gave_up;  ///< was restarted too often: record that
        std::optional<std::size_t> restarts; ///< will start again, after its delay: tell that
        bool stop_pool = false; ///< the end of a service ends the pool: ask the pool's own lifecycle to stop
        service_numbers start;  ///< run these; those whose turn comes later only if they may_run() then
        bool announce = false;  ///< all services count as there: say that the pool is ready
        service_numbers stop;   ///< ask these to stop
        bool finish = false;    ///< all services have ended: return from run()

        bool empty() const
        {
            return !gave_up && !removed && !restarts && start.empty() && stop.empty() && !announce && !stop_pool
                   && !finish;
        }
        friend bool operator==(const actions&, const actions&) = default;
    };

    enum class phase : unsigned char
    {
        absent,  ///< no service has this number
        idle,    ///< starts when it may
        started, ///< starting, running, or leaving by itself
        asked,   ///< to stop
        ended    ///< does not start in this run, unless its group or somebody restarts it
    };

    explicit pool_machine(restart_strategy s = restart_strategy::one_for_one) : strategy_(s) {}

    /// add() of a number below this needs no more memory, with this policy.
    void make_room(std::size_t count, const policy& p);
    /// A service of this number is in the graph. In a run, admit() follows, which may start it.
    void add(std::size_t i, const policy& p);

    /// The pool runs. The graph stays where it is until the end of the run. Nobody starts if stop() follows at once.
    actions start(const service_graph& graph, time_point now, bool stop_follows = false);
    /// A service was added in this run; it does not start before.
    actions admit(std::size_t i, time_point now);
    /// The shell came to run it, but may_run() was false: it waits again, or this is its end.
    actions withdraw(std::size_t i, time_point now);
    /// Its state is `running`, and the hooks of that have ended.
    actions child_ready(std::size_t i, time_point now);
    /// It will crash. Whether that crashes the pool: what somebody asks of it later does not change that.
    bool child_failed(std::size_t i) { return children_[i].failed = crash_counts(i); }
    /// It is stopping, or has ended.
    actions child_leaving(std::size_t i);
    /// It has ended, for whatever reason.
    actions child_ended(std::size_t i, const ending& how, time_point now);
    /// Somebody wants it to stop and to leave the pool. Nothing may come after it in the graph.
    actions remove(std::size_t i);
    /// Somebody wants it to run anew.
    actions restart(std::size_t i, restart_scope scope, time_point now);
    /// The moment of next_wake() has come.
    actions wake(time_point now);
    /// The pool's lifecycle has come to the graceful rung, and stop() follows: nobody starts any more.
    void expect_stop() { leaving_ = true; }
    /// Whoever is needed by nobody has to stop, then the others.
    actions stop();
    /// The pool's lifecycle has come to the hard rung: no order any more.
    actions stop_all();

    /** An input of this could not be taken in, for want of memory, and left it half done: all that run are to stop, and nobody starts any more.
        Needs no memory. True if that ends the run, for nobody runs.

        @param running says of a service whether it was told to run and has not ended
    */
    template <class Predicate>
    bool abandon(Predicate running) noexcept;

    /// When wake() is due.
    time_point next_wake() const;

    /// True from start() to the end of the run.
    bool running() const { return running_; }
    phase phase_of(std::size_t i) const { return children_[i].phase; }
    /// True when a service was started and has not ended.
    bool alive(std::size_t i) const { return children_[i].alive(); }
    /// False of one that is to run once what it needs is not there any more, or it has to stop.
    bool may_run(std::size_t i) const
    {
        const auto& c = children_[i];
        return c.phase == phase::started && c.plan == plan::none && is_free_to_run(c);
    }
    /// True when a service was asked to stop and has not ended.
    bool asked(std::size_t i) const { return phase_of(i) == phase::asked; }
    /// True when nothing waits for it: it is ready, or has ended for good.
    bool counts_as_there(std::size_t i) const { return children_[i].there; }
    /// True when it leaves the pool as soon as it has ended.
    bool is_being_removed(std::size_t i) const { return children_[i].plan == plan::removal; }
    /// True when its crash crashes the pool.
    bool crash_counts(std::size_t i) const;
    /// True when its end may cause a restart.
    bool may_restart(std::size_t i) const { return children_[i].may_restart(); }
    /// How often it was restarted in this run.
    std::size_t restarts(std::size_t i) const
    {
        const auto found = restarted_.find(i);
        return found == restarted_.end() ? 0 : found->second.count;
    }
    /// When its delay ends; `never` if it does not wait for that.
    time_point restart_at(std::size_t i, time_point now) const;
    /// Whom a restart by hand concerns.
    std::vector<std::size_t> restarted_with(std::size_t i, restart_scope scope) const;
    /// Whom it waits for: to start, or to be asked to stop.
    std::vector<std::size_t> waits_for(std::size_t i) const;

private:
    /// What follows when a service has ended that was asked to stop while the pool goes on.
    enum class plan : unsigned char
    {
        none,   ///< nothing was asked of it
        again,  ///< it starts again
        halt,   ///< it stays away
        removal ///< it leaves the pool
    };
    struct child
    {
        pool_machine::phase phase = phase::absent;
        pool_machine::plan plan = plan::none;
        bool admitted = true;
        bool ready = false;
        bool left = false;     ///< it has begun to leave by itself
        bool failed = false;   ///< it crashes the pool
        bool for_good = false; ///< it has ended, and is not missed
        bool there = false;
        bool standing = false;   ///< it is alive, or one that comes after it is, be it through others that are not
        bool going_down = false; ///< the same, of those with a plan
        reaction on_end = reaction::stop_pool;
        reaction on_crash = reaction::stop_pool;
        unsigned not_there = 0;     ///< how many of those that it needs
        unsigned standing_on = 0;   ///< how many of those that need it are standing
        unsigned going_down_on = 0; ///< how many of these are going down
        time_point not_before = time_point::min();

        bool alive() const { return phase == phase::started || phase == phase::asked; }
        bool may_restart() const { return on_end == reaction::restart || on_crash == reaction::restart; }
        bool never_restarts() const { return on_end == reaction::ignore && on_crash == reaction::ignore; }
    };

    /// A service that was restarted, or was to be.
    struct restarted
    {
        restart_backoff backoff{};
        std::size_t count = 0;
    };

    bool ends() const { return leaving_ || stopping_; }
    bool is_free_to_run(const child& c) const { return c.not_there == 0 && !ends(); }
    void update_presence(std::size_t first, time_point now, actions* todo);
    void update_standing(std::size_t first, actions& todo);
    void absent_from_now_on(std::size_t i);
    void make_idle(std::size_t i);
    pool_machine::plan change_plan(std::size_t i, pool_machine::plan p, actions& todo);
    void announce_if_ready(actions& todo);
    void start_if_due(std::size_t i, time_point now, actions& todo);
    void ask_if_due(std::size_t i, actions& todo);
    void ask(std::size_t i, actions& todo);
    void carry_on_after(std::size_t i, time_point now, actions& todo);
    void react(std::size_t i, const ending& how, time_point now, actions& todo);
    void follow_plan(std::size_t i, time_point now, actions& todo);
    void end_for_good(std::size_t i, time_point now, actions& todo);
    void regroup(std::size_t i, actions& todo);
    void take_down(std::size_t i, actions& todo);
    void erase(std::size_t i, actions& todo);
    std::vector<std::size_t> with_all_dependents(std::size_t i) const;
    void start_group_if_due(time_point now, actions& todo);
    void leave(actions& todo);
    bool end_if_over() noexcept;

    const restart_strategy strategy_;
    const service_graph* graph_ = nullptr;
    std::vector<child> children_;
    std::vector<restart_params> restart_params_; ///< of as many as there is room for, once a child may restart
    std::map<std::size_t, restarted> restarted_; ///< in this run
    std::set<std::pair<time_point, std::size_t>> delays_;
    std::set<std::size_t> after_dependents_; ///< who starts when nobody that comes after it is going down any more
    std::size_t members_ = 0;                ///< not absent
    std::size_t there_ = 0;
    std::size_t alive_ = 0;
    time_point group_at_{};   ///< when all services start again, after one_for_all
    bool regrouping_ = false; ///< they wait for that, and for each other's end
    bool running_ = false;
    bool announced_ = false;
    bool leaving_ = false;
    bool stopping_ = false;
};

template <class Predicate>
bool pool_machine::abandon(Predicate running) noexcept
{
    leaving_ = stopping_ = true;
    alive_ = 0;
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        auto& c = children_[i];
        if (c.phase == phase::absent)
            continue;
        c.phase = running(i) ? phase::asked : phase::ended;
        c.plan = plan::none;
        c.there = false;
        if (c.phase == phase::asked)
            ++alive_;
    }
    return end_if_over();
}

} // namespace stint::detail

#endif
