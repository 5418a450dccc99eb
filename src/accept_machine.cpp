// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "accept_machine.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace stint::detail
{
namespace
{

enum class kind
{
    lost_connection,
    lack_of_resources,
    final
};

// accept(2), "Error handling" and "ERRORS": pending network errors of the new connection are reported by accept.
kind kind_of(const boost::system::error_code& ec)
{
    if (ec.category() != boost::system::system_category() && ec.category() != boost::system::generic_category())
        return kind::final;
    switch (ec.value())
    {
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case EPERM: // a firewall's
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENETUNREACH:
#ifdef ENONET
    case ENONET:
#endif
    case ETIMEDOUT:
    case EINTR: return kind::lost_connection;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return kind::lack_of_resources;
    default: return kind::final;
    }
}

} // namespace

void accept_machine::begin()
{
    pause_ = duration::zero();
    lost_ = 0;
    pause_is_told_ = false;
    limit_told_ = pause_told_ = never;
}

bool accept_machine::accepted()
{
    ++open_;
    pause_ = duration::zero();
    lost_ = 0;
    return std::exchange(pause_is_told_, false);
}

accept_machine::action accept_machine::failed(const boost::system::error_code& ec)
{
    switch (kind_of(ec))
    {
    case kind::lost_connection:
        if (++lost_ <= most_lost)
            return action::accept_again;
        break;
    case kind::lack_of_resources: break;
    case kind::final: return action::fail;
    }
    pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
    return action::pause;
}

bool accept_machine::is_final(const boost::system::error_code& ec) { return kind_of(ec) == kind::final; }

bool accept_machine::tell_of_limit(time_point now) { return is_due(limit_told_, now); }

bool accept_machine::tell_of_pause(time_point now)
{
    if (pause_is_told_)
        return false;
    return pause_is_told_ = is_due(pause_told_, now);
}

/// True once in a time.
bool accept_machine::is_due(time_point& told, time_point now)
{
    if (told != never && now - told < told_every)
        return false;
    told = now;
    return true;
}

} // namespace stint::detail
