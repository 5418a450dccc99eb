// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CONTEXT_SERVICE_HPP
#define STINT_SRC_CONTEXT_SERVICE_HPP

#include <stint/config.hpp>
#include <stint/detail/environment.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/intrusive/list.hpp>

#include <memory>
#include <mutex>

namespace stint::detail
{

/// Something that holds what belongs to an execution context, and has to let go of it before that is destroyed.
class context_member : public boost::intrusive::list_base_hook<>
{
public:
    /// What must not be there any more when this returns, also where another thread is destroying this. Calls nobody: a lock is held.
    /// Returns this, unless it is being destroyed.
    virtual std::shared_ptr<context_member> detach() noexcept = 0;

    /// The rest.
    virtual void context_destroyed() noexcept = 0;

protected:
    ~context_member() = default;
};

/// The members of one execution context. Outlives it.
class context_members
{
public:
    void add(context_member& m)
    {
        const std::lock_guard lock(mutex_);
        all_.push_back(m);
    }

    /// @param before called under the lock: what detach() would do
    template <class F>
    void remove(context_member& m, F before) noexcept
    {
        const std::lock_guard lock(mutex_);
        before();
        if (m.is_linked())
            all_.erase(all_.iterator_to(m));
    }

    void remove(context_member& m) noexcept
    {
        remove(m, [] {});
    }

    void context_destroyed() noexcept
    {
        // What one lets go of may be what keeps others alive: one at a time.
        while (true)
        {
            std::shared_ptr<context_member> next;
            {
                const std::lock_guard lock(mutex_);
                if (all_.empty())
                    return;
                auto& first = all_.front();
                all_.pop_front();
                next = first.detach();
            }
            if (next)
                next->context_destroyed();
        }
    }

private:
    std::mutex mutex_; // contexts are used by many threads
    boost::intrusive::list<context_member> all_;
};

/// What all lifecycles of one execution context share.
class context_service final : public asio::execution_context::service
{
public:
    using key_type = context_service;
    static inline asio::execution_context::id id;

    explicit context_service(asio::execution_context& context) : service(context) {}

    template <class Executor>
    static context_service& of(const Executor& executor)
    {
        return asio::use_service<context_service>(asio::query(executor, asio::execution::context));
    }

    const std::shared_ptr<context_members>& members() const { return members_; }
    const std::shared_ptr<environment>& own_environment() const { return environment_; }
    void use(std::shared_ptr<environment> t) { environment_ = std::move(t); }

private:
    void shutdown() override { members_->context_destroyed(); }

    const std::shared_ptr<context_members> members_ = std::make_shared<context_members>();
    std::shared_ptr<environment> environment_ = std::make_shared<environment>();
};

} // namespace stint::detail

#endif
