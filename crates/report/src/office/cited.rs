//! How a cover cites the decree: by points and subpoints, as acts in each language do.

use talap_locale::Words;
use talap_model::{ClauseId, Language, Message};

/// With more places than this only the points are named.
const MOST_PLACES: usize = 5;

/// A point, and those of its subpoints that are meant; none where all of it is.
struct Point<'a> {
    number: &'a str,
    subpoints: Vec<&'a str>,
    is_whole: bool,
}

/// The clauses in the words of a language. What has no number of its own within a point is cited by the point.
pub(super) fn cited(words: &Words, language: Language, clauses: &[ClauseId]) -> String {
    let mut points = points(clauses);
    let places: usize = points.iter().map(|point| point.subpoints.len().max(1)).sum();
    if places > MOST_PLACES {
        for point in &mut points {
            point.is_whole = true;
        }
    }
    let mut said = Vec::new();
    for run in points.chunk_by(|one, next| one.is_whole && next.is_whole) {
        let message = match run {
            [point] if !point.is_whole => {
                let count = point.subpoints.len();
                let numbers = point.subpoints.iter().map(|number| format!("{number})")).collect::<Vec<_>>().join(", ");
                Message::new("report-office-clause-subpoints")
                    .with("n", count)
                    .with("subpoints", numbers)
                    .with("point", point.number)
            }
            run => {
                let numbers = run.iter().map(|point| point.number).collect::<Vec<_>>().join(", ");
                Message::new("report-office-clause-points").with("n", run.len()).with("points", numbers)
            }
        };
        said.push(words.say(language, &message));
    }
    said.join(", ")
}

/// The points of the requirements that clauses stand in, in their order. Those of the decree itself are none of them.
fn points(clauses: &[ClauseId]) -> Vec<Point<'_>> {
    let mut points: Vec<Point<'_>> = Vec::new();
    for clause in clauses {
        let mut parts = clause.as_str().split('.');
        let Some(number) = parts.next().filter(|number| *number != "res") else { continue };
        let place = points.iter().position(|point| point.number == number).unwrap_or(points.len());
        if place == points.len() {
            points.push(Point { number, subpoints: Vec::new(), is_whole: false });
        }
        let Some(point) = points.get_mut(place) else { continue };
        match parts.next() {
            None | Some("0") => point.is_whole = true,
            Some(subpoint) if !point.subpoints.contains(&subpoint) => point.subpoints.push(subpoint),
            Some(_) => {}
        }
    }
    for point in points.iter_mut().filter(|point| point.is_whole) {
        point.subpoints.clear();
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_cited_as_acts_cite_them() {
        let words = Words::built_in().unwrap();
        let cases: [(&[&str], [&str; 3]); 6] = [
            (
                &["35.2", "155"],
                [
                    "35-тармақтың 2) тармақшасы, 155-тармақ",
                    "подпункт 2) пункта 35, пункт 155",
                    "subparagraph 2) of paragraph 35, paragraph 155",
                ],
            ),
            (
                &["34.1", "34.2", "38.5-1"],
                [
                    "34-тармақтың 1), 2) тармақшалары, 38-тармақтың 5-1) тармақшасы",
                    "подпункты 1), 2) пункта 34, подпункт 5-1) пункта 38",
                    "subparagraphs 1), 2) of paragraph 34, subparagraph 5-1) of paragraph 38",
                ],
            ),
            (&["30.0.2", "44", "44.1"], ["30, 44-тармақтар", "пункты 30, 44", "paragraphs 30, 44"]),
            (
                &["102.3.1", "102.3.2", "res.1"],
                ["102-тармақтың 3) тармақшасы", "подпункт 3) пункта 102", "subparagraph 3) of paragraph 102"],
            ),
            (
                &["36.1", "36.2", "36.3", "56-1", "107.1", "107.2"],
                ["36, 56-1, 107-тармақтар", "пункты 36, 56-1, 107", "paragraphs 36, 56-1, 107"],
            ),
            (&["res.1"], ["", "", ""]),
        ];
        for (clauses, expected) in cases {
            let clauses: Vec<ClauseId> = clauses.iter().map(|clause| clause.parse().unwrap()).collect();
            let said = [Language::Kk, Language::Ru, Language::En].map(|language| cited(&words, language, &clauses));
            assert_eq!(said, expected);
        }
    }
}
