%% Copyright (c) 2026 The stint authors
%% SPDX-License-Identifier: BSL-1.0

-module(otp_services).
-behaviour(supervisor).
-export([main/1, init/1, start_service/0, service/1]).

main([Argument]) ->
    Count = list_to_integer(atom_to_list(Argument)),
    Rounds = max(1, min(1000, 300000 div Count)),
    All = [run(Count) || _ <- lists:seq(1, Rounds)],
    {_, _, Bytes} = hd(All),
    Start = median([S || {S, _, _} <- All]),
    Stop = median([S || {_, S, _} <- All]),
    io:format("~f ~f ~f~n", [Start / Count, Stop / Count, Bytes / Count]),
    halt().

run(Count) ->
    process_flag(trap_exit, true),
    Before = resident_bytes(),
    Begin = erlang:monotonic_time(nanosecond),
    {ok, Supervisor} = supervisor:start_link(?MODULE, Count),
    Ready = erlang:monotonic_time(nanosecond),
    Bytes = resident_bytes() - Before,
    Stopping = erlang:monotonic_time(nanosecond),
    exit(Supervisor, shutdown),
    receive {'EXIT', Supervisor, _} -> ok end,
    {Ready - Begin, erlang:monotonic_time(nanosecond) - Stopping, Bytes}.

init(Count) ->
    {ok, {#{strategy => one_for_one},
          [#{id => I, start => {?MODULE, start_service, []}, shutdown => 20000} || I <- lists:seq(1, Count)]}}.

start_service() ->
    proc_lib:start_link(?MODULE, service, [self()]).

service(Parent) ->
    process_flag(trap_exit, true),
    proc_lib:init_ack(Parent, {ok, self()}),
    receive {'EXIT', Parent, Reason} -> exit(Reason) end.

median(All) ->
    lists:nth(length(All) div 2 + 1, lists:sort(All)).

resident_bytes() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Resident | _] = string:split(Text, " ", all),
    binary_to_integer(Resident) * 4096.
