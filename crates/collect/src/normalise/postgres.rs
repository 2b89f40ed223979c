//! `PostgreSQL`'s English messages about connections. A statement that is logged may hold the same words, so only the
//! beginning of what follows the first severity counts.
//!
//! Over syslog it numbers its messages and sends each line of one, and each kilobyte, as a syslog message of its own
//! (`syslog_sequence_numbers`, `syslog_split_messages`): `[8-1] … LOG:  statement: SELECT`, `[8-2] <tab>1`; without the numbers
//! of messages `[1] …`, `[2] …`. Where it does not split, both are best left off: of `[8] …` nobody can tell whether it is the
//! eighth message or the eighth part of a statement.

use super::{Finding, Text, field};

/// The family's name and version.
pub(super) const FAMILY: &str = "postgres@1";

/// What stands between `log_line_prefix` and the text: a severity, or the name of what is told beside a message.
const MARKS: [&str; 15] = [
    "DEBUG:  ",
    "LOG:  ",
    "INFO:  ",
    "NOTICE:  ",
    "WARNING:  ",
    "ERROR:  ",
    "FATAL:  ",
    "PANIC:  ",
    "DETAIL:  ",
    "HINT:  ",
    "QUERY:  ",
    "CONTEXT:  ",
    "LOCATION:  ",
    "BACKTRACE:  ",
    "STATEMENT:  ",
];

/// Those whose text is about connections.
const SEVERITIES: [&str; 3] = ["LOG:  ", "FATAL:  ", "ERROR:  "];

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !text.program.is_none_or(|program| program.starts_with("postgres")) {
        return None;
    }
    connection(after_severity(text.message)?)
}

/// What a message of csvlog says. Its severity is a column of its own: what looks like one within the text is what somebody
/// had logged, a statement or the name that they tried.
pub(crate) fn recognise_column(message: &str) -> Option<Finding> {
    Some(Finding { family: FAMILY, ..connection(message)? })
}

/// Reads what follows the severity.
fn connection(said: &str) -> Option<Finding> {
    let connection = said.strip_prefix("replication ").unwrap_or(said);
    if let Some(rest) = connection.strip_prefix("connection authorized: ") {
        let finding = Finding::authentication("logon", true).user(field(rest, "user"));
        return Some(
            finding.with("database", field(rest, "database")).with("application", field(rest, "application_name")),
        );
    }
    if let Some(rest) = said.strip_prefix("disconnection: ") {
        let finding = Finding::authentication("logoff", true).user(field(rest, "user")).address(field(rest, "host"));
        return Some(finding.with("database", field(rest, "database")));
    }
    if let Some(rest) = said.strip_prefix("no pg_hba.conf entry for host ") {
        let finding = Finding::authentication("logon", false).address(quoted(rest)?).user(quoted_after(rest, " user "));
        return Some(finding.with("database", quoted_after(rest, " database ")));
    }
    // "password", "LDAP", "GSSAPI", "peer" … authentication failed for user "x"
    let (method, rest) = said.split_once(" authentication failed for user ")?;
    let user = quoted(rest)?;
    (!method.contains(' ')).then(|| Finding::authentication("logon", false).user(user).with("method", method))
}

/// What follows the first severity, or everything where the message has none. None where another mark comes first, or this is
/// a further part of a message: its text is whatever somebody had logged.
fn after_severity(message: &str) -> Option<&str> {
    let (is_numbered, message) = match part(message) {
        Some((1, rest)) => (true, rest),
        Some(_) => return None,
        None => (false, message),
    };
    let marks = MARKS.iter().filter_map(|mark| Some((message.find(mark)?, mark)));
    let Some((_, mark)) = marks.min_by_key(|(at, _)| *at) else { return (!is_numbered).then_some(message) };
    let (_, after) = message.split_once(mark).filter(|_| SEVERITIES.contains(mark))?;
    Some(after_code(after))
}

/// Splits `[8-2] rest` or `[2] rest` into the number of the part and what it says.
fn part(message: &str) -> Option<(u64, &str)> {
    let (numbers, rest) = message.strip_prefix('[')?.split_once("] ")?;
    let number = numbers.split_once('-').map_or(numbers, |(_, part)| part);
    let digits = numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    digits.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

/// Leaves out the SQLSTATE that `log_error_verbosity = verbose` puts before the text.
fn after_code(text: &str) -> &str {
    let code = text.split_once(": ").filter(|(code, _)| {
        code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    });
    code.map_or(text, |(_, rest)| rest)
}

/// The text within the first pair of quotes that begins here.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.split_once('"').map(|(inside, _)| inside)
}

fn quoted_after<'a>(text: &'a str, name: &str) -> &'a str {
    text.split_once(name).and_then(|(_, after)| quoted(after)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use talap_model::Timestamp;

    use super::*;
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn connections_are_recognised() {
        check(
            "postgres",
            "[3-1] 2026-11-22 21:40:00 UTC [42] app@portal LOG:  connection authorized: user=app database=portal application_name=psql",
            (3002, "app", "", &["activity=logon", "status=success", "database=portal", "application=psql"]),
        );
        check(
            "postgres",
            "disconnection: session time: 0:00:01.5 user=app database=portal host=10.0.0.7 port=5000",
            (3002, "app", "10.0.0.7", &["activity=logoff", "status=success", "database=portal"]),
        );
        check(
            "",
            r#"password authentication failed for user "app""#,
            (3002, "app", "", &["activity=logon", "status=failure", "method=password"]),
        );
        check(
            "postgres",
            r#"FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "eve", database "portal", no encryption"#,
            (3002, "eve", "10.0.0.7", &["activity=logon", "status=failure", "database=portal"]),
        );
    }

    /// As a server of version 15 hands them to the system's log, with `log_connections` and `log_statement`.
    #[test]
    fn whole_messages_of_syslog_are_recognised() {
        let received = Timestamp::parse_rfc3339("2026-11-26T20:00:00Z").unwrap();
        let found = |rest: &str| {
            let line = format!("<134>Nov 26 18:53:37 postgres[22238]: {rest}");
            let said = crate::syslog::parse(line.as_bytes(), received, time::UtcOffset::UTC);
            assert_eq!(said.attributes.get("pid").unwrap(), "22238");
            let finding = recognise(Text { program: said.program.as_deref(), message: &said.message });
            finding.map(|finding| (finding.user.unwrap_or_default(), finding.address.unwrap_or_default()))
        };
        let authorized = "connection authorized: user=boss database=postgres application_name=psql";
        let prefix = "2026-11-26 18:53:37.372 UTC [22238]";
        let boss = Some(("boss".to_owned(), String::new()));
        for head in ["[7-1] ", "[1] ", ""] {
            assert_eq!(found(&format!("{head}{prefix} LOG:  {authorized}")), boss, "{head}");
            assert_eq!(found(&format!("{head}LOG:  {authorized}")), boss, "{head}");
            assert_eq!(found(&format!("{head}{prefix} LOG:  00000: replication {authorized}")), boss, "{head}");
            let gone =
                "LOG:  disconnection: session time: 0:00:00.011 user=boss database=postgres host=10.0.0.7 port=36020";
            assert_eq!(found(&format!("{head}{prefix} {gone}")), Some(("boss".to_owned(), "10.0.0.7".to_owned())));
            let failed = "FATAL:  password authentication failed for user \"boss\"";
            assert_eq!(found(&format!("{head}{prefix} {failed}")), boss, "{head}");
        }
    }

    #[test]
    fn a_further_part_of_a_message_cannot_pretend() {
        for text in [
            "[8-2] #011 -- LOG:  connection authorized: user=root database=x",
            "[8-2] \t -- LOG:  connection authorized: user=root database=x",
            "[8-13] LOG:  connection authorized: user=root database=x",
            "[2] LOG:  connection authorized: user=root database=x",
            "[8-1] connection authorized: user=root database=x",
            "[9-2] 2026-11-26 18:53:37 UTC [42] STATEMENT:  SELECT 'LOG:  connection authorized: user=root'",
            "2026-11-26 18:53:37 UTC [42] DETAIL:  Key (x)=(LOG:  connection authorized: user=root) exists.",
            "[9-1] 2026-11-26 18:53:37 UTC [42] WARNING:  LOG:  connection authorized: user=root",
        ] {
            check_nothing("postgres", text);
        }
    }

    #[test]
    fn a_logged_statement_cannot_pretend() {
        check_nothing("postgres", "LOG:  statement: SELECT 'LOG:  connection authorized: user=root'");
        check_nothing("postgres", r#"ERROR:  relation "x authentication failed for user "y"" does not exist"#);
        check_nothing("nginx", r#"password authentication failed for user "app""#);
    }
}
