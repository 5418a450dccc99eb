// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/testing/context.hpp>

#include <ostream>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

namespace stint::testing
{
namespace
{

chooser by(std::uint64_t seed)
{
    return [random = std::mt19937_64(seed)](std::size_t count) mutable {
        return static_cast<std::size_t>(random() % count);
    };
}

} // namespace

asio::execution_context::id ready_queue::id;

bool ready_queue::run_one()
{
    if (ready_.empty())
        return false;
    const auto next = ready_.size() > 1 && choose_ ? choose_(ready_.size()) : 0;
    if (next >= ready_.size())
        throw std::out_of_range("stint::testing: the chooser says " + std::to_string(next) + " of "
                                + std::to_string(ready_.size()) + " that are ready; it has to say a number below that");
    const auto chosen = ready_.begin() + static_cast<std::ptrdiff_t>(next);
    const auto f = std::move(*chosen);
    ready_.erase(chosen);
    f->call();
    return true;
}

void ready_queue::shutdown()
{
    over_ = true;
    while (!ready_.empty()) // what is destroyed may own more
        std::exchange(ready_, {});
}

context::context(std::uint64_t seed) : context(by(seed), seed) {}

context::context(chooser choose, std::uint64_t seed) : queue_(asio::use_service<ready_queue>(io_)), clock_(io_, seed)
{
    queue_.use(std::move(choose));
}

context::~context() = default;

bool context::run_one()
{
    if (io_.stopped())
        io_.restart();
    io_.poll();
    return queue_.run_one();
}

std::size_t context::settle()
{
    std::size_t count = 0;
    while (run_one())
        ++count;
    return count;
}

void context::advance(duration by)
{
    clock_.advance(by, [this] { settle(); });
}

leftovers context::left() const { return {queue_.size(), queue_.work(), clock_.waiting()}; }

std::string to_string(const leftovers& l)
{
    std::string text;
    const auto add = [&](std::size_t count, const char* what) {
        if (count != 0)
            text += (text.empty() ? "" : ", ") + std::to_string(count) + what;
    };
    add(l.ready, " ready to run");
    add(l.operations, " in progress");
    add(l.waiting, " waiting for a moment");
    return text.empty() ? "nothing is left" : text;
}

std::ostream& operator<<(std::ostream& out, const leftovers& l) { return out << to_string(l); }

} // namespace stint::testing
