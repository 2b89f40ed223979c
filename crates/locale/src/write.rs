//! How each language writes numbers and dates.

use talap_model::Language;
use time::Date;

/// A number with at most three decimals: `1 234,5` in Kazakh and Russian (no-break space), `1,234.5` in English.
pub fn number(language: Language, value: f64) -> String {
    let rounded = format!("{:.3}", value.abs());
    let (whole, decimals) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let (group, point) = match language {
        Language::Kk | Language::Ru => ('\u{a0}', ','),
        Language::En => (',', '.'),
    };
    let mut text = String::new();
    if value < 0.0 && (whole != "0" || decimals.chars().any(|c| c != '0')) {
        text.push('\u{2212}');
    }
    // Four digits are not grouped: a year or a port would read wrong.
    let grouped = whole.len() > 4;
    for (index, digit) in whole.chars().enumerate() {
        if grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        text.push(point);
        text.push_str(decimals);
    }
    text
}

/// A day: `22.11.2026` in Kazakh and Russian, `2026-11-22` in English.
pub fn date(language: Language, date: Date) -> String {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    match language {
        Language::Kk | Language::Ru => format!("{day:02}.{month:02}.{year:04}"),
        Language::En => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// Text from elsewhere without what would act on a terminal or turn the reading direction: control characters and
/// bidirectional overrides (Unicode TR 9) become U+FFFD; line breaks and tabs stay.
pub fn harmless(text: &str) -> String {
    let acts = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if acts(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_on_a_terminal_is_shown_as_unknown() {
        assert_eq!(harmless("\u{1b}[31mа\u{202e}b\n"), "\u{fffd}[31mа\u{fffd}b\n");
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(number(Language::Ru, 1_234_567.5), "1\u{a0}234\u{a0}567,5");
        assert_eq!(number(Language::En, 1_234_567.5), "1,234,567.5");
        assert_eq!(number(Language::Kk, 99.7), "99,7");
        assert_eq!(number(Language::Kk, 2026.0), "2026");
        assert_eq!(number(Language::En, -0.0001), "0");
        assert_eq!(number(Language::En, -3.0), "\u{2212}3");
    }
}
