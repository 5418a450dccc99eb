// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CODE_SCOPES_HPP
#define STINT_SRC_CODE_SCOPES_HPP

#include "code_scope.hpp"
#include "service_runner.hpp"

#include <boost/intrusive/list.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

namespace stint::detail
{

/// All the code of a service: its own, that of its hooks, and that of its tasks which execute elsewhere. Outlives it, and knows what it is called.
class code_scopes : public std::enable_shared_from_this<code_scopes>
{
    const std::shared_ptr<service_context> of_pool_; // which has it before it has a lifecycle
    std::optional<service_context> own_;
    service_context& context_; // one of the two; before the scopes, which refer to it

public:
    /// @param life the lifecycle of the service, which may not have been constructed yet
    code_scopes(const void* life, const stint::service& s, const std::shared_ptr<shared_strand>& strand)
        : of_pool_(service_access::context(s)),
          context_(of_pool_ ? *of_pool_ : own_.emplace(s.name())),
          service(life, context_, strand, false),
          hooks(life, context_, strand, true)
    {
    }

    static std::shared_ptr<service_context> context(const std::shared_ptr<code_scopes>& of)
    {
        return {of, &of->context_};
    }

    /// The scope of a task that does not execute on the strand of its lifecycle.
    std::shared_ptr<code_scope> make_elsewhere(std::shared_ptr<shared_strand> strand)
    {
        auto made = std::make_shared<elsewhere>(shared_from_this(), std::move(strand));
        const std::lock_guard lock(mutex_);
        elsewhere_.push_back(*made);
        return made;
    }

    /// From any thread.
    bool on_a_thread() const
    {
        const std::lock_guard lock(mutex_);
        return service.on_a_thread() || hooks.on_a_thread()
               || std::any_of(elsewhere_.begin(), elsewhere_.end(), [](const auto& s) { return s.on_a_thread(); });
    }

    /// From any thread.
    void add_busy(std::vector<busy_code>& found) const
    {
        const std::lock_guard lock(mutex_);
        service.add_if_busy(found);
        hooks.add_if_busy(found);
        for (const auto& s : elsewhere_)
            s.add_if_busy(found);
    }

    code_scope service;
    code_scope hooks;

private:
    struct elsewhere final : code_scope, boost::intrusive::list_base_hook<>
    {
        elsewhere(std::shared_ptr<code_scopes> all, std::shared_ptr<shared_strand> where)
            : code_scope(all->service.life, all->context_, std::move(where), false), all_(std::move(all))
        {
        }
        ~elsewhere()
        {
            const std::lock_guard lock(all_->mutex_);
            all_->elsewhere_.erase(all_->elsewhere_.iterator_to(*this));
        }
        elsewhere(const elsewhere&) = delete;
        elsewhere& operator=(const elsewhere&) = delete;

        const std::shared_ptr<code_scopes> all_;
    };

    mutable std::mutex mutex_; // tasks begin and end on any thread; held for the list only
    boost::intrusive::list<elsewhere, boost::intrusive::constant_time_size<false>> elsewhere_;
};

} // namespace stint::detail

#endif
