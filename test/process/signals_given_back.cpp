// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Says what the signals do after run(): SIGINT has a handler of the program's own, SIGTERM the default action.

#include "process/program.hpp"

#include <csignal>
#include <unistd.h>

namespace
{

volatile std::sig_atomic_t handled = 0;
void on_interrupt(int) { handled = handled + 1; }

void tell(const std::string& when)
{
    struct sigaction interrupt = {};
    struct sigaction terminate = {};
    ::sigaction(SIGINT, nullptr, &interrupt);
    ::sigaction(SIGTERM, nullptr, &terminate);
    say(when + ": SIGINT " + (interrupt.sa_handler == on_interrupt ? "own" : "changed")
        + ((interrupt.sa_flags & SA_RESTART) != 0 ? " restarts" : "")
        + (::sigismember(&interrupt.sa_mask, SIGUSR1) == 1 ? " masks" : "") + ", SIGTERM "
        + (terminate.sa_handler == SIG_DFL ? "default" : "changed"));
}

} // namespace

int main()
{
    struct sigaction own = {};
    own.sa_handler = on_interrupt;
    own.sa_flags = SA_RESTART;
    ::sigemptyset(&own.sa_mask);
    ::sigaddset(&own.sa_mask, SIGUSR1);
    ::sigaction(SIGINT, &own, nullptr);

    asio::io_context io;
    stint::pool app{io};
    app.add("web", steady).on_running([](stint::service&, stint::lifecycle&) { tell("during"); });
    say("run: " + std::to_string(stint::run(io, app, {.logger = telling_ready()})));
    tell("after");

    std::raise(SIGINT);
    say("handled: " + std::to_string(handled));
    say("waiting");
    for (;;)
        ::pause(); // until SIGTERM does what it does by default
}
