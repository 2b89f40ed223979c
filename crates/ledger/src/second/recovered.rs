//! Events of the second store's log that the ledger has nowhere, as JSON lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::frames::Found;
use crate::batch::Row;
use crate::hex;

/// The version of a line.
const VERSION: u32 = 1;

/// Batches of the second store's log that are nowhere in the ledger and cannot be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// How many batches.
    pub batches: u64,
    /// Their events.
    pub events: u64,
    /// Those of them whose batch is in the tree that was signed, so that nobody changed them.
    pub signed_events: u64,
}

/// A batch that was recovered.
#[derive(Debug, Clone)]
pub(super) struct Lone {
    pub(super) found: Found,
    /// Whether its leaf is in the tree that was signed.
    pub(super) is_signed: bool,
}

pub(super) fn count(lone: &[Lone]) -> Recovered {
    let events = |lone: &Lone| lone.found.frame.batch.count;
    Recovered {
        batches: lone.len() as u64,
        events: lone.iter().map(events).sum(),
        signed_events: lone.iter().filter(|lone| lone.is_signed).map(events).sum(),
    }
}

/// An event, as a line has it.
#[derive(Serialize)]
struct Line<'a> {
    v: u32,
    /// `signed`: the batch is in the tree that the checkpoint signed. `none`: no signature covers it, and it may be an event
    /// that was never acknowledged, or that its sender sent again.
    evidence: &'static str,
    batch: u64,
    /// The leaf hash of the batch.
    leaf: String,
    seq: u64,
    organisation: &'a str,
    object: &'a str,
    source: &'a str,
    kind: &'static str,
    received_at: String,
    occurred_at: Option<String>,
    class_uid: u32,
    severity_id: u8,
    host: Option<&'a str>,
    program: Option<&'a str>,
    user: Option<&'a str>,
    address: Option<&'a str>,
    message: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
    /// The bytes as they came.
    raw_base64: String,
    fault: Option<&'a str>,
}

/// Writes a line for each event, in order of batches.
pub(super) fn write(lone: &[Lone], out: &mut dyn Write) -> io::Result<()> {
    for one in lone {
        for row in one.found.frame.batch.rows() {
            let row = row.map_err(io::Error::other)?;
            serde_json::to_writer(&mut *out, &line(one, &row))?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn line<'a>(one: &Lone, row: &Row<'a>) -> Line<'a> {
    let event = row.event;
    Line {
        v: VERSION,
        evidence: if one.is_signed { "signed" } else { "none" },
        batch: row.batch,
        leaf: hex::encode(&one.found.frame.batch.leaf),
        seq: row.seq,
        organisation: event.organisation,
        object: event.object,
        source: event.source,
        kind: event.kind.key(),
        received_at: event.received_at.to_string(),
        occurred_at: event.occurred_at.map(|moment| moment.to_string()),
        class_uid: event.class_uid,
        severity_id: event.severity_id,
        host: event.host,
        program: event.program,
        user: event.user,
        address: event.address,
        message: event.message,
        attributes: event.attributes.iter().collect(),
        raw_base64: STANDARD.encode(event.raw),
        fault: event.fault,
    }
}
