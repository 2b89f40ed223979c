//! Accounts, links, sessions and tokens as rows.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use talap_model::{RecordId, Right, Scope, Timestamp};
use talap_store::{
    Grant, Outdated, PasswordHash, ReadError, SaveError, Store, StoredAccount, StoredLink, StoredSession, StoredToken,
};

use crate::backend::Fresh;
use crate::samples::{START, anyone, id, organisation, with_rights, without};

const NEVER: Outdated = Outdated { created: Timestamp::from_micros(0), seen: Timestamp::from_micros(0) };

fn after(seconds: i64) -> Timestamp {
    START.plus_seconds(seconds)
}

fn account(name: &str) -> StoredAccount {
    StoredAccount {
        id: id(),
        name: name.into(),
        display_name: "Әйгерім «Ә.» O'Neil".into(),
        password: None,
        created_at: START,
        created_by: "os:test".into(),
        blocked_at: None,
        failures: 0,
        locked_until: None,
        password_changed_at: None,
        signed_in_at: None,
        signed_in_from: None,
    }
}

/// A link made so many seconds after the start, good for an hour.
fn link(hash: &str, account: RecordId, seconds: i64) -> StoredLink {
    StoredLink {
        hash: hash.into(),
        account,
        created_at: after(seconds),
        created_by: "os:test".into(),
        expires_at: after(seconds + 3_600),
        used_at: None,
    }
}

fn session(hash: &str, account: RecordId, seconds: i64) -> StoredSession {
    StoredSession {
        hash: hash.into(),
        account,
        created_at: after(seconds),
        seen_at: after(seconds),
        address: "192.0.2.7".into(),
        agent: "Браузер/1.0".into(),
    }
}

fn phc(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

/// An account whose password is `old`, set at the start in session `first`.
pub(crate) async fn with_password(store: &Store, name: &str) -> StoredAccount {
    let (row, hash) = (account(name), format!("link-{name}"));
    assert!(store.add_account(&anyone(), &row, &link(&hash, row.id, 0)).await.unwrap());
    assert!(store.use_link(&hash, &phc("old"), &session(&format!("first-{name}"), row.id, 0)).await.unwrap());
    store.account(name).await.unwrap().unwrap()
}

async fn hashes(store: &Store, account: RecordId) -> Vec<String> {
    store.sessions_of(account).await.unwrap().into_iter().map(|session| session.hash).collect()
}

#[allow(clippy::unnecessary_wraps, reason = "it stands for a decision that could be a refusal")]
pub(crate) fn allowed(_: &[Grant], _: &[StoredAccount]) -> Result<(), SaveError> {
    Ok(())
}

pub(crate) async fn accounts_are_added_once_and_listed(Fresh { store, .. }: Fresh) {
    let (b, a) = (account("b"), account("a"));
    for row in [&b, &a] {
        assert!(store.add_account(&anyone(), row, &link(&row.name, row.id, 0)).await.unwrap());
    }
    let again = account("b");
    assert!(!store.add_account(&anyone(), &again, &link("again", again.id, 0)).await.unwrap());
    assert_eq!(store.link("again").await.unwrap(), None, "and its link is not kept either");
    assert_eq!(store.accounts(&anyone()).await.unwrap(), [a.clone(), b.clone()]);
    assert_eq!(store.account("a").await.unwrap(), Some(a));
    assert_eq!(store.account("A").await.unwrap(), None);
    assert_eq!(store.link("b").await.unwrap(), Some((link("b", b.id, 0), b)));
}

pub(crate) async fn a_new_link_ends_the_older_ones(Fresh { store, .. }: Fresh) {
    let (mine, other) = (account("mine"), account("other"));
    for row in [&mine, &other] {
        store.add_account(&anyone(), row, &link(&row.name, row.id, 0)).await.unwrap();
    }
    store.add_link(&anyone(), &link("second", mine.id, 60)).await.unwrap();
    let expiry = async |hash: &str| store.link(hash).await.unwrap().unwrap().0.expires_at;
    assert_eq!(expiry("mine").await, after(60));
    assert_eq!(expiry("second").await, after(3_660));
    assert_eq!(expiry("other").await, after(3_600));
    assert!(!store.use_link("mine", &phc("x"), &session("s", mine.id, 61)).await.unwrap());
    assert!(store.use_link("second", &phc("x"), &session("s", mine.id, 61)).await.unwrap());
}

pub(crate) async fn a_link_works_once_and_in_time(Fresh { store, url }: Fresh) {
    let row = account("a");
    store.add_account(&anyone(), &row, &link("one", row.id, 0)).await.unwrap();
    let other = account("b");
    store.add_account(&anyone(), &other, &link("other", other.id, 0)).await.unwrap();
    assert!(!store.use_link("one", &phc("x"), &session("theirs", other.id, 1)).await.unwrap(), "of another account");
    assert!(!store.use_link("one", &phc("x"), &session("late", row.id, 3_600)).await.unwrap(), "expired");
    assert_eq!(store.account("a").await.unwrap(), Some(row.clone()), "a refusal changes nothing");

    let (left, right) = (session("left", row.id, 5), session("right", row.id, 5));
    let elsewhere = Store::open(&url).await.unwrap();
    let (left_hash, right_hash) = (phc("l"), phc("r"));
    let (l, r) = tokio::join!(store.use_link("one", &left_hash, &left), elsewhere.use_link("one", &right_hash, &right));
    let (l, r) = (l.unwrap(), r.unwrap());
    assert!(l != r, "{l} {r}");
    let (won, password) = if l { ("left", "l") } else { ("right", "r") };
    assert_eq!(hashes(&store, row.id).await, [won]);
    let now = store.account("a").await.unwrap().unwrap();
    assert_eq!((now.password, now.password_changed_at), (Some(phc(password)), Some(after(5))));
    assert_eq!((now.signed_in_at, now.signed_in_from.as_deref()), (Some(after(5)), Some("192.0.2.7")));
    assert_eq!(store.link("one").await.unwrap().unwrap().0.used_at, Some(after(5)));
    elsewhere.close().await;
}

pub(crate) async fn failures_lock_and_a_session_forgets_them(Fresh { store, .. }: Fresh) {
    let id = with_password(&store, "a").await.id;
    let count = async |at: i64| store.count_failure(id, after(at), 3, after(at + 900)).await.unwrap();
    assert_eq!((count(1).await, count(2).await), (None, None));
    assert!(store.sign_in(&session("s1", id, 3), &phc("old"), NEVER).await.unwrap());
    assert_eq!((count(4).await, count(5).await, count(6).await), (None, None, Some(after(906))));
    assert_eq!(count(7).await, Some(after(906)), "a locked account counts nothing and is not locked for longer");
    assert!(!store.sign_in(&session("s2", id, 905), &phc("old"), NEVER).await.unwrap());
    assert!(store.sign_in(&session("s2", id, 906), &phc("old"), NEVER).await.unwrap());
    assert_eq!(count(907).await, None, "the count begins anew");
}

pub(crate) async fn failures_at_once_are_all_counted(Fresh { store, url }: Fresh) {
    let id = with_password(&store, "a").await.id;
    let elsewhere = Store::open(&url).await.unwrap();
    let counts = (0..20).map(|index| {
        let store = if index % 2 == 0 { store.clone() } else { elsewhere.clone() };
        tokio::spawn(async move { store.count_failure(id, after(1), 20, after(900)).await.unwrap() })
    });
    let mut locked = 0;
    for count in counts.collect::<Vec<_>>() {
        locked += usize::from(count.await.unwrap().is_some());
    }
    let row = store.account("a").await.unwrap().unwrap();
    assert_eq!((row.failures, row.locked_until), (0, Some(after(900))));
    assert!(locked >= 1);
    elsewhere.close().await;
}

pub(crate) async fn a_session_is_seen_and_ended(Fresh { store, .. }: Fresh) {
    let row = with_password(&store, "a").await;
    let second = session("second", row.id, 10);
    assert!(!store.sign_in(&second, &phc("other"), NEVER).await.unwrap(), "the password was changed meanwhile");
    assert!(store.sign_in(&second, &phc("old"), NEVER).await.unwrap());
    let (found, owner) = store.session("second").await.unwrap().unwrap();
    assert_eq!((found, owner.signed_in_at), (second, Some(after(10))));
    store.see_session("second", after(90)).await.unwrap();
    store.see_session("second", after(50)).await.unwrap();
    assert_eq!(store.session("second").await.unwrap().unwrap().0.seen_at, after(90), "it is not seen earlier again");

    let outdated = Outdated { created: after(0), seen: after(0) };
    assert!(store.sign_in(&session("third", row.id, 100), &phc("old"), outdated).await.unwrap());
    assert_eq!(hashes(&store, row.id).await, ["second", "third"]);
    assert!(store.end_session("second").await.unwrap());
    assert!(!store.end_session("second").await.unwrap());
    assert!(store.sign_in(&session("fourth", row.id, 101), &phc("old"), NEVER).await.unwrap());
    let other = with_password(&store, "b").await;
    assert_eq!(store.end_sessions(row.id, Some("third")).await.unwrap(), 1);
    assert_eq!(hashes(&store, row.id).await, ["third"]);
    assert_eq!(store.end_sessions(row.id, None).await.unwrap(), 1);
    assert_eq!(hashes(&store, other.id).await, ["first-b"], "nobody else's session ends");
}

pub(crate) async fn a_changed_password_ends_other_sessions_and_links(Fresh { store, .. }: Fresh) {
    let row = with_password(&store, "a").await;
    store.sign_in(&session("second", row.id, 1), &phc("old"), NEVER).await.unwrap();
    store.add_link(&anyone(), &link("open", row.id, 2)).await.unwrap();
    let (old, new, wrong) = (phc("old"), phc("new"), phc("wrong"));
    assert!(!store.change_password(row.id, (&wrong, &new), after(3), None).await.unwrap());
    assert_eq!(hashes(&store, row.id).await.len(), 2);
    assert!(store.change_password(row.id, (&old, &new), after(3), Some("second")).await.unwrap());
    assert_eq!(hashes(&store, row.id).await, ["second"]);
    assert_eq!(store.link("open").await.unwrap().unwrap().0.expires_at, after(3));
    let now = store.account("a").await.unwrap().unwrap();
    assert_eq!((now.password, now.password_changed_at), (Some(new), Some(after(3))));
}

pub(crate) async fn a_blocked_account_opens_nothing(Fresh { store, .. }: Fresh) {
    let row = with_password(&store, "a").await;
    store.add_link(&anyone(), &link("open", row.id, 1)).await.unwrap();
    store.count_failure(row.id, after(2), 1, after(900)).await.unwrap();
    let block = async |at| store.set_blocked(&anyone(), "a", at, allowed).await.unwrap().unwrap();
    assert_eq!(block(Some(after(3))).await.blocked_at, Some(after(3)));
    assert_eq!(block(Some(after(4))).await.blocked_at, Some(after(3)), "blocked since the first time");
    assert!(hashes(&store, row.id).await.is_empty());
    assert!(!store.sign_in(&session("s", row.id, 950), &phc("old"), NEVER).await.unwrap());
    assert!(!store.use_link("open", &phc("new"), &session("s", row.id, 950)).await.unwrap());
    assert_eq!(store.link("open").await.unwrap().unwrap().0.used_at, None, "and the link is not spent");
    assert!(!store.change_password(row.id, (&phc("old"), &phc("new")), after(950), None).await.unwrap());
    let freed = block(None).await;
    assert_eq!((freed.blocked_at, freed.locked_until), (None, None));
    assert_eq!(store.account("a").await.unwrap(), Some(freed));
    assert!(store.sign_in(&session("s", row.id, 5), &phc("old"), NEVER).await.unwrap());
    assert_eq!(store.set_blocked(&anyone(), "nobody", None, allowed).await.unwrap(), None);
}

pub(crate) async fn the_first_account_comes_once(Fresh { store, url }: Fresh) {
    let grant = |identity: &str| Grant {
        id: id(),
        identity: identity.into(),
        role: "administrator".into(),
        organisation: None,
        granted_at: START,
        granted_by: "os:test".into(),
    };
    let other = Store::open(&url).await.unwrap();
    let (mine, theirs) = (account("a"), account("a"));
    let (my_grants, their_grants) = ([grant("user:a")], [grant("user:a")]);
    let (my_link, their_link) = (link("l1", mine.id, 0), link("l2", theirs.id, 1));
    let (one, two) = tokio::join!(
        store.add_first_account(&mine, &my_grants, &my_link),
        other.add_first_account(&theirs, &their_grants, &their_link)
    );
    let (one, two) = (one.unwrap().unwrap(), two.unwrap().unwrap());
    assert_eq!(one, two, "the second one finds the account of the first");
    assert_eq!(store.grants_of("user:a").await.unwrap().len(), 1);
    let third = store.add_first_account(&account("a"), &[], &link("l3", one.id, 5)).await.unwrap();
    assert_eq!(third.as_ref(), Some(&one));
    for hash in ["l1", "l2"] {
        let (old, owner) = store.link(hash).await.unwrap().unwrap();
        assert!(old.expires_at <= after(5) && owner.id == one.id, "{hash}: {old:?}");
    }
    assert!(store.use_link("l3", &phc("x"), &session("s", one.id, 6)).await.unwrap());
    for name in ["a", "b"] {
        let row = account(name);
        assert_eq!(store.add_first_account(&row, &[], &link(name, row.id, 7)).await.unwrap(), None, "{name}");
    }
    assert_eq!(store.accounts(&anyone()).await.unwrap().len(), 1);
    other.close().await;
}

pub(crate) async fn tokens_are_kept_seen_and_revoked(Fresh { store, .. }: Fresh) {
    let row = with_password(&store, "a").await;
    let token = StoredToken {
        id: id(),
        account: row.id,
        name: "Есеп".into(),
        hash: "t1".into(),
        scopes: [Right::ReadRecords, Right::Assess].into(),
        created_at: after(1),
        expires_at: Some(after(100)),
        revoked_at: None,
        used_at: None,
    };
    let bare = StoredToken { id: id(), hash: "t2".into(), scopes: [].into(), expires_at: None, ..token.clone() };
    for one in [&token, &bare] {
        store.add_token(one).await.unwrap();
    }
    assert!(store.add_token(&StoredToken { id: id(), ..token.clone() }).await.is_err(), "one hash, one token");
    assert_eq!(store.tokens_of(row.id).await.unwrap(), [token.clone(), bare.clone()]);
    assert_eq!(store.token("t2").await.unwrap(), Some((bare, row.clone())));
    store.see_token(token.id, after(9)).await.unwrap();
    let other = with_password(&store, "b").await;
    assert!(!store.revoke_token(other.id, token.id, after(10)).await.unwrap(), "somebody else's");
    assert!(store.revoke_token(row.id, token.id, after(10)).await.unwrap());
    assert!(!store.revoke_token(row.id, token.id, after(11)).await.unwrap());
    let (now, _) = store.token("t1").await.unwrap().unwrap();
    assert_eq!((now.revoked_at, now.used_at), (Some(after(10)), Some(after(9))));
}

pub(crate) async fn accounts_need_their_rights(Fresh { store, .. }: Fresh) {
    let row = account("a");
    let narrow = with_rights(&Right::ALL, &["akimat"]);
    for caller in [without(Right::GrantRoles), narrow] {
        assert!(caller.scope() == &Scope::All || caller.reaches(&organisation("akimat")));
        let added = store.add_account(&caller, &row, &link("l", row.id, 0)).await;
        assert!(matches!(added, Err(SaveError::Forbidden(_))), "{added:?}");
        let blocked = store.set_blocked(&caller, "a", Some(START), allowed).await;
        assert!(matches!(blocked, Err(SaveError::Forbidden(_))), "{blocked:?}");
    }
    let linked = store.add_link(&without(Right::GrantRoles), &link("l", row.id, 0)).await;
    assert!(matches!(linked, Err(SaveError::Forbidden(_))), "{linked:?}");
    assert!(matches!(store.accounts(&without(Right::ReadRoles)).await, Err(ReadError::Forbidden(_))));
}

pub(crate) async fn a_damaged_token_is_said(Fresh { store, url }: Fresh) {
    let row = with_password(&store, "a").await;
    let raw = Database::connect(&url).await.unwrap();
    let insert = format!(
        "INSERT INTO api_tokens (id, account, name, hash, scopes, created_at) \
         VALUES ('{}', '{}', 'n', 'h', 'read-records rule-all', 0)",
        id(),
        row.id
    );
    let backend = if url.starts_with("sqlite") { DbBackend::Sqlite } else { DbBackend::Postgres };
    raw.execute_raw(Statement::from_string(backend, insert)).await.unwrap();
    raw.close().await.unwrap();
    assert!(store.token("h").await.unwrap_err().to_string().contains("api_tokens"));
}
