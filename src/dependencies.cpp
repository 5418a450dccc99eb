// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/dependencies.hpp>
#include <stint/lifecycle.hpp>

namespace stint
{

dependency::dependency(const lifecycle& life) : name_(life.name()) {}

dependency::dependency(const service& s) : name_(s.name()) {}

} // namespace stint
