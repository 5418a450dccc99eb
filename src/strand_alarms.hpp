// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_STRAND_ALARMS_HPP
#define STINT_SRC_STRAND_ALARMS_HPP

#include "context_executor.hpp"
#include <stint/detail/environment.hpp>
#include <stint/time.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/set.hpp>

#include <memory>
#include <utility>

namespace stint::detail
{

/// A moment at which a target is to be told, which lives until then.
class strand_alarm : public boost::intrusive::set_base_hook<>
{
private:
    friend class strand_alarms;

    time_point at_ = never;
    std::shared_ptr<alarm_target> target_;
};

/// The alarms of all that shares a strand, with one timer. Used on that strand.
class strand_alarms : public std::enable_shared_from_this<strand_alarms>
{
public:
    explicit strand_alarms(const any_strand& strand) : timer_(strand) {}
    ~strand_alarms()
    {
        while (!all_.empty())
            forget(*all_.begin());
    }
    strand_alarms(const strand_alarms&) = delete;
    strand_alarms& operator=(const strand_alarms&) = delete;

    /// @param at never: the target is forgotten
    void schedule(strand_alarm& a, time_point at, std::shared_ptr<alarm_target> target)
    {
        forget(a);
        if (at != never)
        {
            a.at_ = at;
            a.target_ = std::move(target);
            all_.insert(all_.end(), a); // where most belong: what stops together has one deadline
        }
        try
        {
            wait();
        }
        catch (...)
        {
            forget(a);
            throw;
        }
    }

private:
    struct earlier
    {
        bool operator()(const strand_alarm& a, const strand_alarm& b) const noexcept { return a.at_ < b.at_; }
    };

    std::shared_ptr<alarm_target> forget(strand_alarm& a)
    {
        if (a.is_linked())
            all_.erase(all_.iterator_to(a));
        return std::move(a.target_);
    }

    /// What rings too early does no harm: then it waits again.
    void wait()
    {
        if (all_.empty())
        {
            waits_until_ = never;
            timer_.cancel(); // it would keep the context at work
        }
        else if (const auto first = all_.begin()->at_; first < waits_until_)
        {
            waits_until_ = never; // if this throws, it is not waited for
            timer_.expires_at(first);
            timer_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
                if (const auto self = weak.lock(); self && !ec)
                    self->rang();
            });
            waits_until_ = first;
        }
    }

    void rang()
    {
        waits_until_ = never;
        try
        {
            for (const auto now = clock::now(); !all_.empty() && all_.begin()->at_ <= now;)
                forget(*all_.begin())->ring();
        }
        catch (...)
        {
            wait();
            throw;
        }
        wait();
    }

    boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, any_strand> timer_;
    time_point waits_until_ = never;
    boost::intrusive::multiset<strand_alarm, boost::intrusive::compare<earlier>> all_;
};

} // namespace stint::detail

#endif
