// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_LAB_WATCHER_HPP
#define STINT_TEST_LAB_WATCHER_HPP

#include "lab/scenario.hpp"
#include <stint/lifecycle.hpp>
#include <stint/pool.hpp>
#include <stint/testing/context.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lab
{

/// What is known of one service.
struct watched
{
    std::string path;
    service_plan plan;
    std::weak_ptr<watched> pool;                 ///< the one that it is in
    std::vector<std::weak_ptr<watched>> needs{}; ///< of the same pool
    stint::lifecycle* life = nullptr;            ///< null once it is destroyed
    stint::pool* in = nullptr;                   ///< null for the outermost one
    std::size_t run = 0;                         ///< which one is next
    int restarts = 0;                            ///< that it has asked for itself
    stint::state state = stint::state::stopped;
    std::vector<stint::state> entered{}; ///< in this run
    std::vector<stint::state> told{};    ///< of this run, by events
    int hooks = 0;                       ///< in progress
    int code = 0;                        ///< its run() and tasks in progress
    int heeding_stop = 0;                ///< of those, the ones that wait for what a stop ends
    int heeding_cancellation = 0;        ///< the same of the cancellation at the deadline
    bool has_ended = false;              ///< since its pool started
    bool stays_down = false;             ///< has asked not to be restarted
    bool cancelled = false;              ///< threw operation_aborted in this run, before a stop was asked for
    bool was_running = false;            ///< since its pool started
    bool left_by_itself = false;         ///< in this run
    bool alone = false;                  ///< somebody takes it down, whoever comes after it
    bool given_up = false;
    bool told_to_stop = false; ///< before the function that executes now
    stint::time_point deadline = stint::never;

    bool alive() const { return state != stint::state::stopped && state != stint::state::crashed; }
};

/** Holds what services do against the promises. The first one that is broken is kept.

    The hooks of states tell of them, and the events; both have to agree.
*/
class watcher
{
public:
    watcher(stint::testing::context& on, bool tell) : on_(on), tells_(tell) {}

    /// Watches a service that is not running. Its plan's hooks are to be added later.
    std::shared_ptr<watched> watch(stint::lifecycle& life, const service_plan& plan,
                                   const std::shared_ptr<watched>& pool);
    /// The outermost one: also its events.
    void watch_events(stint::lifecycle& life);

    void code_begins(watched& w);
    void code_goes_on(watched& w);
    void code_ends(watched& w);
    void hook_begins(watched& w);
    void hook_ends(watched& w);
    /// It is about to leave: what it throws, returns or asks for is its own wish.
    void leaves(watched& w);
    /// A cancellation that nobody asked for is a crash, unless a stop comes before the word of it.
    void throws(const std::string& what, bool may_be_of_a_stop = false);

    /// After each function.
    void look();
    /// Nothing can go on before time does: what has to follow from what has happened has followed.
    void rests();
    /// The outermost service has ended.
    void ended(const std::exception_ptr& e);
    /// A service is taken down while its pool goes on: who did that is told of its crash, the pool is not.
    void surgery(watched* alone)
    {
        surgery_ = true;
        if (alone)
            alone->alone = true;
    }
    /// Code has let time pass without giving way: what happened meanwhile is learned of later.
    void blocked() { blocked_ = true; }
    /// From here on nothing has to hold any more but that nothing executes twice: the tree was destroyed.
    void dropped() { dropped_ = true; }
    bool is_dropped() const { return dropped_; }

    void require(bool holds, const std::string& promise);
    void note(const std::string& what);
    bool broken() const { return !broken_.empty(); }
    const std::string& promise() const { return broken_; }
    const std::vector<std::string>& story() const { return story_; }
    bool anything_given_up() const { return given_up_; }
    std::vector<std::shared_ptr<watched>>& all() { return all_; }
    /// The one of a name in the outermost pool; null if there is none.
    std::shared_ptr<watched> find(const std::string& name) const;

private:
    void entered(watched& w, stint::state s);
    /// A service of it may be taken down to be started again.
    bool restarts(const std::shared_ptr<watched>& pool) const;
    void check_start(watched& w);
    void check_stop(watched& w);
    void told(const stint::event& e);
    void check_plain_cause(const std::exception_ptr& e);
    void check_leftovers(const watched& w);
    void check_waits(const watched& w);
    void check_deadline(const watched& w);
    void check_end_is_heeded(const watched& w);
    void check_pool_runs(const watched& w);

    struct thrown
    {
        stint::time_point when;
        std::string what;
        bool may_be_of_a_stop;
    };

    stint::testing::context& on_;
    const bool tells_;
    std::vector<std::shared_ptr<watched>> all_;
    std::vector<thrown> thrown_;
    std::string broken_;
    std::vector<std::string> story_;
    bool given_up_ = false;
    bool dropped_ = false;
    bool surgery_ = false;
    bool blocked_ = false;
};

} // namespace lab

#endif
