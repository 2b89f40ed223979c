//! Cisco's messages: `123: host: *Nov 22 10:00:00.123 UTC: %SYS-5-CONFIG_I: text`, in which everything before the percent
//! sign may be missing, and ASA's, Nexus' and IOS XR's relatives of it.

use talap_model::Timestamp;

use super::Header;
use super::stamp::{self, Zone};
use crate::moment;

/// How far into the text the percent sign may be.
const LONGEST_HEAD: usize = 256;

/// What stands before the percent sign.
#[derive(Default)]
struct Head<'a> {
    header: Header<'a>,
    /// Whether a host may be named here: once, and once more after a sequence number, which a relay does not write.
    host_expected: bool,
}

/// Reads what follows the priority.
pub(super) fn read(text: &str, zone: Zone) -> Option<Header<'_>> {
    let at = mnemonic_at(text)?;
    let (head, body) = text.split_at_checked(at)?;
    let Mnemonic { name, facility, severity } = mnemonic(body)?;
    let mut state = Head { host_expected: true, ..Head::default() };
    let mut rest = head.trim_start_matches([' ', ':']);
    while !rest.is_empty() {
        rest = piece(rest, &mut state, zone)?.trim_start_matches([' ', ':']);
    }
    let mut header = state.header;
    header.program = Some(facility);
    header.severity = Some(severity);
    header.attributes.push(("msgid", name));
    header.message = body;
    Some(header)
}

/// Where the mnemonic begins, if the text has one early enough.
fn mnemonic_at(text: &str) -> Option<usize> {
    let signs = text.bytes().take(LONGEST_HEAD).enumerate().filter(|(_, byte)| *byte == b'%');
    signs.map(|(at, _)| at).find(|at| text.get(*at..).and_then(mnemonic).is_some())
}

/// `MGBL-CONFIG-6-DB_COMMIT` in its parts; the facility is what stands before the severity.
struct Mnemonic<'a> {
    name: &'a str,
    facility: &'a str,
    severity: u8,
}

/// Reads `%FACILITY-SUBFACILITY-SEVERITY-NAME: …`.
fn mnemonic(text: &str) -> Option<Mnemonic<'_>> {
    let rest = text.strip_prefix('%')?;
    let end = rest.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-'))?;
    let (name, rest) = rest.split_at_checked(end)?;
    if !rest.trim_start_matches(' ').starts_with(':') {
        return None;
    }
    let (before, last) = name.rsplit_once('-')?;
    let (facility, severity) = before.rsplit_once('-')?;
    let severity = severity.parse().ok().filter(|number| *number <= 7 && severity.len() == 1)?;
    (!facility.is_empty() && !last.is_empty()).then_some(Mnemonic { name, facility, severity })
}

/// Takes one piece of the head off.
fn piece<'a>(text: &'a str, state: &mut Head<'a>, zone: Zone) -> Option<&'a str> {
    let unmarked = text.strip_prefix(['*', '.']).unwrap_or(text);
    if let Some((at, rest)) = stamp::read(unmarked, zone) {
        // The device's own time comes last, after a relay's.
        let (at, rest) = in_named_zone(at, rest, zone);
        state.header.occurred_at = Some(at);
        if unmarked.len() < text.len() {
            // The mark says that the device's clock is not set by NTP.
            state.header.attributes.push(("clock_unsynchronised", "true"));
        }
        return Some(rest);
    }
    if let Some(rest) = text.strip_prefix("%$") {
        let (context, rest) = rest.split_once("%$")?;
        state.header.attributes.push(("vdc", context.trim()));
        return Some(rest);
    }
    let (word, rest) = text.split_at_checked(text.find([' ', '\t']).unwrap_or(text.len()))?;
    let bare = word.trim_end_matches(':');
    if bare.bytes().all(|byte| byte.is_ascii_digit()) && word.ends_with(':') {
        state.header.attributes.push(("sequence", bare));
        state.host_expected = true;
        return Some(rest);
    }
    if is_uptime(bare) && word.ends_with(':') {
        state.header.attributes.push(("uptime", bare));
        return Some(rest);
    }
    if let Some((card, _)) = word.split_once(':').filter(|(card, _)| card.contains("CPU")) {
        // IOS XR writes `RP/0/RSP0/CPU0:Nov 22 …` without a blank.
        state.header.attributes.push(("card", card));
        return text.get(card.len() + 1..);
    }
    if let Some((process, id)) = bare.strip_suffix(']').and_then(|bare| bare.split_once('[')) {
        let is_own = state.header.attributes.iter().any(|(name, _)| *name == "card");
        state.header.attributes.extend([("process", process), ("pid", id)]);
        // Any other program that quotes such a message is no Cisco device.
        return is_own.then_some(rest);
    }
    if state.host_expected && !bare.is_empty() && !bare.contains(['[', ']', '"', '=', ',', '(']) {
        state.header.hostname = Some(bare);
        state.host_expected = false;
        return Some(rest);
    }
    None
}

/// A zone's name after the time. An administrator gives it any name and offset, so that only UTC means something.
fn in_named_zone(at: Timestamp, text: &str, zone: Zone) -> (Timestamp, &str) {
    let Some((name, rest)) = text.strip_prefix(' ').and_then(|text| text.split_once(':')) else { return (at, text) };
    let taken = i64::from(zone.offset.whole_seconds());
    if let Some(offset) = moment::offset(name) {
        return (at.plus_seconds(taken - i64::from(offset.whole_seconds())), rest);
    }
    match name {
        "UTC" | "GMT" | "Z" => (at.plus_seconds(taken), rest),
        _ if (1..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase()) => (at, rest),
        _ => (at, text),
    }
}

/// `1w2d`, `2d03h`, `00:00:12`: how long the device has run, written where it has no clock.
fn is_uptime(text: &str) -> bool {
    let clock = stamp::clock(text).is_some_and(|(_, rest)| rest.is_empty());
    let spans = text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b"ywdhm".contains(&b));
    clock || (spans && text.bytes().last().is_some_and(|byte| byte.is_ascii_alphabetic()))
}
