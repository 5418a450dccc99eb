// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/ending.hpp"
#include "support/services.hpp"
#include <stint/log.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/pool.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sources/logger.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;
namespace logging = boost::log;
using severity_level = logging::trivial::severity_level;

namespace
{

struct record
{
    std::string text;
    std::string code;
    std::string service;
    std::string state;
    std::string severity;
};

class collector : public logging::sinks::basic_sink_backend<logging::sinks::synchronized_feeding>
{
public:
    void consume(const logging::record_view& r)
    {
        const auto text_of = [&](const char* name) {
            const auto value = logging::extract<std::string>(name, r);
            return value ? value.get() : "";
        };
        const auto level = logging::extract<severity_level>("Severity", r);
        records.push_back({text_of("Message"), text_of("Code"), text_of("Service"), text_of("State"),
                           level ? to_string(level.get()) : ""});
    }

    std::vector<record> records;
};

/// A sink of Boost.Log's core as long as it lives.
struct collected
{
    collected() { logging::core::get()->add_sink(sink); }
    ~collected() { logging::core::get()->remove_sink(sink); }
    collected(const collected&) = delete;
    collected& operator=(const collected&) = delete;

    const std::vector<record>& records() const { return backend->records; }

    /// Runs a pool with one service until nothing is left to do.
    void run_pool(stint::logger logger, body f)
    {
        boost::asio::io_context io;
        stint::pool app(io, {.logger = std::move(logger)});
        app.add("db", std::move(f));
        const auto life = stint::make_lifecycle(io.get_executor(), app);
        life->async_run(ending());
        io.poll();
        life->stop();
        io.poll();
    }

    boost::shared_ptr<collector> backend = boost::make_shared<collector>();
    boost::shared_ptr<logging::sinks::synchronous_sink<collector>> sink
        = boost::make_shared<logging::sinks::synchronous_sink<collector>>(backend);
};

} // namespace

namespace unit // there is a function of this name in the global one
{

BOOST_FIXTURE_TEST_SUITE(log, collected)

BOOST_AUTO_TEST_CASE(every_record_has_code_service_and_state)
{
    run_pool(stint::default_logger(), server);
    std::string all;
    for (const auto& r : records())
        all += r.code + ' ' + r.service + ' ' + r.state + '\n';
    BOOST_TEST(all
               == "SERVICE_POOL_STARTING app starting\n"
                  "SERVICE_STARTING app/db starting\n"
                  "SERVICE_RUNNING app/db running\n"
                  "SERVICE_POOL_RUNNING app running\n"
                  "SERVICE_POOL_STOPPING app stopping\n"
                  "SERVICE_STOPPING app/db stopping\n"
                  "SERVICE_STOPPED app/db stopped\n"
                  "SERVICE_POOL_STOPPED app stopped\n");
}

BOOST_AUTO_TEST_CASE(the_record_of_a_crash_says_the_cause)
{
    run_pool(stint::default_logger(), crasher("disk full"));
    auto crashes = 0;
    for (const auto& r : records())
    {
        if (r.code != "SERVICE_CRASHED")
            continue;
        ++crashes;
        BOOST_TEST(r.text.find("disk full") != std::string::npos);
        BOOST_TEST(r.text.find("app/db") != std::string::npos);
        BOOST_TEST(r.severity == "error");
    }
    BOOST_TEST(crashes == 1);
}

BOOST_AUTO_TEST_CASE(a_severity_logger_of_the_user)
{
    run_pool(logging::sources::severity_logger_mt<severity_level>(), server);
    BOOST_REQUIRE(!records().empty());
    BOOST_TEST(records().front().severity == "info");
}

BOOST_AUTO_TEST_CASE(a_plain_logger_of_the_user)
{
    logging::sources::logger_mt plain;
    run_pool(plain, server);
    BOOST_REQUIRE(records().size() == 8U);
    BOOST_TEST(records().front().severity == "");
    BOOST_TEST(records().front().code == "SERVICE_POOL_STARTING");
}

BOOST_AUTO_TEST_CASE(a_logger_with_a_severity_of_another_kind)
{
    enum class loudness
    {
        quiet
    };
    run_pool(logging::sources::severity_logger<loudness>(), server);
    BOOST_TEST(records().size() == 8U);
}

BOOST_AUTO_TEST_CASE(filters_see_the_code)
{
    sink->set_filter(logging::expressions::attr<std::string>("Code") == "SERVICE_RUNNING");
    run_pool(stint::default_logger(), server);
    BOOST_REQUIRE(records().size() == 1U);
    BOOST_TEST(records().front().service == "app/db");
}

BOOST_AUTO_TEST_CASE(filters_see_the_severity)
{
    sink->set_filter(logging::expressions::attr<severity_level>("Severity") >= logging::trivial::error);
    run_pool(stint::default_logger(), crasher("disk full"));
    BOOST_TEST(records().size() == 2U); // the service and the pool
}

BOOST_AUTO_TEST_CASE(the_attributes_are_gone_afterwards)
{
    run_pool(stint::default_logger(), server);
    const auto before = records().size();
    BOOST_LOG_TRIVIAL(info) << "other";
    BOOST_REQUIRE(records().size() == before + 1);
    BOOST_TEST(records().back().code == "");
    BOOST_TEST(records().back().service == "");
}

BOOST_AUTO_TEST_CASE(every_code_has_a_text_and_a_severity)
{
    for (auto n = 0; n <= static_cast<int>(stint::code::process_forced); ++n)
    {
        stint::event e;
        e.what = static_cast<stint::code>(n);
        e.service = "app/db";
        stint::detail::write(*std::make_unique<logging::sources::severity_logger<severity_level>>(), e);
        BOOST_TEST(records().back().code == to_string(e.what));
        BOOST_TEST(!records().back().text.empty());
        BOOST_TEST(records().back().text.find("{}") == std::string::npos);
        BOOST_TEST(!records().back().severity.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace unit
