//! Folders of log files, mappings of one's own, and what becomes of a line.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::Place;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_folder_is_imported_file_by_file() {
    let place = Place::with_example();
    std::fs::create_dir_all(place.path("logs/old")).unwrap();
    let day = |n: u32| {
        format!("<38>Nov {n} 21:40:00 srv-portal sshd[8]: Failed password for eve from 10.9.9.{n} port 5 ssh2\n")
    };
    place.file("logs/auth.log", "no syslog at all\n".to_owned() + &day(22));
    place.file("logs/old/auth.log.1", day(21));
    // The same file once it was rotated and compressed, one that is cut off, and one that holds nothing.
    place.file("logs/old/auth.log.2.gz", gzip(&day(21)));
    place.file("logs/old/auth.log.3.gz", &gzip(&day(20))[..20]);
    place.file("logs/empty.log", "");
    let logs = place.path("logs");
    let args = ["import", "events", logs.to_str().unwrap(), "--source", "portal-os"];
    let mut with_json = args.to_vec();
    with_json.push("--json");
    let said = place.run(&with_json);
    assert_eq!(said.code, 1, "{said:?}");
    let answer = said.json();
    let counts = ["events", "marked", "before", "failed"].map(|name| answer[name].as_u64().unwrap());
    assert_eq!(counts, [3, 1, 1, 1], "{answer:#}");
    assert_eq!(answer["files"].as_array().unwrap().len(), 5, "{answer:#}");
    let said = place.run(&args);
    assert!(said.out.contains("[5/5]") && said.out.contains("damaged or cut off"), "{said:?}");
    let sql = "SELECT count(*) AS n FROM events WHERE user_name = 'eve' AND attributes LIKE '%\"mapping\":\"sshd@1\"%'";
    assert_eq!(place.run(&["query", sql, "--json"]).json()["rows"][0]["n"], 2);
    std::fs::create_dir(place.path("none")).unwrap();
    let none = place.path("none");
    let said = place.run(&["import", "events", none.to_str().unwrap(), "--source", "portal-os"]);
    assert_eq!(said.code, 3, "{said:?}");
    let said = place.run(&["import", "events", logs.to_str().unwrap(), "--source", "unicorn"]);
    assert_eq!(said.out.matches("unicorn").count(), 1, "it is said once, not for each file: {said:?}");
}

#[test]
fn a_stack_trace_in_a_file_is_one_event_unless_it_is_told_otherwise() {
    let place = Place::with_example();
    let log = |name: &str, program: &str| {
        let head = format!("<11>Nov 22 21:40:00 srv-portal {program}: java.lang.Error: no");
        let next = format!("<13>Nov 22 21:40:01 srv-portal {program}: next");
        place.file(name, format!("{head}\n\tat kz.App.main(App.java:1)\n\n  ... 3 more\n{next}\n"))
    };
    let import = |file: &std::path::Path| {
        let said = place.run(&["import", "events", file.to_str().unwrap(), "--source", "portal-os", "--json"]).json();
        ["events", "marked"].map(|name| said[name].as_u64().unwrap())
    };
    let joined = log("joined.log", "joined");
    assert_eq!(import(&joined), [2, 0]);
    let whole = "message = 'java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\n  ... 3 more'";
    let sql = format!("SELECT count(*) AS n FROM events WHERE program = 'joined' AND {whole}");
    assert_eq!(place.count(&sql), 1);
    place.configure("[collect]\nmultiline = false\n");
    assert_eq!(import(&log("apart.log", "apart")), [4, 2]);
    // What is in the ledger is not taken again as single lines.
    let said = place.run(&["import", "events", joined.to_str().unwrap(), "--source", "portal-os"]);
    assert_eq!(said.code, 3, "{said:?}");
}

#[test]
fn a_mapping_of_the_user_describes_events_and_its_faults_are_told() {
    let place = Place::new();
    std::fs::create_dir(place.path("mappings")).unwrap();
    place.configure("[folders]\nmappings = \"mappings\"\n");
    let mapping = |body: &str| {
        let header =
            "#! id = \"door\"\n#! version = 1\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"doord\"] }]\n";
        place.file("mappings/door.vrl", format!("{header}{body}\n"));
    };
    mapping(
        "said = parse_regex!(.message, r'card (?P<card>\\d+) of (?P<name>\\S+)')\n.ocsf.class_uid = 3002\n.ocsf.user.name = said.name\n.ocsf.card = said.card",
    );
    let log = place
        .file("door.log", "<38>Nov 22 21:40:00 door doord: card 7 of bolat\n<38>Nov 22 21:40:00 door doord: closed\n");
    let args = ["mapping", "explain", log.to_str().unwrap(), "--format", "syslog"];
    let said = place.run(&args);
    assert_eq!(said.code, 1, "the second line fails: {said:?}");
    for expected in [
        "user_name = bolat",
        "unmapped.card = 7",
        "mapping = door@1",
        "class = Authentication",
        "mapping_error = door@1: failed",
    ] {
        assert!(said.out.contains(expected), "{expected}: {}", said.out);
    }
    assert!(place.run(&["mapping", "list"]).out.contains("door@1 (OCSF 1.8.0)"));
    let said = place.run(&["mapping", "explain", log.to_str().unwrap(), "--format", "evtx"]);
    assert!(said.err.contains("evtx"), "{said:?}");
    mapping(".ocsf.class_uid = nonsense(1)");
    let said = place.run(&args);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("door.vrl") && said.err.contains("line 5"), "{said:?}");
}
