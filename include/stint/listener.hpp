// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_LISTENER_HPP
#define STINT_LISTENER_HPP

#include <stint/config.hpp>
#include <stint/detail/connection_gate.hpp>
#include <stint/detail/new_strand.hpp>
#include <stint/detail/open_acceptor.hpp>
#include <stint/error.hpp>
#include <stint/lifecycle.hpp>
#include <stint/service.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace stint
{

/// The knobs of a @ref listener.
struct listener_params
{
    /// How many connections are served at a time. When there are so many, it stops accepting until one has ended; others wait in
    /// the queue of the kernel. Zero is refused with @ref error::invalid_limit. By default there is no limit.
    std::size_t max_connections = std::numeric_limits<std::size_t>::max();

    /// How many connections wait in the queue of the kernel. Negative is refused with @ref error::invalid_limit. By default as many as the
    /// system allows.
    int backlog = asio::socket_base::max_listen_connections;

    /// Where sessions execute: each on a strand of its own on this executor, so that a server uses all threads. By default on that
    /// of the listener. What a session spawns executes there too only if it is told so: `life.spawn(work, co_await asio::this_coro::executor)`.
    asio::any_io_executor session_executor{};
};

/** A service that accepts connections, and runs a session for each.

    @tparam Protocol `asio::ip::tcp` or `asio::local::stream_protocol`

    It is `running` when it listens. A session is a coroutine that the lifecycle waits for. It hears of a stop as the service does:
    by @ref lifecycle::until_stop and the like. What it throws ends that one connection, and is told as
    `code::session_failed`; the listener goes on.

    When the service is told to stop, it accepts what the kernel has accepted already, also beyond the limit, and closes its socket. Where it
    lacks descriptors for that, it waits for the end of its sessions. A session that begins then is told to stop from its beginning: one that
    serves requests looks whether one has come (`socket.available()`) before it leaves.

    A failed accept is handled as accept(2) advises. A connection that was lost before it was accepted is passed over. Where the
    system lacks descriptors or memory, or after 16 lost connections in a row, the listener pauses, from 10 ms doubling up to 1 s, and
    tells that by `code::accept_paused`, and by `code::accept_resumed` when it is over; of pauses that come and go it tells at most once in 10 s.
    Any other error crashes the service.

    A Unix-domain socket whose file was left behind by a process that died is replaced. The file is removed at the end. That of an acceptor of
    your own making is left to you: another process may go on listening on it.

    @par Object lifetimes
    As those of a @ref service. The session function, and with it the captures of a lambda, lives as long as the listener, and where that is
    destroyed while it runs, until that run has ended.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe, except that @ref connections, @ref accepted and @ref local_endpoint may be
    called from any thread.
*/
template <class Protocol>
class listener final : public service
{
public:
    /// What it listens on.
    using endpoint_type = typename Protocol::endpoint;
    /// Of a connection.
    using socket_type = typename Protocol::socket;
    /// What accepts the connections.
    using acceptor_type = typename Protocol::acceptor;

    /// Called with each connection; what it returns is the session.
    using session_function = std::function<asio::awaitable<void>(socket_type, lifecycle&)>;

    /// Makes an acceptor that listens, on the executor that it is given. Called for each run, whose end closes the acceptor: of a descriptor that
    /// the process was started with it gives a duplicate. What it throws crashes the service.
    using acceptor_function = std::function<acceptor_type(const asio::any_io_executor&)>;

    /** A listener on an endpoint. It is bound when the service runs, for TCP with the option `reuse_address`.

        @param name what @ref service::name returns
        @param where the endpoint
        @param session called with each connection
        @param params its knobs
        @throws boost::system::system_error @ref error::invalid_limit
    */
    listener(std::string name, endpoint_type where, session_function session, listener_params params = {})
        : listener(
            std::move(name),
            [where = std::move(where), backlog = params.backlog](const asio::any_io_executor& executor) {
                return detail::open_acceptor<Protocol>(executor, where, backlog);
            },
            std::move(session), params)
    {
        owns_file_ = true;
    }

    /// The same with an acceptor of your own making: one with other options, or one that the process was started with.
    template <std::convertible_to<acceptor_function> Open>
    listener(std::string name, Open&& open, session_function session, listener_params params = {})
        : name_(std::move(name)),
          open_(std::forward<Open>(open)),
          server_(std::make_shared<server>(std::move(session), std::move(params)))
    {
        if (server_->params.max_connections == 0)
            throw_error(error::invalid_limit, name_ + ": listener: max_connections");
        if (server_->params.backlog < 0)
            throw_error(error::invalid_limit, name_ + ": listener: backlog");
    }

    /// Says what is wrong with another session.
    template <class Where, class Session>
    requires(!std::convertible_to<Session, session_function>)
        listener(std::string name, Where&&, Session&&, listener_params = {})
        : name_(std::move(name))
    {
        static_assert(
            std::convertible_to<Session, session_function>,
            "stint: a listener takes a session function: asio::awaitable<void> f(socket, stint::lifecycle& life), "
            "with the socket by value");
    }

    /// The name that it was given.
    std::string name() const override { return name_; }

    /// How many connections there are now.
    std::size_t connections() const noexcept { return server_->gate->open(); }

    /// How many connections were accepted, in all runs.
    std::uint64_t accepted() const noexcept { return server_->gate->total(); }

    /// What it listens on, with the port that the system has chosen; that of the last run, once that has ended.
    endpoint_type local_endpoint() const
    {
        const std::lock_guard lock(mutex_);
        return where_;
    }

private:
    /// What the coroutine has: it may outlive a listener that is destroyed while it runs, and sessions that were given up may.
    struct server
    {
        server(session_function s, listener_params p)
            : session(std::move(s)),
              params(std::move(p)),
              gate(std::make_shared<detail::connection_gate>(params.max_connections))
        {
        }

        const session_function session;
        const listener_params params;
        const std::shared_ptr<detail::connection_gate> gate;
    };

    asio::awaitable<void> run(lifecycle& life) override
    {
        auto acceptor = open_(life.get_executor());
        detail::close_on_exec(acceptor.native_handle());
        const detail::socket_file<Protocol> file(owns_file_ ? acceptor.local_endpoint() : endpoint_type());
        keep(acceptor.local_endpoint());
        const auto own = server_; // from the first co_await on, this may be gone
        detail::connection_gate::opening accepting(*own->gate, life, detail::to_text(local_endpoint()));
        co_await life.running();
        while (co_await accepting.next())
        {
            auto operation = acceptor.async_accept(session_executor(*own, life), asio::as_tuple(asio::deferred));
            auto accepted = co_await life.until_stop(std::move(operation));
            if (!accepted)
                break;
            auto& [ec, socket] = *accepted;
            if (!ec)
                serve(*own, std::move(socket), accepting, life);
            else if (!life.should_stop())
                accepting.failed(ec);
        }
        co_await serve_backlog(*own, acceptor, accepting, life);
    }

    /// What the kernel has accepted would be reset when the acceptor is closed. Others may come as fast as they are accepted, so
    /// no more than the queue held: Linux lets in one more than it is told.
    static asio::awaitable<void> serve_backlog(const server& own, acceptor_type& acceptor,
                                               detail::connection_gate::opening& accepting, lifecycle& life)
    {
        boost::system::error_code ec;
        acceptor.non_blocking(true, ec);
        if (!ec) // else Asio passes over a lost connection and then waits for the next one, which may never come
            acceptor.set_option(asio::socket_base::enable_connection_aborted(true), ec);
        if (ec)
            co_return;
        for (std::int64_t i = 0; i <= own.params.backlog; ++i)
        {
            auto socket = acceptor.accept(session_executor(own, life), ec);
            if (!ec)
                serve(own, std::move(socket), accepting, life);
            else if (!accepting.passes_over(ec))
            {
                const bool waits = detail::has_waiting_connection(acceptor.native_handle());
                if (!waits || !accepting.may_lack_what_a_session_has(ec))
                    co_return;
                co_await accepting.pause(ec);
                --i;
            }
        }
    }

    static void serve(const server& own, socket_type socket, detail::connection_gate::opening& accepting,
                      lifecycle& life)
    {
        const auto end = std::make_shared<detail::session_end>(own.gate, life);
        accepting.accepted();
        detail::close_on_exec(socket.native_handle());
        const asio::any_io_executor executor = socket.get_executor();
        const auto ended = [end](const std::exception_ptr& e) { (*end)(e); };
        try
        {
            life.spawn(own.session(std::move(socket), life), executor, asio::bind_executor(life.get_executor(), ended));
        }
        catch (...)
        {
            ended(std::current_exception());
        }
    }

    static asio::any_io_executor session_executor(const server& own, lifecycle& life)
    {
        const auto& on = own.params.session_executor;
        return on ? detail::new_strand(on) : life.get_executor();
    }

    void keep(endpoint_type where)
    {
        const std::lock_guard lock(mutex_);
        where_ = std::move(where);
    }

    const std::string name_;
    const acceptor_function open_;
    const std::shared_ptr<const server> server_;
    bool owns_file_ = false;
    mutable std::mutex mutex_;
    endpoint_type where_;
};

/// @cond
template <class Endpoint, class Session>
listener(std::string, Endpoint, Session, listener_params = {}) -> listener<typename Endpoint::protocol_type>;
/// @endcond

} // namespace stint

#endif
