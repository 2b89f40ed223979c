//! Answers that are given again to a program that repeats its request.

use talap_model::{Caller, Identity, Right, Scope, Timestamp};
use talap_store::{Repeat, SaveError, Store};

use crate::backend::Fresh;
use crate::samples::{anyone, with_rights};

const DAY: i64 = 86_400;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000).plus_seconds(seconds)
}

async fn begin(store: &Store, caller: &Caller, key: &str, request: &str, seconds: i64) -> Repeat {
    store.begin_answer(caller, key, request, at(seconds)).await.unwrap()
}

pub(crate) async fn an_answer_is_given_again_for_a_day(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert_eq!(begin(&store, &all, "k", "a", 0).await, Repeat::New);
    assert_eq!(begin(&store, &all, "k", "a", 1).await, Repeat::Underway);
    assert_eq!(begin(&store, &all, "k", "b", 1).await, Repeat::Other);
    store.keep_answer(&all, "k", "жауап").await.unwrap();
    assert_eq!(begin(&store, &all, "k", "a", DAY - 1).await, Repeat::Answered("жауап".to_owned()));
    assert_eq!(begin(&store, &all, "k", "b", DAY - 1).await, Repeat::Other);
    assert_eq!(begin(&store, &all, "k", "b", DAY).await, Repeat::New, "a day later it is another request");
    store.forget_answer(&all, "k").await.unwrap();
    assert_eq!(begin(&store, &all, "k", "a", DAY).await, Repeat::New, "nothing was done");
}

pub(crate) async fn keys_are_each_callers_own(Fresh { store, .. }: Fresh) {
    let (one, other) = (anyone(), with_rights(&[Right::WriteRecords], &["akimat"]));
    assert_eq!(begin(&store, &one, "k", "a", 0).await, Repeat::New);
    store.keep_answer(&one, "k", "x").await.unwrap();
    assert_eq!(begin(&store, &other, "k", "a", 0).await, Repeat::New);
    store.keep_answer(&other, "k", "y").await.unwrap();
    store.forget_answer(&other, "k").await.unwrap();
    assert_eq!(begin(&store, &one, "k", "a", 1).await, Repeat::Answered("x".to_owned()));
}

pub(crate) async fn of_two_requests_at_once_one_is_new(Fresh { store, .. }: Fresh) {
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        asking.spawn(async move { begin(&store, &anyone(), "k", "a", 0).await });
    }
    let told = asking.join_all().await;
    assert_eq!(told.iter().filter(|told| **told == Repeat::New).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|told| **told == Repeat::Underway).count(), 7, "{told:?}");
}

pub(crate) async fn answers_need_a_right_over_records(Fresh { store, .. }: Fresh) {
    let structure = Caller::establish(Identity::OsUser("s".into()), [Right::WriteStructure], Scope::All);
    assert_eq!(begin(&store, &structure, "k", "a", 0).await, Repeat::New);
    // A role may take steps of records that it may only read.
    let reader = with_rights(&[Right::ReadRecords], &["akimat"]);
    assert_eq!(begin(&store, &reader, "k", "a", 0).await, Repeat::New);
    let stranger = with_rights(&[Right::ReadEvents], &["akimat"]);
    let refused = |result: Result<(), SaveError>| matches!(result, Err(SaveError::Forbidden(_)));
    assert!(refused(store.begin_answer(&stranger, "k", "a", at(0)).await.map(drop)));
    assert!(refused(store.keep_answer(&stranger, "k", "a").await));
    assert!(refused(store.forget_answer(&stranger, "k").await));
}
