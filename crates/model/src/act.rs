//! The acts of Talap's own that it tells the ledger, each with the key that is the message of its event.

use std::fmt;

macro_rules! act_keys {
    ($($(#[doc = $doc:literal])+ $name:ident = $key:literal,)+) => {
        /// What Talap itself did or saw. The key stands in the ledger, in files and in answers to programs and never changes; the
        /// words that people read are in the locales, under `act-` and the key with a hyphen for its dot.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ActKey {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ActKey {
            /// All acts.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The act as the ledger has it: `role.granted`.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)+
                }
            }
        }
    };
}

act_keys! {
    /// Talap was started.
    TalapStarted = "talap.started",
    /// The ledger hears of the configuration for the first time.
    ConfigurationFirst = "configuration.first",
    /// The configuration is another than before.
    ConfigurationChanged = "configuration.changed",

    /// The ledger was verified and is what was signed.
    LedgerVerified = "ledger.verified",
    /// So was what could be read of it; a store was away.
    LedgerVerifyIncomplete = "ledger.verify-incomplete",
    /// Something of the ledger is not what was signed.
    LedgerVerifyFailed = "ledger.verify-failed",
    /// How long events are kept was set.
    LedgerRetentionSet = "ledger.retention-set",
    /// Sealed files were moved to the archive store.
    LedgerArchived = "ledger.archived",
    /// A partition past its retention is given up.
    LedgerExpired = "ledger.expired",
    /// Something about sealed files could not be done.
    LedgerTendingFailed = "ledger.tending-failed",
    /// A witness cosigns again.
    LedgerWitnessAnswers = "ledger.witness-answers",
    /// A witness has seen what this ledger denies.
    LedgerWitnessAlarm = "ledger.witness-alarm",
    /// A witness does not cosign.
    LedgerWitnessRefused = "ledger.witness-refused",
    /// A witness is not reached.
    LedgerWitnessSilent = "ledger.witness-silent",
    /// A checkpoint got a time stamp.
    LedgerStamped = "ledger.stamped",
    /// A checkpoint got none.
    LedgerStampFailed = "ledger.stamp-failed",
    /// The second store cannot be written.
    LedgerSecondStoreFailed = "ledger.second-store-failed",
    /// It can again.
    LedgerSecondStoreWorks = "ledger.second-store-works",
    /// It is on the disk of the ledger.
    LedgerSecondStoreSameDisk = "ledger.second-store-same-disk",
    /// It has events that the ledger lacks.
    LedgerSecondStoreDiffers = "ledger.second-store-differs",
    /// The ledger was restored from the second store.
    LedgerRestored = "ledger.restored",
    /// The store of sealed files that the nodes share does not answer.
    LedgerObjectsLost = "ledger.objects-lost",
    /// It answers again.
    LedgerObjectsBack = "ledger.objects-back",

    /// A certificate was read again, after its file had changed.
    CertificateRenewed = "certificate.renewed",
    /// A changed certificate cannot be used.
    CertificateRefused = "certificate.refused",

    /// A source is silent for longer than expected.
    SourceSilenceBegan = "source.silence-began",
    /// It spoke again.
    SourceSilenceEnded = "source.silence-ended",
    /// Events are not of the kind or format that their source is registered with.
    SourceKindWrong = "source.kind-wrong",
    /// They are again.
    SourceKindRight = "source.kind-right",
    /// More events a minute than expected.
    SourceFloodBegan = "source.flood-began",
    /// No more.
    SourceFloodEnded = "source.flood-ended",
    /// A source's clock is off.
    SourceClockOff = "source.clock-off",
    /// It is in step again.
    SourceClockInStep = "source.clock-in-step",
    /// Events carry times more than a year away.
    SourceClockAbsurd = "source.clock-absurd",
    /// A token of a source was made.
    SourceTokenMade = "source.token-made",
    /// It was revoked.
    SourceTokenRevoked = "source.token-revoked",

    /// The receivers listen.
    ReceiverStarted = "receiver.started",
    /// A receiver turned senders away.
    ReceiverRefused = "receiver.refused",
    /// A receiver loses what arrives.
    ReceiverLossBegan = "receiver.loss-began",
    /// It loses nothing any more.
    ReceiverLossEnded = "receiver.loss-ended",

    /// How far a stream was taken.
    StreamTaken = "stream.taken",
    /// The stream no longer had messages that were not taken.
    StreamMissing = "stream.missing",
    /// A message of the stream is no envelope.
    StreamUnreadable = "stream.unreadable",

    /// Somebody searched events.
    EventsRead = "events.read",
    /// Somebody looked at one event.
    EventsViewed = "events.viewed",
    /// Somebody follows events as they come in.
    EventsFollowed = "events.followed",
    /// Somebody took events out as a file.
    EventsExported = "events.exported",
    /// A log file was imported.
    EventsImported = "events.imported",
    /// The proof of an event was made.
    EventProved = "event.proved",
    /// Somebody ran a query.
    QueryRun = "query.run",

    /// A record was created.
    RecordCreated = "record.created",
    /// A record was changed.
    RecordUpdated = "record.updated",
    /// A record was declared void.
    RecordVoided = "record.voided",
    /// A file was imported into a register.
    ImportFinished = "import.finished",
    /// An import was taken back.
    ImportUndone = "import.undone",
    /// Somebody looked at personal data.
    PersonalDataRead = "personal-data.read",
    /// Somebody fetched a file.
    FileRead = "file.read",
    /// A paper was made.
    PaperMade = "paper.made",

    /// Somebody asked for an assessment.
    AssessmentAsked = "assessment.asked",
    /// Statements were judged.
    AssessmentFinished = "assessment.finished",
    /// Somebody stated whether a duty is met.
    StatementAttested = "statement.attested",
    /// A second person confirmed it.
    StatementConfirmed = "statement.confirmed",
    /// The official text of the decree was taken in.
    DecreeImported = "decree.imported",
    /// The new wording of a clause was reviewed.
    DecreeReviewed = "decree.reviewed",

    /// Somebody asked for what they may not have.
    AccessRefused = "access.refused",
    /// A role is about to be given.
    RoleGranting = "role.granting",
    /// A role was given.
    RoleGranted = "role.granted",
    /// A role is about to be taken.
    RoleRevoking = "role.revoking",
    /// A role was taken.
    RoleRevoked = "role.revoked",
    /// An account was made.
    AccountCreated = "account.created",
    /// An account was blocked.
    AccountBlocked = "account.blocked",
    /// An account is about to be let in again.
    AccountUnblocking = "account.unblocking",
    /// It is let in again.
    AccountUnblocked = "account.unblocked",
    /// A one-time link was made.
    AccountLinkMade = "account.link-made",
    /// A one-time link was used to set a password.
    AccountLinkUsed = "account.link-used",
    /// Somebody signed in.
    AccountSignedIn = "account.signed-in",
    /// Somebody did not succeed in it.
    AccountSignInFailed = "account.sign-in-failed",
    /// Somebody signed out.
    AccountSignedOut = "account.signed-out",
    /// Somebody changed their password.
    AccountPasswordChanged = "account.password-changed",
    /// Somebody did not succeed in it.
    AccountPasswordChangeFailed = "account.password-change-failed",
    /// Somebody ended sessions of theirs.
    AccountSessionsEnded = "account.sessions-ended",
    /// A token of the API was made.
    TokenCreated = "token.created",
    /// It was revoked.
    TokenRevoked = "token.revoked",
    /// A link to the calendar was made.
    CalendarLinkMade = "calendar.link-made",
    /// It was ended.
    CalendarLinkEnded = "calendar.link-ended",
    /// Letters were sent.
    MailSent = "mail.sent",
    /// A letter could not be sent.
    MailFailed = "mail.failed",
}

impl ActKey {
    /// The act of a key; none for a text that is none.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.key() == text)
    }
}

impl fmt::Display for ActKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_act_has_a_key_of_its_own() {
        let keys: BTreeSet<&str> = ActKey::ALL.iter().map(|act| act.key()).collect();
        assert_eq!(keys.len(), ActKey::ALL.len());
        for act in ActKey::ALL {
            let (room, what) = act.key().split_once('.').unwrap();
            let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(plain(room) && plain(what), "{act}");
            assert_eq!(ActKey::of(act.key()), Some(*act));
        }
        assert_eq!(ActKey::of("role.granted "), None);
    }
}
