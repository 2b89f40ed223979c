//! Papers for an inspector.

use axum::extract::State;
use axum::response::Response;
use talap_model::{Language, SubjectKind};

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{Form, PathOf, QueryOf, parameters};
use crate::gate::Asking;
use crate::pages::papers::file;
use crate::papers::{self, PaperOf};

/// The identifier of an organisation or an object.
pub(crate) struct Identifier(String);

impl Form for Identifier {
    fn schema() -> utoipa::openapi::Object {
        talap_model::ObjectId::schema()
    }

    fn read(text: &str) -> Option<Self> {
        talap_model::ObjectId::new(text).ok().map(|id| Self(id.to_string()))
    }
}

parameters! {
    /// Whose paper.
    Path OnePaper {
        /// Of an organisation or an object.
        kind: SubjectKind,
        /// Its identifier.
        id: Identifier,
    }
}

parameters! {
    /// In which language.
    Query InWords {
        /// The language of the paper; without it, the one that the header `Accept-Language` asks for.
        paper: Option<Language>,
    }
}

/// A paper about where an organisation or object stands
///
/// A PDF with the reasons, what falls due and the ledger's checkpoint. That it was made is recorded.
#[utoipa::path(get, path = "/api/v1/papers/{kind}/{id}", tag = "assessment", params(OnePaper, InWords),
    responses((status = 200, body = String, content_type = "application/pdf"),
        (status = 422, description = "Nothing was assessed yet")))]
pub(crate) async fn show(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OnePaper>,
    QueryOf(asked): QueryOf<InWords>,
) -> Response {
    let of = match one.kind {
        SubjectKind::Organisation => PaperOf::Organisation(&one.id.0),
        SubjectKind::Object => PaperOf::Object(&one.id.0),
    };
    let language = asked.paper.unwrap_or(asking.t.language);
    answer(&asking, papers::make(&site, &asking.caller, of, language).await.map(file))
}
