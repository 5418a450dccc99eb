// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DEPENDENCIES_HPP
#define STINT_DEPENDENCIES_HPP

#include <stint/config.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stint
{

class lifecycle;
class service;

/// A service of the same pool: its name, its lifecycle as @ref pool::add returns it, or itself. Only the name is kept.
class STINT_DECL dependency
{
public:
    /// By its name.
    template <std::convertible_to<std::string_view> Name>
    dependency(const Name& name) : name_(std::string_view(name))
    {
    }
    /// By its lifecycle.
    dependency(const lifecycle& life);
    /// By itself.
    dependency(const service& s);

    /// Its name.
    const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
};

/// The services that a service comes after, one or several: `.after = "db"`, `.after = {"db", cache}`.
class dependencies
{
public:
    /// None.
    dependencies() = default;

    /// One.
    template <std::convertible_to<dependency> Service>
    dependencies(Service&& one) : names_{dependency(std::forward<Service>(one)).name()}
    {
    }

    /// Several.
    dependencies(std::initializer_list<dependency> several)
    {
        for (const auto& each : several)
            names_.push_back(each.name());
    }

    /// One more.
    void add(const dependency& another) { names_.push_back(another.name()); }

    /// Their names. They may be added later than the service that comes after them.
    const std::vector<std::string>& names() const noexcept { return names_; }

private:
    std::vector<std::string> names_;
};

} // namespace stint

#endif
