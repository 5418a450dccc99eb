// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Who waits for a service whose turn does not come is told, while others end the pools that it is in.

#include "support/services.hpp"
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(missed_runs)

BOOST_AUTO_TEST_CASE(of_a_pool_on_other_threads)
{
    constexpr int times = 200;
    constexpr int services = 20;
    asio::thread_pool threads(2);
    std::atomic<int> begun = 0;
    std::atomic<int> told = 0;
    for (int i = 0; i != times; ++i)
    {
        asio::io_context io;
        stint::pool inner(threads, {.name = "inner"});
        std::vector<stint::lifecycle*> lives;
        for (int n = 0; n != services; ++n)
            lives.push_back(&inner.add(std::to_string(n), test::server));
        std::thread waits([&] {
            for (auto* const life : lives)
            {
                ++begun;
                life->async_wait_running([&](const std::exception_ptr& e) { told += e != nullptr; });
            }
        });
        {
            stint::pool app(io);
            app.add("db", test::start_crasher("no disk"));
            app.add(inner, {.after = "db"});
            const auto life = stint::make_lifecycle(io.get_executor(), app);
            life->async_run([](const std::exception_ptr&) {});
            io.run();
        }
        waits.join();
    }
    threads.join();
    BOOST_TEST(told == begun);
}

BOOST_AUTO_TEST_SUITE_END()
