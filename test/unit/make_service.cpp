// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

asio::awaitable<void> function(stint::lifecycle& life) { return server(life); }

struct object
{
    asio::awaitable<void> operator()(stint::lifecycle& life) { return server(life); }
    std::unique_ptr<int> only_moved;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(make_service, plain_world)

BOOST_AUTO_TEST_CASE(of_a_function_of_a_lambda_and_of_an_object_that_can_only_be_moved)
{
    stint::pool app(io);
    app.add(stint::make_service("function", function));
    app.add("lambda", [](stint::lifecycle& life) { return server(life); });
    app.add("object", object{std::make_unique<int>(1)});
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_captures_live_as_long_as_the_service)
{
    auto token = std::make_shared<std::string>("captured");
    const std::weak_ptr<std::string> alive = token;
    auto life = make("a", [token, this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        log(*token); // after the caller has forgotten it
    });
    token.reset();
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(log.count("captured") == 1U);
    BOOST_TEST(!alive.expired()); // it may be run again
    life.reset();
    settle();
    BOOST_TEST(alive.expired());
}

BOOST_AUTO_TEST_CASE(it_has_its_name_and_any_name_goes)
{
    BOOST_TEST(stint::make_service("a b/ü", function)->name() == "a b/ü");
    BOOST_TEST(stint::make_service("", function)->name() == ""); // its lifecycle is what is refused
}

BOOST_AUTO_TEST_SUITE_END()
