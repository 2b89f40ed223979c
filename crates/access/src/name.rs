//! The names that roles are given to.

use talap_model::Identity;

use crate::AccessError;

/// The longest name of a user that Linux allows.
const LONGEST_OS_NAME: usize = 256;
/// The longest name of an account.
const LONGEST_ACCOUNT_NAME: usize = 64;
/// How the identity of an account begins, as [`Identity`] displays it.
const ACCOUNT: &str = "user:";

/// A user of the operating system.
pub(crate) fn os_user(name: &str) -> Result<Identity, AccessError> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, ':' | '/');
    if name.is_empty() || name.len() > LONGEST_OS_NAME || name.contains(odd) {
        return Err(AccessError::InvalidName { name: name.to_owned() });
    }
    Ok(Identity::OsUser(name.to_owned()))
}

/// The owner of an account.
pub(crate) fn account(name: &str) -> Result<Identity, AccessError> {
    if is_account_name(name) {
        Ok(Identity::Account(name.to_owned()))
    } else {
        Err(AccessError::InvalidAccountName { name: name.to_owned() })
    }
}

/// Whoever a name stands for: `user:NAME` for an account, `os:NAME` or a bare name for a user of the operating system.
pub(crate) fn holder(name: &str) -> Result<Identity, AccessError> {
    match name.strip_prefix(ACCOUNT) {
        Some(name) => account(name),
        None => os_user(name.strip_prefix("os:").unwrap_or(name)),
    }
}

/// The account's name in an identity as a grant keeps it; none for other identities.
pub(crate) fn account_of(identity: &str) -> Option<&str> {
    identity.strip_prefix(ACCOUNT)
}

/// Lower-case Latin letters, digits, `.`, `_` and `-`, beginning with a letter or digit, so that it can stand in a URL.
pub(crate) fn is_account_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= LONGEST_ACCOUNT_NAME
        && name.starts_with(plain)
        && name.chars().all(|c| plain(c) || matches!(c, '.' | '_' | '-'))
}

/// The nearest name that an account can have to a name of the operating system: `DOMAIN\Serik` becomes `domain-serik`. A
/// name without a single Latin letter or digit becomes `admin`, since it is the first account that needs this.
pub(crate) fn as_account_name(os_name: &str) -> String {
    let folded: String = os_name
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' })
        .collect();
    let name: String = folded.trim_start_matches(['.', '_', '-']).chars().take(LONGEST_ACCOUNT_NAME).collect();
    if name.is_empty() { "admin".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_says_whose_it_is() {
        let read = |name: &str| holder(name).unwrap().to_string();
        assert_eq!(read("serik"), "os:serik");
        assert_eq!(read("os:Serik"), "os:Serik");
        assert_eq!(read("user:serik"), "user:serik");
        for bad in ["", "user:", "os:", "user:Serik", "talap:collect", "os:user:a", "user:os:a", "user:a b"] {
            assert!(holder(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_of_the_operating_system_become_names_of_accounts() {
        assert_eq!(as_account_name("aigerim"), "aigerim");
        assert_eq!(as_account_name("DOMAIN\\Serik"), "domain-serik");
        assert_eq!(as_account_name("_svc"), "svc");
        assert_eq!(as_account_name("Әйгерім"), "admin");
    }

    proptest! {
        #[test]
        fn names_of_accounts_are_plain(name in "[a-z0-9][a-z0-9._-]{0,63}") {
            prop_assert_eq!(holder(&format!("user:{name}")).unwrap(), Identity::Account(name));
        }

        #[test]
        fn no_other_name_is_taken(name in any::<String>()) {
            let pattern = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
            let good = (1..=64).contains(&name.len()) && name.chars().all(pattern) && !name.starts_with(['.', '-', '_']);
            prop_assert_eq!(account(&name).is_ok(), good);
        }

        #[test]
        fn whatever_is_made_of_a_name_can_be_one(name in any::<String>()) {
            let made = as_account_name(&name);
            prop_assert!(is_account_name(&made), "{}", made);
        }
    }
}
