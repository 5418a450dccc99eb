// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_VIRTUAL_TIME_HPP
#define STINT_TEST_SUPPORT_VIRTUAL_TIME_HPP

#include "time_source.hpp"
#include <stint/config.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <list>
#include <map>
#include <memory>

namespace test
{

/// A clock that is moved by hand. Lifecycles that are made on its context have their time from it.
class virtual_time final : public stint::detail::time_source, public std::enable_shared_from_this<virtual_time>
{
public:
    /// A clock for all lifecycles that will be made on a context.
    static std::shared_ptr<virtual_time> install(boost::asio::io_context& io);

    stint::time_point now() const override { return now_; }
    bool schedule(stint::detail::alarm_target& target, stint::time_point when) override;

    /// Moves on, and does what falls due, in order; what becomes ready to run in between is run.
    void advance(boost::asio::io_context& io, stint::duration by);

    /// What a service awaits for a while. Any cancellation ends it.
    boost::asio::awaitable<void> sleep(stint::duration how_long);

    /// How many lifecycles wait for a moment.
    std::size_t alarms() const { return alarms_.size(); }

private:
    struct sleeper;

    stint::time_point next_due() const;

    stint::time_point now_{std::chrono::hours(1)};
    std::map<stint::detail::alarm_target*, stint::time_point> alarms_;
    std::list<sleeper*> sleepers_;
};

/// Runs what is ready to run, until nothing is.
void settle(boost::asio::io_context& io);

} // namespace test

#endif
