#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Puts known bugs into copies of the tree, one at a time, and lets the lab look for each.

usage: mutants.py [--seconds N] [--only TEXT]

Every mutant names what it stands for: a bug class of other libraries of the kind, or a defect (D) of the library that stint
follows. The last line is `caught N of M`.
"""
import argparse
import functools
import sys
import time

from mutation import ROOT, in_trees

# What it stands for, the file, what is replaced, by what.
MUTANTS = [
    ("a stop before the run is lost (D6)", "src/lifecycle_machine.cpp",
     "    if (remembered_)\n        fresh.ask(saturating_add(now, *remembered_));\n", ""),
    ("a stop during the start is lost (D20; suture#35, dskit#409)", "src/lifecycle_machine.cpp",
     "    if (is_final(state_))\n        hooks_limit_ = hooks",
     "    if (state_ == state::starting)\n        return actions{};\n    if (is_final(state_))\n        hooks_limit_ = hooks"),
    ("the deadline is not enforced (D7)", "src/lifecycle_machine.cpp",
     "if (rung_ < rung::hard && now >= deadline_)", "if (rung_ < rung::hard && now >= never)"),
    ("what ignores the cancellation is waited for for ever (D7)", "src/lifecycle_machine.cpp",
     "if (rung_ == rung::hard && now >= give_up_at() && todo.empty() && !shell_is_busy_)", "if (rung_ == rung::hard && now >= never)"),
    ("what has not begun is counted as given up, and the service does not run again", "src/lifecycle_machine.cpp",
     "now >= give_up_at() && todo.empty() && !shell_is_busy_)", "now >= give_up_at() && todo.empty())"),
    ("a second stop does not shorten the deadline (D8)", "src/lifecycle_machine.cpp",
     "deadline_ = std::min(deadline_, deadline);", "deadline_ = deadline_ == never ? deadline : deadline_;"),
    ("a second stop lengthens the deadline (D8)", "src/lifecycle_machine.cpp",
     "deadline_ = std::min(deadline_, deadline);", "deadline_ = deadline;"),
    ("a state is entered out of turn (D10)", "src/lifecycle_machine.cpp",
     "            enter(state::stopping, now, todo);\n        }\n        else if",
     "            enter(state_ == state::running ? state::stopped : state::stopping, now, todo);\n        }\n        else if"),
    ("running() during a stop makes it running (D10)", "src/lifecycle_machine.cpp",
     "        else if (rung_ < rung::graceful && now >= drain_end())",
     "        else if (announced_ && !ready_)\n        {\n            ready_ = true;\n            enter(state::running, now, todo);\n        }\n        else if (rung_ < rung::graceful && now >= drain_end())"),
    ("a second run sees the stop of the first (D11, D29)", "src/lifecycle_machine.cpp",
     "    lifecycle_machine fresh;\n", "    lifecycle_machine fresh;\n    fresh.rung_ = rung_;\n    fresh.asked_ = asked_;\n"),
    ("a stopped service is said to have ended while its hooks run (D15)", "src/lifecycle_machine.cpp",
     "    return !hooks_ && leave(now, todo);", "    return (!hooks_ || is_final(state_)) && leave(now, todo);"),
    ("a hook that hangs freezes the service (D16)", "src/lifecycle_machine.cpp",
     "        if (!hooks_ || now < hooks_limit_ || shell_is_busy_)\n            return false;", "        return false;"),
    ("on_stopping is skipped when the service just returns (D16, D21)", "src/lifecycle_machine.cpp",
     "        if (failed_ && !alive())\n            enter(state::crashed, now, todo);",
     "        if (!alive() && service_ == service_phase::ended)\n            enter(failed_ ? state::crashed : state::stopped, now, todo);"),
    ("the end comes before the tasks have ended (controller-runtime#350, suture#12)", "src/lifecycle_machine.hpp",
     "bool alive() const { return service_alive() || tasks_ > 0; }", "bool alive() const { return service_alive(); }"),
    ("a crash is swallowed (D4; dotnet#67146)", "src/lifecycle_machine.cpp",
     "    service_ = service_phase::ended;\n    failed_ |= failed;", "    service_ = service_phase::ended;"),
    ("a crash of a task is swallowed", "src/lifecycle_machine.cpp",
     "    --tasks_;\n    failed_ |= failed;", "    --tasks_;"),
    ("a throwing hook is harmless (D5)", "src/lifecycle_machine.cpp",
     "    hooks_ = false;\n    failed_ |= failed;", "    hooks_ = false;"),
    ("a stop that a crash causes has no deadline (D22)", "src/lifecycle_machine.cpp",
     "        if (failed_ || service_ == service_phase::ended)\n        {\n            ask(saturating_add(now, limits_.stop));",
     "        if (failed_ || service_ == service_phase::ended)\n        {\n            ask(never);"),
    ("any cancellation is taken for one's own (suture#77)", "src/default_lifecycle_run.cpp",
     "e && !(cancelled && is_cancellation(e))", "e && !is_cancellation(e)"),
    ("errors after a stop are lost (controller-runtime#3536)", "src/default_lifecycle_run.cpp",
     "e && !(cancelled && is_cancellation(e))", "e && !cancelled"),
    ("waiting for oneself hangs (D9; guava#1478)", "src/default_lifecycle_waits.cpp",
     "    if (own)\n        return parked->complete(strand(), refusal(stint::error::waits_for_itself));\n", ""),
    ("a wake-up is lost: who asks late is not told (datawave#3499)", "src/default_lifecycle_waits.cpp",
     "    if (over)\n        w.complete(strand());\n    else\n", "    static_cast<void>(over);\n"),
    ("a wake-up is lost: of those that are ready together only the first goes on", "src/shared_strand.hpp",
     "        while (!now.empty())\n        {\n            try", "        if (!now.empty())\n        {\n            try"),
    ("a wait after the end hangs (D1, D2; suture#41)", "src/default_lifecycle_waits.cpp",
     "        if (machine_.active() || !machine_.has_run())\n            end_waiters_.add(w.keep());",
     "        if (true)\n            end_waiters_.add(w.keep());"),
    ("tasks elsewhere are not told to stop", "src/default_lifecycle.cpp",
     "    for_each_task([](local_task& t) { t.ask_to_stop(); });\n", ""),
    ("tasks are not cancelled at the deadline", "src/default_lifecycle.cpp",
     "    for_each_task([](local_task& t) { t.cancel(asio::cancellation_type::terminal); });\n", ""),
    ("a pool that is told to stop goes on starting services", "src/pool_core_steps.cpp",
     "    if (life_ && life_->should_stop())\n        machine_.expect_stop();\n", ""),
    ("a pool of many services starts the first of them only", "src/pool_core_steps.cpp",
     "            goes_on_ = false;\n            carry_out_steps();\n", "            goes_on_ = false;\n"),
    ("a service starts in a later turn although what it needs has ended meanwhile", "src/pool_core.cpp",
     "        if (machine_.may_run(i))\n", "        if (machine_.alive(i))\n"),
    ("a service starts after what it needs has ended", "src/default_lifecycle_interface.cpp",
     "if (on_own_strand() && (machine_.active() || !machine_.shell_is_busy()))", "if (on_own_strand() && machine_.shell_is_busy()) // at once"),
    ("a task that is spawned after the stop is not told", "src/default_lifecycle_run.cpp",
     "    if (machine_.should_stop())\n        t->ask_to_stop();\n", ""),
    ("the last crash overwrites the first cause (D27)", "src/published_status.hpp",
     "all.insert(std::upper_bound(all.begin(), all.end(), f, later), std::move(f));",
     "(static_cast<void>(later), all.insert(all.begin(), std::move(f)));"),
    ("a ready service is not counted: the pool never runs (D18)", "src/pool_machine.cpp",
     "    c.ready = c.phase == phase::started && !c.left;\n    update_presence(i, now, &todo);",
     "    c.ready = c.phase == phase::started && !c.left;\n    update_presence(i, now, nullptr);"),
    ("something starts although the pool stops (D19; controller-runtime#2719, #2724)", "src/pool_machine.hpp",
     "return c.not_there == 0 && !ends();", "return c.not_there == 0;"),
    ("the pool says that it runs although a stop was asked for (D20)", "src/pool_machine.cpp",
     "if (!running_ || announced_ || ends() || there_ != members_)", "if (!running_ || there_ != members_)"),
    ("a stop passes by one who is alive", "src/pool_machine.cpp",
     "    if (c.phase != phase::started)\n        return;\n    c.phase = phase::asked;",
     "    if (c.phase != phase::started || !c.ready)\n        return;\n    c.phase = phase::asked;"),
    ("the teardown has no order (controller-runtime#2321)", "src/pool_machine.cpp",
     "if (children_[i].standing_on == 0 && (stopping_", "if ((stopping_"),
    ("the start has no order (D31)", "src/pool_machine.hpp",
     "return c.not_there == 0 && !ends();", "return !ends();"),
    ("the pool ends before its services (D24)", "src/pool_machine.cpp",
     "running_ = !stopping_ || alive_ != 0;", "running_ = !stopping_;"),
    ("a crash does not stop the others (D19)", "src/pool_machine_changes.cpp",
     "    case reaction::stop_pool: return leave(todo);", "    case reaction::stop_pool: return end_for_good(i, now, todo);"),
    ("a tighter deadline does not reach those who were asked before (D23)", "src/pool_core.cpp",
     "        c.life->stop(deadline);\n        c.limit_stop(now());\n", "        c.limit_stop(now());\n"),
    ("the deadline is lost on the way to the services (D22, D23)", "src/pool_core.cpp",
     "    if (const auto deadline = life_->deadline(); deadline != never)\n        c.life->stop(deadline);\n    else if",
     "    if"),
    ("an addition is accepted while the pool stops (controller-runtime#2756)", "src/pool_core_changes.cpp",
     "        if (life_ && life_->deadline() != never)\n            refuse(error::pool_is_stopping);\n", ""),
    ("a removed service waits for ever to be told (suture#34)", "src/pool_core_impl.hpp",
     "        if (end)\n            c->handler->complete(", "        if (end && !c->removal)\n            c->handler->complete("),
    ("a failing child's end is not told to the pool at once, and forgotten (D30)", "src/pool_core.cpp",
     "    if (counts)\n        attempt([&] { keep_failures(*life, e, before); });\n", ""),
    ("state of the last run of a pool is kept (D29)", "src/pool_machine.cpp",
     "    regrouping_ = announced_ = stopping_ = false;\n", "    regrouping_ = stopping_ = false;\n"),
    ("a crash that is removed in time is no crash", "src/pool_machine.cpp",
     "    if (c.failed)\n        leave(todo);\n", ""),
]


def look(tree, seconds):
    """What the lab says; None if it found nothing."""
    found = tree.run_changed(["build/test/lab", str(seconds), "1"], 4 * seconds)
    if found.returncode == 0:
        return None
    lines = [line for line in found.stdout.splitlines() if line.startswith("broken: ")]
    return lines[-1] if lines else "it hangs" if found.returncode == -1 else f"it ends with {found.returncode}"


def attempt(seconds, tree, mutant):
    """True if it is caught, and what is to be said of it."""
    name, file, old, new = mutant
    text = (ROOT / file).read_text(encoding="utf-8")
    if old not in text:
        return False, f"STALE   {name}: {file} has changed, mend the mutant"
    with tree.changed(file, text.replace(old, new, 1)):
        built = tree.build()
        if built.returncode:
            return False, f"INVALID {name}: does not compile\n{built.stdout[-2000:]}"
        began = time.monotonic()
        found = look(tree, seconds)
        return found is not None, (f"{'caught ' if found else 'MISSED '} {time.monotonic() - began:6.2f} s  {name}: "
                                   f"{found or 'nothing found'}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=20, help="that the lab looks for each")
    parser.add_argument("--only", default="", help="of the mutants with this text in their name")
    arguments = parser.parse_args()
    chosen = [m for m in MUTANTS if arguments.only in m[0]]
    caught = 0
    for found, line in in_trees("mutants", "lab", lambda tree: look(tree, 5), functools.partial(attempt, arguments.seconds), chosen):
        caught += found
        print(line, flush=True)
    print(f"caught {caught} of {len(chosen)}")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
