//! SARIF 2.1.0 (OASIS, 2020): what analysers of code, of settings and of web sites found.
//!
//! A result that is suppressed, absent from this run or no failure is no row. The property `security-severity` of a rule, which
//! GitHub introduced and most analysers write, is a CVSS score and counts before the level.

use std::collections::BTreeMap;

use serde::Deserialize;
use talap_model::Timestamp;
use time::Date;

use crate::engine::ImportOptions;
use crate::tools::bounded::Bounded;
use crate::tools::error::ToolError;
use crate::tools::finding::{Finding, Severity, score};
use crate::tools::{MOST_ROWS, Tool};

/// The version that is read.
const VERSION: &str = "2.1.0";
/// How many runs one file may hold.
const MOST_RUNS: usize = 1_000;
/// How many rules one tool may have.
const MOST_RULES: usize = 50_000;
/// How many extensions of a tool, and places of one result.
const MOST_PARTS: usize = 1_000;

#[derive(Debug, Deserialize)]
struct Log {
    version: Option<String>,
    runs: Option<Bounded<Run, MOST_RUNS>>,
}

#[derive(Debug, Deserialize)]
struct Run {
    tool: Option<ToolOf>,
    #[serde(default)]
    results: Bounded<Outcome, MOST_ROWS>,
    #[serde(default)]
    invocations: Bounded<Invocation, MOST_PARTS>,
}

#[derive(Debug, Deserialize)]
struct ToolOf {
    driver: Option<Component>,
    #[serde(default)]
    extensions: Bounded<Component, MOST_PARTS>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    name: Option<String>,
    version: Option<String>,
    semantic_version: Option<String>,
    #[serde(default)]
    rules: Bounded<Rule, MOST_RULES>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Option<String>,
    name: Option<String>,
    short_description: Option<Words>,
    default_configuration: Option<Configuration>,
    properties: Option<Properties>,
}

#[derive(Debug, Deserialize)]
struct Configuration {
    level: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Properties {
    // Some write it as a number.
    security_severity: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct Words {
    text: Option<String>,
    id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    end_time_utc: Option<String>,
    start_time_utc: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: Option<String>,
    rule_index: Option<i64>,
    rule: Option<Reference>,
    level: Option<String>,
    kind: Option<String>,
    message: Option<Words>,
    #[serde(default)]
    locations: Bounded<Location, MOST_PARTS>,
    #[serde(default)]
    suppressions: Bounded<Suppression, MOST_PARTS>,
    baseline_state: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    id: Option<String>,
    index: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Suppression {
    status: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Option<Physical>,
    #[serde(default)]
    logical_locations: Bounded<Logical, MOST_PARTS>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Option<Artifact>,
    region: Option<Region>,
}

#[derive(Debug, Deserialize)]
struct Artifact {
    uri: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: Option<u64>,
    start_column: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: Option<String>,
    name: Option<String>,
}

/// Reads the findings.
pub(super) fn read(text: &str) -> Result<Vec<Finding>, ToolError> {
    let log: Log = serde_json::from_str(text).map_err(|error| ToolError::json(Tool::Sarif, &error))?;
    let Some(runs) = log.runs else {
        return Err(ToolError::Other { tool: Tool::Sarif, found: "{ … }".to_owned() });
    };
    let version = log.version.unwrap_or_default();
    if version != VERSION {
        let found = version.chars().take(60).collect();
        return Err(ToolError::Version { tool: Tool::Sarif, found, known: VERSION });
    }
    let mut findings = Vec::new();
    for run in &runs.0 {
        let rules = Rules::of(run);
        findings
            .extend(run.results.0.iter().filter(|result| counts(result)).map(|result| finding(run, &rules, result)));
        if findings.len() > MOST_ROWS {
            return Err(ToolError::TooMany { tool: Tool::Sarif, most: MOST_ROWS });
        }
    }
    if findings.is_empty() {
        Err(ToolError::Empty { tool: Tool::Sarif, place: "runs[].results" })
    } else {
        Ok(findings)
    }
}

/// Whether a result is one that somebody must do something about (SARIF 3.27.9, 3.27.23, 3.27.24).
fn counts(result: &Outcome) -> bool {
    let kind = result.kind.as_deref().unwrap_or("fail");
    // A suppression without a status is accepted.
    let accepted = |suppression: &Suppression| suppression.status.as_deref().is_none_or(|status| status == "accepted");
    let is_suppressed = result.suppressions.0.iter().any(accepted);
    matches!(kind, "fail" | "open" | "review") && !is_suppressed && result.baseline_state.as_deref() != Some("absent")
}

/// The rules of a run: those of the tool itself by their places, and all by their names.
struct Rules<'a> {
    of_driver: &'a [Rule],
    by_id: BTreeMap<&'a str, &'a Rule>,
}

impl<'a> Rules<'a> {
    fn of(run: &'a Run) -> Self {
        let driver = run.tool.as_ref().and_then(|tool| tool.driver.as_ref());
        let of_driver = driver.map(|driver| driver.rules.0.as_slice()).unwrap_or_default();
        let extensions = run.tool.iter().flat_map(|tool| &tool.extensions.0).flat_map(|extension| &extension.rules.0);
        // The tool's own rule of a name comes last and so counts.
        let all = extensions.chain(of_driver);
        Self { of_driver, by_id: all.filter_map(|rule| Some((rule.id.as_deref()?, rule))).collect() }
    }

    /// The rule that a result is of. `CA1000/1` is a part of the rule `CA1000` (SARIF 3.27.5).
    fn find(&self, result: &Outcome) -> Option<&'a Rule> {
        let id = result.rule_id.as_deref().or(result.rule.as_ref().and_then(|rule| rule.id.as_deref()));
        let whole = |id: &str| self.by_id.get(id).or_else(|| self.by_id.get(id.rsplit_once('/')?.0)).copied();
        let index = result.rule_index.or(result.rule.as_ref().and_then(|rule| rule.index));
        let at = || self.of_driver.get(usize::try_from(index?).ok()?);
        match id {
            Some(id) => whole(id).or_else(|| at().filter(|rule| rule.id.is_none())),
            None => at(),
        }
    }
}

fn finding(run: &Run, rules: &Rules<'_>, result: &Outcome) -> Finding {
    let rule = rules.find(result);
    let driver = run.tool.as_ref().and_then(|tool| tool.driver.as_ref());
    let stated = result.rule_id.as_deref().or(result.rule.as_ref().and_then(|rule| rule.id.as_deref()));
    let tool = driver.and_then(|driver| driver.name.as_deref()).unwrap_or_default();
    let id = stated.or(rule.and_then(|rule| rule.id.as_deref())).unwrap_or(tool).to_owned();
    let said = result.message.as_ref().and_then(|message| message.text.as_deref().or(message.id.as_deref()));
    let title = rule.and_then(|rule| {
        let short = rule.short_description.as_ref().and_then(|words| words.text.as_deref());
        short.or(rule.name.as_deref()).filter(|title| !title.trim().is_empty())
    });
    let title = title.or(said).unwrap_or(&id).to_owned();
    let score = rule.and_then(|rule| rule.properties.as_ref()).and_then(|properties| {
        match properties.security_severity.as_ref()? {
            serde_json::Value::String(text) => score(text),
            other => score(&other.to_string()),
        }
    });
    let level = result.level.as_deref();
    let usual = || rule.and_then(|rule| rule.default_configuration.as_ref()?.level.as_deref());
    let severity = score.map_or_else(|| of_level(level.or_else(usual)), Severity::of_score);
    let location = result.locations.0.first().map(place).unwrap_or_default();
    let is_web = location.starts_with("http://") || location.starts_with("https://");
    let version = driver.and_then(|driver| driver.semantic_version.as_deref().or(driver.version.as_deref()));
    Finding {
        kind: if is_web { "web" } else { "code" },
        address: None,
        port: None,
        protocol: None,
        service: [Some(tool), version].into_iter().flatten().collect::<Vec<_>>().join(" "),
        rule: id,
        title,
        severity,
        score,
        location,
        evidence: said.unwrap_or_default().to_owned(),
        found_on: run.invocations.0.iter().find_map(day),
    }
}

/// How bad a level is; `warning` where nobody says (SARIF 3.27.10).
fn of_level(level: Option<&str>) -> Severity {
    match level {
        Some("error") => Severity::High,
        Some("note") => Severity::Low,
        Some("none") => Severity::Info,
        _ => Severity::Medium,
    }
}

/// The day in Kazakhstan on which a run ended.
fn day(invocation: &Invocation) -> Option<Date> {
    let moment = invocation.end_time_utc.as_deref().or(invocation.start_time_utc.as_deref())?;
    let moment = Timestamp::parse_rfc3339(moment)?;
    Some(moment.to_offset().to_offset(ImportOptions::default().offset).date())
}

/// `src/login.c:17:5`, an address of the web, or the name of a function.
fn place(location: &Location) -> String {
    let physical = location.physical_location.as_ref();
    let uri = physical.and_then(|physical| physical.artifact_location.as_ref()?.uri.as_deref());
    let Some(uri) = uri.filter(|uri| !uri.is_empty()) else {
        let logical = location.logical_locations.0.first();
        let name = logical.and_then(|logical| logical.fully_qualified_name.as_deref().or(logical.name.as_deref()));
        return name.unwrap_or_default().to_owned();
    };
    let region = physical.and_then(|physical| physical.region.as_ref());
    let parts = region.map(|region| [region.start_line, region.start_column]).unwrap_or_default();
    parts.into_iter().map_while(|part| part).fold(uri.to_owned(), |place, number| format!("{place}:{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn log(results: serde_json::Value) -> String {
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": { "name": "probe", "semanticVersion": "3.1.0", "rules": [
                    { "id": "sql", "shortDescription": { "text": "SQL from input" }, "properties": { "security-severity": "9.1" } },
                    { "id": "log", "name": "LogsSecrets", "defaultConfiguration": { "level": "note" } },
                ] } },
                "invocations": [{ "executionSuccessful": true, "endTimeUtc": "2026-11-22T20:30:00Z" }],
                "results": results,
            }],
        })
        .to_string()
    }

    fn at(uri: &str, line: u64) -> serde_json::Value {
        json!([{ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": line } } }])
    }

    #[test]
    fn results_become_findings_with_the_rule_they_are_of() {
        let found = read(&log(json!([
            { "ruleId": "sql", "level": "warning", "message": { "text": "joined to a query" }, "locations": at("src/a.c", 17) },
            { "ruleIndex": 1, "message": { "text": "writes a password" }, "locations": at("https://portal.example.kz/x", 1) },
            { "ruleId": "sql/2", "message": { "text": "part" } },
            { "ruleId": "other", "level": "error", "message": { "text": "told only here" } },
        ])))
        .unwrap();
        let told = |finding: &Finding| (finding.rule.clone(), finding.title.clone(), finding.severity, finding.kind);
        assert_eq!(
            found.iter().map(told).collect::<Vec<_>>(),
            [
                ("sql".into(), "SQL from input".into(), Severity::Critical, "code"),
                ("log".into(), "LogsSecrets".into(), Severity::Low, "web"),
                ("sql/2".into(), "SQL from input".into(), Severity::Critical, "code"),
                ("other".into(), "told only here".into(), Severity::High, "code"),
            ]
        );
        let first = &found[0];
        assert_eq!(
            (first.location.as_str(), first.score, first.service.as_str()),
            ("src/a.c:17", Some(9.1), "probe 3.1.0")
        );
        // Half past eight in the evening in Greenwich is the next day in Kazakhstan.
        assert_eq!(first.found_on.map(talap_model::time::format_date).as_deref(), Some("2026-11-23"));
    }

    #[test]
    fn what_needs_nothing_done_is_no_finding() {
        let error = read(&log(json!([
            { "ruleId": "sql", "kind": "pass", "message": { "text": "x" } },
            { "ruleId": "sql", "suppressions": [{ "kind": "inSource" }], "message": { "text": "x" } },
            { "ruleId": "sql", "baselineState": "absent", "message": { "text": "x" } },
        ])));
        assert_eq!(error, Err(ToolError::Empty { tool: Tool::Sarif, place: "runs[].results" }));
        let rejected =
            json!([{ "ruleId": "sql", "suppressions": [{ "status": "rejected" }], "message": { "text": "x" } }]);
        assert_eq!(read(&log(rejected)).unwrap().len(), 1);
    }

    #[test]
    fn a_run_that_failed_is_empty() {
        assert!(matches!(read(&log(json!(null))), Err(ToolError::Empty { .. })));
        assert!(matches!(read(r#"{"version": "2.1.0", "runs": []}"#), Err(ToolError::Empty { .. })));
    }

    #[test]
    fn another_version_and_another_document_are_refused() {
        let error = read(r#"{"version": "2.0.0", "runs": []}"#).unwrap_err();
        assert_eq!(error, ToolError::Version { tool: Tool::Sarif, found: "2.0.0".into(), known: VERSION });
        assert!(matches!(read(r#"{"a": 1}"#), Err(ToolError::Other { .. })));
    }

    #[test]
    fn broken_json_is_told_with_its_place() {
        let error = read("{\n  \"version\": \"2.1.0\",\n  \"runs\": [{]\n}").unwrap_err();
        assert!(matches!(error, ToolError::Broken { line: 3, column: 13, .. }), "{error:?}");
        let ToolError::Broken { cause, .. } = read("{").unwrap_err() else { panic!("broken") };
        assert!(!cause.contains(" at line "), "{cause}");
        assert!(matches!(read(&format!("{{\"runs\": {}", "[".repeat(5_000))), Err(ToolError::Broken { .. })));
        let wrong = log(json!([{ "ruleId": 5 }]));
        assert!(matches!(read(&wrong), Err(ToolError::Broken { .. })));
    }

    #[test]
    fn a_list_beyond_the_limit_is_refused_before_it_fills_the_memory() {
        let many =
            format!("{{\"version\": \"2.1.0\", \"runs\": [{{\"results\": [{}{{}}]}}]}}", "{},".repeat(MOST_ROWS));
        let ToolError::Broken { cause, .. } = read(&many).unwrap_err() else { panic!("broken") };
        assert!(cause.contains("more than 50000"), "{cause}");
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_fields_is_a_finding_or_a_reason(
            rule in prop::option::of("\\PC{0,10}"),
            index in prop::option::of(any::<i64>()),
            level in prop::option::of(prop::sample::select(vec!["error", "note", "none", "warning", "x"])),
            text in "\\PC{0,20}",
            line in any::<u64>(),
        ) {
            let one = json!([{ "ruleId": rule, "ruleIndex": index, "level": level, "message": { "text": text }, "locations": at("a", line) }]);
            let found = read(&log(one)).unwrap();
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(&found[0].location, &format!("a:{line}"));
        }
    }
}
