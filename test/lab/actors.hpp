// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_LAB_ACTORS_HPP
#define STINT_TEST_LAB_ACTORS_HPP

#include "lab/watcher.hpp"
#include <stint/pool.hpp>
#include <stint/testing/context.hpp>

#include <memory>

namespace lab
{

/// Makes the services of a plan, as they behave under the eyes of a watcher.
class actors
{
public:
    actors(stint::testing::context& on, stint::asio::any_io_executor executor, watcher& w)
        : on_(on), executor_(std::move(executor)), watcher_(w)
    {
    }

    /// Adds a service to a pool.
    void add(stint::pool& to, const std::shared_ptr<watched>& pool, const service_plan& plan);

    /// Adds the hooks of a plan.
    void add_hooks(const std::shared_ptr<watched>& w);

private:
    stint::service_params params(const service_plan& plan);
    void add_reload_hook(const std::shared_ptr<watched>& w);
    void add_hurrying_observer(const std::shared_ptr<watched>& w);
    stint::asio::awaitable<void> play(std::shared_ptr<watched> w, steps what, stint::lifecycle& life, bool in_hook);
    stint::asio::awaitable<void> do_step(std::shared_ptr<watched> w, step what, stint::lifecycle& life, bool in_hook);
    stint::asio::awaitable<void> run(std::shared_ptr<watched> w, stint::lifecycle& life);
    stint::asio::awaitable<void> run_task(std::shared_ptr<watched> w, steps what, stint::lifecycle& life);
    stint::asio::awaitable<void> run_hook(std::shared_ptr<watched> w, steps what, stint::lifecycle& life);
    stint::asio::awaitable<void> wait_for_itself(std::shared_ptr<watched> w, stint::lifecycle& life);

    stint::testing::context& on_;
    stint::asio::any_io_executor executor_;
    watcher& watcher_;
};

} // namespace lab

#endif
