//! The certificates from the one that signed a token up to the one that is trusted (RFC 5280 §6.1, as far as a chain of a
//! time-stamping authority has it): names and signatures lead from one to the next, each was valid when the stamp was made, each
//! above the first may issue, and none has a critical extension that is not understood. Revocation is not checked.

use cms::cert::x509::Certificate;
use cms::cert::x509::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use der::oid::ObjectIdentifier;
use der::{Decode, Encode};
use ring::signature::UnparsedPublicKey;
use talap_model::Timestamp;

use super::StampFault;
use super::sign::{self, EXTENDED_KEY_USAGE, TIME_STAMPING};

const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// Policies say what a certificate is good for in the words of who issued it; whoever trusts the one above takes any.
const POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");

/// The most certificates between the signer's and the trusted one.
const LONGEST: usize = 5;
/// The most certificates of a token that are looked at.
const MOST: usize = 16;

/// An extension of a certificate, if it has it.
pub(super) fn extension<'a, T: Decode<'a>>(
    certificate: &'a Certificate,
    id: ObjectIdentifier,
) -> Result<Option<T>, StampFault> {
    let mut found = certificate.tbs_certificate.extensions.iter().flatten().filter(|one| one.extn_id == id);
    let value = found.next().map(|one| T::from_der(one.extn_value.as_bytes())).transpose()?;
    if found.next().is_some() {
        return Err(StampFault::Malformed { cause: format!("a certificate has the extension {id} twice") });
    }
    Ok(value)
}

/// Whether a certificate is one of those that issue others.
pub(super) fn may_issue(certificate: &Certificate) -> bool {
    matches!(extension::<BasicConstraints>(certificate, BASIC_CONSTRAINTS), Ok(Some(constraints)) if constraints.ca)
}

/// Checks that a certificate was valid at a time.
pub(super) fn was_valid(certificate: &Certificate, time: Timestamp) -> Result<(), StampFault> {
    let validity = &certificate.tbs_certificate.validity;
    let seconds = u64::try_from(time.micros() / 1_000_000).unwrap_or(0);
    let (from, until) = (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
    if (from.as_secs()..=until.as_secs()).contains(&seconds) { Ok(()) } else { Err(StampFault::OutsideValidity) }
}

/// Finds a way from the signer's certificate to the trusted one, over those that the token carries.
pub(super) fn lead_up(
    signer: &Certificate,
    carried: &[Certificate],
    trusted: &Certificate,
    time: Timestamp,
) -> Result<(), StampFault> {
    is_understood(signer)?;
    let (mut fault, mut reached) = (StampFault::NoChain, vec![(signer, 0)]);
    let mut others: Vec<&Certificate> = carried.iter().take(MOST).filter(|other| *other != signer).collect();
    while let Some((certificate, between)) = reached.pop() {
        let mut has_issued = |issuer: &Certificate| {
            let found = issued(issuer, certificate, between, time);
            found.unwrap_or_else(|cause| {
                fault = cause;
                false
            })
        };
        if has_issued(trusted) {
            return Ok(());
        }
        if between < LONGEST {
            // Each is reached once, so that a token full of certificates costs no more than their number.
            let (issuers, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| has_issued(other));
            others = rest;
            reached.extend(issuers.into_iter().map(|issuer| (issuer, between + 1)));
        }
    }
    Err(fault)
}

/// Whether one certificate issued another, with so many between it and the signer's; a fault when it says so and may not have.
fn issued(
    issuer: &Certificate,
    certificate: &Certificate,
    between: usize,
    time: Timestamp,
) -> Result<bool, StampFault> {
    let (above, below) = (&issuer.tbs_certificate, &certificate.tbs_certificate);
    if above.subject != below.issuer {
        return Ok(false);
    }
    is_understood(issuer)?;
    was_valid(issuer, time)?;
    let constraints: Option<BasicConstraints> = extension(issuer, BASIC_CONSTRAINTS)?;
    let far_enough = |constraints: BasicConstraints| {
        constraints.ca && constraints.path_len_constraint.is_none_or(|most| between <= usize::from(most))
    };
    let usage: Option<KeyUsage> = extension(issuer, KEY_USAGE)?;
    let purposes: Option<ExtendedKeyUsage> = extension(issuer, EXTENDED_KEY_USAGE)?;
    let for_stamps = |purposes: ExtendedKeyUsage| purposes.0.iter().any(|one| [TIME_STAMPING, ANY_USAGE].contains(one));
    if !constraints.is_some_and(far_enough)
        || usage.is_some_and(|usage| !usage.key_cert_sign())
        || !purposes.is_none_or(for_stamps)
    {
        return Err(StampFault::MayNotIssue);
    }
    let algorithm = sign::algorithm_of(&certificate.signature_algorithm.oid, issuer)?;
    if certificate.signature_algorithm != below.signature {
        return Err(StampFault::Signature);
    }
    let signature = certificate.signature.as_bytes().ok_or(StampFault::Signature)?;
    let key = UnparsedPublicKey::new(algorithm, above.subject_public_key_info.subject_public_key.raw_bytes());
    key.verify(&below.to_der()?, signature).map(|()| true).map_err(|_| StampFault::Signature)
}

/// Refuses a certificate with a critical extension that nothing here heeds (RFC 5280 §4.2).
fn is_understood(certificate: &Certificate) -> Result<(), StampFault> {
    const KNOWN: [ObjectIdentifier; 4] = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, POLICIES];
    let mut critical = certificate.tbs_certificate.extensions.iter().flatten().filter(|one| one.critical);
    match critical.find(|one| !KNOWN.contains(&one.extn_id)) {
        Some(one) => {
            Err(StampFault::Malformed { cause: format!("the critical extension {} is not known", one.extn_id) })
        }
        None => Ok(()),
    }
}
