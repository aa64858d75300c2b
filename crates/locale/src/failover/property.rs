//! Properties: what each says, and why it was violated.

use crate::Language;
use crate::dolphinscheduler::names;
use crate::number::about;
use crate::spacing::close_up;
use dolphinscheduler::setting::Setting;
use failover::property::{Property, Reason};
use sim::id::NodeId;
use sim::time::Span;

/// What a property says, as a short statement.
pub fn name(language: Language, property: Property) -> &'static str {
    let (en, zh) = match property {
        Property::HealthyLives => ("Nobody healthy is told to die", "健康的不会被判死"),
        Property::OneOwner => ("One owner per workflow", "一个工作流只有一个主人"),
        Property::NobodyStranded => ("No workflow is left alone", "每个工作流都有人管"),
        Property::HealthyWorkflowSucceeds => ("No healthy workflow fails", "好好的工作流不会失败"),
        Property::OneExecution => ("A task runs once at a time", "同一任务同时只跑一份"),
        Property::DispatchedOnce => ("A row is sent to a worker once", "一行任务只派一次"),
        Property::PromptFetch => ("Commands are fetched promptly", "命令及时被取走"),
        Property::CommandOnce => ("A command becomes work once", "一条命令只执行一次"),
        Property::NoCommandLost => ("No command is lost", "命令不丢"),
        Property::RemovalAlerts => ("Every removal leaves an alert", "每次下线都有告警"),
        Property::TombstoneNamesTheDead => ("Tombstones name the dead only", "判死记录只写死者"),
        Property::OwnNodeOwned => ("A server's own session owns its node", "节点归本进程的会话"),
        Property::NewWorkUntouched => ("Failover leaves new work alone", "容错不碰新启动的活"),
        Property::LocksOfTheLiving => ("Only the living queue for locks", "锁里只有活人"),
        Property::UnregisteredTakesNothing => {
            ("Who is not registered takes no command", "没注册的不取命令")
        }
        Property::NoGhostNode => (
            "A stopped server's node does not come back",
            "停了的不再冒出节点",
        ),
        Property::OwnerWrites => (
            "Only the owner writes, and results stay",
            "只有主人写，结果不改",
        ),
        Property::DeadWritesNothing => ("Who is declared dead stops writing", "判死之后不再写库"),
        Property::OneClaimant => ("Every command has one claimant", "每条命令只归一台 master"),
        Property::OneCoordinator => (
            "One active coordinator in the end",
            "最后有且只有一个协调者",
        ),
        Property::EventsFired => (
            "Events of a live workflow are handled",
            "活着的工作流事件有人处理",
        ),
        Property::LocksLetGo => ("Failover locks are let go of", "容错锁用完就放"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// What its violation is called, on a pennant.
pub fn violation(language: Language, property: Property) -> &'static str {
    let (en, zh) = match property {
        Property::HealthyLives => ("a healthy server is told to die", "健康的被判死"),
        Property::OneOwner => ("two owners", "两个主人"),
        Property::NobodyStranded => ("a workflow is left alone", "工作流没人管"),
        Property::HealthyWorkflowSucceeds => ("a healthy workflow fails", "好工作流失败"),
        Property::OneExecution => ("a task runs twice at once", "同一任务跑两份"),
        Property::DispatchedOnce => ("a row is sent twice", "同一行派了两次"),
        Property::PromptFetch => ("a command waits", "命令滞留"),
        Property::CommandOnce => ("a command runs twice", "命令执行两遍"),
        Property::NoCommandLost => ("a command is lost", "命令丢了"),
        Property::RemovalAlerts => ("no alert", "没有告警"),
        Property::TombstoneNamesTheDead => ("the living is called dead", "活的被记成死的"),
        Property::OwnNodeOwned => ("somebody else's session", "节点归别的会话"),
        Property::NewWorkUntouched => ("new work is taken away", "新活被接走"),
        Property::LocksOfTheLiving => ("a dead place in a lock", "锁里有死位置"),
        Property::UnregisteredTakesNothing => ("takes commands unregistered", "没注册也取命令"),
        Property::NoGhostNode => ("a ghost node", "节点诈尸"),
        Property::OwnerWrites => ("a stranger writes", "外人改库"),
        Property::DeadWritesNothing => ("the dead still writes", "判死还在写"),
        Property::OneClaimant => (
            "a command with two claimants, or none",
            "命令没有或不止一个认领者",
        ),
        Property::OneCoordinator => ("no coordinator, or two", "协调者不是一个"),
        Property::EventsFired => ("an event nobody handles", "事件没人处理"),
        Property::LocksLetGo => ("a lock is kept", "锁没放"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// Why a property was violated: who, and which values.
pub fn why(language: Language, setting: &Setting, property: Property, reason: &Reason) -> String {
    let (en, zh) = sentence(property, reason);
    let text = match language {
        Language::En => en,
        Language::Zh => zh,
    };
    let name = |node: Option<NodeId>| {
        node.map_or_else(
            || "?".to_owned(),
            |node| names::host(language, setting, node),
        )
    };
    let number = |number: Option<u32>| number.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let values = [
        ("{node}", name(reason.node)),
        ("{other}", name(reason.other)),
        (
            "{instance}",
            number(reason.instance.map(|id| u32::from(id.0))),
        ),
        ("{task}", number(reason.task.map(|id| id.0))),
        ("{command}", number(reason.command.map(|id| id.0))),
        ("{span}", about(language, reason.span.unwrap_or(Span::ZERO))),
        ("{count}", reason.count.to_string()),
    ];
    let fill = |text: String, (place, value): &(&str, String)| text.replace(place, value);
    close_up(language, values.iter().fold(text.to_owned(), fill))
}

/// The sentence of a violation, with the places of its values.
fn sentence(property: Property, reason: &Reason) -> (&'static str, &'static str) {
    match property {
        Property::HealthyLives => (
            "{node} stops itself, and its connection was never lost",
            "{node} 自杀，而它的连接从没断过",
        ),
        Property::OneOwner => (
            "{node} begins to run workflow {instance} while {other} runs it",
            "{node} 跑起工作流 {instance}，而 {other} 还在跑它",
        ),
        Property::NobodyStranded => (
            "nobody runs workflow {instance}, no command asks for it, and its row names {node}",
            "工作流 {instance} 没人跑，也没有命令，库里写的是 {node}",
        ),
        Property::HealthyWorkflowSucceeds => (
            "{node} writes FAILURE for workflow {instance}, whose scripts are fine",
            "{node} 把脚本没问题的工作流 {instance} 写成 FAILURE",
        ),
        Property::OneExecution => (
            "{count} executions of one task of workflow {instance} run, the last on {node}",
            "工作流 {instance} 的同一个任务有 {count} 份在跑，最后一份在 {node}",
        ),
        Property::DispatchedOnce => (
            "task row {task} reaches {node} while it runs",
            "任务行 {task} 还在跑，又派到了 {node}",
        ),
        Property::PromptFetch => (
            "command {command} waits {span} while a running master is registered",
            "命令 {command} 等了 {span}，期间一直有 master 在运行",
        ),
        Property::CommandOnce => (
            "{node} carries out command {command}, which somebody has carried out before",
            "{node} 又执行了一遍命令 {command}",
        ),
        Property::NoCommandLost => (
            "{node} moves command {command} to the error table, and nobody has carried it out",
            "{node} 把没人执行过的命令 {command} 挪进错误表",
        ),
        Property::RemovalAlerts => (
            "{other} hears that {node} is gone, and no alert is written",
            "{other} 听到 {node} 下线，却没有告警写成",
        ),
        Property::TombstoneNamesTheDead => (
            "a dead entry is written for {node}, whose process is alive",
            "{node} 的进程活着，判死记录却写了它",
        ),
        Property::OwnNodeOwned => (
            "the node of {node} belongs to another session than its own",
            "{node} 的节点归别的会话所有",
        ),
        Property::NewWorkUntouched => (
            "{node} hands workflow {instance} over, which the present process of {other} has started",
            "{node} 接走工作流 {instance}，那是 {other} 现在的进程启动的",
        ),
        Property::LocksOfTheLiving => (
            "{node} is killed and leaves {count} in the queues of locks",
            "{node} 被杀，在锁里留下 {count} 个位置",
        ),
        Property::UnregisteredTakesNothing => (
            "{node} takes command {command} without a registration",
            "{node} 没有注册，却取走了命令 {command}",
        ),
        Property::NoGhostNode => (
            "the node of {node} appears after it has stopped",
            "{node} 已经停了，节点又冒了出来",
        ),
        Property::OwnerWrites => (
            "{node} writes over a row that is not its own any more",
            "{node} 改写了已经不归它的行",
        ),
        Property::DeadWritesNothing => (
            "{node} still writes {span} after its dead entry",
            "判死 {span}之后，{node} 还在写库",
        ),
        Property::OneClaimant if reason.node.is_none() => (
            "for {span} no master takes a part of the commands for its own",
            "有 {span}，一部分命令没有 master 认领",
        ),
        Property::OneClaimant => (
            "for {span} {node} and {other} take the same commands for their own",
            "有 {span}，{node} 和 {other} 认领的是同一批命令",
        ),
        Property::OneCoordinator => (
            "{count} of the live masters take themselves for the coordinator in the end",
            "到最后，活着的 master 里有 {count} 台自认是协调者",
        ),
        Property::EventsFired => (
            "{node} holds workflow {instance}, and handles none of its events any more",
            "{node} 还占着工作流 {instance}，却不再处理它的事件",
        ),
        Property::LocksLetGo if reason.other.is_none() => (
            "{node} has ended a failover and keeps the lock",
            "{node} 容错做完了，锁没放",
        ),
        Property::LocksLetGo => (
            "{node} has ended the failover of {other} and keeps the lock",
            "{node} 对 {other} 的容错做完了，锁没放",
        ),
    }
}
