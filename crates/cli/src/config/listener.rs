//! `[collect.syslog_tls]`, `[collect.relp]`, `[collect.http]` and `[collect.otlp_grpc]`.

use std::net::SocketAddr;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use talap_collect::receive::TlsFiles;
use talap_model::Message;

use super::parse_address;

/// Where something is received, and the TLS around it.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ListenerConfig {
    /// The address; left out or empty, nothing is received.
    pub(crate) address: String,
    /// A file with the certificate and those above it, in PEM; with it, TLS 1.2 and 1.3 are spoken.
    pub(crate) certificate: Option<PathBuf>,
    /// A file with the certificate's private key, in PEM.
    pub(crate) key: Option<PathBuf>,
    /// A file with the certificates, in PEM, of whoever signs those of senders; senders without one are refused.
    pub(crate) client_ca: Option<PathBuf>,
    /// A file with lists of senders' certificates that were revoked (CRL), in PEM.
    pub(crate) client_revoked: Option<PathBuf>,
}

impl ListenerConfig {
    /// The address, where something is received.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        parse_address(&self.address).ok().flatten()
    }

    /// The files of TLS, where it is spoken.
    pub(crate) fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.certificate.clone().zip(self.key.clone())?;
        Some(TlsFiles {
            certificate,
            key,
            client_ca: self.client_ca.clone(),
            client_revoked: self.client_revoked.clone(),
        })
    }

    pub(super) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.certificate, &mut self.key, &mut self.client_ca, &mut self.client_revoked].into_iter().flatten()
    }

    /// What is wrong with it, as a key of the section and a sentence. Beyond loopback nobody gets in without a credential
    /// made on this machine, in the clear or not: `by_token` says that every message carries one.
    pub(super) fn wrong(&self, by_token: bool) -> Option<(&'static str, Message)> {
        let Ok(address) = parse_address(&self.address) else {
            return Some(("address", Message::new("config-address-wrong").with("text", self.address.as_str())));
        };
        let (certificate, key) = (self.certificate.is_some(), self.key.is_some());
        if certificate != key {
            return Some(("certificate", Message::new("config-listener-pair")));
        }
        if !certificate && self.client_ca.is_some() {
            return Some(("client_ca", Message::new("config-listener-ca-alone")));
        }
        if self.client_ca.is_none() && self.client_revoked.is_some() {
            return Some(("client_revoked", Message::new("config-listener-revoked-alone")));
        }
        let address = address.filter(|address| !address.ip().is_loopback())?;
        let needs = match (certificate, by_token || self.client_ca.is_some()) {
            (false, _) => "config-listener-needs-tls",
            (true, false) => "config-listener-needs-ca",
            (true, true) => return None,
        };
        Some(("address", Message::new(needs).with("text", address.to_string())))
    }
}
