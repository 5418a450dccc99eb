// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_model.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// Random cases, given to the machine and to a naive model of the same rules: both always answer alike. A case in which they do
// not is made smaller as long as they still do not, and is then told. STINT_MODEL_SEED is the seed of the first case,
// STINT_MODEL_CASES the number of cases.

using machine = stint::detail::pool_machine;
using reference::pool_model;
using fault = pool_model::fault;

namespace
{

constexpr std::size_t most_services = 10;
constexpr int until_wake = -1;

enum class input
{
    withdrawn,
    ready,
    leaving,
    ended,
    admit,
    remove,
    restart,
    wake,
    stop,
    stop_all,
    run
};

struct service
{
    machine::policy policy{};
    unsigned needs = 0; ///< one bit for each number
};

/// A step that is not allowed when its turn comes is left out.
struct step
{
    input what = input::wake;
    int time = 0;          ///< passes before; until_wake: as much as the machine wants
    std::size_t which = 0; ///< the first from this number on that it may happen to
    machine::ending how{};
    stint::restart_scope scope = stint::restart_scope::service;
    service added{};
};

struct test_case
{
    stint::restart_strategy strategy = stint::restart_strategy::one_for_one;
    std::vector<service> services{};
    std::vector<step> steps{};
};

test_case random_case(unsigned long seed)
{
    std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
    const auto below = [&](std::size_t n) { return random() % n; };
    const auto one_of = [&]<class T>(std::initializer_list<T> values) { return values.begin()[below(values.size())]; };
    const auto span = [&](std::size_t most) { return stint::duration(below(most + 1)); };
    const auto any_service = [&](std::size_t number) {
        using enum stint::reaction;
        constexpr auto unlimited = stint::restart_params::unlimited;
        const machine::policy p{
            one_of({restart, restart, restart, ignore, ignore, stop_pool}),
            one_of({restart, restart, restart, ignore, ignore, stop_pool}),
            {span(4), span(20), one_of({0., 0.5, 1.}), below(2) == 0 ? unlimited : below(4), span(20)}};
        return service{p, static_cast<unsigned>(random() & random()) & ((1U << number) - 1)};
    };
    test_case c{.strategy = static_cast<stint::restart_strategy>(below(3))};
    for (std::size_t number = 0, count = 1 + below(7); number != count; ++number)
        c.services.push_back(any_service(number));
    c.steps.resize(below(60));
    for (auto& s : c.steps)
    {
        using enum input;
        s.what
            = one_of({ready, ready, ready, ready,  ready,  withdrawn, leaving,  ended, ended,   ended,   ended, ended,
                      wake,  admit, admit, remove, remove, stop,      stop_all, run,   restart, restart, run,   run});
        s.time = one_of({0, 0, 0, 0, until_wake, until_wake, static_cast<int>(below(4)), static_cast<int>(below(12))});
        s.which = below(most_services);
        s.how = {.crashed = below(2) == 0, .for_good = below(5) == 0, .chance = one_of({0., 0.25, 0.5, 1.})};
        s.scope = static_cast<stint::restart_scope>(below(2));
        s.added = s.what == admit ? any_service(most_services) : service{};
    }
    return c;
}

std::string text_of(const machine::actions& a)
{
    std::string text = a.gave_up ? " gave_up " + std::to_string(*a.gave_up) : "";
    text += a.restarts ? " restarts " + std::to_string(*a.restarts) : "";
    text += a.removed ? " removed " + std::to_string(*a.removed) : "";
    for (const auto& [name, which] : {std::pair(" start ", &a.start), std::pair(" stop ", &a.stop)})
    {
        for (const auto i : *which)
            text += name + std::to_string(i);
    }
    return text + (a.announce ? " announce" : "") + (a.stop_pool ? " stop_pool" : "") + (a.finish ? " finish" : "");
}

std::ostream& operator<<(std::ostream& out, const service& s)
{
    const auto& r = s.policy.restart;
    return out << "end " << s.policy.on_end << ", crash " << s.policy.on_crash << ", delay " << r.first_delay.count()
               << " to " << r.longest_delay.count() << ", jitter " << r.jitter << ", most "
               << (r.most == r.unlimited ? "unlimited" : std::to_string(r.most)) << " within " << r.within.count();
}

std::ostream& operator<<(std::ostream& out, const step& s)
{
    static constexpr const char* names[] = {"withdrawn ", "ready ", "leaving ", "ended ",   "admit ", "remove ",
                                            "restart ",   "wake",   "stop",     "stop_all", "start"};
    out << names[static_cast<std::size_t>(s.what)];
    if (s.what <= input::restart)
        out << s.which;
    if (s.what == input::ended)
        out << (s.how.crashed ? " crashed" : "") << (s.how.for_good ? " for good" : "") << " chance " << s.how.chance;
    return out << (s.what == input::restart && s.scope != stint::restart_scope::service ? " with dependents" : "");
}

/// Gives one case to both.
class comparison
{
public:
    explicit comparison(const test_case& c, fault f = {}) : case_(c), machine_(c.strategy), model_(c.strategy, f) {}

    /// True when they agree. Tells the story if there is somebody to tell it to.
    bool run(std::ostream* story = nullptr)
    try
    {
        story_ = story;
        for (const auto& s : case_.services)
            add(s);
        perform({.what = input::run});
        for (const auto& s : case_.steps)
            perform(s);
        perform({.what = input::stop});
        for (std::size_t i = 0; i != most_services * most_services; ++i)
        {
            if (model_.asked(i % most_services))
                perform({.what = input::ended, .which = i % most_services});
        }
        require(!running_, "a pool that was stopped goes on");
        return true;
    }
    catch (const std::exception& broken)
    {
        if (story_ != nullptr)
            *story_ << "  disagreement: " << broken.what() << '\n';
        return false;
    }

    std::vector<step> performed{}; ///< with the services that they happened to

private:
    static void require(bool holds, const char* what)
    {
        if (!holds)
            throw std::logic_error(what);
    }

    std::size_t add(const service& s)
    {
        std::vector<std::string> after;
        std::string needs;
        for (std::size_t n = 0; n != model_.size(); ++n)
        {
            if ((s.needs >> n & 1U) == 0 || !model_.present(n) || model_.leaves_the_pool(n))
                continue;
            after.push_back(graph_.name(n));
            needs += " " + std::to_string(n);
        }
        const auto i = graph_.add(std::to_string(names_++), after).number;
        machine_.add(i, s.policy);
        model_.add(i, s.policy);
        if (story_ != nullptr)
            *story_ << "  service " << i << ": " << s << ", needs" << (after.empty() ? " none" : needs) << '\n';
        return i;
    }

    bool allowed(input what, std::size_t i) const
    {
        const bool goes_on = running_ && !model_.ends();
        switch (what)
        {
        case input::withdrawn: return model_.may_be_withdrawn(i);
        case input::ready: return model_.alive(i) && !model_.ready(i);
        case input::leaving:
        case input::ended: return model_.alive(i);
        case input::admit: return (goes_on || !running_) && !model_.present(i);
        case input::remove: return goes_on && model_.present(i) && graph_.dependents(i).empty();
        case input::restart: return goes_on && model_.present(i);
        case input::stop: return running_ && !model_.stopping();
        case input::stop_all: return running_ && model_.stopping();
        case input::run: return !running_;
        default: return running_;
        }
    }

    void perform(step s)
    {
        const bool until = s.time == until_wake && running_ && machine_.next_wake() != stint::never;
        now_ = until ? std::max(now_, machine_.next_wake()) : now_ + stint::duration(std::max(s.time, 0));
        if (running_ && machine_.next_wake() <= now_)
            give({.what = input::wake}, [&](auto& pool) { return pool.wake(now_); });
        for (std::size_t k = 1; k != most_services && !allowed(s.what, s.which); ++k)
            s.which = (s.which + 1) % most_services;
        performed.push_back(s);
        if (!allowed(s.what, s.which))
            return;
        switch (s.what)
        {
        case input::withdrawn: return give(s, [&](auto& pool) { return pool.withdraw(s.which, now_); });
        case input::ready: return give(s, [&](auto& pool) { return pool.child_ready(s.which, now_); });
        case input::leaving: return give(s, [&](auto& pool) { return pool.child_leaving(s.which); });
        case input::ended: return give(s, [&](auto& pool) { return pool.child_ended(s.which, s.how, now_); });
        case input::remove: return give(s, [&](auto& pool) { return pool.remove(s.which); });
        case input::restart: return give(s, [&](auto& pool) { return pool.restart(s.which, s.scope, now_); });
        case input::wake: return give(s, [&](auto& pool) { return pool.wake(now_); });
        case input::stop: return give(s, [](auto& pool) { return pool.stop(); });
        case input::stop_all: return give(s, [](auto& pool) { return pool.stop_all(); });
        case input::admit:
            s.which = add(s.added);
            return running_ ? give(s, [&](auto& pool) { return pool.admit(s.which, now_); }) : void();
        case input::run: announced_ = left_ = 0; return give(s, [&](auto& pool) { return pool.start(graph_, now_); });
        }
    }

    template <class Input>
    void give(const step& s, Input input_to)
    {
        auto a = input_to(machine_), expected = input_to(model_);
        for (auto* which : {&a.start, &a.stop, &expected.start, &expected.stop})
            std::sort(which->begin(), which->end());
        if (story_ != nullptr)
            *story_ << "  at " << now_.time_since_epoch().count() << ": " << s << " -> machine [" << text_of(a)
                    << " ], model [" << text_of(expected) << " ]\n";
        require(a == expected, "actions");
        if (a.removed)
            graph_.remove(*a.removed);
        for (std::size_t i = 0; i != model_.size(); ++i)
        {
            const auto same = [i](auto of_machine, auto of_model, const char* what) {
                if (of_machine != of_model)
                    throw std::logic_error(std::string(what) + " of " + std::to_string(i) + ", in the model "
                                           + std::to_string(static_cast<std::size_t>(of_model)));
            };
            same(machine_.phase_of(i), model_.phase_of(i), "phase_of");
            same(machine_.asked(i), model_.asked(i), "asked");
            if (!model_.present(i))
                continue;
            same(machine_.may_run(i), model_.may_run(i), "may_run");
            same(machine_.counts_as_there(i), model_.counts_as_there(i), "counts_as_there");
            same(machine_.restarts(i), model_.restarts(i), "restarts");
            same(machine_.crash_counts(i), model_.crash_counts(i), "crash_counts");
        }
        const auto next = machine_.next_wake();
        require(model_.ends() ? next == stint::never : next <= model_.next_start(), "next_wake");
        require(next > now_ || s.what != input::wake, "next_wake, the same again");
        for (const auto i : a.start)
            require(!model_.ends() && model_.all_that_it_needs_is_there(i), "a start at a wrong moment");
        announced_ += a.announce;
        left_ += a.stop_pool;
        require(announced_ <= 1 && left_ <= 1, "announced or left twice");
        require(a.finish == (model_.stopping() && !model_.anyone_alive()), "finish without an end, or not at the end");
        running_ = !a.finish;
    }

    const test_case& case_;
    stint::detail::service_graph graph_;
    machine machine_;
    pool_model model_;
    std::ostream* story_ = nullptr;
    stint::time_point now_{};
    std::size_t names_ = 0;
    int announced_ = 0, left_ = 0;
    bool running_ = false;
};

/// A case in which they disagree, as small as it gets.
test_case shrunk(test_case c, fault f = {})
{
    const auto attempt = [&](auto change) {
        auto next = c;
        change(next);
        if (!comparison(next, f).run())
            c = std::move(next);
    };
    comparison chosen(c, f);
    chosen.run();
    attempt([&](test_case& t) { t.steps = chosen.performed; });
    for (int round = 0; round != 5; ++round)
    {
        for (const std::ptrdiff_t count : {8, 4, 2, 1})
        {
            for (auto k = std::ssize(c.steps); k-- != 0;)
                attempt([&](test_case& t) {
                    const auto from = t.steps.begin() + k;
                    t.steps.erase(from, from + std::min(count, t.steps.end() - from));
                });
        }
        for (auto k = c.services.size(); k-- != 0;)
        {
            const auto without = [k](unsigned bits) { return (bits & ((1U << k) - 1)) | (bits >> (k + 1) << k); };
            attempt([&](test_case& t) {
                t.services.erase(t.services.begin() + static_cast<std::ptrdiff_t>(k));
                for (auto& s : t.services)
                    s.needs = without(s.needs);
                for (auto& s : t.steps)
                {
                    s.which -= s.which > k;
                    s.added.needs = without(s.added.needs);
                }
            });
        }
        attempt([](test_case& t) { t.strategy = stint::restart_strategy::one_for_one; });
        for (std::size_t k = 0; k != c.steps.size(); ++k)
        {
            attempt([&](test_case& t) { t.steps[k].time = 0; });
            attempt([&](test_case& t) { t.steps[k].how = {}; });
            attempt([&](test_case& t) { t.steps[k].scope = stint::restart_scope::service; });
        }
        for (std::size_t k = 0; k != c.services.size() + c.steps.size(); ++k)
        {
            const auto of = [k](test_case& t) -> service& {
                return k < t.services.size() ? t.services[k] : t.steps[k - t.services.size()].added;
            };
            for (unsigned bit = 0; bit != most_services; ++bit)
                attempt([&](test_case& t) { of(t).needs &= ~(1U << bit); });
            attempt([&](test_case& t) { of(t).policy.on_end = stint::reaction::stop_pool; });
            attempt([&](test_case& t) { of(t).policy.on_crash = stint::reaction::stop_pool; });
            attempt([&](test_case& t) { of(t).policy.restart.jitter = 0; });
            attempt([&](test_case& t) { of(t).policy.restart.first_delay = {}; });
            attempt([&](test_case& t) { of(t).policy.restart.most = stint::restart_params::unlimited; });
            attempt([&](test_case& t) { of(t).policy.restart.within = {}; });
        }
    }
    return c;
}

std::string story_of(const test_case& c, fault f = {})
{
    std::ostringstream story;
    story << c.strategy << '\n';
    comparison(c, f).run(&story);
    return story.str();
}

unsigned long from_environment(const char* name, unsigned long otherwise)
{
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pool_against_model)

BOOST_AUTO_TEST_CASE(both_agree)
{
    const auto first = from_environment("STINT_MODEL_SEED", 1);
    const auto count = from_environment("STINT_MODEL_CASES", 10'000);
    std::string story;
    for (auto seed = first; story.empty() && seed != first + count; ++seed)
    {
        if (!comparison(random_case(seed)).run())
            story = "seed " + std::to_string(seed) + ": " + story_of(shrunk(random_case(seed)));
    }
    BOOST_TEST(story.empty(), story);
    BOOST_TEST_MESSAGE(count << " cases, of the seeds " << first << " to " << first + count - 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_order_is_noticed_and_told_in_few_steps)
{
    constexpr auto wrong = fault::asks_the_needed_first;
    unsigned long seed = 1;
    while (comparison(random_case(seed), wrong).run())
        ++seed;
    const auto c = shrunk(random_case(seed), wrong);
    BOOST_TEST(c.steps.size() <= 4U, "seed " << seed << ": " << story_of(c, wrong));
}

BOOST_AUTO_TEST_SUITE_END()
