//! Lines of the ledger of events, whose content only the ledger reads.

/// What the ledger grew by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Its number, from 0, without gaps.
    pub number: u64,
    /// Of which kind, in the ledger's own words.
    pub kind: String,
    /// Up to which batch it reaches, by which lines of a kind are forgotten.
    pub ends: u64,
    /// The content.
    pub body: Vec<u8>,
}

/// What came of a wish to keep or forget lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKept {
    /// It is done, now or before.
    Done,
    /// The lease has another token by now: nothing was done.
    Fenced,
    /// The number is another line's, or does not follow the last one: nothing was done.
    Conflict,
}
