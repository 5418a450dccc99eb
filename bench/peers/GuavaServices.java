// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

import com.google.common.util.concurrent.AbstractService;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Service;
import com.google.common.util.concurrent.ServiceManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

final class GuavaServices {
    private static final class Trivial extends AbstractService {
        @Override
        protected void doStart() {
            notifyStarted();
        }

        @Override
        protected void doStop() {
            notifyStopped();
        }
    }

    private static double residentBytes() throws Exception {
        String[] fields = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Double.parseDouble(fields[1]) * 4096;
    }

    private static double median(double[] all) {
        Arrays.sort(all);
        return all[all.length / 2];
    }

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int rounds = Math.max(1, Math.min(1000, 300_000 / count));
        double[] start = new double[rounds];
        double[] stop = new double[rounds];
        double bytes = 0;
        for (int i = 0; i != rounds; ++i) {
            double before = residentBytes();
            long begin = System.nanoTime();
            AtomicInteger running = new AtomicInteger();
            List<Service> services = new ArrayList<>(count);
            for (int s = 0; s != count; ++s) {
                Service service = new Trivial();
                service.addListener(
                        new Service.Listener() {
                            @Override
                            public void running() {
                                running.incrementAndGet();
                            }
                        },
                        MoreExecutors.directExecutor());
                services.add(service);
            }
            ServiceManager manager = new ServiceManager(services);
            manager.startAsync().awaitHealthy();
            long ready = System.nanoTime();
            if (i == 0) {
                bytes = residentBytes() - before;
            }
            long stopping = System.nanoTime();
            manager.stopAsync().awaitStopped();
            stop[i] = System.nanoTime() - stopping;
            start[i] = ready - begin;
            if (running.get() != count) {
                System.err.println("GuavaServices: not all have run");
            }
        }
        System.out.println(median(start) / count + " " + median(stop) / count + " " + bytes / count);
    }
}
