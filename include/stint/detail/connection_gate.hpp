// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_CONNECTION_GATE_HPP
#define STINT_DETAIL_CONNECTION_GATE_HPP

#include <stint/config.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

namespace stint
{
class lifecycle;
}

namespace stint::detail
{

/// Says when a listener may accept, and counts its connections. Used on the strand of the listener, where nothing else is said.
class STINT_DECL connection_gate
{
public:
    explicit connection_gate(std::size_t limit);
    ~connection_gate();
    connection_gate(const connection_gate&) = delete;
    connection_gate& operator=(const connection_gate&) = delete;

    /// As long as this lives, a listener accepts connections.
    class STINT_DECL opening
    {
    public:
        /// @param where what it listens on, for messages
        opening(connection_gate& gate, lifecycle& life, std::string where);
        ~opening();
        opening(const opening&) = delete;
        opening& operator=(const opening&) = delete;

        /// Completes when the next connection may be accepted: true; or when the service is told to stop: false.
        asio::awaitable<bool> next();

        /// An accept failed. Throws what is final.
        void failed(const boost::system::error_code& ec);

        /// An accept failed that nobody waits for. True if only that one connection was lost.
        bool passes_over(const boost::system::error_code& ec);

        /// The same error: true if the system lacked something, and there is a session whose end may free it.
        bool may_lack_what_a_session_has(const boost::system::error_code& ec) const;

        /// Completes when it is time to try again, after such an error. Throws `operation_aborted` if it is cancelled.
        asio::awaitable<void> pause(boost::system::error_code ec);

        void accepted();

    private:
        friend class connection_gate;
        struct impl;
        std::unique_ptr<impl> impl_;
    };

    /// From any thread.
    std::size_t open() const noexcept;
    std::uint64_t total() const noexcept;

private:
    friend class session_end;
    struct impl;

    void ended(lifecycle& life, const std::exception_ptr& error);
    void vanished() noexcept; // from any thread

    std::unique_ptr<impl> impl_;
};

/// Is called with the end of a session that was accepted. Where its coroutine is destroyed, and this with it, the connection is none any more, either.
class STINT_DECL session_end
{
public:
    session_end(std::shared_ptr<connection_gate> gate, lifecycle& life);
    ~session_end();
    session_end(const session_end&) = delete;
    session_end& operator=(const session_end&) = delete;

    void operator()(const std::exception_ptr& error);

private:
    std::shared_ptr<connection_gate> gate_; // null: it was called
    lifecycle& life_;
};

/// Throws that something cannot be listened on.
[[noreturn]] STINT_DECL void throw_listen_error(const boost::system::error_code& ec, const char* what,
                                                const std::string& where);

} // namespace stint::detail

#endif
