//! `talap ledger check-proof`: offline, with public keys alone.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use talap_collect::own::act_of;
use talap_ledger::proof::{Checked, LARGEST_PROOF, Trust, check};
use talap_ledger::stamp::{Assurance, Authority, Stamped};
use talap_ledger::{VerifierKey, WitnessKey};
use talap_model::{Attributes, Explain, Message, NewEvent};
use talap_web::told::alone::told;

use crate::args::TrustArgs;
use crate::commands::found;
use crate::config::{Config, FoldersConfig};
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::load;
use crate::render::{self, Speech};

/// The answer for programs.
#[derive(Serialize)]
struct Answer {
    proved: bool,
    /// Why not, in words.
    cause: Option<String>,
    seq: Option<u64>,
    event: Option<EventAnswer>,
    ledger: Option<String>,
    checkpoint_time: Option<String>,
    batches: Option<u64>,
    root: Option<String>,
    batch: Option<u64>,
    cosigned: Vec<CosignedAnswer>,
    unchecked_signatures: usize,
    stamp: Option<StampAnswer>,
}

#[derive(Serialize)]
struct EventAnswer {
    received_at: String,
    occurred_at: Option<String>,
    organisation: String,
    object: String,
    source: String,
    kind: String,
    class_uid: u32,
    severity_id: u8,
    host: Option<String>,
    program: Option<String>,
    user: Option<String>,
    address: Option<String>,
    message: String,
    attributes: Attributes,
    /// The bytes as they came, in base64.
    raw: String,
    fault: Option<String>,
}

#[derive(Serialize)]
struct CosignedAnswer {
    witness: String,
    time: String,
}

#[derive(Serialize)]
struct StampAnswer {
    time: String,
    serial: String,
    authority: Option<String>,
    /// `authority`, `chain`, `self-carried` or `unsigned`.
    assurance: &'static str,
}

/// Checks and prints; a proof that is not taken is 'found wanting'.
pub(super) fn run(
    speech: &Speech,
    data: &Path,
    file: &Path,
    trusted: &TrustArgs,
    json: bool,
) -> Result<ExitCode, Failure> {
    let key = key(data, trusted)?;
    let trust = Trust { key, witnesses: witnesses(trusted)?, authority: authority(trusted)? };
    let failed = |error: std::io::Error| Failure::io("file-unreadable", file, &error);
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(failed)?;
    opened.take(LARGEST_PROOF as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    let checked = check(&bytes, &trust);
    if json {
        render::print_json(&answer(speech, &checked))?;
    } else {
        match &checked {
            Ok(checked) => show(speech, checked)?,
            Err(fault) => {
                let message = Message::new("proof-refused").with("path", file.display().to_string());
                render::print(&speech.say(&message.with("cause", fault.explain())))?;
            }
        }
    }
    Ok(found(checked.is_err()))
}

/// The ledger's public key: a file that is named, else the data folder's.
pub(super) fn key(data: &Path, trusted: &TrustArgs) -> Result<VerifierKey, Failure> {
    let Some(path) = &trusted.key else {
        let place = DataFolder::at(data)?;
        place.demand()?;
        return Ok(VerifierKey::load(&place.public_key())?);
    };
    Ok(VerifierKey::load(path)?)
}

/// The keys of witnesses, each as it is or as the name of a file.
pub(super) fn witnesses(trusted: &TrustArgs) -> Result<Vec<WitnessKey>, Failure> {
    let read = |text: &String| text.parse().or_else(|_| WitnessKey::load(Path::new(text)));
    Ok(trusted.witnesses.iter().map(read).collect::<Result<_, _>>()?)
}

/// The certificate of the time-stamping authority.
pub(super) fn authority(trusted: &TrustArgs) -> Result<Option<Authority>, Failure> {
    let Some(path) = &trusted.authority else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(|error| Failure::io("file-unreadable", path, &error))?;
    Ok(Some(Authority::read(&bytes)?))
}

fn show(speech: &Speech, checked: &Checked) -> Result<(), Failure> {
    let checkpoint = &checked.checkpoint;
    let message = Message::new("proof-taken")
        .with("seq", checked.seq.to_string())
        .with("ledger", checkpoint.origin.as_str())
        .with("time", checkpoint.time.to_string())
        .with("batches", checkpoint.size);
    render::print(&speech.say(&message))?;
    let body = &checked.event;
    let lines = [
        ("proof-event-received", Some(body.received_at.to_string())),
        ("proof-event-occurred", body.occurred_at.map(|at| at.to_string())),
        ("proof-event-organisation", Some(body.organisation.to_string())),
        ("proof-event-object", Some(body.object.to_string())),
        ("proof-event-source", Some(body.source.to_string())),
        ("proof-event-host", body.host.clone()),
        ("proof-event-program", body.program.clone()),
        ("proof-event-user", body.user.clone()),
        ("proof-event-address", body.address.clone()),
    ];
    let line = |name: &str, shown: &str| render::print(&format!("  {}: {shown}", speech.text(name)));
    // What a sender wrote must not act on the terminal that it is shown on.
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        line(name, &value.escape_debug().to_string())?;
    }
    line("proof-event-message", &said(speech, body)?)?;
    if !body.raw.is_empty() && body.raw != body.message.as_bytes() {
        line("proof-event-raw", &String::from_utf8_lossy(&body.raw).escape_debug().to_string())?;
    }
    for (name, value) in &body.attributes {
        render::print(&format!("  {}: {}", name.escape_debug(), value.escape_debug()))?;
    }
    for cosigned in &checked.cosigned {
        let message = Message::new("proof-cosigned").with("witness", cosigned.witness.as_str());
        render::print(&speech.say(&message.with("time", cosigned.time.to_string())))?;
    }
    if checked.other_signatures > 0 {
        render::print(&speech.say(&Message::new("proof-unchecked").with("n", checked.other_signatures)))?;
    }
    match &checked.stamp {
        Some(stamp) => render::print(&speech.say(&stamp_message(stamp))),
        None => Ok(()),
    }
}

/// What an event says: an act of Talap's own in words, with the key that is proved behind them.
fn said(speech: &Speech, event: &NewEvent) -> Result<String, Failure> {
    let plain = event.message.escape_debug().to_string();
    if act_of(event).is_none() {
        return Ok(plain);
    }
    // Whoever checks a proof elsewhere has no folders of the installation: names are those of this program's own data.
    let (folders, offset) = (FoldersConfig::default(), Config::default().offset());
    let catalog = load::catalog(&folders)?;
    let definitions = load::definitions(&folders, &catalog)?;
    let told = told(speech.shared_words(), speech.language(), offset, &definitions, &catalog, event);
    Ok(told.map_or(plain, |told| render::printable(&format!("{told} [{}]", event.message))))
}

/// A time stamp in words, with how far it was checked.
pub(super) fn stamp_message(stamp: &Stamped) -> Message {
    let key = match stamp.assurance {
        Assurance::Authority => "stamp-by-authority",
        Assurance::Chain => "stamp-by-chain",
        Assurance::SelfCarried => "stamp-self-carried",
        Assurance::Unsigned => "stamp-unsigned",
    };
    let authority = stamp.authority.clone().unwrap_or_else(|| "-".to_owned());
    Message::new(key).with("time", stamp.time.to_string()).with("authority", authority)
}

fn answer<E: Explain>(speech: &Speech, checked: &Result<Checked, E>) -> Answer {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let sound = checked.as_ref().ok();
    let event = sound.map(|checked| &checked.event).map(|body| EventAnswer {
        received_at: body.received_at.to_string(),
        occurred_at: body.occurred_at.map(|at| at.to_string()),
        organisation: body.organisation.to_string(),
        object: body.object.to_string(),
        source: body.source.to_string(),
        kind: body.kind.key().to_owned(),
        class_uid: body.class_uid,
        severity_id: body.severity_id,
        host: body.host.clone(),
        program: body.program.clone(),
        user: body.user.clone(),
        address: body.address.clone(),
        message: body.message.clone(),
        attributes: body.attributes.clone(),
        raw: STANDARD.encode(&body.raw),
        fault: body.fault.clone(),
    });
    let cosigned = sound.into_iter().flat_map(|checked| &checked.cosigned);
    Answer {
        proved: sound.is_some(),
        cause: checked.as_ref().err().map(|fault| speech.say(&fault.explain())),
        seq: sound.map(|checked| checked.seq),
        event,
        ledger: sound.map(|checked| checked.checkpoint.origin.clone()),
        checkpoint_time: sound.map(|checked| checked.checkpoint.time.to_string()),
        batches: sound.map(|checked| checked.checkpoint.size),
        root: sound.map(|checked| STANDARD.encode(checked.checkpoint.root)),
        batch: sound.map(|checked| checked.batch),
        cosigned: cosigned
            .map(|cosigned| CosignedAnswer { witness: cosigned.witness.clone(), time: cosigned.time.to_string() })
            .collect(),
        unchecked_signatures: sound.map_or(0, |checked| checked.other_signatures),
        stamp: sound.and_then(|checked| checked.stamp.as_ref()).map(|stamp| StampAnswer {
            time: stamp.time.to_string(),
            serial: stamp.serial.clone(),
            authority: stamp.authority.clone(),
            assurance: match stamp.assurance {
                Assurance::Authority => "authority",
                Assurance::Chain => "chain",
                Assurance::SelfCarried => "self-carried",
                Assurance::Unsigned => "unsigned",
            },
        }),
    }
}
