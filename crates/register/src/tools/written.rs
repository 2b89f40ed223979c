//! Cells of a table as a reader of tables takes them back.

use crate::sheet::shielded;

/// The text without what no cell has: control characters become spaces, spaces at the ends go, and what is beyond `most`
/// characters is cut with a mark.
pub(super) fn clean(text: &str, most: usize) -> String {
    let seen = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    let text = text.trim();
    let mut kept: String = text.chars().take(most).map(seen).collect();
    if text.chars().nth(most).is_some() {
        kept.pop();
        kept.push('…');
    }
    kept.trim().to_owned()
}

/// Rows as CSV under a header. Writing to memory has nothing to fail on, so nothing is lost.
pub(super) fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let header = writer.write_record(header);
    let rows =
        rows.into_iter().try_for_each(|row| writer.write_record(row.iter().map(|cell| shielded(cell).into_owned())));
    let written = header.and(rows).ok().and_then(|()| writer.into_inner().ok());
    written.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(clean("  абвг\u{1}д\r\n ", 5), "абвг д".replace(" д", "…"));
        assert_eq!(clean("абв\u{1b}д", 5), "абв д");
        assert_eq!(clean("а\nб", 5), "а\nб");
    }

    proptest! {
        #[test]
        fn a_cell_is_clean_and_no_longer_than_it_may_be(text in any::<String>(), most in 1_usize..30) {
            let clean = clean(&text, most);
            prop_assert!(clean.chars().count() <= most);
            prop_assert!(!clean.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert_eq!(clean.trim(), clean.as_str());
        }
    }
}
