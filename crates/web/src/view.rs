//! What several pages show alike: counts as bars, pages of a list.

use talap_model::{Message, Status};
use talap_store::VerdictCount;

use crate::shell::with_parameter;
use crate::tongue::Tongue;

/// How many verdicts there are of each status that asks for something or says it is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) met: usize,
    pub(crate) not_met: usize,
    pub(crate) unknown: usize,
}

/// A part of a bar or ring, in hundredths of the whole.
pub(crate) struct Part {
    pub(crate) status: Status,
    pub(crate) count: usize,
    pub(crate) x: String,
    pub(crate) width: String,
}

impl Tally {
    /// Adds up counts.
    pub(crate) fn of<'a>(counts: impl IntoIterator<Item = &'a VerdictCount>) -> Self {
        let mut tally = Self::default();
        for count in counts {
            tally.add(count.status, usize::try_from(count.count).unwrap_or(usize::MAX));
        }
        tally
    }

    pub(crate) fn add(&mut self, status: Status, n: usize) {
        match status {
            Status::Met => self.met += n,
            Status::NotMet => self.not_met += n,
            Status::Unknown => self.unknown += n,
            Status::NotApplicable => {}
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.met + self.not_met + self.unknown
    }

    pub(crate) fn count(&self, status: Status) -> usize {
        match status {
            Status::Met => self.met,
            Status::NotMet => self.not_met,
            Status::Unknown => self.unknown,
            Status::NotApplicable => 0,
        }
    }

    /// The parts that are not empty, the worst first.
    #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
    pub(crate) fn parts(&self) -> Vec<Part> {
        let total = self.total().max(1) as f64;
        let mut x = 0.0;
        let mut parts = Vec::new();
        for status in [Status::NotMet, Status::Unknown, Status::Met] {
            let count = self.count(status);
            let width = count as f64 * 100.0 / total;
            if count > 0 {
                parts.push(Part { status, count, x: format!("{x:.2}"), width: format!("{width:.2}") });
            }
            x += width;
        }
        parts
    }

    /// What the picture says, in words.
    pub(crate) fn spoken(&self, t: &Tongue) -> String {
        let message = Message::new("web-tally").with("met", self.met).with("notmet", self.not_met);
        t.say(&message.with("unknown", self.unknown))
    }

    /// The share that is met. It is rounded down: 100 % means all.
    pub(crate) fn share(&self, t: &Tongue) -> String {
        let percent = self.met * 100 / self.total().max(1);
        t.say(&Message::new("web-percent").with("n", percent))
    }
}

impl Part {
    pub(crate) fn spoken(&self, t: &Tongue) -> String {
        t.say(&Message::new("web-part").with("status", t.status(&self.status)).with("n", self.count))
    }
}

/// Where one is in a list that is shown page by page.
pub(crate) struct Pager {
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) total: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

impl Pager {
    /// Pages of so many rows; the page that was asked for, or the last one.
    pub(crate) fn new(here: &str, asked: usize, total: usize, rows: usize) -> Self {
        let pages = total.div_ceil(rows).max(1);
        let page = asked.clamp(1, pages);
        let href = |page: usize| with_parameter(here, "page", &page.to_string());
        Self {
            page,
            pages,
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < pages).then(|| href(page + 1)),
        }
    }

    pub(crate) fn spoken(&self, t: &Tongue) -> String {
        t.say(&Message::new("web-page-of").with("page", self.page).with("pages", self.pages).with("n", self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_whole() {
        let tally = Tally { met: 1, not_met: 2, unknown: 0 };
        let parts: Vec<_> =
            tally.parts().iter().map(|part| (part.status, part.x.clone(), part.width.clone())).collect();
        assert_eq!(
            parts,
            [
                (Status::NotMet, "0.00".to_owned(), "66.67".to_owned()),
                (Status::Met, "66.67".to_owned(), "33.33".to_owned())
            ]
        );
        assert!(Tally::default().parts().is_empty());
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        let pager = Pager::new("/x?q=1&page=9", 9, 101, 50);
        assert_eq!((pager.page, pager.pages), (3, 3));
        assert_eq!(pager.previous.as_deref(), Some("/x?q=1&page=2"));
        assert_eq!(pager.next, None);
    }
}
