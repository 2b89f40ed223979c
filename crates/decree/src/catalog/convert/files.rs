//! Reading the files as TOML. It is the dearest part of loading, and files know nothing of each other, so as many are read at
//! once as there are processors.

use std::num::NonZero;
use std::thread;

use serde::de::DeserializeOwned;

use super::{ACTS, CONDITIONS, FORMS, GLOSSARY, LISTS, RECORDED, ROLES, TRAITS};
use crate::catalog::{Fault, Problem, wire};

/// The lists that are there.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(super) traits: Option<wire::TraitsFile>,
    pub(super) conditions: Option<wire::ConditionsFile>,
    pub(super) forms: Option<wire::FormsFile>,
    pub(super) roles: Option<wire::RolesFile>,
    pub(super) acts: Option<wire::ActsFile>,
    pub(super) glossary: Option<wire::GlossaryFile>,
    pub(super) recorded: Option<wire::RecordedFile>,
}

/// Files read, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(super) lists: Lists,
    pub(super) sections: Vec<(String, wire::SectionFile)>,
    pub(super) problems: Vec<Problem>,
}

enum File {
    List(Box<Lists>),
    Section(wire::SectionFile),
    Wrong(Box<Problem>),
}

impl Parsed {
    /// Reads files by their names.
    pub(crate) fn read(files: &[(String, String)]) -> Self {
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(files.len()).max(1);
        // Shares of about the same number of bytes: each file goes to the share that has the fewest so far, largest first.
        let mut shares = vec![(0_usize, Vec::new()); workers];
        let mut order: Vec<usize> = (0..files.len()).collect();
        let size = |at: usize| files.get(at).map_or(0, |(_, text)| text.len());
        order.sort_by_key(|at| std::cmp::Reverse(size(*at)));
        for at in order {
            if let Some(share) = shares.iter_mut().min_by_key(|(bytes, _)| *bytes) {
                share.0 += size(at);
                share.1.push(at);
            }
        }
        let mut read: Vec<(usize, File)> = thread::scope(|scope| {
            let workers: Vec<_> = shares
                .iter()
                .map(|(_, share)| {
                    scope.spawn(move || {
                        let files = share.iter().filter_map(|at| Some((*at, files.get(*at)?)));
                        files.map(|(at, (name, text))| (at, one(name, text))).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
        });
        read.sort_by_key(|(at, _)| *at);
        let mut parsed = Self::default();
        for (at, file) in read {
            match file {
                File::Wrong(problem) => parsed.problems.push(*problem),
                File::Section(section) => {
                    let name = files.get(at).map(|(name, _)| name.clone()).unwrap_or_default();
                    parsed.sections.push((name, section));
                }
                File::List(list) => parsed.lists.take(*list),
            }
        }
        parsed
    }
}

impl Lists {
    fn take(&mut self, other: Self) {
        self.traits = other.traits.or(self.traits.take());
        self.conditions = other.conditions.or(self.conditions.take());
        self.forms = other.forms.or(self.forms.take());
        self.roles = other.roles.or(self.roles.take());
        self.acts = other.acts.or(self.acts.take());
        self.glossary = other.glossary.or(self.glossary.take());
        self.recorded = other.recorded.or(self.recorded.take());
    }
}

fn one(name: &str, text: &str) -> File {
    let outcome = match name {
        TRAITS => file(name, text, |file: &wire::TraitsFile| file.version)
            .map(|file| Lists { traits: Some(file), ..Lists::default() }),
        CONDITIONS => file(name, text, |file: &wire::ConditionsFile| file.version)
            .map(|file| Lists { conditions: Some(file), ..Lists::default() }),
        FORMS => file(name, text, |file: &wire::FormsFile| file.version)
            .map(|file| Lists { forms: Some(file), ..Lists::default() }),
        ROLES => file(name, text, |file: &wire::RolesFile| file.version)
            .map(|file| Lists { roles: Some(file), ..Lists::default() }),
        ACTS => file(name, text, |file: &wire::ActsFile| file.version)
            .map(|file| Lists { acts: Some(file), ..Lists::default() }),
        GLOSSARY => file(name, text, |file: &wire::GlossaryFile| file.version)
            .map(|file| Lists { glossary: Some(file), ..Lists::default() }),
        RECORDED => file(name, text, |file: &wire::RecordedFile| file.version)
            .map(|file| Lists { recorded: Some(file), ..Lists::default() }),
        _ => {
            return match file(name, text, |file: &wire::SectionFile| file.version) {
                Ok(section) => File::Section(section),
                Err(problem) => File::Wrong(problem),
            };
        }
    };
    debug_assert!(LISTS.contains(&name), "a list that is not among the lists: {name}");
    match outcome {
        Ok(list) => File::List(Box::new(list)),
        Err(problem) => File::Wrong(problem),
    }
}

fn file<T: DeserializeOwned>(name: &str, text: &str, version: fn(&T) -> u32) -> Result<T, Box<Problem>> {
    let problem = |field: &str, fault| {
        let (file, field) = (name.to_owned(), field.to_owned());
        Box::new(Problem { file, entry: String::new(), field, fault })
    };
    match toml::from_str::<T>(text) {
        Ok(file) if version(&file) == wire::VERSION => Ok(file),
        Ok(file) => Err(problem("version", Fault::Version { found: version(&file), known: wire::VERSION })),
        Err(error) => Err(problem("", Fault::Unreadable { detail: error.to_string().trim().to_owned() })),
    }
}
