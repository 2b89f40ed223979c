//! Whether every check that the catalogue names can be run: that it is there, plans over the tables that there are, returns
//! the columns of a check, and uses the numbers that its statement gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::sql::parser::Statement as Sql;
use datafusion::sql::sqlparser::ast::{Expr, Value, visit_expressions};
use talap_decree::catalog::{Catalog, Fault, Problem, Statement, has_number};
use talap_model::{Language, Table, Timestamp};

use crate::checks::Checks;
use crate::facts;
use crate::parameters::{Bindings, LINE};
use crate::session::{QueryError, Session};

/// Whether a column of this type will do.
type Suits = fn(&DataType) -> bool;

/// The columns that a check returns.
const COLUMNS: [(&str, Suits); 6] = [
    ("subject_kind", is_text),
    ("subject", is_text),
    ("status", is_text),
    ("reason_key", is_text),
    ("reason_args", |kind| matches!(kind, DataType::Struct(_) | DataType::Null)),
    ("evidence", |kind| matches!(kind, DataType::List(_) | DataType::LargeList(_) | DataType::Null)),
];

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Everything that keeps a check of the catalogue from deciding its statement, with the file, entry and field that says so.
pub async fn problems(catalog: &Catalog, checks: &Checks, tables: &[Table]) -> Vec<Problem> {
    let mut found = Vec::new();
    for section in &catalog.sections {
        for statement in section.clauses.iter().flat_map(|clause| &clause.statements) {
            let Some(check) = statement.check.as_deref() else { continue };
            let problem = |field: &str, fault: Fault| Problem {
                file: section.file.clone(),
                entry: statement.key.to_string(),
                field: field.to_owned(),
                fault,
            };
            let Some(sql) = checks.get(check) else {
                found.push(problem("check", Fault::Unresolved { found: check.to_owned() }));
                continue;
            };
            match plan(sql, statement, tables).await {
                Ok(used) => {
                    let unused = statement.parameters.iter().filter(|(name, parameter)| {
                        let bound = used.contains(name.as_str()) || used.contains(format!("{name}_value").as_str());
                        let said = |language| has_number(statement.text.get(language), parameter.value);
                        !bound && !Language::ALL.into_iter().all(said)
                    });
                    found
                        .extend(unused.map(|(name, _)| problem(&format!("parameters.{name}"), Fault::UnusedParameter)));
                }
                Err(detail) => found.push(problem("check", Fault::UnsoundCheck { check: check.to_owned(), detail })),
            }
        }
    }
    found
}

/// The columns that the checks of the catalogue read, by table, each with the keys of the checks. A check that does not plan
/// reads none.
pub async fn columns_read(catalog: &Catalog, checks: &Checks, tables: &[Table]) -> ColumnsRead {
    let mut read = ColumnsRead::new();
    let Ok(session) = facts::empty(tables) else { return read };
    let now = Timestamp::from_micros(0);
    let mut known = BTreeSet::new();
    for statement in catalog.statements() {
        // What a check reads does not hang on the numbers of its statements.
        let check = statement.check.as_deref().filter(|check| known.insert(*check));
        let Some((check, sql)) = check.and_then(|check| Some((check, checks.get(check)?))) else { continue };
        let Ok(parsed) = Session::parse(sql) else { continue };
        let Ok(bound) = Bindings::new(now, now.day(), &statement.parameters).bind(parsed) else { continue };
        for (table, columns) in session.scanned(bound).await.unwrap_or_default() {
            let of_table = read.entry(table).or_default();
            for column in columns {
                of_table.entry(column).or_default().insert(check.to_owned());
            }
        }
    }
    read
}

/// Columns by table, each with the checks that read it.
pub type ColumnsRead = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// Plans a check over empty tables, and returns the names that it uses; else why it cannot be run.
async fn plan(sql: &str, statement: &Statement, tables: &[Table]) -> Result<BTreeSet<String>, String> {
    let told = |error: QueryError| match error {
        QueryError::Sql(cause) => cause.strip_backtrace(),
        other => other.to_string(),
    };
    let parsed = Session::parse(sql).map_err(told)?;
    let mut used = placeholders(&parsed);
    let now = Timestamp::from_micros(0);
    let bound = Bindings::new(now, now.day(), &statement.parameters).bind(parsed).map_err(told)?;
    let batches = facts::empty(tables).map_err(told)?.run(bound).await.map_err(told)?;
    let schema = batches.first().map(RecordBatch::schema);
    let empty = Schema::empty();
    let schema = schema.as_deref().unwrap_or(&empty);
    columns(schema)?;
    // One check that answers many statements tells them apart by a column.
    let lines = schema.field_with_name(LINE).is_ok();
    if lines != statement.parameters.contains_key(LINE) {
        return Err(format!("{LINE}?"));
    }
    if lines {
        used.insert(LINE.to_owned());
    }
    Ok(used)
}

fn columns(schema: &Schema) -> Result<(), String> {
    for (name, suits) in COLUMNS {
        match schema.field_with_name(name) {
            Ok(field) if suits(field.data_type()) => {}
            Ok(field) => return Err(format!("{name}: {}", field.data_type())),
            Err(_) => return Err(format!("{name}?")),
        }
    }
    Ok(())
}

/// The names after a dollar sign.
fn placeholders(statement: &Sql) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Sql::Statement(inner) = statement {
        let walked: ControlFlow<()> = visit_expressions(inner, |expression: &Expr| {
            if let Expr::Value(value) = expression
                && let Value::Placeholder(name) = &value.value
            {
                names.insert(name.trim_start_matches('$').to_owned());
            }
            ControlFlow::Continue(())
        });
        debug_assert!(walked.is_continue(), "nothing stops the walk");
    }
    names
}
