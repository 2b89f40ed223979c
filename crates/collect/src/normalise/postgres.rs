//! `PostgreSQL`'s English messages about connections. A statement that is logged may hold the same words, so only the
//! beginning of what follows the first severity counts.

use super::{Finding, Text, field};

const SEVERITIES: [&str; 3] = ["LOG:  ", "FATAL:  ", "ERROR:  "];

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !text.program.is_none_or(|program| program.starts_with("postgres")) {
        return None;
    }
    let said = after_severity(text.message);
    if let Some(rest) = said.strip_prefix("connection authorized: ") {
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

/// What follows the first severity, or everything where the message has none (in csvlog it is a column of its own).
fn after_severity(message: &str) -> &str {
    let first =
        SEVERITIES.iter().filter_map(|severity| message.split_once(severity)).min_by_key(|(before, _)| before.len());
    first.map_or(message, |(_, after)| after)
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

    #[test]
    fn a_logged_statement_cannot_pretend() {
        check_nothing("postgres", "LOG:  statement: SELECT 'LOG:  connection authorized: user=root'");
        check_nothing("postgres", r#"ERROR:  relation "x authentication failed for user "y"" does not exist"#);
        check_nothing("nginx", r#"password authentication failed for user "app""#);
    }
}
