//! How long 100,000 rows take to be imported: into an empty register, and again when they are all there.
//!
//! `cargo bench -p talap-register --bench import`.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub, reason = "a benchmark")]

mod engine;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use engine::{Bench, people};

const ROWS: usize = 100_000;

fn import(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let file = people(ROWS);
    let mut group = criterion.benchmark_group("import of 100,000 rows");
    group.sample_size(10);
    group.bench_function("new", |bencher| {
        bencher.iter_batched(
            || runtime.block_on(Bench::new()),
            |bench| {
                assert_eq!(runtime.block_on(bench.import(&bench.people, &file)), ROWS);
                bench
            },
            BatchSize::PerIteration,
        );
    });
    let there = runtime.block_on(async {
        let bench = Bench::new().await;
        bench.import(&bench.people, &file).await;
        bench
    });
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| assert_eq!(runtime.block_on(there.import(&there.people, &file)), ROWS));
    });
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
