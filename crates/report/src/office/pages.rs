//! Which entries of a register stand on which page.
//!
//! The typesetter would find that out itself, but it takes each cell twice to do so, and one page after another. Here the
//! heights are computed from the same measures, so that every page is a table with rows of fixed height, and pages are set
//! beside each other on as many processors as there are. A height that is taken for larger than it is leaves a little white;
//! one taken for smaller would break the table over to a page of its own, and still cut nothing off.

use super::table::Plan;

/// The height of the text of a page in landscape A4, in points: 210 mm without the margins of 18 and 16 mm, and a little less
/// than that, for sums of fractions.
pub(crate) const HEIGHT: f64 = 176.0 * 72.0 / 25.4 - 1.0;

/// The height of a line in ems, and the white between two lines, as `journal.typ` sets them.
const LINE: f64 = 0.97;
const LEADING: f64 = 0.2;

/// The white above and below the text of a cell together, in points.
const FRAME: f64 = 4.6;

/// The entries of one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Page {
    /// The place of its first entry among all.
    pub(crate) first: usize,
    /// How many entries it has.
    pub(crate) count: usize,
    /// The heights of its rows in points; none for the one entry that is higher than a page, which runs over several.
    pub(crate) rows: Vec<f64>,
}

impl Plan {
    /// The height of a row of so many lines, in points.
    pub(crate) fn height(&self, lines: usize) -> f64 {
        let lines = u32::try_from(lines.max(1)).map_or(f64::from(u32::MAX), f64::from);
        (lines * LINE + (lines - 1.0) * LEADING) * self.size + FRAME
    }
}

/// Shares entries among pages, each with the heights of its rows. On the first page so much is taken already.
pub(crate) fn paged(entries: &[Vec<f64>], room: f64, taken: f64) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut left = 0.0;
    for (at, rows) in entries.iter().enumerate() {
        let height: f64 = rows.iter().sum();
        if height > room {
            pages.push(Page { first: at, count: 1, rows: Vec::new() });
            // The next entry begins a page: where this one ends nobody knows.
            left = 0.0;
            continue;
        }
        if pages.is_empty() || height > left {
            left = if pages.is_empty() { room - taken } else { room };
            if height > left {
                left = room;
            }
            pages.push(Page { first: at, count: 0, rows: Vec::new() });
        }
        if let Some(page) = pages.last_mut() {
            page.count += 1;
            page.rows.extend(rows);
            left -= height;
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_takes_what_fits_and_a_long_entry_has_pages_of_its_own() {
        let entries = [vec![40.0], vec![30.0, 20.0], vec![20.0], vec![150.0], vec![10.0]];
        let pages = paged(&entries, 100.0, 30.0);
        let shares: Vec<_> = pages.iter().map(|page| (page.first, page.count, page.rows.len())).collect();
        assert_eq!(shares, [(0, 1, 1), (1, 2, 3), (3, 1, 0), (4, 1, 1)]);
    }

    proptest! {
        #[test]
        fn every_entry_stands_on_one_page_in_order(heights in prop::collection::vec(1.0..150.0_f64, 0..80), taken in 0.0..90.0_f64) {
            let entries: Vec<Vec<f64>> = heights.iter().map(|height| vec![*height]).collect();
            let pages = paged(&entries, 100.0, taken);
            let mut next = 0;
            for page in &pages {
                prop_assert_eq!(page.first, next);
                prop_assert!(page.count > 0);
                prop_assert!(page.rows.iter().sum::<f64>() <= 100.0);
                next += page.count;
            }
            prop_assert_eq!(next, heights.len());
        }
    }
}
