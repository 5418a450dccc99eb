// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/detail/environment.hpp>
#include <stint/testing/virtual_clock.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <unordered_map>
#include <utility>

namespace stint::testing
{

class virtual_clock::state final : public detail::environment
{
public:
    explicit state(std::uint64_t seed)
        : random_(static_cast<std::minstd_rand::result_type>(seed)),
          steps_(seed == 0 ? environment::steps_in_a_turn() : 1 + static_cast<int>(seed % 3))
    {
    }

    time_point now() const override { return now_; }

    bool schedule(detail::alarm_target& target, time_point when) override
    {
        if (const auto found = places_.find(&target); found != places_.end())
        {
            alarms_.erase(found->second);
            places_.erase(found);
        }
        if (when == never)
            return true;
        const auto alarm = alarms_.emplace(when, &target);
        try
        {
            places_.emplace(&target, alarm);
        }
        catch (...)
        {
            alarms_.erase(alarm);
            throw;
        }
        return true;
    }

    int steps_in_a_turn() const override { return steps_; }

    double chance() override { return std::uniform_real_distribution<double>()(random_); }

    time_point next() const { return alarms_.empty() ? never : alarms_.begin()->first; }
    std::size_t waiting() const { return alarms_.size(); }

    void move_to(time_point when)
    {
        now_ = std::max(now_, when);
        while (!alarms_.empty() && next() <= now_)
        {
            auto* const target = alarms_.begin()->second;
            places_.erase(target);
            alarms_.erase(alarms_.begin());
            target->ring();
        }
    }

private:
    time_point now_{std::chrono::hours(1)};
    std::minstd_rand random_;
    const int steps_;
    std::multimap<time_point, detail::alarm_target*> alarms_; // of one moment in the order in which they were set
    std::unordered_map<detail::alarm_target*, std::multimap<time_point, detail::alarm_target*>::iterator> places_;
};

namespace
{

/// On a timer that never expires, so that the context destroys the coroutine if nobody wakes it.
class sleeper final : public detail::alarm_target
{
public:
    sleeper(std::shared_ptr<detail::environment> clock, asio::any_io_executor executor, time_point due)
        : timer(std::move(executor), never), clock_(std::move(clock))
    {
        if (due <= clock_->now())
            rang = true;
        else
            clock_->schedule(*this, due);
    }
    ~sleeper() { clock_->schedule(*this, never); }
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;

    asio::steady_timer timer;
    bool rang = false;

private:
    void ring() override
    {
        rang = true;
        timer.cancel();
    }

    std::shared_ptr<detail::environment> clock_;
};

asio::awaitable<void> sleep_until(std::shared_ptr<detail::environment> clock, time_point due)
{
    auto executor = co_await asio::this_coro::executor;
    sleeper self(std::move(clock), std::move(executor), due);
    if (self.rang)
        self.timer.expires_at(time_point::min());
    auto [ec] = co_await self.timer.async_wait(asio::as_tuple(asio::deferred));
    if (!self.rang)
        throw boost::system::system_error(ec);
}

} // namespace

virtual_clock::virtual_clock(asio::execution_context& of, std::uint64_t seed) : state_(std::make_shared<state>(seed))
{
    detail::use_environment(of, state_);
}

virtual_clock::~virtual_clock() = default;

time_point virtual_clock::now() const { return state_->now(); }

time_point virtual_clock::next() const { return state_->next(); }

std::size_t virtual_clock::waiting() const { return state_->waiting(); }

void virtual_clock::move_to(time_point when) { state_->move_to(when); }

asio::awaitable<void> virtual_clock::sleep(duration span) const
{
    return sleep_until(state_, saturating_add(state_->now(), span));
}

} // namespace stint::testing
