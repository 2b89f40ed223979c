//! A QR code (ISO/IEC 18004) as lines of an SVG, which stay sharp on any printer.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The empty modules around a code without which some readers do not find it. The standard asks for four; two and the
/// white of the paper make them up.
const QUIET: usize = 2;

/// The code of a text; none of a text that is longer than a code can be.
pub(crate) fn svg(text: &str) -> Option<String> {
    // A quarter of a label may be scratched off at level Q, but then its modules are too small for a small label.
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                // Writing to a string cannot fail.
                write!(path, "M{x} {y}h{length}v1h-{length}z").ok()?;
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    let shape = "shape-rendering=\"crispEdges\"";
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{QUIET} -{QUIET} {side} {side}\"><path {shape} d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a code's path fills.
    fn dark(svg: &str) -> usize {
        let path = svg.split(" d=\"").nth(1).unwrap();
        path.split('h').skip(1).step_by(2).map(|run| run.split('v').next().unwrap().parse::<usize>().unwrap()).sum()
    }

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text = "https://talap.example:8320/records/01927f3a-5c1e-7b44-9a30-6e1f0d2c8b75";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let expected = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn = svg(text).unwrap();
        assert_eq!(dark(&drawn), expected);
        assert!(drawn.contains(&format!("viewBox=\"-2 -2 {0} {0}\"", code.width() + 4)), "{drawn}");
    }

    #[test]
    fn a_text_that_no_code_holds_has_none() {
        assert_eq!(svg(&"x".repeat(3000)), None);
    }
}
