// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_SERVICES_HPP
#define STINT_TEST_SUPPORT_SERVICES_HPP

#include <stint/lifecycle.hpp>
#include <stint/make_service.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>

#include <functional>
#include <string>

/// The services that tests need most.
namespace test
{

using body = std::function<boost::asio::awaitable<void>(stint::lifecycle&)>;

/// Runs until it is told to stop.
boost::asio::awaitable<void> server(stint::lifecycle& life);

/// Is ready, and returns.
boost::asio::awaitable<void> quitter(stint::lifecycle& life);

/// Never says that it is ready, and stops when it is told to.
boost::asio::awaitable<void> slow_starter(stint::lifecycle& life);

/// Does not heed the stop, but can be cancelled.
boost::asio::awaitable<void> deaf(stint::lifecycle& life);

/// Heeds neither the stop nor a cancellation.
boost::asio::awaitable<void> zombie(stint::lifecycle& life);

/// Is ready, and throws a std::runtime_error.
body crasher(std::string why);

/// Throws a std::runtime_error before it is ready.
body start_crasher(std::string why);

/// Waits until it is cancelled.
boost::asio::awaitable<void> wait_for_ever();

/// Waits until its context is destroyed; no cancellation reaches it.
boost::asio::awaitable<void> wait_for_doomsday();

/// A class whose run() calls a function.
class plain_service final : public stint::service
{
public:
    explicit plain_service(std::string name, body f = server) : name_(std::move(name)), body_(std::move(f)) {}
    std::string name() const override { return name_; }

private:
    boost::asio::awaitable<void> run(stint::lifecycle& life) override { return body_(life); }

    std::string name_;
    body body_;
};

} // namespace test

#endif
