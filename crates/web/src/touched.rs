//! What a changed clause touches: the statements to read again, the checks that decide them, the registers that hold the facts.

use std::collections::BTreeSet;

use talap_assess::{Checks, Session};
use talap_decree::catalog::{Bearing, Catalog};
use talap_model::{ClauseId, RegisterKey, StatementKey};
use talap_register::Definitions;

/// What a clause touches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// Statements of the clause, or the one that states its duty.
    pub statements: BTreeSet<StatementKey>,
    /// Checks that decide them.
    pub checks: BTreeSet<String>,
    /// Registers that those checks read, or that serve the clause.
    pub registers: BTreeSet<RegisterKey>,
}

impl Touched {
    /// What a clause of the catalogue touches; nothing for one that it does not hold.
    pub fn by(catalog: &Catalog, checks: &Checks, definitions: &Definitions, id: &ClauseId) -> Self {
        let mut touched = Self::default();
        let Some(clause) = catalog.clause(id) else { return touched };
        touched.statements.extend(clause.statements.iter().map(|statement| statement.key.clone()));
        if let Bearing::StatedIn(key) = &clause.bearing {
            touched.statements.insert(key.clone());
        }
        for check in touched.statements.iter().filter_map(|key| catalog.statement(key)?.check.clone()) {
            let tables = checks.get(&check).and_then(|sql| Session::tables_of(&Session::parse(sql).ok()?).ok());
            let read = tables.into_iter().flatten().filter_map(|name| RegisterKey::new(name).ok());
            touched.registers.extend(read.filter(|key| definitions.get(key).is_some()));
            touched.checks.insert(check);
        }
        let serves = definitions.iter().filter(|definition| definition.serves.iter().any(|served| covers(served, id)));
        touched.registers.extend(serves.map(|definition| definition.key.clone()));
        touched
    }
}

/// Whether a clause is, or is under, another.
fn covers(served: &ClauseId, id: &ClauseId) -> bool {
    id == served || id.as_str().strip_prefix(served.as_str()).is_some_and(|rest| rest.starts_with('.'))
}
