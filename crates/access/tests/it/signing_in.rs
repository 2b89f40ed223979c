//! Signing in by a password: right, wrong, too often, for nobody.

use talap_access::{PasswordRefusal, SignInError};
use talap_model::Timestamp;
use talap_store::{Store, sqlite_url};
use time::Duration;

use crate::bench::{Bench, NOW, PASSWORD, origin};

/// What somebody sees who tries a password.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    In,
    Wrong,
    Locked(Timestamp),
}

async fn attempt(bench: &Bench, name: &str, password: &str) -> Seen {
    match bench.accounts.sign_in(name, password, &origin()).await {
        Ok(_) => Seen::In,
        Err(SignInError::Wrong) => Seen::Wrong,
        Err(SignInError::Locked { until }) => Seen::Locked(until),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_right_password_signs_in() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    bench.pass(Duration::hours(1));
    let signed_in = bench.accounts.sign_in(" Serik ", PASSWORD, &origin()).await.unwrap();
    assert_eq!(signed_in.account.name, "serik");
    assert_eq!(signed_in.account.signed_in_at, Some(NOW), "as it was before, to be shown to the person");
    assert_eq!(signed_in.ends_at, bench.now().plus_seconds(12 * 3_600));
    let listed = bench.accounts.list(&first).await.unwrap();
    assert_eq!(listed[0].signed_in_at, Some(bench.now()));
    for wrong in ["", "қызыл алма жетi", "ҚЫЗЫЛ АЛМА ЖЕТІ", &"a".repeat(2_000)] {
        assert_eq!(attempt(&bench, "serik", wrong).await, Seen::Wrong);
    }
}

#[tokio::test]
async fn nobody_can_tell_a_stranger_from_an_account() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "known").await;
    bench.accounts.create(&first, "unready", "Дайын емес").await.unwrap();
    bench.account(&first, "blocked").await;
    bench.accounts.block(&first, "blocked").await.unwrap();
    let names = ["known", "stranger", "unready", "blocked", "no such name", ""];
    let everyone = async |password: &str| {
        let mut seen = Vec::new();
        for name in names {
            seen.push(attempt(&bench, name, password).await);
        }
        seen
    };
    let all = |seen: fn(Timestamp) -> Seen, until| names.map(|_| seen(until)).into_iter().collect::<Vec<_>>();
    for _ in 0..4 {
        assert_eq!(everyone("a wrong password").await, all(|_| Seen::Wrong, NOW));
    }
    let until = NOW.plus_seconds(900);
    assert_eq!(everyone("a wrong password").await, all(Seen::Locked, until));
    bench.pass(Duration::minutes(14));
    assert_eq!(everyone(PASSWORD).await, all(Seen::Locked, until), "not even by the right one");
    bench.pass(Duration::minutes(1));
    assert_eq!(everyone("a wrong password").await, all(|_| Seen::Wrong, NOW));
    assert_eq!(attempt(&bench, "known", PASSWORD).await, Seen::In);
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(attempt(&bench, "serik", "a wrong password").await, Seen::Wrong);
        }
        assert_eq!(attempt(&bench, "serik", PASSWORD).await, Seen::In);
    }
}

#[tokio::test]
async fn an_administrator_lifts_a_lock() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    for _ in 0..5 {
        attempt(&bench, "serik", "a wrong password").await;
    }
    assert_eq!(bench.accounts.list(&first).await.unwrap()[0].locked_until, Some(NOW.plus_seconds(900)));
    bench.accounts.unblock(&first, "serik").await.unwrap();
    assert_eq!(attempt(&bench, "serik", PASSWORD).await, Seen::In);
}

#[tokio::test]
async fn passwords_tried_at_once_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::over(Store::open(&sqlite_url(&folder.path().join("talap.db"))).await.unwrap());
    bench.access.enrol_first("aigerim").await.unwrap().unwrap();
    let first = bench.caller("aigerim").await;
    bench.account(&first, "serik").await;
    let guesses: Vec<_> = (0..12)
        .map(|index| {
            let accounts = bench.accounts.clone();
            tokio::spawn(async move { accounts.sign_in("serik", &format!("guess number {index}"), &origin()).await })
        })
        .collect();
    let mut wrong = 0;
    for guess in guesses {
        wrong += usize::from(matches!(guess.await.unwrap(), Err(SignInError::Wrong)));
    }
    assert!(wrong < 5, "the fifth one locks, and the others see the lock: {wrong}");
    assert_eq!(attempt(&bench, "serik", PASSWORD).await, Seen::Locked(NOW.plus_seconds(900)));
    bench.store.close().await;
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let (kept, other) = (bench.sign_in("serik").await, bench.sign_in("serik").await);
    let keep = Some(kept.session.reveal());
    let change = async |old: &str, new: &str| bench.accounts.change_password("serik", old, new, keep).await;
    let refused = change(PASSWORD, "short").await;
    let short = PasswordRefusal::TooShort { least: 12 };
    assert!(matches!(&refused, Err(SignInError::Password(refusal)) if *refusal == short), "{refused:?}");
    let wrong = change("a wrong password", "a new password").await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
    change(PASSWORD, "a new password").await.unwrap();
    bench.accounts.visit(kept.session.reveal()).await.unwrap();
    assert!(bench.accounts.visit(other.session.reveal()).await.is_err());
    assert_eq!(attempt(&bench, "serik", PASSWORD).await, Seen::Wrong);
    assert_eq!(attempt(&bench, "serik", "a new password").await, Seen::In);
    for index in 0..5 {
        let refused = change("a wrong password", "a newer password").await;
        assert_eq!(matches!(refused, Err(SignInError::Locked { .. })), index == 4, "{refused:?}");
    }
    assert!(matches!(change("a new password", "a newer password").await, Err(SignInError::Locked { .. })));
}
