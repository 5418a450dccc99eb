// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PARKED_HANDLER_HPP
#define STINT_SRC_PARKED_HANDLER_HPP

#include "code_scope.hpp"

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>

#include <algorithm>
#include <cassert>
#include <list>
#include <memory>
#include <utility>

namespace stint::detail
{

/** A completion handler that waits.

    It stands for work, on its own executor and on that of the operation, unless it belongs to a coroutine on the strand that it is completed on,
    which is work itself.
*/
template <class... Args>
class parked_handler
{
public:
    using handler_type = boost::asio::any_completion_handler<void(Args...)>;

    parked_handler(handler_type handler, const boost::asio::any_io_executor& io)
        : handler_(std::move(handler)),
          work_(std::make_unique<work>(work{boost::asio::prefer(io, boost::asio::execution::outstanding_work.tracked),
                                            boost::asio::prefer(boost::asio::get_associated_executor(handler_, io),
                                                                boost::asio::execution::outstanding_work.tracked)}))
    {
    }

    /// @param scope what the coroutine is code of
    parked_handler(handler_type handler, std::shared_ptr<code_scope> scope)
        : handler_(std::move(handler)), scope_(std::move(scope))
    {
    }

    /// @param f called with the type of a cancellation, wherever that is emitted
    template <class F>
    void on_cancellation(F&& f)
    {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign(std::forward<F>(f));
    }

    /// Calls the handler on its executor, never from here: by way of the strand that this is called on. Once.
    /// @param strand executes nothing from within a call
    template <class Strand>
    void complete(const Strand& strand, Args... args)
    {
        const auto foreign = std::move(work_);
        const auto allocator = boost::asio::get_associated_allocator(handler_);
        auto call = boost::asio::bind_allocator(
            allocator, [handler = std::move(handler_), scope = scope_, ... args = std::move(args)]() mutable {
                const scope_entry entry(scope.get());
                std::move(handler)(std::move(args)...);
            });
        if (foreign)
            return boost::asio::post(strand, boost::asio::bind_executor(foreign->executor, std::move(call)));
        assert(boost::asio::query(strand, boost::asio::execution::blocking) == boost::asio::execution::blocking.never);
        strand.execute(std::move(call));
    }

private:
    struct work
    {
        boost::asio::any_io_executor io;
        boost::asio::any_completion_executor executor;
    };

    handler_type handler_; // any_completion_handler of Boost 1.81 must not be move-assigned
    std::shared_ptr<code_scope> scope_;
    std::unique_ptr<work> work_;
};

/// Handlers that wait for the same thing. Used on one strand.
template <class... Args>
class wait_list
{
public:
    using entry = std::shared_ptr<parked_handler<Args...>>;

    void add(entry e) { entries_.push_back(std::move(e)); }

    bool contains(const entry& e) const { return std::find(entries_.begin(), entries_.end(), e) != entries_.end(); }

    /// False if it is not waiting any more.
    bool remove(const entry& e)
    {
        const auto found = std::find(entries_.begin(), entries_.end(), e);
        if (found == entries_.end())
            return false;
        entries_.erase(found);
        return true;
    }

    template <class Strand>
    void complete_all(const Strand& strand, const Args&... args)
    {
        while (!entries_.empty())
        {
            const auto next = std::move(entries_.front());
            entries_.pop_front();
            next->complete(strand, args...);
        }
    }

    void clear() { std::exchange(entries_, {}); }

private:
    std::list<entry> entries_;
};

} // namespace stint::detail

#endif
