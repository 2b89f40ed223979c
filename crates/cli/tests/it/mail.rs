//! Letters about what falls due, to a real mail server.

mod server;

use std::process::Stdio;

use server::Exim;

use crate::program::{Place, Up};

const USUAL: &str =
    "[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n";

/// Waits until the ledger holds so many events with a message: every question waits for what is committed.
#[track_caller]
fn wait_for_events(place: &Place, message: &str, expected: u64) {
    let sql = format!("SELECT count(*) AS n FROM events WHERE message = '{message}'");
    let mut found = 0;
    for _ in 0..600 {
        found = place.count(&sql);
        if found >= expected {
            break;
        }
    }
    assert_eq!(found, expected, "{message}");
}

#[test]
fn a_trial_letter_goes_over_starttls_with_a_login() {
    let Some(exim) = Exim::start() else { return };
    let place = Place::new();
    let password = place.file("password", "long secret\n");
    place.configure(&format!("{USUAL}{}", exim.settings(&password)));
    let said = place.run(&["mail", "test", "aigerim@example.kz"]);
    assert_eq!(said.code, 2, "others can read the password: {said:?}");
    assert!(said.err.contains("mail.password_file"), "{said:?}");
    own(&password);
    let said = place.run(&["mail", "test", "aigerim@example.kz"]);
    assert_eq!(said.code, 0, "{said:?}");
    let letters = exim.letters(1);
    let letter = &letters[0];
    assert!(letter.contains("To: aigerim@example.kz") && letter.contains("From: Talap <talap@example.kz>"), "{letter}");
    assert!(letter.contains("Auto-Submitted: auto-generated"), "{letter}");
    assert!(letter.contains("quoted-printable") && letter.contains("text/plain; charset=utf-8"), "{letter}");
    assert!(letter.contains("with esmtpsa"), "over TLS, with a login: {letter}");
    let text = server::decoded(letter);
    assert!(text.contains("сынақ хаты") && text.contains("пробное письмо"), "{text}");
    let said = place.run(&["mail", "test", "refused@example.kz"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("550"), "{said:?}");
    assert_eq!(place.run(&["mail", "test", "no address"]).code, 2);
    std::fs::write(&password, "wrong\n").unwrap();
    let said = place.run(&["mail", "test", "aigerim@example.kz"]);
    assert!(said.code == 3 && said.err.contains("535"), "{said:?}");
}

#[test]
fn each_person_gets_one_letter_a_day_also_after_a_restart() {
    let Some(exim) = Exim::start() else { return };
    let place = Place::new();
    let password = place.file("password", "long secret\n");
    own(&password);
    // From midnight on it is time; the pages' address is that of a real installation.
    let mail = format!("{}at = \"00:00\"\n", exim.settings(&password));
    place.configure(&format!("{USUAL}pages = \"https://talap.example.kz/\"\n{mail}"));
    let up = place.up(&["--example"]);
    wait_for_events(&place, "mail.sent", 1);
    up.stop();
    let before = exim.accepted();
    assert!(before >= 1);
    let letters = exim.letters(before);
    let mut to: Vec<_> = letters.iter().map(|letter| server::header(letter, "To")).collect();
    to.sort();
    let count = to.len();
    to.dedup();
    assert_eq!(to.len(), count, "each person gets one letter");
    let text = server::decoded(&letters[0]);
    assert!(text.contains("Бірыңғай талаптар,") && text.contains("Единые требования, пункт"), "{text}");
    assert!(text.contains("https://talap.example.kz/registers/"), "{text}");
    let (kk, ru) = (text.find("Бірыңғай талаптар бойынша"), text.find("Сроки по единым требованиям"));
    assert!(kk.unwrap() < ru.unwrap(), "Kazakh first: {text}");

    // Somebody new falls due the same day: the next run writes to them, and to nobody else once more.
    let put = |args: &[&str]| {
        let said = place.run(args);
        assert_eq!(said.code, 0, "{said:?}");
    };
    let org = ["--org", "akimat-saryjaz"];
    let person = [
        "record",
        "put",
        "people",
        "N-1",
        org[0],
        org[1],
        "name=Жаңа",
        "position=маман",
        "is_responsible=false",
        "email=new@example.kz",
    ];
    put(&person);
    let tomorrow =
        place.run(&["query", "SELECT CAST(CAST(now() + INTERVAL '1 day' AS DATE) AS TEXT) AS n", "--json"]).json();
    let planned = format!("planned_by={}", tomorrow["rows"][0]["n"].as_str().unwrap());
    put(&[
        "record",
        "put",
        "is_work_plan",
        "N-1",
        org[0],
        org[1],
        "measure=Жаңа",
        "unit=IT",
        "responsible=N-1",
        "coordinator=N-1",
        &planned,
    ]);
    let up = place.up(&[]);
    wait_for_events(&place, "mail.sent", 2);
    up.stop();
    let after = exim.letters(before + 1);
    assert_eq!(exim.accepted(), before + 1, "nobody else is written to again");
    assert_eq!(server::header(after.last().unwrap(), "To"), "new@example.kz");
}

#[test]
fn a_server_that_does_not_answer_is_told_once_on_the_terminal_and_as_an_event() {
    let place = Place::new();
    let mail = format!(
        "[mail]\nserver = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"talap@example.kz\"\nat = \"00:00\"\n",
        wanted::port()
    );
    place.configure(&format!("{USUAL}{mail}"));
    let errors = place.path("errors");
    let mut up =
        Up::start_with(place.command("en", &["up", "--example"]), Stdio::from(std::fs::File::create(&errors).unwrap()));
    up.wait_for("Talap is running");
    wait_for_events(&place, "mail.failed", 1);
    up.stop();
    let said = std::fs::read_to_string(errors).unwrap();
    assert_eq!(said.matches("Letters about what falls due could not be sent.").count(), 1, "{said}");
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE message = 'mail.sent'"), 0);
}

/// Leaves a file to its owner alone.
fn own(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
