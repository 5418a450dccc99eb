// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_PARENT_HPP
#define STINT_DETAIL_PARENT_HPP

#include <stint/event.hpp>
#include <stint/failure.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

namespace stint::detail
{

/// Who runs services inside of another one, by their numbers. Told from the executors of the inner services.
class parent
{
public:
    /// It is ready: its on_running hooks have ended.
    virtual void child_ready(std::size_t child) = 0;
    /// It is stopping, or has ended. Told once in a run, or again where that fails.
    virtual void child_leaving(std::size_t child) = 0;
    /// A service further down is.
    virtual void leaving_below() = 0;
    /// At once, so that it is known also where the service never ends.
    virtual void child_failed(std::size_t child, const failure& f) = 0;
    /// Its run has ended, or was refused. Never acted on from within this function.
    virtual void child_ended(std::size_t child, std::exception_ptr e) = 0;
    virtual void child_event(const event& e) = 0;
    /// The whole tree is to stop.
    virtual void stop_tree() = 0;

protected:
    ~parent() = default;
};

/// What an inner service has of its parent; nothing happens where there is none. From any thread.
class parent_link
{
public:
    parent_link() = default;
    parent_link(std::weak_ptr<parent> to, std::size_t number) : parent_(std::move(to)), number_(number) {}

    void ready() const
    {
        if (const auto p = parent_.lock())
            p->child_ready(number_);
    }
    void leaving() const
    {
        if (const auto p = parent_.lock())
            p->child_leaving(number_);
    }
    void leaving_below() const
    {
        if (const auto p = parent_.lock())
            p->leaving_below();
    }
    void failed(const failure& f) const
    {
        if (const auto p = parent_.lock())
            p->child_failed(number_, f);
    }
    void ended(std::exception_ptr e) const
    {
        if (const auto p = parent_.lock())
            p->child_ended(number_, std::move(e));
    }
    void pass_on(const event& e) const
    {
        if (const auto p = parent_.lock())
            p->child_event(e);
    }
    /// False if there is no parent.
    bool stop_tree() const
    {
        const auto p = parent_.lock();
        if (p)
            p->stop_tree();
        return p != nullptr;
    }

private:
    std::weak_ptr<parent> parent_;
    std::size_t number_ = 0;
};

} // namespace stint::detail

#endif
