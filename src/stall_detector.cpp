// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lifecycle_access.hpp"
#include "plain_text.hpp"
#include "stall_machine.hpp"
#include "thread_turns.hpp"
#include <stint/error.hpp>
#include <stint/lifecycle.hpp>
#include <stint/stall_detector.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace stint
{
namespace
{

std::string describe(const detail::stall& s)
{
    detail::plain_text text;
    text << (s.service.empty() ? "by code that belongs to no service, " : "") << (s.over ? "after " : "for ")
         << std::chrono::duration_cast<std::chrono::milliseconds>(s.lasted).count() << " ms.";
    return text.str();
}

} // namespace

class stall_detector::watcher : public std::enable_shared_from_this<watcher>
{
public:
    watcher(asio::any_io_executor own, asio::any_io_executor watched, const lifecycle& life, duration limit,
            observer told)
        : timer_(std::move(own)),
          watched_(std::move(watched)),
          life_(&life),
          period_(std::max(limit / 8, duration(std::chrono::milliseconds(1)))),
          machine_(limit),
          told_(std::move(told))
    {
    }

    void wait()
    {
        timer_.expires_after(period_);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
            if (ec)
                return;
            const std::lock_guard telling(self->telling_);
            if (!self->watches())
                return;
            self->wait(); // first: what follows may throw
            for (const auto& e : self->look())
            {
                if (self->watches()) // the observer may end it
                    self->told_(e);
            }
        });
    }

    /// After it nothing is told. The observer may call it.
    void end()
    {
        const std::lock_guard telling(telling_);
        timer_.cancel();
        const std::lock_guard lock(mutex_);
        life_ = nullptr;
        watched_ = {};
    }

private:
    bool watches() const
    {
        const std::lock_guard lock(mutex_);
        return life_ != nullptr;
    }

    /// What is to be told.
    std::vector<event> look()
    {
        std::vector<event> seen;
        const std::lock_guard lock(mutex_); // what is watched must not go meanwhile
        std::vector<detail::busy_code> busy;
        if (a_turn_lasts() || !*answered_) // else nobody is to be told of: to ask all services takes long
            detail::lifecycle_access::add_busy(*life_, busy);
        unknown_ = !*answered_ && (busy.empty() || unknown_); // a service that is busy later is not to blame
        if (unknown_)
            busy.push_back({{}, this, pings_});
        if (*answered_)
            ping();
        const auto now = clock::now();
        for (const auto& s : machine_.sample(now, busy))
            seen.push_back({s.over ? code::thread_released : code::thread_blocked,
                            s.service.empty() ? life_->path() : s.service, life_->state(), now, nullptr, describe(s)});
        return seen;
    }

    /// True if some thread is in the same one as when this last looked.
    bool a_turn_lasts()
    {
        const auto before = std::exchange(turns_, detail::thread_turns::in_progress());
        return std::find_first_of(turns_.begin(), turns_.end(), before.begin(), before.end()) != turns_.end();
    }

    void ping()
    {
        const auto answered = std::make_shared<std::atomic<bool>>(false);
        asio::post(watched_, [answered] { *answered = true; });
        answered_ = answered;
        ++pings_;
    }

    asio::steady_timer timer_;
    asio::any_io_executor watched_;
    std::recursive_mutex telling_; // held while the observer is called, so that nobody destroys what that uses
    mutable std::mutex mutex_;
    bool unknown_ = false;
    const lifecycle* life_;
    const duration period_;
    detail::stall_machine machine_;
    const observer told_;
    std::shared_ptr<std::atomic<bool>> answered_ = std::make_shared<std::atomic<bool>>(true);
    std::uint32_t pings_ = 0;
    std::vector<detail::thread_turns::turn> turns_;
};

stall_detector::stall_detector(asio::any_io_executor own, asio::any_io_executor watched, const lifecycle& life,
                               duration limit, observer told)
{
    if (limit <= duration::zero())
        throw_error(error::invalid_timeout, life.path() + ": stall_detector");
    watcher_ = std::make_shared<watcher>(std::move(own), std::move(watched), life, limit, std::move(told));
    watcher_->wait();
}

stall_detector::~stall_detector() { watcher_->end(); }

} // namespace stint
