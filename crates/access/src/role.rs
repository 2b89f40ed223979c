//! The roles, and the rights that each one carries.

use std::str::FromStr;

use talap_model::{Explain, Message, Right};

/// A role that a person can hold. There is no right to change or delete events, so none of them has it (UR 38.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The information-security officer (UR 30): everything about records, assessments and attestations; reads events.
    IsOfficer,
    /// An analyst of an operational information-security centre (UR 50-1): reads events, verdicts and records.
    Analyst,
    /// An integration engineer: keeps organisations, objects and sources, hands logs in, reads events.
    IntegrationEngineer,
    /// An administrator: gives roles, keeps the structure, hands logs in, may look at events (UR 38.6).
    Administrator,
    /// A registrar of a human-resources office, an IT store or a server room: keeps the registers.
    Registrar,
    /// An auditor or inspector: reads everything, changes nothing.
    Auditor,
    /// Any employee: reads the registers that hold no personal data.
    Employee,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::IsOfficer,
        Self::Analyst,
        Self::IntegrationEngineer,
        Self::Administrator,
        Self::Registrar,
        Self::Auditor,
        Self::Employee,
    ];

    /// The role as commands and the record store write it; its words are in the locales under `access-role-…`.
    pub fn key(self) -> &'static str {
        match self {
            Self::IsOfficer => "is_officer",
            Self::Analyst => "analyst",
            Self::IntegrationEngineer => "integration_engineer",
            Self::Administrator => "administrator",
            Self::Registrar => "registrar",
            Self::Auditor => "auditor",
            Self::Employee => "employee",
        }
    }

    /// What the role may do.
    pub fn rights(self) -> &'static [Right] {
        use Right::{
            AppendEvents, Assess, Attest, GrantRoles, ReadEvents, ReadPersonalData, ReadRecords, ReadRoles,
            ReadVerdicts, WriteRecords, WriteStructure,
        };
        match self {
            Self::IsOfficer => &[
                ReadRecords,
                ReadPersonalData,
                WriteRecords,
                WriteStructure,
                ReadEvents,
                Assess,
                ReadVerdicts,
                Attest,
                ReadRoles,
            ],
            Self::Analyst => &[ReadRecords, ReadEvents, ReadVerdicts],
            Self::IntegrationEngineer => &[ReadRecords, WriteStructure, ReadEvents, AppendEvents],
            // An administrator feeds logs in; nobody may change them once they are there (UR 38.6).
            Self::Administrator => &[ReadRecords, WriteStructure, ReadEvents, AppendEvents, GrantRoles, ReadRoles],
            Self::Registrar => &[ReadRecords, ReadPersonalData, WriteRecords],
            Self::Auditor => &[ReadRecords, ReadPersonalData, ReadEvents, ReadVerdicts, ReadRoles],
            Self::Employee => &[ReadRecords],
        }
    }

    /// The role's name in the reader's language.
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::IsOfficer => "access-role-is-officer",
            Self::Analyst => "access-role-analyst",
            Self::IntegrationEngineer => "access-role-integration-engineer",
            Self::Administrator => "access-role-administrator",
            Self::Registrar => "access-role-registrar",
            Self::Auditor => "access-role-auditor",
            Self::Employee => "access-role-employee",
        })
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.into_iter().find(|role| role.key() == text);
        found.ok_or_else(|| UnknownRole { text: text.to_owned() })
    }
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a role")]
pub struct UnknownRole {
    /// The text as it came.
    pub text: String,
}

impl Explain for UnknownRole {
    fn explain(&self) -> Message {
        let known = Role::ALL.map(Role::key).join(", ");
        Message::new("access-role-unknown").with("text", self.text.as_str()).with("known", known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a right lets its holder do to events already kept.
    fn changes_kept_events(right: Right) -> bool {
        // Exhaustive on purpose: whoever adds a right must say here that it does not change, delete or switch off events.
        match right {
            Right::ReadRecords
            | Right::ReadPersonalData
            | Right::WriteRecords
            | Right::WriteStructure
            | Right::ReadEvents
            | Right::AppendEvents
            | Right::Assess
            | Right::ReadVerdicts
            | Right::Attest
            | Right::GrantRoles
            | Right::ReadRoles => false,
        }
    }

    #[test]
    fn no_role_can_change_or_delete_events() {
        for right in Right::ALL {
            assert!(!changes_kept_events(right), "{right:?}");
            for word in ["delete", "erase", "truncate", "write-events", "change-events", "edit"] {
                assert!(!right.key().contains(word), "{}", right.key());
            }
        }
        for role in Role::ALL {
            let on_events: Vec<_> = role.rights().iter().filter(|right| right.key().contains("events")).collect();
            assert!(on_events.iter().all(|right| matches!(right, Right::ReadEvents | Right::AppendEvents)), "{role:?}");
        }
    }

    #[test]
    fn the_table_of_roles_and_rights() {
        let row = |role: Role| role.rights().iter().map(|right| right.key()).collect::<Vec<_>>().join(" ");
        let expected = [
            "read-records read-personal-data write-records write-structure read-events assess read-verdicts attest \
             read-roles",
            "read-records read-events read-verdicts",
            "read-records write-structure read-events append-events",
            "read-records write-structure read-events append-events grant-roles read-roles",
            "read-records read-personal-data write-records",
            "read-records read-personal-data read-events read-verdicts read-roles",
            "read-records",
        ];
        assert_eq!(Role::ALL.map(row), expected);
    }

    #[test]
    fn who_only_reads_changes_nothing() {
        for role in [Role::Auditor, Role::Analyst, Role::Employee] {
            assert!(role.rights().iter().all(|right| right.key().starts_with("read-")), "{role:?}");
        }
        let giving = |role: &Role| role.rights().contains(&Right::GrantRoles);
        assert_eq!(Role::ALL.into_iter().filter(giving).collect::<Vec<_>>(), [Role::Administrator]);
    }

    #[test]
    fn a_role_is_known_by_its_key() {
        for role in Role::ALL {
            assert_eq!(role.key().parse(), Ok(role));
        }
        for bad in ["", "root", "Auditor", "is-officer"] {
            assert!(bad.parse::<Role>().is_err(), "{bad}");
        }
    }
}
