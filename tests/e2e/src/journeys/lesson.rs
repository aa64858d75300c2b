//! Can somebody take a lesson, and is it loaded only then?

use harness::{Outcome, PATIENCE, Page, Preferences, Server, ensure};

use super::loading::{asks_nobody_else, has_no_complaints};
use crate::lab::Lab;

const LAB: &str = "#/lab/zk-decommission-outage";
const TITLE: &str = ".lesson-step h1";

fn title_is(page: &Page, title: &str) -> Outcome {
    page.wait_until(&format!("the step is {title:?}"), PATIENCE, |page| {
        Ok(page.find(TITLE)?.text()? == title)
    })
}

/// What was asked for that belongs to lessons.
fn asked(page: &Page) -> Outcome<usize> {
    let requests = page.requests()?;
    let of_lessons = |url: &&String| url.contains("split_lesson") || url.contains("lessons/");
    Ok(requests.iter().filter(of_lessons).count())
}

pub(crate) fn leads_from_step_to_step(lab: &Lab<'_>) -> Outcome {
    let server: Server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(LAB))?;
        page.role_appears("button", "Take the lesson")?;
        ensure!(asked(page)? == 0, "it is loaded before anybody takes it");
        page.find_role("button", "Take the lesson")?.click()?;
        page.appears(TITLE)?;
        title_is(page, "Memory is not disk")?;
        ensure!(asked(page)? == 2, "{} parts were loaded", asked(page)?);
        page.find_role("button", "Next")?.click()?;
        guesses(page)?;
        title_is(page, "Stop a follower, lose the leader")?;
        page.keys("nnnn")?;
        title_is(page, "Waiting feeds the queue")?;
        page.keys("n")?;
        only_looks(page, "Just show me", "Next")?;
        title_is(page, "A stale vote is delivered first")?;
        page.appears(".card-row.looked")?;
        page.find_role("button", "中文")?.click()?;
        title_is(page, "迟到的旧票")?;
        page.find_role("button", "下一步")?.click()?;
        title_is(page, "听见敲门，开不了门")?;
        page.keys("N")?;
        title_is(page, "迟到的旧票")?;
        page.keys("nnn")?;
        only_looks(page, "直接看答案", "下一步")?;
        page.keys("nn")?;
        only_looks(page, "直接看答案", "下一步")?;
        page.role_appears("button", "去试对策")?.click()?;
        page.role_appears("button", "开始课程")?;
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

/// What the clock of the transport shows.
fn clock(page: &Page) -> Outcome<String> {
    let value = page.script("return document.getElementById('clock').value", &[])?;
    Ok(value.to_string())
}

/// While a question is open nothing tells its answer; a guess by number is kept, and then told.
fn guesses(page: &Page) -> Outcome {
    page.appears(".option")?;
    for tells in ["#fixes-title", "#properties-title", ".runs", ".verdict-why"] {
        ensure!(page.find_all(tells)?.is_empty(), "{tells} is still there");
    }
    let before = clock(page)?;
    page.find_role("button", "Next state change")?.click()?;
    ensure!(clock(page)? == before, "one can look ahead");
    page.keys("1")?;
    page.appears(".option[aria-pressed=\"true\"]")?;
    page.role_appears("button", "Tell me")?.click()?;
    page.appears(".option.right")?;
    page.appears("#fixes-title")?;
    page.role_appears("button", "Next")?.click()
}

/// Has the answer told without a guess.
fn only_looks(page: &Page, look: &str, next: &str) -> Outcome {
    page.role_appears("button", look)?.click()?;
    page.appears(".option.right")?;
    page.find_role("button", next)?.click()
}

pub(crate) fn says_that_it_cannot_be_had(lab: &Lab<'_>) -> Outcome {
    for part in [".txt", "split_lesson.wasm"] {
        let server = lab.serve(lab.site().withholding(part))?;
        lab.visit(&Preferences::default(), |page| {
            page.open(&server.url(LAB))?;
            page.role_appears("button", "Take the lesson")?.click()?;
            page.says("This part of the page could not be loaded.")?;
            // The rest goes on.
            page.find_role("button", "Take the lesson")?;
            page.find_role("button", "Next event")?.click()
        })?;
    }
    Ok(())
}
