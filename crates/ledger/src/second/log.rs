//! The second store's log: a thread of its own writes it, so that a disk that hangs holds up nothing for longer than
//! [`PATIENCE`].

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::health::{Health, SecondFault};
use super::{log_folder, mark};
use crate::disk::{Action, Disk, DiskFault};
use crate::wal::{self, Salt};

/// How long an answer is waited for, once; while there is none, what belongs there is refused at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How long is waited for it where a person waits.
pub(crate) const SHORT_PATIENCE: Duration = Duration::from_secs(5);

/// What is written to see whether there is room: no less than this, so that a disk with a few bytes left is full.
const LEAST_PROBE: usize = 64 << 10;

/// And no more than a group of events is long.
const LARGEST_PROBE: usize = 32 << 20;

type Done = Result<(), DiskFault>;

enum Command {
    Write {
        first: u64,
        salt: Salt,
        bytes: Vec<u8>,
        reply: mpsc::Sender<Done>,
    },
    /// Whether the store is there and this ledger's, and can hold so many bytes more.
    Look {
        probe: Option<usize>,
        reply: mpsc::Sender<Done>,
    },
    Rotate,
}

/// A way to the thread, for one who asks one thing at a time.
#[derive(Debug)]
pub(crate) struct Hand {
    folder: PathBuf,
    health: Arc<Health>,
    commands: mpsc::Sender<Command>,
    patience: Duration,
    awaited: Option<mpsc::Receiver<Done>>,
    /// An answer that did not come in time. Nothing more is asked before it does.
    late: Option<mpsc::Receiver<Done>>,
}

impl Hand {
    /// Another way to the same thread.
    pub(crate) fn another(&self, patience: Duration) -> Self {
        let (folder, health, commands) = (self.folder.clone(), Arc::clone(&self.health), self.commands.clone());
        Self { folder, health, commands, patience, awaited: None, late: None }
    }

    /// Where the store is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How the store does.
    pub(crate) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// Whether the store can be written, for sure: something is.
    pub(crate) fn probe(&mut self) -> Done {
        self.look(Some(self.health.owed().clamp(LEAST_PROBE, LARGEST_PROBE)))
    }

    /// Whether the store is there, as far as that is seen without writing.
    pub(crate) fn ready_as_it_is(&mut self) -> Done {
        self.look(None)
    }

    /// Whether so many bytes can be taken; asked before they are written anywhere. After a failure they are tried, until frames are
    /// written again: a disk that is full would else get what belongs into both stores into the first alone, again with each
    /// attempt of the sender.
    pub(crate) fn ready(&mut self, bytes: usize) -> Done {
        let (failing, owed) = (self.health.is_failing(), self.health.owed());
        let probe = (failing || owed > 0).then(|| bytes.max(owed).clamp(LEAST_PROBE, LARGEST_PROBE));
        self.look(probe)
    }

    fn look(&mut self, probe: Option<usize>) -> Done {
        self.send(|reply| Command::Look { probe, reply });
        self.finish()
    }

    /// Begins to write frames, of which the first is of the batch `first`.
    pub(crate) fn begin(&mut self, first: u64, salt: Salt, bytes: Vec<u8>) {
        self.send(|reply| Command::Write { first, salt, bytes, reply });
    }

    /// Waits until the frames are durable, or are not.
    pub(crate) fn finish(&mut self) -> Done {
        let silent = |hand: &Self| {
            let fault = SecondFault::Silent { path: hand.folder.clone(), seconds: hand.patience.as_secs() }.on_disk();
            hand.health.failed(&fault);
            Err(fault)
        };
        let Some(answer) = self.awaited.take() else { return silent(self) };
        match answer.recv_timeout(self.patience) {
            Ok(done) => done,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.late = Some(answer);
                silent(self)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let fault = DiskFault::new(Action::Write, &self.folder, io::Error::other("its thread ended"));
                self.health.failed(&fault);
                Err(fault)
            }
        }
    }

    /// All batches that were begun are sealed: the next ones go to a new file.
    pub(crate) fn rotate(&mut self) {
        drop(self.commands.send(Command::Rotate));
    }

    fn send(&mut self, command: impl FnOnce(mpsc::Sender<Done>) -> Command) {
        self.late = self.late.take().filter(|late| matches!(late.try_recv(), Err(mpsc::TryRecvError::Empty)));
        self.awaited = None;
        if self.late.is_none() {
            let (reply, answer) = mpsc::channel();
            // Without the thread the reply is dropped, and whoever waits is told.
            drop(self.commands.send(command(reply)));
            self.awaited = Some(answer);
        }
    }
}

/// Starts the thread that writes the log of the store in `folder`, which is this ledger's if its mark says `origin`.
pub(crate) fn start(
    disk: Disk,
    folder: PathBuf,
    origin: String,
    health: Health,
    patience: Duration,
) -> Result<Hand, DiskFault> {
    let (commands, queue) = mpsc::channel();
    let health = Arc::new(health);
    let told = Arc::clone(&health);
    let mut log = OpenLog { disk, folder: folder.clone(), origin, health: Arc::clone(&health), open: None };
    std::thread::Builder::new()
        .name("talap-second".to_owned())
        .spawn(move || {
            while let Ok(command) = queue.recv() {
                let (done, proves, reply) = match command {
                    Command::Write { first, salt, bytes, reply } => (log.write(first, salt, &bytes), true, reply),
                    Command::Look { probe, reply } => (log.look(probe), probe.is_some(), reply),
                    Command::Rotate => {
                        log.open = None;
                        continue;
                    }
                };
                match &done {
                    Err(fault) => told.failed(fault),
                    Ok(()) if proves => told.works(),
                    Ok(()) => {}
                }
                // Who waited too long is not there any more.
                drop(reply.send(done));
            }
        })
        .map_err(|cause| DiskFault::new(Action::Create, &folder, cause))?;
    Ok(Hand { folder, health, commands, patience, awaited: None, late: None })
}

/// The first batch in the name of a log, and how often that was tried before; by these they follow each other.
pub(super) fn log_number(path: &Path) -> Option<(u64, u32)> {
    let (first, tried) = path.file_name()?.to_str()?.strip_suffix(".wal")?.split_once('-')?;
    Some((first.parse().ok()?, tried.parse().ok()?))
}

struct OpenLog {
    disk: Disk,
    folder: PathBuf,
    origin: String,
    health: Arc<Health>,
    open: Option<(File, PathBuf)>,
}

impl OpenLog {
    fn write(&mut self, first: u64, salt: Salt, frames: &[u8]) -> Done {
        self.health.owe(frames.len());
        // After a failure the file is left open no more, since its end is not known.
        let (mut file, path) = match self.open.take() {
            // A file that somebody deleted would take frames and keep none.
            Some((file, path)) if path.exists() => (file, path),
            _ => self.create(first, salt)?,
        };
        self.disk.write(&mut file, &path, frames)?;
        self.disk.sync(&file, &path)?;
        self.open = Some((file, path));
        self.health.owe(0);
        Ok(())
    }

    fn look(&mut self, probe: Option<usize>) -> Done {
        self.reach()?;
        let Some(bytes) = probe else { return Ok(()) };
        // Where frames go, since that may be full, or closed to us, by itself.
        let path = self.log_folder()?.join("probe");
        let written = self.disk.create_over(&path).and_then(|mut file| {
            self.disk.write(&mut file, &path, &vec![0; bytes])?;
            self.disk.sync(&file, &path)
        });
        // What was written of it takes room that is short.
        let removed = self.disk.remove(&path);
        written.and(removed)
    }

    fn reach(&mut self) -> Done {
        mark::reach(&self.disk, (&self.folder, &self.origin), &self.health)
    }

    /// The folder of the log, made if need be.
    fn log_folder(&self) -> Result<PathBuf, DiskFault> {
        let folder = log_folder(&self.folder);
        if !folder.is_dir() {
            // Only what is in the folder is made, never the folder itself.
            fs::read_dir(&self.folder).map_err(|cause| DiskFault::new(Action::Read, &self.folder, cause))?;
            self.disk.make_folder(&folder)?;
        }
        Ok(folder)
    }

    fn create(&mut self, first: u64, salt: Salt) -> Result<(File, PathBuf), DiskFault> {
        self.reach()?;
        let folder = self.log_folder()?;
        // After an interruption a batch of this number may have been tried before; what it left is not written over.
        let mut names = (0..1000).map(|tried| folder.join(format!("{first:016}-{tried}.wal")));
        let path = names.find(|path| !path.exists()).unwrap_or_else(|| folder.join("full"));
        let mut file = self.disk.create_new(&path)?;
        self.disk.write(&mut file, &path, &wal::header(salt, first))?;
        self.disk.sync(&file, &path)?;
        self.disk.sync_folder(&folder)?;
        Ok((file, path))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Condvar, Mutex};

    use super::*;
    use crate::disk::{self, Faults, Verdict};
    use crate::sample::{self, StepClock};
    use crate::wal::Group;
    use talap_model::{Event, Explain as _};

    const SALT: Salt = [3; 8];

    fn frame(index: u64) -> (Vec<u8>, crate::batch::Batch) {
        let event = Event { seq: index, body: sample::event("acme", "portal", "web", 1) };
        let mut bytes = Vec::new();
        let written = sample::write_frame(&mut bytes, SALT, Group { first: index, last: index }, index, &[event]);
        let batch = written.batch(&bytes.clone().into());
        (bytes, batch)
    }

    fn begin_noting(origin: &str, folder: &Path, note: &Path) -> Hand {
        let health = Health::new(Arc::new(StepClock::default()), note.to_owned());
        start(Disk::default(), folder.to_owned(), origin.to_owned(), health, PATIENCE).unwrap()
    }

    fn begin(disk: Disk, folder: &Path, patience: Duration) -> Hand {
        let health = Health::new(Arc::new(StepClock::default()), folder.join("note"));
        start(disk, folder.to_owned(), "talap.example".to_owned(), health, patience).unwrap()
    }

    fn write(log: &mut Hand, index: u64) -> Done {
        log.begin(index, SALT, frame(index).0);
        log.finish()
    }

    #[test]
    fn frames_are_read_back_from_the_second_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = begin(Disk::default(), folder.path(), PATIENCE);
        let mut batches = Vec::new();
        for index in [4, 6, 9] {
            if index == 9 {
                log.rotate();
            }
            write(&mut log, index).unwrap();
            batches.push(frame(index).1);
        }
        let paths = disk::list(&folder.path().join("wal")).unwrap();
        assert_eq!(paths.len(), 2);
        let mut found = Vec::new();
        for path in &paths {
            let bytes = fs::read(path).unwrap();
            let (salt, _) = wal::read_header(&bytes).unwrap();
            let mut offset = wal::HEADER;
            while offset < bytes.len() {
                let frame = wal::read_frame(&bytes[offset..], salt).unwrap();
                offset += frame.length;
                found.push(frame.batch);
            }
        }
        assert_eq!(found, batches);
    }

    #[test]
    fn logs_of_one_batch_follow_each_other_as_they_were_tried() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..12 {
            let mut log = begin(Disk::default(), folder.path(), PATIENCE);
            write(&mut log, 7).unwrap();
        }
        let mut paths = disk::list(&folder.path().join("wal")).unwrap();
        paths.sort_by_key(|path| log_number(path));
        let tried: Vec<_> = paths.iter().map(|path| log_number(path).unwrap()).collect();
        assert_eq!(tried, (0..12).map(|tried| (7, tried)).collect::<Vec<_>>());
        assert_eq!(log_number(Path::new("wal/full")), None);
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let away = folder.path().join("away");
        let mut log = begin(Disk::default(), &away, PATIENCE);
        assert!(log.ready(1).is_err());
        assert!(write(&mut log, 0).is_err());
        assert!(!away.exists() && log.health().is_failing());
        fs::create_dir(&away).unwrap();
        log.ready(1).unwrap();
        assert!(!log.health().is_failing() && !away.join("wal/probe").exists());
        write(&mut log, 0).unwrap();
    }

    #[test]
    fn a_folder_of_another_ledger_and_one_that_lost_its_mark_take_nothing() {
        let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let note = beside.path().join("note");
        let begin = |origin| begin_noting(origin, folder.path(), &note);
        let mut log = begin("talap.example");
        write(&mut log, 0).unwrap();
        let mut other = begin("other");
        let fault = other.ready(1).unwrap_err().explain();
        assert_eq!(fault.key, "ledger-second-other-ledger");
        assert!(write(&mut other, 1).is_err());
        // As when the disk is unmounted under a running process: the place is there, and empty. Nor is it mounted at the next start.
        fs::remove_dir_all(folder.path()).unwrap();
        fs::create_dir(folder.path()).unwrap();
        for mut log in [log, begin("talap.example")] {
            assert_eq!(log.ready(1).unwrap_err().explain().key, "ledger-second-unmarked");
            assert!(write(&mut log, 1).is_err());
            assert_eq!(disk::list(folder.path()).unwrap(), Vec::<PathBuf>::new());
        }
        // Another folder is another place, and a new disk one whose mark somebody left empty.
        write(&mut begin_noting("talap.example", beside.path(), &note), 2).unwrap();
        assert!(write(&mut begin("talap.example"), 1).is_ok(), "the other one is noted now");
        fs::remove_dir_all(folder.path()).unwrap();
        fs::create_dir(folder.path()).unwrap();
        fs::write(folder.path().join("talap-second-store"), "\n").unwrap();
        write(&mut begin("talap.example"), 1).unwrap();
        assert_eq!(mark::of(folder.path()).unwrap().as_deref(), Some("talap.example"));
    }

    /// Lets so little be written as a full disk does.
    struct Full(AtomicBool);

    impl Faults for Full {
        fn before(&self, action: Action, _: &Path) -> Verdict {
            if self.0.load(Ordering::Relaxed) && matches!(action, Action::Write) {
                Verdict::Short(40, io::ErrorKind::StorageFull.into())
            } else {
                Verdict::Go
            }
        }
    }

    #[test]
    fn a_full_disk_is_tried_before_it_is_written_to_again() {
        let folder = tempfile::tempdir().unwrap();
        let full = Arc::new(Full(AtomicBool::new(false)));
        let disk = Disk { faults: Some(Arc::clone(&full) as Arc<dyn Faults>) };
        let mut log = begin(disk, folder.path(), PATIENCE);
        write(&mut log, 0).unwrap();
        full.0.store(true, Ordering::Relaxed);
        log.ready(1).unwrap();
        assert!(write(&mut log, 1).is_err());
        assert_eq!(log.ready(1).unwrap_err().explain().key, "ledger-disk-full");
        assert!(!folder.path().join("wal/probe").exists());
        full.0.store(false, Ordering::Relaxed);
        log.ready(1).unwrap();
        write(&mut log, 1).unwrap();
        assert_eq!(disk::list(&folder.path().join("wal")).unwrap().len(), 2);
    }

    #[test]
    fn what_could_not_be_written_is_tried_until_it_is_although_less_could_be() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = begin(Disk::default(), folder.path(), PATIENCE);
        write(&mut log, 0).unwrap();
        log.rotate();
        // The folder of the log alone cannot be written.
        let (wal, away) = (folder.path().join("wal"), folder.path().join("away"));
        fs::rename(&wal, &away).unwrap();
        fs::write(&wal, "").unwrap();
        assert!(write(&mut log, 1).is_err());
        assert!(log.another(PATIENCE).probe().is_err());
        assert!(log.ready(1).is_err());
        fs::remove_file(&wal).unwrap();
        fs::rename(&away, &wal).unwrap();
        log.another(PATIENCE).probe().unwrap();
        assert!(!log.health().is_failing() && log.health().owed() > 0, "frames were not written yet");
        log.ready(1).unwrap();
        write(&mut log, 1).unwrap();
        assert_eq!(log.health().owed(), 0);
    }

    /// A disk that answers when it is let.
    #[derive(Default)]
    struct Hanging(Mutex<bool>, Condvar);

    impl Hanging {
        fn set(&self, hangs: bool) {
            *self.0.lock().unwrap() = hangs;
            self.1.notify_all();
        }
    }

    impl Faults for Hanging {
        fn before(&self, _: Action, _: &Path) -> Verdict {
            drop(self.1.wait_while(self.0.lock().unwrap(), |hangs| *hangs).unwrap());
            Verdict::Go
        }
    }

    #[test]
    fn a_disk_that_hangs_is_waited_for_once() {
        let folder = tempfile::tempdir().unwrap();
        let hanging = Arc::new(Hanging::default());
        let disk = Disk { faults: Some(Arc::clone(&hanging) as Arc<dyn Faults>) };
        let mut log = begin(disk, folder.path(), Duration::from_millis(20));
        let mut patient = log.another(PATIENCE);
        patient.begin(0, SALT, frame(0).0);
        patient.finish().unwrap();
        hanging.set(true);
        assert_eq!(write(&mut log, 1).unwrap_err().explain().key, "ledger-second-silent");
        assert!(log.late.is_some() && log.health().is_failing());
        assert_eq!(log.ready(1).unwrap_err().explain().key, "ledger-second-silent");
        hanging.set(false);
        // What was begun is done by now, or soon: this waits behind it.
        patient.probe().unwrap();
        log.patience = PATIENCE;
        log.ready(1).unwrap();
        write(&mut log, 2).unwrap();
        assert!(!log.health().is_failing());
    }
}
