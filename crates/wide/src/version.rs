//! The path of a file in one version, as plans have it: they have no other place for a version.
//!
//! `fuzz/` includes this file by its path, so it takes nothing from the rest of the crate.

use object_store::path::Path;

/// Begins the last part of a path that names a version.
const VERSION: &str = "version=";

/// The path of an object in a version, as plans write it.
pub(crate) fn versioned(path: &Path, version: Option<&str>) -> Path {
    use std::fmt::Write as _;
    let Some(version) = version else { return path.clone() };
    let mut part = VERSION.to_owned();
    for byte in version.bytes() {
        let _infallible = write!(part, "{byte:02x}");
    }
    path.clone().join(part.as_str())
}

/// The path and the version that [`versioned`] put together.
pub(crate) fn parted(path: &Path) -> (Path, Option<String>) {
    let text = path.as_ref();
    let parted = text
        .rsplit_once('/')
        .and_then(|(path, last)| Some((Path::parse(path).ok()?, Some(unhex(last.strip_prefix(VERSION)?)?))));
    parted.unwrap_or_else(|| (path.clone(), None))
}

fn unhex(text: &str) -> Option<String> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pair = |pair: &[u8]| if let [high, low] = pair { Some(high << 4 | low) } else { None };
    String::from_utf8(digits.chunks(2).map(pair).collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_its_path() {
        let path = Path::from("archive/org=a/day=2026-11-22/x.parquet");
        for version in [None, Some("3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"), Some("ә/..")] {
            assert_eq!(parted(&versioned(&path, version)), (path.clone(), version.map(str::to_owned)));
        }
    }
}
