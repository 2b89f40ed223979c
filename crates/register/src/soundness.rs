//! Whether what a definition says of its fields suits their kinds: rules, conditions, computations, states, deadlines.

use std::collections::BTreeSet;

use talap_model::SubjectKind;

use crate::computation::Computation;
use crate::condition::Condition;
use crate::course::ACT_FIELDS;
use crate::definition::{Choice, Definition, Field, FieldKind, Rule};
use crate::refusal::{DefinitionError, Fault};

/// Holds a definition against itself, and gives computed sums of money their kind.
pub(crate) fn check(name: &str, definition: &mut Definition) -> Result<(), DefinitionError> {
    check_rules(name, definition)?;
    check_fields(name, definition)?;
    check_course(name, definition)?;
    check_deadlines(name, definition)?;
    give_money(definition);
    Ok(())
}

fn known<'a>(name: &str, definition: &'a Definition, place: &str, key: &str) -> Result<&'a Field, DefinitionError> {
    let unknown = || DefinitionError::at(name, place, Fault::UnknownField { field: key.to_owned() });
    definition.field(key).ok_or_else(unknown)
}

fn unsuited(name: &str, place: &str, field: &str) -> DefinitionError {
    DefinitionError::at(name, place, Fault::Unsuited { field: field.to_owned() })
}

fn unknown(name: &str, place: &str, text: &str) -> DefinitionError {
    DefinitionError::at(name, place, Fault::Unknown { text: text.to_owned() })
}

fn once<'a>(name: &str, keys: impl Iterator<Item = &'a str>) -> Result<(), DefinitionError> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(DefinitionError::at(name, key, Fault::Repeated { text: key.to_owned() }));
        }
    }
    Ok(())
}

fn check_fields(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    let mut earlier: BTreeSet<&str> = BTreeSet::new();
    for field in &definition.fields {
        for condition in field.required_when.iter().chain(&field.only_when) {
            check_condition(name, definition, &field.key, condition)?;
        }
        if let Some(computation) = &field.computed {
            check_computation(name, definition, &field.key, computation)?;
            // They are worked out in order, so what one needs was worked out before it.
            let late = |needed: &&str| {
                definition.field(needed).is_some_and(|needed| needed.computed.is_some()) && !earlier.contains(needed)
            };
            if let Some(late) = computation.needs().into_iter().find(late) {
                return Err(unsuited(name, &field.key, late));
            }
            earlier.insert(&field.key);
        }
    }
    for label in &definition.labels {
        known(name, definition, "labels", label)?;
    }
    Ok(())
}

fn check_condition(
    name: &str,
    definition: &Definition,
    place: &str,
    condition: &Condition,
) -> Result<(), DefinitionError> {
    let field = known(name, definition, place, &condition.field)?;
    let names = |value: &str| match &field.kind {
        FieldKind::Choice(choices) => Some(choices.iter().any(|choice| choice.key == value)),
        FieldKind::Bool => Some(matches!(value, "true" | "false")),
        _ => None,
    };
    for value in &condition.is {
        match names(value) {
            Some(true) => {}
            Some(false) => return Err(unknown(name, place, value)),
            None => return Err(unsuited(name, place, &condition.field)),
        }
    }
    if condition.is.is_empty() { Err(DefinitionError::at(name, place, Fault::Lacks { setting: "is" })) } else { Ok(()) }
}

fn check_computation(
    name: &str,
    definition: &Definition,
    place: &str,
    computation: &Computation,
) -> Result<(), DefinitionError> {
    let wanted: fn(&FieldKind) -> bool = match computation {
        Computation::Sum(_) | Computation::Difference(_) | Computation::Product(_) => FieldKind::is_numeric,
        Computation::Days { .. } | Computation::Date { .. } => |kind| *kind == FieldKind::Date,
        Computation::Certificate { .. } => |kind| *kind == FieldKind::Certificate,
    };
    let needs = computation.needs();
    if needs.is_empty() {
        return Err(DefinitionError::at(name, place, Fault::Lacks { setting: "compute" }));
    }
    for key in needs {
        let field = known(name, definition, place, key)?;
        if !wanted(&field.kind) {
            return Err(unsuited(name, place, key));
        }
    }
    Ok(())
}

fn check_course(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    once(name, definition.states.iter().map(|state| state.key.as_str()))?;
    once(name, definition.transitions.iter().map(|transition| transition.key.as_str()))?;
    once(name, definition.acts.iter().map(|act| act.key.as_str()))?;
    for transition in &definition.transitions {
        let place = transition.key.as_str();
        for state in transition.from.iter().chain([&transition.to]) {
            if definition.state(state).is_none() {
                return Err(unknown(name, place, state));
            }
        }
        if transition.from.is_empty() {
            return Err(DefinitionError::at(name, place, Fault::Lacks { setting: "from" }));
        }
        for field in &transition.requires {
            known(name, definition, place, field)?;
        }
        if let Some(paper) = transition.paper.as_ref().filter(|paper| definition.act(paper).is_none()) {
            return Err(unknown(name, place, paper));
        }
    }
    for act in &definition.acts {
        for field in &act.fields {
            known(name, definition, &act.key, field)?;
        }
        // Those that an act does not name are its own in some registers and not in others.
        for field in [&act.number, &act.day].into_iter().filter(|field| !ACT_FIELDS.contains(&field.as_str())) {
            known(name, definition, &act.key, field)?;
        }
    }
    Ok(())
}

fn check_deadlines(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    once(name, definition.deadlines.iter().map(|deadline| deadline.key.as_str()))?;
    for deadline in &definition.deadlines {
        let place = deadline.key.as_str();
        if deadline.from.is_empty() {
            return Err(DefinitionError::at(name, place, Fault::Lacks { setting: "from" }));
        }
        for key in &deadline.from {
            if known(name, definition, place, key)?.kind != FieldKind::Date {
                return Err(unsuited(name, place, key));
            }
        }
        if let Some(unless) = &deadline.unless {
            known(name, definition, place, unless)?;
        }
        if let Some(condition) = &deadline.when {
            check_condition(name, definition, place, condition)?;
        }
        if let Some(who) = &deadline.who
            && !matches!(known(name, definition, place, who)?.kind, FieldKind::Person(_))
        {
            return Err(unsuited(name, place, who));
        }
    }
    Ok(())
}

/// A sum or a difference of money is money.
fn give_money(definition: &mut Definition) {
    for place in 0..definition.fields.len() {
        let needs = match definition.fields.get(place).and_then(|field| field.computed.as_ref()) {
            Some(Computation::Sum(fields) | Computation::Difference(fields)) => fields.clone(),
            _ => continue,
        };
        let money = |key: &String| definition.field(key).is_some_and(|field| field.kind == FieldKind::Money);
        if needs.iter().all(money)
            && let Some(field) = definition.fields.get_mut(place)
        {
            field.kind = FieldKind::Money;
        }
    }
}

fn check_rules(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    let known = |key: &str| known(name, definition, "rule", key);
    for rule in &definition.rules {
        let sound = match rule {
            Rule::NotBefore { earlier, later } => {
                let (earlier, later) = (known(earlier)?, known(later)?);
                earlier.kind == later.kind && matches!(earlier.kind, FieldKind::Date | FieldKind::Time)
            }
            Rule::Subject { kind, subject } => {
                let (kind, subject) = (known(kind)?, known(subject)?);
                let kinds = |choices: &[Choice]| choices.iter().all(|choice| choice.key.parse::<SubjectKind>().is_ok());
                subject.kind == FieldKind::Text && matches!(&kind.kind, FieldKind::Choice(choices) if kinds(choices))
            }
        };
        if !sound {
            return Err(DefinitionError::at(name, "rule", Fault::RuleKinds));
        }
    }
    Ok(())
}
