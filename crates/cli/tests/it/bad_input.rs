//! Bad input: one sentence that names the place and what to do, and nothing half done.

use std::os::unix::fs::PermissionsExt;

use crate::program::{Place, project};

#[test]
fn each_bad_row_is_told_by_line_and_column_and_the_rest_is_in() {
    let place = Place::with_example();
    let csv = place.file(
        "training.csv",
        "key,organisation,person,course,provider,completed_on\n\
         T-1,akimat-saryjaz,1002,ИБ,Центр,2026-10-01\n\
         T-2,akimat-saryjaz,1002,ИБ,Центр,2026-02-30\n\
         T-3,akimat-saryjaz,nobody,ИБ,Центр,2026-10-01\n\
         T-1,akimat-saryjaz,1002,ИБ,Центр,2026-10-02\n",
    );
    let said = place.run(&["import", "training", csv.to_str().unwrap(), "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let report = said.json();
    assert_eq!((&report["created"], &report["refused_rows"]), (&1.into(), &3.into()), "{report:#}");
    let lines: Vec<_> =
        report["rejected"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 4, 5]);
    assert_eq!(place.count("SELECT count(*) AS n FROM training WHERE key IN ('T-1', 'T-2', 'T-3')"), 1);
    let said = place.run(&["import", "training", csv.to_str().unwrap()]);
    for expected in ["line 3", "completed_on", "2026-02-30", "nobody"] {
        assert!(said.out.contains(expected), "{expected}: {said:?}");
    }
}

#[test]
fn the_samples_of_bad_files_are_answered_and_those_of_odd_ones_taken() {
    let place = Place::with_example();
    let import = |name: &str, register: &str| {
        let file = project("examples/bad").join(format!("{name}.csv"));
        let said = place.run(&["import", register, file.to_str().unwrap()]);
        (said.code, said)
    };
    for (name, register) in [
        ("wrong-date", "training"),
        ("unknown-person", "training"),
        ("duplicate-key", "training"),
        ("missing-value", "training"),
        ("wrong-choice", "audits"),
        ("wrong-number", "licences"),
        ("short-row", "training"),
    ] {
        let (code, said) = import(name, register);
        assert_eq!(code, 1, "{name}: {said:?}");
    }
    for name in ["missing-column", "unknown-column", "empty", "open-quote", "broken-utf8"] {
        let (code, said) = import(name, "training");
        assert_eq!(code, 3, "{name}: {said:?}");
    }
    for name in ["bom", "semicolons", "windows-1251"] {
        let (code, said) = import(name, "training");
        assert_eq!(code, 0, "{name}: {said:?}");
    }
}

#[test]
fn an_unknown_register_and_a_missing_file_are_told() {
    let place = Place::with_example();
    let csv = place.file("x.csv", "key\n1\n");
    let said = place.run(&["import", "unicorns", csv.to_str().unwrap()]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("unicorns"), "{said:?}");
    let said = place.run(&["import", "people", "/nowhere.csv"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("/nowhere.csv"), "{said:?}");
    let said = place.run(&["import", "events", csv.to_str().unwrap()]);
    assert_eq!(said.code, 2, "{said:?}");
    let said = place.run(&["import", "events", csv.to_str().unwrap(), "--source", "unicorn"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("not registered"), "{said:?}");
}

#[test]
fn a_command_before_the_first_start_says_what_to_do() {
    let said = Place::new().run(&["assess"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("talap up --data"), "{said:?}");
}

#[test]
fn a_broken_configuration_is_wrong_use_and_names_the_key() {
    let place = Place::new();
    place.configure("[collect]\nsyslog_upd = \"127.0.0.1:0\"\n");
    let said = place.run(&["up"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("syslog_upd") && said.err.contains("line 2"), "{said:?}");
    assert!(!place.data().join("talap.db").exists(), "nothing is made for a broken configuration");
}

#[test]
fn a_port_in_use_is_told_before_anything_is_made() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let place = Place::new();
    place.configure(&format!("[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"{address}\"\n[web]\naddress = \"\"\n"));
    let said = place.run(&["up", "--example"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains(&address), "{said:?}");
    assert!(!place.data().join("talap.db").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_told_by_path() {
    let place = Place::new();
    place.file("data", "a file where the folder should be");
    let said = place.run(&["up"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains(place.data().to_str().unwrap()), "{said:?}");
}

#[test]
fn a_full_disk_is_told_in_a_sentence() {
    // A file system of 2 MiB is soon full. Mounting one needs root and the kernel's leave.
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    let mount = |args: &[&str]| std::process::Command::new("mount").args(args).arg(place.data()).output();
    match mount(&["-t", "tmpfs", "-o", "size=2m", "tmpfs"]) {
        Ok(output) if output.status.success() => {}
        _ => {
            eprintln!("skipped: this user may not mount a small file system");
            return;
        }
    }
    std::fs::set_permissions(place.data(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let said = place.run(&["up", "--example"]);
    assert!(std::process::Command::new("umount").arg(place.data()).status().unwrap().success());
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("no room left on the disk"), "{said:?}");
    assert!(said.err.lines().count() <= 2 && !said.err.contains("panicked"), "{said:?}");
}

#[test]
fn queries_only_read() {
    let place = Place::with_example();
    for sql in [
        "DROP TABLE events",
        "DELETE FROM events",
        "INSERT INTO audits SELECT * FROM audits",
        "CREATE EXTERNAL TABLE passwd STORED AS CSV LOCATION '/etc/passwd'",
        "COPY events TO '/tmp/stolen.parquet'",
        "SET datafusion.execution.target_partitions = 1",
        "CREATE VIEW v AS SELECT 1",
        "SELECT * FROM '/etc/passwd'",
        "SELECT 1; SELECT 2",
        "not SQL",
    ] {
        let said = place.run(&["query", sql]);
        assert_eq!(said.code, 3, "{sql}: {said:?}");
        assert!(!said.err.contains("panicked"), "{sql}: {said:?}");
    }
    assert!(place.count("SELECT count(*) AS n FROM events") > 6000);
}

#[test]
fn an_answer_too_large_for_the_memory_is_given_up() {
    let place = Place::with_example();
    let said = place.run(&["query", "SELECT repeat('x', 20000) FROM generate_series(1, 1000000)"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("LIMIT"), "{said:?}");
    let said = place.run(&["query", "SELECT value FROM generate_series(1, 100000000)", "--json"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.json()["cut"], true);
}

/// Beside a running `up`, which goes on whatever is asked of it.
#[test]
fn a_query_that_would_take_the_program_down_is_refused_by_what_it_is() {
    let place = Place::new();
    let up = place.up(&["--example"]);
    let tables: Vec<String> = (0..60).map(|n| format!("events t{n}")).collect();
    let together = format!("SELECT count(*) FROM {}", tables.join(", "));
    for (sql, parts) in [
        ("SELECT repeat('x', 2000000000)", ["“repeat”", "1 MiB"]),
        ("SELECT lpad(message, 2000000000) FROM events", ["“lpad”", "256 MiB"]),
        ("SELECT range(10000000000)", ["“range”", "1 MiB"]),
        ("SELECT count(*) OVER () FROM generate_series(1, 10000000000)", ["256 MiB", "memory"]),
        (together.as_str(), ["50 tables", "FROM"]),
    ] {
        let said = place.run(&["query", sql]);
        assert_eq!(said.code, 3, "{sql}: {said:?}");
        for part in parts {
            assert!(said.err.contains(part), "{sql}: {part}: {said:?}");
        }
    }
    assert!(place.count("SELECT count(*) AS n FROM events") > 0, "it goes on");
    up.stop();
}
