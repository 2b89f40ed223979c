//! The canonical bytes of an event, which its leaf hash is over: one event has one encoding and no two events share one.
//!
//! Version 1, in this order: version (1 byte), `received_at` (8), `occurred_at` (presence byte, 8), organisation, object,
//! source, kind, `class_uid` (4), `severity_id` (1), host, program, user, address (each with a presence byte), message,
//! the number of attributes (4) and their names and values by ascending name, raw, fault (presence byte). Numbers are
//! big-endian; text and bytes have a length of 4 bytes before them.

use talap_model::{NewEvent, SourceKind, Timestamp};

/// The version that is written.
const VERSION: u8 = 1;

/// The largest encoding of one event that the ledger takes, in bytes.
pub const LARGEST_EVENT: usize = 16 * 1024 * 1024;

/// Bytes that are not an encoding, with what is wrong about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed: {0}")]
pub struct Malformed(pub(crate) &'static str);

/// Writes length-prefixed fields.
#[derive(Debug, Default)]
pub(crate) struct Output(pub(crate) Vec<u8>);

impl Output {
    pub(crate) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    pub(crate) fn u32(&mut self, value: u32) {
        self.0.extend(value.to_be_bytes());
    }
    pub(crate) fn u64(&mut self, value: u64) {
        self.0.extend(value.to_be_bytes());
    }
    pub(crate) fn bytes(&mut self, value: &[u8]) {
        // Events beyond LARGEST_EVENT are refused before they get here, so a length always fits.
        self.u32(u32::try_from(value.len()).unwrap_or(u32::MAX));
        self.0.extend(value);
    }
    pub(crate) fn optional(&mut self, value: Option<&str>) {
        self.u8(value.is_some().into());
        if let Some(text) = value {
            self.bytes(text.as_bytes());
        }
    }
}

/// Reads length-prefixed fields from bytes that may be anything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(pub(crate) &'a [u8]);

impl<'a> Input<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed("it ends too early"))
    }
    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(u8::from_be_bytes(self.array()?))
    }
    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_be_bytes(self.array()?))
    }
    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        Ok(u64::from_be_bytes(self.array()?))
    }
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(self.u32()?).map_err(|_| Malformed("a length is too large"))?;
        self.take(length)
    }
    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed("text is not UTF-8"))
    }
    pub(crate) fn parsed<T: std::str::FromStr>(&mut self, wrong: &'static str) -> Result<T, Malformed> {
        self.text()?.parse().map_err(|_| Malformed(wrong))
    }
    fn present(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed("a presence byte is neither 0 nor 1")),
        }
    }
    fn optional(&mut self) -> Result<Option<&'a str>, Malformed> {
        if self.present()? { Ok(Some(self.text()?)) } else { Ok(None) }
    }
    fn timestamp(&mut self) -> Result<Timestamp, Malformed> {
        Ok(Timestamp::from_micros(i64::from_be_bytes(self.array()?)))
    }
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed("bytes follow its end")) }
    }
}

/// The canonical encoding of an event.
pub fn encode(event: &NewEvent) -> Vec<u8> {
    let mut out = Output::default();
    write(&mut out, event);
    out.0
}

/// About how many bytes an encoding has: with that much room, a buffer seldom grows.
pub(crate) fn about(event: &NewEvent) -> usize {
    const REST: usize = 192;
    let attributes: usize = event.attributes.iter().map(|(name, value)| 8 + name.len() + value.len()).sum();
    REST + event.message.len() + attributes + event.raw.len()
}

/// Writes the canonical encoding of an event.
pub(crate) fn write(out: &mut Output, event: &NewEvent) {
    let fields = EventRef {
        received_at: event.received_at,
        occurred_at: event.occurred_at,
        organisation: event.organisation.as_str(),
        object: event.object.as_str(),
        source: event.source.as_str(),
        kind: event.kind,
        class_uid: event.class_uid,
        severity_id: event.severity_id,
        host: event.host.as_deref(),
        program: event.program.as_deref(),
        user: event.user.as_deref(),
        address: event.address.as_deref(),
        message: &event.message,
        attributes: Attributes::default(),
        raw: &event.raw,
        fault: event.fault.as_deref(),
    };
    write_fields(out, &fields, event.attributes.iter());
}

/// Writes the canonical encoding of an event whose attributes, in order of their names, are given apart.
pub(crate) fn write_fields<'a>(
    out: &mut Output,
    event: &EventRef<'_>,
    attributes: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
) {
    out.u8(VERSION);
    out.0.extend(event.received_at.micros().to_be_bytes());
    out.u8(event.occurred_at.is_some().into());
    if let Some(moment) = event.occurred_at {
        out.0.extend(moment.micros().to_be_bytes());
    }
    for text in [event.organisation, event.object, event.source, event.kind.key()] {
        out.bytes(text.as_bytes());
    }
    out.u32(event.class_uid);
    out.u8(event.severity_id);
    for text in [event.host, event.program, event.user, event.address] {
        out.optional(text);
    }
    out.bytes(event.message.as_bytes());
    out.u32(u32::try_from(attributes.len()).unwrap_or(u32::MAX));
    for (name, value) in attributes {
        out.bytes(name.as_bytes());
        out.bytes(value.as_bytes());
    }
    out.bytes(event.raw);
    out.optional(event.fault);
}

/// An event as it lies in its encoding, nothing copied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EventRef<'a> {
    pub(crate) received_at: Timestamp,
    pub(crate) occurred_at: Option<Timestamp>,
    pub(crate) organisation: &'a str,
    pub(crate) object: &'a str,
    pub(crate) source: &'a str,
    pub(crate) kind: SourceKind,
    pub(crate) class_uid: u32,
    pub(crate) severity_id: u8,
    pub(crate) host: Option<&'a str>,
    pub(crate) program: Option<&'a str>,
    pub(crate) user: Option<&'a str>,
    pub(crate) address: Option<&'a str>,
    pub(crate) message: &'a str,
    pub(crate) attributes: Attributes<'a>,
    pub(crate) raw: &'a [u8],
    pub(crate) fault: Option<&'a str>,
}

/// The attributes of an event as they lie in its encoding: names and values by ascending name.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Attributes<'a> {
    /// The pairs, each text with its length before it; read through once already.
    pairs: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// Reads past the attributes and checks that they are in order.
    fn read(input: &mut Input<'a>) -> Result<Self, Malformed> {
        let count = input.u32()?;
        let (start, mut last) = (input.0, None);
        for _ in 0..count {
            let (name, _) = (input.text()?, input.text()?);
            if last.is_some_and(|last| last >= name) {
                return Err(Malformed("attributes are not in order"));
            }
            last = Some(name);
        }
        let length = start.len() - input.0.len();
        Ok(Self { pairs: start.get(..length).unwrap_or_default() })
    }

    /// Names and values, in order of the names, written into a buffer in place of what was there.
    pub(crate) fn written<'t>(out: &'a mut Output, pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        out.0.clear();
        for (name, value) in pairs {
            out.bytes(name.as_bytes());
            out.bytes(value.as_bytes());
        }
        Self { pairs: &out.0 }
    }

    /// Names and values, in order of the names, as bytes.
    pub(crate) fn iter_bytes(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = Input(self.pairs);
        std::iter::from_fn(move || Some((rest.bytes().ok()?, rest.bytes().ok()?)))
    }

    /// Names and values, in order of the names.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = Input(self.pairs);
        std::iter::from_fn(move || Some((rest.text().ok()?, rest.text().ok()?)))
    }
}

impl<'a> EventRef<'a> {
    /// The bytes of what may be long in it.
    pub(crate) fn bytes(&self) -> usize {
        self.message.len() + self.attributes.pairs.len() + self.raw.len()
    }

    /// Reads an encoding; only what [`encode`] writes is accepted, but for the shape of the three identifiers, which
    /// [`EventRef::to_event`] checks.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut input = Input(bytes);
        if input.u8()? != VERSION {
            return Err(Malformed("an event of an unknown version"));
        }
        let event = Self {
            received_at: input.timestamp()?,
            occurred_at: if input.present()? { Some(input.timestamp()?) } else { None },
            organisation: input.text()?,
            object: input.text()?,
            source: input.text()?,
            kind: input.parsed("a kind of source")?,
            class_uid: input.u32()?,
            severity_id: input.u8()?,
            host: input.optional()?,
            program: input.optional()?,
            user: input.optional()?,
            address: input.optional()?,
            message: input.text()?,
            attributes: Attributes::read(&mut input)?,
            raw: input.bytes()?,
            fault: input.optional()?,
        };
        input.end()?;
        Ok(event)
    }

    /// The event with its own copies of everything.
    pub(crate) fn to_event(self) -> Result<NewEvent, Malformed> {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Ok(NewEvent {
            received_at: self.received_at,
            occurred_at: self.occurred_at,
            organisation: self.organisation.parse().map_err(|_| Malformed("an organisation's identifier"))?,
            object: self.object.parse().map_err(|_| Malformed("an object's identifier"))?,
            source: self.source.parse().map_err(|_| Malformed("a source's identifier"))?,
            kind: self.kind,
            class_uid: self.class_uid,
            severity_id: self.severity_id,
            host: own(self.host),
            program: own(self.program),
            user: own(self.user),
            address: own(self.address),
            message: self.message.to_owned(),
            attributes: self.attributes.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            raw: self.raw.to_vec(),
            fault: own(self.fault),
        })
    }
}

/// Reads an encoding back; only what [`encode`] writes is accepted.
///
/// # Errors
///
/// [`Malformed`] when the bytes are anything else.
pub fn decode(bytes: &[u8]) -> Result<NewEvent, Malformed> {
    EventRef::read(bytes)?.to_event()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use proptest::prelude::*;

    #[test]
    fn the_encoding_does_not_change_between_versions() {
        // A golden value: if this fails, a new version of the encoding is needed, and the old one must still be read.
        let hash = crate::merkle::leaf_hash(&encode(&sample::event("acme", "portal", "web", 3)));
        assert_eq!(crate::hex::encode(&hash), "e3ab597a34d90d1603f62cfdc5aa4f1ed02dff39b4464fa5b976b15949726ea9");
    }

    proptest! {
        #[test]
        fn an_event_round_trips(event in sample::any_event()) {
            prop_assert_eq!(decode(&encode(&event)), Ok(event));
        }

        #[test]
        fn two_events_have_two_encodings(one in sample::any_event(), other in sample::any_event()) {
            prop_assert_eq!(one == other, encode(&one) == encode(&other));
        }

        #[test]
        fn what_is_read_is_canonical(event in sample::any_event(), at: prop::sample::Index, byte: u8) {
            let mut bytes = encode(&event);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(read) = decode(&bytes) {
                prop_assert_eq!(encode(&read), bytes);
            }
        }

        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _result = decode(&bytes);
        }
    }
}
