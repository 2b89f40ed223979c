//! Lines of syslog, with or without a priority.

use super::{Context, Line};

pub(super) fn read(text: &str, context: Context) -> Option<Line> {
    let said = crate::syslog::parse(text.as_bytes(), context.written_at, context.offset);
    said.parsed.then_some(Line {
        occurred_at: said.occurred_at,
        severity_id: said.severity_id,
        host: said.hostname,
        program: said.program,
        message: said.message,
        attributes: said.attributes,
        ..Line::default()
    })
}
