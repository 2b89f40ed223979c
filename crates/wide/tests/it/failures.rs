//! An answer is whole or an error, whatever dies.

use std::time::Duration;

use datafusion::prelude::SessionContext;

use crate::machines::{self, Machines, free};
use crate::world::{World, ask, everybody};

const SLOW: &str = "SELECT source, count(*), count(DISTINCT regexp_replace(arrow_cast(raw, 'Utf8'), '([a-z]+) ([0-9]+)', '$2 $1')) \
    FROM events GROUP BY source";

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_that_dies_does_not_change_the_answer() {
    let world = World::in_folder(8, 1500).await;
    let expected = ask(&world.alone(&everybody()), SLOW).await.unwrap();
    let mut machines = Machines::start(&world.archive_url(), &[], 2);
    let cluster = machines.cluster(world.archive.reading(), 16);
    let wide = world.wide(&everybody(), &cluster);
    machines::at_work(&wide, &cluster).await;
    let begin = std::time::Instant::now();
    assert_eq!(ask(&wide, SLOW).await.unwrap(), expected);
    let whole = begin.elapsed();
    let mut answers = 0;
    for (round, share) in [0.2, 0.5, 0.8].into_iter().enumerate() {
        let mut asked = tokio::spawn(asked(wide.clone()));
        let early = tokio::time::timeout(whole.mul_f64(share), &mut asked).await;
        machines.processes[1 + round].kill().unwrap();
        let answer = match early {
            Ok(answer) => answer.unwrap(),
            Err(_) => tokio::time::timeout(Duration::from_mins(2), asked).await.expect("it hangs").unwrap(),
        };
        match answer {
            Ok(answer) => {
                assert_eq!(answer, expected);
                answers += 1;
            }
            Err(error) => eprintln!("killed after {share} of {whole:?}: {error}"),
        }
        machines.executor();
    }
    eprintln!("{answers} answers of 3, {whole:?} undisturbed");
    // The cluster goes on working.
    let before = cluster.done();
    assert_eq!(ask(&wide, SLOW).await.unwrap(), expected);
    assert!(cluster.done() > before, "it ran here");
}

async fn asked(context: SessionContext) -> datafusion::common::Result<Vec<String>> {
    ask(&context, SLOW).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scheduler_a_query_runs_here() {
    let world = World::in_folder(2, 5).await;
    let mut machines = Machines::start(&world.archive_url(), &[], 0);
    let wide = world.wide(&everybody(), &machines.cluster(world.archive.reading(), 4));
    machines.processes[0].kill().unwrap();
    machines.processes[0].wait().unwrap();
    machines.scheduler = free();
    for sql in [SLOW, "SELECT seq FROM events ORDER BY seq LIMIT 5"] {
        assert_eq!(ask(&wide, sql).await.unwrap(), ask(&world.alone(&everybody()), sql).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_an_error() {
    let world = World::in_folder(2, 5).await;
    let machines = Machines::start(&world.archive_url(), &[], 1);
    let wide = world.wide(&everybody(), &machines.cluster(world.archive.reading(), 4));
    let folder = std::path::PathBuf::from(world.archive_url().strip_prefix("file://").unwrap());
    std::fs::remove_dir_all(folder.join("org=acme/object=portal/source=web")).unwrap();
    let error = ask(&wide, "SELECT count(message) FROM events").await.unwrap_err().to_string();
    assert!(error.contains("source=web"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_executors_a_query_runs_here() {
    let world = World::in_folder(1, 2).await;
    let machines = Machines::start(&world.archive_url(), &[], 0);
    let wide = world.wide(&everybody(), &machines.cluster(world.archive.reading(), 4));
    let asked = tokio::time::timeout(Duration::from_mins(1), ask(&wide, SLOW)).await.expect("it hangs");
    assert_eq!(asked.unwrap(), ask(&world.alone(&everybody()), SLOW).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_last_executor_dies_a_query_ends() {
    let world = World::in_folder(4, 1500).await;
    let mut machines = Machines::start(&world.archive_url(), &[], 1);
    let wide = world.wide(&everybody(), &machines.cluster(world.archive.reading(), 16));
    let expected = ask(&world.alone(&everybody()), SLOW).await.unwrap();
    let mut asked = tokio::spawn(asked(wide));
    let early = tokio::time::timeout(Duration::from_millis(1500), &mut asked).await;
    machines.processes[1].kill().unwrap();
    let answer = match early {
        Ok(answer) => answer.unwrap(),
        Err(_) => tokio::time::timeout(Duration::from_mins(2), asked).await.expect("it hangs").unwrap(),
    };
    // It may have had its answer before; else it says what is missing.
    match answer {
        Ok(answer) => assert_eq!(answer, expected),
        Err(error) => eprintln!("{error}"),
    }
}
