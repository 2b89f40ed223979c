//! The index as a whole, made of events and asked through an object store.

use futures::executor::block_on;
use object_store::memory::InMemory;
use object_store::{ObjectStoreExt as _, path::Path as StorePath};
use proptest::prelude::*;
use talap_model::{Event, NewEvent};

use super::build::Builder;
use super::read::{Blocks, Heads, IndexFile};
use super::*;
use crate::batch::Row;
use crate::columns::{self, to_record_batch};
use crate::demand::Demand;
use crate::encoding::{EventRef, encode};
use crate::sample;

/// An index in memory, of blocks of so many rows.
struct Kept {
    bytes: Vec<u8>,
    rows: u64,
}

impl Kept {
    fn of(events: &[Event], block_rows: u32) -> Self {
        let mut builder = Builder::with_blocks_of(block_rows);
        let schema = columns::indexed_schema();
        // Record batches that end elsewhere than blocks.
        for chunk in events.chunks(5) {
            let encodings: Vec<_> = chunk.iter().map(|event| (event.seq, encode(&event.body))).collect();
            let rows: Vec<_> = encodings
                .iter()
                .map(|(seq, encoding)| Row { batch: 0, seq: *seq, event: EventRef::read(encoding).unwrap() })
                .collect();
            builder.push(&to_record_batch(&schema, &rows).unwrap()).unwrap();
        }
        Self { bytes: builder.finish().unwrap(), rows: events.len() as u64 }
    }

    fn ask(&self, demand: &Demand, heads: &Heads) -> Result<Blocks, read::IndexFault> {
        let (store, path) = (InMemory::new(), StorePath::from("a.tokens"));
        block_on(store.put(&path, self.bytes.clone().into())).unwrap();
        let file = IndexFile { store: &store, path, size: self.bytes.len() as u64, rows: self.rows };
        block_on(file.blocks(demand, heads))
    }

    /// Whether each row is in a block that may match.
    fn rows(&self, demand: &Demand) -> Vec<bool> {
        let blocks = self.ask(demand, &Heads::default()).unwrap();
        let Some(selection) = blocks.selection() else { return vec![true; usize::try_from(self.rows).unwrap()] };
        let selectors: Vec<_> = selection.into();
        selectors.iter().flat_map(|part| vec![!part.skip; part.row_count]).collect()
    }
}

fn numbered(bodies: Vec<NewEvent>) -> Vec<Event> {
    bodies.into_iter().zip(100..).map(|(body, seq)| Event { seq, body }).collect()
}

/// Every text of an event that a query can look into, as the columns hold it.
fn texts(event: &NewEvent) -> Vec<String> {
    let attributes = serde_json::to_string(&event.attributes).unwrap();
    let raw = event.raw.utf8_chunks().map(|chunk| chunk.valid().to_owned());
    let optional = [&event.user, &event.host, &event.program, &event.address].into_iter().flatten().cloned();
    [event.message.clone(), attributes].into_iter().chain(optional).chain(raw).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,24}",
        "[A-Za-z]{3,9}( [a-z]{3,9}){0,4}",
        "[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]{2,9}( [а-яәғқңөұүһі]{2,9}){0,3}",
        "src=[0-9]{1,3}(\\.[0-9]{1,3}){3}:[0-9]{1,5} [A-Z]{2,5}",
        "/var/log/[a-z]{2,8}/[a-z]{2,8}\\.log [a-z]{2,5}-[0-9]{1,3}\\.[a-z]{2,6}\\.kz",
        "id=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{12} [ΑαΣσςβſKİıßẞ]{2,9}",
    ]
}

fn event() -> impl Strategy<Value = NewEvent> {
    let maybe = || prop::option::of(text());
    let bytes = prop::collection::vec(any::<u8>(), 0..12);
    (sample::any_event(), (text(), maybe(), maybe(), maybe(), maybe()), (bytes, 0_u8..3)).prop_map(
        |(event, (message, user, host, program, address), (mut raw, kind))| {
            raw.extend(match kind {
                0 => format!(" {message}").into_bytes(),
                1 => format!("{message} x").into_bytes(),
                _ => Vec::new(),
            });
            let mut attributes = event.attributes;
            // Words of the line, which its form has by their places, and the whole of it.
            let words =
                message.split(' ').zip(b'a'..=b'f').map(|(word, name)| (char::from(name).to_string(), word.to_owned()));
            attributes.extend(words);
            attributes.insert("g", message.clone());
            NewEvent { message, user, host, program, address, raw, attributes, ..event }
        },
    )
}

/// A part of a text, by the places of its first and last character.
fn part(text: &str, (from, to): (prop::sample::Index, prop::sample::Index)) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return String::new();
    }
    let (from, to) = (from.index(characters.len()), to.index(characters.len()));
    characters[from.min(to)..=from.max(to)].iter().collect()
}

proptest! {
    /// The one promise: where a text is, the index never says that it cannot be.
    #[test]
    fn no_row_that_contains_a_text_is_left_out(
        bodies in prop::collection::vec(event(), 1..60),
        block_rows in 1_u32..9,
        chosen: (prop::sample::Index, prop::sample::Index),
        ends: (prop::sample::Index, prop::sample::Index),
        form in 0_u8..4,
    ) {
        let kept = Kept::of(&numbered(bodies.clone()), block_rows);
        let from = texts(chosen.0.get(bodies.as_slice()));
        let taken = part(chosen.1.get(from.as_slice()).as_str(), ends);
        let needle = match form {
            0 => taken,
            1 => taken.to_lowercase(),
            2 => taken.to_uppercase(),
            _ => part(&chosen.1.get(from.as_slice()).to_lowercase(), ends),
        };
        let grams = grams_of(&needle);
        let demand = if grams.is_empty() { Demand::Anything } else { Demand::Text(grams) };
        let may_match = kept.rows(&demand);
        for (body, may_match) in bodies.iter().zip(may_match) {
            let has = |text: &String| text.contains(&needle) || text.to_lowercase().contains(&needle);
            prop_assert!(may_match || !texts(body).iter().any(has), "{needle:?} in {body:?}");
        }
    }

    #[test]
    fn a_damaged_index_is_refused(at: prop::sample::Index, bit in 0_u8..8) {
        let events = numbered((0..40).map(|number| sample::event("acme", "portal", "web", number)).collect());
        let mut kept = Kept::of(&events, 4);
        let demand = Demand::All(vec![Demand::Text(grams_of("event")), Demand::Text(grams_of("nowhere"))]);
        let sound = kept.ask(&demand, &Heads::default()).unwrap();
        let at = at.index(kept.bytes.len());
        kept.bytes[at] ^= 1 << bit;
        // A page that is not asked for may be damaged; then the answer is what it was.
        if let Ok(answer) = kept.ask(&demand, &Heads::default()) {
            prop_assert_eq!(answer, sound);
        }
    }

    #[test]
    fn bytes_that_are_no_index_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), rows: u64) {
        let _result = Kept { bytes, rows }.ask(&Demand::Text(grams_of("kryptonite")), &Heads::default());
    }
}

fn with_message(number: u32, message: &str) -> NewEvent {
    NewEvent { message: message.to_owned(), ..sample::event("acme", "portal", "web", number) }
}

/// A hundred blocks of four rows, with something rare in one row.
fn hundred_blocks() -> Kept {
    let common = "session opened for user root by login, address 10.1.2.3";
    let rare = "КРИПТОНИТ және kryptonite-7 from 203.0.113.77 by 3f2a9c01-77de-4b1c-a012-0123456789ab";
    let body = |number| with_message(number, if number == 203 { rare } else { common });
    Kept::of(&numbered((0..400).map(body).collect()), 4)
}

fn found(kept: &Kept, text: &str) -> usize {
    kept.rows(&Demand::Text(grams_of(text))).iter().filter(|may_match| **may_match).count()
}

#[test]
fn what_is_rare_leaves_one_block_and_what_is_common_leaves_all() {
    let kept = hundred_blocks();
    for text in
        ["kryptonite-7", "ryptonit", "криптонит", "риптони", "203.0.113.77", "03.0.113.7", "9c01-77de-4b1c-a012-01234"]
    {
        assert_eq!(found(&kept, text), 4, "{text}");
    }
    for text in ["session", "ession op", "10.1.2.3", "user root"] {
        assert_eq!(found(&kept, text), 400, "{text}");
    }
    assert_eq!(found(&kept, "nowhere"), 0);
    assert_eq!(found(&kept, "203.0.113.99.1"), 0);
}

#[test]
fn numbers_of_events_are_found_by_block() {
    let kept = hundred_blocks();
    let rows = |ranges| kept.rows(&Demand::Seqs(ranges)).iter().filter(|may_match| **may_match).count();
    assert_eq!(rows(vec![100..=100]), 4);
    assert_eq!(rows(vec![103..=104]), 8);
    assert_eq!(rows(vec![0..=99]), 0);
    assert_eq!(rows(Vec::new()), 0);
    let both = Demand::All(vec![Demand::Seqs(vec![100..=100]), Demand::Text(grams_of("kryptonite"))]);
    assert!(kept.ask(&both, &Heads::default()).unwrap().is_none());
}

#[test]
fn a_block_with_too_many_texts_is_always_read() {
    let mut numbers = 0_u64;
    let mut noise = || {
        let words = (0..400).map(|_| {
            numbers += 1;
            let letter = |at: u64| char::from(b'g' + u8::try_from(grams::mix(numbers) >> (at * 4) & 15).unwrap());
            (0..16).map(letter).collect::<String>()
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let mut bodies: Vec<_> = (0..40).map(|number| with_message(number, &noise())).collect();
    bodies.extend((40..80).map(|number| with_message(number, "quiet")));
    let kept = Kept::of(&numbered(bodies), 40);
    assert_eq!(kept.rows(&Demand::Text(grams_of("kryptonite"))), [vec![true; 40], vec![false; 40]].concat());
}

#[test]
fn heads_are_remembered_by_file() {
    let (kept, heads) = (hundred_blocks(), Heads::default());
    let demand = Demand::Text(grams_of("kryptonite"));
    let first = kept.ask(&demand, &heads).unwrap();
    // The header is not read again: a damaged one does not matter now, but a damaged page does.
    let mut damaged = Kept { bytes: kept.bytes.clone(), rows: kept.rows };
    damaged.bytes[0] ^= 1;
    assert_eq!(damaged.ask(&demand, &heads).unwrap(), first);
    assert!(damaged.ask(&demand, &Heads::default()).is_err());
    assert!(Kept { rows: kept.rows + 1, ..damaged }.ask(&demand, &heads).is_err());
}

/// The form of files does not change without a new version: the bytes of a small index.
#[test]
fn the_format_does_not_change() {
    use sha2::Digest as _;
    let sum = sha2::Sha256::digest(&hundred_blocks().bytes);
    assert_eq!(crate::hex::encode(&sum), "9b568a750fdbedfde019f74d4b4ebb2f82803d37b8c0cfd0eb5f4b6d0224e991");
}
