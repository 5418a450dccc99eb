// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PROCESS_GUARD_HPP
#define STINT_SRC_PROCESS_GUARD_HPP

#include "saved_signal_actions.hpp"
#include <stint/lifecycle.hpp>
#include <stint/run.hpp>
#include <stint/stall_detector.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace stint::detail
{

/** Watches the signals of the process, and ends it when it should have ended and has not.

    On a thread of its own, so that it works when all others are blocked.
*/
class process_guard
{
public:
    /// From a deadline on.
    struct patience
    {
        duration blocked; ///< until a service whose threads are blocked is not waited for any longer
        duration ladder;  ///< until it must have ended in any case
    };

    process_guard(lifecycle& life, duration shutdown_timeout, std::function<patience()> p, observer log);
    ~process_guard();
    process_guard(const process_guard&) = delete;
    process_guard& operator=(const process_guard&) = delete;

    /// Tells when code blocks threads of a context for longer than the limit.
    void watch_for_stalls(asio::any_io_executor executor, duration limit);

    /// The process is to have ended by then, from any thread.
    void expect_end(time_point deadline);

private:
    void watch();
    void received(int signal);
    void reload();
    void reloaded(const std::exception_ptr& e);
    void arm(time_point deadline);
    void check_at(time_point when);
    static bool at_terminal();
    void check();
    [[noreturn]] void force();
    void say(code what, std::string details);
    void say(const event& e);
    void wait_until_said(duration limit);

    lifecycle& life_;
    const duration shutdown_timeout_;
    const std::function<patience()> patience_;
    const observer log_;
    std::optional<saved_signal_actions> saved_; // before what changes them
    const std::shared_ptr<asio::io_context> context_ = std::make_shared<asio::io_context>();
    asio::signal_set signals_;
    asio::steady_timer check_timer_;
    time_point deadline_ = never;
    std::shared_ptr<std::atomic<bool>> answered_; // by the service, since the last check
    int count_ = 0;
    bool reloading_ = false;
    bool reload_again_ = false;
    std::optional<stall_detector> stalls_;
    asio::thread_pool messages_{1}; // apart from the signals, because logging may block
    std::jthread thread_;
};

} // namespace stint::detail

#endif
