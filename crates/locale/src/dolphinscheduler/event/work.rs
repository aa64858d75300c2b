//! What is done with workflows: failovers, commands, tasks, and what workers say.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every fact is met in the table that calls these"
)]

use super::{Facts, say};
use crate::dolphinscheduler::state;
use crate::event::Telling;
use dolphinscheduler::fact::{
    CommandFailure, Drop, Fact, FailoverVerdict, Skip, Submission, SystemEvent,
};
use dolphinscheduler::ids::InstanceId;
use sim::id::NodeId;

impl Facts<'_> {
    fn whose(&self, node: Option<NodeId>) -> String {
        match node {
            Some(node) => self.host(node),
            None => say!(self, "everybody", "所有人").head,
        }
    }

    pub(super) fn failover(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::FailoverStarted { node, .. } => {
                let of = self.whose(node);
                say!(
                    self,
                    "{here} begins to fail {of} over.",
                    "{here} 开始给 {of} 容错。"
                )
            }
            Fact::FailoverSelected { count, node } => {
                let of = self.whose(node);
                say!(
                    self,
                    "{here} finds {count} unfinished instances of {of}.",
                    "{here} 找到 {of} 的 {count} 个没跑完的实例。"
                )
            }
            Fact::FailoverInstance {
                instance, verdict, ..
            } => self.verdict(&here, instance, verdict),
            Fact::HandedOver { instance } => {
                let instance = instance.0;
                say!(
                    self,
                    "{here} hands instance {instance} over: host NULL, and a recovery command.",
                    "{here} 交出实例 {instance}：host 写 NULL，插恢复命令。"
                )
            }
            Fact::FailoverEnded { node, ms, .. } => {
                let of = self.whose(node);
                let ms = self.millis(ms);
                say!(
                    self,
                    "{here} has failed {of} over, in {ms}.",
                    "{here} 给 {of} 容错完毕，用了 {ms}。"
                )
            }
            Fact::FailoverFailed { node, .. } => {
                let of = self.whose(node);
                say!(
                    self,
                    "{here} fails to fail {of} over.",
                    "{here} 给 {of} 容错出错。"
                )
            }
            _ => Telling::default(),
        }
    }

    fn verdict(&self, here: &str, instance: InstanceId, verdict: FailoverVerdict) -> Telling {
        let instance = instance.0;
        match verdict {
            FailoverVerdict::HandOver => say!(
                self,
                "{here} is to hand instance {instance} over.",
                "{here} 要交出实例 {instance}。"
            ),
            FailoverVerdict::HostIsNull => say!(
                self,
                "{here} skips instance {instance}: its host is NULL already.",
                "{here} 跳过实例 {instance}：host 已是 NULL。"
            ),
            FailoverVerdict::NewlyStarted => say!(
                self,
                "{here} skips instance {instance}: the living server of that host has started it.",
                "{here} 跳过实例 {instance}：是那台机器现在的进程起的。"
            ),
            FailoverVerdict::RunsHere => say!(
                self,
                "{here} skips instance {instance}: it runs here.",
                "{here} 跳过实例 {instance}：就跑在这里。"
            ),
        }
    }

    pub(super) fn worker_failover(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::FailoverTask { task, worker, .. } => {
                let (task, worker) = (task.0, self.host(worker));
                say!(
                    self,
                    "{here} looks at task {task} of {worker}.",
                    "{here} 查看 {worker} 上的任务 {task}。"
                )
            }
            Fact::LogAsked { task, of } => {
                let (task, of) = (task.0, self.host(of));
                say!(
                    self,
                    "{here} asks {of} for the log of task {task}.",
                    "{here} 向 {of} 要任务 {task} 的日志。"
                )
            }
            Fact::LogFailed { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} cannot read the log of task {task}: no application is known.",
                    "{here} 读不到任务 {task} 的日志，不知道有哪些应用。"
                )
            }
            Fact::AppFound { task, app } => {
                let (task, app) = (task.0, app.0);
                say!(
                    self,
                    "{here} reads in the log of task {task}: application {app}.",
                    "{here} 从任务 {task} 的日志读到应用 {app}。"
                )
            }
            Fact::AppStateFailed { app } => {
                let app = app.0;
                say!(
                    self,
                    "{here} does not learn how application {app} is, and leaves it.",
                    "{here} 问不到应用 {app} 的状态，放着不管。"
                )
            }
            Fact::AppKilled { app } => {
                let app = app.0;
                say!(
                    self,
                    "{here} kills application {app}.",
                    "{here} 杀掉应用 {app}。"
                )
            }
            Fact::TaskNeedsFaultTolerance { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} marks task {task} to be run again.",
                    "{here} 把任务 {task} 标成要重跑。"
                )
            }
            _ => Telling::default(),
        }
    }

    pub(super) fn event_bus(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::FailoverRound { hosts, null } => {
                let mut names: Vec<String> = hosts.iter().map(|node| self.host(node)).collect();
                if null {
                    names.push("NULL".to_owned());
                }
                let names = names.join(" ");
                say!(
                    self,
                    "{here} looks for hosts to fail over: {names}.",
                    "{here} 盘点要容错的主机：{names}。"
                )
            }
            Fact::EventPublished { event } => {
                let event = self.event(event);
                say!(
                    self,
                    "{here} publishes: {event}.",
                    "{here} 发布事件：{event}。"
                )
            }
            Fact::EventFired { event } => {
                let event = self.event(event);
                say!(
                    self,
                    "{here} handles: {event}.",
                    "{here} 处理事件：{event}。"
                )
            }
            Fact::EventHandled { event, ms } => {
                let event = self.event(event);
                say!(
                    self,
                    "{here} has handled {event}, in {ms} ms.",
                    "{here} 处理完：{event}，用了 {ms} 毫秒。"
                )
            }
            Fact::CoordinatorSet { active: true } => say!(
                self,
                "{here} takes itself for the coordinator of task groups.",
                "{here} 认为自己是任务组的协调者。"
            ),
            Fact::CoordinatorSet { active: false } => say!(
                self,
                "{here} is no coordinator of task groups any more.",
                "{here} 不再是任务组的协调者。"
            ),
            _ => Telling::default(),
        }
    }

    pub(super) fn host_failover(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::HostLooked { node, alive } => {
                let of = self.process_of(node);
                if alive {
                    say!(
                        self,
                        "{here} looks for {of}, whose rows are unfinished: it is alive.",
                        "{of} 名下有没跑完的，{here} 看它在不在：活着。"
                    )
                } else {
                    say!(
                        self,
                        "{here} looks for {of}, whose rows are unfinished: it is not there.",
                        "{of} 名下有没跑完的，{here} 看它在不在：不在。"
                    )
                }
            }
            Fact::TombstoneWritten { node, .. } => {
                let of = self.process_of(node);
                say!(
                    self,
                    "{here} has set the tombstone of {of}.",
                    "{here} 给 {of} 立了墓碑。"
                )
            }
            Fact::FailoverSkipped { node, why } => {
                let of = self.process_of(node);
                match why {
                    Skip::Alive => say!(
                        self,
                        "{here} leaves {of} alone: it is alive with the same start time.",
                        "{here} 不动 {of}：它还活着，启动时间没变。"
                    ),
                    Skip::FinishNodeExists => say!(
                        self,
                        "{here} leaves {of} alone: its tombstone exists.",
                        "{here} 不动 {of}：墓碑已经有了。"
                    ),
                }
            }
            _ => Telling::default(),
        }
    }

    fn event(&self, event: SystemEvent) -> String {
        match event {
            SystemEvent::GlobalFailover => say!(self, "global failover", "全局容错").head,
            SystemEvent::MasterFailover { node } | SystemEvent::WorkerFailover { node } => {
                let of = self.host(node);
                say!(self, "failover of {of}", "{of} 容错").head
            }
        }
    }

    pub(super) fn command(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::CommandsFetched { count, slot, slots } => say!(
                self,
                "{here} fetches {count} commands with slot {slot} of {slots}.",
                "{here} 按分片 {slot}/{slots} 取到 {count} 条命令。"
            ),
            Fact::CommandFound { command, .. } => {
                let command = command.0;
                say!(
                    self,
                    "{here} finds command {command}.",
                    "{here} 找到命令 {command}。"
                )
            }
            Fact::CommandHandled { command, instance } => {
                let (command, instance) = (command.0, instance.0);
                say!(
                    self,
                    "{here} takes command {command} and owns instance {instance}.",
                    "{here} 取走命令 {command}，实例 {instance} 归它。"
                )
            }
            Fact::CommandFailed { command, why } => self.command_failed(&here, command.0, why),
            Fact::SlotsSet { slot, slots, .. } => say!(
                self,
                "{here} has slot {slot} of {slots}.",
                "{here} 的分片是 {slot}/{slots}。"
            ),
            Fact::WorkflowHeld { instance } => {
                let instance = instance.0;
                say!(
                    self,
                    "{here} runs instance {instance}.",
                    "{here} 开始跑实例 {instance}。"
                )
            }
            Fact::WorkflowLeft {
                instance, state, ..
            } => {
                let (instance, state) = (instance.0, state::instance(state));
                say!(
                    self,
                    "{here} is done with instance {instance}: {state}.",
                    "{here} 跑完实例 {instance}：{state}。"
                )
            }
            _ => Telling::default(),
        }
    }

    fn command_failed(&self, here: &str, command: u32, why: CommandFailure) -> Telling {
        match why {
            CommandFailure::PoolClosed => say!(
                self,
                "{here} cannot handle command {command}: its pool is closed.",
                "{here} 处理不了命令 {command}：连接池已关。"
            ),
            CommandFailure::Duplicate => say!(
                self,
                "{here} leaves command {command}: somebody else has handled it.",
                "{here} 放弃命令 {command}：别人已处理。"
            ),
            CommandFailure::WrongSlotSkipped => say!(
                self,
                "{here} leaves command {command}: it is in another slot by now.",
                "{here} 放下命令 {command}：已不在自己的分片。"
            ),
            CommandFailure::WrongSlotLost => say!(
                self,
                "{here} throws at command {command}, and it goes to the error table.",
                "{here} 在命令 {command} 上抛异常，它进了错误表。"
            ),
            CommandFailure::AlreadyHeld => say!(
                self,
                "{here} leaves command {command}: the instance runs here.",
                "{here} 放下命令 {command}：实例就跑在这里。"
            ),
        }
    }

    pub(super) fn task(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::TaskSubmitted { task, how, .. } => self.submitted(&here, task.0, how),
            Fact::TaskDispatched { task, to } => {
                let (task, to) = (task.0, self.host(to));
                say!(
                    self,
                    "{here} sends task {task} to {to}.",
                    "{here} 把任务 {task} 派给 {to}。"
                )
            }
            Fact::DispatchFailed { task, to } => {
                let task = task.0;
                match to.map(|to| self.host(to)) {
                    Some(to) => say!(
                        self,
                        "{here} cannot send task {task} to {to}.",
                        "{here} 派任务 {task} 给 {to}，没成。"
                    ),
                    None => say!(
                        self,
                        "{here} knows no worker that it could send task {task} to.",
                        "{here} 没有可派任务 {task} 的 worker。"
                    ),
                }
            }
            Fact::DispatchDropped { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} does not send task {task}: it runs no workflow that the task belongs to.",
                    "{here} 不派任务 {task} 了：它所属的工作流已不在手里。"
                )
            }
            Fact::AckReceived { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} hears that task {task} runs.",
                    "{here} 得知任务 {task} 在跑。"
                )
            }
            Fact::ResultReceived { task, state } => {
                let (task, state) = (task.0, state::task(state));
                say!(
                    self,
                    "{here} hears how task {task} ended: {state}.",
                    "{here} 得知任务 {task} 的结果：{state}。"
                )
            }
            Fact::ReportDropped { task, why } => self.dropped(&here, task.0, why),
            Fact::TaskWaitEnded { task, state, .. } => {
                let (task, state) = (task.0, state::task(state));
                say!(
                    self,
                    "{here} waits no more for task {task}: {state}.",
                    "{here} 不再等任务 {task}：{state}。"
                )
            }
            _ => Telling::default(),
        }
    }

    pub(super) fn take_over(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::TakeOverAsked { task, of } => {
                let (task, of) = (task.0, self.host(of));
                say!(
                    self,
                    "{here} asks {of} to report task {task} to it.",
                    "{here} 请 {of} 以后把任务 {task} 报给自己。"
                )
            }
            Fact::TakeOverAnswered { task, yes } => {
                let task = task.0;
                if yes {
                    say!(
                        self,
                        "{here} has taken task {task} over.",
                        "{here} 接管了任务 {task}。"
                    )
                } else {
                    say!(
                        self,
                        "{here} is refused task {task}: it will run again.",
                        "{here} 接管任务 {task} 被拒，要重跑。"
                    )
                }
            }
            Fact::TaskMoved { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} runs task {task} again elsewhere.",
                    "{here} 把任务 {task} 换个地方重跑。"
                )
            }
            _ => Telling::default(),
        }
    }

    fn submitted(&self, here: &str, task: u32, how: Submission) -> Telling {
        match how {
            Submission::New => say!(
                self,
                "{here} submits task {task} as a new row.",
                "{here} 提交任务 {task}，新建一行。"
            ),
            Submission::Existing => say!(
                self,
                "{here} submits the row of task {task} that is there.",
                "{here} 提交任务 {task} 已有的那一行。"
            ),
            Submission::Running => say!(
                self,
                "{here} finds task {task} running and only waits for it.",
                "{here} 发现任务 {task} 在跑，只等结果。"
            ),
            Submission::Clone => say!(
                self,
                "{here} submits task {task} as a copy: it runs once more.",
                "{here} 提交任务 {task} 的副本：再跑一遍。"
            ),
        }
    }

    fn dropped(&self, here: &str, task: u32, why: Drop) -> Telling {
        match why {
            Drop::PoolClosed => say!(
                self,
                "{here} loses a report of task {task}: its pool is closed.",
                "{here} 丢了任务 {task} 的汇报：连接池已关。"
            ),
            Drop::WriterStopped => say!(
                self,
                "{here} loses a report of task {task}: nobody stores it any more.",
                "{here} 丢了任务 {task} 的汇报：没人再存。"
            ),
            Drop::NotHeld => say!(
                self,
                "{here} drops a report of task {task}: it does not run that workflow.",
                "{here} 丢弃任务 {task} 的汇报：工作流不在它这里。"
            ),
        }
    }

    pub(super) fn worker(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::TaskReceived { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} receives task {task}.",
                    "{here} 收到任务 {task}。"
                )
            }
            Fact::ShellStarted { task, pid } => {
                let task = task.0;
                say!(
                    self,
                    "{here} runs task {task} in process {pid}.",
                    "{here} 用进程 {pid} 跑任务 {task}。"
                )
            }
            Fact::ShellEnded { task, state } => {
                let (task, state) = (task.0, state::task(state));
                say!(
                    self,
                    "{here}: task {task} has ended: {state}.",
                    "{here} 的任务 {task} 结束：{state}。"
                )
            }
            Fact::ShellsClash { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} starts task {task} a second time in the same directory: both fail.",
                    "{here} 在同一目录第二次启动任务 {task}，两个都失败。"
                )
            }
            Fact::ShellLeft { task, .. } => {
                let task = task.0;
                say!(
                    self,
                    "{here} kills task {task}; what its shell had started lives on.",
                    "{here} 杀了任务 {task}，它的 shell 启动的东西还活着。"
                )
            }
            Fact::KillAsked { task, of } => {
                let (task, of) = (task.0, self.host(of));
                say!(
                    self,
                    "{here} asks {of} to kill task {task}.",
                    "{here} 让 {of} 杀任务 {task}。"
                )
            }
            _ => Telling::default(),
        }
    }

    pub(super) fn report(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::ReportFailed { task, to } => {
                let (task, to) = (task.0, self.host(to));
                say!(
                    self,
                    "{here} cannot report task {task} to {to}.",
                    "{here} 没法把任务 {task} 报给 {to}。"
                )
            }
            Fact::ReportAcked { task } => {
                let task = task.0;
                say!(
                    self,
                    "{here} has its report of task {task} acknowledged.",
                    "{here} 对任务 {task} 的汇报得到确认。"
                )
            }
            Fact::OwnerChanged { task, to } => {
                let (task, to) = (task.0, self.host(to));
                say!(
                    self,
                    "{here} reports task {task} to {to} from now on.",
                    "{here} 往后把任务 {task} 报给 {to}。"
                )
            }
            _ => Telling::default(),
        }
    }
}
