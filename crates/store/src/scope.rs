//! A caller's scope as a condition of a query, so that rows out of reach never leave the database.

use sea_orm::sea_query::IntoCondition;
use sea_orm::{ColumnTrait, Condition};
use talap_model::{Caller, Forbidden, Right, Scope};

/// Rows whose organisation the caller's rights reach.
pub(crate) fn within<C: ColumnTrait>(caller: &Caller, organisation: C) -> Condition {
    match caller.scope() {
        Scope::All => Condition::all(),
        Scope::Organisations(set) => organisation.is_in(set.iter().map(ToString::to_string)).into_condition(),
    }
}

/// Demands a right over all organisations.
pub(crate) fn require_everywhere(caller: &Caller, right: Right) -> Result<(), Forbidden> {
    caller.require(right)?;
    match caller.scope() {
        Scope::All => Ok(()),
        Scope::Organisations(_) => Err(Forbidden { who: caller.identity().to_string(), right }),
    }
}
