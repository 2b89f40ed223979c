//! Links of calendars: one of an account, known by its hash.

use talap_model::Language;
use talap_store::StoredCalendarLink;

use crate::accounts::{allowed, with_password};
use crate::backend::Fresh;
use crate::samples::{START, anyone};

pub(crate) async fn a_link_of_a_calendar_is_kept_replaced_and_ended(Fresh { store, .. }: Fresh) {
    let account = with_password(&store, "a").await;
    let link = |hash: &str| StoredCalendarLink {
        account: account.id,
        hash: hash.into(),
        language: Language::Ru,
        created_at: START,
        used_at: None,
    };
    assert_eq!(store.calendar_link_of(account.id).await.unwrap(), None);
    store.put_calendar_link(&link("one")).await.unwrap();
    assert_eq!(store.calendar_link("one").await.unwrap(), Some((link("one"), account.clone())));
    store.see_calendar_link(account.id, START.plus_seconds(60)).await.unwrap();
    let seen = store.calendar_link_of(account.id).await.unwrap().unwrap();
    assert_eq!(seen, StoredCalendarLink { used_at: Some(START.plus_seconds(60)), ..link("one") });
    store.put_calendar_link(&link("two")).await.unwrap();
    assert_eq!(store.calendar_link("one").await.unwrap(), None, "a new link ends the one before");
    assert_eq!(store.calendar_link_of(account.id).await.unwrap(), Some(link("two")));
    assert!(store.end_calendar_link(account.id).await.unwrap());
    assert!(!store.end_calendar_link(account.id).await.unwrap());
    assert_eq!(store.calendar_link("two").await.unwrap(), None);
}

pub(crate) async fn a_blocked_account_has_no_link_of_a_calendar(Fresh { store, .. }: Fresh) {
    let account = with_password(&store, "a").await;
    let link = StoredCalendarLink {
        account: account.id,
        hash: "one".into(),
        language: Language::Kk,
        created_at: START,
        used_at: None,
    };
    store.put_calendar_link(&link).await.unwrap();
    store.set_blocked(&anyone(), "a", Some(START.plus_seconds(3)), allowed).await.unwrap();
    assert_eq!(store.calendar_link("one").await.unwrap(), None);
}
