//! Lines of the ledger of events: kept once, in order, under the lease alone.

use std::time::Duration;

use talap_model::Right;
use talap_store::{LedgerLine, LineKept, ReadError, SaveError, Store};

use crate::backend::Fresh;
use crate::samples::{anyone, without};

const LONG: Duration = Duration::from_hours(1);

fn line(number: u64, kind: &str, ends: u64, body: &[u8]) -> LedgerLine {
    LedgerLine { number, kind: kind.to_owned(), ends, body: body.to_vec() }
}

async fn keep(store: &Store, token: u64, line: &LedgerLine) -> LineKept {
    store.keep_ledger_line(&anyone(), "ledger", token, line).await.unwrap()
}

pub(crate) async fn lines_are_kept_once_and_in_order(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let token = store.take_lease(&all, "ledger", "a", LONG).await.unwrap().unwrap();
    let (first, second) = (line(0, "signed", 0, &[0, 255, 7]), line(1, "frames", 3, b""));
    assert_eq!(keep(&store, token, &second).await, LineKept::Conflict, "a number was left out");
    assert_eq!(keep(&store, token, &first).await, LineKept::Done);
    assert_eq!(keep(&store, token, &first).await, LineKept::Done, "the answer was lost");
    assert_eq!(keep(&store, token, &line(0, "signed", 0, b"other")).await, LineKept::Conflict);
    assert_eq!(keep(&store, token, &second).await, LineKept::Done);
    assert_eq!(store.ledger_lines(&all, "ledger", 0).await.unwrap(), [first, second.clone()]);
    assert_eq!(store.ledger_lines(&all, "ledger", 1).await.unwrap(), [second]);
    assert_eq!(store.ledger_lines(&all, "ledger", 2).await.unwrap(), []);
    assert_eq!(store.ledger_lines(&all, "other", 0).await.unwrap(), []);
}

pub(crate) async fn a_stale_holder_keeps_and_forgets_no_line(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert_eq!(keep(&store, 1, &line(0, "frames", 1, b"a")).await, LineKept::Fenced, "nobody has the lease");
    let stale = store.take_lease(&all, "ledger", "a", LONG).await.unwrap().unwrap();
    assert_eq!(keep(&store, stale, &line(0, "frames", 1, b"a")).await, LineKept::Done);
    store.give_lease_back(&all, "ledger", stale).await.unwrap();
    let token = store.take_lease(&all, "ledger", "b", LONG).await.unwrap().unwrap();
    assert_eq!(keep(&store, stale, &line(1, "frames", 2, b"b")).await, LineKept::Fenced);
    assert_eq!(keep(&store, stale, &line(0, "frames", 1, b"a")).await, LineKept::Fenced, "not even once more");
    let forgotten = store.forget_ledger_lines(&all, "ledger", stale, "frames", 9).await.unwrap();
    assert_eq!(forgotten, LineKept::Fenced);
    assert_eq!(store.ledger_lines(&all, "ledger", 0).await.unwrap().len(), 1);
    assert_eq!(keep(&store, token, &line(1, "frames", 2, b"c")).await, LineKept::Done);
}

pub(crate) async fn lines_of_a_kind_are_forgotten_up_to_a_batch(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let token = store.take_lease(&all, "ledger", "a", LONG).await.unwrap().unwrap();
    let kinds = [("frames", 2), ("signed", 0), ("frames", 5), ("frames", 6), ("signed", 0)];
    for (number, (kind, ends)) in (0..).zip(kinds) {
        assert_eq!(keep(&store, token, &line(number, kind, ends, b"x")).await, LineKept::Done);
    }
    assert_eq!(store.forget_ledger_lines(&all, "ledger", token, "frames", 5).await.unwrap(), LineKept::Done);
    let left = store.ledger_lines(&all, "ledger", 0).await.unwrap();
    assert_eq!(left.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(keep(&store, token, &line(5, "frames", 7, b"y")).await, LineKept::Done, "numbers go on");
}

/// Pages end where memory would, and a line that is longer than a page is one.
pub(crate) async fn many_and_large_lines_are_read_page_by_page(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let token = store.take_lease(&all, "ledger", "a", LONG).await.unwrap().unwrap();
    let sizes = [9 << 20, 9 << 20, 20 << 20, 1, 1];
    for (number, size) in (0..).zip(sizes) {
        assert_eq!(keep(&store, token, &line(number, "frames", 1, &vec![7; size])).await, LineKept::Done);
    }
    let (mut next, mut pages) = (0, Vec::new());
    loop {
        let page = store.ledger_lines(&all, "ledger", next).await.unwrap();
        let Some(last) = page.last() else { break };
        next = last.number + 1;
        pages.push(page.len());
    }
    assert_eq!(pages, [1, 1, 1, 2]);
}

/// Two nodes that each believe to be the holder: of lines with one number one is kept, and none of the stale one after.
pub(crate) async fn of_two_lines_at_once_one_is_kept(Fresh { store, url }: Fresh) {
    let token = store.take_lease(&anyone(), "ledger", "a", LONG).await.unwrap().unwrap();
    let mut nodes = tokio::task::JoinSet::new();
    for node in 0..6_u8 {
        let url = url.clone();
        nodes.spawn(async move {
            let store = Store::open(&url).await.unwrap();
            let kept = keep(&store, token, &line(0, "frames", 1, &[node])).await;
            store.close().await;
            kept
        });
    }
    let kept = nodes.join_all().await;
    assert_eq!(kept.iter().filter(|kept| **kept == LineKept::Done).count(), 1, "{kept:?}");
    assert_eq!(kept.iter().filter(|kept| **kept == LineKept::Conflict).count(), 5, "{kept:?}");
}

pub(crate) async fn lines_need_their_right(Fresh { store, .. }: Fresh) {
    let less = without(Right::AppendEvents);
    let one = line(0, "frames", 1, b"a");
    assert!(matches!(store.keep_ledger_line(&less, "ledger", 1, &one).await, Err(SaveError::Forbidden(_))));
    let forgotten = store.forget_ledger_lines(&less, "ledger", 1, "frames", 1).await;
    assert!(matches!(forgotten, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.ledger_lines(&less, "ledger", 0).await, Err(ReadError::Forbidden(_))));
}
