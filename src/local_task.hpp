// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_LOCAL_TASK_HPP
#define STINT_SRC_LOCAL_TASK_HPP

#include "service_executor.hpp"
#include <stint/detail/task.hpp>

#include <boost/intrusive/list.hpp>

#include <memory>
#include <utility>

namespace stint::detail
{

class default_lifecycle;

/// A task of the default lifecycle.
class local_task final
    : public task,
      public std::enable_shared_from_this<local_task>,
      public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    local_task(std::shared_ptr<code_scope> scope, std::shared_ptr<default_lifecycle> life);

    asio::any_io_executor executor() const override { return service_executor(scope_); }

    void cancel(asio::cancellation_type type) override;
    void started() override;
    void ended(std::exception_ptr error) override;
    void destroyed() noexcept override;

    /// Ends the waits of a task that executes elsewhere.
    void ask_to_stop();

private:
    friend class default_lifecycle;

    /// The function, entering the scope of the task's code.
    template <class F>
    auto entering(F f);

    const std::shared_ptr<default_lifecycle> life_;
    const std::shared_ptr<code_scope> scope_;

    // Used on the strand of the lifecycle. A task elsewhere may end before it is known to have started.
    enum class phase
    {
        launched,
        counted,
        ended,
        given_up
    };

    /// From here on it owns itself, in the list.
    template <class List>
    void keep(List& in)
    {
        in.push_back(*this);
        kept_ = shared_from_this();
        phase_ = phase::counted;
    }
    /// It may be destroyed by this.
    void let_go(phase p)
    {
        phase_ = p;
        this->unlink();
        const auto last = std::move(kept_);
    }

    phase phase_ = phase::launched;
    std::shared_ptr<local_task> kept_; // while it is in the list of the lifecycle
};

} // namespace stint::detail

#endif
