// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

use std::fs;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

fn resident_bytes() -> f64 {
    let text = fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all[all.len() / 2]
}

/// One round: the times in ns until all are ready and until all have ended, and the memory between.
async fn run(count: usize) -> (f64, f64, f64) {
    let before = resident_bytes();
    let begin = Instant::now();
    let token = CancellationToken::new();
    let mut tasks = JoinSet::new();
    let (ready, mut all_ready) = mpsc::channel::<()>(1);
    for _ in 0..count {
        let token = token.clone();
        let ready = ready.clone();
        tasks.spawn(async move {
            drop(ready);
            token.cancelled().await;
        });
    }
    drop(ready);
    all_ready.recv().await; // none, when the last one has dropped its end
    let start = begin.elapsed().as_nanos() as f64;
    let bytes = resident_bytes() - before;
    let stopping = Instant::now();
    token.cancel();
    while tasks.join_next().await.is_some() {}
    (start, stopping.elapsed().as_nanos() as f64, bytes)
}

fn main() {
    let count: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let rounds = (300_000 / count).clamp(1, 1000);
    let all: Vec<_> = (0..rounds).map(|_| runtime.block_on(run(count))).collect();
    let n = count as f64;
    let start = median(all.iter().map(|r| r.0).collect());
    let stop = median(all.iter().map(|r| r.1).collect());
    println!("{} {} {}", start / n, stop / n, all[0].2 / n);
}
