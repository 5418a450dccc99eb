// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A listener that cannot accept: real sockets, a real lack of descriptors, virtual time.

#include "support/world.hpp"
#include <stint/listener.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <unistd.h>

using namespace test;
using asio::ip::tcp;

namespace
{

/// No further descriptor can be opened as long as this lives.
class no_descriptors
{
public:
    no_descriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int first_unused = ::dup(0); // all below it are in use, and poll(2) wants no lower limit
        ::close(first_unused);
        auto none = before_;
        none.rlim_cur = static_cast<rlim_t>(first_unused);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

private:
    rlimit before_;
};

asio::awaitable<void> polite(tcp::socket, stint::lifecycle& life) { co_await life.stop_requested(); }

/// Ends with the client's end, or by force.
asio::awaitable<void> lingering(tcp::socket socket, stint::lifecycle&)
{
    auto ended = socket.async_wait(tcp::socket::wait_read, asio::as_tuple(asio::deferred));
    co_await std::move(ended);
}

struct listening : world
{
    explicit listening(const stint::listener<tcp>::session_function& session = polite)
        : server("web", tcp::endpoint(asio::ip::address_v4::loopback(), 0), session)
    {
    }

    stint::listener<tcp> server;
    std::shared_ptr<stint::lifecycle> life = make_running();

    std::shared_ptr<stint::lifecycle> make_running()
    {
        auto made = stint::make_lifecycle(executor(), server);
        log.watch_events(*made);
        run(*made);
        settle();
        log.take();
        return made;
    }
    ~listening()
    {
        life->stop(0s);
        settle();
    }
};

/// One client has a session that does not end with the stop, and another one waits: there is no descriptor for it.
struct one_waits_at_the_stop : listening
{
    one_waits_at_the_stop() : listening(lingering)
    {
        first.connect(server.local_endpoint());
        second.open(tcp::v4());
        settle();
        none_is_left.emplace();
        second.connect(server.local_endpoint());
        life->stop(10s);
        settle();
        check(log, {"SERVICE_STOPPING web", "ACCEPT_PAUSED web"});
    }

    tcp::socket first{io()};
    tcp::socket second{io()};
    std::optional<no_descriptors> none_is_left;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(accept_errors, listening)

// UndefinedBehaviorSanitizer looks at memory through a pipe of its own, and reports objects that are none where it gets no pipe.
#if !defined(__SANITIZE_ADDRESS__)

BOOST_AUTO_TEST_CASE(a_lack_of_descriptors_pauses_and_is_told_once_at_its_beginning_and_its_end)
{
    tcp::socket client(io());
    client.open(tcp::v4());
    {
        const no_descriptors here;
        client.connect(server.local_endpoint());
        settle();
        check(log, {"ACCEPT_PAUSED web"});
        BOOST_TEST(time->waiting() == 1U); // it waits, and does not spin
        advance(10s);
        check(log, {});
        BOOST_TEST(life->state() == state::running);
    }
    advance(1s); // the longest pause
    check(log, {"ACCEPT_RESUMED web"});
    BOOST_TEST(server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(lacks_that_come_and_go_are_told_now_and_then)
{
    const auto lack_and_accept = [this](stint::duration passed) {
        tcp::socket client(io());
        client.open(tcp::v4());
        {
            const no_descriptors here;
            client.connect(server.local_endpoint());
            settle();
        }
        advance(passed);
    };
    lack_and_accept(1s);
    check(log, {"ACCEPT_PAUSED web", "ACCEPT_RESUMED web"});
    lack_and_accept(10s);
    check(log, {});
    BOOST_TEST(server.accepted() == 2U);
    lack_and_accept(1s);
    check(log, {"ACCEPT_PAUSED web", "ACCEPT_RESUMED web"});
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_pause_at_once)
{
    tcp::socket client(io());
    client.open(tcp::v4());
    const no_descriptors here;
    client.connect(server.local_endpoint());
    settle();
    log.take();
    life->stop();
    settle();
    check(log, {"SERVICE_STOPPING web", "SERVICE_STOPPED web"});
}

BOOST_FIXTURE_TEST_CASE(who_waits_at_a_stop_is_served_when_the_end_of_a_session_frees_a_descriptor,
                        one_waits_at_the_stop)
{
    advance(2s); // it does not spin, and waits for the session also where no descriptor comes by itself
    BOOST_TEST(server.accepted() == 1U);
    first.close();
    settle();
    BOOST_TEST(server.accepted() == 2U);
    none_is_left.reset();
    second.shutdown(tcp::socket::shutdown_send);
    settle();
    check(log, {"ACCEPT_RESUMED web", "SERVICE_STOPPED web"});
    char c = 0;
    boost::system::error_code ec;
    second.read_some(asio::buffer(&c, 1), ec);
    BOOST_TEST(ec == asio::error::eof); // and not reset
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_wait_for_descriptors_that_nobody_needs)
{
    stint::listener<tcp> slow("slow", tcp::endpoint(asio::ip::address_v4::loopback(), 0), lingering);
    const auto other = stint::make_lifecycle(executor(), slow);
    log.watch_events(*other);
    const auto end = run(*other);
    settle();
    tcp::socket client(io());
    client.connect(slow.local_endpoint());
    settle();
    log.take();
    {
        const no_descriptors here;
        other->stop();
        settle();
        check(log, {"SERVICE_STOPPING slow"});
    }
    client.close();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_FIXTURE_TEST_CASE(who_waits_at_a_stop_does_not_hold_it_up_beyond_the_deadline, one_waits_at_the_stop)
{
    advance(10s);
    BOOST_TEST(server.accepted() == 1U);
    check(log, {"SERVICE_DEADLINE web", "SERVICE_STOPPED web"});
}

#endif

BOOST_AUTO_TEST_CASE(a_socket_that_cannot_accept_any_more_crashes_the_service)
{
    int native = -1;
    const auto open = [&](const asio::any_io_executor& executor) {
        tcp::acceptor made(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        native = made.native_handle();
        return made;
    };
    stint::listener<tcp> broken("broken", open, polite);
    const auto other = stint::make_lifecycle(executor(), broken);
    const auto end = run(*other);
    settle();
    const auto where = broken.local_endpoint();
    ::shutdown(native, SHUT_RDWR);
    settle();
    BOOST_TEST(end.came());
    BOOST_TEST(end.text() == "cannot accept on 127.0.0.1:" + std::to_string(where.port()) + ": Invalid argument");
}

BOOST_AUTO_TEST_SUITE_END()
