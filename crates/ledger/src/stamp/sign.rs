//! The signature of a token, with the algorithms that `ring` knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cms::cert::x509::Certificate;
use cms::cert::x509::ext::pkix::ExtendedKeyUsage;
use cms::signed_data::SignerInfo;
use der::asn1::OctetString;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode};
use ring::digest::{self, Algorithm};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use talap_model::Timestamp;

use super::{StampFault, chain};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub(super) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
pub(super) const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// Whose stamps are taken: a certificate that was obtained beforehand, of a time-stamping authority or of a certification
/// authority above one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority(Box<Certificate>);

impl Authority {
    /// Reads a certificate in PEM or DER.
    ///
    /// # Errors
    ///
    /// [`StampFault::Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, StampFault> {
        let pem = std::str::from_utf8(bytes).ok().and_then(|text| {
            let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
            let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
            STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok()
        });
        Ok(Self(Box::new(Certificate::from_der(pem.as_deref().unwrap_or(bytes))?)))
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.0
    }

    /// Whether it is a certification authority, which issues certificates and stamps nothing itself.
    pub fn issues(&self) -> bool {
        chain::may_issue(&self.0)
    }
}

/// Checks that a certificate is one for time stamping alone (RFC 3161 §2.3) and was valid at a time.
pub(super) fn may_stamp_at(certificate: &Certificate, time: Timestamp) -> Result<(), StampFault> {
    let body = &certificate.tbs_certificate;
    let mut usages = body.extensions.iter().flatten().filter(|extension| extension.extn_id == EXTENDED_KEY_USAGE);
    let only = usages.next().is_some_and(|usage| {
        let read = ExtendedKeyUsage::from_der(usage.extn_value.as_bytes());
        usage.critical && read.is_ok_and(|usage| usage.0 == [TIME_STAMPING])
    });
    if only { chain::was_valid(certificate, time) } else { Err(StampFault::NotAnAuthority) }
}

/// Checks the signature over a content (RFC 5652 §5.4): the signed attributes hold the digest of the content, and the signature
/// is over them.
pub(super) fn verify(signer: &SignerInfo, content: &[u8], certificate: &Certificate) -> Result<(), StampFault> {
    let attributes = signer.signed_attrs.as_ref().ok_or(StampFault::Signature)?;
    let hash = hash_of(&signer.digest_alg.oid)?;
    let mut digests = attributes.iter().filter(|attribute| attribute.oid == MESSAGE_DIGEST);
    let value = digests.next().and_then(|attribute| attribute.values.get(0)).ok_or(StampFault::Signature)?;
    let claimed: OctetString = value.decode_as()?;
    if digests.next().is_some() || claimed.as_bytes() != digest::digest(hash, content).as_ref() {
        return Err(StampFault::Signature);
    }
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let algorithm = algorithm(&signer.signature_algorithm.oid, hash, curve_of(certificate))?;
    let public = UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes());
    // What is signed is the SET OF, not the tag that it has inside the token; DER puts both in the same order.
    let message = attributes.to_der()?;
    public.verify(&message, signer.signature.as_bytes()).map_err(|_| StampFault::Signature)
}

/// The curve of a certificate's key, where it has one.
fn curve_of(certificate: &Certificate) -> Option<ObjectIdentifier> {
    let parameters = certificate.tbs_certificate.subject_public_key_info.algorithm.parameters.as_ref()?;
    parameters.decode_as().ok()
}

/// The algorithm of a signature that names its hash, as those of certificates do, under the key of the one that made it.
pub(super) fn algorithm_of(
    oid: &ObjectIdentifier,
    issuer: &Certificate,
) -> Result<&'static dyn VerificationAlgorithm, StampFault> {
    // Plain RSA, which names none, is no algorithm of a certificate.
    if *oid == RSA { Err(unsupported(oid)) } else { algorithm(oid, &digest::SHA256, curve_of(issuer)) }
}

fn unsupported(algorithm: &ObjectIdentifier) -> StampFault {
    StampFault::Unsupported { algorithm: algorithm.to_string() }
}

fn hash_of(oid: &ObjectIdentifier) -> Result<&'static Algorithm, StampFault> {
    match oid.to_string().as_str() {
        "2.16.840.1.101.3.4.2.1" => Ok(&digest::SHA256),
        "2.16.840.1.101.3.4.2.2" => Ok(&digest::SHA384),
        "2.16.840.1.101.3.4.2.3" => Ok(&digest::SHA512),
        _ => Err(unsupported(oid)),
    }
}

/// The algorithm of a signature.
fn algorithm(
    oid: &ObjectIdentifier,
    hash: &'static Algorithm,
    curve: Option<ObjectIdentifier>,
) -> Result<&'static dyn VerificationAlgorithm, StampFault> {
    const P256: &str = "1.2.840.10045.3.1.7";
    const P384: &str = "1.3.132.0.34";
    let (oid_text, curve) = (oid.to_string(), curve.map(|curve| curve.to_string()));
    let named = match oid_text.as_str() {
        // With plain RSA the hash is the signer's.
        _ if *oid == RSA && *hash == digest::SHA256 => "1.2.840.113549.1.1.11",
        _ if *oid == RSA && *hash == digest::SHA384 => "1.2.840.113549.1.1.12",
        _ if *oid == RSA => "1.2.840.113549.1.1.13",
        other => other,
    };
    Ok(match (named, curve.as_deref()) {
        ("1.2.840.113549.1.1.11", _) => &signature::RSA_PKCS1_2048_8192_SHA256,
        ("1.2.840.113549.1.1.12", _) => &signature::RSA_PKCS1_2048_8192_SHA384,
        ("1.2.840.113549.1.1.13", _) => &signature::RSA_PKCS1_2048_8192_SHA512,
        ("1.2.840.10045.4.3.2", Some(P256)) => &signature::ECDSA_P256_SHA256_ASN1,
        ("1.2.840.10045.4.3.3", Some(P256)) => &signature::ECDSA_P256_SHA384_ASN1,
        ("1.2.840.10045.4.3.2", Some(P384)) => &signature::ECDSA_P384_SHA256_ASN1,
        ("1.2.840.10045.4.3.3", Some(P384)) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return Err(unsupported(oid)),
    })
}
