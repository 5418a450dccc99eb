// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/cancel_on_stop.hpp>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

/// Shaped like the connections of Boost.Redis, Boost.MySQL and Boost.MQTT5.
class connection
{
public:
    explicit connection(asio::io_context& io) : ended_(io, stint::time_point::max()) {}

    template <class Token>
    auto async_run(const std::string& config, Token&& token)
    {
        config_ = config;
        return ended_.async_wait(std::forward<Token>(token));
    }
    void cancel()
    {
        ++cancelled_;
        ended_.cancel();
    }
    void lose() { ended_.expires_at(stint::time_point::min()); } // which cancels, too

    const std::string& config() const { return config_; }
    int cancelled() const { return cancelled_; }

private:
    asio::steady_timer ended_;
    std::string config_;
    int cancelled_ = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cancel_on_stop, plain_world)

BOOST_AUTO_TEST_CASE(an_object_that_runs_until_it_is_cancelled)
{
    connection redis(io);
    const auto life = make("redis", stint::cancel_on_stop(redis, std::string("localhost")));
    for (int run_number = 1; run_number != 3; ++run_number)
    {
        const auto end = run(*life);
        settle();
        check(log, {"redis starting", "redis running"});
        BOOST_TEST(redis.config() == "localhost");
        life->stop();
        settle();
        BOOST_TEST(end.clean());
        BOOST_TEST(redis.cancelled() == run_number);
        check(log, {"redis stopping", "redis stopped"});
    }
}

BOOST_AUTO_TEST_CASE(an_object_that_ends_with_an_error_crashes_its_service)
{
    connection redis(io);
    const auto life = make("redis", stint::cancel_on_stop(redis, std::string("localhost")));
    const auto end = run(*life);
    settle();
    redis.lose();
    settle();
    BOOST_TEST(end.aborted()); // nobody had asked for it
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(an_object_is_not_run_when_the_stop_came_before)
{
    connection redis(io);
    const auto life = make("redis", stint::cancel_on_stop(redis, std::string("localhost")));
    life->on_running([](stint::service&, stint::lifecycle& own) { own.stop(0s); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(redis.config() == "");
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_knows_nothing_of_stint)
{
    const auto life = make("a", stint::cancel_on_stop(wait_for_ever));
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running"});
    life->stop();
    settle();
    check(log, {"a stopping", "a stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(one_of_a_lifecycle)
{
    const auto life = make("a", stint::cancel_on_stop([](stint::lifecycle& own) -> asio::awaitable<void> {
                               own.note("in the coroutine");
                               co_await wait_for_ever();
                           }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->report().at(0).note == "in the coroutine");
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(its_captures_live_as_long_as_the_service)
{
    auto polls = 0;
    const auto limit = std::make_shared<int>(5);
    const auto life = make("a", stint::cancel_on_stop([&polls, limit]() -> asio::awaitable<void> {
                               while (polls < *limit)
                               {
                                   ++polls;
                                   co_await asio::post(asio::use_awaitable);
                               }
                           }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(polls == 5);
    BOOST_TEST(end.clean()); // it has returned by itself
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(an_error_crashes_it_also_after_the_stop)
{
    const auto life = make("a", stint::cancel_on_stop([]() -> asio::awaitable<void> {
                               auto cancelled = false;
                               try
                               {
                                   co_await wait_for_ever();
                               }
                               catch (const boost::system::system_error&)
                               {
                                   cancelled = true;
                               }
                               if (cancelled)
                                   throw std::runtime_error("flush failed");
                           }));
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.text() == "flush failed");
    check(log, {"a starting", "a running", "a stopping", "a crashed"});
}

BOOST_AUTO_TEST_CASE(what_ignores_total_needs_another_type)
{
    using socket = asio::local::stream_protocol::socket;
    socket here(io), there(io);
    asio::local::connect_pair(here, there);
    const auto read_all = [&]() -> asio::awaitable<void> {
        char data[4] = {};
        co_await asio::async_read(here, asio::buffer(data), asio::use_awaitable);
    };
    auto life = make("total", stint::cancel_on_stop(read_all));
    run(*life);
    settle();
    auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.calls() == 0);
    life->stop(0s);
    settle();
    BOOST_TEST(end.clean());

    life = make("partial", stint::cancel_on_stop(read_all, asio::cancellation_type::partial));
    run(*life);
    settle();
    end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(in_a_pool)
{
    stint::pool app(io);
    log.watch(app.add("client", stint::cancel_on_stop(wait_for_ever)));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    check(log, {"client starting", "client running", "client stopping", "client stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
