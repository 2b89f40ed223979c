//! Links of calendars.

use talap_access::{AccountError, Role};
use talap_model::{Identity, Language, Right};
use time::Duration;

use crate::bench::{Bench, NOW, over};

#[tokio::test]
async fn a_link_shows_what_its_owner_may_read_and_nothing_more() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let session = bench.sign_in("serik").await.session;
    let serik = bench.accounts.visit(session.reveal()).await.unwrap().caller;
    assert_eq!(bench.accounts.calendar_link(&serik).await.unwrap(), None);
    let secret = bench.accounts.make_calendar_link(&serik, Language::Ru).await.unwrap();
    let reader = async || bench.accounts.reader_of_calendar(secret.reveal()).await.unwrap();
    assert!(reader().await.is_none(), "without a role there is nothing to read");
    bench.access.grant(&first, "user:serik", Role::IsOfficer, &over(&["akimat"])).await.unwrap();
    let (caller, language) = reader().await.unwrap();
    assert_eq!((caller.identity(), language), (&Identity::Account("serik".into()), Language::Ru));
    assert_eq!(caller.scope(), &over(&["akimat"]));
    let held: Vec<_> = Right::ALL.into_iter().filter(|right| caller.has(*right)).collect();
    assert_eq!(held, [Right::ReadRecords, Right::ReadPersonalData]);
    assert!(bench.accounts.caller_of_token(secret.reveal()).await.unwrap().is_none(), "it is no token of the API");
    assert!(bench.accounts.reader_of_calendar("talap_other").await.unwrap().is_none());
    let shown = bench.accounts.calendar_link(&serik).await.unwrap().unwrap();
    assert_eq!((shown.created_at, shown.used_at), (NOW, Some(NOW)));
}

#[tokio::test]
async fn a_link_ends_when_it_is_ended_replaced_or_its_owner_is_blocked() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    bench.access.grant(&first, "user:serik", Role::Employee, &over(&["akimat"])).await.unwrap();
    let session = bench.sign_in("serik").await.session;
    let serik = bench.accounts.visit(session.reveal()).await.unwrap().caller;
    let make = async || bench.accounts.make_calendar_link(&serik, Language::Kk).await.unwrap();
    let works = async |secret: &str| bench.accounts.reader_of_calendar(secret).await.unwrap().is_some();
    let (one, two) = (make().await, make().await);
    assert!(!works(one.reveal()).await && works(two.reveal()).await);
    assert!(bench.accounts.end_calendar_link(&serik).await.unwrap());
    assert!(!bench.accounts.end_calendar_link(&serik).await.unwrap());
    assert!(!works(two.reveal()).await);
    let three = make().await;
    bench.pass(Duration::days(400));
    assert!(works(three.reveal()).await, "a subscription does not end by itself");
    bench.accounts.block(&first, "serik").await.unwrap();
    bench.accounts.unblock(&first, "serik").await.unwrap();
    assert!(!works(three.reveal()).await, "a block ends it for good");
    let user = bench.accounts.make_calendar_link(&first, Language::Kk).await;
    assert!(matches!(user, Err(AccountError::NotAnAccount { .. })), "{user:?}");
}
