//! nmap's XML (`nmap -oX`): hosts, open ports, and what scripts of the categories `vuln` and `vulners` found there.
//!
//! A script tells a finding as a table with `id` and `cvss` (vulners), as one with `state` (the library `vulns`), or in its
//! words alone; there a CVE that is named counts. An open port without any finding is a row for information.

// Length: one format, read in one pass, with the ways in which scripts tell what they found.

use std::collections::BTreeSet;
use std::net::IpAddr;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use talap_model::Timestamp;
use time::Date;

use crate::engine::ImportOptions;
use crate::tools::error::{ToolError, place};
use crate::tools::finding::{Finding, Severity, score};
use crate::tools::{MOST_ROWS, Tool};

/// nmap itself nests tables of scripts a few levels below `host`.
const DEEPEST: usize = 40;
/// An element of nmap's has a dozen attributes at most.
const MOST_ATTRIBUTES: usize = 64;
/// How many tables and elements one script may tell.
const MOST_NODES: usize = 20_000;
/// How much of a text is kept, in bytes: a script may repeat its texts for each of thousands of findings.
const LONGEST: usize = 1_024;
/// How much of a script's words is searched, in bytes.
const LONGEST_OUTPUT: usize = 1 << 20;
/// The rule of a row that says no more than that a port is open.
const OPEN_PORT: &str = "open-port";

/// What scripts tell: a table within tables.
#[derive(Debug, Default)]
struct Table {
    key: String,
    elements: Vec<(String, String)>,
    tables: Vec<Table>,
}

impl Table {
    fn element(&self, key: &str) -> Option<&str> {
        self.elements.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }

    fn table(&self, key: &str) -> Option<&Self> {
        self.tables.iter().find(|table| table.key == key)
    }
}

/// A script that is being read: its name, its words, and its open tables, the outermost first.
#[derive(Debug, Default)]
struct Script {
    id: String,
    output: String,
    open: Vec<Table>,
    /// The element that is being read: its key and its text.
    element: Option<(String, String)>,
    nodes: usize,
}

#[derive(Debug, Default)]
struct Port {
    number: u16,
    protocol: Option<&'static str>,
    open: bool,
    service: String,
}

#[derive(Debug, Default)]
struct Host {
    down: bool,
    address: Option<IpAddr>,
    started: Option<i64>,
    port: Option<Port>,
    found: Vec<Named>,
    /// The ports that something is found of.
    told: BTreeSet<Where>,
}

/// A port of a host: its number, its protocol, and what answers there.
type Where = (u16, Option<&'static str>, String);

/// A finding of a script, with the port it is about.
#[derive(Debug)]
struct Named {
    port: Option<Where>,
    rule: String,
    title: String,
    score: Option<f64>,
    severity: Severity,
    evidence: String,
}

/// The file as far as it is read.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    is_nmap: bool,
    started: Option<i64>,
    host: Option<Host>,
    script: Option<Script>,
    findings: Vec<Finding>,
}

/// Reads the findings.
pub(super) fn read(text: &str) -> Result<Vec<Finding>, ToolError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut scan =
        Scan { text, at: 0, depth: 0, is_nmap: false, started: None, host: None, script: None, findings: Vec::new() };
    loop {
        let event = reader.read_event().map_err(|error| {
            ToolError::broken(
                Tool::Nmap,
                text.as_bytes(),
                usize::try_from(reader.error_position()).unwrap_or_default(),
                error,
            )
        })?;
        scan.at = usize::try_from(reader.buffer_position()).unwrap_or_default();
        match event {
            Event::Start(element) => scan.start(&element)?,
            Event::End(element) => scan.end(element.name().as_ref())?,
            Event::Text(words) => scan.words(&words.xml10_content()),
            Event::CData(words) => scan.words(&words.xml10_content()),
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => predefined(&reference.xml10_content()),
                    Err(error) => return Err(scan.broken(error)),
                };
                let character = known.ok_or_else(|| ToolError::Entities { tool: Tool::Nmap, line: scan.line() })?;
                scan.words(character.encode_utf8(&mut [0; 4]));
            }
            // nmap names its type and declares nothing there.
            Event::DocType(declared) if declared.xml10_content().contains(['[', '<']) => {
                return Err(ToolError::Entities { tool: Tool::Nmap, line: scan.line() });
            }
            Event::Eof => break,
            // The reader expands an empty element into its start and its end.
            Event::Empty(_) | Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if scan.depth > 0 || !scan.is_nmap {
        return Err(scan.broken("the file ends within an element"));
    }
    if scan.findings.is_empty() {
        return Err(ToolError::Empty { tool: Tool::Nmap, place: "nmaprun/host/ports" });
    }
    Ok(scan.findings)
}

/// The five entities that every document has.
fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

impl Scan<'_> {
    fn line(&self) -> u64 {
        place(self.text.as_bytes(), self.at).0
    }

    fn broken(&self, cause: impl ToString) -> ToolError {
        ToolError::broken(Tool::Nmap, self.text.as_bytes(), self.at, cause)
    }

    /// The attributes of an element by name, those that are asked for.
    fn attributes<const N: usize>(
        &self,
        element: &BytesStart<'_>,
        names: [&str; N],
    ) -> Result<[Option<String>; N], ToolError> {
        let found = self.whole_attributes(element, names)?;
        Ok(found.map(|value| value.map(|value| shortened(&value, LONGEST).to_owned())))
    }

    fn whole_attributes<const N: usize>(
        &self,
        element: &BytesStart<'_>,
        names: [&str; N],
    ) -> Result<[Option<String>; N], ToolError> {
        let mut found = [const { None }; N];
        // Looking for repeated names takes the square of their number; the first of them counts, and there are not many.
        for (count, attribute) in element.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(|error| self.broken(error))?;
            if count == MOST_ATTRIBUTES {
                return Err(self.broken(format_args!("an element has more than {MOST_ATTRIBUTES} attributes")));
            }
            let wanted = names.iter().position(|name| *name == attribute.key.as_ref());
            if let Some(free) = wanted.and_then(|place| found.get_mut(place)).filter(|free| free.is_none()) {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.broken(error))?;
                *free = Some(shortened(&value, LONGEST_OUTPUT).to_owned());
            }
        }
        Ok(found)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ToolError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ToolError::TooDeep { tool: Tool::Nmap, line: self.line(), most: DEEPEST });
        }
        let name = element.name();
        let name = name.as_ref();
        if !self.is_nmap {
            return self.root(name, element);
        }
        if self.script.is_some() {
            return self.start_in_script(name, element);
        }
        match (name, &mut self.host) {
            ("host", None) => {
                let [started] = self.attributes(element, ["starttime"])?;
                let started = started.and_then(|text| text.parse().ok());
                self.host = Some(Host { started, ..Host::default() });
            }
            ("script", Some(_)) => {
                let [id, output] = self.whole_attributes(element, ["id", "output"])?;
                let (id, output) = (shortened(&id.unwrap_or_default(), LONGEST).to_owned(), output.unwrap_or_default());
                self.script = Some(Script { id, output, open: vec![Table::default()], ..Script::default() });
            }
            ("status" | "address" | "port" | "state" | "service", Some(_)) => self.of_host(name, element)?,
            _ => {}
        }
        Ok(())
    }

    fn root(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), ToolError> {
        if name != "nmaprun" {
            let found = format!("<{}>", name.chars().take(60).collect::<String>());
            return Err(ToolError::Other { tool: Tool::Nmap, found });
        }
        let [version, started] = self.attributes(element, ["xmloutputversion", "start"])?;
        let version = version.unwrap_or_default();
        if version != "1" && !version.starts_with("1.") {
            return Err(ToolError::Version { tool: Tool::Nmap, found: version, known: "1" });
        }
        self.is_nmap = true;
        self.started = started.and_then(|text| text.parse().ok());
        Ok(())
    }

    /// What is told of the host itself and of its ports.
    fn of_host(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), ToolError> {
        let [state, address, protocol, number] = self.attributes(element, ["state", "addr", "protocol", "portid"])?;
        let [service, product, version] = self.attributes(element, ["name", "product", "version"])?;
        let Some(host) = &mut self.host else { return Ok(()) };
        match name {
            "status" => host.down = state.is_some_and(|state| state == "down"),
            // A hardware address reads as no address of a network.
            "address" => host.address = host.address.or(address.and_then(|text| text.parse().ok())),
            "port" => {
                let known = ["tcp", "udp", "sctp"].into_iter();
                let protocol = known.into_iter().find(|known| protocol.as_deref() == Some(*known));
                let number = number.and_then(|text| text.parse().ok());
                host.port = number.map(|number| Port { number, protocol, ..Port::default() });
            }
            "state" => {
                // `open|filtered` is a port that did not answer.
                if let Some(port) = &mut host.port {
                    port.open = state.is_some_and(|state| state == "open");
                }
            }
            _ => {
                if let Some(port) = &mut host.port {
                    let told = [product, version].into_iter().flatten().collect::<Vec<_>>().join(" ");
                    port.service = match (service, told.is_empty()) {
                        (Some(service), false) => format!("{service}: {told}"),
                        (Some(service), true) => service,
                        (None, _) => told,
                    };
                }
            }
        }
        Ok(())
    }

    fn start_in_script(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), ToolError> {
        let [key] = self.attributes(element, ["key"])?;
        let key = key.unwrap_or_default();
        let nodes = {
            let Some(script) = &mut self.script else { return Ok(()) };
            match name {
                "table" => script.open.push(Table { key, ..Table::default() }),
                "elem" => script.element = Some((key, String::new())),
                _ => {}
            }
            script.nodes += 1;
            script.nodes
        };
        if nodes > MOST_NODES {
            return Err(self.broken(format_args!("a script tells more than {MOST_NODES} values")));
        }
        Ok(())
    }

    fn words(&mut self, text: &str) {
        if let Some((_, kept)) = self.script.as_mut().and_then(|script| script.element.as_mut())
            && kept.len() < LONGEST
        {
            kept.push_str(shortened(text, LONGEST));
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ToolError> {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "elem" => {
                if let Some(script) = &mut self.script
                    && let Some(element) = script.element.take()
                    && let Some(table) = script.open.last_mut()
                {
                    table.elements.push(element);
                }
            }
            "table" => {
                if let Some(script) = self.script.as_mut().filter(|script| script.open.len() > 1)
                    && let Some(done) = script.open.pop()
                    && let Some(table) = script.open.last_mut()
                {
                    table.tables.push(done);
                }
            }
            "script" => {
                if let (Some(script), Some(host)) = (self.script.take(), &mut self.host) {
                    let port = host.port.as_ref().map(|port| (port.number, port.protocol, port.service.clone()));
                    let found = findings(script, port.as_ref());
                    host.told.extend(found.iter().filter_map(|named| named.port.clone()));
                    host.found.extend(found);
                    few(host.found.len())?;
                }
            }
            "port" => {
                if let Some(host) = &mut self.host
                    && let Some(port) = host.port.take().filter(|port| port.open)
                {
                    let here = (port.number, port.protocol, port.service.clone());
                    if host.told.insert(here) {
                        host.found.push(open_port(&port));
                        few(host.found.len())?;
                    }
                }
            }
            "host" => self.end_host()?,
            _ => {}
        }
        Ok(())
    }

    fn end_host(&mut self) -> Result<(), ToolError> {
        let Some(host) = self.host.take().filter(|host| !host.down) else { return Ok(()) };
        let Some(address) = host.address else { return Ok(()) };
        let found_on = host.started.or(self.started).and_then(day);
        for named in host.found {
            let (port, protocol, service) = named
                .port
                .map_or((None, None, String::new()), |(port, protocol, service)| (Some(port), protocol, service));
            self.findings.push(Finding {
                kind: if port.is_some() { "service" } else { "host" },
                address: Some(address),
                port,
                protocol,
                service,
                rule: named.rule,
                title: named.title,
                severity: named.severity,
                score: named.score,
                location: String::new(),
                evidence: named.evidence,
                found_on,
            });
        }
        few(self.findings.len())
    }
}

/// Refuses more findings than one file may hold.
fn few(findings: usize) -> Result<(), ToolError> {
    if findings > MOST_ROWS { Err(ToolError::TooMany { tool: Tool::Nmap, most: MOST_ROWS }) } else { Ok(()) }
}

/// The day in Kazakhstan of seconds since the epoch, where they are of these centuries.
fn day(seconds: i64) -> Option<Date> {
    let micros = seconds.checked_mul(1_000_000).filter(|micros| (0..=4_102_444_800_000_000).contains(micros))?;
    Some(Timestamp::from_micros(micros).to_offset().to_offset(ImportOptions::default().offset).date())
}

/// No more of a text than is kept, cut between characters.
fn shortened(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

fn open_port(port: &Port) -> Named {
    let protocol = port.protocol.unwrap_or_default();
    let service = if port.service.is_empty() { String::new() } else { format!(": {}", port.service) };
    Named {
        port: Some((port.number, port.protocol, port.service.clone())),
        rule: OPEN_PORT.to_owned(),
        title: format!("{}/{protocol} open{service}", port.number),
        score: None,
        severity: Severity::Info,
        evidence: String::new(),
    }
}

/// What a script found.
fn findings(mut script: Script, port: Option<&Where>) -> Vec<Named> {
    let (mut found, mut is_structured) = (Vec::new(), false);
    // A script that ends before its tables do is not well formed, so that only the outermost is left here.
    let root = script.open.pop().unwrap_or_default();
    gather(&root, &script.id, &mut found, &mut is_structured);
    if !is_structured && !script.output.contains("NOT VULNERABLE") {
        for (cve, line) in named_in(&script.output) {
            found.push(Named { evidence: shortened(line, LONGEST).to_owned(), ..unscored(cve.clone(), cve) });
        }
    }
    for named in &mut found {
        named.port = port.cloned();
        let told = std::mem::take(&mut named.evidence);
        named.evidence = if told.is_empty() { script.id.clone() } else { format!("{}: {told}", script.id) };
    }
    found
}

/// A finding without a score. How bad it is nobody has said, so it is neither slight nor the worst.
fn unscored(rule: String, title: String) -> Named {
    Named { port: None, rule, title, score: None, severity: Severity::Medium, evidence: String::new() }
}

fn gather(table: &Table, script: &str, found: &mut Vec<Named>, is_structured: &mut bool) {
    if let Some(state) = table.element("state") {
        *is_structured = true;
        if state.contains("VULNERABLE") && !state.trim_start().starts_with("NOT") {
            found.extend(of_library(table, state, script));
        }
        return;
    }
    if let Some(id) = table.element("id").filter(|_| table.element("cvss").is_some()) {
        *is_structured = true;
        // Beside weaknesses, vulners lists programs that exploit them, under other identifiers.
        if let Some((cve, _)) = named_in(id).into_iter().next() {
            let score = table.element("cvss").and_then(score);
            let severity = score.map_or(Severity::Medium, Severity::of_score);
            found.push(Named { score, severity, ..unscored(cve.clone(), cve) });
        }
    }
    for inner in &table.tables {
        gather(inner, script, found, is_structured);
    }
}

/// A table of the library `vulns`: a title, a state, identifiers, scores and a description.
fn of_library(table: &Table, state: &str, script: &str) -> Vec<Named> {
    let title = table.element("title").unwrap_or(&table.key);
    let ids = table.table("ids").map(|ids| ids.elements.as_slice()).unwrap_or_default();
    let mut rules: Vec<String> = ids.iter().flat_map(|(_, id)| named_in(id)).map(|(cve, _)| cve).collect();
    if rules.is_empty() {
        rules.extend(named_in(&table.key).into_iter().map(|(cve, _)| cve));
    }
    if rules.is_empty() {
        rules.push(script.to_owned());
    }
    let scores = table.table("scores").map(|scores| scores.elements.as_slice()).unwrap_or_default();
    let score =
        scores.iter().filter_map(|(_, text)| score(text.split(' ').next().unwrap_or_default())).reduce(f64::max);
    let severity = score.map_or(Severity::Medium, Severity::of_score);
    let description = table.table("description").and_then(|table| table.elements.first()).map(|(_, text)| text.trim());
    let evidence = [state.trim(), description.unwrap_or_default()].join(". ").trim_end_matches(". ").to_owned();
    let named = |rule: String| {
        let title = if title.is_empty() { rule.clone() } else { title.to_owned() };
        Named { score, severity, evidence: evidence.clone(), ..unscored(rule, title) }
    };
    rules.into_iter().map(named).collect()
}

/// The CVE identifiers in a text, each once, with the line that names it first.
fn named_in(text: &str) -> Vec<(String, &str)> {
    let mut found: Vec<(String, &str)> = Vec::new();
    let mut known = BTreeSet::new();
    for line in text.lines() {
        for (at, _) in line.match_indices("CVE-") {
            let rest = line.get(at + 4..).unwrap_or_default();
            let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
            let year = digits(rest);
            let number = rest.get(year..).and_then(|rest| rest.strip_prefix('-')).map_or(0, digits);
            if year == 4 && (4..=7).contains(&number) {
                let cve = format!("CVE-{}", rest.get(..year + 1 + number).unwrap_or_default());
                if known.insert(cve.clone()) {
                    found.push((cve, line.trim()));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
