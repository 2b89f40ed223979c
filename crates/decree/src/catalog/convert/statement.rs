//! A statement's entry: its mode's fields, its numbers, its form, whom it binds.

use std::collections::BTreeMap;
use std::sync::Arc;

use talap_model::{ClauseId, Language, Localized, StatementKey, SubjectKind, TraitKey};

use super::{Converter, Wanted};
use crate::applicability::compile::{Refusal, compile, everyone};
use crate::applicability::{Binding, Rule};
use crate::catalog::{Fault, Form, LONGEST_TEXT, Mode, Parameter, Statement, wire};

impl Converter {
    pub(super) fn statement(&mut self, clause: Option<&ClauseId>, entry: wire::StatementEntry) -> Option<Statement> {
        self.place.entry.clone_from(&entry.key);
        let key = self.parsed::<StatementKey>("key", Some(&entry.key));
        if let Some(key) = &key {
            if let Some(file) = self.first_statement.get(key).cloned() {
                self.problem("key", Fault::Duplicate { key: entry.key.clone(), file });
            } else {
                self.first_statement.insert(key.clone(), self.place.file.clone());
            }
        }
        let kind = self.parsed("kind", entry.kind.as_ref());
        let mode = self.parsed::<Mode>("mode", entry.mode.as_ref());
        if let Some(mode) = mode {
            self.suits_mode(mode, &entry);
        }
        let subject = entry.subject.as_ref().map(|subject| self.parsed::<SubjectKind>("subject", Some(subject)));
        let subject = subject.flatten();
        let title = self.localized("title", entry.title);
        let text = self.localized("text", entry.text);
        if let Some(text) = &text {
            self.short_enough(text);
        }
        for (field, name) in [("check", &entry.check), ("module", &entry.module)] {
            if let Some(name) = name {
                self.file_name(field, name);
            }
        }
        let parameters = self.parameters(entry.parameters);
        if let Some(text) = text.as_ref().filter(|_| entry.check.is_none()) {
            // What no check uses must at least be what the sentence says.
            self.said(&parameters, text);
        }
        let form = entry.form.map(|form| self.form(form));
        let bearer = entry.bearer.map(|key| self.role("bearer", key));
        let binds = self.binds(subject, entry.binds);
        Some(Statement {
            key: key?,
            clause: clause?.clone(),
            kind: kind?,
            mode: mode?,
            subject,
            bearer: bearer.flatten(),
            title: title?,
            text: text?,
            check: entry.check,
            module: entry.module,
            parameters,
            form: form.flatten(),
            binds: binds?,
        })
    }

    /// Which fields a statement of a mode must have, and which it must not.
    fn suits_mode(&mut self, mode: Mode, entry: &wire::StatementEntry) {
        let (subject, check, module, form) =
            (entry.subject.is_some(), entry.check.is_some(), entry.module.is_some(), entry.form.is_some());
        let informative = mode == Mode::Informative;
        let rules = [
            ("subject", !informative && !subject, Fault::Missing),
            ("subject", informative && subject, Fault::NotAllowed),
            ("check", matches!(mode, Mode::Enforced | Mode::Checked) && !check, Fault::Missing),
            ("check", informative && check, Fault::NotAllowed),
            ("module", mode == Mode::Enforced && !module, Fault::Missing),
            ("module", mode != Mode::Enforced && module, Fault::NotAllowed),
            ("form", mode == Mode::Attested && !form && !check, Fault::Missing),
            ("form", mode != Mode::Attested && form, Fault::NotAllowed),
            ("binds", informative && entry.binds.is_some(), Fault::NotAllowed),
            ("bearer", informative && entry.bearer.is_some(), Fault::NotAllowed),
        ];
        for (field, broken, fault) in rules {
            if broken {
                self.problem(field, fault);
            }
        }
    }

    /// Compiles who is bound; statements with the same conditions get the same binding.
    fn binds(&mut self, subject: Option<SubjectKind>, entry: Option<wire::BindsEntry>) -> Option<Arc<Binding>> {
        let (entry, named) = match entry {
            None => (None, Some((subject, Vec::new()))),
            Some(wire::BindsEntry::Named(names)) => (Some(every(&names)), Some((subject, names))),
            Some(wire::BindsEntry::Own(own)) => (Some(own), None),
        };
        if let Some(known) = named.as_ref().and_then(|named| self.named_bindings.get(named)) {
            return Some(Arc::clone(known));
        }
        let rule = match entry {
            None => everyone(),
            Some(entry) => match compile(entry, subject, &self.traits, &self.conditions) {
                Ok(rule) => rule,
                Err(refusals) => {
                    for Refusal { field, fault } in refusals {
                        self.problem(field, fault);
                    }
                    return None;
                }
            },
        };
        let binding = self.shared(rule);
        if let Some(named) = named {
            self.named_bindings.insert(named, Arc::clone(&binding));
        }
        Some(binding)
    }

    fn shared(&mut self, rule: Rule) -> Arc<Binding> {
        if let Some(known) = self.bindings.iter().find(|known| known.rule == rule) {
            return Arc::clone(known);
        }
        let binding = Arc::new(Binding::new(rule, self.bindings.len()));
        self.bindings.push(Arc::clone(&binding));
        binding
    }

    fn said(&mut self, parameters: &BTreeMap<String, Parameter>, text: &Localized) {
        for (name, parameter) in parameters {
            if !Language::ALL.into_iter().all(|language| has_number(text.get(language), parameter.value)) {
                self.problem(format!("parameters.{name}"), Fault::UnusedParameter);
            }
        }
    }

    fn short_enough(&mut self, text: &Localized) {
        for language in Language::ALL {
            let length = text.get(language).chars().count();
            if length > LONGEST_TEXT {
                self.problem("text", Fault::TooLong { language, length, most: LONGEST_TEXT });
            }
        }
    }

    fn file_name(&mut self, field: &str, name: &str) {
        // The shape of a statement's key cannot leave a folder.
        if StatementKey::new(name).is_err() {
            self.problem(field, Fault::Invalid { found: name.to_owned() });
        }
    }

    fn parameters(&mut self, entries: BTreeMap<String, wire::ParameterEntry>) -> BTreeMap<String, Parameter> {
        let mut parameters = BTreeMap::new();
        for (name, entry) in entries {
            let field = format!("parameters.{name}");
            // A parameter's name becomes a placeholder in SQL, as a trait's key becomes a column.
            if TraitKey::new(name.as_str()).is_err() {
                self.problem(field.clone(), Fault::Invalid { found: name.clone() });
            }
            if let Some(parameter) = self.parameter(&field, entry) {
                parameters.insert(name, parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, field: &str, entry: wire::ParameterEntry) -> Option<Parameter> {
        let value = match entry.value {
            Some(value) if value.is_finite() && value >= 0.0 => Some(value),
            Some(value) => {
                self.problem(format!("{field}.value"), Fault::Invalid { found: value.to_string() });
                None
            }
            None => {
                self.problem(format!("{field}.value"), Fault::Missing);
                None
            }
        };
        let unit = self.parsed(&format!("{field}.unit"), entry.unit.as_ref());
        Some(Parameter { value: value?, unit: unit?, ours: entry.ours })
    }

    fn form(&mut self, entry: wire::FormChoice) -> Option<Form> {
        match entry {
            wire::FormChoice::Own(own) => self.own_form("form.", own),
            wire::FormChoice::Named(key) => {
                let known = self.forms.get(&key).cloned();
                if known.is_none() {
                    self.problem("form", Fault::Unresolved { found: key });
                }
                known
            }
        }
    }

    pub(super) fn own_form(&mut self, field: &str, entry: wire::FormEntry) -> Option<Form> {
        let evidence = self.localized(&format!("{field}evidence"), entry.evidence);
        let from = self.required(&format!("{field}from"), entry.from);
        let from = from.and_then(|from| self.role(&format!("{field}from"), from));
        let holds = if let Some(holds) = entry.holds {
            self.parameter(&format!("{field}holds"), holds)
        } else {
            self.problem(format!("{field}holds"), Fault::Missing);
            None
        };
        if let Some(holds) = &holds
            && !(holds.unit.is_time() && holds.value > 0.0)
        {
            let found = format!("{} {}", holds.value, holds.unit.key());
            self.problem(format!("{field}holds"), Fault::Invalid { found });
        }
        let basis = entry.basis.map(|basis| self.parsed::<ClauseId>(&format!("{field}basis"), Some(&basis)));
        if let Some(basis) = basis.clone().flatten() {
            self.awaits(&format!("{field}basis"), Wanted::Clause(basis));
        }
        let confirm = entry.confirm;
        Some(Form { evidence: evidence?, from: from?, holds: holds?, basis: basis.flatten(), confirm })
    }
}

/// Every one of these conditions.
fn every(names: &[String]) -> wire::BindingEntry {
    let named = names.iter().map(|name| wire::ConditionEntry::named(name));
    wire::BindingEntry { all_of: Some(named.collect()), any_of: None, none_of: None }
}

/// Whether a sentence has a number in digits, with a point or a comma, and not as a part of a longer number.
pub fn has_number(text: &str, number: f64) -> bool {
    let written = number.to_string();
    let tokens = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    tokens.map(|token| token.trim_matches(['.', ',']).replace(',', ".")).any(|token| token == written)
}
