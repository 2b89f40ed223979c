//! When the events of a page happened, as a picture.

use talap_model::{Message, Timestamp};

use crate::tongue::Tongue;

/// How many bars the picture has.
const BARS: usize = 48;
/// How high it is, in its own units.
const HEIGHT: usize = 40;

/// When the events of a page happened.
pub(super) struct Histogram {
    pub(super) bars: Vec<Bar>,
    pub(super) words: String,
}

/// The events of one stretch of time.
pub(super) struct Bar {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) height: usize,
    pub(super) words: String,
}

impl Histogram {
    /// The picture; none where there is nothing to see, as of events that all happened at once.
    pub(super) fn of(t: &Tongue, times: &[Timestamp]) -> Option<Self> {
        let (first, last) = (times.iter().min()?.micros(), times.iter().max()?.micros());
        if first == last {
            return None;
        }
        let counts = counts(times, first, last);
        let most = counts.iter().max().copied().unwrap_or(1).max(1);
        let edge = |n: usize| Timestamp::from_micros(edge(first, last, n));
        let bars = counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(place, n)| {
            // What is there is seen, however little it is beside the most.
            let height = (n * HEIGHT / most).max(1);
            Bar { x: place, y: HEIGHT - height, height, words: spoken(t, edge(place), edge(place + 1), *n) }
        });
        let words = spoken(t, Timestamp::from_micros(first), Timestamp::from_micros(last), times.len());
        Some(Self { bars: bars.collect(), words })
    }
}

fn spoken(t: &Tongue, from: Timestamp, to: Timestamp, n: usize) -> String {
    let message =
        Message::new("web-events-in-time").with("from", t.exact_moment(&from)).with("to", t.exact_moment(&to));
    t.say(&message.with("n", n))
}

/// How many times fall into each of so many equal stretches.
fn counts(times: &[Timestamp], first: i64, last: i64) -> [usize; BARS] {
    let mut counts = [0; BARS];
    let length = i128::from(last) - i128::from(first) + 1;
    for time in times {
        let place = (i128::from(time.micros()) - i128::from(first)) * i128::try_from(BARS).unwrap_or(1) / length;
        if let Some(count) = usize::try_from(place).ok().and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    counts
}

/// Where a stretch begins.
fn edge(first: i64, last: i64, place: usize) -> i64 {
    let part = |n: usize| i128::try_from(n).unwrap_or_default();
    let along = (i128::from(last) - i128::from(first)) * part(place) / part(BARS);
    i64::try_from(i128::from(first) + along).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_are_in_the_picture() {
        let times: Vec<_> = [0, 1, 99, 100].map(Timestamp::from_micros).into();
        let counts = counts(&times, 0, 100);
        assert_eq!((counts[0], counts[BARS - 1]), (2, 2));
    }

    #[test]
    fn every_event_is_in_one_bar() {
        let extremes = [i64::MIN, -1, 0, 1, 86_400_000_000, i64::MAX];
        for first in extremes {
            for last in extremes.into_iter().filter(|last| *last > first) {
                let times: Vec<_> = extremes.into_iter().filter(|at| (first..=last).contains(at)).collect();
                let times: Vec<_> = times.into_iter().map(Timestamp::from_micros).collect();
                assert_eq!(counts(&times, first, last).iter().sum::<usize>(), times.len(), "{first} {last}");
                assert_eq!((edge(first, last, 0), edge(first, last, BARS)), (first, last));
            }
        }
    }
}
