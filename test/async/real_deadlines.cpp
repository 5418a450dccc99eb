// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The deadlines of several services on one strand, by the real clock: they share a timer.

#include "support/plain_world.hpp"
#include <stint/testing/virtual_clock.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct pool_world : plain_world
{
    stint::pool app{io};
    std::shared_ptr<stint::lifecycle> life = stint::make_lifecycle(io.get_executor(), app);
    std::vector<std::string> cancelled;

    /// Ends when it is cancelled, and not before.
    asio::awaitable<void> until_cancelled(stint::lifecycle& own)
    {
        co_await own.running();
        asio::steady_timer timer(co_await asio::this_coro::executor, stint::never);
        try
        {
            co_await timer.async_wait(asio::deferred);
        }
        catch (const boost::system::system_error&)
        {
            cancelled.push_back(own.name());
            throw;
        }
    }

    stint::lifecycle& add_to(stint::pool& where, const std::string& name, stint::duration stop_timeout)
    {
        const auto body = [this](stint::lifecycle& own) { return until_cancelled(own); };
        return where.add(name, body, {.stop_timeout = stop_timeout});
    }

    stint::lifecycle& add(const std::string& name, stint::duration stop_timeout)
    {
        return add_to(app, name, stop_timeout);
    }

    void start()
    {
        life->async_run([](const std::exception_ptr&) {});
        until([this] { return life->state() == state::running; });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(real_deadlines, pool_world)

BOOST_AUTO_TEST_CASE(each_at_its_own)
{
    add("latest", 60ms);
    add("first", 20ms);
    add("second", 40ms);
    start();
    life->stop();
    io.run();
    const std::vector<std::string> in_order{"first", "second", "latest"};
    BOOST_TEST(cancelled == in_order, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(at_the_same_moment)
{
    for (const auto* const name : {"a", "b", "c"})
        add(name, 1h);
    start();
    life->stop(20ms);
    io.run();
    BOOST_TEST(cancelled.size() == 3);
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(one_that_is_moved_forward)
{
    add("patient", 1h);
    auto& hurried = add("hurried", 1h);
    start();
    life->stop();
    until([&] { return hurried.state() == state::stopping; });
    hurried.stop(10ms);
    until([&] { return !cancelled.empty(); });
    BOOST_TEST(cancelled.front() == "hurried");
    BOOST_TEST(cancelled.size() == 1);
    life->stop(0s);
    io.run();
}

BOOST_AUTO_TEST_CASE(none_is_waited_for_when_all_have_ended)
{
    app.add("obedient", server);
    start();
    life->stop(1h);
    io.run_for(30s);
    BOOST_TEST(life->state() == state::stopped);
    BOOST_TEST(io.stopped()); // no timer keeps it at work
}

BOOST_AUTO_TEST_CASE(context_is_destroyed_before_them)
{
    auto other = std::make_unique<asio::io_context>();
    stint::pool there{*other};
    add_to(there, "a", 1h);
    add_to(there, "b", 2h);
    const auto run = stint::make_lifecycle(other->get_executor(), there);
    run->async_run([](const std::exception_ptr&) {});
    other->poll();
    run->stop();
    other->restart();
    other->poll();
    BOOST_TEST(run->state() == state::stopping);
    other.reset(); // nothing leaks, says AddressSanitizer
    BOOST_TEST(cancelled.empty());
}

BOOST_AUTO_TEST_CASE(a_clock_that_comes_after_a_pool_is_not_its_clock)
{
    stint::service_params soon{.on_end = stint::reaction::restart};
    soon.restart.first_delay = 1ms;
    int runs = 0;
    const auto ends_once = [&](stint::lifecycle& own) { return ++runs == 1 ? quitter(own) : server(own); };
    app.add("twice", ends_once, soon);
    const stint::testing::virtual_clock late(io);
    start();
    until([&] { return runs == 2; });
    life->stop();
    io.run();
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_SUITE_END()
