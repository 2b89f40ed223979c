//! `OpenSSH`'s server. The user's name is whatever the client sent, so addresses are looked for from the right.

use super::{Finding, Text};

/// The programs that write these; the session process has its own name since `OpenSSH` 9.8.
const PROGRAMS: [&str; 3] = ["sshd", "sshd-session", "sshd-auth"];

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !text.may_be_from(&PROGRAMS) {
        return None;
    }
    if let Some(rest) = text.message.strip_prefix("Invalid user ") {
        let (user, address) = user_and_address(rest)?;
        return Some(Finding::authentication("logon", false).user(user).address(address).with("user_known", "false"));
    }
    let (succeeded, rest) = match text.message.strip_prefix("Accepted ") {
        Some(rest) => (true, rest),
        None => (false, text.message.strip_prefix("Failed ")?),
    };
    let (method, rest) = rest.split_once(" for ")?;
    let known = rest.strip_prefix("invalid user ");
    let (user, address) = user_and_address(known.unwrap_or(rest))?;
    let finding = Finding::authentication("logon", succeeded).user(user).address(address).with("method", method);
    Some(if known.is_some() { finding.with("user_known", "false") } else { finding })
}

/// Splits `NAME from ADDRESS port NUMBER …`.
fn user_and_address(text: &str) -> Option<(&str, &str)> {
    let (user, rest) = text.rsplit_once(" from ")?;
    let mut words = rest.split(' ');
    let address = words.next().filter(|address| !address.is_empty())?;
    words.next().is_none_or(|word| word == "port").then_some((user, address))
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn log_ons_are_recognised() {
        check(
            "sshd",
            "Accepted password for aigerim from 10.0.0.5 port 51234 ssh2",
            (3002, "aigerim", "10.0.0.5", &["activity=logon", "status=success", "method=password"]),
        );
        check(
            "sshd-session",
            "Accepted publickey for root from fe80::1 port 5 ssh2: ED25519 SHA256:abc",
            (3002, "root", "fe80::1", &["activity=logon", "status=success", "method=publickey"]),
        );
        check(
            "sshd",
            "Failed password for root from 10.0.0.5 port 5 ssh2",
            (3002, "root", "10.0.0.5", &["activity=logon", "status=failure", "method=password"]),
        );
        check(
            "sshd",
            "Failed password for invalid user admin from 10.0.0.5 port 5 ssh2",
            (3002, "admin", "10.0.0.5", &["activity=logon", "status=failure", "method=password", "user_known=false"]),
        );
        check(
            "sshd",
            "Invalid user admin from 10.0.0.5 port 4242",
            (3002, "admin", "10.0.0.5", &["activity=logon", "status=failure", "user_known=false"]),
        );
        check(
            "sshd",
            "Invalid user  from 10.0.0.5 port 4",
            (3002, "", "10.0.0.5", &["activity=logon", "status=failure", "user_known=false"]),
        );
    }

    #[test]
    fn a_users_name_cannot_forge_an_address() {
        check(
            "sshd",
            "Failed password for invalid user x from 1.1.1.1 port 1 ssh2 from 10.0.0.5 port 5 ssh2",
            (
                3002,
                "x from 1.1.1.1 port 1 ssh2",
                "10.0.0.5",
                &["activity=logon", "status=failure", "method=password", "user_known=false"],
            ),
        );
    }

    #[test]
    fn other_lines_and_other_programs_are_not() {
        check_nothing("sshd", "Connection closed by 10.0.0.5 port 5 [preauth]");
        check_nothing("sshd", "Accepted ");
        check_nothing("myapp", "Accepted password for root from 10.0.0.5 port 5 ssh2");
    }
}
