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

/// @param make gives what is awaited
template <class Make>
asio::awaitable<void> time_calls(const Make& make, std::vector<double>& times)
{
    const auto begin = bench::clock::now();
    for (int i = 0; i != calls; ++i)
        co_await make();
    times.push_back(bench::nanoseconds(bench::clock::now() - begin).count() / calls);
}

template <class Op>
asio::awaitable<void> only_await(Op op)
{
    co_await std::move(op);
}

asio::awaitable<void> measure(stint::lifecycle& life)
{
    co_await life.running();
    const auto executor = life.get_executor();
    const auto bare = [&] { return asio::post(executor, asio::deferred); };
    const auto in_a_coroutine = [&] { return only_await(bare()); };
    const auto wrapped = [&] { return life.until_stop(bare()); };
    std::vector<double> bare_times;
    std::vector<double> coroutine_times;
    std::vector<double> wrapped_times;
    for (int i = 0; i != rounds; ++i)
    {
        co_await time_calls(bare, bare_times);
        co_await time_calls(in_a_coroutine, coroutine_times);
        co_await time_calls(wrapped, wrapped_times);
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
