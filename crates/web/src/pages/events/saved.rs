//! Searches that a person keeps for themselves.

use axum::extract::State;
use axum::response::Response;
use talap_model::{Message, RecordId};
use talap_store::SavedSearch;
use talap_store::saved_search::MOST_SAVED;

use super::{address, moment};
use crate::Shared;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::with_parameter;

/// The longest name of a search, in characters.
const LONGEST_NAME: usize = 80;

/// Keeps a search.
pub(crate) async fn save(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let work = async {
        let text = posted.get("q");
        if posted.again() {
            return Ok(gate::to(&address(text)));
        }
        let name = posted.get("name");
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Fault::wrong(Message::new("web-events-saved-name").with("limit", LONGEST_NAME)));
        }
        // What cannot be understood now will not be later.
        talap_assess::Search::parse(text, &moment(&site))?;
        let now = site.clock.now();
        let search = SavedSearch {
            id: RecordId::generate(now, site.entropy.as_ref()),
            owner: signed.caller().identity().to_string(),
            name: name.to_owned(),
            text: text.to_owned(),
            saved_at: now,
        };
        if !site.store.save_search(signed.caller(), &search).await? {
            return Err(Fault::wrong(Message::new("web-events-saved-full").with("limit", MOST_SAVED)));
        }
        Ok(gate::to(&with_parameter(&address(text), "told", "search-saved")))
    };
    answer(&site, &signed, work.await)
}

/// Deletes a search; the page that follows can bring it back.
pub(crate) async fn delete(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        let here = address(posted.get("q"));
        if posted.again() {
            return Ok(gate::to(&here));
        }
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        if !site.store.delete_search(signed.caller(), id, site.clock.now()).await? {
            return Err(Fault::missing());
        }
        Ok(gate::to(&with_parameter(&here, "deleted", &id.to_string())))
    };
    answer(&site, &signed, work.await)
}

/// Brings a deleted search back.
pub(crate) async fn restore(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        let here = address(posted.get("q"));
        if posted.again() {
            return Ok(gate::to(&here));
        }
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        if !site.store.restore_search(signed.caller(), id).await? {
            return Err(Fault::missing());
        }
        Ok(gate::to(&with_parameter(&here, "told", "search-restored")))
    };
    answer(&site, &signed, work.await)
}
