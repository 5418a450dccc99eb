// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Clocks that jump: the wall clock does not matter, and when the steady clock is far ahead, what is due happens at the next moment.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>

using stint_test::child_process;
using namespace std::chrono_literals;

namespace
{

using clock = std::chrono::steady_clock;
const char* const tick = "20 ticks";

class jumping : public child_process
{
public:
    explicit jumping(const std::string& what, std::chrono::milliseconds deadline = 100s,
                     std::chrono::milliseconds drain_delay = 0ms)
        : child_process(STINT_PROCESS_DIR "/process_jumping_clock",
                        {what, std::to_string(deadline.count()), std::to_string(drain_delay.count())})
    {
        wait_for("the wall clock jumps");
    }

    /// The steady clock jumps an hour ahead.
    void jump() const { signal(SIGUSR1); }

    /// Waits until it drains: somewhat later than it says that it stops.
    void wait_until_draining()
    {
        wait_for("Services are now stopping");
        int ticks = 0;
        for (auto at = output().find(tick); at != std::string::npos; at = output().find(tick, at + 1))
            ++ticks;
        wait_for(tick, ticks + 1);
    }

    bool missed_its_deadline() const { return said("missed its deadline"); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(clock_jumps)

BOOST_AUTO_TEST_CASE(of_the_wall_clock_change_no_time)
{
    const auto start = clock::now();
    jumping process("ticker", 20s, 300ms);
    process.wait_for(tick);
    BOOST_TEST((clock::now() - start >= 200ms)); // a tick is 10 ms
    const auto signalled = clock::now();
    process.signal(SIGTERM);
    BOOST_TEST(process.wait() == 0);
    const auto took = clock::now() - signalled;
    BOOST_TEST((took >= 300ms));
    BOOST_TEST((took < 15s));
    BOOST_TEST(!process.missed_its_deadline(), process.output());
}

BOOST_AUTO_TEST_CASE(of_the_steady_clock_end_the_delay_of_a_restart_and_nothing_else)
{
    jumping process("retry");
    process.wait_for("app/retry will be restarted");
    process.jump();
    process.wait_for("came back"); // minutes too early
    process.jump();
    process.wait_for(tick);
    process.signal(SIGTERM);
    BOOST_TEST(process.wait() == 0);
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(!process.missed_its_deadline(), process.output());
}

BOOST_AUTO_TEST_CASE(of_the_steady_clock_end_a_start_that_has_a_limit)
{
    jumping process("slow");
    process.wait_for("app/slow is starting");
    process.jump();
    BOOST_TEST(process.wait() == 2);
    BOOST_TEST(process.said("app/slow: it did not call running() within its start timeout"), process.output());
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
}

BOOST_AUTO_TEST_CASE(of_the_steady_clock_end_a_drain_with_a_missed_deadline)
{
    jumping process("ticker", 100s, 60s);
    process.wait_for("ready");
    process.signal(SIGTERM);
    process.wait_until_draining();
    process.jump();
    BOOST_TEST(process.wait() == 3);
    BOOST_TEST(process.missed_its_deadline(), process.output());
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(process.said("All services have stopped."), process.output());
}

BOOST_AUTO_TEST_CASE(of_the_steady_clock_over_the_whole_ladder_leave_time_for_the_last_hooks)
{
    jumping process("last_words", 100s, 60s);
    process.wait_for("ready");
    process.signal(SIGTERM);
    process.wait_until_draining();
    process.jump();
    BOOST_TEST(process.wait() == 3);
    BOOST_TEST(process.said("last words said"), process.output());
    BOOST_TEST(process.said("All services have stopped."), process.output());
}

BOOST_AUTO_TEST_CASE(of_the_steady_clock_between_the_drain_and_the_deadline_end_the_drain_alone)
{
    jumping process("ticker", 2h, 30min);
    process.wait_for("ready");
    process.signal(SIGTERM);
    process.wait_until_draining();
    process.jump();
    BOOST_TEST(process.wait() == 0);
    BOOST_TEST(process.said("app/steady cleaned up"), process.output());
    BOOST_TEST(!process.missed_its_deadline(), process.output());
}

BOOST_AUTO_TEST_SUITE_END()
