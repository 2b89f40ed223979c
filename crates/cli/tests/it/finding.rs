//! `talap query --search`: the words of the search page on the terminal, in a file, and following what comes in.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use talap_model::ActKey;

use crate::program::{Place, Said};

fn lines_of_json(said: &Said) -> Vec<serde_json::Value> {
    assert_eq!(said.code, 0, "{said:?}");
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The same answers come from a folder that nothing runs on, and beside a running `up`.
#[test]
fn events_are_found_printed_and_written() {
    let place = Place::with_example();
    let wanted = place.count("SELECT count(*) AS n FROM events WHERE kind = 'os' AND user_name IS NOT NULL");
    assert!(wanted > 0);
    let find = |args: &[&str]| {
        let mut all = vec!["query", "--search", "kind:os user:*"];
        all.extend(args);
        place.run(&all)
    };
    let check = || {
        let events = lines_of_json(&find(&["--format", "json"]));
        assert_eq!(events.len() as u64, wanted);
        assert!(events.iter().all(|event| event["kind"] == "os" && event["user"].is_string()));
        let csv = find(&["--format", "csv"]);
        assert!(csv.out.starts_with("seq,received_at,occurred_at,organisation,"), "{csv:?}");
        let table = find(&[]);
        assert!(table.out.contains("Message") && table.code == 0, "{table:?}");
        let file = place.path("found.parquet");
        let said = find(&["--format", "parquet", "--output", file.to_str().unwrap()]);
        assert!(said.out.contains("is written"), "{said:?}");
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        std::fs::remove_file(file).unwrap();
    };
    check();
    let up = place.up(&[]);
    check();
    up.stop();
    let told = |act: &str| place.count(&format!("SELECT count(*) AS n FROM events WHERE message = '{act}'"));
    assert_eq!((told("events.read"), told("events.exported")), (2, 6));
}

#[test]
fn a_search_that_cannot_be_understood_is_a_wrong_use() {
    let place = Place::with_example();
    for (language, part) in [("en", "At character 1"), ("ru", "Знак 1"), ("kk", "1-таңба")] {
        for format in ["table", "json"] {
            let args = ["query", "--search", "usr:x", "--format", format];
            let said = Said::of(place.command(language, &args).output().unwrap());
            assert_eq!(said.code, 2, "{said:?}");
            assert!(said.err.contains(part), "{said:?}");
        }
    }
    let refused = |args: &[&str], code, part: &str| {
        let said = place.run(args);
        assert_eq!(said.code, code, "{args:?}: {said:?}");
        assert!(said.err.contains(part), "{args:?}: {said:?}");
    };
    let search = ["query", "--search", "x"];
    let with = |more: &[&'static str]| [&search[..], more].concat();
    refused(&with(&["--format", "parquet"]), 2, "--output");
    refused(&with(&["--follow", "--format", "csv"]), 2, "--follow");
    refused(&with(&["--follow"]), 3, "talap up");
    refused(&["query", "SELECT 1", "--search", "x"], 2, "--help");
    let inside = place.data().join("ledger").join("manifest");
    let before = std::fs::read(&inside).unwrap();
    let args = ["query", "--search", "x", "--output", inside.to_str().unwrap()];
    refused(&args, 2, "in the data folder");
    // Nor by another way: a link to the folder, a step back, a link in the place of the file or of what it is written to first.
    let (linked, file) = (place.path("linked"), place.path("found.csv"));
    std::os::unix::fs::symlink(place.data(), &linked).unwrap();
    std::os::unix::fs::symlink(&inside, &file).unwrap();
    std::os::unix::fs::symlink(&inside, place.path("other.csv.part")).unwrap();
    let back = linked.join("ledger/../ledger/manifest");
    for path in [linked.join("ledger/manifest"), back, file, place.path("other.csv")] {
        let args = ["query", "--search", "x", "--output", path.to_str().unwrap()];
        refused(&args, 2, "in the data folder");
    }
    assert_eq!(std::fs::read(&inside).unwrap(), before);
}

#[test]
fn what_comes_in_is_followed() {
    let place = Place::with_example();
    let up = place.up(&[]);
    let mut command = place.command("en", &["query", "--search", "query.run", "--format", "json", "--follow"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // That it follows is told to the ledger before anything is asked; from then on what comes in is seen.
    let told = "SELECT count(*) AS n FROM events WHERE message = 'events.followed'";
    let started = std::time::Instant::now();
    while place.count(told) == 0 {
        assert!(started.elapsed().as_secs() < 60, "nobody follows");
    }
    place.count("SELECT 7 AS n");
    let found = lines.by_ref().map(|line| line.unwrap()).find(|line| line.contains("SELECT 7"));
    let event: serde_json::Value = serde_json::from_str(&found.unwrap()).unwrap();
    assert_eq!(event["message"], "query.run");
    // One who follows does not keep the program from stopping, and is told that it did.
    up.stop();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("“talap up” is stopping"), "{said}");
    assert_eq!(place.count(told), 1, "it is told once");
}

/// The same answers come from a folder that nothing runs on, and beside a running `up`.
#[test]
fn an_answer_in_sql_is_printed_and_written() {
    let place = Place::with_example();
    let sql = "SELECT kind, count(*) AS n FROM events WHERE kind <> 'talap' GROUP BY kind ORDER BY kind";
    let ask = |args: &[&str]| place.run(&[["query", sql].as_slice(), args].concat());
    let check = || {
        let rows = lines_of_json(&ask(&["--format", "json"]));
        assert!(rows.len() > 2 && rows.iter().all(|row| row["n"].is_u64()), "{rows:?}");
        assert_eq!(ask(&["--json"]).json()["rows"].as_array().unwrap(), &rows);
        let csv = ask(&["--format", "csv"]);
        assert!(csv.code == 0 && csv.out.starts_with("kind,n\r\n"), "{csv:?}");
        assert_eq!(csv.out.lines().count(), rows.len() + 1);
        let (file, table) = (place.path("answer.parquet"), place.path("answer.csv"));
        let said = ask(&["--format", "parquet", "--output", file.to_str().unwrap()]);
        assert!(said.out.contains(&format!("is written: {} rows", rows.len())), "{said:?}");
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        assert_eq!(ask(&["--output", table.to_str().unwrap()]).code, 0);
        assert_eq!(std::fs::read_to_string(&table).unwrap(), csv.out, "a file is CSV where nothing else is said");
        assert!(ask(&["--format", "table"]).out.contains("rows"));
    };
    check();
    let up = place.up(&[]);
    check();
    up.stop();
    let told = "SELECT count(*) AS n FROM events WHERE message = 'query.run' AND attributes LIKE '%\"format\"%'";
    assert_eq!(place.count(told), 8, "each file is told");
}

#[test]
fn what_an_answer_in_sql_cannot_be_is_refused() {
    let place = Place::with_example();
    for (language, follow, json) in [
        ("en", "--follow goes with --search only", "--json prints one object"),
        ("ru", "--follow работает только с --search", "С --json выводится один объект"),
        ("kk", "--follow тек --search", "--json бір ғана объект"),
    ] {
        for (option, part) in [(["--follow"].as_slice(), follow), (["--json", "--output", "x.json"].as_slice(), json)] {
            let args = [["query", "SELECT 1"].as_slice(), option].concat();
            let said = Said::of(place.command(language, &args).output().unwrap());
            assert!(said.code == 2 && said.err.contains(part), "{args:?}: {said:?}");
        }
    }
    let said = place.run(&["query", "SELECT 1", "--format", "parquet"]);
    assert!(said.code == 2 && said.err.contains("--output"), "{said:?}");
    let file = place.path("wrong.csv");
    let said = place.run(&["query", "SELEC 1", "--output", file.to_str().unwrap()]);
    assert!(said.code == 3 && said.err.contains("line 1, character 1"), "{said:?}");
    assert!(!file.exists() && !place.path("wrong.csv.part").exists(), "no part of a file is left");
    let inside = place.data().join("ledger").join("manifest");
    let said = place.run(&["query", "SELECT 1", "--output", inside.to_str().unwrap()]);
    assert!(said.code == 2 && said.err.contains("in the data folder"), "{said:?}");
}

/// Acts of Talap's own are sentences on the terminal, with their key beside them; programs get the keys alone.
#[test]
fn acts_of_talaps_own_are_told_in_words() {
    let place = Place::with_example();
    let table = |language: &str, search: &str| {
        let said =
            Said::of(place.command(language, &["query", "--search", search]).env("COLUMNS", "4000").output().unwrap());
        assert_eq!(said.code, 0, "{said:?}");
        said.out
    };
    for (language, started, heading) in [
        ("kk", "Talap іске қосылды, нұсқасы", "Әрекет кілті"),
        ("ru", "Talap запущен, версия", "Ключ действия"),
        ("en", "Talap was started, version", "Act"),
    ] {
        let out = table(language, "kind:talap");
        assert!(out.lines().any(|line| line.trim_end().ends_with(heading)), "{out}");
        let mut told = 0;
        for line in out.lines().filter(|line| {
            line.trim_start().starts_with(|first: char| first.is_ascii_digit()) && line.contains(" talap ")
        }) {
            let key = line.split_whitespace().last().and_then(ActKey::of);
            let key = key.unwrap_or_else(|| panic!("no words in {language}: {line}"));
            assert_eq!(line.matches(key.key()).count(), 1, "{line}");
            told += 1;
        }
        assert!(told > 10, "{out}");
        let out = table(language, "kind:talap message:talap.started");
        assert!(out.contains(started) && out.contains("talap.started"), "{out}");
    }
    let json =
        lines_of_json(&place.run(&["query", "--search", "kind:talap message:talap.started", "--format", "json"]));
    assert!(!json.is_empty() && json.iter().all(|event| event["message"] == "talap.started"), "{json:?}");
    let csv = place.run(&["query", "--search", "kind:talap", "--format", "csv"]);
    assert!(csv.out.contains(",talap.started,") && !csv.out.contains("was started"), "{csv:?}");
    // Somebody else's line with the text of an act is shown as it came, whoever it says it is.
    let forged = place.file("forged.log", "<13>1 2026-11-24T10:00:00Z srv talap - - - source.silence-began\n");
    let said = place.run(&["import", "events", forged.to_str().unwrap(), "--source", "portal-os"]);
    assert_eq!(said.code, 0, "{said:?}");
    for language in ["kk", "ru", "en"] {
        let out = table(language, "kind:os host:srv source.silence-began");
        let line = out.lines().find(|line| line.contains(" srv ")).unwrap();
        assert!(line.trim_end().ends_with("source.silence-began"), "{out}");
        assert_eq!(line.matches("source.silence-began").count(), 1, "{out}");
    }
    // A table without such an act has no column for them.
    let out = table("en", "kind:os");
    let head = out.lines().find(|line| line.contains("Message")).unwrap();
    assert!(!head.trim_end().ends_with("Act"), "{out}");
}
