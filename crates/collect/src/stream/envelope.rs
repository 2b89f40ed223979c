//! Several events as the body of one message.
//!
//! Version 1: `TLPE`, the version (1 byte), the number of events (4 bytes, big-endian), and each event with the length of its
//! encoding (4 bytes) before it. The encoding of an event is the ledger's own ([`talap_ledger::encoding`]), which has a version
//! too.

use bytes::Bytes;
use talap_ledger::encoding::{self, LARGEST_EVENT, Malformed};
use talap_model::NewEvent;

use crate::fault;

/// What every envelope begins with, so that what somebody else put into the stream is not taken for a newer version.
const MAGIC: [u8; 4] = *b"TLPE";

/// The version that is written.
const VERSION: u8 = 1;

/// The beginning, the version and the number of events.
const HEAD: usize = 9;

/// The length before an event.
const LENGTH: usize = 4;

/// A message is begun anew beyond so many bytes, so that servers and readers hold little at once.
const AMPLE: usize = 256 * 1024;

/// An event that does not fit into one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of {size} bytes does not fit into a message of {limit}")]
pub struct TooLarge {
    /// The bytes that a message with it would have.
    pub size: usize,
    /// The most that a message may have.
    pub limit: usize,
}

/// A body that cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is of a version that this program does not know.
    #[error("version {0} of the envelope is not known")]
    Version(u8),
    /// It is no envelope.
    #[error("it ends too early, or something follows its end")]
    Shape,
    /// An event in it is not an event.
    #[error(transparent)]
    Event(#[from] Malformed),
}

/// Puts events into as few messages as fit, in order.
///
/// # Errors
///
/// [`TooLarge`] when an event alone, without what was recognised in it, is beyond `limit` bytes, or beyond what the ledger takes.
pub fn pack(events: &[NewEvent], limit: usize) -> Result<Vec<Bytes>, TooLarge> {
    let ample = limit.min(AMPLE);
    let mut bodies = Vec::new();
    let mut open = Open::default();
    for event in events {
        let mut encoded = encoding::encode(event);
        if !fits(&encoded, limit) {
            encoded = encoding::encode(&bare(event));
        }
        if !fits(&encoded, limit) {
            return Err(TooLarge { size: HEAD + LENGTH + encoded.len(), limit: limit.min(LARGEST_EVENT) });
        }
        if open.count > 0 && HEAD + open.bytes.len() + LENGTH + encoded.len() > ample {
            bodies.push(std::mem::take(&mut open).close());
        }
        open.push(&encoded);
    }
    if open.count > 0 {
        bodies.push(open.close());
    }
    Ok(bodies)
}

fn fits(encoded: &[u8], limit: usize) -> bool {
    HEAD + LENGTH + encoded.len() <= limit && encoded.len() <= LARGEST_EVENT
}

/// An event without what was recognised in it, where that makes it larger than a message may be: its sender decides how often
/// a piece of it is kept, and must not spoil the events of others. Its bytes, their text and the way that they came are there.
fn bare(event: &NewEvent) -> NewEvent {
    let way = ["peer", "transport"].iter().filter_map(|name| Some((*name, event.attributes.get(name)?.to_owned())));
    NewEvent {
        host: None,
        program: None,
        user: None,
        address: None,
        attributes: way.collect(),
        fault: Some(fault::EVENT_TOO_LARGE.to_owned()),
        message: event.message.clone(),
        raw: event.raw.clone(),
        class_uid: 0,
        organisation: event.organisation.clone(),
        object: event.object.clone(),
        source: event.source.clone(),
        ..*event
    }
}

/// Takes the body of a message apart.
///
/// # Errors
///
/// [`Unreadable`] when the bytes are anything but what [`pack`] makes.
pub fn unpack(body: &[u8]) -> Result<Vec<NewEvent>, Unreadable> {
    let rest = body.strip_prefix(&MAGIC).ok_or(Unreadable::Shape)?;
    let (version, rest) = rest.split_first().ok_or(Unreadable::Shape)?;
    if *version != VERSION {
        return Err(Unreadable::Version(*version));
    }
    let (count, mut rest) = number(rest)?;
    let mut events = Vec::new();
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let length = usize::try_from(length).map_err(|_| Unreadable::Shape)?;
        let (encoded, after) = after.split_at_checked(length).ok_or(Unreadable::Shape)?;
        events.push(encoding::decode(encoded)?);
        rest = after;
    }
    if rest.is_empty() { Ok(events) } else { Err(Unreadable::Shape) }
}

fn number(bytes: &[u8]) -> Result<(u32, &[u8]), Unreadable> {
    let (number, rest) = bytes.split_first_chunk::<4>().ok_or(Unreadable::Shape)?;
    Ok((u32::from_be_bytes(*number), rest))
}

/// A body that is being written, without its head.
#[derive(Default)]
struct Open {
    count: u32,
    bytes: Vec<u8>,
}

impl Open {
    fn push(&mut self, encoded: &[u8]) {
        // What is longer than LARGEST_EVENT was refused, so the length fits.
        self.bytes.extend(u32::try_from(encoded.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.bytes.extend(encoded);
        self.count += 1;
    }

    fn close(self) -> Bytes {
        let mut body = Vec::with_capacity(HEAD + self.bytes.len());
        body.extend(MAGIC);
        body.push(VERSION);
        body.extend(self.count.to_be_bytes());
        body.extend(self.bytes);
        body.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_map, vec};
    use proptest::option;
    use proptest::prelude::*;
    use talap_model::{Attributes, SourceKind, Timestamp};

    fn any_event() -> impl Strategy<Value = NewEvent> {
        let texts =
            (".{0,40}", option::of(".{0,20}"), option::of(".{0,20}"), btree_map("[a-z.]{1,8}", ".{0,20}", 0..4));
        let rest = (vec(any::<u8>(), 0..300), option::of("[a-z-]{1,20}"), any::<i64>(), option::of(any::<i64>()));
        (texts, rest, 0..SourceKind::ALL.len(), any::<u32>(), any::<u8>()).prop_map(
            |(texts, rest, kind, class, severity)| {
                let (message, host, user, attributes) = texts;
                let (raw, fault, received, occurred) = rest;
                NewEvent {
                    received_at: Timestamp::from_micros(received),
                    occurred_at: occurred.map(Timestamp::from_micros),
                    organisation: "akimat".parse().unwrap(),
                    object: "portal".parse().unwrap(),
                    source: "web".parse().unwrap(),
                    kind: SourceKind::ALL[kind],
                    class_uid: class,
                    severity_id: severity,
                    host,
                    program: None,
                    user,
                    address: None,
                    message,
                    attributes: attributes.into_iter().collect(),
                    raw,
                    fault,
                }
            },
        )
    }

    #[test]
    fn what_was_recognised_in_an_event_does_not_spoil_those_beside_it() {
        let mut large = sample();
        large.attributes = [("peer", "10.0.0.5".to_owned()), ("said", "x".repeat(2000))].into();
        let packed = pack(&[sample(), large.clone(), sample()], 1000).unwrap();
        let events: Vec<_> = packed.iter().flat_map(|body| unpack(body).unwrap()).collect();
        assert_eq!((events.len(), &events[0], &events[2]), (3, &sample(), &sample()));
        let kept = &events[1];
        assert_eq!(
            (&kept.message, &kept.raw, kept.fault.as_deref()),
            (&large.message, &large.raw, Some(fault::EVENT_TOO_LARGE))
        );
        assert_eq!(kept.attributes, [("peer", "10.0.0.5")].into());
        // Its own bytes are not left out.
        large.raw = vec![b'x'; 2000];
        assert!(pack(&[large], 1000).is_err());
    }

    fn sample() -> NewEvent {
        NewEvent {
            received_at: Timestamp::from_micros(1_795_341_600_000_000),
            occurred_at: None,
            organisation: "akimat".parse().unwrap(),
            object: "portal".parse().unwrap(),
            source: "web".parse().unwrap(),
            kind: SourceKind::OperatingSystem,
            class_uid: 0,
            severity_id: 1,
            host: Some("web".to_owned()),
            program: None,
            user: None,
            address: None,
            message: "m".to_owned(),
            attributes: Attributes::new(),
            raw: b"<13>m".to_vec(),
            fault: None,
        }
    }

    #[test]
    fn the_envelope_does_not_change_between_versions() {
        let bodies = pack(&[sample()], 1 << 20).unwrap();
        // A golden value: if this fails, a new version of the envelope is needed, and the old one must still be read.
        let hex = bodies[0].iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let expected = concat!(
            "544c504501000000010000004e01000660da8a5188000000000006616b696d617400000006706f7274616c00",
            "000003776562000000026f7300000000010100000003776562000000000000016d00000000000000",
            "053c31333e6d00",
        );
        assert_eq!(hex, expected);
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused_with_both_numbers() {
        let event = NewEvent { raw: vec![0; 2000], ..sample() };
        let refused = pack(&[event], 1000).unwrap_err();
        assert_eq!((refused.limit, refused.size > 2000), (1000, true));
    }

    #[test]
    fn many_events_go_into_messages_of_bounded_size() {
        let events = vec![NewEvent { raw: vec![7; 10_000], ..sample() }; 100];
        let bodies = pack(&events, 1 << 20).unwrap();
        assert!(bodies.len() > 3 && bodies.iter().all(|body| body.len() <= AMPLE));
        let back: Vec<_> = bodies.iter().flat_map(|body| unpack(body).unwrap()).collect();
        assert_eq!(back, events);
    }

    #[test]
    fn a_newer_version_is_told_from_damage() {
        let whole = |rest: &[u8]| unpack(&[b"TLPE", rest].concat());
        assert_eq!(whole(&[2, 0, 0, 0, 0]), Err(Unreadable::Version(2)));
        assert_eq!(whole(&[1, 0, 0, 0, 1]), Err(Unreadable::Shape));
        assert_eq!(whole(&[1, 0, 0, 0, 0, 0]), Err(Unreadable::Shape));
        assert_eq!(whole(&[1, 0, 0, 0, 0]), Ok(Vec::new()));
        for foreign in [&b""[..], b"nonsense", &[2, 0, 0, 0, 0]] {
            assert_eq!(unpack(foreign), Err(Unreadable::Shape));
        }
    }

    proptest! {
        #[test]
        fn events_round_trip(events in vec(any_event(), 0..20), limit in 1200usize..4000) {
            match pack(&events, limit) {
                Ok(bodies) => {
                    prop_assert!(bodies.iter().all(|body| body.len() <= limit));
                    let back: Vec<_> = bodies.iter().flat_map(|body| unpack(body).unwrap()).collect();
                    prop_assert_eq!(back, events);
                }
                Err(refused) => prop_assert!(refused.size > limit),
            }
        }

        #[test]
        fn a_cut_body_is_never_taken(events in vec(any_event(), 1..4), cut: prop::sample::Index) {
            let bodies = pack(&events, 1 << 20).unwrap();
            let body = &bodies[0];
            prop_assert!(unpack(&body[..cut.index(body.len())]).is_err());
        }

        #[test]
        fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
            let _result = unpack(&bytes);
        }
    }
}
