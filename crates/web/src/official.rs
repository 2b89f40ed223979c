//! The official texts beside the catalogue: which were imported, which clauses they reword, and who reviewed that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use talap_decree::catalog::Catalog;
use talap_decree::redactions::{Changed, Redactions};
use talap_decree::text::OfficialText;
use talap_model::{ClauseId, Language};
use talap_store::ClauseReview;
use time::Date;

/// The official texts that somebody imported, with what they change and who reviewed it.
#[derive(Debug, Default)]
pub struct Official(RwLock<Held>);

#[derive(Debug, Default)]
struct Held {
    texts: Arc<Redactions>,
    changed: BTreeMap<ClauseId, Changed>,
    reviews: HashMap<(ClauseId, Language, String), ClauseReview>,
}

/// A clause whose newest official words are not those that its entry was written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What tells so.
    pub changed: Changed,
    /// The review of just these words; none while nobody made one.
    pub review: Option<ClauseReview>,
}

impl Official {
    /// These texts beside this catalogue.
    pub fn new(catalog: &Catalog, texts: Redactions) -> Self {
        let changed = texts.changed(catalog);
        Self(RwLock::new(Held { texts: Arc::new(texts), changed, reviews: HashMap::new() }))
    }

    fn read<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// All texts.
    pub fn texts(&self) -> Arc<Redactions> {
        self.read(|held| Arc::clone(&held.texts))
    }

    /// The latest text in a language.
    pub fn get(&self, language: Language) -> Option<Arc<OfficialText>> {
        self.read(|held| held.texts.latest(language).map(|(_, text)| Arc::clone(text)))
    }

    /// Puts a text in.
    pub fn put(&self, catalog: &Catalog, as_of: Date, text: OfficialText) {
        let mut texts = Redactions::clone(&self.texts());
        texts.put(as_of, Arc::new(text));
        let changed = texts.changed(catalog);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        (held.texts, held.changed) = (Arc::new(texts), changed);
    }

    /// Takes reviews in.
    pub fn reviewed(&self, reviews: impl IntoIterator<Item = ClauseReview>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for review in reviews {
            held.reviews.insert((review.clause.clone(), review.language, review.fingerprint.clone()), review);
        }
    }

    /// How a clause's newest words stand to its entry; none while the entry is written from them.
    pub fn standing(&self, id: &ClauseId) -> Option<Standing> {
        self.read(|held| held.changed.get(id).map(|changed| held.standing(id, changed)))
    }

    /// Whether nobody has reviewed the newest words of a clause.
    pub fn is_unreviewed(&self, id: &ClauseId) -> bool {
        self.standing(id).is_some_and(|standing| standing.review.is_none())
    }

    /// Every clause whose words changed, with its review.
    pub fn standings(&self) -> Vec<(ClauseId, Standing)> {
        self.read(|held| held.changed.iter().map(|(id, changed)| (id.clone(), held.standing(id, changed))).collect())
    }
}

impl Held {
    fn standing(&self, id: &ClauseId, changed: &Changed) -> Standing {
        let fingerprint = changed.fingerprint.clone().unwrap_or_default();
        let review = self.reviews.get(&(id.clone(), changed.language, fingerprint)).cloned();
        Standing { changed: changed.clone(), review }
    }
}
