// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

using machine = stint::detail::pool_machine;
using action = machine::action;

namespace stint::detail
{

std::ostream& operator<<(std::ostream& out, pool_machine::action a)
{
    static constexpr const char* names[] = {"nothing", "announce", "stop_pool", "stop_children", "finish"};
    return out << names[static_cast<std::size_t>(a)];
}

} // namespace stint::detail

namespace
{

enum class child
{
    starting,
    ready,
    leaving,
    ended
};

/// Goes through every order in which children get ready and end, and a stop comes.
class explorer
{
public:
    explicit explorer(std::size_t children) : children_(children, child::starting) { got(machine_.start(children)); }

    void explore()
    {
        ++orders_;
        bool ended = true;
        for (std::size_t i = 0; i != children_.size(); ++i)
        {
            if (children_[i] == child::starting)
                follow([i](explorer& e) { e.gets_ready(i); });
            if (children_[i] == child::starting || children_[i] == child::ready)
                follow([i](explorer& e) { e.leaves(i); });
            if (children_[i] != child::ended)
            {
                follow([i](explorer& e) { e.ends(i); });
                ended = false;
            }
        }
        if (!stopping_)
            follow([](explorer& e) { e.stops(); });
        else if (ended)
            require(finished_ == 1, "a pool ends once");
    }

    std::size_t orders() const { return orders_; }
    const std::string& broken() const { return broken_; }

private:
    template <class Step>
    void follow(Step step)
    {
        auto next = *this;
        next.orders_ = 0;
        step(next);
        next.explore();
        orders_ += next.orders_;
        broken_ = next.broken_;
    }

    void gets_ready(std::size_t i)
    {
        children_[i] = child::ready;
        got(machine_.child_ready());
    }

    void leaves(std::size_t i)
    {
        const bool first = stopped_pool_ == 0 && !stopping_;
        children_[i] = child::leaving;
        const auto a = got(machine_.child_leaving());
        require((a == action::stop_pool) == first, "the first to leave by itself stops the pool");
    }

    void ends(std::size_t i)
    {
        const bool first = stopped_pool_ == 0 && !stopping_;
        children_[i] = child::ended;
        const auto a = got(machine_.child_ended());
        require((a == action::stop_pool) == first, "the first to end by itself stops the pool");
    }

    void stops()
    {
        const bool someone = count(child::ended) != children_.size();
        stopping_ = true;
        const auto a = got(machine_.stop());
        require((a == action::stop_children) == someone, "who is there is stopped");
    }

    action got(action a)
    {
        const bool all_ended = count(child::ended) == children_.size();
        const bool all_ready = count(child::ready) == children_.size();
        switch (a)
        {
        case action::nothing: break;
        case action::announce:
            require(++announced_ == 1, "a pool is ready once");
            require(all_ready && !stopping_, "a pool is ready when all its children are");
            break;
        case action::stop_pool: require(++stopped_pool_ == 1 && !stopping_, "the pool is stopped once"); break;
        case action::stop_children:
            require(++stopped_children_ == 1 && stopping_, "the children are stopped once");
            break;
        case action::finish:
            require(++finished_ == 1 && stopping_ && all_ended, "a pool ends after its children");
            break;
        }
        require(!all_ready || stopping_ || announced_ == 1, "a pool whose children are ready is");
        require(!all_ended || !stopping_ || finished_ == 1, "a pool ends with its children");
        return a;
    }

    std::size_t count(child c) const
    {
        std::size_t n = 0;
        for (auto each : children_)
            n += each == c;
        return n;
    }

    void require(bool holds, const char* promise)
    {
        if (!holds && broken_.empty())
            broken_ = promise;
    }

    machine machine_;
    std::vector<child> children_;
    bool stopping_ = false;
    int announced_ = 0;
    int stopped_pool_ = 0;
    int stopped_children_ = 0;
    int finished_ = 0;
    std::size_t orders_ = 0;
    std::string broken_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(pool_machine)

BOOST_AUTO_TEST_CASE(a_whole_life)
{
    machine pool;
    BOOST_TEST(pool.start(2) == action::nothing);
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_ready() == action::announce);
    BOOST_TEST(pool.stop() == action::stop_children);
    BOOST_TEST(pool.child_ended() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::finish);
}

BOOST_AUTO_TEST_CASE(an_empty_pool_is_ready_at_once_and_waits_for_its_stop)
{
    machine pool;
    BOOST_TEST(pool.start(0) == action::announce);
    BOOST_TEST(pool.stop() == action::finish);
}

BOOST_AUTO_TEST_CASE(a_child_that_ends_stops_the_others)
{
    machine pool;
    BOOST_TEST(pool.start(3) == action::nothing);
    for (auto expected : {action::nothing, action::nothing, action::announce})
        BOOST_TEST(pool.child_ready() == expected);
    BOOST_TEST(pool.child_ended() == action::stop_pool);
    BOOST_TEST(pool.child_ended() == action::nothing); // the on_stopping hooks run
    BOOST_TEST(pool.stop() == action::stop_children);
    BOOST_TEST(pool.child_ended() == action::finish);
}

BOOST_AUTO_TEST_CASE(all_children_may_end_before_the_stop)
{
    machine pool;
    BOOST_TEST(pool.start(2) == action::nothing);
    BOOST_TEST(pool.child_ended() == action::stop_pool);
    BOOST_TEST(pool.child_ended() == action::nothing);
    BOOST_TEST(pool.stop() == action::finish);
}

BOOST_AUTO_TEST_CASE(a_pool_that_has_lost_a_child_is_not_ready)
{
    machine pool;
    BOOST_TEST(pool.start(2) == action::nothing);
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::stop_pool);
    BOOST_TEST(pool.child_ready() == action::nothing);
}

BOOST_AUTO_TEST_CASE(a_pool_that_stops_is_not_ready)
{
    machine pool;
    BOOST_TEST(pool.start(1) == action::nothing);
    BOOST_TEST(pool.stop() == action::stop_children);
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::finish);
}

BOOST_AUTO_TEST_CASE(it_is_stopped_when_a_child_begins_to_leave)
{
    machine pool;
    BOOST_TEST(pool.start(2) == action::nothing);
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_leaving() == action::stop_pool); // not only at its end, which may take long
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::nothing);
    BOOST_TEST(pool.stop() == action::stop_children);
    BOOST_TEST(pool.child_leaving() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::finish);
}

BOOST_AUTO_TEST_CASE(it_runs_again)
{
    machine pool;
    BOOST_TEST(pool.start(1) == action::nothing);
    BOOST_TEST(pool.child_ready() == action::announce);
    BOOST_TEST(pool.child_ended() == action::stop_pool);
    BOOST_TEST(pool.stop() == action::finish);
    BOOST_TEST(pool.start(2) == action::nothing); // another child has been added
    BOOST_TEST(pool.child_ready() == action::nothing);
    BOOST_TEST(pool.child_ready() == action::announce);
    BOOST_TEST(pool.stop() == action::stop_children);
    BOOST_TEST(pool.child_ended() == action::nothing);
    BOOST_TEST(pool.child_ended() == action::finish);
}

BOOST_AUTO_TEST_CASE(every_order_of_up_to_four_children)
{
    for (std::size_t children = 0; children != 5; ++children)
    {
        explorer e{children};
        e.explore();
        BOOST_TEST(e.broken() == "", children << " children: " << e.broken());
        BOOST_TEST_MESSAGE(children << " children: " << e.orders() << " beginnings of orders");
    }
}

BOOST_AUTO_TEST_SUITE_END()
