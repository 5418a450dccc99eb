// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What a service that is added to a pool brings along, and what is left of one that is refused.

#include "support/world.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/execution/bad_executor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct added : world_with_pool
{
    static constexpr auto cleanup = 20s;

    /// Needs long after its deadline, and is given that time.
    void add_slow(stint::pool& to)
    {
        const auto cleans_up = [this](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            co_await own.stop_requested();
            co_await time->sleep(cleanup);
        };
        to.add("slow", cleans_up, {.abort_grace = cleanup + 1s});
        settle();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(additions, added)

BOOST_AUTO_TEST_CASE(a_pool_waits_for_the_grace_of_a_service_that_came_late)
{
    for (const auto timeout : {0s, 5s})
    {
        start();
        add_slow(app);
        life->stop(timeout);
        advance(timeout + cleanup);
        BOOST_TEST(end->clean());
        app.async_remove("slow", 0s, ending());
        settle();
    }
}

BOOST_AUTO_TEST_CASE(so_does_a_pool_around_it_that_has_begun_to_stop)
{
    stint::pool inner(io(), {.name = "inner"});
    app.add(inner);
    app.add("front", deaf, {.after = "inner"});
    start();
    life->stop(5s);
    advance(1s);
    add_slow(inner); // it is asked when front has ended
    advance(4s + cleanup);
    BOOST_TEST(end->clean());
}

/// AddressSanitizer looks whether the service is asked after its end.
BOOST_AUTO_TEST_CASE(one_that_is_refused_may_go_although_it_was_asked_to_stop)
{
    app.add("a", server);
    stint::service_params p;
    p.prepare = [](stint::lifecycle& own) { own.stop(); };
    BOOST_TEST(is(thrown_by([&] { app.add("a", server, p); }), stint::error::duplicate_name));
    {
        plain_service elsewhere("a");
        BOOST_TEST(is(thrown_by([&] { app.add(elsewhere, p); }), stint::error::duplicate_name));
        stint::make_lifecycle(executor(), elsewhere)->stop();
    }
    settle();
    start();
    BOOST_TEST(life->report().size() == 2U);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_pool_whose_context_is_destroyed_says_so)
{
    const auto has_no_executor = [](const auto& f) { BOOST_CHECK_THROW(f(), asio::execution::bad_executor); };
    std::optional<asio::io_context> gone(std::in_place);
    stint::pool orphan(*gone, {.name = "orphan"});
    orphan.add("a", server);
    const auto kept = orphan.get_executor();
    gone.reset();
    has_no_executor([&] { orphan.add("b", server); });
    has_no_executor([&] { app.add(orphan); });
    has_no_executor([&] { app.add("c", server, {.executor = kept}); });
    has_no_executor([&] { stint::make_lifecycle(kept, std::make_unique<plain_service>("d")); });
    start();
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_pool_that_was_in_another_cannot_have_that_one)
{
    stint::pool inner(io(), {.name = "inner"});
    app.add(inner);
    ending removed;
    app.async_remove("inner", 0s, removed);
    settle();
    BOOST_TEST(removed.clean());
    BOOST_TEST(is(thrown_by([&] { inner.add(app); }), stint::error::duplicate_service));
    app.add(inner); // but may come back
    start();
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_SUITE_END()
