//! Time stamps of checkpoints (RFC 3161): a request to an authority, its response, and what a token proves.
//!
//! Checked always: that the token is well formed, that it is of this checkpoint, and that its signature is that of the certificate that it
//! carries, where the algorithm is one that `ring` knows (RSA PKCS #1 with SHA-2, ECDSA on P-256 and P-384). With the
//! authority's certificate at hand also: that this certificate signed it, is one for time stamping, and was valid at that time. With
//! that of a certification authority instead: that the signer's certificate is such a one, and leads up to it. Never checked:
//! revocation.

mod chain;
mod fault;
mod fetch;
mod sign;
mod token;

pub use fault::StampFault;
pub use fetch::{FetchError, fetch};
pub use sign::Authority;

use der::asn1::{Int, OctetString};
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode};
use talap_model::Timestamp;
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion};

use crate::merkle::Hash;
use token::Token;

/// SHA-256.
pub(crate) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// How far a time stamp was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The certificate that was given signed it.
    Authority,
    /// The certificate that it carries signed it, and leads up to the one that was given.
    Chain,
    /// The certificate that it carries signed it; whose certificate that is was not checked.
    SelfCarried,
    /// It is of this checkpoint; its signature is of a kind that cannot be checked here, or it carries no certificate.
    Unsigned,
}

/// A time stamp that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// When the authority saw the checkpoint.
    pub time: Timestamp,
    /// The token's number with that authority, in hexadecimal digits.
    pub serial: String,
    /// The subject of the signer's certificate, where there is one.
    pub authority: Option<String>,
    /// How far it was checked.
    pub assurance: Assurance,
}

/// The request for a stamp of a SHA-256 (RFC 3161 §2.4.1), with a nonce that the answer must repeat.
///
/// # Errors
///
/// [`StampFault::Malformed`], which does not happen: all parts are of fixed shapes.
pub fn request(imprint: &Hash, nonce: u64) -> Result<Vec<u8>, StampFault> {
    let hash_algorithm = x509_algorithm(SHA_256);
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint { hash_algorithm, hashed_message: OctetString::new(imprint.as_slice())? },
        req_policy: None,
        nonce: Some(Int::new(&positive(nonce))?),
        cert_req: true,
        extensions: None,
    };
    Ok(request.to_der()?)
}

fn x509_algorithm(oid: ObjectIdentifier) -> cms::cert::x509::spki::AlgorithmIdentifier<Any> {
    cms::cert::x509::spki::AlgorithmIdentifier { oid, parameters: Some(Any::null()) }
}

/// A number as DER writes a positive INTEGER: without zeros before it but one that keeps it positive.
fn positive(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or_default();
    let sign = bytes.first().is_some_and(|first| first & 0x80 != 0);
    sign.then_some(0).into_iter().chain(bytes.iter().copied()).collect()
}

/// The token of a response (RFC 3161 §2.4.2), held against what was asked for.
///
/// # Errors
///
/// [`StampFault`]: the authority refused, the response is malformed, or the token is of something else.
pub fn token_of_response(response: &[u8], imprint: &Hash, nonce: u64) -> Result<Vec<u8>, StampFault> {
    let response = TimeStampResp::from_der(response)?;
    let status = response.status.status as u8;
    // 0 is granted, 1 is granted with modifications.
    if status > 1 {
        return Err(StampFault::Refused { status });
    }
    let token = response.time_stamp_token.ok_or(StampFault::Refused { status })?.to_der()?;
    let read = Token::read(&token)?;
    read.is_of(imprint)?;
    if read.nonce() != Some(positive(nonce).as_slice()) {
        return Err(StampFault::Nonce);
    }
    Ok(token)
}

/// Checks a token: whether it is of this SHA-256, and as far as possible who made it.
///
/// # Errors
///
/// [`StampFault`] with what does not fit.
pub fn check(token: &[u8], imprint: &Hash, authority: Option<&Authority>) -> Result<Stamped, StampFault> {
    let token = Token::read(token)?;
    token.is_of(imprint)?;
    token.verified(authority)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_request_is_the_one_that_openssl_makes() {
        // openssl ts -query -digest 0101…01 -sha256 -cert, with its own nonce.
        let expected = "304002010130313\
            00d060960864801650304020105000420010101010101010101010101010101010101010101010101010101010101010102\
            05008877665501\
            01ff";
        let request = request(&[1; 32], 0x8877_6655).unwrap();
        let text = crate::hex::encode(&request);
        // The length in front differs with that of the nonce.
        assert_eq!(text.get(4..), expected.replace(' ', "").get(4..), "{text}");
    }

    #[test]
    fn numbers_are_positive_and_short() {
        for (number, bytes) in
            [(0, vec![0]), (1, vec![1]), (0x80, vec![0, 0x80]), (u64::MAX, [vec![0], vec![255; 8]].concat())]
        {
            assert_eq!(positive(number), bytes);
        }
    }

    #[test]
    fn a_refusal_is_told_with_its_status() {
        // PKIStatusInfo of status 2 without more.
        assert_eq!(
            token_of_response(&[0x30, 5, 0x30, 3, 2, 1, 2], &[0; 32], 1),
            Err(StampFault::Refused { status: 2 })
        );
        assert_eq!(
            token_of_response(&[0x30, 5, 0x30, 3, 2, 1, 0], &[0; 32], 1),
            Err(StampFault::Refused { status: 0 })
        );
    }

    /// A token of the national authority, where it lies on this machine.
    #[test]
    fn a_known_token_is_read() {
        let Ok(bytes) = std::fs::read("/work/shared/fixtures/signature/tsp_token.bin") else { return };
        let token = Token::read(&bytes).or_else(|_| {
            let response = TimeStampResp::from_der(&bytes).map_err(StampFault::from)?;
            Token::read(&response.time_stamp_token.ok_or(StampFault::Refused { status: 0 })?.to_der()?)
        });
        let token = token.unwrap();
        assert_eq!(token.is_of(&[0; 32]), Err(StampFault::Imprint));
    }

    proptest! {
        #[test]
        fn whatever_is_read_as_a_response_or_token_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _response = token_of_response(&bytes, &[0; 32], 1);
            let _token = check(&bytes, &[0; 32], None);
        }
    }
}
