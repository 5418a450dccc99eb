// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_LAB_SCENARIO_HPP
#define STINT_TEST_LAB_SCENARIO_HPP

#include <stint/supervision.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What is tried: values, made at random or by hand, that can be printed and made smaller.
namespace lab
{

/// What code of a service does next. Times are in milliseconds of virtual time.
struct step
{
    enum class kind : unsigned char
    {
        ready,
        pause,
        serve,
        serve_for,
        ignore_stop,
        hang,
        crash,
        cancelled, ///< throws operation_aborted, which is a crash where nobody has asked for a stop
        stop_itself,
        stop_within,
        stop_tree,
        do_not_restart,
        announce_stopping,
        note,
        block,
        spawn,
        spawn_elsewhere,
        restart_itself, ///< asks its pool for it, and goes on
        remove_itself,  ///< the same
        wait_for_itself
    };
    kind what = kind::ready;
    int ms = 0;
    std::vector<step> task{};
};
using steps = std::vector<step>;

/// What a hook of a service does.
struct hook_plan
{
    std::string state;
    steps does;
};

enum class reloading : unsigned char
{
    no_hook,
    works,
    can_be_undone,
    fails,
    takes_time
};

struct service_plan;

struct pool_plan
{
    stint::restart_strategy strategy = stint::restart_strategy::one_for_one;
    std::vector<service_plan> services;
};

struct service_plan
{
    std::string name;
    std::vector<steps> runs; ///< what it does in its first run, in the second …; the last one again
    std::vector<std::string> after{};
    stint::reaction on_end = stint::reaction::stop_pool;
    stint::reaction on_crash = stint::reaction::stop_pool;
    std::size_t most_restarts = 2;
    int first_delay = 10;
    std::optional<int> start_timeout{};
    std::optional<int> stop_timeout{};
    std::optional<int> abort_grace{};
    std::optional<int> drain_delay{};
    std::optional<int>
        hurried_after{}; ///< so many events, also of what is below; at each later one it is stopped twice
    bool own_executor = false;
    reloading reload = reloading::no_hook;
    std::vector<hook_plan> hooks{};
    std::vector<pool_plan> inner{}; ///< one, if this is a pool
};

/// What somebody does from outside.
struct operation
{
    enum class kind : unsigned char
    {
        stop,
        stop_and_wait,
        wait,
        wait_and_cancel,
        cancel_run,
        stop_service,
        skip_drain,
        add,
        remove,
        remove_and_cancel,
        restart,
        restart_with_dependents,
        reload,
        look,
        drop_lifecycle, ///< its owner's pointer goes
        drop_pool,
        drop_context ///< everything ends here
    };
    kind what = kind::stop;
    int at = 0;    ///< when
    int steps = 0; ///< so many functions run at that moment before it; -1: it is one of those that are ready then
    int ms = 0;    ///< of a stop: its timeout
    std::string target{};
    std::vector<service_plan> added{}; ///< one, if a service is added
};

struct scenario
{
    pool_plan app;
    std::vector<operation> operations;
    std::optional<int> stopped_first{}; ///< a stop with this timeout comes before the run
    std::uint64_t order = 0;            ///< decides which of several ready functions runs; 0: the first
    bool never_at_once = false;         ///< strands never execute a function from within asio::dispatch
    bool context_goes_first = false;
};

/// The scenario of a number.
scenario make_scenario(std::uint64_t seed);

/// A scenario as a short text.
std::string to_string(const scenario& s);

/// Each of them is a little smaller.
std::vector<scenario> smaller(const scenario& s);

} // namespace lab

#endif
