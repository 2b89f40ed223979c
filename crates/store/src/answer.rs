//! Answers to requests that a program may repeat, as every other room sees them.

/// What a request with a key is to others with the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// It is the first: act on it, and keep the answer.
    New,
    /// It was answered before: this is the answer.
    Answered(String),
    /// The first is being answered, or ended in a way that nobody knows.
    Underway,
    /// The first asked for something else.
    Other,
}

/// For how long an answer is given again, in seconds.
pub const REPEATED_WITHIN: i64 = 86_400;
