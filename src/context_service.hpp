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

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace stint::detail
{

/// Something that holds what belongs to an execution context, and has to let go of it before that is destroyed.
class context_member : public boost::intrusive::list_base_hook<>
{
public:
    /// Null once the last owner is gone.
    virtual std::shared_ptr<context_member> share() noexcept = 0;
    virtual void context_destroyed() noexcept = 0;

protected:
    ~context_member() = default;
};

template <class Member>
class shared_context_member : public context_member, public std::enable_shared_from_this<Member>
{
protected:
    ~shared_context_member() = default;

private:
    std::shared_ptr<context_member> share() noexcept final { return this->weak_from_this().lock(); }
};

/// The members of one execution context, and their environment. Outlives it. No lock is held while a member lets go: it may be the last that holds another.
class context_members
{
public:
    /// As long as this lives, a member that is being destroyed lets go, and the context is not destroyed.
    class removal
    {
    public:
        removal(context_members& from, context_member& m) noexcept : from_(from), member_(m) {}
        ~removal()
        {
            from_.remove(member_);
            from_.removed_.notify_all();
        }
        removal(const removal&) = delete;
        removal& operator=(const removal&) = delete;

    private:
        context_members& from_;
        context_member& member_;
    };

    /// The last that a constructor does.
    void add(context_member& m)
    {
        const std::lock_guard lock(mutex_);
        all_.push_front(m);
    }

    /// Of the strands that will be made.
    std::shared_ptr<environment> own_environment() const
    {
        const std::lock_guard lock(mutex_);
        return environment_;
    }
    void use(std::shared_ptr<environment> e)
    {
        const std::lock_guard lock(mutex_);
        environment_.swap(e);
    }

    void remove(context_member& m) noexcept
    {
        const std::lock_guard lock(mutex_);
        unlink(m);
    }

    /// Those that were added last let go first: they may need the others for it. Those that other threads are destroying are waited for.
    void context_destroyed() noexcept
    {
        std::unique_lock lock(mutex_);
        while (!all_.empty())
        {
            auto next = all_.front().share();
            if (!next)
            {
                removed_.wait(lock);
                continue;
            }
            unlink(*next);
            lock.unlock();
            std::exchange(next, nullptr)->context_destroyed();
            lock.lock();
        }
    }

private:
    void unlink(context_member& m) noexcept
    {
        if (m.is_linked())
            all_.erase(all_.iterator_to(m));
    }

    mutable std::mutex mutex_; // contexts are used by many threads
    std::shared_ptr<environment> environment_ = std::make_shared<environment>();
    std::condition_variable removed_;
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

private:
    void shutdown() override { members_->context_destroyed(); }

    const std::shared_ptr<context_members> members_ = std::make_shared<context_members>();
};

} // namespace stint::detail

#endif
