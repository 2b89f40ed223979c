//! Who may sign in and who may do what: accounts with their roles, and users of the operating system.

pub(crate) mod person;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use talap_access::{AccessError, Account, AccountError, Role, RoleGrant};
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, Explain, Message, OrganisationId, Right, Scope, Timestamp};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::{Signed, Visitor};
use crate::pages::answer;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

/// How the identity of an account begins, as grants keep it.
const ACCOUNT: &str = "user:";
/// What stands for all organisations in a form; no organisation can have this identifier.
const EVERYWHERE: &str = "*";
/// What a name in a path is written with as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b':');

#[derive(Template)]
#[template(path = "people.html")]
pub(crate) struct People {
    t: Tongue,
    shell: Shell,
    accounts: Vec<AccountRow>,
    os_users: Vec<OsRow>,
    /// Every role with what it may do.
    roles: Vec<(String, Vec<String>)>,
    /// The form for a new account, for those who may make one.
    form: Option<NewAccount>,
}

struct AccountRow {
    name: String,
    display_name: String,
    href: String,
    held: Vec<Held>,
    signed_in: Option<String>,
    from: Option<String>,
    badge: Badge,
}

struct OsRow {
    name: String,
    href: String,
    held: Vec<Held>,
}

/// A role that somebody holds, in words.
pub(crate) struct Held {
    role: String,
    place: String,
    since: String,
    by: String,
    /// The role and the organisation as a form sends them, for those who may take the role.
    take: Option<(&'static str, String)>,
}

/// What an account is good for now, in a word.
pub(crate) struct Badge {
    /// The class that colours it and the symbol before it.
    class: &'static str,
    words: String,
}

/// A choice of a list.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

#[derive(Default)]
struct NewAccount {
    name: String,
    display_name: String,
    roles: Vec<Choice>,
    places: Vec<Choice>,
    /// Whether a session's end interrupted the form.
    again: bool,
    wrong: Wrong,
}

/// What is wrong with the form for a new account, by field.
#[derive(Default)]
struct Wrong {
    name: Option<String>,
    display_name: Option<String>,
    role: Option<String>,
    place: Option<String>,
}

/// What a role reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    Everything,
    Only(OrganisationId),
}

impl Reach {
    fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Everything => None,
            Self::Only(organisation) => Some(organisation),
        }
    }
}

/// The organisations that a reader may see, by name.
pub(crate) struct Places(Vec<(OrganisationId, String)>);

impl Places {
    pub(crate) async fn read(site: &Shared, signed: &Signed) -> Result<Self, Fault> {
        let (t, caller) = (signed.t(), signed.caller());
        if !caller.has(Right::ReadRecords) {
            return Ok(Self(Vec::new()));
        }
        let organisations = site.register.organisations(caller).await?;
        let named = |found: talap_model::Organisation| (t.of(&found.name).to_owned(), found.id);
        Ok(Self(organisations.into_iter().map(named).map(|(name, id)| (id, name)).collect()))
    }

    /// The name of an organisation, or the word for all of them.
    pub(crate) fn name(&self, t: &Tongue, place: Option<&OrganisationId>) -> String {
        let Some(place) = place else { return t.text("scope-all") };
        self.0.iter().find(|(id, _)| id == place).map_or_else(|| place.to_string(), |(_, name)| name.clone())
    }

    /// The places that the caller may give roles over.
    fn choices(&self, t: &Tongue, caller: &Caller, chosen: &str) -> Vec<Choice> {
        let choice = |value: String, label| Choice { chosen: value == chosen, value, label };
        let all = (*caller.scope() == Scope::All).then(|| choice(EVERYWHERE.to_owned(), t.text("scope-all")));
        let reached = self.0.iter().filter(|(id, _)| caller.reaches(id));
        all.into_iter().chain(reached.map(|(id, name)| choice(id.to_string(), name.clone()))).collect()
    }

    /// The place that a form named: one of those that it offered.
    fn chosen(&self, caller: &Caller, text: &str) -> Option<Reach> {
        if text == EVERYWHERE {
            return (*caller.scope() == Scope::All).then_some(Reach::Everything);
        }
        let offered = self.0.iter().find(|(id, _)| id.as_str() == text && caller.reaches(id));
        offered.map(|(id, _)| Reach::Only(id.clone()))
    }
}

/// The list.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let places = Places::read(&site, &signed).await?;
        page(&site, &signed, &places, blank(&signed, &places), StatusCode::OK).await
    };
    answer(&site, &signed, work.await)
}

/// Makes an account with its first role, and shows the link that sets its password.
pub(crate) async fn create(State(site): State<Shared>, signed: Signed, headers: HeaderMap, posted: Posted) -> Response {
    answer(&site, &signed, make(&site, &signed, &headers, &posted).await)
}

async fn make(site: &Shared, signed: &Signed, headers: &HeaderMap, posted: &Posted) -> Result<Response, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let (name, display_name) = (posted.get("name"), posted.get("display_name"));
    let places = Places::read(site, signed).await?;
    let filled = |wrong| NewAccount {
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        roles: role_choices(t, posted.get("role")),
        places: places.choices(t, caller, posted.get("place")),
        again: posted.again(),
        wrong,
    };
    if posted.again() {
        return page(site, signed, &places, filled(Wrong::default()), StatusCode::OK).await;
    }
    let role = posted.get("role").parse::<Role>().ok();
    let place = places.chosen(caller, posted.get("place"));
    let unsaid = |is: bool| is.then(|| t.text("web-people-choose"));
    let wrong = Wrong { role: unsaid(role.is_none()), place: unsaid(place.is_none()), ..Wrong::default() };
    let (Some(role), Some(place)) = (role, place) else {
        return page(site, signed, &places, filled(wrong), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (account, secret) = match site.accounts.create(caller, name, display_name).await {
        Ok(made) => made,
        Err(error) => {
            let wrong = wrong_of(t, error)?;
            return page(site, signed, &places, filled(wrong), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    // The person's own name is not told: what the ledger holds cannot be forgotten, and a name must be (UR 63-2).
    record(site, signed, ActKey::AccountCreated, &account.name).await?;
    site.change_role(caller, true, &holder(&account.name), role, place.organisation()).await?;
    person::handed_over(site, signed, headers, &account.name, &secret).await
}

/// Whose field an error is; an error of no field is a fault.
fn wrong_of(t: &Tongue, error: AccountError) -> Result<Wrong, Fault> {
    let words = Some(t.say(&error.explain()));
    match error {
        AccountError::InvalidDisplayName => Ok(Wrong { display_name: words, ..Wrong::default() }),
        AccountError::NameTaken { .. } | AccountError::Access(AccessError::InvalidAccountName { .. }) => {
            Ok(Wrong { name: words, ..Wrong::default() })
        }
        other => Err(other.into()),
    }
}

fn blank(signed: &Signed, places: &Places) -> NewAccount {
    let (t, caller) = (signed.t(), signed.caller());
    NewAccount { roles: role_choices(t, ""), places: places.choices(t, caller, ""), ..NewAccount::default() }
}

async fn page(
    site: &Shared,
    signed: &Signed,
    places: &Places,
    form: NewAccount,
    status: StatusCode,
) -> Result<Response, Fault> {
    let (t, caller, now) = (signed.t().clone(), signed.caller(), site.clock.now());
    let grants = site.access.list(caller).await?;
    let accounts = site.accounts.list(caller).await?;
    let held = |identity: &str| held(&t, caller, places, &grants, identity);
    let rows = accounts.iter().map(|account| AccountRow {
        href: path(&holder(&account.name)),
        held: held(&holder(&account.name)),
        signed_in: account.signed_in_at.map(|at| t.moment(&at)),
        from: account.signed_in_from.clone(),
        badge: Badge::of(&t, account, now),
        name: account.name.clone(),
        display_name: account.display_name.clone(),
    });
    let rows: Vec<_> = rows.collect();
    let mut others: Vec<_> = grants.iter().map(|grant| grant.identity.as_str()).collect();
    others.retain(|identity| !identity.starts_with(ACCOUNT));
    others.sort_unstable();
    others.dedup();
    let os_users =
        others.into_iter().map(|name| OsRow { name: name.to_owned(), href: path(name), held: held(name) }).collect();
    let page = People {
        accounts: rows,
        os_users,
        roles: roles(&t),
        form: (caller.has(Right::GrantRoles) && *caller.scope() == Scope::All).then_some(form),
        shell: Shell::of(&signed.visitor),
        t,
    };
    Ok(shell::page(status, &page))
}

fn roles(t: &Tongue) -> Vec<(String, Vec<String>)> {
    let rights = |role: Role| role.rights().iter().map(|right| right_words(t, *right)).collect();
    Role::ALL.map(|role| (t.role(&role), rights(role))).into()
}

/// What a right lets one do.
pub(crate) fn right_words(t: &Tongue, right: Right) -> String {
    t.text(&format!("right-{}", right.key()))
}

fn role_choices(t: &Tongue, chosen: &str) -> Vec<Choice> {
    let choice =
        |role: Role| Choice { value: role.key().to_owned(), label: t.role(&role), chosen: role.key() == chosen };
    Role::ALL.map(choice).into()
}

/// The roles of one identity.
fn held(t: &Tongue, caller: &Caller, places: &Places, grants: &[RoleGrant], identity: &str) -> Vec<Held> {
    let theirs = grants.iter().filter(|grant| grant.identity == identity);
    let words = |grant: &RoleGrant| {
        let place = grant.organisation.as_ref();
        let value = place.map_or_else(|| EVERYWHERE.to_owned(), ToString::to_string);
        Held {
            role: t.role(&grant.role),
            place: places.name(t, place),
            since: t.moment(&grant.granted_at),
            by: grant.granted_by.clone(),
            take: may_grant(caller, place).then_some((grant.role.key(), value)),
        }
    };
    theirs.map(words).collect()
}

/// Whether a caller may give and take roles over an organisation, or over all of them.
fn may_grant(caller: &Caller, place: Option<&OrganisationId>) -> bool {
    let reached = place.map_or(*caller.scope() == Scope::All, |organisation| caller.reaches(organisation));
    caller.has(Right::GrantRoles) && reached
}

impl Badge {
    fn of(t: &Tongue, account: &Account, now: Timestamp) -> Self {
        if let Some(at) = &account.blocked_at {
            let words = t.say(&Message::new("web-people-blocked").with("at", t.moment(at)));
            return Self { class: "not_met", words };
        }
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            let words = t.say(&Message::new("web-people-locked").with("until", t.moment(&until)));
            return Self { class: "unknown", words };
        }
        if account.has_password {
            Self { class: "met", words: t.text("web-people-active") }
        } else {
            Self { class: "unknown", words: t.text("web-people-waiting") }
        }
    }
}

/// Who holds the roles of an account.
pub(crate) fn holder(account: &str) -> String {
    format!("{ACCOUNT}{account}")
}

/// The page of whoever holds roles: accounts go by their name alone.
pub(crate) fn path(holder: &str) -> String {
    let name = holder.strip_prefix(ACCOUNT).unwrap_or(holder);
    format!("/people/{}", utf8_percent_encode(name, PLAIN))
}

/// What is round a page that answers a form: its links lead to the address that the page can be read at.
pub(crate) fn shell_at(visitor: &Visitor, path: &str) -> Shell {
    Shell::of(&Visitor { here: path.to_owned(), ..visitor.clone() })
}

/// The address of these pages: the one that is set, or else the one that the reader asked for.
pub(crate) fn base(site: &Shared, headers: &HeaderMap) -> String {
    base_of(site, headers).unwrap_or_else(|| "http://localhost".to_owned())
}

/// The same; none where nothing says it.
pub(crate) fn base_of(site: &Shared, headers: &HeaderMap) -> Option<String> {
    // A host that is asked for is whatever the asker says, and what is printed or sent on leads there for years.
    if let Some(pages) = &site.settings.pages {
        return Some(pages.clone());
    }
    let scheme = if site.settings.tls.is_some() { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| !host.is_empty());
    host.map(|host| format!("{scheme}://{host}"))
}

/// Records what was done with an account.
async fn record(site: &Shared, signed: &Signed, action: ActKey, account: &str) -> Result<(), Fault> {
    let who = signed.caller().identity().to_string();
    let act = Act::new(action, &who).with("account", account);
    site.record(act.from_address(&signed.visitor.origin.address)).await
}

#[cfg(test)]
impl Held {
    pub(crate) fn sample() -> Self {
        Self {
            role: "r".into(),
            place: "<p>".into(),
            since: "s".into(),
            by: "os:b".into(),
            take: Some(("auditor", EVERYWHERE.into())),
        }
    }
}

#[cfg(test)]
impl People {
    /// Nobody yet, everybody as an auditor sees them, and a form with everything wrong.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let row = |class| AccountRow {
            name: "aigerim".into(),
            display_name: "<Айгерім>".into(),
            href: path("user:aigerim"),
            held: vec![Held::sample()],
            signed_in: Some("x".into()),
            from: Some("127.0.0.1".into()),
            badge: Badge { class, words: "x".into() },
        };
        let idle = AccountRow { held: Vec::new(), signed_in: None, from: None, ..row("unknown") };
        let make =
            |accounts, os_users, form| Self { t: t.clone(), shell: shell(), accounts, os_users, roles: roles(t), form };
        let wrong = Some("<wrong>".to_owned());
        let form = NewAccount {
            name: "A B".into(),
            roles: role_choices(t, "auditor"),
            places: vec![Choice { value: "akimat".into(), label: "Akimat".into(), chosen: true }],
            wrong: Wrong { name: wrong.clone(), display_name: wrong.clone(), role: wrong.clone(), place: wrong },
            again: true,
            ..NewAccount::default()
        };
        let os = OsRow { name: "os:serik".into(), href: path("os:serik"), held: vec![Held::sample()] };
        vec![
            make(Vec::new(), Vec::new(), Some(NewAccount::default())),
            make(vec![row("met"), row("not_met"), idle], vec![os], None),
            make(vec![row("met")], Vec::new(), Some(form)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use talap_locale::Words;
    use talap_model::{Identity, Language, RecordId};
    use time::UtcOffset;

    use super::*;

    fn english() -> Tongue {
        Tongue::new(Arc::new(Words::built_in().unwrap()), Language::En, UtcOffset::UTC)
    }

    fn account() -> Account {
        Account {
            id: "019aa000-0000-7000-8000-000000000000".parse::<RecordId>().unwrap(),
            name: "aigerim".into(),
            display_name: "Aigerim".into(),
            created_at: Timestamp::from_micros(0),
            created_by: "os:serik".into(),
            has_password: true,
            blocked_at: None,
            locked_until: None,
            signed_in_at: None,
            signed_in_from: None,
        }
    }

    #[test]
    fn an_account_is_named_by_the_worst_that_is_true_of_it() {
        let t = english();
        let now = Timestamp::from_micros(1_000_000);
        let class = |account: &Account| Badge::of(&t, account, now).class;
        assert_eq!(class(&account()), "met");
        let locked = Account { locked_until: Some(now.plus_seconds(1)), ..account() };
        assert_eq!(class(&locked), "unknown");
        assert!(Badge::of(&t, &locked, now).words.contains("1970"), "a lock says until when");
        assert_eq!(class(&Account { locked_until: Some(now), ..account() }), "met");
        assert_eq!(class(&Account { has_password: false, ..account() }), "unknown");
        assert_eq!(class(&Account { blocked_at: Some(now), ..locked }), "not_met");
    }

    #[test]
    fn a_form_offers_no_place_beyond_the_callers_reach() {
        let t = english();
        let id = |text: &str| text.parse::<OrganisationId>().unwrap();
        let places = Places(vec![(id("akimat"), "Akimat".into()), (id("school"), "School".into())]);
        let caller = |scope| Caller::establish(Identity::Account("a".into()), [Right::GrantRoles], scope);
        let all = caller(Scope::All);
        let one = caller(Scope::Organisations([id("school")].into()));
        let values = |caller| places.choices(&t, caller, "").into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(values(&all), ["*", "akimat", "school"]);
        assert_eq!(values(&one), ["school"]);
        assert_eq!(places.chosen(&all, "*"), Some(Reach::Everything));
        assert_eq!(places.chosen(&all, "akimat"), Some(Reach::Only(id("akimat"))));
        for beyond in ["*", "akimat", "nowhere", ""] {
            assert_eq!(places.chosen(&one, beyond), None, "{beyond}");
        }
    }

    #[test]
    fn every_name_has_a_page() {
        assert_eq!(path("user:aigerim.s"), "/people/aigerim.s");
        assert_eq!(path("os:DOMAIN\\Serik"), "/people/os:DOMAIN%5CSerik");
        assert_eq!(path("os:../x"), "/people/os:..%2Fx");
    }
}
