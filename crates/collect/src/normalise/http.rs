//! Requests in the common and combined log formats of nginx and Apache.

use talap_model::Timestamp;

use super::{Finding, HTTP_ACTIVITY, Text};
use crate::moment;

/// The family's name and version.
pub(super) const FAMILY: &str = "http@1";
/// The programs that write these through syslog.
const PROGRAMS: [&str; 4] = ["nginx", "apache", "apache2", "httpd"];

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !text.may_be_from(&PROGRAMS) {
        return None;
    }
    parse_request(text.message).map(|request| request.finding)
}

/// A line of an access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// When it was made.
    pub(crate) occurred_at: Timestamp,
    /// What it says.
    pub(crate) finding: Finding,
}

/// Reads `ADDRESS IDENTITY USER [TIME] "METHOD PATH VERSION" STATUS BYTES ["REFERER" "AGENT"]`.
pub(crate) fn parse_request(line: &str) -> Option<Request> {
    let (head, rest) = line.split_once(" [")?;
    let (time, rest) = rest.split_once("] ")?;
    let (address, identity_and_user) = head.split_once(' ')?;
    let (_, user) = identity_and_user.split_once(' ')?;
    let (request, rest) = quoted(rest)?;
    let (numbers, rest) = rest.trim_start().split_once(' ').map_or((rest.trim(), ""), |(status, rest)| (status, rest));
    let (bytes, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let status = Some(numbers).filter(|status| status.len() == 3 && moment::number(status).is_some())?;
    let (referer, rest) = quoted(rest).unwrap_or_default();
    let (agent, _) = quoted(rest.trim_start()).unwrap_or_default();
    // A request that is no HTTP is logged as it came; it has no method then.
    let mut words = request.splitn(3, ' ');
    let (method, path, version) = match (words.next(), words.next(), words.next()) {
        (Some(method), Some(path), Some(version)) if version.starts_with("HTTP/") => (method, path, version),
        _ => ("", request, ""),
    };
    let finding = Finding { family: FAMILY, class_uid: HTTP_ACTIVITY, ..Finding::default() }
        .address(address)
        .user(stated(user))
        .with("method", method)
        .with("path", path)
        .with("version", version)
        .with("status", status)
        .with("bytes", stated(bytes))
        .with("referer", stated(referer))
        .with("agent", stated(agent));
    Some(Request { occurred_at: parse_time(time)?, finding })
}

/// A hyphen says that there is nothing.
fn stated(text: &str) -> &str {
    if text == "-" { "" } else { text }
}

/// Splits `"inside" rest`; a quote inside is preceded by a backslash.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })?;
    let (inside, rest) = inside.split_at_checked(end)?;
    Some((inside, rest.strip_prefix('"')?))
}

/// Reads `22/Nov/2026:21:40:00 +0500`.
fn parse_time(text: &str) -> Option<Timestamp> {
    let (local, zone) = text.split_once(' ')?;
    let (date, clock) = local.split_once(':')?;
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (hour, minute, second, micro) = moment::clock_time(clock)?;
    let year = i32::try_from(moment::number(year)?).ok()?;
    let at = moment::civil(year, moment::month(month)?, moment::number(day)?, hour, minute, second, micro)?;
    Some(moment::in_zone(at, moment::offset(zone)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::tests::{check, check_nothing};

    const COMBINED: &str =
        r#"10.0.0.5 - aigerim [22/Nov/2026:21:40:00 +0500] "GET /a?b=\"c HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11)""#;

    #[test]
    fn requests_are_recognised() {
        let attributes = [
            "method=GET",
            r#"path=/a?b=\"c"#,
            "version=HTTP/1.1",
            "status=200",
            "bytes=512",
            "agent=Mozilla/5.0 (X11)",
        ];
        check("nginx", COMBINED, (4002, "aigerim", "10.0.0.5", &attributes));
        let at = parse_request(COMBINED).map(|request| request.occurred_at);
        assert_eq!(at, Timestamp::parse_rfc3339("2026-11-22T16:40:00Z"));
        check(
            "",
            r#"::1 - - [22/Nov/2026:21:40:00 +0500] "POST / HTTP/2.0" 404 -"#,
            (4002, "", "::1", &["method=POST", "path=/", "version=HTTP/2.0", "status=404"]),
        );
        check(
            "",
            r#"10.0.0.5 - - [22/Nov/2026:21:40:00 +0500] "\x16\x03\x01" 400 157 "-" "-""#,
            (4002, "", "10.0.0.5", &[r"path=\x16\x03\x01", "status=400", "bytes=157"]),
        );
    }

    #[test]
    fn other_lines_are_not() {
        for line in [
            "",
            "10.0.0.5 - - [22/Nov/2026:21:40:00 +0500]",
            r#"10.0.0.5 - - [32/Nov/2026:21:40:00 +0500] "GET / HTTP/1.1" 200 1"#,
            r#"10.0.0.5 - - [22/Nov/2026:21:40:00 +0500] "GET / HTTP/1.1 200 1"#,
            r#"10.0.0.5 - - [22/Nov/2026:21:40:00 +0500] "GET / HTTP/1.1" x 1"#,
        ] {
            check_nothing("nginx", line);
        }
        check_nothing("cron", COMBINED);
    }
}
