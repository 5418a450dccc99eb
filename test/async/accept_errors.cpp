// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A listener that cannot accept: real sockets, a real lack of descriptors, virtual time.

#include "support/world.hpp"
#include <stint/listener.hpp>

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
    /// @param below those below this number can
    explicit no_descriptors(rlim_t below = 0)
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        auto none = before_;
        none.rlim_cur = below;
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

private:
    rlimit before_;
};

asio::awaitable<void> polite(tcp::socket, stint::lifecycle& life) { co_await life.stop_requested(); }

struct listening : world
{
    stint::listener<tcp> server{"web", tcp::endpoint(asio::ip::address_v4::loopback(), 0), polite};
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

BOOST_AUTO_TEST_CASE(who_waits_at_a_stop_is_served_when_the_end_of_a_session_frees_a_descriptor)
{
    tcp::socket first(io());
    first.connect(server.local_endpoint());
    tcp::socket second(io());
    second.open(tcp::v4());
    settle();
    const int unused = ::dup(0); // all below it are in use
    ::close(unused);
    {
        const no_descriptors here(static_cast<rlim_t>(unused));
        second.connect(server.local_endpoint());
        settle();
        BOOST_TEST(server.accepted() == 1U);
        life->stop();
        settle();
        BOOST_TEST(server.accepted() == 2U);
        check(log, {"ACCEPT_PAUSED web", "SERVICE_STOPPING web", "ACCEPT_RESUMED web", "SERVICE_STOPPED web"});
    }
    char c = 0;
    boost::system::error_code ec;
    second.read_some(asio::buffer(&c, 1), ec);
    BOOST_TEST(ec == asio::error::eof); // and not reset
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
