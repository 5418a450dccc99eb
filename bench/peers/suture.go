// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"strconv"
	"sync"

	"github.com/thejerf/suture/v4"
)

type service struct {
	name    string
	started *sync.WaitGroup
}

func (s *service) String() string { return s.name }

func (s *service) Serve(ctx context.Context) error {
	s.started.Done()
	<-ctx.Done()
	return nil
}

func main() {
	measure(func(count int, ready func()) {
		var started sync.WaitGroup
		started.Add(count)
		supervisor := suture.NewSimple("bench")
		for i := 0; i != count; i++ {
			supervisor.Add(&service{strconv.Itoa(i), &started})
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := supervisor.ServeBackground(ctx)
		started.Wait()
		ready()
		cancel()
		<-ended
	})
}
