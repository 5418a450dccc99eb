// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

func residentBytes() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.ParseFloat(strings.Fields(string(text))[1], 64)
	return pages * float64(os.Getpagesize())
}

func median(all []float64) float64 {
	sort.Float64s(all)
	return all[len(all)/2]
}

// As bench/measure.hpp. run calls ready when all services are, and returns when all have ended.
func measure(run func(count int, ready func())) {
	count, _ := strconv.Atoi(os.Args[1])
	rounds := 300000 / count
	if rounds < 1 {
		rounds = 1
	} else if rounds > 1000 {
		rounds = 1000
	}
	var start, stop []float64
	var bytes float64
	for i := 0; i != rounds; i++ {
		before := residentBytes()
		begin := time.Now()
		var ready, stopping time.Time
		run(count, func() {
			ready = time.Now()
			if i == 0 {
				bytes = residentBytes() - before
			}
			stopping = time.Now()
		})
		stop = append(stop, float64(time.Since(stopping).Nanoseconds()))
		start = append(start, float64(ready.Sub(begin).Nanoseconds()))
	}
	n := float64(count)
	fmt.Println(median(start)/n, median(stop)/n, bytes/n)
}
