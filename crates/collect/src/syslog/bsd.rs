//! RFC 3164: `TIME HOST TAG[PROCESS]: MESSAGE`, with whatever of it a sender leaves out.

use std::net::IpAddr;

use super::Header;
use super::stamp::{self, Zone};

/// The longest program name that is believed.
const LONGEST_TAG: usize = 128;

/// Reads what follows the priority. Without a priority the time is what tells a message from any text (§4.3.3).
pub(super) fn read(text: &str, zone: Zone, priority: Option<u8>) -> Option<Header<'_>> {
    // Some senders put a version or a mark of an unset clock before the time.
    let text = text.trim_start_matches(' ');
    let marked = text.strip_prefix("1 ").or_else(|| text.strip_prefix(['*', '.'])).unwrap_or(text);
    match stamp::read(marked, zone) {
        Some((at, rest)) => {
            // A colon right after the time says that no host follows.
            let hostless = rest.strip_prefix(':');
            let rest = hostless.unwrap_or(rest);
            if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
                return untimed(text, priority);
            }
            let rest = rest.trim_start_matches([' ', '\t']);
            let mut header = if hostless.is_some() { tagged(rest) } else { after_time(rest) };
            header.occurred_at = Some(at);
            Some(header)
        }
        None => untimed(text, priority),
    }
}

/// A message that begins with its tag or its text. Its priority makes it one.
fn untimed(text: &str, priority: Option<u8>) -> Option<Header<'_>> {
    priority.filter(|_| !text.is_empty())?;
    Some(tagged(text))
}

fn after_time(text: &str) -> Header<'_> {
    // AIX relays put their own words where the host belongs.
    let forwarded = text.strip_prefix("Message forwarded from ").and_then(|rest| rest.split_once(": "));
    if let Some((host, rest)) = forwarded.filter(|(host, _)| is_host(host)) {
        return Header { hostname: Some(host), ..tagged(rest) };
    }
    if let Some(rest) = text.strip_prefix(": ") {
        return Header { message: rest, ..Header::default() };
    }
    if let Some((host, rest)) = text.split_once(": ").filter(|(host, _)| host.parse::<IpAddr>().is_ok()) {
        return Header { hostname: Some(host), ..tagged(rest) };
    }
    if tag(text).is_some() {
        return tagged(text);
    }
    let (first, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    match first {
        "-" => tagged(rest.trim_start_matches(' ')),
        _ if is_host(first) => Header { hostname: Some(first), ..tagged(rest.trim_start_matches([' ', '\t'])) },
        _ => tagged(text),
    }
}

/// A tag, where there is one, and the message.
fn tagged(text: &str) -> Header<'_> {
    let Some(Tag { program, process, rest }) = tag(text) else {
        let text = text.strip_prefix(": ").unwrap_or(text);
        return Header { message: text, ..Header::default() };
    };
    Header {
        program: Some(program),
        attributes: process.map(|process| ("pid", process)).into_iter().collect(),
        message: rest.trim_start_matches([' ', '\t']),
        ..Header::default()
    }
}

struct Tag<'a> {
    program: &'a str,
    process: Option<&'a str>,
    rest: &'a str,
}

/// `sshd[812]: `, `kernel: `, `app[x] `. A word without a colon or a bracket is no tag: it may be the message's first.
fn tag(text: &str) -> Option<Tag<'_>> {
    let end = text.find(|c: char| c == '[' || c == ':' || c.is_whitespace())?;
    let (program, rest) = text.split_at_checked(end).filter(|_| end > 0 && end <= LONGEST_TAG)?;
    if !program.chars().all(is_of_tag) {
        return None;
    }
    if let Some(rest) = rest.strip_prefix('[') {
        let (process, rest) = rest.split_once(']').filter(|(process, _)| process.len() <= LONGEST_TAG)?;
        if process.contains(char::is_whitespace) {
            return None;
        }
        let (rest, ends) = match rest.strip_prefix(':') {
            Some(rest) => (rest, true),
            None => (rest, rest.is_empty() || rest.starts_with([' ', '\t'])),
        };
        let process = Some(process).filter(|process| !process.is_empty());
        return ends.then_some(Tag { program, process, rest });
    }
    let rest = rest.strip_prefix(':')?;
    // `http://`, `fe80::1` and `10:00` are no tags.
    let goes_on = rest.starts_with(|c: char| c.is_ascii_digit() || c == '/' || c == ':');
    (!goes_on).then_some(Tag { program, process: None, rest })
}

fn is_of_tag(c: char) -> bool {
    c.is_alphanumeric() || "-_./@+%#()!$&~*".contains(c)
}

fn is_host(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "-_.:/@%".contains(c);
    !text.is_empty() && text.len() <= 255 && !text.ends_with(':') && text.chars().all(fits)
}
