// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

int calls = 0;

void free_function(stint::service&, stint::lifecycle&) { ++calls; }

asio::awaitable<void> free_coroutine(stint::service&, stint::lifecycle&)
{
    ++calls;
    co_return;
}

struct only_moved
{
    void operator()(stint::service&, stint::lifecycle&) { calls += *n; }
    std::unique_ptr<int> n = std::make_unique<int>(1);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hooks, plain_world)

BOOST_AUTO_TEST_CASE(every_kind_of_function_can_be_one)
{
    calls = 0;
    const auto life = make("a", quitter);
    std::function<void(stint::service&, stint::lifecycle&)> any = free_function;
    life->on_running(free_function)
        .on_running(free_coroutine)
        .on_running(only_moved())
        .on_running(any)
        .on_running([](auto&, auto&) { ++calls; });
    run(*life);
    settle();
    BOOST_TEST(calls == 5);
}

BOOST_AUTO_TEST_CASE(a_hook_is_kept_for_every_run)
{
    calls = 0;
    const auto life = make("a", quitter);
    life->on_running(free_function);
    for (auto n = 0; n < 3; ++n)
    {
        run(*life);
        settle();
    }
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE(a_service_may_register_hooks_for_what_comes)
{
    calls = 0;
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        own.on_stopped(free_function);
        co_await own.running();
    });
    run(*life);
    settle();
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(on_state_change_is_told_every_state)
{
    const auto life = stint::make_lifecycle(io.get_executor(), stint::make_service("a", quitter));
    std::string seen;
    life->on_state_change([&](stint::service&, stint::lifecycle& own, stint::state s) {
        BOOST_TEST(own.state() == s);
        seen += std::string(to_string(s)) + ' ';
    });
    run(*life);
    settle();
    BOOST_TEST(seen == "starting running stopping stopped ");
}

BOOST_AUTO_TEST_SUITE_END()
