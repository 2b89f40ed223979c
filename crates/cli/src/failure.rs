//! A command that did not succeed: what to say, and the exit status.

pub(crate) use talap_model::io_cause;
use talap_model::{Explain, Message};

/// Exit status of a wrong use of the command line or of the configuration.
pub(crate) const WRONG_USE: u8 = 2;
/// Exit status of a command that was refused or failed.
pub(crate) const FAILED: u8 = 3;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The sentence.
    pub(crate) message: Message,
    /// The exit status.
    pub(crate) exit: u8,
}

impl Failure {
    /// A command that was refused or failed.
    pub(crate) fn failed(message: Message) -> Self {
        Self { message, exit: FAILED }
    }

    /// A command or configuration that was written wrongly.
    pub(crate) fn wrong_use(message: Message) -> Self {
        Self { message, exit: WRONG_USE }
    }

    /// A file or folder that cannot be read or written.
    pub(crate) fn io(key: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::failed(Message::new(key).with("path", path.display().to_string()).with("cause", io_cause(error)))
    }
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::failed(error.explain())
    }
}
