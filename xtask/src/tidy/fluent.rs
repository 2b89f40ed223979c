//! Fluent files as tidy needs them: which messages they hold, with which variables, and which messages refer to which.

use std::collections::BTreeSet;

/// A message of a locale.
#[derive(Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its key; a term keeps its leading `-`.
    pub(crate) key: String,
    /// Its line, from 1.
    pub(crate) line: usize,
    /// The variables that it shows or chooses by, without `$`.
    pub(crate) variables: BTreeSet<String>,
    /// Messages and terms that it takes in.
    pub(crate) references: BTreeSet<String>,
}

/// Reads the messages of a Fluent file.
pub(crate) fn parse(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let starts = line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
        if starts && let Some((key, value)) = line.split_once('=') {
            let (variables, references) = (BTreeSet::new(), BTreeSet::new());
            entries.push(Entry { key: key.trim().to_owned(), line: index + 1, variables, references });
            read(value, entries.last_mut());
        } else if line.starts_with([' ', '}', '\t']) {
            read(line, entries.last_mut());
        }
    }
    entries
}

fn read(value: &str, entry: Option<&mut Entry>) {
    let Some(entry) = entry else { return };
    for after in value.split('$').skip(1) {
        entry.variables.insert(identifier(after));
    }
    for after in value.split('{').skip(1) {
        let inner = after.trim_start();
        let refers = inner.starts_with('-') || inner.starts_with(|first: char| first.is_ascii_lowercase());
        if refers {
            entry.references.insert(identifier(inner));
        }
    }
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_variables_and_references_are_read() {
        let entries = parse(
            "# a comment = no\n-brand = Talap\nrows = { $n ->\n    [one] { $n } row of { $file }\n   *[other] { -brand } { rows-word }\n}\nend = x\n",
        );
        let seen: Vec<(&str, usize)> = entries.iter().map(|entry| (entry.key.as_str(), entry.line)).collect();
        assert_eq!(seen, [("-brand", 2), ("rows", 3), ("end", 7)]);
        assert_eq!(entries[1].variables, ["n", "file"].map(str::to_owned).into());
        assert_eq!(entries[1].references, ["-brand", "rows-word"].map(str::to_owned).into());
    }
}
