// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_MAKE_LIFECYCLE_HPP
#define STINT_MAKE_LIFECYCLE_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace stint
{

/** Makes the default lifecycle of a service.

    @param executor what the service executes on. If it is no strand, the lifecycle makes one on it. A pool brings its own.
    @param s the service, which must outlive its run and what the lifecycle is asked after it
    @throws boost::system::system_error @ref error::empty_name
    @throws boost::asio::execution::bad_executor if the executor is empty, or that of a pool whose execution context is destroyed
*/
STINT_DECL std::shared_ptr<lifecycle> make_lifecycle(asio::any_io_executor executor, service& s);

/// The same with a service that the lifecycle owns.
/// @throws boost::system::system_error @ref error::null_service, @ref error::empty_name
/// @throws boost::asio::execution::bad_executor as above
STINT_DECL std::shared_ptr<lifecycle> make_lifecycle(asio::any_io_executor executor, std::unique_ptr<service> s);

/// Makes the lifecycles of a pool's services, a new one each time. The executor is the strand of the pool, or that of the service's
/// @ref service_params::executor.
using lifecycle_factory = std::function<std::shared_ptr<lifecycle>(asio::any_io_executor, service&)>;

} // namespace stint

#endif
