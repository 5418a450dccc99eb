// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_TASK_HPP
#define STINT_DETAIL_TASK_HPP

#include <stint/config.hpp>
#include <stint/detail/called_at_the_end.hpp>
#include <stint/detail/until_stop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/execution_context.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/// A spawned coroutine, as its lifecycle knows it.
class STINT_DECL task
{
public:
    task() = default;
    virtual ~task() = default;
    task(const task&) = delete;
    task& operator=(const task&) = delete;

    /// What the coroutine executes on.
    virtual asio::any_io_executor executor() const = 0;

    /// What the coroutine is cancelled through.
    asio::cancellation_slot slot() { return signal_.slot(); }

    /// Cancels the coroutine, from any thread.
    virtual void cancel(asio::cancellation_type type) = 0;

    /// The coroutine has been launched. On the thread that spawned it, once.
    virtual void started() = 0;

    /// The coroutine has ended. From any thread, once; an error crashes the service.
    virtual void ended(std::exception_ptr error) = 0;

    /// The coroutine was destroyed before it ended: with its execution context, or by what it awaits.
    virtual void destroyed() noexcept = 0;

protected:
    asio::cancellation_signal signal_;
};

/// What the completion handler of a task's coroutine holds.
class task_end
{
public:
    explicit task_end(std::shared_ptr<task> t) : task_(std::move(t)) {}
    task_end(task_end&&) = default;
    task_end& operator=(task_end&&) = default;
    ~task_end()
    {
        if (task_)
            task_->destroyed();
    }

    asio::cancellation_slot slot() const { return task_->slot(); }
    void reached(std::exception_ptr error)
    {
        task_->ended(std::move(error));
        task_.reset(); // only now: what throws for want of memory is tried again by the destructor
    }

private:
    std::shared_ptr<task> task_;
};

/// Calls the handler of whoever spawned a task, then tells the task that it has ended: a service ends after its tasks' handlers.
template <class Handler>
struct task_handler
{
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return end.slot(); }

    template <class... Results>
    void operator()(std::exception_ptr error, Results&&... results)
    {
        try
        {
            std::move(handler)(std::move(error), std::forward<Results>(results)...);
        }
        catch (...)
        {
            end.reached(nullptr);
            throw;
        }
        end.reached(nullptr);
    }

    task_end end;
    Handler handler;
};

/// The same where nobody else wants to know: an error crashes the service.
struct joined_task_handler
{
    using called_at_the_end = void;
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return end.slot(); }

    void operator()(std::exception_ptr error) { end.reached(std::move(error)); }

    task_end end;
};

/// Cancelling the handler's operation cancels the task.
template <class Handler>
void forward_cancellation(const Handler& handler, const std::shared_ptr<task>& spawned)
{
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected())
    {
        slot.assign([weak = std::weak_ptr<task>(spawned)](asio::cancellation_type type) {
            if (const auto alive = weak.lock())
                alive->cancel(type);
        });
    }
}

template <class T>
concept execution_context_type = std::is_convertible_v < std::remove_reference_t<T>
&, asio::execution_context& > ;

/// An executor, or a context that has one.
template <class T>
concept executor_source = std::convertible_to<T, asio::any_io_executor> || execution_context_type<T>;

template <class T>
inline constexpr bool is_awaitable_elsewhere = false;
template <class T, class Executor>
inline constexpr bool
    is_awaitable_elsewhere<asio::awaitable<T, Executor>> = !std::same_as<Executor, asio::any_io_executor>;

/// A coroutine, and if it has a result, a completion token that takes it.
template <class Work, class... Rest>
concept spawnable = is_awaitable<std::decay_t<Work>> &&(
    std::is_same_v<std::decay_t<Work>, asio::awaitable<void>> || !(executor_source<Rest> && ...));

template <class Work, class... Rest>
void explain_spawn()
{
    static_assert(
        is_awaitable<std::decay_t<Work>>,
        "stint: spawn takes an asio::awaitable: call the coroutine function, as in "
        "life.spawn(session(std::move(socket))). A lambda that captures is gone before its coroutine goes on: "
        "pass what it needs as parameters");
    constexpr bool is_elsewhere = is_awaitable_elsewhere<std::decay_t<Work>>;
    static_assert(!is_elsewhere,
                  "stint: spawn takes an asio::awaitable of asio::any_io_executor, which is its default");
    static_assert(!is_awaitable<std::decay_t<Work>> || is_elsewhere || spawnable<Work, Rest...>,
                  "stint: spawn would lose the result of this coroutine: pass a completion token that takes it");
}

template <executor_source T>
asio::any_io_executor executor_of(T&& source)
{
    if constexpr (execution_context_type<T>)
        return source.get_executor();
    else
        return std::forward<T>(source);
}

} // namespace stint::detail

// Executor and allocator of the handler hold; the slot is the task's.
template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, stint::detail::task_handler<Handler>, Default> : Associator<Handler, Default>
{
    static typename Associator<Handler, Default>::type get(const stint::detail::task_handler<Handler>& h) noexcept
    {
        return Associator<Handler, Default>::get(h.handler);
    }
    static auto get(const stint::detail::task_handler<Handler>& h, const Default& d) noexcept
        -> decltype(Associator<Handler, Default>::get(h.handler, d))
    {
        return Associator<Handler, Default>::get(h.handler, d);
    }
};

#endif
