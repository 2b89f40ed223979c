//! What an event says, in OCSF's terms. Frequent families of messages are read here in Rust; everything else is data, see
//! [`mapping`].

mod clamav;
pub(crate) mod flat;
mod http;
pub mod mapping;
mod names;
pub mod ocsf;
mod pam;
mod postgres;
mod sshd;
mod su;
mod sudo;

pub(crate) use http::parse_request;
pub(crate) use postgres::recognise_column as recognise_postgres;
use talap_model::{NewEvent, Word};

/// OCSF's class of changes of accounts.
pub const ACCOUNT_CHANGE: u32 = 3001;
/// OCSF's class of changes of groups.
pub const GROUP_MANAGEMENT: u32 = 3006;
/// OCSF's class of detection findings.
pub const DETECTION_FINDING: u32 = 2004;
/// OCSF's class of authentication: log-ons and log-offs.
pub const AUTHENTICATION: u32 = 3002;
/// OCSF's class of HTTP activity.
pub const HTTP_ACTIVITY: u32 = 4002;

/// The text that a family looks at.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The program that wrote it, where that is known.
    pub program: Option<&'a str>,
    /// The text.
    pub message: &'a str,
}

impl Text<'_> {
    /// Whether one of these programs wrote the text, or nobody says who did.
    fn may_be_from(&self, programs: &[&str]) -> bool {
        self.program.is_none_or(|program| programs.contains(&program))
    }
}

/// What a family found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// The family that found it, with its version, as the attribute `mapping` names it.
    pub family: &'static str,
    /// The OCSF `class_uid`.
    pub class_uid: u32,
    /// The user that the event is about.
    pub user: Option<String>,
    /// The network address that it came from.
    pub address: Option<String>,
    /// Everything else, by name.
    pub attributes: Vec<(&'static str, Word)>,
}

impl Finding {
    /// A log-on, log-off and whether it succeeded.
    fn authentication(activity: &'static str, succeeded: bool) -> Self {
        let status = if succeeded { "success" } else { "failure" };
        let attributes = vec![("activity", activity.into()), ("status", status.into())];
        Self { class_uid: AUTHENTICATION, attributes, ..Self::default() }
    }

    fn user(mut self, user: &str) -> Self {
        self.user = Some(user.to_owned()).filter(|user| !user.is_empty());
        self
    }

    fn address(mut self, address: &str) -> Self {
        self.address = Some(address.to_owned()).filter(|address| !address.is_empty());
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.attributes.push((name, value.to_owned().into()));
        }
        self
    }
}

type Family = fn(Text<'_>) -> Option<Finding>;

/// The families by name and version, the first that recognises a text describes it.
const FAMILIES: [(&str, Family); 7] = [
    ("sshd@1", sshd::recognise),
    ("pam@1", pam::recognise),
    ("sudo@1", sudo::recognise),
    ("su@1", su::recognise),
    (postgres::FAMILY, postgres::recognise),
    (http::FAMILY, http::recognise),
    ("clamav@1", clamav::recognise),
];

/// What a text says, if a family recognises it.
pub fn recognise(text: Text<'_>) -> Option<Finding> {
    FAMILIES.into_iter().find_map(|(family, recognise)| Some(Finding { family, ..recognise(text)? }))
}

/// Adds to an event what its text says. What the source stated itself is kept.
pub fn apply(event: &mut NewEvent) {
    let text = Text { program: event.program.as_deref(), message: &event.message };
    if let Some(finding) = recognise(text) {
        add(event, finding);
    }
}

/// Adds a finding to an event.
pub(crate) fn add(event: &mut NewEvent, finding: Finding) {
    event.class_uid = finding.class_uid;
    event.user = event.user.take().or(finding.user);
    event.address = event.address.take().or(finding.address);
    for (name, value) in finding.attributes {
        event.attributes.state(name, || value);
    }
    names::add_paths(event, finding.family);
}

/// The value of `name=` up to the next space; empty where there is none.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.split(' ').find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Checks what all families together make of a text: class, user, address, and the attributes as `name=value`.
    pub(crate) fn check(program: &str, message: &str, expected: (u32, &str, &str, &[&str])) {
        let program = Some(program).filter(|program| !program.is_empty());
        let finding = recognise(Text { program, message }).unwrap_or_default();
        let attributes: Vec<_> = finding.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (user, address) = (finding.user.unwrap_or_default(), finding.address.unwrap_or_default());
        assert_eq!(
            (finding.class_uid, user.as_str(), address.as_str()),
            (expected.0, expected.1, expected.2),
            "{message}"
        );
        assert_eq!(attributes, expected.3, "{message}");
    }

    /// Checks that no family recognises a text.
    pub(crate) fn check_nothing(program: &str, message: &str) {
        check(program, message, (0, "", "", &[]));
    }

    #[test]
    fn what_nobody_knows_is_a_base_event() {
        check_nothing("cron", "(root) CMD (run-parts)");
        check_nothing("", "");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_family_panic(
            program in prop::sample::select(vec!["", "sshd", "sudo", "su", "postgres", "nginx", "clamd"]),
            message in r#"(Accepted |Failed |FAILED SU |pam_unix\(|LOG:  |\[[0-9-]{0,4}\] ?|connection authorized: |[0-9.]{0,9} - - \[)?[a-z:;=()"\\ \[\]é ]{0,60}( from | FOUND|HTTP/1.1" 200 )?[a-z ]{0,9}"#,
        ) {
            let program = Some(program).filter(|program| !program.is_empty());
            recognise(Text { program, message: &message });
        }
    }
}
