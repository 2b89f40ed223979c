//! What is data: the catalogue, the checks and the register definitions, built in or from the configured folders.

use std::sync::Arc;

use talap_assess::Checks;
use talap_decree::catalog::{Catalog, TraitDefinition, TraitKind};
use talap_model::{Localized, SubjectKind};
use talap_register::{Choice, Definitions, TraitField};

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
    let traits: Vec<TraitField> = catalog.traits().filter_map(trait_field).collect();
    let definitions = match &folders.registers {
        Some(folder) => Definitions::from_folder(folder, &traits)?,
        None => Definitions::built_in(&traits)?,
    };
    Ok(Arc::new(definitions))
}

/// A trait as a field; the built-in trait `kind`, which has no label, is a field of its own already.
fn trait_field(definition: &TraitDefinition) -> Option<TraitField> {
    use talap_register::TraitKind as FieldKind;
    let kind = match &definition.kind {
        TraitKind::Flag => FieldKind::Flag,
        TraitKind::Number => FieldKind::Number,
        TraitKind::Date => FieldKind::Date,
        TraitKind::Choice(choices) => {
            let choice =
                |key: &String, label: Option<&Localized>| Some(Choice { key: key.clone(), label: label?.clone() });
            FieldKind::Choice(choices.iter().filter_map(|c| choice(&c.key, c.label.as_ref())).collect())
        }
    };
    Some(TraitField {
        key: definition.key.clone(),
        on_object: definition.on == SubjectKind::Object,
        kind,
        label: definition.label.clone()?,
    })
}
