//! How long a journal takes: `cargo bench -p talap-report`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use talap_locale::Words;
use talap_model::Language;
use talap_report::sample::office;
use talap_report::{Tongues, journal_paper};

/// The allocator of `talap`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn journals(criterion: &mut Criterion) {
    let words = Words::built_in().unwrap();
    let mut group = criterion.benchmark_group("journal");
    group.sample_size(10);
    for (tongues, columns, entries) in [
        (Tongues::One(Language::Ru), 8, 1_000),
        (Tongues::One(Language::Ru), 8, 10_000),
        (Tongues::Both, 8, 10_000),
        (Tongues::One(Language::Ru), 20, 10_000),
    ] {
        let journal = office::journal(tongues, columns, entries);
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_function(format!("{} columns, {entries} entries, {}", columns, tongues.code()), |bencher| {
            bencher.iter(|| journal_paper(&words, tongues, black_box(&journal)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, journals);
criterion_main!(benches);
