//! An installation to test with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use talap_access::{Access, RoleGrant};
use talap_model::{Caller, Clock, Entropy, OrganisationId, Scope, Timestamp};
use talap_store::Store;

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW
    }
}

struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, digit) in bytes.iter_mut().rev().zip(number.iter().rev()) {
            *byte = *digit;
        }
    }
}

pub(crate) struct Bench {
    pub(crate) access: Access,
    pub(crate) store: Store,
}

impl Bench {
    /// Nobody holds a role.
    pub(crate) async fn empty() -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let access = Access::new(store.clone(), Arc::new(Fixed), Arc::new(Counting(AtomicU64::new(1))));
        Self { access, store }
    }

    /// `aigerim` is enrolled first.
    pub(crate) async fn enrolled() -> (Self, Caller) {
        let bench = Self::empty().await;
        bench.access.enrol_first("aigerim").await.unwrap().unwrap();
        let caller = bench.caller("aigerim").await;
        (bench, caller)
    }

    pub(crate) async fn caller(&self, name: &str) -> Caller {
        self.access.caller_of_os_user(name).await.unwrap().unwrap()
    }
}

pub(crate) fn over(organisations: &[&str]) -> Scope {
    Scope::Organisations(organisations.iter().map(|id| OrganisationId::new(*id).unwrap()).collect())
}

/// `auditor@akimat` and the like.
pub(crate) fn brief(grants: &[RoleGrant]) -> Vec<String> {
    let place = |grant: &RoleGrant| grant.organisation.as_ref().map_or("*".to_owned(), ToString::to_string);
    grants.iter().map(|grant| format!("{} {}@{}", grant.identity, grant.role.key(), place(grant))).collect()
}
