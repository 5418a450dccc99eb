// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_CHILD_PROCESS_HPP
#define STINT_CHILD_PROCESS_HPP

#include <stint/config.hpp>
#include <stint/lifecycle.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace stint
{

/** A service that is a program: it starts a process, watches it, and stops it.

    An instance is a function for @ref make_service and @ref pool::add :
    `app.add("worker", stint::child_process("/usr/bin/worker", {"--port", "80"}))`.

    The service is `running` when the program was started, which the process need not be. When the service is told to stop, the
    process gets SIGTERM, and SIGKILL at the deadline. The process is the leader of a process group, and the signals go to the
    whole group, so Ctrl+C at a terminal reaches it only through its service. It begins with no signal blocked or ignored, with this
    process' environment, working directory and standard streams, and with no other descriptor.

    The service ends when the process has: without an error when its exit code is 0, or, after a stop was asked for, when a signal
    ended it, or its exit code says so (143); else it crashes with @ref error::process_failed, which says how it ended. A program that cannot be started crashes it
    with the error of the system. If the coroutine of the service is destroyed, the process is killed; where @ref run ends
    this process by force, it goes on.

    What is left of its group is killed when it has ended after a stop, and at no other end.

    Needs Linux 5.3 (pidfd_open(2)) and glibc 2.34. Nobody else in this process may wait for the child.
*/
class STINT_DECL child_process
{
public:
    /// @param program its path; without a slash it is looked for in PATH
    /// @param arguments what follows its name
    explicit child_process(std::string program, std::vector<std::string> arguments = {});

    /// Runs the program once.
    asio::awaitable<void> operator()(lifecycle& life) const;

private:
    std::string program_;
    std::vector<std::string> arguments_;
};

} // namespace stint

#endif
