// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lifecycle_model.hpp"

#include <deque>
#include <functional>
#include <unordered_set>
#include <vector>

using namespace story;

// Every sequence of inputs, of any length: where two leave the machine and its shell in the same
// configuration, only one is continued. Configurations are told apart by all that can be seen of
// them, and by how far off the moments are that matter.

namespace
{

using phase = shell_model::phase;

struct configuration
{
    lifecycle_machine machine;
    shell_model shell;
    int now = 0;
    std::size_t from = 0;
    const char* input = "";
};

int as_number(time_point t) { return static_cast<int>(t.time_since_epoch().count()); }

class explorer
{
public:
    explorer(limits l, int most_tasks) : limits_(l), most_tasks_(most_tasks)
    {
        configuration start;
        start.machine.set(l);
        remember(start);
    }

    /// False when a promise is broken; then told() says which and how.
    bool explore()
    {
        try
        {
            for (std::size_t i = 0; i != known_.size(); ++i)
                follow(i);
            return true;
        }
        catch (const std::logic_error& broken)
        {
            story_ = std::string("broken: ") + broken.what() + " (" + step_ + ", after";
            std::vector<const char*> path;
            for (auto i = at_; i != 0; i = known_[i].from)
                path.push_back(known_[i].input);
            for (auto i = path.rbegin(); i != path.rend(); ++i)
                story_ += std::string(" ") + *i;
            story_ += ")";
            return false;
        }
    }

    const std::string& told() const { return story_; }
    std::size_t configurations() const { return known_.size(); }
    std::size_t steps() const { return steps_; }
    /// How many of the configurations are in the drain delay.
    std::size_t drains() const { return drains_; }

private:
    using change = std::function<outcome(configuration&)>;

    void follow(std::size_t i)
    {
        at_ = i;
        const configuration c = known_[i];
        everybody(c);
        if (c.shell.active)
            machine_inputs(c);
        if (c.shell.has_to_end())
        {
            step_ = "nobody cooperates";
            ends_by_itself(c);
            step_ = "everybody cooperates";
            ends_with_help(c);
        }
    }

    /// What anybody may do at any moment, right or wrong.
    void everybody(const configuration& c)
    {
        input(c, "run", [](configuration& n) {
            const auto o = n.machine.run(at(n.now));
            n.shell.expect_run(o);
            return o;
        });
        for (int span : {-5, 0, 1, 3, shell_model::never})
            input(c, stop_name(span), [span](configuration& n) { return stop(n, span); });
        input(c, "skips_drain", [](configuration& n) { return n.machine.skip_drain(at(n.now)); });
        input(c, "calls_running", [](configuration& n) {
            const auto o = n.machine.announce_running(at(n.now));
            n.shell.expect_running(o);
            return o;
        });
        input(c, "calls_stopping", [](configuration& n) {
            const auto o = n.machine.announce_stopping(at(n.now));
            n.shell.expect_stopping(o);
            return o;
        });
        if (c.shell.tasks < most_tasks_)
            input(c, "task_starts", [](configuration& n) {
                const auto o = n.machine.task_started();
                n.shell.expect_task(o);
                return o;
            });
        input(c, "wakes", [](configuration& n) { return n.machine.wake(at(n.now)); });
        input(c, "time_passes", [](configuration& n) {
            ++n.now; // and whoever should have noticed is late
            return outcome(actions{});
        });
        if (c.shell.leftovers > 0)
            input(c, "leftover_ends", [](configuration& n) {
                n.machine.leftover_ended();
                --n.shell.leftovers;
                return outcome(actions{});
            });
    }

    /// What the shell has begun comes to an end.
    void machine_inputs(const configuration& c)
    {
        for (bool failed : {false, true})
        {
            if (c.shell.service == phase::alive)
                input(c, failed ? "throws" : "returns", [failed](configuration& n) { return end_service(n, failed); });
            if (c.shell.tasks > 0)
                input(c, failed ? "task_throws" : "task_returns",
                      [failed](configuration& n) { return end_task(n, failed); });
            if (c.shell.hooks)
                input(c, failed ? "hooks_throw" : "hooks_return",
                      [failed](configuration& n) { return end_hooks(n, failed); });
        }
        input(c, "something_fails", [](configuration& n) {
            n.shell.failed = true;
            return n.machine.fail(at(n.now));
        });
    }

    static const char* stop_name(int span)
    {
        switch (span)
        {
        case -5: return "stop_in_the_past";
        case 0: return "stop_now";
        case 1: return "stop_soon";
        case 3: return "stop_later";
        default: return "stop_without_deadline";
        }
    }

    static outcome stop(configuration& n, int span)
    {
        const auto deadline = span == shell_model::never ? stint::never : at(n.now + span);
        const auto before = n.machine.deadline();
        const bool counts = n.shell.active && !is_final(n.machine.state());
        const auto o = n.machine.stop(at(n.now), deadline);
        n.shell.expect_stop(o, span);
        require(!counts || n.machine.deadline() == std::min(before, std::max(deadline, at(n.now))),
                "the earliest deadline counts");
        return o;
    }

    static outcome end_service(configuration& n, bool failed)
    {
        n.shell.service = phase::ended;
        n.shell.failed |= failed;
        return n.machine.service_ended(at(n.now), failed);
    }

    static outcome end_task(configuration& n, bool failed)
    {
        --n.shell.tasks;
        n.shell.failed |= failed;
        return n.machine.task_ended(at(n.now), failed);
    }

    static outcome end_hooks(configuration& n, bool failed)
    {
        n.shell.hooks = false;
        n.shell.failed |= failed;
        return n.machine.hooks_ended(at(n.now), failed);
    }

    void input(const configuration& c, const char* name, const change& f)
    {
        step_ = name;
        auto n = c;
        const auto o = f(n);
        if (o.refused)
        {
            const auto before = everything_seen_of(c.machine);
            require(everything_seen_of(n.machine) == before, "what is refused changes nothing");
        }
        n.shell.carry_out(o.todo, n.machine);
        if (c.shell.active && n.shell.active)
            require(n.machine.deadline() <= c.machine.deadline(), "a deadline is never put off");
        n.from = at_;
        n.input = name;
        ++steps_;
        remember(n);
    }

    void wake(configuration& c)
    {
        c.now = std::max(c.now, as_number(c.machine.next_wake()));
        c.shell.carry_out(c.machine.wake(at(c.now)).todo, c.machine);
        const bool late = c.shell.active && !is_final(c.machine.state()) && at(c.now) >= c.machine.deadline();
        require(!late || c.machine.stop_rung() >= rung::hard, "the deadline cancels");
    }

    void ends_by_itself(configuration c)
    {
        const auto first = c.machine.next_wake();
        const bool last_hooks = is_final(c.machine.state());
        if ((last_hooks ? first : c.machine.deadline()) == stint::never)
            return;
        const int grace = static_cast<int>(limits_.abort_grace.count());
        const int limit = last_hooks ? std::max(c.now, as_number(first)) + grace
                                     : std::max(c.now, as_number(c.machine.deadline())) + 3 * grace;
        for (int i = 0; i != 20 && c.shell.active; ++i)
        {
            require(c.machine.next_wake() != stint::never, "who has to end is woken");
            wake(c);
        }
        require(!c.shell.active, "the end is always reached");
        require(c.now <= limit, "in time");
    }

    static void ends_with_help(configuration c)
    {
        const bool ok = !c.shell.failed;
        for (int i = 0; i != 20 && c.shell.active; ++i)
        {
            if (c.shell.hooks)
                c.shell.carry_out(end_hooks(c, false).todo, c.machine);
            else if (c.shell.told_to_end() && c.shell.service == phase::alive)
                c.shell.carry_out(end_service(c, false).todo, c.machine);
            else if (c.shell.told_to_end() && c.shell.tasks > 0)
                c.shell.carry_out(end_task(c, false).todo, c.machine);
            else
            {
                require(c.machine.next_wake() != stint::never, "who has to end is told so");
                c.now = std::max(c.now, as_number(c.machine.next_wake()));
                c.shell.carry_out(c.machine.wake(at(c.now)).todo, c.machine);
            }
        }
        require(!c.shell.active, "the end is reached");
        require(!ok || !c.shell.failed || c.shell.leftovers > 0, "who cooperates has not crashed");
        for (; c.shell.leftovers > 0; --c.shell.leftovers)
            c.machine.leftover_ended();
        require(!c.machine.run(at(c.now)).refused, "and then it runs again");
    }

    void remember(const configuration& c)
    {
        const auto far = [&](time_point t) { return t == stint::never ? 100 : std::max(as_number(t) - c.now, -9); };
        std::string key;
        c.shell.append_to(key);
        for (int i : {static_cast<int>(c.machine.stop_rung()), far(c.machine.deadline()), far(c.machine.next_wake()),
                      int{c.machine.stop_asked()}, int{c.machine.drain_skipped()}})
            key += static_cast<char>(i);
        if (!keys_.insert(std::move(key)).second)
            return;
        drains_ += c.shell.drains() ? 1U : 0U;
        known_.push_back(c);
    }

    limits limits_;
    int most_tasks_;
    std::deque<configuration> known_;
    std::unordered_set<std::string> keys_;
    std::size_t at_ = 0;
    std::size_t steps_ = 0;
    std::size_t drains_ = 0;
    const char* step_ = "";
    std::string story_;
};

void every_promise_is_kept(limits l, int most_tasks)
{
    explorer e{l, most_tasks};
    const bool kept = e.explore();
    BOOST_TEST(kept, e.told());
    BOOST_TEST_MESSAGE(e.configurations() << " configurations, " << e.steps() << " steps");
    BOOST_TEST(e.configurations() > 1000U);
    BOOST_TEST((e.drains() > 0) == (l.drain_delay > duration::zero()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(lifecycle_exhaustive)

BOOST_AUTO_TEST_CASE(with_no_limit_of_the_start)
{
    every_promise_is_kept({.stop = duration{2}, .abort_grace = duration{1}}, 2);
}

BOOST_AUTO_TEST_CASE(with_every_limit)
{
    every_promise_is_kept(
        {.start = duration{3}, .stop = duration{2}, .abort_grace = duration{2}, .drain_delay = duration{1}}, 1);
}

BOOST_AUTO_TEST_CASE(with_no_time_at_all) { every_promise_is_kept(limits{}, 2); }

BOOST_AUTO_TEST_SUITE_END()
