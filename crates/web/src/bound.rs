//! Who is bound by what, why and since when: for an organisation or one of its objects, every statement that is asked of such
//! a subject, with the answer.

use talap_decree::applicability::{Applicability, Profile, Truth};
use talap_decree::catalog::{Catalog, Statement};
use talap_model::{Message, Object, Organisation, SubjectKind};
use time::Date;
use time::macros::date;

/// The day of Decree No. 832, from which a clause holds that no later act amended.
const ORIGINAL: Date = date!(2016 - 12 - 20);

/// A statement and whether it binds a subject.
pub struct Bound<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// Whether it binds, and why.
    pub answer: Applicability,
    /// The day from which it binds this subject, as far as its traits say.
    pub since: Option<Date>,
}

impl Bound<'_> {
    /// As programs read it: `binds`, `does_not_bind`, `not_known`.
    pub fn key(&self) -> &'static str {
        match self.answer.truth() {
            Truth::True => "binds",
            Truth::False => "does_not_bind",
            Truth::Unknown => "not_known",
        }
    }

    /// The act that gave the clause its present wording, and since when that holds.
    pub fn in_force(&self, catalog: &Catalog) -> Message {
        in_force(catalog, self.statement)
    }
}

/// The act that gave a statement's clause its present wording, and since when that holds.
pub fn in_force(catalog: &Catalog, statement: &Statement) -> Message {
    match catalog.amendments(&statement.clause).last() {
        Some(amended) => amended.explain(),
        None => Message::new("decree-since-original").with("date", ORIGINAL),
    }
}

/// Every statement about objects for an object, about organisations for an organisation, in the catalogue's order.
pub fn bound<'a>(catalog: &'a Catalog, organisation: &Organisation, object: Option<&Object>) -> Vec<Bound<'a>> {
    let kind = if object.is_some() { SubjectKind::Object } else { SubjectKind::Organisation };
    let profile = Profile::new(organisation, object, catalog);
    let asked = catalog.statements().filter(|statement| statement.subject == Some(kind));
    asked
        .map(|statement| {
            let answer = statement.binds.applicability(&profile);
            Bound { statement, since: answer.since(organisation, object), answer }
        })
        .collect()
}
