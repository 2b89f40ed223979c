//! Commands beside a running `up`, and without one.

use crate::program::Place;

#[test]
fn every_command_works_beside_a_running_up_and_without_it() {
    let place = Place::new();
    let up = place.up(&["--example"]);
    check_commands(&place);
    up.stop();
    check_commands(&place);
}

fn check_commands(place: &Place) {
    let organisations = place.count("SELECT count(*) AS n FROM organisations");
    assert_eq!(organisations, 2);
    let said = place.run(&["assess", "--org", "akimat-saryjaz"]);
    assert_eq!(said.code, 1, "{said:?}");
    let said = place.run(&["ledger", "verify", "--json"]);
    assert_eq!((said.code, &said.json()["sound"]), (0, &true.into()), "{said:?}");
    let csv = place
        .file("audits.csv", "key,organisation,kind,auditor,performed_on\nА-1,akimat-saryjaz,internal,ИБ,2026-10-01\n");
    let said = place.run(&["import", "audits", csv.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let said = place.run(&["access", "list", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.json().as_array().unwrap().iter().any(|grant| grant["role"] == "administrator"));
}

#[test]
fn a_second_up_on_the_same_folder_is_refused() {
    let place = Place::new();
    let up = place.up(&[]);
    let said = place.run(&["up"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("Another process"), "{said:?}");
    up.stop();
}

#[test]
fn a_folder_held_by_somebody_who_does_not_answer_is_told() {
    let place = Place::new();
    place.up(&[]).stop();
    let lock = std::fs::OpenOptions::new().write(true).open(place.data().join("lock")).unwrap();
    lock.lock().unwrap();
    let said = place.run(&["assess"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("nobody answers"), "{said:?}");
}

#[test]
fn roles_are_given_and_taken_and_told_to_the_ledger() {
    let place = Place::new();
    place.up(&[]).stop();
    let said = place.run(&["access", "grant", "nobody-else", "auditor"]);
    assert_eq!(said.code, 0, "{said:?}");
    let said = place.run(&["access", "revoke", "nobody-else", "auditor"]);
    assert_eq!(said.code, 0, "{said:?}");
    let said = place.run(&["access", "grant", "nobody-else", "emperor"]);
    assert_eq!(said.code, 3, "{said:?}");
    let told = "SELECT count(*) AS n FROM events WHERE message IN ('role.granted', 'role.revoked') AND attributes LIKE '%nobody-else%'";
    assert_eq!(place.count(told), 2);
}

#[test]
fn a_user_without_a_role_may_do_nothing() {
    let place = Place::new();
    place.up(&[]).stop();
    // The first user hands the administration to another and gives up their own roles, as far as that is allowed.
    let me = String::from_utf8(std::process::Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let me = me.trim();
    assert_eq!(place.run(&["access", "grant", "somebody-else", "administrator"]).code, 0);
    for role in ["is_officer", "registrar", "administrator"] {
        assert_eq!(place.run(&["access", "revoke", me, role]).code, 0);
    }
    for args in [["query", "SELECT 1"].as_slice(), &["assess"], &["access", "list"]] {
        let said = place.run(args);
        assert_eq!(said.code, 3, "{args:?}: {said:?}");
        assert!(said.err.contains("has no role"), "{said:?}");
    }
}

#[test]
fn somebody_who_connects_and_says_nothing_does_not_keep_the_ledger_from_closing() {
    let place = Place::new();
    let up = place.up(&["--example"]);
    let silent = std::os::unix::net::UnixStream::connect(place.data().join("talap.sock")).unwrap();
    up.stop();
    drop(silent);
    let report = place.run(&["ledger", "verify", "--json"]).json();
    assert_eq!((&report["sound"], &report["beyond_checkpoint"]), (&true.into(), &0.into()), "{report:#}");
}

#[test]
fn a_log_handed_in_twice_at_once_is_taken_once() {
    let place = Place::with_example();
    let up = place.up(&[]);
    let lines: Vec<String> = (0..9000).map(|n| format!("line {n}\n")).collect();
    let log = place.file("twice.log", lines.concat());
    let import = || {
        let args = ["import", "events", log.to_str().unwrap(), "--source", "portal-cms"];
        place.command("en", &args).spawn().unwrap()
    };
    let mut both = [import(), import()];
    let mut codes = both.each_mut().map(|child| child.wait().unwrap().code().unwrap());
    codes.sort_unstable();
    assert_eq!(codes, [0, 3]);
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE message LIKE 'line %'"), 9000);
    up.stop();
}

#[test]
fn a_folder_that_was_open_to_others_is_closed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::set_permissions(place.data(), std::fs::Permissions::from_mode(0o755)).unwrap();
    place.up(&[]).stop();
    assert_eq!(std::fs::metadata(place.data()).unwrap().permissions().mode() & 0o777, 0o700);
}
