// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Lifecycles that a pool did not make itself.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct of_a_pool : world
{
    bool runs_and_stops(stint::pool& app)
    {
        const auto life = make(app);
        const auto end = run(*life);
        settle();
        life->stop();
        settle();
        return end.clean();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(lifecycle_factory, of_a_pool)

BOOST_AUTO_TEST_CASE(a_pool_has_all_its_lifecycles_from_the_factory)
{
    auto made = 0;
    const auto count = [&](asio::any_io_executor where, stint::service& s) {
        ++made;
        auto life = stint::make_lifecycle(std::move(where), s);
        log.watch(*life);
        return life;
    };
    stint::pool app(io(), {.lifecycle_factory = count});
    app.add("a", server);
    auto& b = app.add(std::make_unique<plain_service>("b"));
    BOOST_TEST(made == 2);
    BOOST_TEST(b.path() == "app/b");
    BOOST_TEST(runs_and_stops(app));
    for (const auto* const name : {"a", "b", "app"})
        check_of(log, name, {"starting", "running", "stopping", "stopped"});
}

BOOST_AUTO_TEST_CASE(a_service_that_is_made_of_another_has_that_one_as_long_as_it_runs)
{
    const auto announcing = [this](asio::any_io_executor where, stint::service& s) {
        return stint::make_lifecycle(std::move(where),
                                     std::make_unique<plain_service>(s.name(), [this, &s](stint::lifecycle& own) {
                                         log("this is " + s.name());
                                         return server(own);
                                     }));
    };
    stint::pool app(io(), {.lifecycle_factory = announcing});
    app.add("a", server);
    BOOST_TEST(runs_and_stops(app));
    BOOST_TEST(log.count("this is a") == 1U);
}

/// AddressSanitizer looks whether that lifecycle still has its service.
BOOST_AUTO_TEST_CASE(one_that_gives_a_lifecycle_again_is_refused)
{
    std::shared_ptr<stint::lifecycle> made;
    stint::pool app(io(), {.lifecycle_factory = [&made](asio::any_io_executor where, stint::service& s) {
                        if (!made)
                            made = stint::make_lifecycle(std::move(where), s);
                        return made;
                    }});
    app.add("a", server);
    BOOST_TEST(is(thrown_by([&] { app.add("b", server); }), stint::error::duplicate_service));
    BOOST_TEST(runs_and_stops(app));
}

BOOST_AUTO_TEST_CASE(one_that_gives_no_lifecycle_is_refused)
{
    stint::pool app(io(), {.lifecycle_factory = [](asio::any_io_executor, stint::service&) {
                        return std::shared_ptr<stint::lifecycle>();
                    }});
    BOOST_TEST(is(thrown_by([&] { app.add("a", server); }), stint::error::null_service));
}

BOOST_AUTO_TEST_CASE(one_that_throws_leaves_the_pool_as_it_was)
{
    auto sick = true;
    stint::pool app(io(), {.lifecycle_factory = [&](asio::any_io_executor where, stint::service& s) {
                        if (sick)
                            throw std::runtime_error("factory");
                        return stint::make_lifecycle(std::move(where), s);
                    }});
    BOOST_TEST(stint::describe(thrown_by([&] { app.add("a", server); })) == "factory");
    sick = false;
    app.add("a", server);
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_TEST(life->report().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
