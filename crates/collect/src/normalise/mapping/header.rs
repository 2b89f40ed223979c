//! The header of a mapping: TOML in the lines of its file that begin with `#!`.

use serde::Deserialize;

use crate::source::Format;

/// What a mapping says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Its identifier: lower-case Latin letters, digits and hyphens.
    pub id: String,
    /// Its own version; it grows with each change of what the mapping makes of an event.
    pub version: u32,
    /// The version of OCSF that it is written for.
    pub ocsf: String,
    /// The events that it is for: those that one of these fits.
    pub(super) applies: Vec<Applies>,
}

/// Conditions; an event fits where it meets each that is stated.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Applies {
    /// Identifiers of registered sources.
    pub(super) sources: Vec<String>,
    /// Programs, as the events name them; the empty text is an event that names none.
    pub(super) programs: Vec<String>,
    /// Formats of the sources.
    #[serde(deserialize_with = "formats")]
    pub(super) formats: Vec<Format>,
    /// Kinds of the sources.
    pub(super) kinds: Vec<String>,
    /// Parts of which the text has at least one.
    pub(super) contains: Vec<String>,
}

impl Header {
    /// Reads the header of a file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("#!")).collect();
        if lines.is_empty() {
            return Err("the file must begin with lines of `#!`".to_owned());
        }
        let header: Self = toml::from_str(&lines.join("\n")).map_err(|error| {
            let before = |end: usize| lines.join("\n").bytes().take(end).filter(|byte| *byte == b'\n').count();
            let line = error.span().map_or(1, |span| before(span.start) + 1);
            format!("line {line}: {}", error.message())
        })?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if header.id.is_empty() || !header.id.chars().all(fits) {
            return Err(format!("id: {:?}", header.id));
        }
        let narrow = |applies: &Applies| {
            !(applies.sources.is_empty() && applies.programs.is_empty() && applies.formats.is_empty())
        };
        if header.applies.is_empty() || !header.applies.iter().all(narrow) {
            return Err("applies: sources, programs, formats".to_owned());
        }
        Ok(header)
    }

    /// The name under which events keep it: `cisco-asa@1`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

fn formats<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Format>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| name.parse().map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_and_its_faults_are_told() {
        let text =
            "#! id = \"x-1\"\n#! version = 2\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"\"] }]\n.ocsf = {}\n";
        let header = Header::read(text).unwrap();
        assert_eq!(
            (header.name().as_str(), header.applies[0].programs.as_slice()),
            ("x-1@2", [String::new()].as_slice())
        );
        let wrong = |from: &str, to: &str| Header::read(&text.replace(from, to)).unwrap_err();
        assert!(wrong("version = 2", "version = 2\n#! colour = 1").contains("line 3"));
        assert!(wrong("x-1", "X 1").contains("X 1"));
        assert!(wrong("programs = [\"\"]", "kinds = [\"os\"]").contains("applies"));
        assert!(wrong("programs = [\"\"]", "formats = [\"xls\"]").contains("xls"));
        assert!(wrong("#!", "#").contains("#!"));
    }
}
