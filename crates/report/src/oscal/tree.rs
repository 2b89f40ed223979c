//! Sections as groups, with the controls of clauses below those of the clauses they belong to.

use std::collections::{BTreeSet, HashMap};

use talap_decree::catalog::above;
use talap_decree::{Catalog, Clause, Section};
use talap_model::ClauseId;

use super::control::{self, Scope};
use super::wire::{Control, Group};
use super::{markup, name, own};

/// The groups of a document that have controls, in the decree's order.
pub(super) fn groups(scope: &Scope<'_>) -> Vec<Group> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut groups = Vec::new();
    for section in &scope.catalog.sections {
        let controls = controls(scope, section);
        let number = name::section_number(section);
        // Two files may continue one section of the decree; each stays a group of its own.
        let count = taken.entry(number.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { format!("section-{number}") } else { format!("section-{number}_{count}") };
        if controls.is_empty() {
            continue;
        }
        let mut props = vec![own("section", &number)];
        props.extend(control::titles(&section.title));
        groups.push(Group {
            id,
            class: Some("section".to_owned()),
            title: markup::markup(&section.title.en),
            props,
            controls,
        });
    }
    groups
}

fn controls(scope: &Scope<'_>, section: &Section) -> Vec<Control> {
    let clauses: Vec<&Clause> = section.clauses.iter().filter(|clause| scope.included.contains(&clause.id)).collect();
    let here: BTreeSet<&ClauseId> = clauses.iter().map(|clause| &clause.id).collect();
    let mut below: HashMap<Option<ClauseId>, Vec<&Clause>> = HashMap::new();
    for clause in clauses {
        let holder = ancestors(scope.catalog, clause).into_iter().find(|above| here.contains(above));
        below.entry(holder).or_default().push(clause);
    }
    hang(scope, None, &below)
}

fn hang(scope: &Scope<'_>, holder: Option<ClauseId>, below: &HashMap<Option<ClauseId>, Vec<&Clause>>) -> Vec<Control> {
    let clauses = below.get(&holder).into_iter().flatten();
    let hung = clauses.map(|clause| {
        let controls = hang(scope, Some(clause.id.clone()), below);
        Control { controls, ..control::control(scope, clause) }
    });
    hung.collect()
}

/// The clauses above a clause, the nearest first. A clause in a circle of `parent`s has none, so that it is not lost.
pub(super) fn ancestors(catalog: &Catalog, clause: &Clause) -> Vec<ClauseId> {
    let mut found: Vec<ClauseId> = Vec::new();
    let mut next = catalog.parent(clause);
    while let Some(id) = next {
        if id == clause.id {
            return Vec::new();
        }
        if found.contains(&id) {
            break;
        }
        next = catalog.clause(&id).map_or_else(|| above(&id), |holder| catalog.parent(holder));
        found.push(id);
    }
    found
}
