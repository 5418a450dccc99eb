// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The exit code of a program that runs its outermost lifecycle itself.

#include "support/world.hpp"
#include <stint/exit_code.hpp>

#include <boost/test/unit_test.hpp>

#include <tuple>

using namespace test;

namespace
{

/// The first of two bodies in the first run, the second from then on.
body in_turn(body first, body second)
{
    return [first, second, runs = 0](stint::lifecycle& own) mutable { return runs++ == 0 ? first(own) : second(own); };
}

struct outermost : world
{
    /// After a run that is asked to stop within 5 s, unless it has ended by itself.
    int code_after_run(stint::lifecycle& life)
    {
        const stint::exit_code code(life);
        run(life);
        advance(10s);
        stop(life, 5s);
        advance(10s);
        return code.value();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(exit_code, outermost)

BOOST_AUTO_TEST_CASE(of_a_clean_stop_is_0) { BOOST_TEST(code_after_run(*make("a", server)) == 0); }

BOOST_AUTO_TEST_CASE(of_a_crash_is_1) { BOOST_TEST(code_after_run(*make("a", crasher("broken"))) == 1); }

BOOST_AUTO_TEST_CASE(of_a_failed_start_is_2)
{
    BOOST_TEST(code_after_run(*make("a", start_crasher("no database"))) == 2);
}

BOOST_AUTO_TEST_CASE(of_a_start_that_takes_too_long_is_2)
{
    const auto life = make("a", slow_starter);
    life->set_params({.start_timeout = 3s});
    BOOST_TEST(code_after_run(*life) == 2);
}

BOOST_AUTO_TEST_CASE(of_what_had_to_be_cancelled_is_3)
{
    stint::pool app(io());
    app.add("deaf", deaf);
    const auto life = make(app);
    BOOST_TEST(code_after_run(*life) == 3);
    BOOST_TEST(!life->error());
}

BOOST_AUTO_TEST_CASE(of_what_had_to_be_given_up_is_3) { BOOST_TEST(code_after_run(*make("a", zombie)) == 3); }

BOOST_AUTO_TEST_CASE(a_service_that_is_removed_late_is_none_of_it)
{
    stint::pool app(io());
    app.add("deaf", deaf);
    app.add("other", server);
    const auto life = make(app);
    const stint::exit_code code(*life);
    run(*life);
    settle();
    app.async_remove("deaf", 1s, [](const std::exception_ptr&) {});
    advance(2s);
    stop(*life, 5s);
    settle();
    BOOST_TEST(code.value() == 0);
}

BOOST_AUTO_TEST_CASE(is_that_of_the_last_run)
{
    for (const auto& [first, second, expected] :
         {std::tuple{body(crasher("broken")), body(server), 0}, std::tuple{body(server), start_crasher("broken"), 2},
          std::tuple{body(deaf), body(server), 0}})
    {
        const auto life = make("a", in_turn(first, second));
        const stint::exit_code code(*life);
        for (int i = 0; i != 2; ++i)
        {
            run(*life);
            settle();
            stop(*life, 5s);
            advance(5s);
        }
        BOOST_TEST(code.value() == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()
