//! The run as the log files of its servers, in one archive.

use crate::Subject;
use core::fmt::Write as _;
use miniz_oxide::deflate::{CompressionLevel, compress_to_vec};
use picture::reading::Reading;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write as _;
use zookeeper::log4j::{self, WallClock};

/// The archive could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the archive cannot be written: {0}")]
pub struct ArchiveError(String);

/// Each host that prints, with its log in the layout and wording of its release.
pub fn files(reading: &Reading<'_>, clock: &WallClock) -> Vec<(String, String)> {
    let hosts = &reading.setting.hosts;
    let mut logs = vec![String::new(); hosts.len()];
    for (_, node, line) in log4j::lines(reading.trace, reading.setting) {
        if let Some(log) = logs.get_mut(node.index()) {
            let _ = writeln!(log, "{}", line.layout(clock));
        }
    }
    let named = hosts.iter().zip(logs);
    named
        .map(|(host, log)| (format!("{}.log", host.name), log))
        .collect()
}

/// The logs in one archive (zip), with a text that says which run they are of. The same run gives
/// the same bytes.
///
/// # Errors
/// When a name or a size does not fit the format.
pub fn archive(subject: &Subject<'_>) -> Result<Vec<u8>, ArchiveError> {
    let sight = subject.sight;
    let about = format!("{}\n{}\n", subject.title, subject.run());
    let mut entries = vec![("run.txt".to_owned(), about)];
    entries.extend(files(&sight.reading, sight.clock()));
    let folder = subject.scenario;
    let mut zip = ZipArchiveWriter::new(Vec::new());
    for (name, text) in &entries {
        entry(&mut zip, &format!("{folder}/{name}"), text.as_bytes()).map_err(said)?;
    }
    zip.finish().map_err(said)
}

/// Between speed and size, as zlib has it.
const LEVEL: u8 = CompressionLevel::DefaultLevel as u8;

fn entry(
    zip: &mut ZipArchiveWriter<Vec<u8>>,
    name: &str,
    text: &[u8],
) -> Result<(), rawzip::Error> {
    let file = zip
        .new_file(name)
        .compression_method(CompressionMethod::DEFLATE);
    let (mut entry, config) = file.start()?;
    // What is counted and summed is the text; what is stored is its deflated form.
    let mut counted = config.wrap(std::io::sink());
    counted.write_all(text)?;
    let (_, descriptor) = counted.finish()?;
    entry.write_all(&compress_to_vec(text, LEVEL))?;
    entry.finish(descriptor)?;
    Ok(())
}

fn said(error: rawzip::Error) -> ArchiveError {
    ArchiveError(error.to_string())
}
