//! From the wire form of a definition file to the definition, one file at a time.

use std::collections::BTreeSet;

use regex::Regex;
use talap_model::{ClauseId, InvalidId, Localized, RegisterKey, SubjectKind};

use crate::computation::{CertificatePart, Computation};
use crate::condition::Condition;
use crate::course::{ACT_FIELDS, Act, Deadline, STATE, State, Transition};
use crate::definition::{Choice, Definition, Field, FieldKind, Group, KeyForm, Pattern, Range, Rule};
use crate::definitions::Targets;
use crate::file::{
    ActEntry, ChoiceEntry, ComputeEntry, ConditionEntry, DeadlineEntry, DefinitionFile, FieldEntry, GroupName,
    KeyFormName, KindName, RuleEntry, StateEntry, TraitsOf, TransitionEntry, Wanted, Words,
};
use crate::refusal::{DefinitionError, Fault};
use crate::span::Span;

/// The setting that names columns for signatures, and how many a page has room for beside the fields.
const SIGNED_COLUMNS: &str = "signed_columns";
const MOST_SIGNED_COLUMNS: usize = 4;

impl From<TraitsOf> for SubjectKind {
    fn from(of: TraitsOf) -> Self {
        match of {
            TraitsOf::Organisation => Self::Organisation,
            TraitsOf::Object => Self::Object,
        }
    }
}

impl From<GroupName> for Group {
    fn from(name: GroupName) -> Self {
        match name {
            GroupName::Structure => Self::Structure,
            GroupName::Documents => Self::Documents,
            GroupName::Security => Self::Security,
            GroupName::People => Self::People,
            GroupName::Assets => Self::Assets,
            GroupName::Software => Self::Software,
            GroupName::Lifecycle => Self::Lifecycle,
            GroupName::Networks => Self::Networks,
            GroupName::Premises => Self::Premises,
            GroupName::Operation => Self::Operation,
            GroupName::Internet => Self::Internet,
            GroupName::Procurement => Self::Procurement,
            GroupName::Other => Self::Other,
        }
    }
}

impl From<ConditionEntry> for Condition {
    fn from(entry: ConditionEntry) -> Self {
        let text = |wanted| match wanted {
            Wanted::Flag(yes) => yes.to_string(),
            Wanted::Key(key) => key,
        };
        Self { field: entry.field, is: entry.is.into_iter().map(text).collect() }
    }
}

/// Checks one file by itself.
pub(crate) fn definition(name: &str, file: DefinitionFile, targets: &Targets) -> Result<Definition, DefinitionError> {
    let identifier =
        |place: &str, cause: InvalidId| DefinitionError::at(name, place, Fault::Identifier { cause: Box::new(cause) });
    let key = RegisterKey::new(&file.key).map_err(|cause| identifier("key", cause))?;
    if name != format!("{key}.toml") {
        return Err(DefinitionError::at(name, "key", Fault::NameDiffers { key: key.to_string() }));
    }
    complete(name, "title", &file.title)?;
    complete(name, "key_label", &file.key_label)?;
    file.lead.as_ref().map_or(Ok(()), |lead| complete(name, "lead", lead))?;
    file.signed_columns.iter().try_for_each(|label| complete(name, SIGNED_COLUMNS, label))?;
    if file.signed_columns.len() > MOST_SIGNED_COLUMNS {
        return Err(DefinitionError::at(name, SIGNED_COLUMNS, Fault::TooMany { most: MOST_SIGNED_COLUMNS }));
    }
    let serves = file.serves.iter().map(ClauseId::new).collect::<Result<_, _>>();
    let mut rules: Vec<Rule> = file.rule.into_iter().map(rule).collect();
    let mut fields = Vec::new();
    for entry in file.field {
        fields.extend(expanded(name, entry, targets, &mut rules)?);
    }
    if let Some(field) = fields.iter().find(|field| field.personal && !file.personal) {
        return Err(DefinitionError::at(name, &field.key, Fault::NotPersonal));
    }
    let states = file.state.into_iter().map(|entry| state(name, entry)).collect::<Result<Vec<_>, _>>()?;
    if !states.is_empty() {
        fields.push(state_field(&states));
    }
    let transitions = file.transition.into_iter().map(|entry| transition(name, entry));
    let deadlines = file.deadline.into_iter().map(|entry| deadline(name, entry, targets));
    let mut deadlines = deadlines.collect::<Result<Vec<_>, _>>()?;
    deadlines.extend(fields.iter().filter(|field| field.due).map(plain_deadline));
    let numbering = file
        .numbering
        .map(|text| text.parse().map_err(|cause| DefinitionError::at(name, "numbering", Fault::Numbering { cause })));
    Ok(Definition {
        key,
        title: file.title.into(),
        lead: file.lead.map(Localized::from),
        group: file.group.into(),
        serves: serves.map_err(|cause| identifier("serves", cause))?,
        personal: file.personal,
        traits: file.traits.map(SubjectKind::from),
        key_form: match file.key_form {
            KeyFormName::Text => KeyForm::Text,
            KeyFormName::Identifier => KeyForm::Identifier,
        },
        key_label: file.key_label.into(),
        key_aliases: file.key_aliases,
        numbering: numbering.transpose()?,
        labels: file.labels,
        signed_columns: file.signed_columns.into_iter().map(Localized::from).collect(),
        fields,
        rules,
        states,
        transitions: transitions.collect::<Result<_, _>>()?,
        acts: file.act.into_iter().map(|entry| act(name, entry)).collect::<Result<_, _>>()?,
        deadlines,
    })
}

fn complete(name: &str, place: &str, words: &Words) -> Result<(), DefinitionError> {
    if words.is_complete() { Ok(()) } else { Err(DefinitionError::at(name, place, Fault::Wordless)) }
}

/// What a definition names in it has the shape of a column.
fn shaped(name: &str, kind: &'static str, key: &str) -> Result<(), DefinitionError> {
    let wrong = |cause: InvalidId| Fault::Identifier { cause: Box::new(InvalidId { kind, text: cause.text }) };
    RegisterKey::new(key).map(drop).map_err(|cause| DefinitionError::at(name, key, wrong(cause)))
}

fn rule(entry: RuleEntry) -> Rule {
    match entry {
        RuleEntry::Dates(dates) => Rule::NotBefore { earlier: dates.before, later: dates.after },
        RuleEntry::Subject(rule) => Rule::Subject { kind: rule.kind, subject: rule.subject },
    }
}

fn state(name: &str, entry: StateEntry) -> Result<State, DefinitionError> {
    shaped(name, "state", &entry.key)?;
    complete(name, &entry.key, &entry.label)?;
    Ok(State { key: entry.key, label: entry.label.into(), locked: entry.locked })
}

fn state_field(states: &[State]) -> Field {
    let label = Localized { kk: "Күйі".to_owned(), ru: "Состояние".to_owned(), en: "State".to_owned() };
    let choice = |state: &State| Choice { key: state.key.clone(), label: state.label.clone() };
    Field::plain(STATE, FieldKind::Choice(states.iter().map(choice).collect()), label)
}

fn transition(name: &str, entry: TransitionEntry) -> Result<Transition, DefinitionError> {
    shaped(name, "transition", &entry.key)?;
    complete(name, &entry.key, &entry.label)?;
    Ok(Transition {
        key: entry.key,
        label: entry.label.into(),
        from: entry.from,
        to: entry.to,
        roles: entry.roles,
        requires: entry.requires,
        signature: entry.signature,
        paper: entry.paper,
    })
}

fn act(name: &str, entry: ActEntry) -> Result<Act, DefinitionError> {
    shaped(name, "act", &entry.key)?;
    complete(name, &entry.key, &entry.title)?;
    entry.signatures.iter().try_for_each(|words| complete(name, &entry.key, words))?;
    Ok(Act {
        key: entry.key,
        title: entry.title.into(),
        fields: entry.fields,
        signatures: entry.signatures.into_iter().map(Localized::from).collect(),
        approved: entry.approved,
        number: entry.number.unwrap_or_else(|| ACT_FIELDS[0].to_owned()),
        day: entry.day.unwrap_or_else(|| ACT_FIELDS[1].to_owned()),
    })
}

fn deadline(name: &str, entry: DeadlineEntry, targets: &Targets) -> Result<Deadline, DefinitionError> {
    shaped(name, "deadline", &entry.key)?;
    complete(name, &entry.key, &entry.label)?;
    let refuse = |fault: Fault| DefinitionError::at(name, &entry.key, fault);
    let clause = entry.clause.map(ClauseId::new).transpose();
    Ok(Deadline {
        clause: clause.map_err(|cause| refuse(Fault::Identifier { cause: Box::new(cause) }))?,
        after: term(entry.after, entry.parameter, targets).map_err(refuse)?,
        label: entry.label.into(),
        from: entry.from,
        unless: entry.unless,
        when: entry.when.map(Condition::from),
        who: entry.who,
        key: entry.key,
    })
}

/// A date that is a deadline by itself.
fn plain_deadline(field: &Field) -> Deadline {
    Deadline {
        key: field.key.clone(),
        label: field.label.clone(),
        clause: None,
        from: vec![field.key.clone()],
        after: None,
        unless: None,
        when: None,
        who: None,
    }
}

/// A length of time, written out or by a parameter of the catalogue.
fn term(after: Option<String>, parameter: Option<String>, targets: &Targets) -> Result<Option<Span>, Fault> {
    match (after, parameter) {
        (Some(_), Some(_)) => Err(Fault::Misplaced { setting: "parameter" }),
        (Some(text), None) => text.parse().map(Some).map_err(|cause| Fault::Span { cause }),
        (None, Some(parameter)) => {
            let found = targets.terms.get(&parameter).copied();
            found.map(Some).ok_or(Fault::UnknownTerm { parameter })
        }
        (None, None) => Ok(None),
    }
}

/// The fields that an entry stands for: most for one; a text in three languages, a period and a certificate for several.
fn expanded(
    name: &str,
    entry: FieldEntry,
    targets: &Targets,
    rules: &mut Vec<Rule>,
) -> Result<Vec<Field>, DefinitionError> {
    let kind = entry.kind;
    let base = field(name, entry, targets)?;
    let part = |suffix: &str, words: [&str; 3]| {
        let [kk, ru, en] = words;
        let label = Localized {
            kk: format!("{}{kk}", base.label.kk),
            ru: format!("{}{ru}", base.label.ru),
            en: format!("{}{en}", base.label.en),
        };
        Field { key: format!("{}_{suffix}", base.key), label, aliases: Vec::new(), ..base.clone() }
    };
    let optional = |field: Field| Field { required: false, required_when: None, ..field };
    Ok(match kind {
        KindName::Words => vec![
            part("kk", [" (қазақша)", " (на казахском)", " (in Kazakh)"]),
            part("ru", [" (орысша)", " (на русском)", " (in Russian)"]),
            optional(part("en", [" (ағылшынша)", " (на английском)", " (in English)"])),
        ],
        KindName::Period => {
            let from = part("from", [": басы", ": начало", ": from"]);
            let to = optional(part("to", [": соңы", ": окончание", ": to"]));
            rules.push(Rule::NotBefore { earlier: from.key.clone(), later: to.key.clone() });
            vec![from, to]
        }
        KindName::Certificate => {
            let read = |suffix: &str, words, part_of: CertificatePart, kind: FieldKind| Field {
                kind,
                computed: Some(Computation::Certificate { field: base.key.clone(), part: part_of }),
                unique: false,
                only_when: None,
                hint: None,
                ..optional(part(suffix, words))
            };
            let subject =
                read("subject", [": иесі", ": владелец", ": subject"], CertificatePart::Subject, FieldKind::Text);
            let issuer =
                read("issuer", [": берген", ": издатель", ": issuer"], CertificatePart::Issuer, FieldKind::Text);
            let until = [": соңғы күні", ": действителен до", ": valid until"];
            let until = read("not_after", until, CertificatePart::NotAfter, FieldKind::Date);
            vec![base.clone(), subject, issuer, until]
        }
        _ => vec![base],
    })
}

fn field(name: &str, entry: FieldEntry, targets: &Targets) -> Result<Field, DefinitionError> {
    let place = entry.key.clone();
    let refuse = |fault: Fault| DefinitionError::at(name, &place, fault);
    // A field is a column in queries, so its key has the shape of a register's, which is a table's name.
    if let Err(cause) = RegisterKey::new(&entry.key) {
        return Err(refuse(Fault::Identifier { cause: Box::new(InvalidId { kind: "field", text: cause.text }) }));
    }
    complete(name, &place, &entry.label)?;
    let misplaced = [
        ("register", entry.register.is_some() && entry.kind != KindName::Record),
        ("choices", !entry.choices.is_empty() && entry.kind != KindName::Choice),
        ("pattern", entry.pattern.is_some() && entry.kind != KindName::Text),
        ("unit", entry.unit.is_some() && !matches!(entry.kind, KindName::Number | KindName::Computed)),
        ("compute", entry.compute.is_some() && entry.kind != KindName::Computed),
        ("required", entry.required && entry.kind == KindName::Computed),
        ("unique", entry.unique && entry.kind == KindName::Computed),
        ("example", entry.example.is_some() && entry.pattern.is_none()),
        ("min", entry.min.is_some() && entry.kind != KindName::Number),
        ("max", entry.max.is_some() && entry.kind != KindName::Number),
        ("whole", entry.whole && entry.kind != KindName::Number),
        ("due", entry.due && entry.kind != KindName::Date),
        (
            "engine",
            entry.engine
                && (matches!(entry.kind, KindName::Computed | KindName::Certificate)
                    || entry.required
                    || entry.required_when.is_some()),
        ),
    ];
    if let Some((setting, _)) = misplaced.into_iter().find(|(_, wrong)| *wrong) {
        return Err(refuse(Fault::Misplaced { setting }));
    }
    if entry.min.zip(entry.max).is_some_and(|(min, max)| min > max) {
        return Err(refuse(Fault::EmptyRange));
    }
    for words in entry.hint.iter().chain(&entry.unit) {
        complete(name, &place, words)?;
    }
    let computed = match (entry.kind, entry.compute) {
        (KindName::Computed, Some(compute)) => Some(computation(compute, targets).map_err(refuse)?),
        (KindName::Computed, None) => return Err(refuse(Fault::Lacks { setting: "compute" })),
        _ => None,
    };
    let kind = match entry.kind {
        KindName::Text | KindName::Words => FieldKind::Text,
        KindName::Number => FieldKind::Number,
        KindName::Money => FieldKind::Money,
        KindName::Bool => FieldKind::Bool,
        KindName::Date | KindName::Period => FieldKind::Date,
        KindName::Network => FieldKind::Network,
        KindName::Certificate => FieldKind::Certificate,
        KindName::Organisation => FieldKind::Organisation(targets.organisations.clone()),
        KindName::Computed => match &computed {
            Some(Computation::Date { .. }) => FieldKind::Date,
            _ => FieldKind::Number,
        },
        KindName::Time => FieldKind::Time,
        KindName::Choice => FieldKind::Choice(choices(name, &place, entry.choices)?),
        KindName::Person => FieldKind::Person(targets.people.clone()),
        KindName::Object => FieldKind::Object(targets.objects.clone()),
        KindName::File => FieldKind::File,
        KindName::Record => {
            let register = entry.register.ok_or_else(|| refuse(Fault::Lacks { setting: "register" }))?;
            let cause = |cause| refuse(Fault::Identifier { cause: Box::new(cause) });
            FieldKind::Record(RegisterKey::new(register).map_err(cause)?)
        }
    };
    Ok(Field {
        kind,
        label: entry.label.into(),
        hint: entry.hint.map(Localized::from),
        unit: entry.unit.map(Localized::from),
        computed,
        required_when: entry.required_when.map(Condition::from),
        only_when: entry.only_when.map(Condition::from),
        required: entry.required,
        unique: entry.unique,
        personal: entry.personal,
        due: entry.due,
        engine: entry.engine,
        pattern: entry.pattern.map(|text| pattern(&text, entry.example).map_err(refuse)).transpose()?,
        range: Range { min: entry.min, max: entry.max, whole: entry.whole },
        aliases: entry.aliases,
        trait_key: None,
        key: entry.key,
    })
}

fn computation(entry: ComputeEntry, targets: &Targets) -> Result<Computation, Fault> {
    let ComputeEntry { sum, difference, product, days, date, after, parameter } = entry;
    let has_term = after.is_some() || parameter.is_some();
    let after = term(after, parameter, targets)?;
    let found = [
        sum.map(Computation::Sum),
        difference.map(Computation::Difference),
        product.map(Computation::Product),
        days.map(|[from, to]| Computation::Days { from, to }),
        date.map(|from| Computation::Date { from, after }),
    ];
    let mut found = found.into_iter().flatten();
    let computation = found.next().ok_or(Fault::Lacks { setting: "sum, difference, product, days, date" })?;
    if found.next().is_some() {
        return Err(Fault::Misplaced { setting: "compute" });
    }
    if has_term && !matches!(computation, Computation::Date { .. }) {
        return Err(Fault::Misplaced { setting: "after" });
    }
    Ok(computation)
}

fn pattern(text: &str, example: Option<String>) -> Result<Pattern, Fault> {
    let example = example.ok_or(Fault::Lacks { setting: "example" })?;
    let regex = Regex::new(&format!("^(?:{text})$")).map_err(|cause| Fault::Pattern { cause: Box::new(cause) })?;
    if regex.is_match(&example) { Ok(Pattern { regex, example }) } else { Err(Fault::Example { example }) }
}

fn choices(name: &str, place: &str, entries: Vec<ChoiceEntry>) -> Result<Vec<Choice>, DefinitionError> {
    let refuse = |fault: Fault| DefinitionError::at(name, place, fault);
    if entries.is_empty() {
        return Err(refuse(Fault::Lacks { setting: "choices" }));
    }
    let mut seen = BTreeSet::new();
    for entry in &entries {
        complete(name, place, &entry.label)?;
        if entry.key.trim() != entry.key || entry.key.is_empty() {
            let cause = InvalidId { kind: "choice", text: entry.key.clone() };
            return Err(refuse(Fault::Identifier { cause: Box::new(cause) }));
        }
        if !seen.insert(entry.key.clone()) {
            return Err(refuse(Fault::Repeated { text: entry.key.clone() }));
        }
    }
    Ok(entries.into_iter().map(|entry| Choice { key: entry.key, label: entry.label.into() }).collect())
}
