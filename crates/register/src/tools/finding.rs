//! What scanners find, as rows of `vulnerabilities`.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use talap_model::time::format_date;
use time::Date;

use crate::tools::error::ToolError;
use crate::tools::written::{clean, csv};
use crate::tools::{MOST_ROWS, Tool};

/// The most characters of one cell. What a scanner prints of a service is as long as the service likes.
const LONGEST: usize = 1_000;
/// The longest key, in bytes, as `talap_model::RecordKey` has it.
const LONGEST_KEY: usize = 200;
/// How much of a key that is too long stays readable, in characters.
const READABLE: usize = 40;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// The qualitative rating of a base score (CVSS 3.1, section 5).
    pub(super) fn of_score(score: f64) -> Self {
        match score {
            score if score >= 9.0 => Self::Critical,
            score if score >= 7.0 => Self::High,
            score if score >= 4.0 => Self::Medium,
            score if score > 0.0 => Self::Low,
            _ => Self::Info,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    /// Where it is, as the choice of the register.
    pub(super) kind: &'static str,
    pub(super) address: Option<std::net::IpAddr>,
    pub(super) port: Option<u16>,
    pub(super) protocol: Option<&'static str>,
    pub(super) service: String,
    pub(super) rule: String,
    pub(super) title: String,
    pub(super) severity: Severity,
    pub(super) score: Option<f64>,
    pub(super) location: String,
    pub(super) evidence: String,
    pub(super) found_on: Option<Date>,
}

impl Finding {
    /// What tells it from the others of the same scan, and stays the same when the same file comes again.
    fn place(&self) -> String {
        let mut place = self.address.map(|address| address.to_string()).unwrap_or_default();
        if let Some(port) = self.port {
            place = format!("{place}:{port}/{}", self.protocol.unwrap_or_default());
        }
        let parts = [place.as_str(), &self.location, &self.rule];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// A key that is the same for the same text. One that is too long keeps its beginning and becomes a digest.
fn key(scan: &str, place: &str) -> String {
    let whole = clean(&format!("{scan} {place}").replace('\n', " "), usize::MAX);
    if whole.len() <= LONGEST_KEY {
        return whole;
    }
    let digest = Sha256::digest(whole.as_bytes());
    let digest = digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{} {digest}", whole.chars().take(READABLE).collect::<String>().trim())
}

/// The table of the findings of one scan. One that is told twice is one row, with the greater severity.
pub(super) fn table(tool: Tool, findings: &[Finding], scan: &str, object: Option<&str>) -> Result<String, ToolError> {
    let mut worst: BTreeMap<String, &Finding> = BTreeMap::new();
    for finding in findings {
        let place = finding.place();
        let known = worst.entry(place).or_insert(finding);
        if known.severity < finding.severity {
            *known = finding;
        }
    }
    if worst.len() > MOST_ROWS {
        return Err(ToolError::TooMany { tool, most: MOST_ROWS });
    }
    let mut header = vec!["key", "scan"];
    // An empty cell would clear what somebody wrote there since.
    header.extend(object.map(|_| "object"));
    header.extend([
        "kind", "address", "port", "protocol", "service", "rule_id", "title", "severity", "score", "location",
    ]);
    header.extend(["evidence", "found_on"]);
    let mut taken = BTreeSet::new();
    let rows = worst.iter().map(|(place, finding)| {
        let mut row = vec![key(scan, place), clean(scan, LONGEST)];
        row.extend(object.map(|object| clean(object, LONGEST)));
        row.extend([
            finding.kind.to_owned(),
            finding.address.map(|address| address.to_string()).unwrap_or_default(),
            finding.port.map(|port| port.to_string()).unwrap_or_default(),
            finding.protocol.unwrap_or_default().to_owned(),
            clean(&finding.service, LONGEST),
            clean(&finding.rule, LONGEST),
            clean(&finding.title, LONGEST),
            finding.severity.key().to_owned(),
            finding.score.map(|score| score.to_string()).unwrap_or_default(),
            clean(&finding.location, LONGEST),
            clean(&finding.evidence, LONGEST),
            finding.found_on.map(format_date).unwrap_or_default(),
        ]);
        row
    });
    // Two places that differ in nothing but characters that no key has are one row.
    let rows = rows.filter(|row| row.first().is_some_and(|key| taken.insert(key.clone())));
    Ok(csv(&header, rows.collect::<Vec<_>>()))
}

/// A score, where it is one.
pub(super) fn score(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|score| (0.0..=10.0).contains(score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finding(rule: &str, severity: Severity) -> Finding {
        Finding {
            kind: "service",
            address: "10.0.0.5".parse().ok(),
            port: Some(443),
            protocol: Some("tcp"),
            service: "nginx".into(),
            rule: rule.into(),
            title: "t".into(),
            severity,
            score: None,
            location: String::new(),
            evidence: String::new(),
            found_on: None,
        }
    }

    #[test]
    fn what_is_told_twice_is_one_row_with_the_greater_severity() {
        let findings = [finding("a", Severity::Low), finding("b", Severity::Info), finding("a", Severity::High)];
        let table = table(Tool::Nmap, &findings, "ОУ-1", None).unwrap();
        let rows: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(rows.len(), 2);
        assert!(
            rows[0].starts_with("ОУ-1 10.0.0.5:443/tcp a,ОУ-1,service,10.0.0.5,443,tcp,nginx,a,t,high,"),
            "{rows:?}"
        );
    }

    #[test]
    fn the_object_is_a_column_only_where_it_is_said() {
        let table = |object| table(Tool::Nmap, &[finding("a", Severity::Low)], "s", object).unwrap();
        assert!(table(None).starts_with("key,scan,kind,"));
        assert!(table(Some("portal")).starts_with("key,scan,object,kind,"));
    }

    #[test]
    fn a_score_has_a_rating() {
        use Severity::{Critical, High, Info, Low, Medium};
        for (score, severity) in [(0.0, Info), (0.1, Low), (3.9, Low), (4.0, Medium), (7.0, High), (9.0, Critical)] {
            assert_eq!(Severity::of_score(score), severity, "{score}");
        }
        assert_eq!(
            [score("9.8"), score("11"), score("-1"), score("NaN"), score("x")],
            [Some(9.8), None, None, None, None]
        );
    }

    proptest! {
        #[test]
        fn every_key_is_a_key(scan in ".{0,120}", place in "\\PC{0,300}|[а-я\n\u{1}]{0,300}") {
            let key = key(&scan, &place);
            prop_assume!(!key.is_empty());
            prop_assert!(talap_model::RecordKey::new(key.clone()).is_ok(), "{key:?}");
        }

        #[test]
        fn keys_of_long_places_differ(place in "[a-z/]{200,300}", other in "[a-z/]{200,300}") {
            prop_assert_eq!(key("s", &place) == key("s", &other), place == other);
        }
    }
}
