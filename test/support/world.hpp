// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_WORLD_HPP
#define STINT_TEST_SUPPORT_WORLD_HPP

#include "support/ending.hpp"
#include "support/recorder.hpp"
#include "support/services.hpp"
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool.hpp>
#include <stint/testing/virtual_clock.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace test
{

namespace asio = boost::asio;
using namespace std::chrono_literals;
using stint::state;
using stint::testing::virtual_clock;

/// Runs what is ready to run, until nothing is.
inline void settle(asio::io_context& io)
{
    io.restart();
    io.poll();
}

/// A fixture: a context with virtual time, and a recorder.
struct world
{
    recorder log;
    std::optional<asio::io_context> context{std::in_place};
    std::shared_ptr<virtual_clock> time;

    explicit world(std::uint64_t seed_of_clock = 0) : time(std::make_shared<virtual_clock>(*context, seed_of_clock)) {}

    asio::io_context& io() { return *context; }
    asio::any_io_executor executor() { return context->get_executor(); }
    stint::time_point now() const { return time->now(); }

    /// Runs what is ready to run.
    void settle() { test::settle(io()); }

    /// Lets time pass, and runs what falls due.
    void advance(stint::duration by)
    {
        time->advance(by, [this] { settle(); });
    }

    /// A service with its lifecycle, watched by the recorder.
    template <class F>
    std::shared_ptr<stint::lifecycle> make(std::string name, F&& f)
    {
        return make(stint::make_service(std::move(name), std::forward<F>(f)));
    }
    std::shared_ptr<stint::lifecycle> make(std::unique_ptr<stint::service> s)
    {
        auto life = stint::make_lifecycle(executor(), std::move(s));
        log.watch(*life);
        return life;
    }
    std::shared_ptr<stint::lifecycle> make(stint::service& s)
    {
        auto life = stint::make_lifecycle(executor(), s);
        log.watch(*life);
        return life;
    }

    /// The same, and it is running.
    template <class F>
    std::shared_ptr<stint::lifecycle> running(std::string name, F&& f)
    {
        auto life = make(std::move(name), std::forward<F>(f));
        run(*life);
        settle();
        log.take();
        return life;
    }

    /// Runs a coroutine that is no code of a service.
    ending go(asio::awaitable<void> work)
    {
        ending e;
        asio::co_spawn(executor(), std::move(work), e);
        settle();
        return e;
    }

    /// Destroys the context, with all that waits in it.
    void end() { context.reset(); }
};

/// The same with one outermost service.
struct world_with_outermost : world
{
    std::shared_ptr<stint::lifecycle> life;
    std::optional<ending> end;

    void start()
    {
        end = run(*life);
        settle();
    }
    bool stops_cleanly()
    {
        life->stop();
        settle();
        return end->clean();
    }
};

/// The same where that service is a pool.
struct world_with_pool : world_with_outermost
{
    stint::pool app{io()};

    void start()
    {
        life = stint::make_lifecycle(executor(), app);
        world_with_outermost::start();
        log.take();
    }
};

} // namespace test

#endif
