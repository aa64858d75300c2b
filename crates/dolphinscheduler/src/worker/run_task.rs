//! `TaskExecuteThread` of 1.3.x: runs one task, reports that it runs and how it has ended, to the master
//! that sent it if it can be reached, else to any that is registered.
//!
//! ```text
//!   received ─▶ ACK ─▶ prepare ─▶ shell ─▶ … ─▶ ended, result ─▶ sent ─ no ─▶ masters of the registry
//! ```
//! A task that arrives twice runs in one directory: the second finds the script of the first, fails,
//! and clears the directory, and the first fails as well if its shell has not begun.

use super::WorkerRoutine;
use crate::client::queue;
use crate::disk::Disk;
use crate::fact::Fact;
use crate::ids::{AppId, DefinitionId, Moment, TaskId};
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::master::{S_REG, pace};
use crate::model::{KillApp, TakeOver};
use crate::path::{Kind, NodeSet};
use crate::rows::{AppState, TaskState};
use crate::server::Emit;
use crate::setting::{Role, Work};
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::{Op, Outcome, Rpc};
use sim::id::{NodeId, Slot, Socket};
use sim::io::Io;
use sim::random::Range;
use sim::threads::Wait;
use sim::time::{SimTime, Span};

/// From a message to the ACK: directories. Seen 4 to 160 ms. With the queue that the task has stood in
/// before, and the write of the ACK, 0.2 to 2 s.
const RECEIVE: Range = Range::millis(4, 160);
/// From a message to the line that says so, the first time in a process: its classes are loaded.
const FIRST_RECEIVE: Range = Range::millis(20, 500);
/// From there to the shell: script, user. Seen 5 to 150 ms.
const PREPARE: Range = Range::millis(5, 80);
/// From a shell that fails to its report.
const FAIL: Range = Range::millis(20, 120);
/// How often YARN is asked for an application's state.
const APP_POLL: Span = Span::from_secs(5);
/// How long an answer is waited for.
const PATIENCE: Span = Span::from_secs(5);

/// A task that a worker runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Running {
    /// How many threads run it.
    pub(crate) threads: u8,
    /// Whether its shell has begun.
    pub(crate) shell: bool,
    /// A second thread has cleared the directory under the first.
    pub(crate) clash: bool,
    /// The outer shell was killed.
    pub(crate) killed: bool,
    /// The thread that waits for the shell.
    pub(crate) slot: Option<Slot>,
    /// Who is to be told, where that has changed.
    pub(crate) owner: Option<(Socket, NodeId)>,
}

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunTask {
    task: TaskId,
    definition: DefinitionId,
    index: u8,
    socket: Socket,
    owner: NodeId,
    app: Option<AppId>,
    /// The application is another worker's, and this one only waits for it.
    follows: bool,
    second: bool,
    report: Option<Rpc>,
    masters: NodeSet,
    shell_until: SimTime,
    then: After,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Arrive,
    Begin,
    Acknowledge,
    Prepare,
    Prepared,
    Work,
    Waited,
    Submitted,
    AppPoll,
    AppPolled,
    Ended(TaskState),
    Report,
    Masters,
    Tried,
}

/// What follows a report.
#[derive(Clone, Copy, Debug)]
enum After {
    Prepare,
    End,
}

impl RunTask {
    fn new(
        task: TaskId,
        (definition, index): (DefinitionId, u8),
        (socket, owner): (Socket, NodeId),
        app: Option<AppId>,
    ) -> Self {
        Self {
            task,
            definition,
            index,
            socket,
            owner,
            app,
            follows: app.is_some(),
            second: false,
            report: None,
            masters: NodeSet::default(),
            shell_until: SimTime::ZERO,
            then: After::Prepare,
            step: Step::Arrive,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Arrive => {
                self.step = Step::Begin;
                let warm = (cx.jvm.worker())
                    .is_none_or(|worker| std::mem::replace(&mut worker.warm, true));
                Next::Busy(if warm { pace::SOON } else { FIRST_RECEIVE })
            }
            Step::Begin => self.begin(cx),
            Step::Acknowledge => {
                let (task, pid) = (self.task, self.pid(cx));
                self.report = Some(Rpc::Ack { task, pid });
                self.then = After::Prepare;
                self.step = Step::Report;
                Next::Again
            }
            Step::Prepare => {
                self.step = Step::Prepared;
                Next::Busy(PREPARE)
            }
            Step::Prepared => self.prepared(cx),
            Step::Work => self.work(cx),
            Step::Waited => self.waited(cx),
            Step::Submitted => {
                if let Answer::Rpc(Ok(Rpc::AppIs { app, .. })) = answer {
                    self.app = Some(app);
                    self.log_app(true, cx);
                    self.step = Step::AppPoll;
                    return Next::Again;
                }
                self.fail()
            }
            Step::AppPoll => {
                self.step = Step::AppPolled;
                Next::Sleep(APP_POLL)
            }
            Step::AppPolled => self.app_polled(&answer, cx),
            Step::Ended(state) => self.ended(state, cx),
            Step::Report => self.send(cx),
            Step::Masters => {
                if let Ok(Outcome::Nodes { nodes }) = answer.zk() {
                    self.masters = nodes;
                }
                self.try_next(cx)
            }
            Step::Tried => {
                if matches!(answer, Answer::Rpc(Ok(_))) {
                    return self.sent();
                }
                self.try_next(cx)
            }
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (task, slot) = (self.task, cx.io.slot);
        cx.io.then(Fact::TaskReceived { task });
        if let Some(worker) = cx.jvm.worker() {
            let running = worker.running.entry(task).or_default();
            running.threads += 1;
            running.slot = Some(slot);
            self.second = running.threads > 1;
        }
        self.step = Step::Acknowledge;
        Next::Busy(RECEIVE)
    }

    /// The process that the shell will be.
    fn pid(&self, cx: &Cx<'_, '_>) -> u32 {
        cx.jvm.pid + 100 + self.task.0.wrapping_mul(7)
    }

    fn prepared(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let task = self.task;
        let running = cx.jvm.worker().and_then(|w| w.running.get_mut(&task));
        let clash = match running {
            Some(running) if self.second => {
                running.clash = true;
                true
            }
            Some(running) if running.clash => true,
            Some(running) => {
                running.shell = true;
                false
            }
            None => false,
        };
        if clash {
            cx.io.then(Fact::ShellsClash { task });
            self.step = Step::Ended(TaskState::Failure);
            return Next::Busy(pace::SOON);
        }
        if !self.follows {
            let pid = self.pid(cx);
            cx.io.then(Fact::ShellStarted { task, pid });
        }
        self.step = Step::Work;
        Next::Again
    }

    fn work(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let setting = std::sync::Arc::clone(&cx.jvm.setting);
        let definition = setting.definition(self.definition);
        let spec = definition.and_then(|d| d.tasks.get(usize::from(self.index)));
        match spec.map(|spec| spec.work) {
            Some(Work::Shell(length)) => {
                self.shell_until = cx.io.timer(length);
                self.step = Step::Waited;
                Next::Wait(queue::SHELL, self.shell_until)
            }
            Some(Work::Yarn { .. }) if self.follows => {
                let wait = cx.jvm.config.switches.failover_wait;
                self.shell_until = cx.io.timer(wait);
                self.step = Step::AppPoll;
                Next::Again
            }
            Some(Work::Yarn { runtime, .. }) => {
                let Some(yarn) = setting.first(Role::Yarn) else {
                    return self.fail();
                };
                self.step = Step::Submitted;
                let rpc = Rpc::Submit {
                    task: self.task,
                    worker: cx.jvm.me,
                    runtime_ms: u32::try_from(runtime.as_millis()).unwrap_or(u32::MAX),
                };
                Next::Rpc(yarn, rpc, PATIENCE)
            }
            None => self.fail(),
        }
    }

    /// The shell has ended, or its outermost part was killed: then what it has started lives on.
    fn waited(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let task = self.task;
        let killed = (cx.jvm.worker())
            .and_then(|w| w.running.get(&task))
            .is_some_and(|r| r.killed);
        if killed {
            let until = Moment::of(self.shell_until);
            cx.io.then(Fact::ShellLeft { task, until });
            return self.fail();
        }
        if cx.io.now() < self.shell_until {
            return Next::Wait(queue::SHELL, self.shell_until);
        }
        self.step = Step::Ended(TaskState::Success);
        Next::Again
    }

    fn fail(&mut self) -> Next {
        self.step = Step::Ended(TaskState::Failure);
        Next::Again
    }

    fn app_polled(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        if let Answer::Rpc(Ok(Rpc::AppIs { is, .. })) = answer {
            match is {
                AppState::Running => {}
                AppState::Succeeded => {
                    self.log_app(false, cx);
                    self.step = Step::Ended(TaskState::Success);
                    return Next::Again;
                }
                AppState::Killed if self.follows => return self.run_anew(cx),
                AppState::Killed => return self.fail(),
            }
        }
        if let Answer::Rpc(_) = answer {
            if self.follows && cx.io.now() >= self.shell_until {
                return self.run_anew(cx);
            }
            self.step = Step::AppPoll;
            return Next::Again;
        }
        match (self.app, cx.jvm.setting.first(Role::Yarn)) {
            (Some(app), Some(yarn)) => Next::Rpc(yarn, Rpc::AppState { app }, PATIENCE),
            (Some(_) | None, Some(_) | None) => self.fail(),
        }
    }

    /// The application has taken too long: it is killed, and the task is run as any other.
    fn run_anew(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        self.follows = false;
        self.step = Step::Prepared;
        match (self.app.take(), cx.jvm.setting.first(Role::Yarn)) {
            (Some(app), Some(yarn)) => Next::Rpc(yarn, Rpc::KillApp { app }, PATIENCE),
            (Some(_) | None, Some(_) | None) => Next::Again,
        }
    }

    /// The script prints the id: the log server beside this worker can read it from then on. The file
    /// that both share is a message here.
    fn log_app(&self, at_once: bool, cx: &mut Cx<'_, '_>) {
        let setting = std::sync::Arc::clone(&cx.jvm.setting);
        let definition = setting.definition(self.definition);
        let spec = definition.and_then(|d| d.tasks.get(usize::from(self.index)));
        let prints = match spec.map(|spec| spec.work) {
            Some(Work::Yarn { id_at_once, .. }) => id_at_once || !at_once,
            Some(Work::Shell(_)) | None => false,
        };
        let (task, app) = (self.task, self.app);
        if let (true, Some(app)) = (prints, app) {
            cx.disk.logs.insert(task, app);
        }
        let remedy = matches!(
            cx.jvm.config.switches.kill_app,
            KillApp::Rest | KillApp::Pinned
        );
        if prints && remedy {
            cx.jvm.call(self.owner, Rpc::App { task, app }, cx.io);
        }
        if let (true, Some(to)) = (prints, setting.log_server_of(cx.jvm.me)) {
            cx.jvm.call(to, Rpc::App { task, app }, cx.io);
        }
    }

    fn ended(&mut self, state: TaskState, cx: &mut Cx<'_, '_>) -> Next {
        let (task, app) = (self.task, self.app);
        cx.io.then(Fact::ShellEnded { task, state });
        if let Some(worker) = cx.jvm.worker() {
            if let Some((socket, owner)) = worker.running.get(&task).and_then(|r| r.owner) {
                (self.socket, self.owner) = (socket, owner);
            }
            let left = worker.running.get_mut(&task).map_or(0, |running| {
                running.threads = running.threads.saturating_sub(1);
                running.threads
            });
            if left == 0 {
                worker.running.remove(&task);
            }
        }
        self.report = Some(Rpc::Finished { task, state, app });
        self.then = After::End;
        self.step = Step::Report;
        Next::Busy(FAIL)
    }

    /// `TaskCallbackService.sendAck`, `sendResult`.
    fn send(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(rpc) = self.report else {
            return Next::end();
        };
        let task = self.task;
        if let Some(worker) = cx.jvm.worker() {
            if let Some((socket, owner)) = worker.running.get(&task).and_then(|r| r.owner) {
                (self.socket, self.owner) = (socket, owner);
            }
            worker.unacknowledged.insert(task, (rpc, self.owner));
        }
        if cx.jvm.post(self.socket, rpc, cx.io) {
            return self.sent();
        }
        let to = self.owner;
        cx.io.then(Fact::ReportFailed { task, to });
        if cx.jvm.config.switches.take_over != TakeOver::PollRow {
            // From 2.0.5 on it is kept for its owner.
            return self.sent();
        }
        self.step = Step::Masters;
        let kind = Kind::Master;
        Next::Zk(S_REG, Op::Servers { kind })
    }

    fn try_next(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(to), Some(rpc)) = (self.masters.iter().next(), self.report) else {
            // Nobody; it is tried again with everything that is unacknowledged.
            return self.sent();
        };
        self.masters.remove(to);
        self.step = Step::Tried;
        debug_assert_ne!(to, cx.jvm.me);
        Next::Rpc(to, rpc, PATIENCE)
    }

    fn sent(&mut self) -> Next {
        self.report = None;
        match self.then {
            After::Prepare => {
                self.step = Step::Prepare;
                Next::Again
            }
            After::End => Next::end(),
        }
    }
}

/// `RetryReportTaskStatusThread`: every 5 min everything that nobody has acknowledged, to any master.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReportRetry {
    left: Vec<(Rpc, NodeId)>,
    step: RetryStep,
}

#[derive(Clone, Copy, Debug, Default)]
enum RetryStep {
    #[default]
    Wait,
    Begin,
    Masters,
    Sent,
}

impl ReportRetry {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            RetryStep::Wait => {
                self.step = RetryStep::Begin;
                Next::Sleep(cx.jvm.config.switches.result_retry)
            }
            RetryStep::Begin => {
                self.left = (cx.jvm.worker())
                    .map(|worker| worker.unacknowledged.values().copied().collect())
                    .unwrap_or_default();
                self.step = RetryStep::Masters;
                Next::Again
            }
            RetryStep::Masters if self.left.is_empty() => {
                self.step = RetryStep::Wait;
                Next::Again
            }
            RetryStep::Masters => {
                self.step = RetryStep::Sent;
                let kind = Kind::Master;
                Next::Zk(S_REG, Op::Servers { kind })
            }
            RetryStep::Sent => {
                let nodes = match answer.zk() {
                    Ok(Outcome::Nodes { nodes }) => nodes,
                    Ok(_) | Err(_) => NodeSet::default(),
                };
                self.step = RetryStep::Masters;
                let any = cx.jvm.config.switches.take_over == TakeOver::PollRow;
                match (self.left.pop(), nodes.iter().next()) {
                    (Some((rpc, _)), Some(to)) if any => Next::Rpc(to, rpc, PATIENCE),
                    (Some((rpc, owner)), _) if !any => Next::Rpc(owner, rpc, PATIENCE),
                    (Some(_) | None, Some(_) | None) => Next::Again,
                }
            }
        }
    }
}

/// A message of a master, or of a worker to its log server.
pub(crate) fn hear(
    (jvm, disk): (&mut Jvm, &mut Disk),
    socket: Socket,
    peer: NodeId,
    call: u32,
    rpc: Rpc,
    io: &mut Io<'_>,
) {
    match rpc {
        Rpc::Execute {
            task,
            definition,
            index,
            app,
            ..
        } => {
            let definition = DefinitionId(definition);
            let routine = RunTask::new(task, (definition, index), (socket, peer), app);
            let lane = Thread::Task(u8::try_from(task.0 % 48).unwrap_or(0));
            let routine = Routine::Worker(WorkerRoutine::RunTask(routine));
            jvm.start_routine(lane, routine, io);
        }
        Rpc::Received { task, finished } => acknowledged(jvm, task, finished, io),
        Rpc::App { task, app } => {
            if let Some(app) = app {
                disk.logs.insert(task, app);
            }
        }
        Rpc::AppIds { task } => {
            let app = disk.logs.get(&task).copied();
            Jvm::reply(socket, call, Rpc::App { task, app }, io);
        }
        Rpc::NewOwner { task } => {
            if let Some(yes) = change_owner(jvm, task, (socket, peer), io) {
                Jvm::reply(socket, call, Rpc::Agreed { task, yes }, io);
            }
        }
        Rpc::Kill { task } => kill(jvm, task, io),
        Rpc::Ack { .. }
        | Rpc::Finished { .. }
        | Rpc::Agreed { .. }
        | Rpc::AppState { .. }
        | Rpc::AppIs { .. }
        | Rpc::KillApp { .. }
        | Rpc::Submit { .. } => {}
    }
}

/// A master has the report that this worker sent last: nobody has to be told of it again.
fn acknowledged(jvm: &mut Jvm, task: TaskId, finished: bool, io: &mut Io<'_>) {
    let Some(worker) = jvm.worker() else {
        return;
    };
    let of = worker.unacknowledged.get(&task);
    let same = match of {
        Some((Rpc::Finished { .. }, _)) => finished,
        Some(_) => !finished,
        None => false,
    };
    if same {
        worker.unacknowledged.remove(&task);
        io.tell(Fact::ReportAcked { task });
    }
}

/// Another master asks for the reports of a task: whether it gets them, as the release decides.
fn change_owner(
    jvm: &mut Jvm,
    task: TaskId,
    (socket, peer): (Socket, NodeId),
    io: &mut Io<'_>,
) -> Option<bool> {
    let rule = jvm.config.switches.take_over;
    let worker = jvm.worker()?;
    let running = worker.running.contains_key(&task);
    let unacknowledged = worker.unacknowledged.contains_key(&task);
    let yes = match rule {
        TakeOver::AcceptIfUnacked => unacknowledged,
        TakeOver::AcceptIfRunning => running,
        TakeOver::PollRow
        | TakeOver::HostUpdate
        | TakeOver::KillAndRerun
        | TakeOver::AcceptIfKnown => running || unacknowledged,
    };
    if yes {
        if let Some(running) = worker.running.get_mut(&task) {
            running.owner = Some((socket, peer));
        }
        if let Some((_, owner)) = worker.unacknowledged.get_mut(&task) {
            *owner = peer;
        }
        io.then(Fact::OwnerChanged { task, to: peer });
    }
    Some(yes)
}

/// The outer shell is killed, and the thread that waits for it goes on.
fn kill(jvm: &mut Jvm, task: TaskId, io: &mut Io<'_>) {
    let running = jvm.worker().and_then(|w| w.running.get_mut(&task));
    if let Some(running) = running {
        running.killed = true;
        if let Some(slot) = running.slot {
            io.wake(slot, Wait::Queue(queue::SHELL));
        }
    }
}
