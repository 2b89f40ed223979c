//! The servers and stores that the ledger is kept with: which of them answer, and what waits.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_model::{Message, Right, Scope, Timestamp};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::keeping::{Seen, Server};
use crate::pages::answer;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "keeping.html")]
pub(crate) struct Keeping {
    t: Tongue,
    shell: Shell,
    /// When it was looked; none before the first look.
    looked: Option<String>,
    rows: Vec<Row>,
    /// Who keeps the ledger, where several nodes may.
    lease: Option<String>,
    /// What is said where there is no server.
    nowhere: String,
}

struct Row {
    purpose: String,
    address: String,
    away: Option<String>,
    waiting: Option<String>,
    /// When, and the sentence.
    last: Option<(String, String)>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).map(|page| shell::found(&page)))
}

fn context(site: &Shared, signed: &Signed) -> Result<Keeping, Fault> {
    signed.caller().require(Right::ReadEvents)?;
    // They serve everybody: who sees one organisation's events learns nothing of them.
    if *signed.caller().scope() != Scope::All {
        return Err(Fault::missing());
    }
    let folder = site.ledger.dir().display().to_string();
    Ok(Keeping::of(signed.t().clone(), Shell::of(&signed.visitor), site.servers.seen(), folder))
}

impl Keeping {
    fn of(t: Tongue, shell: Shell, seen: Option<Seen>, folder: String) -> Self {
        let servers = seen.as_ref().map(|seen| seen.servers.as_slice()).unwrap_or_default();
        let lease = seen.as_ref().and_then(|seen| seen.lease.as_ref()).map(|lease| {
            let key = if lease.is_here { "web-keeping-lease-here" } else { "web-keeping-lease" };
            t.say(&Message::new(key).with("node", lease.node.as_str()).with("until", t.exact_moment(&lease.until)))
        });
        Self {
            looked: seen.as_ref().map(|seen| t.exact_moment(&seen.at)),
            rows: servers.iter().map(|server| row(&t, server)).collect(),
            lease,
            nowhere: t.say(&Message::new("web-keeping-none-do").with("path", folder)),
            shell,
            t,
        }
    }
}

fn row(t: &Tongue, server: &Server) -> Row {
    let away = |since: &Timestamp| t.say(&server.purpose.away(t.moment(since)));
    Row {
        purpose: t.say(&server.purpose.message()),
        address: server.address.clone(),
        away: server.away_since.as_ref().map(away),
        waiting: server.waiting.and_then(|n| server.purpose.waiting(n)).map(|message| t.say(&message)),
        last: server.last_error.as_ref().map(|(at, cause)| (t.exact_moment(at), t.say(cause))),
    }
}

#[cfg(test)]
impl Keeping {
    /// The page before the first look, with nothing, and with something of everything.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::keeping::{Lease, Purpose};
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let cause = Message::new("store-unreachable").with("cause", "<x>");
        let server = |purpose, away: bool, failed: bool| Server {
            purpose,
            address: "<y>".to_owned(),
            away_since: away.then_some(at),
            last_error: failed.then(|| (at, cause.clone())),
            waiting: Some(17),
        };
        let is_away = |purpose| matches!(purpose, Purpose::Stream | Purpose::StreamServer);
        let all = Purpose::ALL.into_iter().map(|purpose| server(purpose, is_away(purpose), true));
        let lease = |is_here| Some(Lease { node: "<q>".to_owned(), is_here, until: at });
        let seen = |servers, lease| Some(Seen { at, servers, lease });
        let page = |seen| Self::of(t.clone(), shell(), seen, "/var/lib/<x>".to_owned());
        vec![
            page(None),
            page(seen(Vec::new(), None)),
            page(seen(vec![server(Purpose::Records, false, false)], lease(true))),
            page(seen(all.collect(), lease(false))),
        ]
    }
}
