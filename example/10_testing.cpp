// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A test of a service of one's own, in virtual time: 20 s pass in no time, and in the same order each time.

#include <stint.hpp>
#include <stint/testing.hpp>

#include <iostream>

using namespace std::chrono_literals;
using stint::testing::script;

// The service under test: it needs a database, and writes what it has when it is stopped.
boost::asio::awaitable<void> cache(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
    life.note("writing to the database");
}

void check(bool holds, const char* what) { std::cout << (holds ? "ok: " : "FAILED: ") << what << '\n'; }

int main()
{
    stint::testing::context context;
    stint::pool app{context};
    app.add(make_service("db", context, script().pause(2s).ready().serve().pause(100ms)));
    app.add("cache", cache, {.after = "db"});
    const auto life = stint::make_lifecycle(context.get_executor(), app);
    stint::testing::recorder log(*life);
    bool ended = false;
    life->async_run([&](std::exception_ptr error) { ended = !error; });

    context.advance(1s);
    check(bool(log.never("SERVICE_STARTING app/cache")), "the cache does not start before the database is ready");
    context.advance(1s);
    check(life->state() == stint::state::running, "all is ready after two seconds");

    life->stop(20s);
    check(context.run_until([&] { return ended; }, 100ms), "it stops cleanly within a tenth of a second");
    check(bool(log.in_order({"SERVICE_STOPPED app/cache", "SERVICE_STOPPING app/db", "SERVICE_STOPPED app/db"})),
          "the database goes down after the cache");
    check(context.left().empty(), "nothing is left");
}
