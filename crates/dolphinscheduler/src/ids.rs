//! Small numbers that name things. Bare integers never meet in one signature.

use crate::pack::packed_number;
use sim::time::SimTime;

packed_number! {
    /// A session of the registry, in the order in which sessions were established.
    SessionId(u16)
}
packed_number! {
    /// A workflow instance: a row of `t_ds_process_instance`, later `t_ds_workflow_instance`.
    InstanceId(u16)
}
packed_number! {
    /// A task instance: a row of `t_ds_task_instance`.
    TaskId(u32)
}
packed_number! {
    /// A command: a row of `t_ds_command`.
    CommandId(u32)
}
packed_number! {
    /// A workflow definition, by its place in the setting.
    DefinitionId(u8)
}
packed_number! {
    /// An application of YARN, in the order of submission.
    AppId(u16)
}
packed_number! {
    /// A moment as the clocks of the servers write it: whole milliseconds since the run began.
    Moment(u32)
}

impl Moment {
    /// What a clock shows at a moment of the run.
    pub fn of(at: SimTime) -> Self {
        Self(u32::try_from(at.as_millis()).unwrap_or(u32::MAX))
    }

    /// The beginning of that millisecond.
    pub fn time(self) -> SimTime {
        SimTime::from_millis(u64::from(self.0))
    }
}
