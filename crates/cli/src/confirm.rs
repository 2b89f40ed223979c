//! What goes on beside receiving: checkpoints are handed to witnesses and stamped with the time. Nothing waits for it; who does not
//! answer, or answers that this ledger is not what it was, is told as an event and on the terminal.

use std::time::Duration;

use talap_collect::own::Act;
use talap_ledger::stamp;
use talap_ledger::witness::{Verdict, submit};
use talap_model::{ActKey, Explain, Message, Timestamp};

use crate::app::App;
use crate::config::confirm::Confirming;
use crate::failure::Failure;
use crate::render::Speech;
use crate::system::SystemEntropy;

/// The name that acts of this kind are recorded under.
const WHO: &str = "talap:ledger";

/// How things stand with a witness.
#[derive(Debug, Default)]
struct Standing {
    /// The size that it cosigned last.
    size: Option<u64>,
    /// When it was first not reached, since it was reached last.
    unreached: Option<Timestamp>,
    /// What was told last, and not taken back since.
    told: Option<&'static str>,
}

/// Hands checkpoints to the witnesses, for ever.
pub(crate) async fn keep_witnessed(speech: &Speech, app: &App, witnesses: Vec<Confirming>) {
    let period = Duration::from_secs(app.config.ledger.witness_every_seconds);
    let mut standings: Vec<Standing> = witnesses.iter().map(|_| Standing::default()).collect();
    if witnesses.is_empty() {
        return std::future::pending().await;
    }
    loop {
        // At once: a folder that was put back is to be told before anything else happens.
        if let Err(failure) = once(speech, app, &witnesses, &mut standings).await {
            tracing::warn!(?failure, "checkpoints are not handed to witnesses");
        }
        tokio::time::sleep(period).await;
    }
}

async fn once(speech: &Speech, app: &App, witnesses: &[Confirming], standings: &mut [Standing]) -> Result<(), Failure> {
    let mut round = app.ledger.round().await?;
    let size = round.checkpoint().size;
    if size == 0 || standings.iter().all(|standing| standing.size == Some(size)) {
        return Ok(());
    }
    for (witness, standing) in witnesses.iter().zip(standings) {
        let name = witness.key.name();
        match submit(&app.ledger, &mut round, &witness.http, &witness.key).await {
            Ok(verdict) => {
                standing.unreached = None;
                let cosigned = matches!(verdict, Verdict::Cosigned { .. });
                standing.size = cosigned.then_some(size);
                if cosigned && standing.told.take().is_some() {
                    tell(speech, app, Act::new(ActKey::LedgerWitnessAnswers, WHO).with("witness", name), None).await?;
                } else if !cosigned && standing.told != Some(verdict.key()) {
                    standing.told = Some(verdict.key());
                    let action =
                        if verdict.is_alarm() { ActKey::LedgerWitnessAlarm } else { ActKey::LedgerWitnessRefused };
                    let act = Act::new(action, WHO).with("witness", name).with("verdict", verdict.key());
                    let message = Message::new("witness-says").with("witness", name).with("what", verdict.explain());
                    tell(speech, app, act.with("batches", size), Some(message)).await?;
                }
            }
            Err(error) => unreached(speech, app, name, standing, &error).await?,
        }
    }
    Ok(app.ledger.keep_round(&round)?)
}

/// A witness was not reached: after a while that is told.
async fn unreached(
    speech: &Speech,
    app: &App,
    name: &str,
    standing: &mut Standing,
    error: &(dyn Explain + Sync),
) -> Result<(), Failure> {
    let now = app.clock.now();
    let since = *standing.unreached.get_or_insert(now);
    let patience =
        i64::try_from(app.config.ledger.witness_silent_minutes).unwrap_or(i64::MAX).saturating_mul(60_000_000);
    standing.size = None;
    if now.micros().saturating_sub(since.micros()) < patience || standing.told == Some("silent") {
        return Ok(());
    }
    standing.told = Some("silent");
    let act = Act::new(ActKey::LedgerWitnessSilent, WHO).with("witness", name).with("since", since);
    let message = Message::new("witness-silent").with("witness", name).with("cause", error.explain());
    tell(speech, app, act, Some(message)).await
}

async fn tell(speech: &Speech, app: &App, act: Act<'_>, message: Option<Message>) -> Result<(), Failure> {
    if let Some(message) = message {
        eprintln!("{}", speech.say(&message));
    }
    Ok(app.record(act).await?)
}

/// Has checkpoints stamped with the time, for ever.
pub(crate) async fn keep_stamped(speech: &Speech, app: &App) {
    let Some(config) = &app.config.ledger.timestamp else { return std::future::pending().await };
    let period = Duration::from_secs(config.every_minutes.saturating_mul(60));
    let mut told = false;
    loop {
        match stamp_once(app).await {
            Ok(()) => told = false,
            Err(failure) => {
                if !std::mem::replace(&mut told, true) {
                    let message = Message::new("stamp-failed").with("url", config.url.as_str());
                    let message = message.with("cause", failure.message);
                    let act = Act::new(ActKey::LedgerStampFailed, WHO).with("authority", &config.url);
                    if let Err(failure) = tell(speech, app, act, Some(message)).await {
                        tracing::warn!(?failure, "a failed stamp could not be recorded");
                    }
                }
            }
        }
        tokio::time::sleep(period).await;
    }
}

async fn stamp_once(app: &App) -> Result<(), Failure> {
    let Some(config) = &app.config.ledger.timestamp else { return Ok(()) };
    let (http, authority) = config.open()?;
    let Some(to) = app.ledger.to_stamp() else { return Ok(()) };
    let token = stamp::fetch(&http, &to.imprint(), &SystemEntropy).await?;
    let stamped = stamp::check(&token, &to.imprint(), authority.as_ref())?;
    app.ledger.keep_stamp(&to, &token)?;
    let act = Act::new(ActKey::LedgerStamped, WHO)
        .with("batches", to.size())
        .with("time", stamped.time)
        .with("serial", stamped.serial)
        .with("authority", stamped.authority.unwrap_or_default());
    Ok(app.record(act).await?)
}
