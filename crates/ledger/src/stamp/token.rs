//! A token: a CMS `SignedData` around a `TSTInfo` (RFC 3161 §2.4.2).

use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::ext::Extensions;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::Int;
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode, Sequence, Tag, Tagged};
use talap_model::Timestamp;
use x509_tsp::{Accuracy, MessageImprint, TspVersion};

use super::sign::{self, Authority};
use super::{Assurance, SHA_256, StampFault, Stamped, chain};
use crate::hex;
use crate::merkle::Hash;

/// `id-ct-TSTInfo`.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// `id-signedData`.
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// `TSTInfo`, with the time as it came: authorities write fractions of seconds, which the usual type refuses.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
struct Info {
    version: TspVersion,
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Int,
    gen_time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// A token that was read, with nothing checked.
#[derive(Debug)]
pub(super) struct Token {
    info: Info,
    /// What is signed over.
    content: Vec<u8>,
    signer: SignerInfo,
    certificates: Vec<Certificate>,
    time: Timestamp,
}

impl Token {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, StampFault> {
        let malformed = |cause: &str| StampFault::Malformed { cause: cause.to_owned() };
        let outer = ContentInfo::from_der(bytes)?;
        if outer.content_type != SIGNED_DATA {
            return Err(malformed("it is not signed data"));
        }
        let data: SignedData = outer.content.decode_as()?;
        if data.encap_content_info.econtent_type != TST_INFO {
            return Err(malformed("what is signed is not a time stamp"));
        }
        let content = data.encap_content_info.econtent.ok_or_else(|| malformed("there is no time stamp in it"))?;
        let content = content.value().to_vec();
        let info = Info::from_der(&content)?;
        let time = moment(&info.gen_time).ok_or_else(|| malformed("the time is none"))?;
        let mut signers = data.signer_infos.0.into_vec();
        // An authority signs alone (RFC 3161 §2.4.2).
        let signer = signers.pop().filter(|_| signers.is_empty()).ok_or_else(|| malformed("it has not one signer"))?;
        let certificates = data.certificates.map(|set| set.0.into_vec()).unwrap_or_default();
        let certificates = certificates.into_iter().filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        });
        Ok(Self { certificates: certificates.collect(), info, content, signer, time })
    }

    pub(super) fn is_of(&self, imprint: &Hash) -> Result<(), StampFault> {
        let found = &self.info.message_imprint;
        let same = found.hash_algorithm.oid == SHA_256 && found.hashed_message.as_bytes() == imprint;
        if same { Ok(()) } else { Err(StampFault::Imprint) }
    }

    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_ref().map(Int::as_bytes)
    }

    /// Checks the signature: by the certificate that is given, or by the one that the token carries. A certificate that is given
    /// and issues others need not have signed: the one that did must lead up to it.
    pub(super) fn verified(&self, authority: Option<&Authority>) -> Result<Stamped, StampFault> {
        let carried = || self.certificates.iter().find(|certificate| self.is_signer(certificate));
        let (certificate, assurance) = match authority {
            // One that signed it itself is the signer, whatever else it may do.
            Some(authority)
                if authority.issues()
                    && sign::verify(&self.signer, &self.content, authority.certificate()).is_err() =>
            {
                (carried(), Assurance::Chain)
            }
            Some(authority) => (Some(authority.certificate()), Assurance::Authority),
            None => (carried(), Assurance::SelfCarried),
        };
        let assurance = match certificate.map(|certificate| sign::verify(&self.signer, &self.content, certificate)) {
            Some(Ok(())) => assurance,
            // What cannot be checked is said to be unchecked, unless checking was demanded.
            None | Some(Err(StampFault::Unsupported { .. })) if authority.is_none() => Assurance::Unsigned,
            Some(Err(fault)) => return Err(fault),
            None => return Err(StampFault::NoChain),
        };
        if let (Some(authority), Some(certificate)) = (authority, certificate) {
            sign::may_stamp_at(certificate, self.time)?;
            if assurance == Assurance::Chain {
                chain::lead_up(certificate, &self.certificates, authority.certificate(), self.time)?;
            }
        }
        Ok(Stamped {
            time: self.time,
            serial: hex::encode(self.info.serial_number.as_bytes()),
            authority: certificate.map(|certificate| certificate.tbs_certificate.subject.to_string()),
            assurance,
        })
    }

    fn is_signer(&self, certificate: &Certificate) -> bool {
        let body = &certificate.tbs_certificate;
        match &self.signer.sid {
            SignerIdentifier::IssuerAndSerialNumber(named) => {
                named.issuer == body.issuer && named.serial_number == body.serial_number
            }
            SignerIdentifier::SubjectKeyIdentifier(named) => {
                let id = ObjectIdentifier::new_unwrap("2.5.29.14");
                let mut extensions = body.extensions.iter().flatten().filter(|extension| extension.extn_id == id);
                let named = named.0.to_der().ok();
                extensions.any(|extension| Some(extension.extn_value.as_bytes()) == named.as_deref())
            }
        }
    }
}

/// Reads a `GeneralizedTime` in UTC, with or without a fraction of a second.
fn moment(time: &Any) -> Option<Timestamp> {
    if time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    let part = |range: std::ops::Range<usize>| whole.get(range);
    let dot = if fraction.is_empty() { "" } else { "." };
    Timestamp::parse_rfc3339(&format!(
        "{}-{}-{}T{}:{}:{}{dot}{fraction}Z",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(8..10)?,
        part(10..12)?,
        part(12..14)?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_fractions() {
        let read =
            |text: &str| moment(&Any::new(Tag::GeneralizedTime, text.as_bytes()).unwrap()).map(|t| t.to_string());
        assert_eq!(read("20261122100000Z").as_deref(), Some("2026-11-22T10:00:00Z"));
        assert_eq!(read("20261122100000.25Z").as_deref(), Some("2026-11-22T10:00:00.25Z"));
        for bad in ["20261122100000", "20261122100000.Z", "2026112210000Z", "20261322100000Z", "2026112210000xZ"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
