// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "code_scope.hpp"

#include <utility>

namespace stint::detail
{
namespace
{
thread_local code_scope* current_scope = nullptr;
}

code_scope* code_scope::current() noexcept { return current_scope; }

scope_entry::scope_entry(code_scope& scope) noexcept : scope_(scope), outer_(std::exchange(current_scope, &scope))
{
    scope_.depth_.fetch_add(1, std::memory_order_relaxed);
}

scope_entry::~scope_entry()
{
    scope_.depth_.fetch_sub(1, std::memory_order_relaxed);
    current_scope = outer_;
}

} // namespace stint::detail
