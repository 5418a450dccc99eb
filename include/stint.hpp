// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_HPP
#define STINT_HPP

// The core. Not part of it: <stint/log.hpp>, which includes Boost.Log, <stint/json.hpp>, which includes Boost.JSON, <stint/listener.hpp>,
// <stint/stall_detector.hpp>, the adapters, and <stint/testing.hpp>.
#include <stint/cancel_on_stop.hpp>
#include <stint/code.hpp>
#include <stint/config.hpp>
#include <stint/error.hpp>
#include <stint/event.hpp>
#include <stint/exit_code.hpp>
#include <stint/failure.hpp>
#include <stint/lifecycle.hpp>
#include <stint/lifecycle_hooks.hpp>
#include <stint/logger.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool.hpp>
#include <stint/pool_params.hpp>
#include <stint/report.hpp>
#include <stint/run.hpp>
#include <stint/service.hpp>
#include <stint/service_params.hpp>
#include <stint/snapshot.hpp>
#include <stint/state.hpp>
#include <stint/supervision.hpp>
#include <stint/time.hpp>
#include <stint/undo.hpp>
#include <stint/version.hpp>

#endif
