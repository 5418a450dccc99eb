// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "signal_blocker.hpp"
#include "start_thread.hpp"
#include <stint/blocking.hpp>
#include <stint/completion.hpp>

#include <thread>
#include <utility>

namespace stint::detail
{

asio::awaitable<void> run_on_thread(lifecycle& life, std::function<void(std::stop_token)> work)
{
    // The thread is told also where the coroutine is destroyed with its context.
    struct stop_at_end
    {
        std::stop_source source{};
        ~stop_at_end() { source.request_stop(); }
    } told;
    auto& source = told.source;
    std::function<void(completion)> start = [&work, &source](completion done) {
        const signal_blocker blocked; // signals are for the threads that handle them
        auto on_thread = [work = std::move(work), stop = source.get_token(), done = std::move(done)]() mutable {
            std::exception_ptr error;
            try
            {
                std::exchange(work, nullptr)(std::move(stop));
            }
            catch (...)
            {
                error = std::current_exception();
            }
            done(std::move(error));
        };
        auto thread = start_thread<std::thread>(std::move(on_thread), "stint::blocking: cannot start a thread");
        thread.detach(); // joined by its completion; one that is given up must not hold up the process
    };
    std::function<void()> stop = [&source] { source.request_stop(); };
    co_await await_completion(life, std::move(start), std::move(stop));
}

} // namespace stint::detail
