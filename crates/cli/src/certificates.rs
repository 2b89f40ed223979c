//! Certificates of receivers and pages, read again when their files change: they are renewed every few weeks, and nobody
//! should have to interrupt the receiving of events for that.

use std::path::PathBuf;
use std::time::Duration;

use talap_collect::own::Act;
use talap_collect::receive::Tls;
use talap_model::{ActKey, Explain, Message};
use talap_web::serve::Certificate;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// How long between two looks. Files are read when they have stayed as they are from one look to the next.
const PERIOD: Duration = Duration::from_secs(5);

/// What became of changed files.
pub(crate) struct Told {
    /// As an act to record.
    pub(crate) act: Act<'static>,
    /// Why they cannot be used, if they cannot.
    pub(crate) refused: Option<Message>,
}

/// Somebody who shows a certificate.
pub(crate) struct Shown {
    /// What shows it, and where.
    by: String,
    file: PathBuf,
    renew: Box<dyn Fn() -> Result<Option<String>, Message> + Send>,
}

impl Shown {
    /// By a receiver.
    pub(crate) fn by_receiver(name: String, tls: &Tls) -> Self {
        let (file, tls) = (tls.certificate().to_owned(), tls.clone());
        Self { by: name, file, renew: Box::new(move || tls.renew().map_err(|error| error.explain())) }
    }

    /// By pages, or whatever else is served like them.
    pub(crate) fn by_pages(name: String, certificate: Certificate) -> Self {
        let file = certificate.path().to_owned();
        Self { by: name, file, renew: Box::new(move || certificate.renew().map_err(|error| error.explain())) }
    }

    /// What is to be told after a look, if anything is.
    fn look(&self) -> Option<Told> {
        let about = |action| Act::new(action, "talap:up").with("listener", &self.by).with("path", self.file.display());
        match (self.renew)() {
            Ok(None) => None,
            Ok(Some(fingerprint)) => {
                tracing::info!(listener = self.by, fingerprint, "a certificate was read again");
                Some(Told { act: about(ActKey::CertificateRenewed).with("fingerprint", fingerprint), refused: None })
            }
            Err(reason) => {
                tracing::warn!(listener = self.by, %reason, "a certificate was not read again");
                let act = about(ActKey::CertificateRefused).with("reason", &reason.key).with("detail", &reason);
                Some(Told { act: act.to_look_at(), refused: Some(reason) })
            }
        }
    }
}

/// Looks every few seconds, and has it recorded what came of it: each change once.
pub(crate) async fn keep_renewing<R, F>(mut shown: Vec<Shown>, record: R, stop: CancellationToken)
where
    R: Fn(Told) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    while !shown.is_empty() {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PERIOD) => {}
        }
        // A file may lie where it takes a while to be read.
        let looked = tokio::task::spawn_blocking(move || {
            let told: Vec<_> = shown.iter().filter_map(Shown::look).collect();
            (shown, told)
        });
        let Ok((still, told)) = looked.await else { return };
        shown = still;
        for told in told {
            if let Err(failure) = record(told).await {
                tracing::error!(cause = %failure.message, "what became of a certificate could not be recorded");
            }
        }
    }
}
