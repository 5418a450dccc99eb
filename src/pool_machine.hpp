// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_MACHINE_HPP
#define STINT_SRC_POOL_MACHINE_HPP

#include "service_graph.hpp"

#include <cstddef>
#include <vector>

namespace stint::detail
{

/** Every rule of a pool: which of its services starts and stops when, when it is ready, when it has ended.

    A value: no I/O, no clock, no threads. Services are numbers, those of the graph.
*/
class pool_machine
{
public:
    /// What the shell has to do.
    struct actions
    {
        bool announce = false;          ///< all services are ready: say that the pool is
        bool stop_pool = false;         ///< a service leaves by itself: ask the pool's own lifecycle to stop
        std::vector<std::size_t> start; ///< run these
        std::vector<std::size_t> stop;  ///< ask these to stop
        bool finish = false;            ///< all services have ended: return from run()

        friend bool operator==(const actions&, const actions&) = default;
    };

    /// The pool runs. The graph must not change, and stay where it is, until the end of the run.
    actions start(const service_graph& graph);
    /// All that a service needs is there when it starts, so those that need it may be next.
    actions child_ready(std::size_t i);
    /// A service is stopping, or has ended: at the first one that was not asked to, all have to.
    actions child_leaving(std::size_t i);
    /// A service has ended, for whatever reason.
    actions child_ended(std::size_t i);
    /// The pool's lifecycle has come to the graceful rung: whoever is needed by nobody has to stop, then the others.
    actions stop();
    /// The pool's lifecycle has come to the hard rung: no order any more.
    actions stop_all();

    /// True when a service was asked to stop and has not ended.
    bool asked(std::size_t i) const { return children_[i].phase == phase::asked; }

private:
    enum class phase : unsigned char
    {
        idle, ///< not started yet, or never, if the pool stops
        started,
        asked,
        ended
    };
    struct child
    {
        pool_machine::phase phase = phase::idle;
        bool ready = false;
        std::size_t not_ready = 0;  ///< how many of those that it needs
        std::size_t dependents = 0; ///< how many of those that need it are started and have not ended
    };

    void start_child(std::size_t i, actions& todo);
    void ask(std::size_t i, actions& todo);
    void leave(actions& todo);
    void finish_if_over(actions& todo);

    const service_graph* graph_ = nullptr;
    std::vector<child> children_;
    std::size_t ready_ = 0;
    std::size_t alive_ = 0; ///< started and not ended
    bool leaving_ = false;
    bool stopping_ = false;
};

} // namespace stint::detail

#endif
