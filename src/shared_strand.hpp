// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SHARED_STRAND_HPP
#define STINT_SRC_SHARED_STRAND_HPP

#include "context_service.hpp"
#include "resumption.hpp"
#include "strand_alarms.hpp"
#include "thread_turns.hpp"

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/** A strand in the forms that executors ask for. A pool shares it with its services.

    Any thread may let go of it at any time, and call post() and dispatch(), also while the execution context is being destroyed: then it is empty.
*/
class shared_strand final : public shared_context_member<shared_strand>
{
public:
    explicit shared_strand(any_strand s)
        : never_blocks(asio::query(s, asio::execution::blocking) == asio::execution::blocking.never),
          members_(context_service::of(s).members()),
          environment_(members_->own_environment()),
          as_given_(std::move(s)),
          never_(asio::require(*as_given_, asio::execution::blocking.never))
    {
        members_->add(*this);
    }
    ~shared_strand()
    {
        const context_members::removal until_empty(*members_, *this);
        context_destroyed();
    }
    shared_strand(const shared_strand&) = delete;
    shared_strand& operator=(const shared_strand&) = delete;

    /// Code executes on a strand as long as this lives, and running_in_this_thread() need not look.
    class turn
    {
    public:
        explicit turn(const shared_strand& on) noexcept : outer_(std::exchange(current, &on))
        {
            if (!outer_)
                thread_turns::of_this_thread().enter();
        }
        ~turn()
        {
            current = outer_;
            if (!outer_)
                thread_turns::of_this_thread().leave();
        }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;

    private:
        friend class shared_strand;
        static inline thread_local const shared_strand* current = nullptr;
        const shared_strand* const outer_;
    };

    /// On the strand: what the library does as long as this lives happens at one moment, the code of services apart.
    class instant
    {
    public:
        explicit instant(shared_strand& on) noexcept : on_(on), is_outermost_(!std::exchange(on.in_instant_, true)) {}
        ~instant()
        {
            if (is_outermost_)
                on_.leave_instant(false);
        }
        instant(const instant&) = delete;
        instant& operator=(const instant&) = delete;

    private:
        shared_strand& on_;
        const bool is_outermost_;
    };

    /// On the strand: what executes as long as this lives takes its time.
    class interruption
    {
    public:
        explicit interruption(shared_strand& on) noexcept : on_(on), around_(std::exchange(on.in_instant_, false)) {}
        ~interruption() { on_.leave_instant(around_); }
        interruption(const interruption&) = delete;
        interruption& operator=(const interruption&) = delete;

    private:
        shared_strand& on_;
        const bool around_; // it interrupts an instant
    };

    /// On the strand. The clock is read at most once in an @ref instant, until that is interrupted.
    time_point now()
    {
        if (!in_instant_)
            return environment_->now();
        if (!instant_)
            instant_ = environment_->now();
        return *instant_;
    }

    /// On the strand: never 0, and hardly ever the same on two strands, whose code may lie at the same address.
    std::uint32_t number_turn() noexcept { return last_turn_ += 2; }

    // context_member
    void context_destroyed() noexcept override
    {
        alarms_.reset();
        // What was held is destroyed after the lock: it may be the last that holds another strand.
        std::optional<any_strand> first, second;
        std::optional<working_context_executor> work;
        {
            const std::lock_guard lock(mutex_);
            first.swap(as_given_);
            second.swap(never_);
            work.swap(work_);
        }
        while (!ready_.empty()) // only now: what they own may post
            take_first(ready_).abandon();
    }

    /// Those of its execution context.
    context_members& members() const noexcept { return *members_; }

    /// That of its execution context, when this was made.
    const std::shared_ptr<stint::detail::environment>& environment() const noexcept { return environment_; }

    /// Never from within this function. From any thread.
    template <class F>
    void post(F f)
    {
        // Asio moves it more than once on its way. A const member, as a captured reference to const becomes one, is copied then.
        static_assert(std::is_nothrow_move_constructible_v<F>, "for want of memory it would be lost");
        const std::lock_guard lock(mutex_);
        if (never_)
            never_->execute(std::move(f));
    }

    /// From within this function if it is called on the strand, otherwise later. From any thread.
    template <class F>
    void dispatch(F f)
    {
        if (running_in_this_thread())
            f();
        else
            post(std::move(f));
    }

    /// As post(); an owner lives until then.
    template <class Owner, class F>
    void post_for(Owner& owner, F f)
    {
        post([self = owner.shared_from_this(), f = std::move(f)]() mutable { f(); });
    }

    /// As dispatch(); if it is called later, an owner lives until then.
    template <class Owner, class F>
    void dispatch_for(Owner& owner, F f)
    {
        if (running_in_this_thread())
            f();
        else
            post_for(owner, std::move(f));
    }

    /// On the strand, while the context is there: has it go on later, in its turn, by one handler for all that is ready by then.
    void resume_later(resumption& r)
    {
        if (!resumes_)
            post([self = shared_from_this()] { self->resume_all(); });
        resumes_ = true;
        ready_.push_back(r);
    }

    /// False once the context is destroyed, for then no code of it executes.
    bool running_in_this_thread() const noexcept
    {
        if (turn::current == this)
            return true;
        const std::lock_guard lock(mutex_);
        return never_ && never_->running_in_this_thread();
    }

    /// The strand; null once the context is destroyed. As all below, this is not to be used while that happens.
    const any_strand* as_given() const noexcept { return as_given_ ? &*as_given_ : nullptr; }

    /// What executes nothing from within a call; null once the context is destroyed.
    const any_strand* get() const noexcept { return never_ ? &*never_ : nullptr; }

    /// On the strand, while the context is there.
    strand_alarms& alarms()
    {
        if (!alarms_)
            alarms_ = std::make_shared<strand_alarms>(*never_);
        return *alarms_;
    }

    /// From here to the corresponding end, the context has work.
    void begin_work()
    {
        if (add_work(0, 1))
            return;
        const std::lock_guard lock(mutex_);
        if (workers_ == 0 && as_given_)
            work_ = asio::prefer(as_given_->get_inner_executor(), asio::execution::outstanding_work.tracked);
        ++workers_;
    }

    void end_work() noexcept
    {
        if (add_work(1, -1))
            return;
        const std::lock_guard lock(mutex_);
        if (--workers_ == 0)
            work_.reset();
    }

    const bool never_blocks; ///< the strand as it was given executes nothing from within a call

private:
    void resume_all()
    {
        resumes_ = false;
        resumptions now; // what gets ready meanwhile comes later
        now.swap(ready_);
        std::exception_ptr thrown; // after the others have gone on, for which there might be no memory later
        while (!now.empty())
        {
            try
            {
                take_first(now).resume();
            }
            catch (...)
            {
                thrown = thrown ? std::make_exception_ptr(asio::multiple_exceptions(thrown)) : std::current_exception();
            }
        }
        if (thrown)
            std::rethrow_exception(thrown);
    }

    void leave_instant(bool to_another) noexcept
    {
        in_instant_ = to_another;
        instant_.reset();
    }

    /// False if there are not more than so many.
    bool add_work(int minimum, int change) noexcept
    {
        auto workers = workers_.load();
        while (workers > minimum)
        {
            if (workers_.compare_exchange_weak(workers, workers + change))
                return true;
        }
        return false;
    }

    const std::shared_ptr<context_members> members_;
    const std::shared_ptr<stint::detail::environment> environment_;
    mutable std::mutex mutex_;
    std::optional<any_strand> as_given_;
    std::optional<any_strand> never_;
    std::shared_ptr<strand_alarms> alarms_;
    static inline std::atomic<std::uint32_t> made = 0;
    std::uint32_t last_turn_ = made.fetch_add(1, std::memory_order_relaxed) * 0x9E3779B1U | 1U; // far from others'; odd
    bool in_instant_ = false;
    std::optional<time_point> instant_; // when the one is that it is in, once somebody has asked
    resumptions ready_;
    bool resumes_ = false;                         // a handler that resumes them is on its way
    std::atomic<int> workers_ = 0;                 // from and to zero under the lock
    std::optional<working_context_executor> work_; // while there are some
};

} // namespace stint::detail

#endif
