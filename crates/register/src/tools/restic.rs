//! restic's list of snapshots (`restic snapshots --json`, also with `--group-by`) as rows of `backups`.

use serde::Deserialize;
use talap_model::Timestamp;

use crate::tools::bounded::Bounded;
use crate::tools::error::ToolError;
use crate::tools::written::{clean, csv};
use crate::tools::{MOST_ROWS, Tool};

/// The most characters of one cell.
const LONGEST: usize = 1_000;
/// How many paths or tags one snapshot may have.
const MOST_PARTS: usize = 10_000;
/// How many digits of an identifier restic shows people.
const SHORT: usize = 8;
/// Bytes of a gigabyte, as the register counts them.
const GIGABYTE: f64 = 1e9;

/// A snapshot, or a group of them.
#[derive(Debug, Deserialize)]
struct Snapshot {
    id: Option<String>,
    short_id: Option<String>,
    time: Option<String>,
    hostname: Option<String>,
    #[serde(default)]
    paths: Bounded<String, MOST_PARTS>,
    #[serde(default)]
    tags: Bounded<String, MOST_PARTS>,
    parent: Option<String>,
    summary: Option<Summary>,
    /// What a group holds.
    snapshots: Option<Bounded<Snapshot, MOST_ROWS>>,
}

#[derive(Debug, Deserialize)]
struct Summary {
    total_bytes_processed: Option<u64>,
}

/// The table of the snapshots, all of one object.
pub(super) fn table(text: &str, object: &str) -> Result<String, ToolError> {
    let list: Bounded<Snapshot, MOST_ROWS> =
        serde_json::from_str(text).map_err(|error| ToolError::json(Tool::Restic, &error))?;
    let mut snapshots = Vec::new();
    for entry in &list.0 {
        match &entry.snapshots {
            Some(group) => snapshots.extend(&group.0),
            None => snapshots.push(entry),
        }
    }
    if snapshots.is_empty() {
        return Err(ToolError::Empty { tool: Tool::Restic, place: "[]" });
    }
    if snapshots.len() > MOST_ROWS {
        return Err(ToolError::TooMany { tool: Tool::Restic, most: MOST_ROWS });
    }
    let rows: Vec<_> =
        snapshots.into_iter().enumerate().map(|(at, one)| row(at + 1, one, object)).collect::<Result<_, _>>()?;
    let header = ["key", "object", "made_at", "size_gb", "result", "snapshot", "host", "paths", "tags", "method"];
    Ok(csv(&header, rows))
}

fn row(entry: usize, snapshot: &Snapshot, object: &str) -> Result<Vec<String>, ToolError> {
    let lacks = |field| ToolError::Incomplete { tool: Tool::Restic, entry, field };
    let is_hexadecimal = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id =
        snapshot.id.as_deref().or(snapshot.short_id.as_deref()).filter(is_hexadecimal).ok_or_else(|| lacks("id"))?;
    let short = snapshot.short_id.as_deref().filter(is_hexadecimal).unwrap_or(id);
    let time = snapshot.time.as_deref().and_then(Timestamp::parse_rfc3339).ok_or_else(|| lacks("time"))?;
    #[allow(clippy::cast_precision_loss, reason = "a number of gigabytes is shown with three digits after the point")]
    let size = snapshot
        .summary
        .as_ref()
        .and_then(|summary| summary.total_bytes_processed)
        .map(|bytes| bytes as f64 / GIGABYTE);
    let list = |parts: &[String]| clean(&parts.join(", ").replace('\n', " "), LONGEST);
    Ok(vec![
        short.chars().take(SHORT).collect(),
        clean(object, LONGEST),
        time.to_string(),
        size.map(|size| format!("{size:.3}")).unwrap_or_default(),
        // restic lists what it has finished.
        "ok".to_owned(),
        id.to_owned(),
        clean(snapshot.hostname.as_deref().unwrap_or_default(), LONGEST),
        list(&snapshot.paths.0),
        list(&snapshot.tags.0),
        if snapshot.parent.is_some() { "incremental".to_owned() } else { "full".to_owned() },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn snapshot(id: char, parent: bool) -> serde_json::Value {
        let id = id.to_string().repeat(64);
        let mut one = json!({
            "time": "2026-11-22T03:00:00.123456789+05:00", "tree": "00", "paths": ["/srv/portal", "/etc"],
            "hostname": "db1", "username": "root", "tags": ["daily"], "program_version": "restic 0.18.0",
            "summary": { "total_bytes_processed": 1_500_000_000_u64 }, "id": id, "short_id": id.get(..8),
        });
        if parent {
            one["parent"] = json!("0".repeat(64));
        }
        one
    }

    #[test]
    fn snapshots_become_rows_by_their_short_identifiers() {
        let table = table(&json!([snapshot('a', false), snapshot('b', true)]).to_string(), "portal").unwrap();
        let rows: Vec<&str> = table.lines().skip(1).collect();
        let full = "a".repeat(64);
        let expected =
            format!("aaaaaaaa,portal,2026-11-21T22:00:00.123456Z,1.500,ok,{full},db1,\"/srv/portal, /etc\",daily,full");
        assert_eq!(rows[0], expected);
        assert!(rows[1].starts_with("bbbbbbbb,") && rows[1].ends_with(",incremental"), "{}", rows[1]);
    }

    #[test]
    fn groups_are_taken_apart() {
        let grouped =
            json!([{ "group_key": {}, "snapshots": [snapshot('a', false)] }, { "snapshots": [snapshot('b', false)] }]);
        assert_eq!(table(&grouped.to_string(), "portal").unwrap().lines().count(), 3);
    }

    #[test]
    fn an_empty_repository_says_so() {
        assert_eq!(table("[]", "o"), Err(ToolError::Empty { tool: Tool::Restic, place: "[]" }));
        assert_eq!(table("null", "o"), Err(ToolError::Empty { tool: Tool::Restic, place: "[]" }));
    }

    #[test]
    fn what_a_snapshot_lacks_is_told_with_its_place() {
        let lacking = |field: &str| {
            let mut second = snapshot('b', false);
            second[field] = json!(null);
            second["short_id"] = json!(null);
            table(&json!([snapshot('a', false), second]).to_string(), "o")
        };
        for field in ["id", "time"] {
            let found = lacking(field).unwrap_err();
            assert!(
                matches!(found, ToolError::Incomplete { entry: 2, field: found, .. } if found == field),
                "{found:?}"
            );
        }
        let mut odd = snapshot('a', false);
        odd["id"] = json!("../../x");
        assert!(matches!(table(&json!([odd]).to_string(), "o"), Err(ToolError::Incomplete { field: "id", .. })));
    }

    #[test]
    fn broken_json_is_told_with_its_place() {
        assert!(matches!(table("[\n{\"id\": 5}]", "o"), Err(ToolError::Broken { line: 2, .. })));
        assert!(matches!(table("[{\"id\": \"a\"", "o"), Err(ToolError::Broken { line: 1, .. })));
        assert!(matches!(table("{}", "o"), Err(ToolError::Broken { .. })));
    }

    proptest! {
        #[test]
        fn every_snapshot_is_a_row_of_ten_cells(
            paths in prop::collection::vec("\\PC{0,12}", 0..4),
            host in "\\PC{0,12}",
            id in "[0-9a-f]{64}",
        ) {
            let list = json!([{ "id": id, "time": "2026-11-22T03:00:00Z", "paths": paths, "hostname": host }]);
            let table = table(&list.to_string(), "o").unwrap();
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), 10);
            prop_assert_eq!(Some(&rows[0][0]), id.get(..8));
        }
    }
}
