//! `talap mail test`: a letter that shows whether the settings of `[mail]` are right.

use std::process::ExitCode;

use lettre::Address;
use talap_model::{Clock as _, Entropy as _, Message};

use crate::client;
use crate::commands::Place;
use crate::events::hex;
use crate::failure::Failure;
use crate::mail::letter;
use crate::mail::post::{Post, PostError};
use crate::render::{self, Speech};
use crate::system::{SystemClock, SystemEntropy};

/// Sends the letter, with this process's own eyes on the configuration: no `up` need run.
pub(super) fn test(speech: &Speech, place: &Place, address: &str) -> Result<ExitCode, Failure> {
    let wrong = || Failure::wrong_use(Message::new("mail-address-wrong").with("text", address));
    let to: Address = address.parse().map_err(|_| wrong())?;
    let config = &place.config.mail;
    let mut chance = [0_u8; 8];
    SystemEntropy.fill(&mut chance);
    let letter = letter::trial(speech.words(), &config.languages(), to, format!("trial.{}", hex(&chance)));
    client::runtime()?.block_on(async {
        let post = Post::open(config)?.ok_or_else(|| Failure::wrong_use(Message::new("mail-not-set-up")))?;
        let failed = |error: PostError| Failure::failed(error.message);
        post.ready().await.map_err(failed)?;
        post.send(&letter, SystemClock.now()).await.map_err(failed)
    })?;
    render::print(&speech.say(&Message::new("mail-test-sent").with("address", address)))?;
    Ok(ExitCode::SUCCESS)
}
