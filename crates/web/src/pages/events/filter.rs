//! What a reader of events asks for, as the address says it.

use talap_model::Timestamp;
use talap_model::time::parse_date;
use time::{Date, Duration, PrimitiveDateTime, Time, UtcOffset};

use crate::shell::query_value;

/// What a reader asks for, as they typed it, and what of it cannot be understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) q: String,
    pub(super) organisation: String,
    pub(super) object: String,
    pub(super) source: String,
    pub(super) kind: String,
    /// Exactly this user.
    pub(super) user: String,
    pub(super) from: String,
    pub(super) to: String,
    /// The keys of what is wrong with the times.
    pub(super) wrong_from: Option<&'static str>,
    pub(super) wrong_to: Option<&'static str>,
    /// The first moment asked for, and the first one after it.
    pub(super) since: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    /// Only events before this one, the newest of them.
    pub(super) before: Option<u64>,
    /// Only events after this one, the oldest of them.
    pub(super) after: Option<u64>,
}

impl Filter {
    pub(super) fn of(here: &str, offset: UtcOffset) -> Self {
        let text = |name| query_value(here, name);
        let (from, to) = (text("from"), text("to"));
        let (since, until) = (span(&from, offset), span(&to, offset));
        let unread = |text: &str, span: Option<(Timestamp, Timestamp)>| !text.is_empty() && span.is_none();
        let ends_first = matches!((since, until), (Some((since, _)), Some((_, until))) if until <= since);
        Self {
            q: text("q"),
            organisation: text("organisation"),
            object: text("object"),
            source: text("source"),
            kind: text("kind"),
            user: text("user"),
            wrong_from: unread(&from, since).then_some("web-events-time-wrong"),
            wrong_to: if ends_first {
                Some("web-events-ends-first")
            } else {
                unread(&to, until).then_some("web-events-time-wrong")
            },
            since: since.map(|(begin, _)| begin),
            until: until.map(|(_, end)| end),
            from,
            to,
            before: text("before").parse().ok(),
            after: text("after").parse().ok(),
        }
    }

    /// The parts that are filled, by the names of their fields.
    fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts = [
            ("q", &self.q),
            ("organisation", &self.organisation),
            ("object", &self.object),
            ("source", &self.source),
            ("kind", &self.kind),
            ("user", &self.user),
            ("from", &self.from),
            ("to", &self.to),
        ];
        parts.into_iter().map(|(name, value)| (name, value.as_str())).filter(|(_, value)| !value.is_empty())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts().next().is_none()
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.wrong_from.is_some() || self.wrong_to.is_some()
    }

    /// Whether it is the page with what comes in last.
    pub(super) fn is_first_page(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }

    /// The search in one line, where it is one for a person: it names a user, or a text, which may be a name or somebody's
    /// words. Which page of its list is looked at is not part of it.
    pub(super) fn personal(&self) -> Option<String> {
        let whole = || self.parts().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ");
        (!(self.q.is_empty() && self.user.is_empty())).then(whole)
    }
}

/// The time that a text names, from its first moment to the first one after it: a day, a minute or a second.
fn span(text: &str, offset: UtcOffset) -> Option<(Timestamp, Timestamp)> {
    let (day, clock) = text.split_once(['T', ' ']).map_or((text, None), |(day, clock)| (day, Some(clock)));
    let day = parse_date(day)?;
    let (time, length) = match clock {
        None => (Time::MIDNIGHT, Duration::days(1)),
        Some(clock) => time_of(clock)?,
    };
    let begin = moment(day, time, offset)?;
    Some((begin, begin.plus_seconds(length.whole_seconds())))
}

/// `10:20` or `10:20:30`; browsers may add parts of a second, which are dropped.
fn time_of(text: &str) -> Option<(Time, Duration)> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let parts: Vec<u8> = whole.split(':').map(two_digits).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [hour, minute] => Some((Time::from_hms(hour, minute, 0).ok()?, Duration::minutes(1))),
        [hour, minute, second] => Some((Time::from_hms(hour, minute, second).ok()?, Duration::seconds(1))),
        _ => None,
    }
}

fn two_digits(text: &str) -> Option<u8> {
    let shaped = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| text.parse().ok())?
}

/// A moment; the first and the last day that dates can have may have none in another offset.
fn moment(day: Date, time: Time, offset: UtcOffset) -> Option<Timestamp> {
    let (first, last) = (Date::from_ordinal_date(1970, 1).ok()?, Date::from_ordinal_date(9999, 1).ok()?);
    (first..last)
        .contains(&day)
        .then(|| Timestamp::from_offset(PrimitiveDateTime::new(day, time).assume_offset(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn times_are_those_of_the_installation() {
        let offset = UtcOffset::from_hms(5, 0, 0).unwrap();
        let span = |text| span(text, offset);
        let minute = (at("2026-11-23T05:20:00Z"), at("2026-11-23T05:21:00Z"));
        assert_eq!(span("2026-11-23T10:20"), Some(minute));
        assert_eq!(span("23.11.2026 10:20"), Some(minute));
        assert_eq!(span("2026-11-23T10:20:30.000"), Some((at("2026-11-23T05:20:30Z"), at("2026-11-23T05:20:31Z"))));
        assert_eq!(span("2026-11-23"), Some((at("2026-11-22T19:00:00Z"), at("2026-11-23T19:00:00Z"))));
        for bad in ["", "yesterday", "2026-11-23T", "2026-11-23T25:00", "2026-11-23T1:00", "0001-01-01", "9999-12-31"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_the_field_that_it_is_in() {
        let of = |here| Filter::of(here, UtcOffset::UTC);
        let wrong = |here| (of(here).wrong_from, of(here).wrong_to);
        assert_eq!(wrong("/events?from=x&to=2026-11-23"), (Some("web-events-time-wrong"), None));
        assert_eq!(wrong("/events?from=2026-11-23&to=y"), (None, Some("web-events-time-wrong")));
        assert_eq!(wrong("/events?from=2026-11-23&to=2026-11-22"), (None, Some("web-events-ends-first")));
        assert_eq!(wrong("/events?from=2026-11-23&to=2026-11-23"), (None, None), "one day is a day");
        assert!(of("/events").is_empty() && !of("/events?kind=os").is_empty());
    }

    #[test]
    fn only_a_search_for_a_user_or_a_text_is_personal_and_its_pages_are_one() {
        let personal = |here| Filter::of(here, UtcOffset::UTC).personal();
        assert_eq!(personal("/events?kind=os&from=2026-11-23"), None);
        assert_eq!(personal("/events?user=serik"), Some("user=serik".to_owned()));
        let asked = Some("q=aigerim kind=os".to_owned());
        assert_eq!(personal("/events?kind=os&q=aigerim"), asked);
        assert_eq!(personal("/events?kind=os&q=aigerim&before=17&lang=ru"), asked);
    }
}
