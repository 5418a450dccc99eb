// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// With STINT_PCH: what takes the compilers longest. The builds without it prove that every file
// includes what it uses.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_channel_logger.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#ifdef BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#endif
