//! Sessions: how long they last, how they end, what they show.

use talap_access::{NoVisit, Origin, Role};
use talap_model::{Identity, Right, Scope};
use talap_store::{Store, sqlite_url};
use time::Duration;

use crate::bench::{Bench, NOW, PASSWORD, origin, over};

#[tokio::test]
async fn a_visit_is_who_signed_in() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let signed_in = bench.sign_in("serik").await;
    let visit = bench.accounts.visit(signed_in.session.reveal()).await.unwrap();
    assert_eq!((visit.account.name.as_str(), visit.created_at), ("serik", NOW));
    assert_eq!(visit.session_id, signed_in.session_id);
    assert_eq!(visit.caller.identity(), &Identity::Account("serik".into()));
    assert_eq!(visit.caller.scope(), &over(&[]));
    assert!(Right::ALL.into_iter().all(|right| !visit.caller.has(right)), "no role yet");

    bench.access.grant(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    let caller = bench.accounts.visit(signed_in.session.reveal()).await.unwrap().caller;
    assert!(caller.has(Right::WriteRecords) && caller.scope() == &over(&["akimat"]));
    bench.access.revoke(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    let caller = bench.accounts.visit(signed_in.session.reveal()).await.unwrap().caller;
    assert!(!caller.has(Right::WriteRecords), "at once");
    for bad in ["", "made-up", &signed_in.session_id, &visit.csrf] {
        let none = bench.accounts.visit(bad).await;
        assert!(matches!(none, Err(NoVisit::Unknown)), "{none:?}");
    }
}

#[tokio::test]
async fn a_form_carries_what_its_session_gave_it() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let (mine, other) = (bench.sign_in("serik").await, bench.sign_in("serik").await);
    let visit = async |secret: &str| bench.accounts.visit(secret).await.unwrap();
    let (mine, again, other) =
        (visit(mine.session.reveal()).await, visit(mine.session.reveal()).await, visit(other.session.reveal()).await);
    assert_eq!(mine.csrf, again.csrf);
    assert!(mine.accepts(&again.csrf));
    for bad in ["", &other.csrf, &format!("{}a", mine.csrf)] {
        assert!(!mine.accepts(bad), "{bad}");
    }
}

#[tokio::test]
async fn an_unused_session_ends() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let session = bench.sign_in("serik").await.session;
    let visit = async || bench.accounts.visit(session.reveal()).await;
    assert_eq!(visit().await.unwrap().ends_at, NOW.plus_seconds(1_800));
    for _ in 0..4 {
        bench.pass(Duration::minutes(30) - Duration::microseconds(1));
        assert_eq!(visit().await.unwrap().ends_at, bench.now().plus_seconds(1_800));
    }
    bench.pass(Duration::minutes(30));
    assert!(bench.accounts.sessions("serik").await.unwrap().is_empty());
    assert!(matches!(visit().await, Err(NoVisit::Expired)));
    assert!(matches!(visit().await, Err(NoVisit::Unknown)), "said once");
}

#[tokio::test]
async fn a_session_that_is_always_used_ends_too() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let signed_in = bench.sign_in("serik").await;
    let visit = async || bench.accounts.visit(signed_in.session.reveal()).await;
    for _ in 0..12 * 4 - 1 {
        bench.pass(Duration::minutes(15));
        visit().await.unwrap();
    }
    assert_eq!(visit().await.unwrap().ends_at, signed_in.ends_at);
    bench.pass(Duration::minutes(15));
    assert_eq!(bench.now(), signed_in.ends_at);
    assert!(matches!(visit().await, Err(NoVisit::Expired)));
}

#[tokio::test]
async fn use_is_noted_once_a_minute() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let session = bench.sign_in("serik").await.session;
    let mut noted = Vec::new();
    for _ in 0..4 {
        bench.accounts.visit(session.reveal()).await.unwrap();
        let seen_at = bench.accounts.sessions("serik").await.unwrap()[0].seen_at;
        noted.push((seen_at.micros() - NOW.micros()) / 1_000_000);
        bench.pass(Duration::seconds(25));
    }
    assert_eq!(noted, [0, 0, 0, 75]);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    bench.account(&first, "dana").await;
    let odd = Origin { address: "2001:db8::1\r\n".into(), agent: format!("Mozilla\n\u{1b}[2J{}", "ә".repeat(500)) };
    let first = bench.accounts.sign_in("serik", PASSWORD, &odd).await.unwrap();
    let (second, theirs) = (bench.sign_in("serik").await, bench.sign_in("dana").await);
    let listed = bench.accounts.sessions("serik").await.unwrap();
    let one = listed.iter().find(|session| session.id == first.session_id).unwrap();
    assert_eq!((one.address.as_str(), one.agent.chars().count()), ("2001:db8::1", 200));
    assert!(one.agent.starts_with("Mozilla[2Jә") && listed.len() == 2, "{listed:?}");
    assert!(!bench.accounts.end_session("serik", &theirs.session_id).await.unwrap(), "somebody else's");
    assert!(bench.accounts.end_session("serik", &first.session_id).await.unwrap());
    assert!(bench.accounts.visit(first.session.reveal()).await.is_err());
    let third = bench.sign_in("serik").await;
    assert_eq!(bench.accounts.sign_out_everywhere("serik", Some(third.session.reveal())).await.unwrap(), 1);
    assert!(bench.accounts.visit(second.session.reveal()).await.is_err());
    bench.accounts.sign_out(third.session.reveal()).await.unwrap();
    bench.accounts.sign_out(third.session.reveal()).await.unwrap();
    assert!(bench.accounts.visit(third.session.reveal()).await.is_err());
    bench.accounts.visit(theirs.session.reveal()).await.unwrap();
}

#[tokio::test]
async fn no_secret_is_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder.path().join("talap.db"));
    let bench = Bench::over(Store::open(&url).await.unwrap());
    bench.access.enrol_first("aigerim").await.unwrap().unwrap();
    let (_, link) = bench.accounts.first_link("aigerim").await.unwrap().unwrap();
    let signed_in = bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    let visit = bench.accounts.visit(signed_in.session.reveal()).await.unwrap();
    let unused = bench.accounts.link(&visit.caller, "aigerim").await.unwrap();
    let scopes = [Right::ReadRecords].into();
    let (_, token) = bench.accounts.create_token(&visit.caller, "t", scopes, None).await.unwrap();
    assert_eq!(visit.caller.scope(), &Scope::All);

    let mut seen = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        seen.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| seen.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("user:aigerim") && holds(&signed_in.session_id), "the texts were read");
    let bare = token.reveal().strip_prefix("talap_").unwrap();
    for secret in [link.reveal(), unused.reveal(), signed_in.session.reveal(), bare, &visit.csrf, PASSWORD] {
        assert!(!holds(secret));
    }
    bench.store.close().await;
}
