//! The two ways that a described event names things: OCSF's paths, and the short names that checks, searches and pages
//! use. Whoever describes an event in one of them, an event has both.

use talap_model::{Attributes, NewEvent, Word};

use super::ocsf;
use super::{ACCOUNT_CHANGE, AUTHENTICATION, DETECTION_FINDING, GROUP_MANAGEMENT, HTTP_ACTIVITY};

/// The attribute that names what described the event: `cisco-asa@1`.
pub(crate) const MAPPING: &str = "mapping";
/// The attribute that names the version of OCSF.
const METADATA_VERSION: &str = "metadata.version";

/// Attributes that are the same thing in both ways of naming: the class, the short name, the path.
const SAME: [(u32, &str, &str); 11] = [
    (AUTHENTICATION, "service", "service.name"),
    (AUTHENTICATION, "by", "actor.user.name"),
    (HTTP_ACTIVITY, "method", "http_request.http_method"),
    (HTTP_ACTIVITY, "path", "http_request.url.path"),
    (HTTP_ACTIVITY, "version", "http_request.version"),
    (HTTP_ACTIVITY, "status", "http_response.code"),
    (HTTP_ACTIVITY, "bytes", "http_response.length"),
    (HTTP_ACTIVITY, "referer", "http_request.referrer"),
    (HTTP_ACTIVITY, "agent", "http_request.user_agent"),
    (DETECTION_FINDING, "signature", "finding_info.title"),
    (DETECTION_FINDING, "file", "evidences.0.file.path"),
];

/// OCSF's numbers of what HTTP calls its methods.
const METHODS: [(&str, &str); 9] = [
    ("CONNECT", "1"),
    ("DELETE", "2"),
    ("GET", "3"),
    ("HEAD", "4"),
    ("OPTIONS", "5"),
    ("POST", "6"),
    ("PUT", "7"),
    ("TRACE", "8"),
    ("PATCH", "9"),
];

/// Adds OCSF's paths to an event that a family described by short names.
pub(super) fn add_paths(event: &mut NewEvent, family: &'static str) {
    let (class, names) = (event.class_uid, &mut event.attributes);
    copy(class, names, |short, path| (short, path));
    match class {
        AUTHENTICATION => {
            let switched = names.get("target_user").map(str::to_owned);
            let activity = match (names.get("activity"), &switched) {
                (Some("logoff"), _) => "2",
                (_, Some(_)) => "7",
                _ => "1",
            };
            state(names, "activity_id", activity);
            match names.get("status") {
                Some("success") => state(names, "status_id", "1"),
                Some("failure") => state(names, "status_id", "2"),
                _ => {}
            }
            // Who changes the user acts; whom they become is the event's user.
            let (actor, user) = match switched {
                Some(target) => (event.user.clone(), Some(target)),
                None => (None, event.user.clone()),
            };
            for (path, name) in [("actor.user.name", actor), ("user.name", user)] {
                if let Some(name) = name {
                    state(names, path, name);
                }
            }
        }
        HTTP_ACTIVITY => {
            let method = names.get("method").and_then(|method| METHODS.iter().find(|(known, _)| *known == method));
            state(names, "activity_id", method.map_or("99", |(_, number)| *number));
        }
        DETECTION_FINDING => state(names, "activity_id", "1"),
        _ => {}
    }
    if let Some(address) = &event.address {
        state(
            names,
            if class == DETECTION_FINDING { "evidences.0.src_endpoint.ip" } else { "src_endpoint.ip" },
            address.clone(),
        );
    }
    described(names, family);
}

/// Adds the short names to an event that a mapping described by OCSF's paths.
pub(super) fn add_short(event: &mut NewEvent) {
    let (class, names) = (event.class_uid, &mut event.attributes);
    copy(class, names, |short, path| (path, short));
    let number = |names: &Attributes, path: &str| names.get(path).and_then(|number| number.parse::<u32>().ok());
    if class != HTTP_ACTIVITY {
        match number(names, "status_id") {
            Some(1) => state(names, "status", "success"),
            Some(2) => state(names, "status", "failure"),
            _ => {}
        }
    }
    let target = names.get("user.name").map(str::to_owned).filter(|target| event.user.as_ref() != Some(target));
    let switches = match (class, number(names, "activity_id")) {
        (AUTHENTICATION, Some(2)) => {
            state(names, "activity", "logoff");
            false
        }
        (AUTHENTICATION, Some(activity @ (1 | 7))) => {
            state(names, "activity", "logon");
            activity == 7
        }
        _ => matches!(class, ACCOUNT_CHANGE | GROUP_MANAGEMENT),
    };
    if let Some(target) = target.filter(|_| switches) {
        state(names, "target_user", target);
    }
}

/// Says what described an event, and in which version of OCSF.
pub(super) fn described(names: &mut Attributes, by: impl Into<Word>) {
    names.insert(MAPPING, by);
    names.insert(METADATA_VERSION, ocsf::VERSION);
}

fn copy(class: u32, names: &mut Attributes, way: fn(&'static str, &'static str) -> (&'static str, &'static str)) {
    for (_, short, path) in SAME.iter().filter(|(of, _, _)| *of == class) {
        let (from, to) = way(short, path);
        if let Some(value) = names.get(from).map(str::to_owned) {
            state(names, to, value);
        }
    }
}

/// States something that is not stated yet.
fn state(names: &mut Attributes, name: &'static str, value: impl Into<Word>) {
    names.state(name, || value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::mapping::Mappings;

    #[test]
    fn every_path_is_the_schemas() {
        let mappings = Mappings::built_in().unwrap();
        let also = [
            (AUTHENTICATION, "activity_id"),
            (AUTHENTICATION, "status_id"),
            (AUTHENTICATION, "user.name"),
            (AUTHENTICATION, "src_endpoint.ip"),
            (HTTP_ACTIVITY, "src_endpoint.ip"),
            (DETECTION_FINDING, "evidences.0.src_endpoint.ip"),
            (0, METADATA_VERSION),
        ];
        for (class, path) in SAME.iter().map(|(class, _, path)| (*class, *path)).chain(also) {
            assert!(mappings.subset().has(class, path), "{class} {path}");
        }
    }
}
