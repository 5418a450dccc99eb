// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/detail/stop_waiter.hpp>
#include <stint/lifecycle.hpp>

#include <utility>

namespace stint::detail
{

/// Connects a waiter to a lifecycle whose code it does not belong to: through a parked handler and the waiter's executor.
class stop_waiter::link_from_elsewhere
{
public:
    explicit link_from_elsewhere(stop_waiter& w) : waiter_(&w) {}

    struct handler
    {
        using executor_type = asio::any_io_executor;
        executor_type get_executor() const noexcept { return executor; }
        using cancellation_slot_type = asio::cancellation_slot;
        cancellation_slot_type get_cancellation_slot() const noexcept { return link->forget_.slot(); }

        void operator()() const
        {
            if (auto* const w = std::exchange(link->waiter_, nullptr))
                w->stop();
        }

        asio::any_io_executor executor;
        std::shared_ptr<link_from_elsewhere> link;
    };

    void cut()
    {
        waiter_ = nullptr;
        forget_.emit(asio::cancellation_type::terminal);
    }

private:
    stop_waiter* waiter_;
    asio::cancellation_signal forget_;
};

stop_waiter::stop_waiter(lifecycle& life, const asio::any_io_executor& executor, asio::cancellation_slot own,
                         asio::cancellation_type type)
    : own_(own), type_(type)
{
    if (own_.is_connected())
        own_.assign([this](asio::cancellation_type t) { signal_.emit(t); });
    if (auto* const list = life.waiters_on(executor))
        list->add(*this);
    else
    {
        link_ = std::make_shared<link_from_elsewhere>(*this);
        life.do_wait_for_stop_request(link_from_elsewhere::handler{executor, link_});
    }
}

stop_waiter::~stop_waiter()
{
    if (own_.is_connected())
        own_.clear();
    if (list_)
        list_->remove(*this);
    if (link_)
        link_->cut();
}

void stop_waiter::stop()
{
    stopped_ = true;
    signal_.emit(type_);
}

stop_waiters::~stop_waiters()
{
    while (first_)
        remove(*first_);
}

void stop_waiters::add(stop_waiter& w)
{
    w.list_ = this;
    w.next_ = first_;
    if (first_)
        first_->previous_ = &w;
    first_ = &w;
}

void stop_waiters::remove(stop_waiter& w)
{
    (w.previous_ ? w.previous_->next_ : first_) = w.next_;
    if (w.next_)
        w.next_->previous_ = w.previous_;
    w.list_ = nullptr;
    w.previous_ = w.next_ = nullptr;
}

void stop_waiters::stop_all()
{
    while (auto* const w = first_)
    {
        remove(*w);
        w->stop();
    }
}

} // namespace stint::detail
