// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Prints what a Boost.Log sink sees. Argument: where the logger is given (run | pool | nested | both | none | function).

#include "process/program.hpp"
#include <stint/log.hpp>

#include <boost/core/null_deleter.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/text_ostream_backend.hpp>
#include <boost/log/sources/severity_channel_logger.hpp>

namespace logging = boost::log;
namespace expr = boost::log::expressions;
using channel_logger = logging::sources::severity_channel_logger_mt<logging::trivial::severity_level, std::string>;

void add_sink()
{
    const auto backend = boost::make_shared<logging::sinks::text_ostream_backend>();
    backend->add_stream(boost::shared_ptr<std::ostream>(&std::cout, boost::null_deleter()));
    backend->auto_flush(true);
    const auto sink
        = boost::make_shared<logging::sinks::synchronous_sink<logging::sinks::text_ostream_backend>>(backend);
    sink->set_formatter(expr::stream << expr::attr<std::string>("Channel") << '|' << expr::attr<std::string>("Code")
                                     << '|' << expr::attr<std::string>("Service") << '|'
                                     << expr::attr<std::string>("State") << '|' << logging::trivial::severity << '|'
                                     << expr::smessage << '|');
    sink->set_filter(expr::has_attr<std::string>("Code")); // filters see it too
    logging::core::get()->add_sink(sink);
}

int main(int argc, char** argv)
{
    const auto where = argument(argc, argv, 1);
    add_sink();
    const auto channel
        = [](const char* name) { return channel_logger(logging::keywords::channel = std::string(name)); };

    stint::pool_params app_params;
    stint::pool_params db_params{.name = "db"};
    stint::run_params params;
    if (where == "run" || where == "both")
        params.logger = channel("run");
    if (where == "pool" || where == "both")
        app_params.logger = channel("pool");
    if (where == "nested")
        db_params.logger = channel("nested");
    if (where == "function")
        params.logger = [](const stint::event& e) { say("function: " + to_string(e)); };

    asio::io_context io;
    stint::pool app{io, app_params};
    stint::pool db{io, db_params};
    db.add("writer", [](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        co_await life.stop_requested();
        throw std::runtime_error("cannot flush");
    });
    app.add(db);
    return stint::run(io, app, params);
}
