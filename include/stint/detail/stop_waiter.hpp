// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_STOP_WAITER_HPP
#define STINT_DETAIL_STOP_WAITER_HPP

#include <stint/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <memory>

namespace stint
{
class lifecycle;
}

namespace stint::detail
{

class stop_waiters;

/** Cancels one operation when its service is told to stop.

    Lives in the frame of the coroutine that awaits the operation, and is used on that coroutine's executor only. Cancellation of
    the coroutine itself reaches the operation as well.
*/
class STINT_DECL stop_waiter
{
public:
    /// @param own the slot of the coroutine, which is free while the operation uses slot()
    stop_waiter(lifecycle& life, const asio::any_io_executor& executor, asio::cancellation_slot own,
                asio::cancellation_type type);
    ~stop_waiter();
    stop_waiter(const stop_waiter&) = delete;
    stop_waiter& operator=(const stop_waiter&) = delete;

    asio::cancellation_slot slot() { return signal_.slot(); }

    /// True when the operation was cancelled by the stop.
    bool stopped() const { return stopped_; }

private:
    friend class stop_waiters;
    class link_from_elsewhere;

    void stop();

    asio::cancellation_signal signal_;
    asio::cancellation_slot own_;
    asio::cancellation_type type_;
    bool stopped_ = false;
    stop_waiters* list_ = nullptr;
    stop_waiter* previous_ = nullptr;
    stop_waiter* next_ = nullptr;
    std::shared_ptr<link_from_elsewhere> link_;
};

/// The operations of one strand that end when the service is told to stop. Used on that strand only.
class STINT_DECL stop_waiters
{
public:
    stop_waiters() = default;
    ~stop_waiters();
    stop_waiters(const stop_waiters&) = delete;
    stop_waiters& operator=(const stop_waiters&) = delete;

    bool empty() const { return !first_; }
    void add(stop_waiter& w);
    void remove(stop_waiter& w);
    void stop_all();

private:
    stop_waiter* first_ = nullptr;
};

} // namespace stint::detail

#endif
