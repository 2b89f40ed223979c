//! A wide query has the answer that it has in one process.

use crate::machines::{self, Machines};
use crate::world::{World, ask, count, everybody, only, plan};

/// Queries that a cluster does some of.
pub(crate) const WIDE: [&str; 18] = [
    "SELECT count(*) FROM events",
    "SELECT count(*) FROM events WHERE class_uid % 7 = 9",
    "SELECT org, source, count(*), min(seq), max(received_at) FROM events GROUP BY org, source",
    "SELECT avg(class_uid), count(DISTINCT user_name), count(DISTINCT host), approx_distinct(message) FROM events",
    "SELECT day, count(*) FROM events WHERE org = 'acme' AND day >= '2026-11-24' GROUP BY day ORDER BY day",
    "SELECT seq, message, arrow_cast(raw, 'Utf8') FROM events WHERE contains(lower(message), 'event 7 ') ORDER BY seq LIMIT 20",
    "SELECT sum(octet_length(arrow_cast(raw, 'Utf8'))) FROM events",
    "SELECT DISTINCT kind, severity_id FROM events",
    "SELECT seq, occurred_at FROM events ORDER BY occurred_at DESC NULLS LAST, seq LIMIT 7",
    "SELECT seq FROM events WHERE user_name = 'Әсел3' AND object = 'portal'",
    "SELECT e.source, e.message FROM events e JOIN (SELECT source, max(seq) AS last FROM events GROUP BY source) m \
     ON e.seq = m.last",
    "SELECT count(*) FROM events WHERE seq > (SELECT avg(seq) FROM events)",
    "SELECT source, seq FROM (SELECT source, seq, row_number() OVER (PARTITION BY source ORDER BY seq) AS place FROM events) \
     WHERE place <= 2",
    "SELECT org, count(*) FROM events WHERE host IS NULL GROUP BY org \
     UNION ALL SELECT source, count(*) FROM events WHERE severity_id = 2 GROUP BY source",
    "SELECT date_trunc('day', received_at) AS d, source, count(*) FILTER (WHERE severity_id > 1) FROM events GROUP BY 1, 2",
    "SELECT count(*) FROM (SELECT seq FROM events WHERE severity_id < 9 LIMIT 5)",
    "SELECT count(*) FROM (SELECT seq FROM events LIMIT 1 OFFSET 2)",
    "SELECT array_agg(DISTINCT severity_id ORDER BY severity_id), string_agg(DISTINCT org, ',' ORDER BY org) FROM events",
];

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_the_same() {
    let world = World::in_folder(12, 20).await;
    let files = count(&std::path::PathBuf::from(world.archive_url().strip_prefix("file://").unwrap()));
    assert_eq!(files, 12 * 3 * 8);
    let machines = Machines::start(&world.archive_url(), &[], 2);
    let cluster = machines.cluster(world.archive.reading(), 8);
    machines::at_work(&world.wide(&everybody(), &cluster), &cluster).await;
    for caller in [everybody(), only("beta")] {
        let (alone, wide) = (world.alone(&caller), world.wide(&caller, &cluster));
        for sql in WIDE {
            let plan = plan(&wide, sql).await;
            let expected = ask(&alone, sql).await.unwrap();
            if expected.len() > 1 && !(caller == only("beta") && sql.contains("'acme'")) {
                assert!(plan.contains("HandedOver"), "{sql}\n{plan}");
            }
            let before = cluster.done();
            match ask(&wide, sql).await {
                Ok(answer) => assert_eq!(answer, expected, "{sql}\n{plan}"),
                Err(error) => panic!("{sql}\n{plan}\n{error}\n{}", machines.said()),
            }
            // So many rows of any kind may be there before the cluster has given one; then its part is given up.
            let any_rows = sql.contains("LIMIT") && !sql.contains("ORDER BY");
            assert!(any_rows || !plan.contains("HandedOver") || cluster.done() > before, "it ran here: {sql}");
        }
    }
    // Nobody asked for events of another organisation on the way.
    let plan = plan(&world.wide(&only("beta"), &cluster), "SELECT count(*) FROM events").await;
    assert!(plan.contains("org=beta") && !plan.contains("org=acme") && !plan.contains("org=gamma"), "{plan}");
}
