//! A clause as a control, with its statements, numbers and citations; an act as a resource.

use std::collections::BTreeSet;

use talap_decree::catalog::{Act, Amended, Bearing, Reference, ReferenceRole, Target};
use talap_decree::{Catalog, Clause, Parameter, Statement, StatementKind};
use talap_model::time::format_date;
use talap_model::{ClauseId, Language, Localized};

use super::wire::{Citation, Control, Link, Param, Part, Property, Resource};
use super::{known, markup, name, own};

/// Which clauses a document holds, and where a reader finds the others.
pub(super) struct Scope<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) included: &'a BTreeSet<&'a ClauseId>,
    /// The address of the whole catalogue, for links to clauses that the document leaves out.
    pub(super) elsewhere: Option<&'a str>,
}

/// The languages that stand beside the English.
const OTHERS: [Language; 2] = [Language::Kk, Language::Ru];

/// The control of a clause, without the controls below it.
pub(super) fn control(scope: &Scope<'_>, clause: &Clause) -> Control {
    let mut parts = vec![statement_part(scope, clause)];
    parts.extend(clause.discrepancy.as_ref().map(|words| discrepancy(clause, words)));
    Control {
        id: name::control(&clause.id),
        class: Some("clause".to_owned()),
        title: markup::markup(&clause.title.en),
        params: params(clause),
        props: props(scope.catalog, clause),
        links: clause.references.iter().filter_map(|reference| link(scope, reference)).collect(),
        parts,
        controls: Vec::new(),
    }
}

fn props(catalog: &Catalog, clause: &Clause) -> Vec<Property> {
    let mut props = vec![known("label", clause.id.as_str()), known("sort-id", &name::sort_id(&clause.id))];
    let excluded = |statement: &Statement| statement.kind == StatementKind::Excluded;
    if !clause.statements.is_empty() && clause.statements.iter().all(excluded) {
        props.push(known("status", "withdrawn"));
    }
    props.extend(titles(&clause.title));
    if let Some(section) = catalog.section_of(&clause.id) {
        props.push(own("section", &name::section_number(section)));
    }
    let bearing = match clause.bearing {
        Bearing::Own => "own",
        Bearing::LeadIn => "lead-in",
        Bearing::StatedIn(_) => "stated-in",
    };
    props.extend([own("bearing", bearing), own("mode", clause.mode().key())]);
    for (place, amended) in catalog.amendments(&clause.id).into_iter().enumerate() {
        props.extend(amendment(place, amended));
    }
    props
}

/// A title in the languages that OSCAL's own title is not in.
pub(super) fn titles(title: &Localized) -> impl Iterator<Item = Property> {
    OTHERS
        .into_iter()
        .map(|language| Property { class: Some(language.code().to_owned()), ..own("title", title.get(language)) })
}

fn amendment(place: usize, amended: &Amended) -> Vec<Property> {
    let mut props = vec![own("amended-by", &amended.act), own("amended-on", &format_date(amended.date))];
    props.extend(amended.from.map(|day| own("amendment-in-force-from", &format_date(day))));
    for property in &mut props {
        property.group = Some(format!("amendment-{}", place + 1));
    }
    props
}

/// One `statement`, as OSCAL has it, with an `item` for each of the clause's; a lead-in line, or an element of a duty
/// stated elsewhere, says its title.
fn statement_part(scope: &Scope<'_>, clause: &Clause) -> Part {
    let part = Part {
        id: Some(name::statements(&clause.id)),
        name: "statement".to_owned(),
        parts: clause.statements.iter().map(|statement| item(clause, statement)).collect(),
        ..Part::default()
    };
    match &clause.bearing {
        Bearing::Own => part,
        Bearing::LeadIn => Part { prose: Some(markup::markup(&clause.title.en)), ..part },
        Bearing::StatedIn(key) => {
            let stated = scope.catalog.statement(key).and_then(|statement| {
                let href = href(scope, &statement.clause, &name::statement(&statement.clause, key))?;
                Some(Link { href, rel: Some("related".to_owned()), text: Some("stated in".to_owned()) })
            });
            Part { prose: Some(markup::markup(&clause.title.en)), links: stated.into_iter().collect(), ..part }
        }
    }
}

fn item(clause: &Clause, statement: &Statement) -> Part {
    let mut props = vec![
        own("statement", statement.key.as_str()),
        own("kind", statement.kind.key()),
        own("mode", statement.mode.key()),
    ];
    props.extend(statement.subject.map(|subject| own("subject", subject.key())));
    props.extend(statement.bearer.as_ref().map(|bearer| own("bearer", bearer)));
    let inserted = statement.parameters.iter().filter(|(_, parameter)| !parameter.ours);
    let inserted: Vec<_> =
        inserted.map(|(name, parameter)| (parameter_id(clause, statement, name), parameter.value)).collect();
    let mut parts: Vec<_> = OTHERS.into_iter().map(|language| wording(clause, statement, language)).collect();
    parts.extend(evidence(clause, statement));
    Part {
        id: Some(name::statement(&clause.id, &statement.key)),
        name: "item".to_owned(),
        title: Some(markup::markup(&statement.title.en)),
        props,
        prose: Some(markup::prose(&statement.text.en, &inserted)),
        parts,
        ..Part::default()
    }
}

fn wording(clause: &Clause, statement: &Statement, language: Language) -> Part {
    Part {
        id: Some(name::wording(&clause.id, language, &statement.key)),
        title: Some(markup::markup(statement.title.get(language))),
        ..in_language("wording", language, statement.text.get(language))
    }
}

/// A part of Talap's own, in one language.
fn in_language(name: &str, language: Language, words: &str) -> Part {
    Part {
        name: name.to_owned(),
        ns: Some(name::NS.to_owned()),
        props: vec![own("lang", language.code())],
        prose: Some(markup::markup(words)),
        ..Part::default()
    }
}

/// A part of Talap's own in three languages, the English above the others.
fn in_languages(name: &str, words: &Localized) -> Part {
    let parts = OTHERS.into_iter().map(|language| in_language("wording", language, words.get(language))).collect();
    Part { parts, ..in_language(name, Language::En, &words.en) }
}

fn evidence(clause: &Clause, statement: &Statement) -> Option<Part> {
    let form = statement.form.as_ref()?;
    let mut part = in_languages("evidence", &form.evidence);
    part.id = Some(name::evidence(&clause.id, &statement.key));
    part.props.push(own("stated-by", &form.from));
    part.props.push(own("holds", &format!("{} {}", form.holds.value, form.holds.unit.key())));
    part.props.extend(form.basis.as_ref().map(|basis| own("holds-by", basis.as_str())));
    Some(part)
}

fn discrepancy(clause: &Clause, words: &Localized) -> Part {
    Part { id: Some(format!("{}_discrepancy", name::control(&clause.id))), ..in_languages("discrepancy", words) }
}

fn params(clause: &Clause) -> Vec<Param> {
    let of = |statement: &Statement| -> Vec<Param> {
        let param =
            |(name, parameter): (&String, &Parameter)| param(parameter_id(clause, statement, name), name, parameter);
        statement.parameters.iter().map(param).collect()
    };
    clause.statements.iter().flat_map(of).collect()
}

fn param(id: String, name: &str, parameter: &Parameter) -> Param {
    let mut props = vec![own("unit", parameter.unit.key())];
    if parameter.ours {
        props.push(own("ours", "true"));
    }
    let label = markup::markup(&name.replace('_', " "));
    Param { id, props, label: Some(label), values: vec![parameter.value.to_string()] }
}

fn parameter_id(clause: &Clause, statement: &Statement, name: &str) -> String {
    let alike = clause.statements.iter().filter(|other| other.parameters.contains_key(name)).count();
    name::parameter(&clause.id, (alike > 1).then_some(&statement.key), name)
}

/// What `#` or an address of the whole catalogue leads to; none where the catalogue itself has no such clause.
fn href(scope: &Scope<'_>, clause: &ClauseId, id: &str) -> Option<String> {
    match scope.elsewhere {
        _ if scope.included.contains(clause) => Some(format!("#{id}")),
        Some(catalog) if scope.catalog.clause(clause).is_some() => Some(format!("{catalog}#{id}")),
        _ => None,
    }
}

fn link(scope: &Scope<'_>, reference: &Reference) -> Option<Link> {
    let role = reference.role.key().replace('_', " ");
    let (href, rel, text) = match &reference.target {
        Target::Clause(clause) => {
            let rel = if reference.role == ReferenceRole::Follows { "required" } else { "related" };
            (href(scope, clause, &name::control(clause))?, rel, role)
        }
        Target::Act(key, place) => {
            let places =
                [("article", &place.article), ("paragraph", &place.point), ("subparagraph", &place.subparagraph)];
            let places = places.into_iter().filter_map(|(what, number)| Some(format!("{what} {}", number.as_ref()?)));
            let text = std::iter::once(role).chain(places).collect::<Vec<_>>().join(", ");
            (format!("#{}", act_uuid(scope.catalog, key)), "reference", text)
        }
    };
    Some(Link { href, rel: Some(rel.to_owned()), text: Some(markup::markup(&text)) })
}

/// The keys of the acts that a clause cites.
pub(super) fn acts(clause: &Clause) -> impl Iterator<Item = &str> {
    clause.references.iter().filter_map(|reference| match &reference.target {
        Target::Act(key, _) => Some(key.as_str()),
        Target::Clause(_) => None,
    })
}

fn act_uuid(catalog: &Catalog, key: &str) -> String {
    name::resource_uuid(catalog.fingerprint(), key)
}

/// An act.
pub(super) fn resource(catalog: &Catalog, act: &Act) -> Resource {
    let mut props = vec![own("act", &act.key), own("kind", act.kind.key())];
    props.extend(titles(&act.title));
    props.extend(act.number.as_ref().map(|number| own("number", number)));
    props.extend(act.date.map(|date| own("date", &format_date(date))));
    if act.unverified {
        props.push(own("unverified", "true"));
    }
    let mut cited = vec![act.title.en.clone()];
    cited.extend(act.number.as_ref().map(|number| format!("No. {number}")));
    cited.extend(act.date.map(format_date));
    Resource {
        uuid: act_uuid(catalog, &act.key),
        title: markup::markup(&act.title.en),
        props,
        citation: Citation { text: markup::markup(&cited.join(", ")) },
    }
}
