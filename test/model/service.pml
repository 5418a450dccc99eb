// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The life of a service: the rules of src/lifecycle_machine.cpp, with the same inputs. pool.pml includes this file, and
// check.py searches both. An input is one step, with all that follows from it. Moments have no numbers: the one that a
// service waits for may come at any time, comes in the end, and may be noticed late.

#ifndef N
#define N 1
#endif
mtype = { stopped, starting, running, stopping, crashed } // states
mtype = { none, asked, graceful, hard, given_up }         // rungs of a stop
mtype = { idle, alive, ended, thrown, start_timeout, shutdown_timeout, ok, failed }
typedef service {
    mtype state = stopped, rung = none, body = idle; // body: run() is idle, alive or ended
    mtype cause = none;                              // the first one: thrown, or a timeout
    bit in_run, ran, remembered;                     // remembered: a stop before the first run
    bit task, hooks, announced, ready;
    bit due, drained;                                // its moment has come; so has the end of the drain delay
    bit cut;                                         // its last hooks were cancelled
    byte lost;                                       // how much of what was given up is still there
    bit told; byte entered                           // for the promises: it was to stop; the states that it was in
}
service s[N];
byte soon;                                           // the moment that an input sets has come already
hidden byte came, hooks0;                            // within an input: a state was entered; what was before it
hidden mtype state0, rung0, cause0, how0;

#define final(x) (x == stopped || x == crashed)
#define over(l) (!l.in_run || final(l.state))
#define begins(l) (l.state == starting || l.state == running)
#define lives(l) (l.body == alive || l.task)
#define cancelled(l) (l.rung == hard || l.rung == given_up)
#define overdue(l) (l.due && (lives(l) || (l.hooks && !came))) // hooks that have just begun have a turn first
#define follows(a, b) ((b == starting && final(a)) || (b == running && a == starting) || (b == crashed && !final(a)) \
    || (b == stopping && (a == starting || a == running)) || (b == stopped && a == stopping))

inline record(l, what) { if :: l.cause == none -> l.cause = what :: else -> skip fi }
inline ask(l) { if :: l.rung == none -> l.rung = asked; l.due = soon :: else -> l.due = l.due | soon fi }
inline enter(l, to) {
    assert(follows(l.state, to) && !(l.entered & (1 << to))); // once in a run
    assert(!l.hooks);                                         // those of the state before have ended
    assert(to != starting || !l.lost);                        // what was given up is gone
    assert(to != running || !l.told);
    assert(!final(to) || (to == crashed) == (l.cause != none));
    l.state = to; l.entered = l.entered | (1 << to); l.hooks = 1; came = 1;
    if :: final(to) -> l.due = soon :: else -> skip fi
}
inline settle(l) { // the first rule that holds is followed, until none does
    do
    :: !l.in_run -> break
    :: final(l.state) && !l.hooks -> l.in_run = 0; l.told = 0; l.entered = 0; l.rung = none; l.body = idle;
        l.announced = 0; l.ready = 0; l.due = 0; l.drained = 0; l.cut = 0
    :: final(l.state) && !l.due -> break
    :: final(l.state) && !l.cut -> l.cut = 1; l.due = 0
    :: final(l.state) -> record(l, shutdown_timeout); l.hooks = 0; l.lost++
    :: l.rung == none && (l.cause != none || l.body == ended) -> ask(l)
    :: l.rung == none && !l.ready && l.due -> record(l, start_timeout); ask(l)
    :: l.rung != none && !cancelled(l) && overdue(l) -> l.rung = hard; l.due = 0
    :: l.rung == hard && overdue(l) ->
        l.lost = l.lost + l.task + l.hooks + (l.body == alive); l.body = ended; l.task = 0; l.hooks = 0;
        l.rung = given_up; record(l, shutdown_timeout); enter(l, crashed)
    :: l.hooks -> break
    :: begins(l) && l.cause != none && !lives(l) -> enter(l, crashed)
    :: begins(l) && l.rung != none -> enter(l, stopping)
    :: begins(l) && l.body == idle -> assert(!l.told); l.body = alive
    :: l.state == starting && l.announced -> enter(l, running)
    :: l.state == running && !l.ready -> l.ready = 1
    :: l.state == stopping && !lives(l) && l.cause == none -> enter(l, stopped)
    :: l.state == stopping && !lives(l) && l.cause != none -> enter(l, crashed)
    :: l.state == stopping && l.rung == asked && (l.drained || !l.ready) -> l.rung = graceful
    :: else -> break
    od
}
inline keep_promises(l) { // after each input
    assert(l.rung != graceful || final(l.state) || (l.state == stopping && !l.hooks));
    assert(!final(l.state) || (l.body != alive && !l.task)); // but for what is lost
    assert(l.in_run || !l.hooks);
    assert(!l.in_run || !l.told || l.rung != none);          // a stop is not lost
    assert(cause0 == none || cause0 == l.cause)
}
#define before(l) came = 0; state0 = l.state; rung0 = l.rung; hooks0 = l.hooks; cause0 = l.cause
#define name(a, b, c) printm(a); printf("/"); printm(b); printf("/%d", c)
#define from(input) name(state0, rung0, hooks0); printf(input)
#define to(l) printf(" -> "); name(l.state, l.rung, l.hooks); printf("\n")
#define refuse(input, error) from(input); printf(error)
#define follow(l, input) settle(l); keep_promises(l); from(input); to(l)
#define end(l, input, how) if :: how == failed -> record(l, thrown) :: else -> skip fi; \
    settle(l); keep_promises(l); from(input); how0 = how; printm(how0); to(l)

inline do_run(l) { // `run` is a word of Promela
    before(l);
    if :: l.in_run || l.lost -> refuse(" run", " -> already_running\n")
       :: else -> l.in_run = 1; l.ran = 1; l.cause = none; cause0 = none;
        if :: l.remembered -> l.remembered = 0; ask(l) :: else -> skip fi;
        enter(l, starting); follow(l, " run")
    fi
}
inline stop(l) {
    before(l);
    if :: !over(l) -> l.told = 1; ask(l)
       :: l.in_run -> l.due = l.due | soon
       :: l.ran -> skip
       :: else -> l.told = 1; l.remembered = 1
    fi;
    follow(l, " stop")
}
inline announce_running(l) {
    before(l);
    if :: over(l) || l.body == idle -> refuse(" announce_running", " -> not_running\n")
       :: l.announced -> refuse(" announce_running", " -> already_announced\n")
       :: else -> l.announced = 1; follow(l, " announce_running")
    fi
}
inline announce_stopping(l) {
    before(l);
    if :: over(l) -> refuse(" announce_stopping", " -> not_running\n")
       :: else -> l.told = 1; if :: l.rung == none -> ask(l) :: else -> skip fi; follow(l, " announce_stopping")
    fi
}
inline task_started(l) {
    before(l);
    if :: over(l) -> refuse(" task_started", " -> not_running\n") :: else -> l.task = 1; from(" task_started"); to(l) fi
}
inline service_ended(l, how) { before(l); l.body = ended; end(l, " service_ended:", how) }
inline task_ended(l, how) { before(l); l.task = 0; end(l, " task_ended:", how) }
inline hooks_ended(l, how) { before(l); l.hooks = 0; l.drained = l.drained | soon; end(l, " hooks_ended:", how) }
inline fail(l) { before(l); record(l, thrown); follow(l, " fail") }
inline skip_drain(l) { before(l); l.drained = l.in_run; follow(l, " skip_drain") }
inline wake(l) { before(l); follow(l, " wake") }

#define waits(l) (l.in_run && (l.rung != none || !l.ready))
#define drains(l) (l.state == stopping && l.rung == asked && !l.hooks)
ltl a_stop_ends { [] (s[0].told && s[0].in_run -> <> (!s[0].in_run && final(s[0].state))) }

#if N == 1
#define input(guard, what) atomic { guard -> if :: soon = 0 :: soon = 1 fi; d_step { what; soon = 0 } }
active proctype environment() { // may do each of these at any time, and never has to
    do
    :: input(true, do_run(s[0]))
    :: input(true, stop(s[0]))
    :: input(true, skip_drain(s[0]))
    :: input(true, announce_running(s[0]))
    :: input(true, announce_stopping(s[0]))
    :: input(true, wake(s[0]))
    :: input(s[0].body == alive, service_ended(s[0], ok))
    :: input(s[0].body == alive, service_ended(s[0], failed))
    :: input(!s[0].task, task_started(s[0]))
    :: input(s[0].task, task_ended(s[0], ok))
    :: input(s[0].task, task_ended(s[0], failed))
    :: input(s[0].hooks, hooks_ended(s[0], ok))
    :: input(s[0].hooks, hooks_ended(s[0], failed))
    :: input(s[0].in_run, fail(s[0]))
    :: d_step { s[0].lost > 0 -> s[0].lost-- }
    od
}
active proctype clock() {
    do
    :: d_step { waits(s[0]) && !s[0].due -> s[0].due = 1 }
    :: d_step { drains(s[0]) && !s[0].drained -> s[0].drained = 1 }
    :: input((waits(s[0]) && s[0].due) || (drains(s[0]) && s[0].drained), wake(s[0]))
    od
}
ltl a_failure_ends { [] (s[0].cause != none && s[0].in_run -> <> !s[0].in_run) }
ltl a_start_ends { [] (s[0].state == starting -> <> (s[0].state != starting)) }
#endif
