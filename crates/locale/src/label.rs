//! The fixed words of the page: buttons, headings, hints. One entry per place, each language drafted
//! for itself.

use crate::Language;

macro_rules! labels {
    ($(#[$about:meta])* $set:ident: $($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "a label is what its texts say")]
        pub enum $set { $($(#[$doc])* $name),* }

        impl $set {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its text.
            pub fn text(self, language: Language) -> &'static str {
                match language {
                    Language::En => match self { $(Self::$name => $en),* },
                    Language::Zh => match self { $(Self::$name => $zh),* },
                }
            }
        }
    };
}

pub(crate) use labels;

labels! {
    /// A fixed text of the page.
    Label:

    // Places and regions.
    Gallery: "Gallery", "场景";
    Lesson: "Lesson", "课程";
    Stage: "Stage", "现场";
    Time: "Time", "时间";
    Inspector: "Inspector", "查看";
    Transport: "Transport", "播放";
    WholeRun: "whole run", "全程";
    Source: "Source", "出处";
    Chapter: "The chapter in the book", "手册里的这一章";
    Book: "Book", "手册";
    Story: "Story", "经过";
    Minutes: "min", "分钟";
    RunEnds: "How this run ends", "这次推演的结局";
    Running: "Running", "推演中";
    Cancel: "Cancel", "取消";
    NoLeaderYet: "no leader yet", "还没有 leader";

    // Header.
    Language: "中文", "English";
    LanguageHint: "Switch to Chinese", "切换到英文";
    Theme: "Switch between dark and light", "深色与浅色切换";
    Share: "Share moment", "分享此刻";
    Shared: "copied", "已复制";
    ShareTitle: "Title", "标题";
    ShareLink: "Link", "链接";
    ShareFrame: "For a page of your own", "嵌入自己的网页";
    ShareFromDisk: "This page is on a disk: only somebody who has the file can open its links.",
        "本页是磁盘上的文件，只有手里有这个文件的人才打得开这些链接。";
    Export: "Export", "导出";
    CopyByHand: "copy it by hand", "请手动复制";

    // Transport.
    Play: "Play", "播放";
    Pause: "Pause", "暂停";
    NextEvent: "Next event", "下一事件";
    PreviousEvent: "Previous event", "上一事件";
    NextChange: "Next state change", "下一次状态变化";
    PreviousChange: "Previous state change", "上一次状态变化";
    NextOnServer: "This server's next event", "这台服务器的下一事件";
    PreviousOnServer: "This server's previous event", "这台服务器的上一事件";
    NextOnThread: "This thread's next event", "这个线程的下一事件";
    PreviousOnThread: "This thread's previous event", "这个线程的上一事件";
    Speed: "Speed", "速度";
    SpeedWhole: "The rest of the run in six seconds", "六秒放完余下部分";
    Clock: "Time of day in the run", "推演中的时刻";

    // Time panel.
    LanesNodes: "servers", "服务器";
    LanesBlocked: "blocked threads", "被堵线程";
    LanesAll: "all threads", "全部线程";
    Lanes: "Rows", "行";
    WindowShown: "Window of time", "时间窗口";
    Scale: "Scale", "比例";
    FoldAgain: "fold", "折起";
    ScaleTrue: "true scale", "真实比例";
    ScaleFolded: "folds", "折叠";
    ScaleLens: "lens", "放大镜";
    ScaleFoldedHint: "Fold long spans in which nothing changes", "折起没有变化的长时段";
    ScaleLensHint: "Magnify the milliseconds around the playhead", "放大播放位置附近的几十毫秒";
    ZoomIn: "Zoom in", "放大";
    ZoomOut: "Zoom out", "缩小";
    Fit: "fit", "全程";
    TimeHint: "Drag to move through time, turn the wheel to zoom", "拖动换时刻，滚轮缩放";
    TouchHint: "Drag to move through time, pinch to zoom", "拖动换时刻，双指缩放";

    // Inspector.
    Why: "Why", "为什么";
    Log: "Log", "日志";
    State: "State", "状态";
    Threads: "Threads", "线程";
    LogLine: "Log line", "日志行";
    PrintsNothing: "prints nothing here", "此处不打日志";
    Because: "Because", "因为";
    Compared: "Compared", "比较";
    ShowTrail: "Show the causes on stage and time", "在现场和时间栏里显示这条因果链";
    Parameters: "Parameters", "参数";
    Seed: "Seed of all latencies", "各种时延的随机种子";
    Reset: "Back to the default", "恢复默认";
    SearchHint: "Search events, e.g. zk1 round 9", "搜索事件，如 zk1 轮次 9";
    SearchFailovers: "Search events, e.g. M1 dead", "搜索事件，如 M1 容错";
    KeySearch: "Search events and log lines", "搜索事件和日志";
    JumpHint: "Go to a time: 11:19:18.808 or 5771ms", "跳到某一刻：11:19:18.808 或 5771ms";
    BackToTheCause: "back", "回到原因";
    SelectAnEvent: "Select an event: → steps, a click on a band or a log line goes there.",
        "选一个事件：按 → 逐个前进，或点状态带、日志行。";
    Before: "before", "之前";
    NoLogYet: "No line yet", "还没有日志";
    NoProcess: "No process runs here.", "这台没有进程在跑。";
    OnDisk: "zoo.cfg on disk", "磁盘上的 zoo.cfg";
    InMemory: "zoo.cfg in memory", "内存里的 zoo.cfg";
    Idle: "waits for work", "闲";
    Copy: "Copy", "复制";
    FollowsPlayhead: "follows the playhead", "跟随播放位置";
    Root: "root", "根源";

    PartFailed: "This part of the page could not be loaded. Check the connection and try again.",
        "页面的这一部分没有载入。请检查网络，再试一次。";

    // Lesson panel.
    LoadingLesson: "Loading the lesson", "正在载入课程";
    StartLesson: "Take the lesson", "开始课程";
    NextStep: "Next", "下一步";
    Question: "Question", "猜一猜";
    GuessHint: "take your time", "不计时";
    GuessKeys: "1 to 9 guess, Enter tells", "按数字作答，Enter 揭晓";
    GuessFirst: "Guess first", "先猜，再看";
    Reveal: "Tell me", "揭晓";
    OnlyShow: "Just show me", "直接看答案";
    YourGuess: "your guess", "你的答案";
    RightAnswer: "right", "正确";
    PreviousStep: "Back", "上一步";
    BackToStory: "Story", "回到经过";
    ShowElsewhere: "Show it where it happens", "换到会发生的那次推演";
    TryFixes: "Try the fixes", "去试对策";
    TryLevel: "Try the level", "动手题";
    Script: "Operator's script", "操作脚本";
    Fixes: "Fixes", "对策";
    FromStart: "from start", "从头";
    FromHere: "from here", "从此刻";
    FixesNote: "Verdicts are computed by a run, and shown once you have tried.",
        "结论由推演算出，试过才显示。";
    OnlyFromStart: "This one can only be applied from the start.", "这一条只能从头应用。";
    Invariants: "Properties", "性质";
    Runs: "Runs", "推演";
    Baseline: "as it happened", "原样";
    Undo: "Undo", "撤销";
    Redo: "Redo", "重做";
    StartOver: "Start over", "重来";

    // Errors and empty states.
    Compare: "Compare", "对比";
    CompareHint: "This run beside another one, on one clock", "和另一次推演摆在同一个时钟上对比";
    InOneSentence: "In one sentence", "一句话";
    NextDifference: "Next difference", "下一处差别";
    PreviousDifference: "Previous difference", "上一处差别";
    OpenInLab: "Open in the Lab", "在 Lab 里打开";
    NobodyServed: "nobody served for", "停服";
    FollowedInVain: "followed in vain", "白跟";
    LongestQueue: "longest queue of ballots", "最长的队";
    MastersAtEnd: "masters at the end", "最后剩的 master";
    SelfKills: "self-kills", "自杀";
    LongestWait: "longest wait of a command", "命令最久等了";
    NotThere: "There is no such place.", "没有这个页面。";
    NotThereYet: "This place is not built yet.", "这里还没有建好。";
    BackToGallery: "Back to the gallery", "回到场景列表";
    Panicked: "Quorumscope has stopped on a mistake of its own.", "Quorumscope 自己出了错，停下了。";
    PanickedDetail: "Reload the page to go on. To report it, copy what is below.",
        "重新载入本页即可继续。如要反馈，请附上下面的内容。";
    Reload: "Reload", "重新载入";
    Dismiss: "Dismiss", "知道了";
    Loading: "Running the scenario", "正在推演";

    // Gallery.
    Tagline: "Real elections and failovers, replayed by the real state machines.",
        "真实的选举与故障切换，由真实的状态机重演。";
    OpenIncident: "Open the incident", "打开现场";
    LeaderElection: "leader election", "选主";
    LocalOnly: "Nothing leaves this browser.", "数据不会离开浏览器。";

    // On a projector.
    Present: "Present", "演示";
    PresentHint: "Large, one idea on each screen, for a projector", "大字、一屏一个要点，适合投影";
    Blank: "Blank", "黑屏";
    Unblank: "Show again", "恢复显示";
    NotesBlocked: "The browser has blocked the window with notes. Allow pop-up windows for this page and press S again.",
        "浏览器拦下了备注窗口。请允许本页弹出窗口，再按一次 S。";
    NotesAlone: "Notes follow the page that has opened them. Press S there.",
        "备注跟随打开它的那个页面。请在那里按 S。";
    TimePassed: "Time since these notes were opened", "备注打开至今";
    KeyPresent: "present: Page Up and Page Down step, B blanks, S opens notes, L adds the other language, F fills the screen, Esc leaves",
        "演示：Page Up、Page Down 翻页，B 黑屏，S 开备注，L 中英对照，F 全屏，Esc 退出";

    // On paper.
    Handout: "Print the lesson", "打印讲义";
    Print: "Print", "打印";
    BackToLab: "Back to the Lab", "回到现场";
    BothLanguages: "Both languages side by side", "中英对照";
    OneLanguage: "One language", "只要一种语言";
    Answers: "Answers", "答案";

    // As a part of another page.
    OpenPage: "Open in Quorumscope", "在 Quorumscope 中打开";

    // Keys.
    Keyboard: "Keyboard", "键盘";
    KeysOn: "Single-letter keys", "单字母快捷键";
    Close: "Close", "关闭";
    KeyPlay: "play or pause", "播放或暂停";
    KeyEvent: "previous or next event", "上一个、下一个事件";
    KeyChange: "previous or next state change", "上一次、下一次状态变化";
    KeySameNode: "previous or next event of this server", "这台服务器的上一个、下一个事件";
    KeySameThread: "previous or next event of this thread", "这个线程的上一个、下一个事件";
    KeyScale: "true scale, folds, lens", "真实比例、折叠、放大镜";
    KeyClock: "go to a time of day", "跳到某一时刻";
    KeyZoom: "zoom in or out", "放大或缩小";
    KeyFit: "show the whole run", "显示全程";
    KeyThreads: "rows: servers, blocked threads, all threads", "行：服务器、被堵线程、全部线程";
    KeyCause: "back to the cause", "回到原因";
    KeyForward: "forward again", "再往前";
    KeyLesson: "next or previous step of the lesson", "课程的下一步或上一步";
    KeyFixes: "fixes", "对策";
    KeyLogs: "logs", "日志";
    KeyCompare: "compare with another run, there go to the next difference", "与另一次推演对比，跳到下一处差别";
    KeyHelp: "this sheet", "本表";
    KeyClose: "close the topmost", "关闭最上层";

    // The menu of a phone.
    Menu: "Menu", "菜单";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_is_empty_or_shouts() {
        for label in Label::ALL {
            for language in Language::ALL {
                let text = label.text(language);
                assert!(!text.trim().is_empty(), "{label:?}");
                assert!(!text.contains('!') && !text.contains('！'), "{text}");
            }
        }
    }
}
