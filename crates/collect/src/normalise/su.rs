//! su: `(to root) aigerim on pts/0`, and the same after `FAILED SU`.

use super::{Finding, Text};

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !matches!(text.program, Some("su" | "su-l")) {
        return None;
    }
    let failed = text.message.strip_prefix("FAILED SU ");
    let (target, rest) = failed.unwrap_or(text.message).strip_prefix("(to ")?.split_once(") ")?;
    let (user, _) = rest.rsplit_once(" on ")?;
    Some(Finding::authentication("logon", failed.is_none()).user(user).with("target_user", target))
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn changes_of_user_are_recognised() {
        check(
            "su",
            "(to root) aigerim on pts/0",
            (3002, "aigerim", "", &["activity=logon", "status=success", "target_user=root"]),
        );
        check(
            "su",
            "FAILED SU (to root) bolat on pts/1",
            (3002, "bolat", "", &["activity=logon", "status=failure", "target_user=root"]),
        );
        check_nothing("su", "(to root");
    }
}
