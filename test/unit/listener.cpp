// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/listener.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <set>
#include <thread>
#include <unistd.h>

using namespace test;
using asio::ip::tcp;
using unix_domain = asio::local::stream_protocol;

namespace
{

const tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);

struct listening : plain_world
{
    std::vector<std::string> events;

    template <class Protocol>
    std::shared_ptr<stint::lifecycle> start(stint::listener<Protocol>& l)
    {
        auto life = stint::make_lifecycle(io.get_executor(), l);
        life->on_event([this](const stint::event& e) { events.push_back(to_string(e)); });
        life->async_run([](std::exception_ptr) {});
        settle();
        return life;
    }

    template <class Protocol>
    typename Protocol::socket connect(const stint::listener<Protocol>& l)
    {
        typename Protocol::socket s(io);
        s.connect(l.local_endpoint());
        settle();
        return s;
    }

    bool said(const std::string& text) const
    {
        return std::any_of(events.begin(), events.end(),
                           [&](const auto& e) { return e.find(text) != std::string::npos; });
    }

    /// What comes until the other side closes.
    template <class Socket>
    std::string rest(Socket& s)
    {
        std::string got;
        boost::system::error_code ec;
        s.non_blocking(true);
        until([&] {
            char buffer[1000];
            while (const auto size = s.read_some(asio::buffer(buffer), ec))
                got.append(buffer, size);
            return ec != asio::error::would_block;
        });
        BOOST_TEST(ec == asio::error::eof);
        return got;
    }
};

/// Idle until the stop, then says goodbye.
template <class Socket>
asio::awaitable<void> polite(Socket socket, stint::lifecycle& life)
{
    co_await life.stop_requested();
    co_await asio::async_write(socket, asio::buffer("goodbye", 7), asio::deferred);
}

/// Is there until the client says something.
asio::awaitable<void> one_request(tcp::socket socket, stint::lifecycle&)
{
    char c = 0;
    co_await socket.async_read_some(asio::buffer(&c, 1), asio::deferred);
    if (c == '!')
        throw std::runtime_error("bad request");
    co_await asio::async_write(socket, asio::buffer(&c, 1), asio::deferred);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(listener, listening)

BOOST_AUTO_TEST_CASE(a_session_for_each_connection)
{
    stint::listener server("echo", any_port, polite<tcp::socket>);
    BOOST_TEST(server.name() == "echo");
    const auto life = start(server);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(server.local_endpoint().port() != 0);
    BOOST_TEST(said("echo accepts connections on 127.0.0.1:" + std::to_string(server.local_endpoint().port()) + '.'));
    auto first = connect(server);
    auto second = connect(server);
    until([&] { return server.connections() == 2U; });
    BOOST_TEST(server.accepted() == 2U);
    BOOST_TEST(life->report().at(0).live_tasks == 2U);
    life->stop();
    BOOST_TEST(rest(first) == "goodbye");
    BOOST_TEST(rest(second) == "goodbye");
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(server.connections() == 0U);
    BOOST_TEST(server.accepted() == 2U);
    BOOST_TEST(!life->error());
}

BOOST_AUTO_TEST_CASE(runs_again_on_the_same_port)
{
    stint::listener server("echo", any_port, polite<tcp::socket>);
    auto life = start(server);
    const auto where = server.local_endpoint();
    life->stop();
    until([&] { return life->state() == state::stopped; });
    stint::listener again("echo", where, polite<tcp::socket>);
    life = start(again);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(again.local_endpoint() == where);
    life->stop();
    until([&] { return life->state() == state::stopped; });
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_named)
{
    tcp::acceptor other(io, any_port);
    stint::listener server("echo", other.local_endpoint(), polite<tcp::socket>);
    const auto life = start(server);
    BOOST_TEST(life->state() == state::crashed);
    BOOST_TEST(stint::describe(life->error())
               == "cannot listen on 127.0.0.1:" + std::to_string(other.local_endpoint().port())
                      + ": Address already in use");
}

BOOST_AUTO_TEST_CASE(what_a_session_throws_ends_that_connection_alone)
{
    stint::listener server("echo", any_port, one_request);
    const auto life = start(server);
    auto bad = connect(server);
    auto good = connect(server);
    asio::write(bad, asio::buffer("!", 1));
    BOOST_TEST(rest(bad) == "");
    until([&] { return said("A session of echo has failed. Cause: bad request"); });
    BOOST_TEST(life->state() == state::running);
    asio::write(good, asio::buffer("a", 1));
    BOOST_TEST(rest(good) == "a");
    until([&] { return server.connections() == 0U; });
    life->stop();
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(!life->error());
}

BOOST_AUTO_TEST_CASE(a_session_function_that_throws_does_so_too)
{
    const auto refuse = [](tcp::socket, stint::lifecycle&) -> asio::awaitable<void> { throw std::runtime_error("no"); };
    stint::listener server("echo", any_port, refuse);
    const auto life = start(server);
    auto client = connect(server);
    BOOST_TEST(rest(client) == "");
    BOOST_TEST(said("A session of echo has failed. Cause: no"));
    BOOST_TEST(life->state() == state::running);
    life->stop(0s);
    until([&] { return life->state() == state::stopped; });
}

BOOST_AUTO_TEST_CASE(accepts_no_more_than_the_limit_and_drops_nobody)
{
    stint::listener_params params;
    params.max_connections = 1;
    stint::listener server("echo", any_port, one_request, params);
    const auto life = start(server);
    auto first = connect(server);
    auto second = connect(server); // in the queue of the kernel
    asio::write(second, asio::buffer("b", 1));
    until([&] { return said("echo has as many connections as it may have; others wait. (1)"); });
    settle();
    BOOST_TEST(server.accepted() == 1U);
    asio::write(first, asio::buffer("a", 1));
    BOOST_TEST(rest(first) == "a");
    BOOST_TEST(rest(second) == "b");
    BOOST_TEST(server.accepted() == 2U);
    life->stop();
    until([&] { return life->state() == state::stopped; });
}

BOOST_AUTO_TEST_CASE(what_the_kernel_has_accepted_is_served_at_the_stop)
{
    stint::listener_params params;
    params.max_connections = 1;
    stint::listener server("echo", any_port, polite<tcp::socket>, params);
    const auto life = start(server);
    auto first = connect(server);
    until([&] { return server.connections() == 1U; });
    std::vector<tcp::socket> queued;
    for (int i = 0; i != 10; ++i)
        queued.push_back(connect(server));
    life->stop();
    for (auto& each : queued)
        BOOST_TEST(rest(each) == "goodbye");
    BOOST_TEST(rest(first) == "goodbye");
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(server.accepted() == 11U);
}

/// Linux holds one more than it is told.
BOOST_AUTO_TEST_CASE(a_full_queue_of_the_kernel_is_served_at_the_stop)
{
    for (const int backlog : {0, 3})
    {
        stint::listener_params params;
        params.max_connections = 1;
        params.backlog = backlog;
        stint::listener server("echo", any_port, polite<tcp::socket>, params);
        const auto life = start(server);
        auto first = connect(server);
        until([&] { return server.connections() == 1U; });
        std::vector<tcp::socket> queued;
        for (int i = 0; i <= backlog; ++i)
            queued.push_back(connect(server));
        life->stop();
        for (auto& each : queued)
            BOOST_TEST(rest(each) == "goodbye");
        until([&] { return life->state() == state::stopped; });
    }
}

BOOST_AUTO_TEST_CASE(limits_that_make_no_sense_are_refused)
{
    stint::listener_params no_connections;
    no_connections.max_connections = 0;
    stint::listener_params negative;
    negative.backlog = -1;
    for (const auto& params : {no_connections, negative})
    {
        const auto make = [&] { stint::listener<tcp>("echo", any_port, polite<tcp::socket>, params); };
        BOOST_TEST(is(thrown_by(make), stint::error::invalid_limit));
    }
}

BOOST_AUTO_TEST_CASE(an_acceptor_of_the_users_own)
{
    const auto open = [](const asio::any_io_executor& executor) { return tcp::acceptor(executor, any_port); };
    stint::listener<tcp> server("echo", open, polite<tcp::socket>);
    const auto life = start(server);
    auto client = connect(server);
    life->stop();
    BOOST_TEST(rest(client) == "goodbye");
    until([&] { return life->state() == state::stopped; });
}

BOOST_AUTO_TEST_CASE(sessions_on_an_executor_of_their_own)
{
    asio::thread_pool workers(2);
    const auto main_thread = std::this_thread::get_id();
    std::mutex mutex;
    std::set<std::thread::id> threads;
    bool on_that_of_the_listener = false;
    const auto session = [&](tcp::socket socket, stint::lifecycle& life) -> asio::awaitable<void> {
        {
            const std::lock_guard lock(mutex); // and no BOOST_TEST here, which is for one thread
            threads.insert(std::this_thread::get_id());
            on_that_of_the_listener = on_that_of_the_listener || socket.get_executor() == life.get_executor();
        }
        co_await life.until_stop(socket.async_wait(tcp::socket::wait_read, asio::deferred));
        co_await asio::async_write(socket, asio::buffer("bye", 3), asio::deferred);
    };
    stint::listener_params params;
    params.session_executor = workers.get_executor();
    stint::listener server("echo", any_port, session, params);
    const auto life = start(server);
    std::vector<tcp::socket> clients;
    for (int i = 0; i != 8; ++i)
        clients.push_back(connect(server));
    until([&] { return server.connections() == 8U; });
    life->stop();
    for (auto& each : clients)
        BOOST_TEST(rest(each) == "bye");
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(server.connections() == 0U);
    workers.join();
    BOOST_TEST(threads.count(main_thread) == 0U);
    BOOST_TEST(!on_that_of_the_listener);
}

BOOST_AUTO_TEST_CASE(sessions_that_never_finish_are_cut_at_the_deadline_and_counted)
{
    stint::listener server("echo", any_port, one_request);
    const auto life = start(server);
    std::vector<tcp::socket> clients;
    for (int i = 0; i != 3; ++i)
        clients.push_back(connect(server));
    until([&] { return server.connections() == 3U; });
    auto still_there = server.connections();
    life->on_stopped([&](stint::service&, stint::lifecycle&) { still_there = server.connections(); });
    life->stop(0s);
    for (auto& each : clients)
        BOOST_TEST(rest(each) == "");
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(still_there == 0U);
    BOOST_TEST(said("echo missed its deadline"));
    BOOST_TEST(said(", 3 tasks"));
    BOOST_TEST(!said("has failed")); // that was asked for
    BOOST_TEST(server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(may_be_destroyed_while_it_runs_before_its_context)
{
    asio::io_context own;
    {
        stint::listener server("echo", any_port, polite<tcp::socket>);
        stint::pool app{own};
        app.add(server);
        const auto life = stint::make_lifecycle(own.get_executor(), app);
        life->async_run([](std::exception_ptr) {});
        own.poll();
        BOOST_TEST(life->state() == state::running);
    }
}

struct with_path : listening
{
    const std::string path = "/tmp/stint-test-" + std::to_string(::getpid()) + ".sock";
    ~with_path() { std::filesystem::remove(path); }
};

BOOST_FIXTURE_TEST_CASE(a_unix_domain_socket_has_its_file_while_it_runs, with_path)
{
    stint::listener server("echo", unix_domain::endpoint(path), polite<unix_domain::socket>);
    auto life = start(server);
    BOOST_TEST(said("echo accepts connections on " + path));
    auto client = connect(server);
    life->stop();
    BOOST_TEST(rest(client) == "goodbye");
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_name_in_the_abstract_namespace_has_no_file)
{
    const auto name = "stint-test-" + std::to_string(::getpid());
    stint::listener server("echo", unix_domain::endpoint('\0' + name + '\0' + '1'), polite<unix_domain::socket>);
    auto life = start(server);
    BOOST_TEST(said("echo accepts connections on @" + name + "@1."));
    auto client = connect(server);
    life->stop();
    BOOST_TEST(rest(client) == "goodbye");
    until([&] { return life->state() == state::stopped; });
}

/// Another process may listen on it, with the same acceptor.
BOOST_FIXTURE_TEST_CASE(the_file_of_an_acceptor_of_the_users_own_stays, with_path)
{
    const auto open = [this](const asio::any_io_executor& executor) { return unix_domain::acceptor(executor, path); };
    stint::listener<unix_domain> server("echo", open, polite<unix_domain::socket>);
    const auto life = start(server);
    BOOST_TEST(life->state() == state::running);
    life->stop();
    until([&] { return life->state() == state::stopped; });
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_a_dead_process_left_is_replaced_but_not_that_of_a_living_one, with_path)
{
    {
        unix_domain::acceptor dead(io, unix_domain::endpoint(path)); // leaves its file behind
    }
    BOOST_TEST(std::filesystem::exists(path));
    stint::listener server("echo", unix_domain::endpoint(path), polite<unix_domain::socket>);
    const auto life = start(server);
    BOOST_TEST(life->state() == state::running);

    stint::listener rival("rival", unix_domain::endpoint(path), polite<unix_domain::socket>);
    const auto refused = start(rival);
    BOOST_TEST(stint::describe(refused->error()) == "cannot listen on " + path + ": Address already in use");
    BOOST_TEST(std::filesystem::exists(path));
    life->stop();
    until([&] { return life->state() == state::stopped; });
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_no_socket_is_not_touched, with_path)
{
    std::filesystem::create_directory(path);
    stint::listener server("echo", unix_domain::endpoint(path), polite<unix_domain::socket>);
    BOOST_TEST(start(server)->state() == state::crashed);
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_SUITE_END()
