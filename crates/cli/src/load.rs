//! What is data: the catalogue, the checks, the register definitions and the mappings, built in or from the configured
//! folders.

use std::sync::Arc;

use talap_assess::{Checks, soundness};
use talap_collect::normalise::mapping::Mappings;
use talap_decree::catalog::{Catalog, CatalogError, Fault, Problem};
use talap_register::{Definition, Definitions};
use talap_web::site::ground;

use crate::config::FoldersConfig;
use crate::failure::Failure;

/// The catalogue.
pub(crate) fn catalog(folders: &FoldersConfig) -> Result<Arc<Catalog>, Failure> {
    let catalog = match &folders.catalog {
        Some(folder) => Catalog::load_folder(folder)?,
        None => Catalog::built_in()?,
    };
    Ok(Arc::new(catalog))
}

/// The checks.
pub(crate) fn checks(folders: &FoldersConfig) -> Result<Checks, Failure> {
    let checks = Checks::built_in();
    Ok(match &folders.checks {
        Some(folder) => checks.with_folder(folder)?,
        None => checks,
    })
}

/// The mappings of events.
pub(crate) fn mappings(folders: &FoldersConfig) -> Result<Arc<Mappings>, Failure> {
    let mappings = Mappings::built_in()?;
    Ok(Arc::new(match &folders.mappings {
        Some(folder) => mappings.with_folder(folder)?,
        None => mappings,
    }))
}

/// What keeps checks of the catalogue from deciding.
pub(crate) async fn unsound(catalog: &Catalog, checks: &Checks, definitions: &Definitions) -> Vec<Problem> {
    let tables: Vec<_> = definitions.iter().map(Definition::table).collect();
    soundness::problems(catalog, checks, &tables).await
}

/// Everything that is wrong with the catalogue's files; nothing where they cannot be read at all.
pub(crate) fn problems(folders: &FoldersConfig) -> Vec<Problem> {
    let outcome = folders.catalog.as_deref().map_or_else(Catalog::built_in, Catalog::load_folder);
    outcome.err().map(|error| error.problems().to_vec()).unwrap_or_default()
}

/// Holds the catalogue against its checks and the registers' tables.
///
/// # Errors
///
/// All that keeps a check from deciding, with the file, entry and field.
pub(crate) async fn sound(
    folders: &FoldersConfig,
    catalog: &Catalog,
    checks: &Checks,
    definitions: &Definitions,
) -> Result<(), Failure> {
    let mut problems = unsound(catalog, checks, definitions).await;
    if folders.catalog.is_none() {
        // Somebody's own check in the place of a built-in one need not use the built-in statement's numbers.
        problems.retain(|problem| problem.fault != Fault::UnusedParameter);
    }
    if problems.is_empty() { Ok(()) } else { Err(CatalogError::Problems { problems }.into()) }
}

/// The registers, with the catalogue's traits as fields.
pub(crate) fn definitions(folders: &FoldersConfig, catalog: &Catalog) -> Result<Arc<Definitions>, Failure> {
    let ground = ground(catalog);
    let definitions = match &folders.registers {
        Some(folder) => Definitions::from_folder(folder, &ground)?,
        None => Definitions::built_in(&ground)?,
    };
    Ok(Arc::new(definitions))
}
