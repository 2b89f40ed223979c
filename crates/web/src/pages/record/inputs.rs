//! The inputs of a record's form, made of its register's definition, and the way of values into them and back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use talap_model::time::{format_date, parse_date};
use talap_model::{Language, Message, OrganisationId, RegisterKey, Timestamp};
use talap_register::{Condition, Definition, Field, FieldKind};
use talap_store::{ListQuery, Record};
use time::{PrimitiveDateTime, Time, UtcOffset};

use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::registers::values::{name, words};
use crate::pages::registers::{Named, note_reading, readable};
use crate::posted::Posted;
use crate::site::Site;
use crate::tongue::Tongue;

/// What the name of a field's input begins with, so that no field of a register can be taken for an input of ours.
pub(super) const FIELD: &str = "f.";
/// The file that a record has, or that was kept while something else in the form was wrong.
pub(super) const STORED: &str = "stored.";
/// Whether the file is to be taken away.
pub(super) const DROP: &str = "drop.";

/// How many records a choice offers; of more a person types the key.
const MOST_CHOICES: u64 = 300;
/// How many keys are proposed to one who types.
const MOST_PROPOSED: u64 = 1_000;
/// From how many characters on a text gets a field of several lines.
const LONG: usize = 80;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    Line,
    Lines,
    Number,
    Date,
    Time,
    Choice,
    /// A line with proposals.
    Proposed,
    File,
}

/// An input of a form.
pub(super) struct Input {
    pub(super) control: Control,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) label: String,
    pub(super) is_required: bool,
    pub(super) value: String,
    pub(super) groups: Vec<Group>,
    /// What is asked for: an example, the least and the greatest number.
    pub(super) hint: Option<String>,
    pub(super) error: Option<String>,
    /// Of a file: its address, and the names of the inputs about it.
    pub(super) file: Option<FileInput>,
    /// The records that alone have it, as a script reads it.
    pub(super) only: Option<Hangs>,
    /// The records that must have it.
    pub(super) must: Option<Hangs>,
}

/// What an input hangs on.
#[derive(Clone)]
pub(super) struct Hangs {
    /// The name of the other input.
    pub(super) on: String,
    /// The values of it, as a JSON array.
    pub(super) is: String,
}

impl Hangs {
    fn of(condition: &Condition) -> Self {
        let is = serde_json::to_string(&condition.is).unwrap_or_default();
        Self { on: format!("{FIELD}{}", condition.field), is }
    }
}

/// What a form says about the file that is there.
pub(super) struct FileInput {
    pub(super) stored: String,
    pub(super) drop: String,
    pub(super) is_dropped: bool,
    pub(super) href: Option<String>,
    pub(super) accepted: &'static str,
}

/// Choices that belong together; those of a group without a name stand by themselves.
#[derive(Clone, Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) choices: Vec<Choice>,
}

/// A value that may be chosen.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) is_chosen: bool,
}

impl Choice {
    pub(super) fn new(value: &str, name: String, chosen: &str) -> Self {
        Self { value: value.to_owned(), name, is_chosen: value == chosen }
    }
}

/// The records that fields may refer to.
#[derive(Default)]
pub(super) struct Targets(BTreeMap<RegisterKey, Offered>);

/// The records of one register that are offered.
struct Offered {
    groups: Vec<Group>,
    /// Whether these are all of them.
    is_whole: bool,
}

impl Targets {
    /// The records that the caller may read, of one organisation or of all within reach.
    pub(super) async fn of(
        site: &Site,
        signed: &Signed,
        definition: &Definition,
        organisation: Option<&OrganisationId>,
        organisations: &[Named],
    ) -> Result<Self, Fault> {
        let mut targets = Self::default();
        for target in definition.fields.iter().filter_map(|field| field.kind.target()) {
            let Ok(definition) = readable(site, signed.caller(), target.as_str()) else { continue };
            if targets.0.contains_key(target) {
                continue;
            }
            let query = ListQuery { organisation: organisation.cloned(), limit: MOST_PROPOSED, ..ListQuery::default() };
            let found = site.register.list(signed.caller(), target, &query).await?;
            note_reading(site, signed, definition, organisation, ("offered", &found.records.len().to_string())).await?;
            let groups = groups(definition, &found.records, organisations, signed.t().language);
            targets.0.insert(target.clone(), Offered { groups, is_whole: found.total <= MOST_CHOICES });
        }
        for field in &definition.fields {
            let FieldKind::Organisation(register) = &field.kind else { continue };
            let choices = organisations.iter().map(|named| Choice::new(&named.id, named.name.clone(), ""));
            let groups = vec![Group { name: String::new(), choices: choices.collect() }];
            targets.0.insert(register.clone(), Offered { groups, is_whole: true });
        }
        Ok(targets)
    }
}

/// The register whose records an input offers.
fn offering(kind: &FieldKind) -> Option<&RegisterKey> {
    match kind {
        FieldKind::Organisation(register) => Some(register),
        other => other.target(),
    }
}

/// Records by organisation, each organisation's by name; organisations are named where there are several.
fn groups(definition: &Definition, records: &[Record], organisations: &[Named], language: Language) -> Vec<Group> {
    let mut groups: BTreeMap<&OrganisationId, Vec<Choice>> = BTreeMap::new();
    for record in records {
        let key = record.key.as_str();
        let name = name(definition, record, language).map_or_else(|| key.to_owned(), |name| format!("{name} ({key})"));
        groups.entry(&record.organisation).or_default().push(Choice::new(key, name, ""));
    }
    let several = groups.len() > 1;
    let group = |(id, mut choices): (&OrganisationId, Vec<Choice>)| {
        choices.sort_by(|a, b| a.name.cmp(&b.name));
        let named = organisations.iter().find(|named| named.id == id.as_str());
        let name = named.map_or_else(|| id.to_string(), |named| named.name.clone());
        Group { name: if several { name } else { String::new() }, choices }
    };
    groups.into_iter().map(group).collect()
}

/// The input of a field with a text in it.
pub(super) fn input(t: &Tongue, field: &Field, text: &str, targets: &Targets) -> Input {
    let offered = offering(&field.kind).and_then(|target| targets.0.get(target));
    let groups = match (&field.kind, offered) {
        (FieldKind::Bool, _) => flags(t, text),
        (FieldKind::Choice(choices), _) => {
            let named = choices.iter().map(|choice| Choice::new(&choice.key, t.of(&choice.label).to_owned(), text));
            with_present(vec![Group { name: String::new(), choices: named.collect() }], text)
        }
        (_, Some(offered)) if offered.is_whole => with_present(offered.groups.clone(), text),
        (_, Some(offered)) => offered.groups.clone(),
        _ => Vec::new(),
    };
    Input {
        control: control(field, text, offered),
        name: format!("{FIELD}{}", field.key),
        id: format!("field-{}", field.key),
        label: label(t, field),
        // Without a script a field that another rules out stays on the page, and a browser would ask for it.
        is_required: field.required && field.only_when.is_none(),
        value: text.to_owned(),
        groups,
        hint: hint(t, field),
        error: None,
        file: None,
        only: field.only_when.as_ref().map(Hangs::of),
        must: field.required_when.as_ref().or(field.only_when.as_ref().filter(|_| field.required)).map(Hangs::of),
    }
}

/// What a field is called, with its unit and, where it counts for a check, the mark of that.
fn label(t: &Tongue, field: &Field) -> String {
    let unit = match (&field.unit, &field.kind) {
        (Some(unit), _) => Some(t.of(unit)),
        (None, FieldKind::Money) => Some("₸"),
        _ => None,
    };
    let label = t.of(&field.label);
    unit.map_or_else(|| label.to_owned(), |unit| format!("{label}, {unit}"))
}

fn control(field: &Field, text: &str, offered: Option<&Offered>) -> Control {
    match &field.kind {
        FieldKind::Text if is_long(field, text) => Control::Lines,
        FieldKind::Certificate => Control::Lines,
        FieldKind::Text | FieldKind::Network => Control::Line,
        FieldKind::Number | FieldKind::Money => Control::Number,
        FieldKind::Bool | FieldKind::Choice(_) => Control::Choice,
        FieldKind::Date => Control::Date,
        FieldKind::Time => Control::Time,
        FieldKind::File => Control::File,
        FieldKind::Person(_) | FieldKind::Organisation(_) | FieldKind::Object(_) | FieldKind::Record(_) => {
            match offered {
                Some(offered) if offered.is_whole => Control::Choice,
                Some(_) => Control::Proposed,
                None => Control::Line,
            }
        }
    }
}

/// Whether a text needs room: it is long already, or nothing says that it is short. Names and whatever has a form are.
fn is_long(field: &Field, text: &str) -> bool {
    let is_short = field.pattern.is_some()
        || field.unique
        || field.personal
        || !field.required
        || field.key.starts_with("name")
        || field.key.starts_with("title");
    !is_short || text.contains('\n') || text.chars().count() > LONG
}

fn flags(t: &Tongue, text: &str) -> Vec<Group> {
    let choices = [("true", "web-yes"), ("false", "web-no")];
    let choices = choices.map(|(value, key)| Choice::new(value, t.text(key), text)).into();
    vec![Group { name: String::new(), choices }]
}

/// The choices with the one that is taken chosen, once; a value that is not offered any more is offered all the same.
fn with_present(mut groups: Vec<Group>, text: &str) -> Vec<Group> {
    let mut is_there = text.is_empty();
    for choice in groups.iter_mut().flat_map(|group| &mut group.choices) {
        choice.is_chosen = !is_there && choice.value == text;
        is_there |= choice.is_chosen;
    }
    if !is_there {
        groups.push(Group { name: String::new(), choices: vec![Choice::new(text, text.to_owned(), text)] });
    }
    groups
}

/// What to write, in one sentence or several.
fn hint(t: &Tongue, field: &Field) -> Option<String> {
    let own = field.hint.as_ref().map(|hint| t.of(hint).to_owned());
    let parts: Vec<String> = own.into_iter().chain(form_hint(t, field)).collect();
    joined(&parts)
}

/// A hint with when the field is filled in, where that hangs on another.
pub(super) fn with_condition(
    t: &Tongue,
    definition: &Definition,
    field: &Field,
    hint: Option<String>,
) -> Option<String> {
    let told = |condition: &Condition, key: &str| {
        let other = definition.field(&condition.field)?;
        let value = |wanted: &String| match &other.kind {
            FieldKind::Bool => t.text(if wanted == "true" { "web-yes" } else { "web-no" }),
            _ => words(t, other, &wanted.as_str().into()),
        };
        let values: Vec<String> = condition.is.iter().map(value).collect();
        let said = Message::new(key).with("field", t.of(&other.label)).with("values", values.join(", "));
        Some(t.say(&said))
    };
    let only = field.only_when.as_ref().and_then(|condition| told(condition, "web-record-only-when"));
    let must = field.required_when.as_ref().and_then(|condition| told(condition, "web-record-required-when"));
    let parts: Vec<String> = only.into_iter().chain(must).chain(hint).collect();
    joined(&parts)
}

/// A hint with the mark of a field that checks read.
pub(super) fn with_checks(t: &Tongue, hint: Option<String>, checks: Option<&BTreeSet<String>>) -> Option<String> {
    let checked = checks.filter(|checks| !checks.is_empty()).map(|_| t.text("web-record-checked"));
    let parts: Vec<String> = hint.into_iter().chain(checked).collect();
    joined(&parts)
}

/// Sentences one after the other; one that a definition left without its full stop gets it where another follows.
fn joined(parts: &[String]) -> Option<String> {
    let (last, before) = parts.split_last()?;
    let ended = |part: &String| {
        let end = if part.ends_with(['.', '!', '?', ':', ';', '…']) { "" } else { "." };
        format!("{part}{end} ")
    };
    Some(before.iter().map(ended).collect::<String>() + last)
}

fn form_hint(t: &Tongue, field: &Field) -> Option<String> {
    match field.kind {
        FieldKind::Network => return Some(t.named("web-record-example", "10.2.0.0/16")),
        FieldKind::Certificate => return Some(t.text("web-record-certificate-hint")),
        _ => {}
    }
    if let Some(pattern) = &field.pattern {
        return Some(t.named("web-record-example", &pattern.example));
    }
    match (field.range.min, field.range.max) {
        (Some(min), Some(max)) => Some(t.say(&Message::new("web-record-range").with("min", min).with("max", max))),
        (Some(min), None) => Some(t.say(&Message::new("web-record-least").with("min", min))),
        (None, Some(max)) => Some(t.say(&Message::new("web-record-most").with("max", max))),
        (None, None) => None,
    }
}

/// A value as an input holds it.
pub(super) fn text_of(field: &Field, value: &Value, t: &Tongue, offset: UtcOffset) -> String {
    match (&field.kind, value) {
        (FieldKind::Number | FieldKind::Money, Value::Number(number)) => {
            let text = number.as_f64().map_or_else(String::new, |number| number.to_string());
            if t.language == Language::En { text } else { text.replace('.', ",") }
        }
        (FieldKind::Time, Value::String(text)) => {
            Timestamp::parse_rfc3339(text).map_or_else(|| text.clone(), |at| local(at, offset))
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// A moment as an input of a browser holds it: `2026-11-22T09:05`, with seconds where there are some.
fn local(at: Timestamp, offset: UtcOffset) -> String {
    let local = at.to_offset().to_offset(offset);
    let minute = format!("{}T{:02}:{:02}", format_date(local.date()), local.hour(), local.minute());
    if local.second() == 0 { minute } else { format!("{minute}:{:02}", local.second()) }
}

/// A text of an input as the engine takes it: a moment without a time zone is one of the installation's own.
fn taken(field: &Field, text: &str, offset: UtcOffset) -> String {
    let moment = || {
        let (day, time) = text.split_once(['T', ' '])?;
        let mut parts = time.trim().split(':').map(str::parse::<u8>);
        let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
        let second = parts.next().map_or(Some(0), Result::ok)?;
        let time = Time::from_hms(hour, minute, second).ok().filter(|_| parts.next().is_none())?;
        let moment = PrimitiveDateTime::new(parse_date(day)?, time).assume_offset(offset);
        Some(Timestamp::stated(moment)?.to_string())
    };
    let moment = if field.kind == FieldKind::Time { moment() } else { None };
    moment.unwrap_or_else(|| text.to_owned())
}

/// Browsers send every line's end as two characters; records keep one.
pub(super) fn posted_text(posted: &Posted, field: &Field) -> Option<String> {
    let name = format!("{FIELD}{}", field.key);
    posted.all(&name).next().map(|text| text.replace("\r\n", "\n"))
}

/// The values that a form changes. What it shows as the record has it is left alone: an input may not hold all of a value,
/// such as the fraction of a second.
pub(super) fn changed(
    definition: &Definition,
    posted: &Posted,
    current: Option<&Record>,
    t: &Tongue,
    offset: UtcOffset,
) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let typed = |field: &&Field| field.kind != FieldKind::File && definition.is_written(field);
    for field in definition.fields.iter().filter(typed) {
        let Some(text) = posted_text(posted, field) else { continue };
        let present = current.filter(|record| !record.voided).and_then(|record| record.values.get(&field.key));
        let shown = present.map(|value| text_of(field, value, t, offset).replace("\r\n", "\n"));
        if text.is_empty() || shown.is_none_or(|shown| shown.trim() != text) {
            values.insert(field.key.clone(), taken(field, &text, offset));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};

    fn tongue(language: Language) -> Tongue {
        Tongue::new(std::sync::Arc::new(talap_locale::Words::built_in().unwrap()), language, UtcOffset::UTC)
    }

    fn five() -> UtcOffset {
        UtcOffset::from_hms(5, 0, 0).unwrap()
    }

    #[test]
    fn a_moment_is_one_of_the_installations_own_time() {
        let visits = definition("server_room_visits");
        let field = visits.field("entered_at").unwrap();
        assert_eq!(text_of(field, &"2026-11-22T04:05:00Z".into(), &tongue(Language::Kk), five()), "2026-11-22T09:05");
        assert_eq!(taken(field, "2026-11-22T09:05", five()), "2026-11-22T04:05:00Z");
        assert_eq!(taken(field, "22.11.2026 09:05:30", five()), "2026-11-22T04:05:30Z");
        for typed in ["2026-11-22T09:05:00Z", "noon", "2026-11-22T25:00"] {
            assert_eq!(taken(field, typed, five()), typed);
        }
    }

    #[test]
    fn what_a_form_shows_unchanged_is_left_alone() {
        let visits = definition("server_room_visits");
        let present =
            [("entered_at", "2026-11-22T04:05:00.25Z".into()), ("purpose", "a\r\nb".into()), ("visitor", "A".into())];
        let mut present = record("server_room_visits", &present);
        let posted = Posted::of(&[
            ("f.entered_at", "2026-11-22T09:05"),
            ("f.purpose", "a\r\nb"),
            ("f.visitor", "B"),
            ("f.left_at", ""),
        ]);
        let t = tongue(Language::Ru);
        let values = changed(&visits, &posted, Some(&present), &t, five());
        let expected = [("left_at", ""), ("visitor", "B")].map(|(key, text)| (key.to_owned(), text.to_owned()));
        assert_eq!(values, BTreeMap::from(expected));
        // A void record begins anew: all of it is said again.
        present.voided = true;
        assert_eq!(changed(&visits, &posted, Some(&present), &t, five()).len(), 4);
        assert_eq!(changed(&visits, &posted, None, &t, five()).len(), 4);
    }

    #[test]
    fn numbers_stand_as_the_reader_writes_them() {
        let documents = definition("documents");
        let field = documents.field("level").unwrap();
        assert_eq!(text_of(field, &1.5.into(), &tongue(Language::Ru), five()), "1,5");
        assert_eq!(text_of(field, &2.0.into(), &tongue(Language::En), five()), "2");
    }

    #[test]
    fn a_value_that_is_not_offered_any_more_stays_chosen() {
        let choices = vec![Choice::new("a", "A".into(), ""), Choice::new("b", "B".into(), "")];
        let again = Group { name: "other".into(), choices: choices.clone() };
        let groups = vec![Group { name: String::new(), choices }, again];
        let chosen = |text: &str| -> Vec<String> {
            let groups = with_present(groups.clone(), text);
            let all = groups.into_iter().flat_map(|group| group.choices);
            all.filter(|choice| choice.is_chosen).map(|choice| choice.value).collect()
        };
        assert_eq!(chosen("b"), ["b"]);
        assert_eq!(chosen("gone"), ["gone"]);
        assert!(chosen("").is_empty());
    }
}
