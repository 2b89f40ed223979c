//! Signing in with a password or by a one-time link, and out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_access::{LinkState, SignInError, SignedIn};
use talap_collect::own::Act;
use talap_model::{ActKey, Explain, Message};

use crate::Shared;
use crate::cookies;
use crate::fault::Fault;
use crate::gate::{self, Signed, Visitor};
use crate::pages::failure;
use crate::path::Path;
use crate::posted::{AGAIN, CSRF, Posted};
use crate::shell::{self, Shell, query_value};
use crate::tongue::Tongue;

/// Where the fields of an interrupted form are carried: each under this beginning.
const CARRIED: &str = "kept.";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    t: Tongue,
    shell: Shell,
    name: String,
    trouble: Option<String>,
    note: Option<String>,
    /// Where to go on to.
    next: String,
    /// The fields of an interrupted form.
    kept: Vec<(String, String)>,
    interrupted: bool,
}

#[derive(Template)]
#[template(path = "link.html")]
struct Link {
    t: Tongue,
    shell: Shell,
    token: String,
    account: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn {
    t: Tongue,
    shell: Shell,
    next: String,
    csrf: String,
    kept: Vec<(String, String)>,
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Response {
    if visitor.visit.is_some() {
        return gate::to("/");
    }
    let next = query_value(&visitor.here, "next");
    form(&visitor, StatusCode::OK, None, gate::safe_path(&next).to_owned(), &Posted::default())
}

/// Asks somebody to sign in before what they asked for; what they typed is kept in the page.
pub(crate) fn demand(visitor: &Visitor, expired: bool, posted: Option<Posted>) -> Response {
    match posted {
        Some(posted) => {
            // A form without fields has nothing to keep, and its address may be for posting alone.
            if posted.filled().next().is_none() {
                return gate::to("/sign-in");
            }
            let path = visitor.here.clone();
            let note = visitor.t.text("web-sign-in-interrupted");
            form(visitor, StatusCode::UNAUTHORIZED, Some(note), path, &posted)
        }
        None if visitor.here == "/" && !expired => gate::to("/sign-in"),
        None => {
            let next = form_urlencoded::Serializer::new(String::new()).append_pair("next", &visitor.here).finish();
            gate::to(&format!("/sign-in?{next}"))
        }
    }
}

/// Signs in.
pub(crate) async fn enter(State(site): State<Shared>, visitor: Visitor, posted: Posted) -> Response {
    let name = posted.get("name").to_owned();
    match site.accounts.sign_in(&name, posted.exact("password"), &visitor.origin).await {
        Ok(signed) => arrive(&site, &visitor, signed, &posted, ActKey::AccountSignedIn).await,
        Err(error) => {
            let act = Act::new(ActKey::AccountSignInFailed, "talap:access")
                .with("name", name.chars().take(64).collect::<String>());
            let why = if matches!(error, SignInError::Locked { .. }) { "locked" } else { "wrong" };
            if let Err(fault) = site.record(act.with("why", why).from_address(&visitor.origin.address)).await {
                return failure::page(&site, &visitor, &fault);
            }
            let carried = carried(&posted);
            let status = StatusCode::UNAUTHORIZED;
            let next = gate::safe_path(posted.get("next")).to_owned();
            let trouble = Some(visitor.t.say(&error.explain()));
            again(&visitor, status, name, trouble, next, carried)
        }
    }
}

/// The form that a one-time link leads to. Looking at it uses nothing: a mail scanner may.
pub(crate) async fn link(State(site): State<Shared>, visitor: Visitor, Path(token): Path<String>) -> Response {
    match site.accounts.look_at_link(&token).await {
        Ok(LinkState::Valid { account }) => {
            let page = Link { shell: Shell::of(&visitor), t: visitor.t, token, account, trouble: None };
            shell::found(&page)
        }
        Ok(state) => failure::page(&site, &visitor, &ended(&visitor.t, &state)),
        Err(error) => failure::page(&site, &visitor, &Fault::from(error)),
    }
}

/// Sets the password that a one-time link asks for, and signs in.
pub(crate) async fn use_link(
    State(site): State<Shared>,
    visitor: Visitor,
    Path(token): Path<String>,
    posted: Posted,
) -> Response {
    let password = posted.exact("password");
    let account = match site.accounts.look_at_link(&token).await {
        Ok(LinkState::Valid { account }) => account,
        Ok(state) => return failure::page(&site, &visitor, &ended(&visitor.t, &state)),
        Err(error) => return failure::page(&site, &visitor, &Fault::from(error)),
    };
    let trouble = if password == posted.exact("repeated") {
        match site.accounts.use_link(&token, password, &visitor.origin).await {
            Ok(signed) => return arrive(&site, &visitor, signed, &posted, ActKey::AccountLinkUsed).await,
            Err(error) => error.explain(),
        }
    } else {
        Message::new("web-passwords-differ")
    };
    let trouble = Some(visitor.t.say(&trouble));
    let page = Link { shell: Shell::of(&visitor), t: visitor.t, token, account, trouble };
    shell::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn ended(t: &Tongue, state: &LinkState) -> Fault {
    Fault::wrong(match state {
        LinkState::Used { at } => Message::new("web-link-used").with("at", t.moment(at)),
        LinkState::Expired { at } => Message::new("web-link-expired").with("at", t.moment(at)),
        LinkState::Unknown | LinkState::Valid { .. } => Message::new("web-link-unknown"),
    })
}

/// Signs out.
pub(crate) async fn leave(State(site): State<Shared>, signed: Signed, _posted: Posted) -> Response {
    let secure = site.settings.tls.is_some();
    let who = signed.caller().identity().to_string();
    let outcome = async {
        site.accounts.end_session(&signed.visit.account.name, &signed.visit.session_id).await?;
        site.record(Act::new(ActKey::AccountSignedOut, &who).from_address(&signed.visitor.origin.address)).await
    };
    if let Err(fault) = outcome.await {
        return failure::page(&site, &signed.visitor, &fault);
    }
    let mut response = gate::to("/sign-in?told=signed-out");
    cookies::set(&mut response, [cookies::no_session(secure)]);
    response
}

/// Gives the session's cookie and goes on: to where somebody was going, or to the form that was interrupted.
async fn arrive(site: &Shared, visitor: &Visitor, signed: SignedIn, posted: &Posted, action: ActKey) -> Response {
    let who = format!("user:{}", signed.account.name);
    if let Err(fault) = site.record(Act::new(action, &who).from_address(&visitor.origin.address)).await {
        return failure::page(site, visitor, &fault);
    }
    let kept = carried(posted);
    let next = gate::safe_path(posted.get("next")).to_owned();
    let mut response = if kept.is_empty() {
        gate::to(&next)
    } else {
        let csrf = match site.accounts.visit(signed.session.reveal()).await {
            Ok(visit) => visit.csrf,
            Err(_) => return gate::to("/sign-in"),
        };
        shell::found(&GoOn { t: visitor.t.clone(), shell: Shell::of(visitor), next, csrf, kept })
    };
    let secure = site.settings.tls.is_some();
    cookies::set(&mut response, [cookies::session(signed.session.reveal(), secure)]);
    response
}

/// The fields of an interrupted form that a sign-in form carried, with the mark that they are to be shown again.
fn carried(posted: &Posted) -> Vec<(String, String)> {
    let fields = posted.filled().filter_map(|(name, value)| Some((name.strip_prefix(CARRIED)?, value)));
    let mut fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if !fields.is_empty() {
        fields.push((AGAIN.to_owned(), "1".to_owned()));
    }
    fields
}

fn form(visitor: &Visitor, status: StatusCode, note: Option<String>, next: String, posted: &Posted) -> Response {
    let kept: Vec<_> = posted
        .filled()
        .filter(|(name, _)| *name != CSRF)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    shell::page(
        status,
        &SignIn {
            t: visitor.t.clone(),
            shell: Shell::of(visitor),
            name: String::new(),
            trouble: None,
            interrupted: note.is_some(),
            note,
            next,
            kept,
        },
    )
}

fn again(
    visitor: &Visitor,
    status: StatusCode,
    name: String,
    trouble: Option<String>,
    next: String,
    kept: Vec<(String, String)>,
) -> Response {
    let kept: Vec<_> = kept.into_iter().filter(|(name, _)| name != AGAIN).collect();
    shell::page(
        status,
        &SignIn {
            t: visitor.t.clone(),
            shell: Shell::of(visitor),
            name,
            trouble,
            interrupted: !kept.is_empty(),
            note: None,
            next,
            kept,
        },
    )
}
