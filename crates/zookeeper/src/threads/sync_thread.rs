//! `SyncThread:N`: writes transactions to the log and forces them to the disk, as many at once as
//! have come meanwhile (`SyncRequestProcessor.run`, 3.4.6).

use crate::disk::Disk;
use crate::server::pace::LOG_FORCE;
use crate::server::{Server, queue};
use sim::io::Io;
use sim::threads::{Park, Wait};

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct SyncThread {
    forcing: bool,
}

impl SyncThread {
    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        if std::mem::take(&mut self.forcing) {
            server.flush(disk, io, true);
        }
        if server.pipeline.to_log.is_empty() {
            return Park::on(Wait::Queue(queue::TO_LOG));
        }
        self.forcing = true;
        server.busy(io, LOG_FORCE)
    }
}
