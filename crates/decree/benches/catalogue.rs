//! How long the catalogue takes to load, and who is bound by it takes to say for many objects: `cargo bench -p talap-decree`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::num::NonZero;
use std::thread;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use talap_decree::{Catalog, Profile, Sweep, Truth};
use talap_model::{Localized, Object, ObjectKind, Organisation, SubjectKind, TraitKey, TraitSet, TraitValue};

fn organisation() -> Organisation {
    let mut traits = TraitSet::default();
    for key in ["state_body", "local_executive_body", "informatization_subject"] {
        traits.insert(TraitKey::new(key).unwrap(), TraitValue::Flag(true));
    }
    Organisation { id: "akimat".parse().unwrap(), name: name(), traits }
}

fn name() -> Localized {
    Localized { kk: "а".into(), ru: "а".into(), en: "a".into() }
}

/// Objects of every kind, class and stage, with flags that differ from one to the next.
fn objects(count: usize, catalog: &Catalog) -> Vec<Object> {
    let flags: Vec<_> = catalog
        .traits()
        .filter(|found| found.on == SubjectKind::Object && found.kind.key() == "flag")
        .map(|found| found.key.clone())
        .collect();
    let stages = ["planned", "development", "trial", "operation", "decommissioned"];
    let one = |at: usize| {
        let mut traits = TraitSet::default();
        for (place, flag) in flags.iter().enumerate() {
            // A multiplicative hash, so that flags do not move together.
            let odd = (at.wrapping_mul(2_654_435_761).wrapping_add(place * 40_503) >> 7).is_multiple_of(3);
            traits.insert(flag.clone(), TraitValue::Flag(odd));
        }
        let class = f64::from(u32::try_from(at % 3).unwrap() + 1);
        traits.insert(TraitKey::new("class").unwrap(), TraitValue::Number(class));
        let stage = stages[at / 8 % stages.len()].to_owned();
        traits.insert(TraitKey::new("stage").unwrap(), TraitValue::Choice(stage));
        Object {
            id: format!("object-{at}").parse().unwrap(),
            organisation: "akimat".parse().unwrap(),
            kind: ObjectKind::ALL[at % ObjectKind::ALL.len()],
            name: name(),
            traits,
        }
    };
    (0..count).map(one).collect()
}

/// How many pairs of a statement and an object bind, counted by as many threads as there are processors.
fn count(catalog: &Catalog, organisation: &Organisation, objects: &[Object]) -> usize {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let shares = objects.chunks(objects.len().div_ceil(workers));
        let counts: Vec<_> = shares
            .map(|share| {
                scope.spawn(move || {
                    let mut sweep = Sweep::new(catalog, SubjectKind::Object);
                    let mut bound = 0;
                    for object in share {
                        let profile = Profile::new(organisation, Some(object), catalog);
                        bound += sweep.ask(&profile).filter(|(_, truth)| *truth == Truth::True).count();
                    }
                    bound
                })
            })
            .collect();
        counts.into_iter().map(|count| count.join().unwrap()).sum()
    })
}

fn catalogue(c: &mut Criterion) {
    c.bench_function("load the built-in catalogue", |b| b.iter(|| Catalog::built_in().unwrap()));
    let catalog = Catalog::built_in().unwrap();
    let organisation = organisation();
    let mut group = c.benchmark_group("applicability of all statements");
    group.sample_size(10);
    for number in [10_000, 100_000] {
        let objects = objects(number, &catalog);
        group.bench_function(format!("{number} objects"), |b| {
            b.iter_batched(|| (), |()| black_box(count(&catalog, &organisation, &objects)), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, catalogue);
criterion_main!(benches);
