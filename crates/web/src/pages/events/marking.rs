//! What was looked for, marked in what is shown.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) marked: bool,
}

/// Cuts a text where words begin and end that were looked for, which are in lower case. Letters are compared as the search
/// compares them, whatever their case.
pub(super) fn marked(text: &str, words: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (begin, end) in places(text, words) {
        push(&mut pieces, text.get(done..begin), false);
        push(&mut pieces, text.get(begin..end), true);
        done = end;
    }
    push(&mut pieces, text.get(done..), false);
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: Option<&str>, marked: bool) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        pieces.push(Piece { text: text.to_owned(), marked });
    }
}

/// Where words stand, in order and apart from each other.
fn places(text: &str, words: &[String]) -> Vec<(usize, usize)> {
    // A letter in lower case may take other bytes than it takes in the text.
    let (mut lower, mut origins) = (String::new(), Vec::new());
    for (at, letter) in text.char_indices() {
        for small in letter.to_lowercase() {
            origins.extend(std::iter::repeat_n((at, at + letter.len_utf8()), small.len_utf8()));
            lower.push(small);
        }
    }
    let mut places = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, _) in lower.match_indices(word.as_str()) {
            let (begin, end) = (origins.get(at), origins.get(at + word.len() - 1));
            places.extend(begin.zip(end).map(|((begin, _), (_, end))| (*begin, *end)));
        }
    }
    places.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (begin, end) in places {
        match apart.last_mut() {
            Some((_, last)) if begin <= *last => *last = end.max(*last),
            _ => apart.push((begin, end)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, words: &[&str], expected: &str) {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let shown = marked(text, &words).into_iter();
        let shown = shown.map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text });
        assert_eq!(shown.collect::<String>(), expected);
    }

    #[test]
    fn words_are_marked_whatever_their_case_and_neighbours() {
        check("Failed password for root", &["password", "failed"], "[Failed] [password] for root");
        check("ҚАТЕ: İstanbul x", &["қате", "stan"], "[ҚАТЕ]: İ[stan]bul x");
        check("aaaa", &["aa", "aaa"], "[aaaa]");
        check("abcd", &["bc", "ab"], "[abc]d");
        check("plain", &[], "plain");
        check("", &["x", ""], "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in r"\PC{0,20}", words in proptest::collection::vec(r"[a-zа-яİß]{0,2}", 0..4)) {
            let whole: String = marked(&text, &words).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
