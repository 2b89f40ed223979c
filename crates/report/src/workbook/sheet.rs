//! How a sheet looks: headings that stay in sight, text that wraps, and cells that may be written to in another colour.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError};
use talap_locale::Words;
use talap_model::Language;

/// A column: the key of its heading, and its width in characters.
pub(super) struct Column(pub(super) &'static str, pub(super) f64);

/// A4, as the paper sizes are numbered.
const A4: u8 = 9;

/// The look of cells.
pub(super) struct Look<'a> {
    words: &'a Words,
    language: Language,
    heading: Format,
    cell: Format,
    lawyer_heading: Format,
    lawyer_cell: Format,
}

impl<'a> Look<'a> {
    pub(super) fn new(words: &'a Words, language: Language) -> Self {
        let base = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00BF_BFBF));
        let heading = base.clone().set_bold().set_background_color(Color::RGB(0x00DC_E6F1));
        Self {
            words,
            language,
            lawyer_heading: heading.clone().set_background_color(Color::RGB(0x00FF_D966)),
            // What a lawyer types is text as well, a date or a leading '=' not taken for anything else.
            lawyer_cell: base.clone().set_unlocked().set_num_format("@").set_background_color(Color::RGB(0x00FF_F2CC)),
            heading,
            cell: base.set_num_format("@"),
        }
    }

    /// Fills a sheet: the columns with what stands in the rows, and those to be filled in, empty.
    pub(super) fn sheet(
        &self,
        name: &str,
        columns: &[Column],
        open: &[Column],
        rows: &[Vec<String>],
        footer: &str,
        sheet: &mut Worksheet,
    ) -> Result<(), XlsxError> {
        sheet.set_name(self.words.text(self.language, name))?;
        let headings = columns.iter().map(|column| (column, &self.heading));
        let headings = headings.chain(open.iter().map(|column| (column, &self.lawyer_heading)));
        for (place, (Column(key, width), format)) in (0..).zip(headings) {
            sheet.set_column_width(place, *width)?;
            sheet.write_string_with_format(0, place, self.words.text(self.language, key), format)?;
        }
        for (row, cells) in (1..).zip(rows) {
            for (place, text) in (0..).zip(cells) {
                sheet.write_string_with_format(row, place, text, &self.cell)?;
            }
            for (place, _) in (0..).zip(columns.iter().chain(open)).skip(columns.len()) {
                sheet.write_blank(row, place, &self.lawyer_cell)?;
            }
        }
        let last = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let last_column = u16::try_from(columns.len() + open.len() - 1).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last(rows.len()), last_column)?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.protect_with_options(&ProtectionOptions {
            use_autofilter: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.set_footer(format!("&L&8{footer}&R&8&P / &N"));
        Ok(())
    }
}
