//! `talap ledger restore --from-second-store`: puts back what the ledger lost of confidential objects. Without `--yes` it says
//! what it would do and does nothing.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use talap_collect::own::Act;
use talap_ledger::{Amiss, Recovered, Restore, Restored, VerifierKey};
use talap_model::{ActKey, Explain as _, Message};

use crate::app::App;
use crate::client;
use crate::commands::{Place, found};
use crate::failure::Failure;
use crate::folder::Lock;
use crate::render::{self, Speech};
use crate::system;
use crate::up;

/// Who restores, in events.
const WHO: &str = "talap:ledger";

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// From where; there is one answer so far, and it is not guessed.
    pub(crate) from_second_store: bool,
    /// Whether anything is done.
    pub(crate) yes: bool,
    /// The file that events go to which have no place in the ledger.
    pub(crate) output: Option<PathBuf>,
    /// Whether the answer is for programs.
    pub(crate) json: bool,
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer {
    /// Whether anything was done, or only looked at.
    done: bool,
    restored: Vec<RestoredAnswer>,
    /// What is not as it was signed: before anything was done, or after it.
    amiss: Vec<AmissAnswer>,
    recovered_batches: u64,
    recovered_events: u64,
    /// Those of them that are in the tree which was signed.
    recovered_signed_events: u64,
    /// The file that they were written to.
    recovered_file: Option<String>,
    /// Whether the ledger holds an event about it.
    recorded: bool,
    /// Why it does not, where something was done.
    unrecorded: Option<String>,
}

#[derive(Serialize)]
struct AmissAnswer {
    path: String,
    can_be_restored: bool,
    says: String,
}

#[derive(Serialize)]
struct RestoredAnswer {
    path: String,
    /// Where the damaged one is.
    aside: Option<String>,
}

/// Compares, and restores if that was asked for. What remains is 'found wanting'.
pub(super) fn run(speech: &Speech, place: Place, asked: &Asked) -> Result<ExitCode, Failure> {
    if !asked.from_second_store {
        return Err(Failure::wrong_use(Message::new("args-missing").with("arguments", "--from-second-store")));
    }
    place.folder.demand()?;
    if place.config.grown.settings(&system::machine(), place.config.collect.longest_message).is_some() {
        return Err(Failure::wrong_use(Message::new("restore-grown")));
    }
    let Some(second) = place.config.ledger.second_store.as_ref().map(|second| second.folder.clone()) else {
        return Err(Failure::wrong_use(Message::new("restore-no-second-store")));
    };
    let lock = place.folder.try_lock()?.ok_or_else(|| Failure::failed(up::in_use(&place)))?;
    let key = VerifierKey::load(&place.folder.public_key())?;
    let mut restore = Restore::open(&place.folder.ledger(), &second, &key)?;
    if !asked.yes {
        let amiss: Vec<Amiss> = restore.amiss().cloned().collect();
        let said = Said { amiss: &amiss, recovered: restore.recovered(), restored: &[], file: None };
        said.print(speech, asked, None)?;
        return Ok(found(restore.amiss().next().is_some() || restore.recovered().events > 0));
    }
    let done = restore.carry_out()?;
    let recovered = restore.recovered();
    let file = (recovered.events > 0).then(|| write_recovered(&place, asked, &restore)).transpose()?;
    let amiss: Vec<Amiss> = restore.amiss().cloned().collect();
    drop(restore);
    let did = !done.restored.is_empty() || file.is_some();
    let recorded = did.then(|| record(place, lock, done.restored.len(), amiss.len(), recovered));
    let said = Said { amiss: &amiss, recovered, restored: &done.restored, file: file.as_deref() };
    said.print(speech, asked, recorded.as_ref())?;
    Ok(found(!amiss.is_empty()))
}

/// What there is to say.
struct Said<'a> {
    amiss: &'a [Amiss],
    recovered: Recovered,
    restored: &'a [Restored],
    file: Option<&'a Path>,
}

impl Said<'_> {
    /// Says it, with what came of recording it where something was done.
    fn print(&self, speech: &Speech, asked: &Asked, recorded: Option<&Result<(), Failure>>) -> Result<(), Failure> {
        let shown = |path: &Path| path.display().to_string();
        let unrecorded = recorded.and_then(|recorded| recorded.as_ref().err());
        let unrecorded = unrecorded
            .map(|failure| speech.say(&Message::new("restore-unrecorded").with("cause", failure.message.clone())));
        if asked.json {
            let amiss = self.amiss.iter().map(|amiss| AmissAnswer {
                path: shown(&amiss.path),
                can_be_restored: amiss.can_be_restored(),
                says: speech.say(&amiss.explain()),
            });
            let restored = self.restored.iter().map(|restored| RestoredAnswer {
                path: shown(&restored.path),
                aside: restored.aside.as_deref().map(shown),
            });
            return render::print_json(&Answer {
                done: asked.yes,
                restored: restored.collect(),
                amiss: amiss.collect(),
                recovered_batches: self.recovered.batches,
                recovered_events: self.recovered.events,
                recovered_signed_events: self.recovered.signed_events,
                recovered_file: self.file.map(shown),
                recorded: recorded.is_some_and(Result::is_ok),
                unrecorded,
            });
        }
        for message in self.messages(asked.yes) {
            render::print(&speech.say(&message))?;
        }
        unrecorded.map_or(Ok(()), |sentence| render::print(&sentence))
    }

    fn messages(&self, done: bool) -> Vec<Message> {
        let shown = |path: &Path| path.display().to_string();
        let mut all = Vec::new();
        for restored in self.restored {
            let key = if restored.aside.is_some() { "restore-put-aside" } else { "restore-put" };
            let aside = restored.aside.as_deref().map(shown).unwrap_or_default();
            all.push(Message::new(key).with("path", shown(&restored.path)).with("aside", aside));
        }
        let (can, cannot): (Vec<_>, Vec<_>) = self.amiss.iter().partition(|amiss| amiss.can_be_restored());
        for (key, list) in [("restore-can", can), ("restore-cannot", cannot)] {
            if !list.is_empty() {
                all.push(Message::new(key).with("n", list.len()));
                all.extend(list.iter().map(|amiss| Message::new("restore-line").with("what", amiss.explain())));
            }
        }
        if self.recovered.events > 0 {
            let (events, signed) = (self.recovered.events, self.recovered.signed_events);
            all.push(Message::new("restore-events").with("n", events).with("signed", signed));
        }
        if let Some(file) = self.file {
            all.push(Message::new("restore-events-written").with("path", shown(file)));
        }
        if self.amiss.is_empty() && self.restored.is_empty() && self.recovered.events == 0 {
            all.push(Message::new("restore-nothing"));
        } else if done {
            all.push(Message::new("restore-verify"));
        } else {
            all.push(Message::new("restore-preview"));
        }
        all
    }
}

/// Writes the events that have no place in the ledger to a file of their own, for its owner alone; it gets its name when it is
/// whole.
fn write_recovered(place: &Place, asked: &Asked, restore: &Restore) -> Result<PathBuf, Failure> {
    let wanted = asked.output.clone().unwrap_or_else(|| place.folder.path().join("recovered-events.jsonl"));
    let numbered = |number: u32| {
        let name = wanted.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if number == 0 { wanted.clone() } else { wanted.with_file_name(format!("{name}.{number}")) }
    };
    let mut names = (0..).map(numbered);
    let path = names.find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| wanted.clone());
    let temporary = path.with_file_name(format!("{}.part", path.file_name().unwrap_or_default().to_string_lossy()));
    let written = || -> io::Result<()> {
        // One that is there is of a run that was cut off, or somebody else's who would read along.
        match std::fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        let mut out = BufWriter::new(file);
        restore.write_recovered(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        std::fs::rename(&temporary, &path)?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    written().map_err(|error| Failure::io("file-unwritable", &path, &error))?;
    Ok(path)
}

/// Records in the ledger that it was restored. It cannot be opened while what was not of the second store is missing.
fn record(place: Place, lock: Lock, files: usize, remaining: usize, recovered: Recovered) -> Result<(), Failure> {
    client::runtime()?.block_on(async {
        let app = Box::pin(App::open(place.folder, lock, place.config)).await?;
        let act = Act::new(ActKey::LedgerRestored, WHO)
            .with("user", system::current_user())
            .with("files", files)
            .with("remaining", remaining)
            .with("recovered_events", recovered.events);
        let recorded = app.record(act.to_look_at()).await;
        app.close().await?;
        Ok(recorded?)
    })
}
