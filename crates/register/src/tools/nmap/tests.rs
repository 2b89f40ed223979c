//! The reader of nmap's XML, with files that are made here.

use proptest::prelude::*;

use super::*;

/// A scan of one host.
fn scan(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\" start=\"1795300000\" \
         version=\"7.95\" xmloutputversion=\"1.05\">\n<host starttime=\"1795384800\"><status state=\"up\"/>\
         <address addr=\"02:42:ac:11:00:02\" addrtype=\"mac\"/><address addr=\"10.2.0.17\" addrtype=\"ipv4\"/>\n{inside}\n\
         </host>\n</nmaprun>\n"
    )
}

fn port(number: u16, state: &str, inside: &str) -> String {
    format!(
        "<ports><port protocol=\"tcp\" portid=\"{number}\"><state state=\"{state}\"/><service name=\"http\" \
         product=\"Apache httpd\" version=\"2.4.7\"/>{inside}</port></ports>"
    )
}

fn rules(text: &str) -> Vec<(String, Severity)> {
    read(text).unwrap().into_iter().map(|finding| (finding.rule, finding.severity)).collect()
}

#[test]
fn an_open_port_is_a_row_for_information() {
    let inside = port(80, "open", "") + &port(81, "closed", "") + &port(82, "open|filtered", "");
    let found = read(&scan(&inside)).unwrap();
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!((one.rule.as_str(), one.severity, one.port), ("open-port", Severity::Info, Some(80)));
    assert_eq!(
        (one.title.as_str(), one.service.as_str()),
        ("80/tcp open: http: Apache httpd 2.4.7", "http: Apache httpd 2.4.7")
    );
    assert_eq!(one.address, "10.2.0.17".parse().ok());
    // Ten in the evening in Greenwich is the next day in Kazakhstan.
    assert_eq!(one.found_on.map(talap_model::time::format_date).as_deref(), Some("2026-11-23"));
}

#[test]
fn vulners_names_weaknesses_and_how_bad_they_are() {
    let row =
        |id: &str, cvss: &str| format!("<table><elem key=\"cvss\">{cvss}</elem><elem key=\"id\">{id}</elem></table>");
    let rows = row("CVE-2017-7679", "9.8") + &row("CVE-2016-0736", "5.0") + &row("EDB-ID:40961", "9.0");
    let script =
        format!("<script id=\"vulners\" output=\"CVE-2000-0001\"><table key=\"cpe:/a\">{rows}</table></script>");
    let expected = [("CVE-2017-7679".to_owned(), Severity::Critical), ("CVE-2016-0736".to_owned(), Severity::Medium)];
    assert_eq!(rules(&scan(&port(80, "open", &script))), expected);
}

#[test]
fn the_library_of_vulnerabilities_says_whether_there_is_one() {
    let script = |state: &str| {
        format!(
            "<script id=\"http-slow\" output=\"x CVE-2007-6750\"><table key=\"CVE-2007-6750\"><elem key=\"title\">Slow \
             &amp; steady</elem><elem key=\"state\">{state}</elem><table key=\"ids\"><elem>CVE:CVE-2007-6750</elem></table>\
             <table key=\"scores\"><elem key=\"CVSSv2\">5.0 (MEDIUM)</elem></table><table key=\"description\"><elem>Keeps \
             connections open.</elem></table></table></script>"
        )
    };
    let found = read(&scan(&port(80, "open", &script("LIKELY VULNERABLE")))).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule.as_str(), found[0].title.as_str()), ("CVE-2007-6750", "Slow & steady"));
    assert_eq!(found[0].evidence, "http-slow: LIKELY VULNERABLE. Keeps connections open.");
    assert_eq!(found[0].score, Some(5.0));
    // What is not vulnerable is not named as such because its identifier stands in the words.
    assert_eq!(rules(&scan(&port(80, "open", &script("NOT VULNERABLE")))), [("open-port".to_owned(), Severity::Info)]);
}

#[test]
fn words_alone_name_a_weakness() {
    let script =
        "<script id=\"vulscan\" output=\"VulDB:&#xa;  [CVE-2014-0160] Heartbleed&#xa;  [CVE-2014-0160] again\"/>";
    let found = read(&scan(&format!("<hostscript>{script}</hostscript>"))).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind, found[0].port), ("host", None));
    assert_eq!(found[0].evidence, "vulscan: [CVE-2014-0160] Heartbleed");
}

#[test]
fn a_scan_without_anything_says_where_it_looked() {
    let empty = ToolError::Empty { tool: Tool::Nmap, place: "nmaprun/host/ports" };
    assert_eq!(read("<nmaprun xmloutputversion=\"1.04\"></nmaprun>"), Err(empty.clone()));
    let down = scan(&port(80, "open", "")).replace("\"up\"", "\"down\"");
    assert_eq!(read(&down), Err(empty));
}

#[test]
fn another_version_and_another_document_are_refused() {
    let version = read("<nmaprun xmloutputversion=\"2.0\"/>").unwrap_err();
    assert_eq!(version, ToolError::Version { tool: Tool::Nmap, found: "2.0".into(), known: "1" });
    let other = read("<html><body/></html>").unwrap_err();
    assert_eq!(other, ToolError::Other { tool: Tool::Nmap, found: "<html>".into() });
}

#[test]
fn bombs_do_not_go_off() {
    let entities = "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun [\n<!ENTITY a \"aaaa\">\n<!ENTITY b \"&a;&a;\">\n]>\n\
                    <nmaprun xmloutputversion=\"1.05\">&b;</nmaprun>";
    assert!(matches!(read(entities), Err(ToolError::Entities { line: 2.., .. })), "{:?}", read(entities));
    let outside = "<!DOCTYPE nmaprun SYSTEM \"file:///etc/passwd\">\n<nmaprun xmloutputversion=\"1.05\">&x;</nmaprun>";
    assert_eq!(read(outside), Err(ToolError::Entities { tool: Tool::Nmap, line: 2 }));
    let deep =
        scan(&format!("<script id=\"x\" output=\"\">{}{}</script>", "<table>".repeat(90), "</table>".repeat(90)));
    assert_eq!(read(&deep), Err(ToolError::TooDeep { tool: Tool::Nmap, line: 5, most: DEEPEST }));
    let wide = scan(&format!("<script id=\"x\" output=\"\">{}</script>", "<elem/>".repeat(MOST_NODES + 1)));
    assert!(matches!(read(&wide), Err(ToolError::Broken { line: 5, .. })));
    let attributes = (0..100).fold(String::new(), |text, n| format!("{text} a{n}=\"\""));
    assert!(matches!(read(&format!("<nmaprun{attributes}/>")), Err(ToolError::Broken { line: 1, .. })));
}

#[test]
fn a_file_that_breaks_off_is_told_with_its_line() {
    let whole = scan(&port(80, "open", ""));
    let cut = whole.split("</host>").next().unwrap();
    assert!(matches!(read(cut), Err(ToolError::Broken { line: 6, .. })), "{:?}", read(cut));
    assert!(matches!(
        read("<nmaprun xmloutputversion=\"1.05\">\n<host></port>"),
        Err(ToolError::Broken { line: 2, .. })
    ));
}

#[test]
fn more_hosts_than_are_taken_are_refused() {
    let host =
        "<host><address addr=\"10.0.0.1\"/><ports><port portid=\"1\"><state state=\"open\"/></port></ports></host>";
    let many = format!("<nmaprun xmloutputversion=\"1.05\">{}</nmaprun>", host.repeat(MOST_ROWS + 1));
    assert_eq!(read(&many), Err(ToolError::TooMany { tool: Tool::Nmap, most: MOST_ROWS }));
}

proptest! {
    /// A file that is cut or spoilt in one place is refused or read, and never more is found than before.
    #[test]
    fn a_spoilt_file_breaks_nothing(cut in 0_usize..700, with in "\\PC{0,8}") {
        let mut text = scan(&port(80, "open", "<script id=\"vulners\" output=\"CVE-2014-0160\"/>"));
        let at = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        text.insert_str(at, &with);
        let _outcome = read(&text);
        text.truncate(at);
        let _outcome = read(&text);
    }

    #[test]
    fn every_cve_in_a_text_is_found(year in 1999_u16..2040, number in 1000_u32..9_999_999, around in "[a-z :;,()]{0,9}") {
        let cve = format!("CVE-{year}-{number}");
        let text = format!("{around}{cve}{around}");
        prop_assert_eq!(named_in(&text), vec![(cve, text.trim())]);
    }
}
