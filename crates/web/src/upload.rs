//! Files that people hand in: which are taken, by what they hold and by what they are called, and under which name they are
//! kept. What a file holds is never run or shown here; it is kept and handed out again.

mod kind;
mod name;

use talap_model::{Caller, Message, OrganisationId};
use talap_store::NewFile;

use crate::fault::{Fault, FaultKind};
use crate::posted::Upload;
use crate::site::Site;
use crate::upload::kind::Kind;
pub(crate) use crate::upload::name::harmless;

/// What a form's file field lets a person choose.
pub(crate) const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.docx,.xlsx,.odt,.ods";

/// Checks a file and keeps it; the answer is its SHA-256, by which a record refers to it.
pub(crate) async fn keep(
    site: &Site,
    caller: &Caller,
    organisation: &OrganisationId,
    upload: &Upload,
) -> Result<String, Fault> {
    let Checked { name, kind } = check(upload, site.settings.largest_file)?;
    let file = NewFile {
        organisation: organisation.clone(),
        name,
        media_type: kind.media_type().to_owned(),
        bytes: upload.bytes.clone(),
        at: site.clock.now(),
    };
    Ok(site.store.put_file(caller, file).await?)
}

/// A file that is taken.
#[derive(Debug)]
struct Checked {
    name: String,
    kind: Kind,
}

/// Holds a file against what is taken.
fn check(upload: &Upload, largest: usize) -> Result<Checked, Fault> {
    let name = harmless(&upload.name);
    let about = |key: &str| Message::new(key).with("name", name.as_str());
    if upload.bytes.len() > largest {
        let message = about("web-file-too-large").with("megabytes", (largest >> 20).max(1));
        return Err(Fault::of(FaultKind::TooLarge, message));
    }
    if upload.bytes.is_empty() {
        return Err(Fault::wrong(about("web-file-empty")));
    }
    let wrong_type = |message: Message| Fault::of(FaultKind::WrongType, message.with("accepted", Kind::names()));
    let Some(kind) = Kind::of_name(&name) else {
        return Err(wrong_type(about("web-file-ending-wrong")));
    };
    match Kind::of_content(&upload.bytes) {
        Some(found) if found.agrees(kind) => Ok(Checked { name, kind }),
        Some(found) => Err(wrong_type(about("web-file-content-other").with("found", found.name()))),
        None => Err(wrong_type(about("web-file-content-unknown").with("named", kind.name()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(name: &str, bytes: &[u8]) -> Upload {
        Upload { field: "file".into(), name: name.into(), bytes: bytes.to_vec() }
    }

    #[track_caller]
    fn refused(name: &str, bytes: &[u8], kind: &FaultKind, key: &str) {
        let fault = check(&upload(name, bytes), 64).unwrap_err();
        assert_eq!((&fault.kind, fault.message.key.as_str()), (kind, key), "{name}");
    }

    #[test]
    fn content_and_ending_must_agree() {
        let checked = check(&upload("C:\\acts\\Акт №1.PDF", b"%PDF-1.7\n"), 64).unwrap();
        assert_eq!((checked.name.as_str(), checked.kind), ("Акт №1.PDF", Kind::Pdf));
        assert_eq!(check(&upload("list.csv", "к;в".as_bytes()), 64).unwrap().kind, Kind::Csv);
        refused("act.pdf", b"\x89PNG\r\n\x1a\n", &FaultKind::WrongType, "web-file-content-other");
        refused("act.txt", b"%PDF-1.7\n", &FaultKind::WrongType, "web-file-content-other");
        refused("act.pdf", b"MZ\x90\x00\x03", &FaultKind::WrongType, "web-file-content-unknown");
        refused("act.docx", b"PK\x03\x04 no archive", &FaultKind::WrongType, "web-file-content-unknown");
        refused("act.exe", b"%PDF-1.7\n", &FaultKind::WrongType, "web-file-ending-wrong");
        refused("act", b"%PDF-1.7\n", &FaultKind::WrongType, "web-file-ending-wrong");
    }

    #[test]
    fn a_file_has_content_and_not_too_much_of_it() {
        refused("act.pdf", b"", &FaultKind::Wrong, "web-file-empty");
        refused("act.txt", &[b'a'; 65], &FaultKind::TooLarge, "web-file-too-large");
        assert!(check(&upload("act.txt", &[b'a'; 64]), 64).is_ok());
    }
}
