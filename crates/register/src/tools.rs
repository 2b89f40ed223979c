//! Files that tools write, as tables: nmap's XML, SARIF and restic's list of snapshots become rows that a person could have
//! typed, and go the way of every other table from there on.
//!
//! What such a file holds is whatever stood on a scanned machine, so its readers take nothing on trust: a file has so many
//! bytes and no more, a document so much depth, a finding so much text, and nothing in it names another file.

mod bounded;
mod error;
mod finding;
mod nmap;
mod restic;
mod sarif;
mod written;

use std::fmt;
use std::str::FromStr;

use talap_model::{Explain, Message, RegisterKey};

pub use error::ToolError;

use crate::aside::aside;

/// The register that scanners fill.
const VULNERABILITIES: &str = "vulnerabilities";
/// The register that backup tools fill.
const BACKUPS: &str = "backups";

/// The most bytes that a file of a tool may have.
pub const MOST_BYTES: usize = 32 << 20;
/// The most rows that one file of a tool may become.
const MOST_ROWS: usize = 50_000;
/// The most objects that a JSON file may hold: the two bytes of an empty one take hundreds in memory.
const MOST_OBJECTS: usize = 500_000;

/// A tool, or a format that several tools write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `nmap -oX`.
    Nmap,
    /// SARIF 2.1.0 (OASIS), which analysers of code and of web sites write.
    Sarif,
    /// `restic snapshots --json`.
    Restic,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nmap, Self::Sarif, Self::Restic];

    /// The name as commands write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nmap => "nmap",
            Self::Sarif => "sarif",
            Self::Restic => "restic",
        }
    }

    /// The register that its files fill.
    pub fn register(self) -> &'static str {
        match self {
            Self::Nmap | Self::Sarif => VULNERABILITIES,
            Self::Restic => BACKUPS,
        }
    }

    /// What a file begins like, if like one that a tool writes. No table begins with a bracket or an angle.
    fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace())? {
            b'<' => Some(Self::Nmap),
            b'{' => Some(Self::Sarif),
            b'[' => Some(Self::Restic),
            _ => None,
        }
    }
}

impl fmt::Display for Tool {
    /// As its makers write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nmap => "nmap XML",
            Self::Sarif => "SARIF",
            Self::Restic => "restic",
        })
    }
}

impl FromStr for Tool {
    type Err = UnknownTool;
    fn from_str(text: &str) -> Result<Self, UnknownTool> {
        Self::ALL.into_iter().find(|tool| tool.key() == text).ok_or_else(|| UnknownTool { text: text.to_owned() })
    }
}

/// A text that names no tool.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a tool whose files are read")]
pub struct UnknownTool {
    /// The text as it came.
    pub text: String,
}

impl Explain for UnknownTool {
    fn explain(&self) -> Message {
        let known = Tool::ALL.map(Tool::key).join(", ");
        Message::new("register-tool-unknown").with("text", self.text.as_str()).with("known", known)
    }
}

/// What a person says of a file that a tool wrote, because the file does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The tool, where it shall not be told from the content.
    pub tool: Option<Tool>,
    /// The informatization object that the rows are of.
    pub object: Option<String>,
    /// The report on an assessment that found vulnerabilities, by its number in `vulnerability_scans`.
    pub scan: Option<String>,
}

/// A file of a tool as a table: CSV in UTF-8 with a header of field keys. None where the file is a table already.
///
/// # Errors
///
/// [`ToolError`] with the place and the reason, when the file is not what it begins like, or not for this register.
pub fn table(register: &RegisterKey, bytes: &[u8], said: &Said) -> Result<Option<String>, ToolError> {
    aside(|| read(register, bytes, said))
}

fn read(register: &RegisterKey, bytes: &[u8], said: &Said) -> Result<Option<String>, ToolError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(tool) = said.tool.or_else(|| Tool::of_content(bytes)) else { return Ok(None) };
    if bytes.len() > MOST_BYTES {
        return Err(ToolError::TooLarge { bytes: bytes.len(), most: MOST_BYTES });
    }
    if register.as_str() != tool.register() {
        return Err(ToolError::OtherRegister { tool, register: register.clone() });
    }
    // There is one piece more than there are brackets.
    if tool != Tool::Nmap && bytes.split(|byte| *byte == b'{').count() > MOST_OBJECTS + 1 {
        return Err(ToolError::TooMany { tool, most: MOST_OBJECTS });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|cause| ToolError::broken(tool, bytes, cause.valid_up_to(), "UTF-8"))?;
    let filled =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let object = filled(&said.object);
    let lacks = |field| ToolError::Lacks { tool, field };
    match tool {
        Tool::Nmap | Tool::Sarif => {
            let scan = filled(&said.scan).ok_or_else(|| lacks("scan"))?;
            let findings = if tool == Tool::Nmap { nmap::read(text)? } else { sarif::read(text)? };
            finding::table(tool, &findings, &scan, object.as_deref()).map(Some)
        }
        Tool::Restic => {
            let object = object.ok_or_else(|| lacks("object"))?;
            restic::table(text, &object).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn register(key: &str) -> RegisterKey {
        RegisterKey::new(key).unwrap()
    }

    fn said() -> Said {
        Said { tool: None, object: Some("portal".into()), scan: Some("ОУ-2026-001".into()) }
    }

    #[test]
    fn a_table_is_left_alone() {
        for text in ["", "  \n", "key;name\n1;a", "\u{feff}scan,title\n", "\"key\";x"] {
            assert_eq!(table(&register("vulnerabilities"), text.as_bytes(), &said()), Ok(None), "{text:?}");
        }
    }

    #[test]
    fn a_file_goes_into_its_own_register() {
        let error = table(&register("backups"), b"<nmaprun>", &said()).unwrap_err();
        assert_eq!(error, ToolError::OtherRegister { tool: Tool::Nmap, register: register("backups") });
        assert!(matches!(table(&register("people"), b"[]", &said()), Err(ToolError::OtherRegister { .. })));
    }

    #[test]
    fn what_the_file_does_not_say_is_asked_for() {
        let lacking = |register_key, bytes: &[u8]| table(&register(register_key), bytes, &Said::default()).unwrap_err();
        assert_eq!(lacking("vulnerabilities", b"<nmaprun/>"), ToolError::Lacks { tool: Tool::Nmap, field: "scan" });
        assert_eq!(lacking("backups", b"[]"), ToolError::Lacks { tool: Tool::Restic, field: "object" });
    }

    #[test]
    fn a_named_format_is_held_to() {
        let named = Said { tool: Some(Tool::Sarif), ..said() };
        assert!(matches!(
            table(&register("vulnerabilities"), b"key;name", &named),
            Err(ToolError::Broken { line: 1, .. })
        ));
        assert!("xml".parse::<Tool>().is_err());
        assert_eq!("restic".parse(), Ok(Tool::Restic));
    }

    #[test]
    fn a_file_of_too_many_objects_is_refused_before_it_is_read() {
        let many = format!("[{}]", "{},".repeat(MOST_OBJECTS + 1));
        let error = table(&register("backups"), many.as_bytes(), &said()).unwrap_err();
        assert_eq!(error, ToolError::TooMany { tool: Tool::Restic, most: MOST_OBJECTS });
    }

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line() {
        let error = table(&register("backups"), b"[\n\n\xff]", &said()).unwrap_err();
        assert!(matches!(error, ToolError::Broken { line: 3, column: 1, .. }), "{error:?}");
    }

    proptest! {
        /// Whatever the bytes are, they become a table that the engine can read, or a reason.
        #[test]
        fn no_bytes_break_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0_usize..3) {
            let tool = Tool::ALL[which];
            let said = Said { tool: Some(tool), ..said() };
            let _outcome = table(&register(tool.register()), &bytes, &said);
        }

        /// Pieces of the formats in any order: what is well formed half of the time goes deeper than bytes at random.
        #[test]
        fn no_order_of_pieces_breaks_a_reader(
            pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
            which in 0_usize..3,
        ) {
            let tool = Tool::ALL[which];
            let said = Said { tool: Some(tool), ..said() };
            let _outcome = table(&register(tool.register()), pieces.concat().as_bytes(), &said);
        }
    }

    const PIECES: [&str; 36] = [
        "<nmaprun xmloutputversion=\"1.05\">",
        "</nmaprun>",
        "<host>",
        "</host>",
        "<status state=\"up\"/>",
        "<address addr=\"10.0.0.1\" addrtype=\"ipv4\"/>",
        "<port protocol=\"tcp\" portid=\"80\">",
        "</port>",
        "<state state=\"open\"/>",
        "<script id=\"vulners\" output=\"CVE-2021-1234\">",
        "</script>",
        "<table key=\"x\">",
        "</table>",
        "<elem key=\"id\">",
        "CVE-2020-12345",
        "</elem>",
        "&amp;",
        "&lol;",
        "<!DOCTYPE nmaprun>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"version\"",
        "\"2.1.0\"",
        "\"runs\"",
        "\"results\"",
        "\"ruleId\"",
        "\"time\"",
        "\"id\"",
        "\"2026-11-22T03:00:00Z\"",
        "null",
        "1",
    ];
}
