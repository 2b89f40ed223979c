//! A register on paper: the journal that an office keeps, the list as it is narrowed, labels for what is listed.

// Length: the papers of a register share the desk that they are made at.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;
use talap_collect::own::Act;
use talap_locale::{Words, write};
use talap_model::time::parse_date;
use talap_model::{ActKey, Language, Message, Organisation, OrganisationId, Timestamp};
use talap_register::{Definition, Field, FieldKind};
use talap_report::{
    Column, Entry, Journal, Label, LabelFormat, Labels, List, OfficeHead, RegisterTable, ReportError, Said, Tongues,
    journal_paper, labels_paper, list_paper,
};
use talap_store::{ListQuery, Record, SortBy};
use time::Date;
use tokio::sync::OwnedSemaphorePermit;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::record::VOID_REASON;
use crate::pages::registers::list::{Asked, query};
use crate::pages::registers::values::{Names, shown, telling, words};
use crate::pages::registers::{is_of_organisations, note_reading, readable};
use crate::pages::{answer, papers, people};
use crate::papers::Paper;
use crate::path::Path;
use crate::shell::with_parameter;
use crate::tongue::Tongue;

/// The most entries of a paper.
const MOST: u64 = 10_000;
/// The most entries that are read for the journal of a period, which not all of them are of.
const MOST_READ: u64 = 100_000;
/// The most labels at once.
const MOST_LABELS: u64 = 5_000;
/// How many lines a label has beside its number.
const LABEL_LINES: usize = 3;

/// The register as a journal, or what of it is of a period.
pub(crate) async fn journal(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &asked, &headers, Tongues::Both)?;
        let definition = readable(&site, signed.caller(), &register)?;
        let period = Period::of(&asked)?;
        let query = ListQuery { limit: MOST, sort: SortBy::Key, descending: false, ..query(definition, &asked) };
        let void = ListQuery { voided: true, ..query.clone() };
        let mut entered = Vec::new();
        for query in [&query, &void] {
            desk.entered(definition, query, &period, &mut entered).await?;
        }
        entered.sort_by(Entered::compare);
        let began = period.from.or(entered.first().map(|entry| entry.day));
        let records: Vec<Record> = entered.into_iter().map(|entry| entry.record).collect();
        let mut table = desk.table(definition, &query, &records).await?;
        table.columns.extend(definition.signed_columns.iter().map(|label| Column {
            label: desk.say(|t| t.of(label).to_owned()),
            is_number: false,
            is_signed: true,
        }));
        let journal = Journal {
            table,
            clauses: definition.serves.clone(),
            from: period.from,
            to: period.to,
            is_restricted: definition.personal,
            began,
            // A volume goes on until its last day is over.
            ended: period.to.filter(|to| *to < desk.today()),
            keeper: None,
            // Of a part of a journal nobody could tell.
            gaps: if period.is_all() && query.text.is_none() && query.equal.is_empty() {
                gaps(definition, &records)
            } else {
                Vec::new()
            },
        };
        let tongues = desk.tongues;
        desk.print("journal", definition.key.as_str(), query.organisation.as_ref(), move |words| {
            journal_paper(words, tongues, &journal)
        })
        .await
    };
    answer(&site, &signed, work.await)
}

/// Where a register gives the numbers itself: those from the first on that no record of one organisation has. Entries of several
/// organisations have numbers of their own each.
fn gaps(definition: &Definition, records: &[Record]) -> Vec<String> {
    let one = |record: &Record| records.first().is_some_and(|first| first.organisation == record.organisation);
    let Some(numbering) = definition.numbering.as_ref().filter(|_| records.iter().all(one)) else { return Vec::new() };
    // What stands before the numbers of a year, with the fewest digits that one of them has.
    let mut series: BTreeMap<&str, (usize, BTreeSet<u64>)> = BTreeMap::new();
    for key in records.iter().map(|record| record.key.as_str()) {
        let stem = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let mut parts = stem.split(|c: char| !c.is_ascii_digit());
        let year = parts.find(|part| part.len() == 4).and_then(|year| year.parse().ok()).unwrap_or_default();
        let Some(number) = numbering.number(key, year) else { continue };
        let digits = key.len() - stem.len();
        let (fewest, numbers) = series.entry(stem).or_insert((digits, BTreeSet::new()));
        *fewest = digits.min(*fewest);
        numbers.insert(number);
    }
    let mut gaps = Vec::new();
    for (stem, (digits, numbers)) in series {
        let mut next = 1;
        for number in numbers {
            match number.saturating_sub(next) {
                0 => {}
                1 => gaps.push(format!("{stem}{next:0digits$}")),
                _ => gaps.push(format!("{stem}{next:0digits$} – {stem}{:0digits$}", number - 1)),
            }
            next = number.saturating_add(1);
        }
    }
    gaps
}

/// The list as it is searched, narrowed and ordered.
pub(crate) async fn list(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &asked, &headers, Tongues::One(signed.t().language))?;
        let definition = readable(&site, signed.caller(), &register)?;
        let query = ListQuery { limit: MOST, ..query(definition, &asked) };
        let records = desk.records(definition, &query).await?;
        let list = List {
            narrowed: desk.narrowed(definition, &query).await?,
            table: desk.table(definition, &query, &records).await?,
        };
        let tongues = desk.tongues;
        desk.print("list", definition.key.as_str(), query.organisation.as_ref(), move |words| {
            list_paper(words, tongues, &list)
        })
        .await
    };
    answer(&site, &signed, work.await)
}

/// Labels for what the list shows.
pub(crate) async fn labels(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &asked, &headers, Tongues::One(signed.t().language))?;
        let definition = readable(&site, signed.caller(), &register)?;
        let query = ListQuery { limit: MOST_LABELS, ..query(definition, &asked) };
        let records = desk.records(definition, &query).await?;
        let labels = desk.labels(definition, &query, &records, &asked).await?;
        let tongues = desk.tongues;
        desk.print("labels", definition.key.as_str(), query.organisation.as_ref(), move |words| {
            labels_paper(words, tongues, &labels)
        })
        .await
    };
    answer(&site, &signed, work.await)
}

/// The days that a journal is of, the first and the last among them.
#[derive(Debug, PartialEq)]
struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

impl Period {
    /// The period that an address asks for: of all time where it names no day.
    fn of(asked: &Asked) -> Result<Self, Fault> {
        let day = |name: &str| {
            let text = asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
            let unclear = |text| Fault::wrong(Message::new("web-print-day-unclear").with("day", write::harmless(text)));
            text.map(|text| parse_date(text).ok_or_else(|| unclear(text))).transpose()
        };
        let (from, to) = (day("from")?, day("to")?);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            return Err(Fault::wrong(Message::new("web-print-period-backwards").with("from", from).with("to", to)));
        }
        Ok(Self { from, to })
    }

    fn is_all(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A record as an entry of a journal.
struct Entered {
    /// The day that it stands under.
    day: Date,
    /// The moment of that day, where it is known.
    at: Option<Timestamp>,
    record: Record,
}

impl Entered {
    /// A record stands under its first date or time that every record has and that is no term by which something is to be done:
    /// what came in by a file was written down before that day. Where a definition has none, or where it lies ahead, it stands under the moment at which it was entered.
    fn of(t: &Tongue, definition: &Definition, record: Record) -> Self {
        let is_term = |field: &Field| {
            let mut terms = definition.deadlines.iter().filter(|deadline| deadline.after.is_none());
            terms.any(|deadline| deadline.from.contains(&field.key))
        };
        let dated = |field: &&Field| {
            field.required && matches!(field.kind, FieldKind::Date | FieldKind::Time) && !is_term(field)
        };
        let field = definition.fields.iter().find(dated);
        let value = field.and_then(|field| record.values.get(&field.key)).and_then(Value::as_str);
        let own = match field.map(|field| &field.kind) {
            Some(FieldKind::Date) => value.and_then(parse_date).map(|day| (day, None)),
            _ => value.and_then(Timestamp::parse_rfc3339).map(|at| (t.day(&at), Some(at))),
        };
        let created = t.day(&record.created_at);
        let (day, at) = own.filter(|(day, _)| *day <= created).unwrap_or((created, Some(record.created_at)));
        Self { day, at, record }
    }

    /// By the day; what came in with one file by its numbers, of which, in one form, the longer is the greater.
    fn compare(&self, other: &Self) -> Ordering {
        let order = |entry: &Self| (entry.day, entry.at, entry.record.created_at, entry.record.key.as_str().len());
        order(self).cmp(&order(other)).then_with(|| self.record.key.cmp(&other.record.key))
    }
}

pub(crate) fn too_many(found: u64, most: u64) -> Result<(), Fault> {
    if found > most {
        return Err(Fault::wrong(Message::new("web-print-too-long").with("n", found).with("most", most)));
    }
    Ok(())
}

/// What papers about registers and records are made with: who asks for them, in which languages, and where Talap is reached.
pub(crate) struct Desk<'a> {
    pub(crate) site: &'a Shared,
    pub(crate) signed: &'a Signed,
    pub(crate) tongues: Tongues,
    base: Option<String>,
    /// A place among those who make papers: a long one takes memory, and too many at once would take all of it.
    place: Arc<OwnedSemaphorePermit>,
}

impl<'a> Desk<'a> {
    /// For one paper. `paper` of the address says in which languages it is, or else `lang`, which also turns the pages.
    pub(crate) fn new(
        site: &'a Shared,
        signed: &'a Signed,
        asked: &Asked,
        headers: &HeaderMap,
        otherwise: Tongues,
    ) -> Result<Self, Fault> {
        let place = Arc::new(site.place_for_paper()?);
        let wanted = ["paper", "lang"].into_iter().find_map(|name| asked.get(name)?.parse().ok());
        let base = people::base_of(site, headers);
        Ok(Self { site, signed, tongues: wanted.unwrap_or(otherwise), base, place })
    }

    /// The words of a language.
    pub(crate) fn tongue(&self, language: Language) -> Tongue {
        self.signed.t().other(language)
    }

    /// What each language of the paper says.
    pub(crate) fn say(&self, mut text: impl FnMut(&Tongue) -> String) -> Said {
        self.tongues.say(|language| text(&self.tongue(language)))
    }

    /// The address of a path of ours.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        self.base.as_ref().map(|base| format!("{base}{path}"))
    }

    /// The permanent address of a record.
    pub(crate) fn record_address(&self, record: &Record) -> Option<String> {
        self.address(&format!("/records/{}", record.id))
    }

    /// The organisations that the reader reaches.
    pub(crate) async fn organisations(&self) -> Result<Vec<Organisation>, Fault> {
        Ok(self.site.register.organisations(self.signed.caller()).await?)
    }

    /// What an organisation is called; every organisation that the reader reaches where none is named.
    pub(crate) fn organisation(&self, all: &[Organisation], id: Option<&OrganisationId>) -> Said {
        let id = id.or(if let [only] = all { Some(&only.id) } else { None });
        let found = all.iter().find(|organisation| Some(&organisation.id) == id);
        match (found, id) {
            (Some(found), _) => self.say(|t| t.of(&found.name).to_owned()),
            (None, Some(id)) => Said::from(id.as_str()),
            (None, None) => self.say(|t| t.text("web-print-all-organisations")),
        }
    }

    /// Head and foot of a paper.
    pub(crate) fn head(&self, organisation: Said, about: String, address: Option<String>) -> OfficeHead {
        OfficeHead {
            organisation,
            about,
            asked_by: self.signed.caller().identity().to_string(),
            made_at: self.site.clock.now(),
            offset: self.site.settings.offset,
            address,
        }
    }

    /// Makes a paper where other requests do not wait for it, and records that it was made.
    pub(crate) async fn print(
        &self,
        kind: &'static str,
        about: &str,
        organisation: Option<&OrganisationId>,
        paper: impl FnOnce(&Words) -> Result<Vec<u8>, ReportError> + Send + 'static,
    ) -> Result<Response, Fault> {
        // Whoever goes away meanwhile does not end what is being made.
        let place = Arc::clone(&self.place);
        let words = Arc::clone(&self.site.words);
        let made = tokio::task::spawn_blocking(move || {
            let made = paper(&words);
            drop(place);
            made
        });
        let failed = |error: tokio::task::JoinError| {
            Fault::failed(Message::new("report-failed").with("cause", error.to_string()))
        };
        let pdf = made.await.map_err(failed)??;
        let who = self.signed.caller().identity().to_string();
        let act = Act::new(ActKey::PaperMade, &who)
            .with("of", about)
            .with("paper", kind)
            .with("language", self.tongues.code())
            .with("bytes", pdf.len());
        let act = act.about(organisation.cloned()).from_address(&self.signed.visitor.origin.address);
        self.site.record(act).await?;
        let register = about.split('/').next().unwrap_or_default();
        Ok(papers::file(Paper { pdf, name: format!("{register}-{kind}-{}.pdf", self.tongues.code()) }))
    }

    /// Adds the records of a list that are of a period. One of all time is refused before anything of it is read where it is
    /// too long; of a period nobody knows how much there is before it is read, a part at a time.
    async fn entered(
        &self,
        definition: &Definition,
        query: &ListQuery,
        period: &Period,
        found: &mut Vec<Entered>,
    ) -> Result<(), Fault> {
        let too_long = |key: &str, n: u64, most: u64| {
            let message = Message::new(key).with("n", n).with("most", most);
            if n > most { Err(Fault::wrong(message)) } else { Ok(()) }
        };
        let total = self.total(definition, query).await?;
        if period.is_all() {
            too_long("web-print-journal-too-long", total + found.len() as u64, MOST)?;
        } else {
            too_long("web-print-register-too-long", total, MOST_READ)?;
        }
        for offset in (0..total).step_by(usize::try_from(MOST).unwrap_or(usize::MAX)) {
            let part = self.read(definition, &ListQuery { offset, ..query.clone() }).await?;
            let entered = part.into_iter().map(|record| Entered::of(self.signed.t(), definition, record));
            found.extend(entered.filter(|entry| period.holds(entry.day)));
            too_long("web-print-journal-too-long", found.len() as u64, MOST)?;
        }
        Ok(())
    }

    async fn records(&self, definition: &Definition, query: &ListQuery) -> Result<Vec<Record>, Fault> {
        self.count(definition, query).await?;
        self.read(definition, query).await
    }

    async fn read(&self, definition: &Definition, query: &ListQuery) -> Result<Vec<Record>, Fault> {
        Ok(self.site.register.list(self.signed.caller(), &definition.key, query).await?.records)
    }

    /// How many records there are, where they are not too many for a paper: nothing of them is read for it.
    async fn count(&self, definition: &Definition, query: &ListQuery) -> Result<u64, Fault> {
        let total = self.total(definition, query).await?;
        too_many(total, query.limit)?;
        Ok(total)
    }

    /// How many records there are.
    async fn total(&self, definition: &Definition, query: &ListQuery) -> Result<u64, Fault> {
        let none = ListQuery { limit: 0, ..query.clone() };
        Ok(self.site.register.list(self.signed.caller(), &definition.key, &none).await?.total)
    }

    /// Records as the entries of a register. Fields in a language that the paper is not in, and traits that no record has, are
    /// left out.
    async fn table(
        &self,
        definition: &Definition,
        query: &ListQuery,
        records: &[Record],
    ) -> Result<RegisterTable, Fault> {
        let count = records.len().to_string();
        note_reading(self.site, self.signed, definition, query.organisation.as_ref(), ("printed", &count)).await?;
        let names = Names::of(self.site, self.signed, definition, records).await?;
        let all = self.organisations().await?;
        let several = query.organisation.is_none() && all.len() > 1 && !is_of_organisations(definition);
        let fields: Vec<&Field> =
            definition.fields.iter().filter(|field| is_printed(definition, field, records, self.tongues)).collect();
        let label = |text: Said, is_number| Column { label: text, is_number, is_signed: false };
        let mut columns = vec![label(self.say(|t| t.of(&definition.key_label).to_owned()), false)];
        columns.extend(several.then(|| label(self.say(|t| t.text("web-organisation")), false)));
        columns.extend(
            fields.iter().map(|field| label(self.say(|t| t.of(&field.label).to_owned()), field.kind.is_numeric())),
        );
        let entry = |record: &Record| {
            let mut cells = vec![Said::from(record.key.as_str())];
            cells.extend(several.then(|| self.organisation(&all, Some(&record.organisation))));
            cells.extend(fields.iter().map(|field| self.say(|t| shown(t, &names, record, field).text)));
            Entry { cells, void: void_reason(record) }
        };
        let here = ["page", "paper", "lang", "format", "start"]
            .iter()
            .fold(self.signed.visitor.here.clone(), |here, name| with_parameter(&here, name, ""));
        let asked = here.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        // The page of a register knows of no period.
        let shown = ["from", "to"].iter().fold(here.clone(), |here, name| with_parameter(&here, name, ""));
        let shown = shown.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        let address = self.address(&format!("/registers/{}{shown}", definition.key));
        let whose = self.organisation(&all, query.organisation.as_ref());
        let about = query.organisation.as_ref().map_or("", OrganisationId::as_str);
        Ok(RegisterTable {
            head: self.head(whose, format!("{} {about} {asked}", definition.key), address),
            title: self.say(|t| t.of(&definition.title).to_owned()),
            columns,
            entries: records.iter().map(entry).collect(),
        })
    }

    /// What a list was narrowed by, in words.
    async fn narrowed(&self, definition: &Definition, query: &ListQuery) -> Result<Vec<(Said, Said)>, Fault> {
        let mut narrowed = Vec::new();
        if let Some(text) = &query.text {
            narrowed.push((self.say(|t| t.text("web-registers-search")), Said::from(text.as_str())));
        }
        if let Some(organisation) = &query.organisation {
            let all = self.organisations().await?;
            let label = self.say(|t| t.text("web-organisation"));
            narrowed.push((label, self.organisation(&all, Some(organisation))));
        }
        for (key, value) in &query.equal {
            let Some(field) = definition.field(key) else { continue };
            let label = self.say(|t| t.of(&field.label).to_owned());
            narrowed.push((
                label,
                self.say(|t| match value {
                    Value::Null => t.text("web-record-not-stated"),
                    value => words(t, field, value),
                }),
            ));
        }
        Ok(narrowed)
    }

    async fn labels(
        &self,
        definition: &Definition,
        query: &ListQuery,
        records: &[Record],
        asked: &Asked,
    ) -> Result<Labels, Fault> {
        let count = records.len().to_string();
        note_reading(self.site, self.signed, definition, query.organisation.as_ref(), ("printed", &count)).await?;
        let names = Names::of(self.site, self.signed, definition, records).await?;
        let all = self.organisations().await?;
        let t = self.tongue(self.tongues.first());
        let fields = label_fields(definition, t.language);
        let label = |record: &Record| {
            let lines = fields.iter().map(|field| shown(&t, &names, record, field).text);
            Label {
                key: write::harmless(record.key.as_str()),
                organisation: self.organisation(&all, Some(&record.organisation)).first().to_owned(),
                lines: lines.filter(|line| !line.is_empty()).collect(),
                address: self.record_address(record),
            }
        };
        let whose = self.organisation(&all, query.organisation.as_ref());
        Ok(Labels {
            head: self.head(whose, format!("{} labels", definition.key), None),
            title: self.say(|t| t.of(&definition.title).to_owned()),
            format: asked.get("format").and_then(|format| format.parse().ok()).unwrap_or(LabelFormat::A4x24),
            start: asked.get("start").and_then(|start| start.parse().ok()).unwrap_or(1),
            labels: records.iter().map(label).collect(),
        })
    }

    /// A day in the time zone of the installation.
    pub(crate) fn today(&self) -> Date {
        self.signed.t().day(&self.site.clock.now())
    }
}

/// The papers that a list can be printed as, and where.
pub(crate) struct PrintMenu {
    /// The journal: the key of the name of its languages, and the address.
    pub(crate) journal: Vec<(&'static str, String)>,
    /// Where the journal of a period is made, and the languages that it can be in: their code and the key of their name.
    pub(crate) period: String,
    pub(crate) tongues: [(&'static str, &'static str); 3],
    pub(crate) list: String,
    /// Where labels are made, and what else the address says: the list's own filters.
    pub(crate) labels: String,
    pub(crate) kept: Vec<(String, String)>,
    /// The sheets of labels: their key and what they are called.
    pub(crate) formats: Vec<(&'static str, String)>,
}

impl PrintMenu {
    /// The papers of the list at an address.
    pub(crate) fn of(t: &Tongue, definition: &Definition, here: &str) -> Self {
        let here = with_parameter(&with_parameter(here, "page", ""), "lang", "");
        let query = here.split_once('?').map_or("", |(_, query)| query);
        let path = |file: &str| format!("/registers/{}/{file}", definition.key);
        let with_query = |file: &str| if query.is_empty() { path(file) } else { format!("{}?{query}", path(file)) };
        let journal = [("both", "web-print-both"), ("kk", "web-print-kk"), ("ru", "web-print-ru")];
        let format = |format: LabelFormat| {
            let sheet = Message::new(if format == LabelFormat::Roll { "web-print-roll" } else { "web-print-sheet" });
            (format.key(), t.say(&sheet.with("n", format.per_sheet()).with("size", format.measure())))
        };
        Self {
            journal: journal
                .map(|(code, name)| (name, with_parameter(&with_query("journal.pdf"), "paper", code)))
                .into(),
            period: path("journal.pdf"),
            tongues: journal,
            list: with_query("list.pdf"),
            labels: path("labels.pdf"),
            kept: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            formats: LabelFormat::ALL.map(format).into(),
        }
    }
}

/// Why a record is void, empty where that was not said; nothing where it is valid.
pub(crate) fn void_reason(record: &Record) -> Option<String> {
    let reason = || record.values.get(VOID_REASON).and_then(Value::as_str).unwrap_or_default();
    record.voided.then(|| write::harmless(reason()))
}

/// The fields of a label: those that the definition names, or those that tell most.
fn label_fields(definition: &Definition, language: Language) -> Vec<&Field> {
    if definition.labels.is_empty() {
        return telling(definition, language, LABEL_LINES);
    }
    definition.labels.iter().filter_map(|key| definition.field(key)).collect()
}

/// Whether a paper in these languages has a place for a field.
pub(crate) fn is_printed(definition: &Definition, field: &Field, records: &[Record], tongues: Tongues) -> bool {
    if field.trait_key.is_some() && !records.iter().any(|record| record.values.contains_key(&field.key)) {
        return false;
    }
    let Some((base, code)) = field.key.rsplit_once('_') else { return true };
    let Ok(language) = code.parse::<Language>() else { return true };
    // A field in one language alone is all that there is.
    let variants = Language::ALL.map(|other| definition.field(&format!("{base}_{}", other.code())).is_some());
    tongues.languages().contains(&language) || variants.into_iter().filter(|there| *there).count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};

    fn printed(register: &str, tongues: Tongues, records: &[Record]) -> Vec<String> {
        let definition = definition(register);
        let fields = definition.fields.iter().filter(|field| is_printed(&definition, field, records, tongues));
        fields.map(|field| field.key.clone()).collect()
    }

    #[test]
    fn a_paper_has_the_fields_in_its_own_languages() {
        let titles = |tongues| {
            let mut fields = printed("documents", tongues, &[]);
            fields.retain(|field| field.starts_with("title_"));
            fields
        };
        assert_eq!(titles(Tongues::Both), ["title_kk", "title_ru"]);
        assert_eq!(titles(Tongues::One(Language::Ru)), ["title_ru"]);
        assert_eq!(printed("people", Tongues::Both, &[]).len(), definition("people").fields.len());
    }

    #[test]
    fn the_papers_are_of_the_same_list() {
        let t = Tongue::new(Arc::new(Words::built_in().unwrap()), Language::Ru, time::UtcOffset::UTC);
        let here = "/registers/people?q=%D0%B0&page=3&told=saved&lang=ru";
        let menu = PrintMenu::of(&t, &definition("people"), here);
        assert_eq!(menu.list, "/registers/people/list.pdf?q=%D0%B0");
        assert_eq!(menu.journal[1].1, "/registers/people/journal.pdf?q=%D0%B0&paper=kk");
        assert_eq!(menu.kept, [("q".to_owned(), "а".to_owned())]);
        assert_eq!(menu.formats.len(), LabelFormat::ALL.len());
    }

    #[test]
    fn a_record_stands_under_its_own_day_unless_that_lies_ahead() {
        let t = Tongue::new(Arc::new(Words::built_in().unwrap()), Language::Ru, time::UtcOffset::UTC);
        let entered = |register: &str, values: &[(&str, Value)]| {
            let entry = Entered::of(&t, &definition(register), record(register, values));
            (entry.day.to_string(), entry.at.is_some())
        };
        let visit = |at: &str| entered("server_room_visits", &[("entered_at", at.into())]);
        assert_eq!(visit("1969-12-31T09:05:00Z"), ("1969-12-31".to_owned(), true));
        assert_eq!(visit("2026-12-31T09:05:00Z"), ("1970-01-01".to_owned(), true));
        assert_eq!(entered("issued_assets", &[("issued_on", "1969-12-30".into())]), ("1969-12-30".to_owned(), false));
        assert_eq!(entered("people", &[("name", "А".into())]), ("1970-01-01".to_owned(), true));
    }

    #[test]
    fn a_period_is_two_days_in_their_order_or_fewer() {
        let asked = |from: &str, to: &str| {
            let pairs = [("from", from), ("to", to)].map(|(name, day)| (name.to_owned(), day.to_owned()));
            Period::of(&Asked::from(pairs)).ok().map(|period| (period.from.is_some(), period.to.is_some()))
        };
        assert_eq!(asked("", " "), Some((false, false)));
        assert_eq!(asked("2026-01-31", "31.01.2026"), Some((true, true)));
        assert_eq!(asked("", "2026-01-31"), Some((false, true)));
        assert_eq!(asked("2026-02-01", "2026-01-31"), None);
        assert_eq!(asked("2026-02-30", ""), None);
    }

    #[test]
    fn a_label_says_what_the_definition_says_or_what_tells_most() {
        let mut people = definition("people");
        people.labels = Vec::new();
        let keys = |definition: &Definition| -> Vec<String> {
            label_fields(definition, Language::Kk).iter().map(|field| field.key.clone()).collect()
        };
        assert_eq!(keys(&people).len(), LABEL_LINES);
        people.labels = vec!["unit".into()];
        assert_eq!(keys(&people), ["unit"]);
    }

    #[test]
    fn a_void_record_says_why() {
        let mut one = record("people", &[("void_reason", "қате".into())]);
        assert_eq!(void_reason(&one), None);
        one.voided = true;
        assert_eq!(void_reason(&one).as_deref(), Some("қате"));
    }
}
