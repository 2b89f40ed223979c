//! How many events a search finds, when they happened, and which values are the most frequent: one pass over what is found, in
//! memory that does not grow with it.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use datafusion::arrow::array::{AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::{cast, ident};
use futures::StreamExt;
use talap_model::{Caller, Timestamp};

use super::conditions::happened_at;
use super::search::{Field, Moment};
use super::{EventQuery, filtered};
use crate::facts::Facts;
use crate::session::QueryError;

/// The fields whose values are counted.
pub const FACETS: [Field; 10] = [
    Field::Severity,
    Field::Class,
    Field::User,
    Field::Host,
    Field::Program,
    Field::Address,
    Field::Source,
    Field::Object,
    Field::Organisation,
    Field::Kind,
];

/// The most bars of a histogram.
const MOST_BARS: i64 = 60;
/// The widths that a bar may have, in seconds, each a multiple of the one before: 1, 5, 15 s; 1, 5, 15 min; 1, 3, 6, 12 h;
/// 1, 7, 28, 336 days, and whatever it takes for clocks that are centuries off.
const WIDTHS: [i64; 18] = [
    1,
    5,
    15,
    60,
    300,
    900,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    604_800,
    2_419_200,
    29_030_400,
    290_304_000,
    2_903_040_000,
    29_030_400_000,
    2_903_040_000_000,
];
/// How many values of a field are counted at once.
const MOST_VALUES: usize = 2_000;
/// How many values of a field are told.
const TOLD_VALUES: usize = 8;
/// The longest value that is counted, in bytes; a longer one is no name of anything.
const LONGEST_VALUE: usize = 256;

/// What a search finds, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many events, as far as they were counted.
    pub found: u64,
    /// Whether the time was up before all were counted.
    pub cut: bool,
    /// How many of them happened when, in order of time; stretches without events are left out.
    pub bars: Vec<Bar>,
    /// How long a stretch is, in seconds.
    pub width: i64,
    /// The most frequent values of each field that has any.
    pub facets: Vec<Facet>,
}

/// The events of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// How many.
    pub count: u64,
}

/// The values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// The most frequent ones, the most frequent first.
    pub values: Vec<(String, u64)>,
    /// Whether there were so many that the counts are at least, and not exactly, what they say.
    pub at_least: bool,
}

impl Facts {
    /// What a search finds, counted for so long as somebody waits for it. Places in the list are left aside.
    ///
    /// # Errors
    ///
    /// As [`Facts::events`].
    pub async fn summary(
        &self,
        caller: &Caller,
        query: &EventQuery,
        moment: &Moment,
        patience: Duration,
    ) -> Result<Summary, QueryError> {
        let session = self.events_session(caller)?;
        let whole = EventQuery { before: None, after: None, ..query.clone() };
        let mut columns = vec![cast(happened_at()?, DataType::Int64).alias("happened")];
        columns.extend(FACETS.iter().map(|field| {
            let name = field.column();
            cast(ident(name), DataType::Utf8).alias(format!("text_{name}"))
        }));
        let mut found = filtered(&session, &whole).await?.select(columns)?.execute_stream().await?;
        let mut tally = Tally::new(moment);
        let counting = async {
            // The semaphore is never closed; without a turn it is counted all the same.
            let _turn = self.looks.acquire().await.ok();
            while let Some(batch) = found.next().await {
                tally.add(&batch?);
            }
            Ok::<_, QueryError>(())
        };
        let cut = match tokio::time::timeout(patience, counting).await {
            Ok(counted) => counted.map(|()| false)?,
            Err(_) => true,
        };
        Ok(tally.summary(cut))
    }
}

struct Tally {
    found: u64,
    times: Times,
    values: [Values; FACETS.len()],
}

impl Tally {
    fn new(moment: &Moment) -> Self {
        let offset = i64::from(moment.offset.whole_seconds());
        Self { found: 0, times: Times { offset, width: 0, counts: BTreeMap::new() }, values: Default::default() }
    }

    fn add(&mut self, batch: &RecordBatch) {
        self.found += batch.num_rows() as u64;
        let mut columns = batch.columns().iter();
        if let Some(times) = columns.next().and_then(|column| column.as_primitive_opt::<Int64Type>()) {
            times.iter().flatten().for_each(|micros| self.times.add(micros.div_euclid(1_000_000)));
        }
        for (values, column) in self.values.iter_mut().zip(columns) {
            if let Some(texts) = column.as_string_opt::<i32>() {
                texts.iter().flatten().for_each(|text| values.add(text));
            }
        }
    }

    fn summary(self, cut: bool) -> Summary {
        let facets = FACETS.into_iter().zip(self.values).filter_map(|(field, values)| values.facet(field));
        Summary {
            found: self.found,
            cut,
            width: self.times.width(),
            bars: self.times.bars().collect(),
            facets: facets.collect(),
        }
    }
}

/// How many events each stretch has. Stretches begin where the installation's clock is round, and grow as there come to be
/// too many.
struct Times {
    /// The installation's offset from UTC, in seconds.
    offset: i64,
    /// Which of [`WIDTHS`].
    width: usize,
    counts: BTreeMap<i64, u64>,
}

impl Times {
    fn width(&self) -> i64 {
        WIDTHS.get(self.width).copied().unwrap_or(1)
    }

    fn add(&mut self, second: i64) {
        let place = second.saturating_add(self.offset).div_euclid(self.width());
        *self.counts.entry(place).or_default() += 1;
        while self.is_too_long() && self.width + 1 < WIDTHS.len() {
            let before = self.width();
            self.width += 1;
            let times = self.width() / before;
            let mut counts = BTreeMap::new();
            for (place, count) in std::mem::take(&mut self.counts) {
                *counts.entry(place.div_euclid(times)).or_default() += count;
            }
            self.counts = counts;
        }
    }

    fn is_too_long(&self) -> bool {
        let ends = self.counts.first_key_value().zip(self.counts.last_key_value());
        ends.is_some_and(|((first, _), (last, _))| last - first >= MOST_BARS)
    }

    fn bars(&self) -> impl Iterator<Item = Bar> {
        let (width, offset) = (self.width(), self.offset);
        let at = move |place: i64| {
            Timestamp::from_micros(place.saturating_mul(width).saturating_sub(offset).saturating_mul(1_000_000))
        };
        self.counts.iter().map(move |(place, count)| Bar { from: at(*place), to: at(place + 1), count: *count })
    }
}

/// The frequent values of a field (Misra and Gries): whenever there are too many, all counts go down by the one in the
/// middle, so that a frequent value stays and its count is at most that much too low.
#[derive(Default)]
struct Values {
    counts: HashMap<String, u64>,
    lost: u64,
}

impl Values {
    fn add(&mut self, value: &str) {
        if value.is_empty() || value.len() > LONGEST_VALUE {
            return;
        }
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
            return;
        }
        if self.counts.len() >= MOST_VALUES {
            self.shrink();
        }
        self.counts.insert(value.to_owned(), 1);
    }

    fn shrink(&mut self) {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        let middle = counts.len() / 2;
        let (_, middle, _) = counts.select_nth_unstable(middle);
        let less = *middle;
        self.lost += less;
        self.counts.retain(|_, count| {
            *count = count.saturating_sub(less);
            *count > 0
        });
    }

    fn facet(self, field: Field) -> Option<Facet> {
        let mut values: Vec<(String, u64)> = self.counts.into_iter().collect();
        values.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        values.truncate(TOLD_VALUES);
        (!values.is_empty()).then_some(Facet { field, values, at_least: self.lost > 0 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times(seconds: &[i64], offset: i64) -> Times {
        let mut times = Times { offset, width: 0, counts: BTreeMap::new() };
        for second in seconds {
            times.add(*second);
        }
        times
    }

    #[test]
    fn each_width_is_a_multiple_of_the_one_before() {
        assert!(WIDTHS.windows(2).all(|pair| pair[1] > pair[0] && pair[1] % pair[0] == 0));
    }

    #[test]
    fn stretches_begin_where_the_clock_is_round() {
        // 19:30 and 43:30 hours after the epoch, five hours east: half past midnight, two days running.
        let times = times(&[19 * 3600 + 1800, 43 * 3600 + 1800], 5 * 3600);
        assert_eq!(times.width(), 3_600);
        let from: Vec<i64> = times.bars().map(|bar| bar.from.micros() / 1_000_000).collect();
        assert_eq!(from, [19 * 3600, 43 * 3600]);
    }

    #[test]
    fn frequent_values_are_found_among_very_many() {
        let mut values = Values::default();
        for n in 0..20_000 {
            values.add(&format!("once-{n}"));
            if n % 4 == 0 {
                values.add("often");
            }
        }
        let facet = values.facet(Field::User).unwrap();
        assert_eq!(facet.values[0].0, "often");
        assert!(facet.at_least && (4_900..=5_000).contains(&facet.values[0].1), "{:?}", facet.values[0]);
    }

    #[test]
    fn what_is_no_name_is_not_counted() {
        let mut values = Values::default();
        values.add("");
        values.add(&"x".repeat(LONGEST_VALUE + 1));
        assert_eq!(values.facet(Field::User), None);
    }

    proptest! {
        #[test]
        fn every_event_is_in_one_bar_and_there_are_few(
            seconds in proptest::collection::vec(prop_oneof![
                any::<i64>().prop_map(|n| n / 1_000_000), 0..100_000_i64, 1_700_000_000..1_800_000_000_i64
            ], 1..50),
            offset in -12..14_i64,
        ) {
            let times = times(&seconds, offset * 3600);
            let bars: Vec<Bar> = times.bars().collect();
            prop_assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), seconds.len() as u64);
            let end = |bar: &Bar| i128::from(bar.from.micros());
            let span = (end(&bars[bars.len() - 1]) - end(&bars[0])) / 1_000_000 / i128::from(times.width());
            prop_assert!(span < i128::from(MOST_BARS), "{}", span);
            for second in seconds {
                let holding = |bar: &&Bar| (bar.from.micros()..bar.to.micros()).contains(&(second * 1_000_000));
                prop_assert_eq!(bars.iter().filter(holding).count(), 1);
            }
        }
    }
}
