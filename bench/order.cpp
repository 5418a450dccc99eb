// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// How long it takes to start and to stop services that come after each other, for each service and edge. Arguments: none.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace asio = boost::asio;

namespace
{

using microseconds = std::chrono::duration<double, std::micro>;

asio::awaitable<void> serve(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

/// @param layers how many services each layer has; each service comes after a few of the layer before
void measure(const std::string& name, const std::vector<int>& layers, int needs)
{
    asio::io_context io;
    stint::pool app{io};
    int services = 0;
    int edges = 0;
    for (std::size_t layer = 0; layer != layers.size(); ++layer)
    {
        for (int i = 0; i != layers[layer]; ++i)
        {
            std::vector<std::string> after;
            for (int n = 0; layer > 0 && n != needs; ++n)
                after.push_back(std::to_string(layer - 1) + '.' + std::to_string((i + n) % layers[layer - 1]));
            stint::service_params params;
            for (const auto& each : after)
                params.after.add(each);
            app.add(std::to_string(layer) + '.' + std::to_string(i), serve, params);
            ++services;
            edges += static_cast<int>(after.size());
        }
    }
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto begin = stint::clock::now();
    auto started = begin;
    life->on_running([&](stint::service&, stint::lifecycle& own) {
        started = stint::clock::now();
        own.stop();
    });
    life->async_run([](std::exception_ptr) {});
    io.run();
    const auto stopped = stint::clock::now();
    const auto per_item = [&](stint::duration d) { return microseconds(d).count() / (services + edges); };
    std::cout << std::left << std::setw(28) << name << std::right << std::setw(8) << services << std::setw(8) << edges
              << std::fixed << std::setprecision(2) << std::setw(10) << per_item(started - begin) << std::setw(10)
              << per_item(stopped - started) << '\n';
}

} // namespace

int main()
{
    std::cout << "                            services   edges  start µs   stop µs  for each service and edge\n";
    for (const int length : {100, 1000, 10000})
        measure("a chain", std::vector<int>(static_cast<std::size_t>(length), 1), 1);
    for (const int layers : {1, 10, 100})
        measure("layers of 100, 10 needs", std::vector<int>(static_cast<std::size_t>(layers), 100), 10);
}
