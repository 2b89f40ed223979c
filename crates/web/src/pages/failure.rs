//! The page that says why there is no other.

use askama::Template;
use axum::http::{HeaderValue, header};
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
        FaultKind::Failed => "web-failure-failed",
        FaultKind::Wrong | FaultKind::Changed(_) | FaultKind::TooLarge | FaultKind::WrongType => "web-failure-wrong",
    };
    if fault.kind == FaultKind::Failed {
        tracing::error!(message = %fault.message, "a page failed");
    }
    let page = Page {
        title: t.text(title),
        // What failed inside is for those who keep the installation, not for whoever knocks.
        sentence: if fault.kind == FaultKind::Failed && visitor.visit.is_none() {
            t.text("web-failed")
        } else {
            t.say(&fault.shown())
        },
        details: fault.details.iter().map(|detail| t.say(detail)).collect(),
        status: fault.status().as_u16(),
        shell: Shell::of(visitor),
        t,
    };
    let mut response = shell::page(fault.status(), &page);
    if fault.kind == FaultKind::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response
}
