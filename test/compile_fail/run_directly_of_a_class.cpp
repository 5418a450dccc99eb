// expect: '?run'? is (a )?private|is private within this context
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that follows the documentation keeps its run() private.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

class server final : public stint::service
{
public:
    std::string name() const override { return "server"; }

private:
    asio::awaitable<void> run(stint::lifecycle& life) override { co_await life.running(); }
};

int main()
{
    asio::io_context io;
    server s;
    const auto life = stint::make_lifecycle(io.get_executor(), s);
#ifndef STINT_CONTROL
    s.run(*life);
#endif
}
