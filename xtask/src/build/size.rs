//! How much a visitor downloads, and where that becomes too much.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::mirror;

/// 400 KB after gzip: what a phone on a slow line loads in a few seconds.
pub(crate) const FIRST_LOAD_BUDGET: usize = 400_000;

/// Sizes of one file in bytes.
struct Entry {
    file: PathBuf,
    raw: usize,
    gzip: usize,
}

/// Sizes of all that a first visit loads, and of the rest in total.
pub(crate) struct Report {
    first_load: Vec<Entry>,
    rest_files: usize,
    rest_raw: usize,
}

/// Weighs the files of a site.
pub(crate) fn measure(site: &Path, first_load: &[PathBuf]) -> Result<Report> {
    let mut report = Report {
        first_load: Vec::new(),
        rest_files: 0,
        rest_raw: 0,
    };
    for file in mirror::files(site)? {
        let bytes = fs::read(site.join(&file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        if first_load.contains(&file) {
            report.first_load.push(Entry {
                file,
                raw: bytes.len(),
                gzip: gzipped(&bytes)?,
            });
        } else {
            report.rest_files += 1;
            report.rest_raw += bytes.len();
        }
    }
    report
        .first_load
        .sort_by_key(|entry| std::cmp::Reverse(entry.gzip));
    Ok(report)
}

/// The length after `gzip -9`.
pub(crate) fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

impl Report {
    fn gzip_total(&self) -> usize {
        self.first_load.iter().map(|entry| entry.gzip).sum()
    }

    /// Fails with a sentence when the first visit loads too much.
    pub(crate) fn within_budget(&self) -> Result<()> {
        let total = self.gzip_total();
        if total > FIRST_LOAD_BUDGET {
            bail!(
                "a first visit loads {} after gzip, {} over the budget of {}; see the table above",
                kilobytes(total),
                kilobytes(total - FIRST_LOAD_BUDGET),
                kilobytes(FIRST_LOAD_BUDGET),
            );
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |f: &mut fmt::Formatter<'_>, raw: usize, gzip: usize, what: &str| {
            writeln!(f, "{:>10} {:>10}  {what}", kilobytes(raw), kilobytes(gzip))
        };
        writeln!(f, "{:>10} {:>10}", "raw", "gzip -9")?;
        for entry in &self.first_load {
            row(f, entry.raw, entry.gzip, &entry.file.display().to_string())?;
        }
        let raw = self.first_load.iter().map(|entry| entry.raw).sum();
        let budget = format!(
            "a first visit in all; the budget is {}",
            kilobytes(FIRST_LOAD_BUDGET)
        );
        row(f, raw, self.gzip_total(), &budget)?;
        if self.rest_files > 0 {
            let rest = kilobytes(self.rest_raw);
            writeln!(
                f,
                "{rest:>10} {:>10}  {} more files, loaded on request",
                "", self.rest_files
            )?;
        }
        Ok(())
    }
}

/// With one decimal, in thousands of bytes as browsers count them.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(gzip: usize) -> Report {
        let entry = Entry {
            file: "app_bg.wasm".into(),
            raw: 1_234_567,
            gzip,
        };
        Report {
            first_load: vec![entry],
            rest_files: 2,
            rest_raw: 5_000,
        }
    }

    #[test]
    fn the_budget_is_kept_to_the_byte() {
        assert!(report(FIRST_LOAD_BUDGET).within_budget().is_ok());
        let error = report(FIRST_LOAD_BUDGET + 1_000)
            .within_budget()
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "a first visit loads 401.0 KB after gzip, 1.0 KB over the budget of 400.0 KB; see the table above"
        );
    }

    #[test]
    fn the_table_has_a_line_per_file_and_totals() {
        let table = report(321_987).to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1], " 1234.5 KB   321.9 KB  app_bg.wasm");
        assert_eq!(
            lines[3],
            "    5.0 KB             2 more files, loaded on request"
        );
    }

    #[test]
    fn repetition_compresses() {
        assert!(gzipped(&[b'a'; 10_000]).unwrap() < 100);
    }
}
