//! A clause on a past day: how it read, in which mode it was held, what was found. What nothing tells is unknown.

use std::collections::BTreeMap;

use talap_decree::redactions::Wording;
use talap_model::{Caller, ClauseId, Language, Right, Subject, Timestamp};
use talap_store::{Assessment, Verdict, VerdictFilter};
use time::{Date, Duration, Time};

use crate::fault::Fault;
use crate::site::Site;

/// A clause on a day.
pub struct Past {
    /// How it read in each language.
    pub wording: BTreeMap<Language, Wording>,
    /// The mode of the clause, by its key; none where it is not known which catalogue was in use.
    pub mode: Option<String>,
    /// The assessment whose verdicts these are; none where there was none yet, or where the caller may not read them.
    pub assessment: Option<Assessment>,
    /// What it had found.
    pub verdicts: Vec<Verdict>,
}

impl Past {
    /// How a clause stood at the end of a day, for everybody or one subject.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store fails.
    pub async fn of(
        site: &Site,
        caller: &Caller,
        id: &ClauseId,
        day: Date,
        subject: Option<Subject>,
    ) -> Result<Self, Fault> {
        let texts = site.official.texts();
        let wording = Language::ALL.into_iter().map(|language| (language, texts.wording(language, id, day)));
        let moment = end_of(day, site);
        let snapshot = site.store.catalog_on(caller, moment).await?;
        let mode = snapshot.and_then(|snapshot| snapshot.modes.get(id).cloned());
        let (mut assessment, mut verdicts) = (None, Vec::new());
        if caller.has(Right::ReadVerdicts) {
            assessment = site.store.whole_assessment_on(caller, moment).await?;
            if let Some(found) = &assessment {
                let filter = VerdictFilter { clause: Some(id.clone()), subject, ..VerdictFilter::default() };
                verdicts = site.store.verdicts(caller, found.id, &filter).await?;
            }
        }
        Ok(Self { wording: wording.collect(), mode, assessment, verdicts })
    }
}

/// The last moment of a day as it is counted where the installation stands.
pub(crate) fn end_of(day: Date, site: &Site) -> Timestamp {
    let next = day.saturating_add(Duration::days(1)).with_time(Time::MIDNIGHT).assume_offset(site.settings.offset);
    Timestamp::from_micros(i64::try_from(next.unix_timestamp_nanos() / 1000 - 1).unwrap_or(i64::MAX))
}
