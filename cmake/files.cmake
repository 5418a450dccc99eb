# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# What the library and the examples are made of. `test/rules.py` compares these lists with the
# directories, which is what Jamfile builds from: a file can neither be forgotten nor left behind.

# Floor 1: values and pure state machines. No Asio, no Log, no clock, no thread. The test program
# `machine` compiles these directly.
set(STINT_FLOOR1_SOURCES
    src/accept_machine.cpp
    src/code.cpp
    src/error.cpp
    src/event.cpp
    src/failure.cpp
    src/lifecycle_machine.cpp
    src/pool_machine.cpp
    src/pool_machine_changes.cpp
    src/report.cpp
    src/restart_backoff.cpp
    src/service_graph.cpp
    src/stall_machine.cpp
    src/state.cpp
    src/supervision.cpp
    src/time_spans.cpp
)

# Everything above floor 1.
set(STINT_SOURCES
    src/blocking.cpp
    src/child_process.cpp
    src/completion.cpp
    src/connection_gate.cpp
    src/default_lifecycle.cpp
    src/default_lifecycle_events.cpp
    src/default_lifecycle_interface.cpp
    src/default_lifecycle_reload.cpp
    src/default_lifecycle_run.cpp
    src/default_lifecycle_waits.cpp
    src/dependencies.cpp
    src/environment.cpp
    src/exit_code.cpp
    src/lifecycle.cpp
    src/log.cpp
    src/open_acceptor.cpp
    src/pool.cpp
    src/pool_core.cpp
    src/pool_core_changes.cpp
    src/pool_core_events.cpp
    src/pool_core_interface.cpp
    src/pool_core_steps.cpp
    src/process_guard.cpp
    src/run.cpp
    src/saved_signal_actions.cpp
    src/service.cpp
    src/service_executor.cpp
    src/snapshot.cpp
    src/stall_detector.cpp
    src/stop_waiter.cpp
    src/thread_turns.cpp
    src/until_stop.cpp
)

set(STINT_HEADERS
    include/stint.hpp
    include/stint/blocking.hpp
    include/stint/cancel_on_stop.hpp
    include/stint/child_process.hpp
    include/stint/code.hpp
    include/stint/completion.hpp
    include/stint/config.hpp
    include/stint/dependencies.hpp
    include/stint/detail/busy_code.hpp
    include/stint/detail/called_at_the_end.hpp
    include/stint/detail/connection_gate.hpp
    include/stint/detail/environment.hpp
    include/stint/detail/hook.hpp
    include/stint/detail/initiate.hpp
    include/stint/detail/lifecycle_internals.hpp
    include/stint/detail/new_strand.hpp
    include/stint/detail/open_acceptor.hpp
    include/stint/detail/parent.hpp
    include/stint/detail/reload_hook.hpp
    include/stint/detail/service_context.hpp
    include/stint/detail/stop_limit.hpp
    include/stint/detail/stop_waiter.hpp
    include/stint/detail/task.hpp
    include/stint/detail/token.hpp
    include/stint/detail/until_stop.hpp
    include/stint/error.hpp
    include/stint/event.hpp
    include/stint/exit_code.hpp
    include/stint/failure.hpp
    include/stint/from_callbacks.hpp
    include/stint/impl/lifecycle.hpp
    include/stint/impl/lifecycle_hooks.hpp
    include/stint/json.hpp
    include/stint/lifecycle.hpp
    include/stint/lifecycle_hooks.hpp
    include/stint/listener.hpp
    include/stint/log.hpp
    include/stint/logger.hpp
    include/stint/make_lifecycle.hpp
    include/stint/make_service.hpp
    include/stint/pool.hpp
    include/stint/pool_params.hpp
    include/stint/report.hpp
    include/stint/run.hpp
    include/stint/service.hpp
    include/stint/service_params.hpp
    include/stint/snapshot.hpp
    include/stint/stackful.hpp
    include/stint/stall_detector.hpp
    include/stint/state.hpp
    include/stint/supervision.hpp
    include/stint/time.hpp
    include/stint/undo.hpp
    include/stint/version.hpp
)

# The test kit.
set(STINT_TESTING_SOURCES
    src/testing/context.cpp
    src/testing/recorder.cpp
    src/testing/script.cpp
    src/testing/virtual_clock.cpp
)
set(STINT_TESTING_HEADERS
    include/stint/testing.hpp
    include/stint/testing/context.hpp
    include/stint/testing/ready_queue.hpp
    include/stint/testing/recorder.hpp
    include/stint/testing/script.hpp
    include/stint/testing/virtual_clock.hpp
)

# One program each, of the target stint_benchmarks.
set(STINT_BENCHMARKS
    bench/echo.cpp
    bench/order.cpp
    bench/raw_services.cpp
    bench/services.cpp
    bench/until_stop.cpp
)

# One program each. Where a NAME.txt lies beside NAME.cpp, a test runs the program and compares
# what it prints with it.
set(STINT_EXAMPLES
    example/01_one_service.cpp
    example/02_hooks.cpp
    example/03_pool.cpp
    example/04_embedded.cpp
    example/05_order.cpp
    example/06_restart.cpp
    example/07_nested_supervision.cpp
    example/08_surgery.cpp
    example/09_reload.cpp
    example/10_testing.cpp
    example/echo_server.cpp
    example/http_server.cpp
    example/websocket_chat.cpp
)
