// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "process_guard.hpp"

#include "is_error.hpp"
#include "plain_text.hpp"
#include "start_thread.hpp"
#include "try_to.hpp"
#include <stint/exit_code.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <future>
#include <signal.h>
#include <span>
#include <unistd.h>
#include <utility>

namespace stint::detail
{
namespace
{

constexpr int changed[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
constexpr auto watched = std::span(changed).first<3>(); // the last does nothing
constexpr duration last_words = std::chrono::seconds(1);
constexpr duration reading_order = std::chrono::milliseconds(50); // a signal is told before what it causes
constexpr duration answer_time = std::chrono::seconds(1);

std::string name_of(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

extern "C" void do_nothing(int) {}

/// Whoever reads the log may end first, as with `server | tee log` and Ctrl+C. That must not cut the stop. A handler, for programs that are
/// started inherit what is ignored.
void outlive_readers_of_pipes()
{
    struct sigaction action;
    ::sigaction(SIGPIPE, nullptr, &action);
    if (action.sa_handler != SIG_DFL)
        return;
    action = {};
    action.sa_handler = do_nothing;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGPIPE, &action, nullptr);
}

/// A process inherits what is blocked.
void unblock_watched_signals()
{
    sigset_t all;
    ::sigemptyset(&all);
    for (const int signal : watched)
        ::sigaddset(&all, signal);
    ::pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

} // namespace

process_guard::process_guard(lifecycle& life, duration shutdown_timeout, std::function<patience()> p, observer log)
    : life_(life),
      shutdown_timeout_(shutdown_timeout),
      patience_(std::move(p)),
      log_(std::move(log)),
      saved_(std::in_place, changed),
      signals_(*context_),
      check_timer_(*context_)
{
    for (const int signal : watched)
        signals_.add(signal);
    outlive_readers_of_pipes();
    watch();
    const auto handle_signals = [this] {
        unblock_watched_signals();
        while (!context_->stopped())
            try_to([this] { context_->run(); });
    };
    thread_ = start_thread<std::jthread>(handle_signals, "stint::run: cannot start its helper thread");
}

process_guard::~process_guard()
{
    try_to([this] { expect_end(clock::now()); }); // a log that is blocked does not hold the process up
    messages_.join();
    context_->stop();
    thread_.join();
    boost::system::error_code ignored;
    signals_.clear(ignored); // sets the default actions: at once those that were there before
    saved_.reset();
}

void process_guard::watch_for_stalls(asio::any_io_executor executor, duration limit)
{
    stalls_.emplace(context_->get_executor(), std::move(executor), life_, limit, [this](const event& e) { say(e); });
}

void process_guard::expect_end(time_point deadline)
{
    asio::post(*context_, [this, deadline] { arm(deadline); });
}

void process_guard::watch()
{
    signals_.async_wait([this](const boost::system::error_code& ec, int signal) {
        if (ec)
            return;
        watch(); // first: what follows may throw
        if (signal == SIGHUP)
            reload();
        else
            received(signal);
    });
}

void process_guard::received(int signal)
{
    const auto now = clock::now();
    switch (++count_)
    {
    case 1:
    {
        const bool skips_drain = signal == SIGINT && at_terminal(); // who waits there wants no load balancer to notice
        try_to([&] {
            plain_text details;
            details << '(' << name_of(signal) << (skips_drain ? " at the terminal" : "") << ", within "
                    << std::chrono::duration<double>(shutdown_timeout_).count()
                    << " s; a second signal cancels everything at once)";
            say(code::signal_received, details.str());
            wait_until_said(reading_order);
        });
        life_.stop(shutdown_timeout_);
        if (skips_drain)
            life_.skip_drain();
        arm(saturating_add(now, shutdown_timeout_));
        return;
    }
    case 2:
        try_to([&] {
            say(code::signal_received,
                '(' + name_of(signal) + " again: everything is cancelled; a third ends the process)");
            say(code::shutdown_report, to_string(life_.report(), now));
            wait_until_said(reading_order);
        });
        life_.stop(duration::zero());
        arm(now);
        return;
    default: std::_Exit(128 + signal);
    }
}

void process_guard::reload()
{
    if (reload_again_) // one that has not begun yet will do
        return;
    if (reloading_)
    {
        reload_again_ = true;
        return;
    }
    try_to([this] {
        say(code::reload_requested, "(SIGHUP)");
        wait_until_said(reading_order);
    });
    // What was given up may hold the handler for longer than this lives: nobody executes the context then.
    life_.async_reload(
        [this, context = context_](const std::exception_ptr& e) { asio::post(*context, [this, e] { reloaded(e); }); });
    reloading_ = true; // only now: the above may throw, and what it leads to comes to this thread later
}

void process_guard::reloaded(const std::exception_ptr& e)
{
    const bool refused = e && (is_error(e, error::not_running) || is_error(e, error::already_reloading));
    reloading_ = false; // first: what follows may throw
    if (refused)        // else the service has told of it
        try_to([&] { say({code::reload_failed, life_.path(), life_.state(), clock::now(), e, {}}); });
    if (std::exchange(reload_again_, false))
        reload();
}

void process_guard::arm(time_point deadline)
{
    if (deadline >= deadline_)
        return;
    deadline_ = std::max(deadline, clock::now());
    answered_.reset();
    check_at(saturating_add(deadline_, patience_().blocked));
}

void process_guard::check_at(time_point when)
{
    check_timer_.expires_at(when);
    check_timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec)
            check();
    });
}

/// A service that answers still climbs its ladder.
void process_guard::check()
{
    const auto now = clock::now();
    const auto late = now - check_timer_.expiry();
    if (late > answer_time / 2) // this thread did not execute either: the process was stopped, and goes on from here
    {
        deadline_ = now;
        answered_.reset();
    }
    if ((answered_ && !*answered_) || now >= saturating_add(deadline_, patience_().ladder))
        force();
    answered_.reset();
    check_at(now + answer_time); // first: what follows may throw
    const auto answered = std::make_shared<std::atomic<bool>>(false);
    asio::post(life_.get_executor(), [answered] { *answered = true; });
    answered_ = answered;
}

/// True when Ctrl+C was pressed, most probably: this process has the terminal.
bool process_guard::at_terminal()
{
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return false;
    const bool foreground = ::tcgetpgrp(terminal) == ::getpgrp();
    ::close(terminal);
    return foreground;
}

void process_guard::force()
{
    try_to([this] {
        auto details = to_string(life_.report(), clock::now());
        for (const auto& f : life_.failures())
            details += "\nCause: " + f.service + ": " + describe(f.error);
        say(code::process_forced, std::move(details));
        wait_until_said(last_words);
    });
    std::_Exit(exit_code::deadline_missed);
}

void process_guard::say(code what, std::string details)
{
    say({what, life_.path(), life_.state(), clock::now(), nullptr, std::move(details)});
}

/// Not for ever: whoever blocks the threads may hold a lock that logging needs.
void process_guard::wait_until_said(duration limit)
{
    std::promise<void> said;
    const auto done = said.get_future();
    asio::post(messages_, [said = std::move(said)]() mutable { said.set_value(); });
    done.wait_for(limit);
}

void process_guard::say(const event& e)
{
    asio::post(messages_, [this, e = e] { try_to([&] { log_(e); }); });
}

} // namespace stint::detail
