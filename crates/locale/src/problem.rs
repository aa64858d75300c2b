//! What is wrong with what somebody typed, dropped or linked, and what would be right.

use crate::Language;
use scenario::plan::PlanError;
use scenario::script::error::{Problem, ScriptError, nearest};
use sim::limits::Limit;
use zookeeper::config::Instead;

/// Why there is no plan, in one sentence.
pub fn plan_error(language: Language, error: &PlanError) -> String {
    match error {
        PlanError::Choice(problem) => self::problem(language, problem),
        PlanError::Script(error) => script_error(language, error),
    }
}

/// A mistake in a scenario file, in one sentence.
pub fn script_error(language: Language, error: &ScriptError) -> String {
    let ScriptError { line, problem } = error;
    match language {
        Language::En => error.to_string(),
        Language::Zh => format!("第 {line} 行：{}", self::problem(language, problem)),
    }
}

/// A link whose run is another one today: from which engine, what the run came to then and what it
/// comes to now, and whether its event or only its time is shown.
pub fn stale_link(
    language: Language,
    engine: Option<u32>,
    verdicts: Option<&(String, String)>,
    event: bool,
) -> String {
    let today = scenario::engine::ENGINE;
    let engine = engine.filter(|engine| *engine != today);
    let from = match (language, engine) {
        (Language::En, Some(engine)) => {
            format!("This link was made with engine {engine}; today's is {today}.")
        }
        (Language::Zh, Some(engine)) => {
            format!("这个链接由第 {engine} 版引擎生成，现在是第 {today} 版。")
        }
        (Language::En, None) => {
            "This link was made for another run than the one that its choices give today."
                .to_owned()
        }
        (Language::Zh, None) => "这个链接记录的推演与现在算出的不同。".to_owned(),
    };
    let result = verdicts.map(|(then, now)| match language {
        Language::En if then == now => format!(" The result is the same: {now}."),
        Language::Zh if then == now => format!("结果没变：{now}。"),
        Language::En => format!(" Its result then: {then}. Today's: {now}."),
        Language::Zh => format!("当时的结果：{then}；现在：{now}。"),
    });
    let shown = match (language, event) {
        (Language::En, true) => " The same event is shown, in today's run.",
        (Language::En, false) => " The same time is shown, in today's run.",
        (Language::Zh, true) => "显示的是现在这次推演里的同一个事件。",
        (Language::Zh, false) => "显示的是现在这次推演的同一时刻。",
    };
    [from.as_str(), &result.unwrap_or_default(), shown].concat()
}

/// A problem, in one sentence.
pub fn problem(language: Language, problem: &Problem) -> String {
    match language {
        Language::En => {
            let text = problem.to_string();
            let mut letters = text.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            let first = first.map_or_else(String::new, String::from);
            format!("{first}{}.", letters.as_str()).replace("?.", "?")
        }
        Language::Zh => zh(problem),
    }
}

fn zh(problem: &Problem) -> String {
    match problem {
        Problem::Unknown { what, word, known } => {
            let what = noun(what);
            match nearest(known, word) {
                Some(near) => format!("没有叫“{word}”的{what}，是不是“{near}”？"),
                None if known.is_empty() => format!("没有叫“{word}”的{what}。"),
                None => format!("没有叫“{word}”的{what}，可用的有：{}。", known.join("、")),
            }
        }
        Problem::Missing {
            after,
            what,
            example,
        } => format!("{after} 后面缺{}，例如：{example}。", noun(what)),
        Problem::Malformed {
            word,
            what,
            example,
        } => format!("“{word}”不是{}，应写成 {example}。", noun(what)),
        Problem::OutOfRange {
            name,
            value,
            min,
            max,
        } => format!("{name}={value} 超出范围，只能是 {min} 到 {max}。"),
        Problem::Twice { what, word } => {
            format!("{}“{word}”出现了两次，留一个即可。", noun(what))
        }
        Problem::Unended(word) => format!("以 <<{word} 开头的文本，结尾缺一行 {word}。"),
        Problem::TooMany { what, count, limit } => {
            format!("{}太多：{count} 个，最多 {limit} 个。", noun(what))
        }
        Problem::NotSimulated { line, instead } => {
            let instead = match instead {
                Instead::Nothing => "请删掉这一行",
                Instead::ElectionOverTcp => {
                    "请删掉这一行，默认就是 TCP 上的 FastLeaderElection（3）"
                }
                Instead::LeadersServe => "请删掉这一行，leader 照常服务",
                Instead::OneFile => "请把 server 行直接写进 zoo.cfg",
                Instead::OneAddress => "请给每台服务器只写一个地址",
                Instead::UsualTime => "请写 1 到 600000 毫秒",
            };
            format!("{line} 不在模拟范围内，{instead}。")
        }
        Problem::OnlyFromStart(fix, moment) => {
            format!("{fix} 只能从头应用，请去掉“@{moment}”。")
        }
        Problem::AfterTheEnd { what, at, until } => format!(
            "推演到 {until} 为止，而 {what} 在 {at}；把终点（until）放晚一些，或选更早的时刻。"
        ),
        Problem::BeforeTheStory { what, at, from } => {
            format!("故事从 {from} 开始，而 {what} 在 {at}；请选晚一些的时刻。")
        }
    }
}

/// The Chinese for what a problem is about. A test keeps the list complete.
fn noun(what: &str) -> &str {
    match what {
        "server" => "服务器",
        "a server" => "服务器",
        "servers" => "服务器",
        "the names of the servers" => "服务器的名字",
        "a link between two servers" => "两台服务器之间的链路",
        "a range of servers" => "服务器的范围",
        "KEY=VALUE, or remove KEY, or a whole text" => "“键=值”、“remove 键”或一段全文",
        "a verb" => "动词",
        "verb" => "动词",
        "a link" => "链路",
        "a release" => "版本",
        "servers and a time" => "服务器和时间",
        "a server and a time" => "服务器和时间",
        "a server and a change" => "服务器和改动",
        "servers and a number" => "服务器和数目",
        "topic" => "主题",
        "servers and a zxid" => "服务器和 zxid",
        "release" => "版本",
        "a zxid" => "zxid",
        "a length of time" => "时长",
        "fix" => "对策",
        "parameter" => "参数",
        "statement" => "语句",
        "a date and time" => "日期时间",
        "a time and a verb" => "时间和动词",
        "servers and a value" => "服务器和值",
        "a whole number" => "整数",
        "a number from 0 to 9999, or none" => "0 到 9999 的整数或 none",
        "a line that names the servers" => "写明服务器的一行",
        "an end after zero" => "零点之后的终点",
        "a time" => "时间",
        "a seed" => "种子",
        "scenario" => "场景",
        "a statement" => "语句",
        "a condition NAME=VALUE" => "“名字=值”的条件",
        "kind of fix" => "对策类别",
        "statement of a fix" => "对策语句",
        "language" => "语言",
        "system" => "系统",
        "lock policy" => "锁的交接方式",
        "a name and either works or tempting" => "名字，以及 works 或 tempting",
        "a line “end” after its last statement" => "最后一条语句之后的一行“end”",
        "a whole number of minutes" => "整数分钟",
        "a name, a type and a default" => "名字、类型和默认值",
        "its range or its values" => "范围或可选值",
        "type of parameter" => "参数类型",
        "value" => "值",
        "a range" => "范围",
        "a parameter with its value" => "带值的参数",
        "a time from zero on" => "零点之后的时间",
        "part of a link" => "链接成分",
        "a server, or for wait a length of time" => "服务器；若是 wait，则是时长",
        "two runs" => "两次推演",
        "a run of the same scenario" => "同一场景的推演",
        "the number of an event" => "事件编号",
        "a moment in milliseconds from zero" => "以毫秒计的时刻",
        "a moment of the run" => "推演中的时刻",
        "a line that says how many masters there are" => "写明 master 台数的一行",
        "harm" => "后果",
        "a name and its tasks" => "名字和任务",
        "kind of task" => "任务类别",
        "a switch and its value" => "开关和它的值",
        "switch" => "开关",
        "model" => "版本",
        "a model" => "版本",
        "a workflow" => "工作流",
        "workflow" => "工作流",
        "commands" => "命令",
        "lines" => "脚本行",
        "goal" => "目标",
        "property" => "性质",
        "statement of a level" => "关卡语句",
        "step of this level" => "本关允许的动作",
        "an attempt at this level" => "本关的解法",
        "how it is stopped" => "停法",
        "way to stop" => "停法",
        "state" => "状态",
        "the verdict of a run" => "推演的结论",
        "which event of a server is meant" => "指的是哪个事件",
        other => noun_of_lesson(other),
    }
}

/// What a problem with a lesson or a level is about.
fn noun_of_lesson(what: &str) -> &str {
    match what {
        "statement of a lesson" => "课程语句",
        "a name" => "名字",
        "a name and a field" => "名字和字段",
        "a step" => "步骤",
        "an option" => "选项",
        "a server and a fact" => "服务器和事实",
        "a value" => "值",
        "part of a card" => "卡片部位",
        "part of a ballot" => "选票成分",
        "fact" => "事实",
        "field" => "字段",
        "thread" => "线程",
        "step" => "步骤",
        "text" => "正文",
        "words in the guide" => "讲稿里的文字",
        other => other,
    }
}
/// A run that stopped at a bound, and what can be done.
pub fn bound(language: Language, limit: Limit) -> String {
    let (en, zh) = match limit {
        Limit::Events => ("events", "事件数"),
        Limit::Facts => ("facts", "记录数"),
        Limit::Messages => ("messages", "消息数"),
        Limit::Threads => ("threads", "线程数"),
        Limit::Connections => ("connections", "连接数"),
    };
    match language {
        Language::En => format!(
            "The run stopped early: the bound on {en} was reached. What is shown up to there is exact; \
             a shorter run (until=…) or fewer faults stay below the bound."
        ),
        Language::Zh => format!(
            "推演提前结束：{zh}达到上限。此前的内容是准确的；缩短推演（until=…）或减少故障就不会触及上限。"
        ),
    }
}
