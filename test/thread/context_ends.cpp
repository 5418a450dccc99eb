// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// An execution context is destroyed while other threads use what was made on it.

#include "support/services.hpp"
#include <stint/from_callbacks.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <thread>

namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(context_ends)

namespace
{

/// Calls the function while another thread destroys the context.
template <class F>
void while_it_is_destroyed(std::optional<asio::io_context>& context, F f)
{
    std::atomic<int> there = 0;
    const auto meet = [&] { // both are on their processors then, which a wake-up does not give
        for (++there; there != 2;)
            std::this_thread::yield();
    };
    std::thread other([&] {
        meet();
        f();
    });
    meet();
    context.reset();
    other.join();
}

constexpr int times = 500;

} // namespace

BOOST_AUTO_TEST_CASE(while_a_completion_is_called)
{
    for (int i = 0; i != times; ++i)
    {
        std::optional<asio::io_context> context(std::in_place);
        std::optional<stint::completion> pending;
        const auto keep = [&](stint::lifecycle&, stint::completion done) { pending.emplace(std::move(done)); };
        const auto life
            = stint::make_lifecycle(context->get_executor(), stint::make_service("a", stint::from_callbacks(keep)));
        life->async_run([](const std::exception_ptr&) {});
        context->poll();
        BOOST_REQUIRE(pending);
        while_it_is_destroyed(context, [&] { (*pending)(); });
    }
}

BOOST_AUTO_TEST_CASE(while_a_service_is_asked_to_stop)
{
    for (int i = 0; i != times; ++i)
    {
        std::optional<asio::io_context> context(std::in_place);
        const auto life = stint::make_lifecycle(context->get_executor(), stint::make_service("a", test::server));
        life->async_run([](const std::exception_ptr&) {});
        context->poll();
        while_it_is_destroyed(context, [&] { life->stop(); });
    }
}

BOOST_AUTO_TEST_CASE(while_the_last_owner_lets_go)
{
    for (int i = 0; i != times; ++i)
    {
        std::optional<asio::io_context> context(std::in_place);
        auto life = stint::make_lifecycle(context->get_executor(), stint::make_service("a", test::server));
        bool destroyed = false;
        std::shared_ptr<void> held(nullptr, [&](void*) { destroyed = true; });
        life->async_wait([held = std::move(held)](const std::exception_ptr&) {});
        context->poll();
        while_it_is_destroyed(context, [&] { life.reset(); });
        BOOST_TEST(destroyed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
