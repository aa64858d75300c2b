//! What the registry, the database and YARN say.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every fact is met in the table that calls these"
)]

use super::{Facts, say};
use crate::dolphinscheduler::{names, state};
use crate::event::Telling;
use crate::number::about;
use dolphinscheduler::fact::{Fact, Gone};
use dolphinscheduler::ids::{CommandId, InstanceId, SessionId};
use dolphinscheduler::path::{Kind, Path};
use dolphinscheduler::rows::{AlertKind, CommandType, Row as TableRow};
use dolphinscheduler::wire::Message;
use picture::dolphinscheduler::Znode;
use sim::id::{MessageId, NodeId};
use sim::time::Span;

impl Facts<'_> {
    /// What a store says of what it keeps.
    pub(super) fn stores(&self, fact: Fact) -> Telling {
        match fact {
            Fact::SessionOpened {
                client, granted_ms, ..
            } => self.opened(client, granted_ms),
            Fact::SessionResumed { session } => {
                let session = self.session(session);
                say!(
                    self,
                    "The client of {session} is back in time.",
                    "{session} 的客户端及时回来了。"
                )
            }
            Fact::SessionRefused { session } => {
                let session = self.session(session);
                say!(
                    self,
                    "{session} has expired: its client comes back too late.",
                    "{session} 已经过期，客户端回来晚了。"
                )
            }
            Fact::SessionMoved { session, expires } => {
                let left = about(self.language, expires.time().since(self.row.at));
                let session = self.session(session);
                say!(
                    self,
                    "{session} has been heard of; it lives {left} more.",
                    "听到了 {session}，还能活 {left}。"
                )
            }
            Fact::SessionExpired { session } => self.expired(session),
            Fact::SessionClosed { session } => {
                let session = self.session(session);
                say!(
                    self,
                    "Session {session} is closed by its client.",
                    "What it owns goes at once.",
                    "会话 {session} 由客户端关闭。",
                    "它名下的节点立刻消失。"
                )
            }
            Fact::NodeCreated { path, owner } => self.created(path, owner),
            Fact::NodeSet { path, .. } => self.set(path),
            Fact::NodeGone { path, why } => self.gone(path, why),
            Fact::RegistryServes => say!(self, "The registry serves.", "注册中心开始服务。"),
            _ => self.rows(fact),
        }
    }

    /// What the database and YARN say.
    fn rows(&self, fact: Fact) -> Telling {
        match fact {
            Fact::RowWritten { row, by } => self.row_written(row, by),
            Fact::CommandInserted {
                command,
                kind,
                instance,
                by,
            } => self.command_inserted(command, kind, instance, by),
            Fact::CommandDeleted { command, by } => {
                let (by, command) = (self.host(by), command.0);
                say!(
                    self,
                    "{by} takes command {command} out of the table.",
                    "{by} 把命令 {command} 从表里取走。"
                )
            }
            Fact::CommandErrored { command, by } => {
                let (by, command) = (self.host(by), command.0);
                say!(
                    self,
                    "{by} moves command {command} to the error table.",
                    "Nobody looks there again: it is lost.",
                    "{by} 把命令 {command} 移进错误表。",
                    "那张表没人再看，命令丢了。"
                )
            }
            Fact::CommandMissed { command, by } => {
                let (by, command) = (self.host(by), command.0);
                say!(
                    self,
                    "{by} finds command {command} gone: somebody else has it.",
                    "{by} 发现命令 {command} 没了，已被别人取走。"
                )
            }
            Fact::AlertInserted { kind, by, .. } => {
                let (by, about) = (self.host(by), self.alert(kind));
                say!(
                    self,
                    "{by} writes an alert: {about}.",
                    "{by} 写告警：{about}。"
                )
            }
            Fact::AlertSkipped { kind, by } => {
                let (by, about) = (self.host(by), self.alert(kind));
                say!(
                    self,
                    "{by} writes no alert, one is unsent: {about}.",
                    "{by} 不写告警，同样的还没发出：{about}。"
                )
            }
            Fact::AppSubmitted { app, task } => {
                let (app, task) = (app.0, task.0);
                say!(
                    self,
                    "YARN starts application {app} for task {task}.",
                    "YARN 为任务 {task} 启动应用 {app}。"
                )
            }
            Fact::AppEnded { app, killed } => {
                let app = app.0;
                if killed {
                    say!(self, "Application {app} is killed.", "应用 {app} 被杀。")
                } else {
                    say!(self, "Application {app} ends.", "应用 {app} 结束。")
                }
            }
            _ => Telling::default(),
        }
    }

    fn opened(&self, client: NodeId, granted_ms: u32) -> Telling {
        let granted = about(self.language, Span::from_millis(u64::from(granted_ms)));
        let client = self.process_of(client);
        say!(
            self,
            "{client} opens a session; {granted} are granted.",
            "{client} 开了一个会话，超时批了 {granted}。"
        )
    }

    fn expired(&self, id: SessionId) -> Telling {
        let known = self.before.registry.sessions.get(&id);
        let session = self.session(id);
        let granted = known.map_or(Span::ZERO, |known| known.granted);
        let granted = about(self.language, granted);
        say!(
            self,
            "Session {session} expires.",
            "Nothing was heard of it for {granted} and up to the registry's next tick. What it owns goes now, whoever uses it.",
            "会话 {session} 过期。",
            "{granted}没听到它，再取整到下一个 tick。它名下的节点现在消失，不管谁在用。"
        )
    }

    fn created(&self, path: Path, owner: Option<SessionId>) -> Telling {
        let writer = self.writer();
        let by = self.process_of(writer);
        match path {
            Path::DeadMaster { node } => self.dead_entry(writer, Kind::Master, node),
            Path::DeadWorker { node } => self.dead_entry(writer, Kind::Worker, node),
            Path::Place { lock, number } => {
                let lock = names::lock(self.reading.setting, lock);
                say!(
                    self,
                    "{by} has place {number} in the queue of {lock}.",
                    "{by} 在 {lock} 排到 {number} 号。"
                )
            }
            Path::Finish { .. } | Path::FinishUnknown { .. } => {
                let path = self.path(path);
                say!(
                    self,
                    "{by} writes the tombstone {path}.",
                    "{by} 写下墓碑 {path}。"
                )
            }
            Path::Master { .. } | Path::Worker { .. } | Path::Coordinator => {
                let owner = owner.map(|owner| self.session(owner)).unwrap_or_default();
                let path = self.path(path);
                say!(
                    self,
                    "{by} creates {path}.",
                    "Its owner is session {owner}: it lives as long as that.",
                    "{by} 创建 {path}。",
                    "主人是会话 {owner}，会话在它就在。"
                )
            }
        }
    }

    /// A dead entry, and whether the server that it names is there at this moment.
    fn dead_entry(&self, writer: NodeId, kind: Kind, node: NodeId) -> Telling {
        let (by, of) = (self.process_of(writer), self.process_of(node));
        let there = self.before.registry.nodes.get(&Path::server(kind, node));
        let looked = self.before.process(node).and_then(|process| process.looked);
        let there = there.is_some();
        let late = looked
            .filter(|(_, found, _)| !found)
            .map(|(at, ..)| self.ago(at));
        match (there, late) {
            (true, Some(late)) => say!(
                self,
                "{by} writes the dead entry of {of}.",
                "{of} had looked for it {late} earlier and found none. Its node is there; nobody looks.",
                "{by} 写下 {of} 的死亡记录。",
                "{of} 在 {late}前查过，那时还没有。它的节点就在，没人看。"
            ),
            (false, Some(late)) => say!(
                self,
                "{by} writes the dead entry of {of}.",
                "The node is absent, but {of} runs: it had looked for an entry {late} earlier.",
                "{by} 写下 {of} 的死亡记录。",
                "节点确实不在，可 {of} 活着：它 {late}前查过，那时没有记录。"
            ),
            (_, None) => say!(
                self,
                "{by} writes the dead entry of {of}.",
                "It is persistent: it stays until somebody deletes it.",
                "{by} 写下 {of} 的死亡记录。",
                "记录是持久节点，有人删才会没。"
            ),
        }
    }

    fn set(&self, path: Path) -> Telling {
        let by = self.process_of(self.writer());
        let node = self.before.registry.nodes.get(&path);
        let owner = node.and_then(|node| node.owner);
        let owner = owner.and_then(|owner| self.before.registry.sessions.get(&owner));
        let starts = |node: NodeId| self.before.hosts.get(node.index()).map_or(0, |h| h.starts);
        let path = self.path(path);
        match owner {
            Some(owner) if owner.incarnation != starts(owner.client) => {
                let left = about(self.language, owner.left(self.row.at));
                let owner = names::session(self.reading.setting, owner);
                say!(
                    self,
                    "{by} writes into {path}.",
                    "The node belongs to {owner}, whose process is gone: {left} are left to it. Writing moves no owner.",
                    "{by} 写进 {path}。",
                    "节点归 {owner}，那个进程早没了，还剩 {left}。写数据不会过户。"
                )
            }
            Some(_) | None => say!(self, "{by} writes into {path}.", "{by} 写进 {path}。"),
        }
    }

    fn gone(&self, path: Path, why: Gone) -> Telling {
        let node = self.before.registry.nodes.get(&path);
        let owner = node.and_then(|node: &Znode| node.owner);
        let owner = owner.map(|owner| self.session(owner)).unwrap_or_default();
        let by = self.process_of(self.writer());
        let alive = path.registration().filter(|(_, node)| {
            let state = self.before.hosts.get(node.index()).map(|host| host.state());
            state == Some(picture::dolphinscheduler::ServerBand::Running)
        });
        let path = self.path(path);
        match (why, alive) {
            (Gone::Deleted, _) => say!(self, "{by} deletes {path}.", "{by} 删除 {path}。"),
            (Gone::ByHand, _) => say!(
                self,
                "The operator deletes {path} by hand.",
                "运维手工删除 {path}。"
            ),
            (Gone::Expired, Some((_, node))) => {
                let of = self.process_of(node);
                say!(
                    self,
                    "{path} goes with session {owner}.",
                    "{of} runs and is connected: it had only written into a node that {owner} owned.",
                    "{path} 随会话 {owner} 消失。",
                    "{of} 正常在线，它只是往 {owner} 的节点里写过数据。"
                )
            }
            (Gone::Expired, None) => say!(
                self,
                "{path} goes: session {owner} has expired.",
                "{path} 消失：会话 {owner} 过期了。"
            ),
            (Gone::Closed, _) => say!(
                self,
                "{path} goes: session {owner} was closed.",
                "{path} 消失：会话 {owner} 已关闭。"
            ),
        }
    }

    fn row_written(&self, message: MessageId, by: NodeId) -> Telling {
        let by = self.process_of(by);
        let record = self.reading.trace.message(message);
        let Some(Message::Result { row, .. }) = Message::decode(record) else {
            return Telling::default();
        };
        match row {
            TableRow::Instance { row } => self.instance_written(&by, row),
            TableRow::Task { row } => {
                let (id, state) = (row.id.0, state::task(row.state));
                say!(
                    self,
                    "{by} writes task {id}: {state}.",
                    "{by} 写任务 {id}：{state}。"
                )
            }
            TableRow::Command { .. } | TableRow::Host { .. } => {
                say!(self, "{by} writes a row.", "{by} 写了一行。")
            }
        }
    }

    fn instance_written(&self, by: &str, row: dolphinscheduler::rows::Instance) -> Telling {
        let owners: Vec<String> = self
            .before
            .owners(row.id)
            .map(|node| self.host(node))
            .collect();
        let host = state::host(self.language, self.reading.setting, row.host);
        let (id, state) = (row.id.0, state::instance(row.state));
        if owners.len() < 2 {
            return say!(
                self,
                "{by} writes instance {id}: {state}, host {host}.",
                "{by} 写实例 {id}：{state}，host {host}。"
            );
        }
        let owners = owners.join(", ");
        say!(
            self,
            "{by} writes instance {id}: {state}, host {host}.",
            "It runs in {owners} at once: each writes the whole row, the last one wins.",
            "{by} 写实例 {id}：{state}，host {host}。",
            "它同时跑在 {owners} 上：各写整行，后写的算数。"
        )
    }

    fn command_inserted(
        &self,
        command: CommandId,
        kind: CommandType,
        instance: Option<InstanceId>,
        by: Option<NodeId>,
    ) -> Telling {
        let (command, instance) = (command.0, instance.map_or(0, |instance| instance.0));
        match (kind, by) {
            (CommandType::Recover, Some(by)) => {
                let by = self.process_of(by);
                say!(
                    self,
                    "{by} inserts command {command}: somebody is to go on with instance {instance}.",
                    "{by} 插入命令 {command}：谁来接着跑实例 {instance}。"
                )
            }
            (CommandType::Recover, None) | (CommandType::Start, _) => say!(
                self,
                "Command {command} is inserted: start a workflow.",
                "插入命令 {command}：启动一个工作流。"
            ),
        }
    }

    fn alert(&self, kind: AlertKind) -> String {
        match kind {
            AlertKind::MasterDown { node } | AlertKind::WorkerDown { node } => {
                let down = self.host(node);
                say!(self, "{down} is down", "{down} 宕机").head
            }
            AlertKind::TaskMoved { instance } => {
                let instance = instance.0;
                say!(
                    self,
                    "a task of instance {instance} was moved",
                    "实例 {instance} 的任务被转移"
                )
                .head
            }
        }
    }

    /// Who has asked for it.
    fn writer(&self) -> NodeId {
        use dolphinscheduler::lane::Thread;
        if let Thread::Connection(node) = Thread::from_lane(self.row.lane) {
            node
        } else {
            self.row.node
        }
    }
}
