//! One record at a time: put, shown with its history, declared void, and proved by the ledger.

use crate::program::Place;

#[test]
fn a_record_is_put_changed_shown_and_declared_void() {
    let place = Place::with_example();
    let put = |values: &[&str]| {
        let mut args = vec!["record", "put", "audits", "П-1", "--org", "akimat-saryjaz"];
        args.extend(values);
        place.run(&args)
    };
    let said = put(&["kind=internal", "auditor=ИБ", "performed_on=2026-10-01"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(put(&["performed_on=2026-10-01"]).out.contains("already"));
    assert_eq!(put(&["performed_on=02.10.2026"]).code, 0);
    let said = put(&["performed_on=2026-13-01"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("2026-13-01") || said.err.contains("performed_on"), "{said:?}");
    assert_eq!(put(&["performed_on"]).code, 2);

    let show = ["record", "show", "audits", "П-1", "--org", "akimat-saryjaz", "--json"];
    let record = place.run(&show).json();
    assert_eq!(record["values"]["performed_on"], "2026-10-02");
    let history = record["history"].as_array().unwrap();
    assert_eq!(history.len(), 2);
    for change in history {
        let seq = change["event"].as_u64().unwrap();
        let sql =
            format!("SELECT count(*) AS n FROM events WHERE seq = {seq} AND attributes LIKE '%commit.performed_on%'");
        assert_eq!(place.count(&sql), 1, "the ledger commits to the change, without its value");
        let sql = format!("SELECT count(*) AS n FROM events WHERE seq = {seq} AND attributes LIKE '%2026-10-0%'");
        assert_eq!(place.count(&sql), 0, "no value enters the ledger");
    }

    let said = place.run(&["record", "void", "audits", "П-1", "--org", "akimat-saryjaz", "--reason", "дважды"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(place.count("SELECT count(*) AS n FROM audits WHERE key = 'П-1'"), 0);
    assert_eq!(place.run(&["record", "show", "audits", "нет", "--org", "akimat-saryjaz"]).code, 3);
}
