// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Sends back what comes to a Unix-domain socket. Arguments: its path; milliseconds of the drain delay; how many bytes of its log it writes
// before SIGKILL ends it in the middle of its work (0: nothing does).

#include "process/program.hpp"
#include <stint/listener.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <csignal>
#include <cstddef>
#include <mutex>
#include <unistd.h>
#include <utility>

using unix_domain = asio::local::stream_protocol;

namespace
{

/// Sends back what comes.
asio::awaitable<void> session(unix_domain::socket socket, stint::lifecycle& life)
{
    std::array<char, 1000> data;
    for (;;)
    {
        auto reading = socket.async_read_some(asio::buffer(data), asio::deferred);
        const auto size = co_await life.until_stop(std::move(reading));
        if (!size)
            co_return;
        co_await asio::async_write(socket, asio::buffer(data.data(), *size), asio::deferred);
    }
}

/// Writes events without what differs from run to run, so that a byte of it is a moment of the program.
class mortal_log
{
public:
    explicit mortal_log(std::size_t last) : last_(last) {}

    void write(const stint::event& e)
    {
        if (e.what == stint::code::session_failed) // as often as clients leave
            return;
        auto line = std::string(to_string(e.what)) + ' ' + e.service;
        line += e.error ? " Cause: " + stint::describe(e.error) + '\n' : "\n";
        const std::lock_guard lock(mutex_); // two threads write
        written_ += line.size();
        const bool last = last_ != 0 && written_ >= last_;
        if (last)
            line.resize(line.size() - (written_ - last_));
        std::cout << line << std::flush;
        if (last)
            ::kill(::getpid(), SIGKILL);
    }

private:
    std::mutex mutex_;
    const std::size_t last_;
    std::size_t written_ = 0;
};

} // namespace

int main(int argc, char** argv)
{
    mortal_log log(std::stoul(argument(argc, argv, 3)));
    asio::io_context io;
    stint::listener<unix_domain> server("server", unix_domain::endpoint(argument(argc, argv, 1)), session);
    stint::pool app{io};
    app.add(server);
    stint::run_params params;
    params.drain_delay = milliseconds(argc, argv, 2);
    params.threads = 2;
    params.logger = [&log](const stint::event& e) { log.write(e); };
    return stint::run(io, app, params);
}
