//! The official texts beside the catalogue: which were imported, which clauses they reword, and who reviewed that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use talap_decree::catalog::Catalog;
use talap_decree::redactions::{Changed, Redactions};
use talap_decree::text::OfficialText;
use talap_model::{ClauseId, Clock, Language};
use talap_store::ClauseReview;
use time::{Date, UtcOffset};

/// The official texts that somebody imported, with what they change and who reviewed it.
pub struct Official {
    held: RwLock<Held>,
    clock: Arc<dyn Clock>,
    offset: UtcOffset,
}

#[derive(Debug, Default)]
struct Held {
    texts: Arc<Redactions>,
    changed: BTreeMap<ClauseId, Vec<Changed>>,
    reviews: HashMap<(ClauseId, Language, String), ClauseReview>,
}

/// A clause whose official words, now or from a later day on, are not those that its entry was written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What tells so.
    pub changed: Changed,
    /// The review of just these words; none while nobody made one.
    pub review: Option<ClauseReview>,
}

impl Official {
    /// These texts beside this catalogue, on days as this clock and place count them.
    pub fn new(catalog: &Catalog, texts: Redactions, clock: Arc<dyn Clock>, offset: UtcOffset) -> Self {
        let changed = texts.changed(catalog);
        let held = Held { texts: Arc::new(texts), changed, reviews: HashMap::new() };
        Self { held: RwLock::new(held), clock, offset }
    }

    fn read<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The day that it is.
    pub fn today(&self) -> Date {
        self.clock.now().to_offset().to_offset(self.offset).date()
    }

    /// All texts.
    pub fn texts(&self) -> Arc<Redactions> {
        self.read(|held| Arc::clone(&held.texts))
    }

    /// The text in a language that is in force today; before the first one is, the first.
    pub fn get(&self, language: Language) -> Option<Arc<OfficialText>> {
        self.texts().in_force(language, self.today()).map(Arc::clone)
    }

    /// Puts a text in.
    pub fn put(&self, catalog: &Catalog, as_of: Date, text: OfficialText) {
        let mut texts = Redactions::clone(&self.texts());
        texts.put(as_of, Arc::new(text));
        let changed = texts.changed(catalog);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        (held.texts, held.changed) = (Arc::new(texts), changed);
    }

    /// Takes reviews in.
    pub fn reviewed(&self, reviews: impl IntoIterator<Item = ClauseReview>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        for review in reviews {
            held.reviews.insert((review.clause.clone(), review.language, review.fingerprint.clone()), review);
        }
    }

    /// How a clause's words stand to its entry: what nobody reviewed comes first, then what is in force. None while the
    /// entry is written from the words in force and from those of every later redaction.
    pub fn standing(&self, id: &ClauseId) -> Option<Standing> {
        let today = self.today();
        self.read(|held| held.standing(id, today))
    }

    /// Whether nobody has reviewed the newest words of a clause.
    pub fn is_unreviewed(&self, id: &ClauseId) -> bool {
        self.standing(id).is_some_and(|standing| standing.review.is_none())
    }

    /// The clauses with words that nobody has reviewed.
    pub fn unreviewed(&self) -> Vec<ClauseId> {
        let today = self.today();
        let open = |held: &Held, id: &ClauseId| held.standing(id, today).is_some_and(|one| one.review.is_none());
        self.read(|held| held.changed.keys().filter(|id| open(held, id)).cloned().collect())
    }
}

impl Held {
    fn standing(&self, id: &ClauseId, today: Date) -> Option<Standing> {
        let holds = |changed: &&Changed| changed.until.is_none_or(|until| until > today);
        let mut first = None;
        for changed in self.changed.get(id)?.iter().filter(holds) {
            let fingerprint = changed.fingerprint.clone().unwrap_or_default();
            let review = self.reviews.get(&(id.clone(), changed.language, fingerprint)).cloned();
            let standing = Standing { changed: changed.clone(), review };
            if standing.review.is_none() {
                return Some(standing);
            }
            first = first.or(Some(standing));
        }
        first
    }
}
