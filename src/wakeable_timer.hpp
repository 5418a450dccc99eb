// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_WAKEABLE_TIMER_HPP
#define STINT_SRC_WAKEABLE_TIMER_HPP

#include <stint/detail/environment.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <utility>

namespace stint::detail
{

/// A wait for a moment of an environment's time that can be ended early. One at a time; used on one strand.
class wakeable_timer final : private alarm_target
{
public:
    wakeable_timer(const asio::any_io_executor& strand, std::shared_ptr<environment> e)
        : timer_(std::make_shared<asio::steady_timer>(strand)), environment_(std::move(e))
    {
    }
    ~wakeable_timer() { environment_->schedule(*this, never); }
    wakeable_timer(const wakeable_timer&) = delete;
    wakeable_timer& operator=(const wakeable_timer&) = delete;

    time_point now() const { return environment_->now(); }

    /// @param until never: only wake() ends it
    auto async_wait(time_point until)
    {
        timer_->expires_at(environment_->schedule(*this, until) ? never : until);
        return timer_->async_wait(asio::as_tuple(asio::deferred));
    }

    void wake() { timer_->cancel(); }

private:
    void ring() override
    {
        asio::post(timer_->get_executor(), [timer = timer_] { timer->cancel(); });
    }

    std::shared_ptr<asio::steady_timer> timer_;
    std::shared_ptr<environment> environment_;
};

} // namespace stint::detail

#endif
