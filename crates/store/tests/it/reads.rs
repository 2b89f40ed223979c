//! What reads show, to whom, in which order.

use serde_json::json;
use talap_model::Right;
use talap_store::{ChangeKind, ReadError, SaveError};

use crate::backend::Fresh;
use crate::samples::{anyone, creation, id, key, next, organisation, register, with_rights, without};

pub(crate) async fn lists_stay_within_reach_and_order(Fresh { store, .. }: Fresh) {
    let keys = ["Б-2", "a", "Ә-1", "B", "a-1", "А", "_"];
    let changes = ["school", "akimat"].into_iter().flat_map(|org| keys.map(|key| creation(org, key))).collect();
    store.commit(&anyone(), changes).await.unwrap();
    let listed = |records: Vec<talap_store::Record>| -> Vec<(String, String)> {
        records.into_iter().map(|r| (r.organisation.to_string(), r.key.to_string())).collect()
    };
    let all = listed(store.records(&anyone(), &register("documents")).await.unwrap());
    let mut sorted = all.clone();
    sorted.sort();
    assert_eq!(all, sorted, "by bytes, on either backend");
    assert_eq!(all.len(), 14);

    let school = with_rights(&[Right::ReadRecords], &["school"]);
    let mine = listed(store.records(&school, &register("documents")).await.unwrap());
    assert_eq!(mine, sorted[7..]);
    assert!(store.records(&with_rights(&[Right::ReadRecords], &[]), &register("documents")).await.unwrap().is_empty());
    assert!(store.records(&school, &register("people")).await.unwrap().is_empty());

    let theirs = store.record(&anyone(), &register("documents"), &organisation("akimat"), &key("a")).await.unwrap();
    let theirs = theirs.unwrap().id;
    assert_eq!(store.record_by_id(&school, theirs).await.unwrap(), None);
    assert!(store.places_by_ids(&school, &[theirs].into()).await.unwrap().is_empty());
    assert!(store.changes(&school, theirs).await.unwrap().is_empty());
    assert_eq!(store.uncommitted_changes(&school, 100).await.unwrap().len(), 7);
}

pub(crate) async fn pages_meet_without_gap_or_overlap(Fresh { store, .. }: Fresh) {
    let mut changes = Vec::new();
    for org in ["akimat", "school"] {
        changes.extend((0..11).map(|n| creation(org, &format!("k{n:02}"))));
    }
    let voided = next(&changes[3], ChangeKind::Voided, "x");
    changes.push(voided);
    store.commit(&anyone(), changes).await.unwrap();
    let documents = register("documents");
    let school = organisation("school");
    for (only, expected) in [(None, 21), (Some(&school), 11)] {
        let mut seen = Vec::new();
        loop {
            let last = seen.last().map(|r: &talap_store::Record| (r.organisation.clone(), r.key.clone()));
            let after = last.as_ref().map(|(organisation, key)| (organisation, key));
            let page = store.page(&anyone(), &documents, only, after, 4).await.unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= 4);
            seen.extend(page);
        }
        assert_eq!(seen.len(), expected);
        assert!(seen.is_sorted_by(|a, b| (&a.organisation, &a.key) < (&b.organisation, &b.key)));
    }
    let akimat = with_rights(&[Right::ReadRecords], &["akimat"]);
    assert_eq!(store.page(&akimat, &documents, None, None, 100).await.unwrap().len(), 10);
    let refused = store.page(&akimat, &documents, Some(&school), None, 100).await;
    assert!(matches!(refused, Err(ReadError::Forbidden(_))));
}

pub(crate) async fn keys_are_looked_up_in_bulk(Fresh { store, .. }: Fresh) {
    let changes = (0..3_000).map(|n| creation("akimat", &format!("k{n}"))).collect();
    store.commit(&anyone(), changes).await.unwrap();
    let keys: Vec<_> = (1_000..6_000).map(|n| key(&format!("k{n}"))).collect();
    let (documents, akimat) = (register("documents"), organisation("akimat"));
    let found = store.records_by_keys(&anyone(), &documents, &akimat, &keys).await.unwrap();
    assert_eq!(found.len(), 2_000);
    assert!(found.iter().all(|(key, record)| *key == record.key));
    assert!(store.records_by_keys(&anyone(), &documents, &akimat, &[]).await.unwrap().is_empty());
}

pub(crate) async fn values_come_back_as_they_went_in(Fresh { store, .. }: Fresh) {
    let mut change = creation("akimat", "a' OR \"1\"=1 -- ?$1 қ");
    change.after = [
        ("text".to_owned(), json!("Қазақстан \u{0} «\"'\\» 🦅\n")),
        ("number".to_owned(), json!(0.1)),
        ("big".to_owned(), json!(9_007_199_254_740_993_i64)),
        ("yes".to_owned(), json!(true)),
        ("none".to_owned(), json!(null)),
    ]
    .into();
    store.commit(&anyone(), vec![change.clone()]).await.unwrap();
    let record = store.record_by_id(&anyone(), change.record).await.unwrap().unwrap();
    let found = store.places_by_ids(&anyone(), &[change.record, id()].into()).await.unwrap();
    assert_eq!(found, [(record.id, (record.register.clone(), record.key.clone()))].into());
    assert_eq!((record.values, record.key), (change.after, change.key));
}

pub(crate) async fn reads_need_their_right(Fresh { store, .. }: Fresh) {
    let change = creation("akimat", "a");
    store.commit(&anyone(), vec![change.clone()]).await.unwrap();
    let blind = without(Right::ReadRecords);
    let forbidden = |result: Result<(), ReadError>| {
        assert!(matches!(&result, Err(ReadError::Forbidden(f)) if f.right == Right::ReadRecords), "{result:?}");
    };
    let (register, organisation, key) = (&change.register, &change.organisation, &change.key);
    forbidden(store.record(&blind, register, organisation, key).await.map(drop));
    forbidden(store.record_by_id(&blind, change.record).await.map(drop));
    forbidden(store.places_by_ids(&blind, &[change.record].into()).await.map(drop));
    forbidden(store.records_by_keys(&blind, register, organisation, &[]).await.map(drop));
    forbidden(store.records(&blind, register).await.map(drop));
    forbidden(store.page(&blind, register, None, None, 1).await.map(drop));
    forbidden(store.page(&blind, register, Some(organisation), None, 1).await.map(drop));
    forbidden(store.changes(&blind, change.record).await.map(drop));
    forbidden(store.uncommitted_changes(&blind, 1).await.map(drop));
    let elsewhere = with_rights(&Right::ALL, &["school"]);
    forbidden(store.record(&elsewhere, register, organisation, key).await.map(drop));
}

pub(crate) async fn the_outbox_empties_in_order(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let changes: Vec<_> = (0..30).map(|n| creation("akimat", &format!("k{}", 99 - n))).collect();
    let ids: Vec<_> = changes.iter().map(|change| change.id).collect();
    store.commit(&all, changes).await.unwrap();
    let waiting = store.uncommitted_changes(&all, 20).await.unwrap();
    assert_eq!(waiting.iter().map(|change| change.id).collect::<Vec<_>>(), ids[..20]);

    let places: Vec<_> = waiting.iter().zip(100_u64..).map(|(change, seq)| (change.id, seq)).collect();
    store.mark_in_ledger(&all, &places).await.unwrap();
    store.mark_in_ledger(&all, &[(ids[0], 7), (ids[29], 500)]).await.unwrap();
    store.mark_in_ledger(&all, &[]).await.unwrap();
    let waiting = store.uncommitted_changes(&all, 100).await.unwrap();
    assert_eq!(waiting.iter().map(|change| change.id).collect::<Vec<_>>(), ids[20..29]);
    let first = store
        .changes(
            &all,
            store.record(&all, &register("documents"), &organisation("akimat"), &key("k99")).await.unwrap().unwrap().id,
        )
        .await
        .unwrap();
    assert_eq!(first[0].ledger_seq, Some(100), "the first place stays");

    let refused = store.mark_in_ledger(&without(Right::AppendEvents), &places).await;
    assert!(matches!(refused, Err(SaveError::Forbidden(_))));
    let narrow = with_rights(&Right::ALL, &["akimat"]);
    assert!(matches!(store.mark_in_ledger(&narrow, &places).await, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.mark_in_ledger(&all, &[(ids[25], u64::MAX)]).await, Err(SaveError::Store(_))));
}
