//! The official texts that were imported: what they change in the catalogue, what changed between two of them, and where the
//! languages do not say the same.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::OfficialText;
use talap_decree::compare::{self, Change, Piece, Side};
use talap_decree::discrepancies::{self, Discrepancy};
use talap_model::time::{format_date, parse_date};
use talap_model::{ClauseId, Language, Message};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell, query_value};
use crate::tongue::Tongue;
use crate::touched::Touched;

#[derive(Template)]
#[template(path = "redactions.html")]
pub(crate) struct RedactionsPage {
    t: Tongue,
    shell: Shell,
    texts: Vec<TextRow>,
    /// The texts that can be compared: the address's value, the name, whether it is the older or the newer chosen.
    choices: Vec<Choice>,
    compared: Option<String>,
    changes: Vec<ChangeRow>,
    discrepancies: Vec<DiscrepancyRow>,
    wrong: Option<String>,
}

struct TextRow {
    language: String,
    redaction: String,
    clauses: usize,
    latest: bool,
}

struct Choice {
    value: String,
    name: String,
    old: bool,
    new: bool,
}

struct ChangeRow {
    clause: String,
    sentence: String,
    words: Vec<Piece>,
    known: bool,
    statements: BTreeSet<String>,
    checks: BTreeSet<String>,
    registers: BTreeSet<String>,
    state: Option<(bool, String)>,
}

struct DiscrepancyRow {
    clause: String,
    sentence: String,
}

/// What the address stands for when a text is held against the catalogue.
pub(crate) const CATALOG: &str = "catalog";

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let t = signed.t().clone();
        let here = signed.visitor.here.as_str();
        let texts = site.official.texts();
        let newest = texts.iter().filter(|(language, day, _)| texts.latest(*language).is_some_and(|(d, _)| d == *day));
        let newest: BTreeSet<_> = newest.map(|(language, day, _)| (language, day)).collect();
        let (old, new) = (query_value(here, "old"), query_value(here, "new"));
        let default = texts.iter().next().map(|(language, ..)| language);
        let new = match default {
            Some(language) if new.is_empty() => {
                texts.latest(language).map(|(day, _)| value(language, day)).unwrap_or_default()
            }
            _ => new,
        };
        let old = if old.is_empty() { CATALOG.to_owned() } else { old };
        let named = |language: Language, day| format!("{} · {}", language_name(&t, language), t.date(&day));
        let mut choices = vec![Choice {
            name: t.text("web-redactions-catalog"),
            old: old == CATALOG,
            new: false,
            value: CATALOG.to_owned(),
        }];
        choices.extend(texts.iter().map(|(language, day, _)| {
            let value = value(language, day);
            Choice { name: named(language, day), old: value == old, new: value == new, value }
        }));
        let outcome = if texts.is_empty() { Ok(Vec::new()) } else { changes(&site, &old, &new) };
        let (changes, wrong) = match outcome {
            Ok(changes) => (changes, None),
            Err(fault) => (Vec::new(), Some(t.say(&fault.message))),
        };
        let rows = texts.iter().map(|(language, day, text)| TextRow {
            language: language_name(&t, language),
            redaction: t.date(&day),
            clauses: text.clauses.len(),
            latest: newest.contains(&(language, day)),
        });
        Ok(shell::found(&RedactionsPage {
            texts: rows.collect(),
            compared: choices.iter().find(|choice| choice.new).map(|choice| choice.name.clone()),
            choices,
            changes: changes.iter().map(|change| change_row(&site, &t, change)).collect(),
            discrepancies: found_discrepancies(&site, &t),
            wrong,
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

fn value(language: Language, day: time::Date) -> String {
    format!("{}:{}", language.code(), format_date(day))
}

fn language_name(t: &Tongue, language: Language) -> String {
    t.text(&format!("web-language-{}", language.code()))
}

/// A text by the address's value for it.
fn text_of(site: &Shared, asked: &str) -> Result<std::sync::Arc<OfficialText>, Fault> {
    let texts = site.official.texts();
    let parsed = asked.split_once(':').and_then(|(code, day)| Some((code.parse().ok()?, parse_date(day)?)));
    let found = parsed.and_then(|(language, day)| texts.of(language, day).cloned());
    let unknown = || Message::new("web-redactions-unknown").with("text", asked.chars().take(60).collect::<String>());
    found.ok_or_else(|| Fault::wrong(unknown()))
}

/// What changed from one to the other, by the address's values for them.
pub(crate) fn changes(site: &Shared, old: &str, new: &str) -> Result<Vec<Change>, Fault> {
    let new = text_of(site, new)?;
    if old == CATALOG {
        return Ok(compare::with_catalog(&site.catalog, &new, &site.official.texts()));
    }
    let old = text_of(site, old)?;
    if old.language != new.language {
        return Err(Fault::wrong(Message::new("web-redactions-languages")));
    }
    Ok(compare::texts(&old, &new))
}

fn change_row(site: &Shared, t: &Tongue, change: &Change) -> ChangeRow {
    let before = change.before();
    let touched =
        before.map(|id| Touched::by(&site.catalog, &site.checks, site.register.definitions(), id)).unwrap_or_default();
    let from = before.map(ToString::to_string).unwrap_or_default();
    let standing = site.official.standing(change.id());
    let state = standing.map(|standing| match standing.review {
        Some(review) => {
            let said = Message::new("web-review-by").with("by", review.by).with("at", t.moment(&review.at));
            (true, t.say(&said))
        }
        None => (false, t.text("web-unreviewed")),
    });
    let mut words = change.words().to_vec();
    if let Change::Added { text, .. } = change {
        words.push(Piece { side: Side::New, text: text.clone() });
    }
    ChangeRow {
        clause: change.id().to_string(),
        sentence: t.say(&Message::new(format!("web-change-{}", change.key())).with("from", from)),
        words,
        known: site.catalog.clause(change.id()).is_some(),
        statements: touched.statements.iter().map(ToString::to_string).collect(),
        checks: touched.checks,
        registers: touched.registers.iter().map(ToString::to_string).collect(),
        state,
    }
}

/// What the catalogue states, and what the latest texts of two languages show.
fn found_discrepancies(site: &Shared, t: &Tongue) -> Vec<DiscrepancyRow> {
    let stated = site.catalog.clauses().filter_map(|clause| {
        let sentence = t.of(clause.discrepancy.as_ref()?).to_owned();
        Some(DiscrepancyRow { clause: clause.id.to_string(), sentence })
    });
    let mut rows: Vec<_> = stated.collect();
    let in_force: Vec<_> = Language::ALL.into_iter().filter_map(|language| site.official.get(language)).collect();
    for (at, one) in in_force.iter().enumerate() {
        for other in in_force.iter().skip(at + 1) {
            rows.extend(discrepancies::between(one, other).iter().map(|found| DiscrepancyRow {
                clause: found.id().to_string(),
                sentence: t.say(&discrepancy(t, found, one.language, other.language)),
            }));
        }
    }
    rows.sort_by_key(|row| row.clause.parse::<ClauseId>().ok().map(|id| talap_decree::catalog::document_order(&id)));
    rows
}

fn discrepancy(t: &Tongue, found: &Discrepancy, one: Language, other: Language) -> Message {
    let list = |values: &[String]| if values.is_empty() { "–".to_owned() } else { values.join(", ") };
    let message = Message::new(format!("web-discrepancy-{}", found.key()));
    match found {
        Discrepancy::Missing { language, .. } | Discrepancy::Excluded { language, .. } => {
            message.with("language", language_name(t, *language))
        }
        Discrepancy::Numbers { one: left, other: right, .. }
        | Discrepancy::Amendments { one: left, other: right, .. } => message
            .with("language", language_name(t, one))
            .with("second", language_name(t, other))
            .with("one", list(left))
            .with("other", list(right)),
    }
}

#[cfg(test)]
impl RedactionsPage {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let empty = Self {
            t: t.clone(),
            shell: shell(),
            texts: Vec::new(),
            choices: Vec::new(),
            compared: None,
            changes: Vec::new(),
            discrepancies: Vec::new(),
            wrong: None,
        };
        let change = |state| ChangeRow {
            clause: "38.4".into(),
            sentence: "s".into(),
            words: [Side::Both, Side::Old, Side::New].map(|side| Piece { side, text: "<x> ".into() }).into(),
            known: true,
            statements: ["k".to_owned()].into(),
            checks: ["c".to_owned()].into(),
            registers: ["people".to_owned()].into(),
            state,
        };
        let full = Self {
            texts: vec![TextRow { language: "l".into(), redaction: "d".into(), clauses: 3, latest: true }],
            choices: vec![Choice { value: "kk:2024-05-13".into(), name: "n".into(), old: false, new: true }],
            compared: Some("n".into()),
            changes: vec![change(None), change(Some((true, "<y>".into()))), change(Some((false, "u".into())))],
            discrepancies: vec![DiscrepancyRow { clause: "79".into(), sentence: "<x>".into() }],
            wrong: Some("<wrong>".into()),
            shell: shell(),
            t: t.clone(),
        };
        vec![empty, full]
    }
}
