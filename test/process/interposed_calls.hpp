// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_PROCESS_INTERPOSED_CALLS_HPP
#define STINT_TEST_PROCESS_INTERPOSED_CALLS_HPP

// Functions of the C library, defined by the program itself. The dynamic linker prefers them for the libraries too, so that a chosen
// call of the process can fail as it does where the system lacks something. One file of a program includes this.

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <dlfcn.h>
#include <pthread.h>
#include <spawn.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace interposed
{

constexpr std::array<std::string_view, 11> names{"socket",         "accept",         "epoll_create1", "eventfd",
                                                 "timerfd_create", "pipe",           "bind",          "listen",
                                                 "unlink",         "pthread_create", "posix_spawnp"};
constexpr std::size_t descriptors = 6; // the first of them make descriptors

/// What fails, set by main() before there is a thread.
struct plan
{
    std::string_view call; ///< a name, "descriptor" for all that make one, or "any"
    int first = 0;         ///< the first call that fails
    int last = 0;          ///< and the last one
    int error = 0;         ///< with this; 0: it kills the process
};
inline plan chosen{};
inline std::atomic<int> seen = 0; ///< calls of the chosen kind

inline bool is_chosen(std::string_view name)
{
    if (chosen.call == "any" || chosen.call == name)
        return true;
    for (std::size_t i = 0; i != descriptors; ++i)
    {
        if (names[i] == name && chosen.call == "descriptor")
            return true;
    }
    return false;
}

/// True if this call is to fail.
inline bool fails(std::string_view name)
{
    if (!is_chosen(name))
        return false;
    const int number = ++seen;
    if (number < chosen.first || number > chosen.last)
        return false;
    if (chosen.error == 0)
        ::kill(::getpid(), SIGKILL);
    errno = chosen.error;
    return true;
}

/// UndefinedBehaviorSanitizer looks at memory through a pipe of its own, and reports objects that are none where it gets no pipe.
inline bool in_sanitizer(void* caller)
{
    Dl_info where{};
    return ::dladdr(caller, &where) != 0 && std::string_view(where.dli_fname).find("san.so") != std::string_view::npos;
}

/// The definition that would be used without this one: the library's, or a sanitizer's around it.
template <class Function>
Function* next(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace interposed

extern "C" {

int socket(int domain, int type, int protocol) noexcept
{
    return interposed::fails("socket") ? -1 : interposed::next<int(int, int, int)>("socket")(domain, type, protocol);
}

int accept(int listening, sockaddr* address, socklen_t* size)
{
    using function = int(int, sockaddr*, socklen_t*);
    return interposed::fails("accept") ? -1 : interposed::next<function>("accept")(listening, address, size);
}

int accept4(int listening, sockaddr* address, socklen_t* size, int flags)
{
    using function = int(int, sockaddr*, socklen_t*, int);
    return interposed::fails("accept") ? -1 : interposed::next<function>("accept4")(listening, address, size, flags);
}

int epoll_create1(int flags) noexcept
{
    return interposed::fails("epoll_create1") ? -1 : interposed::next<int(int)>("epoll_create1")(flags);
}

int eventfd(unsigned int count, int flags) noexcept
{
    return interposed::fails("eventfd") ? -1 : interposed::next<int(unsigned int, int)>("eventfd")(count, flags);
}

int timerfd_create(clockid_t clock, int flags) noexcept
{
    return interposed::fails("timerfd_create") ? -1
                                               : interposed::next<int(clockid_t, int)>("timerfd_create")(clock, flags);
}

int pipe(int* ends) noexcept
{
    const bool ours = !interposed::in_sanitizer(__builtin_return_address(0));
    return ours && interposed::fails("pipe") ? -1 : interposed::next<int(int*)>("pipe")(ends);
}

int socketpair(int domain, int type, int protocol, int* ends) noexcept
{
    using function = int(int, int, int, int*);
    return interposed::fails("pipe") ? -1 : interposed::next<function>("socketpair")(domain, type, protocol, ends);
}

int bind(int unbound, const sockaddr* address, socklen_t size) noexcept
{
    using function = int(int, const sockaddr*, socklen_t);
    return interposed::fails("bind") ? -1 : interposed::next<function>("bind")(unbound, address, size);
}

int listen(int bound, int backlog) noexcept
{
    return interposed::fails("listen") ? -1 : interposed::next<int(int, int)>("listen")(bound, backlog);
}

int unlink(const char* path) noexcept
{
    return interposed::fails("unlink") ? -1 : interposed::next<int(const char*)>("unlink")(path);
}

int pthread_create(pthread_t* id, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) noexcept
{
    using function = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    return interposed::fails("pthread_create")
               ? interposed::chosen.error
               : interposed::next<function>("pthread_create")(id, attributes, start, argument);
}

int posix_spawnp(pid_t* id, const char* file, const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment)
{
    using function = int(pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*, char* const*,
                         char* const*);
    return interposed::fails("posix_spawnp")
               ? interposed::chosen.error
               : interposed::next<function>("posix_spawnp")(id, file, actions, attributes, arguments, environment);
}

} // extern "C"

#endif
