//! Lines of an access log of nginx or Apache.

use super::Line;
use crate::normalise::mapping::Said;
use crate::normalise::parse_request;

pub(super) fn read(text: &str) -> Option<Line> {
    let request = parse_request(text)?;
    Some(Line {
        occurred_at: Some(request.occurred_at),
        message: text.to_owned(),
        said: Said { finding: Some(request.finding), data: None },
        ..Line::default()
    })
}
