//! Handing letters to a mail server (RFC 5321), by the settings of `[mail]`.

use std::error::Error as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use talap_model::{Message, Timestamp};

use crate::config::mail::{MailConfig, MailTls};
use crate::failure::{Failure, io_cause};

/// How long a server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server that letters are handed to.
pub(crate) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    server: String,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Who it is for.
    pub(crate) to: Address,
    /// What tells it from all others, so that who gets it twice can know; the part before the `@`.
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// What became of a letter that was not handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Nothing of it arrived, and later it may.
    NotYet,
    /// The server will not take it, now or later.
    Refused,
    /// The connection broke, and nobody knows whether it arrived.
    Unknown,
}

/// A letter was not handed over.
#[derive(Debug)]
pub(crate) struct PostError {
    pub(crate) lost: Lost,
    /// The sentence.
    pub(crate) message: Message,
    /// What can be told of it without a person's address: the server's code, or the kind of trouble.
    pub(crate) why: String,
}

impl Post {
    /// The server that the configuration names; none where it names none.
    pub(crate) fn open(config: &MailConfig) -> Result<Option<Self>, Failure> {
        let Some(from) = config.from().filter(|_| config.is_on()) else { return Ok(None) };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.server.as_str())
            .port(config.port())
            .timeout(Some(PATIENCE))
            .tls(tls(config)?);
        if let Some((user, file)) = config.user.as_ref().zip(config.password_file.as_deref()) {
            builder = builder.credentials(Credentials::new(user.clone(), password(file)?));
        }
        let server = format!("{}:{}", config.server, config.port());
        Ok(Some(Self { transport: builder.build(), from, server }))
    }

    /// Connects and logs in, so that trouble shows before any letter is on its way.
    pub(crate) async fn ready(&self) -> Result<(), PostError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.silent()),
            // Nothing was on its way yet, whatever broke.
            Err(error) => Err(PostError { lost: Lost::NotYet, ..self.error(&error) }),
        }
    }

    /// Hands a letter over. It has arrived once the server answered so.
    pub(crate) async fn send(&self, letter: &Letter, at: Timestamp) -> Result<(), PostError> {
        let message = self.message(letter, at).map_err(|error| PostError {
            lost: Lost::Refused,
            message: self.says(&error),
            why: "unwritable".to_owned(),
        })?;
        self.transport.send(message).await.map(drop).map_err(|error| self.error(&error))
    }

    fn message(&self, letter: &Letter, at: Timestamp) -> Result<lettre::Message, String> {
        let text = letter.text.clone();
        let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
        let body = body.map_err(|_| "the text cannot be encoded".to_owned())?;
        let part = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body);
        let micros = u64::try_from(at.micros()).unwrap_or_default();
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.clone()))
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(AutoSubmitted)
            .subject(letter.subject.as_str())
            .singlepart(part)
            .map_err(|error| error.to_string())
    }

    fn error(&self, error: &lettre::transport::smtp::Error) -> PostError {
        let code = error.status().map(|code| code.to_string());
        let lost = match (error.is_permanent(), error.is_transient()) {
            (true, _) => Lost::Refused,
            (_, true) => Lost::NotYet,
            _ => Lost::Unknown,
        };
        // The error itself says little; what it comes from says what happened.
        let mut text = error.to_string();
        if code.is_none()
            && let Some(source) = error.source()
            && !text.contains(&source.to_string())
        {
            text = format!("{text}: {source}");
        }
        let kind = if error.is_timeout() { "timeout" } else { "connection" };
        PostError { lost, message: self.says(&text), why: code.unwrap_or_else(|| kind.to_owned()) }
    }

    fn silent(&self) -> PostError {
        PostError {
            lost: Lost::NotYet,
            message: Message::new("mail-silent").with("server", self.server.as_str()),
            why: "silent".to_owned(),
        }
    }

    fn says(&self, text: &str) -> Message {
        Message::new("mail-server-says").with("server", self.server.as_str()).with("text", text)
    }
}

/// Says that no person wrote the letter, so that no program answers it (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn tls(config: &MailConfig) -> Result<Tls, Failure> {
    if config.tls == MailTls::None {
        return Ok(Tls::None);
    }
    let wrong = |path: Option<&Path>, cause: Message| {
        let path = path.map(|path| path.display().to_string()).unwrap_or_default();
        Failure::wrong_use(Message::new("config-mail-tls-unusable").with("path", path).with("cause", cause))
    };
    let other = |error: &lettre::transport::smtp::Error| {
        let source = error.source().map(ToString::to_string);
        Message::new("io-other").with("text", source.unwrap_or_else(|| error.to_string()))
    };
    let mut builder = TlsParameters::builder(config.server.clone());
    if let Some(path) = config.certificates.as_deref() {
        let pem = std::fs::read(path).map_err(|error| wrong(Some(path), io_cause(&error)))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(Some(path), other(&error)))?;
        builder = builder.add_root_certificate(certificate);
    }
    let parameters = builder.build().map_err(|error| wrong(config.certificates.as_deref(), other(&error)))?;
    Ok(if config.tls == MailTls::Tls { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}

/// Reads a password that stands on the first line of a file which only its owner can read.
fn password(path: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| {
        let message = Message::new("config-mail-password-unreadable").with("path", path.display().to_string());
        Failure::wrong_use(message.with("cause", io_cause(&error)))
    };
    let mode = std::fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        let message = Message::new("config-mail-password-exposed").with("path", path.display().to_string());
        return Err(Failure::wrong_use(message));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
