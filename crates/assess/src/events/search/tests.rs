use proptest::prelude::*;
use talap_model::Explain;

use super::*;

fn moment() -> Moment {
    let now = Timestamp::parse_rfc3339("2026-11-25T12:00:00Z").unwrap();
    Moment { now, offset: time::UtcOffset::from_hms(5, 0, 0).unwrap() }
}

fn read(text: &str) -> Search {
    Search::parse(text, &moment()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A search in one line, as it was understood.
fn shown(term: &Term) -> String {
    let list = |terms: &[Term]| terms.iter().map(shown).collect::<Vec<_>>().join(" ");
    match term {
        Term::All(terms) => format!("all[{}]", list(terms)),
        Term::Any(terms) => format!("any[{}]", list(terms)),
        Term::Not(term) => format!("not {}", shown(term)),
        Term::Text(text) => format!("'{text}'"),
        Term::Field { field, pattern: Pattern::Is(text) } => format!("{}='{text}'", field.name()),
        Term::Field { field, pattern: Pattern::Begins(text) } => format!("{}^'{text}'", field.name()),
        Term::Field { field, pattern: Pattern::Present } => format!("{}?", field.name()),
        Term::Number { field, comparison, number } => format!("{} {comparison:?} {number}", field.name()),
        Term::Time(Period { from, to }) => {
            let at = |at: &Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            format!("[{}..{}]", at(from), at(to))
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(read(text).root()), expected, "{text}");
}

#[track_caller]
fn check_wrong(text: &str, at: usize, key: &str) {
    let error = Search::parse(text, &moment()).expect_err(text);
    assert_eq!((error.at, error.explain().key.as_str()), (at, key), "{text}");
}

#[test]
fn words_and_phrases_must_all_occur() {
    check("", "all[]");
    check("Failed", "'failed'");
    check("failed Password", "all['failed' 'password']");
    check("\"failed  Password\" x", "all['failed  password' 'x']");
    check("«Неудачный вход»", "'неудачный вход'");
    check(r#""a \"b\" c\d\\""#, r#"'a "b" c\d\'"#);
    check("user=root uid=0 a>b", "all['user=root' 'uid=0' 'a>b']");
    check("10.0.0.1:8080 http://x error: C:\\x", "all['10.0.0.1:8080' 'http://x' 'error:' 'c:\\x']");
    check("fail* *", "all['fail' all[]]");
}

#[test]
fn fields_have_values() {
    check("user:Ivanov", "user='Ivanov'");
    check("user:iva*", "user^'iva'");
    check("user:*", "user?");
    check("user:\"iva*\"", "user='iva*'");
    check("HOST:\"a b\" ip:10.0.0.1", "all[host='a b' address='10.0.0.1']");
    check("user:DOMAIN\\ivanov", "user='DOMAIN\\ivanov'");
    check("attr.Target:x", "attr.Target='x'");
    check("http_request.url:/a", "any[attr.http_request.url='/a' 'http_request.url:/a']");
    check("portal.gov.kz:443", "any[attr.portal.gov.kz='443' 'portal.gov.kz:443']");
    check("kind:os user:\"\"", "all[kind='os' user='']");
}

#[test]
fn numbers_are_compared() {
    check("severity>=4", "severity AtLeast 4");
    check("severity<=high", "severity AtMost 4");
    check("severity:critical class=3002 seq>17", "all[severity Is 5 class Is 3002 seq Above 17]");
    check("severity:* seq<9", "all[all[] seq Below 9]");
}

#[test]
fn parts_are_excluded_joined_and_grouped() {
    check("a -b not c", "all['a' not 'b' not 'c']");
    check("-user:root", "not user='root'");
    check("-(a b)", "not all['a' 'b']");
    check("a or b c", "any['a' all['b' 'c']]");
    check("(a OR b) c", "all[any['a' 'b'] 'c']");
    check("a ИЛИ b НЕМЕСЕ c", "any['a' 'b' 'c']");
    check("не удалось или нет", "all['не' 'удалось' 'или' 'нет']");
    check("НЕ a and b", "all[not 'a' 'b']");
    check("\"not\" \"or\"", "all['not' 'or']");
    check("a-b", "'a-b'");
}

#[test]
fn times_are_read_in_three_languages() {
    let week = "[2026-11-18T12:00:00Z..]";
    for text in ["last 7 days", "last 7d", "last week", "соңғы 7 күн", "последние 7 дней", "Последнюю неделю"]
    {
        check(text, week);
    }
    for text in ["last 2h", "last 2 hours", "соңғы 2 сағ", "последние 2 ч", "последних 2 часа"]
    {
        check(text, "[2026-11-25T10:00:00Z..]");
    }
    for text in ["today", "бүгін", "Сегодня"] {
        check(text, "[2026-11-24T19:00:00Z..2026-11-25T19:00:00Z]");
    }
    check("вчера", "[2026-11-23T19:00:00Z..2026-11-24T19:00:00Z]");
    check("from:2026-11-01 to:2026-11-05T10:00", "all[[2026-10-31T19:00:00Z..] [..2026-11-05T05:01:00Z]]");
    check("from:\"01.11.2026 10:20\"", "[2026-11-01T05:20:00Z..]");
    check("last login", "all['last' 'login']");
    check("\"today\" last", "all['today' 'last']");
    check("-yesterday", "not [2026-11-23T19:00:00Z..2026-11-24T19:00:00Z]");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    check_wrong("a \"b", 3, "assess-search-open-quote");
    check_wrong("(a", 1, "assess-search-open-parenthesis");
    check_wrong("a) b", 2, "assess-search-loose-parenthesis");
    check_wrong("ә or", 3, "assess-search-nothing");
    check_wrong("or a", 1, "assess-search-nothing");
    check_wrong("a -", 3, "assess-search-nothing");
    check_wrong("a - b", 3, "assess-search-nothing");
    check_wrong("not", 1, "assess-search-nothing");
    check_wrong("a ()", 3, "assess-search-nothing");
    check_wrong("(-) a", 2, "assess-search-nothing");
    check_wrong("usr:ivanov", 1, "assess-search-unknown-field");
    check_wrong("әә user:", 4, "assess-search-no-value");
    check_wrong("severity:loud", 10, "assess-search-no-number");
    check_wrong("severity>=loud", 11, "assess-search-no-number");
    check_wrong("kind:linux", 6, "assess-search-unknown-kind");
    check_wrong("from:tomorrow", 6, "assess-search-no-time");
    check_wrong("last 7 lightyears", 6, "assess-search-no-unit");
    check_wrong("last 7x", 6, "assess-search-no-unit");
    check_wrong("from:2026-11-05 to:2026-11-01", 17, "assess-search-ends-first");
    check_wrong(&"a ".repeat(65), 129, "assess-search-too-many");
    check_wrong(&"(".repeat(40), 17, "assess-search-too-deep");
    check_wrong(&"-".repeat(40), 17, "assess-search-too-deep");
    check_wrong(&"a".repeat(2_001), 2_001, "assess-search-too-long");
}

#[test]
fn a_search_is_narrowed_by_what_is_clicked() {
    let user = Field::User;
    assert_eq!(read("").with_field(&user, "a", true), "user:a");
    assert_eq!(read("a").with_field(&user, "b c", false), "a -user:\"b c\"");
    assert_eq!(read("a or b").with_field(&user, "x*", true), "(a or b) user:\"x*\"");
    let (from, to) = (moment().now, moment().now.plus_seconds(60));
    let period = "from:2026-11-25T17:00:00 to:2026-11-25T17:00:59";
    assert_eq!(read("last 7 days").within(from, to, &moment()), period);
    assert_eq!(read("a last 7 days b today").within(from, to, &moment()), format!("a b {period}"));
    assert_eq!(read("last today 1").within(from, to, &moment()), format!("last and 1 {period}"));
    assert_eq!(read("-last today 1").within(from, to, &moment()), format!("-last and 1 {period}"));
    assert_eq!(read("a or today").within(from, to, &moment()), format!("(a or today) {period}"));
    assert_eq!(read("a -today").within(from, to, &moment()), format!("a -today {period}"));
    let narrowed = read(&read("a").within(from, to, &moment()));
    assert_eq!(narrowed.period(), Period { from: Some(from), to: Some(to) });
}

#[test]
fn what_a_search_says_of_itself() {
    let search = read("org:mine \"Failed Login\" (a or user:X) -secret");
    assert_eq!(search.words(), ["a", "failed login", "mine", "x"]);
    assert_eq!(search.organisation(), Some("mine"));
    assert_eq!(read("org:mine or a").organisation(), None);
    assert!(read(" ").is_empty() && !read("a").is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_place_within_it(
        text in r#"([a-zа-яә]{0,4}|[-() "«»:*<>=\\]|or |not |user:|last |from:|today |[0-9]{1,3}|\PC){0,24}"#
    ) {
        match Search::parse(&text, &moment()) {
            // What was understood is understood again, the same, and narrowed by anything.
            Ok(search) => {
                prop_assert_eq!(&Search::parse(search.text(), &moment()).unwrap(), &search);
                let narrowed = search.with_field(&Field::User, &text, true);
                prop_assert!(Search::parse(&narrowed, &moment()).is_ok(), "{}", narrowed);
                let within = search.within(moment().now, moment().now.plus_seconds(9), &moment());
                let read = Search::parse(&within, &moment());
                prop_assert!(read.is_ok(), "{}: {:?}", within, read);
            }
            Err(error) => prop_assert!((1..=text.trim().chars().count() + 1).contains(&error.at), "{}", error),
        }
    }

    #[test]
    fn a_value_is_read_back_as_it_was_written(value in r#"[a-z"\\*() «»“”:әҚ.-]{0,8}"#) {
        let text = read("x").with_field(&Field::User, &value, true);
        let expected = Term::Field { field: Field::User, pattern: Pattern::Is(value) };
        let search = read(&text);
        prop_assert_eq!(search.required().last(), Some(&expected));
    }
}
