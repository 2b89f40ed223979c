//! X.509 certificates (RFC 5280) as records keep them: PEM text, from which the subject, the issuer and the last day are read.

use std::fmt::Write as _;

use talap_model::Message;
use time::{Date, OffsetDateTime};
use x509_cert::Certificate;
use x509_cert::der::{DecodePem as _, EncodePem as _, pem::LineEnding};

/// What a certificate says, as far as a register shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CertificateText {
    /// Whose it is, as RFC 4514 writes a name.
    pub(crate) subject: String,
    /// Who gave it.
    pub(crate) issuer: String,
    /// The last day of its validity, in UTC.
    pub(crate) not_after: Date,
}

/// Reads a certificate.
pub(crate) fn read(pem: &str) -> Result<CertificateText, Message> {
    let certificate = parse(pem)?;
    let content = &certificate.tbs_certificate;
    let seconds = content.validity.not_after.to_unix_duration().as_secs();
    let not_after = i64::try_from(seconds).ok().and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    Ok(CertificateText {
        subject: plain(&content.subject.to_string()),
        issuer: plain(&content.issuer.to_string()),
        not_after: not_after.ok_or_else(wrong)?.date(),
    })
}

/// The one PEM text of a certificate: what stands before and after it is left out.
pub(crate) fn canonical(pem: &str) -> Result<String, Message> {
    parse(pem)?.to_pem(LineEnding::LF).map_err(|_| wrong())
}

/// Reads a certificate as a record keeps it, and once more in its canonical form, for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(pem: &str) {
    if let (Ok(read_once), Ok(text)) = (read(pem), canonical(pem)) {
        assert_eq!(read(&text), Ok(read_once), "its canonical form says something else");
        assert_eq!(canonical(&text), Ok(text), "two canonical forms");
    }
}

fn parse(pem: &str) -> Result<Certificate, Message> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let from = pem.find(BEGIN).ok_or_else(wrong)?;
    let rest = pem.get(from..).ok_or_else(wrong)?;
    let to = rest.find(END).ok_or_else(wrong)? + END.len();
    let body = rest.get(..to).ok_or_else(wrong)?.replace("\r\n", "\n");
    Certificate::from_pem(body).map_err(|_| wrong())
}

fn wrong() -> Message {
    Message::new("register-row-certificate-wrong")
}

/// Names escape what is not ASCII as `\C3\A9`; people read the letters.
fn plain(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| first == b'\\').and_then(|two| std::str::from_utf8(two).ok());
        let escaped = hex.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|byte| !byte.is_ascii());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a text in memory does not fail.
            write!(text, "\\{byte:02X}").ok();
        }
    }
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_of_a_name_are_read() {
        assert_eq!(plain("CN=\\D3\\98\\D0\\BB\\D0\\B8\\D1\\8F,O=a\\,b"), "CN=Әлия,O=a\\,b");
        assert_eq!(plain("CN=\\FF\\41"), "CN=\\FF\\41");
    }

    proptest! {
        #[test]
        fn no_text_is_taken_for_a_certificate(text in "(-----BEGIN CERTIFICATE-----)?[A-Za-z0-9+/=\n -]{0,80}(-----END CERTIFICATE-----)?") {
            prop_assert!(read(&text).is_err());
        }
    }
}
