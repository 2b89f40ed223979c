//! What a document refers to, held against what it holds. Tools that read OSCAL leave most of it unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use super::wire::{CatalogDocument, Control, Link, Part, ProfileDocument, Property};

/// Something that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// Two things have one identifier.
    #[error("{id} is the identifier of {count} things")]
    Duplicate {
        /// The identifier.
        id: String,
        /// How many have it.
        count: usize,
    },
    /// An identifier, or the name of a property or part, is no token of OSCAL.
    #[error("{text:?} is no token")]
    Token {
        /// What stands there.
        text: String,
    },
    /// A value is empty, or has a line break, or white space around it.
    #[error("{at}: {text:?} is no value in one line")]
    Value {
        /// Where it stands.
        at: String,
        /// What stands there.
        text: String,
    },
    /// A link leads nowhere.
    #[error("{at}: nothing has the identifier that {href} names")]
    Link {
        /// Where it stands.
        at: String,
        /// Where it leads.
        href: String,
    },
    /// A parameter that no control has, or an insertion that names none.
    #[error("{at}: no control has the parameter of {insertion:?}")]
    Parameter {
        /// Where it stands.
        at: String,
        /// What stands there.
        insertion: String,
    },
    /// A control that must say something has no statement.
    #[error("{id} has no statement")]
    NoStatement {
        /// The control.
        id: String,
    },
    /// A profile names a control that the catalogue has not.
    #[error("the catalogue has no control {id}")]
    Control {
        /// The control.
        id: String,
    },
}

/// What is wrong with a catalogue.
pub fn check(document: &CatalogDocument) -> Vec<Fault> {
    let mut seen = Seen::default();
    let catalog = &document.catalog;
    seen.id(&catalog.uuid);
    seen.props("metadata", &catalog.metadata.props);
    seen.links("metadata", &catalog.metadata.links);
    for group in &catalog.groups {
        seen.named(&group.id);
        seen.text(&group.id, &group.title);
        seen.props(&group.id, &group.props);
        group.controls.iter().for_each(|control| seen.control(control));
    }
    for resource in catalog.back_matter.iter().flat_map(|matter| &matter.resources) {
        seen.id(&resource.uuid);
        seen.text(&resource.uuid, &resource.title);
        seen.text(&resource.uuid, &resource.citation.text);
        seen.props(&resource.uuid, &resource.props);
    }
    seen.faults()
}

/// What is wrong with a profile of a catalogue.
pub fn check_profile(document: &ProfileDocument, catalog: &CatalogDocument) -> Vec<Fault> {
    let mut seen = Seen::default();
    seen.id(&document.profile.uuid);
    seen.props("metadata", &document.profile.metadata.props);
    let mut held = BTreeSet::new();
    catalog.catalog.groups.iter().flat_map(|group| &group.controls).for_each(|control| ids_of(control, &mut held));
    for id in document.profile.imports.iter().flat_map(|import| &import.include_controls).flat_map(|one| &one.with_ids)
    {
        seen.id(id);
        if !held.contains(id.as_str()) {
            seen.faults.push(Fault::Control { id: id.clone() });
        }
    }
    seen.faults()
}

fn ids_of<'a>(control: &'a Control, found: &mut BTreeSet<&'a str>) {
    found.insert(&control.id);
    control.controls.iter().for_each(|below| ids_of(below, found));
}

/// What was met on the way through a document.
#[derive(Default)]
struct Seen<'a> {
    ids: BTreeMap<&'a str, usize>,
    params: BTreeSet<&'a str>,
    /// Links within the document, with where they stand.
    links: Vec<(&'a str, &'a str)>,
    /// Prose that may insert parameters, with where it stands.
    prose: Vec<(&'a str, &'a str)>,
    faults: Vec<Fault>,
}

impl<'a> Seen<'a> {
    fn id(&mut self, id: &'a str) {
        *self.ids.entry(id).or_default() += 1;
    }

    fn named(&mut self, id: &'a str) {
        self.id(id);
        self.token(id);
    }

    fn token(&mut self, text: &str) {
        let mut characters = text.chars();
        let begins = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !(begins && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))) {
            self.faults.push(Fault::Token { text: text.to_owned() });
        }
    }

    fn text(&mut self, at: &str, text: &str) {
        if text.is_empty() || text.trim() != text || text.contains(['\n', '\r']) {
            self.faults.push(Fault::Value { at: at.to_owned(), text: text.to_owned() });
        }
    }

    fn props(&mut self, at: &str, props: &[Property]) {
        for property in props {
            self.token(&property.name);
            self.text(at, &property.value);
            for token in [&property.class, &property.group].into_iter().flatten() {
                self.token(token);
            }
        }
    }

    fn links(&mut self, at: &'a str, links: &'a [Link]) {
        self.links.extend(links.iter().filter_map(|link| Some((at, link.href.strip_prefix('#')?))));
    }

    fn control(&mut self, control: &'a Control) {
        self.named(&control.id);
        self.text(&control.id, &control.title);
        self.props(&control.id, &control.props);
        self.links(&control.id, &control.links);
        for param in &control.params {
            self.named(&param.id);
            self.params.insert(&param.id);
            self.props(&param.id, &param.props);
            param.values.iter().for_each(|value| self.text(&param.id, value));
        }
        control.parts.iter().for_each(|part| self.part(&control.id, part));
        let withdrawn = control.props.iter().any(|property| property.name == "status" && property.value == "withdrawn");
        if !withdrawn && !control.parts.iter().any(|part| part.name == "statement") {
            self.faults.push(Fault::NoStatement { id: control.id.clone() });
        }
        control.controls.iter().for_each(|below| self.control(below));
    }

    fn part(&mut self, at: &'a str, part: &'a Part) {
        let at = part.id.as_deref().map_or(at, |id| {
            self.named(id);
            id
        });
        self.token(&part.name);
        self.props(at, &part.props);
        self.links(at, &part.links);
        if let Some(title) = &part.title {
            self.text(at, title);
        }
        self.prose.extend(part.prose.as_deref().map(|prose| (at, prose)));
        part.parts.iter().for_each(|below| self.part(at, below));
    }

    fn faults(mut self) -> Vec<Fault> {
        let duplicates = self.ids.iter().filter(|(_, count)| **count > 1);
        self.faults.extend(duplicates.map(|(id, count)| Fault::Duplicate { id: (*id).to_owned(), count: *count }));
        let dangling = self.links.iter().filter(|(_, id)| !self.ids.contains_key(id));
        self.faults.extend(dangling.map(|(at, id)| Fault::Link { at: (*at).to_owned(), href: format!("#{id}") }));
        for (at, prose) in &self.prose {
            for insertion in insertions(prose) {
                let id = insertion.trim().strip_prefix("insert: param,").map(str::trim);
                if id.is_none_or(|id| !self.params.contains(id)) {
                    self.faults.push(Fault::Parameter { at: (*at).to_owned(), insertion: insertion.to_owned() });
                }
            }
        }
        self.faults.sort();
        self.faults
    }
}

/// What stands between two braces on each side.
fn insertions(prose: &str) -> impl Iterator<Item = &str> {
    prose.split("{{").skip(1).map(|rest| rest.split_once("}}").map_or(rest, |(inside, _)| inside))
}
