//! The watcher over real events and a sink.

use std::sync::Mutex;

use talap_model::{ObjectId, OrganisationId, SourceKind};

use super::*;
use crate::source::{Expectations, Format};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_000_000_000_000).plus_seconds(seconds)
}

fn source(id: &str, kind: SourceKind) -> Source {
    let id = SourceId::new(id).unwrap();
    let (organisation, object) = (OrganisationId::new("akimat").unwrap(), ObjectId::new("portal").unwrap());
    let expects = Expectations { silence_minutes: 10, flood_per_minute: 100, clock_seconds: 2 };
    Source { expects, ..Source::new(id, organisation, object, kind, Format::Syslog) }
}

fn event(source: &Source, received: i64, delay: i64) -> NewEvent {
    NewEvent {
        received_at: at(received),
        occurred_at: Some(at(received - delay)),
        organisation: source.organisation.clone(),
        object: source.object.clone(),
        source: source.id.clone(),
        kind: source.kind,
        class_uid: 0,
        severity_id: 1,
        host: None,
        program: None,
        user: None,
        address: None,
        message: "m".to_owned(),
        attributes: talap_model::Attributes::new(),
        raw: Vec::new(),
        fault: None,
    }
}

/// Keeps nothing and refuses on demand.
#[derive(Clone, Default)]
struct Taking(Arc<Mutex<usize>>);

impl Sink for Taking {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        *self.0.lock().unwrap() += events.len();
        Ok(Kept::default())
    }
}

fn told(watch: &Watch, now: i64) -> Vec<&'static str> {
    watch.tick(at(now)).iter().map(|told| told.change.name()).collect()
}

#[tokio::test]
async fn events_pass_and_are_counted_for_their_source() {
    let (web, db) = (source("web", SourceKind::OperatingSystem), source("db", SourceKind::Database));
    let watch = Watch::default();
    watch.follow([(web.clone(), at(0)), (db.clone(), at(0))]);
    let sink = Taking::default();
    let watched = watch.over(sink.clone());
    let stranger = source("stranger", SourceKind::Application);
    let mut batch =
        vec![event(&web, 1, 0), event(&web, 2, 0), event(&stranger, 2, 0), event(&db, 3, 0), event(&web, 4, 0)];
    batch[1].fault = Some(crate::fault::SYSLOG_UNPARSED.to_owned());
    batch[4].fault = Some(crate::fault::FRAME_TOO_LONG.to_owned());
    watched.deliver(batch).await.unwrap();
    assert_eq!(*sink.0.lock().unwrap(), 5);
    let status = watch.sources(at(5));
    let [db, web] = &status[..] else { panic!("{status:?}") };
    assert_eq!((web.events, web.unparsed, web.damaged, web.last_seen), (3, 1, 1, Some(at(4))));
    assert_eq!((db.events, db.last_seen), (1, Some(at(3))));
}

#[tokio::test]
async fn a_flood_a_silence_and_a_clock_are_told_of_the_source_they_are_of() {
    let web = source("web", SourceKind::OperatingSystem);
    let watch = Watch::default();
    watch.follow([(web.clone(), at(0))]);
    let sink = watch.over(Taking::default());
    assert_eq!(told(&watch, 0), [""; 0]);
    sink.deliver(vec![event(&web, 1, 47); 101]).await.unwrap();
    assert_eq!(told(&watch, 5), ["source.flood-began"]);
    for second in (10..70).step_by(5) {
        sink.deliver(vec![event(&web, second, 47)]).await.unwrap();
        let told = told(&watch, second);
        assert_eq!(
            told,
            if second == 65 { vec!["source.flood-ended", "source.clock-off"] } else { vec![] },
            "{second}"
        );
    }
    assert_eq!(watch.sources(at(70))[0].clock, Some(47_000_000));
    let silent = watch.tick(at(1000));
    let [silent] = &silent[..] else { panic!("{silent:?}") };
    let told = format!("{:?}", silent.act());
    for part in ["SourceSilenceBegan", "akimat", "portal", "\"source\": \"web\"", "talap:watch"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn an_imported_file_is_heard_and_says_nothing_of_the_clock_or_of_a_flood() {
    let web = source("web", SourceKind::OperatingSystem);
    let watch = Watch::default();
    watch.follow([(web.clone(), at(0))]);
    for second in (0..100).step_by(5) {
        watch.imported(&vec![event(&web, second, 86_400); 500]);
        assert_eq!(told(&watch, second), [""; 0]);
    }
    let mut wrong = event(&web, 100, 0);
    wrong.fault = Some(crate::fault::LINE_UNPARSED.to_owned());
    watch.imported(&vec![wrong; 500]);
    assert_eq!(told(&watch, 105), ["source.kind-wrong"]);
}

#[test]
fn a_source_keeps_what_is_known_of_it_when_its_record_changes() {
    let mut web = source("web", SourceKind::OperatingSystem);
    let watch = Watch::default();
    watch.follow([(web.clone(), at(0))]);
    watch.imported(&[event(&web, 50, 0)]);
    web.expects.silence_minutes = 1;
    watch.follow([(web.clone(), at(0)), (source("new", SourceKind::Database), at(60))]);
    assert_eq!(told(&watch, 111), ["source.silence-began"]);
    watch.follow([]);
    assert_eq!(told(&watch, 9000), [""; 0]);
}

#[test]
fn what_the_ledger_remembers_is_taken_in() {
    let web = source("web", SourceKind::OperatingSystem);
    let watch = Watch::default();
    watch.follow([(web.clone(), at(0))]);
    let remembered = Remembered { last_seen: Some(at(10)), silent: true, ..Remembered::default() };
    watch.remember(Some(Away { from: at(20), until: at(30) }), &HashMap::from([(web.id.clone(), remembered)]));
    assert_eq!(told(&watch, 5000), [""; 0]);
    assert_eq!(watch.sources(at(5000))[0].silent_since, Some(at(10)));
    watch.imported(&[event(&web, 5001, 0)]);
    assert_eq!(told(&watch, 5005), ["source.silence-ended"]);
}

#[test]
fn a_receiver_that_refuses_connections_is_told() {
    let watch = Watch::default();
    let counters = Counters::default();
    watch.follow_receiver("syslog/TCP 127.0.0.1:5514".to_owned(), counters.clone(), None);
    assert_eq!(told(&watch, 0), [""; 0]);
    counters.refused();
    assert_eq!(told(&watch, 5), ["receiver.loss-began"]);
    assert!(watch.receivers()[0].losing);
    assert_eq!(told(&watch, 70), ["receiver.loss-ended"]);
}
