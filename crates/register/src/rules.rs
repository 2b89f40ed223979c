//! What a record must satisfy as a whole, and what the rows of a file must satisfy together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use talap_model::{Message, OrganisationId, RecordKey, SubjectKind};

use crate::commitment::canonical;
use crate::computation;
use crate::course::STATE;
use crate::definition::{Definition, Field, FieldKind, Rule};
use crate::plan::{Accepted, Place, Plan, Reading, Values};
use crate::report::RowError;

/// What a record gets beside what a row says: the state of a new one, no value where it may have none and the row names
/// none, and what is worked out.
pub(crate) fn complete(
    definition: &Definition,
    cells: &BTreeMap<String, Option<serde_json::Value>>,
    values: &mut BTreeMap<String, serde_json::Value>,
) {
    if let Some(first) = definition.states.first() {
        values.entry(STATE.to_owned()).or_insert_with(|| first.key.as_str().into());
    }
    // One condition may rest on another field that falls away.
    for _ in 0..definition.fields.len() {
        let inapt = |field: &&Field| {
            let stated = cells.get(&field.key).is_some_and(Option::is_some);
            !stated && values.contains_key(&field.key) && !field.is_apt(values)
        };
        let Some(field) = definition.fields.iter().find(inapt) else { break };
        values.remove(&field.key);
    }
    let computed = definition.fields.iter().filter_map(|field| Some((field.key.as_str(), field.computed.as_ref()?)));
    computation::fill(computed, values);
}

/// What Talap itself noted of a record holds of its values as they were: a change of another field takes it away.
pub(crate) fn unmark(definition: &Definition, before: Option<&Values>, values: &mut Values) {
    let of = |values: Option<&Values>, field: &Field| values.and_then(|values| values.get(&field.key)).map(canonical);
    let differs = |field: &&Field| of(before, field) != of(Some(values), field);
    if definition.fields.iter().filter(|field| !field.engine).any(|field| differs(&field)) {
        for field in definition.fields.iter().filter(|field| field.engine) {
            values.remove(&field.key);
        }
    }
}

/// Holds one record against the definition's rules. References within the same register wait for the whole file.
pub(crate) fn hold(reading: &Reading<'_>, accepted: &Accepted) -> Vec<RowError> {
    let rules = reading.definition.rules.iter();
    let mut errors: Vec<RowError> = rules.filter_map(|rule| hold_rule(reading, accepted, rule)).collect();
    errors.extend(hold_state(reading, accepted));
    errors.extend(hold_engine(reading, accepted));
    for field in &reading.definition.fields {
        let has = accepted.values.contains_key(&field.key);
        let column = reading.column_of(&field.key);
        if has && !field.is_apt(&accepted.values) {
            let shown = accepted.values.get(&field.key).and_then(serde_json::Value::as_str).unwrap_or_default();
            errors.push(reading.error(accepted.line, column, shown, Message::new("register-row-not-apt")));
        }
        let organisation = matches!(field.kind, FieldKind::Organisation(_)).then(|| accepted.values.get(&field.key));
        if let Some(named) = organisation.flatten().and_then(serde_json::Value::as_str) {
            let known = OrganisationId::new(named).is_ok_and(|id| reading.existing.organisations.contains(&id));
            if !known && is_new(reading, accepted, field) {
                let reason = Message::new("register-row-organisation-unknown");
                errors.push(reading.error(accepted.line, column, named, reason));
            }
        }
        let file = (field.kind == FieldKind::File).then(|| accepted.values.get(&field.key)).flatten();
        if let Some(digest) = file.and_then(serde_json::Value::as_str) {
            let place = (accepted.organisation.clone(), digest.to_owned());
            if !reading.existing.files.contains(&place) && is_new(reading, accepted, field) {
                errors.push(reading.error(accepted.line, column, digest, Message::new("register-row-file-unknown")));
            }
        }
        if !has && field.is_required(&accepted.values) && field.is_apt(&accepted.values) {
            errors.push(reading.error(accepted.line, column, "", Message::new("register-row-required")));
        }
    }
    for field in reading.definition.fields.iter().filter(|field| field.kind.target().is_some()) {
        let elsewhere = field.kind.target().filter(|target| **target != reading.definition.key);
        let known = elsewhere.and_then(|target| reading.existing.targets.get(target));
        let Some(place) = new_reference(reading, accepted, field) else { continue };
        if elsewhere.is_some() && !known.is_some_and(|known| known.contains(&place)) {
            errors.push(unknown(reading, accepted.line, field, &place.1));
        }
    }
    errors
}

/// A state changes by transitions alone, and a record whose state is locked does not change. A new record begins in the first
/// state; that of a file may come in another, as one that was kept on paper before does, where the caller could have moved it
/// there.
fn hold_state(reading: &Reading<'_>, accepted: &Accepted) -> Option<RowError> {
    let stated = accepted.cells.get(STATE).and_then(Option::as_ref).and_then(serde_json::Value::as_str);
    let Some(before) = before(reading, accepted) else {
        let first = reading.definition.states.first()?;
        let stated = stated.filter(|stated| *stated != first.key)?;
        let mut ways = reading.definition.transitions.iter().filter(|way| way.to == stated);
        let reason = if reading.by_hand {
            Message::new("register-row-state-begins").with("state", first.label.clone())
        } else if ways.any(|way| way.is_for(reading.caller)) {
            return None;
        } else {
            let message = Message::new("register-row-state-not-theirs");
            match reading.definition.state(stated) {
                Some(state) => message.with("state", state.label.clone()),
                None => message.with("state", stated),
            }
        };
        return Some(reading.error(accepted.line, reading.column_of(STATE), stated, reason));
    };
    let state = reading.definition.state_of(&before)?;
    if let Some(stated) = stated.filter(|stated| *stated != state.key) {
        let reason = Message::new("register-row-state-moves").with("state", state.label.clone());
        return Some(reading.error(accepted.line, reading.column_of(STATE), stated, reason));
    }
    let differs = |field: &&Field| {
        reading.definition.is_written(field) && before.get(&field.key) != accepted.values.get(&field.key)
    };
    let field = reading.definition.fields.iter().filter(|_| state.locked).find(differs)?;
    let reason = Message::new("register-row-locked").with("state", state.label.clone());
    Some(reading.error(accepted.line, reading.column_of(&field.key), "", reason))
}

/// What Talap alone sets may be said again as it stands, as a file does that was exported, and not otherwise.
fn hold_engine(reading: &Reading<'_>, accepted: &Accepted) -> Vec<RowError> {
    let before = before(reading, accepted);
    let fields = reading.definition.fields.iter().filter(|field| field.engine && !reading.by_engine);
    let wrong = fields.filter_map(|field| {
        let stated = accepted.cells.get(&field.key)?.as_ref()?;
        let kept = before.as_ref().and_then(|values| values.get(&field.key)).map(canonical);
        let shown = stated.as_str().map_or_else(|| canonical(stated), str::to_owned);
        let column = reading.column_of(&field.key);
        let refuse = || reading.error(accepted.line, column, &shown, Message::new("register-row-engine"));
        (kept != Some(canonical(stated))).then(refuse)
    });
    wrong.collect()
}

/// The record as it is, or was when it was declared void; none for a row that gets a number, whose key is not known yet.
fn before<'a>(reading: &Reading<'a>, accepted: &Accepted) -> Option<Cow<'a, Values>> {
    if accepted.numbered { None } else { reading.existing.base(&accepted.organisation, &accepted.key) }
}

/// Whether a row gives a field another value than the record has.
fn is_new(reading: &Reading<'_>, accepted: &Accepted, field: &Field) -> bool {
    let before = before(reading, accepted);
    before.as_ref().and_then(|values| values.get(&field.key)) != accepted.values.get(&field.key)
}

fn hold_rule(reading: &Reading<'_>, accepted: &Accepted, rule: &Rule) -> Option<RowError> {
    let text = |field: &str| accepted.values.get(field).and_then(serde_json::Value::as_str);
    match rule {
        Rule::NotBefore { earlier, later } => {
            let kind = &reading.definition.field(earlier)?.kind;
            let moment = |field: &str| {
                crate::parse::stored(kind, accepted.values.get(field)?).as_ref().and_then(crate::parse::order)
            };
            if moment(later)? >= moment(earlier)? {
                return None;
            }
            let reason = Message::new("register-row-before").with("earlier", text(earlier).unwrap_or_default());
            let column = reading.column_of(later);
            Some(reading.error(accepted.line, column, text(later).unwrap_or_default(), reason))
        }
        Rule::Subject { kind, subject } => {
            let (kind, named) = (text(kind)?.parse::<SubjectKind>().ok()?, text(subject)?);
            let known = match kind {
                SubjectKind::Organisation => named == accepted.organisation.as_str(),
                SubjectKind::Object => RecordKey::new(named)
                    .is_ok_and(|key| reading.existing.objects.contains(&(accepted.organisation.clone(), key))),
            };
            let reason = match kind {
                SubjectKind::Organisation => Message::new("register-row-subject-not-organisation"),
                SubjectKind::Object => Message::new("register-row-object-unknown"),
            };
            if known { None } else { Some(reading.error(accepted.line, reading.column_of(subject), named, reason)) }
        }
    }
}

/// The record that a field points at, where the row changes that. What a record refers to already may have become void
/// since, which is no fault of the row.
fn new_reference(reading: &Reading<'_>, accepted: &Accepted, field: &Field) -> Option<Place> {
    let value = accepted.values.get(&field.key)?;
    if !is_new(reading, accepted, field) {
        return None;
    }
    Some((accepted.organisation.clone(), RecordKey::new(value.as_str()?).ok()?))
}

fn unknown(reading: &Reading<'_>, line: u64, field: &Field, key: &RecordKey) -> RowError {
    use crate::definition::FieldKind::{Object, Person};
    let reason = match &field.kind {
        Person(_) => Message::new("register-row-person-unknown"),
        Object(_) => Message::new("register-row-object-unknown"),
        kind => Message::new("register-row-record-unknown")
            .with("register", kind.target().map_or("", |target| target.as_str())),
    };
    reading.error(line, reading.column_of(&field.key), key.as_str(), reason)
}

/// Holds the rows against each other: unique values and references within the register. A row that is taken away keeps the
/// values that its record has, and is not there for others to refer to, so it goes on until nothing changes.
pub(crate) fn hold_together(reading: &Reading<'_>, plan: &mut Plan) {
    let own: Vec<&Field> = reading
        .definition
        .fields
        .iter()
        .filter(|field| field.kind.target().is_some_and(|target| *target == reading.definition.key))
        .collect();
    loop {
        let before = plan.accepted.len();
        for field in reading.definition.fields.iter().filter(|field| field.unique) {
            hold_unique(reading, plan, field);
        }
        if !own.is_empty() {
            drop_dangling(reading, plan, &own);
        }
        if plan.accepted.len() == before {
            return;
        }
    }
}

fn drop_dangling(reading: &Reading<'_>, plan: &mut Plan, own: &[&Field]) {
    let rows = plan.accepted.iter();
    let in_file: BTreeSet<Place> = rows.map(|row| (row.organisation.clone(), row.key.clone())).collect();
    let rejected = &mut plan.rejected;
    plan.accepted.retain(|row| {
        let dangling = own.iter().find_map(|field| {
            let place = new_reference(reading, row, field)?;
            let known = in_file.contains(&place) || reading.existing.records.contains_key(&place);
            if known { None } else { Some(unknown(reading, row.line, field, &place.1)) }
        });
        match dangling {
            Some(error) => {
                rejected.push(error);
                false
            }
            None => true,
        }
    });
}

/// No two records of an organisation have the same value, as they would be after the import.
fn hold_unique(reading: &Reading<'_>, plan: &mut Plan, field: &Field) {
    let rows = plan.accepted.iter();
    let in_file: BTreeSet<Place> = rows.map(|row| (row.organisation.clone(), row.key.clone())).collect();
    let mut taken: BTreeMap<(OrganisationId, String), Message> = BTreeMap::new();
    let by = |key: &RecordKey| Message::new("register-row-value-taken").with("key", key.as_str());
    for (place, values) in &reading.existing.records {
        if let Some(value) = values.get(&field.key).filter(|_| !in_file.contains(place)) {
            taken.insert((place.0.clone(), canonical(value)), by(&place.1));
        }
    }
    let rejected = &mut plan.rejected;
    plan.accepted.retain(|row| {
        let Some(value) = row.values.get(&field.key) else { return true };
        let place = (row.organisation.clone(), canonical(value));
        if let Some(reason) = taken.get(&place) {
            let shown = value.as_str().map_or_else(|| canonical(value), str::to_owned);
            rejected.push(reading.error(row.line, reading.column_of(&field.key), &shown, reason.clone()));
            return false;
        }
        // The number of a row that gets one is not known yet.
        let line = || Message::new("register-row-value-repeated").with("line", row.line);
        taken.insert(place, if row.numbered { line() } else { by(&row.key) });
        true
    });
}
