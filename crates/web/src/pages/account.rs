//! One's own account: roles, sessions, password, tokens of the API.

mod browser;
pub(crate) mod calendar;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use talap_access::{AccountError, ApiToken, Role, SessionInfo, SignInError};
use talap_collect::own::Act;
use talap_model::{ActKey, Explain, RecordId, Right, Timestamp};

use crate::Shared;
use crate::cookies;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::pages::people::{self, Choice, Places, right_words, shell_at};
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

use self::calendar::CalendarPart;

/// The address of this page.
const HERE: &str = "/account";
/// How long a token may hold, in days; the second is offered first.
const TERMS: [(u16, &str); 3] = [(30, "web-own-days-30"), (90, "web-own-days-90"), (365, "web-own-days-365")];
const USUAL_TERM: u16 = 90;
const DAY: i64 = 24 * 3600;

#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct OwnAccount {
    t: Tongue,
    shell: Shell,
    name: String,
    display_name: String,
    /// Roles with the organisations that they reach.
    roles: Vec<(String, String)>,
    rights: Vec<String>,
    sessions: Vec<SessionRow>,
    password: PasswordWrong,
    tokens: Vec<TokenRow>,
    form: TokenForm,
    made: Option<Made>,
    calendar: Option<CalendarPart>,
}

struct SessionRow {
    id: String,
    browser: String,
    agent: String,
    address: String,
    since: String,
    seen: String,
    this: bool,
}

/// What is wrong with the form for a new password, by field. What was typed is not shown again.
#[derive(Default)]
struct PasswordWrong {
    old: Option<String>,
    new: Option<String>,
    repeated: Option<String>,
}

struct TokenRow {
    id: String,
    name: String,
    scopes: Vec<String>,
    created: String,
    expires: Option<String>,
    used: Option<String>,
    /// Why it is of no use any more.
    over: Option<String>,
}

#[derive(Default)]
struct TokenForm {
    name: String,
    scopes: Vec<Choice>,
    terms: Vec<Choice>,
    /// Whether a session's end interrupted the form.
    again: bool,
    wrong_name: Option<String>,
    wrong_scopes: Option<String>,
    wrong_term: Option<String>,
}

/// A token that was just made, shown once.
struct Made {
    name: String,
    secret: String,
    example: String,
}

/// What the page shows besides what is so.
#[derive(Default)]
struct Extra<'a> {
    password: PasswordWrong,
    posted: Option<&'a Posted>,
    wrong: TokenForm,
    made: Option<Made>,
    /// A link of a calendar that was just made.
    calendar: Option<String>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, page(&site, &signed, Extra::default(), StatusCode::OK).await)
}

/// Changes the password. The fields' names begin with `_`, so that a password is never carried through a sign-in as
/// other fields are: it would stand in a page.
pub(crate) async fn change_password(
    State(site): State<Shared>,
    signed: Signed,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(HERE));
        }
        let (old, new) = (posted.exact("_old"), posted.exact("_new"));
        let t = signed.t();
        if new != posted.exact("_repeated") {
            let repeated = Some(t.text("web-passwords-differ"));
            let password = PasswordWrong { repeated, ..PasswordWrong::default() };
            return wrong(&site, &signed, Extra { password, ..Extra::default() }).await;
        }
        let keep = session_secret(&site, &headers);
        let name = &signed.visit.account.name;
        match site.accounts.change_password(name, old, new, keep.as_deref()).await {
            Ok(()) => {
                record(&site, &signed, Act::new(ActKey::AccountPasswordChanged, &who(&signed))).await?;
                Ok(gate::to("/account?told=password"))
            }
            Err(error) => {
                let password = password_wrong(&site, &signed, error).await?;
                wrong(&site, &signed, Extra { password, ..Extra::default() }).await
            }
        }
    };
    answer(&site, &signed, work.await)
}

/// Whose field an error is. Somebody who tries old passwords in a session that was left open shows in the ledger.
async fn password_wrong(site: &Shared, signed: &Signed, error: SignInError) -> Result<PasswordWrong, Fault> {
    let t = signed.t();
    let why = match &error {
        SignInError::Password(refusal) => {
            let new = Some(t.say(&refusal.explain()));
            return Ok(PasswordWrong { new, ..PasswordWrong::default() });
        }
        SignInError::Wrong => "wrong",
        SignInError::Locked { .. } => "locked",
        _ => return Err(error.into()),
    };
    record(site, signed, Act::new(ActKey::AccountPasswordChangeFailed, &who(signed)).with("why", why)).await?;
    let old = if why == "wrong" { t.text("web-own-old-wrong") } else { t.say(&error.explain()) };
    Ok(PasswordWrong { old: Some(old), ..PasswordWrong::default() })
}

/// Ends one session.
pub(crate) async fn end_session(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(HERE));
        }
        let this = id == signed.visit.session_id;
        if site.accounts.end_session(&signed.visit.account.name, &id).await? {
            record(&site, &signed, Act::new(ActKey::AccountSessionsEnded, &who(&signed)).with("sessions", 1)).await?;
        }
        Ok(if this { gone(&site) } else { gate::to("/account?told=sessions") })
    };
    answer(&site, &signed, work.await)
}

/// Ends all sessions, or all but this one.
pub(crate) async fn sign_out_everywhere(
    State(site): State<Shared>,
    signed: Signed,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(HERE));
        }
        let others = posted.get("which") == "others";
        let keep = session_secret(&site, &headers).filter(|_| others);
        let ended = site.accounts.sign_out_everywhere(&signed.visit.account.name, keep.as_deref()).await?;
        record(&site, &signed, Act::new(ActKey::AccountSessionsEnded, &who(&signed)).with("sessions", ended)).await?;
        Ok(if others { gate::to("/account?told=sessions") } else { gone(&site) })
    };
    answer(&site, &signed, work.await)
}

/// Makes a token and shows it, this once.
pub(crate) async fn create_token(
    State(site): State<Shared>,
    signed: Signed,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    answer(&site, &signed, make_token(&site, &signed, &headers, &posted).await)
}

async fn make_token(site: &Shared, signed: &Signed, headers: &HeaderMap, posted: &Posted) -> Result<Response, Fault> {
    let (t, shown) = (signed.t(), Extra { posted: Some(posted), ..Extra::default() });
    if posted.again() {
        return page(site, signed, shown, StatusCode::OK).await;
    }
    let Some(expires) = expiry(posted.get("days"), site.clock.now()) else {
        let form = TokenForm { wrong_term: Some(t.text("web-own-term-wrong")), ..TokenForm::default() };
        return wrong(site, signed, Extra { wrong: form, ..shown }).await;
    };
    // A right that nobody knows is none of the caller's either.
    let scopes: BTreeSet<Right> = posted.all("scope").filter_map(|text| text.parse().ok()).collect();
    let made = site.accounts.create_token(signed.caller(), posted.get("name"), scopes, Some(expires)).await;
    let (token, secret) = match made {
        Ok(made) => made,
        Err(error) => return wrong(site, signed, Extra { wrong: token_wrong(t, error)?, ..shown }).await,
    };
    // The token is shown only once the ledger has heard of it.
    let scopes = token.scopes.iter().map(|right| right.key()).collect::<Vec<_>>().join(" ");
    let who = who(signed);
    let act = Act::new(ActKey::TokenCreated, &who).with("token", token.id).with("name", &token.name);
    record(site, signed, act.with("scopes", scopes)).await?;
    let address = people::base(site, headers);
    let secret = secret.reveal().to_owned();
    let example = format!("curl -H \"Authorization: Bearer {secret}\" {address}/api/v1/objects");
    let made = Some(Made { name: token.name, secret, example });
    page(site, signed, Extra { made, ..Extra::default() }, StatusCode::OK).await
}

/// Whose field an error is; an error of no field is a fault.
fn token_wrong(t: &Tongue, error: AccountError) -> Result<TokenForm, Fault> {
    let words = Some(t.say(&error.explain()));
    match error {
        AccountError::InvalidTokenName => Ok(TokenForm { wrong_name: words, ..TokenForm::default() }),
        AccountError::NoScope | AccountError::ScopeTooWide { .. } => {
            Ok(TokenForm { wrong_scopes: words, ..TokenForm::default() })
        }
        AccountError::EndsInThePast => Ok(TokenForm { wrong_term: words, ..TokenForm::default() }),
        other => Err(other.into()),
    }
}

/// When a token ends that holds for one of the terms.
fn expiry(days: &str, now: Timestamp) -> Option<Timestamp> {
    let days: u16 = days.parse().ok()?;
    TERMS.iter().any(|(term, _)| *term == days).then(|| now.plus_seconds(i64::from(days) * DAY))
}

/// Revokes a token.
pub(crate) async fn revoke_token(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(HERE));
        }
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        match site.accounts.revoke_token(signed.caller(), id).await {
            Ok(()) => {}
            Err(AccountError::NoToken) => return Err(Fault::missing()),
            Err(error) => return Err(error.into()),
        }
        record(&site, &signed, Act::new(ActKey::TokenRevoked, &who(&signed)).with("token", id)).await?;
        Ok(gate::to("/account?told=token"))
    };
    answer(&site, &signed, work.await)
}

fn who(signed: &Signed) -> String {
    signed.caller().identity().to_string()
}

async fn record(site: &Shared, signed: &Signed, act: Act<'_>) -> Result<(), Fault> {
    site.record(act.from_address(&signed.visitor.origin.address)).await
}

/// The secret of this session, which alone says which one to keep.
fn session_secret(site: &Shared, headers: &HeaderMap) -> Option<String> {
    cookies::get(headers, cookies::session_name(site.settings.tls.is_some()))
}

/// After the end of this session: its cookie goes, and its owner may come in again.
fn gone(site: &Shared) -> Response {
    let mut response = gate::to("/sign-in?told=signed-out");
    cookies::set(&mut response, [cookies::no_session(site.settings.tls.is_some())]);
    response
}

async fn wrong(site: &Shared, signed: &Signed, extra: Extra<'_>) -> Result<Response, Fault> {
    page(site, signed, extra, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(site: &Shared, signed: &Signed, extra: Extra<'_>, status: StatusCode) -> Result<Response, Fault> {
    let (t, account, now) = (signed.t().clone(), &signed.visit.account, site.clock.now());
    let sessions = site.accounts.sessions(&account.name).await?;
    let mut tokens = site.accounts.tokens(signed.caller()).await?;
    // Those of use first, and the newest of them.
    tokens.sort_by_key(|token| (over(&t, token, now).is_some(), std::cmp::Reverse(token.created_at)));
    let here = if signed.visitor.here.split('?').next() == Some(HERE) { &signed.visitor.here } else { HERE };
    let page = OwnAccount {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        roles: own_roles(site, signed).await?,
        rights: held_rights(signed).map(|right| right_words(&t, right)).collect(),
        sessions: sessions.into_iter().map(|session| session_row(&t, &signed.visit.session_id, session)).collect(),
        password: extra.password,
        tokens: tokens.iter().map(|token| token_row(&t, token, now)).collect(),
        form: token_form(&t, held_rights(signed), extra.posted, extra.wrong),
        made: extra.made,
        calendar: CalendarPart::read(site, signed, extra.calendar).await?,
        shell: shell_at(&signed.visitor, here),
        t,
    };
    Ok(shell::page(status, &page))
}

/// Everybody may know their own roles, also without the right to read those of others.
async fn own_roles(site: &Shared, signed: &Signed) -> Result<Vec<(String, String)>, Fault> {
    let t = signed.t();
    let places = Places::read(site, signed).await?;
    let grants = site.store.grants_of(&who(signed)).await?;
    let words = |grant: &talap_store::Grant| {
        let role = grant.role.parse::<Role>().map_or_else(|_| grant.role.clone(), |role| t.role(&role));
        (role, places.name(t, grant.organisation.as_ref()))
    };
    Ok(grants.iter().map(words).collect())
}

fn held_rights(signed: &Signed) -> impl Iterator<Item = Right> {
    Right::ALL.into_iter().filter(|right| signed.caller().has(*right))
}

fn session_row(t: &Tongue, this: &str, session: SessionInfo) -> SessionRow {
    SessionRow {
        this: session.id == this,
        id: session.id,
        browser: browser::name(&session.agent),
        agent: session.agent,
        address: session.address,
        since: t.moment(&session.created_at),
        seen: t.moment(&session.seen_at),
    }
}

fn token_row(t: &Tongue, token: &ApiToken, now: Timestamp) -> TokenRow {
    TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        scopes: token.scopes.iter().map(|right| right_words(t, *right)).collect(),
        created: t.moment(&token.created_at),
        expires: token.expires_at.map(|at| t.moment(&at)),
        used: token.used_at.map(|at| t.moment(&at)),
        over: over(t, token, now),
    }
}

/// Why a token is of no use any more.
fn over(t: &Tongue, token: &ApiToken, now: Timestamp) -> Option<String> {
    if token.revoked_at.is_some() {
        Some(t.text("web-own-token-revoked"))
    } else {
        token.expires_at.filter(|at| *at <= now).map(|_| t.text("web-own-token-expired"))
    }
}

fn token_form(t: &Tongue, rights: impl Iterator<Item = Right>, posted: Option<&Posted>, wrong: TokenForm) -> TokenForm {
    let asked = |name: &'static str, value: &str| posted.is_some_and(|posted| posted.all(name).any(|one| one == value));
    let scope = |right: Right| Choice {
        value: right.key().to_owned(),
        label: right_words(t, right),
        chosen: asked("scope", right.key()),
    };
    let days = posted.map_or_else(|| USUAL_TERM.to_string(), |posted| posted.get("days").to_owned());
    let term = |(term, key): (u16, &str)| Choice {
        value: term.to_string(),
        label: t.text(key),
        chosen: term.to_string() == days,
    };
    TokenForm {
        name: posted.map(|posted| posted.get("name").to_owned()).unwrap_or_default(),
        scopes: rights.map(scope).collect(),
        terms: TERMS.map(term).into(),
        again: posted.is_some_and(Posted::again),
        ..wrong
    }
}

#[cfg(test)]
impl OwnAccount {
    /// Somebody without a role, somebody with something of everything, and with everything wrong.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let empty = || Self {
            t: t.clone(),
            shell: shell(),
            name: "aigerim".into(),
            display_name: "<Айгерім>".into(),
            roles: Vec::new(),
            rights: Vec::new(),
            sessions: Vec::new(),
            password: PasswordWrong::default(),
            tokens: Vec::new(),
            form: token_form(t, std::iter::empty(), None, TokenForm::default()),
            made: None,
            calendar: None,
        };
        let session = |this| SessionRow {
            id: "00ff".into(),
            browser: "Firefox · Windows".into(),
            agent: "<agent>".into(),
            address: "127.0.0.1".into(),
            since: "x".into(),
            seen: "x".into(),
            this,
        };
        let token = |over: Option<&str>| TokenRow {
            id: "1".into(),
            name: "<token>".into(),
            scopes: vec!["a".into(), "b".into()],
            created: "x".into(),
            expires: over.map(|_| "x".to_owned()),
            used: over.map(|_| "x".to_owned()),
            over: over.map(str::to_owned),
        };
        let wrong = Some("<wrong>".to_owned());
        let spoilt = TokenForm {
            wrong_name: wrong.clone(),
            wrong_scopes: wrong.clone(),
            wrong_term: wrong.clone(),
            ..TokenForm::default()
        };
        let made = Made { name: "x".into(), secret: "talap_x".into(), example: "curl -H \"x\"".into() };
        let full = Self {
            roles: vec![("r".into(), "p".into())],
            rights: vec!["a".into()],
            sessions: vec![session(true), session(false)],
            tokens: vec![token(None), token(Some("x"))],
            form: token_form(t, Right::ALL.into_iter(), None, TokenForm::default()),
            made: Some(made),
            calendar: Some(CalendarPart { since: Some("x".into()), used: Some("x".into()), link: Some("<q>".into()) }),
            ..empty()
        };
        let failed = Self {
            form: token_form(t, Right::ALL.into_iter(), None, spoilt),
            password: PasswordWrong { old: wrong.clone(), new: wrong.clone(), repeated: wrong },
            rights: vec!["a".into()],
            calendar: Some(CalendarPart::default()),
            ..empty()
        };
        vec![empty(), full, failed]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_one_of_the_terms_and_no_other() {
        let now = Timestamp::from_micros(0);
        assert_eq!(expiry("30", now), Some(now.plus_seconds(30 * 86_400)));
        assert_eq!(expiry("365", now), Some(now.plus_seconds(365 * 86_400)));
        for other in ["", "0", "31", "36500", "-30", "x"] {
            assert_eq!(expiry(other, now), None, "{other}");
        }
    }
}
