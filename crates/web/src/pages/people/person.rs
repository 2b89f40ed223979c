//! One account, or one user of the operating system: roles, and what an administrator does for an account.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use talap_access::{Account, AccountError, Role, RoleGrant, Secret};
use talap_model::{ActKey, Caller, Right, Scope};

use super::{
    Badge, Choice, EVERYWHERE, Held, Places, Reach, base, held, holder, may_grant, path, record, role_choices, shell_at,
};
use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct Person {
    t: Tongue,
    shell: Shell,
    /// The address of this page, which those of its forms begin with.
    path: String,
    name: String,
    account: Option<AccountFacts>,
    held: Vec<Held>,
    /// The form that gives a role, for those who may.
    form: Option<RoleForm>,
    trouble: Option<String>,
    handover: Option<Handover>,
}

/// What there is to say of an account.
struct AccountFacts {
    display_name: String,
    badge: Badge,
    created: String,
    created_by: String,
    signed_in: Option<String>,
    from: Option<String>,
    may_link: bool,
    may_block: bool,
    may_unblock: bool,
}

struct RoleForm {
    roles: Vec<Choice>,
    places: Vec<Choice>,
    /// Whether a session's end interrupted the form.
    again: bool,
    wrong: bool,
}

/// A one-time link, shown once.
struct Handover {
    href: String,
    until: String,
}

/// Whose page it is.
struct Subject {
    /// As grants name them: `user:aigerim`, `os:serik`.
    holder: String,
    account: Option<Account>,
    grants: Vec<RoleGrant>,
}

/// What a page shows besides what is so.
#[derive(Default)]
struct Extra<'a> {
    posted: Option<&'a Posted>,
    trouble: Option<String>,
    handover: Option<Handover>,
}

impl Subject {
    /// Whoever has an account of that name; for `os:NAME`, the user who holds roles. Others are not there.
    async fn find(site: &Shared, signed: &Signed, name: &str) -> Result<Self, Fault> {
        let caller = signed.caller();
        let accounts = site.accounts.list(caller).await?;
        let account = accounts.into_iter().find(|account| account.name == name);
        let holder = account.as_ref().map_or_else(|| name.to_owned(), |account| holder(&account.name));
        let mut grants = site.access.list(caller).await?;
        grants.retain(|grant| grant.identity == holder);
        if account.is_none() && grants.is_empty() {
            return Err(Fault::missing());
        }
        Ok(Self { holder, account, grants })
    }

    /// The account, where what was asked is only done with accounts.
    fn account(&self) -> Result<&Account, Fault> {
        self.account.as_ref().ok_or_else(Fault::missing)
    }

    /// A link stands for everything that the account may do, so it takes the reach of all its roles.
    fn may_be_linked(&self, caller: &Caller) -> bool {
        let everywhere = self.grants.is_empty() && *caller.scope() == Scope::All;
        let reached = self.grants.iter().all(|grant| may_grant(caller, grant.organisation.as_ref()));
        caller.has(Right::GrantRoles) && reached && (everywhere || !self.grants.is_empty())
    }

    /// All roles of one holder reach the same organisations, so the next one is likely meant for the same.
    fn usual_place(&self) -> String {
        let place = self.grants.first().map(|grant| grant.organisation.as_ref());
        place.map_or_else(String::new, |place| place.map_or_else(|| EVERYWHERE.to_owned(), ToString::to_string))
    }
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(name): Path<String>) -> Response {
    let work = async {
        let subject = Subject::find(&site, &signed, &name).await?;
        page(&site, &signed, &subject, Extra::default(), StatusCode::OK).await
    };
    answer(&site, &signed, work.await)
}

/// Gives a role.
pub(crate) async fn give(
    State(site): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, change_role(&site, &signed, &name, &posted, true).await)
}

/// Takes a role.
pub(crate) async fn take(
    State(site): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, change_role(&site, &signed, &name, &posted, false).await)
}

async fn change_role(
    site: &Shared,
    signed: &Signed,
    name: &str,
    posted: &Posted,
    give: bool,
) -> Result<Response, Fault> {
    let subject = Subject::find(site, signed, name).await?;
    let shown = Extra { posted: give.then_some(posted), ..Extra::default() };
    if posted.again() {
        return page(site, signed, &subject, shown, StatusCode::OK).await;
    }
    let role = posted.get("role").parse::<Role>().ok();
    let place = named_place(site, signed, &subject, posted, give).await?;
    let (Some(role), Some(place)) = (role, place) else {
        let trouble = Some(signed.t().text("web-people-choose"));
        return page(site, signed, &subject, Extra { trouble, ..shown }, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match site.change_role(signed.caller(), give, &subject.holder, role, place.organisation()).await {
        Ok(()) => {}
        Err(fault) => return refused(site, signed, &subject, shown, fault).await,
    }
    // Without any role left a user of the operating system has no page.
    let gone = !give && subject.account.is_none() && subject.grants.len() == 1;
    let path = if gone { "/people".to_owned() } else { path(&subject.holder) };
    Ok(gate::to(&format!("{path}?told=role")))
}

/// The place that a form names: one that is offered, or, to take a role, one where it is held.
async fn named_place(
    site: &Shared,
    signed: &Signed,
    subject: &Subject,
    posted: &Posted,
    give: bool,
) -> Result<Option<Reach>, Fault> {
    let text = posted.get("place");
    if give {
        return Ok(Places::read(site, signed).await?.chosen(signed.caller(), text));
    }
    let mut held = subject.grants.iter().map(|grant| grant.organisation.as_ref());
    let named = held.find(|place| place.map_or(EVERYWHERE, |id| id.as_str()) == text);
    Ok(named.map(|place| place.map_or(Reach::Everything, |id| Reach::Only(id.clone()))))
}

/// Makes a new one-time link for somebody who forgot their password.
pub(crate) async fn link(
    State(site): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let work = async {
        let subject = Subject::find(&site, &signed, &name).await?;
        if posted.again() {
            return Ok(gate::to(&path(&subject.holder)));
        }
        let account = subject.account()?;
        let secret = site.accounts.link(signed.caller(), &account.name).await?;
        // The link is shown only once the ledger has heard of it.
        record(&site, &signed, ActKey::AccountLinkMade, &account.name).await?;
        handed_over(&site, &signed, &headers, &account.name, &secret).await
    };
    answer(&site, &signed, work.await)
}

/// The page of an account with the link that is to be handed over.
pub(super) async fn handed_over(
    site: &Shared,
    signed: &Signed,
    headers: &HeaderMap,
    name: &str,
    secret: &Secret,
) -> Result<Response, Fault> {
    let subject = Subject::find(site, signed, name).await?;
    let until = site.clock.now().plus_seconds(site.accounts.policy().link_life.whole_seconds());
    let handover = Handover {
        href: format!("{}/link/{}", base(site, headers), secret.reveal()),
        until: signed.t().moment(&until),
    };
    page(site, signed, &subject, Extra { handover: Some(handover), ..Extra::default() }, StatusCode::OK).await
}

/// Blocks an account.
pub(crate) async fn block(
    State(site): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, set_blocked(&site, &signed, &name, &posted, true).await)
}

/// Lifts a block or a lock.
pub(crate) async fn unblock(
    State(site): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, set_blocked(&site, &signed, &name, &posted, false).await)
}

async fn set_blocked(
    site: &Shared,
    signed: &Signed,
    name: &str,
    posted: &Posted,
    block: bool,
) -> Result<Response, Fault> {
    let subject = Subject::find(site, signed, name).await?;
    if posted.again() {
        return Ok(gate::to(&path(&subject.holder)));
    }
    let account = subject.account()?;
    let outcome: Result<_, AccountError> = if block {
        site.accounts.block(signed.caller(), &account.name).await
    } else {
        if !reaches_all(signed.caller()) {
            return Err(Fault::missing());
        }
        // The intention is told first: nobody comes in again without the ledger having heard of it.
        record(site, signed, ActKey::AccountUnblocking, &account.name).await?;
        site.accounts.unblock(signed.caller(), &account.name).await
    };
    if let Err(error) = outcome {
        return refused(site, signed, &subject, Extra::default(), error.into()).await;
    }
    let action = if block { ActKey::AccountBlocked } else { ActKey::AccountUnblocked };
    record(site, signed, action, &account.name).await?;
    Ok(gate::to(&format!("{}?told=account", path(&subject.holder))))
}

fn reaches_all(caller: &Caller) -> bool {
    caller.has(Right::GrantRoles) && *caller.scope() == Scope::All
}

/// The page with what the person can mend; any other fault has a page of its own.
async fn refused(
    site: &Shared,
    signed: &Signed,
    subject: &Subject,
    shown: Extra<'_>,
    fault: Fault,
) -> Result<Response, Fault> {
    if fault.kind != FaultKind::Wrong {
        return Err(fault);
    }
    let trouble = Some(signed.t().say(&fault.message));
    page(site, signed, subject, Extra { trouble, ..shown }, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(
    site: &Shared,
    signed: &Signed,
    subject: &Subject,
    extra: Extra<'_>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    let places = Places::read(site, signed).await?;
    let asked = |name, usual: String| extra.posted.map_or(usual, |posted| posted.get(name).to_owned());
    let form = caller.has(Right::GrantRoles).then(|| RoleForm {
        roles: role_choices(&t, &asked("role", String::new())),
        places: places.choices(&t, caller, &asked("place", subject.usual_place())),
        again: extra.posted.is_some_and(Posted::again),
        wrong: extra.posted.is_some() && extra.trouble.is_some(),
    });
    let path = path(&subject.holder);
    // The query stays where the page was asked for by its own address: it says what was just done.
    let here = if signed.visitor.here.split('?').next() == Some(path.as_str()) { &signed.visitor.here } else { &path };
    let page = Person {
        name: subject.account.as_ref().map_or(&subject.holder, |account| &account.name).clone(),
        account: subject.account.as_ref().map(|account| facts(site, &t, caller, subject, account)),
        held: held(&t, caller, &places, &subject.grants, &subject.holder),
        form,
        trouble: extra.trouble,
        handover: extra.handover,
        shell: shell_at(&signed.visitor, here),
        path,
        t,
    };
    Ok(shell::page(status, &page))
}

fn facts(site: &Shared, t: &Tongue, caller: &Caller, subject: &Subject, account: &Account) -> AccountFacts {
    let now = site.clock.now();
    let may = reaches_all(caller);
    let shut = account.blocked_at.is_some();
    let locked = account.locked_until.is_some_and(|until| until > now);
    AccountFacts {
        display_name: account.display_name.clone(),
        badge: Badge::of(t, account, now),
        created: t.moment(&account.created_at),
        created_by: account.created_by.clone(),
        signed_in: account.signed_in_at.map(|at| t.moment(&at)),
        from: account.signed_in_from.clone(),
        may_link: !shut && subject.may_be_linked(caller),
        may_block: may && !shut && caller.identity().to_string() != subject.holder,
        may_unblock: may && (shut || locked),
    }
}

#[cfg(test)]
impl Person {
    /// A user of the operating system, an account as an auditor sees it, one with a link, and one with a refusal.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let facts = |may: bool| AccountFacts {
            display_name: "<Айгерім>".into(),
            badge: Badge { class: "met", words: "x".into() },
            created: "x".into(),
            created_by: "os:serik".into(),
            signed_in: may.then(|| "x".to_owned()),
            from: may.then(|| "127.0.0.1".to_owned()),
            may_link: may,
            may_block: may,
            may_unblock: may,
        };
        let form = |wrong| RoleForm {
            roles: role_choices(t, "auditor"),
            places: vec![Choice { value: EVERYWHERE.into(), label: "<all>".into(), chosen: true }],
            again: wrong,
            wrong,
        };
        let make = |account, held, form, trouble, handover| Self {
            t: t.clone(),
            shell: shell(),
            path: "/people/aigerim".into(),
            name: "aigerim".into(),
            account,
            held,
            form,
            trouble,
            handover,
        };
        let handover = Handover { href: "https://talap.example/link/x".into(), until: "x".into() };
        let fixed = Held { take: None, ..Held::sample() };
        vec![
            make(None, vec![Held::sample()], Some(form(false)), None, None),
            make(Some(facts(false)), vec![fixed], None, None, None),
            make(Some(facts(true)), Vec::new(), Some(form(false)), None, Some(handover)),
            make(Some(facts(true)), Vec::new(), Some(form(true)), Some("<wrong>".into()), None),
        ]
    }
}

#[cfg(test)]
mod tests {
    use talap_model::{Identity, OrganisationId, RecordId, Timestamp};

    use super::*;

    fn id(text: &str) -> OrganisationId {
        text.parse().unwrap()
    }

    fn subject(places: &[Option<&str>]) -> Subject {
        let grant = |place: Option<&str>| RoleGrant {
            id: "019aa000-0000-7000-8000-000000000000".parse::<RecordId>().unwrap(),
            identity: "user:a".into(),
            role: Role::Auditor,
            organisation: place.map(id),
            granted_at: Timestamp::from_micros(0),
            granted_by: "os:b".into(),
        };
        Subject { holder: "user:a".into(), account: None, grants: places.iter().copied().map(grant).collect() }
    }

    #[test]
    fn a_link_takes_the_reach_of_every_role_of_the_account() {
        let caller = |rights: &[Right], scope| Caller::establish(Identity::Account("b".into()), rights.to_vec(), scope);
        let all = caller(&[Right::GrantRoles], Scope::All);
        let one = caller(&[Right::GrantRoles], Scope::Organisations([id("school")].into()));
        let none = caller(&[Right::ReadRoles], Scope::All);
        let cases: [(&[Option<&str>], bool); 4] =
            [(&[], false), (&[None], false), (&[Some("school")], true), (&[Some("school"), Some("akimat")], false)];
        for (places, by_one) in cases {
            assert!(subject(places).may_be_linked(&all), "{places:?}");
            assert_eq!(subject(places).may_be_linked(&one), by_one, "{places:?}");
            assert!(!subject(places).may_be_linked(&none), "{places:?}");
        }
    }

    #[test]
    fn the_next_role_is_offered_where_the_others_are() {
        assert_eq!(subject(&[]).usual_place(), "");
        assert_eq!(subject(&[None]).usual_place(), "*");
        assert_eq!(subject(&[Some("school")]).usual_place(), "school");
    }
}
