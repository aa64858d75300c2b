//! What somebody has done, in words.

use crate::Language;
use crate::label::labels;
use scenario::progress::{Best, Help, Progress};

labels! {
    /// A fixed text of the sheet of progress.
    Word:

    Progress: "Progress", "进度";
    Kept: "It is kept in this browser and nowhere else, without a name.",
        "只存在这个浏览器里，不记名字。";
    Nothing: "No lesson has been finished, no question answered and no level solved yet.",
        "还没学完课程，没答过题，也没做出动手题。";
    Families: "What the answers show", "答题里看出来的";
    Misled: "taken in, of questions that offer it", "上当次数 / 出现次数";
    Export: "Save for the trainer (JSON)", "导出给讲师（JSON）";
    Reset: "Forget everything", "全部清除";
    ResetSure: "Forget it, for good", "确定清除";
    Lesson: "lesson finished", "课程学完";
    Solved: "level solved", "动手题做出";
}

/// How much has been done.
pub fn summary(language: Language, progress: &Progress) -> String {
    let (lessons, levels) = (progress.lessons.len(), progress.levels.len());
    let (right, given) = progress.score();
    match language {
        Language::En => {
            let s = |n: usize| if n == 1 { "" } else { "s" };
            format!(
                "{lessons} lesson{} finished, {right} of {given} answers right, {levels} level{} solved",
                s(lessons),
                s(levels)
            )
        }
        Language::Zh => {
            format!("学完 {lessons} 课，答对 {right}/{given} 题，做出 {levels} 道动手题")
        }
    }
}

/// The best that was made of a level, in a few words.
pub fn best(language: Language, best: &Best) -> String {
    let Best {
        steps, par, stars, ..
    } = best;
    let stars = "★".repeat(*stars);
    let said = match language {
        Language::En if steps <= par => format!("solved in {steps}, par {stars}"),
        Language::En => format!("solved in {steps}, par {par} {stars}"),
        Language::Zh if steps <= par => format!("{steps} 步做出，标准步数 {stars}"),
        Language::Zh => format!("{steps} 步做出，标准 {par} 步 {stars}"),
    };
    let help = match (language, best.help) {
        (_, Help::Hints(0)) => "",
        (Language::En, Help::Hints(_)) => ", with hints",
        (Language::Zh, Help::Hints(_)) => "，看过提示",
        (Language::En, Help::Solution) => ", after the solution",
        (Language::Zh, Help::Solution) => "，看过答案",
    };
    [said.trim_end(), help].concat()
}

/// The name of a family of misconceptions.
pub fn family(language: Language, id: &str) -> &'static str {
    let (en, zh) = match id {
        "view" => ("One list for all", "以为大家看到的是同一份名单"),
        "telepathy" => ("The other side knows at once", "以为对方立刻知道"),
        "label" => ("A label is a fact", "把状态或日志字样当事实"),
        "blocked" => (
            "Blocked means dead, refused means slow",
            "卡住等于死，等待等于慢",
        ),
        "time-heals" => ("Waiting heals", "等等就好"),
        "rank" => ("One field decides", "只比一个字段，先来后到"),
        "leader" => ("Only the leader matters", "只有 leader 要紧"),
        "log" => ("Written is committed", "写下就算数"),
        "identity" => ("Same name, same process", "同名就是同一个"),
        "ownership" => ("The writer or lock holder owns", "谁写归谁，谁锁归谁"),
        "event" => ("Events are state and are kept", "事件等于现状，且会补发"),
        "fence" => ("Something else will stop it", "别处会替我拦住"),
        "lifetime" => ("Parts die together", "父死子亡，失败即停"),
        "knowledge" => ("The information is at hand", "信息总在手边"),
        _ => ("", ""),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::progress::FAMILIES;

    #[test]
    fn every_family_has_its_name() {
        for of in FAMILIES {
            let [en, zh] = Language::ALL.map(|language| family(language, of.id));
            assert!(
                en.is_ascii() && !en.is_empty() && !zh.is_ascii(),
                "{}",
                of.id
            );
        }
    }

    #[test]
    fn what_was_done_is_counted() {
        let text = "lesson a\nanswer a q right x\nanswer a r x x\nlevel a 3 2 0 solution\n\
                    level b 2 2 1 0\n";
        let progress = Progress::parse(text);
        let said = summary(Language::En, &progress);
        assert_eq!(
            said,
            "1 lesson finished, 1 of 2 answers right, 2 levels solved"
        );
        let said = summary(Language::Zh, &progress);
        assert_eq!(said, "学完 1 课，答对 1/2 题，做出 2 道动手题");
        let of = |id: &str| best(Language::En, progress.best(id).unwrap());
        assert_eq!(of("a"), "solved in 3, par 2, after the solution");
        assert_eq!(of("b"), "solved in 2, par ★");
    }
}
