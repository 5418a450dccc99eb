# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# The files of the tests, a list for each category. `test/rules.py` compares them with the
# directories, which is what test/Jamfile builds from. A category with an empty list is left out.

# What the tests of all categories but `machine` share. (main.cpp is no part of it: every test
# program has that one.)
set(STINT_TEST_SUPPORT
    test/support/child_process.cpp
    test/support/client.cpp
    test/support/ending.cpp
    test/support/recorder.cpp
    test/support/services.cpp
)

# Floor 1 alone: linked with Boost.Test and nothing else.
set(STINT_TEST_MACHINE
    test/machine/accept_machine.cpp
    test/machine/actions.cpp
    test/machine/lifecycle_crash.cpp
    test/machine/lifecycle_exhaustive.cpp
    test/machine/lifecycle_hooks.cpp
    test/machine/lifecycle_start.cpp
    test/machine/lifecycle_stop_ladder.cpp
    test/machine/lifecycle_timeouts.cpp
    test/machine/otp_supervisor.cpp
    test/machine/pool_against_model.cpp
    test/machine/pool_changes.cpp
    test/machine/pool_exhaustive.cpp
    test/machine/pool_machine.cpp
    test/machine/pool_order.cpp
    test/machine/restart_backoff.cpp
    test/machine/service_graph.cpp
    test/machine/stall_machine.cpp
    test/machine/supervision.cpp
    test/machine/time_spans.cpp
    test/machine/transition_table.cpp
    test/machine/values.cpp
)

# One file for each header of the library.
set(STINT_TEST_UNIT
    test/unit/blocking.cpp
    test/unit/cancel_on_stop.cpp
    test/unit/child_process.cpp
    test/unit/from_callbacks.cpp
    test/unit/hooks.cpp
    test/unit/json.cpp
    test/unit/lifecycle.cpp
    test/unit/listener.cpp
    test/unit/log.cpp
    test/unit/logger.cpp
    test/unit/make_service.cpp
    test/unit/pool.cpp
    test/unit/pool_params.cpp
    test/unit/report.cpp
    test/unit/run.cpp
    test/unit/service_params.cpp
    test/unit/snapshot.cpp
    test/unit/stackful.cpp
    test/unit/stall_detector.cpp
    test/unit/testing.cpp
)

# The promises of Asio: one file for each.
set(STINT_TEST_ASYNC
    test/async/accept_errors.cpp
    test/async/additions.cpp
    test/async/allocators.cpp
    test/async/bad_input.cpp
    test/async/brute_force.cpp
    test/async/bug_classes.cpp
    test/async/cancellation.cpp
    test/async/completion_tokens.cpp
    test/async/defects_errors.cpp
    test/async/defects_lifecycle.cpp
    test/async/defects_pool.cpp
    test/async/defects_restart.cpp
    test/async/drain.cpp
    test/async/errors.cpp
    test/async/executors.cpp
    test/async/exit_code.cpp
    test/async/hooks.cpp
    test/async/ladder.cpp
    test/async/late_failures.cpp
    test/async/late_requests.cpp
    test/async/lifecycle_factory.cpp
    test/async/lifetimes.cpp
    test/async/lifetimes_elsewhere.cpp
    test/async/lost_sessions.cpp
    test/async/order.cpp
    test/async/readiness.cpp
    test/async/real_deadlines.cpp
    test/async/reload.cpp
    test/async/restart.cpp
    test/async/restart_waits.cpp
    test/async/seed.cpp
    test/async/spawn.cpp
    test/async/supervision.cpp
    test/async/surgery.cpp
    test/async/told_in_order.cpp
    test/async/turns.cpp
    test/async/until_stop.cpp
)

# Several threads: what ThreadSanitizer is for.
set(STINT_TEST_THREAD
    test/thread/context_ends.cpp
    test/thread/foreign_threads.cpp
    test/thread/hammer.cpp
    test/thread/handles.cpp
    test/thread/many_runs.cpp
    test/thread/observers.cpp
    test/thread/strands.cpp
    test/thread/surgery.cpp
)

# Whole programs (one executable for each file) ...
set(STINT_TEST_PROCESS
    test/process/blocked.cpp
    test/process/context.cpp
    test/process/crash.cpp
    test/process/drain.cpp
    test/process/early_signal.cpp
    test/process/failing_calls.cpp
    test/process/forks.cpp
    test/process/graceful.cpp
    test/process/ignores.cpp
    test/process/jumping_clock.cpp
    test/process/logging.cpp
    test/process/signals_given_back.cpp
    test/process/start_hangs.cpp
    test/process/starved.cpp
    test/process/supervised.cpp
    test/process/unix_server.cpp
)

# ... and the one test program that starts them.
set(STINT_TEST_PROCESS_DRIVER
    test/process_driver/blocked_threads.cpp
    test/process_driver/clock_jumps.cpp
    test/process_driver/contexts.cpp
    test/process_driver/drain_delay.cpp
    test/process_driver/echo_clients.cpp
    test/process_driver/echo_start.cpp
    test/process_driver/exit_codes.cpp
    test/process_driver/failing_calls.cpp
    test/process_driver/forked_children.cpp
    test/process_driver/http_clients.cpp
    test/process_driver/logs.cpp
    test/process_driver/starvation.cpp
    test/process_driver/stop_signals.cpp
    test/process_driver/sudden_death.cpp
    test/process_driver/supervised.cpp
    test/process_driver/terminal.cpp
    test/process_driver/websocket_clients.cpp
)

# Code that must not compile. The first line of a file says why: `// expect: <regex>`.
set(STINT_TEST_COMPILE_FAIL
    test/compile_fail/add_coroutine_without_a_lifecycle.cpp
    test/compile_fail/add_coroutine_without_a_name.cpp
    test/compile_fail/add_no_coroutine.cpp
    test/compile_fail/add_no_service.cpp
    test/compile_fail/add_unique_ptr_to_no_service.cpp
    test/compile_fail/blocking_no_stop_token.cpp
    test/compile_fail/cancel_on_stop_awaitable.cpp
    test/compile_fail/cancel_on_stop_no_coroutine.cpp
    test/compile_fail/from_callbacks_no_completion.cpp
    test/compile_fail/hook_argument.cpp
    test/compile_fail/hook_result.cpp
    test/compile_fail/hook_signature.cpp
    test/compile_fail/listener_session.cpp
    test/compile_fail/logger_of_no_logger.cpp
    test/compile_fail/logger_without_its_header.cpp
    test/compile_fail/reload_hook_result.cpp
    test/compile_fail/run_directly.cpp
    test/compile_fail/run_directly_of_a_class.cpp
    test/compile_fail/spawn_function.cpp
    test/compile_fail/spawn_lambda_on_executor.cpp
    test/compile_fail/spawn_other_executor.cpp
    test/compile_fail/spawn_value_without_token.cpp
    test/compile_fail/stackful_no_yield.cpp
    test/compile_fail/until_stop_awaitable.cpp
    test/compile_fail/until_stop_no_operation.cpp
    test/compile_fail/until_stop_no_token.cpp
    test/compile_fail/until_stop_timer.cpp
)

# The lab: one program that explores.
set(STINT_TEST_LAB
    test/lab/actors.cpp
    test/lab/exhaustive.cpp
    test/lab/exploration.cpp
    test/lab/main.cpp
    test/lab/scenario.cpp
    test/lab/scenario_text.cpp
    test/lab/simulation.cpp
    test/lab/smaller.cpp
    test/lab/watcher.cpp
    test/lab/watcher_rests.cpp
)

# One program each, but for the main() that they share.
set(STINT_TEST_FUZZ
    test/fuzz/accept_machine.cpp
    test/fuzz/endpoint.cpp
    test/fuzz/event.cpp
    test/fuzz/failure.cpp
    test/fuzz/json.cpp
    test/fuzz/lifecycle_machine.cpp
    test/fuzz/pool_machine.cpp
    test/fuzz/report.cpp
    test/fuzz/restart_backoff.cpp
    test/fuzz/service_graph.cpp
    test/fuzz/snapshot.cpp
    test/fuzz/stall_machine.cpp
    test/fuzz/time_spans.cpp
)

# Each allocation fails in turn.
set(STINT_TEST_ALLOCATION
    test/allocation/failing_new.cpp
    test/allocation/main.cpp
    test/allocation/ordinary_path.cpp
    test/allocation/raised.cpp
    test/allocation/real_clock.cpp
    test/allocation/symbols.cpp
)
