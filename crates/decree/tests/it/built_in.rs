//! The catalogue that is built into the binary.

use std::collections::BTreeSet;

use talap_decree::catalog::{Bearing, StatementKind, Target};
use talap_decree::{Catalog, Mode, parse};
use talap_model::{ClauseId, Language};

use crate::official::official;

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

/// The text itself where it is at hand, else the identifiers that were recorded from it.
#[test]
fn every_clause_of_the_text_has_one_entry_and_every_entry_a_clause() {
    let catalog = Catalog::built_in().unwrap();
    let held: Vec<_> = catalog.clauses().map(|clause| clause.id.clone()).collect();
    let single: BTreeSet<_> = held.iter().cloned().collect();
    assert_eq!(single.len(), held.len());
    let recorded: BTreeSet<ClauseId> = catalog.recorded.clauses.keys().cloned().collect();
    assert_eq!(single, recorded);
    let of_requirements = single.iter().filter(|id| !id.as_str().starts_with("res."));
    assert_eq!(of_requirements.count(), 210 + 337 + 317);
    for language in [Language::Kk, Language::En] {
        let Some(text) = official(language) else { continue };
        let text = parse(&text, language).unwrap();
        assert_eq!(text.clauses.iter().map(|clause| clause.id.clone()).collect::<Vec<_>>(), held, "{language:?}");
    }
}

#[test]
fn what_an_act_closed_is_closed_in_the_catalogue() {
    let catalog = Catalog::built_in().unwrap();
    let Some(text) = official(Language::Kk) else { return };
    let text = parse(&text, Language::Kk).unwrap();
    for clause in &text.clauses {
        let entry = catalog.clause(&clause.id).unwrap();
        let closed = entry.statements.iter().any(|statement| statement.kind == StatementKind::Excluded);
        assert_eq!(clause.excluded, closed, "{}", clause.id);
    }
}

#[test]
fn the_recorded_words_are_those_of_the_text() {
    let catalog = Catalog::built_in().unwrap();
    let texts: Vec<_> = [Language::Kk, Language::En]
        .into_iter()
        .filter_map(|language| Some(parse(&official(language)?, language).unwrap()))
        .collect();
    if texts.len() == 2 {
        assert_eq!(talap_decree::catalog::Recorded::of(&texts), catalog.recorded);
    }
}

#[test]
fn a_mode_says_who_answers_and_a_lead_in_leads_to_something() {
    let catalog = Catalog::built_in().unwrap();
    for clause in catalog.clauses() {
        match &clause.bearing {
            Bearing::Own => assert!(!clause.statements.is_empty(), "{}", clause.id),
            Bearing::LeadIn => {
                let parts = catalog.clauses().filter(|part| catalog.parent(part).as_ref() == Some(&clause.id)).count();
                assert!(parts > 0, "{} leads to nothing", clause.id);
            }
            Bearing::StatedIn(key) => assert_ne!(catalog.statement(key).unwrap().clause, clause.id),
        }
        for statement in &clause.statements {
            let asks = matches!(statement.kind, StatementKind::Duty | StatementKind::Prohibition);
            assert!(!asks || statement.mode != Mode::Informative, "{}", statement.key);
            assert!(statement.mode == Mode::Informative || !statement.binds.is_everyone(), "{}", statement.key);
            assert!(statement.mode != Mode::Attested || statement.role().is_some() || statement.check.is_some());
        }
    }
}

#[test]
fn what_is_named_is_used() {
    let catalog = Catalog::built_in().unwrap();
    let cited: BTreeSet<_> = catalog
        .clauses()
        .flat_map(|clause| &clause.references)
        .filter_map(|reference| match &reference.target {
            Target::Act(key, _) => Some(key.as_str()),
            Target::Clause(_) => None,
        })
        .collect();
    let idle: Vec<_> = catalog.acts.iter().map(|act| act.key.as_str()).filter(|key| !cited.contains(key)).collect();
    assert!(idle.is_empty(), "acts that nothing cites: {idle:?}");
}
