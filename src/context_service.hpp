// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CONTEXT_SERVICE_HPP
#define STINT_SRC_CONTEXT_SERVICE_HPP

#include <stint/config.hpp>
#include <stint/detail/environment.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace stint::detail
{

/// Something that holds handlers of a context, and has to let go of them before the context is destroyed.
class context_member
{
public:
    virtual void context_destroyed() noexcept = 0;

protected:
    ~context_member() = default;
};

/// What all lifecycles of one execution context share.
class context_service final : public asio::execution_context::service
{
public:
    using key_type = context_service;
    static inline asio::execution_context::id id;

    explicit context_service(asio::execution_context& context) : service(context) {}

    static context_service& of(const asio::any_io_executor& executor)
    {
        return asio::use_service<context_service>(asio::query(executor, asio::execution::context));
    }

    void add(context_member& m)
    {
        const std::lock_guard lock(mutex_);
        members_.insert(&m);
    }

    void remove(context_member& m)
    {
        const std::lock_guard lock(mutex_);
        members_.erase(&m);
    }

    /// The same for one that other threads let go of: it lives until it is removed, or told that the context is destroyed.
    void keep(std::shared_ptr<context_member> m)
    {
        const std::lock_guard lock(mutex_);
        auto* const member = m.get();
        kept_.emplace(member, std::move(m));
    }

    void release(context_member& m)
    {
        std::shared_ptr<context_member> last; // is destroyed after the lock
        const std::lock_guard lock(mutex_);
        if (const auto found = kept_.find(&m); found != kept_.end())
        {
            last = std::move(found->second);
            kept_.erase(found);
        }
    }

    const std::shared_ptr<environment>& own_environment() const { return environment_; }
    void use(std::shared_ptr<environment> t) { environment_ = std::move(t); }

private:
    void shutdown() override
    {
        // What is let go of may be what keeps other members alive: take one at a time.
        for (;;)
        {
            context_member* member = nullptr;
            std::shared_ptr<context_member> kept;
            {
                const std::lock_guard lock(mutex_);
                if (!kept_.empty())
                {
                    kept = std::move(kept_.begin()->second);
                    kept_.erase(kept_.begin());
                    member = kept.get();
                }
                else if (!members_.empty())
                    member = members_.extract(members_.begin()).value();
            }
            if (!member)
                return;
            member->context_destroyed();
        }
    }

    std::mutex mutex_; // contexts are used by many threads; held for the set only
    std::unordered_set<context_member*> members_;
    std::unordered_map<context_member*, std::shared_ptr<context_member>> kept_;
    std::shared_ptr<environment> environment_ = std::make_shared<environment>();
};

} // namespace stint::detail

#endif
