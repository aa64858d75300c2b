//! Rows of the database, with who wrote them last, and applications of YARN.

use crate::dolphinscheduler::Sight;
use crate::dolphinscheduler::sheet::{DATA, MONO_DATA, Sheet};
use crate::paint::{Drawing, MONO, Rect, SMALL, SMALL_BOLD, Tone};
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::state;
use picture::dolphinscheduler::Picture;

/// Rows that are shown at most of each table.
const ROWS: usize = 6;

/// Draws the rows that matter: instances that have not ended, their tasks, commands that wait.
pub(super) fn database(
    drawing: &mut Drawing,
    mut sheet: Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
) -> Rect {
    let language = sight.language;
    let tables = &picture.database;
    let alerts = tables.alerts.len();
    let note = if alerts == 0 {
        String::new()
    } else {
        card::alerts(language, alerts)
    };
    sheet.head(word(language, Word::Database), &note);
    let open = tables
        .instances
        .values()
        .filter(|held| !held.row.state.is_finished());
    let open: Vec<_> = open.collect();
    for held in open.iter().take(ROWS) {
        instance(&mut sheet, sight, picture, held);
    }
    let waiting = tables.commands.iter().take(ROWS);
    for (id, command) in waiting {
        let age = picture.at.since(command.since.0);
        let instance = command.instance.map(|instance| instance.0);
        let text = card::command(language, id.0, instance, age);
        sheet.stand_for(Some(command.since.1));
        sheet.row(&text, DATA, Tone::Look, "");
        sheet.stand_for(None);
    }
    if open.is_empty() && tables.commands.is_empty() {
        sheet.row(word(language, Word::NoRows), SMALL, Tone::Ink3, "");
    }
    sheet.finish(drawing)
}

fn instance(
    sheet: &mut Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
    held: &picture::dolphinscheduler::Held<dolphinscheduler::rows::Instance>,
) {
    let language = sight.language;
    let setting = sight.reading.setting;
    let row = &held.row;
    let owners: Vec<String> = picture
        .owners(row.id)
        .map(|node| sight.name(node))
        .collect();
    let clash = owners.len() > 1;
    let text = format!("#{} {}", row.id.0, state::instance(row.state));
    let tone = if clash { Tone::Dead } else { Tone::Ink };
    let host = state::host(language, setting, row.host);
    sheet.stand_for(Some(held.by.2));
    sheet.row(&text, MONO_DATA, tone, &format!("host {host}"));
    let by = sight.name(held.by.0);
    let written = card::written(language, &by, picture.at.since(held.by.1));
    sheet.row_at(14.0, &written, (SMALL, Tone::Ink3), "");
    if clash {
        let text = format!(
            "{}: {}",
            word(language, Word::TwoWriters),
            owners.join(" + ")
        );
        sheet.row_at(14.0, &text, (SMALL_BOLD, Tone::Dead), "");
    }
    for task in picture.database.tasks.values() {
        if task.row.instance != row.id || task.row.state.is_finished() {
            continue;
        }
        let host = task
            .row
            .host
            .map_or_else(String::new, |node| sight.name(node));
        let text = format!("t{} {}", task.row.id.0, state::task(task.row.state));
        sheet.row_at(14.0, &text, (MONO, Tone::Ink2), &host);
    }
    sheet.stand_for(None);
}

/// Draws the applications.
pub(super) fn yarn(
    drawing: &mut Drawing,
    mut sheet: Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
) -> Rect {
    sheet.head(word(sight.language, Word::Yarn), "");
    for app in picture.apps.iter().rev().take(ROWS) {
        let of = picture.database.tasks.get(&app.task);
        let live = picture
            .processes()
            .any(|(_, process)| process.shells.contains(&app.task));
        let (state, tone) = match app.ended {
            None if live => ("RUNNING", Tone::Follow),
            // Its client is gone, and it runs on.
            None => ("RUNNING !", Tone::Dead),
            Some((_, true)) => ("KILLED", Tone::Ink3),
            Some((_, false)) => ("FINISHED", Tone::Ink3),
        };
        let text = format!("app {} · {state}", app.id.0);
        let task = of.map_or(app.task.0, |task| task.row.id.0);
        sheet.stand_for(Some(app.submitted.1));
        sheet.row(&text, DATA, tone, &format!("t{task}"));
    }
    sheet.stand_for(None);
    sheet.finish(drawing)
}
