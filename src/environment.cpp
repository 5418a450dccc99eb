// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "context_service.hpp"

#include <random>
#include <utility>

namespace stint::detail
{

environment::~environment() = default;

time_point environment::now() const { return clock::now(); }

bool environment::schedule(alarm_target&, time_point) { return false; }

double environment::chance()
{
    thread_local std::minstd_rand random(std::random_device{}());
    return std::uniform_real_distribution<double>()(random);
}

// Services that go on together do so while they are in the processor's cache, and what else executes on the strand need not wait for all of them.
int environment::steps_in_a_turn() const { return 128; }

void use_environment(asio::execution_context& context, std::shared_ptr<environment> e)
{
    asio::use_service<context_service>(context).members()->use(std::move(e));
}

} // namespace stint::detail
