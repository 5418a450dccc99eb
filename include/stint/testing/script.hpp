// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_SCRIPT_HPP
#define STINT_TESTING_SCRIPT_HPP

#include <stint/config.hpp>
#include <stint/lifecycle.hpp>
#include <stint/testing/context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stint::testing
{

/** What a service, a task or a hook does, step by step.

    @code
    script().pause(2s).ready().serve().pause(100ms)         // ready late, and takes its time to stop
    script().ready().ignore_stop()                          // has to be cancelled
    script().ready().pause(5s).crash("connection lost")
    @endcode

    It ends after the last step. A value: it may be kept and copied. Each function adds a step and returns the script.
*/
class script
{
public:
    script& ready();                ///< Says that the service is running.
    script& pause(duration span);   ///< Waits so long. A stop does not end it, a cancellation does.
    script& serve();                ///< Waits until it is told to stop.
    script& serve(duration span);   ///< The same, but not longer than that.
    script& announce_stopping();    ///< Says that the service is stopping: @ref lifecycle::stopping.
    script& ignore_stop();          ///< Waits until it is cancelled.
    script& hang();                 ///< Waits for ever; no cancellation reaches it.
    script& crash(std::string why); ///< Throws a std::runtime_error.
    script& stop();                 ///< Asks its own lifecycle to stop.
    script& stop(duration timeout); ///< The same with a timeout.
    script& stop_tree();            ///< Asks the outermost pool to stop.
    script& do_not_restart();       ///< Says that its end is for good.
    script& note(std::string what); ///< Says what it is busy with.
    script& block(duration span);   ///< Lets time pass and nothing else happen, as code does that blocks its thread.
    script& spawn(script task);     ///< Runs another script as a task beside it.
    script& spawn_elsewhere(script task);                              ///< The same on a strand of its own.
    script& call(std::string name, std::function<void(lifecycle&)> f); ///< Calls a function.

    /// The steps as text: "ready, serve, pause 100 ms".
    std::string text() const;

    /// True if it has no step.
    bool empty() const { return steps_.empty(); }

    /// Plays a script.
    /// @param what the script
    /// @param on the context of the service, for its clock
    /// @param life the lifecycle of the service
    static asio::awaitable<void> play(script what, context& on, lifecycle& life);

private:
    struct step
    {
        std::string text;
        std::function<asio::awaitable<void>(context&, lifecycle&)> wait; // one of the two
        std::function<void(context&, lifecycle&)> act;
    };
    script& wait(std::string text, std::function<asio::awaitable<void>(context&, lifecycle&)> f);
    script& act(std::string text, std::function<void(context&, lifecycle&)> f);

    std::vector<std::shared_ptr<const step>> steps_; // shared: a value is cheap to copy
};

/// Makes a service that plays a script. In its second run it plays the second one, and so on; then the last one again.
/// @param name what it is called
/// @param on must outlive the service
/// @param runs what it does in each run
std::unique_ptr<service> make_service(std::string name, context& on, std::vector<script> runs);

/// The same with one script for all runs.
std::unique_ptr<service> make_service(std::string name, context& on, script each_run);

/// Adds a hook that plays a script when the service enters a state.
/// @param life whose hook it is
/// @param when the state
/// @param on must outlive the lifecycle
/// @param what the script
lifecycle& add_hook(lifecycle& life, state when, context& on, script what);

} // namespace stint::testing

#endif
