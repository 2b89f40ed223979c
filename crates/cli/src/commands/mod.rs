//! The commands, one file each.

mod access;
mod applicability;
mod assess;
mod catalog;
mod check_proof;
mod decree_diff;
mod decree_import;
mod decree_show;
mod discrepancies;
pub(crate) mod export;
pub(crate) mod find;
pub(crate) mod import;
mod mail;
mod mapping;
mod outline;
mod prove;
mod query;
mod record;
mod report;
pub(crate) mod restore;
mod schema;
mod search;
mod source;
mod sources;
mod status;
mod verify;
mod witness;

use std::path::Path;
use std::process::ExitCode;

use crate::args::{Asked, Parsed};
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::render::Speech;
use crate::request::Request;
use crate::up;

/// Exit status of a command that worked and found something wanting.
const FOUND_WANTING: u8 = 1;

/// A data folder with its configuration.
pub(crate) struct Place {
    /// The folder.
    pub(crate) folder: DataFolder,
    /// The configuration.
    pub(crate) config: Config,
}

impl Place {
    fn open(data: &Path, config: Option<&Path>) -> Result<Self, Failure> {
        let folder = DataFolder::at(data)?;
        let config = Config::load(config, folder.path())?;
        Ok(Self { folder, config })
    }
}

/// Runs a command.
pub(crate) fn run(speech: &Speech, parsed: Parsed) -> Result<ExitCode, Failure> {
    let place = || Place::open(&parsed.data, parsed.config.as_deref());
    match parsed.command {
        Asked::Up { example } => up::run(speech, place()?, example),
        Asked::Outline { file, language, notes } => outline::run(&file, language, notes),
        Asked::DecreeImport { file, language, as_of } => decree_import::run(speech, place()?, &file, language, as_of),
        Asked::DecreeDiff { files, language, json } => decree_diff::run(speech, &place()?, &files, language, json),
        Asked::DecreeShow { clause, on, organisation, object, json } => {
            decree_show::show(speech, place()?, decree_show::Asked { clause, on, organisation, object, json })
        }
        Asked::DecreeReview { clause, note } => decree_show::review(speech, place()?, clause, note),
        Asked::DecreeDiscrepancies { json } => discrepancies::run(speech, &place()?, json),
        Asked::DecreeSearch { words, json } => search::run(speech, &place()?, &words, json),
        Asked::Applicability { organisation, object, json } => {
            applicability::run(speech, place()?, organisation, object, json)
        }
        Asked::CatalogExport { format, out } => export::run(speech, &place()?.config, format, &out),
        Asked::CatalogCheck => catalog::check(speech, &place()?.config),
        Asked::CatalogRecord { texts, out } => catalog::record(speech, &texts, &out),
        Asked::Report { object, organisation, language, out } => {
            report::run(speech, place()?, report::Asked { object, organisation, language, out })
        }
        Asked::AccessLink { account } => access::link(speech, place()?, account),
        Asked::CatalogStats { json } => catalog::run(speech, &place()?.config, json),
        Asked::Import(asked) => import::run(speech, place()?, &asked),
        Asked::MappingList => mapping::list(&place()?.config),
        Asked::MappingExplain { file, format, source, json } => {
            mapping::explain(&place()?.config, &mapping::Asked { file, format, source, json })
        }
        Asked::RecordPut { place: record, values } => record::put(speech, place()?, record, &values),
        Asked::RecordVoid { place: record, reason } => record::void(speech, place()?, record, reason),
        Asked::RecordShow { place: record, json } => record::show(speech, place()?, record, json),
        Asked::Assess { organisation, object, json } => assess::run(speech, place()?, organisation, object, json),
        Asked::Find { search, format, output, follow } => {
            find::run(speech, place()?, find::Asked { search, format, output, follow })
        }
        Asked::MailTest { address } => mail::test(speech, &place()?, &address),
        Asked::Query { sql, format, json, output, follow } => {
            query::run(speech, place()?, query::Asked { sql, format, json, output, follow })
        }
        Asked::Sources { json } => sources::run(speech, place()?, json),
        Asked::LedgerVerify { folder, archive, trust, json } => {
            let asked = verify::Asked { folder, trust, archive, json };
            verify::run(speech, &parsed.data, parsed.config.as_deref(), asked)
        }
        Asked::LedgerRestore(asked) => restore::run(speech, place()?, &asked),
        Asked::LedgerStatus { json } => status::run(speech, place()?, json),
        Asked::LedgerProve { seq, output } => prove::run(speech, place()?, seq, output.as_deref()),
        Asked::CheckProof { file, trust, json } => check_proof::run(speech, &parsed.data, &file, &trust, json),
        Asked::WitnessKeygen { name } => witness::keygen(speech, &parsed.data, &name),
        Asked::WitnessRun => witness::run(speech, &parsed.data, parsed.config.as_deref()),
        Asked::ConfigSchema => schema::run(),
        Asked::SourceToken { source, name, until, json } => {
            source::make(speech, place()?, Request::SourceToken { source, name, until }, json)
        }
        Asked::SourceTokens { json } => source::list(speech, place()?, json),
        Asked::SourceTokenRevoke { id } => source::revoke(speech, place()?, id),
        Asked::AccessList { json } => access::list(speech, place()?, json),
        Asked::AccessChange { give, user, role, organisation } => {
            access::change(speech, place()?, &access::Change { give, user, role, organisation })
        }
    }
}

/// The exit status of a command that worked.
fn found(wanting: bool) -> ExitCode {
    if wanting { ExitCode::from(FOUND_WANTING) } else { ExitCode::SUCCESS }
}

/// An answer of another kind than the request's: an `up` of another version.
fn unexpected() -> Failure {
    Failure::failed(talap_model::Message::new("socket-other-version"))
}
