//! Does the archive hold the logs that the servers print, line by line?

use crate::story::{Story, subject};
use export::logs;
use locale::Language;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zookeeper::log4j::{self, parse};

fn check(story: &Story) {
    let sight = story.sight(Language::En);
    let subject = subject(story, &sight);
    let bytes = logs::archive(&subject).unwrap();
    assert_eq!(
        bytes,
        logs::archive(&subject).unwrap(),
        "always the same bytes"
    );
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        let mut file = archive.by_name(&format!("{}/{name}", story.id)).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    assert!(read("run.txt").contains(&subject.run()));
    let reading = sight.reading;
    let lines = log4j::lines(reading.trace, reading.setting);
    let mut printed = 0;
    for (place, host) in reading.setting.hosts.iter().enumerate() {
        let records = parse::parse(&read(&format!("{}.log", host.name)));
        let own = lines.iter().filter(|(_, node, _)| node.index() == place);
        let own: Vec<_> = own.map(|(_, _, line)| line).collect();
        assert_eq!(records.len(), own.len(), "{} {}", story.id, host.name);
        for (record, line) in records.iter().zip(own) {
            printed += 1;
            let source = record.source.as_ref().unwrap();
            // Messages of several lines continue on lines that are no record.
            let first = line.message.lines().next().unwrap_or_default();
            assert_eq!(record.message, first, "{} {}", story.id, host.name);
            assert_eq!(
                (source.level, source.thread.as_str(), source.class.as_str()),
                (line.level, line.thread.as_str(), line.class)
            );
            assert_eq!(record.stamp.date(), sight.clock().at(line.at).date());
            let ms = |t: jiff::civil::Time| (t.hour(), t.minute(), t.second(), t.millisecond());
            assert_eq!(
                ms(record.stamp.time()),
                ms(sight.clock().at(line.at).time())
            );
        }
    }
    assert_eq!(printed, lines.len());
    assert_eq!(archive.len(), reading.setting.hosts.len() + 1);
}

#[test]
fn a_zip_reader_and_the_log_parser_find_every_line_of_every_story() {
    Story::all().for_each(|story| check(&story));
}
