//! Records that the register itself numbers, and the steps from one state of a record to another.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use talap_model::{Message, OrganisationId, RecordKey, RegisterKey};
use talap_register::Moved;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::{JsonOf, Precondition};
use crate::api::problem::Problem;
use crate::api::records::{Kept, NewValues, OneRecord, kept, note};
use crate::api::registers::OneRegister;
use crate::fault::Fault;
use crate::gate::Asking;
use crate::pages::record::path;
use crate::pages::registers::readable;

parameters! {
    /// Whose the record is.
    Query Owner {
        /// Whose the record is.
        organisation: OrganisationId,
    }
}

parameters! {
    /// Which step of which record.
    Path OneStep {
        /// The register's key.
        register: RegisterKey,
        /// Whose the record is.
        organisation: OrganisationId,
        /// The record's key.
        key: RecordKey,
        /// The transition's key.
        transition: RegisterKey,
    }
}

/// What goes with a step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The electronic signature, in Base64, where the transition wants one and a service of signatures is set up.
    #[serde(default)]
    #[schema(format = Byte)]
    signature: Option<String>,
}

/// The version that the program has seen, where it says so.
pub(crate) struct Seen(pub(crate) Option<u32>);

impl FromRequestParts<Shared> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Problem> {
        Ok(Self(match Precondition::from_request_parts(parts, site).await? {
            Precondition::Unsaid => None,
            // A record that is there is not new.
            Precondition::New => Some(0),
            Precondition::Version(version) => Some(version),
        }))
    }
}

impl utoipa::IntoParams for Seen {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new().schema_type(Type::String).build();
        let header = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header);
        let about = "The entity tag of the version that was seen; without it, whatever version there is.";
        vec![header.required(Required::False).description(Some(about)).schema(Some(schema)).build()]
    }
}

/// Add a record
///
/// To a register that gives the numbers itself: the answer says which key the record has got, and `Location` where it is.
#[utoipa::path(post, path = "/api/v1/registers/{register}/records", tag = "registers", params(OneRegister, Owner),
    request_body = NewValues,
    responses(
        (status = 201, body = Kept, headers(
            ("ETag" = String, description = "The version in quotation marks"),
            ("Location" = String, description = "The record's address"))),
        (status = 422, description = "Some values are wrong, or the register gives no numbers"),
    ))]
pub(crate) async fn create(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRegister>,
    QueryOf(owner): QueryOf<Owner>,
    JsonOf(new): JsonOf<NewValues>,
) -> Response {
    let work = async {
        let definition = readable(&site, &asking.caller, one.register.as_str())?;
        if definition.numbering.is_none() {
            let register = definition.key.as_str();
            return Err(Fault::wrong(Message::new("web-api-unnumbered").with("register", register)));
        }
        // The answer has the record; its number is not known yet.
        note(&site, &asking, definition, Some(&owner.organisation), ("records", "1")).await?;
        let saved = site.put_if(&asking.caller, &one.register, &owner.organisation, "", &new.values, None).await?;
        let one = OneRecord { register: one.register, organisation: owner.organisation, key: saved.key.clone() };
        let address = path(&one.register, &one.organisation, &one.key).replacen('/', "/api/v1/", 1);
        let address = address.replacen(&format!("/{}/", one.register), &format!("/{}/records/", one.register), 1);
        let mut response = kept(&site, &asking, &one, saved).await?;
        if let Ok(address) = HeaderValue::from_str(&address) {
            response.headers_mut().insert(header::LOCATION, address);
        }
        Ok(response)
    };
    answer(&asking, work.await)
}

/// Take a transition
///
/// The record goes to another state, where the transition leads out of its own, the caller holds a role that may take it, and
/// all fields are filled that it requires.
#[utoipa::path(post, path = "/api/v1/registers/{register}/records/{organisation}/{key}/transitions/{transition}",
    tag = "registers", params(OneStep, Seen), request_body = Step,
    responses(
        (status = 200, body = Kept, headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 412, description = "The record has another version",
            headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 422, description = "The transition cannot be taken: the record is in another state, it lacks a field, the \
                                      caller lacks the role, or the signature is missing or wrong"),
    ))]
pub(crate) async fn take(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneStep>,
    Seen(seen): Seen,
    JsonOf(step): JsonOf<Step>,
) -> Response {
    let work = async {
        let definition = readable(&site, &asking.caller, one.register.as_str())?;
        let OneStep { register, organisation, key, transition } = one;
        // A refused step answers with the record as it stands.
        note(&site, &asking, definition, Some(&organisation), ("key", key.as_str())).await?;
        let signature = step.signature.map(|text| STANDARD.decode(text.trim()).unwrap_or_default());
        let moved = Moved { organisation, key, seen };
        let saved = site.transit(&asking.caller, &register, &moved, transition.as_str(), signature.as_deref()).await?;
        let one = OneRecord { register, organisation: moved.organisation, key: moved.key };
        kept(&site, &asking, &one, saved).await
    };
    answer(&asking, work.await).into_response()
}
