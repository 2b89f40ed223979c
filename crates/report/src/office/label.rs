//! Labels: the sheets that shops sell already cut, and a roll.

use std::str::FromStr;

use talap_model::InvalidId;

use super::{OfficeHead, Said};

/// A sheet of labels. The measures are those that makers of labels print on the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelFormat {
    /// A4, 24 labels of 70 × 37 mm.
    A4x24,
    /// A4, 14 labels of 99.1 × 38.1 mm.
    A4x14,
    /// A4, 65 labels of 38.1 × 21.2 mm.
    A4x65,
    /// A roll of labels of 58 × 40 mm.
    Roll,
}

/// Where the labels of a format lie, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Layout {
    pub(crate) page: (f64, f64),
    pub(crate) label: (f64, f64),
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// From the left and the top edge of the page to the first label.
    pub(crate) first: (f64, f64),
    /// Between two columns.
    pub(crate) gap: f64,
    /// From the edge of a label to what is printed: printers do not meet a label to the millimetre.
    pub(crate) pad: f64,
}

impl LabelFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::A4x24, Self::A4x14, Self::A4x65, Self::Roll];

    /// As addresses write it: columns and rows, or `roll`.
    pub fn key(self) -> &'static str {
        match self {
            Self::A4x24 => "3x8",
            Self::A4x14 => "2x7",
            Self::A4x65 => "5x13",
            Self::Roll => "roll",
        }
    }

    /// Width and height of a label as its box says them, in millimetres.
    pub fn measure(self) -> &'static str {
        match self {
            Self::A4x24 => "70 × 37",
            Self::A4x14 => "99,1 × 38,1",
            Self::A4x65 => "38,1 × 21,2",
            Self::Roll => "58 × 40",
        }
    }

    /// How many labels a sheet has.
    pub fn per_sheet(self) -> usize {
        let layout = self.layout();
        layout.columns * layout.rows
    }

    pub(crate) fn layout(self) -> Layout {
        const A4: (f64, f64) = (210.0, 297.0);
        let sheet = |label, columns, rows, first, gap, pad| Layout { page: A4, label, columns, rows, first, gap, pad };
        match self {
            Self::A4x24 => sheet((70.0, 37.0), 3, 8, (0.0, 0.5), 0.0, 4.0),
            Self::A4x14 => sheet((99.1, 38.1), 2, 7, (4.65, 15.15), 2.5, 4.0),
            Self::A4x65 => sheet((38.1, 21.2), 5, 13, (4.75, 10.7), 2.5, 1.8),
            Self::Roll => {
                let label = (58.0, 40.0);
                Layout { page: label, label, columns: 1, rows: 1, first: (0.0, 0.0), gap: 0.0, pad: 2.5 }
            }
        }
    }
}

impl FromStr for LabelFormat {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let found = Self::ALL.into_iter().find(|format| format.key() == text);
        found.ok_or_else(|| InvalidId { kind: "label format", text: text.to_owned() })
    }
}

/// Labels to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// Whose they are, and what tells the PDF apart.
    pub head: OfficeHead,
    /// What they are of.
    pub title: Said,
    /// What they are printed on.
    pub format: LabelFormat,
    /// The place on the first sheet where the first label stands, from 1: the places before it are used already. A place
    /// that the sheet does not have is its last.
    pub start: usize,
    /// The labels, in order.
    pub labels: Vec<Label>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The number of what it is stuck to, in large letters.
    pub key: String,
    /// Whose it is.
    pub organisation: String,
    /// What else it says, the most telling first: where there is no room, the last are left out.
    pub lines: Vec<String>,
    /// Where the record is found in Talap: the QR code leads there.
    pub address: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_of_a_sheet_lie_on_it_and_in_its_middle() {
        for format in LabelFormat::ALL {
            let layout = format.layout();
            let count = |n: usize| f64::from(u32::try_from(n).unwrap());
            let wide = count(layout.columns) * layout.label.0 + count(layout.columns - 1) * layout.gap;
            let high = count(layout.rows) * layout.label.1;
            // What is left over on the right and below is what was left on the left and above.
            assert!((layout.page.0 - wide - 2.0 * layout.first.0).abs() < 0.01, "{format:?}");
            assert!((layout.page.1 - high - 2.0 * layout.first.1).abs() < 0.01, "{format:?}");
            assert_eq!(format.key().parse::<LabelFormat>().unwrap(), format);
        }
        assert_eq!(LabelFormat::ALL.map(LabelFormat::per_sheet), [24, 14, 65, 1]);
    }
}
