//! The words of a letter: the languages of the configuration one after the other, what is late first.

use sha2::{Digest as _, Sha256};
use talap_locale::Words;
use talap_model::time::format_date;
use talap_model::{Language, Message};
use talap_web::due::DueLine;
use time::Date;

use super::digest::Digest;
use super::post::Letter;
use crate::events::hex;

/// How many deadlines a part of a letter names; the calendar has the others.
const MOST: usize = 50;

/// Puts into words what a person is told.
pub(crate) fn write(words: &Words, languages: &[Language], digest: &Digest, today: Date, base: &str) -> Letter {
    let counts = |message: Message| {
        message
            .with("late", digest.late.len() + digest.older)
            .with("week", digest.week.len())
            .with("month", digest.month.len())
    };
    let subject = |language: &Language| words.say(*language, &counts(Message::new("mail-subject").with("date", today)));
    let subjects: Vec<_> = languages.iter().map(subject).collect();
    let texts: Vec<_> = languages.iter().map(|language| text(words, *language, digest, today, base)).collect();
    Letter {
        to: digest.to.clone(),
        id: format!("digest.{}.{}", format_date(today), person(digest)),
        subject: subjects.join(" · "),
        text: texts.join("\n* * *\n\n"),
    }
}

/// The letter of `talap mail test`.
pub(crate) fn trial(words: &Words, languages: &[Language], to: lettre::Address, id: String) -> Letter {
    let say = |key: &'static str| move |language: &Language| words.text(*language, key);
    Letter {
        to,
        id,
        subject: languages.iter().map(say("mail-trial-subject")).collect::<Vec<_>>().join(" · "),
        text: languages.iter().map(say("mail-trial-text")).collect::<Vec<_>>().join("\n\n") + "\n",
    }
}

/// What a person is known by where letters are claimed: a digest of their address, so that the database holds no list of
/// addresses.
pub(crate) fn person(digest: &Digest) -> String {
    hex(&Sha256::digest(digest.to.to_string().to_lowercase())).chars().take(32).collect()
}

fn text(words: &Words, language: Language, digest: &Digest, today: Date, base: &str) -> String {
    let say = |message: Message| words.say(language, &message);
    let mut text = say(Message::new("mail-lead").with("date", today));
    text.push_str("\n\n");
    if digest.older > 0 {
        let older = Message::new("mail-older").with("n", digest.older).with("link", format!("{base}/findings"));
        text.push_str(&say(older));
        text.push_str("\n\n");
    }
    for (key, lines) in [("mail-late", &digest.late), ("mail-week", &digest.week), ("mail-month", &digest.month)] {
        if lines.is_empty() {
            continue;
        }
        text.push_str(&say(Message::new(key).with("n", lines.len())));
        text.push_str("\n\n");
        for line in lines.iter().take(MOST) {
            text.push_str(&item(words, language, line, base));
        }
        if let Some(rest) = lines.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            text.push_str(&say(Message::new("mail-rest").with("n", rest).with("link", format!("{base}/calendar"))));
            text.push_str("\n\n");
        }
    }
    text.push_str(&say(Message::new("mail-foot").with("link", format!("{base}/calendar"))));
    text.push('\n');
    text
}

fn item(words: &Words, language: Language, line: &DueLine, base: &str) -> String {
    let message = Message::new("mail-item")
        .with("date", line.day)
        .with("label", line.label.clone())
        .with("what", line.what.clone())
        .with("title", line.title.clone());
    let mut lines = vec![words.say(language, &message)];
    if let Some(day) = line.do_by {
        lines.push(words.say(language, &Message::new("web-calendar-do-by").with("date", day)));
    }
    if let Some(clause) = &line.clause {
        lines.push(words.say(language, &Message::new("web-calendar-clause").with("clause", clause.as_str())));
    }
    lines.push(format!("{base}{}", line.path));
    lines.join("\n  ") + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::digest::sample;
    use talap_model::time::parse_date;

    fn digest() -> Digest {
        let sunday = DueLine { do_by: parse_date("2026-11-27"), ..sample("2026-11-29", None) };
        Digest {
            to: "a@x.kz".parse().unwrap(),
            late: vec![sample("2026-11-20", None)],
            older: 7,
            week: vec![sunday],
            month: (0..51).map(|_| sample("2026-12-10", None)).collect(),
        }
    }

    #[test]
    fn a_letter_says_it_in_kazakh_and_then_in_russian_with_clause_and_link() {
        let words = Words::built_in().unwrap();
        let today = parse_date("2026-11-26").unwrap();
        let letter = write(&words, &[Language::Kk, Language::Ru], &digest(), today, "https://talap.x.kz");
        let (kk, ru) = letter.text.split_once("* * *").unwrap();
        for (text, what) in [(kk, "Қайта қарау"), (ru, "Пересмотр")] {
            assert!(text.contains(what) && text.contains("20.11.2026") && text.contains("27.11.2026"), "{text}");
            assert!(text.contains(": 7") && text.contains("https://talap.x.kz/findings"), "{text}");
            assert!(text.contains("39.2") && text.contains("https://talap.x.kz/registers/documents/mine/12"), "{text}");
            assert_eq!(text.matches("10.12.2026").count(), MOST, "{text}");
            assert!(text.contains("https://talap.x.kz/calendar"));
        }
        assert!(letter.subject.contains("26.11.2026") && letter.subject.contains(" · "), "{}", letter.subject);
        assert!(!letter.text.contains("mail-"), "{}", letter.text);
    }

    #[test]
    fn the_same_letter_of_a_day_is_known_by_the_same_name_whatever_the_case_of_the_address() {
        let words = Words::built_in().unwrap();
        let today = parse_date("2026-11-26").unwrap();
        let write = |to: &str| {
            let digest = Digest { to: to.parse().unwrap(), ..digest() };
            (write(&words, &[Language::En], &digest, today, "").id, person(&digest))
        };
        assert_eq!(write("a@x.kz"), write("A@X.kz"));
        assert_ne!(write("a@x.kz"), write("b@x.kz"));
        assert!(!write("a@x.kz").0.contains("x.kz"));
    }
}
