// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_INITIATE_HPP
#define STINT_DETAIL_INITIATE_HPP

#include <utility>

namespace stint::detail
{

/// Starts an operation by a member function of an object that has an executor, whose first parameter is the handler.
template <auto start>
struct initiate;

template <class Object, class Handler, class... Args, void (Object::*start)(Handler, Args...)>
struct initiate<start>
{
    using executor_type = typename Object::executor_type; // so that cancel_after and the like find it
    executor_type get_executor() const noexcept { return self->get_executor(); }

    void operator()(Handler handler, Args... args) const { (self->*start)(std::move(handler), std::move(args)...); }

    Object* self;
};

} // namespace stint::detail

#endif
