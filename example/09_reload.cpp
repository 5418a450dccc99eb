// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Reload: all or nothing, in order. Under stint::run, SIGHUP asks for it.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;

asio::awaitable<void> serve(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

int main()
{
    asio::io_context io;
    stint::pool app{io};
    int limit = 10;
    app.add("limits", serve).on_reload([&limit](stint::service&, stint::lifecycle&) {
        const int before = limit;
        limit = 20;
        return stint::undo([&limit, before] { limit = before; }); // in case that another service cannot reload
    });
    bool certificate_is_valid = false;
    app.add("tls", serve, {.after = "limits"}).on_reload([&certificate_is_valid](stint::service&, stint::lifecycle&) {
        if (!certificate_is_valid)
            throw std::runtime_error("the certificate has expired");
    });

    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    const auto say = [&limit](std::exception_ptr e) {
        std::cout << (e ? stint::describe(e) : "reloaded") << "; the limit is " << limit << '\n';
    };
    life->on_running([&](stint::service&, stint::lifecycle& own) {
        own.async_reload([&, say](std::exception_ptr first) {
            say(first);
            certificate_is_valid = true;
            life->async_reload([&, say](std::exception_ptr second) {
                say(second);
                life->stop();
            });
        });
    });
    life->async_run([](std::exception_ptr) {});
    io.run();
    return code.value();
}
