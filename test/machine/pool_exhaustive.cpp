// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_graphs.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <utility>

using namespace pool_graphs;

namespace
{

struct child
{
    bool started = false;
    bool ready = false;
    bool left = false;
    bool asked = false;
    bool ended = false;
    bool alive() const { return started && !ended; }
};

/// Goes through every order in which services get ready and end, and a stop and its deadline come. Where two orders lead to the
/// same configuration, only one is continued.
class explorer
{
public:
    explicit explorer(const service_graph& g) : graph_(&g), machine_(pool_of(g)), children_(g.size())
    {
        got(machine_.start(g, now));
    }

    void explore()
    {
        if (!known_->insert(configuration()).second)
            return;
        for (std::size_t i = 0; i != children_.size(); ++i)
        {
            const auto& c = children_[i];
            if (!c.alive())
                continue;
            if (!c.ready && !c.left)
                follow([i](explorer& e) { e.gets_ready(i); });
            if (!c.left)
                follow([i](explorer& e) { e.leaves(i); });
            follow([i](explorer& e) { e.ends(i, cleanly); });
            follow([i](explorer& e) { e.ends(i, by_a_crash); });
        }
        if (!stopping_)
            follow([](explorer& e) { e.stops(); });
        else if (!hurried_)
            follow([](explorer& e) { e.hurries(); });
        if (stopping_ && nobody_alive())
            require(finished_ == 1, "a pool ends once, and does end");
    }

    std::size_t configurations() const { return known_->size(); }
    const std::string& broken() const { return broken_; }

private:
    template <class Step>
    void follow(Step step)
    {
        auto next = *this;
        step(next);
        next.explore();
        broken_ = next.broken_;
    }

    std::string configuration() const
    {
        std::string key;
        for (const auto& c : children_)
            key += {static_cast<char>('0' + c.started + 2 * c.ready + 4 * c.left),
                    static_cast<char>(c.asked + 2 * c.ended)};
        key += {static_cast<char>(leaving_ + 2 * stopping_ + 4 * hurried_), static_cast<char>(announced_),
                static_cast<char>(stopped_pool_), static_cast<char>(finished_)};
        return key;
    }

    void gets_ready(std::size_t i)
    {
        children_[i].ready = true;
        got(machine_.child_ready(i, now));
    }
    void leaves(std::size_t i)
    {
        children_[i].left = true;
        leaving_ = leaving_ || !stopping_;
        got(machine_.child_leaving(i));
    }
    void ends(std::size_t i, const machine::ending& how)
    {
        children_[i].ended = true;
        leaving_ = leaving_ || !stopping_;
        got(machine_.child_ended(i, how, now));
    }
    void stops()
    {
        stopping_ = true;
        got(machine_.stop());
    }
    void hurries()
    {
        hurried_ = true;
        got(machine_.stop_all());
    }

    void got(const actions& a)
    {
        for (const auto i : a.start)
        {
            require(!children_[i].started, "a service is started once");
            require(!leaving_ && !stopping_, "nothing starts in a pool that ends");
            require(all_of(graph_->needs(i), &child::ready), "a service starts after all that it needs is ready");
            children_[i].started = true;
        }
        for (const auto i : a.stop)
        {
            require(stopping_ && children_[i].alive() && !children_[i].asked, "who is there is asked once");
            require(hurried_ || !any_alive_above(i), "a service is asked after all that need it");
            children_[i].asked = true;
        }
        require(!a.gave_up && !a.removed, "nothing is restarted or removed");
        announced_ += a.announce;
        stopped_pool_ += a.stop_pool;
        finished_ += a.finish;
        agree();
    }

    void agree()
    {
        const bool all_ready = std::all_of(children_.begin(), children_.end(), [](const child& c) { return c.ready; });
        require(announced_ <= 1 && (announced_ == 0 || all_ready), "a pool is ready once, when all its services are");
        require(!all_ready || leaving_ || stopping_ || announced_ == 1, "a pool whose services are ready is ready");
        require(stopped_pool_ == (leaving_ ? 1 : 0), "the first to leave by itself stops the pool, once");
        require(finished_ == (stopping_ && nobody_alive() ? 1 : 0), "a pool ends with its services");
        for (std::size_t i = 0; i != children_.size(); ++i)
        {
            const auto& c = children_[i];
            if (!leaving_ && !stopping_)
                require(c.started || !all_of(graph_->needs(i), &child::ready), "who can start does");
            if (stopping_ && c.alive())
                require(c.asked || (!hurried_ && any_alive_above(i)), "who can stop is asked");
            require(machine_.asked(i) == (c.asked && !c.ended), "asked()");
            require(machine_.crash_counts(i), "crash_counts()");
        }
        require(machine_.next_wake() == stint::never, "nobody waits for a moment");
    }

    bool all_of(const numbers& which, bool child::*what) const
    {
        return std::all_of(which.begin(), which.end(), [&](std::size_t i) { return children_[i].*what; });
    }
    /// Of those that come after it, be it through others.
    bool any_alive_above(std::size_t i) const
    {
        const auto& after = graph_->dependents(i);
        return std::any_of(after.begin(), after.end(),
                           [&](std::size_t d) { return children_[d].alive() || any_alive_above(d); });
    }
    bool nobody_alive() const
    {
        return std::none_of(children_.begin(), children_.end(), [](const child& c) { return c.alive(); });
    }
    void require(bool holds, const char* promise)
    {
        if (!holds && broken_.empty())
            broken_ = promise;
    }

    const service_graph* graph_;
    machine machine_;
    std::vector<child> children_;
    bool leaving_ = false;
    bool stopping_ = false;
    bool hurried_ = false;
    int announced_ = 0;
    int stopped_pool_ = 0;
    int finished_ = 0;
    std::shared_ptr<std::set<std::string>> known_ = std::make_shared<std::set<std::string>>();
    std::string broken_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(pool_exhaustive)

BOOST_AUTO_TEST_CASE(every_order_of_events_in_every_graph_of_up_to_three_and_some_of_four)
{
    std::vector<std::vector<numbers>> graphs{
        {}, {{}}, {{}, {}}, {{}, {0}}, {{}, {}, {}, {}}, {{}, {0}, {0}, {1, 2}}, {{}, {0}, {1}, {2}}};
    for (unsigned edges = 0; edges != 8; ++edges)
    {
        std::vector<numbers> g(3);
        for (const auto [bit, from, to] : {std::array<std::size_t, 3>{1, 1, 0}, {2, 2, 0}, {4, 2, 1}})
            g[from].resize(g[from].size() + ((edges & bit) != 0 ? 1 : 0), to);
        graphs.push_back(g);
    }
    for (const auto& each : graphs)
    {
        const auto g = graph_of(each);
        explorer e{g};
        e.explore();
        BOOST_TEST(e.broken() == "", each.size() << " services: " << e.broken());
        BOOST_TEST_MESSAGE(each.size() << " services: " << e.configurations() << " configurations");
    }
}

BOOST_AUTO_TEST_SUITE_END()
