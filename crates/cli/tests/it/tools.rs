//! Files that tools write, imported; those of nmap and restic by the tools themselves.

use std::net::TcpListener;
use std::process::Command;

use crate::program::{Place, Said};

fn import(place: &Place, register: &str, bytes: &[u8], more: &[&str]) -> Said {
    let file = place.file("report", bytes);
    let mut args = vec!["import", register, file.to_str().unwrap(), "--org", "akimat-saryjaz"];
    args.extend(more);
    place.run(&args)
}

#[test]
fn snapshots_that_restic_made_become_backups() {
    let Some(restic) = wanted::file("TALAP_TEST_RESTIC", &["/usr/bin/restic"]) else { return };
    let place = Place::with_example();
    let (repository, source) = (place.path("repository"), place.path("source"));
    std::fs::create_dir(&source).unwrap();
    std::fs::write(source.join("ведомость.txt"), "1;2;3").unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(&restic);
        command.args(args).arg("--repo").arg(&repository).arg("--no-cache").env("RESTIC_PASSWORD", "test");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    run(&["init"]);
    for _ in 0..2 {
        run(&["backup", source.to_str().unwrap(), "--tag", "daily", "--host", "db1"]);
    }
    let list = run(&["snapshots", "--json"]);

    let said = import(&place, "backups", &list, &["--object", "portal", "--json"]);
    assert_eq!((said.code, said.json()["created"].as_u64()), (0, Some(2)), "{said:?}");
    let count = |condition: &str| place.count(&format!("SELECT count(*) AS n FROM backups WHERE {condition}"));
    assert_eq!(count("host = 'db1' AND tags = 'daily' AND object = 'portal' AND result = 'ok'"), 2);
    assert_eq!(count("method = 'incremental' AND length(key) = 8 AND length(snapshot) = 64"), 1);
    let again = import(&place, "backups", &list, &["--object", "portal", "--json"]);
    assert_eq!(again.json()["unchanged"].as_u64(), Some(2), "the same file changes nothing: {again:?}");
    let lacking = import(&place, "backups", &list, &[]);
    assert_eq!(lacking.code, 3, "{lacking:?}");
    assert!(lacking.err.contains("--object"), "{lacking:?}");
}

#[test]
fn an_open_port_that_nmap_found_becomes_a_row() {
    let Some(nmap) = wanted::file("TALAP_TEST_NMAP", &["/usr/bin/nmap"]) else { return };
    let place = Place::with_example();
    let listening = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listening.local_addr().unwrap().port().to_string();
    let scan = Command::new(nmap).args(["-oX", "-", "-Pn", "-n", "-sT", "-p", &port, "127.0.0.1"]).output().unwrap();
    assert!(scan.status.success(), "{}", String::from_utf8_lossy(&scan.stderr));

    let said = import(&place, "vulnerabilities", &scan.stdout, &["--scan", "ОУ-2026-001", "--json"]);
    assert_eq!((said.code, said.json()["created"].as_u64()), (0, Some(1)), "{said:?}");
    let sql = format!(
        "SELECT count(*) AS n FROM vulnerabilities WHERE key = 'ОУ-2026-001 127.0.0.1:{port}/tcp open-port' \
         AND address = '127.0.0.1' AND port = {port} AND protocol = 'tcp' AND severity = 'info' AND state = 'open'"
    );
    assert_eq!(place.count(&sql), 1);
}

#[test]
fn results_of_an_analyser_become_rows_and_a_broken_file_says_where() {
    let place = Place::with_example();
    let sarif = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "probe"}}, "results": [
        {"ruleId": "weak-hash", "level": "error", "message": {"text": "=MD5"}, "locations": [{"physicalLocation":
            {"artifactLocation": {"uri": "src/login.c"}, "region": {"startLine": 17}}}]}]}]}"#;
    let scan = ["--scan", "ОУ-2026-001", "--object", "portal", "--json"];
    let said = import(&place, "vulnerabilities", sarif.as_bytes(), &scan);
    assert_eq!((said.code, said.json()["created"].as_u64()), (0, Some(1)), "{said:?}");
    let sql = "SELECT count(*) AS n FROM vulnerabilities WHERE rule_id = 'weak-hash' AND severity = 'high' \
               AND location = 'src/login.c:17' AND evidence = '=MD5' AND object = 'portal'";
    assert_eq!(place.count(sql), 1);

    let broken = import(&place, "vulnerabilities", &sarif.as_bytes()[..80], &scan);
    assert_eq!(broken.code, 3, "{broken:?}");
    assert!(broken.err.contains("Line 1") && broken.err.contains("SARIF"), "{broken:?}");
    let elsewhere = import(&place, "people", sarif.as_bytes(), &scan);
    assert!(elsewhere.err.contains("vulnerabilities"), "{elsewhere:?}");
    let unknown = import(&place, "vulnerabilities", sarif.as_bytes(), &["--scan", "нет", "--json"]);
    assert_eq!((unknown.code, unknown.json()["refused_rows"].as_u64()), (1, Some(1)), "{unknown:?}");
}
