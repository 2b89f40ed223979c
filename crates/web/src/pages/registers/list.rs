//! The records of one register: searched, narrowed, ordered, a page at a time.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::Value;
use talap_model::{Caller, OrganisationId};
use talap_register::{Definition, Field, FieldKind, STATE};
use talap_store::{ListQuery, Record, SortBy};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::registers::moving::chosen;
use crate::pages::registers::print::PrintMenu;
use crate::pages::registers::then::OnDay;
use crate::pages::registers::values::{Names, Shown, shown, telling};
use crate::pages::registers::{Named, is_of_organisations, may_write, note_reading, organisations, readable};
use crate::pages::{answer, record};
use crate::path::Path;
use crate::shell::{self, Shell, with_parameter};
use crate::site::Site;
use crate::tongue::Tongue;
use crate::view::Pager;

/// How many records a page shows.
const ROWS: usize = 50;
/// How many columns a page has room for, beside the key and the moment of the last change.
const COLUMNS: usize = 5;
/// How many fields the list can be narrowed by.
const MOST_FILTERS: usize = 3;
/// What a filter by a field begins with in an address, so that it cannot be taken for anything else.
const FIELD: &str = "f.";

#[derive(Template)]
#[template(path = "register.html")]
pub(crate) struct RegisterPage {
    t: Tongue,
    shell: Shell,
    /// The address of this list, as it is searched and narrowed.
    back: String,
    register: String,
    title: String,
    query: String,
    /// More than one, or none.
    organisations: Vec<Choice>,
    filters: Vec<Filter>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    export: String,
    spreadsheet: String,
    print: PrintMenu,
    may_write: bool,
    is_narrowed: bool,
    /// The transitions that the reader may take, by key.
    ways: Vec<(String, String)>,
    /// The day that is looked back on; none for the register as it is.
    on: Option<OnDay>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

struct Filter {
    name: String,
    label: String,
    choices: Vec<Choice>,
}

struct Column {
    name: String,
    href: String,
    /// How the list is ordered by the column, in the words of ARIA; empty where it is not.
    order: &'static str,
    is_number: bool,
}

struct Row {
    key: String,
    /// What a box sends that chooses the record: whose it is, the version and the key.
    chosen: String,
    href: String,
    cells: Vec<Shown>,
    /// Set where records of several organisations are listed.
    organisation: Option<String>,
    changed: String,
}

/// What the address asks for.
pub(crate) type Asked = BTreeMap<String, String>;

/// The page.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(&site, &signed, context(&site, &signed, &register, &asked).await.map(|page| shell::found(&page)))
}

async fn context(site: &Site, signed: &Signed, register: &str, asked: &Asked) -> Result<RegisterPage, Fault> {
    let (t, caller, here) = (signed.t(), signed.caller(), signed.visitor.here.as_str());
    let definition = readable(site, caller, register)?;
    if let Some(on) = OnDay::of(site, t, asked, here) {
        return then(site, signed, definition, asked, on).await;
    }
    let mut query = query(definition, asked);
    let page: usize = asked.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    query.limit = ROWS as u64;
    query.offset = (page.clamp(1, 1_000_000) - 1) as u64 * query.limit;
    let mut found = site.register.list(caller, &definition.key, &query).await?;
    let total = usize::try_from(found.total).unwrap_or(usize::MAX);
    let pager = Pager::new(here, page, total, ROWS);
    if pager.page != page {
        query.offset = (pager.page - 1) as u64 * query.limit;
        found = site.register.list(caller, &definition.key, &query).await?;
    }
    let mut shown = page_of(site, signed, definition, &query, &found.records, pager).await?;
    shown.filters = filters(t, definition, asked);
    shown.ways = ways(t, caller, definition);
    shown.may_write = may_write(caller, definition);
    shown.is_narrowed = query.text.is_some() || query.organisation.is_some() || !query.equal.is_empty();
    Ok(shown)
}

/// The register as it stood at the end of a day: by organisation and key, and narrowed to an organisation alone, for what
/// lists are searched and ordered by is kept of how things are.
async fn then(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    asked: &Asked,
    on: OnDay,
) -> Result<RegisterPage, Fault> {
    let (caller, here) = (signed.caller(), signed.visitor.here.as_str());
    let ListQuery { organisation, .. } = query(definition, asked);
    let total = site.register.count_at(caller, &definition.key, organisation.as_ref(), on.end).await?;
    let page: usize = asked.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let pager = Pager::new(here, page, usize::try_from(total).unwrap_or(usize::MAX), ROWS);
    let part = ((pager.page - 1) as u64 * ROWS as u64, ROWS as u64);
    let records = site.register.list_at(caller, &definition.key, organisation.as_ref(), on.end, part).await?;
    let query = ListQuery { organisation, ..ListQuery::default() };
    let mut shown = page_of(site, signed, definition, &query, &records, pager).await?;
    for column in &mut shown.columns {
        column.href = String::new();
    }
    for row in &mut shown.rows {
        row.href = with_parameter(&row.href, "on", &on.day);
    }
    shown.on = Some(on);
    Ok(shown)
}

/// The transitions of a register that a caller may take, where the record is in the right state.
fn ways(t: &Tongue, caller: &Caller, definition: &Definition) -> Vec<(String, String)> {
    let own = definition.transitions.iter().filter(|way| definition.may_take(way, caller));
    own.map(|way| (way.key.clone(), t.of(&way.label).to_owned())).collect()
}

/// The page of some records.
async fn page_of(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    query: &ListQuery,
    records: &[Record],
    pager: Pager,
) -> Result<RegisterPage, Fault> {
    let (t, here) = (signed.t(), signed.visitor.here.as_str());
    note_reading(site, signed, definition, query.organisation.as_ref(), ("records", &records.len().to_string()))
        .await?;
    let names = Names::of(site, signed, definition, records).await?;
    let all = if is_of_organisations(definition) { Vec::new() } else { organisations(site, signed).await? };
    let fields = telling(definition, t.language, COLUMNS);
    let rows = records.iter().map(|record| row(t, record, &fields, &names, &all)).collect();
    Ok(RegisterPage {
        register: definition.key.to_string(),
        title: t.of(&definition.title).to_owned(),
        query: query.text.clone().unwrap_or_default(),
        organisations: choices_of(&all, query.organisation.as_ref()),
        filters: Vec::new(),
        columns: columns(t, definition, &fields, query, here),
        rows,
        pager,
        export: export_address(definition, here, "csv"),
        spreadsheet: export_address(definition, here, "xlsx"),
        print: PrintMenu::of(t, definition, here),
        may_write: false,
        is_narrowed: false,
        ways: Vec::new(),
        on: None,
        back: with_parameter(here, "told", ""),
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    })
}

/// What an address asks of a register; what it does not have is left out.
pub(crate) fn query(definition: &Definition, asked: &Asked) -> ListQuery {
    let text = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let equal = filterable(definition).filter_map(|field| {
        let wanted = text(&format!("{FIELD}{}", field.key))?;
        let value = match (&field.kind, wanted) {
            (_, "-") => Value::Null,
            (FieldKind::Bool, yes) => Value::Bool(yes == "true"),
            _ => wanted.into(),
        };
        Some((field.key.clone(), value))
    });
    let sort = match text("sort") {
        Some("changed") => SortBy::Changed,
        Some(name) => definition
            .field(name)
            .map_or(SortBy::Key, |field| SortBy::Field { name: field.key.clone(), numeric: field.kind.is_numeric() }),
        None => SortBy::Key,
    };
    ListQuery {
        organisation: text("organisation").and_then(|id| OrganisationId::new(id).ok()),
        text: text("q").map(str::to_owned),
        equal: equal.collect(),
        sort,
        descending: text("order") == Some("descending"),
        ..ListQuery::default()
    }
}

/// The fields that have few values: the state, by which people move several records at once, then those of the register itself
/// before the traits.
fn filterable(definition: &Definition) -> impl Iterator<Item = &Field> {
    let few = |field: &&Field| matches!(field.kind, FieldKind::Choice(_) | FieldKind::Bool);
    let mut fields: Vec<&Field> = definition.fields.iter().filter(few).collect();
    fields.sort_by_key(|field| (field.key != STATE || definition.states.is_empty(), field.trait_key.is_some()));
    fields.into_iter().take(MOST_FILTERS)
}

fn filters(t: &Tongue, definition: &Definition, asked: &Asked) -> Vec<Filter> {
    let filter = |field: &Field| {
        let name = format!("{FIELD}{}", field.key);
        let chosen = asked.get(&name).map_or("", String::as_str);
        let choice = |value: &str, name: String| Choice { value: value.to_owned(), name, is_chosen: value == chosen };
        let mut choices = match &field.kind {
            FieldKind::Choice(choices) => {
                choices.iter().map(|found| choice(&found.key, t.of(&found.label).to_owned())).collect()
            }
            _ => vec![choice("true", t.text("web-yes")), choice("false", t.text("web-no"))],
        };
        if !field.required {
            choices.push(choice("-", t.text("web-record-not-stated")));
        }
        Filter { name, label: t.of(&field.label).to_owned(), choices }
    };
    filterable(definition).map(filter).collect()
}

/// A choice is offered where there is one.
fn choices_of(all: &[Named], chosen: Option<&OrganisationId>) -> Vec<Choice> {
    let choice = |named: &Named| Choice {
        value: named.id.clone(),
        name: named.name.clone(),
        is_chosen: chosen.is_some_and(|chosen| chosen.as_str() == named.id),
    };
    if all.len() > 1 { all.iter().map(choice).collect() } else { Vec::new() }
}

fn columns(t: &Tongue, definition: &Definition, fields: &[&Field], query: &ListQuery, here: &str) -> Vec<Column> {
    let column = |name: String, sort: &str, by: SortBy, is_number: bool| {
        let is_current = query.sort == by;
        let order = match (is_current, query.descending) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let next = if order == "ascending" { "descending" } else { "" };
        let href = with_parameter(&with_parameter(&with_parameter(here, "sort", sort), "order", next), "page", "");
        Column { name, href, order, is_number }
    };
    let mut columns = vec![column(t.of(&definition.key_label).to_owned(), "", SortBy::Key, false)];
    for field in fields {
        let is_number = field.kind.is_numeric();
        let by = SortBy::Field { name: field.key.clone(), numeric: is_number };
        columns.push(column(t.of(&field.label).to_owned(), &field.key, by, is_number));
    }
    columns.push(column(t.text("web-record-changed"), "changed", SortBy::Changed, false));
    columns
}

fn row(t: &Tongue, record: &Record, fields: &[&Field], names: &Names, all: &[Named]) -> Row {
    let named = all.iter().find(|named| named.id == record.organisation.as_str()).map(|named| named.name.clone());
    Row {
        key: talap_locale::write::harmless(record.key.as_str()),
        chosen: chosen(record),
        href: record::path(&record.register, &record.organisation, &record.key),
        cells: fields.iter().map(|field| shown(t, names, record, field)).collect(),
        organisation: named.filter(|_| all.len() > 1),
        changed: t.moment(&record.changed_at),
    }
}

/// The same list as a file with that ending.
fn export_address(definition: &Definition, here: &str, ending: &str) -> String {
    let here = with_parameter(&with_parameter(here, "page", ""), "lang", "");
    let query = here.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    format!("/registers/{}/export.{ending}{query}", definition.key)
}

#[cfg(test)]
impl RegisterPage {
    /// The page with nothing, with nothing that was looked for, and with records.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::pages::registers::values::tests;
        let definition = tests::definition("people");
        let records = [tests::record(
            "people",
            &[("name", "A".into()), ("is_responsible", true.into()), ("position", "B".into())],
        )];
        let all = ["akimat", "school"].map(|id| Named { id: id.into(), name: id.to_uppercase() });
        let page = |text: &str, records: &[Record]| {
            let asked = Asked::from([("q".to_owned(), text.to_owned()), ("sort".to_owned(), "name".to_owned())]);
            let query = query(&definition, &asked);
            let fields = telling(&definition, t.language, COLUMNS);
            let here = "/registers/people?page=2";
            Self {
                t: t.clone(),
                back: here.to_owned(),
                shell: shell(),
                register: "people".into(),
                title: "People".into(),
                organisations: choices_of(&all, None),
                filters: filters(t, &definition, &asked),
                columns: columns(t, &definition, &fields, &query, here),
                rows: records.iter().map(|record| row(t, record, &fields, &Names::default(), &all)).collect(),
                pager: Pager::new(here, 2, 101, ROWS),
                export: export_address(&definition, here, "csv"),
                spreadsheet: export_address(&definition, here, "xlsx"),
                print: PrintMenu::of(t, &definition, here),
                may_write: true,
                is_narrowed: query.text.is_some(),
                ways: if text.is_empty() { vec![("close".into(), "Close".into())] } else { Vec::new() },
                on: (!text.is_empty()).then(OnDay::sample),
                query: query.text.unwrap_or_default(),
            }
        };
        vec![page("", &[]), page("x", &[]), page("", &records)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::definition;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_address_asks_only_for_what_there_is() {
        let documents = definition("documents");
        let query = query(
            &documents,
            &asked(&[
                ("q", " акт "),
                ("f.topic", "policy"),
                ("f.nothing", "x"),
                ("f.level", "1"),
                ("sort", "level"),
                ("order", "descending"),
                ("organisation", "../x"),
            ]),
        );
        assert_eq!(query.text.as_deref(), Some("акт"));
        assert_eq!(query.equal, [("topic".to_owned(), Value::from("policy"))]);
        assert_eq!(query.sort, SortBy::Field { name: "level".into(), numeric: true });
        assert!(query.descending && query.organisation.is_none());
    }

    #[test]
    fn a_field_without_value_can_be_asked_for() {
        let people = definition("people");
        let equal = |value| query(&people, &asked(&[("f.is_responsible", value)])).equal;
        assert_eq!(equal("false"), [("is_responsible".to_owned(), Value::Bool(false))]);
        assert_eq!(equal("-"), [("is_responsible".to_owned(), Value::Null)]);
        assert_eq!(equal(""), []);
    }

    #[test]
    fn the_file_is_of_the_same_list() {
        let address = export_address(&definition("people"), "/registers/people?q=%D0%B0&page=3&told=saved", "csv");
        assert_eq!(address, "/registers/people/export.csv?q=%D0%B0");
    }
}
