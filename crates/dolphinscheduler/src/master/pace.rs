//! How long a master's own code takes: section 13.5 of the specification, measured on real processes.
//!
//! Nothing in the protocol depends on these, but races do. Where one decides an outcome the comment
//! says which. What the registry and the network take comes on top.

use sim::random::Range;

/// From the session of the registration to the open port: 230 to 660 ms.
pub(crate) const SESSION_TO_PORT: Range = Range::millis(230, 660);
/// From the first session to the second: 50 to 200 ms.
pub(crate) const SECOND_SESSION: Range = Range::millis(50, 200);
/// From the open port to the first request of the registration.
pub(crate) const PORT_TO_LOCK: Range = Range::millis(8, 30);
/// 1.3.6: from the deletion of the own node to the request that creates it, with both requests 5 to
/// 20 ms. A part of W, how long a peer has for a harmless dead entry.
pub(crate) const DELETE_TO_CREATE: Range = Range::millis(4, 18);
/// From the new node to the list of dead entries, with that request 10 to 50 ms. A part of W, which is 15
/// to 60 ms in all.
pub(crate) const CREATE_TO_LIST: Range = Range::millis(9, 48);
/// The end of that: from the line that says that the server is registered.
pub(crate) const LINE_TO_LIST: Range = Range::millis(1, 8);
/// From there to `initialize server nodes success.`: 10 to 25 ms.
pub(crate) const SYSTEM_NODES: Range = Range::millis(7, 20);
/// The rest of the start-up up to its listener.
pub(crate) const TO_LISTENER: Range = Range::millis(3, 8);
/// Starting Quartz: 0.15 to 0.3 s.
pub(crate) const QUARTZ: Range = Range::millis(150, 290);
/// From Quartz to the third session, and between the later ones.
pub(crate) const NEXT_BEAN: Range = Range::millis(5, 35);
/// Opening the database's pool.
pub(crate) const POOL: Range = Range::millis(120, 380);

/// From an event that has arrived to the listener that is told.
pub(crate) const CALLBACK: Range = Range::micros(200, 1_500);
/// A peer, from a removal to its request for the failover lock. With the four requests that follow the
/// entry is there 3 to 27 ms after the event.
pub(crate) const REMOVAL: Range = Range::millis(0, 20);
/// The same, the first time in a process: 25 to 60 ms in all, because classes are loaded.
pub(crate) const FIRST_REMOVAL: Range = Range::millis(20, 52);
/// A failover pass without instances: 2 to 40 ms with its query.
pub(crate) const PASS: Range = Range::millis(0, 20);
/// The same, the first time in a process.
pub(crate) const FIRST_PASS: Range = Range::millis(18, 80);
/// Each instance of a pass: about 10 ms with its transaction.
pub(crate) const INSTANCE: Range = Range::millis(2, 6);
/// From a command that is found to its transaction.
pub(crate) const COMMAND: Range = Range::millis(4, 40);
/// The same, the first time in a process: up to 0.6 s in all.
pub(crate) const FIRST_COMMAND: Range = Range::millis(80, 480);
/// From a command that is handled to the first task of its workflow: building the graph.
pub(crate) const WORKFLOW: Range = Range::millis(5, 60);
/// The same, the first time in a process: 0.1 to 0.3 s, up to 0.9 s.
pub(crate) const FIRST_WORKFLOW: Range = Range::millis(80, 700);
/// A method that does nothing worth a range.
pub(crate) const SOON: Range = Range::micros(100, 900);
