//! `[mail]`: the server that letters are handed to, and when they are written.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use talap_model::{Language, Message};
use time::Time;

/// How the server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MailTls {
    /// In the clear; for a server on this same machine alone.
    None,
    /// TLS after `STARTTLS` (RFC 3207), and never without.
    #[default]
    Starttls,
    /// TLS from the first byte on (RFC 8314).
    Tls,
}

/// Letters about what falls due.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MailConfig {
    /// The server's name; left out, no letters are written.
    pub(crate) server: String,
    /// Its port; left out, 25 in the clear, 587 for `starttls`, 465 for `tls`.
    pub(crate) port: Option<u16>,
    /// `starttls`, `tls`, or `none` for a server on this same machine.
    pub(crate) tls: MailTls,
    /// A file with the authorities, in PEM, that its certificate is held against beside the public ones.
    pub(crate) certificates: Option<PathBuf>,
    /// Who logs in; left out, nobody does.
    pub(crate) user: Option<String>,
    /// A file with the password, which only its owner can read.
    pub(crate) password_file: Option<PathBuf>,
    /// Who the letters are from: `talap@example.kz` or `Talap <talap@example.kz>`.
    pub(crate) from: String,
    /// When they are written, in the time of `collect.utc_offset`.
    pub(crate) at: String,
    /// Their languages, one after the other in each letter.
    pub(crate) languages: Vec<String>,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: None,
            tls: MailTls::default(),
            certificates: None,
            user: None,
            password_file: None,
            from: String::new(),
            at: "08:00".to_owned(),
            languages: vec!["kk".to_owned(), "ru".to_owned()],
        }
    }
}

impl MailConfig {
    /// Whether letters are written.
    pub(crate) fn is_on(&self) -> bool {
        !self.server.is_empty()
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            MailTls::None => 25,
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
        })
    }

    /// Who the letters are from.
    pub(crate) fn from(&self) -> Option<Mailbox> {
        self.from.parse().ok()
    }

    /// When they are written.
    pub(crate) fn at(&self) -> Option<Time> {
        let (hour, minute) = self.at.split_once(':')?;
        let shaped = hour.len() == 2 && minute.len() == 2;
        Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok().filter(|_| shaped)
    }

    /// Their languages.
    pub(crate) fn languages(&self) -> Vec<Language> {
        self.languages.iter().filter_map(|code| code.parse().ok()).collect()
    }

    /// Resolves the paths.
    pub(super) fn below(&mut self, base: &Path) {
        for path in [&mut self.certificates, &mut self.password_file].into_iter().flatten() {
            *path = base.join(&*path);
        }
    }

    /// What is wrong with it, as a key of the section and a sentence.
    pub(super) fn wrong(&self) -> Option<(&'static str, Message)> {
        let text = |key: &str, text: &str| Message::new(key).with("text", text);
        if self.at().is_none() {
            return Some(("at", text("config-mail-at-wrong", &self.at)));
        }
        if self.languages.is_empty() || self.languages().len() != self.languages.len() {
            return Some(("languages", text("config-mail-languages-wrong", &self.languages.join(", "))));
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Some(("user", Message::new("config-mail-user-pair")));
        }
        if !self.is_on() {
            return None;
        }
        if self.port == Some(0) {
            return Some(("port", Message::new("config-must-be-positive")));
        }
        if self.from().is_none() {
            return Some(("from", text("config-mail-from-wrong", &self.from)));
        }
        // Letters name records, and a login carries a password: neither goes over a network in the clear.
        if self.tls == MailTls::None && !is_here(&self.server) {
            return Some(("tls", text("config-mail-needs-tls", &self.server)));
        }
        None
    }
}

fn is_here(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
