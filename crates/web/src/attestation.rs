//! Stating compliance with a statement of mode `attested`: what may be stated of whom, for how long, and the keeping of it.

use std::collections::BTreeMap;

use talap_collect::own::Act;
use talap_decree::catalog::{Mode, Statement};
use talap_model::time::{format_date, parse_date};
use talap_model::{
    ActKey, Caller, Localized, Message, OrganisationId, RecordId, RecordKey, RegisterKey, Right, StatementKey, Subject,
    SubjectKind,
};
use talap_store::{ListQuery, Record, SortBy};
use time::Date;

use crate::fault::Fault;
use crate::pages::files::may_name;
use crate::posted::Upload;
use crate::site::Site;
use crate::{state, upload};

/// The register of what people state.
pub(crate) const ATTESTATIONS: &str = "attestations";
/// The field that holds the account that a statement was made with.
const STATED_WITH: &str = "stated_account";
/// How many statements of one matter are looked at for the last of them.
const MOST: u64 = 1_000;

/// What is to be stated, of whom.
pub(crate) struct Matter<'a> {
    pub(crate) statement: &'a Statement,
    pub(crate) subject: Subject,
    pub(crate) organisation: OrganisationId,
    /// What the subject is called.
    pub(crate) name: Localized,
}

impl<'a> Matter<'a> {
    /// Finds what is to be stated; what is not there, not of this mode or not for the caller is not there.
    pub(crate) async fn find(
        site: &'a Site,
        caller: &Caller,
        statement: &str,
        kind: &str,
        subject: &str,
    ) -> Result<Self, Fault> {
        let key = StatementKey::new(statement).map_err(|_| Fault::missing())?;
        let kind: SubjectKind = kind.parse().map_err(|_| Fault::missing())?;
        let statement = site.catalog.statement(&key).filter(|found| found.mode == Mode::Attested);
        // Where a query over registers decides, a person states the matter by keeping the register.
        let statement = statement.filter(|found| found.subject == Some(kind) && found.form.is_some());
        let statement = statement.ok_or_else(Fault::missing)?;
        let population = site.population(caller).await?;
        let (organisation, name) = match kind {
            SubjectKind::Object => {
                let (organisation, object) = state::find_object(&population, subject)?;
                (organisation, &object.name)
            }
            SubjectKind::Organisation => {
                let organisation = state::find_organisation(&population, subject)?;
                (organisation, &organisation.name)
            }
        };
        caller.require_for(Right::Attest, &organisation.id)?;
        let (organisation, name) = (organisation.id.clone(), name.clone());
        Ok(Self { statement, subject: Subject { kind, id: subject.to_owned() }, organisation, name })
    }

    /// The last day on which a statement made today may hold.
    pub(crate) fn end(&self, today: Date) -> Date {
        self.statement.form.as_ref().map_or(today, |form| form.holds.end_of(today))
    }
}

/// What a person states, as they typed it.
#[derive(Default, Clone)]
pub(crate) struct Filled {
    pub(crate) result: String,
    pub(crate) evidence: String,
    pub(crate) stated_by: String,
    pub(crate) stated_on: String,
    pub(crate) valid_until: String,
}

/// The document that proves it.
pub(crate) enum Enclosed<'a> {
    /// None.
    Nothing,
    /// A file that comes with the statement.
    Upload(&'a Upload),
    /// A file that is kept already, by its SHA-256.
    Kept(&'a str),
}

/// Keeps what is stated and judges anew, so that it shows. Returns the key of the record.
pub(crate) async fn keep(
    site: &Site,
    caller: &Caller,
    matter: &Matter<'_>,
    stated: &Filled,
    enclosed: Enclosed<'_>,
) -> Result<RecordKey, Fault> {
    let now = site.clock.now();
    check_end(now.to_offset().to_offset(site.settings.offset).date(), matter.statement, stated)?;
    let mut fields: BTreeMap<String, String> = [
        ("statement", matter.statement.key.as_str()),
        ("subject_kind", matter.subject.kind.key()),
        ("subject", &matter.subject.id),
        ("result", &stated.result),
        ("evidence", &stated.evidence),
        ("stated_by", &stated.stated_by),
        ("stated_on", &stated.stated_on),
        ("valid_until", &stated.valid_until),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let register = RegisterKey::new(ATTESTATIONS)?;
    // A definition of one's own may lack it; nothing is confirmed there then.
    if site.register.definitions().get(&register).is_some_and(|known| known.field(STATED_WITH).is_some()) {
        fields.insert(STATED_WITH.to_owned(), caller.identity().to_string());
    }
    let digest = match enclosed {
        Enclosed::Nothing => None,
        Enclosed::Upload(file) => Some(upload::keep(site, caller, &matter.organisation, file).await?),
        Enclosed::Kept(digest) => {
            if !may_name(site, caller, &matter.organisation, digest).await? {
                return Err(Fault::wrong(Message::new("register-row-file-unknown")));
            }
            Some(digest.to_owned())
        }
    };
    fields.extend(digest.map(|digest| ("file".to_owned(), digest)));
    let key = RecordKey::new(RecordId::generate(now, site.entropy.as_ref()).to_string())?;
    site.put_by_engine(caller, &register, &matter.organisation, key.as_str(), &fields, None).await?;
    let who = caller.identity().to_string();
    let act = Act::new(ActKey::StatementAttested, &who)
        .with("statement", &matter.statement.key)
        .with("result", &stated.result)
        .with("until", &stated.valid_until)
        .about(Some(matter.organisation.clone()));
    site.record_done(act).await;
    site.assess_done().await;
    Ok(key)
}

/// A statement is of today or before, and holds no longer than the catalogue lets it.
fn check_end(today: Date, statement: &Statement, stated: &Filled) -> Result<(), Fault> {
    let (on, until) = (parse_date(&stated.stated_on), parse_date(&stated.valid_until));
    if on.is_some_and(|on| on > today) {
        return Err(Fault::wrong(Message::new("web-attest-future")));
    }
    let Some(form) = &statement.form else { return Ok(()) };
    let last = form.holds.end_of(on.unwrap_or(today));
    if until.is_some_and(|until| until > last) {
        return Err(Fault::wrong(Message::new("web-attest-too-long").with("last", last)));
    }
    Ok(())
}

/// What was stated last of a matter.
pub(crate) async fn last(site: &Site, caller: &Caller, matter: &Matter<'_>) -> Result<Option<Record>, Fault> {
    let equal = [
        ("statement", matter.statement.key.as_str()),
        ("subject_kind", matter.subject.kind.key()),
        ("subject", matter.subject.id.as_str()),
    ];
    let query = ListQuery {
        organisation: Some(matter.organisation.clone()),
        equal: equal.map(|(name, value)| (name.to_owned(), value.into())).into(),
        sort: SortBy::Changed,
        descending: true,
        limit: MOST,
        ..ListQuery::default()
    };
    let found = site.register.list(caller, &RegisterKey::new(ATTESTATIONS)?, &query).await?;
    Ok(found.records.into_iter().max_by_key(|record| (text(record, "stated_on").to_owned(), record.changed_at)))
}

/// Whether a statement waits for a second person.
pub(crate) fn awaits(matter: &Matter<'_>, stated: &Record) -> bool {
    let wanted = matter.statement.form.as_ref().is_some_and(|form| form.confirm);
    wanted && text(stated, "result") == "met" && text(stated, "confirmed_on").is_empty()
}

/// Keeps that the caller confirms what another stated last, and judges anew. `by` is the caller's personnel number.
pub(crate) async fn confirm(site: &Site, caller: &Caller, matter: &Matter<'_>, by: &str) -> Result<(), Fault> {
    let stated = last(site, caller, matter).await?.filter(|stated| awaits(matter, stated));
    let stated = stated.ok_or_else(|| Fault::wrong(Message::new("web-attest-nothing-to-confirm")))?;
    let who = caller.identity().to_string();
    let history = site.register.history(caller, &stated.register, &stated.organisation, &stated.key).await?;
    // Whoever made the statement, or changed it since, is no second person.
    if text(&stated, STATED_WITH) == who || history.iter().any(|change| change.by == who) {
        return Err(Fault::wrong(Message::new("web-attest-same-account")));
    }
    if text(&stated, "stated_by") == by {
        return Err(Fault::wrong(Message::new("web-attest-same-person")));
    }
    let today = site.clock.now().to_offset().to_offset(site.settings.offset).date();
    let fields =
        [("confirmed_by", by.to_owned()), ("confirmed_on", format_date(today)), ("confirmed_account", who.clone())];
    let mut fields: BTreeMap<String, String> = fields.map(|(name, value)| (name.to_owned(), value)).into();
    // What was typed into the register, or changed there since, is stated by whoever did that last.
    if let Some(change) = history.last().filter(|_| text(&stated, STATED_WITH).is_empty()) {
        fields.insert(STATED_WITH.to_owned(), change.by.clone());
    }
    let seen = Some(stated.version);
    site.put_by_engine(caller, &stated.register, &stated.organisation, stated.key.as_str(), &fields, seen).await?;
    let act = Act::new(ActKey::StatementConfirmed, &who)
        .with("statement", &matter.statement.key)
        .about(Some(matter.organisation.clone()));
    site.record_done(act).await;
    site.assess_done().await;
    Ok(())
}

/// A field of a statement as text.
pub(crate) fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.values.get(field).and_then(serde_json::Value::as_str).unwrap_or_default()
}
