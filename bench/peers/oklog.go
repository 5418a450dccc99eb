// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"sync"

	"github.com/oklog/run"
)

func main() {
	measure(func(count int, ready func()) {
		var group run.Group
		var started sync.WaitGroup
		started.Add(count)
		for i := 0; i != count; i++ {
			ctx, cancel := context.WithCancel(context.Background())
			group.Add(func() error {
				started.Done()
				<-ctx.Done()
				return nil
			}, func(error) { cancel() })
		}
		ended := make(chan struct{})
		group.Add(func() error {
			started.Wait()
			ready()
			return nil
		}, func(error) { close(ended) })
		group.Run()
		<-ended
	})
}
