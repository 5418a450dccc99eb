// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_POOL_STORY_HPP
#define STINT_TEST_MACHINE_POOL_STORY_HPP

#include "pool_machine.hpp"
#include "service_graph.hpp"
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

/// Tells what a pool goes through: what happens to its services, and what it does then, in words.
namespace pool_story
{

using stint::reaction;
using stint::restart_params;
using stint::restart_scope;
using stint::restart_strategy;
using stint::detail::pool_machine;
using ending = pool_machine::ending;
using phase = pool_machine::phase;
using policy = pool_machine::policy;
using names = std::vector<std::string>;
using namespace std::chrono_literals;

/// 100 ms, then twice as long each time, by no chance, and without end.
inline const restart_params steadily{.first_delay = 100ms, .jitter = 0, .most = restart_params::unlimited};

// Erlang/OTP's restart types.
inline policy permanent(restart_params p = steadily) { return {reaction::restart, reaction::restart, p}; }
inline policy transient(restart_params p = steadily) { return {reaction::ignore, reaction::restart, p}; }
inline const policy temporary{reaction::ignore, reaction::ignore, {}};
/// stint's default.
inline const policy vital{};

struct service
{
    std::string name;
    names after{};
    pool_machine::policy policy{};
};

/// Time is a number of milliseconds.
class pool
{
public:
    pool(restart_strategy strategy, const std::vector<service>& services) : machine_(strategy)
    {
        for (const auto& s : services)
            put(s);
    }
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    const pool_machine* operator->() const { return &machine_; }
    std::size_t operator[](const std::string& name) const { return graph_.find(name).value(); }
    stint::time_point now() const { return now_; }

    /// From here on, it is this late.
    pool& at(int n)
    {
        now_ = start_ + std::chrono::milliseconds(n);
        return *this;
    }

    // What happens, and what the pool does then: nothing is "".

    std::string runs() { return told(machine_.start(graph_, now_)); }
    std::string withdraws(const std::string& name) { return told(machine_.withdraw((*this)[name], now_)); }
    std::string ready(const std::string& name)
    {
        ready_.insert((*this)[name]);
        return told(machine_.child_ready((*this)[name], now_));
    }
    bool fails(const std::string& name) { return machine_.child_failed((*this)[name]); }
    std::string leaves(const std::string& name) { return told(machine_.child_leaving((*this)[name])); }
    std::string ends(const std::string& name, const ending& how = {})
    {
        return told(machine_.child_ended((*this)[name], how, now_));
    }
    std::string crashes(const std::string& name, double chance = 0)
    {
        return ends(name, {.crashed = true, .chance = chance});
    }
    std::string admits(const service& s) { return told(machine_.admit(put(s), now_)); }
    std::string removes(const std::string& name) { return told(machine_.remove((*this)[name])); }
    std::string restarts(const std::string& name, restart_scope scope = restart_scope::service)
    {
        return told(machine_.restart((*this)[name], scope, now_));
    }
    std::string is_asked_to_stop() { return told(machine_.stop()); }
    std::string comes_to_its_deadline() { return told(machine_.stop_all()); }
    std::string runs_out_of_memory(const names& running)
    {
        pool_machine::actions todo;
        todo.finish = machine_.abandon(
            [&](std::size_t i) { return std::find(running.begin(), running.end(), graph_.name(i)) != running.end(); });
        for (std::size_t i = 0; i != graph_.size(); ++i)
        {
            if (machine_.asked(i))
                todo.stop.push_back(i);
        }
        return told(todo);
    }
    std::string wakes() { return told(machine_.wake(now_)); }

    /// Time passes until the pool wants to wake: "at 100: ...", or "never".
    std::string sleeps()
    {
        const auto then = machine_.next_wake();
        if (then == stint::never)
            return "never";
        now_ = std::max(now_, then);
        return "at " + std::to_string((now_ - start_) / 1ms) + ": " + wakes();
    }

    /// Whoever was asked to stop ends, whoever was started gets ready, time passes, until nothing happens any more: what the
    /// pool does meanwhile, "asks c; asks b; at 100: starts b".
    std::string goes_on()
    {
        std::string all;
        for (bool more = true; more;)
        {
            std::string does;
            more = one_step(does);
            all += does.empty() || all.empty() ? does : "; " + does;
        }
        return all;
    }

    /// All services get ready.
    void comes_up()
    {
        runs();
        goes_on();
        BOOST_TEST_REQUIRE(announced_);
    }

    names waits_for(const std::string& name) const { return named(machine_.waits_for((*this)[name])); }

private:
    std::size_t put(const service& s)
    {
        const auto added = graph_.add(s.name, s.after);
        BOOST_TEST_REQUIRE(added.cycle == "");
        machine_.add(added.number, s.policy);
        return added.number;
    }

    bool one_step(std::string& does)
    {
        for (std::size_t i = graph_.size(); i-- != 0;)
        {
            if (machine_.asked(i))
            {
                does = told(machine_.child_ended(i, {}, now_));
                return true;
            }
        }
        for (std::size_t i = 0; i != graph_.size(); ++i)
        {
            if (machine_.phase_of(i) == phase::started && ready_.insert(i).second)
            {
                does = told(machine_.child_ready(i, now_));
                return true;
            }
        }
        if (machine_.next_wake() == stint::never)
            return false;
        does = sleeps();
        return true;
    }

    names named(std::span<const std::size_t> which) const
    {
        names found;
        for (const auto i : which)
            found.push_back(graph_.name(i));
        return found;
    }

    std::string told(const pool_machine::actions& a)
    {
        std::string text;
        const auto add = [&text](bool said, const std::string& what) { text += said ? ", " + what : ""; };
        const auto add_all = [&](std::span<const std::size_t> which, std::string what) {
            for (const auto& name : named(which))
                what += ' ' + name;
            add(!which.empty(), what);
        };
        const auto add_one = [&](const std::optional<std::size_t>& which, const std::string& what) {
            add(which.has_value(), which ? what + graph_.name(*which) : "");
        };
        add_one(a.gave_up, "gives up ");
        add_one(a.removed, "removes ");
        if (a.removed)
            graph_.remove(*a.removed);
        add_all(a.start, "starts");
        for (const auto i : a.start)
            ready_.erase(i);
        add(a.announce, "is ready");
        announced_ = announced_ || a.announce;
        add(a.stop_pool, "stops the pool");
        add_all(a.stop, "asks");
        add(a.finish, "has ended");
        return text.empty() ? text : text.substr(2);
    }

    const stint::time_point start_ = stint::time_point{} + 1h;
    stint::time_point now_ = start_;
    stint::detail::service_graph graph_;
    pool_machine machine_;
    std::set<std::size_t> ready_;
    bool announced_ = false;
};

} // namespace pool_story

#endif
