//! The papers of an office, looked at glyph by glyph.

use typst::foundations::Dict;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::text::FontWeight;

use super::{HOSTILE, check_inside, imprint, look, pages, texts, words};
use crate::faces::Faces;
use crate::office::clerk::{Clerk, Ruler, Weight};
use crate::office::{Entry, LabelFormat, Said, Tongues};
use crate::press::{Template, export};
use crate::sample::office::{self as sample, TONGUES};

/// Every paper in one way of setting it, with everything and with nothing.
fn papers(tongues: Tongues) -> Vec<(Template, Dict)> {
    let words = words();
    let clerk = Clerk::new(&words, tongues, Faces::loaded().unwrap());
    let journal = |columns, entries| (Template::Journal, clerk.journal(&sample::journal(tongues, columns, entries)));
    let mut papers = vec![journal(8, 24), journal(3, 0), journal(1, 1), journal(16, 9), journal(40, 3)];
    papers.push((Template::Journal, clerk.journal(&sample::signed_journal(tongues, 8, 9))));
    papers.push((Template::Journal, clerk.journal(&sample::signed_journal(tongues, 20, 9))));
    papers.push((Template::Journal, clerk.list(&sample::list(tongues, 6, 9))));
    papers.push((Template::Extract, clerk.extract(&sample::extract(tongues))));
    papers.push((Template::Acknowledgement, clerk.acknowledgement(&sample::acknowledgement(tongues, 12))));
    for format in LabelFormat::ALL {
        papers.push((Template::Labels, clerk.labels(&sample::labels(tongues, format, 3, 70))));
    }
    if tongues == Tongues::Both {
        papers.push((Template::Act, clerk.act(&sample::act())));
        papers.push((Template::Act, clerk.act(&sample::approved_act())));
        papers.push((Template::Act, clerk.act(&sample::empty_act())));
    }
    papers
}

#[test]
fn every_paper_is_set_without_a_warning_and_in_the_faces_meant_for_it() {
    for tongues in TONGUES {
        for (template, values) in papers(tongues) {
            let document = pages(template, values);
            let (faces, _) = look(&document);
            let meant =
                ["LibertinusSerif-Regular", "LibertinusSerif-Semibold", "LibertinusSerif-Italic", "DejaVuSansMono"];
            assert!(faces.iter().all(|face| meant.contains(&face.as_str())), "{template:?}: {faces:?}");
            for page in document.pages() {
                let margin = if template == Template::Labels { 0.5 } else { 9.0 };
                check_inside(&page.frame, Abs::zero(), page.frame.width(), Abs::mm(margin));
            }
        }
    }
}

#[test]
fn the_ruler_never_takes_a_text_for_shorter_than_it_is() {
    let ruler = Ruler::of(Faces::loaded().unwrap());
    for (template, values) in papers(Tongues::Both) {
        let document = pages(template, values);
        let mut found = Vec::new();
        document.pages().iter().for_each(|page| texts(&page.frame, &mut found));
        for item in found {
            let bold = item.font.font().info().variant.weight > FontWeight::REGULAR;
            let weight = if bold { Weight::Semibold } else { Weight::Regular };
            // A mark of hyphenation is drawn as a hyphen.
            let text = item.text.replace("\u{ad}", "-");
            let measured = ruler.width(&text, weight) * item.size.to_pt();
            // The face of identifiers and the italic have widths of their own, which nothing is measured for.
            let own = item.font.font().post_script_name().unwrap();
            if own == "LibertinusSerif-Regular" || own == "LibertinusSerif-Semibold" {
                assert!(measured + 0.01 >= item.width().to_pt(), "{text:?}: {measured} of {:?}", item.width());
            }
        }
    }
}

/// The texts of a frame with the places where they begin.
fn placed(frame: &Frame, at: Point, found: &mut Vec<(Point, Abs, String)>) {
    for (position, item) in frame.items() {
        let at = at + *position;
        match item {
            FrameItem::Group(group) => placed(&group.frame, at, found),
            FrameItem::Text(text) => found.push((at, text.width(), text.text.to_string())),
            _ => {}
        }
    }
}

#[test]
fn no_two_texts_of_a_page_lie_on_each_other() {
    for tongues in TONGUES {
        for (template, values) in papers(tongues) {
            for page in pages(template, values).pages() {
                let mut found = Vec::new();
                placed(&page.frame, Point::zero(), &mut found);
                found.retain(|(_, _, text)| !text.trim().is_empty());
                for (place, (at, width, text)) in found.iter().enumerate() {
                    for (other, _, beside) in &found[place + 1..] {
                        let same_line = (at.y - other.y).abs() < Abs::pt(2.0);
                        let inside = other.x + Abs::pt(0.6) < at.x + *width && at.x <= other.x;
                        assert!(!(same_line && inside), "{template:?}: {text:?} runs into {beside:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_people_typed_is_shown_and_not_obeyed() {
    let words = words();
    let tongues = Tongues::One(talap_model::Language::Ru);
    let clerk = Clerk::new(&words, tongues, Faces::loaded().unwrap());
    let mut journal = sample::journal(tongues, 3, 2);
    journal.table.title = Said::from(HOSTILE);
    journal.table.head.organisation = Said::from(HOSTILE);
    journal.table.head.asked_by = HOSTILE.to_owned();
    journal.table.columns[1].label = Said::from(HOSTILE);
    let endless = Said::from("сөз".repeat(900));
    let cells = vec![Said::from(HOSTILE), endless.clone(), Said::from("x".repeat(3000))];
    journal.table.entries.push(Entry { cells: cells.clone(), void: None });
    journal.table.entries.push(Entry { cells, void: Some(HOSTILE.to_owned()) });
    let document = pages(Template::Journal, clerk.journal(&journal));
    let (_, all) = look(&document);
    for shown in ["#import", "*a*", "_b_", "$x^2$", "<label>", "`raw`", "#(1/0)"] {
        assert!(all.replace('\u{ad}', "").contains(shown), "{shown} is not shown");
    }
    // Entries of several pages are broken between pages, not cut off.
    assert_eq!(all.matches('ө').count(), 1800);
    export(&document, &imprint()).unwrap();
    for page in document.pages() {
        check_inside(&page.frame, Abs::zero(), page.frame.width(), Abs::mm(9.0));
    }
}

#[test]
fn an_act_takes_a_second_page_only_where_closer_lines_do_not_spare_it() {
    let words = words();
    let clerk = Clerk::new(&words, Tongues::Both, Faces::loaded().unwrap());
    let mut act = sample::approved_act();
    let taken = |act: &crate::office::Act| pages(Template::Act, clerk.act(act)).pages().len();
    assert_eq!(taken(&act), 1);
    act.fields.extend(act.fields.clone());
    assert_eq!(taken(&act), 2);
}
