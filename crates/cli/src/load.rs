//! What is data: the catalogue, the checks and the register definitions, built in or from the configured folders.

use std::sync::Arc;

use talap_assess::Checks;
use talap_decree::catalog::Catalog;
use talap_register::Definitions;
use talap_web::site::trait_fields;

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

/// The registers, with the catalogue's traits as fields.
pub(crate) fn definitions(folders: &FoldersConfig, catalog: &Catalog) -> Result<Arc<Definitions>, Failure> {
    let traits = trait_fields(catalog);
    let definitions = match &folders.registers {
        Some(folder) => Definitions::from_folder(folder, &traits)?,
        None => Definitions::built_in(&traits)?,
    };
    Ok(Arc::new(definitions))
}
