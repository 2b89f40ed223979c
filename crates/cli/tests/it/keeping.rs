//! How long events are kept and where: the configuration, `ledger status`, and the facts that checks rest on.

use crate::program::{Place, Said};

const RECEIVERS: &str =
    "[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n";

#[test]
fn what_the_ledger_holds_is_told_beside_a_running_up_and_without_it() {
    let place = Place::new();
    let archive = place.path("archive");
    place.configure(&format!("{RECEIVERS}[ledger.archive]\nurl = \"file://{}\"\n", archive.display()));
    let up = place.up(&["--example"]);
    for _ in 0..2 {
        let said = place.run(&["ledger", "status"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("kept for 36 months") && said.out.contains("The archive store file://"), "{said:?}");
        let status = place.run(&["ledger", "status", "--json"]).json();
        assert_eq!((&status["kept_months"], &status["online_months"]), (&36.into(), &2.into()));
        assert_eq!((&status["archive"], &status["expired_events"]), (&"reached".into(), &0.into()));
        if status["online"]["partitions"].as_u64() > Some(0) {
            assert!(status["next_expiry"].as_str() > Some("2028"), "{status:#}");
        }
    }
    let policy = "SELECT count(*) AS n FROM ledger_policy WHERE kept_months = 36 AND archive = 'reached'";
    assert_eq!(place.count(policy), 1);
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE message = 'ledger.retention-set'"), 1);
    up.stop();
    for language in ["kk", "ru", "en"] {
        let said = Said::of(place.command(language, &["ledger", "status"]).output().unwrap());
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("36") && said.out.contains("file://"), "{said:?}");
    }
    // The disk of the archive is away.
    std::fs::remove_dir_all(&archive).unwrap();
    std::fs::write(&archive, "not a folder").unwrap();
    let said = place.run(&["ledger", "status"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("cannot be reached"), "{said:?}");
}

#[test]
fn a_configuration_may_lengthen_and_not_shorten() {
    let place = Place::new();
    for (line, key) in [
        ("kept_months = 35", "ledger.kept_months"),
        ("online_months = 1", "ledger.online_months"),
        ("longer = [{ organisation = \"acme\", kept_months = 12 }]", "ledger.longer.kept_months"),
    ] {
        place.configure(&format!("{RECEIVERS}[ledger]\n{line}\n"));
        let said = place.run(&["up"]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(key) && said.err.contains("lengthen"), "{said:?}");
    }
    place.configure(&format!("{RECEIVERS}[ledger]\nkept_months = 60\n"));
    place.up(&[]).stop();
    let status = place.run(&["ledger", "status", "--json"]).json();
    assert_eq!(status["kept_months"], 60);
}

#[test]
fn an_address_of_an_archive_that_is_none_is_refused() {
    let place = Place::new();
    for (url, text) in [("ftp://x", "no address of an archive store"), ("s3://bucket", "AWS_ACCESS_KEY_ID")] {
        place.configure(&format!("{RECEIVERS}[ledger.archive]\nurl = \"{url}\"\n"));
        let said = Said::of(place.command("en", &["up"]).env_remove("AWS_ACCESS_KEY_ID").output().unwrap());
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(text), "{said:?}");
    }
}
