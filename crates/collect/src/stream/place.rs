//! How far a stream was taken, and whose it is.

use std::collections::BTreeMap;

use async_nats::jetstream::stream::Info;

use super::error::StreamError;
use super::link::Link;

/// The key of the stream's metadata that says whose it is.
const LEDGER_KEY: &str = "talap-ledger";

/// How far a stream was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// `NAME@creation`: a stream that was removed and made again begins anew, under the same name.
    pub(super) name: String,
    /// The last sequence that was taken, 0 before the first.
    pub(super) taken: u64,
    /// When the servers stored that message, in nanoseconds: another one with its number is from after a restored copy.
    pub(super) stored: i128,
}

impl Place {
    fn of(name: String, text: Option<&String>) -> Self {
        let read = text.and_then(|text| {
            let (taken, stored) = text.split_once('@')?;
            Some((taken.parse().ok()?, stored.parse().ok()?))
        });
        let (taken, stored) = read.unwrap_or_default();
        Self { name, taken, stored }
    }

    pub(super) fn text(&self) -> String {
        format!("{}@{}", self.taken, self.stored)
    }
}

/// Finds how far a stream was taken, and whether it is still the stream that was taken so far.
pub(super) async fn find(link: &Link, places: &BTreeMap<String, String>, mark: &str) -> Result<Place, StreamError> {
    let info = link.info().await?;
    claim(link, &info, mark).await?;
    let name = name_of(link, &info);
    let text = places.get(&name);
    let place = Place::of(name, text);
    look_at(link, &info, &place).await?;
    Ok(place)
}

/// Looks whether the stream is still the one that was taken so far, and returns its last sequence. It may have been restored
/// from an older copy meanwhile: numbers that were given once are given again then, and what has them would be left out.
pub(super) async fn look(link: &Link, place: &Place) -> Result<u64, StreamError> {
    let info = link.info().await?;
    if name_of(link, &info) != place.name {
        // Made again under the same name: it is found anew.
        return Err(StreamError::NoStream { stream: link.stream.clone(), cause: "it was made again".into() });
    }
    look_at(link, &info, place).await?;
    Ok(info.state.last_sequence)
}

async fn look_at(link: &Link, info: &Info, place: &Place) -> Result<(), StreamError> {
    let (stream, last, taken) = (link.stream.clone(), info.state.last_sequence, place.taken);
    if last < taken {
        return Err(StreamError::WentBack { stream, last, taken });
    }
    // What was given up cannot be compared, and was taken.
    if taken == 0 || info.state.first_sequence > taken {
        return Ok(());
    }
    let message = link.handle().await?.get_raw_message(taken).await;
    let message =
        message.map_err(|cause| StreamError::NoStream { stream: link.stream.clone(), cause: cause.into() })?;
    if message.time.unix_timestamp_nanos() == place.stored {
        return Ok(());
    }
    Err(StreamError::Changed { stream, sequence: taken })
}

fn name_of(link: &Link, info: &Info) -> String {
    format!("{}@{}", link.stream, info.created.unix_timestamp_nanos())
}

/// Writes into the stream whose it is. Two ledgers that took the same stream would each lack what the other gave up.
async fn claim(link: &Link, info: &Info, mark: &str) -> Result<(), StreamError> {
    match info.config.metadata.get(LEDGER_KEY) {
        Some(owner) if owner == mark => return Ok(()),
        Some(owner) => {
            return Err(StreamError::OtherLedger { stream: link.stream.clone(), ledger: owner.clone() });
        }
        None => {}
    }
    let mut config = info.config.clone();
    config.metadata.insert(LEDGER_KEY.to_owned(), mark.to_owned());
    let updated = link.context.update_stream(config).await;
    let updated =
        updated.map_err(|cause| StreamError::NoStream { stream: link.stream.clone(), cause: cause.into() })?;
    match updated.config.metadata.get(LEDGER_KEY) {
        Some(owner) if owner == mark => Ok(()),
        owner => {
            Err(StreamError::OtherLedger { stream: link.stream.clone(), ledger: owner.cloned().unwrap_or_default() })
        }
    }
}
