// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "context_service.hpp"
#include "exception_of.hpp"
#include "parked_handler.hpp"
#include <stint/completion.hpp>
#include <stint/lifecycle.hpp>

#include <boost/system/system_error.hpp>

#include <mutex>
#include <utility>

namespace stint::detail
{

/// A handler that any thread may complete: once, and not after its context was destroyed.
class pending_completion final : public shared_context_member<pending_completion>
{
public:
    pending_completion(const asio::any_io_executor& executor, std::string where)
        : executor_(executor), members_(context_service::of(executor).members()), where_(std::move(where))
    {
    }

    void wait_with(asio::any_completion_handler<void(std::exception_ptr)> handler)
    {
        handler_ = std::make_shared<parked_handler<std::exception_ptr>>(std::move(handler), executor_);
        waiting_ = shared_from_this();
        members_->add(*this);
    }

    parked_handler<std::exception_ptr>& handler() { return *handler_; }

    void complete(std::exception_ptr error)
    {
        std::shared_ptr<pending_completion> last; // is destroyed after the lock
        const std::lock_guard lock(mutex_);
        if (!handler_)
            return;
        handler_->complete_by(executor_, std::move(error));
        last = let_go();
        members_->remove(*this); // only now: what is left of this may outlive the context
    }

    void drop() { complete(exception_of(error::never_completed, where_)); }

    // context_member
    void context_destroyed() noexcept override
    {
        std::shared_ptr<parked_handler<std::exception_ptr>>
            last; // may own what calls drop(): is destroyed after the lock
        const std::lock_guard lock(mutex_);
        if (!handler_)
            return;
        last = handler_;
        let_go();
    }

private:
    /// Nothing of the context is left here, so the last owner may be any thread at any time.
    std::shared_ptr<pending_completion> let_go()
    {
        handler_.reset();
        executor_ = {};
        return std::move(waiting_);
    }

    std::mutex mutex_;
    asio::any_io_executor executor_;
    const std::shared_ptr<context_members> members_;
    const std::string where_;
    std::shared_ptr<parked_handler<std::exception_ptr>> handler_;
    std::shared_ptr<pending_completion> waiting_; // this, until it is completed or the context is destroyed
};

asio::awaitable<void> await_completion(lifecycle& life, std::function<void(completion)> start,
                                       std::function<void()> stop)
{
    const auto pending = std::make_shared<pending_completion>(life.get_executor(), life.path());
    std::exception_ptr thrown; // from the initiation only after it: the handler must not be completed besides
    auto initiate = [&](auto handler) {
        pending->wait_with(std::move(handler));
        pending->handler().on_cancellation([&stop](asio::cancellation_type) {
            if (stop)
                stop();
        });
        try
        {
            start(completion(pending));
        }
        catch (...)
        {
            thrown = std::current_exception();
            pending->drop();
        }
    };
    auto work = asio::async_initiate<const asio::deferred_t&, void(std::exception_ptr)>(initiate, asio::deferred);
    try
    {
        co_await life.until_stop(std::move(work));
    }
    catch (...)
    {
        if (!thrown)
            throw;
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

} // namespace stint::detail

namespace stint
{

completion::completion(std::shared_ptr<detail::pending_completion> pending) noexcept : pending_(std::move(pending)) {}

completion::~completion()
{
    if (pending_)
        pending_->drop();
}

void completion::operator()(std::exception_ptr error)
{
    if (const auto pending = std::exchange(pending_, nullptr))
        pending->complete(std::move(error));
}

void completion::operator()(const boost::system::error_code& ec)
{
    (*this)(ec ? std::make_exception_ptr(boost::system::system_error(ec)) : nullptr);
}

} // namespace stint
