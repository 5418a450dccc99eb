// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A process that is stopped for a while (SIGSTOP, a frozen container, a debugger), or that gets little of the processor, still ends
// properly.

#include "support/child_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <vector>

using stint_test::child_process;
using namespace std::chrono_literals;

namespace
{

using milliseconds = std::chrono::milliseconds;

std::string text(milliseconds span) { return std::to_string(span.count()); }

class starved : public child_process
{
public:
    /// @param last_hook how long it takes; the abort grace is twice as long
    explicit starved(milliseconds deadline, milliseconds drain_delay = 0ms, milliseconds last_hook = 500ms,
                     unsigned int burners = 0)
        : child_process(STINT_PROCESS_DIR "/process_starved", {text(deadline), text(drain_delay), text(last_hook),
                                                               text(2 * last_hook), std::to_string(burners)})
    {
        wait_for("ready");
    }

    /// Returns when the process is stopped.
    void stop() const
    {
        signal(SIGSTOP);
        siginfo_t info{};
        BOOST_TEST(::waitid(P_PID, static_cast<id_t>(id()), &info, WSTOPPED | WNOWAIT) == 0);
    }

    void stop_for(milliseconds span) const
    {
        stop();
        boost::asio::io_context io;
        boost::asio::steady_timer(io, span).wait();
        signal(SIGCONT);
    }

    bool was_forced() const { return said("The process is ended by force"); }
    bool missed_its_deadline() const { return said("missed its deadline"); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(starvation)

BOOST_AUTO_TEST_CASE(a_process_that_is_stopped_over_its_deadline_has_missed_it)
{
    starved process(500ms, 60s);
    process.signal(SIGTERM);
    process.wait_for("Services are now stopping");
    process.stop_for(1000ms);
    BOOST_TEST(process.wait() == 3);
    BOOST_TEST(process.missed_its_deadline(), process.output());
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(process.said("last hook done"), process.output());
    BOOST_TEST(!process.was_forced(), process.output());
}

BOOST_AUTO_TEST_CASE(a_process_that_goes_on_before_its_deadline_ends_cleanly)
{
    starved process(60s, 200ms);
    process.signal(SIGTERM);
    process.wait_for("Services are now stopping");
    process.stop_for(500ms);
    BOOST_TEST(process.wait() == 0);
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(!process.missed_its_deadline(), process.output());
}

BOOST_AUTO_TEST_CASE(a_process_that_is_stopped_when_the_signal_comes_hears_of_it_later_and_has_all_its_time)
{
    starved process(1000ms);
    process.stop();
    process.signal(SIGTERM);
    process.stop_for(1500ms);
    BOOST_TEST(process.wait() == 0);
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
}

BOOST_AUTO_TEST_CASE(a_process_that_is_stopped_over_the_end_of_its_ladder_has_its_last_hooks)
{
    starved process(100ms, 60s, 100ms);
    process.signal(SIGTERM);
    process.wait_for("Services are now stopping");
    process.stop_for(4s);
    BOOST_TEST(process.wait() == 3);
    BOOST_TEST(process.said("last hook done"), process.output());
    BOOST_TEST(!process.was_forced(), process.output());
}

BOOST_AUTO_TEST_CASE(many_threads_beside_it_do_not_keep_it_from_a_graceful_end)
{
    const auto threads = 4 * std::thread::hardware_concurrency();
    const starved neighbour(20s, 0ms, 500ms, threads);
    starved process(20s, 100ms, 500ms, threads);
    process.signal(SIGTERM);
    BOOST_TEST(process.wait() == 0);
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(!process.missed_its_deadline(), process.output());
}

BOOST_AUTO_TEST_SUITE_END()
