//! Whether all statements bind many subjects: what a profile decides once is not asked again for each statement.

use talap_model::SubjectKind;

use super::{Profile, Truth};
use crate::catalog::{Catalog, Statement};

/// All statements about one kind of subject, ready to be asked of one profile after another.
#[derive(Debug)]
pub struct Sweep<'a> {
    catalog: &'a Catalog,
    statements: Vec<&'a Statement>,
    /// Which of the catalogue's bindings these statements have.
    used: Vec<usize>,
    truths: Vec<Truth>,
}

impl<'a> Sweep<'a> {
    /// The statements about such a subject, in the catalogue's order.
    pub fn new(catalog: &'a Catalog, subject: SubjectKind) -> Self {
        let statements: Vec<_> = catalog.statements().filter(|found| found.subject == Some(subject)).collect();
        let mut used: Vec<_> = statements.iter().map(|statement| statement.binds.place()).collect();
        used.sort_unstable();
        used.dedup();
        Self { catalog, statements, used, truths: vec![Truth::Unknown; catalog.bindings().len()] }
    }

    /// The statements.
    pub fn statements(&self) -> &[&'a Statement] {
        &self.statements
    }

    /// Each statement with whether it binds the subject of a profile.
    pub fn ask(&mut self, profile: &Profile) -> impl Iterator<Item = (&'a Statement, Truth)> {
        for place in &self.used {
            if let (Some(binding), Some(truth)) = (self.catalog.bindings().get(*place), self.truths.get_mut(*place)) {
                *truth = binding.truth(profile);
            }
        }
        let truths = &self.truths;
        let truth = |statement: &Statement| truths.get(statement.binds.place()).copied().unwrap_or(Truth::Unknown);
        self.statements.iter().map(move |statement| (*statement, truth(statement)))
    }
}
