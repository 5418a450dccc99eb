// expect: stint: include <stint/log.hpp> to log by a Boost.Log logger
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The core does not include Boost.Log: a logger of it needs the header of its own.

#include <stint.hpp>

#include <boost/log/sources/logger.hpp>

#ifdef STINT_CONTROL
#include <stint/log.hpp>
#endif

int main()
{
    boost::log::sources::logger_mt own;
    const stint::logger log = own;
    (void)log;
}
