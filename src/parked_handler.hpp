// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PARKED_HANDLER_HPP
#define STINT_SRC_PARKED_HANDLER_HPP

#include "wait_list.hpp"

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <memory>
#include <utility>

namespace stint::detail
{

/// A completion handler that waits, from wherever it comes. It stands for work, on its own executor and on that of the operation.
template <class... Args>
class parked_handler final : public waiting<Args...>, public std::enable_shared_from_this<parked_handler<Args...>>
{
public:
    using handler_type = asio::any_completion_handler<void(Args...)>;

    parked_handler(handler_type handler, const asio::any_io_executor& io)
        : handler_(std::move(handler)),
          work_(asio::prefer(io, asio::execution::outstanding_work.tracked)),
          executor_(
              asio::prefer(asio::get_associated_executor(handler_, io), asio::execution::outstanding_work.tracked))
    {
    }

    /// @param f called with the type of a cancellation, wherever that is emitted
    template <class F>
    void on_cancellation(F&& f)
    {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign(std::forward<F>(f));
    }

    /// It owns itself until it is completed or abandoned.
    waiting<Args...>& keep()
    {
        kept_ = this->shared_from_this();
        return *this;
    }

    /// By way of the executor that this is called on.
    template <class Executor>
    void complete_by(const Executor& by, Args... args)
    {
        const auto last = std::move(kept_);
        const auto work = std::exchange(work_, {});
        auto executor = std::exchange(executor_, {});
        asio::post(by, asio::append(asio::bind_executor(std::move(executor), std::move(handler_)), std::move(args)...));
    }

    bool completed() const { return !handler_; }

    // waiting
    void complete(shared_strand& strand, Args... args) override
    {
        this->unlink();
        complete_by(*strand.get(), std::move(args)...);
    }
    void abandon() noexcept override { const auto last = std::move(kept_); }

private:
    handler_type handler_; // any_completion_handler of Boost 1.81 must not be move-assigned
    asio::any_io_executor work_;
    asio::any_completion_executor executor_;
    std::shared_ptr<parked_handler> kept_;
};

} // namespace stint::detail

#endif
