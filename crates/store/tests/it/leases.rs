//! Leases as rows: one holder at a time, each with a larger token than those before.

use std::time::Duration;

use talap_model::Right;
use talap_store::{ReadError, SaveError, Store};

use crate::backend::Fresh;
use crate::samples::{anyone, without};

const LONG: Duration = Duration::from_hours(1);
const SHORT: Duration = Duration::from_millis(150);

pub(crate) async fn a_lease_has_one_holder_and_is_kept(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert_eq!(store.lease(&all, "ledger").await.unwrap(), None);
    assert_eq!(store.take_lease(&all, "ledger", "a", LONG).await.unwrap(), Some(1));
    assert_eq!(store.take_lease(&all, "ledger", "b", LONG).await.unwrap(), None);
    assert_eq!(store.take_lease(&all, "other", "b", LONG).await.unwrap(), Some(1), "another lease is another matter");
    assert!(store.keep_lease(&all, "ledger", 1, LONG).await.unwrap());
    assert!(!store.keep_lease(&all, "ledger", 2, LONG).await.unwrap(), "nobody has that token");
    let state = store.lease(&all, "ledger").await.unwrap().unwrap();
    assert_eq!((state.holder.as_str(), state.token), ("a", 1));
    assert!(state.left > Duration::from_secs(3590) && state.left <= LONG, "{:?}", state.left);
}

pub(crate) async fn a_lease_that_is_over_goes_to_the_next_with_a_larger_token(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert_eq!(store.take_lease(&all, "ledger", "a", SHORT).await.unwrap(), Some(1));
    let taken = async || loop {
        if let Some(token) = store.take_lease(&all, "ledger", "b", LONG).await.unwrap() {
            return token;
        }
        assert!(store.lease(&all, "ledger").await.unwrap().unwrap().token == 1);
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(10), taken()).await.unwrap(), 2);
    assert!(!store.keep_lease(&all, "ledger", 1, LONG).await.unwrap(), "the first holder is out");
    store.give_lease_back(&all, "ledger", 1).await.unwrap();
    assert_eq!(store.take_lease(&all, "ledger", "c", LONG).await.unwrap(), None, "and gives nothing back any more");
    store.give_lease_back(&all, "ledger", 2).await.unwrap();
    assert_eq!(store.lease(&all, "ledger").await.unwrap().unwrap().left, Duration::ZERO);
    assert!(!store.keep_lease(&all, "ledger", 2, LONG).await.unwrap(), "what was given back is not kept");
    assert_eq!(store.take_lease(&all, "ledger", "c", LONG).await.unwrap(), Some(3));
}

pub(crate) async fn of_many_nodes_at_once_one_gets_the_lease(Fresh { store, url }: Fresh) {
    let mut nodes = tokio::task::JoinSet::new();
    for node in 0..8 {
        let url = url.clone();
        nodes.spawn(async move {
            let store = Store::open(&url).await.unwrap();
            let token = store.take_lease(&anyone(), "ledger", &format!("node-{node}"), LONG).await.unwrap();
            store.close().await;
            token
        });
    }
    let tokens = nodes.join_all().await;
    assert_eq!(tokens.iter().flatten().collect::<Vec<_>>(), [&1]);
    assert_eq!(store.lease(&anyone(), "ledger").await.unwrap().unwrap().token, 1);
}

pub(crate) async fn leases_need_their_right(Fresh { store, .. }: Fresh) {
    let less = without(Right::AppendEvents);
    let refused = |result: Result<(), SaveError>| matches!(result, Err(SaveError::Forbidden(_)));
    assert!(refused(store.take_lease(&less, "ledger", "a", LONG).await.map(drop)));
    assert!(refused(store.keep_lease(&less, "ledger", 1, LONG).await.map(drop)));
    assert!(refused(store.give_lease_back(&less, "ledger", 1).await));
    assert!(matches!(store.lease(&less, "ledger").await, Err(ReadError::Forbidden(_))));
}
