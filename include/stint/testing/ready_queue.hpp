// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_READY_QUEUE_HPP
#define STINT_TESTING_READY_QUEUE_HPP

#include <stint/config.hpp>

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace stint::testing
{

/// Chooses one of so many: a number below its argument.
using chooser = std::function<std::size_t(std::size_t)>;

/// What is ready to run on a @ref context. Users have the executor from @ref context::get_executor.
class ready_queue final : public asio::execution_context::service
{
public:
    class executor_type;

    /// How Asio finds it.
    using key_type = ready_queue;
    /// How Asio finds it.
    static asio::execution_context::id id;

    /// @param in the context whose service it is
    explicit ready_queue(asio::execution_context& in) : service(in) {}

    /// Says how one of several is chosen. By default, the first one.
    void use(chooser c) { choose_ = std::move(c); }

    /// What puts functions into the queue.
    executor_type get_executor() noexcept;

    /// Runs one function, if one is ready.
    /// @throws std::out_of_range if the chooser chooses none of those
    bool run_one();

    /// How many functions are ready.
    std::size_t size() const { return ready_.size(); }

    /// How much is going on that will make functions ready.
    std::size_t work() const { return work_; }

private:
    struct function
    {
        virtual ~function() = default;
        virtual void call() = 0;
    };
    template <class F>
    struct function_of final : function
    {
        explicit function_of(F&& f) : held(std::move(f)) {}
        explicit function_of(const F& f) : held(f) {}
        void call() override { std::move(held)(); }
        F held;
    };

    void shutdown() override;

    chooser choose_;
    std::deque<std::unique_ptr<function>> ready_;
    std::size_t work_ = 0;
    bool over_ = false;
};

/// The executor of a @ref context. It calls no function from within itself; strands on it do, as on that of an `asio::io_context`,
/// unless `blocking.never` is required of it.
class ready_queue::executor_type
{
public:
    /// @cond
    executor_type(const executor_type& other) noexcept : executor_type(*other.queue_, other.tracks_, other.blocking_) {}
    ~executor_type() { count(-1); }

    executor_type& operator=(const executor_type& other) noexcept
    {
        other.count(1);
        count(-1);
        queue_ = other.queue_;
        tracks_ = other.tracks_;
        blocking_ = other.blocking_;
        return *this;
    }

    asio::execution_context& query(asio::execution::context_t) const noexcept { return queue_->context(); }
    asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept
    {
        if (blocking_)
            return asio::execution::blocking.possibly;
        return asio::execution::blocking.never;
    }
    asio::execution::outstanding_work_t query(asio::execution::outstanding_work_t) const noexcept
    {
        if (tracks_)
            return asio::execution::outstanding_work.tracked;
        return asio::execution::outstanding_work.untracked;
    }
    executor_type require(asio::execution::blocking_t::possibly_t) const noexcept { return {*queue_, tracks_, true}; }
    executor_type require(asio::execution::blocking_t::never_t) const noexcept { return {*queue_, tracks_, false}; }
    executor_type require(asio::execution::outstanding_work_t::tracked_t) const noexcept
    {
        return {*queue_, true, blocking_};
    }
    executor_type require(asio::execution::outstanding_work_t::untracked_t) const noexcept
    {
        return {*queue_, false, blocking_};
    }
    template <class F>
    void execute(F&& f) const
    {
        if (!queue_->over_)
            queue_->ready_.push_back(std::make_unique<function_of<std::decay_t<F>>>(std::forward<F>(f)));
    }
    friend bool operator==(const executor_type& a, const executor_type& b) noexcept
    {
        return a.queue_ == b.queue_ && a.tracks_ == b.tracks_ && a.blocking_ == b.blocking_;
    }
    friend bool operator!=(const executor_type& a, const executor_type& b) noexcept { return !(a == b); }
    /// @endcond

private:
    friend class ready_queue;

    executor_type(ready_queue& q, bool tracks, bool blocking) noexcept
        : queue_(&q), tracks_(tracks), blocking_(blocking)
    {
        count(1);
    }
    void count(int by) const noexcept
    {
        if (tracks_)
            queue_->work_ += static_cast<std::size_t>(by);
    }

    ready_queue* queue_;
    bool tracks_;
    bool blocking_;
};

inline ready_queue::executor_type ready_queue::get_executor() noexcept { return {*this, false, true}; }

} // namespace stint::testing

#endif
