//! How much a request is made of, counted on its bytes before it is decoded: an empty message is two bytes on the wire and a
//! hundred and more in memory.

/// As many messages deep as `prost` goes.
const DEPTH: u32 = 100;

/// How a field is written, by the lowest three bits of its key.
const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const DELIMITED: u64 = 2;
const GROUP: u64 = 3;
const END_OF_GROUP: u64 = 4;
const FOUR_BYTES: u64 = 5;

/// The messages and repeated texts of a request in protobuf that are in memory at the same time: all that is around its log
/// records, a record's bytes as one, and what is in the largest record, since these are decoded one after the other. None if
/// they are more than `most`. Of damaged bytes it counts up to the damage, as far as `prost` gets.
pub(super) fn messages(bytes: &[u8], most: usize) -> Option<usize> {
    let mut walk = Walk { bytes, at: 0, made: 0, largest: 0, most };
    match walk.message(Kind::Export, bytes.len(), DEPTH) {
        Ok(()) | Err(Stop::Damaged) => walk.made.checked_add(walk.largest).filter(|count| *count <= most),
        Err(Stop::TooMany) => None,
    }
}

/// About how many values a request in JSON holds: as many lists and objects as begin in it, or as many commas as it has, whichever
/// is more. None if they are more than `most`.
pub(super) fn values(text: &[u8], most: usize) -> Option<usize> {
    let (mut begun, mut commas) = (0_usize, 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text {
        match *byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => begun += 1,
            b',' if !quoted => commas += 1,
            _ => {}
        }
    }
    Some(begun.max(commas)).filter(|count| *count <= most)
}

/// The messages of OTLP's logs, as far as there are others or repeated texts in them.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Export,
    OfResource,
    Resource,
    Entity,
    OfScope,
    Scope,
    Record,
    Pair,
    Value,
    List,
    Map,
}

/// What a field makes.
#[derive(Debug, Clone, Copy)]
enum Made {
    /// A message.
    Message(Kind),
    /// A log record, whose bytes are left for later.
    Record,
    /// One of repeated texts.
    Text,
}

impl Kind {
    /// What the field of a number makes; none for a number or a single text, and for what is not known.
    fn field(self, number: u32) -> Option<Made> {
        Some(match (self, number) {
            (Self::Export, 1) => Made::Message(Self::OfResource),
            (Self::OfResource, 1) => Made::Message(Self::Resource),
            (Self::OfResource, 2) => Made::Message(Self::OfScope),
            (Self::Resource, 3) => Made::Message(Self::Entity),
            (Self::Entity, 3 | 4) => Made::Text,
            (Self::OfScope, 1) => Made::Message(Self::Scope),
            (Self::OfScope, 2) => Made::Record,
            (Self::Resource | Self::Map, 1) | (Self::Scope, 3) | (Self::Record, 6) => Made::Message(Self::Pair),
            (Self::Record, 5) | (Self::Pair, 2) | (Self::List, 1) => Made::Message(Self::Value),
            (Self::Value, 5) => Made::Message(Self::List),
            (Self::Value, 6) => Made::Message(Self::Map),
            _ => return None,
        })
    }
}

/// Why a walk ends before the bytes do.
enum Stop {
    Damaged,
    TooMany,
}

/// A walk over bytes. Like `prost`, it holds a message to the length of the message around it only at that one's end.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    made: usize,
    /// What the largest record makes.
    largest: usize,
    most: usize,
}

impl Walk<'_> {
    fn message(&mut self, kind: Kind, end: usize, depth: u32) -> Result<(), Stop> {
        while self.at < end {
            let (number, form) = self.key()?;
            match kind.field(number) {
                None => self.skip(number, form, depth)?,
                Some(made) if form == DELIMITED => self.make(made, depth)?,
                Some(_) => return Err(Stop::Damaged),
            }
        }
        if self.at == end { Ok(()) } else { Err(Stop::Damaged) }
    }

    fn make(&mut self, made: Made, depth: u32) -> Result<(), Stop> {
        self.made += 1;
        if self.made > self.most {
            return Err(Stop::TooMany);
        }
        let length = self.varint()?;
        let begin = self.at;
        let end = self.end(length)?;
        match made {
            Made::Message(kind) => self.message(kind, end, depth.checked_sub(1).ok_or(Stop::Damaged)?),
            Made::Text => {
                self.at = end;
                Ok(())
            }
            Made::Record => {
                self.at = end;
                let bytes = self.bytes.get(begin..end).unwrap_or_default();
                let mut record = Walk { bytes, at: 0, made: 0, largest: 0, most: self.most };
                let walked = record.message(Kind::Record, bytes.len(), DEPTH);
                self.largest = self.largest.max(record.made);
                // A damaged record spoils no other.
                if matches!(walked, Err(Stop::TooMany)) { walked } else { Ok(()) }
            }
        }
    }

    /// Passes over what makes nothing that is counted.
    fn skip(&mut self, number: u32, form: u64, depth: u32) -> Result<(), Stop> {
        let length = match form {
            VARINT => self.varint().map(|_| 0)?,
            EIGHT_BYTES => 8,
            FOUR_BYTES => 4,
            DELIMITED => self.varint()?,
            GROUP => return self.skip_group(number, depth.checked_sub(1).ok_or(Stop::Damaged)?),
            _ => return Err(Stop::Damaged),
        };
        self.at = self.end(length)?;
        Ok(())
    }

    fn skip_group(&mut self, of: u32, depth: u32) -> Result<(), Stop> {
        loop {
            match self.key()? {
                (number, END_OF_GROUP) if number == of => return Ok(()),
                (number, form) => self.skip(number, form, depth)?,
            }
        }
    }

    /// A field's number and how it is written.
    fn key(&mut self) -> Result<(u32, u64), Stop> {
        let key = self.varint()?;
        let number = u32::try_from(key).map_err(|_| Stop::Damaged)? >> 3;
        if number == 0 { Err(Stop::Damaged) } else { Ok((number, key & 7)) }
    }

    fn varint(&mut self) -> Result<u64, Stop> {
        let mut value = 0_u64;
        for place in 0..10 {
            let byte = *self.bytes.get(self.at).ok_or(Stop::Damaged)?;
            self.at += 1;
            if place == 9 && byte > 1 {
                return Err(Stop::Damaged);
            }
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Stop::Damaged)
    }

    /// Where so many bytes from here end, if there are so many.
    fn end(&self, length: u64) -> Result<usize, Stop> {
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length));
        end.filter(|end| *end <= self.bytes.len()).ok_or(Stop::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    use opentelemetry_proto::tonic::common::v1::{
        AnyValue, ArrayValue, EntityRef, InstrumentationScope, KeyValue, KeyValueList,
    };
    use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
    use opentelemetry_proto::tonic::resource::v1::Resource;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use prost::Message as _;

    use super::super::Export;
    use super::*;

    fn of_value(value: &AnyValue) -> usize {
        match &value.value {
            Some(Value::ArrayValue(list)) => 2 + list.values.iter().map(of_value).sum::<usize>(),
            Some(Value::KvlistValue(map)) => 2 + of_pairs(&map.values),
            _ => 1,
        }
    }

    fn of_pairs(pairs: &[KeyValue]) -> usize {
        pairs.iter().map(|pair| 1 + pair.value.as_ref().map_or(0, of_value)).sum()
    }

    fn of_record(record: &LogRecord) -> usize {
        record.body.as_ref().map_or(0, of_value) + of_pairs(&record.attributes)
    }

    fn of_resource(resource: &Resource) -> usize {
        let of_entity = |entity: &EntityRef| 1 + entity.id_keys.len() + entity.description_keys.len();
        1 + of_pairs(&resource.attributes) + resource.entity_refs.iter().map(of_entity).sum::<usize>()
    }

    /// What [`messages`] counts, by what decoding made.
    fn decoded(export: &Export) -> usize {
        let (mut around, mut largest) = (0, 0);
        for logs in &export.resource_logs {
            around += 1 + logs.resource.as_ref().map_or(0, of_resource);
            for logs in &logs.scope_logs {
                around += 1 + logs.scope.as_ref().map_or(0, |scope| 1 + of_pairs(&scope.attributes));
                around += logs.log_records.len();
                let records = logs.log_records.iter().filter_map(|bytes| LogRecord::decode(bytes.clone()).ok());
                largest = records.map(|record| of_record(&record)).fold(largest, usize::max);
            }
        }
        around + largest
    }

    fn any_value() -> impl Strategy<Value = AnyValue> {
        let leaf = prop_oneof![
            Just(None),
            ".{0,9}".prop_map(|text| Some(Value::StringValue(text))),
            any::<bool>().prop_map(|truth| Some(Value::BoolValue(truth))),
            any::<i64>().prop_map(|number| Some(Value::IntValue(number))),
            any::<f64>().prop_map(|number| Some(Value::DoubleValue(number))),
            vec(any::<u8>(), 0..200).prop_map(|bytes| Some(Value::BytesValue(bytes))),
        ];
        let leaf = leaf.prop_map(|value| AnyValue { value });
        leaf.prop_recursive(4, 24, 4, |inner| {
            let list = vec(inner.clone(), 0..4).prop_map(|values| Value::ArrayValue(ArrayValue { values }));
            let map = pairs_of(inner).prop_map(|values| Value::KvlistValue(KeyValueList { values }));
            prop_oneof![list, map].prop_map(|value| AnyValue { value: Some(value) })
        })
    }

    fn pairs_of(value: impl Strategy<Value = AnyValue>) -> impl Strategy<Value = Vec<KeyValue>> {
        let pair = (".{0,5}", option::of(value), any::<i32>());
        vec(pair.prop_map(|(key, value, key_strindex)| KeyValue { key, value, key_strindex }), 0..4)
    }

    fn any_resource() -> impl Strategy<Value = Resource> {
        let keys = || vec(".{0,5}", 0..3);
        let entity = (".{0,5}", keys(), keys()).prop_map(|(text, id_keys, description_keys)| EntityRef {
            schema_url: text.clone(),
            r#type: text,
            id_keys,
            description_keys,
        });
        (pairs_of(any_value()), any::<u32>(), vec(entity, 0..3)).prop_map(|(attributes, dropped, entity_refs)| {
            Resource { attributes, dropped_attributes_count: dropped, entity_refs }
        })
    }

    fn any_record() -> impl Strategy<Value = LogRecord> {
        let own = (any::<u64>(), any::<u32>(), ".{0,9}", vec(any::<u8>(), 0..17));
        (own, option::of(any_value()), pairs_of(any_value())).prop_map(|((time, flags, text, id), body, attributes)| {
            LogRecord {
                time_unix_nano: time,
                severity_text: text.clone(),
                body,
                attributes,
                flags,
                trace_id: id,
                event_name: text,
                ..LogRecord::default()
            }
        })
    }

    fn any_request() -> impl Strategy<Value = ExportLogsServiceRequest> {
        let scope = (".{0,5}", pairs_of(any_value())).prop_map(|(name, attributes)| InstrumentationScope {
            name,
            attributes,
            ..InstrumentationScope::default()
        });
        let logs = (option::of(scope), vec(any_record(), 0..3), ".{0,5}");
        let logs = logs.prop_map(|(scope, log_records, schema_url)| ScopeLogs { scope, log_records, schema_url });
        let logs = (option::of(any_resource()), vec(logs, 0..3), ".{0,5}")
            .prop_map(|(resource, scope_logs, schema_url)| ResourceLogs { resource, scope_logs, schema_url });
        vec(logs, 0..3).prop_map(|resource_logs| ExportLogsServiceRequest { resource_logs })
    }

    proptest! {
        #[test]
        fn as_many_are_counted_as_decoding_makes(request in any_request()) {
            let bytes = request.encode_to_vec();
            let made = decoded(&Export::decode(bytes.as_slice()).unwrap());
            prop_assert_eq!(messages(&bytes, usize::MAX), Some(made));
            prop_assert_eq!(messages(&bytes, made), Some(made));
            if let Some(fewer) = made.checked_sub(1) {
                prop_assert_eq!(messages(&bytes, fewer), None);
            }
        }

        #[test]
        fn of_changed_bytes_no_fewer_are_counted(
            request in any_request(),
            changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = request.encode_to_vec();
            for (place, byte) in changes.iter().filter(|_| !request.resource_logs.is_empty()) {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            if let Ok(export) = Export::decode(bytes.as_slice()) {
                prop_assert!(messages(&bytes, usize::MAX).unwrap() >= decoded(&export));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in vec(any::<u8>(), 0..300)) {
            let counted = messages(&bytes, usize::MAX).unwrap();
            prop_assert!(counted <= bytes.len());
            prop_assert!(values(&bytes, usize::MAX).unwrap() <= bytes.len());
        }
    }

    /// Bytes within messages, each of which is told by its key in the one around it.
    fn within(keys: &[u8], mut bytes: Vec<u8>) -> Vec<u8> {
        for key in keys.iter().rev() {
            let mut around = vec![*key];
            prost::encode_length_delimiter(bytes.len(), &mut around).unwrap();
            around.append(&mut bytes);
            bytes = around;
        }
        bytes
    }

    #[test]
    fn empty_messages_are_counted_wherever_they_are() {
        // Each is a way to a message that repeats something, and the key of that.
        let ways: [(&[u8], u8); 11] = [
            (&[], 0x0a),
            (&[0x0a], 0x12),
            (&[0x0a, 0x0a], 0x0a),
            (&[0x0a, 0x0a], 0x1a),
            (&[0x0a, 0x0a, 0x1a], 0x1a),
            (&[0x0a, 0x0a, 0x1a], 0x22),
            (&[0x0a, 0x12], 0x12),
            (&[0x0a, 0x12, 0x0a], 0x1a),
            (&[0x0a, 0x12, 0x12], 0x32),
            (&[0x0a, 0x12, 0x12, 0x2a, 0x2a], 0x0a),
            (&[0x0a, 0x12, 0x12, 0x32, 0x12, 0x32], 0x0a),
        ];
        for (way, key) in ways {
            let bytes = within(way, [key, 0].repeat(1000));
            let made = decoded(&Export::decode(bytes.as_slice()).unwrap());
            assert_eq!((made, messages(&bytes, made)), (way.len() + 1000, Some(made)), "{way:?}");
            assert_eq!(messages(&bytes, made - 1), None, "{way:?}");
        }
    }

    #[test]
    fn damage_ends_the_count_where_it_ends_decoding() {
        // A group that does not end, a length beyond the end, a key of no form.
        let damaged: [&[u8]; 3] = [&[0x0a, 0, 0x1b, 0x10], &[0x0a, 0, 0x0a, 9], &[0x0a, 0, 0x0f]];
        for bytes in damaged {
            assert!(Export::decode(bytes).is_err(), "{bytes:?}");
            assert!(messages(bytes, 2).is_some_and(|count| count > 0), "{bytes:?}");
        }
        // A list in a list, and so on: as deep as it is decoded, and deeper.
        let keys: Vec<u8> = [0x0a, 0x0a, 0x0a, 0x12].into_iter().chain([0x2a, 0x0a].repeat(60)).collect();
        for (deep, decodes) in [(100, true), (101, false), (124, false)] {
            let bytes = within(&keys[..deep], Vec::new());
            assert_eq!(Export::decode(bytes.as_slice()).is_ok(), decodes, "{deep}");
            assert_eq!(messages(&bytes, usize::MAX), Some(deep.min(101)), "{deep}");
        }
        // A record that is damaged spoils no other.
        let bytes = [0x0a, 10, 0x12, 8, 0x12, 2, 0xff, 0xff, 0x12, 2, 0x32, 0];
        assert_eq!(messages(&bytes, usize::MAX), Some(5));
    }

    #[test]
    fn values_of_json_are_counted_outside_texts() {
        for (text, expected) in [
            (r#"{"resourceLogs":[{},{},{}]}"#, 5),
            (r#"{"a":"{[,\"{[,","b":1,"c":2,"d":[]}"#, 3),
            (r#"[1,"\\",2,3]"#, 3),
            ("", 0),
        ] {
            assert_eq!(values(text.as_bytes(), expected), Some(expected), "{text}");
            let fewer = expected.checked_sub(1);
            assert_eq!(fewer.and_then(|fewer| values(text.as_bytes(), fewer)), None, "{text}");
        }
    }
}
