//! Progress of the steps of a start: a line for each that takes over a second.

use std::future::Future;
use std::time::Duration;

use talap_model::Message;
use tokio::time::Instant;

use crate::render::Speech;

/// How long a step may take before its line appears.
const QUIET: Duration = Duration::from_secs(1);

/// Runs a step; its line appears on standard error once it has taken a second, and its duration when it ends.
pub(crate) async fn step<T>(speech: &Speech, key: &str, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(QUIET) => eprint!("{}", speech.text(key)),
    }
    let done = work.await;
    let seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0;
    eprintln!(" {}", speech.say(&Message::new("up-step-done").with("seconds", seconds)));
    done
}
