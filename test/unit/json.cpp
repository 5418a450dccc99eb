// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/json.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/src.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(of_a_snapshot)
{
    using namespace std::chrono_literals;
    const stint::time_point now{1h};
    stint::snapshot app;
    app.service = "app";
    app.state = stint::state::running;
    app.since = now - 12s;
    app.taken = now;
    stint::snapshot db;
    db.service = "app/db";
    db.state = stint::state::crashed;
    db.taken = now;
    db.restarts = 2;
    db.restart_at = now + 500ms;
    db.last_error = std::make_exception_ptr(std::runtime_error("disk \"full\""));
    db.live_tasks = 1;
    db.note = "counting";
    db.waits_for = {"cache"};
    app.services = {db};

    const auto made = boost::json::value_from(app);
    BOOST_TEST(boost::json::serialize(made)
               == R"({"service":"app","state":"running","state_for_s":1.2E1,"services":[{"service":"app/db",)"
                  R"("state":"crashed","restarts":2,"restart_in_s":5E-1,"last_error":"disk \"full\"","live_tasks":1,)"
                  R"("note":"counting","waits_for":["cache"]}]})");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_becomes_the_replacement_character)
{
    stint::snapshot s;
    s.service = "db";
    for (const auto* const text : {"a\xff"
                                   "b",
                                   "a\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
    {
        s.note = text;
        const auto made = boost::json::serialize(boost::json::value_from(s));
        BOOST_TEST(made.find("\xef\xbf\xbd") != std::string::npos);
        BOOST_TEST(made.find('\xff') == std::string::npos);
        BOOST_TEST(boost::json::parse(made).is_object());
    }
    s.note = "gr\xc3\xbc\xc3\x9f dich, \xe2\x82\xac, \xf0\x9f\x98\x80";
    BOOST_TEST(boost::json::value_from(s).at("note").as_string().c_str() == s.note);
}

BOOST_AUTO_TEST_SUITE_END()
