// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/detail/open_acceptor.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace stint::detail
{
namespace
{

/// False where there is no such file, or it is no socket. The path of a file ends at a zero: of a name in the abstract namespace nothing is left, or
/// a directory.
bool socket_status(const std::string& path, struct stat& status)
{
    return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

} // namespace

bool remove_stale_socket(const std::string& path, boost::system::error_code& ec)
{
    struct stat status;
    if (!socket_status(path, status))
        return false;
    // Not one of Asio's, whose context needs more descriptors. A full queue is no reason to wait: somebody listens.
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (probe >= 0)
    {
        const asio::local::stream_protocol::endpoint where(path);
        const bool refused
            = ::connect(probe, where.data(), static_cast<socklen_t>(where.size())) < 0 && errno == ECONNREFUSED;
        ::close(probe);
        if (!refused)
            return false;
        if (::unlink(path.c_str()) == 0)
            return true;
    }
    ec.assign(errno, boost::system::system_category());
    return false;
}

void close_on_exec(int descriptor) noexcept { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

bool has_waiting_connection(int descriptor) noexcept
{
    pollfd looked_at{descriptor, POLLIN, 0};
    return ::poll(&looked_at, 1, 0) > 0 && (looked_at.revents & POLLIN) != 0;
}

unix_socket_file::unix_socket_file(std::string path) : path_(std::move(path))
{
    std::error_code unknown;
    if (const auto whole = std::filesystem::absolute(path_, unknown); !unknown)
        path_ = whole.string(); // the working directory may be another one at the end
    struct stat status;
    if (!socket_status(path_, status))
        path_.clear();
    else
    {
        device_ = status.st_dev;
        inode_ = status.st_ino;
    }
}

unix_socket_file::~unix_socket_file()
{
    struct stat status;
    if (socket_status(path_, status) && status.st_dev == device_ && status.st_ino == inode_)
        ::unlink(path_.c_str());
}

} // namespace stint::detail
