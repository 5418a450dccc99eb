// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/code.hpp>
#include <stint/error.hpp>
#include <stint/event.hpp>
#include <stint/failure.hpp>
#include <stint/report.hpp>
#include <stint/state.hpp>
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using stint::code;
using stint::describe;
using stint::duration;
using stint::error;
using stint::event;
using stint::failure;
using stint::severity;
using stint::state;
using stint::time_point;

namespace
{

constexpr state all_states[] = {state::stopped, state::starting, state::running, state::stopping, state::crashed};
constexpr int last_error = static_cast<int>(error::process_failed);
constexpr int last_code = static_cast<int>(code::process_forced);

template <class T>
std::string written(const T& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

template <class E>
std::exception_ptr thrown(E e)
{
    return std::make_exception_ptr(std::move(e));
}

std::exception_ptr nested()
{
    try
    {
        try
        {
            try
            {
                throw std::string("disk full");
            }
            catch (...)
            {
                std::throw_with_nested(std::runtime_error("cannot write"));
            }
        }
        catch (...)
        {
            std::throw_with_nested(std::runtime_error("cannot save"));
        }
    }
    catch (...)
    {
        return std::current_exception();
    }
}

event event_of(code c, std::exception_ptr cause = {}, std::string details = {})
{
    return {c, "app/db", state::running, time_point{}, std::move(cause), std::move(details)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(states_have_names)
{
    BOOST_TEST(to_string(state::stopped) == "stopped");
    BOOST_TEST(to_string(state::starting) == "starting");
    BOOST_TEST(to_string(state::running) == "running");
    BOOST_TEST(to_string(state::stopping) == "stopping");
    BOOST_TEST(to_string(state::crashed) == "crashed");
    for (state s : all_states)
        BOOST_TEST(written(s) == to_string(s));
    BOOST_TEST(to_string(static_cast<state>(5)) == "unknown");
}

BOOST_AUTO_TEST_CASE(reactions_and_strategies_have_names)
{
    using stint::reaction;
    using stint::restart_strategy;
    BOOST_TEST(written(reaction::stop_pool) == "stop_pool");
    BOOST_TEST(written(reaction::ignore) == "ignore");
    BOOST_TEST(written(reaction::restart) == "restart");
    BOOST_TEST(written(restart_strategy::one_for_one) == "one_for_one");
    BOOST_TEST(written(restart_strategy::one_for_all) == "one_for_all");
    BOOST_TEST(written(restart_strategy::rest_for_one) == "rest_for_one");
    BOOST_TEST(to_string(static_cast<reaction>(9)) == "unknown");
    BOOST_TEST(to_string(static_cast<restart_strategy>(9)) == "unknown");
}

BOOST_AUTO_TEST_CASE(states_follow_each_other)
{
    constexpr bool allowed[5][5] = {
        // to stopped, starting, running, stopping, crashed
        {false, true, false, false, false}, // from stopped
        {false, false, true, true, true},   // from starting
        {false, false, false, true, true},  // from running
        {true, false, false, false, true},  // from stopping
        {false, true, false, false, false}, // from crashed
    };
    for (state from : all_states)
    {
        for (state to : all_states)
            BOOST_TEST(can_follow(from, to) == allowed[int(from)][int(to)], from << " to " << to);
        BOOST_TEST(!can_follow(from, static_cast<state>(5)));
        BOOST_TEST(is_final(from) == (from == state::stopped || from == state::crashed));
    }
}

BOOST_AUTO_TEST_CASE(errors_are_error_codes)
{
    const boost::system::error_code first = error::already_running;
    BOOST_TEST(first.value() == 1);
    BOOST_TEST(first.failed());
    BOOST_TEST((first.category() == stint::error_category()));
    BOOST_TEST((first == error::already_running));
    BOOST_TEST((first != error::not_running));
    BOOST_TEST((first == make_error_code(error::already_running)));
    BOOST_TEST(stint::error_category().name() == std::string("stint"));
    BOOST_TEST(&stint::error_category() == &stint::error_category());
}

BOOST_AUTO_TEST_CASE(each_error_has_a_message_of_its_own)
{
    std::set<std::string> messages{"unknown error"};
    for (int i = 1; i <= last_error; ++i)
    {
        const auto message = stint::error_category().message(i);
        BOOST_TEST(!message.empty());
        BOOST_TEST(messages.insert(message).second, i << ": " << message);
        BOOST_TEST(make_error_code(static_cast<error>(i)).message() == message);
    }
    for (int i : {-1, 0, last_error + 1})
        BOOST_TEST(stint::error_category().message(i) == "unknown error");
}

BOOST_AUTO_TEST_CASE(an_error_is_thrown_with_the_place_first)
{
    const auto right = [](const boost::system::system_error& e) {
        return e.code() == error::already_announced
               && std::string(e.what()).starts_with("app/db: running(): " + e.code().message());
    };
    BOOST_CHECK_EXCEPTION(stint::throw_error(error::already_announced, "app/db: running()"),
                          boost::system::system_error, right);
}

BOOST_AUTO_TEST_CASE(each_code_has_a_name_of_its_own)
{
    std::set<std::string_view> names{"UNKNOWN"};
    for (int i = 0; i <= last_code; ++i)
    {
        const auto c = static_cast<code>(i);
        BOOST_TEST(names.insert(to_string(c)).second, to_string(c));
        BOOST_TEST(to_string(c).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos);
        BOOST_TEST(!text_of(c).empty());
        BOOST_TEST(written(c) == to_string(c));
    }
    BOOST_TEST(to_string(static_cast<code>(last_code + 1)) == "UNKNOWN");
}

BOOST_AUTO_TEST_CASE(the_codes_of_the_seed)
{
    struct row
    {
        code what;
        const char* name;
        const char* text;
    };
    constexpr row rows[] = {
        {code::service_starting, "SERVICE_STARTING", "{} is starting..."},
        {code::service_running, "SERVICE_RUNNING", "{} is running."},
        {code::service_stopping, "SERVICE_STOPPING", "{} is stopping..."},
        {code::service_stopped, "SERVICE_STOPPED", "{} has stopped."},
        {code::service_crashed, "SERVICE_CRASHED", "{} has crashed."},
        {code::service_pool_starting, "SERVICE_POOL_STARTING", "Services are starting..."},
        {code::service_pool_running, "SERVICE_POOL_RUNNING", "All services are now running."},
        {code::service_pool_stopping, "SERVICE_POOL_STOPPING", "Services are now stopping..."},
        {code::service_pool_stopped, "SERVICE_POOL_STOPPED", "All services have stopped."},
    };
    for (const auto& r : rows)
    {
        BOOST_TEST(to_string(r.what) == r.name);
        BOOST_TEST(text_of(r.what) == r.text);
    }
}

BOOST_AUTO_TEST_CASE(the_codes_of_stint)
{
    BOOST_TEST(to_string(code::service_pool_crashed) == "SERVICE_POOL_CRASHED");
    BOOST_TEST(to_string(code::service_never_running) == "SERVICE_NEVER_RUNNING");
    BOOST_TEST(to_string(code::service_error) == "SERVICE_ERROR");
    BOOST_TEST(to_string(code::service_deadline) == "SERVICE_DEADLINE");
    BOOST_TEST(to_string(code::service_given_up) == "SERVICE_GIVEN_UP");
    BOOST_TEST(to_string(code::signal_received) == "SIGNAL_RECEIVED");
    BOOST_TEST(to_string(code::shutdown_report) == "SHUTDOWN_REPORT");
    BOOST_TEST(to_string(code::process_forced) == "PROCESS_FORCED");
}

BOOST_AUTO_TEST_CASE(severities)
{
    for (auto c : {code::service_starting, code::service_running, code::service_stopping, code::service_stopped,
                   code::service_pool_starting, code::service_pool_running, code::service_pool_stopping,
                   code::service_pool_stopped, code::signal_received})
        BOOST_TEST((severity_of(c) == severity::info), c);
    for (auto c : {code::service_never_running, code::service_deadline, code::shutdown_report})
        BOOST_TEST((severity_of(c) == severity::warning), c);
    for (auto c : {code::service_crashed, code::service_pool_crashed, code::service_error, code::service_given_up})
        BOOST_TEST((severity_of(c) == severity::error), c);
    BOOST_TEST((severity_of(code::process_forced) == severity::fatal));
}

BOOST_AUTO_TEST_CASE(events_are_sentences)
{
    BOOST_TEST(to_string(event_of(code::service_running)) == "app/db is running.");
    BOOST_TEST(to_string(event_of(code::service_pool_running)) == "All services are now running. (app/db)");
    auto outermost = event_of(code::service_pool_running);
    outermost.service = "app";
    BOOST_TEST(to_string(outermost) == "All services are now running.");
    BOOST_TEST(to_string(event_of(code::signal_received, {}, "SIGINT")) == "A signal asks app/db to stop. SIGINT");

    auto crash = event_of(code::service_crashed, thrown(std::runtime_error("no route")));
    BOOST_TEST(to_string(crash) == "app/db has crashed. Cause: no route");
    crash.details = "For the second time.";
    BOOST_TEST(to_string(crash) == "app/db has crashed. Cause: no route For the second time.");

    auto odd = event_of(code::service_running);
    odd.service = "{}"; // a name, no place for one
    BOOST_TEST(to_string(odd) == "{} is running.");
}

BOOST_AUTO_TEST_CASE(everything_that_can_be_thrown_is_described)
{
    BOOST_TEST(describe(nullptr) == "");
    BOOST_TEST(describe(thrown(std::runtime_error("no route"))) == "no route");
    BOOST_TEST(describe(thrown(std::string("text"))) == "text");
    BOOST_TEST(describe(thrown(static_cast<const char*>("literal"))) == "literal");
    BOOST_TEST(describe(thrown(static_cast<const char*>(nullptr))) == "a null pointer was thrown");
    BOOST_TEST(describe(thrown(42)) == "something was thrown that is no std::exception");
    BOOST_TEST(describe(nested()) == "cannot save: cannot write: disk full");
    char buffer[] = "buffer";
    BOOST_TEST(describe(thrown(static_cast<char*>(buffer))) == "buffer");
}

BOOST_AUTO_TEST_CASE(several_failures_are_told_in_order)
{
    const stint::multiple_failures several{{
        {"app/db", thrown(std::runtime_error("disk full"))},
        {"app/web", thrown(std::runtime_error("no database"))},
        {"app/log", nullptr},
    }};
    BOOST_TEST(several.what() == std::string("app/db: disk full; app/web: no database"));
    BOOST_REQUIRE(several.list().size() == 2U); // what has no error is no failure
    BOOST_TEST(several.list()[0].service == "app/db");
    BOOST_TEST(several.list()[1].service == "app/web");
    BOOST_TEST(describe(several.list()[1].error) == "no database");
    BOOST_TEST(describe(thrown(several)) == several.what());

    const stint::multiple_failures one{{{"app/db", thrown(std::runtime_error("disk full"))}}};
    BOOST_TEST(one.what() == std::string("app/db: disk full"));

    const stint::multiple_failures outer{{{"app", thrown(one)}}}; // a pool in a pool
    BOOST_TEST(outer.what() == std::string("app: app/db: disk full"));
}

BOOST_AUTO_TEST_CASE(a_report_has_a_line_for_each_service)
{
    const time_point now = time_point{} + 10s;
    BOOST_TEST(to_string(stint::report{}, now) == "");
    const stint::report_entry writer{
        "app/db/writer", state::stopping, now - 2500ms, "flushing the log", 3, false, false};
    BOOST_TEST(to_string(stint::report{writer}, now)
               == "app/db/writer: stopping for 2.5 s, 3 tasks, note: flushing the log");
    const stint::report_entry pool{"app", state::crashed, now, "", 0, false, true};
    const stint::report_entry web{"app/web", state::running, now - 61s, "", 1, true, false};
    BOOST_TEST(to_string(stint::report{pool, web, writer}, now)
               == "app: crashed for 0.0 s, given up\n"
                  "app/web: running for 61.0 s, 1 task, occupies a thread\n"
                  "app/db/writer: stopping for 2.5 s, 3 tasks, note: flushing the log");
}

BOOST_AUTO_TEST_CASE(time_does_not_overflow)
{
    const auto t = time_point{} + 5s;
    BOOST_TEST((stint::saturating_add(t, 2s) == t + 2s));
    BOOST_TEST((stint::saturating_add(t, 0s) == t));
    BOOST_TEST((stint::saturating_add(t, -1s) == t - 1s));
    BOOST_TEST((stint::saturating_add(t, duration::max()) == stint::never));
    BOOST_TEST((stint::saturating_add(time_point{}, duration::max()) == stint::never));
    BOOST_TEST((stint::saturating_add(stint::never, 1s) == stint::never));
    BOOST_TEST((stint::saturating_add(stint::never, 0s) == stint::never));
    BOOST_TEST((stint::saturating_add(stint::never - 1s, 1s) == stint::never));
    BOOST_TEST((stint::saturating_add(stint::never - 2s, 1s) == stint::never - 1s));
}

BOOST_AUTO_TEST_SUITE_END()
