//! Keys of a cluster: an authority of its own, and a key for each of its machines.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

use crate::error::WideError;

/// The certificate of the authority.
pub const AUTHORITY: &str = "authority.pem";
/// The certificate of a machine.
pub const CERTIFICATE: &str = "machine.pem";
/// The key of a machine.
pub const KEY: &str = "machine-key.pem";

/// Makes an authority, and for each machine of these names (host names or addresses) a folder with the three files that
/// it needs. The authority's key is thrown away: a machine more is a new set of keys, and nobody can add one unseen.
///
/// # Errors
///
/// [`WideError::Keys`]; [`WideError::Machine`]; [`WideError::File`] also when there are keys already.
pub fn make(into: &Path, machines: &[String]) -> Result<(), WideError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = named("Talap wide queries");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    for machine in machines {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(vec![machine.clone()]);
        let mut params = params.map_err(|cause| WideError::Machine { name: machine.clone(), cause })?;
        params.distinguished_name = named(machine);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&key, &authority)?;
        let folder = into.join(machine);
        fs::create_dir_all(&folder).map_err(|cause| WideError::File { path: folder.clone(), cause })?;
        write(&folder.join(AUTHORITY), &authority.pem(), 0o644)?;
        write(&folder.join(CERTIFICATE), &certificate.pem(), 0o644)?;
        write(&folder.join(KEY), &key.serialize_pem(), 0o600)?;
    }
    Ok(())
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), WideError> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|cause| WideError::File { path: path.to_owned(), cause })
}
