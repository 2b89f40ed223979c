//! Every day's letters: at the time that the configuration says, or as soon after it as Talap runs and the server answers.

use std::time::Duration;

use talap_access::Service;
use talap_collect::own::Act;
use talap_model::{ActKey, Message, Timestamp};
use time::{Date, Time, UtcOffset};

use super::digest::{Digest, gather};
use super::letter;
use super::post::{Lost, Post, PostError};
use crate::app::App;
use crate::failure::Failure;
use crate::render::Speech;

/// The name that acts of this kind are recorded under.
const WHO: &str = "talap:remind";
/// How often it is looked whether it is time.
const LOOK: Duration = Duration::from_secs(20);
/// How long after the first failure it is tried again, in seconds; after each further one twice as long, up to an hour.
const FIRST_PAUSE: i64 = 60;
const LONGEST_PAUSE: i64 = 3600;
/// How many days claims of letters are kept.
const KEPT: i64 = 30;

/// When letters are written.
#[derive(Debug)]
struct Daily {
    at: Time,
    offset: UtcOffset,
    /// The day whose letters are written.
    done: Option<Date>,
    /// Failures since it last worked, and when it is tried again.
    failures: u32,
    again: Option<Timestamp>,
}

impl Daily {
    fn new(at: Time, offset: UtcOffset) -> Self {
        Self { at, offset, done: None, failures: 0, again: None }
    }

    /// The day whose letters are to be written now.
    fn due(&self, now: Timestamp) -> Option<Date> {
        let local = now.to_offset().to_offset(self.offset);
        let waits = self.again.is_some_and(|again| now < again);
        (local.time() >= self.at && self.done != Some(local.date()) && !waits).then(|| local.date())
    }

    fn worked(&mut self, day: Date) {
        (self.done, self.failures, self.again) = (Some(day), 0, None);
    }

    /// Notes a failure; true for the first one since it last worked, which is told.
    fn failed(&mut self, now: Timestamp) -> bool {
        let pause = FIRST_PAUSE << self.failures.min(6);
        self.again = Some(now.plus_seconds(pause.min(LONGEST_PAUSE)));
        self.failures += 1;
        self.failures == 1
    }
}

/// Writes letters, for ever. `base` is the address of the pages.
pub(crate) async fn keep_writing(speech: &Speech, app: &App, base: String) {
    let config = &app.config.mail;
    let Some(at) = config.at().filter(|_| config.is_on()) else { return std::future::pending().await };
    let mut daily = Daily::new(at, app.config.offset());
    loop {
        if let Some(day) = daily.due(app.clock.now()) {
            match write_all(speech, app, day, &base).await {
                Ok(None) => daily.worked(day),
                Ok(Some(trouble)) => {
                    if daily.failed(app.clock.now()) {
                        tell(speech, app, &trouble).await;
                    }
                }
                Err(failure) => {
                    if daily.failed(app.clock.now()) {
                        let trouble =
                            PostError { lost: Lost::NotYet, message: failure.message, why: "records".to_owned() };
                        tell(speech, app, &trouble).await;
                    }
                }
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Tells that letters could not be written, once until it works again.
async fn tell(speech: &Speech, app: &App, trouble: &PostError) {
    eprintln!("{}", speech.say(&Message::new("mail-failed").with("cause", trouble.message.clone())));
    // No address is in it: the ledger is kept for years.
    let act = Act::new(ActKey::MailFailed, WHO).with("why", &trouble.why).to_look_at();
    if let Err(fault) = app.record(act).await {
        tracing::warn!(?fault, "a failed letter could not be recorded");
    }
}

/// Writes the letters of a day that nobody has written yet. What is to be tried again comes back as trouble.
async fn write_all(speech: &Speech, app: &App, day: Date, base: &str) -> Result<Option<PostError>, Failure> {
    let told = gather(app, day).await?;
    if told.nobodys > 0 {
        eprintln!("{}", speech.say(&Message::new("mail-nobody").with("n", told.nobodys)));
    }
    if told.digests.is_empty() {
        return Ok(None);
    }
    let Some(post) = Post::open(&app.config.mail)? else { return Ok(None) };
    if let Err(trouble) = post.ready().await {
        return Ok(Some(trouble));
    }
    let caller = Service::Remind.caller();
    let (mut sent, mut again) = (0_usize, None);
    for digest in &told.digests {
        let person = letter::person(digest);
        // Claimed before it is sent: who is killed in between has written no letter, and none writes two.
        if !app.store.claim_digest(&caller, day, &person, app.clock.now()).await? {
            continue;
        }
        match hand_over(app, &post, digest, day, base).await {
            Ok(()) => sent += 1,
            Err(trouble) if trouble.lost == Lost::NotYet => {
                app.store.release_digest(&caller, day, &person).await?;
                again = Some(trouble);
            }
            // What the server refuses today it refuses in an hour; what may have arrived is not sent twice.
            Err(trouble) => tell(speech, app, &trouble).await,
        }
    }
    if sent > 0 {
        app.record(Act::new(ActKey::MailSent, WHO).with("letters", sent)).await?;
    }
    app.store.forget_digests(&caller, day.saturating_sub(time::Duration::days(KEPT))).await?;
    Ok(again)
}

async fn hand_over(app: &App, post: &Post, digest: &Digest, day: Date, base: &str) -> Result<(), PostError> {
    let letter = letter::write(&app.words, &app.config.mail.languages(), digest, day, base);
    post.send(&letter, app.clock.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn daily() -> Daily {
        Daily::new(Time::from_hms(8, 0, 0).unwrap(), UtcOffset::from_hms(5, 0, 0).unwrap())
    }

    #[test]
    fn letters_are_written_once_a_day_from_their_hour_on() {
        let mut daily = daily();
        assert_eq!(daily.due(at("2026-11-26T02:59:59Z")), None, "it is not yet eight in Kazakhstan");
        let day = daily.due(at("2026-11-26T03:00:00Z")).unwrap();
        assert_eq!(day.to_string(), "2026-11-26");
        daily.worked(day);
        assert_eq!(daily.due(at("2026-11-26T18:59:59Z")), None);
        assert_eq!(daily.due(at("2026-11-26T20:00:00Z")), None, "the next day has begun, and it is night");
        assert!(daily.due(at("2026-11-27T03:00:00Z")).is_some());
        // Started in the afternoon: the day's letters are still due.
        assert!(self::daily().due(at("2026-11-26T12:00:00Z")).is_some());
    }

    #[test]
    fn a_failure_is_tried_again_later_and_later_and_told_once() {
        let (mut daily, start) = (daily(), at("2026-11-26T04:00:00Z"));
        let mut now = start;
        let mut pauses = Vec::new();
        for n in 0..9 {
            assert_eq!(daily.failed(now), n == 0, "only the first is told");
            assert_eq!(daily.due(now), None);
            let again = daily.again.unwrap();
            pauses.push((again.micros() - now.micros()) / 60_000_000);
            assert!(daily.due(again).is_some());
            now = again;
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        daily.worked(daily.due(now).unwrap());
        assert!(daily.failed(now), "and told anew once it had worked");
    }
}
