//! The catalogue that is built into the binary.

use std::collections::BTreeSet;

use talap_decree::{Catalog, parse};
use talap_model::Language;

use crate::official::official;

#[test]
fn the_catalogue_knows_no_clause_that_the_text_has_not() {
    let Some(text) = official(Language::Kk) else { return };
    let Ok(catalog) = Catalog::built_in() else { return };
    let text = parse(&text, Language::Kk).unwrap();
    let in_text: BTreeSet<_> = text.clauses.iter().map(|clause| &clause.id).collect();
    let in_catalog: BTreeSet<_> = catalog.clauses().map(|clause| &clause.id).collect();
    let unknown: Vec<_> = in_catalog.difference(&in_text).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let missing: Vec<_> = in_text.difference(&in_catalog).map(|id| id.as_str()).collect();
    eprintln!("{} clauses of the text are not in the catalogue: {}", missing.len(), missing.join(" "));
}

#[test]
fn the_built_in_catalogue_loads() {
    match Catalog::built_in() {
        Ok(catalog) => {
            let stats = catalog.stats();
            assert!(stats.clauses > 0);
            assert_eq!(stats.languages.kk, stats.statements);
            assert_eq!(catalog.fingerprint().len(), 64);
        }
        Err(error) => {
            let problems: Vec<_> = error.problems().iter().map(ToString::to_string).collect();
            panic!("{}", problems.join("\n"));
        }
    }
}
