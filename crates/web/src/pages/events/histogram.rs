//! When what was found happened, as a picture whose bars lead to their stretch of time, and as a table of the same.

use talap_assess::Search;
use talap_assess::events::Moment;
use talap_assess::events::summary::{self, Summary};
use talap_model::{Message, Timestamp};

use super::address;
use crate::tongue::Tongue;

/// How high the picture is, in its own units.
const HEIGHT: u64 = 40;

/// When what was found happened.
pub(super) struct Histogram {
    pub(super) bars: Vec<Bar>,
    /// How wide the picture is, in its own units: one for each stretch of time.
    pub(super) width: i64,
    pub(super) height: u64,
    /// The whole stretch in words.
    pub(super) words: String,
    /// How long the stretch of a bar is, in words.
    pub(super) step: String,
}

/// The events of one stretch of time.
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: u64,
    pub(super) height: u64,
    pub(super) count: usize,
    /// The stretch in words, and the same with the count.
    pub(super) time: String,
    pub(super) words: String,
    /// The search within this stretch.
    pub(super) href: String,
}

impl Histogram {
    /// The picture; none where nothing was found.
    pub(super) fn of(t: &Tongue, search: &Search, moment: &Moment, summary: &Summary) -> Option<Self> {
        let (first, last) = (summary.bars.first()?, summary.bars.last()?);
        let most = summary.bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
        let place = |at: Timestamp| (at.micros() - first.from.micros()) / 1_000_000 / summary.width.max(1);
        let bar = |bar: &summary::Bar| {
            // What is there is seen, however little it is beside the most.
            let height = (bar.count.saturating_mul(HEIGHT) / most).max(1);
            let count = usize::try_from(bar.count).unwrap_or(usize::MAX);
            Bar {
                x: place(bar.from),
                y: HEIGHT - height,
                height,
                count,
                time: stretch(t, bar.from, bar.to),
                words: spoken(t, bar.from, bar.to, count),
                href: address(&search.within(bar.from, bar.to, moment)),
            }
        };
        let found = usize::try_from(summary.found).unwrap_or(usize::MAX);
        Some(Self {
            bars: summary.bars.iter().map(bar).collect(),
            width: place(last.from).saturating_add(1),
            height: HEIGHT,
            words: spoken(t, first.from, last.to, found),
            step: step(t, summary.width),
        })
    }
}

/// The last moment of a stretch is the second before the next one.
fn stretch(t: &Tongue, from: Timestamp, to: Timestamp) -> String {
    let last = to.plus_seconds(-1).max(from);
    if last == from {
        t.exact_moment(&from)
    } else {
        format!("{} – {}", t.exact_moment(&from), t.exact_moment(&last))
    }
}

fn spoken(t: &Tongue, from: Timestamp, to: Timestamp, n: usize) -> String {
    let last = to.plus_seconds(-1).max(from);
    let message =
        Message::new("web-events-in-time").with("from", t.exact_moment(&from)).with("to", t.exact_moment(&last));
    t.say(&message.with("n", n))
}

/// The length of a bar's stretch, in the largest unit that measures it.
fn step(t: &Tongue, seconds: i64) -> String {
    let units = [
        (86_400, "web-events-step-days"),
        (3_600, "web-events-step-hours"),
        (60, "web-events-step-minutes"),
        (1, "web-events-step-seconds"),
    ];
    let fits = units.into_iter().find(|(unit, _)| seconds % unit == 0);
    let (unit, key) = fits.unwrap_or((1, "web-events-step-seconds"));
    t.count(key, usize::try_from(seconds / unit).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use talap_locale::Words;
    use talap_model::Language;
    use time::UtcOffset;

    use super::*;

    #[test]
    fn bars_stand_where_their_time_is_and_lead_there() {
        let t = Tongue::new(Arc::new(Words::built_in().unwrap()), Language::En, UtcOffset::UTC);
        let moment = Moment { now: Timestamp::from_micros(0), offset: UtcOffset::UTC };
        let search = Search::parse("a today", &moment).unwrap();
        let at = |minute: i64| Timestamp::from_micros(minute * 60_000_000);
        let bar = |minute, count| summary::Bar { from: at(minute), to: at(minute + 1), count };
        let summary = Summary { found: 101, bars: vec![bar(0, 100), bar(9, 1)], width: 60, ..Summary::default() };
        let histogram = Histogram::of(&t, &search, &moment, &summary).unwrap();
        let placed: Vec<_> = histogram.bars.iter().map(|bar| (bar.x, bar.y, bar.height)).collect();
        assert_eq!((placed.as_slice(), histogram.width), ([(0, 0, 40), (9, 39, 1)].as_slice(), 10));
        assert_eq!(histogram.bars[1].href, "/events?q=a+from%3A1970-01-01T00%3A09%3A00+to%3A1970-01-01T00%3A09%3A59");
        assert_eq!(histogram.step, "1 min");
        assert!(Histogram::of(&t, &search, &moment, &Summary::default()).is_none());
    }
}
