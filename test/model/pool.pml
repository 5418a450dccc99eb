// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool of two services, with the rules of src/pool_machine.cpp. A pool is a service, so each of the three is one of
// service.pml. Left out is what makes no difference to a pool: tasks, hooks that fail, moments that are noticed late.
// What a pool asks of a service reaches it at once.

#define N 3 // 0 is the pool, 2 comes after 1
#include "service.pml"

#define pool s[0]
#define should_stop(l) (l.rung == graceful || cancelled(l))
#define up(c) (s[c].state == running && s[c].ready)
#define leaves(c) (begun[c] && !sent[c] && !begins(s[c]))
#define broken(c) (begun[c] && s[c].cause != none)
#define joined (!s[1].in_run && !s[2].in_run)
#define starts (pool.body == alive && !should_stop(pool) && !leaving)
#define stops (pool.body == alive && should_stop(pool))
bit begun[N], sent[N]; // in this run: it was started; it was asked to stop
bit leaving;           // the end of a service ends the pool

#define start(c) assert(!should_stop(pool) && !leaving); assert(c == 1 || up(1)); begun[c] = 1; do_run(s[c])
#define send(c) assert(c == 2 || !s[2].in_run || cancelled(pool)); sent[c] = 1; stop(s[c])
#define leave(how) assert(how == failed || !(broken(1) || broken(2))); \
    begun[1] = 0; begun[2] = 0; sent[1] = 0; sent[2] = 0; leaving = 0; service_ended(pool, how)
#define input(guard, what) d_step { guard -> what; assert(pool.in_run || joined) }

active proctype environment() { // may do each of these at any time, and never has to
    do
    :: input(true, wake(pool)) // nothing
    :: input(true, stop(pool))
    :: input(!pool.in_run, do_run(pool))
    :: input(pool.hooks, hooks_ended(pool, ok))
    :: d_step { pool.lost > 0 -> pool.lost-- }
#define any(c) \
    :: input(s[c].body == alive && !s[c].announced, announce_running(s[c])) \
    :: input(s[c].body == alive, service_ended(s[c], ok)) \
    :: input(s[c].body == alive, service_ended(s[c], failed)) \
    :: input(s[c].hooks, hooks_ended(s[c], ok)) \
    :: d_step { s[c].lost > 0 -> s[c].lost-- }
    any(1)
    any(2)
    od
}

active proctype strand_and_clock() { // run() of the pool, and time; what is due is done in the end
    do
    :: input(starts && !begun[1], start(1))
    :: input(starts && !begun[2] && up(1), start(2))
    :: input(starts && !pool.announced && up(1) && up(2), announce_running(pool))
    :: input(starts && (leaves(1) || leaves(2)), leaving = 1; stop(pool))
    :: input(stops && begun[2] && !sent[2], send(2))
    :: input(stops && begun[1] && !sent[1] && (!s[2].in_run || cancelled(pool)), send(1))
    :: input(stops && joined && !broken(1) && !broken(2), leave(ok))
    :: input(stops && joined && (broken(1) || broken(2)), leave(failed))
    // The pool is not given up before its services: limits::below.
    :: input(waits(pool) && !(pool.rung == hard && pool.body == alive), pool.due = 1; wake(pool))
    :: input(drains(pool), pool.drained = 1; wake(pool))
#define passes(c) \
    :: input(waits(s[c]), s[c].due = 1; wake(s[c])) \
    :: input(drains(s[c]), s[c].drained = 1; wake(s[c]))
    passes(1)
    passes(2)
    od
}
ltl the_end_of_one_ends_all { [] (pool.in_run && (leaves(1) || leaves(2)) -> <> !pool.in_run) }
