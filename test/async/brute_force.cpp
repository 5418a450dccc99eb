// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A stop, or the destruction of everything, after exactly n handlers, for every n until the end.

#include "support/world.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

asio::awaitable<void> step() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

asio::awaitable<void> session(stint::lifecycle& own)
{
    co_await step();
    asio::steady_timer idle(own.get_executor(), stint::never);
    co_await own.until_stop(idle.async_wait(asio::deferred));
    co_await step();
}

asio::awaitable<void> bystander(stint::lifecycle& own)
{
    co_await own.stop_requested();
    co_await step();
}

/// Two services with tasks and hooks that are awaited. The second one ends by itself after a while.
struct scenario : world
{
    scenario()
    {
        add("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await step();
            co_await own.running();
            own.spawn(session(own));
            own.spawn(bystander(own));
            co_await own.stop_requested();
            co_await own.stopping();
            co_await step();
        });
        add("b", [](stint::lifecycle& own) -> asio::awaitable<void> {
            own.spawn(session(own), own.get_executor());
            co_await own.running();
            for (auto n = 0; n < 10 && !own.should_stop(); ++n)
                co_await step();
            own.spawn(session(own), [](std::exception_ptr) {});
        });
        life = make(*app);
        life->on_state_change([](stint::service&, stint::lifecycle&, stint::state) { return step(); });
    }

    template <class F>
    void add(const char* name, F f)
    {
        auto& child = app->add(name, std::move(f));
        log.watch(child);
        child.on_state_change([](stint::service&, stint::lifecycle&, stint::state) { return step(); });
    }

    /// Runs n handlers; false if there were not as many.
    bool run_handlers(int n)
    {
        for (auto i = 0; i < n; ++i)
        {
            io().restart();
            if (io().poll_one() == 0)
                return false;
        }
        return true;
    }

    std::unique_ptr<stint::pool> app = std::make_unique<stint::pool>(io());
    std::shared_ptr<stint::lifecycle> life;
};

/// Every state was entered once at most, in a legal order, and the last one is stopped.
void check_life_of(scenario& s, const std::string& name)
{
    std::vector<std::string> states{"stopped"};
    for (const auto& line : s.log.noted())
    {
        if (line.starts_with(name + ' '))
            states.push_back(line.substr(name.size() + 1));
    }
    const auto parsed = [](const std::string& text) {
        for (auto e : {state::stopped, state::starting, state::running, state::stopping})
        {
            if (to_string(e) == text)
                return e;
        }
        return state::crashed;
    };
    BOOST_TEST_CONTEXT(name)
    {
        for (auto n = 1U; n < states.size(); ++n)
            BOOST_TEST(stint::can_follow(parsed(states[n - 1]), parsed(states[n])));
        BOOST_TEST(states.back() == "stopped");
        BOOST_TEST(s.log.count(name + " starting") <= 1U);
        BOOST_TEST(s.log.count(name + " stopped") <= 1U);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(brute_force)

BOOST_AUTO_TEST_CASE(a_stop_after_n_handlers)
{
    auto more = true;
    auto n = 0;
    for (; more; ++n)
    {
        BOOST_TEST_CONTEXT("after " << n << " handlers")
        {
            scenario s;
            const auto end = run(*s.life);
            more = s.run_handlers(n);
            s.life->stop(20s);
            s.settle();
            BOOST_TEST(end.clean());
            BOOST_TEST(s.log.count("app stopped") == 1U);
            for (const auto* const name : {"a", "b", "app"})
                check_life_of(s, name);
            BOOST_TEST(s.io().stopped()); // nothing is outstanding
        }
    }
    BOOST_TEST(n > 30);
}

BOOST_AUTO_TEST_CASE(a_stop_at_once_after_n_handlers)
{
    auto more = true;
    for (auto n = 0; more; ++n)
    {
        BOOST_TEST_CONTEXT("after " << n << " handlers")
        {
            scenario s;
            const auto end = run(*s.life);
            more = s.run_handlers(n);
            s.life->stop(0s);
            s.settle();
            BOOST_TEST(end.clean());
            for (const auto* const name : {"a", "b", "app"})
                check_life_of(s, name);
        }
    }
}

BOOST_AUTO_TEST_CASE(waits_after_n_handlers)
{
    auto more = true;
    for (auto n = 0; more; ++n)
    {
        BOOST_TEST_CONTEXT("after " << n << " handlers")
        {
            scenario s;
            run(*s.life);
            more = s.run_handlers(n);
            const auto waited = wait(*s.life);
            s.settle();
            BOOST_TEST(waited.clean());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_handle_destroyed_after_n_handlers)
{
    auto more = true;
    for (auto n = 0; more; ++n)
    {
        BOOST_TEST_CONTEXT("after " << n << " handlers")
        {
            scenario s;
            const auto end = run(*s.life);
            more = s.run_handlers(n);
            const auto was_over = end.came();
            s.life.reset();
            s.settle();
            BOOST_TEST(end.came());
            BOOST_TEST((was_over ? end.clean() : end.clean() || end.failed_with(stint::error::destroyed)));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_pool_destroyed_after_n_handlers)
{
    auto more = true;
    for (auto n = 0; more; ++n)
    {
        BOOST_TEST_CONTEXT("after " << n << " handlers")
        {
            scenario s;
            const auto end = run(*s.life);
            more = s.run_handlers(n);
            s.app.reset();
            s.advance(10s);
            BOOST_TEST(end.came());
        }
    }
}

BOOST_AUTO_TEST_CASE(everything_destroyed_after_n_handlers)
{
    for (const auto context_first : {true, false})
    {
        auto more = true;
        for (auto n = 0; more; ++n)
        {
            scenario s;
            const auto end = run(*s.life);
            more = s.run_handlers(n);
            if (context_first)
                s.end();
            s.life.reset();
            s.app.reset();
            BOOST_TEST(end.calls() <= 1);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
