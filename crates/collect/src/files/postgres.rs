//! Records of `PostgreSQL`'s csvlog, whose columns are fixed by its documentation and have grown at the end.

use csv::{ReaderBuilder, StringRecord};
use talap_model::{Attributes, Timestamp};
use time::UtcOffset;

use super::{Line, some};
use crate::moment;
use crate::normalise::mapping::Said;
use crate::normalise::recognise_postgres;

/// The columns of `PostgreSQL` 8.3, the oldest csvlog.
const FEWEST: usize = 22;

pub(super) fn read(text: &str) -> Option<Line> {
    let mut record = StringRecord::new();
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    if !reader.read_record(&mut record).ok()? || record.len() < FEWEST {
        return None;
    }
    let column = |place: usize| record.get(place).unwrap_or_default();
    let severity_id = severity_id(column(11))?;
    let named = [
        (2, "database"),
        (3, "pid"),
        (5, "session"),
        (7, "command"),
        (12, "sqlstate"),
        (14, "detail"),
        (15, "hint"),
        (19, "query"),
        (22, "application"),
    ];
    let mut attributes: Attributes =
        named.iter().filter_map(|(place, name)| Some((*name, some(column(*place))?))).collect();
    let occurred_at = parse_time(column(0));
    if occurred_at.is_none() {
        // A zone's abbreviation means different things in different places; the text says what was written.
        attributes.insert("time", column(0).to_owned());
    }
    Some(Line {
        occurred_at,
        severity_id,
        program: Some("postgres".to_owned()),
        user: some(column(1)),
        address: address(column(4)),
        message: column(13).to_owned(),
        attributes,
        // Where it is nothing about connections, it is nothing that a family knows: they look for a severity in the text.
        said: Said { finding: Some(recognise_postgres(column(13)).unwrap_or_default()), data: None },
        ..Line::default()
    })
}

/// `PostgreSQL`'s severities in OCSF's; also the test that the record is a csvlog's.
fn severity_id(text: &str) -> Option<u8> {
    match text {
        "DEBUG" | "DEBUG1" | "DEBUG2" | "DEBUG3" | "DEBUG4" | "DEBUG5" | "LOG" | "INFO" => Some(1),
        "NOTICE" => Some(2),
        "WARNING" => Some(3),
        "ERROR" => Some(4),
        "FATAL" => Some(5),
        "PANIC" => Some(6),
        _ => None,
    }
}

/// `10.0.0.7:5000` without the port; a local socket has no address.
fn address(text: &str) -> Option<String> {
    let host = text.rsplit_once(':').map_or(text, |(host, _)| host);
    some(host).filter(|host| host != "[local]")
}

/// Reads `2026-11-22 21:40:00.123 UTC` or `… +05`.
fn parse_time(text: &str) -> Option<Timestamp> {
    let mut words = text.split(' ');
    let date = talap_model::time::parse_date(words.next()?)?;
    let (hour, minute, second, micro) = moment::clock_time(words.next()?)?;
    let zone = match words.next()? {
        "UTC" | "GMT" => UtcOffset::UTC,
        numeric => moment::offset(numeric)?,
    };
    let at = moment::civil(date.year(), u8::from(date.month()).into(), date.day().into(), hour, minute, second, micro)?;
    Some(moment::in_zone(at, zone))
}
