// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_LOCAL_TASK_HPP
#define STINT_SRC_LOCAL_TASK_HPP

#include "service_executor.hpp"
#include <stint/detail/task.hpp>

#include <list>
#include <memory>

namespace stint::detail
{

class default_lifecycle;

/// A task of the default lifecycle.
class local_task final : public task, public std::enable_shared_from_this<local_task>
{
public:
    local_task(const service_executor& executor, std::shared_ptr<default_lifecycle> life);

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

    std::shared_ptr<default_lifecycle> life_;
    code_scope& scope_; // which the executor keeps alive

    // Used on the strand of the lifecycle. A task elsewhere may end before it is known to have started.
    enum class phase
    {
        launched,
        counted,
        ended,
        given_up
    };
    phase phase_ = phase::launched;
    std::list<std::shared_ptr<local_task>>::iterator place_;
};

} // namespace stint::detail

#endif
