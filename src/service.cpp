// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_runner.hpp"
#include <stint/service.hpp>

namespace stint
{

service::~service()
{
    if (auto* const runner = runner_.exchange(nullptr))
        runner->service_destroyed();
}

} // namespace stint
