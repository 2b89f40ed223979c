//! Forms of attributes, written and filled in.

use std::collections::BTreeMap;

use super::*;
use crate::encoding::Output;
use proptest::prelude::*;

type Names = BTreeMap<String, String>;

fn attributes(pairs: &[(&str, &str)]) -> Names {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn form(forms: &mut Forms, attributes: &Names, raw: &[u8]) -> String {
    let (mut out, mut json) = (Output::default(), Vec::new());
    let pairs = attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    forms.write(Attributes::written(&mut out, pairs), raw, &mut json).unwrap();
    String::from_utf8(json).unwrap()
}

fn read(form: &str, raw: &[u8]) -> Result<Names, Malformed> {
    Reading::default().read(form, raw, attributes)
}

#[test]
fn lines_of_one_make_have_one_form() {
    let mut forms = Forms::default();
    let mut form = |raw: &str, pairs: &[(&str, &str)]| form(&mut forms, &attributes(pairs), raw.as_bytes());
    let expected = r#"{"activity":"logon","pid":[2,1,2,-1],"port":[9,0,9,-1]}"#;
    let first = "<38>Nov 25 10:22:00 srv sshd[871]: Failed password for root from 10.0.0.5 port 4242 ssh2";
    // The fields of a time count too, so that this one has others.
    let shifted = expected.replace("[2,1,2,-1]", "[4,1,4,-1]").replace("[9,0,9,-1]", "[12,0,12,-1]");
    assert_eq!(form(first, &[("activity", "logon"), ("pid", "871"), ("port", "4242")]), shifted);
    let short = "2026-11-25T10:22:00Z srv sshd[23]: Accepted password for root from 10.0.0.5 port 22";
    let last = expected.replace("[9,0,9,-1]", "[10,0,10,-1]");
    assert_eq!(form(short, &[("activity", "logon"), ("pid", "23"), ("port", "22")]), last);
    let mut web = |path: &str, agent: &str| {
        let raw =
            format!("10.0.0.5 - - [25/Nov/2026:10:22:00 +0500] \"GET {path} HTTP/1.1\" 200 512 \"-\" \"{agent}\"");
        form(&raw, &[("agent", agent), ("bytes", "512"), ("path", path), ("status", "200")])
    };
    let expected = r#"{"agent":[11,0,-1,-1],"bytes":[9,0,9,-1],"path":[6,0,6,-1],"status":[8,0,8,-1]}"#;
    assert_eq!(web("/a", "Mozilla/5.0 X11 rv:145.0"), expected);
    assert_eq!(web("/b?page=2&size=3", "Mozilla/5.0 iPhone like Mac rv:9"), expected);
}

#[test]
fn what_is_no_word_of_the_line_stays_a_text() {
    let raw = b"a user=ivanov from [10.0.0.5]:22, port 4 \"quoted\\\"\"";
    let mut forms = Forms::default();
    for (value, expected) in [
        ("ivanov", "[1,1,1,-1]"),
        ("user=ivanov", "[1,0,1,-1]"),
        ("10.0.0.5", "[3,0,3,0]"),
        ("22", "[3,1,3,-1]"),
        ("ivan", "\"ivan\""),
        ("vanov", "\"vanov\""),
        ("[10.0.0.5]", "\"[10.0.0.5]\""),
        // Too short, or with escapes.
        ("4", "\"4\""),
        ("", "\"\""),
        ("quoted\\", "\"quoted\\\\\""),
        ("elsewhere", "\"elsewhere\""),
    ] {
        let text = form(&mut forms, &attributes(&[("v", value)]), raw);
        assert_eq!(text, format!("{{\"v\":{expected}}}"));
        assert_eq!(read(&text, raw), Ok(attributes(&[("v", value)])));
    }
}

#[test]
fn fields_of_signs_alone_are_counted_and_have_no_parts() {
    let raw = b"= first [:] :second=third: <>";
    let mut forms = Forms::default();
    for (value, expected) in [("first", "[1,0,1,-1]"), ("second", "[3,0,3,0]"), ("third", "[3,1,3,-1]")] {
        assert_eq!(form(&mut forms, &attributes(&[("v", value)]), raw), format!("{{\"v\":{expected}}}"));
    }
    for place in ["[0,0,0,0]", "[2,0,2,-1]", "[1,0,4,-1]", "[1,0,-1,-1]", "[1,1,1,1]", "[3,-1,3,0]"] {
        assert!(read(&format!("{{\"v\":{place}}}"), raw).is_err(), "{place}");
    }
    assert_eq!(read("{\"v\":[1,0,3,1]}", raw), Ok(attributes(&[("v", "first [:] :second=third")])));
}

#[test]
fn a_long_line_without_spaces_has_places_to_its_end() {
    let values: Names = (1000..1256).map(|number| (format!("n{number}"), format!("v{number}"))).collect();
    let raw = values.iter().map(|(name, value)| format!("{name}={value},")).collect::<Vec<_>>().concat();
    let text = form(&mut Forms::default(), &values, raw.as_bytes());
    assert!(text.contains("\"n1255\":[0,511,0,-1]") && !text.contains("\"v1"), "{text}");
    assert_eq!(read(&text, raw.as_bytes()), Ok(values));
}

#[test]
fn a_long_line_is_not_looked_through_for_every_value() {
    let mut forms = Forms::default();
    let raw = [&b"x".repeat(60_000), b" last".as_slice()].concat();
    let values: Names = (0..1000).map(|number| (format!("n{number:03}"), format!("v{number}"))).collect();
    let values: Names = values.into_iter().chain([("z".to_owned(), "last".to_owned())]).collect();
    let text = form(&mut forms, &values, &raw);
    assert!(text.ends_with(r#""z":"last"}"#), "it stands there, but after a thousand that do not");
    assert!(forms.looked_through < 2 * MOST_LOOKED_THROUGH);
    assert_eq!(read(&text, &raw), Ok(values));
    // Each event is looked through anew.
    assert_eq!(form(&mut forms, &attributes(&[("z", "last")]), &raw), r#"{"z":[1,0,1,-1]}"#);
    for number in 0..2 * MOST_NAMES {
        form(&mut forms, &attributes(&[(&format!("m{number}"), "last")]), &raw);
    }
    assert!(forms.guesses.len() <= MOST_NAMES);
}

#[test]
fn what_is_no_form_is_refused() {
    let raw = "алма 10.0.0.5 x".as_bytes();
    assert_eq!(read("{\"v\":[0,0,0,0]}", raw), Ok(attributes(&[("v", "алма")])));
    for form in [
        "",
        "[]",
        "{\"v\":1}",
        "{\"v\":[0,0,0]}",
        "{\"v\":[3,0,3,0]}",
        "{\"v\":[0,1,0,1]}",
        "{\"v\":[-2,0,0,0]}",
        "{\"v\":[1,0,0,0]}",
        "{\"v\":[0,0,9999999999,0]}",
        "{\"b\":\"1\",\"a\":\"2\"}",
        "{\"a\":\"1\",\"a\":\"2\"}",
    ] {
        assert!(read(form, raw).is_err(), "{form}");
    }
    assert!(read("{\"v\":[0,0,0,0]}", b"\xff\xfe x").is_err(), "not UTF-8");
    assert!(read("{\"v\":[0,0,0,0]}", b"").is_err(), "no bytes");
    let long = vec![b'a'; LONGEST_SEARCHED + 1];
    assert_eq!(form(&mut Forms::default(), &attributes(&[("v", "aaa")]), &long), "{\"v\":\"aaa\"}");
    assert!(read("{\"v\":[0,0,0,0]}", &long).is_err(), "nothing is looked for in so many");
    assert!(read("{\"v\":[0,0,0,0]}", &long[1..]).is_ok());
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof!["[a-z0-9./-]{1,6}", "[ :=\\[\\]\"',\\\\]{1,2}", "[әқ]{1,3}"].prop_map(String::into_bytes);
    let piece = prop_oneof![20 => piece, 1 => prop::collection::vec(any::<u8>(), 0..4)];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn attributes_come_back_from_their_form(
        lines in prop::collection::vec((line(), prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12), 0..5)), 1..6),
        strange in ".{0,6}",
    ) {
        let (mut forms, mut reading) = (Forms::default(), Reading::default());
        for (raw, cuts) in lines {
            // Pieces of the line, of which some are words of it.
            let piece = |(at, length): &(prop::sample::Index, usize)| {
                let at = at.index(raw.len() + 1);
                String::from_utf8_lossy(&raw[at..raw.len().min(at + length)]).into_owned()
            };
            let mut values: Names = cuts.iter().zip(b'a'..).map(|(cut, name)| (char::from(name).to_string(), piece(cut))).collect();
            values.insert("z".to_owned(), strange.clone());
            let text = form(&mut forms, &values, &raw);
            let back = reading.read(&text, &raw, attributes);
            prop_assert_eq!(back, Ok(values));
        }
    }

    #[test]
    fn places_are_those_of_a_division_at_every_byte(raw in line()) {
        let fields: Vec<Vec<&[u8]>> = raw
            .split(|byte| is_space(*byte))
            .filter(|field| !field.is_empty())
            .map(|field| field.split(|byte| is_sign(*byte)).filter(|part| !part.is_empty()).collect())
            .collect();
        let mut cuts = Cuts::default();
        // Asked for from behind: in which order does not matter.
        let mut divided = Divided::new(&raw, &mut cuts);
        let numbered = |count: usize| (0..i32::try_from(count).unwrap()).rev();
        for (number, parts) in numbered(fields.len()).zip(fields.iter().rev()) {
            for (at, part) in numbered(parts.len()).zip(parts.iter().rev()) {
                prop_assert_eq!(divided.get([number, at, number, at]), Some(*part));
            }
            prop_assert_eq!(divided.get([number, LAST, number, LAST]), parts.last().copied());
            let beyond = i32::try_from(parts.len()).unwrap();
            prop_assert_eq!(divided.get([number, beyond, number, beyond]), None);
        }
        let last = fields.last().and_then(|parts| parts.first().copied());
        prop_assert_eq!(divided.get([LAST, 0, LAST, 0]), last);
        let beyond = i32::try_from(fields.len()).unwrap();
        prop_assert_eq!(divided.get([beyond, 0, beyond, 0]), None);
    }

    #[test]
    fn no_place_makes_it_panic(place in any::<[i32; 4]>(), near in [-2_i32..6, -2..4, -2..6, -2..4], raw in line()) {
        for place in [place, near] {
            let _value = read(&format!("{{\"v\":{place:?}}}"), &raw);
        }
    }
}
