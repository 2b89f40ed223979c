//! The files that are lists: traits, conditions, forms, roles, acts, the glossary, what was recorded.

use std::sync::Arc;

use talap_model::time::parse_date;
use talap_model::{ClauseId, Language, StatementKey, SubjectKind, TraitKey};

use super::files::Lists;
use super::{ACTS, CONDITIONS, Converter, FORMS, GLOSSARY, Place, RECORDED, ROLES, TRAITS, Wanted};
use crate::applicability::NamedCondition;
use crate::applicability::compile::{Refusal, compile};
use crate::catalog::act::{Act, ActKind};
use crate::catalog::recorded::{Amended, RecordedClause};
use crate::catalog::{Abbreviation, Choice, DigitalCode, Fault, Role, Term, TraitDefinition, TraitKind, wire};

impl Converter {
    /// Takes the lists in, in the order in which they build on each other.
    pub(super) fn lists(&mut self, lists: Lists) {
        self.at(TRAITS);
        lists.traits.into_iter().flat_map(|file| file.traits).for_each(|entry| self.trait_definition(entry));
        self.days();
        self.at(CONDITIONS);
        lists.conditions.into_iter().flat_map(|file| file.condition).for_each(|entry| self.named_condition(entry));
        self.at(ROLES);
        lists.roles.into_iter().flat_map(|file| file.role).for_each(|entry| self.role_definition(entry));
        self.at(FORMS);
        lists.forms.into_iter().flat_map(|file| file.form).for_each(|entry| self.named_form(entry));
        self.at(ACTS);
        lists.acts.into_iter().flat_map(|file| file.act).for_each(|entry| self.act(entry));
        self.at(GLOSSARY);
        let terms = lists.glossary.into_iter().flat_map(|file| file.term).filter_map(|entry| self.term(entry));
        self.glossary = terms.collect();
        self.at(RECORDED);
        if let Some(file) = lists.recorded {
            self.recorded(file);
        }
    }

    fn at(&mut self, file: &str) {
        self.place = Place { file: file.to_owned(), entry: String::new() };
    }

    /// Tells a key that stands already in the same file.
    fn once(&mut self, known: bool, key: &str) -> bool {
        if known {
            let file = self.place.file.clone();
            self.problem("key", Fault::Duplicate { key: key.to_owned(), file });
        }
        !known
    }

    fn named_condition(&mut self, entry: wire::NamedConditionEntry) {
        self.place.entry.clone_from(&entry.key);
        let known = self.conditions.iter().any(|condition| condition.key == entry.key);
        if !self.once(known, &entry.key) {
            return;
        }
        let label = self.localized("label", entry.label);
        let binding = wire::BindingEntry { all_of: entry.all_of, any_of: entry.any_of, none_of: entry.none_of };
        match compile(binding, None, &self.traits, &self.conditions) {
            Ok(rule) => {
                if let Some(label) = label {
                    self.conditions.push(Arc::new(NamedCondition { key: entry.key, label, rule }));
                }
            }
            Err(refusals) => {
                for Refusal { field, fault } in refusals {
                    // The conditions of a named one stand in the entry itself.
                    let field = field.trim_start_matches("binds").trim_start_matches('.').to_owned();
                    self.problem(field, fault);
                }
            }
        }
    }

    fn role_definition(&mut self, entry: wire::RoleEntry) {
        self.place.entry.clone_from(&entry.key);
        if TraitKey::new(entry.key.as_str()).is_err() {
            self.problem("key", Fault::Invalid { found: entry.key.clone() });
        }
        let known = self.roles.iter().any(|role| role.key == entry.key);
        let label = self.localized("label", entry.label);
        if let (true, Some(label)) = (self.once(known, &entry.key), label) {
            self.roles.push(Role { key: entry.key, label });
        }
    }

    fn named_form(&mut self, entry: wire::NamedFormEntry) {
        self.place.entry.clone_from(&entry.key);
        let wire::NamedFormEntry { key, evidence, from, holds, basis, confirm } = entry;
        let known = self.forms.contains_key(&key);
        let form = self.own_form("", wire::FormEntry { evidence, from, holds, basis, confirm });
        if let (true, Some(form)) = (self.once(known, &key), form) {
            self.forms.insert(key, form);
        }
    }

    fn act(&mut self, entry: wire::ActEntry) {
        self.place.entry.clone_from(&entry.key);
        let kind = self.parsed::<ActKind>("kind", entry.kind.as_ref());
        let title = self.localized("title", entry.title);
        let date = entry.date.as_deref().map(|text| {
            let date = parse_date(text);
            if date.is_none() {
                self.problem("date", Fault::Invalid { found: text.to_owned() });
            }
            date
        });
        let known = self.acts.iter().any(|act| act.key == entry.key);
        if let (true, Some(kind), Some(title)) = (self.once(known, &entry.key), kind, title) {
            let wire::ActEntry { key, number, unverified, .. } = entry;
            self.acts.push(Act { key, kind, number, date: date.flatten(), title, unverified });
        }
    }

    fn recorded(&mut self, file: wire::RecordedFile) {
        if let Some(text) = &file.redaction {
            self.recorded.redaction = parse_date(text);
            if self.recorded.redaction.is_none() {
                self.problem("redaction", Fault::Invalid { found: text.clone() });
            }
        }
        for (key, entry) in file.clause {
            self.place.entry.clone_from(&key);
            let Some(id) = self.parsed::<ClauseId>("clause", Some(&key)) else { continue };
            self.awaits("clause", Wanted::Clause(id.clone()));
            let mut clause = RecordedClause::default();
            let prints = [(Language::Kk, entry.kk), (Language::Ru, entry.ru), (Language::En, entry.en)];
            let prints = prints.into_iter().filter_map(|(language, print)| Some((language, print?)));
            clause.wording = prints.collect();
            for act in entry.acts {
                let (date, from) = (parse_date(&act.date), act.from.as_deref().map(parse_date));
                match (date, from) {
                    (Some(date), None) => clause.amended.insert(Amended { date, act: act.act, from: None }),
                    (Some(date), Some(Some(from))) => {
                        clause.amended.insert(Amended { date, act: act.act, from: Some(from) })
                    }
                    _ => {
                        self.problem("acts", Fault::Invalid { found: act.date });
                        false
                    }
                };
            }
            self.recorded.clauses.insert(id, clause);
        }
    }

    fn trait_definition(&mut self, entry: wire::TraitEntry) {
        self.place.entry.clone_from(&entry.key);
        let key = self.parsed::<TraitKey>("key", Some(&entry.key));
        let on = self.parsed::<SubjectKind>("on", entry.on.as_ref());
        let label = self.localized("label", entry.label);
        let choices = self.choices(entry.choices);
        let since = self.since("since", entry.since);
        let kind = match entry.kind.as_deref() {
            Some("flag") => Some(TraitKind::Flag),
            Some("number") => Some(TraitKind::Number),
            Some("date") => Some(TraitKind::Date),
            Some("choice") => Some(TraitKind::Choice(choices.clone())),
            Some(other) => {
                self.problem("type", Fault::Invalid { found: other.to_owned() });
                None
            }
            None => {
                self.problem("type", Fault::Missing);
                None
            }
        };
        match (&kind, choices.is_empty()) {
            (Some(TraitKind::Choice(_)), true) => self.problem("choices", Fault::Missing),
            (Some(TraitKind::Flag | TraitKind::Number | TraitKind::Date), false) => {
                self.problem("choices", Fault::NotAllowed);
            }
            _ => {}
        }
        let (Some(key), Some(on), Some(kind)) = (key, on, kind) else { return };
        if self.traits.iter().any(|known| known.on == on && known.key == key) {
            self.problem("key", Fault::Duplicate { key: entry.key, file: TRAITS.to_owned() });
            return;
        }
        // A trait without its label stays known, so that conditions on it are not told as problems of their own.
        self.traits.push(Arc::new(TraitDefinition { key, on, kind, since, label }));
    }

    fn since(&mut self, field: &str, key: Option<String>) -> Option<TraitKey> {
        let key = key?;
        let parsed = TraitKey::new(key.as_str()).ok();
        if parsed.is_none() {
            self.problem(field, Fault::Invalid { found: key });
        }
        parsed
    }

    /// The days that traits point at must be traits of the same subject, and dates.
    fn days(&mut self) {
        let traits = self.traits.clone();
        for definition in &traits {
            let choices = if let TraitKind::Choice(choices) = &definition.kind { choices.as_slice() } else { &[] };
            let named = choices.iter().filter_map(|choice| choice.since.as_ref()).chain(&definition.since);
            for key in named {
                let found = traits.iter().find(|other| other.on == definition.on && other.key == *key);
                self.place.entry = definition.key.to_string();
                match found {
                    None => self.problem("since", Fault::UnknownTrait { key: key.to_string() }),
                    Some(other) if other.kind != TraitKind::Date => {
                        self.problem("since", Fault::WrongOperator { kind: other.kind.key() });
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn choices(&mut self, entries: Vec<wire::ChoiceEntry>) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for entry in entries {
            let field = format!("choices.{}", entry.key);
            if choices.iter().any(|choice| choice.key == entry.key) {
                self.problem(field.clone(), Fault::Duplicate { key: entry.key.clone(), file: TRAITS.to_owned() });
            }
            if StatementKey::new(entry.key.as_str()).is_err() {
                self.problem(field.clone(), Fault::Invalid { found: entry.key.clone() });
            }
            let label = self.localized(&format!("{field}.label"), entry.label);
            let since = self.since(&format!("{field}.since"), entry.since);
            choices.push(Choice { key: entry.key, since, label });
        }
        choices
    }

    fn term(&mut self, entry: wire::TermEntry) -> Option<Term> {
        self.place.entry.clone_from(&entry.key);
        let key = self.required("key", Some(entry.key));
        let wire::TermEntry { kk, ru, en, abbreviation, variants, digital_code, .. } = entry;
        let term = self.localized("term", Some(wire::Words { kk, ru, en }));
        let abbreviation = abbreviation.map(|words| Abbreviation { kk: words.kk, ru: words.ru, en: words.en });
        let digital_code = digital_code.map(|code| DigitalCode {
            name: Abbreviation { kk: code.kk, ru: code.ru, en: code.en },
            unverified: code.unverified,
        });
        Some(Term { key: key?, term: term?, abbreviation, variants, digital_code })
    }
}
