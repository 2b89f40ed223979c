//! The parts of Talap that act by themselves.

use talap_model::{Caller, Identity, Right, Scope};

/// A part of Talap that acts without a person, with no more rights than its work needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Receivers and imports of events.
    Collect,
    /// What takes the messages of a stream into the ledger, and notes there how far it came.
    Stream,
    /// The periodic assessment.
    Assess,
    /// What writes to people about what falls due.
    Remind,
    /// The journal of Talap's own acts: takes committed changes from the record store to the ledger.
    Journal,
    /// What keeps people's own word that they have read a document, in their names.
    Acknowledge,
    /// What keeps the transitions of records by those whose role may take them, in their names.
    Transit,
}

impl Service {
    /// All services.
    pub const ALL: [Self; 7] =
        [Self::Collect, Self::Stream, Self::Assess, Self::Remind, Self::Journal, Self::Acknowledge, Self::Transit];

    /// The service as records and events write it, after `talap:`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Stream => "stream",
            Self::Assess => "assess",
            Self::Remind => "remind",
            Self::Journal => "journal",
            Self::Acknowledge => "acknowledge",
            Self::Transit => "transit",
        }
    }

    /// What the service may do.
    pub fn rights(self) -> &'static [Right] {
        match self {
            // A receiver reads the registered sources to tell whose line it has, the journal reads what was changed.
            // What reminds reads addresses in the register of people, and tells what it did.
            Self::Collect | Self::Journal | Self::Remind => {
                &[Right::ReadRecords, Right::ReadPersonalData, Right::AppendEvents]
            }
            // They read nothing: the engine looks whose an acknowledgement or a transition is, and hands them no other change.
            Self::Acknowledge | Self::Transit => &[Right::WriteRecords],
            Self::Stream => &[Right::ReadEvents, Right::AppendEvents],
            Self::Assess => &[
                Right::ReadRecords,
                Right::ReadPersonalData,
                Right::ReadEvents,
                Right::ReadVerdicts,
                Right::Assess,
                Right::AppendEvents,
            ],
        }
    }

    /// The service as a caller, over all organisations.
    pub fn caller(self) -> Caller {
        Caller::establish(Identity::Service(self.key()), self.rights().iter().copied(), Scope::All)
    }
}
