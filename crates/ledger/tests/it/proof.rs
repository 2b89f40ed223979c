//! Proofs of single events: made from the tail and from sealed files, taken with the right keys, refused when anything changed.

use proptest::prelude::*;
use talap_ledger::proof::{Checked, ProofFault, Trust, check};
use talap_ledger::{Ledger, SigningKey};
use talap_model::{Caller, Identity, Right, Scope};

use crate::support::{ORIGIN, Place, Size, append, caller, event, verifier};

fn trust() -> Trust {
    Trust { key: verifier(), witnesses: Vec::new(), authority: None }
}

async fn proof(ledger: &Ledger, seq: u64) -> String {
    ledger.prove(&caller(), seq).await.unwrap().unwrap().text().to_owned()
}

async fn checked(ledger: &Ledger, seq: u64) -> Checked {
    check(proof(ledger, seq).await.as_bytes(), &trust()).unwrap()
}

pub(crate) async fn every_event_is_proved_from_the_tail_and_from_files(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let mixed =
        |from: u32| (from..from + 6).map(|n| event(if n % 2 == 0 { "acme" } else { "other" }, "web", n)).collect();
    ledger.append(&caller(), mixed(0)).await.unwrap();
    ledger.append(&caller(), mixed(6)).await.unwrap();
    ledger.seal().await.unwrap();
    append(&ledger, "acme", "db", 12..40).await;
    ledger.seal().await.unwrap();
    ledger.append(&caller(), mixed(40)).await.unwrap();
    for seq in 0..46_u64 {
        let checked = checked(&ledger, seq).await;
        assert_eq!((checked.seq, checked.event.message.as_str()), (seq, format!("event {seq}").as_str()));
        assert_eq!(checked.checkpoint.origin, ORIGIN);
        assert!(checked.checkpoint.events > seq && checked.cosigned.is_empty() && checked.stamp.is_none());
    }
    assert_eq!(ledger.prove(&caller(), 46).await.unwrap(), None);
    // The same after all of it was closed and opened again.
    ledger.close().await.unwrap();
    let (ledger, _) = place.open();
    assert_eq!(checked(&ledger, 17).await.event, event("acme", "db", 17));
}

pub(crate) async fn an_event_that_no_checkpoint_covers_gets_one(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let before = ledger.stats().last_checkpoint.unwrap();
    assert_eq!(before.events, 0);
    assert_eq!(checked(&ledger, 1).await.checkpoint, ledger.stats().last_checkpoint.unwrap());
}

pub(crate) async fn nobody_gets_a_proof_of_what_they_may_not_read(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let narrow = |rights: &[Right], organisation: &str| {
        let scope = Scope::Organisations([organisation.parse().unwrap()].into());
        Caller::establish(Identity::OsUser("narrow".into()), rights.iter().copied(), scope)
    };
    for sealed in [false, true] {
        if sealed {
            ledger.seal().await.unwrap();
        }
        assert_eq!(ledger.prove(&narrow(&[Right::ReadEvents], "other"), 0).await.unwrap(), None);
        assert!(ledger.prove(&narrow(&[Right::ReadEvents], "acme"), 0).await.unwrap().is_some());
        assert!(ledger.prove(&narrow(&[Right::ReadRecords], "acme"), 0).await.is_err());
    }
}

pub(crate) async fn another_key_or_name_is_refused(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let text = proof(&ledger, 0).await;
    let other = SigningKey::from_seed(&[8; 32]);
    for key in [other.verifier(ORIGIN).unwrap(), SigningKey::from_seed(&[7; 32]).verifier("other.example").unwrap()] {
        let refused = check(text.as_bytes(), &Trust { key, ..trust() });
        assert_eq!(refused, Err(ProofFault::OtherKey));
    }
    let witness = other.witness_key("w/1").unwrap();
    let refused = check(text.as_bytes(), &Trust { witnesses: vec![witness], ..trust() });
    assert_eq!(refused, Err(ProofFault::NotWitnessed { witness: "w/1".into() }));
}

#[tokio::test]
async fn a_batch_that_was_changed_on_the_disk_is_not_proved() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.seal().await.unwrap();
    // A well-formed file of other events takes the place of the sealed one.
    let forged = Place::new();
    let (other, _) = forged.open();
    append(&other, "acme", "web", 7..9).await;
    other.seal().await.unwrap();
    let first = |place: &Place| crate::support::files(&place.dir().join("events"))[0].clone();
    std::fs::copy(first(&forged), first(&place)).unwrap();
    let refused = ledger.prove(&caller(), 0).await;
    assert!(matches!(refused, Err(talap_ledger::ProveError::Damaged { batch: 0 })), "{refused:?}");
}

/// A small proof, made once for all cases of the properties.
fn small_proof() -> &'static str {
    static PROOF: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PROOF.get_or_init(|| {
        let place = Place::new();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (ledger, _) = place.open();
            for n in 0..5 {
                append(&ledger, "acme", "web", n * 3..n * 3 + 3).await;
            }
            proof(&ledger, 4).await
        })
    })
}

#[test]
fn every_changed_bit_of_a_proof_is_refused() {
    let sound = small_proof().as_bytes();
    assert!(check(sound, &trust()).is_ok());
    let mut causes = std::collections::BTreeSet::new();
    for bit in 0..sound.len() * 8 {
        let mut changed = sound.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let cause = check(&changed, &trust()).expect_err(&format!("bit {bit}"));
        causes.insert(format!("{cause:?}").split([' ', '{', '(']).next().unwrap().to_owned());
    }
    assert!(causes.len() > 6, "{causes:?}");
    for cut in 0..sound.len() {
        assert!(check(&sound[..cut], &trust()).is_err(), "cut to {cut}");
    }
    assert!(check(&[sound, b"\n"].concat(), &trust()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn a_proof_with_other_bytes_is_refused(at: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 1..6), cut in 0_usize..6) {
        let sound = small_proof().as_bytes();
        let at = at.index(sound.len());
        let end = (at + cut).min(sound.len());
        let changed = [&sound[..at], &bytes, &sound[end..]].concat();
        prop_assume!(changed != sound);
        prop_assert!(check(&changed, &trust()).is_err());
    }
}
