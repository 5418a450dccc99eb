// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What until_stop adds to the operation that it wraps. Arguments: none. Prints the ns for each call, bare, in a coroutine that only awaits it, and
// wrapped: medians of interleaved rounds.

#include "measure.hpp"
#include <stint.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace asio = boost::asio;

namespace
{

constexpr int calls = 200'000;
constexpr int rounds = 11;

asio::awaitable<void> bare(asio::any_io_executor executor, std::vector<double>& times)
{
    const auto begin = bench::clock::now();
    for (int i = 0; i != calls; ++i)
        co_await asio::post(executor, asio::deferred);
    times.push_back(bench::nanoseconds(bench::clock::now() - begin).count() / calls);
}

template <class Op>
asio::awaitable<void> only_await(Op op)
{
    co_await std::move(op);
}

asio::awaitable<void> in_a_coroutine(asio::any_io_executor executor, std::vector<double>& times)
{
    const auto begin = bench::clock::now();
    for (int i = 0; i != calls; ++i)
        co_await only_await(asio::post(executor, asio::deferred));
    times.push_back(bench::nanoseconds(bench::clock::now() - begin).count() / calls);
}

asio::awaitable<void> wrapped(stint::lifecycle& life, asio::any_io_executor executor, std::vector<double>& times)
{
    const auto begin = bench::clock::now();
    for (int i = 0; i != calls; ++i)
        co_await life.until_stop(asio::post(executor, asio::deferred));
    times.push_back(bench::nanoseconds(bench::clock::now() - begin).count() / calls);
}

asio::awaitable<void> measure(stint::lifecycle& life)
{
    co_await life.running();
    std::vector<double> bare_times;
    std::vector<double> coroutine_times;
    std::vector<double> wrapped_times;
    for (int i = 0; i != rounds; ++i)
    {
        co_await bare(life.get_executor(), bare_times);
        co_await in_a_coroutine(life.get_executor(), coroutine_times);
        co_await wrapped(life, life.get_executor(), wrapped_times);
    }
    std::cout << bench::median(bare_times) << ' ' << bench::median(coroutine_times) << ' '
              << bench::median(wrapped_times) << '\n';
}

} // namespace

int main()
{
    asio::io_context io{1};
    stint::pool app{io};
    app.add("measure", measure);
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    life->async_run([](const std::exception_ptr&) {});
    io.run();
}
