// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_PLAIN_WORLD_HPP
#define STINT_TEST_SUPPORT_PLAIN_WORLD_HPP

#include "support/ending.hpp"
#include "support/recorder.hpp"
#include "support/services.hpp"
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace test
{

namespace asio = boost::asio;
using namespace std::chrono_literals;
using stint::state;

/// A fixture: a context with real time, for tests in which none passes.
struct plain_world
{
    recorder log;
    asio::io_context io;

    void settle()
    {
        io.restart();
        io.poll();
    }

    /// Runs the context until something has come true. Fails the test when it does not for long.
    template <class Condition>
    void until(Condition condition)
    {
        const auto limit = stint::clock::now() + 30s;
        io.restart();
        while (!condition() && stint::clock::now() < limit)
        {
            if (io.run_one_for(10ms) == 0)
                io.restart();
        }
        BOOST_TEST_REQUIRE(condition());
    }

    template <class F>
    std::shared_ptr<stint::lifecycle> make(std::string name, F&& f)
    {
        auto life = stint::make_lifecycle(io.get_executor(), stint::make_service(std::move(name), std::forward<F>(f)));
        log.watch(*life);
        return life;
    }
};

} // namespace test

#endif
