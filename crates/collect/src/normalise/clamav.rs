//! `ClamAV`: `/home/a/eicar.com: Eicar-Signature FOUND`.

use super::{DETECTION_FINDING, Finding, Text};

const PROGRAMS: [&str; 4] = ["clamd", "clamav", "clamscan", "clamonacc"];

pub(super) fn recognise(text: Text<'_>) -> Option<Finding> {
    if !text.may_be_from(&PROGRAMS) {
        return None;
    }
    // A path may hold a colon; a signature's name does not.
    let (file, signature) = text.message.strip_suffix(" FOUND")?.rsplit_once(": ")?;
    if file.is_empty() || signature.is_empty() || signature.contains(' ') {
        return None;
    }
    let finding = Finding { class_uid: DETECTION_FINDING, ..Finding::default() };
    let address =
        file.strip_prefix("instream(").and_then(|rest| rest.split_once('@')).map_or("", |(address, _)| address);
    Some(finding.address(address).with("file", file).with("signature", signature).with("status", "found"))
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{check, check_nothing};

    #[test]
    fn findings_are_recognised() {
        check(
            "clamd",
            "/home/a: b/eicar.com: Win.Test.EICAR_HDB-1 FOUND",
            (2004, "", "", &["file=/home/a: b/eicar.com", "signature=Win.Test.EICAR_HDB-1", "status=found"]),
        );
        check(
            "clamd",
            "instream(10.0.0.5@41234): Eicar-Signature FOUND",
            (2004, "", "10.0.0.5", &["file=instream(10.0.0.5@41234)", "signature=Eicar-Signature", "status=found"]),
        );
        check_nothing("clamd", "SelfCheck: Database status OK.");
        check_nothing("clamd", "/a: OK");
        check_nothing("myapp", "key: value FOUND");
    }
}
