// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "values.hpp"
#include <stint/json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/src.hpp>

#include <algorithm>
#include <cmath>
#include <string>

// Snapshots as JSON: whatever bytes the names, notes and errors have, a strict parser takes it, and finds what was there.

namespace json = boost::json;

namespace
{

/// Numbers may be rounded, and change their type.
bool same(const json::value& a, const json::value& b)
{
    if (a.is_number() && b.is_number())
    {
        const auto x = a.to_number<double>();
        return std::abs(x - b.to_number<double>()) <= std::abs(x) * 1e-14;
    }
    if (a.kind() != b.kind())
        return false;
    if (a.is_array())
        return std::equal(a.get_array().begin(), a.get_array().end(), b.get_array().begin(), b.get_array().end(), same);
    if (!a.is_object())
        return a == b;
    const auto& other = b.get_object();
    return a.get_object().size() == other.size()
           && std::all_of(a.get_object().begin(), a.get_object().end(), [&](const auto& each) {
                  const auto* const found = other.if_contains(each.key());
                  return found && same(each.value(), *found);
              });
}

bool is_utf8(const std::string& text)
{
    json::error_code bad;
    json::parse(json::serialize(json::value(text)), bad);
    return !bad;
}

/// The text is there as it was. What is no UTF-8 can not be.
bool has(const json::object& in, const char* key, const std::string& text)
{
    const auto* const found = in.if_contains(key);
    return found && found->is_string() && (found->get_string() == text || !is_utf8(text));
}

void expect(const json::value& made, const stint::snapshot& s)
{
    const auto& object = made.as_object();
    const auto has_list = [&](const char* key, std::size_t size) {
        const auto* const found = object.if_contains(key);
        return size == 0 ? !found : found && found->is_array() && found->get_array().size() == size;
    };
    fuzz::require(has(object, "service", s.service), "service");
    fuzz::require(has(object, "state", std::string(to_string(s.state))), "state");
    fuzz::require(object.contains("state_for_s") == s.since.has_value(), "state_for_s");
    fuzz::require(object.contains("restarts") == (s.restarts != 0), "restarts");
    fuzz::require(object.contains("restart_in_s") == s.restart_at.has_value(), "restart_in_s");
    fuzz::require(!s.last_error || has(object, "last_error", stint::describe(s.last_error)), "last_error");
    fuzz::require(object.contains("live_tasks") == (s.live_tasks != 0), "live_tasks");
    fuzz::require(s.note.empty() || has(object, "note", s.note), "note");
    fuzz::require(has_list("waits_for", s.waits_for.size()), "waits_for");
    fuzz::require(has_list("services", s.services.size()), "services");
    for (std::size_t i = 0; i != s.services.size(); ++i)
        expect(object.at("services").at(i), s.services[i]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    const auto s = fuzz::any_snapshot(in);
    const auto made = json::value_from(s);
    json::parse_options deep;
    deep.max_depth = 100;
    json::error_code bad;
    const auto parsed = json::parse(json::serialize(made), bad, {}, deep);
    fuzz::require(!bad, "a snapshot is valid JSON");
    fuzz::require(same(made, parsed), "what is read back is what was written");
    expect(parsed, s);
    return 0;
}
