//! Files that records refer to.

use talap_model::Right;
use talap_store::{NewFile, ReadError, SaveError};

use crate::backend::Fresh;
use crate::samples::{START, anyone, organisation, with_rights, without};

/// SHA-256 of nothing, as published.
const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn file(org: &str, name: &str, bytes: &[u8]) -> NewFile {
    NewFile {
        organisation: organisation(org),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: bytes.to_vec(),
        at: START,
    }
}

pub(crate) async fn a_file_comes_back_as_it_went_in(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let sha256 = store.put_file(&all, file("akimat", "бұйрық №1.pdf", &bytes)).await.unwrap();
    let found = store.file(&all, &organisation("akimat"), &sha256).await.unwrap().unwrap();
    assert_eq!((found.bytes, found.size), (bytes.clone(), 300_000));
    assert_eq!((found.name.as_str(), found.media_type.as_str()), ("бұйрық №1.pdf", "application/pdf"));
    assert_eq!((found.stored_at, found.stored_by.as_str(), &found.sha256), (START, "os:test", &sha256));
    assert_eq!(store.file(&all, &organisation("school"), &sha256).await.unwrap(), None);
    assert_eq!(store.file(&all, &organisation("akimat"), "' OR 1=1").await.unwrap(), None);

    assert_eq!(store.put_file(&all, file("akimat", "again.pdf", &bytes)).await.unwrap(), sha256);
    assert_eq!(store.put_file(&all, file("school", "copy.pdf", &bytes)).await.unwrap(), sha256);
    let first = store.file(&all, &organisation("akimat"), &sha256).await.unwrap().unwrap();
    assert_eq!(first.name, "бұйрық №1.pdf", "the first name stays");
    let theirs = store.file(&all, &organisation("school"), &sha256).await.unwrap().unwrap();
    assert_eq!(theirs.name, "copy.pdf");
    assert_eq!(store.put_file(&all, file("akimat", "empty", &[])).await.unwrap(), OF_NOTHING);
    assert!(!format!("{first:?} {:?}", file("akimat", "secret name", b"secret")).contains("secret"));
}

pub(crate) async fn files_need_their_rights(Fresh { store, .. }: Fresh) {
    for right in [Right::Attest, Right::WriteRecords] {
        let caller = with_rights(&[right], &["akimat"]);
        store.put_file(&caller, file("akimat", "a", b"a")).await.unwrap();
        let refused = store.put_file(&caller, file("school", "a", b"a")).await;
        assert!(matches!(refused, Err(SaveError::Forbidden(_))));
    }
    let reader = with_rights(&[Right::ReadRecords], &["akimat"]);
    assert!(matches!(store.put_file(&reader, file("akimat", "a", b"a")).await, Err(SaveError::Forbidden(_))));
    for caller in [without(Right::ReadRecords), with_rights(&[Right::ReadRecords], &["school"])] {
        let refused = store.file(&caller, &organisation("akimat"), OF_NOTHING).await;
        assert!(matches!(refused, Err(ReadError::Forbidden(_))));
    }
}
