//! What a whole text is known to hold: numbers, not words.

use talap_model::ClauseId;

/// The paragraphs of the redaction that this version knows.
const PARAGRAPHS: &str = include_str!("paragraphs.txt");

/// What a text must hold to count as whole.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Points of the government's resolution.
    pub(super) resolution: u16,
    /// Chapters of the requirements.
    pub(super) chapters: u16,
    /// Numbers of paragraphs, in order.
    pub(super) paragraphs: Vec<ClauseId>,
    /// Points of the appendix.
    pub(super) appendix: u16,
}

impl Known {
    /// Decree No. 832 in the redaction of 13.05.2024.
    pub(super) fn decree() -> Self {
        let numbers = PARAGRAPHS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
        Self {
            resolution: 3,
            chapters: 3,
            paragraphs: numbers.filter_map(|number| ClauseId::new(number).ok()).collect(),
            appendix: 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_paragraphs_are_all_read() {
        let known = Known::decree();
        assert_eq!(known.paragraphs.len(), 210);
        assert_eq!(known.paragraphs.last().map(ClauseId::as_str), Some("163"));
    }
}
