//! What is to be done about sealed files at a moment: which to merge, which to move, which partitions to let go.

use std::collections::BTreeMap;

use talap_model::Timestamp;
use time::Date;

use super::rules::{Rules, start_of};
use crate::batch::Partition;
use crate::segment::Effort;
use crate::state::SealedFile;

/// How sealed files are kept in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tending {
    /// No file grows beyond so many bytes by merging.
    pub largest_file_bytes: u64,
    /// No file grows beyond so many rows by merging.
    pub largest_file_rows: u64,
    /// So many small files of a partition are merged while its day still runs; afterwards two will do.
    pub most_small_files: usize,
    /// How many merges are made at one time at most.
    pub most_merges: usize,
    /// How many files are moved to the archive store at one time at most.
    pub most_moves: usize,
}

impl Default for Tending {
    fn default() -> Self {
        Self {
            largest_file_bytes: 256 << 20,
            largest_file_rows: 4_000_000,
            most_small_files: 32,
            most_merges: 64,
            most_moves: 256,
        }
    }
}

impl Tending {
    /// While a day runs, only files below this size are merged, so that no byte is copied often.
    fn small(&self) -> u64 {
        self.largest_file_bytes / 8
    }
}

/// Files of each partition, in the order of their batches.
pub(crate) fn by_partition(files: &[SealedFile]) -> BTreeMap<&Partition, Vec<&SealedFile>> {
    let mut partitions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in files {
        partitions.entry(&file.partition).or_default().push(file);
    }
    for files in partitions.values_mut() {
        files.sort_by_key(|file| file.line.first_batch);
    }
    partitions
}

/// Runs of files that are to become one each.
pub(crate) fn merges(files: &[SealedFile], today: Date, tending: &Tending) -> Vec<Vec<SealedFile>> {
    let mut runs = Vec::new();
    for (partition, files) in by_partition(files) {
        let over = partition.day < today;
        let (limit, least) =
            if over { (tending.largest_file_bytes, 2) } else { (tending.small(), tending.most_small_files.max(2)) };
        let mut run = Run::default();
        for file in files {
            let fits = file.archived.is_none() && file.line.size < limit;
            if !fits || !run.has_room(file, tending) {
                run.end(least, &mut runs);
            }
            if fits {
                run.add(file);
            }
        }
        run.end(least, &mut runs);
    }
    runs.truncate(tending.most_merges);
    runs
}

/// A merge of so many rows at most is worth the utmost effort: a minute of one core or so, which whoever ends the program waits for.
const UTMOST_ROWS: u64 = 500_000;

/// And if no more rows than these wait to be merged for good: a quarter of an hour.
const UTMOST_WAITING: u64 = 10_000_000;

/// How hard the files of each run are compressed: what is merged while its day runs will be merged again.
pub(crate) fn efforts(runs: &[Vec<SealedFile>], today: Date) -> Vec<Effort> {
    let over = |run: &[SealedFile]| run.iter().all(|file| file.partition.day < today);
    let rows = |run: &[SealedFile]| run.iter().map(|file| file.line.events).sum::<u64>();
    let waiting: u64 = runs.iter().filter(|run| over(run)).map(|run| rows(run)).sum();
    let effort = |run: &Vec<SealedFile>| match over(run) {
        false => Effort::Quick,
        true if rows(run) <= UTMOST_ROWS && waiting <= UTMOST_WAITING => Effort::Utmost,
        true => Effort::Last,
    };
    runs.iter().map(effort).collect()
}

#[derive(Default)]
struct Run {
    files: Vec<SealedFile>,
    bytes: u64,
    rows: u64,
}

impl Run {
    fn has_room(&self, file: &SealedFile, tending: &Tending) -> bool {
        self.bytes + file.line.size <= tending.largest_file_bytes
            && self.rows + file.line.events <= tending.largest_file_rows
    }

    fn add(&mut self, file: &SealedFile) {
        self.bytes += file.line.size;
        self.rows += file.line.events;
        self.files.push(file.clone());
    }

    fn end(&mut self, least: usize, runs: &mut Vec<Vec<SealedFile>>) {
        let run = std::mem::take(self);
        if run.files.len() >= least {
            runs.push(run.files);
        }
    }
}

/// Files that need not be online any more, each with the moment until which it is kept.
pub(crate) fn moves(
    files: &[SealedFile],
    rules: &Rules,
    now: Timestamp,
    tending: &Tending,
) -> Vec<(SealedFile, Timestamp)> {
    let due = files.iter().filter(|file| file.archived.is_none()).filter_map(|file| {
        let leaves = rules.online_until(&file.partition).is_some_and(|day| now >= start_of(day));
        let until = rules.kept_until(&file.partition)?;
        leaves.then(|| (file.clone(), start_of(until)))
    });
    due.take(tending.most_moves).collect()
}

/// Partitions that are past their retention, with their files.
pub(crate) fn expired(files: &[SealedFile], rules: &Rules, now: Timestamp) -> Vec<Vec<SealedFile>> {
    let partitions = by_partition(files).into_iter().filter(|(partition, _)| rules.may_expire(partition, now));
    partitions.map(|(_, files)| files.into_iter().cloned().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::FileLine;
    use crate::sample;
    use time::macros::date;

    fn file(source: &str, batch: u64, size: u64) -> SealedFile {
        let line = FileLine {
            path: format!("{source}/{batch}"),
            size,
            sha256: String::new(),
            first_batch: batch,
            last_batch: batch,
            events: size,
            index: None,
        };
        SealedFile::new(line, Partition::of(&sample::event("acme", "portal", source, 0)), None)
    }

    fn merged(files: &[SealedFile], today: Date) -> Vec<Vec<u64>> {
        let tending = Tending {
            largest_file_bytes: 80,
            largest_file_rows: 60,
            most_small_files: 3,
            most_merges: 5,
            most_moves: 5,
        };
        let runs = merges(files, today, &tending);
        runs.iter().map(|run| run.iter().map(|file| file.line.first_batch).collect()).collect()
    }

    #[test]
    fn only_what_is_merged_for_the_last_time_is_compressed_hard_and_hardest_where_it_is_little() {
        let run = |rows: u64| vec![file("web", 0, rows / 2), file("web", 3, rows - rows / 2)];
        let after = date!(2026 - 11 - 23);
        assert_eq!(efforts(&[run(8)], date!(2026 - 11 - 22)), [Effort::Quick]);
        assert_eq!(efforts(&[run(8)], after), [Effort::Utmost]);
        let most = run(UTMOST_ROWS);
        assert_eq!(efforts(&[most.clone(), run(UTMOST_ROWS + 1)], after), [Effort::Utmost, Effort::Last]);
        let full = vec![most; 20];
        assert_eq!(efforts(&full, after), [Effort::Utmost; 20]);
        assert_eq!(efforts(&[full, vec![run(2)]].concat(), after), [Effort::Last; 21], "there is much of it");
    }

    #[test]
    fn small_files_that_follow_each_other_are_merged() {
        let (today, after) = (date!(2026 - 11 - 22), date!(2026 - 11 - 23));
        let two = [file("web", 3, 4), file("db", 1, 4), file("web", 0, 4)];
        assert_eq!(merged(&two, today), [[0_u64; 0]; 0], "too few while the day runs");
        assert_eq!(merged(&two, after), [[0, 3]], "one of each partition stays as it is");
        let three = [file("web", 3, 4), file("web", 5, 4), file("web", 0, 4)];
        assert_eq!(merged(&three, today), [[0, 3, 5]]);
        // A large file between them, rows that are too many, and one in the archive.
        let between = [file("web", 0, 4), file("web", 1, 80), file("web", 2, 4), file("web", 3, 4)];
        assert_eq!(merged(&between, after), [[2, 3]]);
        let many: Vec<_> = (0..6).map(|batch| file("web", batch, 25)).collect();
        assert_eq!(merged(&many, after), [[0, 1], [2, 3], [4, 5]]);
        let mut away = three;
        away[0].archived = Some(super::super::lines::ArchiveLine { path: String::new(), version: None });
        assert_eq!(merged(&away, after), [[0_u64; 0]; 0]);
    }
}
