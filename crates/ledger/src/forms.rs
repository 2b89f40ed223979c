//! The attributes of an event, where its raw bytes say them already: kept once. Most of them are words of the line as it came
//! (a port, a path, the name of a browser), so a file holds their *form*: the JSON object with, in place of such a value, where
//! in the raw bytes it stands. Lines of one make have one form, and a column of few different texts takes next to no room.
//! Queries get `attributes` back whole.
//!
//! A place is `[field, part, field, part]`: from the part of a field to the part of a field, both included. Fields are what white space
//! divides; parts, what signs such as `:`, `=` and brackets divide within a field. Both count from 0; -1 is the last one.
//! A form for `<38>1 … sshd 871 - - Failed password for root from 10.0.0.5 port 4242 ssh2` may be
//! `{"activity":"logon","pid":[3,0,3,-1],"port":[11,0,11,-1]}`.
//!
//! A value that JSON writes with escapes is never a place, so whatever is a word of the whole object is one of the form or of the raw
//! bytes: the index of tokens is over these two.
//!
//! Files of earlier layouts hold `attributes` itself and are read as they are.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch, StringArray, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use memchr::memmem;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::columns::typed;
use crate::encoding::{Attributes, Malformed};

/// The column of attributes as a whole: of the table, and of files of earlier layouts.
pub(crate) const ATTRIBUTES: &str = "attributes";
/// The column of their forms.
pub(crate) const FORM: &str = "attributes_form";

/// Raw bytes beyond this length are not searched for values.
const LONGEST_SEARCHED: usize = 64 * 1024;
/// Values shorter than this are not looked for: they stand in too many places by chance.
const SHORTEST_SOUGHT: usize = 2;
/// How many places in raw bytes are looked at for one value.
const MOST_LOOKED_AT: usize = 4;
/// So many bytes are looked through for the values of one event; what is not found by then stays a text.
const MOST_LOOKED_THROUGH: usize = 1 << 20;
/// For so many names places are remembered.
const MOST_NAMES: usize = 4096;
/// How many places are remembered for each name.
const MOST_GUESSES: usize = 4;
/// How many forms are remembered when they are written, and tried one after another.
const MOST_WRITTEN: usize = 16;
/// How many forms are remembered when they are read.
const MOST_KNOWN: usize = 64;
/// The number that stands for the last field or part.
const LAST: i32 = -1;

/// The column of a file of today's layout.
pub(crate) fn file_field() -> Field {
    Field::new(FORM, DataType::Utf8, false)
}

/// From a part of a field to a part of a field, both included.
type Place = [i32; 4];

/// Whether a byte divides parts of a field.
const fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b',' | b';' | b'=' | b':' | b'|'
    )
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes are looked at for white space at once.
const AT_ONCE: usize = 16;

/// Where raw bytes are divided: into fields once for all places that are looked at, and a field into parts when the first of them is
/// asked for, so that a long line costs no more than its length, and most of a line next to nothing.
#[derive(Default)]
struct Cuts {
    fields: Vec<Cut>,
    /// The parts of the fields that were asked for, as places in the raw bytes.
    parts: Vec<Range<usize>>,
}

/// A field: its place in the raw bytes and, once it was asked for, that of its parts among all. One of signs alone has none.
struct Cut {
    bytes: Range<usize>,
    parts: Option<Range<usize>>,
}

impl Cuts {
    fn find(&mut self, raw: &[u8]) {
        self.parts.clear();
        self.fields.clear();
        let mut start = 0;
        for (chunk, offset) in raw.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
            // A byte for each byte, of which the lowest bit says whether it is white space.
            let mut spaces = [0; AT_ONCE];
            for (space, byte) in spaces.iter_mut().zip(chunk) {
                *space = u8::from(is_space(*byte));
            }
            let mut spaces = u128::from_le_bytes(spaces);
            while spaces != 0 {
                let at = offset + spaces.trailing_zeros() as usize / 8;
                self.push(start..at);
                start = at + 1;
                spaces &= spaces - 1;
            }
        }
        self.push(start..raw.len());
    }

    fn push(&mut self, bytes: Range<usize>) {
        if !bytes.is_empty() {
            self.fields.push(Cut { bytes, parts: None });
        }
    }

    /// Where the parts of a field are among all, found now if they were not yet.
    fn parts(&mut self, raw: &[u8], field: usize) -> Option<Range<usize>> {
        let Cut { bytes, parts } = self.fields.get_mut(field)?;
        if parts.is_none() {
            let first = self.parts.len();
            let mut start = bytes.start;
            for (at, byte) in bytes.clone().zip(raw.get(bytes.clone())?) {
                if is_sign(*byte) {
                    self.parts.extend((start < at).then_some(start..at));
                    start = at + 1;
                }
            }
            self.parts.extend((start < bytes.end).then_some(start..bytes.end));
            *parts = Some(first..self.parts.len());
        }
        parts.clone()
    }
}

/// Raw bytes as far as values are looked for in them.
fn searched(raw: &[u8]) -> &[u8] {
    if raw.len() > LONGEST_SEARCHED { &[] } else { raw }
}

/// Raw bytes, with where they are divided.
struct Divided<'raw, 'cuts> {
    raw: &'raw [u8],
    cuts: &'cuts mut Cuts,
}

impl<'raw, 'cuts> Divided<'raw, 'cuts> {
    fn new(raw: &'raw [u8], cuts: &'cuts mut Cuts) -> Self {
        cuts.find(raw);
        Self { raw, cuts }
    }

    fn part(&mut self, field: i32, part: i32) -> Option<Range<usize>> {
        let field = match field {
            LAST => self.cuts.fields.len().checked_sub(1)?,
            number => usize::try_from(number).ok()?,
        };
        let parts = self.cuts.parts(self.raw, field)?;
        let parts = self.cuts.parts.get(parts)?;
        match part {
            LAST => parts.last(),
            number => parts.get(usize::try_from(number).ok()?),
        }
        .cloned()
    }

    /// What stands at a place.
    fn get(&mut self, [from_field, from_part, to_field, to_part]: Place) -> Option<&'raw [u8]> {
        let from = self.part(from_field, from_part)?;
        self.raw.get(from.start..self.part(to_field, to_part)?.end)
    }

    /// A place where a value stands, the last one of a few: a number that stands in the time of a line by chance comes first.
    fn find(&mut self, value: &str) -> Option<Place> {
        let mut before = self.raw.len();
        for _ in 0..MOST_LOOKED_AT {
            let at = memmem::rfind(self.raw.get(..before)?, value.as_bytes())?;
            if let Some(place) = self.place_of(at..at + value.len()) {
                return Some(place);
            }
            before = at + value.len() - 1;
        }
        None
    }

    /// The place of a range of bytes, if it begins and ends where parts do.
    fn place_of(&mut self, range: Range<usize>) -> Option<Place> {
        let holding = |cuts: &Cuts, at: usize| cuts.fields.partition_point(|field| field.bytes.end <= at);
        let (first, last) = (holding(self.cuts, range.start), holding(self.cuts, range.end.checked_sub(1)?));
        let (from_parts, to_parts) = (self.cuts.parts(self.raw, first)?, self.cuts.parts(self.raw, last)?);
        let from = self.cuts.parts.get(from_parts)?.binary_search_by_key(&range.start, |part| part.start).ok()?;
        let parts = self.cuts.parts.get(to_parts)?;
        let to = parts.binary_search_by_key(&range.end, |part| part.end).ok()?;
        let is_last_part = to + 1 == parts.len();
        let is_last_field = last != first && last + 1 == self.cuts.fields.len();
        let number = |number: usize| i32::try_from(number).ok();
        let to_part = if is_last_part { LAST } else { number(to)? };
        let to_field = if is_last_field { LAST } else { number(last)? };
        Some([number(first)?, number(from)?, to_field, to_part])
    }
}

/// Writes forms. It remembers the last ones, and where values stood, so that lines of one make get one form.
#[derive(Default)]
pub(crate) struct Forms {
    /// The form that was used last comes first.
    written: Vec<Written>,
    guesses: HashMap<String, Vec<Place>>,
    cuts: Cuts,
    /// How many bytes were looked through for the event that is being written.
    looked_through: usize,
}

/// A form that was written.
struct Written {
    told: Told,
    json: Vec<u8>,
}

impl Written {
    /// Whether it is a form of these attributes too.
    fn fits<'a>(
        &self,
        divided: &mut Divided<'_, '_>,
        mut attributes: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    ) -> bool {
        let all = self.told.0.iter().all(|(name, told)| {
            attributes.next().is_some_and(|(found, value)| {
                let mut is_it = || match told {
                    Value::Text(text) => text.as_bytes() == value,
                    Value::At(place) => divided.get(*place) == Some(value),
                };
                found == name.as_bytes() && is_it()
            })
        });
        all && attributes.next().is_none()
    }
}

impl Forms {
    /// The form of attributes, in order of their names, of an event with these raw bytes; put into `json` in place of what was there.
    ///
    /// # Errors
    ///
    /// None that a text can cause: those of [`serde_json`].
    pub(crate) fn write(
        &mut self,
        attributes: Attributes<'_>,
        raw: &[u8],
        json: &mut Vec<u8>,
    ) -> Result<(), serde_json::Error> {
        let mut cuts = std::mem::take(&mut self.cuts);
        let mut divided = Divided::new(searched(raw), &mut cuts);
        json.clear();
        self.looked_through = 0;
        if let Some(at) = self.written.iter().position(|written| written.fits(&mut divided, attributes.iter_bytes())) {
            self.written.get_mut(..=at).unwrap_or_default().rotate_right(1);
        } else {
            let told = attributes.iter().map(|(name, value)| {
                let place = self.place(&mut divided, name, value);
                (name.to_owned(), place.map_or_else(|| Value::Text(value.to_owned()), Value::At))
            });
            let told = Told(told.collect());
            told.write(json)?;
            self.written.truncate(MOST_WRITTEN - 1);
            self.written.insert(0, Written { told, json: std::mem::take(json) });
        }
        json.extend(self.written.first().map(|written| written.json.as_slice()).unwrap_or_default());
        self.cuts = cuts;
        Ok(())
    }

    fn place(&mut self, divided: &mut Divided<'_, '_>, name: &str, value: &str) -> Option<Place> {
        if value.len() < SHORTEST_SOUGHT || value.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
            return None;
        }
        if self.guesses.len() >= MOST_NAMES && !self.guesses.contains_key(name) {
            self.guesses.clear();
        }
        let guesses = self.guesses.entry(name.to_owned()).or_default();
        if let Some(at) = guesses.iter().position(|place| divided.get(*place) == Some(value.as_bytes())) {
            guesses.get_mut(..=at)?.rotate_right(1);
            return guesses.first().copied();
        }
        if self.looked_through > MOST_LOOKED_THROUGH {
            return None;
        }
        self.looked_through += divided.raw.len();
        let place = divided.find(value)?;
        guesses.truncate(MOST_GUESSES - 1);
        guesses.insert(0, place);
        Some(place)
    }
}

fn write_name(at: usize, name: &str, json: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    if at > 0 {
        json.push(b',');
    }
    serde_json::to_writer(&mut *json, name)?;
    json.push(b':');
    Ok(())
}

/// Puts attributes, in order of their names, into `json` as an object, in place of what was there.
pub(crate) fn write_whole<'a>(
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
    json: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    json.clear();
    json.push(b'{');
    for (at, (name, value)) in attributes.enumerate() {
        write_name(at, name, json)?;
        serde_json::to_writer(&mut *json, value)?;
    }
    json.push(b'}');
    Ok(())
}

/// Names with what a text says of each, by ascending name: a form, or attributes as a whole.
#[derive(Debug, PartialEq, Eq)]
struct Told(Vec<(String, Value)>);

#[derive(Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    At(Place),
}

impl Told {
    fn write(&self, json: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        json.push(b'{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            write_name(at, name, json)?;
            serde_json::to_writer(&mut *json, value)?;
        }
        json.push(b'}');
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Told;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts or places by ascending name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told, A::Error> {
                let mut told: Vec<(String, Value)> = Vec::new();
                while let Some(one) = map.next_entry::<String, Value>()? {
                    if told.last().is_some_and(|(before, _)| *before >= one.0) {
                        return Err(de::Error::custom("names that do not ascend"));
                    }
                    told.push(one);
                }
                Ok(Told(told))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Reads forms, each different one once as long as there are not too many.
#[derive(Default)]
pub(crate) struct Reading {
    /// The one that was read last comes first.
    known: Vec<(String, Told)>,
    cuts: Cuts,
}

impl Reading {
    /// Hands the names and values of a form on, by ascending name.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when it is no form, or names a place that these raw bytes do not have.
    pub(crate) fn read<T>(
        &mut self,
        form: &str,
        raw: &[u8],
        take: impl FnOnce(&[(&str, &str)]) -> T,
    ) -> Result<T, Malformed> {
        self.find(form)?;
        let mut divided = Divided::new(searched(raw), &mut self.cuts);
        let told = self.known.first().map_or(&[][..], |(_, told)| told.0.as_slice());
        let mut pairs = Vec::with_capacity(told.len());
        for (name, value) in told {
            let value = match value {
                Value::Text(text) => text.as_str(),
                Value::At(place) => {
                    let found = divided.get(*place).ok_or(Malformed("a place that the raw bytes do not have"))?;
                    std::str::from_utf8(found).map_err(|_| Malformed("an attribute is not UTF-8"))?
                }
            };
            pairs.push((name.as_str(), value));
        }
        Ok(take(&pairs))
    }

    /// Puts what a form tells in the first place.
    fn find(&mut self, form: &str) -> Result<(), Malformed> {
        if let Some(at) = self.known.iter().position(|(known, _)| known == form) {
            self.known.get_mut(..=at).unwrap_or_default().rotate_right(1);
            return Ok(());
        }
        let told = serde_json::from_str(form).map_err(|_| Malformed("attributes are not JSON"))?;
        self.known.truncate(MOST_KNOWN - 1);
        self.known.insert(0, (form.to_owned(), told));
        Ok(())
    }
}

/// The attributes of the rows of a file, of whichever layout.
pub(crate) enum AttributeColumn<'a> {
    /// Of earlier ones.
    Whole(&'a StringArray),
    /// Of today's.
    Forms(&'a StringArray),
}

impl<'a> AttributeColumn<'a> {
    /// The column of a record batch of a file.
    pub(crate) fn of(rows: &'a RecordBatch) -> Result<Self, Malformed> {
        if rows.column_by_name(ATTRIBUTES).is_some() {
            return Ok(Self::Whole(typed(rows, ATTRIBUTES)?));
        }
        Ok(Self::Forms(typed(rows, FORM)?))
    }

    /// Hands the names and values of a row with these raw bytes on, by ascending name.
    pub(crate) fn read<T>(
        &self,
        row: usize,
        raw: &[u8],
        reading: &mut Reading,
        take: impl FnOnce(&[(&str, &str)]) -> T,
    ) -> Result<T, Malformed> {
        // A whole is a form without places.
        let (Self::Whole(column) | Self::Forms(column)) = self;
        let text = column.is_valid(row).then(|| column.value(row)).ok_or(Malformed("a value is missing"))?;
        let raw = if matches!(self, Self::Whole(_)) { &[] } else { raw };
        reading.read(text, raw, take)
    }
}

/// The function that makes whole attributes of those of a file of an earlier layout, of a form, and of raw bytes.
pub(crate) fn function() -> Arc<ScalarUDF> {
    let types = vec![DataType::Utf8, DataType::Utf8, DataType::Binary];
    let make = |parts: &[ColumnarValue]| {
        let arrays = ColumnarValue::values_to_arrays(parts)?;
        let [whole, forms, raw] = arrays.as_slice() else {
            return Err(DataFusionError::Internal("attributes are made of three columns".to_owned()));
        };
        Ok(ColumnarValue::Array(fill_in(whole, forms, raw)?))
    };
    Arc::new(create_udf("talap_attributes", types, DataType::Utf8, Volatility::Immutable, Arc::new(make)))
}

fn fill_in(whole: &ArrayRef, forms: &ArrayRef, raw: &ArrayRef) -> QueryResult<ArrayRef> {
    let wrong = || DataFusionError::Internal("a part of attributes has another type".to_owned());
    let whole = whole.as_string_opt::<i32>().ok_or_else(wrong)?;
    let forms = forms.as_string_opt::<i32>().ok_or_else(wrong)?;
    let raw = raw.as_binary_opt::<i32>().ok_or_else(wrong)?;
    let (mut made, mut reading, mut json) = (StringBuilder::new(), Reading::default(), Vec::new());
    for row in 0..whole.len() {
        if whole.is_valid(row) {
            made.append_value(whole.value(row));
            continue;
        }
        let write = |pairs: &[(&str, &str)]| write_whole(pairs.iter().copied(), &mut json);
        let written = reading.read(forms.value(row), raw.value(row), write);
        written.map_err(external)?.map_err(external)?;
        made.append_value(std::str::from_utf8(&json).map_err(external)?);
    }
    Ok(Arc::new(made.finish()))
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

#[cfg(test)]
mod tests;
