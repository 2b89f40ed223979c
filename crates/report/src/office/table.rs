//! How the columns of a register share a page: their widths by what they hold, smaller type for more of them, and bands, one
//! under another, for a register that is wider than a page.

use super::fit::{Ruler, Weight};
use super::{Column, RegisterTable};

/// The width of the text of a page in landscape A4, in points: 297 mm without the margins of 20 and 10 mm.
const PAGE: f64 = 267.0 * POINTS;

/// The points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// The first column, which counts the entries, in millimetres.
const COUNT: f64 = 12.0;

/// What the frame of a cell takes from its width on both sides together, in points.
const FRAME: f64 = 6.5;

/// The sizes of type, in points. Below the last nobody reads with ease.
const SIZES: [f64; 5] = [9.0, 8.5, 8.0, 7.5, 7.0];

/// How many columns stand side by side at most. More would make a page of slits.
const MOST_COLUMNS: usize = 12;

/// The widest word that a column is made wide enough for, in ems; longer ones are broken.
const WIDE_WORD: f64 = 9.0;

/// The longest text that a column strives to hold on one line, in ems.
const LONG_TEXT: f64 = 60.0;

/// The lines that the head of a column may take in one language.
const HEAD_LINES: f64 = 4.0;

/// A column for signatures: how wide it is at least, in ems, and how many lines high a row with one.
const SIGNED_WIDTH: f64 = 8.0;
const SIGNED_LINES: usize = 2;

/// How many entries are measured: the first ones and every so many after them.
const MEASURED: usize = 2_000;

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// How many rows an entry takes.
    pub(crate) bands: usize,
    /// The widths of the columns in millimetres, that of the count first; the same in every band.
    pub(crate) widths: Vec<f64>,
    /// The size of type in points.
    pub(crate) size: f64,
    /// How many lines the row of an entry has at least in each band.
    pub(crate) lines: Vec<usize>,
}

/// What a column asks for, in ems.
#[derive(Debug, Clone, Copy, Default)]
struct Need {
    /// Narrower than this, words break.
    least: f64,
    /// At this width nine entries in ten take one line.
    best: f64,
}

impl Plan {
    /// The layout of a table.
    pub(crate) fn of(table: &RegisterTable, ruler: &Ruler) -> Self {
        let needs: Vec<Need> = (0..table.columns.len()).map(|at| need(table, at, ruler)).collect();
        for bands in 1..=needs.len().max(1) {
            let across = needs.len().div_ceil(bands).max(1);
            if across > MOST_COLUMNS {
                continue;
            }
            let needs = stacked(&needs, across);
            // Another band is better than type that is hard to read, unless type a little smaller does.
            if let Some(size) = SIZES.into_iter().find(|size| room(*size, across) >= least(&needs)) {
                return Self::with(table, &needs, bands, size);
            }
        }
        // One column alone is always narrow enough, since its longest word is broken.
        Self::with(table, &stacked(&needs, 1), needs.len().max(1), 7.0)
    }

    /// The layout with the needs of the columns that stand side by side.
    fn with(table: &RegisterTable, needs: &[Need], bands: usize, size: f64) -> Self {
        let is_signed = |band: &[Column]| band.iter().any(|column| column.is_signed);
        let across = table.columns.chunks(needs.len().max(1));
        let mut lines: Vec<usize> = across.map(|band| if is_signed(band) { SIGNED_LINES } else { 1 }).collect();
        lines.resize(bands, 1);
        Self { bands, widths: shared(needs, size), size, lines }
    }

    /// How many columns of the register stand side by side.
    pub(crate) fn across(&self) -> usize {
        self.widths.len() - 1
    }

    /// The room for text in a column of the register, in ems.
    pub(crate) fn room(&self, column: usize) -> f64 {
        let width = self.widths.get(1 + column % self.across()).copied().unwrap_or_default();
        (width * POINTS - FRAME) / self.size
    }

    /// The room of a cell that is as wide as all columns of the register together, in ems.
    pub(crate) fn whole_room(&self) -> f64 {
        (self.widths.iter().skip(1).sum::<f64>() * POINTS - FRAME) / self.size
    }

    /// The room of the first column, which counts the entries, in ems.
    pub(crate) fn count_room(&self) -> f64 {
        (COUNT * POINTS - FRAME) / self.size
    }
}

/// The room for the texts of so many columns, in ems.
fn room(size: f64, across: usize) -> f64 {
    (PAGE - COUNT * POINTS - FRAME * count(across)) / size
}

fn least(needs: &[Need]) -> f64 {
    needs.iter().map(|need| need.least).sum()
}

/// The needs of columns that stand one under another.
fn stacked(needs: &[Need], across: usize) -> Vec<Need> {
    let mut found = vec![Need::default(); across];
    for band in needs.chunks(across) {
        for (place, need) in found.iter_mut().zip(band) {
            *place = Need { least: place.least.max(need.least), best: place.best.max(need.best) };
        }
    }
    found
}

/// Every column has what it needs at least, and of what is left so much as it could use.
fn shared(needs: &[Need], size: f64) -> Vec<f64> {
    let left = (room(size, needs.len()) - least(needs)).max(0.0);
    let wishes: Vec<f64> = needs.iter().map(|need| (need.best - need.least).max(0.0) + 0.3).collect();
    let all: f64 = wishes.iter().sum();
    let width = |(need, wish): (&Need, &f64)| ((need.least + left * wish / all) * size + FRAME) / POINTS;
    std::iter::once(COUNT).chain(needs.iter().zip(&wishes).map(width)).collect()
}

fn need(table: &RegisterTable, at: usize, ruler: &Ruler) -> Need {
    let (head, head_word) = table.columns.get(at).map_or((0.0, 0.0), |column| head(column, ruler));
    if table.columns.get(at).is_some_and(|column| column.is_signed) {
        let least = head_word.clamp(SIGNED_WIDTH, WIDE_WORD);
        return Need { least, best: least.max(head / HEAD_LINES) };
    }
    let step = table.entries.len().div_ceil(MEASURED).max(1);
    let cells = table.entries.iter().step_by(step).filter_map(|entry| entry.cells.get(at));
    let mut lines: Vec<f64> = Vec::new();
    let mut word = head_word;
    for text in cells.flat_map(super::said::Said::texts).filter(|text| !text.is_empty()) {
        word = word.max(ruler.widest_word(text, Weight::Regular));
        lines.push(text.lines().map(|line| ruler.width(line, Weight::Regular)).fold(0.0, f64::max));
    }
    lines.sort_by(f64::total_cmp);
    let most = lines.get(lines.len().saturating_sub(1) * 9 / 10).copied().unwrap_or_default();
    let least = word.clamp(2.5, WIDE_WORD);
    Need { least, best: most.min(LONG_TEXT).max(head / HEAD_LINES).max(least) }
}

/// The width of a column's head on one line, and of its widest word.
fn head(column: &Column, ruler: &Ruler) -> (f64, f64) {
    let texts = || column.label.texts();
    let whole = texts().map(|text| ruler.width(text, Weight::Semibold)).fold(0.0, f64::max);
    (whole, texts().map(|text| ruler.widest_word(text, Weight::Semibold)).fold(0.0, f64::max))
}

#[allow(clippy::cast_precision_loss, reason = "a few columns")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faces::Faces;
    use crate::office::Tongues;
    use crate::sample::office::register_table;

    fn plan(columns: usize) -> Plan {
        Plan::of(&register_table(Tongues::Both, columns, 12), &Ruler::of(Faces::loaded().unwrap()))
    }

    #[test]
    fn columns_share_the_page_and_never_leave_it() {
        for columns in 1..=40 {
            let plan = plan(columns);
            let wide: f64 = plan.widths.iter().sum();
            assert!((wide - 267.0).abs() < 0.1, "{columns} columns are {wide} mm wide");
            assert!(plan.across() * plan.bands >= columns && plan.across() * (plan.bands - 1) < columns);
            assert!((0..columns).all(|column| plan.room(column) >= 2.4), "{plan:?}");
        }
    }

    #[test]
    fn more_columns_are_set_smaller_and_then_in_bands() {
        let (few, many, most) = (plan(5), plan(10), plan(30));
        assert_eq!((few.bands, few.size), (1, 9.0));
        assert!(many.bands == 1 && many.size <= few.size, "{many:?}");
        assert!(most.bands > 1 && most.across() <= MOST_COLUMNS, "{most:?}");
    }

    #[test]
    fn where_people_sign_there_is_room_for_it() {
        let ruler = Ruler::of(Faces::loaded().unwrap());
        for columns in [2, 8, 20] {
            let journal = crate::sample::office::signed_journal(Tongues::Both, columns, 12);
            let plan = Plan::of(&journal.table, &ruler);
            assert!((columns..columns + 2).all(|column| plan.room(column) >= SIGNED_WIDTH - 0.1), "{plan:?}");
            assert_eq!(plan.lines.len(), plan.bands);
            assert_eq!((plan.lines.last(), plan.lines.first()), (Some(&2), Some(if plan.bands > 1 { &1 } else { &2 })));
        }
    }

    #[test]
    fn what_holds_more_is_wider() {
        let plan = plan(8);
        // The place of the visit is longer than the personnel number of the escort.
        assert!(plan.room(1) > plan.room(7), "{plan:?}");
    }
}
