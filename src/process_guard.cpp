// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "process_guard.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <sstream>
#include <utility>

namespace stint::detail
{
namespace
{

constexpr int watched[] = {SIGINT, SIGTERM};
constexpr duration last_words = std::chrono::seconds(1);
constexpr int deadline_missed = 3;

std::string name_of(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

} // namespace

process_guard::process_guard(lifecycle& life, duration shutdown_timeout, duration patience, observer log)
    : life_(life),
      shutdown_timeout_(shutdown_timeout),
      patience_(patience),
      log_(std::move(log)),
      signals_(context_),
      force_timer_(context_)
{
    for (const int signal : watched)
    {
        saved_action saved{signal, {}};
        ::sigaction(signal, nullptr, &saved.action);
        saved_.push_back(saved);
        signals_.add(signal);
    }
    watch();
    thread_ = std::jthread([this] { context_.run(); });
}

process_guard::~process_guard()
{
    context_.stop();
    thread_.join();
    messages_.join();
    signals_.clear(); // sets the default action, which need not be the one that was there before
    for (const auto& saved : saved_)
        ::sigaction(saved.signal, &saved.action, nullptr);
}

void process_guard::expect_end(time_point deadline)
{
    asio::post(context_, [this, deadline] { arm(deadline); });
}

void process_guard::watch()
{
    signals_.async_wait([this](const boost::system::error_code& ec, int signal) {
        if (ec)
            return;
        received(signal);
        watch();
    });
}

void process_guard::received(int signal)
{
    const auto now = clock::now();
    switch (++count_)
    {
    case 1:
    {
        life_.stop(shutdown_timeout_);
        arm(saturating_add(now, shutdown_timeout_));
        std::ostringstream details;
        details << '(' << name_of(signal) << ", within " << std::chrono::duration<double>(shutdown_timeout_).count()
                << " s; a second signal cancels everything at once)";
        say(code::signal_received, details.str());
        return;
    }
    case 2:
        say(code::signal_received,
            '(' + name_of(signal) + " again: everything is cancelled; a third ends the process)");
        say(code::shutdown_report, to_string(life_.report(), now));
        life_.stop(duration::zero());
        arm(now);
        return;
    default: std::_Exit(128 + signal);
    }
}

void process_guard::arm(time_point deadline)
{
    const auto at = saturating_add(deadline, patience_);
    if (at >= force_at_)
        return;
    force_at_ = at;
    force_timer_.expires_at(at);
    force_timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec)
            force();
    });
}

void process_guard::force()
{
    // Whoever blocks the threads may hold a lock that logging needs.
    std::promise<void> said;
    auto done = said.get_future();
    say(code::process_forced, to_string(life_.report(), clock::now()));
    asio::post(messages_, [said = std::move(said)]() mutable { said.set_value(); });
    done.wait_for(last_words);
    std::_Exit(deadline_missed);
}

void process_guard::say(code what, std::string details)
{
    asio::post(messages_, [this, e = event{what, life_.path(), life_.state(), clock::now(), nullptr,
                                           std::move(details)}] { log_(e); });
}

} // namespace stint::detail
