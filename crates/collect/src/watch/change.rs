//! What the watcher tells, as events of Talap's own.

use talap_model::{ActKey, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};

use super::loss::{LossChange, Losses};
use crate::own::Act;
use crate::source::Source;

/// Who tells.
const WHO: &str = "talap:watch";

/// Something began or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A source is silent for longer than expected.
    SilenceBegan {
        /// When its last event came in; when it was registered, if none ever did.
        since: Timestamp,
        /// The minutes that are expected at most.
        expected_minutes: u32,
        /// Whether no event ever came.
        never: bool,
    },
    /// It spoke again, or its record allows more silence now.
    SilenceEnded {
        /// Since when it was silent.
        since: Timestamp,
        /// Its last event.
        last_seen: Option<Timestamp>,
    },
    /// The events are not of the kind or format that the source is registered with.
    KindWrong {
        /// Events that were looked at.
        events: u64,
        /// Those that could not be understood.
        unparsed: u64,
        /// Those of a class that speaks against the kind.
        foreign: u64,
    },
    /// They are again.
    KindRight {
        /// Events that were looked at.
        events: u64,
    },
    /// More events a minute than expected.
    FloodBegan {
        /// The events of the minute.
        per_minute: u64,
        /// The limit.
        limit: u64,
    },
    /// No more.
    FloodEnded {
        /// The events that came while it lasted.
        events: u64,
        /// The most in a minute.
        peak: u64,
        /// When it began.
        since: Timestamp,
    },
    /// The clock is off (UR 38.3).
    ClockOff {
        /// By how much it lags, in microseconds; below zero when it runs ahead.
        micros: i64,
        /// The seconds that are allowed.
        allowed: u32,
    },
    /// The clock is in step again.
    ClockInStep {
        /// By how much it lags.
        micros: i64,
        /// The seconds that are allowed.
        allowed: u32,
    },
    /// Events carry times more than a year away, such as 1970 or 2099.
    ClockAbsurd {
        /// How many events.
        events: u64,
        /// One of the times.
        time: Option<Timestamp>,
    },
    /// A receiver loses what arrives.
    Loss(LossChange),
}

impl Change {
    /// The act that records it.
    pub fn act(&self) -> ActKey {
        match self {
            Self::SilenceBegan { .. } => ActKey::SourceSilenceBegan,
            Self::SilenceEnded { .. } => ActKey::SourceSilenceEnded,
            Self::KindWrong { .. } => ActKey::SourceKindWrong,
            Self::KindRight { .. } => ActKey::SourceKindRight,
            Self::FloodBegan { .. } => ActKey::SourceFloodBegan,
            Self::FloodEnded { .. } => ActKey::SourceFloodEnded,
            Self::ClockOff { .. } => ActKey::SourceClockOff,
            Self::ClockInStep { .. } => ActKey::SourceClockInStep,
            Self::ClockAbsurd { .. } => ActKey::SourceClockAbsurd,
            Self::Loss(LossChange::Began(_)) => ActKey::ReceiverLossBegan,
            Self::Loss(LossChange::Ended { .. }) => ActKey::ReceiverLossEnded,
        }
    }

    /// The key of the event, which is its message.
    pub fn name(&self) -> &'static str {
        self.act().key()
    }

    /// Whether a person should look at it; what ended is for the record.
    fn wants_looking_at(&self) -> bool {
        match self {
            Self::SilenceBegan { .. }
            | Self::KindWrong { .. }
            | Self::FloodBegan { .. }
            | Self::ClockOff { .. }
            | Self::ClockAbsurd { .. }
            | Self::Loss(_) => true,
            Self::SilenceEnded { .. } | Self::KindRight { .. } | Self::FloodEnded { .. } | Self::ClockInStep { .. } => {
                false
            }
        }
    }

    fn describe<'a>(&self, act: Act<'a>) -> Act<'a> {
        match *self {
            Self::SilenceBegan { since, expected_minutes, never } => {
                act.with("since", since).with("expected_minutes", expected_minutes).with("never_heard", never)
            }
            Self::SilenceEnded { since, last_seen } => {
                let act = act.with("since", since);
                last_seen.map_or(act.clone(), |at| act.with("last_seen", at))
            }
            Self::KindWrong { events, unparsed, foreign } => {
                act.with("events", events).with("unparsed", unparsed).with("of_another_kind", foreign)
            }
            Self::KindRight { events } => act.with("events", events),
            Self::FloodBegan { per_minute, limit } => act.with("per_minute", per_minute).with("limit", limit),
            Self::FloodEnded { events, peak, since } => {
                act.with("events", events).with("peak_per_minute", peak).with("since", since)
            }
            Self::ClockOff { micros, allowed } | Self::ClockInStep { micros, allowed } => {
                act.with("behind_seconds", seconds(micros)).with("allowed_seconds", allowed)
            }
            Self::ClockAbsurd { events, time } => {
                let act = act.with("events", events);
                time.map_or(act.clone(), |time| act.with("time", time))
            }
            Self::Loss(LossChange::Began(losses)) => describe_losses(act, losses),
            Self::Loss(LossChange::Ended { losses, since }) => describe_losses(act, losses).with("since", since),
        }
    }
}

/// Only what the system tells is stated: no number is not zero.
fn describe_losses(act: Act<'_>, losses: Losses) -> Act<'_> {
    let act = act
        .with("queue_dropped", losses.queue)
        .with("discarded_bytes", losses.bytes)
        .with("refused_connections", losses.refused);
    losses.kernel.map_or(act.clone(), |kernel| act.with("kernel_dropped", kernel))
}

/// Microseconds as seconds with a fraction: `47.5`, `-30`.
fn seconds(micros: i64) -> String {
    let (sign, size) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let (whole, tenths) = (size / 1_000_000, size % 1_000_000 / 100_000);
    if tenths == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenths}") }
}

/// A change with whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    about: About,
    /// The change.
    pub change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    Source { id: SourceId, organisation: OrganisationId, object: ObjectId, kind: SourceKind },
    Receiver(String),
}

impl Told {
    pub(super) fn of_source(source: &Source, change: Change) -> Self {
        let about = About::Source {
            id: source.id.clone(),
            organisation: source.organisation.clone(),
            object: source.object.clone(),
            kind: source.kind,
        };
        Self { about, change }
    }

    pub(super) fn of_receiver(name: &str, change: LossChange) -> Self {
        Self { about: About::Receiver(name.to_owned()), change: Change::Loss(change) }
    }

    /// The event that records it.
    pub fn act(&self) -> Act<'static> {
        let act = self.change.describe(Act::new(self.change.act(), WHO));
        let act = if self.change.wants_looking_at() { act.to_look_at() } else { act };
        match &self.about {
            About::Source { id, organisation, object, kind } => act
                .with("source", id)
                .with("source_kind", kind.key())
                .about(Some(organisation.clone()))
                .about_object(object.clone()),
            About::Receiver(name) => act.with("receiver", name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_to_the_tenth() {
        for (micros, text) in [(0, "0"), (47_500_000, "47.5"), (-30_000_000, "-30"), (-250_000, "-0.2")] {
            assert_eq!(seconds(micros), text);
        }
    }
}
