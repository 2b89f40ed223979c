//! The operating system's clock, random source and users: the only place that asks for them.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{Uid, User};
use talap_model::{Clock, Entropy, Timestamp};

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::from_offset(time::OffsetDateTime::now_utc())
    }
}

/// The system's random source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without a random source no key and no salt is safe: stopping is the only honest answer.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}

/// The name of an operating-system user, or `uid-N` for one without a name.
pub(crate) fn user_name(uid: u32) -> String {
    match User::from_uid(Uid::from_raw(uid)) {
        Ok(Some(user)) => user.name,
        _ => format!("uid-{uid}"),
    }
}

/// The name of this machine.
pub(crate) fn machine() -> String {
    let named = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let named: String = named.trim().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if named.is_empty() { "node".to_owned() } else { named }
}

/// The user that this process runs as.
pub(crate) fn current_user() -> String {
    user_name(Uid::effective().as_raw())
}

/// More open files than this nobody needs, and some systems promise more than they give.
const MOST_FILES: u64 = 1 << 16;

/// Lets this process have as many files open as the system allows it, within reason, and says how many those are; none where it cannot be
/// told.
pub(crate) fn open_files() -> Option<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    let wanted = hard.min(MOST_FILES).max(soft);
    Some(setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).map_or(soft, |()| wanted))
}
