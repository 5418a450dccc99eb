// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/make_lifecycle.hpp>
#include <stint/pool.hpp>
#include <stint/testing.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <numeric>
#include <sstream>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using stint::state;
using stint::testing::context;
using stint::testing::recorder;
using stint::testing::script;

namespace
{

/// The order in which twenty functions run that were posted one after the other.
std::vector<int> order_of(context& on)
{
    std::vector<int> order;
    for (int i = 0; i < 20; ++i)
        asio::post(on.get_executor(), [&order, i] { order.push_back(i); });
    on.settle();
    return order;
}

struct one_service
{
    explicit one_service(script s, std::uint64_t seed = 0) : on(seed)
    {
        life = make_lifecycle(on.get_executor(), make_service("s", on, std::move(s)));
        log.watch(*life);
    }
    void run()
    {
        life->async_run([this](const std::exception_ptr& e) {
            ended = true;
            error = stint::describe(e);
        });
    }

    context on;
    std::shared_ptr<stint::lifecycle> life;
    recorder log;
    bool ended = false;
    std::string error;
};

} // namespace

BOOST_AUTO_TEST_SUITE(testing)

BOOST_AUTO_TEST_CASE(without_a_seed_what_is_ready_first_runs_first)
{
    context on;
    const auto order = order_of(on);
    BOOST_TEST(order.size() == 20U);
    BOOST_TEST(std::is_sorted(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(a_seed_decides_the_order_and_nothing_is_lost)
{
    context one(7);
    context same(7);
    context other(8);
    auto order = order_of(one);
    BOOST_TEST(order == order_of(same), boost::test_tools::per_element());
    BOOST_TEST((order != order_of(other)));
    BOOST_TEST(!std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    std::vector<int> all(20);
    std::iota(all.begin(), all.end(), 0);
    BOOST_TEST(order == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_strand_keeps_its_order_whatever_the_seed_says)
{
    for (std::uint64_t seed = 1; seed != 50; ++seed)
    {
        context on(seed);
        const auto strand = asio::make_strand(on.get_executor());
        std::vector<int> order;
        for (int i = 0; i < 10; ++i)
        {
            asio::post(strand, [&order, i] { order.push_back(i); });
            asio::post(on.get_executor(), [] {});
        }
        on.settle();
        BOOST_TEST(order.size() == 10U);
        BOOST_TEST(std::is_sorted(order.begin(), order.end()));
    }
}

BOOST_AUTO_TEST_CASE(a_choice_is_asked_for_where_there_is_one)
{
    std::vector<std::size_t> asked;
    context on([&](std::size_t count) {
        asked.push_back(count);
        return count - 1;
    });
    std::vector<int> order;
    for (int i = 0; i < 3; ++i)
        asio::post(on.get_executor(), [&order, i] { order.push_back(i); });
    on.settle();
    BOOST_TEST(order == std::vector<int>({2, 1, 0}), boost::test_tools::per_element());
    BOOST_TEST(asked == std::vector<std::size_t>({3, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_choice_of_none_of_them_is_an_error)
{
    stint::testing::context io([](std::size_t count) { return count; });
    int called = 0;
    for (int i = 0; i != 2; ++i)
        asio::post(io.get_executor(), [&called] { ++called; });
    BOOST_CHECK_THROW(io.settle(), std::out_of_range);
    BOOST_TEST(called == 0);
}

BOOST_AUTO_TEST_CASE(real_sockets_and_timers_work)
{
    context on;
    asio::ip::tcp::acceptor acceptor(on.get_executor(), {asio::ip::address_v4::loopback(), 0});
    asio::ip::tcp::socket server(on.get_executor());
    asio::ip::tcp::socket client(on.get_executor());
    std::string got(2, ' ');
    bool read = false;
    acceptor.async_accept(server, [&](boost::system::error_code) {
        asio::async_read(server, asio::buffer(got), [&](boost::system::error_code, std::size_t) { read = true; });
    });
    client.async_connect(acceptor.local_endpoint(), [&](boost::system::error_code) {
        asio::async_write(client, asio::buffer("hi", 2), [](boost::system::error_code, std::size_t) {});
    });
    while (!read)
        on.run_one();
    BOOST_TEST(got == "hi");
    asio::steady_timer timer(on.get_executor(), 1ms);
    bool rang = false;
    timer.async_wait([&](boost::system::error_code) { rang = true; });
    while (!rang)
        on.run_one();
}

BOOST_AUTO_TEST_CASE(an_exception_leaves_and_the_rest_goes_on)
{
    context on;
    bool ran = false;
    asio::post(on.get_executor(), [] { throw std::runtime_error("out"); });
    asio::post(on.get_executor(), [&] { ran = true; });
    BOOST_CHECK_THROW(on.settle(), std::runtime_error);
    on.settle();
    BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(a_deadline_of_twenty_seconds_takes_no_time)
{
    one_service s(script().ready().hang());
    s.run();
    s.on.settle();
    s.life->stop(20s);
    s.on.advance(20s - 1ns);
    BOOST_TEST(!s.ended);
    BOOST_TEST(s.on.run_until([&] { return s.ended; }));
    BOOST_TEST((s.on.now() - s.life->deadline() == stint::default_abort_grace));
    BOOST_TEST(s.error.find(make_error_code(stint::error::shutdown_timeout).message()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_step_of_a_script_does_what_its_name_says)
{
    const auto after = [](script what) {
        one_service s(std::move(what));
        s.run();
        s.on.advance(1s);
        s.life->stop(1s);
        s.on.run_until([&] { return s.ended; });
        return std::string(to_string(s.life->state())) + (s.error.empty() ? "" : ": " + s.error);
    };
    BOOST_TEST(after(script().ready().serve()) == "stopped");
    BOOST_TEST(after(script().ready().serve(10ms)) == "stopped");
    BOOST_TEST(after(script().ready().announce_stopping()) == "stopped");
    BOOST_TEST(after(script().ready().ignore_stop()) == "stopped");
    BOOST_TEST(after(script().ready().stop()) == "stopped");
    BOOST_TEST(after(script().ready().stop(5ms).serve()) == "stopped");
    BOOST_TEST(after(script().ready().stop_tree().serve()) == "stopped");
    BOOST_TEST(after(script().ready().crash("it broke")).find("crashed: ") == 0U);
    BOOST_TEST(after(script().ready().crash("it broke")).find("it broke") != std::string::npos);
    BOOST_TEST(after(script().ready().spawn(script().pause(5ms).crash("in a task")).serve()).find("in a task")
               != std::string::npos);
    BOOST_TEST(after(script().ready().spawn_elsewhere(script().crash("elsewhere")).serve()).find("elsewhere")
               != std::string::npos);
    BOOST_TEST(after(script().ready().hang()).find("crashed: ") == 0U);
}

BOOST_AUTO_TEST_CASE(a_script_says_what_it_does)
{
    const auto task = script().pause(10ms);
    BOOST_TEST(script().ready().spawn(task).serve().pause(1500us).crash("why").text()
               == "ready, spawn (pause 10 ms), serve, pause 1.5 ms, crash \"why\"");
    BOOST_TEST(script().empty());
}

BOOST_AUTO_TEST_CASE(code_that_blocks_lets_time_pass_and_nothing_happen)
{
    one_service s(script().ready().block(3s).note("done").serve());
    s.run();
    const auto before = s.on.now();
    s.on.settle();
    BOOST_TEST((s.on.now() - before == 3s));
    s.life->stop();
    s.on.run_until([&] { return s.ended; });
    BOOST_TEST(s.error == "");
}

BOOST_AUTO_TEST_CASE(a_hook_plays_a_script)
{
    one_service s(script().ready().serve());
    add_hook(*s.life, state::running, s.on, script().pause(1s).crash("in a hook"));
    s.run();
    s.on.advance(999ms);
    BOOST_TEST((s.life->state() == state::running));
    s.on.run_until([&] { return s.ended; });
    BOOST_TEST(s.error.find("in a hook") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_run_has_a_script_of_its_own)
{
    context on;
    stint::pool app(on);
    const std::vector<script> runs{script().ready().crash("first"), script().ready().serve()};
    stint::service_params params;
    params.on_crash = stint::reaction::restart;
    app.add(make_service("s", on, runs), params);
    const auto life = make_lifecycle(on.get_executor(), app);
    recorder log(*life);
    bool ended = false;
    life->async_run([&](const std::exception_ptr& e) { ended = !e; });
    on.advance(10s);
    BOOST_TEST(log.count("SERVICE_RUNNING app/s") == 2U);
    BOOST_TEST(log.exactly_once("SERVICE_CRASHED app/s"));
    life->stop(1s);
    BOOST_TEST(on.run_until([&] { return ended; }));
}

BOOST_AUTO_TEST_CASE(a_recorder_says_why_something_does_not_hold)
{
    one_service s(script().ready().serve());
    s.run();
    s.on.settle();
    BOOST_TEST(s.log.in_order({"SERVICE_STARTING s", "SERVICE_RUNNING s"}));
    BOOST_TEST(s.log.exactly_once("SERVICE_RUNNING s"));
    BOOST_TEST(s.log.never("SERVICE_CRASHED s"));
    BOOST_TEST(s.log.never_after("SERVICE_STARTING s", "SERVICE_RUNNING s"));

    BOOST_TEST(s.log.in_order({"SERVICE_RUNNING s", "SERVICE_STARTING s"}).why
               == "\"SERVICE_STARTING s\" did not happen after \"SERVICE_RUNNING s\"; what happened:"
                  "\n    SERVICE_STARTING s\n    SERVICE_RUNNING s");
    BOOST_TEST(!s.log.exactly_once("SERVICE_CRASHED s"));
    BOOST_TEST(!s.log.never("SERVICE_RUNNING s"));
    BOOST_TEST(!s.log.never_after("SERVICE_RUNNING s", "SERVICE_STARTING s"));
    BOOST_TEST(!s.log.never_after("SERVICE_RUNNING s", "SERVICE_STOPPED s"));
    BOOST_TEST(s.log.never_after("SERVICE_RUNNING s", "SERVICE_RUNNING s")); // it happened once

    std::ostringstream text;
    text << s.log.never("SERVICE_CRASHED s") << "; " << s.log.never("SERVICE_RUNNING s");
    BOOST_TEST(text.str().starts_with("it holds; \"SERVICE_RUNNING s\" happened"), text.str());
    s.log.clear();
    BOOST_TEST(s.log.lines().empty());
}

BOOST_AUTO_TEST_CASE(all_the_time_there_is_passes_when_nobody_waits)
{
    context on;
    BOOST_TEST(!on.run_until([] { return false; }, stint::duration::max()));
    on.advance(stint::duration::max());
    BOOST_TEST((on.now() == stint::never));
}

BOOST_AUTO_TEST_CASE(what_is_left_is_seen)
{
    context on;
    BOOST_TEST(to_string(on.left()) == "nothing is left");
    std::ostringstream text;
    text << on.left();
    BOOST_TEST(text.str() == "nothing is left");
    asio::post(on.get_executor(), [] {});
    BOOST_TEST(on.left().ready == 1U);
    on.settle();
    BOOST_TEST(on.left() == stint::testing::leftovers());

    auto life = make_lifecycle(on.get_executor(), make_service("s", on, script().ready().pause(1h)));
    life->async_run([](const std::exception_ptr&) {});
    on.settle();
    BOOST_TEST(on.left().operations != 0U);
    BOOST_TEST(on.left().waiting == 1U);
    BOOST_TEST(to_string(on.left()).find("1 waiting for a moment") != std::string::npos);
    life->stop(0s);
    on.settle();
    BOOST_TEST(on.left() == stint::testing::leftovers());
}

BOOST_AUTO_TEST_CASE(a_context_may_be_destroyed_in_a_run)
{
    std::shared_ptr<stint::lifecycle> life;
    {
        context on;
        life = make_lifecycle(on.get_executor(),
                              make_service("s", on, script().ready().spawn(script().pause(1h)).hang()));
        life->async_run(
            [](const std::exception_ptr&) { BOOST_ERROR("the handler of an operation that was destroyed"); });
        on.settle();
    }
    BOOST_TEST((life->state() == state::running));
}

BOOST_AUTO_TEST_SUITE_END()
