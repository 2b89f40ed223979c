//! sudo: who ran what as whom, and who was refused.

use super::{Finding, Text};

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if text.program != Some("sudo") {
        return None;
    }
    let (user, rest) = text.message.trim_start().split_once(" : ")?;
    // A refusal states its reason before the fields; the command comes last and may hold anything.
    let (head, command) = rest.split_once("COMMAND=")?;
    let parts = || head.split(" ; ").map(str::trim);
    let reason = parts().next().filter(|part| !part.contains('='));
    let target = parts().find_map(|part| part.strip_prefix("USER=")).unwrap_or_default().trim_end_matches([' ', ';']);
    let finding = Finding::authentication("logon", reason.is_none()).user(user);
    Some(finding.with("target_user", target).with("command", command).with("reason", reason.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn commands_and_refusals_are_recognised() {
        check(
            "sudo",
            "  aigerim : TTY=pts/0 ; PWD=/home/aigerim ; USER=root ; COMMAND=/bin/echo a ; USER=x",
            (
                3002,
                "aigerim",
                "",
                &["activity=logon", "status=success", "target_user=root", "command=/bin/echo a ; USER=x"],
            ),
        );
        check(
            "sudo",
            "bolat : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
            (
                3002,
                "bolat",
                "",
                &[
                    "activity=logon",
                    "status=failure",
                    "target_user=root",
                    "command=/bin/sh",
                    "reason=user NOT in sudoers",
                ],
            ),
        );
        check(
            "sudo",
            "bolat : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
            (
                3002,
                "bolat",
                "",
                &[
                    "activity=logon",
                    "status=failure",
                    "target_user=root",
                    "command=/bin/sh",
                    "reason=3 incorrect password attempts",
                ],
            ),
        );
        check_nothing("sudo", "unable to resolve host web");
        check_nothing("", "a : TTY=x ; USER=root ; COMMAND=/bin/sh");
    }
}
