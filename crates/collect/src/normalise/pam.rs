//! PAM's own lines, which any program that authenticates writes: sessions and refusals.

use super::{Finding, Text, field};

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    let rest = text.message.strip_prefix("pam_")?;
    let (_, rest) = rest.split_once('(')?;
    let (service, said) = rest.split_once("): ")?;
    let finding = if let Some(rest) = said.strip_prefix("session opened for user ") {
        let (user, by) = rest.split_once(" by ").unwrap_or((rest, ""));
        Finding::authentication("logon", true).user(name(user)).with("by", name(by))
    } else if let Some(rest) = said.strip_prefix("session closed for user ") {
        Finding::authentication("logoff", true).user(name(rest))
    } else {
        let fields = said.strip_prefix("authentication failure;")?;
        Finding::authentication("logon", false).user(field(fields, "user")).address(field(fields, "rhost"))
    };
    let (service, _) = service.split_once(':').unwrap_or((service, ""));
    Some(finding.with("service", service))
}

/// `root(uid=0)` without the number.
fn name(text: &str) -> &str {
    text.split_once('(').map_or(text, |(name, _)| name).trim()
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn sessions_are_recognised() {
        check(
            "sudo",
            "pam_unix(sudo:session): session opened for user root(uid=0) by aigerim(uid=1000)",
            (3002, "root", "", &["activity=logon", "status=success", "by=aigerim", "service=sudo"]),
        );
        check(
            "su",
            "pam_unix(su-l:session): session closed for user postgres",
            (3002, "postgres", "", &["activity=logoff", "status=success", "service=su-l"]),
        );
        check(
            "sshd",
            "pam_unix(sshd:session): session opened for user root by (uid=0)",
            (3002, "root", "", &["activity=logon", "status=success", "service=sshd"]),
        );
    }

    #[test]
    fn refusals_are_recognised() {
        check(
            "sshd",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.5  user=root",
            (3002, "root", "10.0.0.5", &["activity=logon", "status=failure", "service=sshd"]),
        );
        check_nothing("sshd", "pam_unix(sshd:auth): check pass; user unknown");
    }
}
