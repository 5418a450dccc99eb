// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Observers and hooks: each service's on its own strand, one at a time, whatever the number of threads.

#include "thread/shared.hpp"
#include <stint/log.hpp>

#include <boost/asio/post.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions/message.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/smart_ptr/make_shared.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

using namespace stint_test;
namespace logging = boost::log;

namespace
{

/// Counts the records of Boost.Log.
class counting_backend : public logging::sinks::basic_sink_backend<logging::sinks::synchronized_feeding>
{
public:
    void consume(const logging::record_view& record) { count += record[logging::expressions::smessage] ? 1 : 0; }

    std::atomic<int> count = 0;
};

/// Runs a tree of pools once.
void run_once(const std::shared_ptr<stint::lifecycle>& app)
{
    std::promise<void> running;
    auto ready = running.get_future();
    app->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });
    auto ended = app->async_run(asio::use_future);
    get(ready);
    app->stop();
    get(ended);
}

constexpr int events_of_a_tree = 7 * 4; // seven lifecycles, four states each

} // namespace

BOOST_AUTO_TEST_SUITE(observers)

BOOST_AUTO_TEST_CASE(of_a_pool_see_the_states_of_each_service_in_order)
{
    threads four(4);
    nested_pools pools(four);
    const auto app = stint::make_lifecycle(four.get_executor(), pools.app);
    std::map<std::string, std::vector<stint::state>> seen; // no lock: on the strand of app
    int events = 0;
    app->on_event([&](const stint::event& e) {
        seen[e.service].push_back(e.state);
        ++events;
    });
    run_once(app);

    BOOST_TEST(events == events_of_a_tree);
    using enum stint::state;
    const std::vector<stint::state> expected{starting, running, stopping, stopped};
    for (const auto& [service, states] : seen)
        BOOST_TEST(states == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(hooks_of_a_service_execute_one_at_a_time)
{
    threads four(4);
    int hooks = 0; // no lock: all on one strand
    const auto life = stint::make_lifecycle(
        four.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            for (int i = 0; i < 8; ++i)
                l.spawn(ticking(l), four.get_executor());
            co_await l.running();
            ++hooks;
            co_await l.stop_requested();
        }));
    life->on_state_change([&](stint::service&, stint::lifecycle& l, stint::state) -> asio::awaitable<void> {
        ++hooks;
        co_await asio::post(l.get_executor(), asio::deferred);
        ++hooks;
    });
    run_once(life);
    BOOST_TEST(hooks == 9);
}

/// Services on other strands ask then whether there are some.
BOOST_AUTO_TEST_CASE(of_a_pool_may_be_added_by_a_hook_of_it)
{
    threads four(4);
    nested_pools pools(four);
    const auto app = stint::make_lifecycle(four.get_executor(), pools.app);
    std::atomic<int> events = 0;
    app->on_state_change([&](stint::service&, stint::lifecycle& l, stint::state) {
        l.on_event([&](const stint::event&) { ++events; });
    });
    run_once(app);
    BOOST_TEST(events > 0);
}

BOOST_AUTO_TEST_CASE(log_from_several_contexts_at_once)
{
    const auto backend = boost::make_shared<counting_backend>();
    const auto sink = boost::make_shared<logging::sinks::synchronous_sink<counting_backend>>(backend);
    logging::core::get()->add_sink(sink);
    const logging::sources::severity_logger_mt<logging::trivial::severity_level> own;
    {
        std::vector<std::jthread> programs;
        for (int i = 0; i < 3; ++i)
        {
            programs.emplace_back([&] {
                threads two(2);
                nested_pools pools(two);
                const auto app = stint::make_lifecycle(two.get_executor(), pools.app);
                app->on_event(stint::logger(own).get());
                run_once(app);
            });
        }
    }
    logging::core::get()->remove_sink(sink);
    BOOST_TEST(backend->count == 3 * events_of_a_tree);
}

BOOST_AUTO_TEST_SUITE_END()
