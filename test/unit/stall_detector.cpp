// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/stall_detector.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace test;

namespace
{

/// Events, and a thread that waits for them: here the blocked one.
struct told
{
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<stint::event> events;

    stint::observer observer()
    {
        return [this](const stint::event& e) {
            const std::lock_guard lock(mutex);
            events.push_back(e);
            changed.notify_all();
        };
    }

    /// Blocks this thread until so many were told, or so long that the test fails without them. For any thread.
    void block_until(std::size_t count)
    {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, 30s, [&] { return events.size() >= count; });
    }

    std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return events.size();
    }

    stint::event at(std::size_t i)
    {
        const std::lock_guard lock(mutex);
        return events.at(i);
    }
};

struct watched : plain_world
{
    told seen;
    asio::thread_pool watchers{1};
    ~watched() { watchers.join(); }

    /// Serves, while its task blocks a thread elsewhere until something was told.
    static body with_a_hog(told& until, asio::thread_pool& where)
    {
        return [&until, &where](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            const auto hog = [](told& t) -> asio::awaitable<void> {
                t.block_until(1);
                co_return;
            };
            own.spawn(hog(until), where);
            co_await own.stop_requested();
        };
    }
};

/// Counts how often it is asked whose code executes below it.
class asked_service final : public stint::service
{
public:
    std::string name() const override { return "server"; }
    mutable std::atomic<int> times = 0;

private:
    asio::awaitable<void> run(stint::lifecycle& life) override { return server(life); }
    void add_busy_below(std::vector<stint::detail::busy_code>&) const override { ++times; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stall_detector, watched)

BOOST_AUTO_TEST_CASE(tells_while_a_service_blocks_its_thread_and_when_it_is_over)
{
    stint::pool app(io);
    app.add("hog", [&](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        seen.block_until(1);
        co_await life.stop_requested();
    });
    app.add("innocent", server);
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    life->async_run([](std::exception_ptr) {});
    {
        const stint::stall_detector detector(watchers.get_executor(), io.get_executor(), *life, 20ms, seen.observer());
        settle();
        BOOST_TEST(seen.at(0).what == stint::code::thread_blocked);
        BOOST_TEST(seen.at(0).service == "app/hog");
        BOOST_TEST(to_string(seen.at(0)).find("A thread is blocked in app/hog, for ") == 0U, to_string(seen.at(0)));
        seen.block_until(2);
        BOOST_TEST(seen.at(1).what == stint::code::thread_released);
        BOOST_TEST(seen.at(1).service == "app/hog");
        life->stop();
        settle();
    }
}

BOOST_AUTO_TEST_CASE(names_a_session_on_another_thread)
{
    asio::thread_pool workers(2);
    const auto life = make("server", with_a_hog(seen, workers));
    const auto end = run(*life);
    const stint::stall_detector detector(watchers.get_executor(), io.get_executor(), *life, 20ms, seen.observer());
    until([&] { return seen.count() >= 1U; }); // the watched context answers meanwhile
    BOOST_TEST(seen.at(0).service == "server");
    life->stop();
    until([&] { return end.came(); });
    workers.join();
}

BOOST_AUTO_TEST_CASE(tells_nothing_more_once_its_observer_has_destroyed_it)
{
    asio::thread_pool workers(2);
    told busy;
    const auto life = make("server", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        const auto hog = [](auto& until) -> asio::awaitable<void> {
            until.observer()({});
            until.block_until(3);
            co_return;
        };
        own.spawn(hog(busy), workers);
        own.spawn(hog(busy), workers);
        co_await own.stop_requested();
    });
    const auto end = run(*life);
    until([&] { return busy.count() == 2U; }); // both are seen at once
    std::mutex made;
    std::unique_ptr<stint::stall_detector> detector;
    {
        const std::lock_guard lock(made);
        detector = std::make_unique<stint::stall_detector>(watchers.get_executor(), io.get_executor(), *life, 20ms,
                                                           [&](const stint::event& e) {
                                                               const std::lock_guard until_made(made);
                                                               seen.observer()(e);
                                                               detector.reset();
                                                           });
    }
    seen.block_until(1);
    watchers.join();
    BOOST_TEST(seen.events.size() == 1U);
    busy.observer()({});
    life->stop();
    until([&] { return end.came(); });
    workers.join();
}

/// With the timer of the next look it would have work for an hour.
BOOST_AUTO_TEST_CASE(leaves_its_executor_without_work)
{
    asio::io_context own;
    const auto life = make("server", server);
    {
        const stint::stall_detector detector(own.get_executor(), io.get_executor(), *life, 8h, seen.observer());
        own.poll();
    }
    own.run();
    BOOST_TEST(own.stopped());
}

BOOST_AUTO_TEST_CASE(looks_on_after_its_observer_has_thrown)
{
    asio::thread_pool workers(1);
    told busy;
    const auto life = make("server", with_a_hog(busy, workers));
    const auto end = run(*life);
    asio::io_context own;
    const auto throws = [&, tell = busy.observer()](const stint::event& e) {
        tell(e);
        if (e.what == stint::code::thread_blocked)
            throw std::runtime_error("no log");
    };
    const stint::stall_detector detector(own.get_executor(), io.get_executor(), *life, 20ms, throws);
    settle();
    BOOST_CHECK_THROW(own.run(), std::runtime_error);
    while (busy.count() < 2U) // that it is over
        own.run_one();
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(tells_of_code_that_belongs_to_no_service)
{
    const auto life = make("server", server);
    const auto end = run(*life);
    settle();
    const stint::stall_detector detector(watchers.get_executor(), io.get_executor(), *life, 20ms, seen.observer());
    asio::post(io, [&] { seen.block_until(1); });
    settle();
    BOOST_TEST(seen.at(0).what == stint::code::thread_blocked);
    BOOST_TEST(seen.at(0).service == "server");
    BOOST_TEST(seen.at(0).details.find("by code that belongs to no service, for ") == 0U);
    until([&] { return seen.count() == 2U; });
    BOOST_TEST(seen.at(1).what == stint::code::thread_released);
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(asks_no_service_while_no_thread_stays_where_it_is)
{
    asked_service asked;
    const auto life = stint::make_lifecycle(io.get_executor(), asked);
    const auto end = run(*life);
    settle();
    {
        constexpr int looks = 8; // the context is asked for an answer at each
        const stint::stall_detector detector(watchers.get_executor(), io.get_executor(), *life, 400ms, seen.observer());
        const auto work = asio::make_work_guard(io);
        io.restart();
        for (int i = 0; i != looks; ++i)
            io.run_one();
        BOOST_TEST(asked.times < looks - 1); // only where the answer takes longer than from one look to the next
    }
    life->stop();
    settle();
    BOOST_TEST(end.came());
}

BOOST_AUTO_TEST_CASE(a_limit_is_positive)
{
    const auto life = make("server", server);
    const auto make_one = [&] {
        stint::stall_detector(watchers.get_executor(), io.get_executor(), *life, 0s, [](const stint::event&) {});
    };
    BOOST_TEST(is(thrown_by(make_one), stint::error::invalid_timeout));
}

BOOST_AUTO_TEST_SUITE_END()
