//! A process of the cluster, whatever runs in it, as the kernel sees it.

use crate::database::Database;
use crate::disk::{Disk, Edit};
use crate::fact::Fact;
use crate::ids::DefinitionId;
use crate::jvm::Jvm;
use crate::path::Path;
use crate::registry::Registry;
use crate::setting::Role;
use crate::yarn::Yarn;
use sim::host::{Process, Termination};
use sim::id::EventId;
use sim::io::Io;
use sim::threads::Park;

/// A process.
#[derive(Clone)]
pub struct Server(Kind);

#[derive(Clone)]
enum Kind {
    Registry(Box<Registry>),
    Database(Box<Database>),
    Yarn(Box<Yarn>),
    Jvm(Box<Jvm>),
}

/// What an operator does to a running process in its own protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// SQL: inserts a command that starts a workflow. To the database.
    StartWorkflow(DefinitionId),
    /// Deletes a node of the tree. To the registry.
    DeleteNode(Path),
}

/// Writing facts.
pub(crate) trait Emit {
    /// Writes a fact.
    fn tell(&mut self, fact: Fact) -> EventId;

    /// Writes a fact that is the cause of what follows.
    fn then(&mut self, fact: Fact) -> EventId;
}

impl Emit for Io<'_> {
    fn tell(&mut self, fact: Fact) -> EventId {
        let (tag, small, a, b) = fact.encode();
        self.emit(tag, small, a, b)
    }

    fn then(&mut self, fact: Fact) -> EventId {
        let id = self.tell(fact);
        self.cause = id;
        id
    }
}

impl Process for Server {
    type Disk = Disk;
    type Edit = Edit;
    type Command = Command;

    fn boot(disk: &mut Disk, io: &mut Io<'_>) -> Self {
        Self(match disk.role {
            Role::Registry => Kind::Registry(Box::new(Registry::boot())),
            Role::Database => Kind::Database(Box::new(Database::boot())),
            Role::Yarn => Kind::Yarn(Box::new(Yarn::boot())),
            Role::Master | Role::Worker | Role::LogServer(_) => {
                Kind::Jvm(Box::new(Jvm::boot(disk, io)))
            }
        })
    }

    fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        match &mut self.0 {
            Kind::Registry(registry) => registry.resume(disk, io),
            Kind::Database(database) => database.resume(disk, io),
            Kind::Yarn(yarn) => yarn.resume(disk, io),
            Kind::Jvm(jvm) => jvm.resume(disk, io),
        }
    }

    fn terminate(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Termination {
        match &mut self.0 {
            Kind::Registry(_) | Kind::Database(_) | Kind::Yarn(_) => Termination::AtOnce,
            Kind::Jvm(jvm) => jvm.terminate(disk, io),
        }
    }

    fn tell(&mut self, disk: &mut Disk, command: &Command, io: &mut Io<'_>) {
        match (&mut self.0, command) {
            (Kind::Registry(registry), Command::DeleteNode(path)) => {
                registry.delete_by_hand(*path, disk, io);
            }
            (Kind::Database(_), Command::StartWorkflow(definition)) => {
                disk.tables.start_workflow(*definition, io);
            }
            // Said to a process that does not understand it.
            (
                Kind::Registry(_) | Kind::Database(_) | Kind::Yarn(_) | Kind::Jvm(_),
                Command::StartWorkflow(_) | Command::DeleteNode(_),
            ) => {}
        }
    }

    fn edit(disk: &mut Disk, edit: &Edit) {
        disk.edit(edit);
    }
}
