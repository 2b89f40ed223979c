//! How large the lines of a log file are in the ledger: `cargo bench -p talap-collect --bench size -- FORMAT FILE...`, with the
//! formats of sources (`syslog`, `clf`, ...). Prints the bytes of lines against those of the sealed files, by column.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "a benchmark"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::{Format, Source};
use talap_ledger::{Expiring, Herald, Ledger, LedgerConfig, SigningKey, Tending, verify};
use talap_model::{Caller, Clock, Identity, Message, NewEvent, Right, Scope, SourceKind, Timestamp};

const ORIGIN: &str = "talap.bench";

/// A clock that goes on by a few microseconds with every look, as events come in.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(7, Ordering::Relaxed))
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (format, files) = arguments.split_first().unwrap();
    let format: Format = format.parse().unwrap();
    let folder = std::env::temp_dir().join(format!("talap-size-{}", std::process::id()));
    for file in files {
        of_file(&folder, Path::new(file), format).await;
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

async fn of_file(folder: &Path, file: &Path, format: Format) {
    let clock = Arc::new(Ticking(AtomicI64::new(1_795_341_600_000_000)));
    let key = SigningKey::from_seed(&[7; 32]);
    let verifier = key.verifier(ORIGIN).unwrap();
    let mut config = LedgerConfig::new(folder, ORIGIN);
    (config.seal_after_bytes, config.seal_after_events) = (u64::MAX, u64::MAX);
    let (ledger, _) = Ledger::open(config, key, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
    let caller = Caller::establish(Identity::OsUser("bench".into()), Right::ALL, Scope::All);
    let (id, organisation, object) = ("logs".parse().unwrap(), "akimat".parse().unwrap(), "portal".parse().unwrap());
    let source = Source::new(id, organisation, object, SourceKind::OperatingSystem, format);
    let mappings = Mappings::built_in().unwrap();
    let reader = BufReader::new(File::open(file).unwrap());
    let events: Vec<NewEvent> = read_file_events(reader, &source, &mappings, clock.as_ref(), FormatOptions::default())
        .collect::<Result<_, _>>()
        .unwrap();
    let raw: usize = events.iter().map(|event| event.raw.len() + 1).sum();
    let understood = events.iter().filter(|event| event.class_uid > 0).count();
    let count = events.len();
    for half in events.chunks(count.div_ceil(2)) {
        for batch in half.chunks(4096) {
            ledger.append(&caller, batch.to_vec()).await.unwrap();
        }
        ledger.seal().await.unwrap();
    }
    println!(
        "{}: {count} lines, {understood} described, {:.0} bytes a line",
        file.display(),
        raw as f64 / count as f64
    );
    tell("as sealed", folder, raw, count);
    clock.0.fetch_add(2 * 86_400_000_000, Ordering::Relaxed);
    let tended = ledger.tend(&Tending::default(), &Nobody).await.unwrap();
    assert_eq!(tended.merged, (2, 1));
    ledger.close().await.unwrap();
    assert_eq!(verify(folder, &verifier).unwrap().problems, []);
    tell("as merged when the day is over", folder, raw, count);
}

/// Nothing expires here.
struct Nobody;

#[async_trait::async_trait]
impl Herald for Nobody {
    async fn expiring(&self, _: &Expiring) -> Result<(), Message> {
        Ok(())
    }
}

/// Prints what the lines take, by column.
fn tell(when: &str, folder: &Path, raw: usize, count: usize) {
    let (parquet, index) = (sizes(folder, "parquet"), sizes(folder, "tokens"));
    let each = |bytes: u64| bytes as f64 / count as f64;
    let times = raw as f64 / parquet.1 as f64;
    println!(
        "  {when}: Parquet {:.1} bytes a line, {times:.2} times smaller; index {:.1}",
        each(parquet.1),
        each(index.1)
    );
    let mut columns: BTreeMap<String, i64> = BTreeMap::new();
    for path in parquet.0 {
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        for column in reader.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns) {
            *columns.entry(column.column_path().string()).or_default() += column.compressed_size();
            if let Some(filter) = column.bloom_filter_length() {
                *columns.entry("Bloom filters".to_owned()).or_default() += i64::from(filter);
            }
        }
    }
    let rest = parquet.1 as i64 - columns.values().sum::<i64>();
    columns.insert("footers and page indexes".to_owned(), rest);
    for (name, bytes) in columns {
        println!("    {name:26} {:6.2}", bytes as f64 / count as f64);
    }
}

/// The files with an ending below a folder, and their bytes together.
fn sizes(folder: &Path, ending: &str) -> (Vec<PathBuf>, u64) {
    let (mut found, mut bytes, mut folders) = (Vec::new(), 0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                bytes += std::fs::metadata(&path).unwrap().len();
                found.push(path);
            }
        }
    }
    (found, bytes)
}
