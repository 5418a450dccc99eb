// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/log.hpp>
#include <stint/logger.hpp>

#include <boost/log/sources/logger.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(logger)

BOOST_AUTO_TEST_CASE(none_is_false)
{
    BOOST_TEST(!stint::logger());
    BOOST_TEST(!stint::logger().get());
}

BOOST_AUTO_TEST_CASE(of_a_function)
{
    auto calls = 0;
    const stint::logger l = [&](const stint::event&) { ++calls; };
    BOOST_TEST(static_cast<bool>(l));
    l.get()({});
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(of_an_observer)
{
    auto calls = 0;
    const stint::observer o = [&](const stint::event&) { ++calls; };
    const stint::logger l = o;
    const stint::logger copy = l;
    copy.get()({});
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(of_an_empty_observer_is_none) { BOOST_TEST(!stint::logger(stint::observer())); }

BOOST_AUTO_TEST_CASE(what_it_throws_is_ignored)
{
    auto calls = 0;
    const stint::logger l = [&](const stint::event&) {
        ++calls;
        throw std::runtime_error("no space left on device");
    };
    BOOST_CHECK_NO_THROW(l.get()({}));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(of_a_boost_logger_that_is_given_as_a_temporary_or_not)
{
    boost::log::sources::logger_mt plain;
    const auto& constant = plain;
    BOOST_TEST(static_cast<bool>(stint::logger(plain)));
    BOOST_TEST(static_cast<bool>(stint::logger(constant)));
    BOOST_TEST(static_cast<bool>(stint::logger(boost::log::sources::logger())));
    BOOST_TEST(static_cast<bool>(stint::default_logger()));
}

BOOST_AUTO_TEST_SUITE_END()
