// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Pools in pools that stop cleanly. Arguments: the number of threads.

#include "process/program.hpp"

int main(int argc, char** argv)
{
    asio::io_context io;
    stint::pool app{io};
    stint::pool db{io, {.name = "db"}};
    stint::pool shards{io, {.name = "shards"}};
    shards.add("one", steady);
    shards.add("two", steady);
    db.add("writer", steady);
    db.add(shards);
    app.add("web", steady);
    app.add(db);
    return stint::run(io, app, {.threads = std::stoi(argument(argc, argv, 1)), .logger = telling_ready()});
}
