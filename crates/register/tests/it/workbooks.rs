//! Spreadsheets as people hand them in, made here, with all that can be wrong with them.

use std::fmt::Write as _;
use std::io::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use talap_model::Explain;
use talap_register::{FileForm, ImportError, ImportFile, ImportOptions, ImportReport, WorkbookFormat};
use zip::write::SimpleFileOptions;

use crate::setting::{Setting, key, org, record_key, told};

/// A workbook whose first sheet is filled so.
fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Тізім").unwrap();
    fill(sheet);
    book.add_worksheet().set_name("Бос").unwrap();
    book.save_to_buffer().unwrap()
}

/// An archive of these files.
fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of one sheet, whose rows are written out.
fn xlsx_of(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    zipped(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relation}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

/// A spreadsheet of `OpenDocument` with these tables.
fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}

fn text(cell: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>")
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

/// A workbook of Excel 97 with one sheet of these cells, each a record of its own.
fn xls(records: &[(u16, Vec<u8>)], strings: &[&str]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let long = |text: &str| {
        let length = u16::try_from(text.encode_utf16().count()).unwrap();
        [&length.to_le_bytes()[..], &[1], &utf16(text)].concat()
    };
    let count = u32::try_from(strings.len()).unwrap().to_le_bytes();
    let table = [&count[..], &count, &strings.iter().flat_map(|text| long(text)).collect::<Vec<_>>()].concat();
    // Formats of cells: a number, and a day as every workbook has it.
    let look = |format: u16| [&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat();
    let globals = |begins: u32| {
        let name = [&[5, 1][..], &utf16("Тізім")].concat();
        [
            record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]),
            record(0x00e0, &look(0)),
            record(0x00e0, &look(14)),
            record(0x0085, &[&begins.to_le_bytes()[..], &[0, 0], &name].concat()),
            record(0x00fc, &table),
            record(0x000a, &[]),
        ]
        .concat()
    };
    let begins = u32::try_from(globals(0).len()).unwrap();
    let cells: Vec<u8> = records.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
    let sheet = [record(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0]), cells, record(0x000a, &[])].concat();
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&[globals(begins), sheet].concat()).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row, column, format].into_iter().flat_map(u16::to_le_bytes).collect()
}

const HEADER: [&str; 5] = ["Табель нөмірі", "ТАӘ", "Лауазымы", "АҚ-ға жауапты", "Жұмысқа қабылданған күні"];

fn header(sheet: &mut Worksheet, row: u32) {
    for (column, name) in (0..).zip(HEADER) {
        sheet.write_string(row, column, name).unwrap();
    }
}

/// Hands a file of people of one organisation in.
async fn import(setting: &Setting, name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<ImportReport, ImportError> {
    let file = ImportFile { name, bytes, sheet, mapping: None };
    let (people, qala) = (key("people"), org("qala"));
    setting.register.import_file(&setting.officer, &people, Some(&qala), &file, ImportOptions::default()).await
}

async fn refused(setting: &Setting, name: &str, bytes: &[u8]) -> String {
    let error = import(setting, name, bytes, None).await.unwrap_err();
    error.explain().to_string()
}

async fn values(setting: &Setting, number: &str) -> talap_store::Values {
    let (people, qala, number) = (key("people"), org("qala"), record_key(number));
    setting.register.record(&setting.officer, &people, &qala, &number).await.unwrap().unwrap().values
}

#[tokio::test]
async fn a_workbook_is_read_as_people_keep_it() {
    let setting = Setting::furnished().await;
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let bytes = xlsx(|sheet| {
        // A title over the table, and the table not at the edge of the sheet.
        sheet.merge_range(0, 0, 0, 4, "Қызметкерлер тізімі", &Format::new().set_bold()).unwrap();
        sheet.write_string(1, 0, "22.11.2026 жағдай бойынша").unwrap();
        header(sheet, 3);
        sheet.write_number(4, 0, 17.0).unwrap().write_string(4, 1, "  Әлия Серікова ").unwrap();
        sheet.write_string(4, 2, "=маман").unwrap().write_boolean(4, 3, true).unwrap();
        let hired = ExcelDateTime::from_ymd(2024, 2, 29).unwrap();
        sheet.write_datetime_with_format(4, 4, &hired, &day).unwrap();
        sheet.write_number(6, 0, 880_101_300_123.0).unwrap();
        sheet.write_formula(6, 1, Formula::new("=B5").set_result("Болат Оспанов")).unwrap();
        sheet.write_string(6, 2, "маман").unwrap().write_string(6, 3, "жоқ").unwrap();
        sheet.write_string(6, 4, "01.03.2024").unwrap();
        // What formatting leaves below a table.
        for row in 7..400 {
            sheet.write_blank(row, 4, &day).unwrap();
        }
    });
    let report = import(&setting, "Қызметкерлер.xlsx", &bytes, None).await.unwrap();
    assert_eq!(told(&report), []);
    assert_eq!((report.created, report.updated), (2, 0));
    let form = FileForm::Workbook {
        format: WorkbookFormat::Xlsx,
        sheet: "Тізім".into(),
        sheets: vec!["Тізім".into(), "Бос".into()],
    };
    assert_eq!(report.form, form);
    let alia = values(&setting, "17").await;
    assert_eq!((alia["name"].as_str(), alia["position"].as_str()), (Some("Әлия Серікова"), Some("=маман")));
    assert_eq!((alia["is_responsible"].as_bool(), alia["hired_on"].as_str()), (Some(true), Some("2024-02-29")));
    let bolat = values(&setting, "880101300123").await;
    assert_eq!((bolat["name"].as_str(), bolat["hired_on"].as_str()), (Some("Болат Оспанов"), Some("2024-03-01")));
    let again = import(&setting, "Қызметкерлер.xlsx", &bytes, Some("Тізім")).await.unwrap();
    assert_eq!((again.unchanged, again.import), (2, None));
    let error = import(&setting, "", &bytes, Some("Басқа")).await.unwrap_err();
    assert!(error.explain().to_string().contains("register-file-no-sheet"), "{error}");
    assert_eq!(import(&setting, "", &bytes, Some("Бос")).await.unwrap_err().explain().key, "register-file-empty");
}

#[tokio::test]
async fn moments_are_days_and_times_of_day() {
    let setting = Setting::furnished().await;
    let moment = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    let bytes = xlsx(|sheet| {
        for (column, name) in (0..).zip(["key", "server_room", "visitor", "entered_at", "left_at", "purpose"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (row, (hour, minute)) in (1..).zip([(9, 5), (0, 0)]) {
            sheet.write_number(row, 0, row).unwrap().write_string(row, 1, "room-1").unwrap();
            sheet.write_string(row, 2, "Н. Әли").unwrap().write_string(row, 5, "жөндеу").unwrap();
            let at = ExcelDateTime::from_ymd(2026, 11, 22).unwrap().and_hms(hour, minute, 0).unwrap();
            sheet.write_datetime_with_format(row, 3, &at, &moment).unwrap();
            sheet.write_string(row, 4, "22.11.2026 10:00").unwrap();
        }
    });
    let file = ImportFile { name: "a.xlsx", ..ImportFile::of_bytes(&bytes) };
    let (visits, qala) = (key("server_room_visits"), org("qala"));
    let options = ImportOptions::default();
    let report = setting.register.import_file(&setting.officer, &visits, Some(&qala), &file, options).await.unwrap();
    assert_eq!((told(&report), report.created), (vec![], 2));
    for (number, at) in [("1", "2026-11-22T04:05:00Z"), ("2", "2026-11-21T19:00:00Z")] {
        let number = record_key(number);
        let record = setting.register.record(&setting.officer, &visits, &qala, &number).await.unwrap().unwrap();
        assert_eq!(record.values["entered_at"], at);
    }
}

#[tokio::test]
async fn a_cell_without_a_value_is_told_by_row_and_column() {
    let setting = Setting::furnished().await;
    let cell = |reference: &str, text: &str| format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let bytes = xlsx_of(&format!(
        "<row r=\"1\">{}{}{}{}</row>\
         <row r=\"5\"><c r=\"A5\"><v>21</v></c><c r=\"B5\" t=\"e\"><f>X1</f><v>#REF!</v></c>{}{}</row>\
         <row r=\"6\"><c r=\"A6\"><v>22</v></c><c r=\"B6\"><f>NOW()</f></c>{}{}</row>\
         <row r=\"7\"><c r=\"A7\"><v>1.0E3</v></c><c r=\"B7\" t=\"str\"><f>\"a\"</f><v>A</v></c>{}{}</row>",
        cell("A1", "key"),
        cell("B1", "name"),
        cell("C1", "position"),
        cell("D1", "is_responsible"),
        cell("C5", "x"),
        cell("D5", "иә"),
        cell("C6", "x"),
        cell("D6", "иә"),
        cell("C7", "x"),
        cell("D7", "иә"),
    ));
    let report = import(&setting, "a.xlsx", &bytes, None).await.unwrap();
    assert_eq!(
        told(&report),
        [(5, "name", "#REF!", "register-row-cell-error"), (6, "name", "", "register-row-formula-uncomputed")]
    );
    assert_eq!((report.created, report.rejected_rows()), (1, 2));
    assert_eq!(values(&setting, "1000").await["name"], "A");
}

#[tokio::test]
async fn merged_cells_in_the_body_refuse_the_file_by_their_name() {
    let setting = Setting::furnished().await;
    let bytes = xlsx(|sheet| {
        header(sheet, 0);
        for row in 1..4 {
            sheet.write_number(row, 0, row).unwrap().write_string(row, 1, "А").unwrap();
            sheet.write_boolean(row, 3, true).unwrap();
        }
        sheet.merge_range(1, 2, 3, 2, "маман", &Format::new()).unwrap();
    });
    let told = refused(&setting, "a.xlsx", &bytes).await;
    assert!(told.starts_with("register-file-merged") && told.contains("C2:C4"), "{told}");
    let spans = "<table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"2\"><text:p>x</text:p></table:table-cell>";
    let rows =
        [row(&HEADER[..4].iter().map(|name| text(name)).collect::<Vec<_>>()), row(&[spans.to_owned(), text("А")])];
    let told =
        refused(&setting, "a.ods", &ods(&format!("<table:table table:name=\"A\">{}</table:table>", rows.concat())))
            .await;
    assert!(told.starts_with("register-file-merged") && told.contains("A2:A3"), "{told}");
}

#[tokio::test]
async fn what_stands_empty_below_a_table_costs_nothing() {
    let setting = Setting::furnished().await;
    let cell = |reference: &str, text: &str| format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut rows = format!(
        "<row r=\"1\">{}{}{}{}</row><row r=\"2\">{}{}{}{}</row>",
        cell("A1", "key"),
        cell("B1", "name"),
        cell("C1", "position"),
        cell("D1", "is_responsible"),
        cell("A2", "31"),
        cell("B2", "А"),
        cell("C2", "x"),
        cell("D2", "жоқ"),
    );
    for row in (3..200_000).chain([1_048_576]) {
        write!(rows, "<row r=\"{row}\"><c r=\"A{row}\" s=\"0\"/></row>").unwrap();
    }
    let report = import(&setting, "a.xlsx", &xlsx_of(&rows), None).await.unwrap();
    assert_eq!((report.created, report.rejected_rows()), (1, 0));
    // In a spreadsheet of the other kind a million of them are a few bytes.
    let mut rows: Vec<String> = vec![row(&HEADER[..4].iter().map(|name| text(name)).collect::<Vec<_>>())];
    rows.push(row(&["32", "А", "x", "жоқ"].map(text)));
    rows.push("<table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".into());
    let bytes = ods(&format!("<table:table table:name=\"A\">{}</table:table>", rows.concat()));
    let report = import(&setting, "a.ods", &bytes, None).await.unwrap();
    assert_eq!((report.created, report.rejected_rows()), (1, 0));
}

#[tokio::test]
async fn a_file_that_would_fill_the_memory_is_refused_before() {
    let setting = Setting::furnished().await;
    let names = row(&HEADER[..4].iter().map(|name| text(name)).collect::<Vec<_>>());
    let table = |body: &str| ods(&format!("<table:table table:name=\"A\">{names}{body}</table:table>"));
    let full = |rows: u32, columns: u32, text: &str| {
        table(&format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        ))
    };
    let told = refused(&setting, "a.ods", &full(1_000_000, 1_000, "x")).await;
    assert!(told.starts_with("register-file-too-many-cells"), "{told}");
    let told = refused(&setting, "a.ods", &full(2, 2_000, "x")).await;
    assert!(told.starts_with("register-file-too-many-columns"), "{told}");
    let told = refused(&setting, "a.ods", &full(4_000_000_000, 1, "x")).await;
    assert!(told.starts_with("register-file-too-many-rows"), "{told}");
    let told = refused(&setting, "a.ods", &full(100_000, 1, &"x".repeat(4_000))).await;
    assert!(told.starts_with("register-file-too-many-cells"), "{told}");
    let told = refused(&setting, "a.ods", &full(1, 1_000, &"x".repeat(1 << 20))).await;
    assert!(told.starts_with("register-file-too-many-cells"), "{told}");
    let told = refused(&setting, "a.ods", &full(1, 1, &"<text:s text:c=\"10000\"/>".repeat(30_000))).await;
    assert!(told.starts_with("register-file-too-many-cells"), "{told}");
    let far = xlsx_of("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>");
    assert!(refused(&setting, "a.xlsx", &far).await.contains("XFD1"));
    for hostile in ["ZZZZZZZZZZ1", "A99999999999", "A0", "1", "", "Ж1"] {
        let bytes = xlsx_of(&format!("<row r=\"1\"><c r=\"{hostile}\"><v>1</v></c></row>"));
        let error = import(&setting, "a.xlsx", &bytes, None).await.unwrap_err();
        assert!(error.explain().key.starts_with("register-"), "{hostile}: {error}");
    }
}

#[tokio::test]
async fn a_file_is_what_its_name_says() {
    let setting = Setting::furnished().await;
    let bytes = xlsx(|sheet| header(sheet, 0));
    for (name, bytes, reason) in [
        ("a.csv", bytes.as_slice(), "register-file-other-than-named"),
        ("a.ods", bytes.as_slice(), "register-file-other-than-named"),
        ("a.xlsx", b"key;name\n".as_slice(), "register-file-other-than-named"),
        ("a.xlsx", &bytes[..bytes.len() / 2], "register-file-broken"),
        ("a.xlsx", &zipped(&[("a.txt", "x")]), "register-file-no-spreadsheet"),
        (
            "a.docx",
            &zipped(&[("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>")]),
            "register-file-no-spreadsheet",
        ),
    ] {
        let told = refused(&setting, name, bytes).await;
        assert!(told.starts_with(reason), "{name}: {told}");
    }
    let mut locked = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    locked.create_stream("/EncryptedPackage").unwrap().write_all(&[7; 600]).unwrap();
    locked.flush().unwrap();
    let locked = locked.into_inner().into_inner();
    assert!(refused(&setting, "a.xlsx", &locked).await.starts_with("register-file-protected"));
    // A name that is of no table says nothing.
    let report = import(&setting, "kept by me", &bytes, None).await.unwrap();
    assert_eq!((report.created, report.rejected.len()), (0, 0));
}

#[tokio::test]
async fn an_open_document_spreadsheet_is_read_as_people_keep_it() {
    let setting = Setting::furnished().await;
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>1 000</text:p></table:table-cell>"
        )
    };
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-02-29\"><text:p>29 ақпан</text:p></table:table-cell>";
    let flag = "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>АҚИҚАТ</text:p></table:table-cell>";
    let noted = "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>ескерту</text:p></office:annotation><text:p>Ә.<text:s text:c=\"2\"/>&lt;Серік&gt; &#1234;</text:p></table:table-cell>";
    let error = "<table:table-cell table:formula=\"of:=[.X1]\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#REF!</text:p></table:table-cell>";
    let uncomputed = "<table:table-cell table:formula=\"of:=NOW()\"/>";
    let rows = [
        row(&HEADER.map(text)),
        row(&[number("1000"), noted.to_owned(), text("маман"), flag.to_owned(), day.to_owned()]),
        row(&[number("1001"), error.to_owned(), text("маман"), flag.to_owned(), day.to_owned()]),
        row(&[number("1002"), uncomputed.to_owned(), text("маман"), flag.to_owned(), day.to_owned()]),
    ];
    let tables =
        format!("<table:table table:name=\"A\">{}</table:table><table:table table:name=\"B\"/>", rows.concat());
    let report = import(&setting, "a.ods", &ods(&tables), None).await.unwrap();
    assert_eq!(
        told(&report),
        [(3, "ТАӘ", "#REF!", "register-row-cell-error"), (4, "ТАӘ", "", "register-row-formula-uncomputed")]
    );
    let kept = values(&setting, "1000").await;
    assert_eq!((kept["name"].as_str(), kept["hired_on"].as_str()), (Some("Ә.  <Серік> \u{4d2}"), Some("2024-02-29")));
    assert_eq!(report.form.sheet(), Some("A"));
}

#[tokio::test]
async fn a_workbook_of_excel_97_is_read_as_people_keep_it() {
    let setting = Setting::furnished().await;
    let mut records = Vec::new();
    for column in 0..5_u16 {
        records.push((0x00fd, [place(0, column, 0), u32::from(column).to_le_bytes().to_vec()].concat()));
    }
    for row in 1..4_u16 {
        // A whole number in four bytes.
        records.push((0x027e, [place(row, 0, 0), (((500 + u32::from(row)) << 2) | 2).to_le_bytes().to_vec()].concat()));
        records.push((0x00fd, [place(row, 2, 0), 5_u32.to_le_bytes().to_vec()].concat()));
        records.push((0x0205, [place(row, 3, 0), vec![1, 0]].concat()));
        records.push((0x0203, [place(row, 4, 1), 45_351.0_f64.to_le_bytes().to_vec()].concat()));
    }
    records.push((0x0204, [place(1, 1, 0), vec![1, 0, 1, 0x10, 0x04]].concat()));
    // A formula whose text stands in the next record, and one that failed.
    records.push((0x0006, [place(2, 1, 0), vec![0, 0, 0, 0, 0, 0, 0xff, 0xff], vec![0; 8]].concat()));
    records.push((0x0207, vec![1, 0, 1, 0x11, 0x04]));
    records.push((0x0006, [place(3, 1, 0), vec![2, 0, 0x17, 0, 0, 0, 0xff, 0xff], vec![0; 8]].concat()));
    let strings = [&HEADER[..], &["маман"]].concat();
    let bytes = xls(&records, &strings);
    let report = import(&setting, "Тізім.xls", &bytes, None).await.unwrap();
    assert_eq!(told(&report), [(4, "ТАӘ", "#REF!", "register-row-cell-error")]);
    let (one, two) = (values(&setting, "501").await, values(&setting, "502").await);
    assert_eq!((one["name"].as_str(), two["name"].as_str()), (Some("А"), Some("Б")));
    assert_eq!((one["hired_on"].as_str(), one["position"].as_str()), (Some("2024-02-29"), Some("маман")));
    assert_eq!(one["is_responsible"], true);
    let merged = [vec![1, 0], [1_u16, 2, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect()].concat();
    records.push((0x00e5, merged));
    let told = refused(&setting, "Тізім.xls", &xls(&records, &strings)).await;
    assert!(told.contains("A2:A3"), "{told}");
}

#[test]
fn no_bytes_of_a_workbook_make_an_import_panic() {
    use proptest::prelude::*;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let setting = runtime.block_on(Setting::furnished());
    let cell = |reference: &str, text: &str| format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    proptest!(ProptestConfig::with_cases(64), |(reference in "[A-Z]{0,9}[0-9]{0,12}", kind in "(s|b|e|d|n|str)?", value in "\\PC{0,12}", cut in 0_usize..2_000, put in any::<u8>())| {
        let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
        let rows = format!("<row>{}<c r=\"{reference}\" t=\"{kind}\"><v>{escaped}</v></c></row>", cell("A1", "key"));
        let whole = xlsx_of(&rows);
        let mut spoilt = whole.clone();
        let at = cut.min(spoilt.len() - 1);
        spoilt[at] = put;
        for bytes in [whole, spoilt] {
            drop(runtime.block_on(import(&setting, "", &bytes, None)));
        }
    });
}
