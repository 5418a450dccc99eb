// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_LIFECYCLE_MACHINE_HPP
#define STINT_SRC_LIFECYCLE_MACHINE_HPP

#include "scoped_value.hpp"
#include <stint/error.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <algorithm>
#include <cstddef>
#include <iosfwd>
#include <optional>

namespace stint::detail
{

/// What a shell has to do, carried out in this order.
enum class action : unsigned
{
    report_start_timeout = 1 << 0, ///< record error::start_timeout
    report_deadline = 1 << 1,      ///< tell that the deadline passed
    cancel_hooks = 1 << 2,         ///< cancel the hooks in progress
    abandon_hooks = 1 << 3,        ///< record error::shutdown_timeout; the hooks in progress no longer count
    start_service = 1 << 4,        ///< call run(); then service_ended()
    release_running = 1 << 5,      ///< complete the service's running()
    ask_to_stop = 1 << 6,          ///< rung 2: set the stop event, complete stopping()
    cancel_service = 1 << 7,       ///< rung 3: cancel run() and every task
    give_up = 1 << 8,              ///< rung 4: record error::shutdown_timeout; run(), tasks and hooks no longer count
    enter_state = 1 << 9,          ///< publish state() and run its hooks; then hooks_ended()
    finish = 1 << 10               ///< complete async_run and all who wait for the end
};

/// A set of actions.
class actions
{
public:
    constexpr actions() = default;
    constexpr actions(action a) : bits_(static_cast<unsigned>(a)) {}

    constexpr actions& operator|=(actions other)
    {
        bits_ |= other.bits_;
        return *this;
    }
    constexpr void remove(action a) { bits_ &= ~static_cast<unsigned>(a); }
    constexpr bool has(action a) const { return (bits_ & static_cast<unsigned>(a)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    /// Of those that are in it.
    constexpr action first() const { return static_cast<action>(bits_ & (~bits_ + 1)); }
    friend constexpr bool operator==(actions, actions) = default;

private:
    unsigned bits_ = 0;
};

constexpr actions operator|(actions a, actions b) { return a |= b; }
constexpr actions operator|(action a, action b) { return actions(a) | actions(b); }
std::ostream& operator<<(std::ostream& out, actions a);

/// The actions that an input asks for, or why it is refused. A refused input changes nothing.
struct [[nodiscard]] outcome
{
    outcome(actions a) : todo(a) {}
    outcome(error e) : refused(e) {}

    actions todo;
    std::optional<error> refused;
};

/** Every rule of one service's life: its states, the stop ladder, its timeouts.

    A value: no I/O, no clock, no threads. Each input is told the time and answers with what to do.
*/
class lifecycle_machine
{
public:
    /// How far a stop has come.
    enum class rung
    {
        none,
        asked,    ///< the on_stopping hooks run, the service still serves
        graceful, ///< the stop event is set
        hard,     ///< the service is cancelled
        given_up
    };

    struct limits
    {
        duration start = duration::max();        ///< from `starting` to the end of the on_running hooks; max: no limit
        duration stop = duration::zero();        ///< of a stop that nobody set a deadline for
        duration abort_grace = duration::zero(); ///< from the deadline to giving up; also of the last hooks
        duration below = duration::zero();       ///< what runs below needs so long from the deadline on
        duration drain_delay = duration::zero(); ///< from the end of the on_stopping hooks to the stop event
    };

    /// While the shell does what it was asked for: what it has not begun yet is neither cancelled for being late nor given up.
    class turn
    {
    public:
        explicit turn(lifecycle_machine& m) : busy_(m.shell_is_busy_, true) {}

    private:
        scoped_value busy_;
    };

    void set(const limits& l) { limits_ = l; }
    const limits& time_limits() const { return limits_; }

    outcome run(time_point now);
    outcome stop(time_point now, time_point deadline);
    /// The drain delay of this run is over, or will be none.
    outcome skip_drain(time_point now);
    /// The service called running().
    outcome announce_running(time_point now);
    /// The service called stopping().
    outcome announce_stopping(time_point now);
    outcome service_ended(time_point now, bool failed);
    outcome task_started();
    outcome task_ended(time_point now, bool failed);
    outcome hooks_ended(time_point now, bool failed);
    /// Something failed that no other input tells of.
    outcome fail(time_point now);
    /// The moment of next_wake() has come.
    outcome wake(time_point now);
    /// Code that was given up has ended after all.
    void leftover_ended() { --leftovers_; }

    stint::state state() const { return state_; }
    rung stop_rung() const { return rung_; }
    bool shell_is_busy() const { return shell_is_busy_; }
    bool active() const { return active_; }
    bool has_run() const { return ran_; }
    bool stop_asked() const { return asked_; }
    bool should_stop() const { return rung_ >= rung::graceful; }
    bool drain_skipped() const { return drain_skipped_; }
    bool announced() const { return announced_; }
    bool hooks_in_progress() const { return hooks_; }
    /// True when hooks that start now are to be cancelled at once.
    bool hooks_cancelled() const { return hooks_cancelled_; }
    bool service_alive() const { return service_ == service_phase::alive; }
    bool alive() const { return service_alive() || tasks_ > 0; }
    bool failed() const { return failed_; }
    std::size_t tasks() const { return tasks_; }
    /// How much of what was given up is still there.
    std::size_t leftovers() const { return leftovers_; }
    /// When the service will be cancelled; never without a stop.
    time_point deadline() const { return asked_ ? deadline_ : never; }
    /// When wake() is due; never if time does not matter now.
    time_point next_wake() const;

private:
    enum class service_phase
    {
        idle,
        alive,
        ended
    };

    actions settle(time_point now);
    bool advance(time_point now, actions& todo);
    bool climb(time_point now, actions& todo);
    bool leave(time_point now, actions& todo);
    void enter(stint::state s, time_point now, actions& todo);
    void ask(time_point deadline);
    void tell_deadline(actions& todo);
    time_point give_up_at() const { return saturating_add(hard_since_, std::max(limits_.abort_grace, limits_.below)); }
    time_point drain_end() const { return saturating_add(stopping_hooks_end_, drain()); }
    duration drain() const;

    limits limits_;
    stint::state state_ = stint::state::stopped;
    service_phase service_ = service_phase::idle;
    rung rung_ = rung::none;
    bool active_ = false;
    bool ran_ = false;
    bool asked_ = false;
    bool failed_ = false;
    bool hooks_ = false;
    bool hooks_cancelled_ = false;
    bool announced_ = false;
    bool ready_ = false;
    bool drain_skipped_ = false;
    bool deadline_told_ = false;
    bool shell_is_busy_ = false;
    std::size_t tasks_ = 0;
    std::size_t leftovers_ = 0;
    time_point start_limit_ = never;
    time_point deadline_ = never;
    time_point stopping_hooks_end_ = never;
    time_point hard_since_ = never;
    time_point hooks_limit_ = never;
    std::optional<duration> remembered_;
};

} // namespace stint::detail

#endif
