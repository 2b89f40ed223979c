//! What comes off the press, looked at glyph by glyph.

mod office;

use std::collections::BTreeSet;

use talap_locale::Words;
use talap_model::Language;
use typst::layout::{Abs, Frame, FrameItem};
use typst::model::Document;
use typst::text::TextItem;

use super::*;
use crate::faces::{CODE_FAMILY, TEXT_FAMILY};
use crate::sample;
use crate::state::{Heading, ObjectState, StatementLine, Trait};
use crate::values::Scribe;

const HOSTILE: &str = "#import \"x.typ\"\n*a* _b_ $x^2$ \\ <label> @ref `raw` // c /* d */ = h \"q\" \u{202e}txt\u{202c} \u{0}\u{1b}[31m 中文 😀 \u{e000} {{ 7*7 }} #(1/0) {page}";

fn words() -> Words {
    Words::built_in().unwrap()
}

fn imprint() -> Imprint {
    let made_at = Timestamp::new_utc(Datetime::from_ymd_hms(2026, 11, 23, 14, 5, 0).unwrap());
    Imprint { identity: "test".to_owned(), made_at }
}

fn texts<'a>(frame: &'a Frame, found: &mut Vec<&'a TextItem>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => texts(&group.frame, found),
            FrameItem::Text(text) => found.push(text),
            _ => {}
        }
    }
}

fn pages(template: Template, values: Dict) -> PagedDocument {
    let (document, warnings) = lay_out(template, values).unwrap();
    assert!(warnings.is_empty(), "{}", told(&warnings));
    document
}

/// The faces in use and the text, after making sure that no glyph is the one for 'missing'.
fn look(document: &PagedDocument) -> (BTreeSet<String>, String) {
    let mut found = Vec::new();
    document.pages().iter().for_each(|page| texts(&page.frame, &mut found));
    let mut faces = BTreeSet::new();
    let mut all = String::new();
    for item in found {
        assert!(item.glyphs.iter().all(|glyph| glyph.id != 0), "a missing glyph in {:?}", item.text);
        faces.insert(item.font.font().post_script_name().unwrap());
        all.push_str(&item.text);
    }
    (faces, all)
}

#[test]
fn every_paper_is_set_without_a_warning_and_in_the_faces_meant_for_it() {
    let (words, faces) = (words(), Faces::loaded().unwrap());
    for (language, object, organisation) in sample::samples() {
        let scribe = Scribe::new(&words, language, faces);
        for document in [
            pages(Template::Object, scribe.object(&object)),
            pages(Template::Organisation, scribe.organisation(&organisation)),
        ] {
            let (faces, _) = look(&document);
            let meant = ["LibertinusSerif-Regular", "LibertinusSerif-Semibold", "DejaVuSansMono"];
            assert!(faces.iter().all(|face| meant.contains(&face.as_str())), "{faces:?}");
            assert!(document.info().title.as_ref().is_some_and(|title| title.contains(" — ")));
        }
    }
}

#[test]
fn running_text_never_falls_back_to_the_face_of_identifiers() {
    let (words, faces) = (words(), Faces::loaded().unwrap());
    for (language, object, _) in sample::samples() {
        let document = pages(Template::Object, Scribe::new(&words, language, faces).object(&object));
        let mut found = Vec::new();
        document.pages().iter().for_each(|page| texts(&page.frame, &mut found));
        for item in found {
            let family = item.font.font().info().family.to_lowercase();
            let code = item.text.is_ascii() || item.text.chars().any(|c| "ҚАЛТПФЙ".contains(c));
            assert!(family == TEXT_FAMILY || (family == CODE_FAMILY && code), "{:?} in {family}", item.text);
        }
    }
}

fn hostile() -> ObjectState {
    let mut state = sample::object_state(Language::Ru);
    let line = state.lines[2].clone();
    state.name = HOSTILE.to_owned();
    state.id = HOSTILE.to_owned();
    state.heading = Heading {
        organisation: HOSTILE.to_owned(),
        organisation_id: HOSTILE.to_owned(),
        asked_by: HOSTILE.to_owned(),
        catalog_fingerprint: HOSTILE.to_owned(),
        ..state.heading
    };
    let checkpoint = state.heading.checkpoint.as_mut().unwrap();
    (checkpoint.origin, checkpoint.root) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    state.traits[0].label = HOSTILE.to_owned();
    state.traits[0].value = HOSTILE.to_owned();
    state.due[0].what = HOSTILE.to_owned();
    state.due[0].place = HOSTILE.to_owned();
    let evidence = vec![HOSTILE.to_owned(), String::new(), "x".repeat(3000)];
    let endless = "сөз".repeat(900);
    state.lines.push(StatementLine {
        clause: HOSTILE.to_owned(),
        title: endless,
        reason: HOSTILE.to_owned(),
        evidence,
        ..line
    });
    state
}

#[test]
fn what_people_typed_is_shown_and_not_obeyed() {
    let (words, faces) = (words(), Faces::loaded().unwrap());
    let document = pages(Template::Object, Scribe::new(&words, Language::Ru, faces).object(&hostile()));
    let (_, all) = look(&document);
    for shown in ["#import", "\"x.typ\"", "*a*", "_b_", "$x^2$", "<label>", "@ref", "`raw`", "/*", "#(1/0)", "{page}"] {
        assert!(all.contains(shown), "{shown} is not shown");
    }
    assert!(all.contains("\u{fffd}txt\u{fffd}") && !all.contains('\u{202e}'));
    // A title of several pages is broken between pages, not cut off.
    assert_eq!(all.matches("сөз").count(), 900);
    export(&document, &imprint()).unwrap();
}

#[test]
fn every_character_that_is_let_through_can_be_written() {
    let (words, faces) = (words(), Faces::loaded().unwrap());
    let mut state = sample::empty_object(Language::Kk);
    let characters: Vec<char> = faces.characters().collect();
    let text = characters.chunks(20).map(|chunk| chunk.iter().collect()).collect::<Vec<String>>().join(" ");
    state.traits = vec![Trait { label: text.clone(), value: text.clone() }];
    // The same in the faces of headings and of identifiers.
    (state.name, state.id) = (text.clone(), text);
    let document = pages(Template::Object, Scribe::new(&words, Language::Kk, faces).object(&state));
    look(&document);
    export(&document, &imprint()).unwrap();
}

#[test]
fn nothing_stands_outside_the_page() {
    let (words, faces) = (words(), Faces::loaded().unwrap());
    let document = pages(Template::Object, Scribe::new(&words, Language::Ru, faces).object(&hostile()));
    for page in document.pages() {
        let width = page.frame.width();
        check_inside(&page.frame, Abs::zero(), width, Abs::mm(14.0));
    }
}

fn check_inside(frame: &Frame, left: Abs, width: Abs, margin: Abs) {
    for (position, item) in frame.items() {
        let at = left + position.x;
        match item {
            FrameItem::Group(group) => check_inside(&group.frame, at, width, margin),
            FrameItem::Text(text) => {
                let end = at + text.width();
                assert!(end <= width - margin, "{:?} ends at {end:?}", text.text);
            }
            _ => {}
        }
    }
}

#[test]
fn the_template_has_no_file_to_read() {
    let desk = Desk::new(Template::Object, Dict::new()).unwrap();
    let path = VirtualPath::new("/etc/passwd").unwrap();
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    assert!(desk.file(id).is_err() && desk.source(id).is_err() && desk.today(None).is_none());
}
