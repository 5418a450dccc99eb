// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(lifecycle, plain_world)

BOOST_AUTO_TEST_CASE(before_the_first_run)
{
    const auto life = make("a", server);
    BOOST_TEST(life->name() == "a");
    BOOST_TEST(life->path() == "a");
    BOOST_TEST(life->state() == state::stopped);
    BOOST_TEST(!life->error());
    BOOST_TEST(life->failures().empty());
    BOOST_TEST(life->report().empty());
    BOOST_TEST(!life->should_stop());
    BOOST_TEST((life->deadline() == stint::never));
}

BOOST_AUTO_TEST_CASE(a_whole_life)
{
    const auto life = make("a", server);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(life->report().size() == 1U);
    life->stop(20s);
    settle();
    BOOST_TEST(life->state() == state::stopped);
    BOOST_TEST(life->should_stop());
    BOOST_TEST(end.clean());
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(the_service_may_stop_itself)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.stop(5s);
        co_await own.stop_requested();
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(stopping_says_so_and_gives_the_deadline)
{
    auto deadline = stint::never;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        deadline = co_await own.stopping();
        BOOST_TEST(own.should_stop());
        BOOST_TEST((own.deadline() == deadline));
    });
    life->set_params({.stop_timeout = 7s});
    const auto before = stint::clock::now();
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST((deadline >= before + 7s && deadline <= stint::clock::now() + 7s));
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(a_loop_may_ask_instead_of_waiting)
{
    auto rounds = 0;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        while (!own.should_stop())
        {
            if (++rounds == 3)
                own.stop();
            co_await asio::post(asio::use_awaitable);
        }
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(rounds >= 3);
}

BOOST_AUTO_TEST_CASE(several_waits_at_once)
{
    const auto life = make("a", server);
    std::vector<ending> ends;
    run(*life);
    for (auto n = 0; n < 10; ++n)
    {
        ends.push_back(wait(*life));
        ends.push_back(stop(*life, 20s));
    }
    settle();
    for (const auto& end : ends)
        BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_lifecycle_may_own_its_service_or_not)
{
    plain_service service("mine");
    const auto borrowed = stint::make_lifecycle(io.get_executor(), service);
    const auto owned = stint::make_lifecycle(io.get_executor(), std::make_unique<plain_service>("yours"));
    for (const auto& life : {borrowed, owned})
    {
        const auto end = run(*life);
        settle();
        life->stop();
        settle();
        BOOST_TEST(end.clean());
    }
}

BOOST_AUTO_TEST_SUITE_END()
