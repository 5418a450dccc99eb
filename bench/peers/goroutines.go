// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"sync"
)

func main() {
	measure(func(count int, ready func()) {
		ctx, cancel := context.WithCancel(context.Background())
		var started, ended sync.WaitGroup
		started.Add(count)
		ended.Add(count)
		for i := 0; i != count; i++ {
			go func() {
				defer ended.Done()
				started.Done()
				<-ctx.Done()
			}()
		}
		started.Wait()
		ready()
		cancel()
		ended.Wait()
	})
}
