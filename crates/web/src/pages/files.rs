//! Files that records refer to, handed out again. They are never shown here: a browser saves them.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, OrganisationId, Right};
use talap_register::{Definition, FieldKind};
use talap_store::{ListQuery, StoredFile};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::path::Path;
use crate::site::Site;

/// What a name in a header is escaped but for (RFC 8187 §3.2.1).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The file.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Path((organisation, sha256)): Path<(String, String)>,
) -> Response {
    let work = async {
        let organisation = OrganisationId::new(organisation).map_err(|_| Fault::missing())?;
        hand_out(&site, signed.caller(), &signed.visitor.origin.address, &organisation, &sha256).await
    };
    answer(&site, &signed, work.await)
}

/// A file for whoever may read it, once the ledger has heard of it.
pub(crate) async fn hand_out(
    site: &Site,
    caller: &Caller,
    address: &str,
    organisation: &OrganisationId,
    sha256: &str,
) -> Result<Response, Fault> {
    if !may_read(site, caller, organisation, sha256).await? {
        return Err(Fault::missing());
    }
    let file = site.store.file(caller, organisation, sha256).await?.ok_or_else(Fault::missing)?;
    let who = caller.identity().to_string();
    let act = Act::new(ActKey::FileRead, &who).with("sha256", sha256).with("name", &file.name);
    site.record(act.about(Some(organisation.clone())).from_address(address)).await?;
    Ok(handed_out(file))
}

async fn may_read(site: &Site, caller: &Caller, organisation: &OrganisationId, sha256: &str) -> Result<bool, Fault> {
    Ok(caller.has(Right::ReadPersonalData) || is_for_everybody(site, caller, organisation, sha256).await?)
}

/// Whether a caller may say that a file proves something: one that they may read or have handed in themselves. Otherwise a
/// record for everybody would make it one for everybody.
pub(crate) async fn may_name(
    site: &Site,
    caller: &Caller,
    organisation: &OrganisationId,
    sha256: &str,
) -> Result<bool, Fault> {
    if may_read(site, caller, organisation, sha256).await? {
        return Ok(true);
    }
    let file = site.store.file(caller, organisation, sha256).await?;
    Ok(file.is_some_and(|file| file.stored_by == caller.identity().to_string()))
}

/// Whether a valid record of a register without personal data refers to the file. Of one that no record refers to any
/// more nobody knows what is in it, so that it counts as personal.
async fn is_for_everybody(
    site: &Site,
    caller: &Caller,
    organisation: &OrganisationId,
    sha256: &str,
) -> Result<bool, Fault> {
    let open = |definition: &&Definition| !definition.personal;
    for definition in site.register.definitions().iter().filter(open) {
        for field in definition.fields.iter().filter(|field| field.kind == FieldKind::File) {
            let query = ListQuery {
                organisation: Some(organisation.clone()),
                equal: vec![(field.key.clone(), sha256.into())],
                ..ListQuery::default()
            };
            if site.register.list(caller, &definition.key, &query).await?.total > 0 {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn handed_out(file: StoredFile) -> Response {
    let disposition = disposition(&file.name);
    let kind = HeaderValue::from_str(&file.media_type);
    let fixed: [(HeaderName, &'static str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let saved = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, saved);
    response
}

/// That a browser saves the file under its name (RFC 6266 §4.3), and under a plain one where it knows no other.
fn disposition(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ' ') { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_stands_in_a_header() {
        assert_eq!(
            disposition("Акт \"5\".pdf"),
            "attachment; filename=\"___ _5_.pdf\"; filename*=UTF-8''%D0%90%D0%BA%D1%82%20%225%22.pdf"
        );
    }

    #[test]
    fn a_file_is_saved_and_never_run() {
        let response = handed_out(StoredFile {
            sha256: "0".repeat(64),
            organisation: "akimat".parse().unwrap(),
            name: "a.html".into(),
            media_type: "text/plain".into(),
            size: 1,
            bytes: b"x".to_vec(),
            stored_at: talap_model::Timestamp::from_micros(0),
            stored_by: "user:a".into(),
        });
        let header = |name: HeaderName| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header(header::CONTENT_TYPE), "text/plain");
        assert_eq!(header(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment;"));
    }

    proptest! {
        #[test]
        fn every_name_makes_a_header(name in "(?s).{0,60}") {
            let value = HeaderValue::from_str(&disposition(&name)).unwrap();
            prop_assert_eq!(value.to_str().unwrap().matches('"').count(), 2);
        }
    }
}
