//! From conditions as they are written to conditions that know their trait's place.

use std::sync::Arc;

use talap_model::time::parse_date;
use talap_model::{SubjectKind, TraitKey};
use time::Date;

use super::{Condition, NamedCondition, Rule, Test};
use crate::catalog::wire::{BindingEntry, ConditionEntry, Scalar};
use crate::catalog::{Choice, Fault, TraitDefinition, TraitKind};

/// A condition that cannot be taken, by its place in the file's form: `binds.all_of.2`.
pub(crate) struct Refusal {
    pub(crate) field: String,
    pub(crate) fault: Fault,
}

/// The test that a bound makes of a number, and of a date.
type Bounds = (fn(f64) -> Test, fn(Date) -> Test);

/// The rule that every subject meets.
pub(crate) fn everyone() -> Rule {
    Rule::All(Vec::new())
}

/// Compiles the conditions of a statement about such a subject, or tells all that is wrong with them.
pub(crate) fn compile(
    entry: BindingEntry,
    subject: Option<SubjectKind>,
    traits: &[Arc<TraitDefinition>],
    named: &[Arc<NamedCondition>],
) -> Result<Rule, Vec<Refusal>> {
    let mut compiler = Compiler { subject, traits, named, refusals: Vec::new() };
    let rule = compiler.groups("binds", entry);
    if compiler.refusals.is_empty() { Ok(rule) } else { Err(compiler.refusals) }
}

struct Compiler<'a> {
    subject: Option<SubjectKind>,
    traits: &'a [Arc<TraitDefinition>],
    named: &'a [Arc<NamedCondition>],
    refusals: Vec<Refusal>,
}

impl Compiler<'_> {
    fn refuse(&mut self, field: impl Into<String>, fault: Fault) {
        self.refusals.push(Refusal { field: field.into(), fault });
    }

    fn groups(&mut self, field: &str, entry: BindingEntry) -> Rule {
        let mut rules = Vec::new();
        if let Some(conditions) = entry.all_of {
            rules.push(Rule::All(self.group(&format!("{field}.all_of"), conditions)));
        }
        if let Some(conditions) = entry.any_of {
            rules.push(Rule::Any(self.group(&format!("{field}.any_of"), conditions)));
        }
        if let Some(conditions) = entry.none_of {
            rules.push(Rule::None(self.group(&format!("{field}.none_of"), conditions)));
        }
        if rules.is_empty() {
            self.refuse(field, Fault::Missing);
        }
        // One group needs no other around it.
        if rules.len() == 1 { rules.pop().unwrap_or_else(everyone) } else { Rule::All(rules) }
    }

    fn group(&mut self, field: &str, conditions: Vec<ConditionEntry>) -> Vec<Rule> {
        if conditions.is_empty() {
            self.refuse(field, Fault::Missing);
        }
        let conditions = conditions.into_iter().enumerate();
        conditions.filter_map(|(index, entry)| self.condition(&format!("{field}.{}", index + 1), entry)).collect()
    }

    fn condition(&mut self, field: &str, entry: ConditionEntry) -> Option<Rule> {
        let ConditionEntry { condition, on, key, is, one_of, at_most, at_least, all_of, any_of, none_of } = entry;
        if let Some(name) = condition {
            let given = [on.is_some(), key.is_some(), is.is_some(), one_of.is_some(), at_most.is_some()];
            let grouped = [at_least.is_some(), all_of.is_some(), any_of.is_some(), none_of.is_some()];
            if given.contains(&true) || grouped.contains(&true) {
                self.refuse(field, Fault::NotAllowed);
            }
            return self.named(&format!("{field}.condition"), &name);
        }
        if all_of.is_some() || any_of.is_some() || none_of.is_some() {
            if [on.is_some(), key.is_some(), is.is_some(), one_of.is_some(), at_most.is_some(), at_least.is_some()]
                .contains(&true)
            {
                self.refuse(field, Fault::NotAllowed);
            }
            return Some(self.groups(field, BindingEntry { all_of, any_of, none_of }));
        }
        let on = self.subject_kind(field, on);
        let key = key.or_else(|| {
            self.refuse(format!("{field}.trait"), Fault::Missing);
            None
        });
        let (slot, definition) = self.find(field, on?, &key?)?;
        let mut tests = Vec::new();
        let given = is.is_some() || one_of.is_some() || at_most.is_some() || at_least.is_some();
        if !given {
            tests.push(self.flag(field, &definition));
        }
        if let Some(value) = is {
            tests.push(self.one_of(field, &definition, vec![value], "is"));
        }
        if let Some(values) = one_of {
            tests.push(self.one_of(field, &definition, values, "one_of"));
        }
        if let Some(value) = at_most {
            let bounds: Bounds = (Test::NumberAtMost, Test::DateAtMost);
            tests.push(self.bound(&format!("{field}.at_most"), &definition, value, bounds));
        }
        if let Some(value) = at_least {
            let bounds: Bounds = (Test::NumberAtLeast, Test::DateAtLeast);
            tests.push(self.bound(&format!("{field}.at_least"), &definition, value, bounds));
        }
        let rules: Option<Vec<_>> = tests
            .into_iter()
            .map(|test| Some(Rule::Is(Condition { slot, definition: Arc::clone(&definition), test: test? })))
            .collect();
        let mut rules = rules?;
        if rules.len() == 1 { rules.pop() } else { Some(Rule::All(rules)) }
    }

    /// A condition of `conditions.toml`. One that looks at an object has no place in a statement about an organisation.
    fn named(&mut self, field: &str, name: &str) -> Option<Rule> {
        let Some(condition) = self.named.iter().find(|condition| condition.key == name) else {
            self.refuse(field, Fault::Unresolved { found: name.to_owned() });
            return None;
        };
        if self.subject == Some(SubjectKind::Organisation) && condition.rule.asks_object() {
            self.refuse(field, Fault::NotAllowed);
            return None;
        }
        Some(Rule::Named(Arc::clone(condition)))
    }

    fn subject_kind(&mut self, field: &str, on: Option<String>) -> Option<SubjectKind> {
        let field = format!("{field}.on");
        let Some(on) = on else {
            self.refuse(field, Fault::Missing);
            return None;
        };
        let Ok(kind) = on.parse() else {
            self.refuse(field, Fault::Invalid { found: on });
            return None;
        };
        if kind == SubjectKind::Object && self.subject == Some(SubjectKind::Organisation) {
            // An organisation as a whole has no object whose traits could be asked.
            self.refuse(field, Fault::NotAllowed);
            return None;
        }
        Some(kind)
    }

    fn find(&mut self, field: &str, on: SubjectKind, key: &str) -> Option<(usize, Arc<TraitDefinition>)> {
        let wanted = TraitKey::new(key).ok();
        let same = |definition: &Arc<TraitDefinition>| definition.on == on && Some(&definition.key) == wanted.as_ref();
        let found = self.traits.iter().position(same).and_then(|slot| Some((slot, Arc::clone(self.traits.get(slot)?))));
        if found.is_none() {
            self.refuse(format!("{field}.trait"), Fault::UnknownTrait { key: key.to_owned() });
        }
        found
    }

    fn flag(&mut self, field: &str, definition: &TraitDefinition) -> Option<Test> {
        if definition.kind == TraitKind::Flag { Some(Test::Flag(true)) } else { self.wrong(field, definition) }
    }

    fn wrong(&mut self, field: &str, definition: &TraitDefinition) -> Option<Test> {
        self.refuse(field, Fault::WrongOperator { kind: definition.kind.key() });
        None
    }

    fn one_of(&mut self, field: &str, definition: &TraitDefinition, values: Vec<Scalar>, name: &str) -> Option<Test> {
        let field = format!("{field}.{name}");
        if values.is_empty() {
            self.refuse(field, Fault::Missing);
            return None;
        }
        match &definition.kind {
            TraitKind::Flag => match values.as_slice() {
                [Scalar::Flag(wanted)] if name == "is" => Some(Test::Flag(*wanted)),
                _ => self.wrong(&field, definition),
            },
            TraitKind::Number => {
                let numbers = values.iter().map(|value| match value {
                    Scalar::Number(number) if number.is_finite() => Some(*number),
                    _ => None,
                });
                numbers.collect::<Option<Vec<_>>>().map(Test::NumberIn).or_else(|| self.wrong(&field, definition))
            }
            TraitKind::Date => match values.as_slice() {
                [Scalar::Text(text)] if name == "is" => self.date(&field, text).map(Test::DateIs),
                _ => self.wrong(&field, definition),
            },
            TraitKind::Choice(choices) => {
                let places: Vec<_> =
                    values.iter().map(|value| self.choice(&field, definition, choices, value)).collect();
                places.into_iter().collect::<Option<Vec<_>>>().map(Test::ChoiceIn)
            }
        }
    }

    fn choice(
        &mut self,
        field: &str,
        definition: &TraitDefinition,
        choices: &[Choice],
        value: &Scalar,
    ) -> Option<usize> {
        let Scalar::Text(text) = value else {
            self.wrong(field, definition);
            return None;
        };
        let place = choices.iter().position(|choice| choice.key == *text);
        if place.is_none() {
            self.refuse(field, Fault::UnknownChoice { choice: text.clone() });
        }
        place
    }

    fn bound(
        &mut self,
        field: &str,
        definition: &TraitDefinition,
        value: Scalar,
        (number, date): Bounds,
    ) -> Option<Test> {
        match (&definition.kind, value) {
            (TraitKind::Number, Scalar::Number(value)) if value.is_finite() => Some(number(value)),
            (TraitKind::Date, Scalar::Text(text)) => self.date(field, &text).map(date),
            _ => self.wrong(field, definition),
        }
    }

    fn date(&mut self, field: &str, text: &str) -> Option<Date> {
        let date = parse_date(text);
        if date.is_none() {
            self.refuse(field, Fault::Invalid { found: text.to_owned() });
        }
        date
    }
}
