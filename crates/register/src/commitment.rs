//! Salted commitments: what the ledger keeps of a changed value, so that the value itself can be forgotten (UR 63-2)
//! while the proof of what was there remains.
//!
//! A commitment is SHA-256 over a fixed prefix, the salt, the field's key and the value's canonical JSON, each of the
//! last three preceded by its length in eight bytes, most significant first.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use talap_model::{Attributes, Entropy, Explain, Message};
use talap_store::{Change, ChangeKind};

/// Keeps these hashes apart from all others; the number is the version of the form.
const DOMAIN: &[u8] = b"talap/record-field/v1\0";

/// The field of a voided record that says why, beside its last values.
pub const VOID_REASON: &str = "void_reason";

/// The prefix of an event's attributes that hold commitments.
pub const ATTRIBUTE_PREFIX: &str = "commit.";

/// Why an event is not the proof of a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
    /// The event speaks of another record, register or version.
    #[error("the event's attribute {attribute} is of another change")]
    OtherChange {
        /// The attribute that differs.
        attribute: &'static str,
    },
    /// A field changed and the event does not commit to it, or the other way round.
    #[error("the event and the change do not name the same fields: {field}")]
    OtherFields {
        /// A field that only one of them names.
        field: String,
    },
    /// The salt of a field is gone, so nothing can be recomputed.
    #[error("the salt of {field} is gone")]
    Forgotten {
        /// The field.
        field: String,
    },
    /// The value is not the one that was committed to.
    #[error("the value of {field} is not the one that the event commits to")]
    Differs {
        /// The field.
        field: String,
    },
}

impl Explain for CommitmentError {
    fn explain(&self) -> Message {
        match self {
            Self::OtherChange { attribute } => {
                Message::new("register-commitment-other-change").with("attribute", *attribute)
            }
            Self::OtherFields { field } => {
                Message::new("register-commitment-other-fields").with("field", field.as_str())
            }
            Self::Forgotten { field } => Message::new("register-commitment-forgotten").with("field", field.as_str()),
            Self::Differs { field } => Message::new("register-commitment-differs").with("field", field.as_str()),
        }
    }
}

/// The one text of a value. A database may give `3` back for `3.0`, so numbers without a fraction are written whole.
pub fn canonical(value: &Value) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.as_f64() {
        Some(number) if number.fract() == 0.0 && number.abs() < EXACT => format!("{number:.0}"),
        Some(number) => Value::from(number).to_string(),
        None => value.to_string(),
    }
}

/// The commitment to one value, in hexadecimal.
pub fn commit(salt: &str, field: &str, value: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    for part in [salt, field, &canonical(value)] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    let mut text = String::with_capacity(bytes.len() * 2);
    // An import of 100,000 rows writes some millions of bytes so, which the machinery of `write!` would take seconds for.
    for byte in bytes {
        text.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    text
}

/// The fields that a change touched, with the value that each has after it; null where it has none.
pub(crate) fn changed(change: &Change) -> BTreeMap<&str, &Value> {
    let before = change.before.as_ref();
    let old = |field: &str| before.and_then(|values| values.get(field)).unwrap_or(&Value::Null);
    let mut fields: BTreeMap<&str, &Value> = BTreeMap::new();
    for (field, value) in &change.after {
        if change.kind == ChangeKind::Created || canonical(old(field)) != canonical(value) {
            fields.insert(field, value);
        }
    }
    for field in before.into_iter().flatten().map(|(field, _)| field) {
        if !change.after.contains_key(field) {
            fields.insert(field, &Value::Null);
        }
    }
    fields
}

/// Fills in the salts and commitments of a change.
pub(crate) fn seal(change: &mut Change, entropy: &dyn Entropy) {
    let (mut salts, mut commitments) = (BTreeMap::new(), BTreeMap::new());
    for (field, value) in changed(change) {
        let mut salt = [0_u8; 16];
        entropy.fill(&mut salt);
        let salt = hex(&salt);
        commitments.insert(field.to_owned(), commit(&salt, field, value));
        salts.insert(field.to_owned(), salt);
    }
    change.salts = salts;
    change.commitments = commitments;
}

/// Recomputes what an event of the ledger says of a change, from the change's values and salts.
///
/// # Errors
///
/// [`CommitmentError`] when the event is of another change, or a value is not the one that was committed to.
pub fn verify_commitment(change: &Change, attributes: &Attributes) -> Result<(), CommitmentError> {
    let told = [
        ("record", change.record.to_string()),
        ("register", change.register.to_string()),
        ("version", change.version.to_string()),
    ];
    for (attribute, expected) in told {
        if attributes.get(attribute) != Some(expected.as_str()) {
            return Err(CommitmentError::OtherChange { attribute });
        }
    }
    let fields = changed(change);
    let committed = |(name, _): (&str, &str)| name.strip_prefix(ATTRIBUTE_PREFIX).map(str::to_owned);
    if let Some(field) = attributes.iter().filter_map(committed).find(|field| !fields.contains_key(field.as_str())) {
        return Err(CommitmentError::OtherFields { field });
    }
    for (field, value) in fields {
        let named = || field.to_owned();
        let Some(commitment) = attributes.get(&format!("{ATTRIBUTE_PREFIX}{field}")) else {
            return Err(CommitmentError::OtherFields { field: named() });
        };
        let salt = change.salts.get(field).ok_or_else(|| CommitmentError::Forgotten { field: named() })?;
        if commit(salt, field, value) != commitment {
            return Err(CommitmentError::Differs { field: named() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_form_of_a_commitment_does_not_change() {
        // Computed with Python's hashlib from the description at the top of this file.
        let expected = "c8f741bbfff6675d4b1e3035f73467a317e91a41b05efa8d3ee97738d7041de9";
        assert_eq!(commit("000102030405060708090a0b0c0d0e0f", "name", &json!("Әлия")), expected);
    }

    #[test]
    fn a_number_has_one_text_however_it_is_stored() {
        for (value, text) in [(json!(3), "3"), (json!(3.0), "3"), (json!(-2.5), "-2.5"), (json!(0.0), "0")] {
            assert_eq!(canonical(&value), text);
        }
        for value in [json!(null), json!(true), json!("3")] {
            assert_eq!(canonical(&value), value.to_string());
        }
        assert_eq!(canonical(&json!(1e21)), canonical(&serde_json::from_str("1000000000000000000000").unwrap()));
    }
}
