//! Imports as pages, methods of the API and commands make them: looked at, done, taken back, each told to the ledger.

use talap_collect::own::Act;
use talap_model::{ActKey, Caller, OrganisationId, RecordId, RegisterKey};
use talap_register::{HeaderError, ImportError, ImportFile, ImportOptions, ImportReport, Preview, Undone};

use crate::fault::Fault;
use crate::site::{Site, may_route};

impl Site {
    /// Imports a file into a register.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing of it was taken.
    pub async fn import_file(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
    ) -> Result<ImportReport, Fault> {
        may_route(caller, register)?;
        let options = ImportOptions::default();
        let mut report = self.register.import_file(caller, register, organisation, file, options).await?;
        let who = caller.identity().to_string();
        let mut act = Act::new(ActKey::ImportFinished, &who)
            .with("register", register)
            .with("created", report.created)
            .with("updated", report.updated)
            .with("unchanged", report.unchanged)
            .with("rejected", report.rejected_rows())
            .about(organisation.cloned());
        if let Some(import) = report.import {
            act = act.with("import", import);
        }
        report.waiting = report.waiting.or(self.record_done(act).await);
        report.waiting = report.waiting.or(self.after_change(register).await);
        Ok(report)
    }

    /// What an import would do, with so many of the rows that would change something; or why its header leaves unclear what
    /// its columns hold, which somebody may say then.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing of it would be taken for another reason.
    pub async fn preview_import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
        most: usize,
    ) -> Result<Result<Preview, HeaderError>, Fault> {
        may_route(caller, register)?;
        let options = ImportOptions::default();
        match self.register.preview_import(caller, register, organisation, file, options, most).await {
            Ok(preview) => Ok(Ok(preview)),
            Err(ImportError::Header(unclear)) => Ok(Err(unclear)),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes an import back. The reason stands with the records that become void.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed.
    pub async fn undo_import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        import: RecordId,
        reason: &str,
    ) -> Result<Undone, Fault> {
        may_route(caller, register)?;
        let mut undone = self.register.undo_import(caller, register, import, reason).await?;
        let who = caller.identity().to_string();
        let act = Act::new(ActKey::ImportUndone, &who)
            .with("register", register)
            .with("import", import)
            .with("voided", undone.voided)
            .with("restored", undone.restored);
        undone.waiting = undone.waiting.or(self.record_done(act).await);
        undone.waiting = undone.waiting.or(self.after_change(register).await);
        Ok(undone)
    }
}
