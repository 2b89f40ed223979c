//! A site for a test: a record store, a ledger and people in a folder of its own, and a client that keeps its cookies.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use sha2::{Digest, Sha256};
use talap_access::{Origin, Policy, Role};
use talap_assess::Checks;
use talap_collect::source::{Format, Source, SourceTable, Sources};
use talap_decree::catalog::Catalog;
use talap_decree::redactions::Redactions;
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_locale::Words;
use talap_model::{
    Attributes, Caller, Clock, Entropy, Identity, NewEvent, ObjectId, OrganisationId, RegisterKey, Right, Scope,
    SourceId, SourceKind, Timestamp,
};
use talap_register::Definitions;
use talap_store::{Store, sqlite_url};
use talap_web::routes::{Route, router};
use talap_web::site::{Official, Parts, ground};
use talap_web::{Settings, Shared, Site, serve};
use tower::ServiceExt;

/// A clock that stands still until it is moved.
pub(crate) struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Bytes that differ every time and look like nothing.
struct Mixing(AtomicU64);

impl Entropy for Mixing {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..chunk.len()]);
        }
    }
}

/// A site with two organisations, an object each, and whoever a test invites.
pub(crate) struct Place {
    pub(crate) site: Shared,
    pub(crate) app: Router,
    pub(crate) routes: Vec<Route>,
    pub(crate) root: Caller,
    clock: Arc<SetClock>,
    _dir: tempfile::TempDir,
}

pub(crate) const PASSWORD: &str = "a long and quiet phrase";

impl Place {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(1_795_000_000_000_000)));
        let entropy: Arc<dyn Entropy> = Arc::new(Mixing(AtomicU64::new(1)));
        let catalog = Arc::new(Catalog::built_in().unwrap());
        let official =
            Official::new(&catalog, Redactions::default(), Arc::clone(&clock) as Arc<dyn Clock>, time::UtcOffset::UTC);
        let definitions = Arc::new(Definitions::built_in(&ground(&catalog)).unwrap());
        let key = SigningKey::from_seed(&[7; 32]);
        let config = LedgerConfig::new(dir.path().join("ledger"), "test/ledger");
        let (ledger, _) = Ledger::open(config, key, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let store = Store::open(&sqlite_url(&dir.path().join("talap.db"))).await.unwrap();
        let site = Site::assemble(Parts {
            words: Arc::new(Words::built_in().unwrap()),
            catalog,
            checks: Checks::built_in(),
            definitions,
            store,
            ledger,
            sources: Sources::new(SourceTable::default(), nobody()),
            watch: talap_collect::watch::Watch::default(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy,
            settings: Settings { tls: None, pages: None, largest_file: 1 << 20, offset: time::UtcOffset::UTC },
            policy: Policy::default(),
            official,
            wide: None,
        });
        let site = Arc::new(site.unwrap());
        let root = Caller::establish(Identity::OsUser("root".into()), Right::ALL, Scope::All);
        let place = Self { app: serve::app(&site), routes: router(&site).1, site, root, clock, _dir: dir };
        place
            .import(
                "organisations",
                "key,name_kk,name_ru,name_en,state_body\nmine,М,М,Mine,true\nother,О,О,Other,true\n",
            )
            .await;
        place.import("objects", "organisation,key,kind,name_kk,name_ru,name_en,class\nmine,portal,internet_resource,П,П,Portal,2\nother,mail,information_system,П,П,Mail,3\n").await;
        place.import("people", "organisation,key,name,position,is_responsible\nmine,17,Айгерім,маман,false\n").await;
        place.site.assess_everything().await.unwrap();
        place
    }

    pub(crate) async fn import(&self, register: &str, csv: &str) {
        let register = RegisterKey::new(register).unwrap();
        let report = self.site.import(&self.root, &register, None, csv.as_bytes()).await.unwrap();
        assert!(report.rejected.is_empty(), "{:?}", report.rejected);
    }

    /// Gives the ledger events.
    pub(crate) async fn append(&self, events: Vec<NewEvent>) {
        self.site.ledger.append(&self.root, events).await.unwrap();
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, minutes: i64) {
        self.clock.0.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }

    /// Somebody who is signed in with these roles, over all organisations or over one.
    pub(crate) async fn person(&self, name: &str, roles: &[Role], over: Option<&str>) -> Client {
        let (_, link) = self.site.accounts.create(&self.root, name, name).await.unwrap();
        for role in roles {
            let over = over.map(|id| OrganisationId::new(id).unwrap());
            self.site.change_role(&self.root, true, &format!("user:{name}"), *role, over).await.unwrap();
        }
        let origin = Origin::default();
        let signed = self.site.accounts.use_link(link.reveal(), PASSWORD, &origin).await.unwrap();
        let client = self.stranger();
        client.keep(&format!("talap_session={}", signed.session.reveal()));
        client
    }

    /// A token of somebody's with all that they may do.
    pub(crate) async fn token(&self, client: &Client) -> String {
        let session = client.cookies.lock().unwrap().get("talap_session").unwrap().clone();
        let caller = self.site.accounts.visit(&session).await.unwrap().caller;
        let scopes = Right::ALL.into_iter().filter(|right| caller.has(*right)).collect();
        let (_, secret) = self.site.accounts.create_token(&caller, "test", scopes, None).await.unwrap();
        secret.reveal().to_owned()
    }

    /// The caller that somebody with the test's password is.
    pub(crate) async fn sign_in(&self, name: &str) -> Caller {
        let signed = self.site.accounts.sign_in(name, PASSWORD, &Origin::default()).await.unwrap();
        self.site.accounts.visit(signed.session.reveal()).await.unwrap().caller
    }

    /// Somebody who is not signed in.
    pub(crate) fn stranger(&self) -> Client {
        Client { app: self.app.clone(), cookies: Mutex::default() }
    }

    /// How many events of Talap's own there are with a message.
    pub(crate) async fn told(&self, message: &str) -> usize {
        use talap_assess::Session;
        let none = std::collections::BTreeSet::new();
        let session = self.site.assessor.facts().session(&self.root, Some(&none)).await.unwrap();
        let sql = format!("SELECT seq FROM events WHERE message = '{message}'");
        let batches = session.run(Session::parse(&sql).unwrap()).await.unwrap();
        talap_assess::session::to_json(&batches).unwrap().len()
    }
}

/// An event of a server.
pub(crate) fn event(organisation: &str, object: &str, message: &str) -> NewEvent {
    NewEvent {
        received_at: Timestamp::from_micros(1_795_000_000_000_000),
        occurred_at: None,
        organisation: organisation.parse().unwrap(),
        object: object.parse().unwrap(),
        source: "web".parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 3002,
        severity_id: 4,
        host: None,
        program: Some("sshd".to_owned()),
        user: None,
        address: None,
        message: message.to_owned(),
        attributes: Attributes::new(),
        raw: b"raw".to_vec(),
        fault: None,
    }
}

fn nobody() -> Source {
    let id = SourceId::new("unregistered").unwrap();
    let (organisation, object) = (OrganisationId::new("talap").unwrap(), ObjectId::new("talap").unwrap());
    Source::new(id, organisation, object, SourceKind::Application, Format::Syslog)
}

/// A browser of sorts: it keeps cookies and follows nothing.
pub(crate) struct Client {
    app: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) kind: String,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_parquet(&self) -> bool {
        self.bytes.starts_with(b"PAR1") && self.bytes.ends_with(b"PAR1")
    }
}

impl Client {
    pub(crate) fn keep(&self, cookie: &str) {
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1:8320")
            .header("accept-language", "en")
            .header(COOKIE, cookies.join("; "))
    }

    /// The token that forms of the session hold; nothing where there is no session.
    pub(crate) async fn csrf(&self) -> String {
        let page = self.get("/account").await;
        let csrf = page.text.split("name=\"_csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        csrf.unwrap_or_default().to_owned()
    }

    /// Posts a form with the token that a page of the session holds.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let mut all = vec![("_csrf", csrf.as_str())];
        all.extend(fields);
        self.post_raw(path, &all).await
    }

    /// Posts a form with a file, with the token that a page of the session holds.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let csrf = self.csrf().await;
        let mut body = Vec::new();
        for (field, value) in [("_csrf", csrf.as_str())].iter().chain(fields) {
            let part = format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        let part = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([part.as_bytes(), bytes, b"\r\n--x--\r\n"].concat());
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Posts exactly these fields.
    pub(crate) async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn api(&self, method: Method, path: &str, token: Option<&str>, body: &str) -> Answer {
        let mut request = self.request(method, path).header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let header =
            |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, kind) = (header(LOCATION), header(CONTENT_TYPE));
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            location,
            kind,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }
}
