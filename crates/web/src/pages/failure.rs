//! The page that says why there is no other.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::Shared;
use crate::fault::{Fault, FaultKind, RETRY_AFTER};
use crate::gate::Visitor;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "failure.html")]
struct Page {
    t: Tongue,
    shell: Shell,
    title: String,
    sentence: String,
    details: Vec<String>,
    status: u16,
}

/// Why there is no other page.
pub(crate) fn page(_: &Shared, visitor: &Visitor, fault: &Fault) -> Response {
    let t = visitor.t.clone();
    let title = match fault.kind {
        FaultKind::Missing => "web-failure-missing",
        FaultKind::Refused => "web-failure-refused",
        FaultKind::Busy => "web-failure-busy",
        FaultKind::Away | FaultKind::Failed => "web-failure-failed",
        FaultKind::Wrong | FaultKind::Changed(_) | FaultKind::TooLarge | FaultKind::WrongType => "web-failure-wrong",
    };
    if fault.is_inside() {
        tracing::error!(message = %fault.message, "a page failed");
    }
    let page = Page {
        title: t.text(title),
        sentence: sentence(&t, fault, visitor.visit.is_some()),
        details: fault.details.iter().map(|detail| t.say(detail)).collect(),
        status: fault.status().as_u16(),
        shell: Shell::of(visitor),
        t,
    };
    let mut response = shell::page(fault.status(), &page);
    if fault.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

/// What is said. What failed inside is for those who keep the installation, not for whoever knocks.
fn sentence(t: &Tongue, fault: &Fault, is_signed_in: bool) -> String {
    if fault.is_inside() && !is_signed_in { t.text("web-failed") } else { t.say(&fault.shown()) }
}

#[cfg(test)]
mod tests {
    use talap_model::{Language, Message};

    use super::*;
    use crate::told::checking::Room;

    #[test]
    fn a_stranger_learns_nothing_of_what_failed_inside() {
        let t = Room::new().tongue(Language::En);
        for key in ["store-unreachable", "store-busy", "store-query"] {
            let fault = Fault::failed(Message::new(key).with("cause", "10.0.0.5:5432 refused"));
            assert!(sentence(&t, &fault, true).contains("10.0.0.5:5432 refused"), "{key}");
            assert_eq!(sentence(&t, &fault, false), t.text("web-failed"), "{key}");
        }
        let busy = Fault::busy(Message::new("web-uploads-busy"));
        assert_eq!(sentence(&t, &busy, false), t.text("web-uploads-busy"), "it tells nothing of the inside");
    }
}
