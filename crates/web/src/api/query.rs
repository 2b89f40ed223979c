//! Questions in SQL.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Object;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{Form, QueryOf, parameters};
use crate::api::body::JsonOf;
use crate::api::forms::one_of;
use crate::export::{Format, given};
use crate::gate::Asking;
use crate::question::{self, MOST_ROWS};
use crate::reading::Reader;

/// A question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// One statement of SQL that reads. `SHOW TABLES` lists the tables.
    #[schema(
        min_length = 1,
        max_length = 20000,
        example = "SELECT program, count(*) AS n FROM events GROUP BY program"
    )]
    sql: String,
}

/// What a question was answered with.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueryAnswer {
    /// The names of the columns, each its own.
    columns: Vec<String>,
    /// The rows, each with all columns: times in RFC 3339, bytes in hexadecimal digits.
    rows: Vec<BTreeMap<String, serde_json::Value>>,
    /// Whether there are more rows than these.
    cut: bool,
}

impl Form for Format {
    fn schema() -> Object {
        one_of(Self::ALL.iter().map(|format| format.key()))
    }

    fn read(text: &str) -> Option<Self> {
        Self::of(text)
    }
}

parameters! {
    /// In which form.
    Query Wanted {
        /// The form of the answer: `json` where nothing is said, with 10 000 rows at most; `csv` or `parquet`, a file with 1 000 000 rows at most.
        format: Option<Format>,
    }
}

/// Ask in SQL
///
/// Over registers and events, as far as the caller's rights reach: no table that they may not read is there. Only one statement that reads is taken, for
/// a minute and in 256 MiB of memory. Each question is recorded.
#[utoipa::path(post, path = "/api/v1/query", tag = "events", params(Wanted), request_body = Question,
    responses((status = 200, content((QueryAnswer = "application/json"), (String = "text/csv"), (String = "application/vnd.apache.parquet"))),
        (status = 422, description = "It is no question that can be answered, or it meets a limit"),
        (status = 503, description = "Too many files are being made, or as many questions as may be are under way")))]
pub(crate) async fn ask(
    State(site): State<Shared>,
    asking: Asking,
    QueryOf(wanted): QueryOf<Wanted>,
    JsonOf(question): JsonOf<Question>,
) -> Response {
    let work = async {
        // A program has no session; who it is stands for it.
        let session = asking.caller.identity().to_string();
        let reader = Reader { caller: &asking.caller, session: &session, address: Some(&asking.address) };
        match wanted.format {
            None | Some(Format::Json) => {
                let found = question::ask(&site, &reader, &question.sql, MOST_ROWS).await?;
                let rows = question::rows_of(&found)?.into_iter().map(|row| row.into_iter().collect()).collect();
                Ok(Json(QueryAnswer { columns: found.columns(), rows, cut: found.cut }).into_response())
            }
            Some(format) => {
                let file = question::file(&site, &reader, &question.sql, format).await?;
                Ok(given(file.pieces, format))
            }
        }
    };
    answer(&asking, work.await)
}
