//! Does the page save what it offers, and can the browser itself read each file?

use harness::{Outcome, PATIENCE, Page, Preferences, ensure};

use super::loading::has_no_complaints;
use crate::lab::Lab;

const MOMENT: &str = "#/lab/zk-decommission-outage?t=6528&lang=en";

/// Keeps what the page has the browser save, and what it copies, instead of the browser.
const KEEPS: &str = "
    window.saved = {};
    const blobs = new Map();
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
        const address = make(blob);
        blobs.set(address, blob);
        return address;
    };
    HTMLAnchorElement.prototype.click = function () {
        const blob = blobs.get(this.href);
        blob.arrayBuffer().then((bytes) => {
            const ending = this.download.split('.').pop();
            window.saved[ending] = { name: this.download, type: blob.type, blob, bytes };
        });
    };
    Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: async (text) => (window.saved.copied = text) },
    });";

/// What a browser makes of a file; an empty text if it is as it should be.
const CHECKS: [(&str, &str, &str); 6] = [
    (
        "Svg",
        "svg",
        "const { documentElement } = new DOMParser().parseFromString(text, type);
         const words = [...documentElement.querySelectorAll('text')].map((t) => t.textContent);
         return [
             documentElement.tagName === 'svg' && type === 'image/svg+xml',
             documentElement.querySelector('title').textContent.includes('11:19:18.808'),
             ['zk0', 'zk1', 'zk2', 'LOOKING', 'WorkerSender', '19:18.808'].every((w) => words.includes(w)),
         ];",
    ),
    (
        "Png",
        "png",
        "const size = new DataView(bytes);
         return [
             type === 'image/png' && size.getUint32(0) === 0x89504e47,
             size.getUint32(16) === 2480 && size.getUint32(20) > 1400,
             bytes.byteLength > 100000,
         ];",
    ),
    (
        "Logs",
        "zip",
        "const head = new DataView(bytes);
         const all = new TextDecoder('latin1').decode(bytes);
         return [
             type === 'application/zip' && head.getUint32(0) === 0x504b0304,
             ['zk0.log', 'zk4.log', 'run.txt'].every((name) => all.includes(`outage/${name}`)),
         ];",
    ),
    (
        "Mermaid",
        "mmd",
        "return [/^%% /.test(text), /\\nsequenceDiagram\\n/.test(text), /zk\\d->>zk\\d: /.test(text)];",
    ),
    (
        "Trace",
        "json",
        "const { traceEvents } = JSON.parse(text);
         const count = (ph) => traceEvents.filter((event) => event.ph === ph).length;
         return [count('B') > 100 && count('B') === count('E'), count('s') > 10 && count('s') === count('f')];",
    ),
    (
        "ShiViz",
        "log",
        "const parser = new RegExp(text.split('\\n')[0], 'gm');
         const events = [...text.slice(text.indexOf('\\n')).matchAll(parser)];
         const counts = events.map(({ groups }) => JSON.parse(groups.clock)[groups.host]);
         return [events.length > 100, counts.every((count) => count >= 1)];",
    ),
];

pub(crate) fn are_saved_and_read(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(MOMENT))?;
        page.appears(".card")?;
        page.script(KEEPS, &[])?;
        page.keys("l")?;
        page.role_appears("button", "Export")?.click()?;
        page.appears("#export-title")?;
        for (format, ending, check) in CHECKS {
            page.find(&format!("[data-format={format}]"))?.click()?;
            reads(page, ending, check)?;
        }
        page.find("[data-format=Moment]")?.click()?;
        page.wait_until("the moment is copied", PATIENCE, |page| {
            let text = page.script("return window.saved.copied ?? '';", &[])?;
            let text = text.as_str().unwrap_or_default().to_owned();
            Ok(text.contains("11:19:18,808") && text.contains("zk0 LOOKING"))
        })?;
        page.key(harness::keys::ESCAPE)?;
        page.wait_until("the sheet is closed", PATIENCE, |page| {
            Ok(page.find_all("#export-title")?.is_empty())
        })?;
        has_no_complaints(page)
    })
}

/// Waits for a file, and lets the browser look into it.
fn reads(page: &Page, ending: &str, check: &str) -> Outcome {
    let there = "return window.saved[arguments[0]] !== undefined;";
    page.wait_until(&format!("the file .{ending} is there"), PATIENCE, |page| {
        Ok(page.script(there, &[ending.into()])? == true)
    })?;
    let look = format!(
        "const {{ name, type, bytes }} = window.saved[arguments[0]];
         const text = new TextDecoder().decode(bytes);
         const look = () => {{ {check} }};
         return JSON.stringify([name.startsWith('zk-decommission-outage-11-19-18.808.'), ...look()]);"
    );
    let found = page.script(&look, &[ending.into()])?;
    let found = found.as_str().unwrap_or_default().to_owned();
    ensure!(
        !found.is_empty() && !found.contains("false"),
        "the browser finds in .{ending}: {found}"
    );
    Ok(())
}
