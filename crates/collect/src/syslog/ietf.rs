//! RFC 5424: `1 TIME HOST APP PROCESS MESSAGE-ID [STRUCTURED DATA] MESSAGE`.

use super::Header;
use super::stamp::{self, Zone};

/// The longest identifier of an element, twice what §6.3.2 allows: each of the element's names is kept with it before it, so that a long
/// one before many names would be kept thousands of times.
const LONGEST_ID: usize = 64;
/// The most names in a message; what has more is text.
const MOST_NAMES: usize = 256;

/// Reads what follows the priority. Only version 1 is defined.
pub(super) fn read(text: &str, zone: Zone) -> Option<Header<'_>> {
    let rest = text.strip_prefix("1 ")?;
    let (occurred_at, rest) = if let Some(rest) = rest.strip_prefix("- ") {
        (None, rest)
    } else {
        let (at, rest) = stamp::iso(rest, zone)?;
        (Some(at), rest.strip_prefix(' ')?)
    };
    let (hostname, rest) = field(rest)?;
    let (program, rest) = field(rest)?;
    let (process, rest) = field(rest)?;
    let (identifier, rest) = last_field(rest);
    let mut header = Header { occurred_at, hostname, program, ..Header::default() };
    let stated = [("pid", process), ("msgid", identifier)];
    header.attributes = stated.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    // Where the structured data is none, or missing as some senders have it, the rest is the message.
    let rest = match structured(rest) {
        Some((found, rest)) => {
            header.structured = found;
            rest
        }
        None => rest,
    };
    header.message = rest.strip_prefix('\u{feff}').unwrap_or(rest);
    Some(header)
}

/// A field up to its space; a hyphen says that there is none.
fn field(text: &str) -> Option<(Option<&str>, &str)> {
    let (found, rest) = text.split_once(' ')?;
    Some((stated(found), rest))
}

/// The last field, after which the message may end.
fn last_field(text: &str) -> (Option<&str>, &str) {
    let (found, rest) = text.split_once(' ').unwrap_or((text, ""));
    (stated(found), rest)
}

fn stated(found: &str) -> Option<&str> {
    Some(found).filter(|found| !matches!(*found, "-" | ""))
}

/// Structured data as `id.name` and value, and what follows the space after it; nothing where it breaks the grammar.
fn structured(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let mut found = Vec::new();
    let mut rest = if let Some(rest) = text.strip_prefix('-') {
        rest
    } else {
        let mut rest = element(text, &mut found)?;
        while rest.starts_with('[') {
            // A message may begin with a bracket, but only after the space.
            rest = element(rest, &mut found)?;
        }
        rest
    };
    if !rest.is_empty() {
        rest = rest.strip_prefix(' ')?;
    }
    Some((found, rest))
}

/// `[id name="value" …]`.
fn element<'a>(text: &'a str, found: &mut Vec<(String, String)>) -> Option<&'a str> {
    let rest = text.strip_prefix('[')?;
    let end = rest.find([' ', ']', '=', '"'])?;
    let (id, mut rest) =
        rest.split_at_checked(end).filter(|(id, _)| (1..=LONGEST_ID).contains(&id.len()) && is_name(id))?;
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(rest) = rest.strip_prefix(']') {
            return Some(rest);
        }
        let (name, after) = rest.split_once("=\"")?;
        if name.is_empty() || name.contains([' ', ']', '"']) || !is_name(name) || found.len() >= MOST_NAMES {
            return None;
        }
        let (value, after) = quoted(after)?;
        found.push((format!("{id}.{name}"), value));
        rest = after;
    }
}

/// Whether a name can be one: of a control character, which §6.3.2 excludes, JSON makes six.
fn is_name(text: &str) -> bool {
    !text.contains(char::is_control)
}

/// A value up to its quote. A backslash stands before `"`, `\` and `]`, and for itself before anything else (§6.3.3).
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let end = rest.find(['"', '\\'])?;
        let (before, at) = rest.split_at_checked(end)?;
        value.push_str(before);
        if let Some(after) = at.strip_prefix('"') {
            return Some((value, after));
        }
        let after = at.strip_prefix('\\')?;
        if let Some(escaped @ ('"' | '\\' | ']')) = after.chars().next() {
            value.push(escaped);
            rest = after.strip_prefix(escaped)?;
        } else {
            value.push('\\');
            rest = after;
        }
    }
}
