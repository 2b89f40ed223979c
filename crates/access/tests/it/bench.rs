//! An installation to test with.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use talap_access::{Access, Accounts, Origin, Policy, RoleGrant, SignedIn};
use talap_model::{Caller, Clock, Entropy, OrganisationId, Scope, Timestamp};
use talap_store::Store;
use time::Duration;

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// A clock that stands still until somebody moves it.
pub(crate) struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

pub(crate) const PASSWORD: &str = "қызыл алма жеті";

pub(crate) fn origin() -> Origin {
    Origin { address: "192.0.2.7".into(), agent: "Браузер/1.0".into() }
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
    pub(crate) accounts: Accounts,
    pub(crate) store: Store,
    clock: Arc<Standing>,
}

impl Bench {
    /// Nobody holds a role.
    pub(crate) async fn empty() -> Self {
        Self::over(Store::open("sqlite::memory:").await.unwrap())
    }

    pub(crate) fn over(store: Store) -> Self {
        let clock = Arc::new(Standing(AtomicI64::new(NOW.micros())));
        let entropy = Arc::new(Counting(AtomicU64::new(1)));
        let access = Access::new(store.clone(), clock.clone(), entropy.clone());
        let accounts = Accounts::new(store.clone(), access.clone(), clock.clone(), entropy, Policy::default());
        Self { access, accounts, store, clock }
    }

    /// Moves the clock on.
    pub(crate) fn pass(&self, duration: Duration) {
        self.clock.0.fetch_add(i64::try_from(duration.whole_microseconds()).unwrap(), Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An account with the password [`PASSWORD`], and nobody signed in with it.
    pub(crate) async fn account(&self, by: &Caller, name: &str) {
        let (_, link) = self.accounts.create(by, name, "Серік Ахметов").await.unwrap();
        let signed_in = self.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
        self.accounts.sign_out(signed_in.session.reveal()).await.unwrap();
    }

    pub(crate) async fn sign_in(&self, name: &str) -> SignedIn {
        self.accounts.sign_in(name, PASSWORD, &origin()).await.unwrap()
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
