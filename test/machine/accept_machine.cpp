// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "accept_machine.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>

using machine = stint::detail::accept_machine;
using action = machine::action;
using namespace std::chrono_literals;

namespace
{

boost::system::error_code code(int error) { return {error, boost::system::system_category()}; }

bool paused_for(const machine& m, stint::duration expected) { return m.pause() == expected; }

} // namespace

BOOST_AUTO_TEST_SUITE(accept_machine)

BOOST_AUTO_TEST_CASE(a_lost_connection_is_passed_over)
{
    machine server(10);
    for (const int error : {ECONNABORTED, EPROTO, ENOPROTOOPT, EOPNOTSUPP, EPERM, EHOSTDOWN, EHOSTUNREACH, ENETDOWN,
                            ENETUNREACH, ETIMEDOUT, EINTR})
        BOOST_TEST((server.failed(code(error)) == action::accept_again), "error " << error);
}

BOOST_AUTO_TEST_CASE(lost_connections_without_end_do_not_spin)
{
    machine server(10);
    const auto lose_connections = [&] {
        for (int i = 0; i != machine::most_lost; ++i)
            BOOST_TEST((server.failed(code(EPERM)) == action::accept_again));
        BOOST_TEST((server.failed(code(EPERM)) == action::pause));
        BOOST_TEST(paused_for(server, 10ms));
    };
    lose_connections();
    server.accepted();
    lose_connections();
    server.begin();
    lose_connections();
}

BOOST_AUTO_TEST_CASE(a_lack_of_resources_pauses_longer_and_longer_up_to_a_second)
{
    for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM})
    {
        machine server(10);
        for (const auto expected : {10ms, 20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1000ms, 1000ms})
        {
            BOOST_TEST((server.failed(code(error)) == action::pause));
            BOOST_TEST(paused_for(server, expected));
        }
        server.accepted(); // it is over
        BOOST_TEST(paused_for(server, 0ms));
        BOOST_TEST((server.failed(code(error)) == action::pause));
        BOOST_TEST(paused_for(server, 10ms));
    }
}

BOOST_AUTO_TEST_CASE(anything_else_is_final)
{
    machine server(10);
    for (const int error : {EBADF, EINVAL, ENOTSOCK, EFAULT, EACCES})
        BOOST_TEST((server.failed(code(error)) == action::fail), "error " << error);
    const boost::system::error_code generic(EMFILE, boost::system::generic_category());
    BOOST_TEST((server.failed(generic) == action::pause));
}

BOOST_AUTO_TEST_CASE(as_many_connections_as_the_limit)
{
    machine server(2);
    BOOST_TEST(!server.full());
    server.accepted();
    BOOST_TEST(!server.full());
    server.accepted();
    BOOST_TEST(server.full());
    server.session_ended();
    BOOST_TEST(!server.full());
    BOOST_TEST(server.open() == 1U);
    server.accepted();
    server.accepted(); // from the queue of the kernel, at the end
    BOOST_TEST(server.full());
    BOOST_TEST(server.open() == 3U);
}

BOOST_AUTO_TEST_CASE(a_full_server_says_so_now_and_then)
{
    machine server(1);
    const stint::time_point start{};
    BOOST_TEST(server.tell_of_limit(start));
    BOOST_TEST(!server.tell_of_limit(start + 1s));
    BOOST_TEST(!server.tell_of_limit(start + 9999ms));
    BOOST_TEST(server.tell_of_limit(start + 10s));
    server.begin();
    BOOST_TEST(server.tell_of_limit(start + 11s));
    server.begin();
    BOOST_TEST(server.tell_of_limit(start + 1s));
}

BOOST_AUTO_TEST_CASE(a_pause_is_told_when_it_begins_and_when_it_is_over)
{
    machine server(10);
    const stint::time_point start{};
    BOOST_TEST(!server.accepted());
    BOOST_TEST(server.tell_of_pause(start));
    BOOST_TEST(!server.tell_of_pause(start + 20s)); // it is the same one
    BOOST_TEST(server.accepted());
    BOOST_TEST(!server.accepted());
}

BOOST_AUTO_TEST_CASE(pauses_that_come_and_go_are_told_now_and_then)
{
    machine server(10);
    const stint::time_point start{};
    BOOST_TEST(server.tell_of_pause(start));
    BOOST_TEST(server.accepted());
    BOOST_TEST(!server.tell_of_pause(start + 1s));
    BOOST_TEST(!server.accepted()); // nobody knows of it
    BOOST_TEST(!server.tell_of_pause(start + 9999ms));
    BOOST_TEST(server.tell_of_pause(start + 10s)); // this one lasts
    BOOST_TEST(server.accepted());
    BOOST_TEST(server.tell_of_limit(start + 10s)); // which has nothing to do with it
    BOOST_TEST(server.tell_of_pause(start + 20s));
    server.begin();
    BOOST_TEST(!server.accepted());
    BOOST_TEST(server.tell_of_pause(start + 21s));
}

BOOST_AUTO_TEST_SUITE_END()
