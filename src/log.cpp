// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/log.hpp>

#include <boost/log/sources/severity_logger.hpp>

namespace stint
{

logger default_logger() { return boost::log::sources::severity_logger_mt<boost::log::trivial::severity_level>(); }

} // namespace stint
