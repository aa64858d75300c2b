//! Hosts, their disks and the processes on them: three things with three lives.

use crate::id::Slot;
use crate::io::Io;
use crate::threads::Park;

/// The code of a system: what runs as one operating system process on a host.
///
/// A process holds what it read when it started; its disk holds what an operator has written since.
/// Neither has a clock, a socket, a random source or a log of its own: all of that is [`Io`].
pub trait Process: Clone {
    /// What survives the process.
    type Disk: Clone;
    /// What an operator can change on the disk.
    type Edit: Clone;
    /// What the running process can be told to do.
    type Command: Clone;

    /// Starts the process; its first thread is already there and runs next.
    fn boot(disk: &mut Self::Disk, io: &mut Io<'_>) -> Self;

    /// Runs the thread of [`Io::slot`] to its next blocking call.
    fn resume(&mut self, disk: &mut Self::Disk, io: &mut Io<'_>) -> Park;

    /// SIGTERM. The process ends at once unless this says that it goes on with its shutdown.
    fn terminate(&mut self, disk: &mut Self::Disk, io: &mut Io<'_>) -> Termination;

    /// Tells the process something in its own protocol.
    fn tell(&mut self, disk: &mut Self::Disk, command: &Self::Command, io: &mut Io<'_>);

    /// Changes the disk.
    fn edit(disk: &mut Self::Disk, edit: &Self::Edit);
}

/// What a process does at SIGTERM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Termination {
    /// It ends at once.
    AtOnce,
    /// It has shutdown hooks to run and exits by itself.
    Later,
}

/// A host of the world.
#[derive(Clone)]
pub struct Host<P: Process> {
    /// What is written on it.
    pub disk: P::Disk,
    /// What runs on it.
    pub process: Option<P>,
    /// How often a process has been started here.
    pub starts: u32,
}

/// The first thread of every process.
pub const MAIN: Slot = Slot(0);
