//! The papers of an office as the templates read them.
//!
//! The names of the values here and in `templates/` are one agreement, as in the other `values.rs`. A text is a string or an
//! array of pieces; what is said in two languages is a dictionary of two texts (`office.typ`).

use talap_locale::{Words, write};
use talap_model::{Language, Message};
use time::{Date, Month};
use typst::foundations::{Array, Dict, IntoValue, Value, dict};

use super::cited::cited;
use super::fit::{Fitted, Ruler, Weight};
use super::label::{Label, Labels, Layout};
use super::pages::{HEIGHT, Page, paged};
use super::table::Plan;
use super::{
    Acknowledgement, Act, Changed, Entry, Extract, Journal, List, OfficeHead, Reader, RegisterTable, Said, Tongues, qr,
};
use crate::faces::Faces;
use crate::values::{moment, pieces, shortened};

/// Words that the templates know without the beginning `report-office-` or `report-`.
const TEXTS: [&str; 44] = [
    "report-office-page",
    "report-office-made",
    "report-office-organisation-name",
    "report-office-began",
    "report-office-ended",
    "report-office-keeper",
    "report-office-index",
    "report-office-volume",
    "report-office-kept-for",
    "report-office-restriction",
    "report-office-copy",
    "report-office-sewn",
    "report-office-figures",
    "report-office-in-words",
    "report-office-position-name",
    "report-office-approve",
    "report-office-signature-name",
    "report-office-blank-day",
    "report-office-copies",
    "report-office-number",
    "report-office-checked-by",
    "report-office-look",
    "report-office-look-record",
    "report-office-seal",
    "report-office-no-entries",
    "report-office-extract",
    "report-office-history",
    "report-office-when",
    "report-office-what",
    "report-office-who",
    "report-office-changed",
    "report-office-event",
    "report-office-event-waits",
    "report-office-given-by",
    "report-office-acknowledgement",
    "report-office-acquainted",
    "report-office-full-name-head",
    "report-office-position-head",
    "report-office-acquainted-on",
    "report-office-signature-head",
    "report-position",
    "report-signature",
    "report-full-name",
    "report-date",
];

/// The longest word that is left whole where a text has at least half the width of a page.
const WHOLE_WORD: usize = 28;

/// The same for addresses and identifiers.
const WHOLE_CODE: usize = 20;

/// How many numbers without an entry, or runs of them, a journal names.
const MOST_GAPS: usize = 12;

/// The points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// The size at which the words of a label are fitted to it, in points; larger type breaks the same words no worse.
const LABEL_SIZE: f64 = 7.0;

/// Makes values in the languages of a paper.
pub(crate) struct Clerk<'a> {
    words: &'a Words,
    tongues: Tongues,
    faces: &'a Faces,
    ruler: Ruler,
}

impl<'a> Clerk<'a> {
    /// For one paper.
    pub(crate) fn new(words: &'a Words, tongues: Tongues, faces: &'a Faces) -> Self {
        Self { words, tongues, faces, ruler: Ruler::of(faces) }
    }

    /// What a journal shows.
    pub(crate) fn journal(&self, journal: &Journal) -> Dict {
        let table = &journal.table;
        let void = table.entries.iter().filter(|entry| entry.void.is_some()).count();
        // Only the typesetter knows how many pages there are: the template puts it where the name stands.
        let closing = Message::new("report-office-closing")
            .with("pages", "{pages}")
            .with("entries", table.entries.len())
            .with("void", void);
        let clauses = self.tongues.say(|language| {
            let clauses = cited(self.words, language, &journal.clauses);
            self.words.say(language, &Message::new("report-office-clauses").with("clauses", clauses))
        });
        let mut values = self.table(table, None);
        values.insert("cover".into(), true.into_value());
        values.insert("closing".into(), self.whole(&closing));
        values.insert("range".into(), self.range(&table.entries).into_value());
        values.insert("gaps".into(), self.gaps(&journal.gaps).into_value());
        values.insert(
            "clauses".into(),
            (!cited(self.words, Language::En, &journal.clauses).is_empty()).then(|| self.said(&clauses)).into_value(),
        );
        values.insert("period".into(), self.period(journal).into_value());
        values.insert("restricted".into(), journal.is_restricted.into_value());
        values.insert("began".into(), self.day(journal.began).into_value());
        values.insert("ended".into(), self.day(journal.ended).into_value());
        values.insert("keeper".into(), journal.keeper.as_ref().map(|keeper| self.said(keeper)).into_value());
        values
    }

    /// The period of a journal, as its title says it; nothing where it is of all time.
    fn period(&self, journal: &Journal) -> Option<Value> {
        Some(self.say(&match (journal.from, journal.to) {
            (Some(from), Some(to)) if is_year(from, to) => {
                Message::new("report-office-year").with("year", from.year().to_string())
            }
            (Some(from), Some(to)) => Message::new("report-office-from-to").with("from", from).with("to", to),
            (Some(from), None) => Message::new("report-office-since").with("from", from),
            (None, Some(to)) => Message::new("report-office-until").with("to", to),
            (None, None) => return None,
        }))
    }

    /// From which number to which the entries are; nothing where there are none. They stand by their days, which need not be
    /// the order of their numbers.
    fn range(&self, entries: &[Entry]) -> Option<Value> {
        let keys = || entries.iter().filter_map(|entry| entry.cells.first()).map(Said::first);
        // Of numbers of one form the longer is the greater.
        let order = |key: &&str| (key.chars().count(), (*key).to_owned());
        let numbers = Message::new("report-office-range")
            .with("first", self.faces.drawable(keys().min_by_key(order)?))
            .with("last", self.faces.drawable(keys().max_by_key(order)?));
        Some(self.say(&numbers))
    }

    /// Which numbers have no entry, the first ones by name; nothing where none is left out.
    fn gaps(&self, gaps: &[String]) -> Option<Value> {
        let named: Vec<String> = gaps.iter().take(MOST_GAPS).map(|gap| self.faces.drawable(gap)).collect();
        let more = if gaps.len() > MOST_GAPS { ", …" } else { "" };
        let numbers = Message::new("report-office-gaps").with("numbers", format!("{}{more}", named.join(", ")));
        (!gaps.is_empty()).then(|| self.say(&numbers))
    }

    /// What a list shows.
    pub(crate) fn list(&self, list: &List) -> Dict {
        let counted = Message::new("report-office-counted").with("entries", list.table.entries.len());
        let mut values = self.table(&list.table, Some(&list.narrowed));
        values.insert("cover".into(), false.into_value());
        values.insert("closing".into(), self.say(&counted));
        values.insert("narrowed".into(), self.pairs(&list.narrowed));
        values
    }

    fn table(&self, table: &RegisterTable, narrowed: Option<&[(Said, Said)]>) -> Dict {
        let plan = Plan::of(table, &self.ruler);
        let mut values = self.common(&table.head, &table.title, table.title.first());
        let (heads, head_rows): (Vec<_>, Vec<_>) = (0..plan.bands).map(|band| self.band(table, &plan, band)).unzip();
        // In one band the numbers of the columns have a row of their own, in several they stand in the heads.
        let head_rows: Vec<f64> = head_rows.into_iter().chain((plan.bands == 1).then(|| plan.height(1))).collect();
        let (entries, rows): (Vec<_>, Vec<_>) =
            table.entries.iter().enumerate().map(|(at, entry)| self.entry(at + 1, entry, &plan)).unzip();
        let taken = narrowed.map_or(0.0, |narrowed| self.opening(table, narrowed));
        let pages = paged(&rows, HEIGHT - head_rows.iter().sum::<f64>(), taken);
        values.insert("heads".into(), heads.into_iter().collect::<Array>().into_value());
        values.insert("head-rows".into(), numbers(&head_rows));
        values.insert("widths".into(), numbers(&plan.widths));
        values.insert("size".into(), plan.size.into_value());
        let sides = table.columns.iter().map(|column| if column.is_number { "right" } else { "left" }.into_value());
        values.insert("aligned".into(), sides.collect::<Array>().into_value());
        let page = |page: &Page| {
            let own = entries.get(page.first..page.first + page.count).unwrap_or_default();
            dict! { "rows" => numbers(&page.rows), "entries" => own.iter().cloned().collect::<Array>() }.into_value()
        };
        values.insert("pages".into(), pages.iter().map(page).collect::<Array>().into_value());
        values
    }

    /// About how much of the first page the head of a list takes, in points.
    fn opening(&self, table: &RegisterTable, narrowed: &[(Said, Said)]) -> f64 {
        let lines = |text: &str, size: f64| {
            let room = 267.0 * POINTS / size;
            let count = self.ruler.fitted(text, room, Weight::Semibold).lines;
            u32::try_from(count).map_or(0.0, f64::from) * size * 1.3
        };
        let said = |said: &Said, size: f64| said.texts().map(|text| lines(text, size)).sum::<f64>();
        let asked: Vec<&str> = narrowed.iter().flat_map(|(label, value)| label.texts().chain(value.texts())).collect();
        said(&table.title, 15.0) + said(&table.head.organisation, 10.0) + lines(&asked.join(" / "), 9.0) + 40.0
    }

    /// The heads of the columns that stand side by side, nothing where the last band has fewer; and their height.
    fn band(&self, table: &RegisterTable, plan: &Plan, band: usize) -> (Value, f64) {
        let first = self.words_fitted("report-office-number", plan.count_room());
        let mut lines = if plan.bands == 1 { first.lines } else { 1 };
        let mut head = |at: usize| {
            let column = table.columns.get(at)?;
            let label = self.fitted(&column.label, plan.room(at), Weight::Semibold);
            lines = lines.max(label.lines + usize::from(plan.bands > 1));
            // The first column counts the entries.
            Some(dict! { "label" => label.value, "n" => (at + 2).to_string() })
        };
        let places = band * plan.across()..(band + 1) * plan.across();
        let heads = places.map(|at| head(at).into_value()).collect::<Array>();
        (heads.into_value(), plan.height(lines))
    }

    /// An entry, and the heights of its rows.
    fn entry(&self, number: usize, entry: &Entry, plan: &Plan) -> (Value, Vec<f64>) {
        let mut lines = plan.lines.clone();
        let mut cell = |at: usize| {
            let Some(cell) = entry.cells.get(at) else { return "".into_value() };
            let fitted = self.fitted(cell, plan.room(at), Weight::Regular);
            if let Some(most) = lines.get_mut(at / plan.across()) {
                *most = fitted.lines.max(*most);
            }
            fitted.value
        };
        let cells = (0..plan.bands * plan.across()).map(&mut cell).collect::<Array>();
        // The reason is set in italics, which are not measured; they are narrower.
        let void =
            entry.void.as_deref().map(|reason| self.fitted(&self.void(reason), plan.whole_room(), Weight::Regular));
        lines.extend(void.as_ref().map(|void| void.lines));
        let rows = lines.into_iter().map(|lines| plan.height(lines)).collect();
        (
            dict! { "n" => number.to_string(), "cells" => cells, "void" => void.map(|void| void.value) }.into_value(),
            rows,
        )
    }

    /// That something is void, and why.
    fn void(&self, reason: &str) -> Said {
        let message = if reason.is_empty() {
            Message::new("report-office-void-bare")
        } else {
            Message::new("report-office-void").with("reason", reason)
        };
        self.tongues.say(|language| self.words.say(language, &message))
    }

    /// What an act shows.
    pub(crate) fn act(&self, act: &Act) -> Dict {
        let mut values = self.common(&act.head, &act.title, act.title.first());
        let number = act.number.as_deref().unwrap_or("________");
        let numbered = Message::new("report-office-numbered").with("number", self.faces.drawable(number));
        values.insert("numbered".into(), self.say(&numbered));
        values.insert("date".into(), self.day_in_words(act.date));
        values.insert("place".into(), act.place.as_ref().map(|place| self.said(place)).into_value());
        values.insert("fields".into(), self.pairs(&act.fields));
        let signatures = act.signatures.iter().map(|role| self.said(role)).collect::<Array>();
        values.insert("signatures".into(), signatures.into_value());
        values.insert("approved".into(), act.is_approved.into_value());
        values
    }

    /// What an extract shows.
    pub(crate) fn extract(&self, extract: &Extract) -> Dict {
        let title = self.words.text(self.tongues.first(), "report-office-extract");
        let mut values = self.common(&extract.head, &extract.title, &title);
        values.insert("fields".into(), self.pairs(&extract.fields));
        values.insert("void".into(), extract.void.as_deref().map(|reason| self.said(&self.void(reason))).into_value());
        let changes = extract.changes.iter().map(|change| self.change(change, &extract.head)).collect::<Array>();
        values.insert("changes".into(), changes.into_value());
        values
    }

    fn change(&self, change: &Changed, head: &OfficeHead) -> Value {
        let fields = change.fields.iter().map(|field| {
            [&field.label, &field.before, &field.after].map(|said| self.said(said)).into_iter().collect::<Array>()
        });
        dict! {
            "at" => moment(self.tongues.first(), change.at, head.offset),
            "what" => self.said(&change.what),
            "by" => pieces(&self.faces.drawable(&change.by), 14),
            "event" => change.event.map(|event| event.to_string()),
            "fields" => fields.map(IntoValue::into_value).collect::<Array>(),
        }
        .into_value()
    }

    /// What the sheet shows on which people sign that they know a document.
    pub(crate) fn acknowledgement(&self, sheet: &Acknowledgement) -> Dict {
        let title = self.words.text(self.tongues.first(), "report-office-acknowledgement");
        let mut values = self.common(&sheet.head, &sheet.title, &title);
        values.insert("numbered".into(), sheet.numbered.as_ref().map(|said| self.said(said)).into_value());
        let empty = Reader { name: String::new(), position: Said::default(), on: String::new() };
        let readers = sheet.people.iter().chain(std::iter::repeat_n(&empty, sheet.spare));
        let person = |(at, reader): (usize, &Reader)| {
            dict! {
                "n" => (at + 1).to_string(),
                "name" => self.prose(&reader.name),
                "position" => self.said(&reader.position),
                "on" => reader.on.as_str(),
            }
            .into_value()
        };
        values.insert("people".into(), readers.enumerate().map(person).collect::<Array>().into_value());
        values
    }

    /// What labels show.
    pub(crate) fn labels(&self, labels: &Labels) -> Dict {
        let layout = labels.format.layout();
        let mut values = self.common(&labels.head, &labels.title, labels.title.first());
        values.insert("form".into(), form(&layout).into_value());
        let per_sheet = labels.format.per_sheet();
        let used = labels.start.clamp(1, per_sheet) - 1;
        let faces = labels.labels.iter().map(|label| self.label(label, &layout));
        let places: Vec<Value> = std::iter::repeat_n(Value::None, used).chain(faces).collect();
        let sheets = places.chunks(per_sheet).map(|sheet| sheet.iter().cloned().collect::<Array>().into_value());
        values.insert("sheets".into(), sheets.collect::<Array>().into_value());
        values
    }

    fn label(&self, label: &Label, layout: &Layout) -> Value {
        // Beside the code there is a little more than half of a label.
        let room = (layout.label.0 * 0.6 - 2.6 * layout.pad) * POINTS / LABEL_SIZE;
        let fit = |text: &str, room, weight| self.ruler.fitted(&self.faces.drawable(text), room, weight).value;
        dict! {
            // The number is set larger than the rest.
            "key" => fit(&label.key, room / 1.35, Weight::Semibold),
            "organisation" => fit(&label.organisation, room, Weight::Regular),
            "lines" => label.lines.iter().map(|line| fit(line, room, Weight::Regular)).collect::<Array>(),
            "qr" => label.address.as_deref().and_then(qr::svg),
            "alt" => self.alt(label.address.as_deref().unwrap_or_default()),
        }
        .into_value()
    }

    fn common(&self, head: &OfficeHead, title: &Said, running: &str) -> Dict {
        let organisation = self.faces.drawable(head.organisation.first());
        dict! {
            "language" => self.tongues.first().code(),
            "words" => self.texts(),
            "title" => self.said(title),
            "document" => format!("{} — {organisation}", self.faces.drawable(running)).replace('\n', " "),
            "running" => shortened(self.faces, running),
            "head" => self.head(head),
        }
    }

    fn head(&self, head: &OfficeHead) -> Value {
        let address = head.address.as_deref().map(|address| self.faces.drawable(address));
        dict! {
            "organisation" => self.said(&head.organisation),
            "running" => shortened(self.faces, head.organisation.first()),
            "made" => format!(
                "{} · {}",
                moment(self.tongues.first(), head.made_at, head.offset),
                self.faces.drawable(&head.asked_by).replace('\n', " "),
            ),
            "qr" => head.address.as_deref().and_then(qr::svg),
            "alt" => self.alt(address.as_deref().unwrap_or_default()),
            "address" => pieces(address.as_deref().unwrap_or_default(), WHOLE_CODE),
        }
        .into_value()
    }

    fn alt(&self, address: &str) -> String {
        self.words.say(self.tongues.first(), &Message::new("report-office-code").with("address", address))
    }

    fn texts(&self) -> Dict {
        let own = |key: &str| key.strip_prefix("report-office-").or(key.strip_prefix("report-")).map(str::to_owned);
        TEXTS.iter().filter_map(|key| Some((own(key)?.as_str().into(), self.say(&Message::new(*key))))).collect()
    }

    fn day(&self, day: Option<Date>) -> String {
        day.map(|day| write::date(self.tongues.first(), day)).unwrap_or_default()
    }

    fn day_in_words(&self, day: Option<Date>) -> Value {
        let Some(day) = day else { return self.say(&Message::new("report-office-blank-day")) };
        let month = MONTHS.get(usize::from(u8::from(day.month())) - 1).copied().unwrap_or_default();
        let say = Message::new("report-office-day")
            .with("year", day.year().to_string())
            .with("day", u64::from(day.day()))
            .with("month", Message::new(month));
        self.say(&say)
    }

    fn pairs(&self, pairs: &[(Said, Said)]) -> Value {
        let pair = |(label, value): &(Said, Said)| {
            [self.said(label), self.said(value)].into_iter().collect::<Array>().into_value()
        };
        pairs.iter().map(pair).collect::<Array>().into_value()
    }

    /// A text where there is room for words of any language.
    fn said(&self, said: &Said) -> Value {
        match said {
            Said::Same(text) => self.prose(text),
            Said::Both { kk, ru } => dict! { "kk" => self.prose(kk), "ru" => self.prose(ru) }.into_value(),
        }
    }

    /// A text in a column that is so many ems wide.
    fn fitted(&self, said: &Said, room: f64, weight: Weight) -> Fitted {
        let fit = |text: &str| self.ruler.fitted(&self.faces.drawable(text), room, weight);
        match said {
            Said::Same(text) => fit(text),
            Said::Both { kk, ru } => {
                let (kk, ru) = (fit(kk), fit(ru));
                let lines = kk.lines + ru.lines;
                Fitted { value: dict! { "kk" => kk.value, "ru" => ru.value }.into_value(), lines }
            }
        }
    }

    /// Words of ours in such a column.
    fn words_fitted(&self, key: &str, room: f64) -> Fitted {
        self.fitted(&self.tongues.say(|language| self.words.text(language, key)), room, Weight::Semibold)
    }

    /// A sentence of ours in one piece, in which the template puts something.
    fn whole(&self, message: &Message) -> Value {
        match self.tongues.say(|language| self.words.say(language, message)) {
            Said::Same(text) => text.into_value(),
            Said::Both { kk, ru } => dict! { "kk" => kk, "ru" => ru }.into_value(),
        }
    }

    fn say(&self, message: &Message) -> Value {
        let say = |language: Language| self.words.say(language, message);
        self.said(&self.tongues.say(say))
    }

    fn prose(&self, text: &str) -> Value {
        pieces(&self.faces.drawable(text), WHOLE_WORD)
    }
}

/// The months as they stand in a date.
const MONTHS: [&str; 12] = [
    "report-office-month-1",
    "report-office-month-2",
    "report-office-month-3",
    "report-office-month-4",
    "report-office-month-5",
    "report-office-month-6",
    "report-office-month-7",
    "report-office-month-8",
    "report-office-month-9",
    "report-office-month-10",
    "report-office-month-11",
    "report-office-month-12",
];

/// Whether the days are the first and the last of one year.
fn is_year(from: Date, to: Date) -> bool {
    from.year() == to.year() && from.ordinal() == 1 && (to.month(), to.day()) == (Month::December, 31)
}

fn numbers(numbers: &[f64]) -> Value {
    numbers.iter().map(|number| number.into_value()).collect::<Array>().into_value()
}

fn form(layout: &Layout) -> Dict {
    dict! {
        "page-width" => layout.page.0,
        "page-height" => layout.page.1,
        "width" => layout.label.0,
        "height" => layout.label.1,
        "columns" => layout.columns,
        "rows" => layout.rows,
        "left" => layout.first.0,
        "top" => layout.first.1,
        "gap" => layout.gap,
        "pad" => layout.pad,
    }
}
