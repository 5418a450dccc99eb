// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/test/unit_test.hpp>

#include <locale>

using namespace test;

namespace
{

struct commas : std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(report, plain_world)

BOOST_AUTO_TEST_CASE(says_who_is_there_since_when_with_its_note_and_its_tasks)
{
    stint::pool app(io);
    app.add("db", [](stint::lifecycle& own) -> asio::awaitable<void> {
        own.spawn(wait_for_ever());
        own.spawn(wait_for_ever());
        own.note("connecting");
        co_await own.running();
        own.note("serving");
        co_await own.stop_requested();
    });
    app.add("slow", slow_starter);
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto before = stint::clock::now();
    run(*life);
    settle();
    const auto all = life->report();
    BOOST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[0].service == "app");
    BOOST_TEST(all[0].state == state::starting);
    BOOST_TEST(all[1].service == "app/db");
    BOOST_TEST(all[1].state == state::running);
    BOOST_TEST(all[1].note == "serving");
    BOOST_TEST(all[1].live_tasks == 2U);
    BOOST_TEST(all[2].service == "app/slow");
    BOOST_TEST(all[2].state == state::starting);
    for (const auto& entry : all)
    {
        BOOST_TEST((entry.since >= before && entry.since <= stint::clock::now()));
        BOOST_TEST(!entry.on_a_thread);
        BOOST_TEST(!entry.given_up);
    }
    life->stop(0s);
    settle();
    BOOST_TEST(life->report().empty());
}

BOOST_AUTO_TEST_CASE(says_whose_code_executes)
{
    auto in_run = false;
    auto in_hook = false;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        in_run = own.report().at(0).on_a_thread;
        co_await own.stop_requested();
    });
    life->on_running([&](stint::service&, stint::lifecycle& own) { in_hook = own.report().at(0).on_a_thread; });
    run(*life);
    settle();
    BOOST_TEST(in_run);
    BOOST_TEST(in_hook);
    BOOST_TEST(!life->report().at(0).on_a_thread);
}

BOOST_AUTO_TEST_CASE(as_text)
{
    const stint::time_point now{100s};
    const stint::report some{{"app", state::stopping, now - 2500ms, "", 0, false, false},
                             {"app/db", state::running, now - 1s, "flushing the log", 1, true, false},
                             {"app/web", state::crashed, now, "", 3, false, true}};
    BOOST_TEST(to_string(some, now)
               == "app: stopping for 2.5 s\n"
                  "app/db: running for 1.0 s, 1 task, occupies a thread, note: flushing the log\n"
                  "app/web: crashed for 0.0 s, 3 tasks, given up");
    BOOST_TEST(to_string(stint::report(), now) == "");
}

BOOST_AUTO_TEST_CASE(a_note_cannot_begin_another_line)
{
    const stint::time_point now{100s};
    const stint::report one{{"app/db", state::running, now - 1s, "one\napp: stopped\r\ttwo", 0, false, false}};
    BOOST_TEST(to_string(one, now) == "app/db: running for 1.0 s, note: one app: stopped  two");
}

BOOST_AUTO_TEST_CASE(is_the_same_text_in_every_locale)
{
    const stint::report r{{"a", state::stopping, stint::time_point{}, {}, 4567, false, false, {}}};
    const auto before = std::locale::global(std::locale(std::locale::classic(), new commas));
    const auto text = to_string(r, stint::time_point{} + 5000500ms);
    std::locale::global(before);
    BOOST_TEST(text == "a: stopping for 5000.5 s, 4567 tasks");
}

BOOST_AUTO_TEST_SUITE_END()
