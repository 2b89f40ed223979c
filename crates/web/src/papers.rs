//! Papers about where an object or an organisation stands, gathered from the rooms and made by `report`.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_assess::Population;
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, Language, Message, Object, Organisation, Right, Status, SubjectKind, TraitSet};
use talap_report::{
    CheckpointLine, DueLine, Heading, ObjectState, ObjectSummary, OrganisationState, StatementLine, Trait,
    object_paper, organisation_paper,
};
use talap_store::Assessment;

use crate::evidence::Evidence;
use crate::fault::Fault;
use crate::site::Site;
use crate::state::{self, DueItem, Line, Standing, object_subject};
use crate::tongue::Tongue;

/// What a paper is about.
#[derive(Debug, Clone, Copy)]
pub enum PaperOf<'a> {
    /// An object, by its identifier.
    Object(&'a str),
    /// An organisation, by its identifier.
    Organisation(&'a str),
}

/// A paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// A name for its file.
    pub name: String,
}

/// Makes a paper in a language, and records that it was made.
///
/// # Errors
///
/// [`Fault`] when the caller may not read verdicts, what it is about is not there for them, nothing was assessed yet, or
/// the paper cannot be made.
pub async fn make(site: &Site, caller: &Caller, of: PaperOf<'_>, language: Language) -> Result<Paper, Fault> {
    caller.require(Right::ReadVerdicts)?;
    let place = site.place_for_paper()?;
    let t = Tongue::new(Arc::clone(&site.words), language, site.settings.offset);
    let population = site.population(caller).await?;
    let who = caller.identity().to_string();
    let (organisation, id, work) = match of {
        PaperOf::Object(id) => {
            let (organisation, object) = state::find_object(&population, id)?;
            let state = object_state(site, &t, caller, organisation, object).await?;
            (organisation, id, Work::Object(Box::new(state)))
        }
        PaperOf::Organisation(id) => {
            let organisation = state::find_organisation(&population, id)?;
            let state = organisation_state(site, &t, caller, organisation, &population).await?;
            (organisation, id, Work::Organisation(Box::new(state)))
        }
    };
    let words = Arc::clone(&site.words);
    // Typesetting takes the processor for a moment; other requests are not to wait for it.
    let made = tokio::task::spawn_blocking(move || {
        let made = match work {
            Work::Object(state) => object_paper(&words, language, &state),
            Work::Organisation(state) => organisation_paper(&words, language, &state),
        };
        drop(place);
        made
    });
    let pdf =
        made.await.map_err(|error| Fault::failed(Message::new("report-failed").with("cause", error.to_string())))??;
    let act =
        Act::new(ActKey::PaperMade, &who).with("of", id).with("language", language.code()).with("bytes", pdf.len());
    site.record(act.about(Some(organisation.id.clone()))).await?;
    Ok(Paper { pdf, name: format!("talap-{id}-{}.pdf", language.code()) })
}

enum Work {
    Object(Box<ObjectState>),
    Organisation(Box<OrganisationState>),
}

async fn object_state(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: &Organisation,
    object: &Object,
) -> Result<ObjectState, Fault> {
    let (assessment, lines) = judged(site, t, caller, organisation, Some(object)).await?;
    let mut due = state::due(site, t, caller, &organisation.id).await?;
    due.retain(|item| item.object.as_deref() == Some(object.id.as_str()));
    Ok(ObjectState {
        heading: heading(site, t, caller, organisation, &assessment),
        id: object.id.to_string(),
        name: t.of(&object.name).to_owned(),
        kind: object.kind,
        traits: traits(site, t, SubjectKind::Object, &object.traits),
        lines,
        due: due_lines(due),
    })
}

async fn organisation_state(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: &Organisation,
    population: &Population,
) -> Result<OrganisationState, Fault> {
    let (assessment, own_lines) = judged(site, t, caller, organisation, None).await?;
    let standing = Standing::read(site, caller).await?;
    let summary = |object: &Object| {
        let tally = standing.as_ref().map(|standing| standing.of(&object_subject(object))).unwrap_or_default();
        ObjectSummary {
            id: object.id.to_string(),
            name: t.of(&object.name).to_owned(),
            kind: object.kind,
            met: tally.met as u64,
            not_met: tally.not_met as u64,
            unknown: tally.unknown as u64,
            not_applicable: site.assessor.not_applicable(organisation, Some(object)).len() as u64,
        }
    };
    let own = population.objects.iter().filter(|object| object.organisation == organisation.id);
    let due = state::due(site, t, caller, &organisation.id).await?;
    Ok(OrganisationState {
        heading: heading(site, t, caller, organisation, &assessment),
        traits: traits(site, t, SubjectKind::Organisation, &organisation.traits),
        own_lines,
        objects: own.map(summary).collect(),
        due: due_lines(due),
    })
}

async fn judged(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: &Organisation,
    object: Option<&Object>,
) -> Result<(Assessment, Vec<StatementLine>), Fault> {
    let found = state::lines(site, t, caller, organisation, object, MOST_EVIDENCE).await?;
    let (assessment, lines) = found.ok_or_else(|| Fault::wrong(Message::new("web-not-assessed")))?;
    let line = |line: Line| StatementLine {
        clause: line.clause,
        title: line.title,
        mode: line.mode,
        status: line.status,
        reason: if line.unreviewed { format!("{} ({})", line.reason, t.text("web-unreviewed")) } else { line.reason },
        // A paper has room for a few; the page shows them all.
        evidence: line.evidence.into_iter().map(Evidence::in_line).collect(),
    };
    debug_assert!(lines.is_sorted_by_key(|line| line.status == Status::NotApplicable), "what does not apply is last");
    Ok((assessment, lines.into_iter().map(line).collect()))
}

/// How many facts a paper names for a statement.
const MOST_EVIDENCE: usize = 5;

fn heading(site: &Site, t: &Tongue, caller: &Caller, organisation: &Organisation, assessment: &Assessment) -> Heading {
    let checkpoint = site.ledger.stats().last_checkpoint.map(|checkpoint| CheckpointLine {
        origin: checkpoint.origin,
        size: checkpoint.size,
        events: checkpoint.events,
        root: STANDARD.encode(checkpoint.root),
        signed_at: checkpoint.time,
    });
    Heading {
        organisation: t.of(&organisation.name).to_owned(),
        organisation_id: organisation.id.to_string(),
        asked_by: caller.identity().to_string(),
        made_at: site.clock.now(),
        offset: site.settings.offset,
        assessed_at: assessment.at,
        catalog_fingerprint: assessment.catalog.clone(),
        checkpoint,
    }
}

fn traits(site: &Site, t: &Tongue, on: SubjectKind, set: &TraitSet) -> Vec<Trait> {
    state::traits(site, t, on, set).into_iter().map(|(label, value)| Trait { label, value }).collect()
}

fn due_lines(due: Vec<DueItem>) -> Vec<DueLine> {
    let line = |item: DueItem| DueLine { date: item.date, what: item.what, place: item.place, days_left: item.days };
    due.into_iter().map(line).collect()
}
