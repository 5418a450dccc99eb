// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lifecycle_model.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <unordered_set>

using namespace story;

// What the machine does, against what its formal model does. test/model/transitions.txt has what a search of
// test/model/service.pml comes to: `state input -> state`, or `state input -> error`. The machine goes everywhere, too.

namespace
{

using phase = shell_model::phase;
using table = std::set<std::string>;

struct configuration
{
    lifecycle_machine machine;
    shell_model shell;
    int now = 0;
    bool served = false; // has been running, and its hooks have ended: then there is a drain delay
};

/// The state, how far a stop of it has come, and whether hooks are in progress.
std::string name_of(const lifecycle_machine& m)
{
    static constexpr const char* rungs[] = {"", "/asked", "/graceful", "/hard", "/given_up"};
    std::ostringstream name;
    name << m.state();
    if (!is_final(m.state()))
        name << rungs[static_cast<std::size_t>(m.stop_rung())];
    if (m.hooks_in_progress())
        name << "/hooks";
    return name.str();
}

std::string name_of(error e)
{
    switch (e)
    {
    case error::already_running: return "already_running";
    case error::already_announced: return "already_announced";
    case error::not_running: return "not_running";
    default: return "refused";
    }
}

/// Every sequence of inputs; of configurations that look the same, one is continued.
class explorer
{
public:
    /// Adds what it comes to.
    static void explore(const limits& l, table& found)
    {
        explorer e(found);
        configuration start;
        start.machine.set(l);
        e.remember(start);
        for (; !e.ahead_.empty(); e.ahead_.pop_front())
            e.follow(e.ahead_.front());
    }

private:
    explicit explorer(table& found) : found_(found) {}

    void follow(const configuration& c)
    {
        anybody(c);
        if (c.shell.active)
            the_service(c);
        auto late = c;
        ++late.now;
        remember(late);
        if (c.shell.leftovers > 0)
        {
            auto alone = c;
            alone.machine.leftover_ended();
            --alone.shell.leftovers;
            remember(alone);
        }
    }

    void anybody(const configuration& c)
    {
        input(c, "run", [](configuration& n) {
            const auto o = n.machine.run(at(n.now));
            n.shell.expect_run(o);
            return o;
        });
        for (int span : {0, 1, shell_model::never})
            input(c, "stop", [span](configuration& n) {
                const auto deadline = span == shell_model::never ? stint::never : at(n.now + span);
                const auto o = n.machine.stop(at(n.now), deadline);
                n.shell.expect_stop(o, span);
                return o;
            });
        input(c, "skip_drain", [](configuration& n) { return n.machine.skip_drain(at(n.now)); });
        input(c, "announce_running", [](configuration& n) {
            const auto o = n.machine.announce_running(at(n.now));
            n.shell.expect_running(o);
            return o;
        });
        input(c, "announce_stopping", [](configuration& n) {
            const auto o = n.machine.announce_stopping(at(n.now));
            n.shell.expect_stopping(o);
            return o;
        });
        if (c.shell.tasks == 0)
            input(c, "task_started", [](configuration& n) {
                const auto o = n.machine.task_started();
                n.shell.expect_task(o);
                return o;
            });
        input(c, "wake", [](configuration& n) { return n.machine.wake(at(n.now)); });
    }

    void the_service(const configuration& c)
    {
        for (bool failed : {false, true})
        {
            const std::string outcome = failed ? ":failed" : ":ok";
            if (c.shell.service == phase::alive)
                input(c, "service_ended" + outcome, [failed](configuration& n) {
                    n.shell.service = phase::ended;
                    n.shell.failed |= failed;
                    return n.machine.service_ended(at(n.now), failed);
                });
            if (c.shell.tasks > 0)
                input(c, "task_ended" + outcome, [failed](configuration& n) {
                    --n.shell.tasks;
                    n.shell.failed |= failed;
                    return n.machine.task_ended(at(n.now), failed);
                });
            if (c.shell.hooks)
                input(c, "hooks_ended" + outcome, [failed](configuration& n) {
                    n.shell.hooks = false;
                    n.shell.failed |= failed;
                    return n.machine.hooks_ended(at(n.now), failed);
                });
        }
        input(c, "fail", [](configuration& n) {
            n.shell.failed = true;
            return n.machine.fail(at(n.now));
        });
    }

    template <class Change>
    void input(const configuration& c, const std::string& name, Change change)
    {
        auto n = c;
        const auto o = change(n);
        n.shell.carry_out(o.todo, n.machine);
        n.served = n.machine.state() != state::starting
                   && (n.served || (n.machine.state() == state::running && o.todo.has(action::release_running)));
        found_.insert(name_of(c.machine) + ' ' + name + " -> "
                      + (o.refused ? name_of(*o.refused) : name_of(n.machine)));
        remember(n);
    }

    /// Of moments it matters how far off they are. At first, how late it is: there may be moments that are not seen.
    void remember(const configuration& c)
    {
        const auto span = [&](time_point t) {
            return t == stint::never ? 100 : std::max(static_cast<int>(t.time_since_epoch().count()) - c.now, -1);
        };
        std::string key;
        c.shell.append_to(key);
        for (int i : {static_cast<int>(c.machine.stop_rung()), span(c.machine.deadline()), span(c.machine.next_wake()),
                      int{c.machine.drain_skipped()}, int{c.served}, std::min(c.now, 4)})
            key += static_cast<char>(i);
        if (known_.insert(std::move(key)).second)
            ahead_.push_back(c);
    }

    table& found_;
    std::deque<configuration> ahead_;
    std::unordered_set<std::string> known_;
};

table of_the_machine()
{
    table found;
    for (duration start : {duration{0}, duration{1}, duration::max()})
        for (duration others : {duration{0}, duration{1}})
            explorer::explore({.start = start, .stop = others, .abort_grace = others, .drain_delay = others}, found);
    return found;
}

table of_the_model()
{
    table found;
    std::ifstream file(STINT_MODEL_DIR "/transitions.txt");
    for (std::string line; std::getline(file, line);)
    {
        if (!line.starts_with('#'))
            found.insert(line);
    }
    return found;
}

/// The lines of one that are not in the other.
std::string missing(const table& from, const table& in)
{
    std::ostringstream lines;
    std::set_difference(in.begin(), in.end(), from.begin(), from.end(),
                        std::ostream_iterator<std::string>(lines, "\n"));
    return lines.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(transition_table)

BOOST_AUTO_TEST_CASE(the_machine_does_what_its_model_does_and_nothing_else)
{
    const auto machine = of_the_machine();
    const auto model = of_the_model();
    BOOST_TEST(model.size() > 100U);
    BOOST_TEST(missing(machine, model) == "", "only the model does this:\n" << missing(machine, model));
    BOOST_TEST(missing(model, machine) == "", "only the machine does this:\n" << missing(model, machine));
}

BOOST_AUTO_TEST_SUITE_END()
