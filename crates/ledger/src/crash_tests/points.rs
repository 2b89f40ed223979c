//! How many points the crash tests try. A point is a scenario, a step of it, and how much of that step is done before it fails.

use std::collections::BTreeSet;

use crate::disk::Action;

/// The scenarios, with the least number of points that each must try. A test fails that tries fewer, so that the sum is what is
/// run; it may try more, since a change to the writer adds steps.
pub(crate) const POINTS: [(&str, usize); 15] = [
    ("appending", 180),
    ("opening again", 1500),
    ("tiles", 90),
    ("evidence", 14),
    ("the life of files", 580),
    ("appending with a second store", 220),
    ("the life of files with a second store", 170),
    ("appending, an error once", 150),
    ("the life of files, an error once", 180),
    ("appending, the power fails", 125),
    ("the life of files, the power fails", 160),
    ("appending with a replica", 290),
    ("the life of files with a replica", 500),
    ("taking over", 120),
    ("handing over", 60),
];

/// The points that one test has tried.
pub(crate) struct Points {
    scenario: &'static str,
    least: usize,
    tried: BTreeSet<(usize, usize)>,
    whole: BTreeSet<usize>,
}

impl Points {
    pub(crate) fn of(scenario: &'static str) -> Self {
        let least = POINTS.iter().find(|(name, _)| *name == scenario).map(|(_, least)| *least);
        Self {
            scenario,
            least: least.unwrap_or_else(|| panic!("{scenario:?} is not in the table")),
            tried: BTreeSet::new(),
            whole: BTreeSet::new(),
        }
    }

    /// Counts a step that failed; `partial` bytes of it were done where it was a write.
    pub(crate) fn tried_at(&mut self, step: usize, partial: usize, failed: Option<Action>) {
        match failed {
            Some(Action::Write) => {
                self.tried.insert((step, partial));
            }
            Some(_) => {
                self.whole.insert(step);
                self.tried.insert((step, 0));
            }
            None => {}
        }
    }

    /// Whether a step failed before that is no write: how much of it would be done makes no difference, so that it is not worth
    /// another run.
    pub(crate) fn has_whole(&self, step: usize) -> bool {
        self.whole.contains(&step)
    }

    /// Counts a step that failed after another had.
    pub(crate) fn both_tried_at(&mut self, step: usize, then: usize, failed: Option<Action>) {
        if failed.is_some() {
            self.tried.insert((step, then));
        }
    }

    pub(crate) fn done(self) {
        eprintln!("{}: {} points", self.scenario, self.tried.len());
        assert!(self.tried.len() >= self.least, "{}: {} points of {}", self.scenario, self.tried.len(), self.least);
    }
}

#[test]
fn a_thousand_points_at_least_are_tried() {
    let names: BTreeSet<_> = POINTS.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), POINTS.len(), "a scenario is counted twice");
    let sum: usize = POINTS.iter().map(|(_, least)| least).sum();
    eprintln!("the crash tests try {sum} points at least, in {} scenarios", POINTS.len());
    assert!(sum >= 1000, "{sum} points");
}
