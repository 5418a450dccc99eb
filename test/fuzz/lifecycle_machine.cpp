// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "bytes.hpp"
#include "machine/lifecycle_model.hpp"

#include <algorithm>
#include <exception>
#include <optional>

// A service that lives through any inputs at any times, the longest spans included. The promises are those of the model that the
// exhaustive test has too; after each input all goes on to its end, on a copy, once with help and once without.

using namespace story;
using fuzz::later;
using stint::saturating_add;

namespace
{

using phase = shell_model::phase;

constexpr int most_tasks = 20;
/// To the end of a run, and each task may need one.
constexpr int most_steps = 20 + most_tasks;

class life
{
public:
    explicit life(fuzz::bytes& in) : now_(later({}, in.span())) { set_limits(in); }

    void perform(fuzz::bytes& in)
    {
        const auto before = *this;
        const auto o = input(in);
        if (o.refused)
            require(everything_seen_of(machine_) == everything_seen_of(before.machine_),
                    "what is refused changes nothing");
        shell_.carry_out(o.todo, machine_);
        if (before.shell_.active && shell_.active)
            require(machine_.deadline() <= before.machine_.deadline(), "a deadline is never put off");
        if (!shell_.has_to_end())
            return;
        life(*this).ends_by_itself();
        life(*this).ends_with_help();
    }

private:
    outcome input(fuzz::bytes& in)
    {
        enum
        {
            run,
            stop,
            skips_drain,
            calls_running,
            calls_stopping,
            task_starts,
            wakes,
            time_passes,
            leftover_ends,
            service_ends,
            task_ends,
            hooks_end,
            fails,
            limits_change,
            kinds
        };
        switch (in.below(kinds))
        {
        case run: return begin(in);
        case stop: return ask_to_stop(in);
        case skips_drain: return machine_.skip_drain(now_);
        case calls_running: return told(machine_.announce_running(now_), &shell_model::expect_running);
        case calls_stopping: return told(machine_.announce_stopping(now_), &shell_model::expect_stopping);
        case task_starts:
            if (shell_.tasks < most_tasks)
                return told(machine_.task_started(), &shell_model::expect_task);
            break;
        case wakes: return wake(in.flag());
        case time_passes: now_ = later(now_, in.span()); break; // and whoever should have noticed is late
        case leftover_ends: end_leftovers(in.flag() ? 1 : shell_.leftovers); break;
        case service_ends:
            if (shell_.service == phase::alive)
                return end_service(in.flag());
            break;
        case task_ends:
            if (shell_.tasks > 0)
                return end_task(in.flag());
            break;
        case hooks_end:
            if (shell_.hooks)
                return end_hooks(in.flag());
            break;
        case fails:
            if (!shell_.active)
                break;
            shell_.failed = true;
            return machine_.fail(now_);
        case limits_change:
            limits_.below = in.span(); // what is added to a pool that runs
            use_limits();
            break;
        }
        return actions{};
    }

    outcome told(outcome o, void (shell_model::*expect)(const outcome&))
    {
        (shell_.*expect)(o);
        return o;
    }

    void set_limits(fuzz::bytes& in)
    {
        limits_ = {.start = in.span(),
                   .stop = in.span(),
                   .abort_grace = in.span(),
                   .below = in.span(),
                   .drain_delay = in.span()};
        longest_grace_ = {};
        use_limits();
    }

    void use_limits()
    {
        machine_.set(limits_);
        longest_grace_ = std::max({longest_grace_, limits_.abort_grace, limits_.below});
    }

    outcome begin(fuzz::bytes& in)
    {
        if (!shell_.active)
            set_limits(in);
        const auto o = told(machine_.run(now_), &shell_model::expect_run);
        if (!o.refused && stop_before_run_)
            require(machine_.deadline() == saturating_add(now_, *stop_before_run_),
                    "the timeout of a remembered stop counts from the start of the run");
        if (!o.refused)
            stop_before_run_.reset();
        return o;
    }

    outcome ask_to_stop(fuzz::bytes& in)
    {
        const auto deadline = any_deadline(in);
        const auto before = machine_.deadline();
        const bool counts = shell_.active && !is_final(machine_.state());
        if (!machine_.has_run())
            stop_before_run_ = std::min(stop_before_run_.value_or(duration::max()), std::max(deadline, now_) - now_);
        const auto o = machine_.stop(now_, deadline);
        shell_.expect_stop(o, deadline == stint::never ? shell_model::never : deadline > now_ ? 1 : 0);
        require(!counts || machine_.deadline() == std::min(before, std::max(deadline, now_)),
                "the earliest deadline counts");
        return o;
    }

    time_point any_deadline(fuzz::bytes& in) const
    {
        switch (in.below(4))
        {
        case 0: return stint::never;
        case 1: return time_point::min();
        case 2: return now_ - in.span();
        default: return saturating_add(now_, in.span());
        }
    }

    outcome wake(bool when_due)
    {
        if (when_due)
            sleep();
        const auto before = machine_;
        const auto o = machine_.wake(now_);
        if (now_ < before.next_wake())
            require(o.todo.empty() && everything_seen_of(machine_) == everything_seen_of(before),
                    "before next_wake() time changes nothing");
        const bool late = machine_.active() && !is_final(machine_.state()) && now_ >= machine_.deadline();
        require(!late || machine_.stop_rung() >= rung::hard, "the deadline cancels");
        return o;
    }

    void sleep()
    {
        if (machine_.next_wake() != stint::never)
            now_ = std::max(now_, machine_.next_wake());
    }

    void sleep_and_wake()
    {
        require(machine_.next_wake() != stint::never, "who has to end is woken");
        shell_.carry_out(wake(true).todo, machine_);
    }

    void end_leftovers(int count)
    {
        for (; count > 0 && shell_.leftovers > 0; --count)
        {
            machine_.leftover_ended();
            --shell_.leftovers;
        }
    }

    outcome end_service(bool failed)
    {
        shell_.service = phase::ended;
        shell_.failed |= failed;
        return machine_.service_ended(now_, failed);
    }

    outcome end_task(bool failed)
    {
        --shell_.tasks;
        shell_.failed |= failed;
        return machine_.task_ended(now_, failed);
    }

    outcome end_hooks(bool failed)
    {
        shell_.hooks = false;
        shell_.failed |= failed;
        return machine_.hooks_ended(now_, failed);
    }

    void ends_by_itself()
    {
        const bool last_hooks = is_final(machine_.state());
        const auto first = std::max(now_, last_hooks ? machine_.next_wake() : machine_.deadline());
        auto limit = first;
        for (int i = 0; i != 3; ++i)
            limit = saturating_add(limit, longest_grace_);
        if (limit == stint::never) // somebody wants it to take for ever
            return;
        for (int i = 0; i != most_steps && shell_.active; ++i)
            sleep_and_wake();
        require(!shell_.active, "the end is always reached");
        require(now_ <= limit, "in time");
    }

    void ends_with_help()
    {
        if (saturating_add(now_, limits_.drain_delay) == stint::never)
            return;
        const bool ok = !shell_.failed;
        for (int i = 0; i != most_steps && shell_.active; ++i)
        {
            if (shell_.hooks)
                shell_.carry_out(end_hooks(false).todo, machine_);
            else if (shell_.told_to_end() && shell_.service == phase::alive)
                shell_.carry_out(end_service(false).todo, machine_);
            else if (shell_.told_to_end() && shell_.tasks > 0)
                shell_.carry_out(end_task(false).todo, machine_);
            else
                sleep_and_wake();
        }
        require(!shell_.active, "the end is reached");
        require(!ok || !shell_.failed || shell_.leftovers > 0, "who cooperates has not crashed");
        end_leftovers(shell_.leftovers);
        require(!machine_.run(now_).refused, "and then it runs again");
    }

    limits limits_;
    lifecycle_machine machine_;
    shell_model shell_;
    time_point now_;
    duration longest_grace_{}; // of this run
    std::optional<duration> stop_before_run_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
try
{
    fuzz::bytes in(data, size);
    life l(in);
    while (!in.empty())
        l.perform(in);
    return 0;
}
catch (const std::exception& broken)
{
    fuzz::require(false, broken.what());
    return 0;
}
