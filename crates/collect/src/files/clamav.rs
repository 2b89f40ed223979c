//! Lines of clamd and freshclam: `Mon Nov 22 21:40:00 2026 -> message`.

use super::{Context, Line};
use crate::moment;

pub(super) fn read(text: &str, context: Context) -> Option<Line> {
    let (head, message) = text.split_once(" -> ")?;
    let mut words = head.split_ascii_whitespace().skip(1);
    let month = moment::month(words.next()?)?;
    let day = moment::number(words.next()?)?;
    let (hour, minute, second, micro) = moment::clock_time(words.next()?)?;
    let year = i32::try_from(moment::number(words.next()?)?).ok()?;
    let at = moment::civil(year, month, day, hour, minute, second, micro)?;
    let (message, severity_id) = match message {
        _ if message.starts_with("ERROR: ") => (message, 4),
        _ if message.starts_with("WARNING: ") => (message, 3),
        _ => (message, 0),
    };
    Some(Line {
        occurred_at: Some(moment::in_zone(at, context.offset)),
        severity_id,
        program: Some("clamav".to_owned()),
        message: message.to_owned(),
        ..Line::default()
    })
}
