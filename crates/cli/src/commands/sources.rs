//! `talap sources`: how the sources of events and the receivers do.

use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech, table};
use crate::request::{Answer, ReceiverAnswer, Request, SourceAnswer, SourcesAnswer};

/// Prints them; exit status 1 when one wants looking at.
pub(super) fn run(speech: &Speech, place: Place, json: bool) -> Result<ExitCode, Failure> {
    let Answer::Sources(answer) = client::ask(&place.folder, place.config, Request::Sources, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&answer)?;
    } else {
        render::print(&text(speech, &answer))?;
    }
    Ok(found(answer.sources.iter().any(|source| !troubles(speech, source).is_empty())))
}

fn text(speech: &Speech, answer: &SourcesAnswer) -> String {
    let mut lines = Vec::new();
    if answer.sources.is_empty() {
        lines.push(speech.text("sources-none"));
    } else {
        lines.push(sources(speech, &answer.sources));
    }
    if answer.receivers.is_empty() {
        lines.push(speech.text("sources-nobody-receives"));
    }
    lines.extend(answer.receivers.iter().map(|receiver| one_receiver(speech, receiver)));
    lines.join("\n")
}

fn sources(speech: &Speech, sources: &[SourceAnswer]) -> String {
    let headings = ["source", "object", "last-event", "per-minute", "clock", "state"];
    let mut table = table(headings.map(|name| speech.text(&format!("table-{name}"))));
    for source in sources {
        let troubles = troubles(speech, source);
        table.add_row([
            source.source.clone(),
            source.object.clone(),
            source.last_event_at.as_deref().map_or_else(|| speech.text("source-never"), to_the_second),
            source.events_per_minute.to_string(),
            source.clock_behind_seconds.map(|seconds| clock(speech, seconds)).unwrap_or_default(),
            match (troubles.is_empty(), &source.last_event_at) {
                (true, Some(_)) => speech.text("source-in-order"),
                (true, None) => speech.text("source-awaited"),
                (false, _) => troubles.join("; "),
            },
        ]);
    }
    table.to_string()
}

/// What is not as expected of a source, in words.
fn troubles(speech: &Speech, source: &SourceAnswer) -> Vec<String> {
    let say = |message: Message| speech.say(&message);
    let silent = source.silent_since.as_deref().map(|since| {
        let message = Message::new(if source.last_event_at.is_some() { "source-silent" } else { "source-silent-ever" });
        say(message.with("since", to_the_second(since)).with("minutes", source.expected_silence_minutes))
    });
    let limit = source.flood_limit_per_minute;
    let troubles = [
        silent,
        source.wrong_kind.then(|| speech.text("source-wrong-kind")),
        source.flood.then(|| say(Message::new("source-flood").with("limit", limit))),
        source.clock_off.then(|| say(Message::new("source-clock-off").with("allowed", source.clock_allowed_seconds))),
        (source.impossible_times > 0)
            .then(|| say(Message::new("source-impossible-times").with("n", source.impossible_times))),
    ];
    troubles.into_iter().flatten().collect()
}

fn clock(speech: &Speech, behind: f64) -> String {
    let key = if behind < 0.0 { "source-clock-ahead" } else { "source-clock-behind" };
    let (n, unit) = talap_collect::watch::clock::span(behind);
    speech.say(&Message::new(key).with("n", n).with("unit", unit))
}

/// A moment of RFC 3339 in UTC without its fraction.
fn to_the_second(at: &str) -> String {
    let (whole, _) = at.trim_end_matches('Z').split_once('.').unwrap_or((at.trim_end_matches('Z'), ""));
    format!("{whole}Z")
}

fn one_receiver(speech: &Speech, receiver: &ReceiverAnswer) -> String {
    let told = Message::new("receiver-status")
        .with("receiver", receiver.receiver.as_str())
        .with("received", receiver.received)
        .with("unregistered", receiver.unregistered);
    let kernel = receiver.kernel_dropped.unwrap_or_default();
    let nothing = kernel == 0 && receiver.queue_dropped == 0 && receiver.discarded_bytes == 0;
    let losses = if nothing && receiver.refused_connections == 0 {
        speech.text("receiver-no-loss")
    } else {
        let message = Message::new("receiver-loss")
            .with("kernel", kernel)
            .with("queue", receiver.queue_dropped)
            .with("bytes", receiver.discarded_bytes)
            .with("refused", receiver.refused_connections);
        speech.say(&message)
    };
    format!("{} {losses}", speech.say(&told))
}
